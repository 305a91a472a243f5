/* Whole syncs, from the schedule to the end, with what is written to the content index between. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "service.h"
#include "steps.h"

#define CONNECTOR "sync"
#define INDEX     "search-sync"
#define ACL       ".search-acl-filter-" INDEX

/* More than a page of a scroll, and more than a bulk. */
enum { DOCS = 1500, BULK = 500 };

/* Ids that a path or a line of JSON could be confused by. */
static const char *const odd[] = {
    "a/b c", "50%2F50", "\xc3\xa4 \"quoted\" \\", "..", "\xf0\x9f\x98\x80"};

enum { ODD = sizeof(odd) / sizeof(odd[0]) };

static void
make_connector(struct service *s)
{
	service_ask(s, "PUT", "/_connector/" CONNECTOR,
	    "{\"index_name\":\"" INDEX "\",\"service_type\":\"dir\",\"is_native\":false}");
	service_expect(s, 201);
	service_ask(s, "PUT", "/_connector/" CONNECTOR "/_configuration",
	    "{\"configuration\":{\"dir\":{\"label\":\"Directory\",\"order\":1,\"type\":\"str\","
	    "\"value\":\"/srv\"}}}");
	service_expect(s, 200);
}

/* As far as the content index. */
static void
begin(struct service *s, char job[ID_ROOM])
{
	char first[ID_ROOM];

	service_schedule(s, CONNECTOR, job);
	service_check(s, service_pending(s, CONNECTOR, first) == 1, "S5: how many");
	service_check(s, strcmp(first, job) == 0, "S5: which");
	service_connector(s, CONNECTOR, NULL);
	service_check(s, service_lock(s, CONNECTOR), "U5");
	service_claim(s, job);
	service_expect(s, 200);
}

/* What it asks every few seconds of a run. */
static void
look(struct service *s, const char *job)
{
	service_connector(s, CONNECTOR, NULL);
	service_check(s, strcmp(text_at(service_job(s, job), "status"), "in_progress") == 0,
	    "not in progress");
}

/* From the last write on: how many documents there must be. */
static void
end(struct service *s, const char *job, int count)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "/_connector/_sync_job/%s/_stats", job);
	service_ask(s, "PUT", target,
	    "{\"indexed_document_count\":%d,\"indexed_document_volume\":1,"
	    "\"deleted_document_count\":0,\"metadata\":{}}",
	    count);
	service_expect(s, 200);
	look(s, job);
	service_check(s, content_count(s, INDEX) == count, "the count");
	service_end(s, job, "completed", NULL);
	service_expect(s, 200);
	service_unlock(s, CONNECTOR, "completed", NULL);
	service_check(
	    s, strcmp(text_at(service_job(s, job), "status"), "completed") == 0, "not completed");
}

static const char *
document(char out[512], const char *id, const char *text)
{
	struct buf quoted = {0};
	char at[64];

	doc_quote(&quoted, str_of(id));
	(void)snprintf(out, 512, "{\"id\":%.*s,\"_timestamp\":\"%s\",\"body\":\"%s\"}",
	    (int)quoted.n, quoted.p, service_time(at, 0), text);
	buf_release(&quoted);
	return out;
}

static void
first_sync(struct service *s)
{
	struct bulk bulk = {.n = 0};
	char job[ID_ROOM], id[32], doc[512];

	begin(s, job);
	service_check(s, content_prepare(s, INDEX), "the index is there already");
	look(s, job);
	service_check(s, content_exists(s, INDEX), "the index was not made");
	service_check(s, content_walk(s, INDEX) == 0, "documents that nobody wrote");
	for (int i = 0; i < DOCS; i++) {
		(void)snprintf(id, sizeof(id), "doc-%d", i);
		bulk_index(&bulk, INDEX, i < ODD ? odd[i] : id,
		    document(doc, i < ODD ? odd[i] : id, "first"));
		if (bulk.n == BULK)
			bulk_send_all(s, &bulk, "created");
	}
	end(s, job, DOCS);
}

/* Most is as it was. */
static void
second_sync(struct service *s)
{
	static const char *const expected[] = {"updated", "created", "updated", "noop", "deleted",
	    "deleted", "not_found", "created", "document_missing_exception"};
	struct bulk bulk = {.n = 0};
	char job[ID_ROOM], same[512], doc[512];

	begin(s, job);
	service_check(s, !content_prepare(s, INDEX), "the index is gone");
	look(s, job);
	service_check(s, content_exists(s, INDEX), "the index is gone");
	service_check(s, content_walk(s, INDEX) == DOCS, "not all documents");
	document(same, odd[0], "second");
	bulk_update(&bulk, INDEX, odd[0], same, true);
	bulk_update(&bulk, INDEX, "new", document(doc, "new", "second"), true);
	bulk_index(&bulk, INDEX, odd[1], document(doc, odd[1], "second"));
	bulk_update(&bulk, INDEX, odd[0], same, true);
	bulk_delete(&bulk, INDEX, "doc-100");
	bulk_delete(&bulk, INDEX, odd[2]);
	bulk_delete(&bulk, INDEX, "doc-100");
	bulk_index(&bulk, INDEX, "doc-100", document(doc, "doc-100", "second"));
	bulk_update(&bulk, INDEX, "nobody", "{\"body\":\"x\"}", false);
	bulk_send(s, &bulk, expected);
	end(s, job, DOCS); /* one came, one went */
	service_check(s, content_walk(s, INDEX) == DOCS, "not all documents");
}

/* Who may see what: an index that the first write makes. */
static void
access_control(struct service *s)
{
	struct bulk bulk = {.n = 0};
	char doc[512];

	service_check(s, !content_exists(s, ACL), "nobody made it");
	bulk_update(&bulk, ACL, "somebody", document(doc, "somebody", "x"), true);
	bulk_send_all(s, &bulk, "created");
	service_check(s, content_exists(s, ACL), "the first write makes it");
	service_check(s, content_count(s, ACL) == 1 && content_count(s, INDEX) == DOCS, "counts");
	service_check(s, content_walk(s, ACL) == 1, "not found");
}

void
play_sync(struct service *s, struct service *other)
{
	service_start(s);
	service_start(other);
	make_connector(s);
	first_sync(s);
	second_sync(other);
	access_control(s);
	printf("synced %d documents\n", DOCS);
}

/* ---- the command line: index list, clean, delete ---- */

void
play_indices(struct service *s)
{
	json_object *stats = service_ask(s, "GET", "/*/_stats", "%s", "");

	service_expect(s, 200);
	service_check(
	    s, number_at(stats, "indices." INDEX ".primaries.docs.count") == DOCS, "the list");
	service_ask(s, "POST", "/" INDEX "/_delete_by_query?ignore_unavailable=true",
	    "{\"query\":{\"match_all\":{}}}");
	service_expect(s, 200);
	service_check(s, content_count(s, INDEX) == 0, "not clean");
	service_ask(s, "DELETE", "/" INDEX "?ignore_unavailable=true", "%s", "");
	service_expect(s, 200);
	service_check(s, !content_exists(s, INDEX), "not deleted");
}
