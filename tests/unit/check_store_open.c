/* Opening and closing the store on disk: the owner, what does not open and why, what stays. */
#include <config.h>

#include "store/store.h"

#include <db.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define STORE_GIVES_UP
#include "store_dir.h"

/* Must not open; *why says what. */
static void
check_closed(const char *path, enum store_open_rc rc, const char *why_part)
{
	struct store_options options = small_options(path);
	struct store *s;
	const char *why;

	ck_assert_msg(
	    store_open_bdb(&options, a, &s, &why) == rc, "%s, expected: %s", why, why_part);
	ck_assert_ptr_null(s);
	ck_assert_msg(strncmp(why, path, strlen(path)) == 0, "why is: %s", why);
	ck_assert_msg(strstr(why, why_part) != NULL, "why is: %s", why);
	ck_assert_ptr_null(strchr(why, '\n'));
}

static void
fill(struct store *s, unsigned from, unsigned n)
{
	char id[16], doc[1500];

	memset(doc, 'd', sizeof(doc) - 1);
	doc[sizeof(doc) - 1] = '\0';
	for (unsigned i = from; i < from + n; i++) {
		(void)snprintf(id, sizeof(id), "%06u", i);
		must(insert(s, STORE_SYNC_JOB, id, "o", (uint8_t)(i % 3), id, doc));
	}
}

/* ---- what stays ---- */

START_TEST(a_store_stays_what_it_was)
{
	struct store *s = open_dir(dir);
	char uuid[32];
	struct store_record r;

	(void)snprintf(uuid, sizeof(uuid), "%s", store_uuid(s));
	must(insert(s, STORE_CONNECTOR, "c", "o", 3, "k", "doc"));
	must(replace(s, STORE_CONNECTOR, "c", "o", 4, "k", "doc2"));
	store_close(s); /* without store_sync: closing flushes */
	for (unsigned i = 0; i < 3; i++) {
		s = open_dir(dir);
		ck_assert_str_eq(store_uuid(s), uuid);
		must(store_get(s, a, STORE_CONNECTOR, str_of("c"), &r));
		ck_assert_uint_eq(r.seq, 2);
		ck_assert(str_is(r.doc, "doc2"));
		check_sound(s, 1);
		store_close(s);
	}
}
END_TEST

START_TEST(stores_differ)
{
	char *other = dir_new();
	struct store *s = open_dir(dir), *t = open_dir(other);
	struct store_record r;

	ck_assert_str_ne(store_uuid(s), store_uuid(t));
	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", ""));
	ck_assert_int_eq(store_get(t, a, STORE_CONNECTOR, str_of("c"), &r), STORE_NOT_FOUND);
	store_close(t);
	store_close(s);
	dir_free(other);
}
END_TEST

START_TEST(directory_is_made_for_the_owner_alone)
{
	char *path = arena_printf(a, "%s/new", dir);
	mode_t old = umask(0);
	struct store *s = open_dir(path);
	struct stat st;
	struct dirent *entry;
	DIR *d = opendir(path);
	unsigned files = 0;

	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		ck_assert_int_eq(fstatat(dirfd(d), entry->d_name, &st, 0), 0);
		ck_assert_msg(
		    (st.st_mode & 07777) == 0600, "%s: %o", entry->d_name, (unsigned)st.st_mode);
		ck_assert_str_ne(entry->d_name, "unfinished");
		ck_assert_int_ne(strncmp(entry->d_name, "__db", 4), 0);
		files++;
	}
	closedir(d);
	/* Two databases of each kind, and of all; a log; copies of pages; the lock. */
	ck_assert_uint_eq(files, 2 * STORE_KIND__MAX + 2 + 3);
	store_close(s);
	umask(old);
}
END_TEST

/* ---- the owner ---- */

START_TEST(one_owner_at_a_time)
{
	struct store *s = open_dir(dir);

	check_closed(dir, STORE_OPEN_LOCKED, arena_printf(a, "process %ld", (long)getpid()));
	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", ""));
	store_close(s);
	s = open_dir(dir);
	check_sound(s, 1);
	store_close(s);
}
END_TEST

