/* The life of a connector service: start, ticks, a schedule, runs, ends of all kinds, cleaning up.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"
#include "service.h"
#include "steps.h"

static json_object *
search(struct service *s, const char *index, int from, const char *query)
{
	char target[128];
	json_object *answer;

	(void)snprintf(target, sizeof(target), "%s/_search?expand_wildcards=hidden", index);
	answer = service_ask(s, "POST", target,
	    "{\"from\":%d,\"size\":100,\"query\":%s,\"seq_no_primary_term\":true}", from, query);
	service_expect(s, 200);
	return answer;
}

static int64_t
hits(const json_object *answer)
{
	return number_at(answer, "hits.total.value");
}

static bool
is_hit(const json_object *answer, const char *id)
{
	json_object *list = value_at(answer, "hits.hits");

	for (size_t i = 0; i < doc_length(list); i++)
		if (strcmp(text_at(doc_at(list, i), "_id"), id) == 0)
			return true;
	return false;
}

static const char *
put(struct service *s, long status, const char *target, const char *body)
{
	json_object *answer = service_ask(s, "PUT", target, "%s", body);

	service_expect(s, status);
	return text_at(answer, "result");
}

/* ---- what a person does ---- */

static void
make_connector(struct service *s)
{
	put(s, 201, "/_connector/life",
	    "{\"index_name\":\"search-life\",\"name\":\"life\",\"service_type\":\"dir\","
	    "\"is_native\":false}");
	put(s, 200, "/_connector/life/_scheduling",
	    "{\"scheduling\":{\"full\":{\"enabled\":true,\"interval\":\"1 * * * * ?\"}}}");
}

/* ---- ticks ---- */

#define S1                                                                      \
	"{\"bool\":{\"must_not\":[{\"term\":{\"deleted\":true}}],\"filter\":[{" \
	"\"terms\":{\"_id\":[\"life\"]}}]}}"
#define S2                                                                      \
	"{\"bool\":{\"must_not\":[{\"term\":{\"deleted\":true}}],\"filter\":[{" \
	"\"terms\":{\"service_type\":[\"dir\"]}},{\"term\":{\"is_native\":false}}]}}"

static void
first_tick(struct service *s)
{
	struct version version;
	json_object *doc;

	service_check(s, hits(search(s, CONNECTORS, 0, S1)) == 1, "S1");
	service_check(s, hits(search(s, CONNECTORS, 0, S2)) == 1, "S2");
	service_check(s,
	    hits(search(s, CONNECTORS, 0, "{\"bool\":{\"should\":[" S2 "," S1 "]}}")) == 1, "S3");
	doc = service_connector(s, "life", &version);
	service_check(s, value_at(doc, "last_seen") == NULL, "seen before it was");
	service_update(s, CONNECTORS, "life", &version,
	    "{\"configuration\":{\"dir\":{\"label\":\"Directory\",\"order\":1,\"type\":\"str\","
	    "\"value\":null}},\"status\":\"needs_configuration\",\"features\":{\"sync_rules\":{"
	    "\"basic\":{\"enabled\":true},\"advanced\":{\"enabled\":false}}}}");
	service_expect(s, 200);
	service_update(s, CONNECTORS, "life", &version, "{\"status\":\"needs_configuration\"}");
	service_expect(s, 409);
	put(s, 200, "/_connector/life/_check_in", "");
	doc = service_connector(s, "life", NULL);
	service_check(s, *text_at(doc, "last_seen") != '\0', "not seen");
	service_check(s, strcmp(text_at(doc, "status"), "needs_configuration") == 0, "status");
}

