#include <config.h>

#include "model/sync_job.h"

#include <assert.h>

#include "model/connector.h"

/* clang-format off */
static const char *const field_order[] = {	/* sync-jobs.md 2 */
	"id", "cancelation_requested_at", "canceled_at", "completed_at", "connector", "created_at",
	"deleted_document_count", "error", "indexed_document_count", "indexed_document_volume",
	"job_type", "last_seen", "metadata", "started_at", "status", "total_document_count",
	"trigger_method", "worker_hostname",
	NULL
};

/* The counters: all there from the start, all refused when negative, in this order. */
static const char *const counters[] = {
	"deleted_document_count", "indexed_document_count", "indexed_document_volume",
	"total_document_count",
};
/* clang-format on */

enum { COUNTERS = sizeof(counters) / sizeof(counters[0]) };

void
sync_job_write(struct buf *out, const json_object *job)
{
	update_write_ordered(out, job, field_order);
}

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

/* The table of sync-jobs.md 3. */
static json_object *
snapshot(const json_object *connector, enum job_type type)
{
	DOC_AUTO json_object *s = doc_new();
	json_object *filtering = doc_array(connector, "filtering");
	json_object *first = filtering != NULL ? doc_at(filtering, 0) : NULL;
	json_object *active = first != NULL ? doc_object(first, "active") : NULL;

	if (s == NULL || !snapshot_copy(s, connector, "id") ||
	    (active != NULL && !doc_set_copy(s, "filtering", active)) ||
	    !snapshot_index(s, connector, type) || !snapshot_copy(s, connector, "language") ||
	    !snapshot_copy(s, connector, "pipeline") ||
	    !snapshot_copy(s, connector, "service_type") ||
	    !snapshot_copy(s, connector, "configuration"))
		return NULL;
	return doc_move(&s);
}

json_object *
sync_job_new(struct str id, const json_object *connector, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *job = doc_new();
	enum job_type type = type_in(body);
	struct str sent;
	int trigger = word_in(body, "trigger_method", &trigger_words, &sent);

	assert(trigger >= 0);
	if (job == NULL || !doc_set_string(job, "id", id) ||
	    !doc_set_take(job, "connector", snapshot(connector, type)) ||
	    !update_set_time(job, "created_at", now) ||
	    !doc_set_text(job, "job_type", job_type_words.names[type]) ||
	    !update_set_time(job, "last_seen", now) || !doc_set_take(job, "metadata", doc_new()) ||
	    !set_status(job, JOB_PENDING) ||
	    !doc_set_text(job, "trigger_method", trigger_names[trigger]))
		return NULL;
	for (size_t i = 0; i < COUNTERS; i++)
		if (!doc_set_long(job, counters[i], 0))
			return NULL;
	return doc_move(&job);
}

/* ---- steps between states (sync-jobs.md 4) ---- */

static const struct error *
guard_step(struct arena *a, const json_object *job, enum job_status from, enum job_status to,
    enum job_status named)
{
	const struct error *cause;
	struct str was = STR_LIT("null");
	const char *text;

	if (job_may_become(from, to))
		return NULL;
	doc_string(job, "status", &was);
	text = arena_printf(a,
	    "Invalid transition attempt from [%.*s] to [%s]. Such a ConnectorSyncStatus transition "
	    "is not supported by the Connector Protocol.",
	    STR_ARG(was), job_status_words.names[named]);
	cause = error_text(
	    a, "connector_sync_job_invalid_status_transition_exception", NULL, str_of(text));
	return error_text(a, "status_exception", cause, str_of(text));
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
	return guard_step(a, job, job_status_of(job), canceled_as(job), JOB_CANCELING);
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

const struct update sync_job_claim = {.body = &claim_schema, .patch = patch_claim};

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
	return guard_step(a, job, job_status_of(job), JOB_ERROR, JOB_ERROR);
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
