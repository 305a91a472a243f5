#include <config.h>

#include "json/doc.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/reader.h"

#define B(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/*
 * The memory of this program comes through here, that of libraries too: an allocation can be made
 * to fail, and pieces are counted so that none is lost unseen.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifdef SANITIZED
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif

extern void *REAL(malloc)(size_t);
extern void *REAL(calloc)(size_t, size_t);
extern void *REAL(realloc)(void *, size_t);
extern void REAL(free)(void *);

static long calls_left = -1; /* until one fails; negative: none does */
static bool have_failed;
static long pieces;

static bool
fails(void)
{
	if (calls_left < 0 || calls_left-- > 0)
		return false;
	calls_left = 0; /* and so do all after it */
	have_failed = true;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t n)
{
	void *p = fails() ? NULL : REAL(malloc)(n);

	pieces += p != NULL;
	return p;
}

void *
calloc(size_t n, size_t size)
{
	void *p = fails() ? NULL : REAL(calloc)(n, size);

	pieces += p != NULL;
	return p;
}

void *
realloc(void *old, size_t n)
{
	void *p = fails() ? NULL : REAL(realloc)(old, n);

	pieces += p != NULL && old == NULL;
	return p;
}

void
free(void *p)
{
	pieces -= p != NULL;
	REAL(free)(p);
}

/* A sanitizer has its own, which would not come through here. */
char *
strdup(const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = malloc(n);

	return copy != NULL ? memcpy(copy, text, n) : NULL;
}

/* ---- help ---- */

static json_object *
load(const char *text)
{
	bool damaged;
	json_object *doc = doc_load(str_of(text), &damaged);

	ck_assert_msg(doc != NULL, "%s", text);
	ck_assert(!damaged);
	return doc;
}

static void
assert_written(const json_object *doc, enum doc_style style, const char *want)
{
	struct buf out = {0};

	doc_write(&out, doc, style);
	ck_assert(!buf_failed(&out));
	buf_char(&out, '\0');
	ck_assert_str_eq(out.p, want);
	buf_release(&out);
}

/* ---- reading members ---- */

START_TEST(test_get)
{
	DOC_AUTO json_object *doc = load(
	    "{\"n\":null,\"o\":{},\"a\":[],\"s\":\"x\\u0000y\",\"t\":true,\"f\":false,\"i\":-7,"
	    "\"d\":1.0,\"b\":99999999999999999999,\"si\":\"7\"}");
	json_object *value = doc;
	struct str text = {"?", 1};
	bool flag = true;
	int64_t number = 42;

	ck_assert_int_eq(doc_get(doc, "nope", &value), DOC_ABSENT);
	ck_assert_ptr_null(value);
	value = doc;
	ck_assert_int_eq(doc_get(doc, "n", &value), DOC_NULL);
	ck_assert_ptr_null(value);
	ck_assert_int_eq(doc_get(doc, "o", &value), DOC_PRESENT);
	ck_assert_ptr_nonnull(value);
	/* What is no object has no members. */
	ck_assert_int_eq(doc_get(NULL, "a", &value), DOC_ABSENT);
	ck_assert_int_eq(doc_get(doc_array(doc, "a"), "a", &value), DOC_ABSENT);
	ck_assert_ptr_null(value);

	ck_assert_ptr_nonnull(doc_object(doc, "o"));
	ck_assert_ptr_null(doc_object(doc, "a"));
	ck_assert_ptr_null(doc_object(doc, "n"));
	ck_assert_ptr_nonnull(doc_array(doc, "a"));
	ck_assert_ptr_null(doc_array(doc, "o"));
	ck_assert_ptr_null(doc_array(doc, "nope"));

	ck_assert(!doc_string(doc, "i", &text) && !doc_string(doc, "n", &text));
	ck_assert(str_is(text, "?"));
	ck_assert(doc_string(doc, "s", &text));
	ck_assert(str_equal(text, (struct str)B("x\0y")));
	ck_assert(str_equal(doc_text(NULL), str_of("")));
	ck_assert(str_equal(doc_text(doc), str_of("")));

	ck_assert(!doc_bool(doc, "i", &flag) && !doc_bool(doc, "s", &flag) && flag);
	ck_assert(doc_bool(doc, "f", &flag) && !flag);
	ck_assert(doc_bool(doc, "t", &flag) && flag);

	/* A text, a double, an integer too big and a boolean are no long. */
	ck_assert(!doc_long(doc, "si", &number) && !doc_long(doc, "d", &number));
	ck_assert(!doc_long(doc, "b", &number) && !doc_long(doc, "t", &number));
	ck_assert_int_eq(number, 42);
	ck_assert(doc_long(doc, "i", &number));
	ck_assert_int_eq(number, -7);
}
END_TEST

