/* Each kind of damage, planted into the files of a store, is found; and mended, when it can be. */
#include <config.h>

#include "store/care.h"

#include <db.h>

#include "store/key.h"

#define STORE_GIVES_UP
#include "store_dir.h"

static struct str
id_of(unsigned i)
{
	return str_of(arena_printf(a, "job-%04u", i));
}

enum { JOBS = 60 };

/*
 * Jobs 0 … JOBS - 1: those of an even number belong to "o"; the group is i % 3; every fourth has a
 * shared part.
 */
static struct store_keys
keys_of(unsigned i)
{
	return (struct store_keys){i % 2 == 0 ? str_of("o") : str_of(""), (uint8_t)(i % 3),
	    str_of(arena_printf(a, "at %04u", i))};
}

static void
setup_jobs(void)
{
	struct store *s;

	setup();
	s = open_dir(dir);
	for (unsigned i = 0; i < JOBS; i++) {
		struct put p = {PUT_INSERT, STORE_SYNC_JOB, id_of(i), keys_of(i), str_of("{}")};

		if (i % 4 == 0)
			p.shared = str_of("shared");
		must(put(s, &p));
	}
	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", "{}"));
	store_close(s);
}

/* ---- planting ---- */

static DB *
db_open(const char *file)
{
	DB *db;

	ck_assert_int_eq(db_create(&db, NULL, 0), 0);
	ck_assert_int_eq(
	    db->open(db, NULL, arena_printf(a, "%s/%s", dir, file), NULL, DB_BTREE, 0, 0), 0);
	return db;
}

/* Berkeley DB only reads what is lent to it. */
static DBT
dbt(struct str s)
{
	DBT d = {.size = (u_int32_t)s.n};

	memcpy(&d.data, &s.p, sizeof(d.data));
	return d;
}

static void
plant(const char *file, struct str k, const struct str *value)
{
	DB *db = db_open(file);
	DBT key = dbt(k);

	if (value != NULL) {
		DBT data = dbt(*value);

		ck_assert_int_eq(db->put(db, NULL, &key, &data, 0), 0);
	} else
		ck_assert_int_eq(db->del(db, NULL, &key, 0), 0);
	ck_assert_int_eq(db->close(db, 0), 0);
}

static const char order[] = "sync_job_order.db", records[] = "sync_job.db";

static struct str
record_key(char family, const struct store_keys *keys, struct str id)
{
	struct key k;

	key_of_record(&k, family, keys, id);
	return arena_copy(a, (struct str){k.p, k.n});
}

static struct str
count_key(struct str owner, uint8_t group)
{
	struct key k;

	key_of_count(&k, owner, group);
	return arena_copy(a, (struct str){k.p, k.n});
}

static const struct str nothing = {"", 0}, five = {"\0\0\0\0\0\0\0\5", 8}, short_number = {"\1", 1};

static void
lose_order_key(void)
{
	struct store_keys keys = keys_of(7);

	plant(order, record_key(KEY_ALL, &keys, id_of(7)), NULL);
}

static void
lose_owned_key(void)
{
	struct store_keys keys = keys_of(8);

	plant(order, record_key(KEY_OWNED, &keys, id_of(8)), NULL);
}

static void
leave_key_of_no_record(void)
{
	struct store_keys keys = keys_of(3);

	plant(order, record_key(KEY_ALL, &keys, str_of("nobody")), &nothing);
}

/* The record is there, but says otherwise. */
static void
leave_key_of_another_group(void)
{
	struct store_keys keys = keys_of(4);

	keys.group = 9;
	plant(order, record_key(KEY_OWNED, &keys, id_of(4)), &nothing);
}

static void
leave_bytes_that_are_no_key(void)
{
	plant(order, str_of("Zebra"), &nothing);
}

static void
change_count(void)
{
	plant(order, count_key((struct str){0}, 1), &five);
}

static void
change_count_of_owner(void)
{
	plant(order, count_key(str_of("o"), 1), &five);
}

static void
lose_count(void)
{
	plant(order, count_key(str_of("o"), 2), NULL);
}

static void
leave_count_of_nothing(void)
{
	plant(order, count_key(str_of("gone"), 2), &five);
}

static void
leave_count_that_is_none(void)
{
	plant(order, count_key((struct str){0}, 0), &short_number);
}

static void
break_record(void)
{
	struct str junk = str_of("\x7f");

	plant(records, id_of(5), &junk);
}

/* ---- shared parts ---- */

