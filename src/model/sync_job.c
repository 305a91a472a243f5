#include <config.h>

#include "model/sync_job.h"

#include <assert.h>

#include "base/timestamp.h"
#include "model/connector.h"
#include "model/snapshot.h"

/* clang-format off */
/* The counters: all there from the start, all refused when negative, in this order. */
static const char *const counters[] = {
	"deleted_document_count", "indexed_document_count", "indexed_document_volume",
	"total_document_count",
};
/* clang-format on */

enum { COUNTERS = sizeof(counters) / sizeof(counters[0]) };

static bool
set_status(json_object *patch, enum job_status status)
{
	return doc_set_text(patch, "status", job_status_words.names[status]);
}

/* ---- creating (sync-jobs.md 7.1) ---- */

/* clang-format off */
static const struct field create_fields[] = {
	{ "id",		    FIELD_STRING, FIELD_REQUIRED },
	{ "job_type",	    FIELD_STRING, 0 },
	{ "trigger_method", FIELD_STRING, 0 },
	{ NULL },
};
/* clang-format on */

static const char *const trigger_names[] = {"on_demand", "scheduled"};
static const struct words trigger_words = {trigger_names, 2, "ConnectorSyncJobTriggerMethod"};

/* The word in a body's field, the first of the words when it was not sent, -1 when it is unknown.
 */
static int
word_in(const json_object *body, const char *key, const struct words *words, struct str *sent)
{
	*sent = str_of("");
	return doc_string(body, key, sent) ? words_find(words, *sent) : 0;
}

static const struct error *
build_create(struct arena *a, json_object *body, int64_t now)
{
	struct str sent;

	(void)now;
	if (word_in(body, "job_type", &job_type_words, &sent) < 0)
		return error_new(a, "illegal_argument_exception", NULL,
		    "Unknown ConnectorSyncJobType [%.*s].", STR_ARG(sent));
	if (word_in(body, "trigger_method", &trigger_words, &sent) < 0)
		return error_new(a, "illegal_argument_exception", NULL,
		    "Unknown ConnectorSyncJobTriggerMethod [%.*s].", STR_ARG(sent));
	return NULL;
}

const struct schema sync_job_create_schema = {
    "connector_sync_job_post_request", create_fields, build_create};

void
sync_job_create_check(struct problems *problems, const json_object *body)
{
	struct str id;

	if (doc_string(body, "id", &id) && id.n == 0)
		problems_add(problems, "[id] of the connector cannot be null or empty");
}

static enum job_type
type_in(const json_object *body)
{
	struct str sent;
	int type = word_in(body, "job_type", &job_type_words, &sent);

	assert(type >= 0); /* build_create looked */
	return (enum job_type)type;
}

const struct error *
sync_job_create_guard(struct arena *a, const json_object *connector, const json_object *body)
{
	struct str id = STR_LIT(""), service_type = STR_LIT("");

	doc_string(body, "id", &id);
	/* An access control job never lacks an index: its name has a prefix (sync-jobs.md 7.1). */
	if (type_in(body) != JOB_ACCESS_CONTROL && connector_index_of(connector).n == 0)
		return error_new(a, "status_exception", NULL,
		    "Cannot start a sync for connector [%.*s] with no index attached. Set the "
		    "[index_name] property for the connector to enable syncing data.",
		    STR_ARG(id));
	if (!doc_string(connector, "service_type", &service_type) || service_type.n == 0)
		return error_new(a, "status_exception", NULL,
		    "Cannot start a sync for connector [%.*s] with [service_type] not defined. Set "
		    "the service type of your connector before starting the sync.",
		    STR_ARG(id));
	return NULL;
}

static bool
snapshot_index(json_object *snapshot, const json_object *connector, enum job_type type)
{
	struct str name = connector_index_of(connector);
	struct buf prefixed = {0};
	bool ok;

	if (type != JOB_ACCESS_CONTROL)
		return doc_set_string(snapshot, "index_name", name);
	buf_text(&prefixed, ".search-acl-filter-");
	buf_str(&prefixed, name.p != NULL ? name : str_of("null"));
	ok = !buf_failed(&prefixed) && doc_set_string(snapshot, "index_name", buf_peek(&prefixed));
	buf_release(&prefixed);
	return ok;
}

/* Copies a member unless it is absent or null. */
static bool
snapshot_copy(json_object *snapshot, const json_object *connector, const char *key)
{
	json_object *value;

	return doc_get(connector, key, &value) != DOC_PRESENT || doc_set_copy(snapshot, key, value);
}

unsigned
sync_job_snapshot_variant(const json_object *body)
{
	return type_in(body) == JOB_ACCESS_CONTROL;
}