START_TEST(test_array)
{
	DOC_AUTO json_object *doc = doc_new_array();

	ck_assert_uint_eq(doc_length(doc), 0);
	ck_assert_ptr_null(doc_at(doc, 0));
	for (int i = 0; i < 100; i++) {
		json_object *element = doc_new();

		ck_assert(doc_set_long(element, "i", i));
		ck_assert(doc_add_take(doc, element));
	}
	ck_assert(!doc_add_take(doc, NULL));
	ck_assert_uint_eq(doc_length(doc), 100);
	for (int i = 0; i < 100; i++) {
		int64_t number;

		ck_assert(doc_long(doc_at(doc, (size_t)i), "i", &number) && number == i);
	}
	ck_assert_ptr_null(doc_at(doc, 100));
	ck_assert_ptr_null(doc_at(doc_at(doc, 0), 0));
	ck_assert_uint_eq(doc_length(doc_at(doc, 0)), 0);
	ck_assert_uint_eq(doc_length(NULL), 0);
}
END_TEST

/* ---- setting members ---- */

START_TEST(test_set)
{
	DOC_AUTO json_object *doc = doc_new();
	DOC_AUTO json_object *other = load("{\"x\":[1.50,{\"y\":null}]}");

	ck_assert(doc_set_null(doc, "n"));
	ck_assert(doc_set_string(doc, "s", (struct str)B("a\0b")));
	ck_assert(doc_set_text(doc, "t", "text"));
	ck_assert(doc_set_long(doc, "l", INT64_MIN));
	ck_assert(doc_set_bool(doc, "b", false));
	ck_assert(doc_set_copy(doc, "c", other));
	ck_assert(doc_set_copy(doc, "cn", NULL));
	ck_assert(doc_set_take(doc, "o", doc_new()));
	assert_written(doc, DOC_COMPACT,
	    "{\"n\":null,\"s\":\"a\\u0000b\",\"t\":\"text\",\"l\":-9223372036854775808,\"b\":false,"
	    "\"c\":{\"x\":[1.50,{\"y\":null}]},\"cn\":null,\"o\":{}}");

	/* The copy is deep. */
	ck_assert(doc_set_bool(doc_object(doc, "c"), "z", true));
	assert_written(other, DOC_COMPACT, "{\"x\":[1.50,{\"y\":null}]}");

	/* No memory is no null, and changes nothing. */
	ck_assert(!doc_set_take(doc, "t", NULL));
	ck_assert(doc_set_text(doc, "n", "now"));
	doc_remove(doc, "s");
	doc_remove(doc, "c");
	doc_remove(doc, "never");
	assert_written(doc, DOC_COMPACT,
	    "{\"n\":\"now\",\"t\":\"text\",\"l\":-9223372036854775808,\"b\":false,\"cn\":null,"
	    "\"o\":{}}");
}
END_TEST

START_TEST(test_move)
{
	json_object *doc = doc_new(), *moved;

	moved = doc_move(&doc);
	ck_assert_ptr_null(doc);
	ck_assert_ptr_nonnull(moved);
	doc_free(moved);
	doc_free(NULL);
	ck_assert_ptr_null(doc_copy(NULL));
}
END_TEST

