/* Sync jobs (sync-jobs.md 7). */
#include <config.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "model.h"

/* ---- create ---- */

static json_object *
snapshot(const struct record *connector, const char *job_type)
{
	json_object *out = json_object_new_object(), *doc = connector->doc;
	json_object *element = json_object_array_get_idx(value_at(doc, "filtering"), 0);
	const char *index = value_text_at(doc, "index_name");

	value_set_text(out, "id", connector->id);
	if (element != NULL)
		value_set_take(out, "filtering", value_copy(value_at(element, "active")));
	if (strcmp(job_type, "access_control") == 0)
		value_set_take(out, "index_name",
		    value_printf(".search-acl-filter-%s", index != NULL ? index : "null"));
	else
		value_set_text(out, "index_name", index);
	value_carry(out, doc, "language");
	value_carry(out, doc, "pipeline");
	value_carry(out, doc, "service_type");
	value_carry(out, doc, "configuration");
	return out;
}

static json_object *
new_job(struct model *m, const struct record *connector, json_object *type, json_object *trigger)
{
	static const char *const counts[] = {"deleted_document_count", "indexed_document_count",
	    "indexed_document_volume", "total_document_count"};
	json_object *doc = json_object_new_object();

	value_set_take(doc, "connector", snapshot(connector, json_object_get_string(type)));
	value_set_take(doc, "created_at", value_time(m->now));
	value_set_take(doc, "last_seen", value_time(m->now));
	for (size_t i = 0; i < 4; i++)
		value_set_take(doc, counts[i], json_object_new_int(0));
	value_set_take(doc, "metadata", json_object_new_object());
	value_set_text(doc, "status", "pending");
	value_set_take(doc, "job_type", type);
	value_set_take(doc, "trigger_method", trigger);
	return doc;
}

static bool
create_refused(
    const char *id, const struct record *connector, const char *type, struct answer *answer)
{
	const char *service;

	if (connector == NULL) {
		*answer = answer_fail(404, MISSING, "Connector with id '%s' does not exist.", id);
		return true;
	}
	service = value_text_at(connector->doc, "service_type");
	if (strcmp(type, "access_control") != 0 &&
	    value_text_at(connector->doc, "index_name") == NULL) {
		*answer = answer_fail(400, REFUSED,
		    "Cannot start a sync for connector [%s] with no index attached. Set the "
		    "[index_name] property for the connector to enable syncing data.",
		    id);
		return true;
	}
	if (service == NULL || *service == '\0') {
		*answer = answer_fail(400, REFUSED,
		    "Cannot start a sync for connector [%s] with [service_type] not defined. Set "
		    "the service type of your connector before starting the sync.",
		    id);
		return true;
	}
	return false;
}

static json_object *
lower_or(json_object *body, const char *key, const char *otherwise)
{
	const char *text = value_text_at(body, key);

	return value_lower(text != NULL ? text : otherwise);
}

struct answer
model_job_create(struct model *m, const struct op *op)
{
	const char *id = value_text_at(op->body, "id");
	struct record *connector = model_connector(m, id), *job;
	json_object *type = lower_or(op->body, "job_type", "full");
	struct answer answer;

	if (create_refused(id, connector, json_object_get_string(type), &answer)) {
		json_object_put(type);
		return answer;
	}
	assert(m->jobs < MODEL_JOBS && m->new_id != NULL);
	job = &m->job[m->jobs++];
	(void)snprintf(job->id, sizeof job->id, "%s", m->new_id);
	job->doc = new_job(m, connector, type, lower_or(op->body, "trigger_method", "on_demand"));
	return answer_text(201, "id", job->id);
}

/* ---- list ---- */

static bool
is_or_any(const char *wanted, json_object *doc, const char *key)
{
	json_object *lower;
	bool is;

	if (wanted == NULL)
		return true;
	lower = value_lower(wanted);
	is = value_is(doc, key, json_object_get_string(lower));
	json_object_put(lower);
	return is;
}

