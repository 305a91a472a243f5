#include <config.h>

#include "engine.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENTS = 4, SEGMENT_ROOM = 512 };

struct path {
	char at[SEGMENTS][SEGMENT_ROOM];
	size_t n; /* more than SEGMENTS: too many */
};

json_object *
member(json_object *object, const char *name)
{
	json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &value);
	return value;
}

const char *
string_of(json_object *object, const char *name)
{
	json_object *value = member(object, name);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

json_object *
parsed(const char *text, size_t n)
{
	struct json_tokener *reader = json_tokener_new();
	json_object *value;
	bool whole;

	if (reader == NULL)
		abort();
	json_tokener_set_flags(reader, JSON_TOKENER_STRICT);
	value = json_tokener_parse_ex(reader, text, (int)n);
	whole = json_tokener_get_error(reader) == json_tokener_success;
	json_tokener_free(reader);
	if (whole)
		return value;
	json_object_put(value);
	return NULL;
}

/* ---- answers ---- */

struct answer
engine_say(unsigned status, const char *format, ...)
{
	char *text = NULL;
	struct answer answer = {.status = status};
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		abort();
	va_end(ap);
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	answer.body = parsed(text, strlen(text));
	if (answer.body == NULL)
		abort();
	free(text);
	return answer;
}

struct answer
engine_error(unsigned status, const char *type, const char *format, ...)
{
	struct answer answer =
	    engine_say(status, "{'error':{'root_cause':[{}]},'status':%u}", status);
	json_object *error = member(answer.body, "error");
	json_object *to[] = {error, json_object_array_get_idx(member(error, "root_cause"), 0)};
	char *reason = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&reason, format, ap) < 0)
		abort();
	va_end(ap);
	for (size_t i = 0; i < 2; i++) {
		json_object_object_add(to[i], "type", json_object_new_string(type));
		json_object_object_add(to[i], "reason", json_object_new_string(reason));
	}
	free(reason);
	return answer;
}

struct answer
engine_no_index(const char *name)
{
	return engine_error(404, "index_not_found_exception", "no such index [%s]", name);
}

static struct answer
no_handler(const struct question *q)
{
	return engine_error(400, "illegal_argument_exception",
	    "no handler found for uri [%s] and method [%s]", q->path, q->method);
}

bool
engine_param_is(const struct question *q, const char *name, const char *value)
{
	const char *given = q->param(q->ctx, name);

	return given != NULL && strcmp(given, value) == 0;
}

/* ---- paths ---- */

static int
nibble(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c | 0x20);

	return c == '\0' || at == NULL ? -1 : (int)(at - digits);
}

/* Splits before it decodes: an escaped slash is part of a name. */
static bool
path_read(const char *raw, struct path *path)
{
	size_t k = 0;

	path->n = 0;
	for (; *raw != '\0'; raw++) {
		int high, low;

		if (*raw == '/') {
			if (path->n > 0 && path->n <= SEGMENTS)
				path->at[path->n - 1][k] = '\0';
			k = 0;
			if (++path->n > SEGMENTS)
				return false;
			continue;
		}
		if (path->n == 0 || k + 1 == SEGMENT_ROOM)
			return false;
		path->at[path->n - 1][k] = *raw;
		if (*raw == '%') {
			if ((high = nibble(raw[1])) < 0 || (low = nibble(raw[2])) < 0)
				return false;
			path->at[path->n - 1][k] = (char)(high * 16 + low);
			raw += 2;
		}
		k++;
	}
	if (path->n > 0)
		path->at[path->n - 1][k] = '\0';
	return path->n > 0;
}

static bool
path_is(const struct path *path, size_t at, const char *name)
{
	return path->n > at && strcmp(path->at[at], name) == 0;
}

/* ---- indices ---- */

void
engine_open(struct engine *e)
{
	*e = (struct engine){.indices = json_object_new_object(),
	    .pipelines = json_object_new_object(),
	    .scrolls = json_object_new_object()};
}

void
engine_close(struct engine *e)
{
	json_object_put(e->indices);
	json_object_put(e->pipelines);
	json_object_put(e->scrolls);
}

/* An engine beside connectord is told not to make these by itself (conf/nginx-split.conf). */
static bool
is_of_control(const char *name)
{
	return strncmp(name, ".elastic-connectors", 19) == 0;
}

json_object *
engine_index(struct engine *e, const char *name, bool make)
{
	json_object *index = member(e->indices, name);

	if (index != NULL || !make)
		return index;
	if (is_of_control(name) || *name == '\0' || *name == '_') {
		e->strays++;
		return NULL;
	}
	index = json_object_new_object();
	json_object_object_add(index, "docs", json_object_new_object());
	json_object_object_add(index, "shown", json_object_new_object());
	json_object_object_add(e->indices, name, index);
	return index;
}

/* What was written is found from now on. */
static void
refresh(json_object *index)
{
	json_object *shown = json_object_new_object();

	json_object_object_foreach(member(index, "docs"), id, doc)
	    json_object_object_add(shown, id, json_object_get(doc));
	json_object_object_add(index, "shown", shown);
}

static struct answer
index_get(struct engine *e, const struct question *q, const char *name)
{
	struct answer answer = {200, json_object_new_object()};

	json_object_object_foreach(e->indices, other, index)
	{
		(void)index;
		if (strcmp(name, "*") == 0 || strcmp(name, other) == 0)
			json_object_object_add(answer.body, other,
			    engine_say(0, "{'aliases':{},'mappings':{},'settings':{}}").body);
	}
	if (json_object_object_length(answer.body) > 0 || strcmp(name, "*") == 0 ||
	    engine_param_is(q, "ignore_unavailable", "true"))
		return answer;
	json_object_put(answer.body);
	return engine_no_index(name);
}

