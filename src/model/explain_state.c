/* What is in the way of every job of a connector: no worker, not set up, another job. */
#include <config.h>

#include "model/explain_inside.h"

#include "model/configuration.h"
#include "model/connector.h"

enum { SECOND_US = 1000000 };

static const char *
slot_name(enum job_slot slot)
{
	return slot == SLOT_CONTENT ? "content" : "access control";
}

/* ---- is anybody there? ---- */

int64_t
explain_heard(const json_object *job)
{
	int64_t seen = time_in(job, "last_seen");

	return seen != 0 ? seen : time_in(job, "started_at");
}

bool
explain_is_live(const struct explain_facts *f, const json_object *job)
{
	return f->now - explain_heard(job) < f->idle_us;
}

static bool
is_recent(const struct explain_facts *f, int64_t at, int64_t seconds)
{
	return at != 0 && f->now - at <= seconds * SECOND_US;
}

/* A worker that is busy with one of its jobs is there, too. */
static bool
is_anybody_there(const struct explain_facts *f)
{
	if (is_recent(f, f->asked, EXPLAIN_ASKED_S) ||
	    is_recent(f, time_in(f->connector, "last_seen"), EXPLAIN_CHECKED_IN_S))
		return true;
	for (int slot = 0; slot < SLOT__MAX; slot++)
		if (f->slots[slot].holder != NULL && explain_is_live(f, f->slots[slot].holder))
			return true;
	return false;
}

static int64_t
later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void
explain_worker(struct reasons *r, const struct explain_facts *f)
{
	int64_t checked_in = time_in(f->connector, "last_seen");
	int64_t last = later_of(f->asked, checked_in), since = later_of(last, f->watched_since);
	json_object *reason;
	struct str sentence;

	if (is_anybody_there(f))
		return;
	if (since == 0)
		sentence = str_of("No worker is known to have asked for this connector.");
	else
		sentence =
		    arena_text(r->arena, "No worker has asked for this connector since %s%s.",
		        time_text(r->arena, since),
		        since == last ? "" : ", when this process began to watch");
	reason = reasons_add(r, REASON_HINDERS, "no_worker", since,
	    "Start a worker for this connector. If one runs, look whether its configuration names "
	    "this connector's id or service type, and whether its API key reaches it.",
	    sentence);
	reason_time(r, reason, "last_asked", f->asked);
	reason_time(r, reason, "last_check_in", checked_in);
	reason_time(r, reason, "watched_since", f->watched_since);
}

/* Workers that are told service types, and no ids, ask for is_native false (clients.md, S2). */
static void
explain_native(struct reasons *r, const struct explain_facts *f)
{
	if (!connector_is_managed(f->connector) || is_anybody_there(f))
		return;
	reasons_add(r, REASON_HINDERS, "connector_is_native", 0,
	    "Give the worker this connector's id, or PUT _native with is_native false.",
	    str_of("The connector is Elastic-managed (is_native), and workers that look for "
	           "connectors by service type pass those by."));
}

/* ---- is it set up? ---- */

static void
explain_missing_parts(struct reasons *r, const json_object *connector)
{
	if (text_in(connector, "service_type", "").n == 0)
		reasons_add(r, REASON_HINDERS, "service_type_missing", 0,
		    "PUT _service_type with the type of the source.",
		    str_of("The connector has no service_type, so no worker knows that it can "
		           "serve it."));
}

static void
explain_index(struct reasons *r, const json_object *connector)
{
	if (text_in(connector, "index_name", "").n == 0)
		reasons_add(r, REASON_HINDERS, "index_name_missing", 0,
		    "PUT _index_name with the name of an index.",
		    str_of("The connector has no index_name, so a content job has nowhere to put "
		           "documents."));
}

/* "[host], [port]"; a sentence has an end, whatever the number of fields. */
static struct str
list_of(struct arena *a, const json_object *names)
{
	enum { NAMED = 20 };
	size_t n = doc_length(names);
	struct str list = str_of("");

	for (size_t i = 0; i < n && i < NAMED; i++)
		list = arena_text(a, "%.*s%s[%.*s]", STR_ARG(list), i > 0 ? ", " : "",
		    STR_ARG(doc_text(doc_at(names, i))));
	return n <= NAMED ? list : arena_text(a, "%.*s and %zu more", STR_ARG(list), n - NAMED);
}

