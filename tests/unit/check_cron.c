/* Which cron expressions are accepted, and what is said about the others (cron.md). */
#include <config.h>

#include <stdbool.h>
#include <stdlib.h>

static void *test_malloc(size_t n);

#define malloc test_malloc
#include "../../src/base/arena.c"
#undef malloc

#include "harness.h"

#include "model/cron_state.h"

static int allocations_left = -1; /* -1: as many as wanted */

static void *
test_malloc(size_t n)
{
	if (allocations_left == 0)
		return NULL;
	if (allocations_left > 0)
		allocations_left--;
	return malloc(n);
}

/* 2026-11-24: "*" in the year ends with 2126. */
static const int64_t now = INT64_C(1795478400) * 1000000;

#define IAE      "java.lang.IllegalArgumentException: "
#define NFE      "java.lang.NumberFormatException: "
#define BOUNDS   "java.lang.StringIndexOutOfBoundsException: "
#define SECONDS  IAE "Minute and Second values must be between 0 and 59"
#define HOURS    IAE "Hour values must be between 0 and 23"
#define DAYS     IAE "Day of month values must be between 1 and 31"
#define MONTHS   IAE "Month values must be between 1 and 12"
#define WEEKDAYS IAE "Day-of-Week values must be between 1 and 7"
#define YEARS    IAE "Start year must be less than stop year"
#define NTH      IAE "a numeric value between 1 and 5 must follow the '#' option at pos "
#define BOTH                                                                                 \
	IAE "support for specifying both a day-of-week AND a day-of-month parameter is not " \
	    "implemented."
#define EITHER   IAE "'?' can only be specified for Day-of-Month -OR- Day-of-Week. at pos [1]"
#define NOT_HERE IAE "'?' can only be specified for Day-of-Month or Day-of-Week. at pos [1]"
#define LAST_LIST \
	IAE "support for specifying 'L' and 'LW' with other days of the month is not implemented"
#define LAST_WEEKDAY_LIST \
	IAE "support for specifying 'L' with other days of the week is not implemented"
#define NTH_LIST IAE "support for specifying multiple \"nth\" days is not implemented."
#define NEAR_31                                                                                  \
	IAE "the 'W' option does not make sense with values larger than 31 (max number of days " \
	    "in a month) at pos "

/* clang-format off */

