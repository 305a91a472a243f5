/* Listing, counting and exporting what the sink has: in the order of its keys, from wherever asked.
 */
#include <config.h>

#include "api/sink.h"

#include "api/auth.h"
#include "api/index.h"
#include "api/index_source.h"
#include "api/limits.h"
#include "api/params.h"
#include "base/clock.h"
#include "sink/scroll.h"

enum { PAGE = 10, EXPORT_PAGE = 1000, SCROLL_BYTES = 16 << 20 };

/* ---- one document ---- */

/* clang-format off */
const struct param sink_export_params[] = { { "size", PARAM_INT }, { "after", PARAM_TEXT }, { NULL } };
/* clang-format on */

static void
write_head(struct buf *body, struct str index, struct str id)
{
	buf_text(body, "{\"_index\":");
	doc_quote(body, index);
	buf_text(body, ",\"_id\":");
	buf_str(body, id);
}

static const struct error *
find_doc(struct call *call, struct store_record *record)
{
	struct sink_index index;
	enum store_rc rc;

	*record = (struct store_record){.seq = 0};
	TRY(sink_find(call, call->vars[0], &index));
	if (index.id.p == NULL)
		return sink_missing(call->arena, call->vars[0]);
	rc = call_get(call, STORE_SINK_DOC, sink_key(call->arena, index.id, call->vars[1]), record);
	if (rc != STORE_OK && rc != STORE_NOT_FOUND)
		return call_store_error(call, rc);
	return NULL;
}

static const struct error *
get_doc(struct call *call, bool head)
{
	struct buf *body = &call->response->body;
	struct index_source source = {.wanted = true};
	struct store_record record;

	TRY(index_source_params(call, &source));
	TRY(call_check_rest(call));
	TRY(sink_enter(call, call->vars[0]));
	TRY(find_doc(call, &record));
	call->response->head = head;
	call->response->status = record.seq > 0 ? 200 : 404;
	buf_text(body, "{\"_index\":");
	doc_quote(body, call->vars[0]);
	buf_text(body, ",\"_id\":");
	doc_quote(body, call->vars[1]);
	if (record.seq > 0) {
		buf_printf(body, ",\"_version\":%llu,", (unsigned long long)record.seq);
		index_write_seq(body, record.seq);
		buf_text(body, ",\"found\":true");
		TRY(index_source_write_text(call, &source, sink_doc_source(record.doc)));
	} else {
		buf_text(body, ",\"found\":false");
	}
	buf_char(body, '}');
	return NULL;
}

const struct error *
sink_doc_get(struct call *call)
{
	return get_doc(call, false);
}

const struct error *
sink_doc_head(struct call *call)
{
	return get_doc(call, true);
}

/* ---- what a search asks for ---- */

static const struct error *
unsupported(struct call *call, const char *what)
{
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "%s is not supported: this is a sink, not a search engine", what);
}

/* "_doc", ["_doc"], or {"_doc":"asc"}: the order there is. */
static const struct error *
check_sort(struct call *call, const json_object *value)
{
	struct str order = STR_LIT("asc");
	const json_object *how;

	if (json_object_is_type(value, json_type_array) && doc_length(value) == 1)
		value = doc_at(value, 0);
	if (str_is(doc_text(value), "_doc"))
		return NULL;
	how = json_object_is_type(value, json_type_object) ? doc_object(value, "_doc") : NULL;
	if (how != NULL)
		doc_string(how, "order", &order);
	else if (json_object_is_type(value, json_type_object))
		(void)doc_string(value, "_doc", &order);
	if (json_object_is_type(value, json_type_object) && json_object_object_length(value) == 1 &&
	    str_is(order, "asc") && json_object_object_get_ex(value, "_doc", NULL))
		return NULL;
	return unsupported(call, "[sort] by anything but [_doc]");
}