static void
explain_needs(struct reasons *r, const json_object *connector, json_object *names)
{
	bool needs = connector_status_of(connector) == CONNECTOR_NEEDS_CONFIGURATION;
	struct str sentence;
	json_object *reason;

	if (!needs && doc_length(names) == 0)
		return;
	if (doc_length(names) == 0)
		sentence = str_of("The connector's status is needs_configuration, though no "
		                  "required field is empty.");
	else
		sentence = arena_text(r->arena, "%s: %.*s.",
		    needs ? "The connector needs configuration: these required fields are empty"
		          : "Required fields of the connector's configuration are empty",
		    STR_ARG(list_of(r->arena, names)));
	reason = reasons_add(r, REASON_HINDERS,
	    needs ? "needs_configuration" : "configuration_incomplete", 0,
	    "PUT _configuration with values for these fields; that makes the status configured.",
	    sentence);
	reason_value(r, reason, "fields", doc_copy(names));
}

static void
explain_configuration(struct reasons *r, const json_object *connector)
{
	DOC_AUTO json_object *names = doc_new_array();

	if (names == NULL || !configuration_unset(doc_object(connector, "configuration"), names)) {
		r->failed = true;
		return;
	}
	if (connector_status_of(connector) == CONNECTOR_CREATED)
		reasons_add(r, REASON_HINDERS, "connector_created", 0,
		    "Let a worker of its service type write the fields of its configuration, or "
		    "PUT "
		    "_configuration with fields and values.",
		    str_of("The connector was created and never set up; workers pass by those."));
	explain_needs(r, connector, names);
}

/* It does not keep workers from trying again. */
static void
explain_error(struct reasons *r, const json_object *connector)
{
	struct str text = text_in(connector, "error", "");

	if (connector_status_of(connector) != CONNECTOR_ERROR)
		return;
	reason_text(r,
	    reasons_add(r, REASON_TOLD, "connector_error", 0,
	        "Mend what the error names; the worker clears it when the source answers.",
	        text.n > 0
	            ? arena_text(r->arena, "The connector's status is error: %.*s", STR_ARG(text))
	            : str_of("The connector's status is error.")),
	    "error", text);
}

/* Access control jobs take a feature and, by the connector service, a licence that is not here. */
static void
explain_access_control(struct reasons *r, const json_object *connector)
{
	json_object *features = doc_object(connector, "features");
	json_object *feature =
	    features != NULL ? doc_object(features, "document_level_security") : NULL;
	bool enabled = false;

	if (feature != NULL)
		doc_bool(feature, "enabled", &enabled);
	if (!enabled)
		reasons_add(r, REASON_HINDERS, "feature_disabled", 0,
		    "PUT _features with document_level_security enabled.",
		    str_of("The feature document_level_security of the connector is not enabled, "
		           "and access control jobs are part of it."));
	reasons_add(r, REASON_TOLD, "licence_basic", 0,
	    "Use a worker that does not ask for a licence.",
	    str_of("The connector service runs access control jobs under a platinum licence only, "
	           "and this server reports a basic one."));
}

static void
explain_deleted(struct reasons *r, const json_object *connector)
{
	if (connector_group(connector) == CONNECTOR_DELETED)
		reasons_add(r, REASON_HINDERS, "connector_deleted", 0,
		    "PUT the connector anew under its id, or make another one.",
		    str_of("The connector is deleted; workers pass by those."));
}

void
explain_state(struct reasons *r, const struct explain_facts *f, enum job_type type)
{
	if (f->connector == NULL) {
		reasons_add(r, REASON_HINDERS, "connector_missing", 0,
		    "Delete the job, or make the connector anew under its id.",
		    str_of("There is no such connector any more, so no worker asks for its jobs."));
		return;
	}
	explain_deleted(r, f->connector);
	explain_missing_parts(r, f->connector);
	explain_native(r, f);
	explain_worker(r, f);
	if (type != JOB_ACCESS_CONTROL)
		explain_index(r, f->connector);
	explain_configuration(r, f->connector);
	if (type == JOB_ACCESS_CONTROL)
		explain_access_control(r, f->connector);
	explain_error(r, f->connector);
}

/* ---- is the place taken? ---- */

/* What the service looks at before it starts a job, whatever the jobs say. */
static bool
is_said_to_run(const json_object *connector, enum job_slot slot)
{
	static const char *const keys[] = {
	    [SLOT_CONTENT] = "last_sync_status",
	    [SLOT_ACCESS_CONTROL] = "last_access_control_sync_status",
	};

	return str_equal(
	    text_in(connector, keys[slot], ""), str_of(job_status_words.names[JOB_IN_PROGRESS]));
}

static void
explain_stuck(struct reasons *r, const struct explain_facts *f, enum job_slot slot)
{
	if (f->connector == NULL || !is_said_to_run(f->connector, slot))
		return;
	reasons_add(r, REASON_HINDERS, "connector_says_in_progress", 0,
	    slot == SLOT_CONTENT ? "PUT _last_sync with last_sync_status error."
	                         : "PUT _last_sync with last_access_control_sync_status error.",
	    arena_text(r->arena,
	        "The connector's record says that %s %s job is in progress, and none is; workers "
	        "go "
	        "by the record.",
	        slot == SLOT_CONTENT ? "a" : "an", slot_name(slot)));
}

