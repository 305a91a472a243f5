/* Searching and counting in the index view. */
#include <config.h>

#include "api/index.h"

#include <string.h>

#include "api/auth.h"
#include "api/change.h"
#include "api/index_hits.h"
#include "api/index_source.h"
#include "api/job_history.h"
#include "api/params.h"
#include "api/sink.h"
#include "base/clock.h"
#include "model/sync_job.h"
#include "sink/scroll.h"

/* clang-format off */
#define WHERE								\
	{ "ignore_unavailable", PARAM_BOOL }, { "expand_wildcards", PARAM_TEXT }, \
	{ "allow_no_indices", PARAM_BOOL }, { "ignore_throttled", PARAM_BOOL }, { "preference", PARAM_TEXT }

const struct param index_search_params[] = {
	{ "from", PARAM_INT }, { "size", PARAM_INT }, { "sort", PARAM_LIST },
	{ "scroll", PARAM_TEXT }, { "seq_no_primary_term", PARAM_BOOL }, { "version", PARAM_BOOL },
	{ "_source", PARAM_LIST }, { "_source_includes", PARAM_LIST }, { "_source_excludes", PARAM_LIST },
	{ "track_total_hits", PARAM_TEXT },
	WHERE,
	{ NULL },
};
const struct param index_scroll_params[] = { { "scroll", PARAM_TEXT }, { "scroll_id", PARAM_TEXT }, { NULL } };

#define NAMES (TAKES(JSON_STRING) | TAKES(JSON_START_ARRAY))

static const struct field search_fields[] = {
	{ "query",		 FIELD_OBJECT, 0 },
	{ "from",		 FIELD_INT,    0 },
	{ "size",		 FIELD_INT,    0 },
	{ "sort",		 FIELD_SCALAR, 0, .takes = NAMES | TAKES(JSON_START_OBJECT) },
	{ "seq_no_primary_term", FIELD_BOOL,   0 },
	{ "version",		 FIELD_BOOL,   0 },
	{ "_source",		 FIELD_SCALAR, 0, .takes = NAMES | TAKES(JSON_START_OBJECT) | TAKES(JSON_TRUE) | TAKES(JSON_FALSE) },
	{ "stored_fields",	 FIELD_STRINGS, 0 },
	{ "track_total_hits",	 FIELD_SCALAR, 0, .takes = TAKES(JSON_TRUE) | TAKES(JSON_FALSE) | TAKES(JSON_NUMBER) },
	{ NULL },
};
const struct schema index_search_schema = { "search", search_fields };

static const struct field query_fields[] = {
	{ "query", FIELD_OBJECT, 0 },
	{ NULL },
};
const struct schema index_query_schema = { "query", query_fields };

static const struct field scroll_fields[] = {
	{ "scroll_id", FIELD_STRING, 0 },
	{ "scroll",    FIELD_STRING, 0 },
	{ NULL },
};
const struct schema index_scroll_schema = { "scroll", scroll_fields };

static const struct field scroll_clear_fields[] = {
	{ "scroll_id", FIELD_STRINGS, 0 },
	{ NULL },
};
const struct schema index_scroll_clear_schema = { "clear_scroll", scroll_clear_fields };
/* clang-format on */

/* What is asked for beside the query. */
struct search {
	struct page page;
	bool sorted, descending;
	bool seq, version;
	bool scroll;
	struct index_source source;
};

/* ---- sort ---- */

/* Jobs by created_at, either way; or by nothing ("_doc"). */
static const struct error *
read_sort_name(struct call *call, struct str name, struct str order, struct search *s)
{
	bool jobs = index_of(call)->kind == STORE_SYNC_JOB;
	bool by_time = jobs && str_is(name, "created_at");

	s->descending = str_is_nocase(order, "desc");
	if (str_is(name, "_doc") && !s->descending)
		return NULL;
	if (!by_time || (!s->descending && !str_is_nocase(order, "asc")))
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "sort by [%.*s] in order [%.*s] is not supported: %s", STR_ARG(name),
		    STR_ARG(order), jobs ? "created_at, asc or desc, is" : "_doc is");
	s->sorted = true;
	return NULL;
}

static const struct error *
sort_unsupported(struct call *call)
{
	return error_text(call->arena, "illegal_argument_exception", NULL,
	    STR_LIT("[sort] supports one field, as \"created_at\", {\"created_at\":\"asc\"} or "
	            "{\"created_at\":{\"order\":\"asc\"}}"));
}

