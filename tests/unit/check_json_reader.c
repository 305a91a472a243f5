#include <config.h>

#include "json/reader.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "json/doc.h"

#define B(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
#define UNRECOGNIZED \
	"was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n"
#define NO_VALUE                                                                                 \
	"expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or " \
	"'false')\n"

/*
 * The reader works on a copy that ends where the text ends, so that a sanitizer sees a look behind
 * the end.
 */
struct bench {
	struct arena *arena;
	char *text;
	struct json_reader *reader;
};

static struct bench
bench_of(struct str text)
{
	struct bench b = {arena_new(), malloc(text.n > 0 ? text.n : 1), NULL};

	ck_assert_ptr_nonnull(b.text);
	if (text.n > 0)
		memcpy(b.text, text.p, text.n);
	b.reader = json_reader_new(b.arena, (struct str){b.text, text.n});
	ck_assert_ptr_nonnull(b.reader);
	return b;
}

static void
bench_end(struct bench *b)
{
	json_reader_release(b->reader);
	arena_free(b->arena);
	free(b->text);
}

static void
add_place(struct buf *out, const struct json_reader *r)
{
	buf_printf(out, "%s@%u:%u ", json_token_name(json_token(r)), json_line(r), json_column(r));
}

/* ---- tokens and their places ---- */

/* clang-format off */
static const struct {
	struct str text;
	const char *tokens;
} walks[] = {
	{ B("{\"id\":5}"),
	    "START_OBJECT@1:1 FIELD_NAME@1:2 VALUE_NUMBER@1:7 END_OBJECT@1:8 null@1:9 " },
	{ B("{}"),		"START_OBJECT@1:1 END_OBJECT@1:2 null@1:3 " },
	{ B("[]"),		"START_ARRAY@1:1 END_ARRAY@1:2 null@1:3 " },
	{ B("[1,\"a\",true,false,null,{}]"),
	    "START_ARRAY@1:1 VALUE_NUMBER@1:2 VALUE_STRING@1:4 VALUE_BOOLEAN@1:8 VALUE_BOOLEAN@1:13 "
	    "VALUE_NULL@1:19 START_OBJECT@1:24 END_OBJECT@1:25 END_ARRAY@1:26 null@1:27 " },
	/* a top value of any kind is handed out: rest.md 7 has the caller refuse it */
	{ B("\"x\""),		"VALUE_STRING@1:1 null@1:4 " },
	{ B("12"),		"VALUE_NUMBER@1:1 null@1:3 " },
	{ B("true"),		"VALUE_BOOLEAN@1:1 null@1:5 " },
	{ B("null"),		"VALUE_NULL@1:1 null@1:5 " },
	/* nothing but white space: the end, where it is */
	{ B(""),		"null@1:1 " },
	{ B("  "),		"null@1:3 " },
	{ B(" \t\n "),		"null@2:2 " },
	{ B("/* x */"),		"null@1:8 " },
	{ B("// x"),		"null@1:5 " },
	{ B("// x\n"),		"null@2:1 " },
	/* each kind of line end counts once */
	{ B("\n{\n \"a\":\n1}"),
	    "START_OBJECT@2:1 FIELD_NAME@3:2 VALUE_NUMBER@4:1 END_OBJECT@4:2 null@4:3 " },
	{ B("\r\n{\r\n\"a\":\r\n 1}"),
	    "START_OBJECT@2:1 FIELD_NAME@3:1 VALUE_NUMBER@4:2 END_OBJECT@4:3 null@4:4 " },
	{ B("\r{\r\r\"a\":\r1}"),
	    "START_OBJECT@2:1 FIELD_NAME@4:1 VALUE_NUMBER@5:1 END_OBJECT@5:2 null@5:3 " },
	{ B("\n\r{}"),		"START_OBJECT@3:1 END_OBJECT@3:2 null@3:3 " },
	/* columns are bytes, a tabulator is one */
	{ B("{\t\"\xC3\xA9\":\"\xE2\x82\xAC\",\"b\":1}"),
	    "START_OBJECT@1:1 FIELD_NAME@1:3 VALUE_STRING@1:8 FIELD_NAME@1:14 VALUE_NUMBER@1:18 "
	    "END_OBJECT@1:19 null@1:20 " },
	/* comments, wherever white space may be; they count for lines and columns */
	{ B("/*a*/{//b\n\"a\"/**/:/***/1/*\n*/,/*/*/\"b\"://\r\n2}"),
	    "START_OBJECT@1:6 FIELD_NAME@2:1 VALUE_NUMBER@2:14 FIELD_NAME@3:9 VALUE_NUMBER@4:1 "
	    "END_OBJECT@4:2 null@4:3 " },
	{ B("[1//\xC3\xA9\n,/*\xE2\x82\xAC*/2]"),
	    "START_ARRAY@1:1 VALUE_NUMBER@1:2 VALUE_NUMBER@2:9 END_ARRAY@2:10 null@2:11 " },
	/* a byte order mark in front */
	{ B("\xEF\xBB\xBF{}"),	"START_OBJECT@1:4 END_OBJECT@1:5 null@1:6 " },
	/* what follows the top value is not looked at */
	{ B("{}x"),		"START_OBJECT@1:1 END_OBJECT@1:2 null@1:3 " },
	{ B("{} \xFF\x00"),	"START_OBJECT@1:1 END_OBJECT@1:2 null@1:3 " },
	{ B("{}}"),		"START_OBJECT@1:1 END_OBJECT@1:2 null@1:3 " },
	{ B("1 2"),		"VALUE_NUMBER@1:1 null@1:2 " },
	/* the same name in different objects */
	{ B("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}"),
	    "START_OBJECT@1:1 FIELD_NAME@1:2 START_OBJECT@1:6 FIELD_NAME@1:7 START_OBJECT@1:11 "
	    "FIELD_NAME@1:12 VALUE_NUMBER@1:16 END_OBJECT@1:17 END_OBJECT@1:18 FIELD_NAME@1:20 "
	    "START_ARRAY@1:24 START_OBJECT@1:25 FIELD_NAME@1:26 VALUE_NUMBER@1:30 END_OBJECT@1:31 "
	    "START_OBJECT@1:33 FIELD_NAME@1:34 VALUE_NUMBER@1:38 END_OBJECT@1:39 END_ARRAY@1:40 "
	    "END_OBJECT@1:41 null@1:42 " },
};
/* clang-format on */

