/*
 * Kills a process that writes to a store, at random moments, and looks at what is left: all that
 * was acknowledged, nothing by halves, nothing that was never asked for.
 *
 * Each writer makes its changes one after the other and waits for each to be on stable storage
 * before it tells us so. What the store holds after m changes of a writer is known, so after a kill
 * it must hold exactly that for an m that is what we were told, or one more.
 *
 * CRASH_ROUNDS: kills per test (30). CRASH_SEED: another order of delays.
 */
#include <config.h>

#include "store/store.h"

#include <db.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define STORE_GIVES_UP
#include "../unit/store_util.h"

enum {
	WRITERS = 4,
	KEPT = 20,
	CLEAR_EVERY = 50,
	DONE_GROUP = 8,
	DOC_MAX = 3000,
	SHARED_BYTES = 600,
	SHARED_FOR = 10 /* jobs in a row */
};

static char *dir;
static unsigned random_state;

static unsigned
below(unsigned n)
{
	random_state = random_state * 1103515245u + 12345u;
	return (random_state >> 8) % n;
}

static unsigned
rounds_wanted(void)
{
	const char *text = getenv("CRASH_ROUNDS");

	return text != NULL ? (unsigned)strtoul(text, NULL, 10) : 30;
}

/* ---- power loss: what of the log was really written ---- */

/* Shared with the process that will be killed. */
static struct {
	_Atomic unsigned number; /* of the log file that was last synced … */
	_Atomic long size;       /* … and how long it was */
} * synced;

/* The number of the log file behind fd; 0: another file. */
static unsigned
log_number(int fd)
{
	char link[64], path[4096];
	const char *name;
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return 0;
	path[n] = '\0';
	name = strrchr(path, '/');
	if (name == NULL || strncmp(name, "/log.", 5) != 0)
		return 0;
	return (unsigned)strtoul(name + 5, NULL, 10);
}

/* The test of the test: what goes wrong without being said. */
enum lie {
	HONEST,
	TOLD_EARLY, /* the writer does not wait for the disk */
	DISK_LIES   /* the disk says it did what it did not */
};

static enum lie lie;

/* This stands in front of the C library's: the store calls it by name. */
int fdatasync(int fd);

int
fdatasync(int fd)
{
	struct stat st = {0};
	unsigned number = synced == NULL ? 0 : log_number(fd);
	int ret;

	if (lie == DISK_LIES)
		return 0;
	if (number != 0 && fstat(fd, &st) != 0)
		return -1;
	ret = (int)syscall(SYS_fdatasync, fd);
	if (ret == 0 && number != 0 && number >= atomic_load(&synced->number)) {
		atomic_store(&synced->size, 0);
		atomic_store(&synced->number, number);
		atomic_store(&synced->size, st.st_size);
	}
	return ret;
}

/* Takes away from the log what no sync covered. The files of the databases stay as they are. */
static void
cut_log(void)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	unsigned last = atomic_load(&synced->number);

	ck_assert_ptr_nonnull(d);
	while ((entry = readdir(d)) != NULL) {
		unsigned number;
		char path[4096];

		if (strncmp(entry->d_name, "log.", 4) != 0)
			continue;
		number = (unsigned)strtoul(entry->d_name + 4, NULL, 10);
		(void)snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (number > last)
			ck_assert_int_eq(unlink(path), 0);
		else if (number == last && atomic_load(&synced->size) > 0)
			ck_assert_int_eq(truncate(path, atomic_load(&synced->size)), 0);
	}
	closedir(d);
}

/* ---- the writing process ---- */

/* The m-th change of a writer (from 1 on). */
struct step {
	struct arena *a;
	unsigned writer, m;
};

static struct str
job_id(struct arena *a, unsigned writer, unsigned m)
{
	return str_of(arena_printf(a, "w%u-%06u", writer, m));
}

/* Of three jobs two have a part in common with others, also those of other writers. */
static struct store_parts
job_parts(struct arena *a, unsigned writer, unsigned m)
{
	struct store_parts p = {.own = str_of(arena_printf(a, "%0*u",
	                            1 + (int)((m * 2654435761u + writer) % DOC_MAX), m))};

	p.at = STORE_WHOLE;
	if (m % 3 != 0) {
		p.at = p.own.n / 2;
		p.shared = str_of(arena_printf(a, "%*u", SHARED_BYTES, m / SHARED_FOR % 5));
	}
	return p;
}