START_TEST(a_lock_taken_before_serves_the_store)
{
	struct store_options options = small_options(dir);
	struct store_lock *lock, *second;
	struct store *s;
	const char *why;

	ck_assert_int_eq(store_lock_new(dir, a, &lock, &why), STORE_OPEN_OK);
	check_closed(dir, STORE_OPEN_LOCKED, arena_printf(a, "process %ld", (long)getpid()));
	options.lock = lock;
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(store_open_bdb(&options, a, &s, &why), STORE_OPEN_OK);
		store_close(s);
		/* The store gave back what was its own; the lock is not. */
		ck_assert_int_eq(store_lock_new(dir, a, &second, &why), STORE_OPEN_LOCKED);
		ck_assert_ptr_nonnull(strstr(why, dir));
	}
	store_lock_free(lock);
	ck_assert_int_eq(store_lock_new(dir, a, &second, &why), STORE_OPEN_OK);
	store_lock_free(second);
	ck_assert_int_eq(store_lock_new("/dev/null/x", a, &second, &why), STORE_OPEN_UNUSABLE);
}
END_TEST

START_TEST(the_lock_goes_with_its_process)
{
	int ready[2];
	pid_t child;
	char byte;
	int status;
	struct store *s;

	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		s = open_dir(dir);
		must(insert(s, STORE_CONNECTOR, "c", "", 0, "", ""));
		must(store_sync(s, &(uint64_t){0}));
		(void)!write(ready[1], "x", 1);
		for (;;)
			pause();
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	check_closed(dir, STORE_OPEN_LOCKED, arena_printf(a, "process %ld", (long)child));
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	s = open_dir(dir);
	check_sound(s, 1);
	store_close(s);
	close(ready[0]);
	close(ready[1]);
}
END_TEST

/* ---- what does not open ---- */

START_TEST(a_place_that_cannot_be_used)
{
	dir_sh("touch '%s/file'", dir);
	check_closed(arena_printf(a, "%s/file/store", dir), STORE_OPEN_UNUSABLE, "cannot be made");
	check_closed(arena_printf(a, "%s/file", dir), STORE_OPEN_UNUSABLE, "cannot be opened");
	check_closed(
	    arena_printf(a, "%s/no/store", dir), STORE_OPEN_UNUSABLE, "No such file or directory");
	check_closed("/proc/self", STORE_OPEN_UNUSABLE, "/proc/self: ");
	check_closed("/proc/store", STORE_OPEN_UNUSABLE, "/proc/store: ");
}
END_TEST

/* Where root is not asked for permission this cannot be seen. */
START_TEST(a_directory_without_permission)
{
	ck_assert_int_eq(chmod(dir, 0500), 0);
	if (access(dir, W_OK) == 0)
		printf("skipped: a_directory_without_permission (this user may write anywhere)\n");
	else
		check_closed(dir, STORE_OPEN_UNUSABLE, "cannot be written: Permission denied");
	ck_assert_int_eq(chmod(dir, 0700), 0);
}
END_TEST

/* Writes behind the back of a closed store; value NULL: takes the key away. */
static void
meddle(const char *file, struct str k, struct str value)
{
	DB *db;
	DBT key = {.data = (void *)(uintptr_t)k.p, .size = (u_int32_t)k.n};
	DBT data = {.data = (void *)(uintptr_t)value.p, .size = (u_int32_t)value.n};

	ck_assert_int_eq(db_create(&db, NULL, 0), 0);
	ck_assert_int_eq(
	    db->open(db, NULL, arena_printf(a, "%s/%s", dir, file), NULL, DB_BTREE, 0, 0), 0);
	if (value.p != NULL)
		ck_assert_int_eq(db->put(db, NULL, &key, &data, 0), 0);
	else
		ck_assert_int_eq(db->del(db, NULL, &key, 0), 0);
	ck_assert_int_eq(db->close(db, 0), 0);
}

/* Another number where the format stands, as a later version would. */
static void
set_format(const char *number)
{
	meddle("meta.db", STR_LIT("format"), str_of(number));
}

