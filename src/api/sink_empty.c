/* Deleting documents of the sink, and whole indices: a batch at a time, so that no writer waits
 * long. */
#include <config.h>

#include "api/sink.h"

#include "api/auth.h"
#include "api/change.h"
#include "api/index.h"
#include "base/clock.h"

enum { BATCH = 250, BATCH_BYTES = 8 << 20 };

/* clang-format off */
const struct param sink_delete_by_query_params[] = {
	{ "ignore_unavailable", PARAM_BOOL }, { "expand_wildcards", PARAM_TEXT },
	{ "allow_no_indices", PARAM_BOOL }, { "conflicts", PARAM_TEXT }, { "refresh", PARAM_BOOL },
	{ "timeout", PARAM_TEXT }, { NULL },
};
/* clang-format on */

struct batch {
	const struct sink_index *index;
	struct store_record *records;
	size_t n;
	bool last;      /* and the index itself */
	uint64_t done;  /* in this one */
	uint64_t total; /* in all before */
	uint64_t batches;
};

static enum store_verdict
delete_batch(struct store_tx *tx, void *ctx)
{
	struct batch *b = ctx;

	b->done = 0;
	for (size_t i = 0; i < b->n; i++) {
		enum store_rc rc = store_tx_delete(tx, STORE_SINK_DOC, b->records[i].id);

		if (rc != STORE_OK && rc != STORE_NOT_FOUND)
			return STORE_FAIL;
		b->done += rc == STORE_OK;
	}
	return STORE_WRITE;
}

/* Documents are read with their keys: as many as there is room for. */
static enum store_rc
next_page(struct store *s, struct arena *a, struct batch *b, struct str after)
{
	struct store_query q = sink_page(b->index, after, BATCH);
	uint64_t count;

	q.bytes_max = BATCH_BYTES;
	q.cut = true;
	return store_list(s, a, &q, &b->records, &b->n, &count);
}

static const struct error *
run_batch(struct call *call, struct arena *a, struct batch *b, struct str *after)
{
	enum store_rc rc = next_page(call->api->store, a, b, *after);
	uint64_t ticket;

	if (rc == STORE_OK && b->n > 0)
		rc = store_change(call->api->store, a, delete_batch, b, &ticket);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	if (b->n == 0)
		return NULL;
	call->response->ticket = ticket;
	b->total += b->done;
	b->batches++;
	*after = arena_copy(call->arena, b->records[b->n - 1].id);
	return NULL;
}

/* What was there when it began: at most as many, and always forward. */
static const struct error *
delete_all(struct call *call, struct batch *b)
{
	struct arena *a = arena_new();
	const struct error *error = a == NULL ? &error_no_memory : NULL;
	struct str after = {NULL, 0};
	uint64_t count = 0, seen = 0;

	if (error == NULL)
		error = sink_count(call, b->index, &count);
	while (error == NULL && seen < count) {
		arena_reset(a);
		error = run_batch(call, a, b, &after);
		seen += b->n;
		if (b->n == 0)
			break;
	}
	arena_free(a);
	return error;
}

/* ---- _delete_by_query ---- */

const struct error *
sink_delete_by_query(struct call *call)
{
	int64_t start = clock_monotonic_ms();
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};
	struct sink_index index;
	struct batch b = {.index = &index};

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	if (body == NULL || doc_object(body, "query") == NULL)
		problems_add(&problems, "query is missing");
	TRY(problems_error(&problems));
	TRY(sink_check_query(call, body));
	TRY(sink_enter(call, call->vars[0]));
	TRY(sink_find_or_404(call, call->vars[0], &index));
	if (index.id.p != NULL)
		TRY(delete_all(call, &b));
	index_answer_deleted(call, start, b.total, b.total, b.batches);
	return NULL;
}

/* ---- DELETE index ---- */

/* What came meanwhile goes with the index: no document is left that belongs to none. */
static const struct error *
drop_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	const struct sink_index *index = ctx;
	struct store_record record;
	struct sink_index now = {.id = {NULL, 0}};
	uint64_t n;
	enum store_rc rc = store_tx_get(tx, STORE_SINK_INDEX, index->name, &record);

	if (rc == STORE_OK && !sink_index_load(call->arena, index->name, record.doc, &now))
		return damaged_record(call->arena);
	if (rc == STORE_NOT_FOUND || (rc == STORE_OK && !str_equal(now.id, index->id))) {
		*write = false; /* somebody else was faster */
		return NULL;
	}
	if (rc == STORE_OK)
		rc = store_tx_delete_owned(tx, STORE_SINK_DOC, index->id, &n);
	if (rc == STORE_OK)
		rc = store_tx_delete(tx, STORE_SINK_INDEX, index->name);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
sink_index_delete(struct call *call)
{
	struct sink_index index;
	struct batch b = {.index = &index};

	TRY(call_check_rest(call));
	TRY(sink_enter(call, call->vars[0]));
	TRY(sink_find_or_404(call, call->vars[0], &index));
	if (index.id.p != NULL) {
		TRY(delete_all(call, &b));
		TRY(run_change(call, drop_inside, &index));
	}
	call->response->status = 200;
	buf_text(&call->response->body, "{\"acknowledged\":true}");
	return NULL;
}
