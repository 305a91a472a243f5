/* What store.h promises, asked of both stores. */
#include <config.h>

#include "store/store.h"

#include "store_util.h"

enum { MEM, BDB, BACKENDS };

static char *dir;
static struct store *s;
static struct arena *a;

static void
setup(int backend)
{
	a = arena_new();
	if (backend == MEM)
		s = store_open_mem();
	else {
		dir = dir_new();
		s = open_dir(dir);
	}
	ck_assert_ptr_nonnull(s);
}

static void
teardown(int backend, uint64_t records)
{
	check_sound(s, records);
	store_close(s);
	if (backend == BDB)
		dir_free(dir);
	arena_free(a);
}

static void
check_record(const struct store_record *r, const char *id, uint64_t seq, const char *owner,
    unsigned group, const char *order, const char *doc)
{
	ck_assert(str_is(r->id, id));
	ck_assert_uint_eq(r->seq, seq);
	ck_assert(str_is(r->keys.owner, owner));
	ck_assert_uint_eq(r->keys.group, group);
	ck_assert(str_is(r->keys.order, order));
	ck_assert(str_is(r->doc, doc));
}

START_TEST(names_are_there)
{
	for (int rc = 0; rc < STORE_RC__MAX; rc++)
		ck_assert_uint_gt(strlen(store_rc_name((enum store_rc)rc)), 1);
	ck_assert_str_eq(store_rc_name(STORE_FULL), "full");
}
END_TEST

START_TEST(closing_nothing_is_fine)
{
	store_close(NULL);
}
END_TEST

START_TEST(get_gives_what_was_put)
{
	struct store_record r;

	setup(_i);
	must(insert(s, STORE_SYNC_JOB, "j1", "c1", 7, "0001", "{\"a\":1}"));
	must(store_get(s, a, STORE_SYNC_JOB, str_of("j1"), &r));
	check_record(&r, "j1", 1, "c1", 7, "0001", "{\"a\":1}");
	/* Kinds are apart. */
	ck_assert_int_eq(store_get(s, a, STORE_CONNECTOR, str_of("j1"), &r), STORE_NOT_FOUND);
	must(insert(s, STORE_CONNECTOR, "j1", "", 31, "", ""));
	must(store_get(s, a, STORE_CONNECTOR, str_of("j1"), &r));
	check_record(&r, "j1", 1, "", 31, "", "");
	teardown(_i, 2);
}
END_TEST

START_TEST(what_cannot_be_is_not_found)
{
	char *longer = calloc(1, STORE_ID_MAX + 2);
	struct store_record r;

	memset(longer, 'x', STORE_ID_MAX + 1);
	setup(_i);
	ck_assert_int_eq(store_get(s, a, STORE_CONNECTOR, str_of("no"), &r), STORE_NOT_FOUND);
	ck_assert_int_eq(store_get(s, a, STORE_CONNECTOR, str_of(""), &r), STORE_NOT_FOUND);
	ck_assert_int_eq(store_get(s, a, STORE_CONNECTOR, str_of(longer), &r), STORE_NOT_FOUND);
	ck_assert_int_eq(replace(s, STORE_CONNECTOR, "no", "", 0, "", ""), STORE_NOT_FOUND);
	ck_assert_int_eq(replace(s, STORE_CONNECTOR, longer, "", 0, "", ""), STORE_NOT_FOUND);
	ck_assert_int_eq(delete (s, STORE_CONNECTOR, "no"), STORE_NOT_FOUND);
	ck_assert_int_eq(delete (s, STORE_CONNECTOR, longer), STORE_NOT_FOUND);
	teardown(_i, 0);
	free(longer);
}
END_TEST

START_TEST(an_id_is_taken_once)
{
	struct store_record r;

	setup(_i);
	must(insert(s, STORE_CONNECTOR, "c", "o", 1, "k", "first"));
	ck_assert_int_eq(insert(s, STORE_CONNECTOR, "c", "p", 2, "l", "second"), STORE_EXISTS);
	must(store_get(s, a, STORE_CONNECTOR, str_of("c"), &r));
	check_record(&r, "c", 1, "o", 1, "k", "first");
	must(delete (s, STORE_CONNECTOR, "c"));
	ck_assert_int_eq(delete (s, STORE_CONNECTOR, "c"), STORE_NOT_FOUND);
	must(insert(s, STORE_CONNECTOR, "c", "", 2, "l", "third"));
	must(store_get(s, a, STORE_CONNECTOR, str_of("c"), &r));
	check_record(&r, "c", 1, "", 2, "l", "third");
	teardown(_i, 1);
}
END_TEST

START_TEST(seq_grows_by_one)
{
	struct store_record r;

	setup(_i);
	must(insert(s, STORE_CONNECTOR, "c", "", 0, "", "0"));
	for (unsigned i = 2; i < 20; i++) {
		char doc[16];

		(void)snprintf(doc, sizeof(doc), "%u", i);
		must(replace(s, STORE_CONNECTOR, "c", i % 3 == 0 ? "o" : "", (uint8_t)(i % 2),
		    i % 5 == 0 ? "k" : "", doc));
		must(store_get(s, a, STORE_CONNECTOR, str_of("c"), &r));
		check_record(&r, "c", i, i % 3 == 0 ? "o" : "", i % 2, i % 5 == 0 ? "k" : "", doc);
	}
	teardown(_i, 1);
}
END_TEST

