/* Keys and records as bytes. */
#include <config.h>

#include "store/key.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/record.h"

static const struct str words[] = {{"", 0}, {"\0", 1}, {"\0\0", 2}, {"\0\1", 2}, {"\0\xff", 2},
    {"\0\xff\1", 3}, {"\1", 1}, {"a", 1}, {"a\0", 2}, {"a\0\0", 3}, {"a\0\1", 3}, {"a\0\xff", 3},
    {"a\1", 2}, {"ab", 2}, {"\xff", 1}, {"\xff\0\1", 3}, {"\xff\xff", 2}};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

static const uint8_t groups[] = {0, 1, 31};
enum { GROUPS = sizeof(groups) / sizeof(groups[0]), ALL = WORDS * GROUPS * WORDS * WORDS };

static struct str
str_of_key(const struct key *k)
{
	return (struct str){k->p, k->n};
}

/* Number i of all (owner, group, order, id), which come in the order keys should sort in. */
static struct store_keys
keys_at(size_t i, struct str *id)
{
	*id = words[i % WORDS];
	return (struct store_keys){.order = words[i / WORDS % WORDS],
	    .group = groups[i / WORDS / WORDS % GROUPS],
	    .owner = words[i / WORDS / WORDS / GROUPS]};
}

START_TEST(words_are_sorted)
{
	for (size_t i = 1; i < WORDS; i++)
		ck_assert_int_lt(str_compare(words[i - 1], words[i]), 0);
}
END_TEST

START_TEST(keys_sort_as_what_they_say)
{
	struct key before, k;

	for (size_t i = 0; i < ALL; i++) {
		struct str id;
		struct store_keys keys = keys_at(i, &id);

		key_of_record(&k, KEY_OWNED, &keys, id);
		if (i > 0)
			ck_assert_int_lt(str_compare(str_of_key(&before), str_of_key(&k)), 0);
		before = k;
	}
}
END_TEST

START_TEST(keys_come_apart_again)
{
	static const char families[] = {KEY_ALL, KEY_OWNED};

	for (size_t i = 0; i < ALL; i++) {
		struct str id;
		struct store_keys keys = keys_at(i, &id);

		for (unsigned f = 0; f < 2; f++) {
			struct key_parts parts;
			struct key k;

			key_of_record(&k, families[f], &keys, id);
			/* No key stands for a record without id. */
			ck_assert_int_eq(key_parse(&parts, str_of_key(&k)), id.n > 0);
			if (id.n == 0)
				continue;
			ck_assert_int_eq(parts.family, families[f]);
			ck_assert_uint_eq(parts.keys.group, keys.group);
			ck_assert(str_equal(parts.keys.order, keys.order));
			ck_assert(str_equal(parts.id, id));
			ck_assert(
			    str_equal(parts.keys.owner, f == 1 ? keys.owner : (struct str){0}));
		}
	}
}
END_TEST

START_TEST(prefixes_hold_their_own_and_no_other)
{
	for (size_t i = 0; i < ALL; i += 97) {
		struct str id;
		struct store_keys keys = keys_at(i, &id);
		struct key all, owned, prefix;

		key_of_record(&all, KEY_ALL, &keys, id);
		key_of_record(&owned, KEY_OWNED, &keys, id);
		for (size_t other = 0; other < ALL; other += 31) {
			struct str unused;
			struct store_keys o = keys_at(other, &unused);
			bool same_owner = str_equal(o.owner, keys.owner);
			bool same_group = o.group == keys.group;
			bool same_order = str_equal(o.order, keys.order);

			key_prefix_owner(&prefix, KEY_OWNED, o.owner);
			ck_assert_int_eq(key_begins(str_of_key(&owned), &prefix), same_owner);
			key_prefix_group(&prefix, o.owner, o.group);
			ck_assert_int_eq(
			    key_begins(str_of_key(&owned), &prefix), same_owner && same_group);
			key_prefix_group(&prefix, (struct str){0}, o.group);
			ck_assert_int_eq(key_begins(str_of_key(&all), &prefix), same_group);
			key_prefix_order(&prefix, o.group, o.order);
			ck_assert_int_eq(
			    key_begins(str_of_key(&all), &prefix), same_group && same_order);
		}
	}
}
END_TEST