START_TEST(test_walk)
{
	struct bench b = bench_of(walks[_i].text);
	struct buf out = {0};

	do {
		ck_assert_int_ne(json_next(b.reader), JSON_FAULT);
		add_place(&out, b.reader);
	} while (json_token(b.reader) != JSON_END);
	buf_char(&out, '\0');
	ck_assert_str_eq(out.p, walks[_i].tokens);
	ck_assert_int_eq(json_next(b.reader), JSON_END);
	ck_assert_ptr_null(json_fault(b.reader));
	buf_release(&out);
	bench_end(&b);
}
END_TEST

/* ---- faults ---- */

/*
 * The reason begins with this; the tail, where the reader stands then, and the type of the cause
 * are tested for all alike. Rows of rest.md 7 come first, then the grammar from top to bottom.
 */
/* clang-format off */
static const struct {
	struct str text;
	const char *reason;
	const char *at;		/* where the reader stands */
	bool in_string;
} faults[] = {
	{ B("{id:1}"), "[1:2] Unexpected character ('i' (code 105)): was expecting double-quote to start field name\n", "1:1", false },
	{ B("{\"id\":x}"), "[1:9] Unrecognized token 'x': " UNRECOGNIZED, "1:2", false },
	{ B("{\"id\" 1}"), "[1:7] Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value\n", "1:2", false },
	{ B("{\"a\":1 \"b\":2}"), "[1:8] Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries\n", "1:6", false },
	{ B("{\"a\":1,}"), "[1:8] Unexpected character ('}' (code 125)): was expecting double-quote to start field name\n", "1:6", false },
	{ B("{\"a\":1"), "[1:7] Unexpected end-of-input: expected close marker for Object (start marker at [Source: (byte[])\"{\"a\":1\"; line: 1, column: 1])\n", "1:6", false },
	{ B("{\"a\":01}"), "[1:7] Invalid numeric value: Leading zeroes not allowed\n", "1:2", false },
	{ B("{\"a\":\"x\ny\"}"), "[1:8] Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value\n", "1:6", true },
	{ B("{\"id\":\"a\",\"id\":\"b\"}"), "[1:15] Duplicate field 'id'\n", "1:11", false },

	/* duplicates: at every depth, by the decoded name, the empty one too */
	{ B("{\"a\":{\"b\":1,\"b\":2}}"), "[1:16] Duplicate field 'b'\n", "1:13", false },
	{ B("{\"a\":[{\"b\":1,\"b\":2}]}"), "[1:17] Duplicate field 'b'\n", "1:14", false },
	{ B("{\"a\":1,\"b\":{\"a\":1,\"b\":2},\"a\":3}"), "[1:29] Duplicate field 'a'\n", "1:26", false },
	{ B("{\"\\u0061\":1,\"a\":2}"), "[1:16] Duplicate field 'a'\n", "1:13", false },
	{ B("{\"\":1,\"\":2}"), "[1:9] Duplicate field ''\n", "1:7", false },

	/* between tokens */
	{ B("{\x01}"), "[1:2] Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens\n", "1:1", false },
	{ B("{\0}"), "[1:2] Illegal character ((CTRL-CHAR, code 0)): only regular white space", "1:1", false },
	{ B("{\f}"), "[1:2] Illegal character ((CTRL-CHAR, code 12)): only regular white space", "1:1", false },
	{ B("{/x"), "[1:3] Unexpected character ('x' (code 120)): was expecting either '*' or '/' for a comment\n", "1:1", false },
	{ B("{/"), "[1:3] Unexpected end-of-input in a comment\n", "1:1", false },
	{ B("{/*"), "[1:4] Unexpected end-of-input in a comment\n", "1:1", false },
	{ B("{/*\n*"), "[2:2] Unexpected end-of-input in a comment\n", "1:1", false },
	{ B("{/*/"), "[1:5] Unexpected end-of-input in a comment\n", "1:1", false },
	{ B("{//\xFF"), "[1:4] Invalid UTF-8 start byte 0xff\n", "1:1", false },
	{ B("{/*\xC3(*/"), "[1:5] Invalid UTF-8 middle byte 0x28\n", "1:1", false },
	{ B("{/*\x02*/"), "[1:4] Illegal character ((CTRL-CHAR, code 2))", "1:1", false },
	{ B("# x"), "[1:1] Unexpected character ('#' (code 35)): " NO_VALUE, "1:1", false },
	{ B("{\xEF\xBB\xBF}"), "[1:2] Unexpected character ('\xEF\xBB\xBF' (code 65279 / 0xfeff)): was expecting double-quote", "1:1", false },

	/* names */
	{ B("{'a':1}"), "[1:2] Unexpected character (''' (code 39)): was expecting double-quote to start field name\n", "1:1", false },
	{ B("{,}"), "[1:2] Unexpected character (',' (code 44)): was expecting double-quote to start field name\n", "1:1", false },
	{ B("{1:2}"), "[1:2] Unexpected character ('1' (code 49)): was expecting double-quote to start field name\n", "1:1", false },
	{ B("{\"a\":1,,}"), "[1:8] Unexpected character (',' (code 44)): was expecting double-quote to start field name\n", "1:6", false },
	{ B("{\"a\x01\":1}"), "[1:4] Illegal unquoted character ((CTRL-CHAR, code 1)): has to be escaped using backslash to be included in name\n", "1:2", false },
	{ B("{\"a\\u0000\":1}"), "[1:2] Illegal character ((CTRL-CHAR, code 0)) in a field name\n", "1:2", false },
	{ B("{\"\\q\":1}"), "[1:4] Unrecognized character escape 'q' (code 113)\n", "1:2", false },
	{ B("{\"\xFF\":1}"), "[1:3] Invalid UTF-8 start byte 0xff\n", "1:2", false },
	{ B("{\"a\":1 x}"), "[1:8] Unexpected character ('x' (code 120)): was expecting comma to separate Object entries\n", "1:6", false },
	{ B("{\"a\":\"x\":1}"), "[1:9] Unexpected character (':' (code 58)): was expecting comma to separate Object entries\n", "1:6", false },
	{ B("{\"a\",1}"), "[1:5] Unexpected character (',' (code 44)): was expecting a colon", "1:2", false },
	{ B("{\"a\"\xE2\x82\xAC}"), "[1:5] Unexpected character ('\xE2\x82\xAC' (code 8364 / 0x20ac)): was expecting a colon", "1:2", false },
	{ B("{\"a\"\xC3\xA9}"), "[1:5] Unexpected character ('\xC3\xA9' (code 233)): was expecting a colon", "1:2", false },
	{ B("{\"a\"\xF0\x9F\x98\x80}"), "[1:5] Unexpected character ('\xF0\x9F\x98\x80' (code 128512 / 0x1f600)): was expecting a colon", "1:2", false },
	{ B("{\"a\"\x7F}"), "[1:5] Unexpected character ((CTRL-CHAR, code 127)): was expecting a colon", "1:2", false },

	/* arrays, and closing what is not open */
	{ B("[1 2]"), "[1:4] Unexpected character ('2' (code 50)): was expecting comma to separate Array entries\n", "1:2", false },
	{ B("[1,]"), "[1:4] Unexpected character (']' (code 93)): expected a value\n", "1:2", false },
	{ B("[,1]"), "[1:2] Unexpected character (',' (code 44)): expected a value\n", "1:1", false },
	{ B("[1}"), "[1:3] Unexpected close marker '}': expected ']' (for Array starting at [Source: (byte[])\"[1}\"; line: 1, column: 1])\n", "1:2", false },
	{ B("{\"a\":\n[}"), "[2:2] Unexpected close marker '}': expected ']' (for Array starting at [Source: (byte[])\"{\"a\":\n[}\"; line: 2, column: 1])\n", "2:1", false },
	{ B("{]"), "[1:2] Unexpected close marker ']': expected '}' (for Object starting at ", "1:1", false },
	{ B("]"), "[1:1] Unexpected close marker ']': expected '}' (for root starting at ", "1:1", false },
	{ B("}"), "[1:1] Unexpected close marker '}': expected ']' (for root starting at ", "1:1", false },
	{ B(","), "[1:1] Unexpected character (',' (code 44)): expected a value\n", "1:1", false },

	/* values */
	{ B("{\"a\":}"), "[1:6] Unexpected character ('}' (code 125)): expected a value\n", "1:2", false },
	{ B("{\"a\":]}"), "[1:6] Unexpected character (']' (code 93)): " NO_VALUE, "1:2", false },
	{ B("{\"a\":'x'}"), "[1:6] Unexpected character (''' (code 39)): " NO_VALUE, "1:2", false },
	{ B("{\"a\":truex}"), "[1:12] Unrecognized token 'truex': " UNRECOGNIZED, "1:2", false },
	{ B("{\"a\":True}"), "[1:11] Unrecognized token 'True': " UNRECOGNIZED, "1:2", false },
	{ B("{\"a\":tru}"), "[1:10] Unrecognized token 'tru': " UNRECOGNIZED, "1:2", false },
	{ B("{\"a\":nullnull}"), "[1:15] Unrecognized token 'nullnull': " UNRECOGNIZED, "1:2", false },
	{ B("{\"a\":_$1 x}"), "[1:10] Unrecognized token '_$1': " UNRECOGNIZED, "1:2", false },
	{ B("[x]"), "[1:4] Unrecognized token 'x': " UNRECOGNIZED, "1:2", false },
	{ B("hello"), "[1:6] Unrecognized token 'hello': " UNRECOGNIZED, "1:1", false },
	{ B("{\"a\":\xC3\xA9t\xC3\xA9}"), "[1:12] Unrecognized token '\xC3\xA9t\xC3\xA9': " UNRECOGNIZED, "1:2", false },
	{ B("{\"a\":NaN}"), "[1:9] Non-standard token 'NaN'", "1:2", false },
	{ B("{\"a\":Infinity}"), "[1:14] Non-standard token 'Infinity'", "1:2", false },
	{ B("{\"a\":-Infinity}"), "[1:15] Non-standard token '-Infinity'", "1:2", false },

	/* numbers */
	{ B("{\"a\":-01}"), "[1:8] Invalid numeric value: Leading zeroes not allowed\n", "1:2", false },
	{ B("{\"a\":00}"), "[1:7] Invalid numeric value: Leading zeroes not allowed\n", "1:2", false },
	{ B("[01.5]"), "[1:3] Invalid numeric value: Leading zeroes not allowed\n", "1:2", false },
	{ B("{\"a\":.5}"), "[1:6] Unexpected character ('.' (code 46)): " NO_VALUE, "1:2", false },
	{ B("{\"a\":+1}"), "[1:7] Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs\n", "1:2", false },
	{ B("{\"a\":1.}"), "[1:8] Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit\n", "1:2", false },
	{ B("{\"a\":1.e5}"), "[1:8] Unexpected character ('e' (code 101)) in numeric value: Decimal point not followed by a digit\n", "1:2", false },
	{ B("{\"a\":-}"), "[1:7] Unexpected character ('}' (code 125)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value\n", "1:2", false },
	{ B("{\"a\":--1}"), "[1:7] Unexpected character ('-' (code 45)) in numeric value: expected digit (0-9) to follow minus sign", "1:2", false },
	{ B("{\"a\":-I}"), "[1:7] Unexpected character ('I' (code 73)) in numeric value: expected digit (0-9) to follow minus sign", "1:2", false },
	{ B("{\"a\":1e}"), "[1:8] Unexpected character ('}' (code 125)) in numeric value: Exponent indicator not followed by a digit\n", "1:2", false },
	{ B("{\"a\":1E+}"), "[1:9] Unexpected character ('}' (code 125)) in numeric value: Exponent indicator not followed by a digit\n", "1:2", false },
	{ B("[1.5e-x]"), "[1:7] Unexpected character ('x' (code 120)) in numeric value: Exponent indicator not followed by a digit\n", "1:2", false },
	{ B("{\"a\":1x}"), "[1:7] Unexpected character ('x' (code 120)): was expecting comma to separate Object entries\n", "1:6", false },
	{ B("{\"a\":1.5.2}"), "[1:9] Unexpected character ('.' (code 46)): was expecting comma", "1:6", false },
	{ B("{\"a\":0x10}"), "[1:7] Unexpected character ('x' (code 120)): was expecting comma", "1:6", false },
	{ B("{\"a\":1e999}"), "[1:6] Numeric value (1e999) out of range of double\n", "1:2", false },
	{ B("[-1.5E+400]"), "[1:2] Numeric value (-1.5E+400) out of range of double\n", "1:2", false },
	{ B("[1.797693134862315808e308]"), "[1:2] Numeric value (1.797693134862315808e308) out of range of double\n", "1:2", false },

	/* strings */
	{ B("{\"a\":\"\x1F\"}"), "[1:7] Illegal unquoted character ((CTRL-CHAR, code 31))", "1:6", true },
	{ B("{\"a\":\"\t\"}"), "[1:7] Illegal unquoted character ((CTRL-CHAR, code 9))", "1:6", true },
	{ B("{\"a\":\"\0\"}"), "[1:7] Illegal unquoted character ((CTRL-CHAR, code 0))", "1:6", true },
	{ B("{\"a\":\"\\x\"}"), "[1:8] Unrecognized character escape 'x' (code 120)\n", "1:6", true },
	{ B("{\"a\":\"\\'\"}"), "[1:8] Unrecognized character escape ''' (code 39)\n", "1:6", true },
	{ B("{\"a\":\"\\\0\"}"), "[1:8] Unrecognized character escape (CTRL-CHAR, code 0)\n", "1:6", true },
	{ B("{\"a\":\"\\\n\"}"), "[1:8] Unrecognized character escape (CTRL-CHAR, code 10)\n", "1:6", true },
	{ B("{\"a\":\"\\\xC3\xA9\"}"), "[1:8] Unrecognized character escape '\xC3\xA9' (code 233)\n", "1:6", true },
	{ B("{\"a\":\"\\\xFF\"}"), "[1:8] Invalid UTF-8 start byte 0xff\n", "1:6", true },
	{ B("{\"a\":\"\\U0041\"}"), "[1:8] Unrecognized character escape 'U' (code 85)\n", "1:6", true },
	{ B("{\"a\":\"\\u12g4\"}"), "[1:11] Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence\n", "1:6", true },
	{ B("{\"a\":\"\\u\"}"), "[1:9] Unexpected character ('\"' (code 34)): expected a hex-digit", "1:6", true },
	{ B("[\"a\\q\"]"), "[1:5] Unrecognized character escape 'q' (code 113)\n", "1:2", true },
	{ B("\"a\\q\""), "[1:4] Unrecognized character escape 'q' (code 113)\n", "1:1", true },
	/* half a pair of surrogates, alone or followed by what is not the other half */
	{ B("[\"\\ud800\"]"), "[1:3] Invalid character escape '\\ud800': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\udBFF\\n\"]"), "[1:3] Invalid character escape '\\udbff': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\udc00\"]"), "[1:3] Invalid character escape '\\udc00': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\udfff\\ud800\"]"), "[1:3] Invalid character escape '\\udfff': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\ud83d\\ud83d\"]"), "[1:3] Invalid character escape '\\ud83d': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\ud83d\\u0041\"]"), "[1:3] Invalid character escape '\\ud83d': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\udc00\\udc00\"]"), "[1:3] Invalid character escape '\\udc00': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\ud83dx\"]"), "[1:3] Invalid character escape '\\ud83d': half of a surrogate pair\n", "1:2", true },
	{ B("[\"\\ud83d\\u00g1\"]"), "[1:13] Unexpected character ('g' (code 103)): expected a hex-digit", "1:2", true },

	/* UTF-8 that is none */
	{ B("[\"\xFF\"]"), "[1:3] Invalid UTF-8 start byte 0xff\n", "1:2", true },
	{ B("[\"\x80\"]"), "[1:3] Invalid UTF-8 start byte 0x80\n", "1:2", true },
	{ B("[\"\xBF\"]"), "[1:3] Invalid UTF-8 start byte 0xbf\n", "1:2", true },
	{ B("[\"\xC0\x80\"]"), "[1:3] Invalid UTF-8 start byte 0xc0\n", "1:2", true },
	{ B("[\"\xC1\xBF\"]"), "[1:3] Invalid UTF-8 start byte 0xc1\n", "1:2", true },
	{ B("[\"\xC3(\"]"), "[1:4] Invalid UTF-8 middle byte 0x28\n", "1:2", true },
	{ B("[\"\xC3\"]"), "[1:4] Invalid UTF-8 middle byte 0x22\n", "1:2", true },
	{ B("[\"\xC3\xC3\"]"), "[1:4] Invalid UTF-8 middle byte 0xc3\n", "1:2", true },
	{ B("[\"\xE0\x9F\xBF\"]"), "[1:4] Invalid UTF-8 middle byte 0x9f\n", "1:2", true },
	{ B("[\"\xE2\x82(\"]"), "[1:5] Invalid UTF-8 middle byte 0x28\n", "1:2", true },
	{ B("[\"\xED\xA0\x80\"]"), "[1:4] Invalid UTF-8 middle byte 0xa0\n", "1:2", true },
	{ B("[\"\xED\xBF\xBF\"]"), "[1:4] Invalid UTF-8 middle byte 0xbf\n", "1:2", true },
	{ B("[\"\xF0\x8F\xBF\xBF\"]"), "[1:4] Invalid UTF-8 middle byte 0x8f\n", "1:2", true },
	{ B("[\"\xF0\x9F\x98(\"]"), "[1:6] Invalid UTF-8 middle byte 0x28\n", "1:2", true },
	{ B("[\"\xF4\x90\x80\x80\"]"), "[1:4] Invalid UTF-8 middle byte 0x90\n", "1:2", true },
	{ B("[\"\xF5\x80\x80\x80\"]"), "[1:3] Invalid UTF-8 start byte 0xf5\n", "1:2", true },
	{ B("[\"\xFE\"]"), "[1:3] Invalid UTF-8 start byte 0xfe\n", "1:2", true },
	{ B("{\"a\":\xFF}"), "[1:6] Invalid UTF-8 start byte 0xff\n", "1:2", false },
	{ B("[tr\xC3(]"), "[1:5] Invalid UTF-8 middle byte 0x28\n", "1:2", false },

	/* truncated: always the same beginning */
	{ B("{"), "[1:2] Unexpected end-of-input: expected close marker for Object (start marker at ", "1:1", false },
	{ B("["), "[1:2] Unexpected end-of-input: expected close marker for Array (start marker at ", "1:1", false },
	{ B("[1"), "[1:3] Unexpected end-of-input: expected close marker for Array (start marker at ", "1:2", false },
	{ B("[1,"), "[1:4] Unexpected end-of-input within/between Array entries\n", "1:2", false },
	{ B("{\"a\":1,"), "[1:8] Unexpected end-of-input within/between Object entries\n", "1:6", false },
	{ B("{\"ab"), "[1:5] Unexpected end-of-input in field name\n", "1:2", false },
	{ B("{\"a\""), "[1:5] Unexpected end-of-input within/between Object entries\n", "1:2", false },
	{ B("{\"a\"  "), "[1:7] Unexpected end-of-input within/between Object entries\n", "1:2", false },
	{ B("{\"a\":"), "[1:6] Unexpected end-of-input within/between Object entries\n", "1:2", false },
	{ B("{\"a\":\n"), "[2:1] Unexpected end-of-input within/between Object entries\n", "1:2", false },
	{ B("{\"a\":\"bc"), "[1:9] Unexpected end-of-input in VALUE_STRING\n", "1:6", true },
	{ B("{\"a\":\"\\"), "[1:8] Unexpected end-of-input in character escape sequence\n", "1:6", true },
	{ B("{\"a\":\"\\u00"), "[1:11] Unexpected end-of-input in character escape sequence\n", "1:6", true },
	{ B("{\"a\":\"\\ud83d"), "[1:13] Unexpected end-of-input in character escape sequence\n", "1:6", true },
	{ B("{\"a\":\"\\ud83d\\"), "[1:14] Unexpected end-of-input in character escape sequence\n", "1:6", true },
	{ B("{\"a\":\"\\ud83d\\ude"), "[1:17] Unexpected end-of-input in character escape sequence\n", "1:6", true },
	{ B("{\"a\":\"\xE2\x82"), "[1:9] Unexpected end-of-input in a UTF-8 character\n", "1:6", true },
	{ B("{\"a\":-"), "[1:7] Unexpected end-of-input in numeric value\n", "1:2", false },
	{ B("{\"a\":1."), "[1:8] Unexpected end-of-input in numeric value\n", "1:2", false },
	{ B("{\"a\":1e"), "[1:8] Unexpected end-of-input in numeric value\n", "1:2", false },
	{ B("{\"a\":1e-"), "[1:9] Unexpected end-of-input in numeric value\n", "1:2", false },
	{ B("{\"a\":tru"), "[1:9] Unexpected end-of-input in a token\n", "1:2", false },
	{ B("{\"a\":n"), "[1:7] Unexpected end-of-input in a token\n", "1:2", false },
	{ B("{\"a\":true"), "[1:10] Unexpected end-of-input: expected close marker for Object", "1:6", false },
	{ B("{\"a\":[{\"b\":{}"), "[1:14] Unexpected end-of-input: expected close marker for Object (start marker at [Source: (byte[])\"{\"a\":[{\"b\":{}\"; line: 1, column: 7])", "1:13", false },
};
/* clang-format on */

