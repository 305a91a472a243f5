/* Bytes of a stranger through the reader; what it accepts must come back equal when written. */
#include <config.h>

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "json/doc.h"
#include "json/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
assert_fault(const struct json_reader *r, const struct arena *a)
{
	const struct error *fault = json_fault(r);

	assert(!arena_failed(a));
	assert(fault != NULL && fault->cause != NULL && fault->reason.n > 0);
	assert(strcmp(fault->type, "x_content_parse_exception") == 0);
}

/* All tokens, one by one. True: no fault, and there was a value. */
static bool
walk(struct arena *a, struct str text)
{
	struct json_reader *r = json_reader_new(a, text);
	unsigned line = 1, column = 0, depth = 0;
	bool ok;

	while (json_next(r) != JSON_END && json_token(r) != JSON_FAULT) {
		enum json_token token = json_token(r);

		/* Places only go forward. */
		assert(json_line(r) > line || (json_line(r) == line && json_column(r) > column));
		line = json_line(r);
		column = json_column(r);
		depth += token == JSON_START_OBJECT || token == JSON_START_ARRAY;
		depth -= token == JSON_END_OBJECT || token == JSON_END_ARRAY;
		assert(depth <= JSON_DEPTH_MAX);
	}
	if (json_token(r) == JSON_FAULT)
		assert_fault(r, a);
	ok = json_token(r) == JSON_END && column > 0;
	assert(!ok || depth == 0);
	json_reader_release(r);
	return ok;
}

/* The same text as a tree. Null is told by false too. */
static json_object *
read_tree(struct arena *a, struct str text, bool *ok)
{
	struct json_reader *r = json_reader_new(a, text);
	json_object *value = NULL;

	json_next(r);
	*ok = json_token(r) != JSON_END && json_read_value(r, &value);
	if (json_token(r) == JSON_FAULT)
		assert_fault(r, a);
	json_reader_release(r);
	return value;
}

static bool
passes(struct arena *a, struct str text)
{
	struct json_reader *r = json_reader_new(a, text);
	bool ok = json_next(r) != JSON_END && json_skip(r);

	json_reader_release(r);
	return ok;
}

static void
assert_comes_back(struct arena *a, const json_object *value, enum doc_style style)
{
	struct buf first = {0}, second = {0};
	json_object *again;
	bool ok;

	doc_write(&first, value, style);
	again = read_tree(a, buf_peek(&first), &ok);
	assert(ok && doc_equal(value, again));
	doc_write(&second, again, style);
	assert(str_equal(buf_peek(&first), buf_peek(&second)));
	doc_free(again);
	buf_release(&first);
	buf_release(&second);
}

static void
assert_copy(const json_object *value)
{
	json_object *copy = doc_copy(value);
	bool changed;

	assert(doc_equal(value, copy));
	if (json_object_is_type(copy, json_type_object)) {
		assert(doc_merge(copy, value, &changed) && !changed);
		assert(doc_equal(value, copy));
	}
	doc_free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = {(const char *)data, n};
	struct arena *a = arena_new();
	bool ok = walk(a, text), read, damaged;
	json_object *value = read_tree(a, text, &read);
	json_object *loaded = doc_load(text, &damaged);

	assert(ok == read);
	assert(passes(a, text) == ok);
	assert_copy(value);
	if (ok) {
		assert_comes_back(a, value, DOC_COMPACT);
		assert_comes_back(a, value, DOC_PRETTY);
	}
	/* What is loaded is a value with nothing behind it. */
	assert(damaged == (loaded == NULL));
	assert(loaded == NULL || !ok || doc_equal(loaded, value));
	doc_free(loaded);
	doc_free(value);
	arena_free(a);
	return 0;
}