static const struct error *
read_sort_object(struct call *call, const json_object *value, struct search *s)
{
	struct str order = STR_LIT("asc");
	const json_object *how = NULL;
	const char *name = "";
	size_t n = 0;

	DOC_EACH(value, key, member)
	{
		name = key;
		how = member;
		n++;
	}
	if (n != 1)
		return sort_unsupported(call);
	if (json_object_is_type(how, json_type_string)) {
		order = doc_text(how);
	} else {
		if (!json_object_is_type(how, json_type_object) ||
		    json_object_object_length(how) != 1 || !doc_string(how, "order", &order))
			return sort_unsupported(call);
	}
	return read_sort_name(call, str_of(name), order, s);
}

static const struct error *
read_sort(struct call *call, const json_object *value, struct search *s)
{
	if (json_object_is_type(value, json_type_array)) {
		if (doc_length(value) == 0)
			return NULL;
		if (doc_length(value) != 1)
			return sort_unsupported(call);
		value = doc_at(value, 0);
	}
	if (json_object_is_type(value, json_type_string))
		return read_sort_name(call, doc_text(value), STR_LIT("asc"), s);
	return json_object_is_type(value, json_type_object) ? read_sort_object(call, value, s)
	                                                    : sort_unsupported(call);
}

/* created_at:asc */
static const struct error *
param_sort(struct call *call, struct search *s)
{
	struct str text = http_query_get(&call->query, "sort"), order = STR_LIT("asc");
	const char *colon;

	if (text.n == 0)
		return NULL;
	colon = memchr(text.p, ':', text.n);
	if (colon != NULL) {
		order = (struct str){colon + 1, text.n - (size_t)(colon + 1 - text.p)};
		text.n = (size_t)(colon - text.p);
	}
	s->sorted = s->descending = false;
	return read_sort_name(call, text, order, s);
}

/* ---- the other parts of a search ---- */

static void
read_int(const json_object *body, const char *key, int32_t *value)
{
	int64_t n;

	if (doc_long(body, key, &n))
		*value = (int32_t)n; /* FIELD_INT */
}

/* [] asks for hits without their source. */
static const struct error *
read_stored_fields(struct call *call, const json_object *body, struct search *s)
{
	json_object *fields = doc_array(body, "stored_fields");

	if (fields == NULL)
		return NULL;
	if (doc_length(fields) > 0)
		return error_text(call->arena, "illegal_argument_exception", NULL,
		    STR_LIT("[stored_fields] supports only the empty list"));
	s->source.wanted = false;
	return NULL;
}

static const struct error *
read_body(struct call *call, const json_object *body, struct search *s)
{
	json_object *value;

	if (body == NULL)
		return NULL;
	read_int(body, "from", &s->page.from);
	read_int(body, "size", &s->page.size);
	doc_bool(body, "seq_no_primary_term", &s->seq);
	doc_bool(body, "version", &s->version);
	TRY(read_stored_fields(call, body, s));
	if (doc_get(body, "_source", &value) == DOC_PRESENT)
		TRY(index_source_read(call, value, &s->source));
	if (doc_get(body, "sort", &value) == DOC_PRESENT)
		TRY(read_sort(call, value, s));
	return NULL;
}

/* Parameters win over the body. */
static const struct error *
read_params(struct call *call, struct search *s)
{
	struct page page;

	TRY(param_page(call, &page));
	if (http_query_get(&call->query, "from").p != NULL)
		s->page.from = page.from;
	if (http_query_get(&call->query, "size").p != NULL)
		s->page.size = page.size;
	TRY(param_bool(call, "seq_no_primary_term", s->seq, &s->seq));
	TRY(param_bool(call, "version", s->version, &s->version));
	TRY(param_sort(call, s));
	s->scroll = http_query_get(&call->query, "scroll").p != NULL;
	return index_source_params(call, &s->source);
}

static const struct error *
read_query(struct call *call, const json_object *body, struct index_hits *hits)
{
	json_object *query = body != NULL ? doc_object(body, "query") : NULL;
	const struct error *error;

	hits->index = index_of(call);
	hits->query = index_query_read(call->arena, hits->index->view, query, call->now, &error);
	return error;
}

/* ---- the answer ---- */

/* A scroll hands out all there is at once, from one moment; what follows is the end. */
static const char scroll_end[] = "connectord-end-of-scroll";