/* Sizes about the places where Berkeley DB and our reader change their ways. */
START_TEST(documents_of_any_size)
{
	static const size_t sizes[] = {
	    0, 1, 900, 1000, 1100, 4000, 4070, 4082, 4083, 4096, 4097, 9000, 100000, 3000000};

	setup(_i);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *bytes = malloc(sizes[i] + 1);
		char id[16];
		struct put p = {PUT_INSERT, STORE_CONNECTOR, .doc = {bytes, sizes[i]}};
		struct store_record r;

		for (size_t k = 0; k < sizes[i]; k++)
			bytes[k] = (char)(unsigned char)(k * 7 + i);
		(void)snprintf(id, sizeof(id), "c%zu", i);
		p.id = str_of(id);
		must(put(s, &p));
		must(store_get(s, a, STORE_CONNECTOR, p.id, &r));
		ck_assert(str_equal(r.doc, p.doc));
		/* In place, shorter and longer. */
		p.what = PUT_REPLACE;
		p.doc.n = sizes[sizeof(sizes) / sizeof(sizes[0]) - 1 - i];
		p.doc.p = realloc(bytes, p.doc.n + 1);
		bytes = NULL;
		memset((void *)(uintptr_t)p.doc.p, 'y', p.doc.n);
		must(put(s, &p));
		must(store_get(s, a, STORE_CONNECTOR, p.id, &r));
		ck_assert(str_equal(r.doc, p.doc));
		free((void *)(uintptr_t)p.doc.p);
		arena_reset(a);
	}
	teardown(_i, sizeof(sizes) / sizeof(sizes[0]));
}
END_TEST

/* ---- lists ---- */

/* The ids of a page, one letter each, then "/" and the count. */
static const char *
listed(struct store_query q)
{
	static char text[256];
	struct store_record *records;
	size_t n;
	uint64_t count;

	must(store_list(s, a, &q, &records, &n, &count));
	ck_assert_uint_le(n, q.size);
	for (size_t i = 0; i < n; i++) {
		struct store_record r;

		text[i] = records[i].id.p[0];
		/* A listed record is the whole record. */
		must(store_get(s, a, q.kind, records[i].id, &r));
		ck_assert_uint_eq(r.seq, records[i].seq);
		ck_assert(str_equal(r.doc, records[i].doc));
		ck_assert(str_equal(r.id, records[i].id));
		ck_assert(str_equal(r.keys.owner, records[i].keys.owner));
		ck_assert(str_equal(r.keys.order, records[i].keys.order));
		ck_assert_uint_eq(r.keys.group, records[i].keys.group);
	}
	(void)snprintf(text + n, sizeof(text) - n, "/%u", (unsigned)count);
	return text;
}