static const char *const accepted[] = {
	/* cron.md 6 */
	"0 0 0 * * ?", "0 0/5 * * * ?", "*/5 * * * * ?", "0 0 9-17 ? * mon-fri", "0 0 0 L * ?",
	"0 0 0 LW * ?", "0 0 0 L-3W * ?", "0 0 0 15W * ?", "0 0 0 ? * 6#3", "0 0 0 ? * FRIL",
	"0 0 0 ? * 6L", "0 0 0 ? * L", "0 0 0 1,15 JAN-MAR,DEC ?", "0 0 22-2 * * ?",
	"0 0 0 1 1 ? 2030", "0 0 0 1 1 ? 2030-2035/2 junk", "  0 0 0  * * ?  ",
	/* cron.md 6, oddities */
	"5x 0 0 * * ?", "*x 0 0 * * ?", "0/90 0 0 * * ?", "99 0 0 * * ?", "0 0 0 98 * 2",
	"0 0 0 1 january ?", "0 0 0 ? * monday", "L 0 0 * * ?", "1-5/0 0 0 * * ?", ", 0 0 * * ?",
	"0,,5 0 0 * * ?", "0 0 0 ? * 9#3", "0 0 0 0W * ?", "*/-5 0 0 * * ?",
	/* names */
	"0 0 0 1 JAN-FEBRUARY ?", "0 0 0 1 JAN/2 ?", "0 0 0 1 jan#9 ?", "0 0 0 ? * SUN#5",
	"0 0 0 ? * SUN#+5", "0 0 0 ? * MON-FRIL", "0 0 0 ? * MON-FRI/2", "0 0 0 ? * MONX",
	"0 0 0 ? * MON#2,TUE", "0 0 0 1 NOV-FEB ?", "0 0 0 ? * FRI-MON",
	/* "?" */
	"0 0 0 ?X * 2", "0 0 0 ?\xC3\xA9 * 2", "0 0 0 1 * ??", "0 0 0 L * ?,2", "0 0 0 98X * 2",
	"0 0 0 98-5/0 * 2", "0 0 0 98-77/0 * 2", "0 0 0 1 * 98#3", "0 0 0 *,? * 2",
	"0 0 0 1 * 1,?", "0 0 0 0W * ?", "0 0 0 5W,? * 2",
	/* "*" and steps */
	"/5 0 0 * * ?", "*/59 */59 */23 */31 */12 ?", "0 0 0 ? * */7", "*/0 0 0 * * ?",
	"*/+5 0 0 * * ?", "*/-2147483648 0 0 * * ?", "*5 0 0 * * ?", "*- 0 0 * * ?",
	"0 0 0 1 1 ? */2147483647", "0 0 0 1 1 ? */-1", "0 0 0 1 1 ? *",
	/* L */
	"LW LW LW L L-9 ?", "L-99 0 0 * * ?", "0 0 0 ? * LW", "0 0 0 ? * L-40", "0 0 0 L L- ?",
	"0 0 0 L-W * ?", "0 0 0 L-0 * ?", "0 0 0 L-30 * ?", "0 0 0 L-030W * ?",
	/* numbers */
	"00000000005 0 0 * * ?", "59 59 23 31 12 ?", "0 0 0 ? * 1,7", "0 0 0 31W * ?",
	"0 0 0 1W,15W * ?", "0 0 0 15WX * ?", "0 0 0 ? * 6LX", "0 0 0 ? * 0#1",
	"0 0 0 ? * 2147483647#1", "5-0 0 22-0 5-0 5-0 ?", "0 0 0 ? * 7-1", "0 0 0 31-1 * ?",
	"1-5x 0 0 * * ?", "1-5/2x 0 0 * * ?", "1-5/22x 0 0 * * ?", "0/55x 0 0 * * ?",
	"0/2147483647 0 0 * * ?", "1-5/2147483647 0 0 * * ?", "5/0 0 0 * * ?",
	"99-70 99-70 99-70 99-70 99-70 ?", "99/7 0 0 * * ?", "99/0 0 0 * * ?", "99X 0 0 * * ?",
	"0 0 0 ? * 99#3", "0 0 0 99-98 * 2", "0 0 0 1 * 99-98",
	/* years */
	"0 0 0 1 1 ? 0", "0 0 0 1 1 ? 1-2000000000", "0 0 0 1 1 ? 2147483647",
	"0 0 0 1 1 ? 2147483647-2147483647", "0 0 0 1 1 ? 2126/1", "0 0 0 1 1 ? 9999/0",
	"0 0 0 1 1 ? 2035-2030/0", "0 0 0 1 1 ? 99-2000", "0 0 0 1 1 ? 98", "0 0 0 1 1 ? 2030X",
	/* tokens */
	"\t0\t0 0 * *\t \t?", "\n0\r 0 0 * * ?\n", "0 0 0 * * ?\x01", "\n 0 0 * * ?",
	"0 0 0 * * ? \n", "0 0 0 * * ? * $ L,L", "0 0 0 1,2\n * ?", "5\x7F 0 0 * * ?",
	"0 0 0 * * ? 2030\xC3\xA9", "\0370\x1F 0 0 * * ?",
};

