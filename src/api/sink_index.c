/* Indices of the sink: made, shown, dropped. */
#include <config.h>

#include "api/sink.h"

#include <string.h>

#include "api/auth.h"
#include "api/change.h"
#include "api/limits.h"
#include "api/params.h"
#include "sink/bulk.h"

/* clang-format off */
static const struct field index_fields[] = {
	{ "settings", FIELD_OBJECT, 0 },
	{ "mappings", FIELD_OBJECT, 0 },
	{ "aliases",  FIELD_OBJECT, 0 },
	{ NULL },
};
const struct schema sink_index_schema = { "create_index", index_fields };
/* clang-format on */

/* Appends "name":{…} with what GET shows. */
static const struct error *
write_index(struct call *call, struct str name, struct str doc, bool mappings_only)
{
	struct buf *body = &call->response->body;
	bool damaged;
	DOC_AUTO json_object *record = doc_load(doc, &damaged);
	struct str id = STR_LIT("");
	int64_t created = 0;

	if (record == NULL)
		return damaged ? damaged_record(call->arena) : &error_no_memory;
	doc_string(record, "id", &id);
	doc_long(record, "created", &created);
	doc_quote(body, name);
	buf_text(body, mappings_only ? ":{\"mappings\":" : ":{\"aliases\":{},\"mappings\":");
	doc_write(body, doc_object(record, "mappings"), DOC_COMPACT);
	if (!mappings_only) {
		buf_text(body, ",\"settings\":{\"index\":{");
		DOC_EACH(doc_object(record, "settings"), key, value)
		{
			doc_quote(body, str_of(key));
			buf_char(body, ':');
			doc_write(body, value, DOC_COMPACT);
			buf_char(body, ',');
		}
		buf_printf(body, "\"creation_date\":\"%lld\",\"uuid\":", (long long)created);
		doc_quote(body, id);
		buf_text(body, ",\"provided_name\":");
		doc_quote(body, name);
		buf_text(body, "}}");
	}
	buf_char(body, '}');
	return NULL;
}

/* ---- all of them ---- */

static bool
is_all(struct str name)
{
	return str_is(name, "*");
}

/* Only who reaches every connector sees what others have. */
static const struct error *
list_all(struct call *call, struct store_record **records, size_t *n)
{
	struct store_query q = {.kind = STORE_SINK_INDEX,
	    .groups = 1,
	    .size = STORE_WINDOW, /* there may be a few more than SINK_INDICES_MAX */
	    .bytes_max = limit_or(call->api->limits.answer_max, LIMIT_ANSWER)};
	uint64_t count;
	enum store_rc rc;

	*records = NULL;
	*n = 0;
	TRY(auth_check(call));
	if (!auth_reaches_all(call))
		return auth_refuse(call);
	rc = call_list(call, &q, records, n, &count);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

static const struct error *
get_all(struct call *call)
{
	struct store_record *records;
	size_t n;

	TRY(list_all(call, &records, &n));
	call->response->status = 200;
	buf_char(&call->response->body, '{');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(&call->response->body, ',');
		TRY(write_index(call, records[i].id, records[i].doc, false));
	}
	buf_char(&call->response->body, '}');
	return NULL;
}

/* ---- get ---- */

static const struct error *
get(struct call *call, bool mappings_only)
{
	struct sink_index index;

	TRY(sink_enter(call, call->vars[0]));
	TRY(sink_find_or_404(call, call->vars[0], &index));
	call->response->status = 200;
	buf_char(&call->response->body, '{');
	if (index.id.p != NULL)
		TRY(write_index(call, index.name, index.doc, mappings_only));
	buf_char(&call->response->body, '}');
	return NULL;
}

const struct error *
sink_index_get(struct call *call)
{
	TRY(call_check_rest(call));
	return is_all(call->vars[0]) ? get_all(call) : get(call, false);
}

const struct error *
sink_mapping_get(struct call *call)
{
	TRY(call_check_rest(call));
	return get(call, true);
}