static void
fill(void)
{
	/* clang-format off */
	static const struct { const char *id, *owner; uint8_t group; const char *order; } rows[] = {
		{ "a", "x",  0,  "5" },
		{ "b", "x",  1,  "3" },
		{ "c", "y",  0,  "3" },	/* a tie with b and e: by id */
		{ "d", "",   31, "9" },
		{ "e", "y",  31, "3" },
		{ "f", "x",  1,  ""  },
		{ "g", "xy", 2,  "31" },
		{ "h", "x",  2,  "4" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		must(insert(s, STORE_SYNC_JOB, rows[i].id, rows[i].owner, rows[i].group,
		    rows[i].order, rows[i].id));
}

static bool
is_odd(const struct store_record *r, void *ctx)
{
	++*(unsigned *)ctx;
	ck_assert(str_equal(r->id, r->doc));
	return r->id.p[0] % 2 == 1; /* a c e g */
}

START_TEST(lists_are_ordered_filtered_counted)
{
	static unsigned seen;
	/* clang-format off */
	static const struct str x[] = { { "x", 1 } }, y[] = { { "y", 1 } }, xy[] = { { "xy", 2 } },
		z[] = { { "z", 1 } }, none[] = { { "", 0 } }, x0[] = { { "x\0", 2 } },
		some[] = { { "y", 1 }, { "", 0 }, { "x", 1 }, { "z", 1 }, { "y", 1 } };
	static const struct { struct store_query q; const char *want; } rows[] = {
		/* any owner; 1u << 31 | 7 is every group in use */
		{ { .groups = ~0u, .size = 100 },				"fbceghad/8" },
		{ { .groups = ~0u, .size = 100, .descending = true },		"dahgecbf/8" },
		{ { .groups = 1u << 31 | 7, .size = 3, .from = 2 },		"ceg/8" },
		{ { .groups = ~0u, .size = 3, .from = 2, .descending = true },	"hge/8" },
		{ { .groups = ~0u, .size = 1, .from = 7 },			"d/8" },
		{ { .groups = ~0u, .size = 5, .from = 7 },			"d/8" },
		{ { .groups = ~0u, .size = 5, .from = 8 },			"/8" },
		{ { .groups = ~0u, .size = 5, .from = ~(uint64_t)0 },		"/8" },
		{ { .groups = ~0u, .size = ~(uint64_t)0, .from = 6 },		"ad/8" },
		{ { .groups = ~0u, .size = 0 },					"/8" },
		{ { .groups = 0, .size = 9 },					"/0" },
		{ { .groups = 1u << 5, .size = 9 },				"/0" },
		{ { .groups = 1, .size = 9 },					"ca/2" },
		{ { .groups = 1u << 31, .size = 9 },				"ed/2" },
		{ { .groups = 1u << 31, .size = 9, .descending = true },	"de/2" },
		/* one owner */
		{ { .groups = ~0u, .size = 9, .owners = x, .owners_n = 1 },		"fbha/4" },
		{ { .groups = ~0u, .size = 9, .owners = x, .owners_n = 1, .descending = true }, "ahbf/4" },
		{ { .groups = 6, .size = 9, .owners = x, .owners_n = 1 },		"fbh/3" },
		{ { .groups = ~0u, .size = 2, .from = 1, .owners = y, .owners_n = 1 },	"e/2" },
		{ { .groups = ~0u, .size = 9, .owners = xy, .owners_n = 1 },		"g/1" },
		{ { .groups = ~0u, .size = 9, .owners = z, .owners_n = 1 },		"/0" },
		{ { .groups = ~0u, .size = 9, .owners = none, .owners_n = 1 },		"/0" },
		{ { .groups = ~0u, .size = 9, .owners = x0, .owners_n = 1 },		"/0" },
		{ { .groups = 1, .size = 9, .owners = xy, .owners_n = 1 },		"/0" },
		/* several */
		{ { .groups = ~0u, .size = 9, .owners = some, .owners_n = 5 },	"fbceha/6" },
		{ { .groups = ~0u, .size = 9, .owners = some, .owners_n = 5, .descending = true }, "ahecbf/6" },
		{ { .groups = ~0u, .size = 2, .from = 2, .owners = some, .owners_n = 5 }, "ce/6" },
		{ { .groups = 6, .size = 9, .owners = some, .owners_n = 5 },	"fbh/3" },
		{ { .groups = ~0u, .size = 9, .owners = some, .owners_n = 0 },	"/0" },
		{ { .groups = ~0u, .size = 9, .owners = some, .owners_n = 5, .match = is_odd }, "cea/3" },
		/* a match */
		{ { .groups = ~0u, .size = 9, .match = is_odd },		"cega/4" },
		{ { .groups = ~0u, .size = 9, .match = is_odd, .descending = true }, "agec/4" },
		{ { .groups = ~0u, .size = 2, .from = 1, .match = is_odd },	"eg/4" },
		{ { .groups = ~0u, .size = 2, .from = 4, .match = is_odd },	"/4" },
		{ { .groups = ~0u, .size = 0, .match = is_odd },		"/4" },
		{ { .groups = 1, .size = 9, .owners = y, .owners_n = 1, .match = is_odd }, "c/1" },
	};
	/* clang-format on */

	setup(_i);
	ck_assert_str_eq(
	    listed((struct store_query){STORE_SYNC_JOB, .groups = ~0u, .size = 9}), "/0");
	fill();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct store_query q = rows[i].q;

		q.kind = STORE_SYNC_JOB;
		q.match_ctx = &seen;
		ck_assert_msg(strcmp(listed(q), rows[i].want) == 0, "row %zu: %s, not %s", i,
		    listed(q), rows[i].want);
	}
	/* The match runs once per candidate. */
	seen = 0;
	ck_assert_str_eq(listed((struct store_query){STORE_SYNC_JOB, .groups = 1u << 31, .size = 1,
	                     .match = is_odd, .match_ctx = &seen}),
	    "e/1");
	ck_assert_uint_eq(seen, 2);
	ck_assert_str_eq(
	    listed((struct store_query){STORE_CONNECTOR, .groups = ~0u, .size = 9}), "/0");
	teardown(_i, 8);
}
END_TEST

/* ---- documents in parts ---- */

static enum store_rc
put_parts(int what, const char *id, const char *own, const char *shared)
{
	struct put p = {(unsigned)what, STORE_SYNC_JOB, str_of(id), {str_of("o"), 1, str_of("k")},
	    str_of(own), str_of(shared)};

	return put(s, &p);
}

static void
check_doc(const char *id, const char *doc)
{
	struct store_query q = {STORE_SYNC_JOB, .groups = ~0u, .size = STORE_WINDOW};
	struct store_record r, *records;
	uint64_t count;
	size_t n;

	must(store_get(s, a, STORE_SYNC_JOB, str_of(id), &r));
	ck_assert_msg(str_is(r.doc, doc), "%s is %.*s", id, STR_ARG(r.doc));
	must(store_list(s, a, &q, &records, &n, &count));
	for (size_t i = 0; i < n; i++)
		if (str_is(records[i].id, id)) {
			ck_assert(str_is(records[i].doc, doc));
			return;
		}
	ck_abort_msg("%s is not listed", id);
}

START_TEST(shared_parts_come_and_go)
{
	setup(_i);
	must(put_parts(PUT_INSERT, "a", "own a ", "shared"));
	must(put_parts(PUT_INSERT, "b", "own b ", "shared"));
	must(put_parts(PUT_INSERT, "c", "own c ", "other"));
	must(put_parts(PUT_INSERT, "d", "", "shared"));
	ck_assert_int_eq(put_parts(PUT_INSERT, "a", "again ", "shared"), STORE_EXISTS);
	check_doc("a", "own a shared");
	check_doc("b", "own b shared");
	check_doc("c", "own c other");
	check_doc("d", "shared");
	check_sound(s, 4);
	must(put_parts(PUT_REPLACE_OWN, "a", "new a ", ""));
	check_doc("a", "new a shared");
	must(put_parts(PUT_REPLACE, "b", "own b ", "other"));
	must(put_parts(PUT_REPLACE, "c", "own c ", "other")); /* the same again */
	must(put_parts(PUT_REPLACE, "d", "alone", ""));
	check_doc("b", "own b other");
	check_doc("c", "own c other");
	check_doc("d", "alone");
	must(put_parts(PUT_REPLACE_OWN, "d", "still alone", ""));
	check_doc("d", "still alone");
	check_sound(s, 4);
	must(delete (s, STORE_SYNC_JOB, "b"));
	check_doc("c", "own c other");
	must(delete (s, STORE_SYNC_JOB, "c"));
	check_sound(s, 2);
	must(put_parts(PUT_INSERT, "c", "own c ", "other"));
	check_doc("c", "own c other");
	must(put_parts(PUT_DELETE_OWNED, "o", "", ""));
	teardown(_i, 0);
}
END_TEST

/* Between, at the ends; no longer than a page and longer. */
START_TEST(a_shared_part_stands_where_it_belongs)
{
	static char bytes[30000];
	static const size_t sizes[] = {1, 500, 4095, 4096, 4097, 30000};

	setup(_i);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)('a' + i % 26);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t at = 0; at <= 4; at++) {
			struct put p = {PUT_INSERT, STORE_CONNECTOR, STR_LIT("c"),
			    {{"", 0}, 0, {"", 0}}, {"0123", at}, {bytes, sizes[i]}};
			struct store_record r;

			must(put(s, &p));
			must(store_get(s, a, STORE_CONNECTOR, p.id, &r));
			ck_assert_uint_eq(r.doc.n, at + sizes[i]);
			ck_assert_mem_eq(r.doc.p, "0123", at);
			ck_assert_mem_eq(r.doc.p + at, bytes, sizes[i]);
			must(delete (s, STORE_CONNECTOR, "c"));
		}
	teardown(_i, 0);
}
END_TEST

