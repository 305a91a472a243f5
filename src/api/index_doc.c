/* Documents of the index view: get, index, update. */
#include <config.h>

#include "api/index.h"

#include "api/auth.h"
#include "api/change.h"
#include "api/index_source.h"
#include "api/job_history.h"
#include "api/limits.h"
#include "api/params.h"
#include "model/connector.h"
#include "model/number.h"
#include "model/raw.h"
#include "model/sync_job.h"

/* ---- get ---- */

/* clang-format off */
const struct param index_doc_get_params[] = {
	{ "_source", PARAM_LIST }, { "_source_includes", PARAM_LIST }, { "_source_excludes", PARAM_LIST },
	{ "realtime", PARAM_BOOL }, { "refresh", PARAM_BOOL }, { "preference", PARAM_TEXT },
	{ NULL },
};
/* clang-format on */

static void
write_head(struct call *call, const struct index *index, struct str id)
{
	struct buf *body = &call->response->body;

	buf_printf(body, "{\"_index\":\"%s\",\"_id\":", index->name);
	doc_quote(body, id);
	buf_char(body, ',');
}

static const struct error *
get(struct call *call, bool head)
{
	const struct index *index = index_of(call);
	struct buf *body = &call->response->body;
	struct index_source source = {.wanted = true};
	struct store_record record;
	enum store_rc rc;

	TRY(index_source_params(call, &source));
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	rc = call_get(call, index->kind, call->vars[1], &record);
	if (rc != STORE_OK && rc != STORE_NOT_FOUND)
		return call_store_error(call, rc);
	call->response->head = head;
	call->response->status = rc == STORE_OK ? 200 : 404;
	write_head(call, index, call->vars[1]);
	if (rc == STORE_OK) {
		buf_printf(body, "\"_version\":%llu,", (unsigned long long)record.seq);
		index_write_seq(body, record.seq);
		buf_text(body, ",\"found\":true");
		TRY(index_source_write(call, &source, record.doc));
	} else {
		buf_text(body, "\"found\":false");
	}
	buf_char(body, '}');
	return NULL;
}

const struct error *
index_doc_get(struct call *call)
{
	return get(call, false);
}

const struct error *
index_doc_head(struct call *call)
{
	return get(call, true);
}

/* ---- writing ---- */

enum what { WRITE_INDEX, WRITE_CREATE, WRITE_UPDATE };

struct writing {
	const struct index *index;
	enum what what;
	struct str id;
	json_object *doc; /* whole, or the part to merge; without its id */
	bool conditional; /* only when the record has this number */
	uint64_t seq_no;
	uint64_t primary_term;

	/* What came of it. */
	const char *result;
	uint64_t seq;
	bool late;
};

/* clang-format off */
const struct param index_doc_put_params[] = {
	{ "if_seq_no", PARAM_INT }, { "if_primary_term", PARAM_INT }, { "op_type", PARAM_TEXT },
	{ "refresh", PARAM_TEXT }, { "timeout", PARAM_TEXT }, { "wait_for_active_shards", PARAM_TEXT },
	{ "require_alias", PARAM_BOOL }, { NULL },
};
const struct param index_doc_update_params[] = {
	{ "if_seq_no", PARAM_INT }, { "if_primary_term", PARAM_INT }, { "retry_on_conflict", PARAM_INT },
	{ "refresh", PARAM_TEXT }, { "timeout", PARAM_TEXT }, { "wait_for_active_shards", PARAM_TEXT },
	{ "require_alias", PARAM_BOOL }, { NULL },
};

static const struct field update_fields[] = {
	{ "doc", FIELD_OBJECT, 0 },
	{ NULL },
};
const struct schema index_update_schema = { "UpdateRequest", update_fields };

/* Any document: it is not read by a schema. */
static const struct field no_fields[] = { { NULL } };
const struct schema index_doc_schema = { "document", no_fields };
/* clang-format on */

static const struct error *
param_number(struct call *call, const char *name, bool *given, uint64_t *value)
{
	struct str text = http_query_get(&call->query, name);
	int64_t n;

	*given = text.p != NULL;
	*value = 0;
	if (text.p == NULL)
		return NULL;
	if (number_to_long(text, &n) == NUMBER_OK && n >= 0) {
		*value = (uint64_t)n;
		return NULL;
	}
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "Failed to parse long parameter [%s] with value [%.*s]", name, STR_ARG(text));
}