const struct error *
sink_index_head(struct call *call)
{
	struct sink_index index;

	TRY(call_check_rest(call));
	TRY(sink_enter(call, call->vars[0]));
	TRY(sink_find(call, call->vars[0], &index));
	call->response->status = index.id.p != NULL ? 200 : 404;
	call->response->head = true;
	return NULL;
}

const struct error *
sink_refresh(struct call *call)
{
	struct sink_index index;
	int shards;

	TRY(call_check_rest(call));
	TRY(sink_enter(call, call->vars[0]));
	TRY(sink_find_or_404(call, call->vars[0], &index));
	shards = index.id.p != NULL;
	call->response->status = 200;
	buf_printf(&call->response->body,
	    "{\"_shards\":{\"total\":%d,\"successful\":%d,\"failed\":0}}", shards, shards);
	return NULL;
}

static const struct error *
write_stats(struct call *call, const struct store_record *record)
{
	struct buf *body = &call->response->body;
	struct sink_index index;
	uint64_t n;

	if (!sink_index_load(call->arena, record->id, record->doc, &index))
		return damaged_record(call->arena);
	TRY(sink_count(call, &index, &n));
	doc_quote(body, index.name);
	buf_printf(body, ":{\"uuid\":\"%.*s\"", STR_ARG(index.id));
	for (int total = 0; total < 2; total++)
		buf_printf(body, ",\"%s\":{\"docs\":{\"count\":%llu,\"deleted\":0}}",
		    total ? "total" : "primaries", (unsigned long long)n);
	buf_char(body, '}');
	return NULL;
}

const struct error *
sink_stats(struct call *call)
{
	struct buf *body = &call->response->body;
	struct store_record *records, one;
	size_t n = 1;

	TRY(call_check_rest(call));
	if (is_all(call->vars[0])) {
		TRY(list_all(call, &records, &n));
	} else {
		struct sink_index index;

		TRY(sink_enter(call, call->vars[0]));
		TRY(sink_find(call, call->vars[0], &index));
		if (index.id.p == NULL)
			return sink_missing(call->arena, call->vars[0]);
		one = (struct store_record){.id = index.name, .doc = index.doc};
		records = &one;
	}
	call->response->status = 200;
	buf_printf(body,
	    "{\"_shards\":{\"total\":%zu,\"successful\":%zu,\"failed\":0},"
	    "\"indices\":{",
	    n, n);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(body, ',');
		TRY(write_stats(call, &records[i]));
	}
	buf_text(body, "}}");
	return NULL;
}

/* ---- put ---- */

/* "index.x", {"index":{"x":…}} and "x" are one setting. */
static bool
add_settings(json_object *to, const json_object *from)
{
	if (from == NULL)
		return true;
	DOC_EACH(from, key, value)
	{
		static const char prefix[] = "index.";
		bool plain = strncmp(key, prefix, sizeof(prefix) - 1) != 0;

		if (strcmp(key, "index") == 0 && json_object_is_type(value, json_type_object)) {
			bool changed;

			if (!doc_merge(to, value, &changed))
				return false;
		} else if (!doc_set_copy(to, plain ? key : key + sizeof(prefix) - 1, value)) {
			return false;
		}
	}
	return true;
}

struct creation {
	struct str name;
	struct str doc;
	struct str taken; /* id of the one that is there */
};

static const struct error *
exists(struct call *call, const struct creation *c)
{
	struct sink_index index = {.id = STR_LIT("")};

	sink_index_load(call->arena, c->name, c->taken, &index);
	return error_new(call->arena, "resource_already_exists_exception", NULL,
	    "index [%.*s/%.*s] already exists", STR_ARG(c->name), STR_ARG(index.id));
}

static const struct error *
create_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	struct creation *c = ctx;
	const struct store_keys keys = {.order = c->name};
	struct store_record record;
	enum store_rc rc = store_tx_get(tx, STORE_SINK_INDEX, c->name, &record);

	(void)write;
	if (rc == STORE_OK) {
		c->taken = record.doc;
		return exists(call, c);
	}
	rc = store_tx_insert(tx, STORE_SINK_INDEX, c->name, &keys, c->doc);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