static void
write_hit(struct call *call, const struct index_hits *hits, const struct search *s,
    const struct store_record *record, const struct error **error)
{
	struct buf *body = &call->response->body;
	int64_t ms;

	buf_text(body, "{\"_index\":\"");
	buf_text(body, hits->index->name);
	buf_text(body, "\",\"_id\":");
	doc_quote(body, record->id);
	if (s->version)
		buf_printf(body, ",\"_version\":%llu", (unsigned long long)record->seq);
	if (s->seq) {
		buf_char(body, ',');
		index_write_seq(body, record->seq);
	}
	buf_text(body, s->sorted ? ",\"_score\":null" : ",\"_score\":1.0");
	if (*error == NULL)
		*error = index_source_write(call, &s->source, record->doc);
	if (s->sorted && job_order_millis(record->keys.order, &ms))
		buf_printf(body, ",\"sort\":[%lld]", (long long)ms);
	buf_char(body, '}');
}

static const struct error *
write_hits(struct call *call, const struct index_hits *hits, const struct search *s, int64_t start)
{
	struct buf *body = &call->response->body;
	const struct error *error = NULL;

	call->response->status = 200;
	buf_char(body, '{');
	if (s->scroll)
		buf_printf(body, "\"_scroll_id\":\"%s\",", scroll_end);
	buf_printf(body,
	    "\"took\":%lld,\"timed_out\":false," INDEX_SHARDS
	    ",\"hits\":{\"total\":{\"value\":%llu,\"relation\":\"eq\"},\"max_score\":%s,\"hits\":[",
	    (long long)(clock_monotonic_ms() - start), (unsigned long long)hits->total,
	    s->sorted || hits->n == 0 ? "null" : "1.0");
	for (size_t i = 0; i < hits->n; i++) {
		if (i > 0)
			buf_char(body, ',');
		write_hit(call, hits, s, &hits->records[i], &error);
	}
	buf_text(body, "]}}");
	return error;
}

/* ---- handlers ---- */

static const struct error *
check_scroll(struct call *call, const struct index_hits *hits)
{
	if (hits->total <= STORE_WINDOW)
		return NULL;
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "[scroll] over %llu hits is not supported: at most %d are",
	    (unsigned long long)hits->total, STORE_WINDOW);
}

const struct error *
index_search(struct call *call)
{
	int64_t start = clock_monotonic_ms();
	struct search s = {.page = {0, 10}, .source = {.wanted = true}};
	struct index_hits hits = {.index = NULL};
	DOC_AUTO json_object *body = NULL;

	TRY(call_read_body(call, &body));
	TRY(read_body(call, body, &s));
	TRY(read_params(call, &s));
	TRY(call_check_rest(call));
	TRY(page_check(call, &s.page));
	TRY(page_check_window(call, &s.page, index_of(call)->name));
	TRY(read_query(call, body, &hits));
	TRY(auth_check(call));
	hits.descending = s.descending;
	hits.from = s.scroll ? 0 : (uint64_t)s.page.from;
	hits.size = s.scroll ? STORE_WINDOW : (uint64_t)s.page.size;
	TRY(index_hits_find(call, &hits));
	if (s.scroll)
		TRY(check_scroll(call, &hits));
	return write_hits(call, &hits, &s, start);
}

const struct error *
index_count(struct call *call)
{
	struct index_hits hits = {.index = NULL};
	DOC_AUTO json_object *body = NULL;

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	TRY(read_query(call, body, &hits));
	TRY(auth_check(call));
	TRY(index_hits_find(call, &hits));
	call->response->status = 200;
	buf_printf(&call->response->body, "{\"count\":%llu," INDEX_SHARDS "}",
	    (unsigned long long)hits.total);
	return NULL;
}

/* ---- scroll ---- */

const struct error *
index_scroll_missing(struct call *call, struct str id)
{
	return error_new(call->arena, "search_context_missing_exception", NULL,
	    "No search context found for id [%.*s]", STR_ARG(id));
}

const struct error *
index_scroll(struct call *call)
{
	struct str id = http_query_get(&call->query, "scroll_id");
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	if (body != NULL)
		doc_string(body, "scroll_id", &id);
	if (id.n == 0)
		problems_add(&problems, "scrollId is missing");
	TRY(problems_error(&problems));
	if (call->api->sink && scroll_is(id))
		return sink_scroll_next(call, id);
	TRY(auth_check(call));
	if (!str_is(id, scroll_end))
		return index_scroll_missing(call, id);
	call->response->status = 200;
	buf_printf(&call->response->body,
	    "{\"_scroll_id\":\"%s\",\"took\":0,\"timed_out\":false," INDEX_SHARDS
	    ",\"hits\":{\"max_score\":null,\"hits\":[]}}",
	    scroll_end);
	return NULL;
}

/* Nothing is kept for either of them. */
static bool
is_scroll(const struct call *call, struct str id)
{
	return str_is(id, scroll_end) || (call->api->sink && scroll_is(id));
}

