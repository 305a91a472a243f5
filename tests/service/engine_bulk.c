/* _bulk: each line with its own outcome. */
#include <config.h>

#include "engine.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct item {
	struct engine *engine;
	const char *op, *index, *id;
	json_object *body; /* the line behind; NULL for a delete */
	json_object *out;
	bool failed;
};

static void
done(struct item *item, int status, const char *result)
{
	json_object_object_add(item->out, "status", json_object_new_int(status));
	json_object_object_add(item->out, "result", json_object_new_string(result));
}

static void
refuse(struct item *item, int status, const char *type, const char *reason)
{
	json_object *error = json_object_new_object();

	json_object_object_add(error, "type", json_object_new_string(type));
	json_object_object_add(error, "reason", json_object_new_string(reason));
	json_object_object_add(item->out, "status", json_object_new_int(status));
	json_object_object_add(item->out, "error", error);
	item->failed = true;
}

/* A value that takes the place of the one there; members of patch into a copy of doc. */
static json_object *
merged(json_object *doc, json_object *patch)
{
	json_object *copy = json_object_new_object();

	json_object_object_foreach(doc, name, value)
	    json_object_object_add(copy, name, json_object_get(value));
	json_object_object_foreach(patch, changed, with)
	{
		bool both = json_object_is_type(with, json_type_object) &&
		            json_object_is_type(member(doc, changed), json_type_object);

		json_object_object_add(copy, changed,
		    both ? merged(member(doc, changed), with) : json_object_get(with));
	}
	return copy;
}

static void
update(struct item *item, json_object *docs)
{
	json_object *there = member(docs, item->id), *patch = member(item->body, "doc"), *doc;

	if (!json_object_is_type(patch, json_type_object)) {
		refuse(item, 400, "action_request_validation_exception", "doc is missing");
		return;
	}
	if (there == NULL && !json_object_get_boolean(member(item->body, "doc_as_upsert"))) {
		refuse(item, 404, "document_missing_exception", "document missing");
		return;
	}
	doc = there != NULL ? merged(there, patch) : json_object_get(patch);
	if (there != NULL && json_object_equal(there, doc)) {
		json_object_put(doc);
		done(item, 200, "noop");
		return;
	}
	json_object_object_add(docs, item->id, doc);
	done(item, there != NULL ? 200 : 201, there != NULL ? "updated" : "created");
}

static void
put(struct item *item, json_object *docs)
{
	bool there = member(docs, item->id) != NULL;

	if (!json_object_is_type(item->body, json_type_object)) {
		refuse(item, 400, "mapper_parsing_exception", "a document is an object");
		return;
	}
	if (there && strcmp(item->op, "create") == 0) {
		refuse(item, 409, "version_conflict_engine_exception", "document already exists");
		return;
	}
	json_object_object_add(docs, item->id, json_object_get(item->body));
	done(item, there ? 200 : 201, there ? "updated" : "created");
}

static void delete (struct item *item, json_object *docs)
{
	bool there = member(docs, item->id) != NULL;

	json_object_object_del(docs, item->id);
	done(item, there ? 200 : 404, there ? "deleted" : "not_found");
}

static void
carry_out(struct item *item, const char *pipeline)
{
	json_object *index, *docs;

	if (pipeline != NULL && strcmp(pipeline, "_none") != 0 &&
	    member(item->engine->pipelines, pipeline) == NULL) {
		refuse(item, 400, "illegal_argument_exception", "the pipeline does not exist");
		return;
	}
	index = engine_index(item->engine, item->index, true);
	if (index == NULL) {
		refuse(item, 404, "index_not_found_exception", "no such index, and none is made");
		return;
	}
	docs = member(index, "docs");
	if (strcmp(item->op, "update") == 0)
		update(item, docs);
	else if (strcmp(item->op, "delete") == 0)
		delete (item, docs);
	else
		put(item, docs);
}

/* The next line, without its end; false behind the last one. */
static bool
next_line(const char **at, const char *end, const char **line, size_t *n)
{
	const char *stop;

	if (*at == end)
		return false;
	*line = *at;
	stop = memchr(*at, '\n', (size_t)(end - *at));
	*n = (size_t)((stop != NULL ? stop : end) - *at);
	*at = stop != NULL ? stop + 1 : end;
	return true;
}

/* {"index":{"_index":…,"_id":…}}; false: it is none. */
static bool
read_action(json_object *action, const char *index, struct item *item)
{
	static const char *const ops[] = {"index", "create", "update", "delete"};

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		json_object *where = member(action, ops[i]);

		if (where == NULL)
			continue;
		item->op = ops[i];
		item->index = *string_of(where, "_index") ? string_of(where, "_index") : index;
		item->id = string_of(where, "_id");
		return *item->id != '\0'; /* the service gives each an id */
	}
	return false;
}

static void
add_item(struct item *item, json_object *items)
{
	json_object *wrapped = json_object_new_object();

	json_object_object_add(item->out, "_index", json_object_new_string(item->index));
	json_object_object_add(item->out, "_id", json_object_new_string(item->id));
	json_object_object_add(wrapped, item->op, item->out);
	json_object_array_add(items, wrapped);
}

struct answer
engine_bulk(struct engine *e, const struct question *q, const char *index)
{
	const char *at = q->body, *end = at + q->n, *line, *pipeline = q->param(q->ctx, "pipeline");
	json_object *items = json_object_new_array(), *answer = json_object_new_object();
	bool failed = false, bad = q->n == 0 || end[-1] != '\n';
	size_t n;

	while (!bad && next_line(&at, end, &line, &n)) {
		json_object *action = parsed(line, n);
		struct item item = {.engine = e, .out = json_object_new_object()};

		bad = !read_action(action, index, &item);
		if (!bad && strcmp(item.op, "delete") != 0)
			bad = !next_line(&at, end, &line, &n) ||
			      (item.body = parsed(line, n)) == NULL;
		if (!bad) {
			carry_out(&item, pipeline);
			add_item(&item, items);
		} else {
			json_object_put(item.out);
		}
		failed |= item.failed;
		json_object_put(item.body);
		json_object_put(action);
	}
	json_object_object_add(answer, "took", json_object_new_int(1));
	json_object_object_add(answer, "errors", json_object_new_boolean(failed));
	json_object_object_add(answer, "items", items);
	if (!bad)
		return (struct answer){200, answer};
	json_object_put(answer);
	return engine_error(400, "illegal_argument_exception",
	    "Malformed action/metadata line, or no newline at the end");
}
