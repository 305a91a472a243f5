#include <config.h>

#include "model/connector.h"

#include <string.h>

#include "model/filtering.h"
#include "model/index_name.h"
#include "model/scheduling.h"

/* clang-format off */
static const char *const field_order[] = {	/* connector-document.md 1 */
	"id", "api_key_id", "api_key_secret_id", "configuration", "custom_scheduling", "description",
	"error", "features", "filtering", "index_name", "is_native", "language",
	"last_access_control_sync_error", "last_access_control_sync_scheduled_at",
	"last_access_control_sync_status", "last_deleted_document_count",
	"last_incremental_sync_scheduled_at", "last_indexed_document_count", "last_seen",
	"last_sync_error", "last_sync_scheduled_at", "last_sync_status", "last_synced", "name",
	"pipeline", "scheduling", "service_type", "status", "sync_cursor", "sync_now", "deleted",
	NULL
};
/* clang-format on */

void
connector_write(struct buf *out, const json_object *connector)
{
	update_write_ordered(out, connector, field_order);
}

struct str
connector_index_of(const json_object *doc)
{
	struct str name;

	if (doc == NULL || !doc_string(doc, "index_name", &name))
		return (struct str){NULL, 0};
	return name;
}

enum connector_group
connector_group(const json_object *connector)
{
	bool deleted = false;

	doc_bool(connector, "deleted", &deleted);
	return deleted ? CONNECTOR_DELETED : CONNECTOR_LIVE;
}

/* First byte of an order key. */
enum { ORDER_INDEX = 1, ORDER_NO_INDEX = 2 };

struct str
connector_order(struct arena *a, struct str index_name)
{
	char *key = arena_alloc(a, index_name.n + 1);

	if (key == NULL)
		return str_of("");
	key[0] = index_name.p != NULL ? ORDER_INDEX : ORDER_NO_INDEX;
	if (index_name.p != NULL && index_name.n > 0)
		memcpy(key + 1, index_name.p, index_name.n);
	return (struct str){key, index_name.n + 1};
}

struct str
connector_order_index(struct str order)
{
	if (order.n == 0 || order.p[0] != ORDER_INDEX)
		return (struct str){NULL, 0};
	return (struct str){order.p + 1, order.n - 1};
}

bool
connector_is_managed(const json_object *doc)
{
	bool native = false;

	doc_bool(doc, "is_native", &native);
	return native;
}

/* ---- creating ---- */

/* clang-format off */
static const struct field create_fields[] = {
	{ "description",  FIELD_STRING, 0 },
	{ "index_name",	  FIELD_STRING, FIELD_NULLABLE },
	{ "is_native",	  FIELD_BOOL,	0 },
	{ "language",	  FIELD_STRING, 0 },
	{ "name",	  FIELD_STRING, 0 },
	{ "service_type", FIELD_STRING, 0 },
	{ NULL },
};
/* clang-format on */

const struct schema connector_create_schema = {"connector_put_request", create_fields, NULL};

void
connector_create_check(struct problems *problems, const json_object *body)
{
	struct str name = connector_index_of(body);

	if (name.p == NULL)
		return;
	index_name_check(problems, name);
	if (connector_is_managed(body) && !index_name_is_managed(name))
		problems_add(problems,
		    "Index [%.*s] is invalid. Index attached to an Elastic-managed connector must "
		    "start with the prefix: [content-]",
		    STR_ARG(name));
}

json_object *
connector_new(struct str id, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *doc = doc_new();
	bool same;

	if (doc == NULL || !doc_set_string(doc, "id", id) ||
	    !doc_set_take(doc, "configuration", doc_new()) ||
	    !doc_set_take(doc, "custom_scheduling", doc_new()) ||
	    !doc_set_take(doc, "filtering", filtering_default(now)) ||
	    !doc_set_bool(doc, "is_native", false) || !doc_set_text(doc, "name", "") ||
	    !doc_set_take(doc, "scheduling", scheduling_default()) ||
	    !doc_set_bool(doc, "sync_now", false) || !doc_set_bool(doc, "deleted", false))
		return NULL;
	if (body != NULL && !doc_merge(doc, body, &same))
		return NULL;
	if (connector_index_of(doc).p == NULL)
		doc_remove(doc, "index_name"); /* null at creation is absent */
	if (!connector_set_status(
	        doc, connector_is_managed(doc) ? CONNECTOR_NEEDS_CONFIGURATION : CONNECTOR_CREATED))
		return NULL;
	return doc_move(&doc);
}