static const struct error *
read_condition(struct call *call, struct writing *w)
{
	struct problems problems = {.arena = call->arena};
	bool seq, term;

	TRY(param_number(call, "if_seq_no", &seq, &w->seq_no));
	TRY(param_number(call, "if_primary_term", &term, &w->primary_term));
	if (seq && !term)
		problems_add(&problems, "ifSeqNo is set, but primary term is [0]");
	if (term && !seq)
		problems_add(&problems, "ifSeqNo is unassigned, but primary term is [%llu]",
		    (unsigned long long)w->primary_term);
	w->conditional = seq && term;
	return problems_error(&problems);
}

static const struct error *
read_op_type(struct call *call, struct writing *w)
{
	struct str text = http_query_get(&call->query, "op_type");

	if (text.p == NULL || str_is(text, "index"))
		return NULL;
	if (!str_is(text, "create"))
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "opType must be 'create' or 'index', found: [%.*s]", STR_ARG(text));
	w->what = WRITE_CREATE;
	return NULL;
}

/* The body as a tree: strangers' bytes, read by the reader. */
static const struct error *
read_document(struct call *call, json_object **doc)
{
	struct json_reader *reader;
	const struct error *error = NULL;

	if (call->request->body.n == 0)
		return error_text(
		    call->arena, "parse_exception", NULL, STR_LIT("request body is required"));
	reader =
	    json_reader_new_to(call->arena, call->request->body, call->api->limits.json_depth_max);
	if (reader == NULL)
		return &error_no_memory;
	json_next(reader);
	if (json_token(reader) != JSON_FAULT && json_token(reader) != JSON_START_OBJECT)
		error = error_new(call->arena, "document_parsing_exception", NULL,
		    "[%u:%u] a document must be an object but was: %s", json_line(reader),
		    json_column(reader), json_token_name(json_token(reader)));
	else if (!json_read_value(reader, doc))
		error = json_fault(reader) != NULL ? json_fault(reader) : &error_no_memory;
	json_reader_release(reader);
	return error;
}

/* The id is no member of a source. One that says the same is let pass. */
static const struct error *
take_id(struct call *call, struct writing *w)
{
	json_object *value;
	enum doc_presence presence = doc_get(w->doc, "id", &value);
	struct str id;

	if (presence == DOC_ABSENT)
		return NULL;
	if (!doc_string(w->doc, "id", &id) || !str_equal(id, w->id))
		return error_text(call->arena, "document_parsing_exception", NULL,
		    STR_LIT(
		        "failed to parse field [id]: a document here has no [id] but its [_id]"));
	doc_remove(w->doc, "id");
	return NULL;
}

static const struct error *
check_document(struct call *call, struct writing *w)
{
	bool whole = w->what != WRITE_UPDATE;

	TRY(take_id(call, w));
	TRY(index_mapping_check(call->arena, w->index->view->fields, w->id, w->doc));
	if (w->index->kind == STORE_CONNECTOR)
		return raw_connector_check(call->arena, w->doc, whole);
	return raw_sync_job_check(call->arena, w->doc, whole);
}

static const struct error *
check_id(struct call *call, struct str id)
{
	struct problems problems = {.arena = call->arena};

	if (id.n == 0)
		problems_add(&problems, "id must not be empty");
	check_id_length(&problems, id);
	return problems_error(&problems);
}

/* ---- conflicts ---- */

static const struct error *
conflict(struct call *call, const struct writing *w, struct str text)
{
	struct error_extra extra[4];

	index_error_extra(call, w->index, extra);
	return error_with(call->arena, "version_conflict_engine_exception", NULL,
	    arena_text(
	        call->arena, "[%.*s]: version conflict, %.*s", STR_ARG(w->id), STR_ARG(text)),
	    extra);
}

