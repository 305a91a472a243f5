/* Histories that are right, and one for each thing that can be wrong. */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"

enum { OPS = 5 };

struct history_case {
	const char *name;
	const char *why; /* NULL: nothing is wrong */
	struct op ops[OPS];
};

#define CREATED                                                              \
	{                                                                    \
		.kind = OP_CREATE, .outcome = OP_DONE, .asked = 1, .told = 2 \
	}
#define NO_STATE .state = STATE_NONE
#define READ(FROM, TO, NUMBER)                                                                  \
	.kind = OP_READ, .outcome = OP_DONE, .asked = (FROM), .told = (TO), .number = (NUMBER), \
	.content = (NUMBER)
#define SEEN(FROM, TO, NUMBER)                   \
	{                                        \
		READ(FROM, TO, NUMBER), NO_STATE \
	}
#define MARK(FROM, TO, VALUE)                                                       \
	{                                                                           \
		.kind = OP_MARK, .outcome = OP_DONE, .asked = (FROM), .told = (TO), \
		.mark = (VALUE)                                                     \
	}
#define GONE(FROM, TO)                                      \
	{                                                   \
		READ(FROM, TO, 0), .absent = true, NO_STATE \
	}
#define DELETED(FROM, TO)                                                            \
	{                                                                            \
		.kind = OP_DELETE, .outcome = OP_DONE, .asked = (FROM), .told = (TO) \
	}
#define CAS(FROM, TO, EXPECTED, NUMBER)                                                            \
	{                                                                                          \
		.kind = OP_CAS, .outcome = OP_DONE, .asked = (FROM), .told = (TO), .mark = (FROM), \
		.expected = (EXPECTED), .number = (NUMBER)                                         \
	}
#define CLAIM(FROM, TO, VALUE)                                                                   \
	{                                                                                        \
		.kind = OP_CLAIM, .outcome = OP_DONE, .asked = (FROM), .told = (TO), .field = 1, \
		.mark = (VALUE)                                                                  \
	}

/* clang-format off */
static const struct history_case cases[] = {
	{"one after the other", NULL,
	    {CREATED, MARK(3, 4, 7), {READ(5, 6, 1), NO_STATE, .marks = {7}}}},
	{"side by side: before or after", NULL,
	    {CREATED, MARK(3, 9, 7), SEEN(4, 5, 0), {READ(6, 7, 1), NO_STATE, .marks = {7}}}},
	{"no answer: made", NULL,
	    {CREATED, {.kind = OP_MARK, .outcome = OP_UNKNOWN, .asked = 3, .told = INT64_MAX, .mark = 7},
	    {READ(5, 6, 1), NO_STATE, .marks = {7}}}},
	{"no answer: not made", NULL,
	    {CREATED, {.kind = OP_MARK, .outcome = OP_UNKNOWN, .asked = 3, .told = INT64_MAX, .mark = 7},
	    SEEN(5, 6, 0)}},
	{"deleted", NULL, {CREATED, DELETED(3, 4), GONE(5, 6)}},
	{"a refused change", "an update was made twice",
	    {CREATED, {.kind = OP_TOUCH, .outcome = OP_REFUSED, .asked = 3, .told = 4}, SEEN(5, 6, 1)}},
	{"an update that is lost", "an update is lost", {CREATED, MARK(3, 4, 7), SEEN(5, 6, 0)}},
	{"an update overwritten by what came before", "an acknowledged mark is not there",
	    {CREATED, MARK(3, 4, 7), MARK(5, 6, 8), {READ(7, 8, 2), NO_STATE, .marks = {7}}}},
	{"one made twice", "an update was made twice",
	    {CREATED, MARK(3, 4, 7), {READ(5, 6, 2), NO_STATE, .marks = {7}}}},
	{"back in time", "the number went back",
	    {CREATED, MARK(3, 12, 7), {READ(4, 5, 1), NO_STATE, .marks = {7}}, SEEN(6, 7, 0)}},
	{"a number used again", "one number, two contents",
	    {CREATED, SEEN(3, 4, 0), {.kind = OP_READ, .outcome = OP_DONE, .asked = 3, .told = 5, .content = 99, NO_STATE}}},
	{"a mark of a refused change", "a mark that nobody wrote",
	    {CREATED, {.kind = OP_MARK, .outcome = OP_REFUSED, .asked = 3, .told = 4, .mark = 7},
	    {READ(5, 6, 0), NO_STATE, .marks = {7}}}},
	{"a record lost", "it is gone", {CREATED, GONE(3, 4)}},
	{"back from the dead", "it is there again", {CREATED, DELETED(3, 4), SEEN(5, 6, 0)}},
	{"changed when it was gone", "it is there again", {CREATED, DELETED(3, 4), MARK(5, 6, 7)}},
	{"an end that was left", "a state that cannot follow",
	    {CREATED, {.kind = OP_TOUCH, .outcome = OP_DONE, .asked = 3, .told = 20},
	    {READ(4, 5, 0), .state = STATE_CANCELED}, {READ(6, 7, 1), .state = STATE_IN_PROGRESS}}},
	{"two claims", "two were told that they alone did it",
	    {CREATED, CLAIM(3, 4, 7), CLAIM(3, 5, 8)}},
	{"two of one number", "two were told that they alone did it",
	    {CREATED, CAS(3, 4, 0, 1), CAS(3, 5, 0, 1)}},
	{"a number left out", "not the number after the expected one", {CREATED, CAS(3, 4, 0, 2)}},
};
/* clang-format on */

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

START_TEST(judged)
{
	const struct history_case *c = &cases[_i];
	struct op ops[OPS];
	char why[300] = "";
	size_t n = 0;
	bool ok;

	while (n < OPS && c->ops[n].told != 0) {
		ops[n] = c->ops[n];
		n++;
	}
	ok = history_check(ops, n, why);
	ck_assert_msg(ok == (c->why == NULL), "%s: %s", c->name, why);
	if (c->why != NULL)
		ck_assert_msg(strstr(why, c->why) != NULL, "%s: %s", c->name, why);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("history");
	TCase *tcase = tcase_create("checker");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, judged, 0, CASES);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
