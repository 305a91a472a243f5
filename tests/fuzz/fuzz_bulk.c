/*
 * A bulk body of a stranger: what is taken apart lies in the body, and is whole. An id of a scroll
 * (the first bytes tell which): what it says, written again, says the same.
 */
#include <config.h>

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "json/doc.h"
#include "json/reader.h"
#include "sink/bulk.h"
#include "sink/scroll.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
assert_error(const struct error *error, const struct arena *a)
{
	assert(!arena_failed(a));
	assert(error != &error_no_memory);
	assert(error->type != NULL && error->reason.n > 0);
}

static void
play_update(struct arena *a, json_object *line)
{
	struct bulk_update up;
	const struct error *error = bulk_read_update(a, line, &up);

	if (error != NULL) {
		assert_error(error, a);
		return;
	}
	assert(up.doc != NULL || up.insert != NULL);
	assert(up.doc == NULL || json_object_is_type(up.doc, json_type_object));
	assert(up.insert == NULL || json_object_is_type(up.insert, json_type_object));
}

/* In what is taken a carriage return is white space, but for the comments that it ends. */
static void
assert_same_on_one_line(struct arena *a, struct str line, const json_object *doc)
{
	DOC_AUTO json_object *again = NULL;
	char *p = arena_alloc(a, line.n + 1);

	if (line.n > 0 && (memchr(line.p, '/', line.n) != NULL || memchr(line.p, '#', line.n)))
		return;
	for (size_t i = 0; i < line.n; i++)
		p[i] = line.p[i] == '\r' ? ' ' : line.p[i];
	assert(bulk_read_document(a, (struct str){p, line.n}, 0, &again) == NULL);
	assert(doc_equal(doc, again));
}

/* What is taken for a document is all of its line: written and read again it is the same. */
static void
play_document(struct arena *a, const struct bulk_op *op)
{
	DOC_AUTO json_object *doc = NULL, *again = NULL;
	const struct error *error = bulk_read_document(a, op->line, 0, &doc);
	struct buf text = {0};

	assert((error == NULL) == (doc != NULL));
	if (error != NULL) {
		assert_error(error, a);
		return;
	}
	assert(json_object_is_type(doc, json_type_object));
	assert_same_on_one_line(a, op->line, doc);
	doc_write(&text, doc, DOC_COMPACT);
	assert(bulk_read_document(a, buf_peek(&text), 0, &again) == NULL);
	assert(doc_equal(doc, again));
	/* Behind it nothing but white space may stand. */
	doc_free(doc_move(&again));
	buf_text(&text, "\t{}");
	assert(bulk_read_document(a, buf_peek(&text), 0, &again) != NULL && again == NULL);
	buf_release(&text);
	if (op->action == BULK_UPDATE)
		play_update(a, doc);
}

static void
check_op(const struct bulk_op *op, struct str body, const char **from)
{
	const char *end = body.p + body.n;

	assert(op->action < BULK_ACTION__MAX && bulk_action_name(op->action) != NULL);
	assert(op->index.n > 0);
	assert(op->id.p == NULL ? op->action == BULK_INDEX || op->action == BULK_CREATE
	                        : op->id.n > 0);
	assert((op->line.p == NULL) == (op->action == BULK_DELETE));
	if (op->line.p == NULL)
		return;
	/* One behind the other, none of them with an end of line in it. */
	assert(op->line.p > *from && op->line.p < end);
	*from = op->line.p + op->line.n;
	assert(*from < end && **from == '\n');
	assert(op->line.n == 0 || memchr(op->line.p, '\n', op->line.n) == NULL);
}

static void
play_bulk(struct str body, struct str index, unsigned depth_max)
{
	struct arena *a = arena_new();
	struct bulk_op *ops;
	const char *from = body.p;
	size_t n;
	const struct error *error = bulk_read(a, body, index, depth_max, &ops, &n);

	if (error != NULL)
		assert_error(error, a);
	assert(error != NULL || (n > 0 && n <= BULK_OPS_MAX));
	for (size_t i = 0; error == NULL && i < n; i++) {
		check_op(&ops[i], body, &from);
		if (ops[i].line.p != NULL)
			play_document(a, &ops[i]);
	}
	arena_free(a);
}

static void
play_scroll(struct str id)
{
	struct arena *a = arena_new();
	struct scroll s, again;

	if (scroll_read(a, id, &s)) {
		struct str written = scroll_write(a, &s);

		assert(str_equal(written, id));
		assert(scroll_read(a, written, &again));
		assert(str_equal(s.index, again.index) && str_equal(s.after, again.after) &&
		       str_equal(s.paths, again.paths) && s.size == again.size);
	}
	assert(!arena_failed(a));
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str body = {(const char *)data, n};

	if (scroll_is(body)) {
		play_scroll(body);
		return 0;
	}
	play_bulk(body, (struct str){NULL, 0}, 0);
	play_bulk(body, STR_LIT("index"), 20);
	return 0;
}
