#include <config.h>

#include "api/connectors.h"

#include "api/auth.h"
#include "api/blank.h"
#include "api/change.h"
#include "api/job_history.h"
#include "api/limits.h"
#include "api/list.h"
#include "api/params.h"
#include "model/connector.h"
#include "model/index_name.h"
#include "model/pattern.h"

/* ---- create (connectors.md 3) ---- */

struct creation {
	const json_object *body; /* may be NULL */
	struct str id;
	bool replaced;
};

static const struct error *
create_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	struct creation *c = ctx;
	struct str index_name = connector_index_of(c->body);
	DOC_AUTO json_object *doc = NULL;
	struct stored_form form;
	enum store_rc rc;

	(void)write;
	if (index_name.p != NULL)
		TRY(check_index_free(call, tx, index_name, c->id));
	doc = connector_new(c->id, c->body, call->now);
	if (doc == NULL)
		return &error_no_memory;
	TRY(stored_form_of(call, STORE_CONNECTOR, doc, &form));
	rc = store_tx_replace_parts(tx, STORE_CONNECTOR, c->id, &form.keys, &form.parts);
	c->replaced = rc == STORE_OK;
	if (rc == STORE_NOT_FOUND)
		rc = store_tx_insert_parts(tx, STORE_CONNECTOR, c->id, &form.keys, &form.parts);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

static const struct error *
create(struct call *call, struct str id)
{
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};
	struct creation c = {.id = id};

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	connector_create_check(&problems, body);
	if (problems.n == 0)
		check_id_length(&problems, id);
	TRY(problems_error(&problems));
	c.body = body;
	TRY(auth_check(call));
	TRY(limit_records(call, STORE_CONNECTOR, id));
	TRY(run_change(call, create_inside, &c));
	call->response->status = c.replaced ? 200 : 201;
	buf_text(&call->response->body, "{\"id\":");
	doc_quote(&call->response->body, id);
	buf_printf(
	    &call->response->body, ",\"result\":\"%s\"}", c.replaced ? "updated" : "created");
	return NULL;
}

const struct error *
connector_create(struct call *call)
{
	char id[ID_SIZE];

	call->api->new_id(id);
	return create(call, arena_copy(call->arena, str_of(id)));
}

const struct error *
connector_put(struct call *call)
{
	return create(call, call->vars[0]);
}

/* ---- get (connectors.md 5) ---- */

const struct error *
connector_get(struct call *call)
{
	struct store_record record;
	bool include_deleted;
	struct str doc;
	enum store_rc rc;

	TRY(param_bool(call, "include_deleted", false, &include_deleted));
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	rc = call_get(call, STORE_CONNECTOR, call->vars[0], &record);
	if (rc == STORE_NOT_FOUND ||
	    (rc == STORE_OK && record.keys.group == CONNECTOR_DELETED && !include_deleted))
		return missing_error(call->arena, MISSING_CONNECTOR, call->vars[0]);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	TRY(blank_record(call, STORE_CONNECTOR, &record, &doc));
	call->response->status = 200;
	buf_str(&call->response->body, doc);
	return NULL;
}

/* ---- list (connectors.md 4) ---- */

struct names {
	struct str *items; /* NULL: no filter */
	size_t n;
};

struct filter {
	const struct call *call; /* of a caller that sees only some; NULL: of one that sees all */
	struct names index_name, connector_name, service_type;
	struct str query; /* n == 0: no filter */
	bool failed;      /* a record could not be looked at */
};

static bool
is_among(struct str text, const struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_equal(names->items[i], text))
			return true;
	return false;
}

/* Absent and null match nothing. */
static bool
member_is_among(const json_object *doc, const char *key, const struct names *names)
{
	struct str text;

	return names->items == NULL || (doc_string(doc, key, &text) && is_among(text, names));
}

static bool
matches_query(const json_object *doc, struct str query)
{
	struct str text;

	if (query.n == 0)
		return true;
	if (doc_string(doc, "index_name", &text) && pattern_in_text(query, text))
		return true;
	if (doc_string(doc, "name", &text) && pattern_in_text(query, text))
		return true;
	return doc_string(doc, "description", &text) && pattern_in_words(query, text);
}