START_TEST(a_later_format)
{
	store_close(open_dir(dir));
	set_format("2");
	check_closed(dir, STORE_OPEN_TOO_NEW, "written in format 2 by a later version");
	set_format("0");
	check_closed(dir, STORE_OPEN_DAMAGED, "meta.db");
	set_format("1x");
	check_closed(dir, STORE_OPEN_DAMAGED, "meta.db");
	set_format("1");
	store_close(open_dir(dir));
}
END_TEST

/* ---- a kind that this version brings ---- */

/* As a version left it that knew all kinds but the last one. */
static void
forget_kind(void)
{
	const char *name = store_kind_name((enum store_kind)(STORE_KIND__MAX - 1));

	meddle("meta.db", str_of(arena_printf(a, "kind %s", name)), (struct str){0});
	ck_assert_int_eq(setenv("KIND", name, 1), 0);
}

START_TEST(files_of_a_new_kind_are_made)
{
	/* clang-format off */
	static const char *const left[] = {	/* how far an earlier try may have come */
		"rm '%s/'$KIND.db '%s/'${KIND}_order.db",
		"rm '%s/'${KIND}_order.db",
		"rm '%s/'${KIND}_order.db && echo half >'%s/kind.new'",
		"true '%s'",
	};
	/* clang-format on */
	enum store_kind newest = (enum store_kind)(STORE_KIND__MAX - 1);

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		struct store *s = open_dir(dir);
		struct stat st;

		must(insert(s, STORE_CONNECTOR, "c", "", 0, "", "doc"));
		store_close(s);
		forget_kind();
		dir_sh(left[i], dir);
		for (unsigned again = 0; again < 3; again++) {
			s = open_dir(dir);
			if (again == 0)
				must(insert(s, newest, "n", "o", 1, "k", "doc"));
			check_sound(s, 2);
			store_close(s);
		}
		ck_assert_int_eq(
		    stat(arena_printf(a, "%s/%s.db", dir, store_kind_name(newest)), &st), 0);
		ck_assert_uint_eq(st.st_mode & 07777, 0600);
		ck_assert_int_ne(stat(arena_printf(a, "%s/kind.new", dir), &st), 0);
		dir_sh("rm -rf '%s'/*", dir);
	}
}
END_TEST

/* It was made, so somebody took it away: no empty one takes its place. */
START_TEST(a_kind_that_was_lost_is_damage)
{
	store_close(open_dir(dir));
	forget_kind();
	store_close(open_dir(dir));
	dir_sh("rm '%s/'$KIND.db", dir);
	check_closed(dir, STORE_OPEN_DAMAGED, getenv("KIND"));
	check_closed(dir, STORE_OPEN_DAMAGED, getenv("KIND"));
}
END_TEST

/* ---- shared parts ---- */

/* The number of these bytes: as a store with one shared part has it. */
static void
find_number(char number[9])
{
	DB *db;
	DBC *cursor;
	DBT key = {.data = number, .ulen = 9, .flags = DB_DBT_USERMEM}, data = {0};

	ck_assert_int_eq(db_create(&db, NULL, 0), 0);
	ck_assert_int_eq(
	    db->open(db, NULL, arena_printf(a, "%s/shared.db", dir), NULL, DB_BTREE, 0, 0), 0);
	ck_assert_int_eq(db->cursor(db, NULL, &cursor, 0), 0);
	ck_assert_int_eq(cursor->get(cursor, &key, &data, DB_LAST), 0);
	ck_assert_uint_eq(key.size, 9);
	ck_assert_int_eq(number[0], 'S');
	ck_assert_int_eq(cursor->close(cursor), 0);
	ck_assert_int_eq(db->close(db, 0), 0);
}

static void
put_shared(struct store *s, const char *id)
{
	struct put p = {PUT_INSERT, STORE_SYNC_JOB, str_of(id), {{"", 0}, 0, {"", 0}},
	    STR_LIT("own "), STR_LIT("shared")};

	must(put(s, &p));
}