static const struct error *
check_condition(struct call *call, const struct writing *w, const struct store_record *record)
{
	struct str now = STR_LIT("but no document was found");

	if (!w->conditional ||
	    (record != NULL && w->seq_no == record->seq - 1 && w->primary_term == 1))
		return NULL;
	if (record != NULL)
		now = arena_text(call->arena,
		    "current document has seqNo [%llu] and primary term [1]",
		    (unsigned long long)(record->seq - 1));
	return conflict(call, w,
	    arena_text(call->arena, "required seqNo [%llu], primary term [%llu]. %.*s",
	        (unsigned long long)w->seq_no, (unsigned long long)w->primary_term, STR_ARG(now)));
}

static const struct error *
document_missing(struct call *call, const struct writing *w)
{
	struct error_extra extra[4];

	index_error_extra(call, w->index, extra);
	return error_with(call->arena, "document_missing_exception", NULL,
	    arena_text(call->arena, "[%.*s]: document missing", STR_ARG(w->id)), extra);
}

/* ---- inside the transaction ---- */

static bool
is_live(const json_object *doc)
{
	return connector_group(doc) == CONNECTOR_LIVE;
}

/* What a member of the record is read from once this is written. */
static const json_object *
holder_of(const struct writing *w, const json_object *before, const char *key)
{
	json_object *value;

	return w->what == WRITE_UPDATE && doc_get(w->doc, key, &value) == DOC_ABSENT ? before
	                                                                             : w->doc;
}

/*
 * The rule that no two live connectors have one index holds for raw writes too (but for compat):
 * looked at when this write brings a connector to life or to another index.
 */
static const struct error *
check_index_name(
    struct call *call, struct store_tx *tx, const struct writing *w, const json_object *before)
{
	struct str name, old = {NULL, 0};

	if (w->index->kind != STORE_CONNECTOR || call->api->compat)
		return NULL;
	name = connector_index_of(holder_of(w, before, "index_name"));
	if (before != NULL && is_live(before))
		old = connector_index_of(before);
	if (!is_live(holder_of(w, before, "deleted")) || name.p == NULL ||
	    (old.p != NULL && str_equal(old, name)))
		return NULL;
	return check_index_free(call, tx, name, w->id);
}

static const struct update *
update_of(const struct call *call, const struct writing *w)
{
	bool strict = w->index->kind == STORE_SYNC_JOB && !call->api->compat;

	if (w->what == WRITE_UPDATE)
		return strict ? &raw_sync_job_update : &raw_update;
	return strict ? &raw_sync_job_replace : &raw_replace;
}

/* A job's snapshot of its connector stays where it is when the part says nothing about it. */
static bool
leaves_snapshot(const struct writing *w)
{
	json_object *connector;

	return w->index->kind == STORE_SYNC_JOB && w->what == WRITE_UPDATE &&
	       doc_get(w->doc, "connector", &connector) == DOC_ABSENT;
}

static enum store_rc
look(struct store_tx *tx, const struct writing *w, struct store_record *record)
{
	size_t at;

	return leaves_snapshot(w) ? store_tx_get_own(tx, w->index->kind, w->id, record, &at)
	                          : store_tx_get(tx, w->index->kind, w->id, record);
}

static const struct error *
change_whole(
    struct call *call, struct store_tx *tx, const struct writing *w, struct str text, bool *write)
{
	DOC_AUTO json_object *doc = NULL;

	TRY(load_bytes(call, text, &doc));
	TRY(check_index_name(call, tx, w, doc));
	return apply_update(
	    call, tx, w->index->kind, w->id, update_of(call, w), doc, w->doc, write);
}

static const struct error *
change(struct call *call, struct store_tx *tx, struct writing *w, const struct store_record *record,
    bool *write)
{
	const struct error *error;

	if (leaves_snapshot(w))
		error =
		    update_job(call, tx, w->id, MISSING_JOB_ID, update_of(call, w), w->doc, write);
	else
		error = change_whole(call, tx, w, record->doc, write);
	w->late = error != NULL && w->index->kind == STORE_SYNC_JOB &&
	          job_has_ended(job_status_of_group(record->keys.group));
	w->result = *write ? "updated" : "noop";
	w->seq = record->seq + *write;
	return error;
}

/* With compat a job may begin as anything: what is not told by that it is there is noted. */
static const struct error *
note_birth(struct call *call, struct store_tx *tx, const struct writing *w, const json_object *doc)
{
	const struct job_moment before = {
	    JOB_STATUS__MAX, .worker = STR_LIT(""), .connector = STR_LIT("")};

	if (w->index->kind != STORE_SYNC_JOB || job_status_of(doc) == JOB_PENDING)
		return NULL;
	return job_history_note(call, tx, w->id, job_connector_id(doc), &before, doc);
}

