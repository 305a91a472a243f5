#include <config.h>

#include "model/job_idle.h"

#include "base/timestamp.h"
#include "model/connector.h"
#include "model/sync_job.h"

enum { US_PER_S = 1000000, US_PER_MS = 1000 };

/* The latest sign of life; INT64_MIN: none can be read. */
static int64_t
last_heard(const json_object *job)
{
	static const char *const signs[] = {"last_seen", "started_at", "created_at"};
	int64_t latest = INT64_MIN, at;
	struct str text;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (doc_string(job, signs[i], &text) && timestamp_read(text, &at) && at > latest)
			latest = at;
	return latest;
}

bool
job_is_idle(const json_object *job, const struct job_idle_rule *rule, int64_t now)
{
	enum job_status status = job_status_of(job);
	int64_t heard = last_heard(job);

	if (status != JOB_IN_PROGRESS && status != JOB_CANCELING)
		return false;
	if (heard < rule->since)
		heard = rule->since;
	return heard <= now && now - heard >= rule->after;
}

json_object *
job_idle_body(const struct job_idle_rule *rule)
{
	DOC_AUTO json_object *body = doc_new();

	if (body == NULL || !doc_set_long(body, "since", rule->since) ||
	    !doc_set_long(body, "after", rule->after))
		return NULL;
	return doc_move(&body);
}

/* ---- the job's end ---- */

static void
print_text(struct buf *out, const json_object *job, int64_t after)
{
	char time[TIMESTAMP_SIZE];
	struct str worker = STR_LIT("");

	timestamp_print(time, last_heard(job));
	doc_string(job, "worker_hostname", &worker);
	buf_text(out, "Nobody has reported on this sync job for ");
	if (after % US_PER_S == 0)
		buf_printf(out, "%lld s", (long long)(after / US_PER_S));
	else
		buf_printf(out, "%lld ms", (long long)(after / US_PER_MS));
	buf_printf(out, ". It was last heard of at [%s] from ", time);
	if (worker.n > 0)
		buf_printf(out, "worker [%.*s].", STR_ARG(worker));
	else
		buf_text(out, "a worker that gave no name.");
}

static bool
set_text(json_object *patch, const json_object *job, int64_t after)
{
	struct buf text = {0};
	bool ok;

	print_text(&text, job, after);
	ok = !buf_failed(&text) && doc_set_string(patch, "error", buf_peek(&text));
	buf_release(&text);
	return ok;
}

static bool
set_status(json_object *patch, const char *key, enum job_status status)
{
	return doc_set_text(patch, key, job_status_words.names[status]);
}

static json_object *
patch_end(const json_object *job, int64_t after, int64_t now)
{
	DOC_AUTO json_object *patch = doc_new();
	bool canceled = job_status_of(job) == JOB_CANCELING;

	if (patch == NULL || !update_set_time(patch, "completed_at", now) ||
	    !set_status(patch, "status", canceled ? JOB_CANCELED : JOB_ERROR))
		return NULL;
	if (canceled ? !update_set_time(patch, "canceled_at", now) || !doc_set_null(patch, "error")
	             : !set_text(patch, job, after))
		return NULL;
	return doc_move(&patch);
}

static bool
apply_reap(json_object *job, const json_object *body, int64_t now, bool *changed)
{
	DOC_AUTO json_object *patch = NULL;
	struct job_idle_rule rule = {0, 0};

	*changed = false;
	if (!doc_long(body, "since", &rule.since) || !doc_long(body, "after", &rule.after) ||
	    !job_is_idle(job, &rule, now))
		return true;
	patch = patch_end(job, rule.after, now);
	return patch != NULL && doc_merge(job, patch, changed);
}

const struct update job_reap = {.apply = apply_reap};

/* ---- and the connector's ---- */

/* A member of the job under another name: null when it is absent. */
static bool
copy(json_object *patch, const char *key, const json_object *job, const char *from)
{
	json_object *value;

	doc_get(job, from, &value);
	return doc_set_copy(patch, key, value);
}

json_object *
job_end_for_connector(const json_object *job, int64_t now)
{
	DOC_AUTO json_object *patch = doc_new();
	enum job_status status = job_status_of(job);
	bool access = job_group_of(job) == job_group(status, JOB_ACCESS_CONTROL);

	if (patch == NULL || !update_set_time(patch, "last_synced", now) ||
	    !connector_set_status(
	        patch, status == JOB_ERROR ? CONNECTOR_ERROR : CONNECTOR_CONNECTED) ||
	    !copy(patch, "error", job, "error") ||
	    !set_status(
	        patch, access ? "last_access_control_sync_status" : "last_sync_status", status) ||
	    !copy(patch, access ? "last_access_control_sync_error" : "last_sync_error", job,
	        "error") ||
	    !copy(patch, "last_indexed_document_count", job, "indexed_document_count") ||
	    !copy(patch, "last_deleted_document_count", job, "deleted_document_count"))
		return NULL;
	return doc_move(&patch);
}