/* Other bytes have the number already: seldom, but then nothing gets mixed up. */
START_TEST(a_number_that_is_taken)
{
	struct store *s = open_dir(dir);
	struct store_problem_counts c;
	struct store_record r;
	char number[9];

	put_shared(s, "a");
	store_close(s);
	find_number(number);
	s = open_dir(dir);
	must(delete (s, STORE_SYNC_JOB, "a"));
	store_close(s);
	meddle("shared.db", (struct str){number, 9}, STR_LIT("others"));
	number[0] = 'R';
	meddle("shared.db", (struct str){number, 9}, (struct str){"\0\0\0\0\0\0\0\1", 8});
	s = open_dir(dir);
	put_shared(s, "b");
	put_shared(s, "c");
	must(store_get(s, a, STORE_SYNC_JOB, str_of("b"), &r));
	ck_assert(str_is(r.doc, "own shared"));
	must(delete (s, STORE_SYNC_JOB, "b"));
	must(store_get(s, a, STORE_SYNC_JOB, str_of("c"), &r));
	ck_assert(str_is(r.doc, "own shared"));
	/* And what belongs to none is found. */
	must(store_verify(s, &c));
	ck_assert_uint_eq(c.shared_stray, 1);
	ck_assert_uint_eq(c.counts_wrong, 1);
	ck_assert_uint_eq(c.shared_missing, 0);
	store_close(s);
}
END_TEST

static enum store_verdict
hand_over_fn(struct store_tx *tx, void *ctx)
{
	const struct store_keys keys = {{"", 0}, 0, {"", 0}};
	const struct store_parts parts = {STR_LIT("own "), 4, STR_LIT("shared")};

	(void)ctx;
	must(store_tx_delete(tx, STORE_SYNC_JOB, str_of("a")));
	must(store_tx_insert_parts(tx, STORE_SYNC_JOB, str_of("z"), &keys, &parts));
	return STORE_WRITE;
}

/* Gives the number of "others" to "shared" in one change, while a list has read the former. */
static void *
hand_over(void *s)
{
	struct arena *own = arena_new();
	uint64_t ticket;

	must(store_change(s, own, hand_over_fn, NULL, &ticket));
	arena_free(own);
	return NULL;
}

struct handing {
	struct store *s;
	pthread_t thread;
	unsigned looks;
};

static bool
look_and_hand_over(const struct store_record *r, void *ctx)
{
	struct handing *h = ctx;

	if (h->looks++ == 0) {
		ck_assert(str_is(r->doc, "own others"));
		ck_assert_int_eq(pthread_create(&h->thread, NULL, hand_over, h->s), 0);
		nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
	}
	return r->doc.n > 0;
}

START_TEST(a_number_that_changes_hands_under_a_list)
{
	struct handing h = {.s = open_dir(dir)};
	struct store_query q = {STORE_SYNC_JOB, .groups = ~0u, .size = STORE_WINDOW,
	    .match = look_and_hand_over, .match_ctx = &h};
	struct store_record *r;
	uint64_t count;
	char number[9];
	size_t n;

	put_shared(h.s, "a");
	store_close(h.s);
	find_number(number);
	meddle("shared.db", (struct str){number, 9}, STR_LIT("others"));
	h.s = open_dir(dir);
	for (unsigned i = 0; i < 1500; i++) /* enough for a pause */
		must(insert(h.s, STORE_SYNC_JOB, arena_printf(a, "f%04u", i), "", 0, "", ""));
	must(store_list(h.s, a, &q, &r, &n, &count));
	pthread_join(h.thread, NULL);
	ck_assert_uint_eq(n, 2);
	ck_assert(str_is(r[1].id, "z"));
	ck_assert_msg(str_is(r[1].doc, "own shared"), "%.*s", STR_ARG(r[1].doc));
	check_sound(h.s, 1501);
	store_close(h.s);
}
END_TEST