START_TEST(past_is_behind_all_and_before_the_next)
{
	struct key past, next, k;
	struct store_keys keys = {STR_LIT("\xff\xff"), 3, STR_LIT("\xff\xff\xff")};

	key_prefix_group(&past, keys.owner, 3);
	key_past(&past);
	key_prefix_group(&next, keys.owner, 4);
	ck_assert(str_equal(str_of_key(&past), str_of_key(&next)));
	key_of_record(&k, KEY_OWNED, &keys, STR_LIT("\xff\xff\xff\xff"));
	ck_assert_int_lt(str_compare(str_of_key(&k), str_of_key(&past)), 0);
	key_prefix_group(&past, (struct str){0}, 31);
	key_past(&past);
	key_of_count(&next, (struct str){0}, 0);
	ck_assert_int_lt(str_compare(str_of_key(&past), str_of_key(&next)), 0);
}
END_TEST

START_TEST(an_id_is_found_in_a_key)
{
	for (size_t i = 0; i < ALL; i++) {
		struct str id;
		struct store_keys keys = keys_at(i, &id);
		struct key k, prefix;
		size_t at;

		if (id.n == 0)
			continue;
		key_of_record(&k, KEY_OWNED, &keys, id);
		key_prefix_group(&prefix, keys.owner, keys.group);
		at = key_id_offset(str_of_key(&k), prefix.n);
		ck_assert_uint_eq(at, k.n - id.n);
	}
	ck_assert_uint_eq(key_id_offset(STR_LIT("A\0abc"), 2), 0);
	ck_assert_uint_eq(key_id_offset(STR_LIT("A\0ab\0\1"), 2), 0);
	ck_assert_uint_eq(key_id_offset(STR_LIT("A\0ab\0\1i"), 2), 6);
}
END_TEST

START_TEST(counters)
{
	struct key k;
	struct key_parts parts;

	key_of_count(&k, (struct str){0}, 31);
	ck_assert(str_equal(str_of_key(&k), STR_LIT("C\x1f")));
	ck_assert(key_parse(&parts, str_of_key(&k)));
	ck_assert_int_eq(parts.family, KEY_COUNT_ALL);
	ck_assert_uint_eq(parts.keys.group, 31);
	key_of_count(&k, STR_LIT("a\0b"), 2);
	ck_assert(str_equal(str_of_key(&k), STR_LIT("Da\0\xff"
	                                            "b\0\1\2")));
	ck_assert(key_parse(&parts, str_of_key(&k)));
	ck_assert(str_equal(parts.keys.owner, STR_LIT("a\0b")));
	ck_assert_uint_eq(parts.keys.group, 2);
}
END_TEST

START_TEST(what_is_no_key)
{
	static char longer[1 + 1 + STORE_ORDER_MAX + 1 + 2 + 1];
	static const struct str bad[] = {{"", 0}, STR_LIT("E\0"), STR_LIT("@\0"), STR_LIT("C"),
	    STR_LIT("C\x20"), STR_LIT("C\0\0"), STR_LIT("A\0"), STR_LIT("A\x20k\0\1i"),
	    STR_LIT("A\0k"), STR_LIT("A\0k\0"), STR_LIT("A\0k\0\1"), STR_LIT("A\0k\0\2i"),
	    STR_LIT("B\0\1"), STR_LIT("Bo"), STR_LIT("Bo\0\1"), STR_LIT("Bo\0\1\0k"),
	    STR_LIT("Do\0\1"), STR_LIT("Do\0\1\0\0"), STR_LIT("Do\0")};
	struct key_parts parts;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!key_parse(&parts, bad[i]), "row %zu", i);
	memset(longer, 'x', sizeof(longer));
	memcpy(longer, "A\0", 2);
	memcpy(longer + sizeof(longer) - 3, "\0\1i", 3);
	ck_assert(!key_parse(&parts, (struct str){longer, sizeof(longer)}));
	memcpy(longer + sizeof(longer) - 4, "\0\1ii", 4);
	ck_assert(key_parse(&parts, (struct str){longer, sizeof(longer)}));
}
END_TEST