static enum store_verdict
cut_in(struct store_tx *tx, void *ctx)
{
	const struct store_keys keys = {STR_LIT("o"), 1, STR_LIT("k")};
	const struct store_parts parts = {STR_LIT("[]"), 1, STR_LIT("middle")};
	struct store_record r;
	size_t at;

	(void)ctx;
	must(store_tx_insert_parts(tx, STORE_SYNC_JOB, str_of("x"), &keys, &parts));
	must(store_tx_get(tx, STORE_SYNC_JOB, str_of("x"), &r));
	ck_assert(str_is(r.doc, "[middle]"));
	must(store_tx_get_own(tx, STORE_SYNC_JOB, str_of("x"), &r, &at));
	ck_assert(str_is(r.doc, "[]"));
	ck_assert_uint_eq(at, 1);
	must(store_tx_replace_own(tx, STORE_SYNC_JOB, str_of("x"), &keys, str_of("<<>>"), 2));
	must(store_tx_insert(tx, STORE_SYNC_JOB, str_of("y"), &keys, str_of("whole")));
	must(store_tx_get_own(tx, STORE_SYNC_JOB, str_of("y"), &r, &at));
	ck_assert(str_is(r.doc, "whole"));
	ck_assert_uint_eq(at, STORE_WHOLE);
	ck_assert_int_eq(
	    store_tx_get_own(tx, STORE_SYNC_JOB, str_of("z"), &r, &at), STORE_NOT_FOUND);
	ck_assert_int_eq(
	    store_tx_replace_own(tx, STORE_SYNC_JOB, str_of("z"), &keys, str_of(""), STORE_WHOLE),
	    STORE_NOT_FOUND);
	return STORE_WRITE;
}

START_TEST(the_own_part_alone)
{
	uint64_t ticket;

	setup(_i);
	must(store_change(s, a, cut_in, NULL, &ticket));
	check_doc("x", "<<middle>>");
	check_doc("y", "whole");
	teardown(_i, 2);
}
END_TEST

/*
 * Ids that go with the order, against it, and across it: what is read for a key is always its own
 * record, neighbour or not. Some do not fit where most do.
 */
START_TEST(lists_read_the_records_that_their_keys_name)
{
	enum { N = 40 };
	struct store_query q = {STORE_SYNC_JOB, .groups = ~0u, .size = N};

	setup(_i);
	for (unsigned i = 0; i < N; i++) {
		unsigned across = i * 7 % N, place = i < 10 ? i : i < 20 ? 29 - i : across;
		char *doc = arena_alloc(a, 10000);
		size_t n = i % 9 == 4 ? 10000 : 20;

		memset(doc, 'a' + (int)(i % 26), n);
		struct put p = {PUT_INSERT, STORE_SYNC_JOB, str_of(arena_printf(a, "id%02u", i)),
		    {{"", 0}, (uint8_t)(i % 3), str_of(arena_printf(a, "%02u", place))}, {doc, n}};

		must(put(s, &p));
	}
	for (unsigned round = 0; round < 2; round++) {
		struct store_record *r;
		uint64_t count;
		size_t n;

		q.descending = round == 1;
		must(store_list(s, a, &q, &r, &n, &count));
		ck_assert_uint_eq(n, N);
		for (size_t k = 0; k < n; k++) {
			unsigned i =
			    (unsigned)(r[k].id.p[2] - '0') * 10 + (unsigned)(r[k].id.p[3] - '0');

			ck_assert_uint_eq(r[k].doc.n, i % 9 == 4 ? 10000 : 20);
			ck_assert_int_eq(r[k].doc.p[r[k].doc.n - 1], 'a' + (int)(i % 26));
			ck_assert(k == 0 ||
			          (str_compare(r[k - 1].keys.order, r[k].keys.order) <= 0) ==
			              (round == 0) ||
			          str_equal(r[k - 1].keys.order, r[k].keys.order));
		}
	}
	teardown(_i, N);
}
END_TEST

