/* Bulk bodies and ids of scrolls at their worst: each of them is done in well under a second. */
#include <config.h>

#include "sink/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "json/doc.h"
#include "json/reader.h"
#include "sink/scroll.h"

static struct arena *a;
static struct buf body;
static struct bulk_op *ops;
static size_t n;

static void
set_up(void)
{
	a = arena_new();
	body = (struct buf){0};
}

static void
tear_down(void)
{
	buf_release(&body);
	arena_free(a);
}

static void
add(const char *text, size_t times)
{
	struct str some = arena_copy(a, str_of(text));

	/* Doubled, so that many short ones are few pieces. */
	while (times > 1 && some.n < 4096) {
		struct buf twice = {0};

		if (times % 2 != 0)
			buf_str(&body, some);
		buf_str(&twice, some);
		buf_str(&twice, some);
		some = arena_copy(a, buf_peek(&twice));
		buf_release(&twice);
		times /= 2;
	}
	while (times-- > 0)
		buf_str(&body, some);
}

static const struct error *
read_it(void)
{
	ck_assert(!buf_failed(&body));
	return bulk_read(a, buf_peek(&body), STR_LIT("i"), 0, &ops, &n);
}

static void
fails(const char *type, const char *reason)
{
	const struct error *error = read_it();

	ck_assert_ptr_nonnull(error);
	ck_assert_str_eq(error->type, type);
	ck_assert_msg(memmem(error->reason.p, error->reason.n, reason, strlen(reason)) != NULL,
	    "%.*s", STR_ARG(error->reason));
}

static void
good(size_t wanted)
{
	const struct error *error = read_it();

	ck_assert_msg(error == NULL, "%.*s", STR_ARG(error->reason));
	ck_assert_uint_eq(n, wanted);
}

/* ---- many ---- */

START_TEST(as_many_as_may_be)
{
	add("{\"delete\":{\"_id\":\"1\"}}\n", BULK_OPS_MAX);
	add("\n\r\n", 10);
	good(BULK_OPS_MAX);
	ck_assert_uint_lt(arena_size(a), 32 << 20);
	add("{\"delete\":{\"_id\":\"1\"}}\n", 1);
	fails("status_exception", "more than 100000 operations");
}
END_TEST

START_TEST(tiny_ones)
{
	add("{\"index\":{}}\n{}\n", 20000);
	good(20000);
	for (size_t i = 0; i < n; i++) {
		json_object *doc;

		ck_assert(ops[i].id.p == NULL && str_is(ops[i].index, "i"));
		ck_assert_ptr_null(bulk_read_document(a, ops[i].line, 0, &doc));
		doc_free(doc);
	}
}
END_TEST

START_TEST(nothing_but_ends_of_lines)
{
	add("\n", 1000000);
	fails("action_request_validation_exception", "no requests added");
	/* No operation, no room for it. */
	ck_assert_uint_lt(arena_size(a), 16 << 20);
	buf_clear(&body);
	add(" ", 1000000);
	add("\n", 1);
	fails("action_request_validation_exception", "no requests added");
	buf_clear(&body);
	fails("illegal_argument_exception", "terminated by a newline");
}
END_TEST

/* ---- long ---- */

static void
add_action(size_t line)
{
	static const char head[] = "{\"index\":{\"routing\":\"", tail[] = "\"}}";

	add(head, 1);
	add("r", line - (sizeof(head) - 1) - (sizeof(tail) - 1));
	add(tail, 1);
	add("\n{}\n", 1);
}

/* What stands in a line of an action and is not needed is forgotten behind it. */
START_TEST(long_lines_of_actions)
{
	for (int i = 0; i < 100; i++)
		add_action(BULK_LINE_MAX);
	good(100);
	ck_assert_uint_lt(arena_size(a), 3 << 20);
	add_action(BULK_LINE_MAX + 1);
	fails("illegal_argument_exception",
	    "Malformed action/metadata line [201], which is too long");
}
END_TEST