static struct answer
index_itself(struct engine *e, const struct question *q, const char *name)
{
	bool there = engine_index(e, name, false) != NULL;

	if (strcmp(q->method, "HEAD") == 0)
		return (struct answer){there ? 200 : 404, NULL};
	if (strcmp(q->method, "GET") == 0)
		return index_get(e, q, name);
	if (strcmp(q->method, "DELETE") == 0) {
		if (!there && !engine_param_is(q, "ignore_unavailable", "true"))
			return engine_no_index(name);
		json_object_object_del(e->indices, name);
		return engine_say(200, "{'acknowledged':true}");
	}
	if (strcmp(q->method, "PUT") != 0)
		return no_handler(q);
	if (there)
		return engine_error(
		    400, "resource_already_exists_exception", "index [%s] already exists", name);
	if (engine_index(e, name, true) == NULL)
		return engine_error(
		    400, "invalid_index_name_exception", "Invalid index name [%s]", name);
	return engine_say(
	    200, "{'acknowledged':true,'shards_acknowledged':true,'index':'%s'}", name);
}

static struct answer
stats(struct engine *e, const char *name)
{
	struct answer answer = engine_say(200, "{" ENGINE_SHARDS ",'indices':{}}");

	json_object_object_foreach(e->indices, other, index)
	{
		if (strcmp(name, "*") != 0 && strcmp(name, other) != 0)
			continue;
		json_object_object_add(member(answer.body, "indices"), other,
		    engine_say(0, "{'primaries':{'docs':{'count':%d}}}",
		        json_object_object_length(member(index, "shown")))
		        .body);
	}
	return answer;
}

/* ---- documents by id ---- */

static struct answer
doc_by_id(struct engine *e, const struct question *q, const char *name, const char *id)
{
	json_object *doc = member(member(engine_index(e, name, false), "docs"), id);
	struct answer answer;

	if (strcmp(q->method, "HEAD") == 0)
		return (struct answer){doc != NULL ? 200 : 404, NULL};
	if (strcmp(q->method, "GET") != 0)
		return no_handler(q);
	answer =
	    engine_say(doc != NULL ? 200 : 404, "{'found':%s}", doc != NULL ? "true" : "false");
	json_object_object_add(answer.body, "_index", json_object_new_string(name));
	json_object_object_add(answer.body, "_id", json_object_new_string(id));
	if (doc != NULL)
		json_object_object_add(answer.body, "_source", json_object_get(doc));
	return answer;
}

/* ---- routes ---- */

static struct answer
of_index(struct engine *e, const struct question *q, const char *name, const char *what,
    json_object *body)
{
	json_object *index = engine_index(e, name, false);

	if (strcmp(what, "_bulk") == 0)
		return engine_bulk(e, q, name);
	if (strcmp(what, "_search") == 0)
		return engine_search(e, q, name, body);
	if (strcmp(what, "_count") == 0)
		return engine_count(index, q, name, body);
	if (strcmp(what, "_delete_by_query") == 0)
		return engine_delete_all(index, name, body);
	if (strcmp(what, "_stats") == 0)
		return stats(e, name);
	if (strcmp(what, "_refresh") != 0)
		return no_handler(q);
	if (index == NULL && !engine_param_is(q, "ignore_unavailable", "true"))
		return engine_no_index(name);
	if (index != NULL)
		refresh(index);
	return engine_say(200, "{" ENGINE_SHARDS "}");
}

static struct answer
pipeline(struct engine *e, const struct question *q, const char *id, json_object *body)
{
	json_object *there = member(e->pipelines, id);
	struct answer answer = {200, NULL};

	if (strcmp(q->method, "PUT") == 0) {
		json_object_object_add(e->pipelines, id, json_object_get(body));
		return engine_say(200, "{'acknowledged':true}");
	}
	if (there == NULL)
		return engine_say(404, "{}");
	answer.body = json_object_new_object();
	json_object_object_add(answer.body, id, json_object_get(there));
	return answer;
}

static struct answer
routed(struct engine *e, const struct question *q, const struct path *path, json_object *body)
{
	if (path_is(path, 0, ""))
		return engine_say(
		    200, "{'version':{'distribution':'opensearch','number':'2.11.0'}}");
	if (path_is(path, 0, "_bulk"))
		return engine_bulk(e, q, "");
	if (path_is(path, 0, "_search") && path_is(path, 1, "scroll"))
		return engine_scroll(e, q, body);
	if (path_is(path, 0, "_ingest") && path_is(path, 1, "pipeline") && path->n == 3)
		return pipeline(e, q, path->at[2], body);
	if (path->at[0][0] == '_')
		return no_handler(q);
	if (path->n == 1)
		return index_itself(e, q, path->at[0]);
	if (path_is(path, 1, "_doc") && path->n == 3)
		return doc_by_id(e, q, path->at[0], path->at[2]);
	return path->n == 2 ? of_index(e, q, path->at[0], path->at[1], body) : no_handler(q);
}

struct answer
engine_ask(struct engine *e, const struct question *q)
{
	struct path path;
	struct answer answer;
	json_object *body = NULL;

	if (!path_read(q->path, &path))
		return engine_error(400, "illegal_argument_exception", "bad path [%s]", q->path);
	if (q->n > 0 && !path_is(&path, 0, "_bulk") && !path_is(&path, 1, "_bulk") &&
	    (body = parsed(q->body, q->n)) == NULL)
		return engine_error(400, "parse_exception", "the body is not JSON");
	answer = routed(e, q, &path, body);
	json_object_put(body);
	return answer;
}