START_TEST(lists_follow_changes)
{
	struct store_query all = {STORE_SYNC_JOB, .groups = ~0u, .size = 9};
	const struct str x = STR_LIT("x");
	struct store_query of_x = {
	    STORE_SYNC_JOB, .owners = &x, .owners_n = 1, .groups = 2, .size = 9};

	setup(_i);
	fill();
	ck_assert_str_eq(listed(of_x), "fb/2");
	must(replace(s, STORE_SYNC_JOB, "c", "x", 1, "2", "c")); /* all keys */
	ck_assert_str_eq(listed(of_x), "fcb/3");
	must(replace(s, STORE_SYNC_JOB, "c", "x", 1, "4", "c")); /* order alone */
	ck_assert_str_eq(listed(of_x), "fbc/3");
	must(replace(s, STORE_SYNC_JOB, "c", "", 1, "4", "c")); /* owner taken away */
	ck_assert_str_eq(listed(of_x), "fb/2");
	ck_assert_str_eq(listed(all), "fbegchad/8");
	must(replace(s, STORE_SYNC_JOB, "b", "x", 3, "3", "b")); /* group alone */
	must(delete (s, STORE_SYNC_JOB, "f"));
	ck_assert_str_eq(listed(of_x), "/0");
	ck_assert_str_eq(listed(all), "begchad/7");
	teardown(_i, 7);
}
END_TEST

/* ids, owners and order keys hold any byte and sort by bytes. */
START_TEST(any_byte_in_keys)
{
	static const struct str words[] = {{"", 0}, {"\0", 1}, {"\0\0", 2}, {"\0\1", 2},
	    {"\0\xff", 2}, {"\0\xff\xff", 3}, {"\1", 1}, {"a", 1}, {"a\0", 2}, {"a\0\0", 3},
	    {"a\0\1", 3}, {"a\0b", 3}, {"a\0\xff", 3}, {"a\1", 2}, {"ab", 2}, {"\xff", 1},
	    {"\xff\0", 2}, {"\xff\xff", 2}};
	enum { WORDS = sizeof(words) / sizeof(words[0]) };
	struct store_query q = {STORE_CONNECTOR, .groups = ~0u, .size = 10000};
	struct store_record *records;
	size_t n, made = 0;
	uint64_t count;

	setup(_i);
	for (unsigned owner = 0; owner < WORDS; owner++)
		for (unsigned order = 0; order < WORDS; order++) {
			/* order before owner in the id, so that ties show */
			char id[32] = {'i'};
			struct put p = {PUT_INSERT, STORE_CONNECTOR, {id, 0},
			    {words[owner], 0, words[order]}, words[order]};
			size_t at = 1;

			memcpy(id + at, words[owner].p, words[owner].n);
			at += words[owner].n;
			id[at++] = (char)(unsigned char)owner;
			id[at++] = (char)(unsigned char)order;
			p.id.n = at;
			must(put(s, &p));
			made++;
		}
	must(store_list(s, a, &q, &records, &n, &count));
	ck_assert_uint_eq(n, made);
	ck_assert_uint_eq(count, made);
	for (size_t i = 1; i < n; i++) {
		int order = str_compare(records[i - 1].keys.order, records[i].keys.order);

		ck_assert_int_le(order, 0);
		if (order == 0)
			ck_assert_int_lt(str_compare(records[i - 1].id, records[i].id), 0);
	}
	for (unsigned owner = 1; owner < WORDS; owner++) {
		q.owners = &words[owner];
		q.owners_n = 1;
		must(store_list(s, a, &q, &records, &n, &count));
		ck_assert_uint_eq(n, WORDS);
		ck_assert_uint_eq(count, WORDS);
		for (size_t i = 0; i < n; i++) {
			ck_assert(str_equal(records[i].keys.owner, words[owner]));
			ck_assert(str_equal(records[i].keys.order, words[i]));
		}
	}
	teardown(_i, made);
}
END_TEST

/* The longest keys there can be, all of bytes that are written twice. */
START_TEST(longest_keys)
{
	static char zeros[STORE_ID_MAX];
	struct store_query q = {STORE_CONNECTOR, .groups = ~0u, .size = 9};
	struct put p = {PUT_INSERT, STORE_CONNECTOR, {zeros, sizeof(zeros)},
	    {{zeros, sizeof(zeros)}, 31, {zeros, STORE_ORDER_MAX}}, STR_LIT("doc")};
	struct store_record *records, r;
	size_t n;
	uint64_t count;

	setup(_i);
	must(put(s, &p));
	p.id.n--;
	must(put(s, &p));
	must(store_get(s, a, STORE_CONNECTOR, p.id, &r));
	ck_assert(str_equal(r.keys.owner, p.keys.owner));
	for (int descending = 0; descending < 2; descending++) {
		q.descending = descending == 1;
		q.owners = &p.keys.owner;
		q.owners_n = 1;
		must(store_list(s, a, &q, &records, &n, &count));
		ck_assert_uint_eq(n, 2);
		ck_assert_uint_eq(count, 2);
		ck_assert_uint_eq(records[0].id.n, STORE_ID_MAX - (descending == 1 ? 0 : 1));
		ck_assert_uint_eq(records[1].id.n, STORE_ID_MAX - (descending == 1 ? 1 : 0));
	}
	p.what = PUT_REPLACE;
	p.keys.owner.n--;
	must(put(s, &p));
	check_sound(s, 2);
	p.what = PUT_DELETE_OWNED;
	p.id = p.keys.owner;
	must(put(s, &p));
	ck_assert_uint_eq(p.n, 1);
	teardown(_i, 1);
}
END_TEST