/* What is said of a name is no longer for the name. */
START_TEST(long_names)
{
	static const char *const heads[] = {"{\"", "{\"index\":{\""};

	for (int i = 0; i < ROWS(heads); i++) {
		buf_clear(&body);
		add(heads[i], 1);
		add("x", 60000);
		add("\":1}}\n{}\n", 1);
		fails("illegal_argument_exception", "Malformed action/metadata line [1], ");
		ck_assert_uint_lt(read_it()->reason.n, 400);
	}
	buf_clear(&body);
	add("{\"index\":{\"", 1);
	add("x", 40000);
	add("\":1}}\n{}\n", 1);
	fails("illegal_argument_exception", "xxx] is not supported here");
	ck_assert_uint_lt(read_it()->reason.n, 200);
}
END_TEST

START_TEST(a_long_document)
{
	json_object *doc;

	add("{\"index\":{}}\n{\"a\":\"", 1);
	add("\\u0000", 1 << 20);
	add("\"}\n", 1);
	good(1);
	ck_assert_ptr_null(bulk_read_document(a, ops[0].line, 0, &doc));
	doc_free(doc);
}
END_TEST

/* ---- deep, and wide ---- */

static const struct error *
read_nested(unsigned depth)
{
	json_object *doc;
	const struct error *error;

	buf_clear(&body);
	add("{\"index\":{}}\n{\"a\":", 1);
	add("[", depth - 1);
	add("]", depth - 1);
	add("}\n", 1);
	good(1);
	error = bulk_read_document(a, ops[0].line, 0, &doc);
	ck_assert((error == NULL) == (doc != NULL));
	doc_free(doc);
	return error;
}

START_TEST(deep)
{
	ck_assert_ptr_null(read_nested(JSON_DEPTH_MAX));
	ck_assert_ptr_nonnull(read_nested(JSON_DEPTH_MAX + 1));
	ck_assert_ptr_nonnull(read_nested(1000000));
	buf_clear(&body);
	add("{\"index\":{\"routing\":", 1);
	add("[", 60000);
	add("\n", 1);
	fails("illegal_argument_exception", "nesting depth (1001) exceeds");
}
END_TEST

START_TEST(wide)
{
	json_object *doc;

	add("{\"index\":{}}\n{", 1);
	for (int i = 0; i < JSON_VALUES_MAX - 1; i++)
		buf_printf(&body, "\"%d\":0,", i);
	add("\"x\":0}\n", 1);
	good(1);
	ck_assert_ptr_nonnull(bulk_read_document(a, ops[0].line, 0, &doc));
	buf_clear(&body);
	add("{\"index\":{\"_id\":\"1\",\"_id\":\"2\"}}\n{}\n", 1);
	fails("illegal_argument_exception", "Duplicate field '_id'");
}
END_TEST

/* ---- odd bytes ---- */

START_TEST(odd_bytes)
{
	static const struct str bodies[] = {STR_LIT("\0\n"),
	    STR_LIT("{\"delete\":{\"_id\":\"a\0b\"}}\n"),
	    STR_LIT("{\"delete\":{\"_id\":\"\xff\"}}\n"),
	    STR_LIT("{\"delete\0\":{\"_id\":\"1\"}}\n"),
	    STR_LIT("{\"delete\\u0000\":{\"_id\":\"1\"}}\n"),
	    STR_LIT("{\"delete\":{\"_id\":\"1\"}}\0\n"), STR_LIT("{\"index\":{}}\n"),
	    STR_LIT("{\"delete\":{\"_id\":\"\"}}\n"),
	    STR_LIT("{\"index\":{\"_index\":\"\"}}\n{}\n"),
	    STR_LIT("{\"index\":{\"_id\":\"\"}}\n{}\n"), STR_LIT("{\"Index\":{}}\n{}\n"),
	    STR_LIT("{\"index\":{\"_id\":true}}\n{}\n"), STR_LIT("[]\n"), STR_LIT("\"index\"\n")};

	for (int i = 0; i < ROWS(bodies); i++) {
		buf_clear(&body);
		buf_str(&body, bodies[i]);
		ck_assert_msg(read_it() != NULL, "%d", i);
	}
	buf_clear(&body);
	add("{\"delete\":{\"_id\":\"a\\u0000b\"}}\n", 1);
	good(1);
	ck_assert(str_equal(ops[0].id, STR_LIT("a\0b")));
}
END_TEST

