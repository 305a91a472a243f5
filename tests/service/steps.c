#include <config.h>

#include "steps.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *
service_time(char out[64], int seconds)
{
	struct timespec now;
	struct tm tm;
	char date[32];

	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += seconds;
	gmtime_r(&now.tv_sec, &tm);
	(void)strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(out, 64, "%s.%06ld+00:00", date, now.tv_nsec / 1000);
	return out;
}

void
service_start(struct service *s)
{
	json_object *answer = service_ask(s, "GET", "/", "%s", "");

	service_expect(s, 200);
	service_check(s, strchr(text_at(answer, "version.number"), '.') != NULL, "no version");
	service_check(s, *text_at(answer, "version.build_flavor") != '\0', "no flavor");
	service_ask(s, "HEAD", CONNECTORS "-v1", "%s", "");
	service_expect(s, 200);
	service_ask(s, "HEAD", JOBS "-v1", "%s", "");
	service_expect(s, 200);
}

/* ---- documents ---- */

static json_object *
get(struct service *s, const char *index, const char *id, struct version *version)
{
	char target[256];
	json_object *answer;

	(void)snprintf(target, sizeof(target), "%s/_doc/%s", index, id);
	answer = service_ask(s, "GET", target, "%s", "");
	service_expect(s, 200);
	service_check(s, strcmp(text_at(answer, "_id"), id) == 0, "another document");
	if (version != NULL)
		*version = (struct version){
		    number_at(answer, "_seq_no"), number_at(answer, "_primary_term")};
	service_check(s, value_at(answer, "_source") != NULL, "no source");
	return value_at(answer, "_source");
}

json_object *
service_connector(struct service *s, const char *id, struct version *version)
{
	return get(s, CONNECTORS, id, version);
}

json_object *
service_job(struct service *s, const char *id)
{
	return get(s, JOBS, id, NULL);
}

void
service_update(struct service *s, const char *index, const char *id, const struct version *version,
    const char *format, ...)
{
	char target[512];
	char *doc = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&doc, format, ap) < 0)
		abort();
	va_end(ap);
	if (version != NULL)
		(void)snprintf(target, sizeof(target),
		    "%s/_update/%s?if_primary_term=%lld&if_seq_no=%lld", index, id,
		    (long long)version->primary_term, (long long)version->seq_no);
	else
		(void)snprintf(target, sizeof(target), "%s/_update/%s", index, id);
	service_ask(s, "POST", target, "{\"doc\":%s}", doc);
	free(doc);
}

/* ---- the run of a job ---- */

int64_t
service_pending(struct service *s, const char *connector, char id[ID_ROOM])
{
	json_object *answer = service_ask(s, "POST", JOBS "/_search?expand_wildcards=hidden",
	    "{\"from\":0,\"size\":100,\"query\":{\"bool\":{\"must\":[{\"terms\":{\"status\":["
	    "\"pending\",\"suspended\"]}},{\"terms\":{\"connector.id\":[\"%s\",\"another\"]}},"
	    "{\"terms\":{\"job_type\":[\"full\",\"incremental\"]}}]}},\"seq_no_primary_term\":true,"
	    "\"sort\":[{\"created_at\":\"asc\"}]}",
	    connector);
	json_object *first = doc_at(value_at(answer, "hits.hits"), 0);

	service_expect(s, 200);
	(void)snprintf(id, ID_ROOM, "%s", text_at(first, "_id"));
	return number_at(answer, "hits.total.value");
}

bool
service_lock(struct service *s, const char *connector)
{
	struct version version;
	json_object *doc = service_connector(s, connector, &version);

	if (strcmp(text_at(doc, "last_sync_status"), "in_progress") == 0)
		return false;
	service_update(s, CONNECTORS, connector, &version,
	    "{\"status\":\"connected\",\"error\":null,\"last_sync_status\":\"in_progress\","
	    "\"last_sync_error\":null}");
	service_check(s, s->status == 200 || s->status == 409, "200 or 409 was expected");
	return s->status == 200;
}

void
service_claim(struct service *s, const char *job)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "/_connector/_sync_job/%s/_claim", job);
	service_ask(s, "PUT", target, "{\"worker_hostname\":\"%s\"}", s->host);
}

/* The error as JSON; no quotes in it. */
static void
quote(char out[256], const char *error)
{
	if (error == NULL)
		(void)snprintf(out, 256, "null");
	else
		(void)snprintf(out, 256, "\"%s\"", error);
}

void
service_end(struct service *s, const char *job, const char *status, const char *error)
{
	char now[64], text[256], more[256] = "";

	service_time(now, 0);
	quote(text, error);
	if (strcmp(status, "suspended") != 0)
		(void)snprintf(more, sizeof(more), ",\"completed_at\":\"%s\"", now);
	if (strcmp(status, "canceled") == 0)
		(void)snprintf(more, sizeof(more),
		    ",\"completed_at\":\"%s\",\"canceled_at\":\"%s\"", now, now);
	service_update(s, JOBS, job, NULL,
	    "{\"last_seen\":\"%s\",\"status\":\"%s\",\"error\":%s%s,\"indexed_document_count\":3,"
	    "\"indexed_document_volume\":1,\"deleted_document_count\":0,\"total_document_count\":"
	    "3}",
	    now, status, text, more);
}

void
service_unlock(struct service *s, const char *connector, const char *status, const char *error)
{
	char now[64], text[256];

	quote(text, error);
	service_update(s, CONNECTORS, connector, NULL,
	    "{\"last_synced\":\"%s\",\"status\":\"%s\",\"error\":%s,\"last_sync_status\":\"%s\","
	    "\"last_sync_error\":%s,\"sync_cursor\":null,\"last_indexed_document_count\":3,"
	    "\"last_deleted_document_count\":0}",
	    service_time(now, 0), error == NULL ? "connected" : "error", text, status, text);
	service_expect(s, 200);
}

void
service_schedule(struct service *s, const char *connector, char id[ID_ROOM])
{
	json_object *answer = service_ask(s, "POST", "/_connector/_sync_job",
	    "{\"id\":\"%s\",\"job_type\":\"full\",\"trigger_method\":\"scheduled\"}", connector);

	service_expect(s, 201);
	(void)snprintf(id, ID_ROOM, "%s", text_at(answer, "id"));
}
