/*
 * A disk that does not keep up: as many changes wait as may, more are answered 503 with Retry-After
 * and are not there, reads go on meanwhile, memory does not grow with what is refused, and all is
 * as before when the disk is.
 */
#include <config.h>

#include "daemon.h"
#include "look.h"

enum {
	PLACES = 8, /* writes_max */
	CALLERS = 64,
	SYNC_MS = 1000,
	READ_MS = 300, /* a read must not take longer: it does not wait for the disk */
	ROUNDS = 4,
	BODY = 8000,
	FLOOD = 1000,       /* refused changes in a round: 32 MB of them altogether */
	GROWTH_KIB = 12288, /* the cache and the log's buffer fill with what was not refused */
	SOON_MS = 20000
};

static struct {
	char dir[64], data[96], log[96], slow[96];
	struct daemon daemon;
	int fds[CALLERS];
	struct answer answers[CALLERS];
	char body[BODY + 64];
} test;

static void
disk_is_slow(int ms)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%d", ms);
	int fd;

	if (ms == 0) {
		(void)unlink(test.slow);
		return;
	}
	fd = open(test.slow, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert(fd >= 0 && write(fd, text, (size_t)n) == n);
	close(fd);
}

static unsigned
resident_kib(void)
{
	char path[64], line[256];
	unsigned kib = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)test.daemon.pid);
	f = fopen(path, "re");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f) != NULL)
		(void)sscanf(line, "VmRSS: %u", &kib);
	fclose(f);
	ck_assert_uint_gt(kib, 0);
	return kib;
}

static void
name_of(char uri[64], unsigned round, unsigned caller)
{
	(void)snprintf(uri, 64, "/_connector/c%u-%u", round, caller);
}

static void
send_change(unsigned round, unsigned caller)
{
	char uri[64];

	name_of(uri, round, caller);
	ck_assert(daemon_send(test.fds[caller], "PUT", uri, test.body));
}

static int
status_of(unsigned caller, int timeout_ms)
{
	if (read_answer(test.fds[caller], &test.answers[caller], timeout_ms) != GOT_END)
		return 0;
	return answer_status(&test.answers[caller]);
}

/* What nobody changes is read at once. A list of what is being changed waits for the changes it
 * tells of. */
static void
read_quickly(int fd, struct answer *a)
{
	int64_t began = clock_monotonic_ms();

	ck_assert_int_eq(daemon_ask(fd, a, "GET", "/_connector/first", "", SOON_MS), 200);
	ck_assert_int_eq(daemon_ask(fd, a, "GET", "/_connector/_sync_job", "", SOON_MS), 200);
	ck_assert_int_le(clock_monotonic_ms() - began, READ_MS);
}

static void
expect_retry_after(const struct answer *a)
{
	ck_assert_msg(memmem(a->out.p, a->out.n, "\r\nRetry-After: ", 15) != NULL,
	    "a 503 without Retry-After");
}

/* The places are taken, and will be for a while: one change after the other is refused at once. */
static unsigned
flood(int fd, struct answer *a)
{
	int64_t end = clock_monotonic_ms() + SYNC_MS / 2;
	unsigned n = 0;

	while (n < FLOOD && clock_monotonic_ms() < end) {
		ck_assert_int_eq(
		    daemon_ask(fd, a, "PUT", "/_connector/never", test.body, SOON_MS), 503);
		expect_retry_after(a);
		n++;
	}
	ck_assert_int_eq(daemon_ask(fd, a, "GET", "/_connector/never", "", SOON_MS), 404);
	return n;
}

/* All at once; those that are refused hear of it at once. Returns how many. */
static unsigned
too_many(unsigned round, int fd, struct answer *a)
{
	unsigned refused = 0, done = 0;

	for (unsigned i = 0; i < CALLERS; i++)
		send_change(round, i);
	read_quickly(fd, a);
	refused += flood(fd, a);
	for (unsigned i = 0; i < CALLERS; i++) {
		int status = status_of(i, SOON_MS);

		ck_assert_msg(status == 201 || status == 503, "status %d", status);
		if (status == 503)
			expect_retry_after(&test.answers[i]);
		refused += status == 503;
		done += status == 201;
	}
	ck_assert_uint_ge(done, PLACES);
	return refused;
}

