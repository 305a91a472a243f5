/* The small pure rules: numbers, words, patterns, index names, problems. */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "model/connector.h"
#include "model/index_name.h"
#include "model/number.h"
#include "model/pattern.h"
#include "model/problems.h"
#include "model/sync_job.h"

/* clang-format off */
static const struct {
	const char *text;
	enum number_verdict verdict;
	int64_t value;
} longs[] = {
	{ "0",			  NUMBER_OK,	    0 },
	{ "-0",			  NUMBER_OK,	    0 },
	{ "10",			  NUMBER_OK,	    10 },
	{ "+10",		  NUMBER_OK,	    10 },
	{ "10.9",		  NUMBER_OK,	    10 },
	{ "-10.9",		  NUMBER_OK,	    -10 },
	{ ".5",			  NUMBER_OK,	    0 },
	{ "5.",			  NUMBER_OK,	    5 },
	{ "1e3",		  NUMBER_OK,	    1000 },
	{ "1.2345E2",		  NUMBER_OK,	    123 },
	{ "12345e-2",		  NUMBER_OK,	    123 },
	{ "0.00012e5",		  NUMBER_OK,	    12 },
	{ "1e-999999999999",	  NUMBER_OK,	    0 },
	{ "0e999999999999",	  NUMBER_OK,	    0 },
	{ "0.0e999999999999",	  NUMBER_OK,	    0 },
	{ "9223372036854775807",  NUMBER_OK,	    INT64_MAX },
	{ "9223372036854775807.9", NUMBER_OK,	    INT64_MAX },
	{ "-9223372036854775808", NUMBER_OK,	    INT64_MIN },
	{ "000000000000000000000000000001", NUMBER_OK, 1 },
	{ "9223372036854775808",  NUMBER_TOO_LARGE, 0 },
	{ "-9223372036854775809", NUMBER_TOO_LARGE, 0 },
	{ "1e19",		  NUMBER_TOO_LARGE, 0 },
	{ "1e999999999999",	  NUMBER_TOO_LARGE, 0 },
	{ "",			  NUMBER_BAD,	    0 },
	{ "-",			  NUMBER_BAD,	    0 },
	{ ".",			  NUMBER_BAD,	    0 },
	{ "1.2.3",		  NUMBER_BAD,	    0 },
	{ "1e",			  NUMBER_BAD,	    0 },
	{ "1e+",		  NUMBER_BAD,	    0 },
	{ " 1",			  NUMBER_BAD,	    0 },
	{ "1 ",			  NUMBER_BAD,	    0 },
	{ "0x10",		  NUMBER_BAD,	    0 },
	{ "abc",		  NUMBER_BAD,	    0 },
};

static const struct {
	const char *text;
	bool ok;
	int32_t value;
} ints[] = {
	{ "0", true, 0 }, { "+7", true, 7 }, { "-7", true, -7 }, { "007", true, 7 },
	{ "2147483647", true, INT32_MAX }, { "-2147483648", true, INT32_MIN },
	{ "2147483648", false, 0 }, { "-2147483649", false, 0 }, { "99999999999999999999", false, 0 },
	{ "", false, 0 }, { "-", false, 0 }, { "1.0", false, 0 }, { " 1", false, 0 }, { "ten", false, 0 },
};

static const struct {
	const char *query, *text;
	bool in_text, in_words;
} patterns[] = {
	{ "rav",	"Bravo",		true,	true },
	{ "RAV",	"Bravo",		false,	true },
	{ "Daily",	"a daily run",		false,	true },
	{ "daily run",	"a daily run",		true,	false },
	{ "my-conn",	"the my-conn job",	true,	false },
	{ "A*a",	"Alpha",		true,	true },
	{ "A*x",	"Alpha",		false,	false },
	{ "Br?vo",	"Bravo",		true,	true },
	{ "?",		"\xC3\xA4",		true,	true },
	{ "??",		"\xC3\xA4",		false,	false },
	{ "\\*",	"a*b",			true,	false },
	{ "\\*",	"ab",			false,	false },
	{ "\\?",	"a?",			true,	false },
	{ "a\\",	"a*",			true,	false },
	{ "",		"",			true,	false },
	{ "*",		"",			true,	false },
	{ "a*a*a*a*b",	"aaaaaaaaaaaaaaaaaaaa",	false,	false },
	{ "b*a",	"abba",			true,	true },
	{ "ab*ba",	"aba",			false,	false },
	{ "a??b",	"xa12bx",		true,	true },
	{ "a?b*c\\",	"a1bc*",		true,	false },
	{ "a?b*c\\",	"a1bc*d",		false,	false },
	{ "\\\\",	"a\\b",		true,	false },
};

