#include <config.h>

#include "api/reaper.h"

#include <stdatomic.h>
#include <string.h>

#include "api/change.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/job_idle.h"
#include "model/raw.h"
#include "model/sync_job.h"

enum {
	PAGE = 256,           /* jobs looked at in one step */
	PAGE_BYTES = 8 << 20, /* and of their documents */
	STEP_MS = 100,        /* between two steps of a round */
	ROUND_MIN_MS = 50,    /* between two rounds: a part of idle_after within these */
	ROUND_MAX_MS = 10000,
	ROUND_PART = 16,
	STALL_MS = 5000 /* so much later than it was due, a step shows that we stood still */
};

/* ---- when nobody could report ---- */

void
reaper_init(struct reaper *r, const struct api *api)
{
	*r = (struct reaper){.api = api, .since = api->now()};
}

void
reaper_note_time(struct reaper *r, int64_t wall, int64_t clock_ms, bool can_write)
{
	int64_t passed = clock_ms - r->clock_ms;
	bool began = r->clock_ms == 0;

	if (!can_write || (!began && (passed > r->pause_ms + STALL_MS ||
	                                 (wall - r->wall) / 1000 - passed > STALL_MS)))
		r->since = wall;
	r->wall = wall;
	r->clock_ms = clock_ms;
}

/* ---- ending one ---- */

struct reaping {
	struct str id;
	const json_object *rule;
	enum job_status ended_as; /* JOB_STATUS__MAX: it was not idle after all */
};

static const struct error *
end_for_connector(struct call *call, struct store_tx *tx, const json_object *job)
{
	DOC_AUTO json_object *connector = NULL, *patch = NULL;
	struct str id = job_connector_id(job);
	struct store_record record;
	enum store_rc rc = store_tx_get(tx, STORE_CONNECTOR, id, &record);
	bool changed;

	if (rc == STORE_NOT_FOUND)
		return NULL;
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	TRY(load_bytes(call, record.doc, &connector));
	patch = job_end_for_connector(job, call->now);
	if (patch == NULL)
		return &error_no_memory;
	return apply_update(call, tx, STORE_CONNECTOR, id, &raw_update, connector, patch, &changed);
}

static const struct error *
reap_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	struct reaping *r = ctx;
	DOC_AUTO json_object *job = NULL;

	r->ended_as = JOB_STATUS__MAX;
	TRY(update_job(call, tx, r->id, MISSING_JOB_ID, &job_reap, r->rule, write));
	if (!*write)
		return NULL;
	TRY(load_record(call, tx, STORE_SYNC_JOB, r->id, MISSING_JOB_ID, &job));
	TRY(end_for_connector(call, tx, job));
	r->ended_as = job_status_of(job);
	return NULL;
}

static void
tell(struct call *call, const struct reaping *r, const json_object *job)
{
	struct api_counts *counts = call->api->counts;
	struct str worker = STR_LIT(""), seen = STR_LIT("");

	if (counts != NULL)
		atomic_fetch_add(
		    r->ended_as == JOB_CANCELED ? &counts->reaped_canceled : &counts->reaped_error,
		    1);
	doc_string(job, "worker_hostname", &worker);
	doc_string(job, "last_seen", &seen);
	log_warn("nobody reported on a sync job: it was ended job=%.*s connector=%.*s as=%s "
	         "last_seen=%.*s worker=\"%.*s\"",
	    STR_ARG(r->id), STR_ARG(job_connector_id(job)), job_status_words.names[r->ended_as],
	    STR_ARG(seen), STR_ARG(worker));
}

/* ---- a step ---- */

/* What it does, it does as any caller, under its own name. */
static void
call_init(
    struct call *call, const struct reaper *r, struct arena *a, struct http_response *response)
{
	static const struct route route = {
	    .access = {PRIVILEGE_MANAGE, "internal:connectord/reaper"}};
	static const struct http_request request;

	*call = (struct call){
	    .api = r->api,
	    .arena = a,
	    .request = &request,
	    .response = response,
	    .route = &route,
	    .caller = {.grant = {.roles = ROLES_ALL},
	        .owner = {STR_LIT("reaper"), STR_LIT("__connectord")}},
	    .now = r->api->now(),
	};
}

/* A page of jobs that somebody should report on, the oldest first. *count: how many there are. */
static enum store_rc
find(const struct reaper *r, struct arena *a, struct store_record **records, size_t *n,
    uint64_t *count)
{
	struct store_query q = {.kind = STORE_SYNC_JOB,
	    .size = PAGE,
	    .bytes_max = PAGE_BYTES,
	    .cut = true,
	    .after = {{r->order, sizeof(r->order)}, {r->id, r->id_n}}};

	for (int type = 0; type < JOB_TYPE__MAX; type++)
		q.groups |= UINT32_C(1) << job_group(JOB_IN_PROGRESS, (enum job_type)type) |
		            UINT32_C(1) << job_group(JOB_CANCELING, (enum job_type)type);
	return store_list(r->api->store, a, &q, records, n, count);
}

/*
 * The next page begins behind the last of this one. A page that is not full is the last one, unless
 * its bytes made an end of it: then there are more than were passed.
 */
static void
note_place(struct reaper *r, const struct store_record *records, size_t n, uint64_t count)
{
	const struct store_record *last = n > 0 ? &records[n - 1] : NULL;

	r->passed = r->id_n > 0 ? r->passed + n : n;
	r->id_n = 0;
	if (last == NULL || (n < PAGE && r->passed >= count) ||
	    last->keys.order.n != sizeof(r->order) || last->id.n > sizeof(r->id))
		return;
	memcpy(r->order, last->keys.order.p, sizeof(r->order));
	memcpy(r->id, last->id.p, last->id.n);
	r->id_n = last->id.n;
}

/* Ends it when it is idle. *failed: it should have been, and could not. */
static void
look(struct call *call, const struct job_idle_rule *rule, const struct store_record *record,
    bool *failed)
{
	bool damaged;
	DOC_AUTO json_object *job = doc_load(record->doc, &damaged);
	DOC_AUTO json_object *body = NULL;
	struct reaping r = {.id = record->id};

	if (job == NULL || !job_is_idle(job, rule, call->now))
		return;
	r.rule = body = job_idle_body(rule);
	*failed = body == NULL || run_change(call, reap_inside, &r) != NULL;
	if (!*failed && r.ended_as != JOB_STATUS__MAX)
		tell(call, &r, job);
}

static int64_t
round_pause(const struct api *api)
{
	int64_t ms = api->idle_after / 1000 / ROUND_PART;

	return ms < ROUND_MIN_MS ? ROUND_MIN_MS : ms > ROUND_MAX_MS ? ROUND_MAX_MS : ms;
}

int64_t
reaper_step(struct reaper *r, struct arena *a, uint64_t *ticket)
{
	const struct job_idle_rule rule = {r->since, r->api->idle_after};
	struct http_response response = {0};
	struct store_record *records = NULL;
	uint64_t count = 0, failures = 0;
	size_t n = 0;
	struct call call;

	*ticket = 0;
	call_init(&call, r, a, &response);
	if (find(r, a, &records, &n, &count) != STORE_OK)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		bool failed = false;

		look(&call, &rule, &records[i], &failed);
		failures += failed;
		if (response.ticket > *ticket)
			*ticket = response.ticket;
	}
	http_response_release(&response);
	if (failures > 0)
		log_warn("sync jobs nobody reports on could not be ended jobs=%llu",
		    (unsigned long long)failures);
	note_place(r, records, n, count);
	r->pause_ms = r->id_n > 0 ? STEP_MS : round_pause(r->api);
	return r->pause_ms;
}
