/* The judge must be right: the player's own JSON reader, and its patterns. */
#include <config.h>

#include "../api/value.c"

#include "../api/expect.c"
#include "harness.h"

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
	ck_assert_ptr_nonnull(arena);
}

static void
tear_down(void)
{
	arena_free(arena);
}

/* ---- JSON ---- */

/* clang-format off */
static const struct {
	const char *text;
	bool good;
} texts[] = {
	{ "null",			true  },
	{ " [ true , false ]\r\n\t",	true  },
	{ "{\"a\":{\"a\":[{}]},\"b\":1}", true },
	{ "-0.5e+10",			true  },
	{ "0",				true  },
	{ "12E2",			true  },
	{ "\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"", true },
	{ "\"\xc3\xa9\xf0\x9f\x98\x80\"", true },
	{ "",				false },
	{ " ",				false },
	{ "nul",			false },
	{ "nulll",			false },
	{ "True",			false },
	{ "01",				false },
	{ "+1",				false },
	{ "-",				false },
	{ "1.",				false },
	{ ".5",				false },
	{ "1e",				false },
	{ "NaN",			false },
	{ "1 2",			false },
	{ "[1,]",			false },
	{ "[1 2]",			false },
	{ "[",				false },
	{ "[1",				false },
	{ "{\"a\":1,}",			false },
	{ "{\"a\" 1}",			false },
	{ "{a:1}",			false },
	{ "{\"a\":}",			false },
	{ "{\"a\":1,\"b\":2,\"a\":3}",	false },
	{ "{\"a\":1",			false },
	{ "'a'",			false },
	{ "\"a",			false },
	{ "\"\\",			false },
	{ "\"\\x\"",			false },
	{ "\"\\u12g4\"",		false },
	{ "\"\\u12",			false },
	{ "\"\\ud800\"",		false },
	{ "\"\\ud800\\u0041\"",		false },
	{ "\"\\udc00\"",		false },
	{ "\"\n\"",			false },
	{ "\"\xff\"",			false },
	{ "\"\xc0\x80\"",		false },
	{ "\"\xc3\"",			false },
	{ "\"\xe0\x80\x80\"",		false },
	{ "\"\xed\xa0\x80\"",		false },
	{ "\"\xf4\x90\x80\x80\"",	false },
	{ "/**/1",			false },
};
/* clang-format on */

START_TEST(json_is_told_from_what_is_none)
{
	const char *why = NULL;
	const struct value *value = value_parse(arena, str_of(texts[_i].text), &why);

	ck_assert_msg((value != NULL) == texts[_i].good, "%s", texts[_i].text);
	ck_assert((why == NULL) == texts[_i].good);
}
END_TEST

START_TEST(strings_are_decoded)
{
	const char *why = NULL;
	const struct value *value =
	    value_parse(arena, STR_LIT("\"\\u00e9\\ud83d\\ude00\\u0000\\\"\\/\\n\\u20AC\""), &why);

	ck_assert_ptr_nonnull(value);
	ck_assert(str_equal(value->text, STR_LIT("\xc3\xa9\xf0\x9f\x98\x80\0\"/\n\xe2\x82\xac")));
}
END_TEST

START_TEST(depth_is_bounded)
{
	char text[5000];
	const char *why = NULL;

	memset(text, '[', sizeof text);
	ck_assert_ptr_null(value_parse(arena, (struct str){text, sizeof text}, &why));
	ck_assert_ptr_nonnull(strstr(why, "deep"));
}
END_TEST

/* ---- values ---- */

/* clang-format off */
static const struct {
	const char *want, *got;
	bool whole, subset;	/* whether they fit, either way */
} pairs[] = {
	{ "{\"a\":1,\"b\":2}",	"{\"b\":2,\"a\":1}",	true,  true  },
	{ "{\"a\":1}",		"{\"b\":2,\"a\":1}",	false, true  },
	{ "{\"a\":1,\"b\":2}",	"{\"a\":1}",		false, false },
	{ "{\"a\":{\"b\":1}}",	"{\"a\":{\"b\":1,\"c\":2}}", false, true },
	{ "[{\"a\":1}]",	"[{\"a\":1,\"b\":2}]",	false, true  },
	{ "[1]",		"[1,2]",		false, false },
	{ "[1,2]",		"[1]",			false, false },
	{ "[1,2]",		"[2,1]",		false, false },
	{ "[]",			"[]",			true,  true  },
	{ "[]",			"{}",			false, false },
	{ "1",			"1.0",			false, false },
	{ "1",			"\"1\"",		false, false },
	{ "10",			"1e1",			false, false },
	{ "99999999999999999999", "99999999999999999998", false, false },
	{ "true",		"false",		false, false },
	{ "null",		"false",		false, false },
	{ "null",		"null",			true,  true  },
	{ "\"<any>\"",		"{\"a\":[]}",		true,  true  },
	{ "\"<any>\"",		"null",			true,  true  },
	{ "{\"a\":\"<any>\"}",	"{}",			false, false },
	{ "\"a<any>\"",		"\"abc\"",		true,  true  },
	{ "\"a<any>\"",		"\"bc\"",		false, false },
};
/* clang-format on */

static bool
fits(const char *want, const char *got, bool subset)
{
	struct expect x = {.arena = arena};
	const char *why = NULL;
	const struct value *w = value_parse(arena, str_of(want), &why);
	const struct value *g = value_parse(arena, str_of(got), &why);
	bool ok;

	ck_assert_msg(w != NULL && g != NULL, "%s", why);
	ok = expect_value(&x, w, g, subset);
	ck_assert(ok == (x.why == NULL));
	return ok;
}

START_TEST(values_are_compared)
{
	ck_assert(fits(pairs[_i].want, pairs[_i].got, false) == pairs[_i].whole);
	ck_assert(fits(pairs[_i].want, pairs[_i].got, true) == pairs[_i].subset);
}
END_TEST

/* ---- texts ---- */

#define ID   "AaINXU3UGwekmujut-_e"
#define UUID "kD3hQ0rESfO8mP4uV2xYzA"
#define TIME "2026-11-24T11:42:28.500"

/* clang-format off */
static const struct {
	const char *want, *got;
	bool fits;
} matches[] = {
	{ "",			"",			true  },
	{ "a",			"",			false },
	{ "",			"a",			false },
	{ "<id>",		ID,			true  },
	{ "<id>",		ID "x",			false },
	{ "<id>",		"AaINXU3UGwekmujut-_",	false },
	{ "<id>",		"AaINXU3UGwekmujut-_.",	false },
	{ "[<id>] and <id>",	"[" ID "] and " ID,	true  },
	{ "<uuid>",		UUID,			true  },
	{ "<uuid>",		ID,			false },
	{ "<time>",		TIME "Z",		true  },
	{ "<time>",		TIME "001Z",		true  },
	{ "<time>",		TIME "000001Z",		true  },
	{ "<time>",		TIME "0Z",		false },
	{ "<time>",		TIME "0000001Z",	false },
	{ "<time>",		"2026-11-24T11:42:28.50Z", false },
	{ "<time>",		"2026-11-24T11:42:28Z",	false },
	{ "<time>",		"2026-11-24 11:42:28.500Z", false },
	{ "<time>",		TIME "+00:00",		false },
	{ "<time after t>",	TIME "001Z",		true  },
	{ "<time after t>",	"2026-11-24T11:42:29.000Z", true },
	{ "<time after t>",	TIME "Z",		false },
	{ "<time after t>",	"2026-11-24T11:42:28.499999Z", false },
	{ "<time after other>",	TIME "001Z",		false },
	{ "<any>b<any>c",	"abbcc",		true  },
	{ "<any>b<any>c",	"acc",			false },
	{ "<parser>",		"<parser>",		true  },
	{ "<parser>",		ID,			false },
	{ "<x:parser>",		"<x:parser>",		true  },
	{ "<",			"<",			true  },
	{ "<id",		"<id",			true  },
	{ "${t}!",		TIME "Z!",		true  },
	{ "${t}!",		"${t}!",		false },
	{ "${other}",		"",			false },
	{ "$ {t} ${} ${t",	"$ {t} ${} ${t",	true  },
};
/* clang-format on */

START_TEST(texts_are_matched)
{
	struct variable t = {STR_LIT("t"), STR_LIT(TIME "Z"), NULL};
	struct expect x = {.arena = arena, .variables = &t};
	bool ok = expect_text(&x, "text", str_of(matches[_i].want), str_of(matches[_i].got));

	ck_assert_msg(ok == matches[_i].fits, "%s | %s", matches[_i].want, matches[_i].got);
	ck_assert(ok == (x.why == NULL));
}
END_TEST

START_TEST(what_a_pattern_met_is_kept)
{
	struct expect x = {.arena = arena};
	struct str out;

	ck_assert(expect_text(
	    &x, "text", str_of("a <one:any>, <two:id>."), str_of("a \"b\"\n, " ID ".")));
	ck_assert(expect_fill(&x, str_of("${one}|${two}|${two"), true, &out));
	ck_assert(str_is(out, "\\\"b\\\"\\u000a|" ID "|${two"));
	ck_assert(expect_fill(&x, str_of("${one}"), false, &out));
	ck_assert(str_is(out, "\"b\"\n"));

	ck_assert(expect_text(&x, "text", str_of("<two:any>"), str_of("new")));
	ck_assert(expect_text(&x, "text", str_of("${two}"), str_of("new")));
}
END_TEST

START_TEST(what_did_not_fit_is_not_kept)
{
	struct expect x = {.arena = arena};

	ck_assert(!expect_text(&x, "text", str_of("<a:any>b"), str_of("xc")));
	ck_assert_ptr_null(x.variables);
	ck_assert_str_eq(x.why, "text: expected [<a:any>b], got [xc]");
}
END_TEST

static Suite *
player_suite(void)
{
	Suite *suite = suite_create("player");
	TCase *tc = tcase_create("player");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, json_is_told_from_what_is_none, 0, ROWS(texts));
	tcase_add_test(tc, strings_are_decoded);
	tcase_add_test(tc, depth_is_bounded);
	tcase_add_loop_test(tc, values_are_compared, 0, ROWS(pairs));
	tcase_add_loop_test(tc, texts_are_matched, 0, ROWS(matches));
	tcase_add_test(tc, what_a_pattern_met_is_kept);
	tcase_add_test(tc, what_did_not_fit_is_not_kept);
	suite_add_tcase(suite, tc);
	return suite;
}

int
main(void)
{
	return run_suite(player_suite());
}