static const struct {
	const char *name, *fault;
} index_names[] = {
	{ "search-books",	NULL },
	{ "Upper",		NULL },
	{ "a.b",		NULL },
	{ "...",		NULL },
	{ "a_-+",		NULL },
	{ "",			"must not be empty" },
	{ "a#b",		"must not contain '#'" },
	{ "a:b",		"must not contain ':'" },
	{ "_a",			"must not start with '_', '-', or '+'" },
	{ "-a",			"must not start with '_', '-', or '+'" },
	{ "+a",			"must not start with '_', '-', or '+'" },
	{ ".",			"must not be '.' or '..'" },
	{ "..",			"must not be '.' or '..'" },
};
/* clang-format on */

START_TEST(longs_are_read)
{
	int64_t value = 42;

	ck_assert_int_eq(number_to_long(str_of(longs[_i].text), &value), longs[_i].verdict);
	if (longs[_i].verdict == NUMBER_OK)
		ck_assert_int_eq(value, longs[_i].value);
}
END_TEST

START_TEST(ints_are_read)
{
	int32_t value = 42;

	ck_assert_int_eq(number_to_int(str_of(ints[_i].text), &value), ints[_i].ok);
	if (ints[_i].ok)
		ck_assert_int_eq(value, ints[_i].value);
}
END_TEST

START_TEST(patterns_match)
{
	struct str query = str_of(patterns[_i].query), text = str_of(patterns[_i].text);

	ck_assert_int_eq(pattern_in_text(query, text), patterns[_i].in_text);
	ck_assert_int_eq(pattern_in_words(query, text), patterns[_i].in_words);
}
END_TEST

/* The 255th byte of a word may be the middle of a character: it stands in the next word then. */
START_TEST(long_words_are_cut_behind_a_character)
{
	char text[260];

	for (size_t a = 252; a < 256; a++) {
		memset(text, 'a', a);
		memcpy(text + a, "\xE2\x82\xAC", 3);
		ck_assert_msg(
		    pattern_in_words(str_of("\xE2\x82\xAC"), (struct str){text, a + 3}), "%zu", a);
	}
}
END_TEST

/* Neither a long query nor a long text makes the other one dear. */
START_TEST(patterns_are_cheap)
{
	size_t n = 2 * 1024 * 1024;
	char *text = malloc(n), query[4000];

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', n);
	memset(query, 'a', sizeof(query));
	query[sizeof(query) - 1] = 'b';
	for (int i = 0; i < 20; i++) {
		ck_assert(
		    !pattern_in_words((struct str){query, sizeof(query)}, (struct str){text, n}));
		ck_assert(!pattern_in_text(
		    (struct str){query, sizeof(query)}, (struct str){text, 32766}));
	}
	query[0] = '?';
	ck_assert(!pattern_in_words((struct str){query, sizeof(query)}, (struct str){text, n}));
	free(text);
}
END_TEST

START_TEST(index_names_are_judged)
{
	struct arena *a = arena_new();
	const char *fault = index_name_fault(a, str_of(index_names[_i].name));

	if (index_names[_i].fault == NULL)
		ck_assert_ptr_null(fault);
	else
		ck_assert_str_eq(fault, index_names[_i].fault);
	arena_free(a);
}
END_TEST

START_TEST(index_names_have_a_longest)
{
	struct arena *a = arena_new();
	char name[257];

	memset(name, 'a', sizeof(name));
	ck_assert_ptr_null(index_name_fault(a, (struct str){name, 255}));
	ck_assert_str_eq(
	    index_name_fault(a, (struct str){name, 256}), "index name is too long, (256 > 255)");
	for (const char *c = "\\/*?\"<>| ,"; *c != '\0'; c++) {
		name[1] = *c;
		ck_assert_ptr_nonnull(
		    strstr(index_name_fault(a, (struct str){name, 3}), "the following characters"));
	}
	arena_free(a);
}
END_TEST