static void
check_round(unsigned round, int fd, struct answer *a)
{
	for (unsigned i = 0; i < CALLERS; i++) {
		int was = answer_status(&test.answers[i]);
		char uri[64];

		name_of(uri, round, i);
		ck_assert_int_eq(
		    daemon_ask(fd, a, "GET", uri, "", SOON_MS), was == 201 ? 200 : 404);
	}
}

static void
start(void)
{
	char preload[4200], slow[200], places[16];
	const char *const env[] = {preload, slow, NULL};
	const char *const flags[] = {"--writes-max", places, NULL};

	(void)snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", built("tests/crash/slow.so"));
	(void)snprintf(slow, sizeof(slow), "CRASH_SLOW=%s", test.slow);
	(void)snprintf(places, sizeof(places), "%d", PLACES);
	daemon_start(&test.daemon, env, test.data, test.log, flags);
	for (unsigned i = 0; i < CALLERS; i++) {
		test.fds[i] = daemon_connect(&test.daemon, SOON_MS);
		ck_assert_int_ge(test.fds[i], 0);
	}
}

START_TEST(a_disk_that_does_not_keep_up)
{
	struct answer a = {.id = 0};
	unsigned refused = 0, before = 0;
	int fd;

	start();
	fd = daemon_connect(&test.daemon, SOON_MS);
	ck_assert_int_eq(daemon_ask(fd, &a, "PUT", "/_connector/first", test.body, SOON_MS), 201);
	for (unsigned round = 0; round < ROUNDS; round++) {
		disk_is_slow(SYNC_MS);
		refused += too_many(round, fd, &a);
		check_round(round, fd, &a);
		if (round == 0)
			before = resident_kib();
		if (getenv("SLOWDISK_TELL") != NULL)
			printf("round %u: %u KiB\n", round, resident_kib());
		/* The disk is as before, and so is the program. */
		disk_is_slow(0);
		for (unsigned i = 0; i < PLACES; i++)
			send_change(ROUNDS + round, i);
		for (unsigned i = 0; i < PLACES; i++)
			ck_assert_int_eq(status_of(i, SOON_MS), 201);
	}
	ck_assert_uint_ge(refused, ROUNDS * (CALLERS - 4 * PLACES));
	ck_assert_uint_le(resident_kib(), before + GROWTH_KIB);
	if (getenv("SLOWDISK_TELL") != NULL)
		printf("%u changes refused; resident %u KiB, then %u KiB\n", refused, before,
		    resident_kib());
	close(fd);
	for (unsigned i = 0; i < CALLERS; i++) {
		close(test.fds[i]);
		answer_release(&test.answers[i]);
	}
	answer_release(&a);
	ck_assert_int_eq(daemon_stop(&test.daemon), 0);
}
END_TEST

static void
setup(void)
{
	dir_new_in(test.dir, sizeof(test.dir));
	(void)snprintf(test.data, sizeof(test.data), "%s/data", test.dir);
	(void)snprintf(test.log, sizeof(test.log), "%s/log", test.dir);
	(void)snprintf(test.slow, sizeof(test.slow), "%s/slow", test.dir);
	(void)snprintf(test.daemon.socket, sizeof(test.daemon.socket), "%s/sock", test.dir);
	(void)snprintf(test.body, sizeof(test.body), "{\"description\":\"%0*d\"}", BODY, 0);
}

static void
teardown(void)
{
	daemon_kill(&test.daemon);
}

int
main(void)
{
	Suite *suite = suite_create("slowdisk");
	TCase *disk = tcase_create("disk");

	tcase_set_timeout(disk, 120);
	tcase_add_checked_fixture(disk, setup, teardown);
	tcase_add_test(disk, a_disk_that_does_not_keep_up);
	suite_add_tcase(suite, disk);
	return run_in_dir(suite, "slowdisk");
}