static void
assert_begins(struct str text, const char *want)
{
	if (text.n < strlen(want) || strncmp(text.p, want, strlen(want)) != 0)
		ck_abort_msg("%.*s\n  does not begin with\n%s", STR_ARG(text), want);
}

static void
assert_ends(struct str text, const char *want)
{
	if (text.n < strlen(want) ||
	    strncmp(text.p + text.n - strlen(want), want, strlen(want)) != 0)
		ck_abort_msg("%.*s\n  does not end with\n%s", STR_ARG(text), want);
}

static struct str
reason_of(struct json_reader *r)
{
	while (json_next(r) != JSON_FAULT)
		ck_assert_int_ne(json_token(r), JSON_END);
	ck_assert_ptr_nonnull(json_fault(r));
	return json_fault(r)->reason;
}

START_TEST(test_fault)
{
	struct bench b = bench_of(faults[_i].text);
	struct str reason = reason_of(b.reader);
	const struct error *fault = json_fault(b.reader);
	unsigned line, column;
	char text[64];

	assert_begins(reason, faults[_i].reason);
	ck_assert_int_eq(sscanf(reason.p, "[%u:%u] ", &line, &column), 2);
	snprintf(text, sizeof(text), "; line: %u, column: %u]", line, column);
	assert_ends(reason, text);
	ck_assert_str_eq(fault->type, "x_content_parse_exception");
	ck_assert_str_eq(fault->cause->type, "json_parse_exception");
	ck_assert_ptr_null(fault->cause->cause);
	snprintf(text, sizeof(text), "[%u:%u] ", line, column);
	ck_assert_uint_eq(fault->cause->reason.n, reason.n - strlen(text));
	assert_ends(reason, fault->cause->reason.p);

	snprintf(text, sizeof(text), "%u:%u", json_line(b.reader), json_column(b.reader));
	ck_assert_str_eq(text, faults[_i].at);
	ck_assert_int_eq(json_fault_in_string(b.reader), faults[_i].in_string);
	/* It stays. */
	ck_assert_int_eq(json_next(b.reader), JSON_FAULT);
	ck_assert_int_eq(json_token(b.reader), JSON_FAULT);
	ck_assert_ptr_eq(json_fault(b.reader), fault);
	ck_assert(!json_skip(b.reader));
	bench_end(&b);
}
END_TEST