static struct str
job_doc(struct arena *a, unsigned writer, unsigned m)
{
	struct store_parts p = job_parts(a, writer, m);

	if (p.shared.n == 0)
		return p.own;
	return str_of(arena_printf(a, "%.*s%.*s%.*s", (int)p.at, p.own.p, STR_ARG(p.shared),
	    (int)(p.own.n - p.at), p.own.p + p.at));
}

static struct store_keys
job_keys(struct arena *a, unsigned writer, unsigned m, bool done)
{
	return (struct store_keys){str_of(arena_printf(a, "w%u", writer)),
	    (uint8_t)(done ? DONE_GROUP : m % DONE_GROUP), job_id(a, writer, m)};
}

/* The first job there after m changes. */
static unsigned
first_job(unsigned m)
{
	unsigned cleared = m / CLEAR_EVERY * CLEAR_EVERY;
	unsigned kept = m > KEPT ? m - KEPT + 1 : 1;

	return cleared > kept ? cleared : kept;
}

static enum store_rc
insert_job(struct store_tx *tx, const struct step *s)
{
	struct store_keys keys = job_keys(s->a, s->writer, s->m, false);
	struct store_parts parts = job_parts(s->a, s->writer, s->m);

	return store_tx_insert_parts(
	    tx, STORE_SYNC_JOB, job_id(s->a, s->writer, s->m), &keys, &parts);
}

/* The one before is done: written anew, or but for the part it has in common. */
static enum store_rc
replace_job(struct store_tx *tx, const struct step *s)
{
	struct store_keys keys = job_keys(s->a, s->writer, s->m - 1, true);
	struct store_parts parts = job_parts(s->a, s->writer, s->m - 1);
	struct str id = job_id(s->a, s->writer, s->m - 1);

	return s->m % 2 == 0
	           ? store_tx_replace_own(tx, STORE_SYNC_JOB, id, &keys, parts.own, parts.at)
	           : store_tx_replace_parts(tx, STORE_SYNC_JOB, id, &keys, &parts);
}

static enum store_rc
write_jobs(struct store_tx *tx, const struct step *s)
{
	unsigned first = first_job(s->m - 1);
	struct str owner = str_of(arena_printf(s->a, "w%u", s->writer));
	enum store_rc rc = insert_job(tx, s);
	uint64_t n;

	if (rc != STORE_OK || s->m == 1)
		return rc;
	if (s->m % CLEAR_EVERY == 0) {
		rc = store_tx_delete_owned(tx, STORE_SYNC_JOB, owner, &n);
		ck_assert_uint_eq(n, s->m - first + 1);
		return rc == STORE_OK ? insert_job(tx, s) : rc;
	}
	rc = replace_job(tx, s);
	if (rc == STORE_OK && first < first_job(s->m))
		rc = store_tx_delete(tx, STORE_SYNC_JOB, job_id(s->a, s->writer, first));
	return rc;
}

static enum store_verdict
step_fn(struct store_tx *tx, void *ctx)
{
	const struct step *s = ctx;
	struct str id = str_of(arena_printf(s->a, "w%u", s->writer));
	struct str doc = str_of(arena_printf(s->a, "%u", s->m));
	struct store_keys keys = {{0}};
	enum store_rc rc = s->m == 1 ? store_tx_insert(tx, STORE_CONNECTOR, id, &keys, doc)
	                             : store_tx_replace(tx, STORE_CONNECTOR, id, &keys, doc);

	if (rc == STORE_OK)
		rc = write_jobs(tx, s);
	return rc == STORE_OK ? STORE_WRITE : STORE_FAIL;
}

/* How many changes of a writer the store holds. */
static unsigned
steps_done(struct store *s, struct arena *a, unsigned writer)
{
	struct store_record r;
	enum store_rc rc =
	    store_get(s, a, STORE_CONNECTOR, str_of(arena_printf(a, "w%u", writer)), &r);

	if (rc == STORE_NOT_FOUND)
		return 0;
	must(rc);
	return (unsigned)strtoul(arena_copy(a, r.doc).p, NULL, 10);
}

struct acknowledgement {
	unsigned writer, m;
};

static struct {
	struct store *store;
	int out;
} child;

static void *
writer(void *arg)
{
	unsigned w = (unsigned)(uintptr_t)arg;
	struct arena *a = arena_new();
	unsigned m = steps_done(child.store, a, w);

	for (;;) {
		struct step s = {a, w, ++m};
		struct acknowledgement ack = {w, m};
		uint64_t ticket, reached;

		if (store_change(child.store, a, step_fn, &s, &ticket) != STORE_OK)
			_exit(3);
		if (lie != TOLD_EARLY &&
		    (store_sync(child.store, &reached) != STORE_OK || reached < ticket))
			_exit(4);
		if (write(child.out, &ack, sizeof(ack)) != sizeof(ack))
			_exit(5);
		arena_reset(a);
	}
}

