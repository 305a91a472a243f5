#include <config.h>

#include "sink/bulk.h"

#include <string.h>

#include "json/reader.h"

static const char *const action_names[BULK_ACTION__MAX] = {
    [BULK_INDEX] = "index",
    [BULK_CREATE] = "create",
    [BULK_UPDATE] = "update",
    [BULK_DELETE] = "delete",
};

const char *
bulk_action_name(enum bulk_action action)
{
	return action_names[action];
}

/* ---- lines ---- */

static bool
is_blank(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t' && line.p[i] != '\r')
			return false;
	return true;
}

/* The next line without its end; false when there is none. */
static bool
next_line(struct str *rest, struct str *line)
{
	const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;

	if (end == NULL)
		return false;
	*line = (struct str){rest->p, (size_t)(end - rest->p)};
	rest->p += line->n + 1;
	rest->n -= line->n + 1;
	return true;
}

static size_t
count_lines(struct str body)
{
	struct str line;
	size_t n = 0;

	while (next_line(&body, &line))
		n++;
	return n;
}

/* ---- documents ---- */

/*
 * The reader does not look behind the top value, and all it could find there is white space: so a
 * document, an object, ends with the last brace of its text.
 */
static bool
ends_here(const struct json_reader *reader, struct str line)
{
	const char *end = json_end(reader);

	return is_blank((struct str){end, (size_t)(line.p + line.n - end)});
}

static const struct error *
read_object(struct arena *a, struct json_reader *reader, struct str line, json_object **doc)
{
	json_next(reader);
	if (json_token(reader) != JSON_FAULT && json_token(reader) != JSON_START_OBJECT)
		return error_new(a, "document_parsing_exception", NULL,
		    "[%u:%u] a document must be an object but was: %s", json_line(reader),
		    json_column(reader), json_token_name(json_token(reader)));
	if (!json_read_value(reader, doc))
		return json_fault(reader) != NULL ? json_fault(reader) : &error_no_memory;
	if (ends_here(reader, line))
		return NULL;
	doc_free(doc_move(doc));
	return error_new(a, "document_parsing_exception", NULL,
	    "[%u:%u] there is something behind the document", json_line(reader),
	    json_column(reader));
}

const struct error *
bulk_read_document(struct arena *a, struct str line, unsigned depth_max, json_object **doc)
{
	struct json_reader *reader = json_reader_new_to(a, line, depth_max);
	const struct error *error;

	*doc = NULL;
	if (reader == NULL)
		return &error_no_memory;
	error = read_object(a, reader, line, doc);
	json_reader_release(reader);
	return error;
}

static const struct error *
unsupported(struct arena *a, const char *what)
{
	return error_new(a, "illegal_argument_exception", NULL,
	    "[%s] is not supported by the sink: it keeps documents, and no more", what);
}

static const struct error *
wrong_kind(struct arena *a, const char *key, const char *kind)
{
	return error_new(a, "illegal_argument_exception", NULL, "[%s] must be %s", key, kind);
}

static const struct error *
read_update_member(struct arena *a, const char *key, json_object *value, struct bulk_update *u,
    bool *doc_as_upsert)
{
	bool *flag = strcmp(key, "doc_as_upsert") == 0 ? doc_as_upsert
	             : strcmp(key, "detect_noop") == 0 ? &u->detect_noop
	                                               : NULL;
	json_object **part = strcmp(key, "doc") == 0      ? &u->doc
	                     : strcmp(key, "upsert") == 0 ? &u->insert
	                                                  : NULL;

	if (flag != NULL) {
		if (!json_object_is_type(value, json_type_boolean))
			return wrong_kind(a, key, "true or false");
		*flag = json_object_get_boolean(value);
		return NULL;
	}
	if (part == NULL)
		return unsupported(a, key);
	if (!json_object_is_type(value, json_type_object))
		return wrong_kind(a, key, "an object");
	*part = value;
	return NULL;
}

const struct error *
bulk_read_update(struct arena *a, json_object *line, struct bulk_update *u)
{
	bool doc_as_upsert = false;

	*u = (struct bulk_update){.detect_noop = true};
	DOC_EACH(line, key, value)
	{
		/* A name may be as long as its line. */
		TRY(read_update_member(a, arena_printf(a, "%.*s", (int)strnlen(key, 64), key),
		    value, u, &doc_as_upsert));
	}
	if (doc_as_upsert && u->doc != NULL)
		u->insert = u->doc;
	if (u->doc == NULL && u->insert == NULL)
		return error_text(a, "action_request_validation_exception", NULL,
		    STR_LIT("Validation Failed: 1: script or doc is missing;"));
	return NULL;
}

/* ---- actions ---- */

struct reading {
	struct arena *arena;   /* of what is handed out */
	struct arena *scratch; /* of one line */
	struct str index;
	unsigned depth_max;
	size_t line; /* from 1 */
};

static const struct error *
malformed(const struct reading *r, const char *what)
{
	return error_new(r->arena, "illegal_argument_exception", NULL,
	    "Malformed action/metadata line [%zu], %s", r->line, what);
}