START_TEST(problems_are_numbered)
{
	struct arena *a = arena_new();
	struct problems p = {.arena = a};

	ck_assert_ptr_null(problems_error(&p));
	problems_add(&p, "one %d", 1);
	problems_add(&p, "two");
	ck_assert(str_is(problems_error(&p)->reason, "Validation Failed: 1: one 1;2: two;"));
	arena_free(a);
}
END_TEST

START_TEST(words_ignore_case)
{
	ck_assert_int_eq(words_find(&job_status_words, str_of("In_Progress")), JOB_IN_PROGRESS);
	ck_assert_int_eq(words_find(&job_status_words, str_of("")), -1);
	ck_assert_int_eq(words_find(&job_status_words, str_of("pending ")), -1);
	for (int i = 0; i < job_status_words.n; i++)
		ck_assert_int_eq(
		    words_find(&job_status_words, str_of(job_status_words.names[i])), i);
	for (int i = 0; i < job_type_words.n; i++)
		ck_assert_int_eq(words_find(&job_type_words, str_of(job_type_words.names[i])), i);
}
END_TEST

/* The table of sync-jobs.md 4, written out once more as text: every pair is asked. */
START_TEST(steps_are_those_of_the_protocol)
{
	static const char *const allowed[] = {
	    "pending>in_progress",
	    "pending>canceled",
	    "in_progress>canceling",
	    "in_progress>completed",
	    "in_progress>suspended",
	    "in_progress>error",
	    "suspended>in_progress",
	    "suspended>canceled",
	    "canceling>canceled",
	    "canceling>error",
	};
	int asked = 0, yes = 0;

	for (int from = 0; from < JOB_STATUS__MAX; from++) {
		for (int to = 0; to < JOB_STATUS__MAX; to++) {
			char pair[64];
			bool expected = false;

			snprintf(pair, sizeof(pair), "%s>%s", job_status_words.names[from],
			    job_status_words.names[to]);
			for (int i = 0; i < ROWS(allowed); i++)
				expected = expected || strcmp(pair, allowed[i]) == 0;
			ck_assert_msg(
			    job_may_become((enum job_status)from, (enum job_status)to) == expected,
			    "%s", pair);
			asked++;
			yes += expected;
		}
	}
	ck_assert_int_eq(asked, 49);
	ck_assert_int_eq(yes, ROWS(allowed));
	ck_assert(!job_may_become(JOB_STATUS__MAX, JOB_ERROR));
}
END_TEST

START_TEST(groups_tell_status_and_type_apart)
{
	uint32_t seen = 0;

	for (int s = 0; s < JOB_STATUS__MAX; s++) {
		for (int t = 0; t < JOB_TYPE__MAX; t++) {
			int group = job_group((enum job_status)s, (enum job_type)t);

			ck_assert_int_ge(group, 0);
			ck_assert_int_lt(group, JOB_GROUPS);
			ck_assert_uint_eq(seen & UINT32_C(1) << group, 0);
			seen |= UINT32_C(1) << group;
		}
	}
}
END_TEST

START_TEST(connector_order_is_bytes_then_none)
{
	struct arena *a = arena_new();
	struct str none = connector_order(a, (struct str){NULL, 0});
	struct str upper = connector_order(a, str_of("B"));
	struct str lower = connector_order(a, str_of("a"));

	ck_assert_int_lt(str_compare(upper, lower), 0);
	ck_assert_int_lt(str_compare(lower, none), 0);
	ck_assert_ptr_null(connector_order_index(none).p);
	ck_assert(str_is(connector_order_index(lower), "a"));
	arena_free(a);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("model");
	TCase *tcase = tcase_create("rules");

	tcase_add_loop_test(tcase, longs_are_read, 0, ROWS(longs));
	tcase_add_loop_test(tcase, ints_are_read, 0, ROWS(ints));
	tcase_add_loop_test(tcase, patterns_match, 0, ROWS(patterns));
	tcase_add_test(tcase, patterns_are_cheap);
	tcase_add_test(tcase, long_words_are_cut_behind_a_character);
	tcase_add_loop_test(tcase, index_names_are_judged, 0, ROWS(index_names));
	tcase_add_test(tcase, index_names_have_a_longest);
	tcase_add_test(tcase, problems_are_numbered);
	tcase_add_test(tcase, words_ignore_case);
	tcase_add_test(tcase, steps_are_those_of_the_protocol);
	tcase_add_test(tcase, groups_tell_status_and_type_apart);
	tcase_add_test(tcase, connector_order_is_bytes_then_none);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