/* Whether one of the types of a comma list is that of the job. */
static bool
type_wanted(const char *list, json_object *doc)
{
	char copy[128], *rest = copy, *part;

	if (list == NULL || *list == '\0')
		return true;
	(void)snprintf(copy, sizeof copy, "%s", list);
	while ((part = strsep(&rest, ",")) != NULL)
		if (is_or_any(part, doc, "job_type"))
			return true;
	return false;
}

/* Newest first. */
struct answer
model_job_list(struct model *m, const struct op *op)
{
	struct record *found[MODEL_JOBS];
	const struct op_query *q = &op->query;
	size_t n = 0;

	for (size_t i = m->jobs; i-- > 0;) {
		json_object *doc = m->job[i].doc;

		if ((q->connector_id == NULL ||
		        value_is(value_at(doc, "connector"), "id", q->connector_id)) &&
		    is_or_any(q->status, doc, "status") && type_wanted(q->job_type, doc))
			found[n++] = &m->job[i];
	}
	return model_page(found, n, q);
}

/* ---- one job ---- */

/* NULL and the answer when it is not there (sync-jobs.md 5). */
static struct record *
find_job(struct model *m, const struct op *op, struct answer *answer)
{
	struct record *job = model_job(m, op->id);

	if (job != NULL)
		return job;
	if (op->kind == OP_JOB_CHECK_IN || op->kind == OP_JOB_STATS)
		*answer = answer_fail(404, MISSING, "connector sync job [%s] not found", op->id);
	else
		*answer = answer_fail(404, MISSING, "%s", op->id);
	return NULL;
}

struct answer
model_job_get(struct model *m, const struct op *op)
{
	struct answer answer;
	struct record *job = find_job(m, op, &answer);

	return job == NULL ? answer : answer_with_take(200, model_output(job));
}

struct answer
model_job_delete(struct model *m, const struct op *op)
{
	struct answer answer;
	struct record *job = find_job(m, op, &answer);
	size_t behind;

	if (job == NULL)
		return answer;
	json_object_put(job->doc);
	behind = (size_t)(&m->job[--m->jobs] - job);
	memmove(job, job + 1, behind * sizeof *job);
	return answer_acknowledged();
}

static struct answer
bad_transition(const struct record *job, const char *to)
{
	return answer_transition("connector_sync_job_invalid_status_transition_exception",
	    "Invalid transition attempt from [%s] to [%s]. Such a ConnectorSyncStatus transition "
	    "is "
	    "not supported by the Connector Protocol.",
	    value_text_at(job->doc, "status"), to);
}

static struct answer
updated(void)
{
	return answer_text(200, "result", "updated");
}

struct answer
model_job_cancel(struct model *m, const struct op *op)
{
	struct answer answer;
	struct record *job = find_job(m, op, &answer);

	if (job == NULL)
		return answer;
	if (value_is(job->doc, "status", "pending")) {
		value_set_text(job->doc, "status", "canceled");
		value_set_take(job->doc, "canceled_at", value_time(m->now));
		value_set_take(job->doc, "completed_at", value_time(m->now));
	} else if (value_is(job->doc, "status", "in_progress")) {
		value_set_text(job->doc, "status", "canceling");
	} else {
		return bad_transition(job, "canceling");
	}
	value_set_take(job->doc, "cancelation_requested_at", value_time(m->now));
	return updated();
}

struct answer
model_job_check_in(struct model *m, const struct op *op)
{
	struct answer answer;
	struct record *job = find_job(m, op, &answer);

	if (job == NULL)
		return answer;
	value_set_take(job->doc, "last_seen", value_time(m->now));
	return updated();
}

