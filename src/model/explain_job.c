/* Why one sync job is not running. */
#include <config.h>

#include "model/explain_inside.h"

static enum job_type
type_of(const json_object *job)
{
	int group = job_group_of(job);

	return group >= 0 ? (enum job_type)(group % JOB_TYPE__MAX) : JOB_FULL;
}

/* ---- a job that waits ---- */

/* The job keeps what its connector was; a raw write may have left that out. */
static void
explain_snapshot(struct reasons *r, const json_object *job)
{
	const json_object *snapshot = doc_object(job, "connector");
	struct str index = text_in(snapshot, "index_name", "");

	if (index.n > 0 && !str_is(index, ".search-acl-filter-") &&
	    !str_is(index, ".search-acl-filter-null"))
		return;
	reasons_add(r, REASON_HINDERS, "job_without_index", time_in(job, "created_at"),
	    "Give the connector an index with PUT _index_name, and make the job anew.",
	    str_of("The job was made when its connector had no index."));
}

static void
explain_ahead(struct reasons *r, const struct explain_facts *f)
{
	json_object *reason;

	if (f->ahead == 0)
		return;
	reason = reasons_add(r, REASON_HINDERS, "jobs_ahead", 0,
	    "Wait, or cancel what is in front.",
	    arena_text(r->arena,
	        "%s%llu job%s of the connector %s made earlier and %s first: [%.*s]%s.",
	        f->more ? "At least " : "", (unsigned long long)f->ahead, f->ahead == 1 ? "" : "s",
	        f->ahead == 1 ? "was" : "were", f->ahead == 1 ? "is" : "are", STR_ARG(f->front),
	        f->ahead == 1 ? "" : " is the first of them"));
	reason_value(r, reason, "jobs", json_object_new_int64((int64_t)f->ahead));
	reason_value(r, reason, "or_more", json_object_new_boolean(f->more));
	reason_text(r, reason, "first_job_id", f->front);
}

static void
explain_waiting(struct reasons *r, const struct explain_facts *f, const json_object *job)
{
	enum job_type type = type_of(job);
	int64_t created = time_in(job, "created_at");

	explain_state(r, f, type);
	explain_snapshot(r, job);
	explain_slot(r, f, job_slot_of(type), REASON_HINDERS);
	explain_ahead(r, f);
	if (doc_length(r->hindering) == 0)
		reasons_add(r, REASON_HINDERS, "waiting_for_claim", created,
		    "Wait for the worker's next turn. If this stays, the worker's log says why it "
		    "does not claim the job.",
		    str_of("Nothing is known to be in the way: a worker asks for this connector's "
		           "jobs and has not claimed this one yet."));
	if (job_status_of(job) == JOB_SUSPENDED)
		reasons_add(r, REASON_TOLD, "job_suspended", explain_heard(job), NULL,
		    arena_text(r->arena,
		        "Worker [%.*s] suspended the job; it is claimed again like one that is "
		        "pending.",
		        STR_ARG(text_in(job, "worker_hostname", ""))));
}

/* ---- a job that somebody has ---- */

static void
explain_canceling(struct reasons *r, const json_object *job)
{
	int64_t asked = time_in(job, "cancelation_requested_at");

	reasons_add(r, REASON_TOLD, "job_canceling", asked,
	    "Wait until the worker has stopped. If it is gone, end the job with PUT _error.",
	    arena_text(r->arena,
	        "The job was asked to stop%s%s, and worker [%.*s] has not said yet that it did.",
	        asked != 0 ? " at " : "", asked != 0 ? time_text(r->arena, asked) : "",
	        STR_ARG(text_in(job, "worker_hostname", ""))));
}

/* ---- a job that has ended ---- */

static void
explain_ended(struct reasons *r, const json_object *job)
{
	/* clang-format off */
	static const struct {
		enum job_status status;
		const char *code, *said, *when; /* the member that has it */
	} rows[] = {
		{ JOB_COMPLETED, "job_completed", "The job was completed", "completed_at" },
		{ JOB_CANCELED,  "job_canceled",  "The job was canceled",  "canceled_at" },
		{ JOB_ERROR,     "job_failed",    "The job ended as failed", "completed_at" },
	};
	/* clang-format on */
	struct str text = text_in(job, "error", "");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t at = time_in(job, rows[i].when);

		if (rows[i].status != job_status_of(job))
			continue;
		if (at == 0)
			at = explain_heard(job); /* _error notes no time of its own */
		reason_text(r,
		    reasons_add(r, REASON_HINDERS, rows[i].code, at,
		        "A job that has ended does not run again: make another one.",
		        arena_text(r->arena, "%s%s%.*s", rows[i].said, text.n > 0 ? ": " : ".",
		            STR_ARG(text))),
		    "error", text);
	}
}

/* ---- the answer ---- */

static void
explain_status(struct reasons *r, const struct explain_facts *f, const json_object *job)
{
	enum job_status status = job_status_of(job);

	if (status == JOB_CANCELING)
		explain_canceling(r, job);
	if ((JOB_HELD >> status & 1) != 0)
		explain_lease(r, f, job);
	else if (job_has_ended(status))
		explain_ended(r, job);
	else
		explain_waiting(r, f, job);
	explain_refusal(r, f);
}

static json_object *
head_of(struct str id, const json_object *job)
{
	DOC_AUTO json_object *head = doc_new();
	struct str connector = text_in(doc_object(job, "connector"), "id", "");

	if (head == NULL || !doc_set_string(head, "id", id) ||
	    !doc_set_string(head, "connector_id", connector) ||
	    !doc_set_string(head, "job_type", text_in(job, "job_type", "")))
		return NULL;
	return doc_move(&head);
}

json_object *
explain_sync_job(
    struct arena *a, const struct explain_facts *f, struct str id, const json_object *job)
{
	enum job_status status = job_status_of(job);
	json_object *answer;
	struct reasons r;

	reasons_begin(&r, a);
	explain_status(&r, f, job);
	answer = reasons_answer(&r, head_of(id, job),
	    (JOB_HELD >> status & 1) != 0 && explain_is_live(f, job),
	    status < JOB_STATUS__MAX ? job_status_words.names[status] : "unknown", "", f->now);
	reasons_release(&r);
	return answer;
}