static const struct {
	const char *expression;
	const char *told;	/* what stands in the brackets of the second level */
} refused[] = {
	/* cron.md 6 */
	{ "0 0 0 * * *",		BOTH },
	{ "0 0 0 1 * MON",		BOTH },
	{ "0 0 0 ? * ?",		EITHER },
	{ "* * * * *",			IAE "unexpected end of expression at pos [9]." },
	{ "",				IAE "unexpected end of expression at pos [0]." },
	{ "0 60 0 * * ?",		SECONDS },
	{ "0 0 24 * * ?",		HOURS },
	{ "0 0 0 0 * ?",		DAYS },
	{ "0 0 0 32 * ?",		DAYS },
	{ "0 0 0 1 13 ?",		MONTHS },
	{ "0 0 0 ? * 0",		WEEKDAYS },
	{ "0 0 0 ? * 8",		WEEKDAYS },
	{ "*/60 * * * * ?",		IAE "increment [60] > 60 at pos [4]" },
	{ "0 0 */24 * * ?",		IAE "increment [24] > 24 at pos [4]" },
	{ "0 0 0 ? * */8",		IAE "increment [8] > 7 at pos [3] " },
	{ "? 0 0 * * ?",		NOT_HERE },
	{ "0 0 0 ?12 * MON",		IAE "illegal character [1] after '?' at pos [1]" },
	{ "0 0 0 ? * MON#6",		NTH "[4]" },
	{ "0 0 0 L,5 * ?",		LAST_LIST },
	{ "0 0 0 L-31 * ?",		IAE "offset from last day must be <= 30 at pos [2]" },
	{ "0 5W 0 * * ?",		IAE "'W' option is not valid here. at pos [1]" },
	{ "0 0 5L * * ?",		IAE "'L' option is not valid here. at pos [1]" },
	{ "0 0 0 ? FOO MON",		IAE "invalid Month value [FOO] at pos [0]" },
	{ "0 0 0 ? JAN-FEX MON",	IAE "invalid Month value [FEX] at pos [4]" },
	{ "every day",			IAE "illegal characters [EVE] at pos [0] '" },
	{ "*/5x * * * * ?",		NFE "For input string: \"5X\"" },
	{ "0/5x 0 0 * * ?",		IAE "Unexpected character [X] after '/' at pos [3]" },
	{ "$ 0 0 * * ?",		IAE "Unexpected character [$] at pos [0] " },
	{ "0 0 0 1 1 ? 2035-2030",	YEARS },
	{ "0 0 0 1 1 ? 9999/1",		YEARS },
	/* token checks come before the elements, elements before the ranges of later ones */
	{ "0 0 0 $,L * ?",		LAST_LIST },
	{ "0 0 0 5XL,6 * ?",		LAST_LIST },
	{ "0 0 0 ? * L,$",		LAST_WEEKDAY_LIST },
	{ "0 0 0 ? * FRIL,",		LAST_WEEKDAY_LIST },
	{ "0 0 0 ? * $#2#3",		NTH_LIST },
	{ "0 0 0 ? * 1#2,3#4",		NTH_LIST },
	{ "60,$ 0 0 * * ?",		SECONDS },
	{ "$,60 0 0 * * ?",		IAE "Unexpected character [$] at pos [0] " },
	{ "60 $",			SECONDS },
	{ "0 0 0 * *",			IAE "unexpected end of expression at pos [9]." },
	{ "0 0 0 * * *,60",		WEEKDAYS },
	{ "0 0 0 1 1 * 2035-2030",	YEARS },
	{ "\xC3\xA9 0",			IAE "Unexpected character [\xC3\xA9] at pos [0] " },
	{ "  0\xC3\xA9 0 ",		IAE "unexpected end of expression at pos [7]." },
	{ "0\xF0\x9F\x98\x80 0",	IAE "unexpected end of expression at pos [5]." },
	{ " \t ",			IAE "unexpected end of expression at pos [3]." },
	/* A: names */
	{ "AB 0 0 * * ?",		BOUNDS "Range [0, 3) out of bounds for length 2" },
	{ "A\xC3\xA9 0 0 * * ?",	BOUNDS "Range [0, 3) out of bounds for length 2" },
	{ "A\xC3\xA9\xC3\xA9" "B 0",	IAE "illegal characters [A\xC3\xA9\xC3\xA9] at pos [0] '" },
	{ "0 0 0 1 JA ?",		BOUNDS "Range [0, 3) out of bounds for length 2" },
	{ "0 0 0 1 JAN- ?",		BOUNDS "Range [4, 7) out of bounds for length 4" },
	{ "0 0 0 1 JAN-FE ?",		BOUNDS "Range [4, 7) out of bounds for length 6" },
	{ "0 0 0 1 MON ?",		IAE "invalid Month value [MON] at pos [0]" },
	{ "0 0 0 ? * JAN",		IAE "invalid Day-of-Week value [JAN] at pos [0]" },
	{ "0 0 0 ? * MON-FRX",		IAE "invalid Day-of-Week value [FRX] at pos [4]" },
	{ "0 0 0 ? * MON-F",		BOUNDS "Range [4, 7) out of bounds for length 5" },
	{ "0 0 0 ? * MO",		BOUNDS "Range [0, 3) out of bounds for length 2" },
	{ "0 0 0 ? * MON#",		NTH "[4]" },
	{ "0 0 0 ? * MON#0",		NTH "[4]" },
	{ "0 0 0 ? * MON#1X",		NTH "[4]" },
	{ "0 0 0 MON * ?",		IAE "illegal characters [MON] at pos [0] '" },
	{ "0 0 0 L? * ?",		BOUNDS "Range [0, 3) out of bounds for length 2" },
	{ "0 0 0 L-3X * ?",		IAE "illegal characters [L-3] at pos [0] '" },
	{ "0 0 0 LWX * ?",		IAE "illegal characters [LWX] at pos [0] '" },
	{ "0 0 0 L-3WW * ?",		IAE "illegal characters [L-3] at pos [0] '" },
	{ "0 0 0 1 1 ? JAN",		IAE "illegal characters [JAN] at pos [0] '" },
	/* B: "?" */
	{ "0 0 0 ?\xF0\x9F\x98\x80 * 2", IAE "illegal character [\xF0\x9F\x98\x80] after '?' at pos [1]" },
	{ "0 0 0 1 ? ?",		NOT_HERE },
	{ "0 0 0 1 ?XX ?",		IAE "illegal character [X] after '?' at pos [1]" },
	{ "0 0 0 1 1 ? ?",		NOT_HERE },
	{ "0 0 0 , * ?",		"java.util.NoSuchElementException" },
	{ "0 0 0 98/1 * ?",		"java.util.NoSuchElementException" },
	{ "0 0 0 \n * ?",		"java.util.NoSuchElementException" },
	{ "0 0 0 , * 2",		BOTH },
	{ "0 0 0 98 * ?",		EITHER },
	{ "0 0 0 */1,? * ?",		EITHER },
	{ "0 0 0 99-2000/97 * ?",	BOTH },
	{ "0 0 0 *,? * ?",		BOTH },
	{ "0 0 0 99-98 * ?",		EITHER },
	{ "0 0 0 L * 2",		BOTH },
	{ "0 0 0 ? * 98",		BOTH },
	/* C: "*" and "/" */
	{ "/ 0 0 * * ?",		IAE "'/' must be followed by an integer. at pos [0]" },
	{ "*/ 0 0 * * ?",		IAE "Unexpected end of string. at pos [2]" },
	{ "/60 0 0 * * ?",		IAE "increment [60] > 60 at pos [3]" },
	{ "0 */60 0 * * ?",		IAE "increment [60] > 60 at pos [4]" },
	{ "0 0 /24 * * ?",		IAE "increment [24] > 24 at pos [3]" },
	{ "0 0 0 */32 * ?",		IAE "increment [32] > 31 at pos [4] " },
	{ "0 0 0 1 */13 ?",		IAE "increment [13] > 12 at pos [4]" },
	{ "0 0 0 ? * /8",		IAE "increment [8] > 7 at pos [2] " },
	{ "0 0 0 ? * */10",		IAE "increment [10] > 7 at pos [3] " },
	{ "0 0 0 ? * */11",		IAE "increment [11] > 7 at pos [4] " },
	{ "*/2147483648 0 0 * * ?",	NFE "For input string: \"2147483648\"" },
	{ "*/- 0 0 * * ?",		NFE "For input string: \"-\"" },
	{ "// 0 0 * * ?",		NFE "For input string: \"/\"" },
	{ "0 0 0 1 1 ? */2147483648",	NFE "For input string: \"2147483648\"" },
	/* D: L */
	{ "0 0 0 L- * ?",		BOUNDS "Index 2 out of bounds for length 2" },
	{ "0 0 0 L-99999999999 * ?",	NFE "For input string: \"099999999999\"" },
	{ "0 0 0 L-31W * ?",		IAE "offset from last day must be <= 30 at pos [2]" },
	/* E: digits */
	{ "2147483648 0 0 * * ?",	NFE "For input string: \"2147483648\"" },
	{ "60 0 0 * * ?",		SECONDS },
	{ "98 0 0 * * ?",		SECONDS },
	{ "0 0 0 1 98 ?",		MONTHS },
	{ "0 0 0 1 0 ?",		MONTHS },
	{ "0 0 0 ? * 0L",		WEEKDAYS },
	{ "0 0 0 ? * 8L",		WEEKDAYS },
	{ "0 0 0 ? * 98L",		WEEKDAYS },
	{ "0 0 0 15L * ?",		IAE "'L' option is not valid here. at pos [2]" },
	{ "0 0 0 32W * ?",		NEAR_31 "[2]" },
	{ "0 0 0 ? * 2W",		IAE "'W' option is not valid here. at pos [1]" },
	{ "0 0 0 1 1 ? 2030W",		IAE "'W' option is not valid here. at pos [4]" },
	{ "0 0 0 15#2 * ?",		IAE "'#' option is not valid here. at pos [2]" },
	{ "0 0 0 ? * 6#",		NTH "[2]" },
	{ "0 0 0 ? * 12#6",		NTH "[3]" },
	{ "0 0 0 ? * 6#-1",		NTH "[2]" },
	{ "0 0 0 ? * 6#99999999999",	NTH "[2]" },
	{ "5- 0 0 * * ?",		BOUNDS "Index 2 out of bounds for length 2" },
	{ "5--9 0 0 * * ?",		NFE "For input string: \"-\"" },
	{ "5-\xC3\xA9 0 0 * * ?",	NFE "For input string: \"\xC3\xA9\"" },
	{ "5-99999999999 0 0 * * ?",	NFE "For input string: \"99999999999\"" },
	{ "5-9/ 0 0 * * ?",		BOUNDS "Index 4 out of bounds for length 4" },
	{ "5-9/x 0 0 * * ?",		NFE "For input string: \"X\"" },
	{ "5-9/99999999999 0 0 * * ?",	NFE "For input string: \"99999999999\"" },
	{ "5-60 0 0 * * ?",		SECONDS },
	{ "60-5/0 0 0 * * ?",		SECONDS },
	{ "5-99 0 0 * * ?",		SECONDS },
	{ "0 0 1-24 * * ?",		HOURS },
	{ "0 0 0 0-5 * ?",		DAYS },
	{ "0 0 0 5-32 * ?",		DAYS },
	{ "0 0 0 1 1-13 ?",		MONTHS },
	{ "0 0 0 ? * 1-8",		WEEKDAYS },
	{ "5/ 0 0 * * ?",		BOUNDS "Index 2 out of bounds for length 2" },
	{ "5/* 0 0 * * ?",		NFE "For input string: \"*\"" },
	{ "5/99999999999 0 0 * * ?",	NFE "For input string: \"99999999999\"" },
	{ "5/1- 0 0 * * ?",		IAE "Unexpected character [-] after '/' at pos [3]" },
	{ "60/5 0 0 * * ?",		SECONDS },
	{ "0 0 0 1 1 ? 2127/1",		YEARS },
	{ "0 0 0 1 1 ? 99-50",		YEARS },
	{ "0 0 0 1 1 ? 2035-2030/2",	YEARS },
	{ "0 0 0 1 1 ? 2035-2030x",	YEARS },
	{ "0 0 0 1 1 ? 99999999999",	NFE "For input string: \"99999999999\"" },
	/* F: anything else */
	{ "-5 0 0 * * ?",		IAE "Unexpected character [-] at pos [0] " },
	{ "+5 0 0 * * ?",		IAE "Unexpected character [+] at pos [0] " },
	{ "#2 0 0 * * ?",		IAE "Unexpected character [#] at pos [0] " },
	{ "0,\n5 0 0 * * ?",		IAE "Unexpected character [\n] at pos [0] " },
	{ "\x7F 0 0 * * ?",		IAE "Unexpected character [\x7F] at pos [0] " },
};