/* ---- changes ---- */

struct found {
	uint8_t group;
	const char *order;
	struct str ids[8];
	size_t max, n;
	char text[64];
};

static enum store_verdict
find_fn(struct store_tx *tx, void *ctx)
{
	struct found *f = ctx;

	must(store_tx_find(tx, STORE_SYNC_JOB, f->group, str_of(f->order), f->ids, f->max, &f->n));
	f->text[0] = '\0';
	for (size_t i = 0; i < f->n; i++)
		strncat(f->text, f->ids[i].p, f->ids[i].n);
	return STORE_NOTHING;
}

static const char *
found(uint8_t group, const char *order, size_t max)
{
	static struct found f;
	uint64_t ticket;

	f = (struct found){.group = group, .order = order, .max = max};
	must(store_change(s, a, find_fn, &f, &ticket));
	return f.text;
}

START_TEST(find_knows_group_and_order)
{
	char *longer = calloc(1, STORE_ORDER_MAX + 2);

	memset(longer, '3', STORE_ORDER_MAX + 1);
	setup(_i);
	fill();
	must(insert(s, STORE_SYNC_JOB, "B", "z", 1, "3", "B"));
	must(insert(s, STORE_SYNC_JOB, "z", "", 1, "3", "z"));
	ck_assert_str_eq(found(1, "3", 8), "Bbz");
	ck_assert_str_eq(found(1, "3", 2), "Bb");
	ck_assert_str_eq(found(1, "3", 0), "");
	ck_assert_str_eq(found(0, "3", 8), "c");
	ck_assert_str_eq(found(1, "", 8), "f");
	ck_assert_str_eq(found(2, "3", 8), ""); /* "31" begins so, and is another */
	ck_assert_str_eq(found(7, "3", 8), "");
	ck_assert_str_eq(found(1, longer, 8), "");
	teardown(_i, 10);
	free(longer);
}
END_TEST

START_TEST(delete_owned_takes_all_and_no_more)
{
	struct put p = {PUT_DELETE_OWNED, STORE_SYNC_JOB, STR_LIT("x")};

	setup(_i);
	fill();
	must(insert(s, STORE_CONNECTOR, "k", "x", 0, "", ""));
	must(put(s, &p));
	ck_assert_uint_eq(p.n, 4);
	ck_assert_str_eq(
	    listed((struct store_query){STORE_SYNC_JOB, .groups = ~0u, .size = 9}), "cegd/4");
	must(put(s, &p));
	ck_assert_uint_eq(p.n, 0);
	p.id = str_of("");
	must(put(s, &p));
	ck_assert_uint_eq(p.n, 0);
	/* Undone as a whole. */
	p.id = str_of("y");
	p.verdict = STORE_REFUSE;
	ck_assert_int_eq(put(s, &p), STORE_REFUSED);
	ck_assert_uint_eq(p.n, 2);
	ck_assert_str_eq(
	    listed((struct store_query){STORE_SYNC_JOB, .groups = ~0u, .size = 9}), "cegd/4");
	teardown(_i, 5);
}
END_TEST

struct many {
	unsigned from, n;
};

static enum store_verdict
many_fn(struct store_tx *tx, void *ctx)
{
	const struct many *m = ctx;

	for (unsigned i = m->from; i < m->from + m->n; i++) {
		char id[32];
		struct store_keys keys = {STR_LIT("owner"), (uint8_t)(i % 21), {id, 3}};

		(void)snprintf(id, sizeof(id), "%08u", i * 2654435761u);
		must(store_tx_insert(tx, STORE_SYNC_JOB, str_of(id), &keys, STR_LIT("{}")));
	}
	return STORE_WRITE;
}

START_TEST(delete_owned_of_very_many)
{
	struct put p = {PUT_DELETE_OWNED, STORE_SYNC_JOB, STR_LIT("owner")};
	struct many m = {.n = 5000};
	uint64_t ticket;

	setup(_i);
	for (m.from = 0; m.from < 50000; m.from += m.n) {
		must(store_change(s, a, many_fn, &m, &ticket));
		arena_reset(a);
	}
	must(insert(s, STORE_SYNC_JOB, "other", "owner2", 0, "", ""));
	p.verdict = STORE_REFUSE;
	ck_assert_int_eq(put(s, &p), STORE_REFUSED);
	check_sound(s, 50001);
	p.verdict = STORE_WRITE;
	must(put(s, &p));
	ck_assert_uint_eq(p.n, 50000);
	teardown(_i, 1);
}
END_TEST

/* Several writes, looked at from inside, and then what the verdict says. */
struct play {
	enum store_verdict verdict;
	bool fail_first;
};

