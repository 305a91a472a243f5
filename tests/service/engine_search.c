/* What lists documents: searches, scrolls, counts. match_all is the one query. */
#include <config.h>

#include "engine.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool
wants_all(json_object *body)
{
	json_object *query = member(body, "query");

	return query == NULL || member(query, "match_all") != NULL;
}

/* The members that were asked for. */
static json_object *
source_of(json_object *doc, json_object *names)
{
	json_object *source;

	if (!json_object_is_type(names, json_type_array))
		return json_object_get(doc);
	source = json_object_new_object();
	for (size_t i = 0; i < json_object_array_length(names); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(names, i));
		json_object *value = member(doc, name);

		if (value != NULL)
			json_object_object_add(source, name, json_object_get(value));
	}
	return source;
}

static json_object *
hits_of(json_object *index, const char *name, json_object *names)
{
	json_object *hits = json_object_new_array();

	json_object_object_foreach(member(index, "shown"), id, doc)
	{
		json_object *hit = json_object_new_object();

		json_object_object_add(hit, "_index", json_object_new_string(name));
		json_object_object_add(hit, "_id", json_object_new_string(id));
		json_object_object_add(hit, "_score", NULL);
		json_object_object_add(hit, "_source", source_of(doc, names));
		json_object_array_add(hits, hit);
	}
	return hits;
}

/* The next page of a scroll. */
static struct answer
page(json_object *scroll, const char *id)
{
	size_t at = (size_t)json_object_get_int64(member(scroll, "at"));
	size_t size = (size_t)json_object_get_int64(member(scroll, "size"));
	json_object *all = member(scroll, "hits");
	struct answer answer = engine_say(200,
	    "{'took':1,'timed_out':false," ENGINE_SHARDS
	    ",'hits':{'total':{'value':%zu,'relation':'eq'},'max_score':null,'hits':[]}}",
	    json_object_array_length(all));
	json_object *hits = member(member(answer.body, "hits"), "hits");

	json_object_object_add(answer.body, "_scroll_id", json_object_new_string(id));
	for (; size > 0 && at < json_object_array_length(all); size--, at++)
		json_object_array_add(hits, json_object_get(json_object_array_get_idx(all, at)));
	json_object_object_add(scroll, "at", json_object_new_int64((int64_t)at));
	return answer;
}

struct answer
engine_search(struct engine *e, const struct question *q, const char *name, json_object *body)
{
	json_object *index = engine_index(e, name, false), *scroll, *size = member(body, "size");
	struct answer answer;
	char id[64];

	if (index == NULL)
		return engine_no_index(name);
	if (!wants_all(body))
		return engine_error(400, "parsing_exception", "match_all alone is known here");
	(void)snprintf(id, sizeof(id), "scroll of the engine %lu==", ++e->made);
	scroll = json_object_new_object();
	json_object_object_add(scroll, "hits", hits_of(index, name, member(body, "_source")));
	json_object_object_add(
	    scroll, "size", json_object_new_int64(size != NULL ? json_object_get_int64(size) : 10));
	json_object_object_add(scroll, "at", json_object_new_int64(0));
	answer = page(scroll, id);
	if (q->param(q->ctx, "scroll") != NULL) {
		json_object_object_add(e->scrolls, id, scroll);
	} else {
		json_object_object_del(answer.body, "_scroll_id");
		json_object_put(scroll);
	}
	return answer;
}

/* An id, or a list with one. */
static const char *
scroll_id(json_object *body)
{
	json_object *id = member(body, "scroll_id");

	if (json_object_is_type(id, json_type_array))
		id = json_object_array_get_idx(id, 0);
	return json_object_is_type(id, json_type_string) ? json_object_get_string(id) : "";
}

struct answer
engine_scroll(struct engine *e, const struct question *q, json_object *body)
{
	const char *id = scroll_id(body);
	json_object *scroll = member(e->scrolls, id);

	if (scroll == NULL)
		return engine_error(404, "search_context_missing_exception",
		    "No search context found for id [%s]", id);
	if (strcmp(q->method, "DELETE") != 0)
		return page(scroll, id);
	json_object_object_del(e->scrolls, id);
	return engine_say(200, "{'succeeded':true,'num_freed':1}");
}

struct answer
engine_count(json_object *index, const struct question *q, const char *name, json_object *body)
{
	if (index == NULL && !engine_param_is(q, "ignore_unavailable", "true"))
		return engine_no_index(name);
	if (!wants_all(body))
		return engine_error(400, "parsing_exception", "match_all alone is known here");
	return engine_say(200, "{'count':%d," ENGINE_SHARDS "}",
	    index != NULL ? json_object_object_length(member(index, "shown")) : 0);
}

struct answer
engine_delete_all(json_object *index, const char *name, json_object *body)
{
	int deleted;

	if (index == NULL)
		return engine_no_index(name);
	if (member(member(body, "query"), "match_all") == NULL)
		return engine_error(400, "parsing_exception", "match_all alone is known here");
	deleted = json_object_object_length(member(index, "shown"));
	json_object_object_foreach(member(index, "shown"), id, doc)
	{
		(void)doc;
		json_object_object_del(member(index, "docs"), id);
	}
	return engine_say(200, "{'took':1,'timed_out':false,'total':%d,'deleted':%d,'failures':[]}",
	    deleted, deleted);
}
