#include <config.h>

#include "api/change.h"

#include <assert.h>

#include "api/auth.h"
#include "api/job_history.h"
#include "api/limits.h"
#include "model/configuration.h"
#include "model/connector.h"
#include "model/filtering.h"
#include "model/job_text.h"
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
check_id_length(struct problems *problems, struct str id)
{
	if (id.n > STORE_ID_MAX)
		problems_add(problems,
		    "id [%.*s] is too long, must be no longer than %d bytes but was: %zu",
		    STR_ARG(id), STORE_ID_MAX, id.n);
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
const struct error *
check_record_size(struct call *call, size_t n)
{
	uint64_t max = limit_or(call->api->limits.record_max, LIMIT_RECORD);

	return n <= max ? NULL : limit_error(call, "the record would be", max);
}

/* As what is stored would be, not as what was sent. */
static const struct error *
check_part_size(struct call *call, const json_object *doc, const char *name, uint64_t max)
{
	struct buf text = {0};
	json_object *value;
	bool fits;

	if (doc_get(doc, name, &value) != DOC_PRESENT)
		return NULL;
	doc_write(&text, value, DOC_COMPACT);
	fits = buf_failed(&text) || text.n <= max; /* without memory the record fails, too */
	buf_release(&text);
	return fits ? NULL
	            : limit_error(call, arena_printf(call->arena, "[%s] would be", name), max);
}

static const struct error *
check_parts(struct call *call, const json_object *doc)
{
	const struct api_limits *l = &call->api->limits;
	const json_object *connector = doc_object(doc, "connector"); /* of a job */

	TRY(check_part_size(call, connector != NULL ? connector : doc, "sync_cursor",
	    limit_or(l->cursor_max, LIMIT_PART)));
	return check_part_size(call, doc, "metadata", limit_or(l->metadata_max, LIMIT_PART));
}

const struct error *
damaged_record(struct arena *a)
{
	return error_text(a, "exception", NULL, STR_LIT("the stored record cannot be read"));
}

/* What a job is listed by; the owner is its caller's to set. */
static const struct error *
job_keys(struct arena *a, const json_object *job, struct store_keys *keys)
{
	char order[JOB_ORDER_SIZE];
	int group = job_group_of(job);

	if (group < 0 || !job_order_of(job, order))
		return error_text(a, "exception", NULL,
		    STR_LIT("the stored sync job has no valid status, type or time"));
	keys->group = (uint8_t)group;
	keys->order = arena_copy(a, (struct str){order, sizeof(order)});
	return NULL;
}

/* Eats the text. */
static const struct error *
take_job_text(struct call *call, struct job_text *text, struct stored_form *form)
{
	struct arena *a = call->arena;
	bool failed = job_text_failed(text);
	size_t n = text->own.n + text->shared.n;

	const struct error *error = check_record_size(call, n);

	if (!failed && error == NULL)
		form->parts = (struct store_parts){
		    .own = arena_copy(a, buf_peek(&text->own)),
		    .at = text->at,
		    .shared = arena_copy(a, buf_peek(&text->shared)),
		};
	job_text_release(text);
	if (failed || arena_failed(a))
		return &error_no_memory;
	return error;
}

static const struct error *
job_form(struct call *call, const json_object *job, struct stored_form *form)
{
	struct arena *a = call->arena;
	struct job_text text;

	TRY(job_keys(a, job, &form->keys));
	form->keys.owner = arena_copy(a, job_connector_id(job));
	job_text_write(&text, job);
	return take_job_text(call, &text, form);
}

static const struct error *
connector_form(struct call *call, const json_object *connector, struct stored_form *form)
{
	struct arena *a = call->arena;
	struct job_text text = {.at = 0};

	form->keys = (struct store_keys){
	    .group = (uint8_t)connector_group(connector),
	    .order = connector_order(a, connector_index_of(connector)),
	};
	connector_write(&text.own, connector);
	return take_job_text(call, &text, form);
}

const struct error *
stored_form_of(
    struct call *call, enum store_kind kind, const json_object *doc, struct stored_form *form)
{
	*form = (struct stored_form){.parts.at = 0};
	TRY(check_parts(call, doc));
	return kind == STORE_CONNECTOR ? connector_form(call, doc, form)
	                               : job_form(call, doc, form);
}

/* A record that was looked for, as a document: NULL, or why there is none. */
static const struct error *
loaded(struct call *call, json_object *doc, bool damaged)
{
	if (doc != NULL)
		return NULL;
	return damaged ? damaged_record(call->arena) : &error_no_memory;
}

const struct error *
load_bytes(struct call *call, struct str bytes, json_object **doc)
{
	bool damaged;

	*doc = doc_load(bytes, &damaged);
	return loaded(call, *doc, damaged);
}

const struct error *
load_record(struct call *call, struct store_tx *tx, enum store_kind kind, struct str id,
    enum missing missing, json_object **doc)
{
	struct store_record record;
	enum store_rc rc = store_tx_get(tx, kind, id, &record);

	if (rc == STORE_NOT_FOUND || (rc == STORE_OK && missing == MISSING_CONNECTOR &&
	                                 record.keys.group == CONNECTOR_DELETED))
		return missing_error(call->arena, missing, id);
	/* A job of a connector that is not the caller's looks like none. */
	if (rc == STORE_OK && kind == STORE_SYNC_JOB && !auth_reaches(call, record.keys.owner))
		return missing_error(call->arena, missing, id);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	return load_bytes(call, record.doc, doc);
}

/* What an update is done to. owner: of a job whose document does not say it. */
struct subject {
	enum store_kind kind;
	struct str id, owner;
};

/* Does the update to the document; every change of a job there is comes by here. */
static const struct error *
run_update(struct call *call, struct store_tx *tx, const struct subject *of,
    const struct update *update, json_object *doc, const json_object *body, bool *changed)
{
	bool is_job = of->kind == STORE_SYNC_JOB;
	struct job_moment before = {.status = JOB_STATUS__MAX};

	if (update->guard != NULL)
		TRY(update->guard(call->arena, doc, body));
	if (is_job)
		before = job_moment_of(call->arena, doc);
	if (!update_run(update, doc, body, call->now, changed))
		return &error_no_memory;
	if (!is_job || !*changed)
		return NULL;
	job_touch(call, of->id);
	return job_history_note(call, tx, of->id, of->owner, &before, doc);
}

const struct error *
apply_update(struct call *call, struct store_tx *tx, enum store_kind kind, struct str id,
    const struct update *update, json_object *doc, const json_object *body, bool *changed)
{
	const struct subject subject = {.kind = kind, .id = id};
	struct stored_form form;
	enum store_rc rc;

	TRY(run_update(call, tx, &subject, update, doc, body, changed));
	if (!*changed)
		return NULL;
	TRY(stored_form_of(call, kind, doc, &form));
	rc = store_tx_replace_parts(tx, kind, id, &form.keys, &form.parts);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

/* ---- a job without its snapshot: no update of this API looks at it or changes it ---- */

static const struct error *
replace_own(struct call *call, struct store_tx *tx, const struct store_record *old,
    const json_object *job, size_t at)
{
	struct stored_form form = {.keys.owner = old->keys.owner};
	struct job_text text;
	enum store_rc rc;

	TRY(job_keys(call->arena, job, &form.keys));
	TRY(check_parts(call, job));
	if (at == STORE_WHOLE)
		job_text_write(&text, job);
	else if (!job_text_write_own(&text, job))
		return damaged_record(call->arena);
	TRY(take_job_text(call, &text, &form));
	rc = at == STORE_WHOLE
	         ? store_tx_replace_parts(tx, STORE_SYNC_JOB, old->id, &form.keys, &form.parts)
	         : store_tx_replace_own(
	               tx, STORE_SYNC_JOB, old->id, &form.keys, form.parts.own, form.parts.at);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
update_job(struct call *call, struct store_tx *tx, struct str id, enum missing missing,
    const struct update *update, const json_object *body, bool *changed)
{
	DOC_AUTO json_object *job = NULL;
	struct subject subject = {.kind = STORE_SYNC_JOB, .id = id};
	struct store_record old;
	size_t at;
	enum store_rc rc = store_tx_get_own(tx, STORE_SYNC_JOB, id, &old, &at);
	bool damaged;

	if (rc == STORE_OK)
		call->about = old.keys.owner;
	/* One of a connector that is not the caller's looks like none. */
	if (rc == STORE_NOT_FOUND || (rc == STORE_OK && !auth_reaches(call, old.keys.owner)))
		return missing_error(call->arena, missing, id);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	job = at == STORE_WHOLE ? doc_load(old.doc, &damaged)
	                        : job_text_load_own(call->arena, old.doc, at, &damaged);
	TRY(loaded(call, job, damaged));
	subject.owner = old.keys.owner;
	TRY(run_update(call, tx, &subject, update, job, body, changed));
	return *changed ? replace_own(call, tx, &old, job, at) : NULL;
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
	enum store_rc rc;

	TRY(auth_check(call));
	rc = store_change(call->api->store, call->arena, verdict, &r, &call->response->ticket);
	if (rc == STORE_OK) {
		job_watch_tell(call);
		return NULL;
	}
	call->touched.n = 0;
	call->response->ticket = 0;
	return r.error != NULL ? r.error : call_store_error(call, rc);
}

/* ---- the handler ---- */

struct record_change {
	const struct update *update;
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
	if (change->kind == STORE_SYNC_JOB)
		TRY(update_job(call, tx, id, missing, rc->update, rc->body, write));
	else {
		TRY(load_record(call, tx, change->kind, id, missing, &doc));
		TRY(apply_update(call, tx, change->kind, id, rc->update, doc, rc->body, write));
	}
	rc->changed = *write;
	return NULL;
}

const struct error *
change_record(struct call *call)
{
	const struct change *change = call->route->change;
	bool compat = call->api->compat && change->compat != NULL;
	const struct update *update = compat ? change->compat : change->update;
	struct problems problems = {.arena = call->arena};
	DOC_AUTO json_object *body = NULL;
	struct record_change rc = {.update = update};

	if (update->body != NULL)
		TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	check_path_id(&problems, change->kind, call->vars[0]);
	if (update->check != NULL)
		update->check(&problems, body);
	TRY(problems_error(&problems));
	rc.body = body;
	TRY(run_change(call, change_inside, &rc));
	call_answer_text(call, 200, "result", str_of(rc.changed ? "updated" : "noop"));
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
const struct change change_sync_job_claim                 = { STORE_SYNC_JOB,  MISSING_JOB_ID,    &sync_job_claim, .compat = &sync_job_claim_compat };
const struct change change_sync_job_error                 = { STORE_SYNC_JOB,  MISSING_JOB_ID,    &sync_job_error };
const struct change change_sync_job_stats                 = { STORE_SYNC_JOB,  MISSING_JOB_TEXT,  &sync_job_stats };
/* clang-format on */