static const struct {
	const char *expression, *stored;
} stores[] = {
	{ "0 0 9 ? * mon-fri",		"0 0 9 ? * MON-FRI" },
	{ "  0 0 0  * *\t? \n",		"  0 0 0  * *\t? \n" },
	{ "@[`{ az AZ",			"@[`{ AZ AZ" },
	{ "5\xC3\xA9 0 0 * * ?",	"5\xC3\xA9 0 0 * * ?" },
	{ "",				"" },
};

/* clang-format on */

START_TEST(good_ones_are_accepted)
{
	struct arena *a = arena_new();
	const struct cron *cron = NULL;
	const struct error *e = cron_check(a, str_of(accepted[_i]), now);

	if (e != NULL)
		ck_abort_msg("%s: %.*s", accepted[_i], STR_ARG(e->cause->reason));
	ck_assert_ptr_null(cron_parse(a, str_of(accepted[_i]), now, &cron));
	ck_assert_ptr_nonnull(cron);
	arena_free(a);
}
END_TEST

static void
assert_refused(struct str expression, struct str told)
{
	static const char before[] = "illegal cron expression format [";
	struct arena *a = arena_new();
	const struct error *e = cron_check(a, expression, now);
	struct str outer, inner;

	ck_assert_ptr_nonnull(e);
	ck_assert_str_eq(e->type, "illegal_argument_exception");
	ck_assert_ptr_nonnull(e->cause);
	ck_assert_str_eq(e->cause->type, "illegal_argument_exception");
	ck_assert_ptr_null(e->cause->cause);
	outer = e->reason;
	inner = e->cause->reason;
	if (inner.n != told.n + strlen(before) + 1 ||
	    memcmp(inner.p, before, strlen(before)) != 0 ||
	    memcmp(inner.p + strlen(before), told.p, told.n) != 0 || inner.p[inner.n - 1] != ']')
		ck_abort_msg(
		    "%.*s: %.*s, not %.*s", STR_ARG(expression), STR_ARG(inner), STR_ARG(told));
	/* The expression is quoted as it was sent. */
	ck_assert_uint_eq(outer.n, strlen("invalid cron expression []") + expression.n);
	ck_assert_int_eq(memcmp(outer.p, "invalid cron expression [", 25), 0);
	ck_assert_int_eq(memcmp(outer.p + 25, expression.p, expression.n), 0);
	ck_assert_int_eq(outer.p[outer.n - 1], ']');
	arena_free(a);
}