static enum store_verdict
play_fn(struct store_tx *tx, void *ctx)
{
	const struct play *p = ctx;
	struct store_keys keys = {STR_LIT("x"), 1, STR_LIT("1")};
	struct store_record r;
	struct str ids[4];
	uint64_t n;
	size_t found_n;

	must(store_tx_insert(tx, STORE_SYNC_JOB, str_of("new"), &keys, str_of("1")));
	must(store_tx_get(tx, STORE_SYNC_JOB, str_of("new"), &r));
	check_record(&r, "new", 1, "x", 1, "1", "1");
	keys.group = 4;
	must(store_tx_replace(tx, STORE_SYNC_JOB, str_of("new"), &keys, str_of("2")));
	must(store_tx_get(tx, STORE_SYNC_JOB, str_of("new"), &r));
	check_record(&r, "new", 2, "x", 4, "1", "2");
	must(store_tx_find(tx, STORE_SYNC_JOB, 4, str_of("1"), ids, 4, &found_n));
	ck_assert_uint_eq(found_n, 1);
	must(store_tx_delete(tx, STORE_SYNC_JOB, str_of("d")));
	ck_assert_int_eq(store_tx_get(tx, STORE_SYNC_JOB, str_of("d"), &r), STORE_NOT_FOUND);
	must(store_tx_insert(tx, STORE_SYNC_JOB, str_of("d"), &keys, str_of("d")));
	must(store_tx_delete_owned(tx, STORE_SYNC_JOB, str_of("y"), &n));
	ck_assert_uint_eq(n, 2);
	must(store_tx_insert(tx, STORE_CONNECTOR, str_of("con"), &keys, str_of("c")));
	if (p->fail_first)
		ck_assert_int_eq(
		    store_tx_insert(tx, STORE_SYNC_JOB, str_of("a"), &keys, str_of("")),
		    STORE_EXISTS);
	return p->verdict;
}

START_TEST(a_verdict_is_kept)
{
	/* clang-format off */
	static const struct { struct play play; enum store_rc rc; } undone[] = {
		{ { STORE_NOTHING, false },	STORE_OK },
		{ { STORE_REFUSE, false },	STORE_REFUSED },
		{ { STORE_FAIL, true },		STORE_EXISTS },
		{ { STORE_FAIL, false },	STORE_NOT_FOUND }, /* the get of "d" */
	};
	/* clang-format on */
	struct store_query all = {STORE_SYNC_JOB, .groups = ~0u, .size = 20};
	struct play good = {STORE_WRITE, true};
	uint64_t before, after;

	setup(_i);
	fill();
	must(store_sync(s, &before));
	for (size_t i = 0; i < sizeof(undone) / sizeof(undone[0]); i++) {
		struct play play = undone[i].play;

		ck_assert_int_eq(store_change(s, a, play_fn, &play, &after), undone[i].rc);
		ck_assert_uint_eq(after, before);
		ck_assert_str_eq(listed(all), "fbceghad/8");
		check_sound(s, 8);
	}
	/* An answer other than trouble does not stop a change that goes on. */
	must(store_change(s, a, play_fn, &good, &after));
	ck_assert_uint_gt(after, before);
	ck_assert_str_eq(listed(all), "fdnbgha/7");
	teardown(_i, 8);
}
END_TEST

static enum store_verdict
nothing_fn(struct store_tx *tx, void *ctx)
{
	(void)tx;
	(void)ctx;
	return STORE_NOTHING;
}

static enum store_verdict
no_memory_fn(struct store_tx *tx, void *ctx)
{
	struct store_keys keys = {{0}};

	must(store_tx_insert(tx, STORE_CONNECTOR, str_of("x"), &keys, str_of("")));
	ck_assert_ptr_null(arena_alloc(a, SIZE_MAX));
	return *(enum store_verdict *)ctx;
}

START_TEST(tickets_and_sync)
{
	struct put p = {PUT_INSERT, STORE_CONNECTOR, STR_LIT("a")};
	uint64_t first, noop, second, reached;

	setup(_i);
	must(store_change(s, a, put_fn, &p, &first));
	/* A noop waits for what it saw. */
	must(store_change(s, a, nothing_fn, NULL, &noop));
	ck_assert_uint_eq(noop, first);
	must(store_sync(s, &reached));
	ck_assert_uint_ge(reached, first);
	p.id = str_of("b");
	must(store_change(s, a, put_fn, &p, &second));
	ck_assert_uint_gt(second, first);
	must(store_sync(s, &reached));
	ck_assert_uint_ge(reached, second);
	must(store_sync(s, &reached));
	ck_assert_uint_ge(reached, second);
	must(store_ready(s));
	teardown(_i, 2);
}
END_TEST

