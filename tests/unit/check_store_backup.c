/* Copies of a store that is written meanwhile: what was acknowledged before is in them, whole. */
#include <config.h>

#include "store/care.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define STORE_GIVES_UP
#include "store_dir.h"

enum { WRITERS = 3, DOC = 1500 };

static const char *
path(const char *name)
{
	return arena_printf(a, "%s/%s", dir, name);
}

static bool
exists(const char *name)
{
	return access(path(name), F_OK) == 0;
}

/* The cache is small, so that pages are written all the time, and the log moves on all the time. */
static struct store *
open_data(void)
{
	struct store_options o = {.dir = path("data"),
	    .cache_bytes = 1 << 20,
	    .log_file_bytes = 256 << 10,
	    .checkpoint_kib = 64,
	    .checkpoint_s = 1};
	struct store *s;
	const char *why;

	ck_assert_msg(store_open_bdb(&o, a, &s, &why) == STORE_OPEN_OK, "open: %s", why);
	return s;
}

/* Rests once, when a part of the jobs was copied, long enough for a checkpoint to come in between,
 * and log files to go. */
static bool
dawdle(void *ctx, uint64_t bytes)
{
	struct timespec rest = {.tv_sec = 1, .tv_nsec = 300000000};
	bool *rested = ctx;

	if (!*rested && bytes >= 400 << 10) {
		*rested = true;
		nanosleep(&rest, NULL);
	}
	return true;
}

static struct store_backup
back_up(struct store *s, const char *name)
{
	bool rested = false;
	struct store_progress slow = {dawdle, &rested};
	struct store_backup about;
	const char *why;
	enum store_open_rc rc = store_backup(s, path(name), slow, a, &about, &why);

	ck_assert_msg(rc == STORE_OPEN_OK, "backup: %d %s", (int)rc, why);
	ck_assert(exists(name));
	ck_assert(!exists(arena_printf(a, "%s.tmp", name)));
	return about;
}

/* ---- writers: the n-th change of each makes a job, moves the one before, removes one ---- */

struct writer {
	struct store *s;
	unsigned me;
	atomic_uint acknowledged;
	atomic_bool *stop;
	pthread_t thread;
};

static const char *
job(char id[32], unsigned me, unsigned n)
{
	(void)snprintf(id, 32, "w%u-%06u", me, n * 7919 % 1000003);
	return id;
}

struct step {
	unsigned me, n;
};

static const char doc[DOC + 1] = {[0 ... DOC - 1] = 'd'};

static enum store_verdict
step_fn(struct store_tx *tx, void *ctx)
{
	const struct step *s = ctx;
	char id[32], before[32], owner[8];
	struct store_keys keys;
	enum store_rc rc;

	(void)snprintf(owner, sizeof(owner), "w%u", s->me);
	keys = (struct store_keys){str_of(owner), 0, str_of(job(id, s->me, s->n))};
	rc = store_tx_insert(
	    tx, STORE_SYNC_JOB, str_of(id), &keys, (struct str){doc, s->n % (DOC + 1)});
	if (rc == STORE_OK && s->n > 1) {
		keys.group = 1;
		keys.order = str_of(job(before, s->me, s->n - 1));
		rc = store_tx_replace(tx, STORE_SYNC_JOB, str_of(before), &keys,
		    (struct str){doc, (s->n - 1) % (DOC + 1)});
	}
	if (rc == STORE_OK && s->n > 500)
		rc = store_tx_delete(tx, STORE_SYNC_JOB, str_of(job(before, s->me, s->n - 500)));
	return rc == STORE_OK ? STORE_WRITE : STORE_FAIL;
}

static void *
write_on(void *arg)
{
	struct writer *w = arg;
	struct arena *mine = arena_new();

	for (unsigned n = 1; !atomic_load(w->stop); n++) {
		struct step step = {w->me, n};
		uint64_t ticket, reached;

		must(store_change(w->s, mine, step_fn, &step, &ticket));
		must(store_sync(w->s, &reached));
		ck_assert_uint_ge(reached, ticket);
		atomic_store(&w->acknowledged, n);
		arena_reset(mine);
	}
	arena_free(mine);
	return NULL;
}