static struct store_options
options(void)
{
	return (struct store_options){
	    .dir = dir, .log_file_bytes = 256 << 10, .checkpoint_kib = 128, .checkpoint_s = 1};
}

static void
run_child(int out)
{
	struct store_options o = options();
	struct arena *a = arena_new();
	const char *why;
	pthread_t thread;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	child.out = out;
	if (store_open_bdb(&o, a, &child.store, &why) != STORE_OPEN_OK) {
		fprintf(stderr, "%s\n", why);
		_exit(2);
	}
	for (unsigned w = 0; w < WRITERS; w++)
		if (pthread_create(&thread, NULL, writer, (void *)(uintptr_t)w) != 0)
			_exit(6);
	for (;;)
		pause();
}

/* ---- looking at what is left ---- */

static void
check_jobs(struct store *s, struct arena *a, unsigned w, unsigned m)
{
	struct str owner = str_of(arena_printf(a, "w%u", w));
	struct store_query q = {
	    STORE_SYNC_JOB, .owners = &owner, .owners_n = 1, .groups = ~0u, .size = STORE_WINDOW};
	struct store_record *r;
	unsigned first = first_job(m);
	size_t n;
	uint64_t count;

	must(store_list(s, a, &q, &r, &n, &count));
	ck_assert_uint_eq(count, m == 0 ? 0 : m - first + 1);
	ck_assert_uint_eq(n, count);
	for (unsigned i = 0; i < n; i++) {
		unsigned at = first + i;
		struct store_keys keys = job_keys(a, w, at, at != m);

		ck_assert(str_equal(r[i].id, job_id(a, w, at)));
		ck_assert(str_equal(r[i].doc, job_doc(a, w, at)));
		ck_assert_uint_eq(r[i].keys.group, keys.group);
		ck_assert_uint_eq(r[i].seq, at == m ? 1 : 2);
	}
}

static void
check_file(const char *name, const char *end)
{
	char path[4096];
	DB *db;

	(void)snprintf(path, sizeof(path), "%s/%s%s", dir, name, end);
	ck_assert_int_eq(db_create(&db, NULL, 0), 0);
	ck_assert_msg(db->verify(db, path, NULL, NULL, 0) == 0, "verify %s%s", name, end);
}

/* Pages and files, by Berkeley DB's own measure. */
static void
check_files(void)
{
	check_file("meta", ".db");
	check_file("shared", ".db");
	for (int kind = 0; kind < STORE_KIND__MAX; kind++) {
		check_file(store_kind_name((enum store_kind)kind), ".db");
		check_file(store_kind_name((enum store_kind)kind), "_order.db");
	}
}

/* What was acknowledged is there. Returns how many changes are missing. */
static unsigned
look(unsigned acknowledged[WRITERS], bool exactly)
{
	struct store *s = open_dir(dir);
	struct arena *a = arena_new();
	struct store_problem_counts c;
	unsigned missing = 0;

	for (unsigned w = 0; w < WRITERS; w++) {
		unsigned m = steps_done(s, a, w);

		if (m < acknowledged[w])
			missing += acknowledged[w] - m;
		else if (exactly)
			ck_assert_uint_le(m, acknowledged[w] + 1);
		check_jobs(s, a, w, m);
		acknowledged[w] = m;
	}
	must(store_verify(s, &c));
	check_sound(s, c.records);
	arena_free(a);
	store_close(s);
	check_files();
	return missing;
}

/* ---- a round ---- */

static void
read_acknowledgements(int in, unsigned acknowledged[WRITERS], unsigned *n)
{
	struct acknowledgement ack;

	while (read(in, &ack, sizeof(ack)) == sizeof(ack)) {
		ck_assert_uint_eq(ack.m, acknowledged[ack.writer] + 1);
		acknowledged[ack.writer] = ack.m;
		++*n;
	}
}

/* Runs the writers for so long, kills them, takes in what they said. */
static unsigned
run_and_kill(unsigned us, unsigned acknowledged[WRITERS], enum lie told)
{
	struct timespec end, step = {.tv_nsec = 200000};
	unsigned acks = 0;
	int ends[2], status;
	pid_t pid;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		lie = told;
		run_child(ends[1]);
	}
	close(ends[1]);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += (long)(us % 1000000) * 1000;
	end.tv_sec += us / 1000000 + end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	for (;;) {
		struct timespec now;

		/* The pipe must not fill up, or the writers would wait for us. */
		read_acknowledgements(ends[0], acknowledged, &acks);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > end.tv_sec ||
		    (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec))
			break;
		nanosleep(&step, NULL);
	}
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status), "the writers ended by themselves: %d", status);
	read_acknowledgements(ends[0], acknowledged, &acks);
	close(ends[0]);
	return acks;
}