/* The key of the one that there is: of its bytes or of its count. */
static struct str
shared_key(char family)
{
	DB *db = db_open("shared.db");
	DBC *cursor;
	DBT key = {.flags = 0}, data = {.flags = 0};
	char *copy;

	ck_assert_int_eq(db->cursor(db, NULL, &cursor, 0), 0);
	ck_assert_int_eq(cursor->get(cursor, &key, &data, DB_LAST), 0);
	ck_assert_uint_eq(key.size, 9);
	copy = arena_alloc(a, key.size);
	memcpy(copy, key.data, key.size);
	copy[0] = family;
	ck_assert_int_eq(cursor->close(cursor), 0);
	ck_assert_int_eq(db->close(db, 0), 0);
	return (struct str){copy, 9};
}

static void
lose_shared_part(void)
{
	plant("shared.db", shared_key('S'), NULL);
}

static void
lose_shared_count(void)
{
	plant("shared.db", shared_key('R'), NULL);
}

static void
change_shared_count(void)
{
	plant("shared.db", shared_key('R'), &five);
}

static void
leave_shared_part(void)
{
	plant("shared.db", str_of("Ssomethng"), &five);
	plant("shared.db", str_of("Rsomethng"), &five);
}

static void
leave_bytes_that_are_no_shared_key(void)
{
	plant("shared.db", str_of("Q"), &five);
}

/* ---- what each does, what a scan counts then, and what is said ---- */