/* ---- ids of scrolls ---- */

static struct scroll
some_scroll(size_t after, size_t paths)
{
	struct scroll s = {
	    .index = STR_LIT("index"), .size = 1000, .source = true, .version = true};
	char *bytes = arena_alloc(a, after + paths);

	memset(bytes, 0xfe, after + paths);
	s.after = (struct str){bytes, after};
	s.paths = (struct str){bytes + after, paths};
	return s;
}

START_TEST(scrolls_come_back)
{
	static const size_t paths[] = {0, 1, 100, 3000};

	for (int i = 0; i < ROWS(paths); i++) {
		struct scroll s = some_scroll(512, paths[i]), again;
		struct str id = scroll_write(a, &s);

		ck_assert_ptr_nonnull(id.p);
		ck_assert_uint_le(id.n, SCROLL_TEXT_MAX);
		ck_assert(scroll_read(a, id, &again));
		ck_assert(str_equal(s.index, again.index) && str_equal(s.after, again.after) &&
		          str_equal(s.paths, again.paths));
		ck_assert(again.size == 1000 && again.source && !again.seq && again.version);
	}
	/* At the edge, and where the lengths no longer go into two bytes. */
	for (size_t more = 3500; more < 3600; more++) {
		struct scroll s = some_scroll(512, more), again;
		struct str id = scroll_write(a, &s);

		ck_assert(id.p == NULL || (id.n <= SCROLL_TEXT_MAX && scroll_read(a, id, &again)));
		ck_assert((id.p == NULL) == (more >= 3600 - 36));
	}
	for (size_t more = 65535; more < 65540; more++) {
		struct scroll s = some_scroll(more, 0);

		ck_assert_ptr_null(scroll_write(a, &s).p);
	}
}
END_TEST

/* Cut anywhere, or with any byte another, it is another or none; never more than its bytes. */
START_TEST(scrolls_that_were_changed)
{
	struct scroll s = some_scroll(20, 9), read;
	struct str id = scroll_write(a, &s);

	for (size_t cut = 0; cut < id.n; cut++) {
		char *copy = malloc(cut + 1); /* of which a look behind its end is seen */

		memcpy(copy, id.p, cut);
		ck_assert(!scroll_read(a, (struct str){copy, cut}, &read));
		free(copy);
	}
	for (size_t at = 0; at < id.n; at++) {
		char *other = arena_alloc(a, id.n);

		memcpy(other, id.p, id.n);
		for (int c = 0; c < 256; c++) {
			other[at] = (char)c;
			if (scroll_read(a, (struct str){other, id.n}, &read))
				ck_assert_uint_le(
				    read.index.n + read.after.n + read.paths.n, id.n / 2);
		}
	}
	ck_assert(!scroll_read(a, STR_LIT("sink-"), &read));
	ck_assert(!scroll_read(a, STR_LIT("SINK-0100000007000161000361623100046e616d65"), &read));
	ck_assert(!scroll_read(a, STR_LIT("sink-0100000007000161000361623100046E616D65"), &read));
	ck_assert(!scroll_read(a, (struct str){NULL, 0}, &read));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bulk");
	TCase *tcase = tcase_create("worst");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, as_many_as_may_be);
	tcase_add_test(tcase, tiny_ones);
	tcase_add_test(tcase, nothing_but_ends_of_lines);
	tcase_add_test(tcase, long_lines_of_actions);
	tcase_add_test(tcase, long_names);
	tcase_add_test(tcase, a_long_document);
	tcase_add_test(tcase, deep);
	tcase_add_test(tcase, wide);
	tcase_add_test(tcase, odd_bytes);
	tcase_add_test(tcase, scrolls_come_back);
	tcase_add_test(tcase, scrolls_that_were_changed);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