/* A crash loses nothing of the store in memory that it did not lose anyway. */
START_TEST(what_is_told_waits_for_its_flush)
{
	struct put p = {PUT_INSERT, STORE_CONNECTOR, STR_LIT("a")};
	const struct str a_list = {NULL, 0};
	uint64_t ticket, reached;

	setup(_i);
	ck_assert_uint_eq(store_unsynced(s, STORE_CONNECTOR, str_of("a")), 0);
	must(store_change(s, a, put_fn, &p, &ticket));
	ck_assert_uint_eq(store_unsynced(s, STORE_CONNECTOR, str_of("a")), _i == BDB ? ticket : 0);
	ck_assert_uint_eq(store_unsynced(s, STORE_CONNECTOR, a_list), _i == BDB ? ticket : 0);
	ck_assert_uint_eq(store_unsynced(s, STORE_SYNC_JOB, a_list), 0);
	must(store_sync(s, &reached));
	ck_assert_uint_eq(store_unsynced(s, STORE_CONNECTOR, str_of("a")), 0);
	ck_assert_uint_eq(store_unsynced(s, STORE_CONNECTOR, a_list), 0);
	/* Gone is told of as well; what was undone is not waited for. */
	p.what = PUT_DELETE;
	p.verdict = STORE_REFUSE;
	ck_assert_int_eq(store_change(s, a, put_fn, &p, &ticket), STORE_REFUSED);
	ck_assert_uint_eq(store_unsynced(s, STORE_CONNECTOR, str_of("a")), 0);
	p.verdict = STORE_WRITE;
	must(store_change(s, a, put_fn, &p, &ticket));
	ck_assert_uint_eq(store_unsynced(s, STORE_CONNECTOR, str_of("a")), _i == BDB ? ticket : 0);
	p = (struct put){PUT_DELETE_OWNED, STORE_SYNC_JOB, STR_LIT("a")};
	must(store_sync(s, &reached));
	must(insert(s, STORE_SYNC_JOB, "j", "a", 0, "", ""));
	must(store_sync(s, &reached));
	must(store_change(s, a, put_fn, &p, &ticket));
	ck_assert_uint_eq(store_unsynced(s, STORE_SYNC_JOB, str_of("j")), _i == BDB ? ticket : 0);
	teardown(_i, 0);
}
END_TEST

START_TEST(without_memory_nothing_is_kept)
{
	enum store_verdict verdicts[] = {STORE_WRITE, STORE_NOTHING, STORE_REFUSE, STORE_FAIL};
	struct put p = {PUT_INSERT, STORE_CONNECTOR, STR_LIT("a")};
	struct store_record r;
	uint64_t ticket;

	setup(_i);
	for (unsigned i = 0; i < 4; i++) {
		ck_assert_int_eq(
		    store_change(s, a, no_memory_fn, &verdicts[i], &ticket), STORE_NOMEM);
		/* It was said; from then on nothing runs. */
		ck_assert_int_eq(store_change(s, a, put_fn, &p, &ticket), STORE_NOMEM);
		arena_reset(a);
	}
	ck_assert_int_eq(store_get(s, a, STORE_CONNECTOR, str_of("x"), &r), STORE_NOT_FOUND);
	teardown(_i, 0);
}
END_TEST

START_TEST(uuid_is_22_characters)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	setup(_i);
	ck_assert_uint_eq(strlen(store_uuid(s)), 22);
	ck_assert_uint_eq(strspn(store_uuid(s), alphabet), 22);
	/* 128 bits: two in the last character. */
	ck_assert_ptr_nonnull(strchr("AQgw", store_uuid(s)[21]));
	teardown(_i, 0);
}
END_TEST

static Suite *
suite(void)
{
	Suite *suite = suite_create("store");
	TCase *both = tcase_create("both");
	TCase *none = tcase_create("none");

	tcase_set_timeout(both, 120);
	tcase_add_test(none, names_are_there);
	tcase_add_test(none, closing_nothing_is_fine);
	tcase_add_loop_test(both, get_gives_what_was_put, 0, BACKENDS);
	tcase_add_loop_test(both, what_cannot_be_is_not_found, 0, BACKENDS);
	tcase_add_loop_test(both, an_id_is_taken_once, 0, BACKENDS);
	tcase_add_loop_test(both, seq_grows_by_one, 0, BACKENDS);
	tcase_add_loop_test(both, documents_of_any_size, 0, BACKENDS);
	tcase_add_loop_test(both, lists_are_ordered_filtered_counted, 0, BACKENDS);
	tcase_add_loop_test(both, lists_read_the_records_that_their_keys_name, 0, BACKENDS);
	tcase_add_loop_test(both, lists_follow_changes, 0, BACKENDS);
	tcase_add_loop_test(both, shared_parts_come_and_go, 0, BACKENDS);
	tcase_add_loop_test(both, a_shared_part_stands_where_it_belongs, 0, BACKENDS);
	tcase_add_loop_test(both, the_own_part_alone, 0, BACKENDS);
	tcase_add_loop_test(both, any_byte_in_keys, 0, BACKENDS);
	tcase_add_loop_test(both, longest_keys, 0, BACKENDS);
	tcase_add_loop_test(both, find_knows_group_and_order, 0, BACKENDS);
	tcase_add_loop_test(both, delete_owned_takes_all_and_no_more, 0, BACKENDS);
	tcase_add_loop_test(both, delete_owned_of_very_many, 0, BACKENDS);
	tcase_add_loop_test(both, a_verdict_is_kept, 0, BACKENDS);
	tcase_add_loop_test(both, tickets_and_sync, 0, BACKENDS);
	tcase_add_loop_test(both, what_is_told_waits_for_its_flush, 0, BACKENDS);
	tcase_add_loop_test(both, without_memory_nothing_is_kept, 0, BACKENDS);
	tcase_add_loop_test(both, uuid_is_22_characters, 0, BACKENDS);
	suite_add_tcase(suite, none);
	suite_add_tcase(suite, both);
	return suite;
}

int
main(void)
{
	SRunner *sr = srunner_create(suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
