#include <config.h>

#include "api/explain.h"

#include "api/auth.h"
#include "api/change.h"
#include "api/sightings.h"
#include "model/explain.h"

/*
 * At most so many jobs in front of one are looked at, and so many bytes of them. What is asked is
 * told by the order keys, whatever the number of jobs.
 */
enum { AHEAD_MAX = 100, AHEAD_BYTES = 4 << 20 };

enum { SERVICE_IDLE_S = 300 }; /* of the connector service: clients.md 1 */

/* The facts, and the documents they are lent. */
struct gathered {
	struct explain_facts facts;
	json_object *connector, *holders[SLOT__MAX], *refusal, *job;
};

static void
gathered_release(struct gathered *g)
{
	doc_free(g->connector);
	for (int slot = 0; slot < SLOT__MAX; slot++)
		doc_free(g->holders[slot]);
	doc_free(g->refusal);
	doc_free(g->job);
}

#define GATHERED_AUTO __attribute__((cleanup(gathered_release)))

/* ---- records ---- */

static const struct error *
gather_connector(struct call *call, struct str id, struct gathered *g)
{
	struct store_record record;
	enum store_rc rc = call_get(call, STORE_CONNECTOR, id, &record);

	if (rc == STORE_NOT_FOUND)
		return NULL;
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	TRY(load_bytes(call, record.doc, &g->connector));
	g->facts.connector = g->connector;
	return NULL;
}

/* The first jobs of a connector's slot with these statuses, oldest first, and how many there are.
 */
static const struct error *
first_jobs(struct call *call, const struct str *connector, uint32_t groups, size_t max,
    struct store_record **records, size_t *n, uint64_t *count)
{
	struct store_query query = {
	    .kind = STORE_SYNC_JOB,
	    .owners = connector,
	    .owners_n = 1,
	    .groups = groups,
	    .size = max,
	    .bytes_max = max > 1 ? AHEAD_BYTES : 0,
	};
	enum store_rc rc = call_list(call, &query, records, n, count);

	if (rc == STORE_TOO_LARGE) {
		query.size = 1;
		query.bytes_max = 0;
		rc = call_list(call, &query, records, n, count);
	}
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

static const struct error *
gather_slot(struct call *call, const struct str *connector, enum job_slot slot, struct gathered *g)
{
	struct store_record *records;
	uint64_t count;
	size_t n;

	TRY(first_jobs(call, connector, job_slot_groups(slot, JOB_HELD), 1, &records, &n, &count));
	if (n > 0) {
		TRY(load_bytes(call, records[0].doc, &g->holders[slot]));
		g->facts.slots[slot].holder = g->holders[slot];
	}
	TRY(first_jobs(call, connector, job_slot_groups(slot, JOB_WAITS), 1, &records, &n, &count));
	g->facts.slots[slot].waiting = count;
	g->facts.slots[slot].first = n > 0 ? records[0].id : str_of("");
	return NULL;
}

/* Those in front of a job that waits. */
static const struct error *
gather_ahead(struct call *call, const struct store_record *job, struct explain_facts *f)
{
	enum job_type type = (enum job_type)(job->keys.group % JOB_TYPE__MAX);
	uint32_t groups = job_slot_groups(job_slot_of(type), JOB_WAITS);
	struct store_record *records;
	uint64_t count;
	size_t n, i = 0;

	if ((groups >> job->keys.group & 1) == 0)
		return NULL;
	TRY(first_jobs(call, &job->keys.owner, groups, AHEAD_MAX, &records, &n, &count));
	while (i < n && !str_equal(records[i].id, job->id))
		i++;
	f->ahead = i;
	f->more = i == n && n < count;
	f->front = n > 0 ? records[0].id : str_of("");
	return NULL;
}

/* ---- what was seen ---- */

static void
gather_asking(const struct call *call, struct str connector, struct explain_facts *f)
{
	struct sightings *s = call->api->sightings;
	int64_t of_all;
	struct str what;

	sightings_find(s, call->arena, SIGHTED_ASKING, connector, &f->asked, &what);
	sightings_find(s, call->arena, SIGHTED_ASKING, str_of(""), &of_all, &what);
	if (of_all > f->asked)
		f->asked = of_all;
	f->watched_since = sightings_since(s, SIGHTED_ASKING);
}

static const struct error *
gather_refusal(struct call *call, enum sighted kind, struct str id, struct gathered *g)
{
	struct str what;

	if (!sightings_find(
	        call->api->sightings, call->arena, kind, id, &g->facts.refused_at, &what))
		return NULL;
	TRY(load_bytes(call, what, &g->refusal));
	g->facts.refusal = g->refusal;
	return NULL;
}

static const struct error *
gather(struct call *call, struct str connector, struct gathered *g)
{
	int64_t own = call->api->idle_after;

	g->facts.now = call->now;
	g->facts.idle_us = SERVICE_IDLE_S * INT64_C(1000000);
	g->facts.idle_by = "the connector service";
	if (own > 0 && own <= g->facts.idle_us) {
		g->facts.idle_us = own; /* the reaper's */
		g->facts.idle_by = "connectord";
	}
	gather_asking(call, connector, &g->facts);
	TRY(gather_connector(call, connector, g));
	for (int slot = 0; slot < SLOT__MAX; slot++)
		TRY(gather_slot(call, &connector, (enum job_slot)slot, g));
	return NULL;
}

/* ---- handlers ---- */

static const struct error *
answer(struct call *call, json_object *explanation)
{
	if (explanation == NULL)
		return &error_no_memory;
	call->response->status = 200;
	doc_write(&call->response->body, explanation, DOC_COMPACT);
	doc_free(explanation);
	return NULL;
}

const struct error *
explain_connector_get(struct call *call)
{
	GATHERED_AUTO struct gathered g = {.job = NULL};
	struct str id = call->vars[0];

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	TRY(gather(call, id, &g));
	if (g.connector == NULL)
		return missing_error(call->arena, MISSING_CONNECTOR, id);
	TRY(gather_refusal(call, SIGHTED_REFUSAL_CONNECTOR, id, &g));
	return answer(call, explain_connector(call->arena, &g.facts, id));
}

const struct error *
explain_sync_job_get(struct call *call)
{
	GATHERED_AUTO struct gathered g = {.job = NULL};
	struct str id = call->vars[0];
	struct store_record record;
	enum store_rc rc;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	rc = call_get(call, STORE_SYNC_JOB, id, &record);
	/* A job of a connector that is not the caller's looks like none. */
	if (rc == STORE_NOT_FOUND || (rc == STORE_OK && !auth_reaches(call, record.keys.owner)))
		return missing_error(call->arena, MISSING_JOB_ID, id);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	TRY(load_bytes(call, record.doc, &g.job));
	TRY(gather(call, record.keys.owner, &g));
	TRY(gather_ahead(call, &record, &g.facts));
	TRY(gather_refusal(call, SIGHTED_REFUSAL_SYNC_JOB, id, &g));
	return answer(call, explain_sync_job(call->arena, &g.facts, id, g.job));
}
