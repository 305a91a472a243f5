#include <config.h>

#include "api/change.h"

#include <assert.h>

#include "model/configuration.h"
#include "model/connector.h"
#include "model/filtering.h"
#include "model/scheduling.h"
#include "model/sync_job.h"

/* ---- what is missing ---- */

/* Any constant text of that shape will do (connectors.md 2). */
#define INDEX_UUID "\"Zk3Qy0l8TQ2c7bq1w9s4Vg\""

/* clang-format off */
static const struct {
	const char *type;
	const char *before, *after; /* of the id */
} missing_texts[MISSING__MAX] = {
	[MISSING_JOB_ID]    = { "resource_not_found_exception", "",			 "" },
	[MISSING_JOB_TEXT]  = { "resource_not_found_exception", "connector sync job [",	 "] not found" },
	[MISSING_CONNECTOR] = { "resource_not_found_exception", "connector [",		 "] not found" },
	[MISSING_DOCUMENT]  = { "document_missing_exception",	"[",			 "]: document missing" },
	[MISSING_CONNECTOR_OF_JOB]
			    = { "resource_not_found_exception", "Connector with id '",	 "' does not exist." },
};

static const struct error_extra missing_document_extra[] = {
	{ "index_uuid", STR_LIT(INDEX_UUID) },
	{ "shard",	STR_LIT("\"0\"") },
	{ "index",	STR_LIT("\".elastic-connectors-v1\"") },
	{ NULL },
};
/* clang-format on */

const struct error *
missing_error(struct arena *a, enum missing missing, struct str id)
{
	static const struct error_extra none[1];
	struct str reason = arena_text(a, "%s%.*s%s", missing_texts[missing].before, STR_ARG(id),
	    missing_texts[missing].after);

	return error_with(a, missing_texts[missing].type, NULL, reason,
	    missing == MISSING_DOCUMENT ? missing_document_extra : none);
}

void
check_path_id(struct problems *problems, enum store_kind kind, struct str id)
{
	if (id.n > 0)
		return;
	if (kind == STORE_SYNC_JOB)
		problems_add(problems,
		    "[connector_sync_job_id] of the connector sync job cannot be null or empty.");
	else
		problems_add(problems, "[connector_id] cannot be [null] or [\"\"].");
}

const struct error *
check_index_free(struct call *call, struct store_tx *tx, struct str index_name, struct str own)
{
	struct str ids[2]; /* more than two would already break the rule */
	size_t n = 0;
	enum store_rc rc = store_tx_find(tx, STORE_CONNECTOR, CONNECTOR_LIVE,
	    connector_order(call->arena, index_name), ids, 2, &n);

	if (rc != STORE_OK)
		return call_store_error(call, rc);
	for (size_t i = 0; i < n; i++)
		if (!str_equal(ids[i], own))
			return error_new(call->arena, "status_exception", NULL,
			    "Index name [%.*s] is used by another connector.", STR_ARG(index_name));
	return NULL;
}

/* ---- documents and stored records ---- */

/* metadata and cursors grow by merging: somewhere there must be an end. */
enum { RECORD_MAX = 64 * 1024 * 1024 };

_Static_assert((int)RECORD_MAX <= (int)STORE_DOC_MAX, "the store takes what we hand it");

const struct error *
stored_form_of(
    struct arena *a, enum store_kind kind, const json_object *doc, struct stored_form *form)
{
	struct buf text = {0};
	char order[JOB_ORDER_SIZE];
	int group;

	if (kind == STORE_CONNECTOR) {
		connector_write(&text, doc);
		form->keys = (struct store_keys){
		    .group = (uint8_t)connector_group(doc),
		    .order = connector_order(a, connector_index_of(doc)),
		};
	} else {
		sync_job_write(&text, doc);
		group = job_group_of(doc);
		if (group < 0 || !job_order_of(doc, order)) {
			buf_release(&text);
			return error_text(a, "exception", NULL,
			    STR_LIT("the stored sync job has no valid status, type or time"));
		}
		form->keys = (struct store_keys){
		    .owner = arena_copy(a, job_connector_id(doc)),
		    .group = (uint8_t)group,
		    .order = arena_copy(a, (struct str){order, sizeof(order)}),
		};
	}
	if (text.n > RECORD_MAX) {
		buf_release(&text);
		return error_new(a, "illegal_argument_exception", NULL,
		    "the record would be larger than %d bytes", RECORD_MAX);
	}
	form->doc = arena_copy(a, buf_peek(&text));
	if (buf_failed(&text) || arena_failed(a)) {
		buf_release(&text);
		return &error_no_memory;
	}
	buf_release(&text);
	return NULL;
}

const struct error *
load_record(struct call *call, struct store_tx *tx, enum store_kind kind, struct str id,
    enum missing missing, json_object **doc)
{
	struct store_record record;
	enum store_rc rc = store_tx_get(tx, kind, id, &record);
	bool damaged;

	if (rc == STORE_NOT_FOUND || (rc == STORE_OK && missing == MISSING_CONNECTOR &&
	                                 record.keys.group == CONNECTOR_DELETED))
		return missing_error(call->arena, missing, id);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	*doc = doc_load(record.doc, &damaged);
	if (*doc != NULL)
		return NULL;
	if (!damaged)
		return &error_no_memory;
	return error_text(
	    call->arena, "exception", NULL, STR_LIT("the stored record cannot be read"));
}