/* How many changes of a writer are in a store, which must be what they leave. */
static unsigned
changes_in(struct store *s, unsigned me)
{
	char owner[8], id[32];
	const struct str owners = {owner, 2};
	struct store_query q = {
	    .kind = STORE_SYNC_JOB, .size = STORE_WINDOW, .owners = &owners, .owners_n = 1};
	struct store_record *r, last;
	uint64_t count, moved;
	size_t n;
	unsigned at;

	(void)snprintf(owner, sizeof(owner), "w%u", me);
	q.groups = 1;
	must(store_list(s, a, &q, &r, &n, &count));
	if (count == 0)
		return 0;
	ck_assert_uint_eq(count, 1); /* the last one was not moved yet */
	q.groups = 2;
	must(store_list(s, a, &q, &r, &n, &moved));
	for (at = 1; at < 1000000; at++)
		if (store_get(s, a, STORE_SYNC_JOB, str_of(job(id, me, at)), &last) == STORE_OK &&
		    last.keys.group == 0)
			break;
	ck_assert_uint_eq(last.doc.n, at % (DOC + 1));
	ck_assert_uint_eq(moved, at <= 500 ? at - 1 : 499);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(r[i].seq, 2);
	return at;
}

static void
writers_start(struct writer w[WRITERS], struct store *s, atomic_bool *stop)
{
	for (unsigned i = 0; i < WRITERS; i++) {
		w[i] = (struct writer){.s = s, .me = i, .stop = stop};
		ck_assert_int_eq(pthread_create(&w[i].thread, NULL, write_on, &w[i]), 0);
	}
}

static void
writers_stop(struct writer w[WRITERS], atomic_bool *stop)
{
	atomic_store(stop, true);
	for (unsigned i = 0; i < WRITERS; i++)
		pthread_join(w[i].thread, NULL);
}

/* ---- the way back ---- */

static char said[4096];

static void
hear(void *ctx, const char *line)
{
	(void)ctx;
	ck_assert_ptr_null(strchr(line, '\n'));
	if (strlen(said) + strlen(line) + 2 < sizeof(said))
		(void)strcat(strcat(said, line), "\n");
}

static enum store_open_rc
restore(const char *name, const char *to, const char **why)
{
	struct store_options o = small_options(path(to));
	struct store_care care = {.say = hear};
	struct store_backup about;
	struct store_report report;

	said[0] = '\0';
	return store_restore(path(name), &o, &care, a, &about, &report, why);
}

static struct store *
bring_back(const char *name)
{
	const char *why;
	enum store_open_rc rc;

	dir_sh("rm -rf '%s/back'", dir);
	rc = restore(name, "back", &why);
	ck_assert_msg(rc == STORE_OPEN_OK, "restore: %d %s %s", (int)rc, why, said);
	ck_assert(!exists("back/restoring"));
	return open_dir(path("back"));
}

START_TEST(under_load_all_that_was_acknowledged_is_in_it)
{
	struct store *s = open_data(), *back;
	struct writer w[WRITERS];
	atomic_bool stop = false;
	struct timespec rest = {.tv_nsec = 400000000};

	writers_start(w, s, &stop);
	for (unsigned round = 0; round < 2; round++) {
		const char *name = arena_printf(a, "backup%u", round);
		unsigned before[WRITERS], after[WRITERS];
		struct store_problem_counts c;

		nanosleep(&rest, NULL);
		for (unsigned i = 0; i < WRITERS; i++)
			before[i] = atomic_load(&w[i].acknowledged);
		(void)back_up(s, name);
		for (unsigned i = 0; i < WRITERS; i++)
			after[i] = atomic_load(&w[i].acknowledged) + 1;
		back = bring_back(name);
		ck_assert_str_eq(store_uuid(back), store_uuid(s));
		for (unsigned i = 0; i < WRITERS; i++) {
			unsigned n = changes_in(back, i);

			ck_assert_uint_ge(n, before[i]);
			ck_assert_uint_le(n, after[i]);
		}
		must(store_verify(back, &c));
		check_sound(back, c.records);
		store_close(back);
	}
	writers_stop(w, &stop);
	ck_assert_uint_gt(atomic_load(&w[0].acknowledged), 0);
	store_close(s);
}
END_TEST