START_TEST(bad_ones_are_refused)
{
	assert_refused(str_of(refused[_i].expression), str_of(refused[_i].told));
}
END_TEST

START_TEST(what_is_stored)
{
	struct arena *a = arena_new();

	ck_assert(str_is(cron_stored(a, str_of(stores[_i].expression)), stores[_i].stored));
	arena_free(a);
}
END_TEST

/* A NUL is a character like others: trimmed at the ends of a token, quoted in its middle. */
START_TEST(nul_bytes)
{
	struct arena *a = arena_new();

	ck_assert_ptr_null(cron_check(a, STR_LIT("0 0 0 * * ?\0"), now));
	ck_assert_ptr_null(cron_check(a, STR_LIT("5\0 0 0 * * ? 2030\0junk"), now));
	ck_assert(str_equal(cron_stored(a, STR_LIT("a\0b")), STR_LIT("A\0B")));
	assert_refused(STR_LIT("0,\0x 0"), STR_LIT(IAE "Unexpected character [\0] at pos [0] "));
	assert_refused(STR_LIT("*/\0x 0"), STR_LIT(NFE "For input string: \"\0X\""));
	ck_assert_ptr_nonnull(cron_check(a, (struct str){NULL, 0}, now));
	ck_assert_uint_eq(cron_stored(a, (struct str){NULL, 0}).n, 0);
	arena_free(a);
}
END_TEST