/* Those that GET shows of its own: a client that copies an index must leave them out. */
static const struct error *
check_settings(struct call *call, const json_object *settings)
{
	static const char *const own[] = {"creation_date", "uuid", "provided_name"};
	struct problems problems = {.arena = call->arena};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (json_object_object_get_ex(settings, own[i], NULL))
			problems_add(&problems,
			    "private index setting [index.%s] can not be set explicitly", own[i]);
	return problems_error(&problems);
}

static const struct error *
read_creation(struct call *call, const json_object *body, struct creation *c)
{
	DOC_AUTO json_object *settings = doc_new();
	json_object *aliases = body != NULL ? doc_object(body, "aliases") : NULL;
	char id[ID_SIZE];

	if (aliases != NULL && json_object_object_length(aliases) > 0)
		return error_text(call->arena, "illegal_argument_exception", NULL,
		    STR_LIT("[aliases] are not supported by the sink"));
	if (settings == NULL ||
	    !add_settings(settings, body != NULL ? doc_object(body, "settings") : NULL))
		return &error_no_memory;
	TRY(check_settings(call, settings));
	call->api->new_id(id);
	c->doc = sink_index_text(call->arena, id, call->now,
	    body != NULL ? doc_object(body, "mappings") : NULL, settings);
	if (c->doc.p == NULL)
		return &error_no_memory;
	return c->doc.n <= SINK_INDEX_BYTES_MAX ? NULL
	                                        : limit_error(call, "index", SINK_INDEX_BYTES_MAX);
}

const struct error *
sink_index_put(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	struct creation c = {.name = call->vars[0]};

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	TRY(sink_enter(call, c.name));
	TRY(read_creation(call, body, &c));
	TRY(sink_check_room(call));
	TRY(run_change(call, create_inside, &c));
	call->response->status = 200;
	buf_text(&call->response->body,
	    "{\"acknowledged\":true,\"shards_acknowledged\":true,\"index\":");
	doc_quote(&call->response->body, c.name);
	buf_char(&call->response->body, '}');
	return NULL;
}

/* ---- mapping ---- */

struct mapping {
	const json_object *added;
};

static const struct error *
merge_mapping(struct call *call, json_object *record, const json_object *added, struct str *text)
{
	DOC_AUTO json_object *patch = doc_new();
	struct buf out = {0};
	bool changed;

	if (patch == NULL || !doc_set_copy(patch, "mappings", added) ||
	    !doc_merge(record, patch, &changed))
		return &error_no_memory;
	doc_write(&out, record, DOC_COMPACT);
	if (!buf_failed(&out))
		*text = arena_copy(call->arena, buf_peek(&out));
	buf_release(&out);
	return text->p != NULL ? NULL : &error_no_memory;
}

static const struct error *
mapping_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	const struct mapping *m = ctx;
	DOC_AUTO json_object *doc = NULL;
	struct store_record record;
	struct str text = {NULL, 0};
	enum store_rc rc = store_tx_get(tx, STORE_SINK_INDEX, call->vars[0], &record);

	(void)write;
	if (rc == STORE_NOT_FOUND)
		return sink_missing(call->arena, call->vars[0]);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	TRY(load_bytes(call, record.doc, &doc));
	TRY(merge_mapping(call, doc, m->added, &text));
	if (text.n > SINK_INDEX_BYTES_MAX)
		return limit_error(call, "index", SINK_INDEX_BYTES_MAX);
	rc = store_tx_replace(tx, STORE_SINK_INDEX, record.id, &record.keys, text);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
sink_mapping_put(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	struct mapping m;

	if (call->request->body.n == 0)
		return error_text(
		    call->arena, "parse_exception", NULL, STR_LIT("request body is required"));
	TRY(bulk_read_document(
	    call->arena, call->request->body, call->api->limits.json_depth_max, &body));
	TRY(call_check_rest(call));
	TRY(sink_enter(call, call->vars[0]));
	m.added = body;
	TRY(run_change(call, mapping_inside, &m));
	call->response->status = 200;
	buf_text(&call->response->body, "{\"acknowledged\":true}");
	return NULL;
}
