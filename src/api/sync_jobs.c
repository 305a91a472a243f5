#include <config.h>

#include "api/sync_jobs.h"

#include "api/change.h"
#include "api/list.h"
#include "api/params.h"
#include "model/sync_job.h"

/* ---- create (sync-jobs.md 7.1) ---- */

struct creation {
	const json_object *body;
	struct str connector_id;
	char id[ID_SIZE];
};

static const struct error *
create_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	const struct creation *c = ctx;
	DOC_AUTO json_object *connector = NULL;
	DOC_AUTO json_object *job = NULL;
	struct stored_form form = {.doc = STR_LIT("")};
	enum store_rc rc;

	(void)write;
	TRY(load_record(
	    call, tx, STORE_CONNECTOR, c->connector_id, MISSING_CONNECTOR_OF_JOB, &connector));
	TRY(sync_job_create_guard(call->arena, connector, c->body));
	job = sync_job_new(str_of(c->id), connector, c->body, call->now);
	if (job == NULL)
		return &error_no_memory;
	TRY(stored_form_of(call->arena, STORE_SYNC_JOB, job, &form));
	rc = store_tx_insert(tx, STORE_SYNC_JOB, str_of(c->id), &form.keys, form.doc);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
sync_job_create(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};
	struct creation c = {.body = NULL};

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	sync_job_create_check(&problems, body);
	TRY(problems_error(&problems));
	doc_string(body, "id", &c.connector_id);
	c.body = body;
	call->api->new_id(c.id);
	TRY(run_change(call, create_inside, &c));
	call_answer_text(call, 201, "id", c.id);
	return NULL;
}

/* ---- get (sync-jobs.md 7.3) ---- */

const struct error *
sync_job_get(struct call *call)
{
	struct store_record record;
	enum store_rc rc;

	TRY(call_check_rest(call));
	rc = store_get(call->api->store, call->arena, STORE_SYNC_JOB, call->vars[0], &record);
	if (rc == STORE_NOT_FOUND)
		return missing_error(call->arena, MISSING_JOB_ID, call->vars[0]);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	call->response->status = 200;
	buf_str(&call->response->body, record.doc);
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
	status = words_find(&job_status_words, text);
	if (status < 0)
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "Unknown ConnectorSyncStatus [%.*s].", STR_ARG(text));
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
		int type = words_find(&job_type_words, items[i]);

		if (type < 0)
			return error_new(call->arena, "illegal_argument_exception", NULL,
			    "Unknown ConnectorSyncJobType [%.*s].", STR_ARG(items[i]));
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

const struct error *
sync_job_list(struct call *call)
{
	struct store_query query = {
	    .kind = STORE_SYNC_JOB,
	    .owner = http_query_get(&call->query, "connector_id"),
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
	query.groups = groups_of(statuses, types);
	return answer_list(call, &query, &page);
}

/* ---- delete (sync-jobs.md 7.4) ---- */

static const struct error *
delete_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	enum store_rc rc = store_tx_delete(tx, STORE_SYNC_JOB, call->vars[0]);

	(void)ctx;
	(void)write;
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