struct late {
	struct store *s;
	struct arena *a;
	unsigned n;
};

/* A change before each piece, also before those of the log. */
static bool
change_beside(void *ctx, uint64_t bytes)
{
	struct late *late = ctx;
	char id[32];
	const char *now = arena_printf(late->a, "%lld", (long long)clock_now());
	uint64_t reached;

	(void)bytes;
	(void)snprintf(id, sizeof(id), "%06u", late->n++);
	must(insert(late->s, STORE_CONNECTOR, id, "", 0, "", now));
	must(store_sync(late->s, &reached));
	return true;
}

START_TEST(nothing_of_after_its_end_is_in_it)
{
	struct store_query q = {.kind = STORE_CONNECTOR, .groups = ~0u, .size = STORE_WINDOW};
	struct late late = {open_data(), a, 0};
	struct store_progress progress = {change_beside, &late};
	struct store_backup about;
	struct store_record *r;
	struct store *back;
	const char *why;
	uint64_t count;
	size_t n;

	ck_assert_msg(
	    store_backup(late.s, path("b"), progress, a, &about, &why) == STORE_OPEN_OK, "%s", why);
	store_close(late.s);
	back = bring_back("b");
	must(store_list(back, a, &q, &r, &n, &count));
	ck_assert_uint_gt(n, 10); /* databases */
	for (size_t i = 0; i < n; i++)
		ck_assert_int_le(strtoll(r[i].doc.p, NULL, 10), about.ended);
	store_close(back);
}
END_TEST

/* ---- what does not go well ---- */

static void
check_backup_fails(struct store *s, const char *name, enum store_open_rc rc, const char *why_part)
{
	struct store_progress none = {NULL, NULL};
	struct store_backup about;
	const char *why;

	ck_assert_int_eq(store_backup(s, path(name), none, a, &about, &why), rc);
	ck_assert_msg(strstr(why, why_part) != NULL, "why is: %s", why);
}

START_TEST(nothing_is_overwritten)
{
	struct store *s = open_data();

	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", "{}"));
	dir_sh("mkdir '%s/there'; echo mine >'%s/file'; mkdir '%s/busy.tmp'", dir);
	dir_sh("echo mine >'%s/busy.tmp/mine.txt'", dir);
	check_backup_fails(s, "there", STORE_OPEN_UNUSABLE, "is there already");
	check_backup_fails(s, "file", STORE_OPEN_UNUSABLE, "is there already");
	check_backup_fails(s, "file/under", STORE_OPEN_UNUSABLE, "cannot be made");
	check_backup_fails(s, "no/parent", STORE_OPEN_UNUSABLE, "cannot be made");
	check_backup_fails(s, "busy", STORE_OPEN_UNUSABLE, "holds other files");
	check_backup_fails(s, "data/in", STORE_OPEN_UNUSABLE, "directory of the records");
	ck_assert(exists("busy.tmp/mine.txt"));
	ck_assert(!exists("data/in"));
	back_up(s, "good");
	check_backup_fails(s, "good", STORE_OPEN_UNUSABLE, "is there already");
	must(insert(s, STORE_CONNECTOR, "d", "", 0, "", "{}"));
	store_close(s);
	s = bring_back("good");
	check_sound(s, 1);
	store_close(s);
}
END_TEST

static bool
refuse_at_once(void *ctx, uint64_t bytes)
{
	(void)ctx;
	return bytes < 100000;
}

