#include <config.h>

#include "api/sink.h"

#include <string.h>

#include "api/auth.h"
#include "api/params.h"
#include "base/digest.h"
#include "model/connector.h"
#include "model/index_name.h"

/* ---- names ---- */

static bool
begins(struct str s, struct str with)
{
	return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0;
}

static const struct str reserved = STR_LIT(".elastic-connectors");
static const struct str index_head = STR_LIT("{\"id\":\""); /* as the record of an index begins */
static const struct str access_control = STR_LIT(".search-acl-filter-");

static const char *
name_fault(struct arena *a, struct str name)
{
	const char *fault = index_name_fault(a, name);

	for (size_t i = 0; i < name.n && fault == NULL; i++) {
		if (name.p[i] >= 'A' && name.p[i] <= 'Z')
			fault = "must be lowercase";
		else if ((unsigned char)name.p[i] < ' ')
			fault = "must not contain control characters";
	}
	if (fault == NULL && begins(name, reserved))
		fault = "is of the connectors' own indices, and none of the sink";
	return fault;
}

const struct error *
sink_check_name(struct call *call, struct str name)
{
	const char *fault = name_fault(call->arena, name);

	if (fault == NULL)
		return NULL;
	return error_new(call->arena, "invalid_index_name_exception", NULL,
	    "Invalid index name [%.*s], %s", STR_ARG(name), fault);
}

/* ---- who may ---- */

/* Whether a live connector of that id writes to that index. A record may be large. */
/*
 * The connectors that have the index come first behind its name in the order they are kept in:
 * however many a key names, one look finds them. More than one has an index by mistake only.
 */