static const struct error *
read_size(struct call *call, const json_object *body, struct scroll *s)
{
	struct page page;
	int64_t from = 0, size = PAGE;

	TRY(param_page(call, &page));
	if (http_query_get(&call->query, "from").p != NULL)
		from = page.from;
	if (http_query_get(&call->query, "size").p != NULL)
		size = page.size;
	else if (body != NULL)
		doc_long(body, "size", &size);
	if (body != NULL)
		doc_long(body, "from", &from);
	if (from != 0)
		return unsupported(call, "[from]");
	if (size > INT32_MAX || size < -1)
		size = size < 0 ? -1 : INT32_MAX;
	page = (struct page){.size = (int32_t)size};
	TRY(page_check(call, &page));
	TRY(page_check_window(call, &page, "the sink"));
	s->size = (uint32_t)size;
	return NULL;
}

static const struct error *
read_search(struct call *call, const json_object *body, struct scroll *s)
{
	struct index_source source = {.wanted = true};
	json_object *value;

	if (http_query_get(&call->query, "sort").p != NULL &&
	    !str_is(http_query_get(&call->query, "sort"), "_doc"))
		return unsupported(call, "[sort] by anything but [_doc]");
	if (doc_get(body, "sort", &value) == DOC_PRESENT)
		TRY(check_sort(call, value));
	if (doc_get(body, "stored_fields", &value) == DOC_PRESENT)
		return unsupported(call, "[stored_fields]");
	if (doc_get(body, "_source", &value) == DOC_PRESENT)
		TRY(index_source_read(call, value, &source));
	TRY(index_source_params(call, &source));
	TRY(param_bool(call, "seq_no_primary_term", false, &s->seq));
	TRY(param_bool(call, "version", false, &s->version));
	doc_bool(body, "seq_no_primary_term", &s->seq);
	doc_bool(body, "version", &s->version);
	s->source = source.wanted;
	s->paths = source.paths;
	TRY(sink_check_query(call, body));
	return read_size(call, body, s);
}

/* ---- a page ---- */

static const struct error *
write_hit(struct call *call, const struct scroll *s, const struct store_record *r)
{
	const struct index_source source = {s->source, s->paths};
	struct buf *body = &call->response->body;

	write_head(body, s->index, sink_doc_id(r->doc));
	buf_text(body, ",\"_score\":null");
	if (s->version)
		buf_printf(body, ",\"_version\":%llu", (unsigned long long)r->seq);
	if (s->seq) {
		buf_char(body, ',');
		index_write_seq(body, r->seq);
	}
	TRY(index_source_write_text(call, &source, sink_doc_source(r->doc)));
	buf_text(body, ",\"sort\":[0]}");
	return NULL;
}

/* A page of a scroll may be shorter than asked for: its client goes on until there is no hit. */
static const struct error *
list(struct call *call, const struct sink_index *index, const struct scroll *s, bool scrolling,
    struct store_record **records, size_t *n, uint64_t *count)
{
	struct store_query q = sink_page(index, s->after, s->size);
	enum store_rc rc;

	q.bytes_max = limit_or(call->api->limits.answer_max, LIMIT_ANSWER);
	q.cut = scrolling;
	if (scrolling && q.bytes_max > SCROLL_BYTES)
		q.bytes_max = SCROLL_BYTES;
	rc = call_list(call, &q, records, n, count);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

/* The page behind s->after; s is moved on. index->id.p == NULL: nothing is there. */
static const struct error *
answer_page(struct call *call, const struct sink_index *index, struct scroll *s, bool scrolling)
{
	int64_t start = clock_monotonic_ms();
	struct buf *body = &call->response->body;
	struct store_record *records = NULL;
	uint64_t count = 0;
	size_t n = 0;
	struct str id;

	if (index->id.p != NULL)
		TRY(list(call, index, s, scrolling, &records, &n, &count));
	if (n > 0)
		s->after = records[n - 1].id;
	call->response->status = 200;
	buf_char(body, '{');
	if (scrolling) {
		id = scroll_write(call->arena, s);
		if (id.p == NULL)
			return arena_failed(call->arena)
			           ? &error_no_memory
			           : unsupported(
			                 call, "a [_source] of so many names with [scroll]");
		buf_printf(body, "\"_scroll_id\":\"%.*s\",", STR_ARG(id));
	}
	buf_printf(body,
	    "\"took\":%lld,\"timed_out\":false," INDEX_SHARDS
	    ",\"hits\":{\"total\":{\"value\":%llu,\"relation\":\"eq\"},\"max_score\":null,"
	    "\"hits\":[",
	    (long long)(clock_monotonic_ms() - start), (unsigned long long)count);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(body, ',');
		TRY(write_hit(call, s, &records[i]));
	}
	buf_text(body, "]}}");
	return NULL;
}