/* ---- records ---- */

static const struct record records[] = {
    {1, {{"", 0}, 0, {"", 0}}, 0, 0, {"", 0}},
    {127, {STR_LIT("own\0er"), 31, STR_LIT("or\0der")}, 0, 0, STR_LIT("{\"a\":1}")},
    {128, {STR_LIT("o"), 7, STR_LIT("12")}, 1, 0, STR_LIT("doc")},
    {UINT64_MAX, {STR_LIT("o"), 7, STR_LIT("12")}, UINT64_MAX, 300, STR_LIT("doc")},
    {UINT64_C(1) << 63, {STR_LIT("o"), 7, STR_LIT("")}, 0x8000000000000000, STORE_DOC_MAX,
        STR_LIT("")},
    {3, {STR_LIT("o"), 31, STR_LIT("12")}, 0, 0, STR_LIT("\1"), 300},
    {3, {STR_LIT("o"), 31, STR_LIT("12")}, 9, 9, STR_LIT("\1"), STORE_DOC_MAX},
};

START_TEST(a_record_comes_back)
{
	const struct record *in = &records[_i];
	char bytes[RECORD_HEAD_MAX + 8];
	struct record r;
	size_t n = record_head(bytes, in);

	memcpy(bytes + n, in->own.p, in->own.n);
	ck_assert(record_decode((struct str){bytes, n + in->own.n}, &r));
	ck_assert_uint_eq(r.seq, in->seq);
	ck_assert_uint_eq(r.keys.group, in->keys.group);
	ck_assert(str_equal(r.keys.owner, in->keys.owner));
	ck_assert(str_equal(r.keys.order, in->keys.order));
	ck_assert_uint_eq(r.shared, in->shared);
	ck_assert_uint_eq(r.at, in->at);
	ck_assert(str_equal(r.own, in->own));
	ck_assert_uint_eq(r.size, in->size);
	for (size_t less = 0; less < n; less++)
		ck_assert(!record_decode((struct str){bytes, less}, &r));
}
END_TEST

START_TEST(the_longest_head_fits)
{
	static char zeros[STORE_ID_MAX];
	struct record in = {UINT64_MAX, {{zeros, STORE_ID_MAX}, 31, {zeros, STORE_ORDER_MAX}}, 1,
	    STORE_DOC_MAX, {"", 0}, STORE_DOC_MAX};
	char bytes[RECORD_HEAD_MAX];

	ck_assert_uint_eq(record_head(bytes, &in), RECORD_HEAD_MAX);
}
END_TEST