static const struct error *
is_index_of_any(struct call *call, struct str name, bool *yes)
{
	enum { OWNERS_MAX = 8 };
	struct arena *a = arena_new();
	struct store_query q = {.kind = STORE_CONNECTOR,
	    .groups = UINT32_C(1) << CONNECTOR_LIVE,
	    .size = OWNERS_MAX,
	    .after.id = STR_LIT("\0")};
	struct store_record *records = NULL;
	size_t n = 0;
	uint64_t count;
	enum store_rc rc = STORE_NOMEM;

	*yes = false;
	if (a != NULL) {
		q.after.order = connector_order(a, name);
		rc = store_list(call->api->store, a, &q, &records, &n, &count);
	}
	for (size_t i = 0; rc == STORE_OK && i < n && !*yes; i++)
		*yes = str_equal(connector_order_index(records[i].keys.order), name) &&
		       auth_reaches(call, records[i].id);
	arena_free(a);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
sink_check_reach(struct call *call, struct str name)
{
	bool yes;

	TRY(auth_check(call));
	if (auth_reaches_all(call))
		return NULL;
	if (begins(name, access_control))
		name = (struct str){name.p + access_control.n, name.n - access_control.n};
	TRY(is_index_of_any(call, name, &yes));
	return yes ? NULL : auth_refuse(call);
}

const struct error *
sink_enter(struct call *call, struct str name)
{
	TRY(sink_check_name(call, name));
	return sink_check_reach(call, name);
}

/* ---- indices ---- */

const struct error *
sink_missing(struct arena *a, struct str name)
{
	return error_new(
	    a, "index_not_found_exception", NULL, "no such index [%.*s]", STR_ARG(name));
}

/* Its mappings may be large, and are not what is asked for here: the id comes first. */
bool
sink_index_load(struct arena *a, struct str name, struct str doc, struct sink_index *index)
{
	struct str id;

	if (!begins(doc, index_head))
		return false;
	id = (struct str){doc.p + index_head.n, 0};
	while (index_head.n + id.n < doc.n && id.p[id.n] != '"' && id.p[id.n] != '\\')
		id.n++;
	if (id.n == 0 || index_head.n + id.n == doc.n || id.p[id.n] != '"')
		return false;
	*index = (struct sink_index){name, arena_copy(a, id), doc};
	return true;
}

const struct error *
sink_find(struct call *call, struct str name, struct sink_index *index)
{
	struct store_record record;
	enum store_rc rc = call_get(call, STORE_SINK_INDEX, name, &record);

	*index = (struct sink_index){.name = name};
	if (rc == STORE_NOT_FOUND)
		return NULL;
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	if (!sink_index_load(call->arena, name, record.doc, index))
		return error_text(
		    call->arena, "exception", NULL, STR_LIT("the record of the index is damaged"));
	return NULL;
}

const struct error *
sink_find_or_404(struct call *call, struct str name, struct sink_index *index)
{
	bool ignore;

	TRY(param_bool(call, "ignore_unavailable", false, &ignore));
	TRY(sink_find(call, name, index));
	return index->id.p != NULL || ignore ? NULL : sink_missing(call->arena, name);
}

struct str
sink_index_text(struct arena *a, const char *id, int64_t now, const json_object *mappings,
    const json_object *settings)
{
	struct buf out = {0};
	struct str text = {NULL, 0};

	buf_str(&out, index_head);
	buf_printf(&out, "%s\",\"created\":%lld,\"mappings\":", id, (long long)(now / 1000));
	if (mappings != NULL)
		doc_write(&out, mappings, DOC_COMPACT);
	else
		buf_text(&out, "{}");
	buf_text(&out, ",\"settings\":");
	if (settings != NULL)
		doc_write(&out, settings, DOC_COMPACT);
	else
		buf_text(&out, "{}");
	buf_char(&out, '}');
	if (!buf_failed(&out))
		text = arena_copy(a, buf_peek(&out));
	buf_release(&out);
	return arena_failed(a) ? (struct str){NULL, 0} : text;
}

const struct error *
sink_room(struct call *call, uint64_t *room)
{
	uint64_t n;
	enum store_rc rc = store_count(call->api->store, call->arena, STORE_SINK_INDEX, &n);

	if (rc != STORE_OK)
		return call_store_error(call, rc);
	*room = n < SINK_INDICES_MAX ? SINK_INDICES_MAX - n : 0;
	return NULL;
}

const struct error *
sink_no_room(struct arena *a)
{
	return error_status_text(a, "status_exception", 429,
	    arena_text(a, "there are as many indices in the sink as there may be: %d",
	        (int)SINK_INDICES_MAX));
}

const struct error *
sink_check_room(struct call *call)
{
	uint64_t room = 0;

	TRY(sink_room(call, &room));
	return room > 0 ? NULL : sink_no_room(call->arena);
}

const struct error *
sink_count(struct call *call, const struct sink_index *index, uint64_t *n)
{
	struct store_query q;
	struct store_record *records;
	enum store_rc rc;
	size_t none;

	*n = 0;
	if (index->id.p == NULL)
		return NULL;
	q = sink_page(index, (struct str){NULL, 0}, 0);
	rc = call_list(call, &q, &records, &none, n);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
sink_check_query(struct call *call, const json_object *body)
{
	json_object *query = body != NULL ? doc_object(body, "query") : NULL;
	const char *name = "";

	if (query == NULL)
		return NULL;
	DOC_EACH(query, key, value)
	{
		if (strcmp(key, "match_all") != 0 ||
		    !json_object_is_type(value, json_type_object) ||
		    json_object_object_length(value) != 0)
			name = key;
	}
	if (*name == '\0' && json_object_object_length(query) == 1)
		return NULL;
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "the query [%.*s] is not supported: this is a sink, not a search engine, and all it "
	    "knows is [match_all]",
	    (int)strnlen(name, 64), name);
}

/* ---- documents ---- */

/* Bytes are copied: any may be in an id, a NUL too. */
static struct str
join(struct arena *a, struct str first, char between, struct str second)
{
	char *p = arena_alloc(a, first.n + 1 + second.n);

	if (p == NULL)
		return (struct str){NULL, 0};
	memcpy(p, first.p, first.n);
	p[first.n] = between;
	if (second.n > 0)
		memcpy(p + first.n + 1, second.p, second.n);
	return (struct str){p, first.n + 1 + second.n};
}

/* ids of indices have ID_LEN characters. */
struct str
sink_key(struct arena *a, struct str index_id, struct str id)
{
	char digest[DIGEST_TEXT_LEN + 1];

	if (index_id.n + 1 + id.n <= STORE_ID_MAX)
		return join(a, index_id, '/', id);
	digest_text(id, digest);
	return join(a, index_id, '#', str_of(digest));
}

static const struct str before_id = STR_LIT("{\"_id\":");
static const struct str before_source = STR_LIT(",\"_source\":");

struct str
sink_doc_id(struct str doc)
{
	size_t at = before_id.n + 1;

	while (at < doc.n && doc.p[at] != '"')
		at += doc.p[at] == '\\' ? 2 : 1;
	if (at >= doc.n)
		return STR_LIT("\"\"");
	return (struct str){doc.p + before_id.n, at + 1 - before_id.n};
}

struct str
sink_doc_source(struct str doc)
{
	struct str id = sink_doc_id(doc);
	size_t at = before_id.n + id.n + before_source.n;

	if (at + 2 >= doc.n)
		return STR_LIT("{}");
	return (struct str){doc.p + at, doc.n - 1 - at};
}

void
sink_doc_write(struct buf *out, struct str id, struct str source)
{
	buf_str(out, before_id);
	doc_quote(out, id);
	buf_str(out, before_source);
	buf_str(out, source);
	buf_char(out, '}');
}

struct store_query
sink_page(const struct sink_index *index, struct str after, uint64_t size)
{
	return (struct store_query){
	    .kind = STORE_SINK_DOC,
	    .owners = &index->id,
	    .owners_n = 1,
	    .groups = 1,
	    .after.id = after,
	    .size = size,
	};
}