/* Building a tree, or passing a value, ends at the same fault. */
START_TEST(test_fault_inside)
{
	for (int skip = 0; skip < 2; skip++) {
		struct bench b = bench_of(faults[_i].text);
		json_object *value = NULL;
		bool ok = json_next(b.reader) != JSON_FAULT;

		if (ok)
			ok = skip ? json_skip(b.reader) : json_read_value(b.reader, &value);
		ck_assert(!ok);
		ck_assert_ptr_null(value);
		assert_begins(json_fault(b.reader)->reason, faults[_i].reason);
		bench_end(&b);
	}
}
END_TEST

/* Every beginning of a good text is a truncated body. */
START_TEST(test_truncated)
{
	static const char text[] =
	    "{\"a\":[1,-2.5e+3,\"\\ud83d\\ude00\xE2\x82\xAC\",true,false,null,{}],"
	    "/**/\"b\":{\"c\":\"\\n\"}}";

	for (size_t n = 1; n < sizeof(text) - 1; n++) {
		struct bench b = bench_of((struct str){text, n});
		const char *reason = reason_of(b.reader).p;

		ck_assert_msg(
		    strstr(reason, "] Unexpected end-of-input") != NULL, "%zu: %s", n, reason);
		bench_end(&b);
	}
}
END_TEST