static bool
matches_filter(const struct store_record *record, void *ctx)
{
	struct filter *filter = ctx;
	struct str index_name = connector_order_index(record->keys.order);
	DOC_AUTO json_object *doc = NULL;
	bool damaged;

	if (filter->call != NULL && !auth_reaches(filter->call, record->id))
		return false;
	if (filter->index_name.items != NULL &&
	    (index_name.p == NULL || !is_among(index_name, &filter->index_name)))
		return false;
	if (filter->connector_name.items == NULL && filter->service_type.items == NULL &&
	    filter->query.n == 0)
		return true;
	doc = doc_load(record->doc, &damaged);
	if (doc == NULL) {
		filter->failed = true;
		return false;
	}
	return member_is_among(doc, "name", &filter->connector_name) &&
	       member_is_among(doc, "service_type", &filter->service_type) &&
	       matches_query(doc, filter->query);
}

const struct error *
connector_list(struct call *call)
{
	struct problems problems = {.arena = call->arena};
	struct filter f = {.query = http_query_get(&call->query, "query")};
	bool include_deleted;
	struct page page;
	struct store_query query = {
	    .kind = STORE_CONNECTOR,
	    .groups = 1u << CONNECTOR_LIVE,
	};

	TRY(param_page(call, &page));
	TRY(param_list(call, "index_name", &f.index_name.items, &f.index_name.n));
	TRY(param_list(call, "connector_name", &f.connector_name.items, &f.connector_name.n));
	TRY(param_list(call, "service_type", &f.service_type.items, &f.service_type.n));
	TRY(param_bool(call, "include_deleted", false, &include_deleted));
	TRY(page_check(call, &page));
	TRY(call_check_rest(call));
	for (size_t i = 0; i < f.index_name.n; i++)
		index_name_check(&problems, f.index_name.items[i]);
	TRY(problems_error(&problems));
	TRY(page_check_window(call, &page, ".elastic-connectors-v1"));
	TRY(auth_check(call));
	if (!auth_reaches_all(call))
		f.call = call;
	if (include_deleted)
		query.groups |= 1u << CONNECTOR_DELETED;
	if (f.index_name.items != NULL || f.connector_name.items != NULL ||
	    f.service_type.items != NULL || f.query.n > 0 || f.call != NULL) {
		query.match = matches_filter;
		query.match_ctx = &f;
	}
	TRY(answer_list(call, &query, &page));
	return f.failed ? damaged_record(call->arena) : NULL;
}

/* ---- delete (connectors.md 6) ---- */

struct deletion {
	bool hard, with_jobs;
};

static const struct error *
soft_delete(struct call *call, struct store_tx *tx)
{
	DOC_AUTO json_object *doc = NULL;
	bool changed;

	TRY(load_record(call, tx, STORE_CONNECTOR, call->vars[0], MISSING_CONNECTOR, &doc));
	return apply_update(
	    call, tx, STORE_CONNECTOR, call->vars[0], &connector_soft_delete, doc, NULL, &changed);
}

static const struct error *
delete_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	const struct deletion *d = ctx;
	struct str id = call->vars[0];
	enum store_rc rc;
	uint64_t n;

	(void)write;
	if (d->hard) {
		rc = store_tx_delete(tx, STORE_CONNECTOR, id);
		if (rc == STORE_NOT_FOUND)
			return missing_error(call->arena, MISSING_CONNECTOR, id);
		if (rc != STORE_OK)
			return call_store_error(call, rc);
	} else {
		TRY(soft_delete(call, tx));
	}
	if (!d->with_jobs)
		return NULL;
	job_touch_all(call);
	rc = job_delete_owned(tx, id, &n);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
connector_delete(struct call *call)
{
	struct deletion d = {.hard = false};

	TRY(param_bool(call, "hard", false, &d.hard));
	TRY(param_bool(call, "delete_sync_jobs", false, &d.with_jobs));
	TRY(call_check_rest(call));
	TRY(run_change(call, delete_inside, &d));
	call->response->status = 200;
	buf_text(&call->response->body, "{\"acknowledged\":true}");
	return NULL;
}