START_TEST(verify_sees_a_lost_or_miscounted_part)
{
	struct store *s = open_dir(dir);
	struct store_problem_counts c;
	struct store_record r;
	char number[9];

	put_shared(s, "a");
	put_shared(s, "b");
	store_close(s);
	find_number(number);
	number[0] = 'R';
	meddle("shared.db", (struct str){number, 9}, (struct str){"\0\0\0\0\0\0\0\3", 8});
	s = open_dir(dir);
	must(store_verify(s, &c));
	ck_assert_uint_eq(c.counts_wrong, 1);
	ck_assert_uint_eq(c.shared_stray + c.shared_missing, 0);
	store_close(s);
	meddle("shared.db", (struct str){number, 9}, (struct str){0});
	number[0] = 'S';
	meddle("shared.db", (struct str){number, 9}, (struct str){0});
	s = open_dir(dir);
	must(store_verify(s, &c));
	ck_assert_uint_eq(c.counts_wrong, 1);
	ck_assert_uint_eq(c.shared_missing, 1);
	ck_assert_uint_eq(c.shared_stray, 0);
	ck_assert_int_eq(store_get(s, a, STORE_SYNC_JOB, str_of("a"), &r), STORE_BROKEN);
	store_close(s);
}
END_TEST

/* ---- damage ---- */

/* Each is done to a good, closed store of some size. */
START_TEST(damage_is_seen)
{
	/* clang-format off */
	static const struct { const char *sh, *why; } rows[] = {
		{ "rm '%s/meta.db'",					"database files are missing" },
		{ "cd '%s' && rm log.*",				"log files are missing" },
		{ "cd '%s' && rm *.db",					"database files are missing" },
		{ "rm '%s/sync_job.db'",				"sync_job.db" },
		{ "rm '%s/connector_order.db'",				"connector_order.db" },
		{ ": > '%s/sync_job.db'",				"sync_job.db" },
		{ "dd if=/dev/zero of='%s/meta.db' bs=4096 count=1 conv=notrunc 2>/dev/null", "" },
		{ "dd if=/dev/urandom of='%s/meta.db' bs=1 seek=100 count=20 conv=notrunc 2>/dev/null", "" },
		{ "dd if=/dev/zero of='%s/sync_job_order.db' bs=1 seek=30 count=9 conv=notrunc 2>/dev/null", "" },
		{ "for f in '%s'/log.*; do dd if=/dev/urandom of=$f bs=1k count=8 conv=notrunc 2>/dev/null; done", "" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct store *s = open_dir(dir);

		fill(s, 0, 100);
		store_close(s);
		dir_sh(rows[i].sh, dir);
		check_closed(dir, STORE_OPEN_DAMAGED, rows[i].why);
		/* Nothing was made or mended on the quiet. */
		check_closed(dir, STORE_OPEN_DAMAGED, rows[i].why);
		dir_sh("rm -rf '%s'/*", dir);
	}
}
END_TEST

/* A page that went bad is noticed when it is read, by its checksum. */
START_TEST(a_bad_page_breaks_the_store)
{
	struct store *s = open_dir(dir);
	struct store_query q = {STORE_SYNC_JOB, .groups = ~0u, .size = STORE_WINDOW};
	struct store_record *records;
	size_t n;
	uint64_t count;

	fill(s, 0, 500);
	store_close(s);
	dir_sh("dd if=/dev/urandom of='%s/sync_job.db' bs=4096 seek=200 count=1 conv=notrunc "
	       "2>/dev/null",
	    dir);
	s = open_dir(dir);
	ck_assert_int_eq(store_list(s, a, &q, &records, &n, &count), STORE_BROKEN);
	ck_assert_int_eq(store_ready(s), STORE_BROKEN);
	ck_assert_uint_eq(n, 0);
	store_close(s);
}
END_TEST

/* A crash while a store was being made: nothing was in it, so it is made again. */
START_TEST(an_unfinished_store_is_made_again)
{
	struct store *s;

	dir_sh("cd '%s' && touch unfinished meta.db log.0000000001 __db.x keep", dir);
	s = open_dir(dir);
	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", ""));
	store_close(s);
	dir_sh("cd '%s' && test -e keep && test ! -e unfinished && test ! -e __db.x", dir);
	s = open_dir(dir);
	check_sound(s, 1);
	store_close(s);
}
END_TEST

/* ---- the log ---- */

static unsigned
count_logs(void)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	unsigned n = 0;

	while ((entry = readdir(d)) != NULL)
		n += strncmp(entry->d_name, "log.", 4) == 0;
	closedir(d);
	return n;
}