/* "by worker [h], last heard of 12 s ago" */
static struct str
whose(struct reasons *r, const struct explain_facts *f, const json_object *job)
{
	struct str worker = text_in(job, "worker_hostname", "");
	int64_t heard = explain_heard(job);

	if (heard == 0)
		return arena_text(r->arena, "by worker [%.*s]", STR_ARG(worker));
	return arena_text(r->arena, "by worker [%.*s], last heard of %s ago", STR_ARG(worker),
	    span_text(r->arena, f->now - heard));
}

bool
explain_slot(
    struct reasons *r, const struct explain_facts *f, enum job_slot slot, enum weight weight)
{
	const json_object *job = f->slots[slot].holder;
	struct str id, status;
	json_object *reason;

	if (job == NULL) {
		explain_stuck(r, f, slot);
		return false;
	}
	id = text_in(job, "id", "");
	status = text_in(job, "status", "");
	reason = reasons_add(r, weight, "slot_taken", time_in(job, "started_at"),
	    explain_is_live(f, job)
	        ? "Wait until that job has ended, or cancel it."
	        : "End that job with PUT _error, or let it be ended for being idle.",
	    arena_text(r->arena, "The %s job [%.*s] of the connector is %.*s %.*s.",
	        slot_name(slot), STR_ARG(id), STR_ARG(status), STR_ARG(whose(r, f, job))));
	reason_text(r, reason, "job_id", id);
	reason_text(r, reason, "job_status", status);
	reason_text(r, reason, "job_type", text_in(job, "job_type", ""));
	reason_text(r, reason, "worker_hostname", text_in(job, "worker_hostname", ""));
	reason_time(r, reason, "last_heard", explain_heard(job));
	return true;
}

void
explain_lease(struct reasons *r, const struct explain_facts *f, const json_object *job)
{
	int64_t heard = explain_heard(job), ends = heard + f->idle_us;
	bool live = explain_is_live(f, job);
	struct str worker = text_in(job, "worker_hostname", "");
	json_object *reason;

	if (live)
		reason = reasons_add(r, REASON_TOLD, "lease_runs", heard, NULL,
		    arena_text(r->arena,
		        "Worker [%.*s] was last heard of %s ago; unless it reports, the lease ends "
		        "in "
		        "%s.",
		        STR_ARG(worker), span_text(r->arena, f->now - heard),
		        span_text(r->arena, ends - f->now)));
	else
		reason = reasons_add(r, REASON_HINDERS, "lease_ended", heard != 0 ? ends : 0,
		    "Look whether that worker still runs. The job can be ended with PUT _error, or "
		    "canceled.",
		    heard != 0 ? arena_text(r->arena,
		                     "Worker [%.*s] has not been heard of for %s, and the lease of "
		                     "%s has ended.",
		                     STR_ARG(worker), span_text(r->arena, f->now - heard),
		                     span_text(r->arena, f->idle_us))
		               : arena_text(r->arena, "Worker [%.*s] was never heard of.",
		                     STR_ARG(worker)));
	reason_text(r, reason, "worker_hostname", worker);
	reason_time(r, reason, "last_heard", heard);
	reason_time(r, reason, "lease_ends", heard != 0 ? ends : 0);
	reason_value(r, reason, "lease_s", json_object_new_int64(f->idle_us / SECOND_US));
	reason_text(r, reason, "lease_of", str_of(f->idle_by));
}

/* ---- what was refused ---- */

void
explain_refusal(struct reasons *r, const struct explain_facts *f)
{
	const json_object *refusal = f->refusal;
	struct str request, why;
	json_object *reason;
	int64_t status = 0;

	if (refusal == NULL)
		return;
	request = text_in(refusal, "request", "?");
	why = text_in(refusal, "reason", "");
	doc_long(refusal, "status", &status);
	reason = reasons_add(r, REASON_TOLD, "last_refusal", f->refused_at,
	    "Look at what the worker sends; the log of the worker has the whole answer.",
	    arena_text(r->arena, "The last request that was refused was %.*s, with %d%s%.*s",
	        STR_ARG(request), (int)status, why.n > 0 ? ": " : ".", STR_ARG(why)));
	reason_text(r, reason, "request", request);
	reason_value(r, reason, "status", json_object_new_int64(status));
	reason_text(r, reason, "type", text_in(refusal, "type", ""));
	reason_text(r, reason, "reason", why);
}
