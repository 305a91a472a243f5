/*
 * The n-th write, sync or allocation of Berkeley DB fails, for every n until a run gets by without.
 * Whatever the store answers then, afterwards it must hold what it acknowledged, nothing that it
 * declined, and be sound.
 */
#include <config.h>

#include "store/store.h"

#include <db.h>
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#define STORE_GIVES_UP
#include "store_util.h"

enum { CHANGES = 160, DOC = 3000, SYNC_EVERY = 8 };

/* ---- the faults ---- */

enum what { WRITE, WRITE_LOG, SYNC, MEMORY, WHAT__MAX };

static struct {
	atomic_uint calls[WHAT__MAX];
	atomic_uint first[WHAT__MAX], last[WHAT__MAX]; /* these calls fail; 0: none */
	atomic_uint hits;
	int error;
} fault;

static bool
fails(enum what what)
{
	unsigned call = atomic_fetch_add(&fault.calls[what], 1) + 1;

	if (call < atomic_load(&fault.first[what]) || call > atomic_load(&fault.last[what]))
		return false;
	atomic_fetch_add(&fault.hits, 1);
	errno = fault.error;
	return true;
}

static bool
is_log(int fd)
{
	char link[64], path[4096];
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	return strstr(path, "/log.") != NULL;
}

static bool
write_fails(int fd)
{
	return fails(WRITE) || (is_log(fd) && fails(WRITE_LOG));
}

static ssize_t
write_or_fail(int fd, const void *p, size_t n)
{
	return write_fails(fd) ? -1 : write(fd, p, n);
}

static ssize_t
pwrite_or_fail(int fd, const void *p, size_t n, off_t at)
{
	return write_fails(fd) ? -1 : pwrite(fd, p, n, at);
}

static void *
malloc_or_fail(size_t n)
{
	return fails(MEMORY) ? NULL : malloc(n);
}

static void *
realloc_or_fail(void *p, size_t n)
{
	return fails(MEMORY) ? NULL : realloc(p, n);
}

/* These stand in front of the C library's: the store calls them by name. */
int fdatasync(int fd);
int fsync(int fd);

