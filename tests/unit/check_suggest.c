#include <config.h>

#include "base/suggest.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 8 };

/* clang-format off */
static const struct {
	const char *wrong;
	const char *candidates[NAMES_MAX];
	const char *want;
} rows[] = {
	/* the examples of rest.md 6 */
	{ "siz", { "from", "size", "pretty", "format" },	" did you mean [size]?" },
	{ "ab", { "abd", "abc" },				" did you mean any of [abc, abd]?" },
	{ "foo", { "from", "size", "pretty", "human" },		"" },
	/* exactly one half is not enough, a little more is */
	{ "ab", { "ax" },					"" },
	{ "abcd", { "abxx" },					"" },
	{ "abcde", { "abcxx" },					" did you mean [abcxx]?" },
	/* the best first, then by name */
	{ "status", { "statuses", "state", "statu" },	" did you mean any of [statu, statuses, state]?" },
	{ "abcd", { "abcx", "abce", "abcda" },		" did you mean any of [abcda, abce, abcx]?" },
	/* 1 of 3 and 2 of 6 is the same score, so the name decides */
	{ "aaa", { "aaab", "aab" },			" did you mean any of [aaab, aab]?" },
	{ "abc", { "bc", "abd" },			" did you mean any of [abd, bc]?" },
	/* the same candidate twice */
	{ "siz", { "size", "size" },			" did you mean [size]?" },
	/* insertion, deletion, replacement; a swap counts two */
	{ "jobtype", { "job_type" },			" did you mean [job_type]?" },
	{ "job__type", { "job_type" },			" did you mean [job_type]?" },
	{ "job-type", { "job_type" },			" did you mean [job_type]?" },
	{ "ba", { "ab" },				"" },
	/* letter case matters */
	{ "SIZE", { "size" },				"" },
	/* nothing to compare */
	{ "", { "a" },					"" },
	{ "x", { NULL },				"" },
	/* characters are counted, not bytes: 1 of 3; a character beyond U+FFFF counts two: 2 of 4 */
	{ "a\xC3\xA9" "b", { "axb" },			" did you mean [axb]?" },
	{ "a\xF0\x9F\x98\x80" "b", { "axxb" },		"" },
	{ "a\xE2\x82\xAC" "b", { "axyb" },		"" },
	{ "\xFF\xFF", { "ab" },				"" },
};
/* clang-format on */

START_TEST(test_rows)
{
	struct arena *a = arena_new();
	size_t n = 0;

	while (n < NAMES_MAX && rows[_i].candidates[n] != NULL)
		n++;
	ck_assert_str_eq(suggest(a, str_of(rows[_i].wrong), rows[_i].candidates, n), rows[_i].want);
	ck_assert(!arena_failed(a));
	arena_free(a);
}
END_TEST

/* A long wrong name must not cost what its length times the candidates would. */
START_TEST(test_long)
{
	enum { LONG = 4 * 1000 * 1000 };
	static const char *const candidates[] = {"size", "from"};
	struct arena *a = arena_new();
	char *wrong = malloc(LONG);

	ck_assert_ptr_nonnull(wrong);
	memset(wrong, 's', LONG);
	ck_assert_str_eq(suggest(a, (struct str){wrong, LONG}, candidates, 2), "");
	ck_assert_uint_lt(arena_size(a), 5 * (size_t)LONG);
	free(wrong);
	arena_free(a);
}
END_TEST

static size_t
slow(const char *a, const char *b)
{
	size_t swap, drop, add;

	if (*a == '\0' || *b == '\0')
		return strlen(a) + strlen(b);
	swap = slow(a + 1, b + 1) + (*a != *b);
	drop = slow(a + 1, b) + 1;
	add = slow(a, b + 1) + 1;
	swap = swap < drop ? swap : drop;
	return swap < add ? swap : add;
}

/* Against the definition, and floats as the original has them. */
START_TEST(test_random)
{
	struct arena *a = arena_new();

	srand(7);
	for (int round = 0; round < 3000; round++) {
		char texts[2][8];
		const char *one[] = {texts[1]};
		size_t longest;
		float score;
		bool want;

		for (int t = 0; t < 2; t++) {
			int n = 1 + rand() % 6;

			for (int i = 0; i < n; i++)
				texts[t][i] = (char)('a' + rand() % 3);
			texts[t][n] = '\0';
		}
		longest = strlen(texts[0]) > strlen(texts[1]) ? strlen(texts[0]) : strlen(texts[1]);
		score = 1.0f - (float)slow(texts[0], texts[1]) / (float)longest;
		want = score > 0.5f;
		ck_assert_msg((*suggest(a, str_of(texts[0]), one, 1) != '\0') == want, "%s %s",
		    texts[0], texts[1]);
		arena_reset(a);
	}
	arena_free(a);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("suggest");
	TCase *t = tcase_create("suggest");
	SRunner *sr;
	int failed;

	tcase_add_loop_test(t, test_rows, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(t, test_long);
	tcase_add_test(t, test_random);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