/* ---- the text repeated in a message ---- */

static void
assert_source(struct str text, const char *want)
{
	struct bench b = bench_of(text);
	const char *reason = reason_of(b.reader).p;

	if (strstr(reason, want) == NULL)
		ck_abort_msg("%s\n  does not hold\n%s", reason, want);
	bench_end(&b);
}

START_TEST(test_source)
{
	char body[700], want[700];

	/* Bad bytes and control characters come out harmless, line ends as they are. */
	assert_source((struct str)B("[\"\xFF\"]"), "(byte[])\"[\"\xEF\xBF\xBD\"]\"; line: 1");
	assert_source(
	    (struct str)B("[\"\xE2\x82"), "(byte[])\"[\"\xEF\xBF\xBD\xEF\xBF\xBD\"; line: 1");
	assert_source(
	    (struct str)B("[\"\0\x1F\x7F\"]"), "(byte[])\"[\"\\u0000\\u001F\\u007F\"]\"; ");
	assert_source((struct str)B("[\r\nx]"), "(byte[])\"[\r\nx]\"; line: 2");

	/* 500 bytes are not cut, 501 are. */
	memset(body, 'x', sizeof(body));
	assert_source((struct str){body, 500}, "xxx\"; line: 1, column: 257]");
	snprintf(want, sizeof(want), " at [Source: (byte[])\"%.500s\"[truncated 1 bytes]; line: 1",
	    body);
	assert_source((struct str){body, 501}, want);
	snprintf(want, sizeof(want), "(byte[])\"%.500s\"[truncated 200 bytes]; line: 1", body);
	assert_source((struct str){body, 700}, want);

	/* Bytes are counted, also those of a longer character, and no character is cut in two. */
	memcpy(body + 100, "\xF0\x9F\x98\x80", 4);
	memcpy(body + 499, "\xE2\x82\xAC", 3);
	snprintf(want, sizeof(want), "(byte[])\"%.499s\"[truncated 101 bytes]; line: 1", body);
	assert_source((struct str){body, 600}, want);
}
END_TEST