const struct error *
index_scroll_clear(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	json_object *ids;

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	ids = body != NULL ? doc_array(body, "scroll_id") : NULL;
	for (size_t i = 0; ids != NULL && i < doc_length(ids); i++)
		if (!is_scroll(call, doc_text(doc_at(ids, i))))
			return index_scroll_missing(call, doc_text(doc_at(ids, i)));
	call->response->status = 200;
	buf_text(&call->response->body, "{\"succeeded\":true,\"num_freed\":1}");
	return NULL;
}

/* ---- delete by query ---- */

enum { DELETE_BATCH = 1000 };

/* The ids alone: the documents of a million jobs would fill the memory. */
struct deleting {
	struct arena *arena;
	enum store_kind kind;
	struct str *ids;
	size_t n, room;
	size_t at, end; /* those of the batch */
	uint64_t deleted;
};

static bool
note_id(const struct store_record *record, void *ctx)
{
	struct deleting *d = ctx;

	if (d->n < d->room)
		d->ids[d->n++] = arena_copy(d->arena, record->id);
	return true;
}

/* What is there now. */
static const struct error *
find_all(struct call *call, struct deleting *d)
{
	struct store_query q = {
	    .kind = d->kind, .groups = index_of(call)->view->all_groups, .match_ctx = d};
	struct store_record *none;
	uint64_t total = 0;
	size_t n;
	enum store_rc rc = call_list(call, &q, &none, &n, &total);

	d->room = (size_t)total;
	d->ids = arena_alloc(call->arena, d->room * sizeof(*d->ids));
	q.match = note_id;
	if (rc == STORE_OK && d->ids != NULL)
		rc = call_list(call, &q, &none, &n, &total);
	if (arena_failed(call->arena))
		return &error_no_memory;
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

static const struct error *
delete_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	struct deleting *d = ctx;

	(void)write;
	d->deleted = 0;
	if (d->kind == STORE_SYNC_JOB)
		job_touch_all(call);
	for (size_t i = d->at; i < d->end; i++) {
		enum store_rc rc = d->kind == STORE_SYNC_JOB
		                       ? job_delete(tx, d->ids[i])
		                       : store_tx_delete(tx, d->kind, d->ids[i]);

		if (rc != STORE_OK && rc != STORE_NOT_FOUND)
			return call_store_error(call, rc);
		d->deleted += rc == STORE_OK;
	}
	return NULL;
}

static const struct error *
is_match_all(struct call *call, const json_object *body)
{
	json_object *query = body != NULL ? doc_object(body, "query") : NULL;
	struct problems problems = {.arena = call->arena};

	if (query == NULL)
		problems_add(&problems, "query is missing");
	TRY(problems_error(&problems));
	if (json_object_object_length(query) != 1 || doc_object(query, "match_all") == NULL)
		return error_text(call->arena, "illegal_argument_exception", NULL,
		    STR_LIT("_delete_by_query supports only [match_all]"));
	return NULL;
}

void
index_answer_deleted(
    struct call *call, int64_t start, uint64_t total, uint64_t deleted, uint64_t batches)
{
	call->response->status = 200;
	buf_printf(&call->response->body,
	    "{\"took\":%lld,\"timed_out\":false,\"total\":%llu,\"deleted\":%llu,\"batches\":%llu,"
	    "\"version_conflicts\":0,\"noops\":0,\"retries\":{\"bulk\":0,\"search\":0},"
	    "\"throttled_millis\":0,\"requests_per_second\":-1.0,\"throttled_until_millis\":0,"
	    "\"failures\":[]}",
	    (long long)(clock_monotonic_ms() - start), (unsigned long long)total,
	    (unsigned long long)deleted, (unsigned long long)batches);
}

/* What was there when it began goes, a batch at a time. */
const struct error *
index_delete_by_query(struct call *call)
{
	int64_t start = clock_monotonic_ms();
	struct index_hits hits = {.index = NULL};
	struct deleting d = {.arena = call->arena};
	DOC_AUTO json_object *body = NULL;
	uint64_t deleted = 0, batches = 0;

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	TRY(is_match_all(call, body));
	TRY(read_query(call, body, &hits));
	TRY(auth_check(call));
	d.kind = hits.index->kind;
	TRY(find_all(call, &d));
	for (; d.at < d.n; d.at = d.end) {
		d.end = d.n - d.at < DELETE_BATCH ? d.n : d.at + DELETE_BATCH;
		TRY(run_change(call, delete_inside, &d));
		deleted += d.deleted;
		batches++;
	}
	index_answer_deleted(call, start, d.n, deleted, batches);
	return NULL;
}