/* With lifecycle = strict: no ended job, and nobody else's. */
static bool
claim_refused(const struct record *job, const struct op *op, struct answer *answer)
{
	const char *had = value_text_at(job->doc, "worker_hostname");

	if (value_is(job->doc, "status", "canceled") || value_is(job->doc, "status", "error") ||
	    value_is(job->doc, "status", "completed")) {
		*answer = bad_transition(job, "in_progress");
		return true;
	}
	if (value_is(job->doc, "status", "pending") || value_is(job->doc, "status", "suspended") ||
	    had == NULL || *had == '\0' ||
	    strcmp(had, value_text_at(op->body, "worker_hostname")) == 0)
		return false;
	*answer = answer_fail(409, "version_conflict_engine_exception",
	    "[%s]: the sync job was claimed by worker [%s] at [%s] and has not ended", job->id, had,
	    value_text_at(job->doc, "started_at"));
	return true;
}

struct answer
model_job_claim(struct model *m, const struct op *op)
{
	struct answer answer;
	struct record *job = find_job(m, op, &answer);
	json_object *cursor = json_object_new_object();

	if (job == NULL || (!m->compat && claim_refused(job, op, &answer))) {
		json_object_put(cursor);
		return answer;
	}
	if (m->compat || !value_is(job->doc, "status", "canceling"))
		value_set_text(job->doc, "status", "in_progress");
	value_set_take(job->doc, "last_seen", value_time(m->now));
	value_set_take(job->doc, "started_at", value_time(m->now));
	value_carry(job->doc, op->body, "worker_hostname");
	value_carry(cursor, op->body, "sync_cursor");
	value_merge(value_at(job->doc, "connector"), cursor);
	json_object_put(cursor);
	return updated();
}

struct answer
model_job_error(struct model *m, const struct op *op)
{
	const char *text = value_text_at(op->body, "error");
	struct answer answer;
	struct record *job;

	if (*text == '\0')
		return answer_fail(400, INVALID,
		    "Validation Failed: 1: [error] of the connector sync job cannot be null or "
		    "empty;");
	if ((job = find_job(m, op, &answer)) == NULL)
		return answer;
	if (!value_is(job->doc, "status", "in_progress") &&
	    !value_is(job->doc, "status", "canceling"))
		return bad_transition(job, "error");
	value_set_text(job->doc, "error", text);
	value_set_text(job->doc, "status", "error");
	return updated();
}

/* ---- stats ---- */

static const char *const counters[] = {"deleted_document_count", "indexed_document_count",
    "indexed_document_volume", "total_document_count"};

static bool
negative_refused(json_object *body, struct answer *answer)
{
	char text[512] = "";
	size_t n = 0;
	int problems = 0;

	for (size_t i = 0; i < 4; i++)
		if (value_has(body, counters[i]) && value_as_long(value_at(body, counters[i])) < 0)
			n += (size_t)snprintf(text + n, sizeof text - n,
			    "%d: [%s] cannot be negative.;", ++problems, counters[i]);
	if (problems > 0)
		*answer = answer_fail(400, INVALID, "Validation Failed: %s", text);
	return problems > 0;
}

struct answer
model_job_stats(struct model *m, const struct op *op)
{
	json_object *changes, *doc;
	struct answer answer;
	struct record *job;

	if (negative_refused(op->body, &answer))
		return answer;
	if ((job = find_job(m, op, &answer)) == NULL)
		return answer;
	changes = json_object_new_object();
	for (size_t i = 0; i < 4; i++)
		if (value_has(op->body, counters[i]))
			value_set_take(changes, counters[i],
			    json_object_new_int64(value_as_long(value_at(op->body, counters[i]))));
	value_carry(changes, op->body, "metadata");
	value_set_take(changes, "last_seen",
	    value_has(op->body, "last_seen") ? model_time(value_text_at(op->body, "last_seen"))
	                                     : value_time(m->now));
	doc = value_copy(job->doc);
	value_merge(doc, changes);
	json_object_put(changes);
	return model_settle_take(job, doc);
}