static void
configured_tick(struct service *s)
{
	struct version before, after;

	put(s, 200, "/_connector/life/_configuration", "{\"values\":{\"dir\":\"/srv\"}}");
	put(s, 200, "/_connector/life/_filtering",
	    "{\"advanced_snippet\":{\"value\":{}},\"rules\":[]}");
	service_check(s,
	    strcmp(text_at(service_connector(s, "life", NULL), "status"), "configured") == 0,
	    "status");
	put(s, 200, "/_connector/life/_filtering/_validation",
	    "{\"validation\":{\"state\":\"valid\",\"errors\":[]}}");
	put(s, 200, "/_connector/life/_filtering/_activate", "");
	for (int i = 0; i < 2; i++) {
		service_connector(s, "life", &before);
		service_update(
		    s, CONNECTORS, "life", NULL, "{\"status\":\"connected\",\"error\":null}");
		service_expect(s, 200);
		service_check(s,
		    strcmp(text_at(s->answer, "result"), i == 0 ? "updated" : "noop") == 0, "U2");
		service_connector(s, "life", &after);
		service_check(s, after.seq_no - before.seq_no == (i == 0), "U2: the number");
	}
	service_check(s,
	    strcmp(text_at(service_ask(s, "GET", "/_license", "%s", ""), "license.type"),
	        "basic") == 0,
	    "licence");
}

/* Of two schedulers that saw the connector alike, one makes the job. */
static void
schedule(struct service *s, struct service *other, char job[ID_ROOM])
{
	struct version version, same;
	char at[64];

	service_connector(s, "life", &version);
	service_connector(other, "life", &same);
	service_update(s, CONNECTORS, "life", &version, "{\"last_sync_scheduled_at\":\"%s\"}",
	    service_time(at, 60));
	service_expect(s, 200);
	service_update(other, CONNECTORS, "life", &same, "{\"last_sync_scheduled_at\":\"%s\"}",
	    service_time(at, 60));
	service_expect(other, 409);
	service_schedule(s, "life", job);
}

/* ---- one job, to its end ---- */

static void
begin(struct service *s, const char *job)
{
	char first[ID_ROOM];

	service_check(s, service_pending(s, "life", first) == 1, "S5: how many");
	service_check(s, strcmp(first, job) == 0, "S5: which");
	service_connector(s, "life", NULL);
	service_check(s, service_lock(s, "life"), "U5");
	service_claim(s, job);
	service_expect(s, 200);
	service_check(s, strcmp(text_at(service_job(s, job), "status"), "in_progress") == 0,
	    "not in progress");
}

static void
end(struct service *s, const char *job, const char *status, const char *error)
{
	json_object *doc;
	char target[256];

	service_end(s, job, status, error);
	service_expect(s, 200);
	service_connector(s, "life", NULL);
	service_job(s, job);
	service_unlock(s, "life", status, error);
	(void)snprintf(target, sizeof(target), "/_connector/_sync_job/%s", job);
	doc = service_ask(s, "GET", target, "%s", "");
	service_check(s, strcmp(text_at(doc, "status"), status) == 0, "the API says otherwise");
	doc = service_ask(s, "GET", "/_connector/life", "%s", "");
	service_check(
	    s, strcmp(text_at(doc, "last_sync_status"), status) == 0, "the API says otherwise");
}

static void
run_to_completion(struct service *s, const char *job)
{
	char target[256];
	json_object *doc;

	begin(s, job);
	(void)snprintf(target, sizeof(target), "/_connector/_sync_job/%s/_stats", job);
	put(s, 200, target,
	    "{\"indexed_document_count\":2,\"indexed_document_volume\":0,"
	    "\"deleted_document_count\":0,\"metadata\":{}}");
	end(s, job, "completed", NULL);
	doc = service_job(s, job);
	service_check(s, number_at(doc, "indexed_document_count") == 3, "counts");
	service_check(s, strstr(text_at(doc, "completed_at"), "+00:00") != NULL, "time");
}

static void
run_to_cancel(struct service *s)
{
	char job[ID_ROOM], target[256];

	service_schedule(s, "life", job);
	begin(s, job);
	(void)snprintf(target, sizeof(target), "/_connector/_sync_job/%s/_cancel", job);
	put(s, 200, target, "");
	service_check(
	    s, strcmp(text_at(service_job(s, job), "status"), "canceling") == 0, "not canceling");
	end(s, job, "canceled", NULL);
}