int
fdatasync(int fd)
{
	return fails(SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int
fsync(int fd)
{
	return fails(SYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

static void
fault_set(enum what what, unsigned first, unsigned n, int error)
{
	memset(&fault, 0, sizeof(fault));
	fault.error = error;
	fault.first[what] = first;
	fault.last[what] = first == 0 ? 0 : first + n - 1;
}

static void
fault_clear(void)
{
	for (unsigned i = 0; i < WHAT__MAX; i++)
		atomic_store(&fault.last[i], 0);
}

/* ---- a run, and what is known of it ---- */

struct run {
	enum { UNTRIED, DECLINED, COMMITTED, UNKNOWN } is[CHANGES];
	uint64_t ticket[CHANGES];
	bool acknowledged[CHANGES];
	unsigned answers[STORE_RC__MAX];
};

static char doc[DOC];

static struct put
put_at(unsigned i)
{
	static char id[16];

	(void)snprintf(id, sizeof(id), "%u", i * 7919 % 1000);
	return (struct put){PUT_INSERT, STORE_SYNC_JOB, str_of(id),
	    {i % 3 == 0 ? str_of("") : str_of("o"), (uint8_t)(i % 7), str_of(id)}, {doc, DOC}};
}

static enum store_open_rc
try_open(const char *dir, struct store **s)
{
	struct store_options options = small_options(dir);
	struct arena *a = arena_new();
	const char *why;
	enum store_open_rc rc;

	options.cache_bytes = 0; /* the least: pages are written all the time */
	rc = store_open_bdb(&options, a, s, &why);
	if (rc != STORE_OPEN_OK) {
		ck_assert_ptr_null(*s);
		ck_assert_msg(strncmp(why, dir, strlen(dir)) == 0 || rc == STORE_OPEN_NOMEM,
		    "why is: %s", why);
		ck_assert_ptr_null(strchr(why, '\n'));
	}
	arena_free(a);
	return rc;
}

static void
acknowledge(struct run *run, uint64_t reached)
{
	for (unsigned i = 0; i < CHANGES; i++)
		if (run->is[i] == COMMITTED && run->ticket[i] <= reached)
			run->acknowledged[i] = true;
}

/* What was there stays readable while nothing can be written. */
static void
check_readable(struct store *s, struct run *run, unsigned upto)
{
	struct arena *a = arena_new();

	for (unsigned i = 0; i < upto; i += 17) {
		struct put p = put_at(i);
		struct store_record r;
		enum store_rc rc = store_get(s, a, p.kind, p.id, &r);

		ck_assert_msg(rc == (run->is[i] == COMMITTED ? STORE_OK : STORE_NOT_FOUND),
		    "%u: %s", i, store_rc_name(rc));
	}
	arena_free(a);
}

static void
sync_run(struct store *s, struct run *run)
{
	uint64_t reached = 0;

	run->answers[store_sync(s, &reached)]++;
	acknowledge(run, reached);
}

static void
change_run(struct store *s, struct run *run)
{
	struct arena *a = arena_new();

	for (unsigned i = 0; i < CHANGES; i++) {
		struct put p = put_at(i);
		enum store_rc rc = store_change(s, a, put_fn, &p, &run->ticket[i]);

		run->answers[rc]++;
		run->is[i] = rc == STORE_OK ? COMMITTED : DECLINED;
		if (rc == STORE_FULL && fault.error == ENOSPC)
			check_readable(s, run, i);
		if (i % SYNC_EVERY == 0)
			sync_run(s, run);
		arena_reset(a);
	}
	arena_free(a);
}

static void
check_run(struct store *s, const struct run *run)
{
	struct arena *a = arena_new();
	uint64_t there = 0;

	for (unsigned i = 0; i < CHANGES; i++) {
		struct put p = put_at(i);
		struct store_record r;
		enum store_rc rc = store_get(s, a, p.kind, p.id, &r);

		if (run->acknowledged[i])
			ck_assert_msg(rc == STORE_OK, "acknowledged and lost: %u", i);
		if (run->is[i] == DECLINED || run->is[i] == UNTRIED)
			ck_assert_msg(rc == STORE_NOT_FOUND, "declined and there: %u", i);
		if (rc == STORE_OK) {
			ck_assert(str_equal(r.doc, p.doc));
			there++;
		} else
			ck_assert_int_eq(rc, STORE_NOT_FOUND);
	}
	check_sound(s, there);
	arena_free(a);
}

/* One run with the fault, one look without. */
static void
run_once(struct run *run, enum what what, unsigned first, unsigned n, int error)
{
	char *dir = dir_new();
	struct store *s;

	*run = (struct run){0};
	/* Berkeley DB itself does not survive every want of memory while it makes files. */
	fault_set(what, what == MEMORY ? 0 : first, n, error);
	if (try_open(dir, &s) == STORE_OPEN_OK) {
		db_env_set_func_write(write_or_fail);
		db_env_set_func_pwrite(pwrite_or_fail);
		if (what == MEMORY)
			fault_set(what, first, n, error);
		change_run(s, run);
		fault_clear();
		sync_run(s, run);
		store_close(s);
	}
	fault_clear();
	s = open_dir(dir);
	check_run(s, run);
	store_close(s);
	dir_free(dir);
}

static const struct row {
	const char *name;
	enum what what;
	unsigned n, step;
	int error;
	enum store_rc expected; /* at least once over all runs */
} rows[] = {
    {"no space for one write", WRITE, 1, 4, ENOSPC, STORE_FULL},
    {"no space for a while", WRITE, 40, 5, ENOSPC, STORE_FULL},
    {"a write fails", WRITE, 1, 4, EIO, STORE_BROKEN},
    {"a sync fails once", SYNC, 1, 3, EIO, STORE_BROKEN},
    {"a sync finds no space once", SYNC, 1, 7, ENOSPC, STORE_BROKEN},
    {"no memory once", MEMORY, 1, 131, ENOMEM, STORE_NOMEM},
};

START_TEST(every_fault_is_survived)
{
	const struct row *row = &rows[_i];
	unsigned answers[STORE_RC__MAX] = {0}, first = 1;
	const char *every = getenv("CHECK_STORE_EVERY");
	unsigned step = every != NULL ? (unsigned)strtoul(every, NULL, 10) : row->step;

	memset(doc, 'd', sizeof(doc));
	/* From the first call of an open that has to make everything on. */
	db_env_set_func_write(write_or_fail);
	db_env_set_func_pwrite(pwrite_or_fail);
	if (row->what == MEMORY) {
		db_env_set_func_malloc(malloc_or_fail);
		db_env_set_func_realloc(realloc_or_fail);
	}
	/* CHECK_STORE_EVERY: another step; 1 leaves none out. */
	for (;; first += step) {
		struct run run;

		run_once(&run, row->what, first, row->n, row->error);
		for (unsigned i = 0; i < STORE_RC__MAX; i++)
			answers[i] += run.answers[i];
		if (atomic_load(&fault.hits) == 0)
			break;
	}
	ck_assert_uint_gt(first, step);
	ck_assert_msg(
	    answers[row->expected] > 0, "%s: never %s", row->name, store_rc_name(row->expected));
	ck_assert_uint_gt(answers[STORE_OK], CHANGES);
	if (getenv("CHECK_STORE_TELL") != NULL)
		for (unsigned i = 0; i < STORE_RC__MAX; i++)
			printf("%s (%u runs): %s %u\n", row->name, first / step,
			    store_rc_name((enum store_rc)i), answers[i]);
}
END_TEST

/* ---- single stories ---- */

/* The trap that the hooks are for: the second sync would succeed, and must not be believed. */
START_TEST(a_failed_sync_is_final)
{
	char *dir = dir_new();
	struct store *s = open_dir(dir);
	struct arena *a = arena_new();
	struct store_record r;
	uint64_t reached, before;

	must(insert(s, STORE_CONNECTOR, "safe", "", 0, "", ""));
	must(store_sync(s, &before));
	must(insert(s, STORE_CONNECTOR, "unsafe", "", 0, "", ""));
	fault_set(SYNC, 1, 1, EIO);
	ck_assert_int_eq(store_sync(s, &reached), STORE_BROKEN);
	ck_assert_uint_eq(reached, before);
	ck_assert_int_eq(store_sync(s, &reached), STORE_BROKEN);
	ck_assert_uint_eq(reached, before);
	ck_assert_uint_eq(fault.hits, 1);
	ck_assert_int_eq(store_ready(s), STORE_BROKEN);
	ck_assert_int_eq(insert(s, STORE_CONNECTOR, "x", "", 0, "", ""), STORE_BROKEN);
	ck_assert_int_eq(store_get(s, a, STORE_CONNECTOR, str_of("safe"), &r), STORE_BROKEN);
	store_close(s);
	/* Recovery brings the store back in the same process. */
	s = open_dir(dir);
	must(store_get(s, a, STORE_CONNECTOR, str_of("safe"), &r));
	must(insert(s, STORE_CONNECTOR, "x", "", 0, "", ""));
	must(store_sync(s, &reached));
	store_close(s);
	arena_free(a);
	dir_free(dir);
}
END_TEST

/* What could not be flushed for want of room is durable with the next flush. */
START_TEST(room_comes_back)
{
	char *dir = dir_new();
	struct store *s = open_dir(dir);
	struct arena *a = arena_new();
	struct store_record r;
	uint64_t reached, before;

	must(insert(s, STORE_CONNECTOR, "first", "", 0, "", ""));
	must(store_sync(s, &before));
	db_env_set_func_write(write_or_fail);
	db_env_set_func_pwrite(pwrite_or_fail);
	fault_set(WRITE, 1, 1000000, ENOSPC);
	must(insert(s, STORE_CONNECTOR, "second", "", 0, "", ""));
	ck_assert_int_eq(store_sync(s, &reached), STORE_FULL);
	ck_assert_uint_eq(reached, before);
	ck_assert_int_eq(store_ready(s), STORE_FULL);
	must(store_get(s, a, STORE_CONNECTOR, str_of("second"), &r));
	fault_clear();
	must(store_ready(s));
	must(store_sync(s, &reached));
	ck_assert_uint_gt(reached, before);
	store_close(s);
	s = open_dir(dir);
	must(store_get(s, a, STORE_CONNECTOR, str_of("second"), &r));
	store_close(s);
	arena_free(a);
	dir_free(dir);
}
END_TEST

/*
 * Berkeley DB would write pages when it is closed, although the log they belong to could not be
 * written; and then the store did not open any more.
 */
START_TEST(closed_without_room_for_the_log)
{
	static const int errors[] = {ENOSPC, EIO};
	char *dir = dir_new();
	struct store *s = open_dir(dir);
	struct arena *a = arena_new();
	struct store_record r;
	uint64_t reached;

	must(insert(s, STORE_CONNECTOR, "safe", "", 0, "", ""));
	must(store_sync(s, &reached));
	must(insert(s, STORE_CONNECTOR, "unsafe", "", 0, "", ""));
	db_env_set_func_write(write_or_fail);
	db_env_set_func_pwrite(pwrite_or_fail);
	fault_set(WRITE_LOG, 1, 1000000, errors[_i]);
	if (_i == 0)
		ck_assert_int_eq(store_sync(s, &reached), STORE_FULL);
	store_close(s);
	ck_assert_uint_gt(atomic_load(&fault.hits), 0);
	fault_clear();
	s = open_dir(dir);
	must(store_get(s, a, STORE_CONNECTOR, str_of("safe"), &r));
	ck_assert_int_eq(store_get(s, a, STORE_CONNECTOR, str_of("unsafe"), &r), STORE_NOT_FOUND);
	check_sound(s, 1);
	store_close(s);
	arena_free(a);
	dir_free(dir);
}
END_TEST

/* A store that was not closed is opened on a full disk, and again when there is room. */
START_TEST(recovery_without_room)
{
	char *dir = dir_new(), *copy = dir_new();
	struct store *s = open_dir(dir);
	struct arena *a = arena_new();
	struct store_record r;
	uint64_t reached;

	must(insert(s, STORE_CONNECTOR, "kept", "", 0, "", ""));
	must(store_sync(s, &reached));
	{
		char line[8192];

		(void)snprintf(line, sizeof(line), "cp -p '%s'/* '%s'", dir, copy);
		ck_assert_int_eq(system(line), 0);
	}
	store_close(s);
	db_env_set_func_write(write_or_fail);
	db_env_set_func_pwrite(pwrite_or_fail);
	for (unsigned n = 1; n < 12; n++) {
		fault_set(WRITE, n, 1000000, ENOSPC);
		if (try_open(copy, &s) == STORE_OPEN_OK) {
			must(store_get(s, a, STORE_CONNECTOR, str_of("kept"), &r));
			store_close(s);
		} else
			ck_assert_int_eq(try_open(copy, &s), STORE_OPEN_UNUSABLE);
		fault_clear();
	}
	s = open_dir(copy);
	must(store_get(s, a, STORE_CONNECTOR, str_of("kept"), &r));
	check_sound(s, 1);
	store_close(s);
	arena_free(a);
	dir_free(dir);
	dir_free(copy);
}
END_TEST

/* ---- a file system that is really full ---- */

static bool
mount_small(const char *dir)
{
	/* Seen by this process alone, and gone with it. */
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", dir, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=0700") == 0;
}

/* Until there is no room. Returns how many were acknowledged; *others: how many more may be there.
 */
static unsigned
fill_up(struct store *s, unsigned *others)
{
	unsigned i = 0, safe = 0;
	enum store_rc rc;
	uint64_t reached;

	for (;; i++) {
		char id[16];
		struct put p = {PUT_INSERT, STORE_SYNC_JOB, .doc = {doc, DOC}};

		(void)snprintf(id, sizeof(id), "%u", i);
		p.id = str_of(id);
		rc = put(s, &p);
		if (rc != STORE_OK)
			break;
		rc = store_sync(s, &reached);
		if (rc != STORE_OK) {
			i++;
			break;
		}
		safe = i + 1;
		ck_assert_uint_lt(i, 100000);
	}
	ck_assert_int_eq(rc, STORE_FULL);
	*others = i - safe;
	return safe;
}

static void
check_all_there(struct store *s, unsigned n)
{
	struct arena *a = arena_new();

	for (unsigned i = 0; i < n; i++) {
		struct store_record r;
		char id[16];

		(void)snprintf(id, sizeof(id), "%u", i);
		must(store_get(s, a, STORE_SYNC_JOB, str_of(id), &r));
		ck_assert_uint_eq(r.doc.n, DOC);
		arena_reset(a);
	}
	arena_free(a);
}

/* What another program does to the disk. */
static void
take_all_room(const char *dir)
{
	dir_sh("head -c 100000000 /dev/zero > '%s/other' 2>/dev/null || true", dir);
}

/* While nothing at all can be written: what is in memory is read, the rest is declined. */
static void
check_full(struct store *s, unsigned n)
{
	struct arena *a = arena_new();
	unsigned read = 0;

	ck_assert_int_eq(insert(s, STORE_CONNECTOR, "x", "", 0, "", ""), STORE_FULL);
	ck_assert_int_eq(store_ready(s), STORE_FULL);
	for (unsigned i = 0; i < n; i++) {
		struct store_record r;
		char id[16];
		enum store_rc rc;

		(void)snprintf(id, sizeof(id), "%u", i);
		rc = store_get(s, a, STORE_SYNC_JOB, str_of(id), &r);
		ck_assert_msg(rc == STORE_OK || rc == STORE_FULL, "%s", store_rc_name(rc));
		read += rc == STORE_OK;
		arena_reset(a);
	}
	ck_assert_uint_gt(read, 0);
	arena_free(a);
}

/* The store declines by itself; then another program takes the rest; then there is room again. */
static void
live_through(const char *dir, const char *sub)
{
	struct store *s = open_dir(sub);
	unsigned safe, others;
	uint64_t reached;

	safe = fill_up(s, &others);
	ck_assert_uint_gt(safe, 100);
	ck_assert_int_eq(store_ready(s), STORE_FULL);
	/* Reads go on, and so does closing and opening. */
	check_all_there(s, safe);
	store_close(s);
	s = open_dir(sub);
	check_all_there(s, safe + others);
	dir_sh("rm '%s/ballast'", dir);
	must(store_ready(s));
	must(insert(s, STORE_CONNECTOR, "later", "", 0, "", ""));
	take_all_room(dir);
	check_full(s, safe);
	dir_sh("rm '%s/other'", dir);
	must(store_ready(s));
	must(insert(s, STORE_CONNECTOR, "last", "", 0, "", ""));
	must(store_sync(s, &reached));
	check_all_there(s, safe + others);
	check_sound(s, safe + others + 2);
	store_close(s);
	s = open_dir(sub);
	check_all_there(s, safe + others);
	check_sound(s, safe + others + 2);
	store_close(s);
}

START_TEST(a_full_file_system)
{
	char *dir = dir_new(), *sub = malloc(4096);

	memset(doc, 'd', sizeof(doc));
	if (mount_small(dir)) {
		(void)snprintf(sub, 4096, "%s/store", dir);
		dir_sh("head -c 3000000 /dev/zero > '%s/ballast'", dir);
		live_through(dir, sub);
		ck_assert_int_eq(umount2(dir, MNT_DETACH), 0);
	} else
		printf(
		    "skipped: a_full_file_system (this user may not mount: %s)\n", strerror(errno));
	free(sub);
	dir_free(dir);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_fault");
	TCase *faults = tcase_create("faults");
	SRunner *sr;
	int failed;

	tcase_set_timeout(faults, 600);
	tcase_add_loop_test(
	    faults, every_fault_is_survived, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(faults, a_failed_sync_is_final);
	tcase_add_test(faults, room_comes_back);
	tcase_add_loop_test(faults, closed_without_room_for_the_log, 0, 2);
	tcase_add_test(faults, recovery_without_room);
	tcase_add_test(faults, a_full_file_system);
	suite_add_tcase(suite, faults);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