START_TEST(a_backup_that_is_stopped_leaves_nothing)
{
	struct store *s = open_data();
	struct store_progress stop = {refuse_at_once, NULL};
	struct store_backup about;
	const char *why;

	for (unsigned n = 1; n < 300; n++) {
		struct step step = {0, n};
		uint64_t ticket;

		must(store_change(s, a, step_fn, &step, &ticket));
	}
	ck_assert_int_eq(store_backup(s, path("half"), stop, a, &about, &why), STORE_OPEN_UNUSABLE);
	ck_assert_msg(strstr(why, "stopped") != NULL, "why is: %s", why);
	ck_assert(!exists("half"));
	ck_assert(!exists("half.tmp"));
	back_up(s, "half");
	store_close(s);
}
END_TEST

/* The files of one that was killed make room for the next. */
START_TEST(what_a_killed_backup_left_is_replaced)
{
	struct store *s = open_data();

	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", "{}"));
	dir_sh(
	    "mkdir '%s/b.tmp'; echo x >'%s/b.tmp/sync_job.db'; echo x >'%s/b.tmp/log.0000000009'",
	    dir);
	back_up(s, "b");
	ck_assert(!exists("b/log.0000000009"));
	store_close(s);
	s = bring_back("b");
	check_sound(s, 1);
	store_close(s);
}
END_TEST

static void
make_backup(void)
{
	struct store *s = open_data();

	for (unsigned n = 1; n < 400; n++) {
		struct step step = {0, n};
		uint64_t ticket;

		must(store_change(s, a, step_fn, &step, &ticket));
	}
	back_up(s, "b");
	store_close(s);
}

/* Whatever is done to a backup is found, and nothing is put in place. */
static const struct {
	const char *line; /* of the shell, in the backup */
	enum store_open_rc rc;
	const char *why;
} damages[] = {
    {"printf X | dd of=sync_job.db bs=1 seek=20000 conv=notrunc", STORE_OPEN_DAMAGED,
        "sync_job.db is not what was written"},
    {"printf X | dd of=\"$(ls log.* | tail -n 1)\" bs=1 seek=3000 conv=notrunc", STORE_OPEN_DAMAGED,
        "is not what was written"},
    {"truncate -s -1 \"$(ls log.* | tail -n 1)\"", STORE_OPEN_DAMAGED, "is not what was written"},
    {"rm \"$(ls log.* | tail -n 1)\"", STORE_OPEN_DAMAGED, "is missing"},
    {"rm connector.db", STORE_OPEN_DAMAGED, "connector.db is missing"},
    {"rm backup.info", STORE_OPEN_UNUSABLE, "is no whole backup"},
    {"sed -i '/ meta.db /d' backup.info", STORE_OPEN_DAMAGED, "backup.info is damaged"},
    {"sed -i 's/^began 2/began 1/' backup.info", STORE_OPEN_DAMAGED, "backup.info is damaged"},
    {"truncate -s 100 backup.info", STORE_OPEN_DAMAGED, "backup.info is damaged"},
    {": >backup.info", STORE_OPEN_DAMAGED, "backup.info is damaged"},
    {"sed -i 's/^connectord-backup 1/connectord-backup 2/' backup.info", STORE_OPEN_TOO_NEW,
        "later version"},
    {"mv sync_job.db x; mkdir sync_job.db", STORE_OPEN_UNUSABLE, "sync_job.db"},
};

START_TEST(a_damaged_backup_is_not_restored)
{
	const char *why;
	enum store_open_rc rc;

	make_backup();
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		dir_sh("rm -rf '%s/bad'; cp -r '%s/b' '%s/bad'", dir);
		dir_sh(
		    arena_printf(a, "cd '%%s/bad' && { %s; } 2>/dev/null", damages[i].line), dir);
		rc = restore("bad", "back", &why);
		ck_assert_msg(rc == damages[i].rc, "%s: %d %s", damages[i].line, (int)rc, why);
		ck_assert_msg(strstr(why, damages[i].why) != NULL, "%s: %s", damages[i].line, why);
		ck_assert(!exists("back"));
	}
	store_close(bring_back("b"));
}
END_TEST