/* 1.5 KB each: some 5 KB of log, so 24 files of 256 KiB if none were removed. */
START_TEST(old_logs_go_at_restarts)
{
	for (unsigned i = 0; i < 12; i++) {
		struct store_options options = small_options(dir);
		struct store *s;
		const char *why;

		options.log_file_bytes = 256 << 10;
		options.checkpoint_kib = 1 << 20;
		options.checkpoint_s = 3600;
		ck_assert_int_eq(store_open_bdb(&options, a, &s, &why), STORE_OPEN_OK);
		fill(s, i * 100, 100);
		store_close(s);
		ck_assert_uint_le(count_logs(), 4);
	}
}
END_TEST

START_TEST(old_logs_go_while_running)
{
	struct store_options options = small_options(dir);
	struct store *s;
	const char *why;
	unsigned most = 0;

	options.log_file_bytes = 256 << 10;
	ck_assert_int_eq(store_open_bdb(&options, a, &s, &why), STORE_OPEN_OK);
	for (unsigned i = 0; i < 20; i++) {
		fill(s, i * 100, 100);
		most = count_logs() > most ? count_logs() : most;
	}
	/* At the latest when checkpoint_s is over, whatever was written meanwhile. */
	for (unsigned i = 0; i < 100 && count_logs() > 2; i++)
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
	ck_assert_uint_ge(most, 3);
	ck_assert_uint_le(count_logs(), 2);
	check_sound(s, 2000);
	store_close(s);
}
END_TEST

/* Settings no one should give are made to fit. */
START_TEST(sizes_that_make_no_sense)
{
	static const struct store_options rows[] = {{.cache_bytes = 0}, {.cache_bytes = 1},
	    {.log_file_bytes = UINT64_MAX}, {.cache_bytes = (uint64_t)5 << 30},
	    {.log_file_bytes = 1, .checkpoint_kib = 4000000000u, .checkpoint_s = 4000000000u}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct store_options options = rows[i];
		struct store *s;
		const char *why;

		options.dir = dir;
		ck_assert_int_eq(store_open_bdb(&options, a, &s, &why), STORE_OPEN_OK);
		fill(s, (unsigned)i * 200, 200);
		store_close(s);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_open");
	TCase *open = tcase_create("open");
	SRunner *sr;
	int failed;

	tcase_set_timeout(open, 120);
	tcase_add_checked_fixture(open, setup, teardown);
	tcase_add_test(open, a_store_stays_what_it_was);
	tcase_add_test(open, stores_differ);
	tcase_add_test(open, directory_is_made_for_the_owner_alone);
	tcase_add_test(open, one_owner_at_a_time);
	tcase_add_test(open, a_lock_taken_before_serves_the_store);
	tcase_add_test(open, the_lock_goes_with_its_process);
	tcase_add_test(open, a_place_that_cannot_be_used);
	tcase_add_test(open, a_directory_without_permission);
	tcase_add_test(open, a_later_format);
	tcase_add_test(open, files_of_a_new_kind_are_made);
	tcase_add_test(open, a_kind_that_was_lost_is_damage);
	tcase_add_test(open, a_number_that_is_taken);
	tcase_add_test(open, a_number_that_changes_hands_under_a_list);
	tcase_add_test(open, verify_sees_a_lost_or_miscounted_part);
	tcase_add_test(open, damage_is_seen);
	tcase_add_test(open, a_bad_page_breaks_the_store);
	tcase_add_test(open, an_unfinished_store_is_made_again);
	tcase_add_test(open, old_logs_go_at_restarts);
	tcase_add_test(open, old_logs_go_while_running);
	tcase_add_test(open, sizes_that_make_no_sense);
	suite_add_tcase(suite, open);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
