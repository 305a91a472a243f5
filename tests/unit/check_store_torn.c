/*
 * Pages that a cut of power tore are put right from their copies when the store is opened; and no
 * copy brings back what was cut off.
 */
#include <config.h>

#include "store/care.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/doublewrite.h"
#define STORE_GIVES_UP
#include "store_dir.h"

enum { JOBS = 4000, SECTOR = 512 };

/* Little cache, and no checkpoint before its time: pages leave it as they must. */
static struct store_options
options_of(const char *path)
{
	struct store_options o = small_options(path);

	o.cache_bytes = 1 << 20;
	o.log_file_bytes = 64 << 20;
	o.checkpoint_kib = 1 << 20;
	o.checkpoint_s = 3600;
	return o;
}

static struct store *
open_options(const struct store_options *options)
{
	struct store *s;
	const char *why;
	enum store_open_rc rc = store_open_bdb(options, a, &s, &why);

	ck_assert_msg(rc == STORE_OPEN_OK, "open: %d %s", (int)rc, why);
	return s;
}

static const char *
document(unsigned i)
{
	return arena_printf(a, "{\"number\":%u,\"text\":\"%0*u\"}", i, 300 + (int)(i % 900), i);
}

static void
insert_jobs(struct store *s)
{
	for (unsigned i = 0; i < JOBS; i++)
		must(insert(s, STORE_SYNC_JOB, arena_printf(a, "%u", i * 7919U % JOBS), "o",
		    (uint8_t)(i % 5), arena_printf(a, "%08u", i * 4241U), document(i)));
}

/* A process that ends in the middle of its work; all it was told was done is on the disk. */
static void
leave(void)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct store_options o = options_of(dir);
		struct store *s = open_options(&o);
		uint64_t reached;

		insert_jobs(s);
		must(store_sync(s, &reached));
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

/* ---- tearing ---- */

static unsigned torn;

/* Of what was to be written every other sector; the others as in a file that just grew. */
static int
tear(void *ctx, const char *name, uint64_t page, const void *bytes)
{
	int fd = open(arena_printf(a, "%s/%s", dir, name), O_RDWR | O_CLOEXEC);
	char half[DOUBLEWRITE_PAGE];

	(void)ctx;
	ck_assert_int_ge(fd, 0);
	memcpy(half, bytes, sizeof(half));
	for (size_t i = SECTOR; i < sizeof(half); i += 2 * (size_t)SECTOR)
		memset(half + i, 0, SECTOR);
	ck_assert_int_eq(
	    pwrite(fd, half, sizeof(half), (off_t)page * DOUBLEWRITE_PAGE), sizeof(half));
	close(fd);
	torn++;
	return 0;
}

static void
tear_all(void)
{
	int fd = open(arena_printf(a, "%s/doublewrite", dir), O_RDONLY | O_CLOEXEC);
	uint64_t epoch;

	ck_assert_int_ge(fd, 0);
	torn = 0;
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++)
		ck_assert_int_eq(doublewrite_each(fd, i, &epoch, tear, NULL), 0);
	close(fd);
	ck_assert_uint_gt(torn, 100);
}

static void
check_jobs(struct store *s)
{
	struct store_record r;

	check_sound(s, JOBS);
	for (unsigned i = 0; i < JOBS; i++) {
		must(store_get(
		    s, a, STORE_SYNC_JOB, str_of(arena_printf(a, "%u", i * 7919U % JOBS)), &r));
		ck_assert(str_is(r.doc, document(i)));
	}
}

static void
check_pages(void)
{
	struct store_options o = options_of(dir);
	struct store_care care = {.mend = false};
	struct store_report report;
	const char *why;

	ck_assert_int_eq(store_check(&o, &care, a, &report, &why), STORE_OPEN_OK);
	ck_assert(report.sound);
}

START_TEST(torn_pages_are_put_right)
{
	struct store_options o = options_of(dir);
	struct store *s;

	leave();
	tear_all();
	s = open_options(&o);
	check_jobs(s);
	store_close(s);
	ck_assert_int_ne(access(arena_printf(a, "%s/doublewrite", dir), F_OK), 0);
	check_pages();
}
END_TEST

/* The test of the test. */
START_TEST(without_copies_they_are_found_out)
{
	struct store_options o = options_of(dir);
	struct store *s;
	const char *why;

	leave();
	tear_all();
	ck_assert_int_eq(unlink(arena_printf(a, "%s/doublewrite", dir)), 0);
	ck_assert_int_ne(store_open_bdb(&o, a, &s, &why), STORE_OPEN_OK);
}
END_TEST

/* Copies of the very pages that are there, from a life that ended well, do no harm. */
START_TEST(a_process_that_was_killed_left_them_whole)
{
	struct store_options o = options_of(dir);
	struct store *s;

	leave();
	s = open_options(&o);
	check_jobs(s);
	store_close(s);
	check_pages();
}
END_TEST