/* A very long word is shown in part, up to a character. */
START_TEST(test_long_word)
{
	char body[400], want[400];
	struct bench b;

	memset(body, 'x', sizeof(body));
	memcpy(body + 255, "\xC3\xA9", 2);
	b = bench_of((struct str){body, sizeof(body)});
	snprintf(want, sizeof(want), "[1:256] Unrecognized token '%.255s...': was", body);
	assert_begins(reason_of(b.reader), want);
	bench_end(&b);
}
END_TEST

/* ---- texts ---- */

/* clang-format off */
static const struct {
	struct str json, text;
} texts[] = {
	{ B("\"\""), B("") },
	{ B("\"abc\""), B("abc") },
	{ B("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), B("\"\\/\b\f\n\r\t") },
	{ B("\"/\x7F'\""), B("/\x7F'") },
	{ B("\"\\u0041\\u00e9\\u20AC\\uFFFF\""), B("A\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF") },
	{ B("\"\\u007f\\u0080\\u07ff\\u0800\""), B("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80") },
	{ B("\"\\ud83d\\uDE00x\""), B("\xF0\x9F\x98\x80x") },
	{ B("\"\\ud800\\udc00\\udbff\\udfff\""), B("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF") },
	{ B("\"a\\u0000b\""), B("a\0b") },
	{ B("\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\""),
	    B("\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF") },
	{ B("\"// no /* comment\""), B("// no /* comment") },
};

static const struct {
	const char *json;
	bool integer;
	const char *written;	/* after building and writing */
} numbers[] = {
	{ "0", true, "0" },
	{ "-0", true, "0" },
	{ "7", true, "7" },
	{ "-12345", true, "-12345" },
	{ "9223372036854775807", true, "9223372036854775807" },
	{ "-9223372036854775808", true, "-9223372036854775808" },
	{ "9223372036854775808", true, "9223372036854775808" },
	{ "-9223372036854775809", true, "-9223372036854775809" },
	{ "99999999999999999999", true, "99999999999999999999" },
	{ "1.0", false, "1.0" },
	{ "1.10", false, "1.10" },
	{ "-0.0", false, "-0.0" },
	{ "0.1e1", false, "0.1e1" },
	{ "1E5", false, "1E5" },
	{ "1e+05", false, "1e+05" },
	{ "1e-999", false, "1e-999" },
	{ "1.7976931348623157e308", false, "1.7976931348623157e308" },
	{ "3.141592653589793238462643383279", false, "3.141592653589793238462643383279" },
};
/* clang-format on */

START_TEST(test_text)
{
	struct bench b = bench_of(texts[_i].json);
	json_object *value;

	ck_assert_int_eq(json_next(b.reader), JSON_STRING);
	ck_assert(str_equal(json_text(b.reader), texts[_i].text));
	ck_assert(json_read_value(b.reader, &value));
	ck_assert(str_equal(doc_text(value), texts[_i].text));
	doc_free(value);
	bench_end(&b);
}
END_TEST

/* The same texts as names. */
START_TEST(test_name)
{
	struct buf text = {0};
	struct bench b;

	buf_char(&text, '{');
	buf_str(&text, texts[_i].json);
	buf_text(&text, ":1}");
	b = bench_of(buf_peek(&text));
	json_next(b.reader);
	if (memchr(texts[_i].text.p, 0, texts[_i].text.n) != NULL) {
		ck_assert_int_eq(json_next(b.reader), JSON_FAULT);
	} else {
		ck_assert_int_eq(json_next(b.reader), JSON_FIELD_NAME);
		ck_assert(str_equal(json_text(b.reader), texts[_i].text));
		ck_assert_int_eq(json_next(b.reader), JSON_NUMBER);
		ck_assert(str_is(json_text(b.reader), "1"));
	}
	bench_end(&b);
	buf_release(&text);
}
END_TEST

START_TEST(test_number)
{
	struct bench b = bench_of(str_of(numbers[_i].json));
	struct buf out = {0};
	json_object *value;

	ck_assert_int_eq(json_next(b.reader), JSON_NUMBER);
	ck_assert(str_is(json_text(b.reader), numbers[_i].json));
	ck_assert_int_eq(json_is_integer(b.reader), numbers[_i].integer);
	ck_assert(json_read_value(b.reader, &value));
	doc_write(&out, value, DOC_COMPACT);
	ck_assert(str_is(buf_peek(&out), numbers[_i].written));
	doc_free(value);
	buf_release(&out);
	bench_end(&b);
}
END_TEST

/* ---- limits ---- */

static void
repeat(struct buf *b, const char *text, unsigned times)
{
	while (times-- > 0)
		buf_text(b, text);
}

static void
assert_limit(struct str text, const char *reason)
{
	struct bench b = bench_of(text);

	ck_assert(str_is(reason_of(b.reader), reason));
	ck_assert_str_eq(json_fault(b.reader)->type, "x_content_parse_exception");
	ck_assert_str_eq(json_fault(b.reader)->cause->type, "stream_constraints_exception");
	ck_assert_str_eq(json_fault(b.reader)->cause->reason.p, strchr(reason, ' ') + 1);
	bench_end(&b);
}

