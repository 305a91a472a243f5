/* Why no job of a connector is running. */
#include <config.h>

#include "model/explain_inside.h"

#include "model/connector.h"

static uint64_t
waiting(const struct explain_facts *f)
{
	uint64_t n = 0;

	for (int slot = 0; slot < SLOT__MAX; slot++)
		n += f->slots[slot].waiting;
	return n;
}

/* Jobs in progress, and what the record says of them. True: one runs. */
static bool
explain_slots(struct reasons *r, const struct explain_facts *f)
{
	bool running = false;

	for (int slot = 0; slot < SLOT__MAX; slot++) {
		const json_object *job = f->slots[slot].holder;
		bool live = job != NULL && explain_is_live(f, job);

		explain_slot(r, f, (enum job_slot)slot, live ? REASON_TOLD : REASON_HINDERS);
		running = running || live;
	}
	return running;
}

static void
explain_queues(struct reasons *r, const struct explain_facts *f)
{
	for (int slot = 0; slot < SLOT__MAX; slot++) {
		uint64_t n = f->slots[slot].waiting;
		json_object *reason;

		if (n == 0)
			continue;
		reason = reasons_add(r, REASON_TOLD, "jobs_waiting", 0,
		    "GET /_connectord/sync_job/{id}/_explain says more of one.",
		    arena_text(r->arena, "%llu %s job%s wait%s; the first is [%.*s].",
		        (unsigned long long)n, slot == SLOT_CONTENT ? "content" : "access control",
		        n == 1 ? "" : "s", n == 1 ? "s" : "", STR_ARG(f->slots[slot].first)));
		reason_value(r, reason, "jobs", json_object_new_int64((int64_t)n));
		reason_text(r, reason, "first_job_id", f->slots[slot].first);
	}
}

/* Nothing is there to be run. */
static void
explain_no_job(struct reasons *r, int64_t next, int64_t now)
{
	json_object *reason = reasons_add(r, REASON_HINDERS, "no_job", 0,
	    next != 0 ? "Wait, or make a job by hand."
	              : "Enable a schedule, or make a job by hand.",
	    next != 0 ? arena_text(r->arena, "No job waits; the next one is due in %s, at %s.",
	                    span_text(r->arena, next - now), time_text(r->arena, next))
	              : str_of("No job waits, and no schedule that fires is enabled."));

	reason_time(r, reason, "next", next);
}

static json_object *
head_of(struct str id)
{
	DOC_AUTO json_object *head = doc_new();

	return head != NULL && doc_set_string(head, "id", id) ? doc_move(&head) : NULL;
}

json_object *
explain_connector(struct arena *a, const struct explain_facts *f, struct str id)
{
	enum connector_status status = connector_status_of(f->connector);
	json_object *answer;
	struct reasons r;
	int64_t next;
	bool running;

	reasons_begin(&r, a);
	running = explain_slots(&r, f);
	explain_state(&r, f, JOB_TYPE__MAX);
	next = explain_schedules(&r, f->connector, f->now);
	if (!running && waiting(f) == 0)
		explain_no_job(&r, next, f->now);
	explain_queues(&r, f);
	explain_refusal(&r, f);
	answer = reasons_answer(&r, head_of(id), running,
	    status < CONNECTOR_STATUS__MAX ? connector_status_words.names[status] : "unknown",
	    "Nothing is known to be in the way: a worker asks for this connector's jobs.", f->now);
	reasons_release(&r);
	return answer;
}