/* The program's command line cancels a job that nobody runs; cleaning up ends it. */
static void
cancel_pending(struct service *s)
{
	char job[ID_ROOM], at[64];

	service_schedule(s, "life", job);
	service_update(s, JOBS, job, NULL,
	    "{\"last_seen\":\"%s\",\"status\":\"canceling\",\"error\":null}", service_time(at, 0));
	service_expect(s, 200);
	service_check(s, service_pending(s, "life", (char[ID_ROOM]){0}) == 0, "still pending");
	service_update(s, JOBS, job, NULL, "{\"status\":\"error\",\"error\":\"gone\"}");
	service_expect(s, 200);
}

/* Stopped in the middle, and taken up by another one. */
static void
run_in_two_parts(struct service *s, struct service *other)
{
	char job[ID_ROOM];

	service_schedule(s, "life", job);
	begin(s, job);
	end(s, job, "suspended", NULL);
	begin(other, job);
	service_claim(s, job);
	service_expect(s, 409);
	end(other, job, "completed", NULL);
	service_claim(other, job);
	service_expect(other, 400);
}

static void
run_to_error(struct service *s)
{
	char job[ID_ROOM];

	service_schedule(s, "life", job);
	begin(s, job);
	end(s, job, "error", "the directory is not there");
}

/* ---- cleaning up ---- */

#define CLEANED \
	"{\"last_seen\":\"%s\",\"status\":\"error\",\"error\":\"%s\",\"completed_at\":\"%s\"}"

/* A worker that fell silent: its job is ended for it, and what it says then comes too late. */
static void
clean_idle(struct service *s, struct service *silent)
{
	static const char S7[] =
	    "{\"bool\":{\"filter\":[{\"terms\":{\"connector.id\":[\"life\",\"other\"]}},{\"terms\":"
	    "{\"status\":[\"in_progress\",\"canceling\"]}},{\"range\":{\"last_seen\":{\"lte\":"
	    "\"now-300s\"}}}]}}";
	char job[ID_ROOM], at[64];

	service_schedule(s, "life", job);
	begin(silent, job);
	service_check(s, hits(search(s, JOBS, 0, S7)) == 0, "S7: not idle yet");
	service_update(silent, JOBS, job, NULL, "{\"last_seen\":\"%s\"}", service_time(at, -301));
	service_expect(silent, 200);
	service_check(s, hits(search(s, JOBS, 0, S7)) == 1 && is_hit(s->answer, job), "S7");
	service_time(at, 0);
	service_update(s, JOBS, job, NULL, CLEANED, at, "idle", at);
	service_expect(s, 200);
	service_unlock(s, "life", "error", "idle");
	service_end(silent, job, "completed", NULL);
	service_expect(silent, 409);
	service_check(s, strcmp(text_at(service_job(s, job), "error"), "idle") == 0, "too late");
}

/* The jobs of a connector that is gone. */
static void
clean_orphans(struct service *s)
{
	static const char S6[] =
	    "{\"bool\":{\"must_not\":{\"terms\":{\"connector.id\":[\"life\"]}},\"filter\":[{"
	    "\"terms\":{\"status\":[\"in_progress\",\"canceling\"]}}]}}";
	char job[ID_ROOM], at[64];

	put(s, 201, "/_connector/orphan", "{\"index_name\":\"o\",\"service_type\":\"dir\"}");
	service_schedule(s, "orphan", job);
	service_claim(s, job);
	service_expect(s, 200);
	service_ask(s, "DELETE", "/_connector/orphan?hard=true", "%s", "");
	service_expect(s, 200);
	service_check(s, hits(search(s, CONNECTORS, 0, "{\"match_all\":{}}")) == 1, "S4");
	service_check(s, hits(search(s, JOBS, 0, S6)) == 1 && is_hit(s->answer, job), "S6");
	service_time(at, 0);
	service_update(s, JOBS, job, NULL, CLEANED, at, "orphan", at);
	service_expect(s, 200);
	service_check(s, hits(search(s, JOBS, 0, S6)) == 0, "S6: still there");
}