START_TEST(a_restore_takes_no_place_of_others)
{
	struct store *s;
	const char *why;

	make_backup();
	ck_assert_int_eq(restore("b", "data", &why), STORE_OPEN_UNUSABLE);
	ck_assert_msg(strstr(why, "is not empty") != NULL, "why is: %s", why);
	dir_sh("mkdir '%s/mine'; echo x >'%s/mine/notes'", dir);
	ck_assert_int_eq(restore("b", "mine", &why), STORE_OPEN_UNUSABLE);
	ck_assert(exists("mine/notes"));
	ck_assert(!exists("mine/meta.db"));
	s = open_data();
	ck_assert_int_eq(restore("b", "data", &why), STORE_OPEN_LOCKED);
	store_close(s);
	check_sound(s = open_data(), 399);
	store_close(s);
	/* A directory that was made for it, with the keys in it already. */
	dir_sh("mkdir -m 700 '%s/new'; echo k >'%s/new/secret.key'", dir);
	ck_assert_msg(restore("b", "new", &why) == STORE_OPEN_OK, "%s", why);
	ck_assert(exists("new/secret.key"));
	check_sound(s = open_dir(path("new")), 399);
	store_close(s);
}
END_TEST

/* Killed in the middle: the mark is there, and half of the files. */
START_TEST(a_restore_that_was_killed_is_no_store)
{
	struct store_options o = small_options(path("back"));
	struct store *s;
	const char *why;

	make_backup();
	dir_sh("mkdir '%s/back'; cp '%s'/b/*.db '%s/back'", dir);
	dir_sh("cp '%s'/b/log.* '%s/back'; touch '%s/back/restoring'", dir);
	ck_assert_int_eq(store_open_bdb(&o, a, &s, &why), STORE_OPEN_UNUSABLE);
	ck_assert_msg(strstr(why, "restore it again") != NULL, "why is: %s", why);
	dir_sh("rm '%s/back/meta.db'; echo x >'%s/back/log.0000000099'", dir);
	ck_assert_msg(restore("b", "back", &why) == STORE_OPEN_OK, "%s", why);
	check_sound(s = open_dir(path("back")), 399);
	store_close(s);
}
END_TEST

START_TEST(a_backup_is_checked_without_being_touched)
{
	struct store_options o = small_options("unused");
	struct store_care care = {.say = hear};
	struct store_backup about;
	struct store_report report;
	const char *why;

	make_backup();
	dir_sh("cd '%s/b' && sha256sum * >../sums", dir);
	ck_assert_msg(
	    store_backup_check(path("b/"), &o, &care, a, &about, &report, &why) == STORE_OPEN_OK,
	    "%s", why);
	ck_assert(report.sound);
	ck_assert_uint_eq(report.records[STORE_SYNC_JOB], 399);
	ck_assert_int_le(about.began, about.ended);
	ck_assert(!exists("b.check"));
	dir_sh("cd '%s/b' && sha256sum --quiet -c ../sums && [ $(ls | wc -l) = $(wc -l <../sums) ]",
	    dir);
	dir_sh("truncate -s -1 '%s/b/sync_job.db'", dir);
	ck_assert_int_eq(
	    store_backup_check(path("b"), &o, &care, a, &about, &report, &why), STORE_OPEN_DAMAGED);
	ck_assert(!exists("b.check"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_backup");
	TCase *backup = tcase_create("backup");
	SRunner *sr;
	int failed;

	tcase_set_timeout(backup, 60);
	tcase_add_checked_fixture(backup, setup, teardown);
	tcase_add_test(backup, under_load_all_that_was_acknowledged_is_in_it);
	tcase_add_test(backup, nothing_of_after_its_end_is_in_it);
	tcase_add_test(backup, nothing_is_overwritten);
	tcase_add_test(backup, a_backup_that_is_stopped_leaves_nothing);
	tcase_add_test(backup, what_a_killed_backup_left_is_replaced);
	tcase_add_test(backup, a_damaged_backup_is_not_restored);
	tcase_add_test(backup, a_restore_takes_no_place_of_others);
	tcase_add_test(backup, a_restore_that_was_killed_is_no_store);
	tcase_add_test(backup, a_backup_is_checked_without_being_touched);
	suite_add_tcase(suite, backup);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