/* The bytes on the disk of everybody: this test changes only together with the format. */
START_TEST(the_format_stays)
{
	/* clang-format off */
	static const struct { struct str bytes; struct record r; } rows[] = {
		{ STR_LIT("\1\7\202\2\1\2o12doc"),
		  { 258, { STR_LIT("o"), 7, STR_LIT("12") }, 0, 0, STR_LIT("doc") } },
		{ STR_LIT("\1\207\1\1\2\1\2\3\4\5\6\7\10\254\2o12doc"),
		  { 1, { STR_LIT("o"), 7, STR_LIT("12") }, 0x0102030405060708, 300, STR_LIT("doc") } },
		{ STR_LIT("\1\307\1\1\2\1\2\3\4\5\6\7\10\254\2\255\2o12doc"),
		  { 1, { STR_LIT("o"), 7, STR_LIT("12") }, 0x0102030405060708, 300, STR_LIT("doc"), 301 } },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct record *want = &rows[i].r;
		char out[RECORD_HEAD_MAX];
		struct record r;

		ck_assert(record_decode(rows[i].bytes, &r));
		ck_assert_uint_eq(r.seq, want->seq);
		ck_assert_uint_eq(r.keys.group, want->keys.group);
		ck_assert(str_equal(r.keys.owner, want->keys.owner));
		ck_assert(str_equal(r.keys.order, want->keys.order));
		ck_assert_uint_eq(r.shared, want->shared);
		ck_assert_uint_eq(r.at, want->at);
		ck_assert(str_equal(r.own, want->own));
		ck_assert_uint_eq(r.size, want->size);
		ck_assert_uint_eq(record_head(out, want), rows[i].bytes.n - 3);
		ck_assert_int_eq(memcmp(out, rows[i].bytes.p, rows[i].bytes.n - 3), 0);
	}
}
END_TEST

START_TEST(what_is_no_record)
{
	/* clang-format off */
	static const struct str rows[] = {
		STR_LIT("\0\7\1\0\0"), STR_LIT("\2\7\1\0\0"),	/* format */
		STR_LIT("\1\40\1\0\0"),				/* group */
		STR_LIT("\1\7\0\0\0"),				/* seq */
		STR_LIT("\1\7\200\200\200\200\200\200\200\200\200\2\0\0"), /* more than 64 bits */
		STR_LIT("\1\7\200\200\200\200\200\200\200\200\200\200\1\0\0"),
		STR_LIT("\1\7\1\1\0"), STR_LIT("\1\7\1\0\1"),	/* longer than there is */
		STR_LIT("\1\207\1\0\0\0\0\0\0\0\0\0\0\0"),	/* no number of a shared part */
		STR_LIT("\1\207\1\0\0\0\0\0\0\0\0\0\1"),	/* no offset */
		STR_LIT("\1\107\1\0\0"), STR_LIT("\1\107\1\0\0\0"), /* no size, none worth it */
		STR_LIT("\1\207\1\0\0\0\0\0\0\0\0\0\1\377\377\377\377\17"), /* a large one */
	};
	/* clang-format on */
	static char bytes[2048] = "\1\7\1\201\4\0"; /* an owner of 513 bytes */
	struct record r;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(!record_decode(rows[i], &r), "row %zu", i);
	ck_assert(!record_decode((struct str){bytes, sizeof(bytes)}, &r));
	bytes[3] = '\200'; /* 512 */
	ck_assert(record_decode((struct str){bytes, sizeof(bytes)}, &r));
	memcpy(bytes, "\1\7\1\0\201\2", 6); /* an order of 257 */
	ck_assert(!record_decode((struct str){bytes, sizeof(bytes)}, &r));
}
END_TEST

static Suite *
suite(void)
{
	Suite *suite = suite_create("store_key");
	TCase *keys = tcase_create("keys");
	TCase *heads = tcase_create("records");

	tcase_set_timeout(keys, 60);
	tcase_add_test(keys, words_are_sorted);
	tcase_add_test(keys, keys_sort_as_what_they_say);
	tcase_add_test(keys, keys_come_apart_again);
	tcase_add_test(keys, prefixes_hold_their_own_and_no_other);
	tcase_add_test(keys, past_is_behind_all_and_before_the_next);
	tcase_add_test(keys, an_id_is_found_in_a_key);
	tcase_add_test(keys, counters);
	tcase_add_test(keys, what_is_no_key);
	tcase_add_loop_test(heads, a_record_comes_back, 0, sizeof(records) / sizeof(records[0]));
	tcase_add_test(heads, the_longest_head_fits);
	tcase_add_test(heads, the_format_stays);
	tcase_add_test(heads, what_is_no_record);
	suite_add_tcase(suite, keys);
	suite_add_tcase(suite, heads);
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