/* ---- the old mode, in which all goes through the indices ---- */

static void
run_in_old_mode(struct service *s, struct service *other)
{
	char job[ID_ROOM], now[64];
	json_object *cursor;

	service_time(now, 0);
	service_ask(s, "POST", JOBS "/_doc",
	    "{\"connector\":{\"id\":\"life\",\"filtering\":{\"rules\":[],\"advanced_snippet\":{},"
	    "\"validation\":{\"state\":\"valid\",\"errors\":[]}},\"index_name\":\"search-life\","
	    "\"language\":null,\"pipeline\":null,\"service_type\":\"dir\",\"configuration\":{}},"
	    "\"trigger_method\":\"on_demand\",\"job_type\":\"full\",\"status\":\"pending\","
	    "\"indexed_document_count\":0,\"indexed_document_volume\":0,"
	    "\"deleted_document_count\":0,\"created_at\":\"%s\",\"last_seen\":\"%s\"}",
	    now, now);
	service_expect(s, 201);
	(void)snprintf(job, sizeof(job), "%s", text_at(s->answer, "_id"));
	service_check(s, service_lock(s, "life"), "U5");
	for (int i = 0; i < 2; i++) {
		struct service *who = i == 0 ? s : other;

		service_update(who, JOBS, job, NULL,
		    "{\"status\":\"in_progress\",\"started_at\":\"%s\",\"last_seen\":\"%s\","
		    "\"worker_hostname\":\"%s\",\"connector.sync_cursor\":{\"page\":7}}",
		    now, now, who->host);
		service_expect(who, i == 0 ? 200 : 409);
	}
	service_check(s,
	    doc_get(service_job(s, job), "connector.sync_cursor", &cursor) == DOC_PRESENT,
	    "U8: the dotted key");
	service_update(s, CONNECTORS, "life", NULL, "{\"last_seen\":\"%s\"}", now);
	service_expect(s, 200);
	end(s, job, "completed", NULL);
}

/* ---- pages ---- */

enum { PAGED = 230 };

/* Pages go on until as many hits were seen as there are in all: each job once, oldest first. */
static void
walk_pages(struct service *s)
{
	static const char all[] = "{\"terms\":{\"connector.id\":[\"paged\"]}}";
	char job[ID_ROOM];
	int seen = 0;
	int64_t total, last = 0, at;

	put(s, 201, "/_connector/paged", "{\"index_name\":\"p\",\"service_type\":\"dir\"}");
	for (int i = 0; i < PAGED; i++)
		service_schedule(s, "paged", job);
	do {
		json_object *answer = search(s, JOBS, seen, all);
		json_object *list = value_at(answer, "hits.hits");

		total = hits(answer);
		service_check(s, doc_length(list) > 0, "an empty page");
		for (size_t i = 0; i < doc_length(list); i++) {
			const char *made = text_at(doc_at(list, i), "_source.created_at");

			service_check(
			    s, timestamp_read(str_of(made), &at) && at > last, "not in order");
			last = at;
			seen++;
		}
	} while (seen < total);
	service_check(s, seen == PAGED && total == PAGED, "not all, or too many");
}

void
play_life(struct service *s, struct service *other)
{
	char job[ID_ROOM];

	service_start(s);
	service_start(other);
	make_connector(s);
	first_tick(s);
	configured_tick(s);
	schedule(s, other, job);
	run_to_completion(s, job);
	run_to_cancel(s);
	cancel_pending(s);
	run_in_two_parts(s, other);
	run_to_error(s);
	clean_idle(s, other);
	clean_orphans(s);
	run_in_old_mode(s, other);
	walk_pages(s);
}