/* No look behind the end: a sanitizer watches it. */
START_TEST(text_ends_where_it_ends)
{
	struct arena *a = arena_new();

	for (int i = 0; i < ROWS(refused); i++) {
		for (size_t n = 0; n <= strlen(refused[i].expression); n++) {
			char *copy = malloc(n > 0 ? n : 1);

			ck_assert_ptr_nonnull(copy);
			memcpy(copy, refused[i].expression, n);
			cron_check(a, (struct str){copy, n}, now);
			free(copy);
		}
	}
	ck_assert(!arena_failed(a));
	arena_free(a);
}
END_TEST

/* "More than 100 years after the current year": it is the year of the clock that was passed. */
START_TEST(years_hang_on_the_clock)
{
	static const int64_t new_year = INT64_C(1798761600) * 1000000; /* 2027 */
	struct arena *a = arena_new();
	struct str expression = STR_LIT("0 0 0 1 1 ? 2127/1");

	ck_assert_ptr_nonnull(cron_check(a, expression, new_year - 1));
	ck_assert_ptr_null(cron_check(a, expression, new_year));
	ck_assert_ptr_nonnull(cron_check(a, STR_LIT("0 0 0 1 1 ? 2070/1"), -1));
	ck_assert_ptr_null(cron_check(a, STR_LIT("0 0 0 1 1 ? 2070/1"), 0));
	ck_assert_ptr_null(cron_check(a, STR_LIT("0 0 0 1 1 ? 294347/1"), INT64_MAX));
	ck_assert_ptr_nonnull(cron_check(a, STR_LIT("0 0 0 1 1 ? *"), INT64_MIN));
	arena_free(a);
}
END_TEST