static void
assert_good(struct str text)
{
	struct bench b = bench_of(text);
	json_object *value;

	json_next(b.reader);
	ck_assert(json_read_value(b.reader, &value));
	ck_assert_int_eq(json_next(b.reader), JSON_END);
	doc_free(value);
	bench_end(&b);
}

START_TEST(test_depth)
{
	struct buf text = {0};

	repeat(&text, "[", 1000);
	repeat(&text, "]", 1000);
	assert_good(buf_peek(&text));
	buf_clear(&text);
	repeat(&text, "{\"a\":", 999);
	buf_text(&text, "{}");
	repeat(&text, "}", 999);
	assert_good(buf_peek(&text));
	buf_clear(&text);
	repeat(&text, "[", 100000);
	assert_limit(buf_peek(&text),
	    "[1:1001] Document nesting depth (1001) exceeds the maximum allowed (1000, from "
	    "`StreamReadConstraints.getMaxNestingDepth()`)");
	buf_clear(&text);
	repeat(&text, "{\"a\":", 1001);
	assert_limit(buf_peek(&text),
	    "[1:5001] Document nesting depth (1001) exceeds the maximum allowed (1000, from "
	    "`StreamReadConstraints.getMaxNestingDepth()`)");
	buf_release(&text);
}
END_TEST

START_TEST(test_number_length)
{
	static const char *const forms[][3] = {
	    {"[-", "", ""}, {"[", "", ".5"}, {"[0.", "", ""}, {"[", "", "e-1000"}, {"[", ".", ""}};
	static const unsigned own[] = {0, 1, 1, 4, 0};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		for (unsigned over = 0; over < 2; over++) {
			struct buf text = {0};

			buf_text(&text, forms[i][0]);
			/* Half before and half behind what stands in the middle. */
			repeat(&text, "1", *forms[i][1] != '\0' ? 300 : 0);
			buf_text(&text, forms[i][1]);
			repeat(&text, "1", 1000 + over - own[i] - (*forms[i][1] != '\0' ? 300 : 0));
			buf_text(&text, forms[i][2]);
			buf_char(&text, ']');
			/* A fraction of so many digits before the point is no double. */
			if (over == 1)
				assert_limit(buf_peek(&text),
				    "[1:2] Number value length (1001) exceeds the maximum allowed "
				    "(1000, "
				    "from `StreamReadConstraints.getMaxNumberLength()`)");
			else if (i != 1)
				assert_good(buf_peek(&text));
			buf_release(&text);
		}
	}
}
END_TEST

START_TEST(test_name_length)
{
	static const char *const chars[] = {"n", "\xC3\xA9", "\\u00e9"};

	for (size_t i = 0; i < sizeof(chars) / sizeof(chars[0]); i++) {
		for (unsigned over = 0; over < 2; over++) {
			struct buf text = {0};

			buf_text(&text, "{\"");
			repeat(&text, chars[i], 50000 + over);
			buf_text(&text, "\":1}");
			if (over == 0)
				assert_good(buf_peek(&text));
			else
				assert_limit(buf_peek(&text),
				    "[1:2] Name length (50001) exceeds the maximum allowed (50000, "
				    "from "
				    "`StreamReadConstraints.getMaxNameLength()`)");
			buf_release(&text);
		}
	}
}
END_TEST

/* Strings have no limit. */
START_TEST(test_long_string)
{
	struct buf text = {0};

	buf_text(&text, "[\"");
	repeat(&text, "0123456789\\n\xC3\xA9", 200000);
	buf_text(&text, "\"]");
	assert_good(buf_peek(&text));
	buf_release(&text);
}
END_TEST

/* Many names: quadratic work would not end in time; the last one is there already. */
START_TEST(test_many_values)
{
	for (int over = 0; over < 2; over++) {
		struct arena *a = arena_new();
		struct buf text = {0};
		json_object *value = NULL;
		struct json_reader *r;

		buf_char(&text, '[');
		for (int i = 1; i < JSON_VALUES_MAX + over; i++)
			buf_text(&text, i > 1 ? ",1" : "1");
		buf_char(&text, ']');
		r = json_reader_new(a, buf_peek(&text));
		ck_assert_int_eq(json_next(r), JSON_START_ARRAY);
		ck_assert_int_eq(json_read_value(r, &value), !over);
		if (over)
			ck_assert_str_eq(
			    json_fault(r)->cause->type, "stream_constraints_exception");
		json_object_put(value);
		json_reader_release(r);
		buf_release(&text);
		arena_free(a);
	}
}
END_TEST

START_TEST(test_many_names)
{
	enum { MANY = 200000 };
	struct buf text = {0};
	struct bench b;

	buf_text(&text, "{\"deep\":{");
	for (int i = 0; i < MANY; i++)
		buf_printf(&text, "\"field-%d\":{\"x\":1},", i);
	buf_text(&text, "\"field-77777\":1}}");
	b = bench_of(buf_peek(&text));
	ck_assert_ptr_nonnull(strstr(reason_of(b.reader).p, "Duplicate field 'field-77777'"));
	bench_end(&b);
	buf_release(&text);
}
END_TEST

/* Names come and go as objects open and close; none is forgotten and none kept too long. */
START_TEST(test_names_nested)
{
	struct buf text = {0};

	/* Each level has 40 names, the object inside stands in the middle of them. */
	for (int level = 0; level < 20; level++) {
		buf_char(&text, '{');
		for (int i = 0; i < 20; i++)
			buf_printf(&text, "\"n%d\":%d,", i, i);
		buf_text(&text, "\"inner\":");
	}
	buf_text(&text, "{}");
	for (int level = 0; level < 20; level++) {
		for (int i = 20; i < 40; i++)
			buf_printf(&text, ",\"n%d\":%d", i, i);
		buf_char(&text, '}');
	}
	assert_good(buf_peek(&text));
	text.n--;
	buf_text(&text, ",\"n3\":1}");
	{
		struct bench b = bench_of(buf_peek(&text));

		ck_assert_ptr_nonnull(strstr(reason_of(b.reader).p, "Duplicate field 'n3'"));
		bench_end(&b);
	}
	buf_release(&text);
}
END_TEST

/* Memory goes with depth and open names, not with the length of the text. */
START_TEST(test_memory)
{
	struct buf text = {0};
	struct bench b;

	buf_char(&text, '[');
	repeat(&text, "{\"a\":[1,2,{\"b\":\"text\"}],\"c\":null},", 50000);
	buf_text(&text, "0]");
	b = bench_of(buf_peek(&text));
	json_next(b.reader);
	ck_assert(json_skip(b.reader));
	ck_assert_int_eq(json_token(b.reader), JSON_END_ARRAY);
	ck_assert_uint_lt(arena_size(b.arena), 64 * 1024);
	bench_end(&b);
	buf_release(&text);
}
END_TEST