static const struct row {
	void (*plant)(void);
	const char *says;
	uint64_t missing, stray, wrong, bad, shared_missing, shared_stray;
} rows[] = {
    {lose_order_key, "sync_job: 1 records missing in a list: job-0007\n", .missing = 1, .wrong = 1},
    {lose_owned_key, "sync_job: 1 records missing in a list: job-0008\n", .missing = 1, .wrong = 1},
    {leave_key_of_no_record, "sync_job: 1 places in a list that no record has: nobody\n",
        .stray = 1, .wrong = 1},
    {leave_key_of_another_group, "sync_job: 1 places in a list that no record has: job-0004\n",
        .stray = 1, .wrong = 1},
    {leave_bytes_that_are_no_key, "sync_job: 1 places in a list that no record has: Zebra\n",
        .stray = 1},
    {change_count, "sync_job: 1 wrong counts: all\n", .wrong = 1},
    {change_count_of_owner, "sync_job: 1 wrong counts: o\n", .wrong = 1},
    {lose_count, "sync_job: 1 wrong counts: o\n", .wrong = 1},
    {leave_count_of_nothing, "sync_job: 1 wrong counts: gone\n", .wrong = 1},
    {leave_count_that_is_none, "sync_job: 1 wrong counts: all\n", .wrong = 1},
    {break_record, "sync_job: 1 records that cannot be read: job-0005\n", .bad = 1, .stray = 1},
    {lose_shared_part, "shared: 1 shared parts that are gone: ", .shared_missing = 1},
    {lose_shared_count, "shared: 1 wrong counts of shared parts: ", .wrong = 1},
    {change_shared_count, "shared: 1 wrong counts of shared parts: ", .wrong = 1},
    {leave_shared_part, "shared: 1 shared parts that no record has: Ssomethng\n", .shared_stray = 1,
        .wrong = 1},
    {leave_bytes_that_are_no_shared_key, "shared: 1 shared parts that no record has: Q\n",
        .shared_stray = 1},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static bool
is_mendable(const struct row *row)
{
	return row->bad == 0 && row->shared_missing == 0;
}

static void
check_counts(const struct store_problem_counts *c, const struct row *row)
{
	ck_assert_uint_eq(c->records, JOBS + 1);
	ck_assert_uint_eq(c->order_missing, row->missing);
	ck_assert_uint_eq(c->order_stray, row->stray);
	ck_assert_uint_eq(c->counts_wrong, row->wrong);
	ck_assert_uint_eq(c->records_bad, row->bad);
	ck_assert_uint_eq(c->shared_missing, row->shared_missing);
	ck_assert_uint_eq(c->shared_stray, row->shared_stray);
}

static char said[8192];

static void
hear(void *ctx, const char *line)
{
	(void)ctx;
	ck_assert_ptr_null(strchr(line, '\n'));
	(void)strcat(strcat(said, line), "\n");
}

static struct store_report
check(bool mend)
{
	struct store_options o = small_options(dir);
	struct store_care care = {.mend = mend, .say = hear};
	struct store_report report;
	const char *why;
	enum store_open_rc rc;

	said[0] = '\0';
	rc = store_check(&o, &care, a, &report, &why);
	ck_assert_msg(rc == STORE_OPEN_OK, "check: %d %s", (int)rc, why);
	return report;
}

/* All records, and each in its lists. */
static void
check_whole(void)
{
	struct store *s = open_dir(dir);
	const struct str owner = str_of("o");
	struct store_query q = {
	    .kind = STORE_SYNC_JOB, .groups = ~0U, .size = 2 * JOBS, .owners = &owner};
	struct store_record *r;
	uint64_t count;
	size_t n;

	check_sound(s, JOBS + 1);
	for (q.owners_n = 0; q.owners_n < 2; q.owners_n++) {
		q.owners = q.owners_n == 0 ? NULL : &owner;
		must(store_list(s, a, &q, &r, &n, &count));
		ck_assert_uint_eq(count, q.owners_n == 0 ? JOBS : JOBS / 2);
		ck_assert_uint_eq(n, count);
	}
	for (unsigned i = 0; i < JOBS; i++) {
		must(store_get(s, a, STORE_SYNC_JOB, id_of(i), r));
		ck_assert(str_is(r->doc, i % 4 == 0 ? "{}shared" : "{}"));
	}
	/* What was wrong may come to light only when things change. */
	for (unsigned i = 0; i < JOBS; i++)
		must(delete (s, STORE_SYNC_JOB, id_of(i).p));
	check_sound(s, 1);
	store_close(s);
}

START_TEST(damage_is_found)
{
	const struct row *row = &rows[_i];
	struct store_problem_counts c;
	struct store_report report;
	struct store *s;

	row->plant();
	s = open_dir(dir);
	must(store_verify(s, &c));
	store_close(s);
	check_counts(&c, row);
	for (unsigned twice = 0; twice < 2; twice++) {
		report = check(false);
		ck_assert(!report.sound);
		ck_assert_uint_eq(report.mended, 0);
		check_counts(&report.found, row);
		ck_assert_msg(strstr(said, row->says) != NULL, "it said:\n%s", said);
	}
}
END_TEST

START_TEST(damage_is_mended)
{
	const struct row *row = &rows[_i];
	struct store_report report;

	row->plant();
	report = check(true);
	check_counts(&report.found, row);
	if (!is_mendable(row)) {
		ck_assert(!report.sound);
		ck_assert_uint_eq(report.mended, 0);
		return;
	}
	ck_assert(report.sound);
	ck_assert_uint_ge(report.mended, 1);
	ck_assert_uint_eq(report.records[STORE_SYNC_JOB], JOBS);
	report = check(false);
	ck_assert(report.sound);
	ck_assert_str_eq(said, "");
	check_whole();
}
END_TEST

START_TEST(all_damage_at_once)
{
	struct store_report report;

	for (unsigned i = 0; i < ROWS; i++)
		if (is_mendable(&rows[i]) && rows[i].plant != lose_shared_count)
			rows[i].plant();
	report = check(false);
	ck_assert_uint_eq(report.found.order_missing, 2);
	ck_assert_uint_eq(report.found.order_stray, 3);
	ck_assert_uint_eq(report.found.shared_stray, 2);
	ck_assert_uint_ge(report.found.counts_wrong, 6);
	report = check(true);
	ck_assert(report.sound);
	check_whole();
}
END_TEST

/* A whole list that is lost comes back from the records. */
START_TEST(an_empty_list_is_filled)
{
	DB *db;
	DBC *cursor;
	DBT key = {.flags = 0}, data = {.flags = 0};
	struct store_report report;

	db = db_open(order);
	ck_assert_int_eq(db->cursor(db, NULL, &cursor, 0), 0);
	while (cursor->get(cursor, &key, &data, DB_NEXT) == 0)
		ck_assert_int_eq(cursor->del(cursor, 0), 0);
	ck_assert_int_eq(cursor->close(cursor), 0);
	ck_assert_int_eq(db->close(db, 0), 0);
	report = check(true);
	ck_assert_uint_eq(report.found.order_missing, JOBS + JOBS / 2);
	ck_assert_ptr_nonnull(strstr(said, "job-0004 ...\n"));
	ck_assert(report.sound);
	check_whole();
}
END_TEST

START_TEST(strange_ids_are_told_safely)
{
	char id[300];

	memset(id, '\n', sizeof(id));
	id[0] = '\x1b';
	plant(records, (struct str){id, sizeof(id)}, &five);
	check(false);
	ck_assert_ptr_nonnull(strstr(said, ": \\x1b\\x0a\\x0a"));
	ck_assert_ptr_nonnull(strstr(said, "..."));
	ck_assert_uint_lt(strlen(said), 300);
}
END_TEST

/* ---- pages ---- */

static void
flip(const char *file, long at)
{
	FILE *f = fopen(arena_printf(a, "%s/%s", dir, file), "r+");
	int c;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fseek(f, at, SEEK_SET), 0);
	c = fgetc(f);
	ck_assert_int_eq(fseek(f, at, SEEK_SET), 0);
	ck_assert_int_ne(fputc(c ^ 0x10, f), EOF);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(damaged_pages_are_found)
{
	struct store_report report;

	flip(_i == 0 ? records : order, 4096 + 3000);
	report = check(_i == 1);
	ck_assert(!report.sound);
	ck_assert_uint_eq(report.files_bad, 1);
	ck_assert_uint_eq(report.mended, 0);
	ck_assert_ptr_nonnull(strstr(said, _i == 0 ? "sync_job.db: its pages are damaged"
	                                           : "sync_job_order.db: its pages are damaged"));
}
END_TEST

/* ---- lists ---- */

static bool
any(const struct store_record *r, void *ctx)
{
	(void)r;
	(void)ctx;
	return true;
}

enum { GROUP = 5, LOOKS = 1024 /* of a list before it pauses */ };

static enum store_verdict
fill_group(struct store_tx *tx, void *ctx)
{
	(void)ctx;
	for (unsigned i = 0; i < LOOKS; i++) {
		struct store_keys keys = {{0}, GROUP, str_of(arena_printf(a, "at %04u", i))};

		if (store_tx_insert(tx, STORE_SYNC_JOB, id_of(JOBS + i), &keys, str_of("{}")) !=
		    STORE_OK)
			return STORE_FAIL;
	}
	return STORE_WRITE;
}

/* It stood on bytes that are no key when it paused, and went on at its beginning, for ever. */
START_TEST(a_list_that_pauses_on_damage_ends)
{
	static const char no_key[] = {KEY_ALL, GROUP};
	struct store_query q = {
	    STORE_SYNC_JOB, .groups = 1u << GROUP, .descending = true, .size = 10, .match = any};
	struct store_record *r;
	struct store *s = open_dir(dir);
	uint64_t ticket, count;
	size_t n;

	must(store_change(s, a, fill_group, NULL, &ticket));
	must(store_list(s, a, &q, &r, &n, &count));
	ck_assert_uint_eq(count, LOOKS);
	store_close(s);
	plant(order, (struct str){no_key, sizeof(no_key)}, &nothing);
	s = open_dir(dir);
	ck_assert_int_eq(store_list(s, a, &q, &r, &n, &count), STORE_BROKEN);
	store_close(s);
}
END_TEST

/* ---- what cannot be checked ---- */

START_TEST(no_store_and_a_used_store)
{
	struct store_options o = small_options(dir);
	struct store_care care = {.say = hear};
	struct store_report report;
	struct store *s = open_dir(dir);
	const char *why;

	ck_assert_int_eq(store_check(&o, &care, a, &report, &why), STORE_OPEN_LOCKED);
	store_close(s);
	o.dir = arena_printf(a, "%s/none", dir);
	ck_assert_int_eq(store_check(&o, &care, a, &report, &why), STORE_OPEN_UNUSABLE);
	ck_assert_ptr_nonnull(strstr(why, "there are no records"));
	ck_assert_int_ne(access(o.dir, F_OK), 0);
}
END_TEST

START_TEST(a_sound_store_is_told_so)
{
	struct store_report report = check(true);

	ck_assert(report.sound);
	ck_assert_uint_eq(report.mended, 0);
	ck_assert_uint_eq(report.records[STORE_SYNC_JOB], JOBS);
	ck_assert_uint_eq(report.records[STORE_CONNECTOR], 1);
	ck_assert_str_eq(said, "");
	check_whole();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_damage");
	TCase *damage = tcase_create("damage");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(damage, setup_jobs, teardown);
	tcase_add_test(damage, a_sound_store_is_told_so);
	tcase_add_loop_test(damage, damage_is_found, 0, ROWS);
	tcase_add_loop_test(damage, damage_is_mended, 0, ROWS);
	tcase_add_test(damage, all_damage_at_once);
	tcase_add_test(damage, an_empty_list_is_filled);
	tcase_add_test(damage, strange_ids_are_told_safely);
	tcase_add_loop_test(damage, damaged_pages_are_found, 0, 2);
	tcase_add_test(damage, a_list_that_pauses_on_damage_ends);
	tcase_add_test(damage, no_store_and_a_used_store);
	suite_add_tcase(suite, damage);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