const struct error *
sink_search(struct call *call)
{
	bool scrolling = http_query_get(&call->query, "scroll").p != NULL;
	DOC_AUTO json_object *body = NULL;
	struct scroll s = {.index = call->vars[0]};
	struct problems problems = {.arena = call->arena};
	struct sink_index index;

	TRY(call_read_body(call, &body));
	TRY(read_search(call, body, &s));
	TRY(call_check_rest(call));
	if (scrolling && s.size == 0)
		problems_add(&problems, "[size] cannot be [0] in a scroll context");
	TRY(problems_error(&problems));
	TRY(sink_enter(call, s.index));
	TRY(limit_page(call, s.size));
	TRY(sink_find_or_404(call, s.index, &index));
	s.after = index.id;
	return answer_page(call, &index, &s, scrolling);
}

/* ---- scroll ---- */

static bool
is_of_index(struct str key, const struct sink_index *index)
{
	return index->id.p != NULL && key.n >= index->id.n && key.n <= STORE_ID_MAX &&
	       str_equal((struct str){key.p, index->id.n}, index->id);
}

const struct error *
sink_scroll_next(struct call *call, struct str scroll_id)
{
	struct sink_index index = {.id = {NULL, 0}};
	struct scroll s = {.size = 0};
	bool good = scroll_read(call->arena, scroll_id, &s);

	if (good) {
		TRY(sink_enter(call, s.index));
		TRY(sink_find(call, s.index, &index));
	} else {
		TRY(auth_check(call));
	}
	/* One that was made for an index of that name which is gone is no more good. */
	if (!good || s.size == 0 || s.size > STORE_WINDOW || !is_of_index(s.after, &index) ||
	    !index_source_paths_ok(s.paths))
		return index_scroll_missing(call, scroll_id);
	TRY(limit_page(call, s.size));
	return answer_page(call, &index, &s, true);
}

/* ---- count ---- */

const struct error *
sink_count_get(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	struct sink_index index;
	uint64_t n;

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	TRY(sink_check_query(call, body));
	TRY(sink_enter(call, call->vars[0]));
	TRY(sink_find_or_404(call, call->vars[0], &index));
	TRY(sink_count(call, &index, &n));
	call->response->status = 200;
	buf_printf(
	    &call->response->body, "{\"count\":%llu," INDEX_SHARDS "}", (unsigned long long)n);
	return NULL;
}

/* ---- export ---- */

const struct error *
sink_export(struct call *call)
{
	struct str after = http_query_get(&call->query, "after");
	struct page page = {.size = EXPORT_PAGE};
	struct scroll s = {.size = 0};
	struct store_record *records;
	struct sink_index index;
	uint64_t count;
	size_t n;

	if (http_query_get(&call->query, "size").p != NULL)
		TRY(param_page(call, &page));
	TRY(page_check(call, &page));
	TRY(page_check_window(call, &page, "the sink"));
	TRY(call_check_rest(call));
	TRY(limit_page(call, page.size));
	TRY(sink_enter(call, call->vars[0]));
	TRY(sink_find(call, call->vars[0], &index));
	if (index.id.p == NULL)
		return sink_missing(call->arena, call->vars[0]);
	s.size = (uint32_t)page.size;
	s.after = after.n > 0 ? sink_key(call->arena, index.id, after) : index.id;
	TRY(list(call, &index, &s, false, &records, &n, &count));
	call->response->status = 200;
	call->content_type = STR_LIT("application/x-ndjson");
	for (size_t i = 0; i < n; i++) {
		buf_str(&call->response->body, records[i].doc);
		buf_char(&call->response->body, '\n');
	}
	return NULL;
}