/* ---- passing and building values ---- */

START_TEST(test_skip)
{
	struct bench b = bench_of(str_of(
	    "{\"a\":{\"x\":[1,{\"y\":2}]},\"b\":[[],{}],\"c\":\"s\",\"d\":1.5,\"e\":null} "));
	static const char *const names[] = {"a", "b", "c", "d", "e"};
	static const enum json_token last[] = {
	    JSON_END_OBJECT, JSON_END_ARRAY, JSON_STRING, JSON_NUMBER, JSON_NULL};

	ck_assert_int_eq(json_next(b.reader), JSON_START_OBJECT);
	for (size_t i = 0; i < 5; i++) {
		ck_assert_int_eq(json_next(b.reader), JSON_FIELD_NAME);
		ck_assert(str_is(json_text(b.reader), names[i]));
		json_next(b.reader);
		ck_assert(json_skip(b.reader));
		ck_assert_int_eq(json_token(b.reader), last[i]);
	}
	ck_assert_int_eq(json_next(b.reader), JSON_END_OBJECT);
	bench_end(&b);
}
END_TEST

START_TEST(test_read_value)
{
	static const char inner[] = "{\"x\":[1,{\"y\":null},[],\"s\",true,2.50]}";
	struct bench b;
	struct buf out = {0};
	json_object *value;
	char text[100];

	snprintf(text, sizeof(text), "{\"a\":%s,\"b\":null,\"c\":3}", inner);
	b = bench_of(str_of(text));
	json_next(b.reader);
	json_next(b.reader);
	ck_assert_int_eq(json_next(b.reader), JSON_START_OBJECT);
	ck_assert(json_read_value(b.reader, &value));
	ck_assert_int_eq(json_token(b.reader), JSON_END_OBJECT);
	doc_write(&out, value, DOC_COMPACT);
	ck_assert(str_is(buf_peek(&out), inner));
	doc_free(value);
	ck_assert_int_eq(json_next(b.reader), JSON_FIELD_NAME);
	ck_assert_int_eq(json_next(b.reader), JSON_NULL);
	ck_assert(json_read_value(b.reader, &value));
	ck_assert_ptr_null(value);
	ck_assert_int_eq(json_token(b.reader), JSON_NULL);
	ck_assert_int_eq(json_next(b.reader), JSON_FIELD_NAME);
	ck_assert(str_is(json_text(b.reader), "c"));
	buf_release(&out);
	bench_end(&b);
}
END_TEST

/*
 * A number or a word behind a name is looked at with the name: its fault comes instead of the name.
 * A string, an object or an array is not.
 */
START_TEST(test_ahead)
{
	static const struct {
		const char *text;
		bool name;
	} rows[] = {{"{\"n\":x}", false}, {"{\"n\":01}", false}, {"{\"n\" 1}", false},
	    {"{\"n\":\"\\q\"}", true}, {"{\"n\":[x]}", true}, {"{\"n\":{x}}", true}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b = bench_of(str_of(rows[i].text));

		json_next(b.reader);
		ck_assert_int_eq(json_next(b.reader) == JSON_FIELD_NAME, rows[i].name);
		bench_end(&b);
	}
}
END_TEST

/* What a reader handed out stays when it goes on, and the name of a value does too. */
START_TEST(test_texts_stay)
{
	struct bench b = bench_of(str_of("{\"\\u0061b\":\"c\\u0064\",\"e\":1}"));
	struct str name, value;

	json_next(b.reader);
	json_next(b.reader);
	name = json_text(b.reader);
	json_next(b.reader);
	value = json_text(b.reader);
	while (json_next(b.reader) != JSON_END)
		;
	json_reader_release(b.reader);
	ck_assert(str_is(name, "ab"));
	ck_assert(str_is(value, "cd"));
	b.reader = NULL;
	bench_end(&b);
}
END_TEST

START_TEST(test_token_names)
{
	static const char *const names[] = {"null", "START_OBJECT", "END_OBJECT", "START_ARRAY",
	    "END_ARRAY", "FIELD_NAME", "VALUE_STRING", "VALUE_NUMBER", "VALUE_BOOLEAN",
	    "VALUE_BOOLEAN", "VALUE_NULL", "null"};

	ck_assert_uint_eq(sizeof(names) / sizeof(names[0]), JSON_TOKEN__MAX);
	for (int i = 0; i < JSON_TOKEN__MAX; i++)
		ck_assert_str_eq(json_token_name((enum json_token)i), names[i]);
}
END_TEST

/* Before the first step a reader stands on nothing, and can go at once. */
START_TEST(test_unused)
{
	struct bench b = bench_of(str_of("{}"));

	ck_assert_int_eq(json_token(b.reader), JSON_END);
	ck_assert_ptr_null(json_fault(b.reader));
	bench_end(&b);
	json_reader_release(NULL);
}
END_TEST

static TCase *
case_of(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("json_reader");
	TCase *tables = case_of(s, "tables"), *limits = case_of(s, "limits");
	TCase *values = case_of(s, "values");
	SRunner *sr;
	int failed;

	tcase_add_loop_test(tables, test_walk, 0, sizeof(walks) / sizeof(walks[0]));
	tcase_add_loop_test(tables, test_fault, 0, sizeof(faults) / sizeof(faults[0]));
	tcase_add_loop_test(tables, test_fault_inside, 0, sizeof(faults) / sizeof(faults[0]));
	tcase_add_loop_test(tables, test_text, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_loop_test(tables, test_name, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_loop_test(tables, test_number, 0, sizeof(numbers) / sizeof(numbers[0]));
	tcase_add_test(tables, test_truncated);
	tcase_add_test(tables, test_source);
	tcase_add_test(tables, test_long_word);
	tcase_add_test(tables, test_token_names);
	tcase_add_test(limits, test_depth);
	tcase_add_test(limits, test_number_length);
	tcase_add_test(limits, test_name_length);
	tcase_add_test(limits, test_long_string);
	tcase_add_test(limits, test_many_values);
	tcase_add_test(limits, test_many_names);
	tcase_add_test(limits, test_names_nested);
	tcase_add_test(limits, test_memory);
	tcase_add_test(values, test_skip);
	tcase_add_test(values, test_read_value);
	tcase_add_test(values, test_ahead);
	tcase_add_test(values, test_texts_stay);
	tcase_add_test(values, test_unused);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