/* Pieces larger than a block of an arena, so that each is an allocation. */
static struct str
long_list(struct arena *a, const char *end)
{
	enum { TIMES = 4000 };
	char *text = arena_zalloc(a, strlen("0 0 0 1 1 ? ") + 5 * TIMES + strlen(end) + 1);

	ck_assert_ptr_nonnull(text);
	strcpy(text, "0 0 0 1 1 ? ");
	for (size_t i = 0; i < TIMES; i++)
		memcpy(text + strlen("0 0 0 1 1 ? ") + i * 5, "2030,", 5);
	strcat(text, end);
	return str_of(text);
}

static void
assert_memory_is_told(struct str expression, bool accept)
{
	int calls = 0;

	for (bool failed = true; failed; calls++) {
		struct arena *a = arena_new();
		const struct cron *cron = NULL;
		const struct error *e;

		allocations_left = calls;
		e = cron_parse(a, expression, now, &cron);
		failed = arena_failed(a);
		allocations_left = -1;
		/* Neither accepted nor taken for a fault of the expression. */
		ck_assert((e == &error_no_memory) == failed);
		ck_assert(failed || (e == NULL) == accept);
		ck_assert((cron != NULL) == (e == NULL));
		arena_free(a);
	}
	ck_assert_int_ge(calls, 4);
}

START_TEST(memory_runs_out)
{
	struct arena *a = arena_new();

	assert_memory_is_told(long_list(a, "2031"), true);
	assert_memory_is_told(long_list(a, "$"), false);
	arena_free(a);
}
END_TEST

START_TEST(stored_without_memory)
{
	struct arena *a = arena_new();

	allocations_left = 0;
	ck_assert_uint_eq(cron_stored(a, STR_LIT("0 0 0 * * ?")).n, 0);
	ck_assert(arena_failed(a));
	allocations_left = -1;
	arena_free(a);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cron");
	TCase *t = tcase_create("accepted");

	tcase_add_loop_test(t, good_ones_are_accepted, 0, ROWS(accepted));
	tcase_add_loop_test(t, bad_ones_are_refused, 0, ROWS(refused));
	tcase_add_loop_test(t, what_is_stored, 0, ROWS(stores));
	tcase_add_test(t, nul_bytes);
	tcase_add_test(t, text_ends_where_it_ends);
	tcase_add_test(t, years_hang_on_the_clock);
	tcase_add_test(t, memory_runs_out);
	tcase_add_test(t, stored_without_memory);
	suite_add_tcase(s, t);
	return run_suite(s);
}
