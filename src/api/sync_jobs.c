#include <config.h>

#include "api/sync_jobs.h"

#include "api/auth.h"
#include "api/blank.h"
#include "api/change.h"
#include "api/idempotency.h"
#include "api/job_history.h"
#include "api/job_wait.h"
#include "api/limits.h"
#include "api/list.h"
#include "api/notice.h"
#include "api/params.h"
#include "api/snapshots.h"
#include "model/job_text.h"
#include "model/sync_job.h"

/* ---- create (sync-jobs.md 7.1) ---- */

struct creation {
	const json_object *body;
	struct str connector_id;
	char id[ID_SIZE];
	struct store_keys keys;
	struct job_text text;
	struct idempotency idempotency;
	struct str answer; /* p == NULL: no earlier one */
};

/* The text of a snapshot made at that time. */
static const struct error *
snapshot_at(struct call *call, const json_object *connector, const json_object *body, int64_t now,
    struct str *text)
{
	DOC_AUTO json_object *snapshot = sync_job_snapshot(connector, body, now);
	struct buf out = {0};
	bool failed;

	if (snapshot == NULL)
		return &error_no_memory;
	job_text_write_snapshot(&out, snapshot);
	failed = buf_failed(&out);
	*text = arena_copy(call->arena, buf_peek(&out));
	buf_release(&out);
	return failed || arena_failed(call->arena) ? &error_no_memory : NULL;
}

/*
 * Makes the snapshot of a connector's record; *keep says whether it is good for later jobs too: not
 * when the time of this one is in it, and then it comes out otherwise for another time.
 */
static const struct error *
make_snapshot(
    struct call *call, const struct creation *c, struct str record, struct str *text, bool *keep)
{
	DOC_AUTO json_object *connector = NULL;
	struct str other;

	TRY(load_bytes(call, record, &connector));
	TRY(sync_job_create_guard(call->arena, connector, c->body));
	TRY(snapshot_at(call, connector, c->body, call->now, text));
	TRY(snapshot_at(call, connector, c->body, call->now ^ 1, &other));
	*keep = str_equal(*text, other);
	return NULL;
}

/* The same connector gives the same snapshot: most jobs are spared the reading of it. */
static const struct error *
find_snapshot(struct call *call, struct store_tx *tx, const struct creation *c, struct str *text)
{
	struct snapshots *kept = call->api->snapshots;
	unsigned variant = sync_job_snapshot_variant(c->body);
	struct store_record r;
	enum store_rc rc = store_tx_get(tx, STORE_CONNECTOR, c->connector_id, &r);
	bool keep;

	if (rc == STORE_NOT_FOUND)
		return missing_error(call->arena, MISSING_CONNECTOR_OF_JOB, c->connector_id);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	*text = snapshots_find(kept, call->arena, r.id, r.doc, variant);
	if (text->p != NULL)
		return NULL;
	TRY(make_snapshot(call, c, r.doc, text, &keep));
	if (keep)
		snapshots_keep(kept, r.id, r.doc, variant, *text);
	return NULL;
}

static const struct error *
insert_job(struct call *call, struct store_tx *tx, const struct creation *c)
{
	struct str snapshot = STR_LIT("");
	struct store_parts parts;
	enum store_rc rc;

	TRY(find_snapshot(call, tx, c, &snapshot));
	parts = (struct store_parts){buf_peek(&c->text.own), c->text.at, snapshot};
	TRY(check_record_size(call, parts.own.n + parts.shared.n));
	rc = store_tx_insert_parts(tx, STORE_SYNC_JOB, str_of(c->id), &c->keys, &parts);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

/* Whoever sent the same create a moment before may have been first. */
static const struct error *
create_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	struct creation *c = ctx;

	TRY(idempotency_look_inside(call, tx, &c->idempotency, &c->answer));
	*write = c->answer.p == NULL;
	if (!*write)
		return NULL;
	TRY(insert_job(call, tx, c));
	return idempotency_keep(call, tx, &c->idempotency, str_of(c->id));
}

/* All of the job but its snapshot is known before the change begins. */
static const struct error *
run_creation(struct call *call, struct creation *c)
{
	char order[JOB_ORDER_SIZE];
	const struct error *error = &error_no_memory;

	call->api->new_id(c->id);
	job_order_at(call->now, order);
	c->keys = (struct store_keys){
	    c->connector_id, (uint8_t)sync_job_new_group(c->body), {order, sizeof(order)}};
	sync_job_write_new(&c->text, str_of(c->id), c->body, call->now);
	if (!job_text_failed(&c->text))
		error = run_change(call, create_inside, c);
	job_text_release(&c->text);
	return error;
}

/* Or finds the one that the same request has made before. */
static const struct error *
make_job(struct call *call, struct creation *c, struct str *id, bool *replayed)
{
	TRY(idempotency_look(call, &c->idempotency, &c->answer));
	if (c->answer.p == NULL) {
		TRY(limit_records(call, STORE_SYNC_JOB, (struct str){NULL, 0}));
		TRY(run_creation(call, c));
	}
	*replayed = c->answer.p != NULL;
	*id = *replayed ? c->answer : str_of(c->id);
	return NULL;
}