const struct error *
apply_update(struct call *call, struct store_tx *tx, enum store_kind kind, struct str id,
    const struct update *update, json_object *doc, const json_object *body, bool *changed)
{
	struct stored_form form = {.doc = STR_LIT("")};
	enum store_rc rc;

	if (update->guard != NULL)
		TRY(update->guard(call->arena, doc, body));
	if (!update_run(update, doc, body, call->now, changed))
		return &error_no_memory;
	if (!*changed)
		return NULL;
	TRY(stored_form_of(call->arena, kind, doc, &form));
	rc = store_tx_replace(tx, kind, id, &form.keys, form.doc);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

struct running {
	struct call *call;
	change_inside_fn *inside;
	void *ctx;
	const struct error *error;
};

static enum store_verdict
verdict(struct store_tx *tx, void *ctx)
{
	struct running *r = ctx;
	bool write = true;

	r->error = r->inside(r->call, tx, r->ctx, &write);
	if (r->error != NULL)
		return STORE_REFUSE;
	return write ? STORE_WRITE : STORE_NOTHING;
}

const struct error *
run_change(struct call *call, change_inside_fn *inside, void *ctx)
{
	struct running r = {.call = call, .inside = inside, .ctx = ctx};
	enum store_rc rc =
	    store_change(call->api->store, call->arena, verdict, &r, &call->response->ticket);

	if (rc == STORE_OK)
		return NULL;
	call->response->ticket = 0;
	return r.error != NULL ? r.error : call_store_error(call, rc);
}

/* ---- the handler ---- */

struct record_change {
	const json_object *body;
	bool changed;
};

static const struct error *
change_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	const struct change *change = call->route->change;
	struct record_change *rc = ctx;
	enum missing missing = change->missing;
	struct str id = call->vars[0];
	DOC_AUTO json_object *doc = NULL;

	if (change->before != NULL)
		TRY(change->before(call, tx, rc->body));
	if (change->missing_of != NULL)
		missing = change->missing_of(rc->body);
	TRY(load_record(call, tx, change->kind, id, missing, &doc));
	TRY(apply_update(call, tx, change->kind, id, change->update, doc, rc->body, write));
	rc->changed = *write;
	return NULL;
}

const struct error *
change_record(struct call *call)
{
	const struct change *change = call->route->change;
	const struct update *update = change->update;
	struct problems problems = {.arena = call->arena};
	DOC_AUTO json_object *body = NULL;
	struct record_change rc = {.body = NULL};

	if (update->body != NULL)
		TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	check_path_id(&problems, change->kind, call->vars[0]);
	if (update->check != NULL)
		update->check(&problems, body);
	TRY(problems_error(&problems));
	rc.body = body;
	TRY(run_change(call, change_inside, &rc));
	call_answer_text(call, 200, "result", rc.changed ? "updated" : "noop");
	return NULL;
}

/* ---- the rows ---- */

/* Uniqueness comes before existence (connectors.md 15). */
static const struct error *
index_name_free(struct call *call, struct store_tx *tx, const json_object *body)
{
	struct str name = connector_index_of(body);

	return name.p == NULL ? NULL : check_index_free(call, tx, name, call->vars[0]);
}

/* The full form finds its connector in another way (connectors.md 2). */
static enum missing
filtering_missing(const json_object *body)
{
	return filtering_is_full(body) ? MISSING_DOCUMENT : MISSING_CONNECTOR;
}

/* clang-format off */
const struct change change_connector_api_key_id           = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_api_key_id };
const struct change change_connector_check_in             = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_check_in };
const struct change change_connector_configuration        = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_configuration };
const struct change change_connector_error                = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_error };
const struct change change_connector_features             = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_features };
const struct change change_connector_filtering            = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_filtering, NULL, filtering_missing };
const struct change change_connector_filtering_activate   = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_filtering_activate };
const struct change change_connector_filtering_validation = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_filtering_validation };
const struct change change_connector_index_name           = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_index_name, index_name_free };
const struct change change_connector_last_sync            = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_last_sync };
const struct change change_connector_name                 = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_name };
const struct change change_connector_native               = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_native };
const struct change change_connector_pipeline             = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_pipeline };
const struct change change_connector_scheduling           = { STORE_CONNECTOR, MISSING_DOCUMENT,  &connector_scheduling };
const struct change change_connector_service_type         = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_service_type };
const struct change change_connector_status               = { STORE_CONNECTOR, MISSING_CONNECTOR, &connector_status };
const struct change change_sync_job_cancel                = { STORE_SYNC_JOB,  MISSING_JOB_ID,    &sync_job_cancel };
const struct change change_sync_job_check_in              = { STORE_SYNC_JOB,  MISSING_JOB_TEXT,  &sync_job_check_in };
const struct change change_sync_job_claim                 = { STORE_SYNC_JOB,  MISSING_JOB_ID,    &sync_job_claim };
const struct change change_sync_job_error                 = { STORE_SYNC_JOB,  MISSING_JOB_ID,    &sync_job_error };
const struct change change_sync_job_stats                 = { STORE_SYNC_JOB,  MISSING_JOB_TEXT,  &sync_job_stats };
/* clang-format on */