/* Somebody else's file, or bytes that only look like one of ours. */
START_TEST(a_copy_of_no_database_is_refused)
{
	static const char *const names[] = {"../outside.db", "secret.key", "log.0000000001"};
	struct doublewrite_place place = {0, names[_i], 0};
	static const char page[DOUBLEWRITE_PAGE];
	struct store_options o = options_of(dir);
	struct doublewrite d;
	struct store *s;
	const char *why;

	leave();
	ck_assert(doublewrite_init(&d, 0));
	d.fd = open(
	    arena_printf(a, "%s/doublewrite", dir), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ck_assert_int_eq(doublewrite_write(&d, doublewrite_take(&d), &place, page), 0);
	close(d.fd);
	doublewrite_release(&d);
	ck_assert_int_ne(store_open_bdb(&o, a, &s, &why), STORE_OPEN_OK);
	ck_assert_msg(strstr(why, "copies") != NULL, "why: %s", why);
	ck_assert_int_ne(access(arena_printf(a, "%s/../outside.db", dir), F_OK), 0);
}
END_TEST

START_TEST(bytes_that_are_no_copies_are_nothing)
{
	struct store_options o = options_of(dir);
	struct store *s;

	leave();
	dir_sh("head -c 3000000 /dev/urandom >'%s/doublewrite'", dir);
	s = open_options(&o);
	check_jobs(s);
	store_close(s);
}
END_TEST

static const char *
newer(unsigned i)
{
	return arena_printf(a, "{\"newer\":%u,\"text\":\"%0*u\"}", i, 300 + (int)(i % 900), i);
}

/* What waits in a copy is not read from its place, where it is older and looks good. */
START_TEST(a_copy_that_cannot_be_read_is_no_older_page)
{
	struct store_options o = options_of(dir);
	struct store *s = open_options(&o);
	unsigned broken = 0;

	insert_jobs(s);
	store_close(s);
	s = open_options(&o);
	for (unsigned i = 0; i < JOBS; i++)
		must(replace(s, STORE_SYNC_JOB, arena_printf(a, "%u", i), "o", 1, "now", newer(i)));
	dir_sh(
	    "head -c 40000000 /dev/urandom | dd of='%s/doublewrite' conv=notrunc status=none", dir);
	for (unsigned i = 0; i < JOBS; i++) {
		struct store_record r;
		enum store_rc rc =
		    store_get(s, a, STORE_SYNC_JOB, str_of(arena_printf(a, "%u", i)), &r);

		if (rc == STORE_OK)
			ck_assert(str_is(r.doc, newer(i)));
		else
			ck_assert_int_eq(rc, STORE_BROKEN);
		broken += rc != STORE_OK;
	}
	ck_assert_uint_gt(broken, 0);
	store_close(s);
}
END_TEST

/* ---- what is appended and undone ---- */

static enum store_verdict
append_and_refuse(struct store_tx *tx, void *ctx)
{
	const unsigned *n = ctx;

	for (unsigned i = 0; i < *n; i++) {
		struct store_keys keys = {str_of("o"), 1, str_of(arena_printf(a, "%u", i))};

		must(store_tx_insert(tx, STORE_CONNECTOR, str_of(arena_printf(a, "c%u", i)), &keys,
		    str_of(document(i))));
	}
	return STORE_REFUSE;
}

/* More than the cache holds: pages leave it, and are cut off again. */
START_TEST(what_was_cut_off_does_not_come_back)
{
	struct store_options o = options_of(dir);
	struct store *s = open_options(&o);
	unsigned n = JOBS;
	uint64_t ticket;

	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", "{}"));
	ck_assert_int_eq(store_change(s, a, append_and_refuse, &n, &ticket), STORE_REFUSED);
	check_sound(s, 1);
	insert_jobs(s);
	check_sound(s, JOBS + 1);
	store_close(s);
	check_pages();
}
END_TEST

static Suite *
torn_suite(void)
{
	Suite *suite = suite_create("store_torn");
	TCase *pages = tcase_create("pages");

	tcase_set_timeout(pages, 120);
	tcase_add_checked_fixture(pages, setup, teardown);
	tcase_add_test(pages, torn_pages_are_put_right);
	tcase_add_test(pages, without_copies_they_are_found_out);
	tcase_add_test(pages, a_process_that_was_killed_left_them_whole);
	tcase_add_loop_test(pages, a_copy_of_no_database_is_refused, 0, 3);
	tcase_add_test(pages, bytes_that_are_no_copies_are_nothing);
	tcase_add_test(pages, a_copy_that_cannot_be_read_is_no_older_page);
	tcase_add_test(pages, what_was_cut_off_does_not_come_back);
	suite_add_tcase(suite, pages);
	return suite;
}

int
main(void)
{
	SRunner *runner = srunner_create(torn_suite());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