static const struct error *
create(struct call *call, struct store_tx *tx, struct writing *w)
{
	DOC_AUTO json_object *doc = doc_new();
	struct stored_form form;
	enum store_rc rc;
	bool changed;

	if (w->index->kind == STORE_SYNC_JOB && !call->api->compat)
		TRY(raw_sync_job_create_guard(call->arena, w->doc));
	TRY(check_index_name(call, tx, w, NULL));
	if (doc == NULL || !doc_set_string(doc, "id", w->id) || !doc_merge(doc, w->doc, &changed))
		return &error_no_memory;
	TRY(stored_form_of(call, w->index->kind, doc, &form));
	rc = store_tx_insert_parts(tx, w->index->kind, w->id, &form.keys, &form.parts);
	w->result = "created";
	w->seq = 1;
	return rc == STORE_OK ? note_birth(call, tx, w, doc) : call_store_error(call, rc);
}

static const struct error *
write_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	struct writing *w = ctx;
	struct store_record record;
	enum store_rc rc = look(tx, w, &record);

	w->late = false;
	if (rc != STORE_OK && rc != STORE_NOT_FOUND)
		return call_store_error(call, rc);
	if (rc == STORE_NOT_FOUND && w->what == WRITE_UPDATE)
		return document_missing(call, w);
	TRY(check_condition(call, w, rc == STORE_OK ? &record : NULL));
	if (rc == STORE_NOT_FOUND)
		return create(call, tx, w);
	if (w->what == WRITE_CREATE)
		return conflict(call, w,
		    arena_text(call->arena, "document already exists (current version [%llu])",
		        (unsigned long long)record.seq));
	return change(call, tx, w, &record, write);
}

static const struct error *
write_document(struct call *call, struct writing *w)
{
	struct buf *body = &call->response->body;
	const struct error *error;

	TRY(check_document(call, w));
	TRY(auth_check(call));
	if (w->what != WRITE_UPDATE)
		TRY(limit_records(call, w->index->kind, w->id));
	error = run_change(call, write_inside, w);
	if (error != NULL) {
		if (w->late && call->api->counts != NULL)
			call->api->counts->late_writes++;
		return error;
	}
	call->response->status = w->seq == 1 && w->what != WRITE_UPDATE ? 201 : 200;
	write_head(call, w->index, w->id);
	buf_printf(body,
	    "\"_version\":%llu,\"result\":\"%s\","
	    "\"_shards\":{\"total\":%d,\"successful\":%d,\"failed\":0},",
	    (unsigned long long)w->seq, w->result, !str_is(str_of(w->result), "noop"),
	    !str_is(str_of(w->result), "noop"));
	index_write_seq(body, w->seq);
	buf_char(body, '}');
	return NULL;
}

/* ---- handlers ---- */

static const struct error *
index_document(struct call *call, struct str id)
{
	struct writing w = {.index = index_of(call), .what = WRITE_INDEX, .id = id};
	DOC_AUTO json_object *doc = NULL;

	TRY(read_condition(call, &w));
	TRY(read_op_type(call, &w));
	TRY(read_document(call, &doc));
	TRY(call_check_rest(call));
	TRY(check_id(call, id));
	w.doc = doc;
	return write_document(call, &w);
}

const struct error *
index_doc_put(struct call *call)
{
	return index_document(call, call->vars[1]);
}

const struct error *
index_doc_post(struct call *call)
{
	char id[ID_SIZE];

	call->api->new_id(id);
	return index_document(call, arena_copy(call->arena, str_of(id)));
}

const struct error *
index_doc_update(struct call *call)
{
	struct writing w = {.index = index_of(call), .what = WRITE_UPDATE, .id = call->vars[1]};
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};

	TRY(read_condition(call, &w));
	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	TRY(check_id(call, w.id));
	w.doc = doc_object(body, "doc");
	if (w.doc == NULL)
		problems_add(&problems, "script or doc is missing");
	TRY(problems_error(&problems));
	return write_document(call, &w);
}