/* What has no meaning for a sink, and is no promise either. */
static bool
may_be_ignored(const char *key, const json_object *value)
{
	static const char *const keys[] = {"pipeline", "routing", "retry_on_conflict",
	    "list_executed_pipelines", "dynamic_templates"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return strcmp(key, "require_alias") == 0 && json_object_is_type(value, json_type_boolean) &&
	       !json_object_get_boolean(value);
}

/* A number is its spelling: two of them that differ are no one id. */
static struct str
spelling(struct arena *a, const json_object *number)
{
	struct buf out = {0};
	struct str text = {NULL, 0};

	doc_write(&out, number, DOC_COMPACT);
	if (!buf_failed(&out))
		text = arena_copy(a, buf_peek(&out));
	buf_release(&out);
	return text;
}

static const struct error *
read_meta(const struct reading *r, const json_object *meta, struct bulk_op *op)
{
	DOC_EACH(meta, key, value)
	{
		bool text = json_object_is_type(value, json_type_string);
		/* Ids may be numbers: clients of languages without types send them so. */
		bool number = json_object_is_type(value, json_type_int) ||
		              json_object_is_type(value, json_type_double);

		if (strcmp(key, "_index") == 0 && text)
			op->index = arena_copy(r->arena, doc_text(value));
		else if (strcmp(key, "_id") == 0 && text)
			op->id = arena_copy(r->arena, doc_text(value));
		else if (strcmp(key, "_id") == 0 && number)
			op->id = spelling(r->arena, value);
		else if (value != NULL && !may_be_ignored(key, value))
			return malformed(r, arena_printf(r->arena, "[%.*s] is not supported here",
			                        (int)strnlen(key, 64), key));
	}
	return NULL;
}

static const struct error *
read_action(const struct reading *r, const json_object *doc, struct bulk_op *op)
{
	int n = 0;

	op->action = BULK_ACTION__MAX;
	op->index = r->index;
	DOC_EACH(doc, key, value)
	{
		for (int i = 0; i < BULK_ACTION__MAX; i++)
			if (strcmp(key, action_names[i]) == 0)
				op->action = (enum bulk_action)i;
		if (n++ > 0 || op->action == BULK_ACTION__MAX)
			return malformed(
			    r, "expected one field [create], [delete], [index] or [update]");
		if (!json_object_is_type(value, json_type_object))
			return malformed(r, "expected an object behind the name of the action");
		TRY(read_meta(r, value, op));
	}
	if (n == 0)
		return malformed(r, "expected FIELD_NAME but found [END_OBJECT]");
	return NULL;
}

/* What ES says of a request, and not of an item, too. */
static const struct error *
check_action(const struct reading *r, const struct bulk_op *op)
{
	const char *missing = NULL;

	if (op->index.n == 0)
		missing = "index is missing";
	else if (op->id.p != NULL ? op->id.n == 0
	                          : op->action == BULK_UPDATE || op->action == BULK_DELETE)
		missing = "id is missing";
	if (missing == NULL)
		return NULL;
	return error_new(r->arena, "action_request_validation_exception", NULL,
	    "Validation Failed: 1: %s;", missing);
}

static const struct error *
read_action_line(const struct reading *r, struct str line, struct bulk_op *op)
{
	DOC_AUTO json_object *doc = NULL;
	const struct error *error;

	arena_reset(r->scratch);
	if (line.n > BULK_LINE_MAX)
		return malformed(r, "which is too long");
	error = bulk_read_document(r->scratch, line, r->depth_max, &doc);
	if (arena_failed(r->scratch))
		return &error_no_memory;
	if (error != NULL) {
		/* The words lie in the arena of the line. */
		const struct error *root = error_root(error);

		return malformed(r, arena_printf(r->arena, "%.*s", STR_ARG(root->reason)));
	}
	TRY(read_action(r, doc, op));
	return check_action(r, op);
}

static const struct error *
read_ops(struct reading *r, struct str body, struct bulk_op *ops, size_t *n)
{
	struct str line;

	for (r->line = 1; next_line(&body, &line); r->line++) {
		struct bulk_op *op = &ops[*n];

		if (is_blank(line))
			continue;
		if (*n == BULK_OPS_MAX)
			return error_status_text(r->arena, "status_exception", 413,
			    arena_text(r->arena, "more than %d operations in one bulk request",
			        (int)BULK_OPS_MAX));
		*op = (struct bulk_op){.line = {NULL, 0}};
		TRY(read_action_line(r, line, op));
		++*n;
		if (op->action == BULK_DELETE)
			continue;
		if (!next_line(&body, &op->line))
			return malformed(r, "there is no line behind it");
		r->line++;
	}
	return NULL;
}

const struct error *
bulk_read(struct arena *a, struct str body, struct str index, unsigned depth_max,
    struct bulk_op **ops, size_t *n)
{
	struct reading r = {.arena = a, .index = index, .depth_max = depth_max};
	size_t lines = count_lines(body), room = lines < BULK_OPS_MAX ? lines : BULK_OPS_MAX;
	const struct error *error;

	*n = 0;
	if (body.n == 0 || body.p[body.n - 1] != '\n')
		return error_text(a, "illegal_argument_exception", NULL,
		    STR_LIT("The bulk request must be terminated by a newline [\\n]"));
	*ops = arena_alloc(a, (room + 1) * sizeof(**ops));
	r.scratch = arena_new();
	if (*ops == NULL || r.scratch == NULL) {
		arena_free(r.scratch);
		return &error_no_memory;
	}
	error = read_ops(&r, body, *ops, n);
	arena_free(r.scratch);
	if (arena_failed(a))
		error = &error_no_memory;
	if (error == NULL && *n == 0)
		error = error_text(a, "action_request_validation_exception", NULL,
		    STR_LIT("Validation Failed: 1: no requests added;"));
	return error;
}