START_TEST(test_each)
{
	DOC_AUTO json_object *doc = load("{\"b\":1,\"a\":null,\"c\":[]}");
	struct buf keys = {0};
	int nulls = 0;

	DOC_EACH(doc, key, value)
	{
		buf_text(&keys, key);
		nulls += value == NULL;
	}
	ck_assert(str_is(buf_peek(&keys), "bac"));
	ck_assert_int_eq(nulls, 1);
	buf_release(&keys);
}
END_TEST

/* Many members: a table that grows keeps all of them, in order. */
START_TEST(test_many)
{
	DOC_AUTO json_object *doc = doc_new();
	int n = 0;

	for (int i = 0; i < 5000; i++) {
		char key[16];

		snprintf(key, sizeof(key), "k%d", i);
		ck_assert(doc_set_long(doc, key, i));
	}
	DOC_EACH(doc, key, value)
	{
		int64_t number;

		ck_assert_int_eq(atoi(key + 1), n);
		ck_assert(doc_long(doc, key, &number) && number == n);
		ck_assert_ptr_nonnull(value);
		n++;
	}
	ck_assert_int_eq(n, 5000);
}
END_TEST

/* ---- equality ---- */

/* clang-format off */
static const struct {
	const char *a, *b;
	bool equal;
} pairs[] = {
	{ "[1]", "[1]", true },
	{ "[1]", "[2]", false },
	{ "[1]", "[1,1]", false },
	{ "[1]", "{\"a\":1}", false },
	{ "[1]", "[\"1\"]", false },
	{ "[1]", "[true]", false },
	{ "[0]", "[null]", false },
	{ "[0]", "[-0]", true },
	{ "[null]", "[null]", true },
	{ "[true]", "[true]", true },
	{ "[true]", "[false]", false },
	{ "[\"a\"]", "[\"a\"]", true },
	{ "[\"a\"]", "[\"b\"]", false },
	{ "[\"a\\u0000b\"]", "[\"a\\u0000c\"]", false },
	{ "[\"\\u00e9\"]", "[\"\xC3\xA9\"]", true },
	/* numbers: of one kind and one value */
	{ "[1]", "[1.0]", false },
	{ "[1.10]", "[1.1]", true },
	{ "[100.0]", "[1e2]", true },
	{ "[1.1]", "[1.2]", false },
	{ "[0.0]", "[-0.0]", true },
	{ "[99999999999999999999]", "[99999999999999999999]", true },
	/* the same double, another number */
	{ "[99999999999999999999]", "[99999999999999999998]", false },
	{ "[99999999999999999999]", "[1e20]", false },
	{ "[1e20]", "[99999999999999999999]", false },
	{ "[9223372036854775807]", "[9223372036854775808]", false },
	/* members in any order */
	{ "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true },
	{ "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
	{ "{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false },
	{ "{\"a\":null}", "{}", false },
	{ "{\"a\":null}", "{\"b\":null}", false },
	{ "{\"a\":null}", "{\"a\":0}", false },
	{ "[1,2]", "[2,1]", false },
	{ "{\"a\":[{\"b\":{\"c\":[1,null]}}]}", "{\"a\":[{\"b\":{\"c\":[1,null]}}]}", true },
	{ "{\"a\":[{\"b\":{\"c\":[1,null]}}]}", "{\"a\":[{\"b\":{\"c\":[1,0]}}]}", false },
	{ "{}", "{}", true },
	{ "[]", "[]", true },
	{ "[]", "{}", false },
};
/* clang-format on */

START_TEST(test_equal)
{
	DOC_AUTO json_object *a = load(pairs[_i].a);
	DOC_AUTO json_object *b = load(pairs[_i].b);
	DOC_AUTO json_object *copy = doc_copy(a);

	ck_assert_int_eq(doc_equal(a, b), pairs[_i].equal);
	ck_assert_int_eq(doc_equal(b, a), pairs[_i].equal);
	ck_assert(doc_equal(a, a));
	ck_assert(doc_equal(a, copy));
	ck_assert(!doc_equal(a, NULL) && !doc_equal(NULL, a));
	ck_assert(doc_equal(NULL, NULL));
}
END_TEST

/* ---- merging ---- */

/* clang-format off */
static const struct {
	const char *doc, *patch, *want;
	bool changed;
} merges[] = {
	/* sync-jobs.md 8 */
	{ "{\"a\":1}", "{\"b\":2}", "{\"a\":1,\"b\":2}", true },
	{ "{\"a\":1}", "{\"a\":2}", "{\"a\":2}", true },
	{ "{\"a\":{\"x\":1,\"y\":2}}", "{\"a\":{\"y\":3}}", "{\"a\":{\"x\":1,\"y\":3}}", true },
	{ "{\"a\":[1,2]}", "{\"a\":[3]}", "{\"a\":[3]}", true },
	{ "{\"a\":1}", "{\"a\":null}", "{\"a\":null}", true },
	{ "{}", "{\"a\":null}", "{\"a\":null}", true },
	{ "{\"a\":{\"x\":1}}", "{\"a\":{\"x\":null}}", "{\"a\":{\"x\":null}}", true },
	/* one kind replaces another */
	{ "{\"a\":{\"x\":1}}", "{\"a\":5}", "{\"a\":5}", true },
	{ "{\"a\":5}", "{\"a\":{\"x\":null}}", "{\"a\":{\"x\":null}}", true },
	{ "{\"a\":null}", "{\"a\":{}}", "{\"a\":{}}", true },
	{ "{\"a\":[{\"x\":1}]}", "{\"a\":[{\"y\":2}]}", "{\"a\":[{\"y\":2}]}", true },
	{ "{\"a\":1}", "{\"a\":1.0}", "{\"a\":1.0}", true },
	{ "{\"a\":{}}", "{\"b\":{\"c\":{\"d\":1}}}", "{\"a\":{},\"b\":{\"c\":{\"d\":1}}}", true },
	/* deep */
	{ "{\"a\":{\"b\":{\"c\":1,\"d\":2}}}", "{\"a\":{\"b\":{\"e\":3,\"c\":4}}}",
	    "{\"a\":{\"b\":{\"c\":4,\"d\":2,\"e\":3}}}", true },
	/* the first differs, the rest does not; and the other way round */
	{ "{\"a\":1,\"b\":{\"c\":1}}", "{\"a\":2,\"b\":{\"c\":1}}", "{\"a\":2,\"b\":{\"c\":1}}", true },
	{ "{\"a\":1,\"b\":{\"c\":1}}", "{\"a\":1,\"b\":{\"c\":2}}", "{\"a\":1,\"b\":{\"c\":2}}", true },
	/* nothing changes: the old spelling and order stay */
	{ "{\"a\":1}", "{}", "{\"a\":1}", false },
	{ "{\"a\":1}", "{\"a\":1}", "{\"a\":1}", false },
	{ "{\"a\":1.10}", "{\"a\":1.1}", "{\"a\":1.10}", false },
	{ "{\"a\":null}", "{\"a\":null}", "{\"a\":null}", false },
	{ "{\"a\":{\"x\":1}}", "{\"a\":{}}", "{\"a\":{\"x\":1}}", false },
	{ "{\"a\":[{\"x\":1,\"y\":2}]}", "{\"a\":[{\"y\":2,\"x\":1}]}", "{\"a\":[{\"x\":1,\"y\":2}]}", false },
	{ "{\"a\":{\"x\":{\"y\":[1]}}}", "{\"a\":{\"x\":{\"y\":[1]}}}", "{\"a\":{\"x\":{\"y\":[1]}}}", false },
};
/* clang-format on */

START_TEST(test_merge)
{
	DOC_AUTO json_object *doc = load(merges[_i].doc);
	DOC_AUTO json_object *patch = load(merges[_i].patch);
	bool changed = !merges[_i].changed;

	ck_assert(doc_merge(doc, patch, &changed));
	ck_assert_int_eq(changed, merges[_i].changed);
	assert_written(doc, DOC_COMPACT, merges[_i].want);
	assert_written(patch, DOC_COMPACT, merges[_i].patch);
	/* Once more, and there is nothing to do. */
	ck_assert(doc_merge(doc, patch, &changed));
	ck_assert(!changed);
}
END_TEST

/* ---- writing ---- */

START_TEST(test_pretty)
{
	DOC_AUTO json_object *doc =
	    load("{\"a\":1,\"b\":{\"c\":[1,\"x\",{\"d\":null}],\"e\":{},\"f\":[]}}");
	DOC_AUTO json_object *empty = doc_new();
	DOC_AUTO json_object *none = doc_new_array();

	/* rest.md 9, without the line end behind it */
	assert_written(doc, DOC_PRETTY,
	    "{\n"
	    "  \"a\" : 1,\n"
	    "  \"b\" : {\n"
	    "    \"c\" : [\n"
	    "      1,\n"
	    "      \"x\",\n"
	    "      {\n"
	    "        \"d\" : null\n"
	    "      }\n"
	    "    ],\n"
	    "    \"e\" : { },\n"
	    "    \"f\" : [ ]\n"
	    "  }\n"
	    "}");
	assert_written(empty, DOC_PRETTY, "{ }");
	assert_written(none, DOC_PRETTY, "[ ]");
	assert_written(NULL, DOC_PRETTY, "null");
	assert_written(empty, DOC_COMPACT, "{}");
	assert_written(none, DOC_COMPACT, "[]");
	assert_written(NULL, DOC_COMPACT, "null");
}
END_TEST

/* clang-format off */
static const struct {
	struct str text;
	const char *quoted;
} quotes[] = {
	{ B(""), "\"\"" },
	{ B("plain"), "\"plain\"" },
	/* rest.md 2 */
	{ B("\"\\"), "\"\\\"\\\\\"" },
	{ B("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"" },
	{ B("\0\x01\x0B\x1A\x1F"), "\"\\u0000\\u0001\\u000B\\u001A\\u001F\"" },
	{ B("a/b\x7F'<>&"), "\"a/b\x7F'<>&\"" },
	{ B("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"" },
	{ B("\xE2\x80\xA8"), "\"\xE2\x80\xA8\"" },
	/* what is no UTF-8 must not get out */
	{ B("a\xFFz"), "\"a\xEF\xBF\xBDz\"" },
	{ B("\xC3(\xE2\x82"), "\"\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\"" },
	{ B("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"" },
};
/* clang-format on */

START_TEST(test_quote)
{
	struct buf out = {0};

	buf_text(&out, "x:");
	doc_quote(&out, quotes[_i].text);
	buf_char(&out, '\0');
	ck_assert_str_eq(out.p + 2, quotes[_i].quoted);
	buf_release(&out);
}
END_TEST

START_TEST(test_write_names)
{
	DOC_AUTO json_object *doc = load("{\"\\u0001\\\"/\\u00e9\":1,\"\":2}");

	assert_written(doc, DOC_COMPACT, "{\"\\u0001\\\"/\xC3\xA9\":1,\"\":2}");
}
END_TEST

/* Doubles that never had a spelling get one that reads back as the same double, and as no integer.
 */
START_TEST(test_write_doubles)
{
	static const double values[] = {0.0, -0.0, 1.0, 0.1, 1e100, 5e-324, 1.7976931348623157e308};
	static const char *const texts[] = {"0.0", "-0.0", "1.0", "0.10000000000000001", "1e+100",
	    "4.9406564584124654e-324", "1.7976931348623157e+308"};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		DOC_AUTO json_object *number = json_object_new_double(values[i]);
		DOC_AUTO json_object *copy = doc_copy(number);

		assert_written(number, DOC_COMPACT, texts[i]);
		assert_written(copy, DOC_COMPACT, texts[i]);
	}
}
END_TEST

/* ---- loading ---- */

/* clang-format off */
static const struct {
	struct str bytes;
	bool ok;
} loads[] = {
	{ B("{}"), true },
	{ B("[]"), true },
	{ B("{\"a\":[1,2.50,99999999999999999999,\"\\u0000\",null,true]}"), true },
	{ B(""), false },
	{ B(" "), false },
	{ B("null"), false },
	{ B("{"), false },
	{ B("}"), false },
	{ B("{\"a\":1"), false },
	{ B("{}x"), false },
	{ B("{} "), false },
	{ B("{}\0"), false },
	{ B("{\"a\":\xFF}"), false },
	{ B("{\"a\":1,\"a\":1}"), false },
	{ B("\0\0\0\0"), false },
};
/* clang-format on */

START_TEST(test_load)
{
	bool damaged = loads[_i].ok;
	DOC_AUTO json_object *doc = doc_load(loads[_i].bytes, &damaged);
	struct buf out = {0};

	ck_assert_int_eq(doc != NULL, loads[_i].ok);
	ck_assert_int_eq(damaged, !loads[_i].ok);
	if (!loads[_i].ok)
		return;
	doc_write(&out, doc, DOC_COMPACT);
	ck_assert(str_equal(buf_peek(&out), loads[_i].bytes));
	buf_release(&out);
}
END_TEST

/* A value as deep as may be sent can stand some levels down in a document. */
START_TEST(test_load_deep)
{
	struct buf text = {0};
	bool damaged;
	json_object *doc, *copy;
	bool changed;

	for (int i = 0; i < 1200; i++)
		buf_text(&text, "{\"a\":");
	buf_char(&text, '1');
	for (int i = 0; i < 1200; i++)
		buf_char(&text, '}');
	doc = doc_load(buf_peek(&text), &damaged);
	ck_assert_ptr_nonnull(doc);
	copy = doc_copy(doc);
	ck_assert(doc_equal(doc, copy));
	ck_assert(doc_merge(copy, doc, &changed) && !changed);
	doc_free(doc);
	doc_free(copy);
	buf_release(&text);
}
END_TEST

/* ---- no memory ---- */

static const char sample[] =
    "{\"a\":{\"b\":[1,2.5,99999999999999999999,\"text\",\"esc\\u0041ped\",null,true,[[],{}]],"
    "\"c\":{\"d\":{\"e\":{}}}},"
    "\"f00\":0,\"f01\":1,\"f02\":2,\"f03\":3,\"f04\":4,\"f05\":5,\"f06\":6,\"f07\":7,\"f08\":8,"
    "\"f09\":9,\"f10\":10,\"f11\":11,\"f12\":12,\"f13\":13,\"f14\":14,\"f15\":15,\"f16\":16,"
    "\"f17\":17,\"f18\":18,\"f19\":19,\"f20\":20,\"f21\":21,\"f22\":22,\"f23\":23,\"f24\":24,"
    "\"f25\":25,\"f26\":26,\"f27\":27,\"f28\":28,\"f29\":29,\"f30\":30,\"f31\":31,\"f32\":32,"
    "\"f33\":33,\"f34\":34,\"f35\":35}";

/* An assertion that needs no memory as long as it holds. */
static void
require_at(bool holds, int line)
{
	if (holds)
		return;
	calls_left = -1;
	ck_abort_msg("line %d", line);
}
#define require(what) require_at(what, __LINE__)

/* Each does one thing and says whether it had the memory for it. */

static bool
try_read(void)
{
	struct arena *a = arena_new();
	struct json_reader *r = a == NULL ? NULL : json_reader_new(a, str_of(sample));
	json_object *value = NULL;
	bool ok = r != NULL;

	if (ok) {
		json_next(r);
		ok = json_read_value(r, &value);
		require(ok || (value == NULL && json_token(r) == JSON_FAULT));
		require(ok || (json_fault(r) == NULL && arena_failed(a)));
		require(!json_fault_in_string(r));
	} else {
		require(a == NULL || arena_failed(a));
	}
	doc_free(value);
	json_reader_release(r);
	arena_free(a);
	return ok;
}

/* A fault there is no memory to tell of. */
static bool
try_fault(void)
{
	struct arena *a = arena_new();
	struct json_reader *r = a == NULL ? NULL : json_reader_new(a, str_of("[1,\"\\q\"]"));
	bool told = false;

	if (r != NULL) {
		while (json_next(r) != JSON_FAULT)
			;
		told = json_fault(r) != NULL;
		require(told != arena_failed(a));
		require(json_fault_in_string(r) == told);
	}
	json_reader_release(r);
	arena_free(a);
	return told;
}

static bool
try_load(void)
{
	bool damaged;
	json_object *doc = doc_load(str_of(sample), &damaged);

	require(!damaged);
	doc_free(doc);
	return doc != NULL;
}

static json_object *base;

static bool
try_copy(void)
{
	json_object *copy = doc_copy(base);

	doc_free(copy);
	return copy != NULL;
}

static bool
try_write(void)
{
	struct buf out = {0};
	bool ok;

	doc_write(&out, base, DOC_PRETTY);
	ok = !buf_failed(&out);
	buf_release(&out);
	return ok;
}

static bool
try_merge(void)
{
	json_object *doc = doc_new();
	bool changed, ok;

	ok = doc != NULL && doc_set_take(doc, "a", doc_new()) && doc_merge(doc, base, &changed);
	require(!ok || doc_equal(doc, base));
	doc_free(doc);
	return ok;
}

static bool
try_set(void)
{
	json_object *doc = doc_new();
	bool ok = doc != NULL && doc_set_null(doc, "n");
	char key[16];

	for (int i = 0; ok && i < 60; i++) {
		snprintf(key, sizeof(key), "%d", i);
		ok = doc_set_text(doc, key, "text") && doc_set_long(doc, key, i) &&
		     doc_set_bool(doc, key, true) && doc_set_copy(doc, key, base);
	}
	doc_free(doc);
	return ok;
}

static bool
try_array(void)
{
	json_object *array = doc_new_array();
	bool ok = array != NULL;

	for (int i = 0; ok && i < 60; i++)
		ok = doc_add_take(array, doc_new());
	doc_free(array);
	return ok;
}

static bool (*const tries[])(void) = {
    try_read, try_fault, try_load, try_copy, try_write, try_merge, try_set, try_array};

/* The first allocation fails, then the second one, and so on until all goes well. */
START_TEST(test_no_memory)
{
	bool ok = false;
	long n = 0;

	base = load(sample);
	ck_assert(tries[_i]()); /* what libraries make once for ever is there after this */
	for (; !ok; n++) {
		long before = pieces;
		bool failed;

		have_failed = false;
		calls_left = n;
		ok = tries[_i]();
		failed = have_failed;
		calls_left = -1;
		/* What failed was not overlooked. */
		ck_assert_msg(ok == !failed, "call %ld", n);
		ck_assert_msg(pieces == before, "call %ld: %ld pieces lost", n, pieces - before);
		ck_assert_int_lt(n, 100000);
	}
	ck_assert_int_gt(n, 2);
	doc_free(base);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json_doc");
	TCase *t = tcase_create("json_doc");
	SRunner *sr;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, test_get);
	tcase_add_test(t, test_array);
	tcase_add_test(t, test_set);
	tcase_add_test(t, test_move);
	tcase_add_test(t, test_each);
	tcase_add_test(t, test_many);
	tcase_add_loop_test(t, test_equal, 0, sizeof(pairs) / sizeof(pairs[0]));
	tcase_add_loop_test(t, test_merge, 0, sizeof(merges) / sizeof(merges[0]));
	tcase_add_test(t, test_pretty);
	tcase_add_loop_test(t, test_quote, 0, sizeof(quotes) / sizeof(quotes[0]));
	tcase_add_test(t, test_write_names);
	tcase_add_test(t, test_write_doubles);
	tcase_add_loop_test(t, test_load, 0, sizeof(loads) / sizeof(loads[0]));
	tcase_add_test(t, test_load_deep);
	tcase_add_loop_test(t, test_no_memory, 0, sizeof(tries) / sizeof(tries[0]));
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