/* Every third is so short that opening or recovering is hit. */
static unsigned
random_delay_us(unsigned round)
{
	return round % 3 == 0 ? below(12000) : 5000 + below(400000);
}

static void
setup(void)
{
	const char *seed = getenv("CRASH_SEED");

	dir = dir_new();
	random_state = seed != NULL ? (unsigned)strtoul(seed, NULL, 10) : 1;
	synced =
	    mmap(NULL, sizeof(*synced), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(synced, MAP_FAILED);
}

static void
teardown(void)
{
	munmap(synced, sizeof(*synced));
	dir_free(dir);
}

START_TEST(killed_at_any_moment)
{
	unsigned acknowledged[WRITERS] = {0}, acks = 0;

	for (unsigned round = 0; round < rounds_wanted(); round++) {
		acks += run_and_kill(random_delay_us(round), acknowledged, HONEST);
		ck_assert_msg(look(acknowledged, true) == 0, "round %u: lost", round);
	}
	if (getenv("CHECK_STORE_TELL") != NULL)
		printf("killed: %u acknowledged\n", acks);
	ck_assert_uint_gt(acks, 0);
}
END_TEST

START_TEST(power_lost_at_any_moment)
{
	unsigned acknowledged[WRITERS] = {0}, acks = 0;

	/* Made and closed: what is there at first is on stable storage. */
	store_close(open_dir(dir));
	for (unsigned round = 0; round < rounds_wanted(); round++) {
		acks += run_and_kill(random_delay_us(round), acknowledged, HONEST);
		cut_log();
		ck_assert_msg(look(acknowledged, true) == 0, "round %u: lost", round);
	}
	if (getenv("CHECK_STORE_TELL") != NULL)
		printf("power lost: %u acknowledged\n", acks);
	ck_assert_uint_gt(acks, 0);
}
END_TEST

/* Killed while it was being made, a store is made whole by the next that opens it. */
START_TEST(killed_while_young)
{
	for (unsigned round = 0; round < rounds_wanted(); round++) {
		unsigned acknowledged[WRITERS] = {0};

		dir_sh("rm -rf '%s'", dir);
		run_and_kill(below(15000), acknowledged, HONEST);
		ck_assert_uint_eq(look(acknowledged, true), 0);
	}
}
END_TEST

/* A writer that tells too early is found out: so the tests above can fail. */
START_TEST(a_lie_is_found_out)
{
	unsigned acknowledged[WRITERS] = {0}, missing = 0;

	for (unsigned round = 0; round < 100 && missing == 0; round++) {
		run_and_kill(100000 + below(100000), acknowledged, TOLD_EARLY);
		missing = look(acknowledged, false);
	}
	ck_assert_uint_gt(missing, 0);
}
END_TEST

/* The same for the cut: what only the system's memory held is gone. */
START_TEST(a_lying_disk_is_found_out)
{
	unsigned acknowledged[WRITERS] = {0}, missing = 0;
	struct arena *a = arena_new();

	store_close(open_dir(dir));
	for (unsigned round = 0; round < 20 && missing == 0; round++) {
		struct store_options o = options();
		struct store *s;
		const char *why;

		run_and_kill(100000 + below(100000), acknowledged, DISK_LIES);
		cut_log();
		/* Pages may have gone ahead of the log; then it does not open at all. */
		if (store_open_bdb(&o, a, &s, &why) == STORE_OPEN_OK) {
			store_close(s);
			missing = look(acknowledged, false);
		} else
			missing = 1;
	}
	ck_assert_uint_gt(missing, 0);
	arena_free(a);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("crash_store");
	TCase *crash = tcase_create("crash");
	SRunner *sr;
	int failed;

	tcase_set_timeout(crash, 60 + 10 * rounds_wanted());
	tcase_add_checked_fixture(crash, setup, teardown);
	tcase_add_test(crash, a_lie_is_found_out);
	tcase_add_test(crash, a_lying_disk_is_found_out);
	tcase_add_test(crash, killed_at_any_moment);
	tcase_add_test(crash, power_lost_at_any_moment);
	tcase_add_test(crash, killed_while_young);
	suite_add_tcase(suite, crash);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