const struct error *
sync_job_create(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};
	struct creation c = {.body = NULL};
	struct job_wait wait;
	struct str id;
	bool replayed = false;

	TRY(job_wait_for_completion(call, &wait));
	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	sync_job_create_check(&problems, body);
	TRY(problems_error(&problems));
	doc_string(body, "id", &c.connector_id);
	c.body = body;
	call->about = arena_copy(call->arena, c.connector_id); /* outlives the body */
	TRY(idempotency_read(call, &c.idempotency));
	TRY(auth_check(call));
	id = job_wait_created(call, &replayed);
	if (id.p == NULL)
		TRY(make_job(call, &c, &id, &replayed));
	if (replayed)
		idempotency_replayed(call);
	if (wait.asked)
		return job_wait_answer_created(call, &wait, id, replayed);
	call_answer_text(call, 201, "id", id);
	return NULL;
}

/* ---- get (sync-jobs.md 7.3) ---- */

const struct error *
sync_job_get(struct call *call)
{
	struct store_record record;
	struct job_wait wait;
	enum store_rc rc;
	struct str doc;
	bool late;

	TRY(job_wait_for_status(call, &wait));
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	job_wait_look(call, &wait, call->vars[0]);
	rc = call_get(call, STORE_SYNC_JOB, call->vars[0], &record);
	/* A job of a connector that is not the caller's looks like none. */
	if (rc == STORE_NOT_FOUND || (rc == STORE_OK && !auth_reaches(call, record.keys.owner)))
		return missing_error(call->arena, MISSING_JOB_ID, call->vars[0]);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	if (job_wait_put_off(
	        call, &wait, job_status_of_group(record.keys.group), STR_LIT(""), &late))
		return NULL;
	TRY(blank_record(call, STORE_SYNC_JOB, &record, &doc));
	call->response->status = late ? 408 : 200;
	buf_str(&call->response->body, doc);
	return NULL;
}

/* ---- list (sync-jobs.md 7.2) ---- */

/* The statuses wanted, as a bit each. Not sent: all. */
static const struct error *
param_status(struct call *call, unsigned *wanted)
{
	struct str text = http_query_get(&call->query, "status");
	int status;

	*wanted = (1u << JOB_STATUS__MAX) - 1;
	if (text.p == NULL)
		return NULL;
	TRY(param_word(call, &job_status_words, text, &status));
	*wanted = 1u << status;
	return NULL;
}

static const struct error *
param_types(struct call *call, unsigned *wanted)
{
	struct str *items;
	size_t n;

	TRY(param_list(call, "job_type", &items, &n));
	*wanted = items == NULL ? (1u << JOB_TYPE__MAX) - 1 : 0;
	for (size_t i = 0; items != NULL && i < n; i++) {
		int type;

		TRY(param_word(call, &job_type_words, items[i], &type));
		*wanted |= 1u << type;
	}
	return NULL;
}

static uint32_t
groups_of(unsigned statuses, unsigned types)
{
	uint32_t groups = 0;

	for (int s = 0; s < JOB_STATUS__MAX; s++)
		for (int t = 0; t < JOB_TYPE__MAX; t++)
			if ((statuses & 1u << s) != 0 && (types & 1u << t) != 0)
				groups |= UINT32_C(1)
				          << job_group((enum job_status)s, (enum job_type)t);
	return groups;
}

/* A worker sees those of its connectors. */
static void
narrow(const struct call *call, struct str connector_id, struct store_query *query)
{
	static const struct str nobody = {"", 0};
	const struct grant *grant = &call->caller.grant;

	if (auth_reaches_all(call))
		return;
	if (query->owners == NULL) {
		query->owners = grant->n > 0 ? grant->connectors : &nobody;
		query->owners_n = grant->n > 0 ? grant->n : 1;
	} else if (!auth_reaches(call, connector_id)) {
		query->owners = &nobody;
	}
}

const struct error *
sync_job_list(struct call *call)
{
	struct str connector_id = http_query_get(&call->query, "connector_id");
	struct store_query query = {
	    .kind = STORE_SYNC_JOB,
	    .owners = connector_id.p != NULL ? &connector_id : NULL,
	    .owners_n = 1,
	    .descending = true,
	};
	unsigned statuses, types;
	struct page page;

	TRY(param_page(call, &page));
	TRY(param_status(call, &statuses));
	TRY(param_types(call, &types));
	TRY(page_check(call, &page));
	TRY(call_check_rest(call));
	TRY(page_check_window(call, &page, ".elastic-connectors-sync-jobs-v1"));
	TRY(auth_check(call));
	narrow(call, connector_id, &query);
	query.groups = groups_of(statuses, types);
	TRY(answer_list(call, &query, &page));
	if ((statuses & ~JOB_WAITS) == 0)
		notice_asking(call, query.owners, query.owners_n);
	return NULL;
}

/* ---- delete (sync-jobs.md 7.4) ---- */

static const struct error *
delete_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	enum store_rc rc = job_delete(tx, call->vars[0]);

	(void)ctx;
	(void)write;
	job_touch(call, call->vars[0]);
	if (rc == STORE_NOT_FOUND)
		return missing_error(call->arena, MISSING_JOB_ID, call->vars[0]);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
sync_job_delete(struct call *call)
{
	TRY(call_check_rest(call));
	TRY(run_change(call, delete_inside, NULL));
	call->response->status = 200;
	buf_text(&call->response->body, "{\"acknowledged\":true}");
	return NULL;
}