/* The table of sync-jobs.md 3. */
json_object *
sync_job_snapshot(const json_object *connector, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *s = doc_new();
	json_object *filtering = doc_array(connector, "filtering");
	json_object *first = filtering != NULL ? doc_at(filtering, 0) : NULL;
	json_object *active = first != NULL ? doc_object(first, "active") : NULL;

	if (s == NULL || !snapshot_copy(s, connector, "id") ||
	    (active != NULL && !doc_set_copy(s, "filtering", active)) ||
	    !snapshot_index(s, connector, type_in(body)) ||
	    !snapshot_copy(s, connector, "language") || !snapshot_copy(s, connector, "pipeline") ||
	    !snapshot_copy(s, connector, "service_type") ||
	    !snapshot_copy(s, connector, "configuration") || !snapshot_settle(s, now))
		return NULL;
	return doc_move(&s);
}

int
sync_job_new_group(const json_object *body)
{
	return job_group(JOB_PENDING, type_in(body));
}

/* In the order of job_text.c: written by every create, so neither by way of a document nor of
 * printf. */
void
sync_job_write_new(struct job_text *t, struct str id, const json_object *body, int64_t now)
{
	char time[TIMESTAMP_SIZE];
	struct str sent;
	int trigger = word_in(body, "trigger_method", &trigger_words, &sent);
	const char *pieces[] = {"},\"created_at\":\"", time,
	    ("\",\"deleted_document_count\":0,\"indexed_document_count\":0,"
	     "\"indexed_document_volume\":0,\"job_type\":\""),
	    job_type_words.names[type_in(body)], "\",\"last_seen\":\"", time,
	    "\",\"metadata\":{},\"status\":\"", job_status_words.names[JOB_PENDING],
	    "\",\"total_document_count\":0,\"trigger_method\":\"",
	    trigger_names[trigger < 0 ? 0 : trigger], "\"}"};

	assert(trigger >= 0); /* build_create looked */
	*t = (struct job_text){.at = 0};
	timestamp_print(time, now);
	buf_reserve(&t->own, 512 + id.n); /* usually all of it */
	buf_text(&t->own, "{\"id\":");
	doc_quote(&t->own, id);
	buf_text(&t->own, ",\"connector\":");
	t->at = t->own.n;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		buf_text(&t->own, pieces[i]);
}

/* ---- steps between states (sync-jobs.md 4) ---- */

const struct error *
sync_job_step_refused(struct arena *a, const json_object *job, enum job_status to)
{
	const struct error *cause;
	struct str was = STR_LIT("null");
	const char *text;

	doc_string(job, "status", &was);
	text = arena_printf(a,
	    "Invalid transition attempt from [%.*s] to [%s]. Such a ConnectorSyncStatus transition "
	    "is not supported by the Connector Protocol.",
	    STR_ARG(was), job_status_words.names[to]);
	cause = error_text(
	    a, "connector_sync_job_invalid_status_transition_exception", NULL, str_of(text));
	return error_text(a, "status_exception", cause, str_of(text));
}

static const struct error *
guard_step(struct arena *a, const json_object *job, enum job_status to, enum job_status named)
{
	return job_may_become(job_status_of(job), to) ? NULL : sync_job_step_refused(a, job, named);
}

/* ---- _cancel (sync-jobs.md 7.5) ---- */

/* A job nobody works on is canceled at once; one in progress is asked to stop. */
static enum job_status
canceled_as(const json_object *job)
{
	enum job_status from = job_status_of(job);

	return from == JOB_PENDING || from == JOB_SUSPENDED ? JOB_CANCELED : JOB_CANCELING;
}

static const struct error *
guard_cancel(struct arena *a, const json_object *job, const json_object *body)
{
	(void)body;
	/* The state named in a refusal is always the same one. */
	return guard_step(a, job, canceled_as(job), JOB_CANCELING);
}

static json_object *
patch_cancel(const json_object *job, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = doc_new();
	enum job_status to = canceled_as(job);

	(void)body;
	if (patch == NULL || !set_status(patch, to) ||
	    !update_set_time(patch, "cancelation_requested_at", now))
		return NULL;
	if (to == JOB_CANCELED && (!update_set_time(patch, "canceled_at", now) ||
	                              !update_set_time(patch, "completed_at", now)))
		return NULL;
	return doc_move(&patch);
}

const struct update sync_job_cancel = {.guard = guard_cancel, .patch = patch_cancel};

/* ---- _check_in (sync-jobs.md 7.6) ---- */

const struct update sync_job_check_in = {.patch = update_patch_last_seen};

/* ---- _claim (sync-jobs.md 7.7) ---- */

/* clang-format off */
static const struct field claim_fields[] = {
	{ "worker_hostname", FIELD_STRING, FIELD_REQUIRED },
	{ "sync_cursor",     FIELD_OBJECT, 0 },
	{ NULL },
};
/* clang-format on */

static const struct schema claim_schema = {"claim_connector_sync_job", claim_fields, NULL};

/* Puts the cursor where it belongs: into the snapshot. */
static bool
patch_cursor(json_object *patch, const json_object *cursor)
{
	DOC_AUTO json_object *connector = doc_new();

	return connector != NULL && doc_set_copy(connector, "sync_cursor", cursor) &&
	       doc_set_take(patch, "connector", doc_move(&connector));
}

