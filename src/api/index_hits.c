#include <config.h>

#include "api/index_hits.h"

#include <stdlib.h>

#include "api/change.h"
#include "api/limits.h"
#include "api/notice.h"
#include "model/sync_job.h"

/* ---- one record ---- */

struct matching {
	const struct index_query *query;
	bool failed;
};

static bool
matches(const struct store_record *record, void *ctx)
{
	struct matching *m = ctx;
	struct index_subject subject = {
	    .id = record->id,
	    .owner = record->keys.owner,
	    .group = record->keys.group,
	    .text = record->doc,
	};
	bool yes = index_query_matches(m->query, &subject);

	m->failed = m->failed || subject.failed;
	return yes && !subject.failed;
}

/* ---- by id ---- */

static int
by_order(const void *a, const void *b)
{
	const struct store_record *left = a, *right = b;
	int order = str_compare(left->keys.order, right->keys.order);

	return order != 0 ? order : str_compare(left->id, right->id);
}

static void
turn(struct store_record *records, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct store_record record = records[i];

		records[i] = records[n - 1 - i];
		records[n - 1 - i] = record;
	}
}

static void
cut_page(struct index_hits *hits)
{
	uint64_t from = hits->from < hits->n ? hits->from : hits->n;

	hits->records += from;
	hits->n -= (size_t)from;
	if (hits->n > hits->size)
		hits->n = (size_t)hits->size;
}

static const struct error *
find_by_id(struct call *call, struct index_hits *hits, const struct index_set *ids)
{
	struct matching m = {.query = hits->query};
	uint64_t bytes = 0;

	if (ids->n > STORE_WINDOW)
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "a query by more than %d ids is not supported", STORE_WINDOW);
	hits->records = arena_alloc(call->arena, ids->n * sizeof(*hits->records));
	if (hits->records == NULL)
		return &error_no_memory;
	for (size_t i = 0; i < ids->n; i++) {
		struct store_record *record = &hits->records[hits->n];
		enum store_rc rc = call_get(call, hits->index->kind, ids->items[i], record);

		if (rc != STORE_OK && rc != STORE_NOT_FOUND)
			return call_store_error(call, rc);
		if (rc == STORE_OK)
			bytes += record->doc.n;
		if (bytes > limit_or(call->api->limits.answer_max, LIMIT_ANSWER))
			return call_store_error(call, STORE_TOO_LARGE);
		hits->n += rc == STORE_OK && matches(record, &m);
	}
	if (m.failed)
		return damaged_record(call->arena);
	qsort(hits->records, hits->n, sizeof(*hits->records), by_order);
	if (hits->descending)
		turn(hits->records, hits->n);
	hits->total = hits->n;
	cut_page(hits);
	return NULL;
}

/* ---- by order keys ---- */

static const struct error *
run(struct call *call, const struct store_query *q, struct index_hits *hits)
{
	enum store_rc rc = call_list(call, q, &hits->records, &hits->n, &hits->total);

	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

/* Counts what would be looked at; the keys tell. */
static const struct error *
check_looks(struct call *call, struct store_query q, struct index_hits *hits)
{
	q.match = NULL;
	q.from = q.size = 0;
	TRY(run(call, &q, hits));
	if (hits->total <= INDEX_LOOKS_MAX)
		return NULL;
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "the query would look at %llu documents, and more than %d are not supported: narrow "
	    "it by _id, or for sync jobs by connector.id, status or job_type",
	    (unsigned long long)hits->total, INDEX_LOOKS_MAX);
}

static const struct error *
find_by_keys(struct call *call, struct index_hits *hits, const struct index_plan *plan)
{
	struct matching m = {.query = hits->query};
	struct store_query q = {
	    .kind = hits->index->kind,
	    .groups = plan->groups,
	    .descending = hits->descending,
	    .from = hits->from,
	    .size = hits->size,
	    .bytes_max = limit_or(call->api->limits.answer_max, LIMIT_ANSWER),
	    .match_ctx = &m,
	};

	if (!plan->owners.all) {
		q.owners = plan->owners.items;
		q.owners_n = plan->owners.n;
	}
	if (!plan->exact) {
		q.match = matches;
		TRY(check_looks(call, q, hits));
	}
	TRY(run(call, &q, hits));
	return m.failed ? damaged_record(call->arena) : NULL;
}

/* A worker that looks for something to do asks for jobs that wait, and for nothing else. */
static void
note_asking(const struct call *call, const struct index_hits *hits, const struct index_plan *plan)
{
	uint32_t waiting = job_slot_groups(SLOT_CONTENT, JOB_WAITS) |
	                   job_slot_groups(SLOT_ACCESS_CONTROL, JOB_WAITS);

	if (hits->index->kind == STORE_SYNC_JOB && hits->size > 0 && (plan->groups & ~waiting) == 0)
		notice_asking(call, plan->owners.all ? NULL : plan->owners.items, plan->owners.n);
}

const struct error *
index_hits_find(struct call *call, struct index_hits *hits)
{
	struct index_plan plan;

	hits->records = NULL;
	hits->n = 0;
	hits->total = 0;
	if (!index_query_plan(call->arena, hits->index->view, hits->query, &plan))
		return &error_no_memory;
	if (plan.groups == 0 || (!plan.owners.all && plan.owners.n == 0))
		return NULL;
	if (!plan.ids.all)
		return find_by_id(call, hits, &plan.ids);
	note_asking(call, hits, &plan);
	return find_by_keys(call, hits, &plan);
}
