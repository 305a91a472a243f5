#include <config.h>

#include "content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIPELINE "search-default-ingestion"

bool
content_exists(struct service *s, const char *index)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "/%s", index);
	service_ask(s, "HEAD", target, "%s", "");
	service_check(s, s->status == 200 || s->status == 404, "200 or 404 was expected");
	return s->status == 200;
}

bool
content_prepare(struct service *s, const char *index)
{
	char target[256];
	json_object *answer;

	(void)snprintf(target, sizeof(target), "/%s?ignore_unavailable=true", index);
	answer = service_ask(s, "GET", target, "%s", "");
	service_expect(s, 200);
	if (value_at(answer, index) != NULL)
		return false;
	service_check(s, json_object_object_length(answer) == 0, "another index");
	(void)snprintf(target, sizeof(target), "/%s", index);
	service_ask(s, "PUT", target, "%s", "");
	service_expect(s, 200);
	return true;
}

/* ---- scroll ---- */

/* How many hits a page has; each of them has what was asked for, and no more. */
static size_t
check_page(struct service *s, json_object *answer)
{
	json_object *hits = value_at(answer, "hits.hits");

	service_expect(s, 200);
	service_check(s,
	    number_at(answer, "_shards.total") == number_at(answer, "_shards.successful") +
	                                              number_at(answer, "_shards.skipped") &&
	        number_at(answer, "_shards.failed") == 0,
	    "shards");
	service_check(s, hits != NULL, "no hits");
	for (size_t i = 0; i < doc_length(hits); i++) {
		json_object *source = value_at(doc_at(hits, i), "_source");

		service_check(s, *text_at(doc_at(hits, i), "_id") != '\0', "a hit without an id");
		service_check(s,
		    strcmp(text_at(source, "id"), text_at(doc_at(hits, i), "_id")) == 0 &&
		        *text_at(source, "_timestamp") != '\0' &&
		        json_object_object_length(source) == 2,
		    "the source of a hit");
	}
	return doc_length(hits);
}

int
content_walk(struct service *s, const char *index)
{
	char target[256], scroll[2048];
	json_object *answer;
	size_t n;
	int seen = 0;

	(void)snprintf(target, sizeof(target), "/%s/_search?scroll=5m", index);
	answer = service_ask(s, "POST", target,
	    "{\"size\":1000,\"sort\":\"_doc\",\"_source\":[\"id\",\"_timestamp\"]}");
	while ((n = check_page(s, answer)) > 0) {
		seen += (int)n;
		service_check(s, n <= 1000, "a page that is too long");
		(void)snprintf(scroll, sizeof(scroll), "%s", text_at(answer, "_scroll_id"));
		service_check(s, *scroll != '\0', "no scroll");
		answer = service_ask(s, "POST", "/_search/scroll",
		    "{\"scroll_id\":\"%s\",\"scroll\":\"5m\"}", scroll);
	}
	(void)snprintf(scroll, sizeof(scroll), "%s", text_at(answer, "_scroll_id"));
	service_ask(s, "DELETE", "/_search/scroll", "{\"scroll_id\":\"%s\"}", scroll);
	service_check(s, s->status == 200 || s->status == 404, "200 or 404 was expected");
	return seen;
}

/* ---- bulk ---- */

static void
add(struct bulk *bulk, const char *op, const char *index, const char *id)
{
	buf_printf(&bulk->lines, "{\"%s\":{\"_index\":\"%s\",\"_id\":", op, index);
	doc_quote(&bulk->lines, str_of(id));
	buf_text(&bulk->lines, "}}\n");
	bulk->n++;
}

void
bulk_index(struct bulk *bulk, const char *index, const char *id, const char *doc)
{
	add(bulk, "index", index, id);
	buf_printf(&bulk->lines, "%s\n", doc);
}

void
bulk_update(struct bulk *bulk, const char *index, const char *id, const char *doc, bool upsert)
{
	add(bulk, "update", index, id);
	buf_printf(&bulk->lines, "{\"doc\":%s%s}\n", doc, upsert ? ",\"doc_as_upsert\":true" : "");
}

void
bulk_delete(struct bulk *bulk, const char *index, const char *id)
{
	add(bulk, "delete", index, id);
}

/* The only member of an item. */
static json_object *
outcome(json_object *item)
{
	DOC_EACH(item, op, value)
	{
		(void)op;
		return value;
	}
	return NULL;
}

static const char *
said(json_object *item)
{
	const char *type = text_at(item, "error.type");

	return *type != '\0' ? type : text_at(item, "result");
}

static void
send_bulk(struct service *s, struct bulk *bulk, const char *const expected[], const char *all)
{
	json_object *answer, *items;
	bool failed = false;
	char what[256];

	answer = service_ask_lines(s, "PUT", "/_bulk?pipeline=" PIPELINE, buf_peek(&bulk->lines));
	service_expect(s, 200);
	items = value_at(answer, "items");
	service_check(s, doc_length(items) == (size_t)bulk->n, "not an outcome for each");
	for (int i = 0; i < bulk->n; i++) {
		json_object *item = outcome(doc_at(items, (size_t)i));
		const char *wanted = all != NULL ? all : expected[i];

		failed |= value_at(item, "error") != NULL;
		service_check(s, *text_at(item, "_id") != '\0', "an outcome without an id");
		(void)snprintf(what, sizeof(what), "item %d: %s, not %s", i, said(item), wanted);
		service_check(s, strcmp(said(item), wanted) == 0, what);
	}
	service_check(
	    s, json_object_get_boolean(value_at(answer, "errors")) == (int)failed, "errors");
	buf_release(&bulk->lines);
	bulk->n = 0;
}

void
bulk_send(struct service *s, struct bulk *bulk, const char *const expected[])
{
	send_bulk(s, bulk, expected, NULL);
}

void
bulk_send_all(struct service *s, struct bulk *bulk, const char *expected)
{
	send_bulk(s, bulk, NULL, expected);
}

/* ---- count ---- */

int
content_count(struct service *s, const char *index)
{
	char target[256];
	int64_t count;

	(void)snprintf(target, sizeof(target), "/%s/_refresh?ignore_unavailable=true", index);
	service_ask(s, "POST", target, "%s", "");
	service_expect(s, 200);
	(void)snprintf(target, sizeof(target), "/%s/_count?ignore_unavailable=true", index);
	count = number_at(service_ask(s, "POST", target, "%s", ""), "count");
	service_expect(s, 200);
	service_check(s, count >= 0, "no count");
	return (int)count;
}