static json_object *
patch_claim(const json_object *job, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = update_patch_last_seen(job, body, now);
	json_object *cursor = doc_object(body, "sync_cursor");
	struct str worker = STR_LIT("");

	doc_string(body, "worker_hostname", &worker);
	if (patch == NULL || !doc_set_string(patch, "worker_hostname", worker) ||
	    !set_status(patch, JOB_IN_PROGRESS) || !update_set_time(patch, "started_at", now) ||
	    (cursor != NULL && !patch_cursor(patch, cursor)))
		return NULL;
	return doc_move(&patch);
}

const struct error *
sync_job_taken(struct arena *a, const json_object *job)
{
	struct str id = STR_LIT(""), worker = STR_LIT(""), since = STR_LIT("?");

	doc_string(job, "id", &id);
	doc_string(job, "worker_hostname", &worker);
	doc_string(job, "started_at", &since);
	return error_new(a, "version_conflict_engine_exception", NULL,
	    "[%.*s]: the sync job was claimed by worker [%.*s] at [%.*s] and has not ended",
	    STR_ARG(id), STR_ARG(worker), STR_ARG(since));
}

/* One worker has a job until it ends or is suspended. */
static const struct error *
guard_claim(struct arena *a, const json_object *job, const json_object *body)
{
	enum job_status from = job_status_of(job);
	struct str had = STR_LIT(""), wants = STR_LIT("");

	if (job_has_ended(from))
		return sync_job_step_refused(a, job, JOB_IN_PROGRESS);
	if (from != JOB_IN_PROGRESS && from != JOB_CANCELING)
		return NULL;
	doc_string(job, "worker_hostname", &had);
	doc_string(body, "worker_hostname", &wants);
	return had.n == 0 || str_equal(had, wants) ? NULL : sync_job_taken(a, job);
}

/* A job that was asked to stop stays so when its worker claims it again. */
static json_object *
patch_claim_again(const json_object *job, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = patch_claim(job, body, now);

	if (patch == NULL ||
	    (job_status_of(job) == JOB_CANCELING && !set_status(patch, JOB_CANCELING)))
		return NULL;
	return doc_move(&patch);
}

const struct update sync_job_claim = {
    .body = &claim_schema, .guard = guard_claim, .patch = patch_claim_again};

const struct update sync_job_claim_compat = {.body = &claim_schema, .patch = patch_claim};

/* ---- _error (sync-jobs.md 7.8) ---- */

static const struct field error_fields[] = {
    {"error", FIELD_STRING, FIELD_REQUIRED},
    {NULL},
};

static const struct schema error_schema = {"connector_sync_job_error_request", error_fields, NULL};

static void
check_error(struct problems *problems, const json_object *body)
{
	struct str text;

	if (doc_string(body, "error", &text) && text.n == 0)
		problems_add(problems, "[error] of the connector sync job cannot be null or empty");
}

static const struct error *
guard_error(struct arena *a, const json_object *job, const json_object *body)
{
	(void)body;
	return guard_step(a, job, JOB_ERROR, JOB_ERROR);
}

static json_object *
patch_error(const json_object *job, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = update_patch_body(job, body, now);

	if (patch == NULL || !set_status(patch, JOB_ERROR))
		return NULL;
	return doc_move(&patch);
}

const struct update sync_job_error = {
    .body = &error_schema,
    .check = check_error,
    .guard = guard_error,
    .patch = patch_error,
};

/* ---- _stats (sync-jobs.md 7.9) ---- */

/* clang-format off */
static const struct field stats_fields[] = {
	{ "deleted_document_count",  FIELD_LONG,      FIELD_REQUIRED },
	{ "indexed_document_count",  FIELD_LONG,      FIELD_REQUIRED },
	{ "indexed_document_volume", FIELD_LONG,      FIELD_REQUIRED },
	{ "total_document_count",    FIELD_LONG,      0 },
	{ "last_seen",		     FIELD_TIMESTAMP, 0 },
	{ "metadata",		     FIELD_OBJECT,    0 },
	{ NULL },
};
/* clang-format on */

static const struct schema stats_schema = {
    "connector_sync_job_update_ingestion_stats", stats_fields, NULL};

static void
check_stats(struct problems *problems, const json_object *body)
{
	int64_t n;

	for (size_t i = 0; i < COUNTERS; i++)
		if (doc_long(body, counters[i], &n) && n < 0)
			problems_add(problems, "[%s] cannot be negative.", counters[i]);
}

static json_object *
patch_stats(const json_object *job, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = update_patch_body(job, body, now);
	DOC_AUTO json_object *seen = update_patch_last_seen(job, body, now);
	struct str given;
	bool changed;

	if (patch == NULL || seen == NULL)
		return NULL;
	if (!doc_string(body, "last_seen", &given) && !doc_merge(patch, seen, &changed))
		return NULL;
	return doc_move(&patch);
}

const struct update sync_job_stats = {
    .body = &stats_schema, .check = check_stats, .patch = patch_stats};
