#include <config.h>

#include "model/connector.h"

#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "model/index_name.h"

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
	if (index_name.n > 0)
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

static bool
is_managed(const json_object *doc)
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
	if (is_managed(body) && !index_name_is_managed(name))
		problems_add(problems,
		    "Index [%.*s] is invalid. Index attached to an Elastic-managed connector must "
		    "start with the prefix: [content-]",
		    STR_ARG(name));
}

/* A rule set with the default rule alone (connector-document.md 2). */
static json_object *
default_rules(const char *at)
{
	char text[1024];
	bool damaged;
	int n = snprintf(text, sizeof(text),
	    "{\"advanced_snippet\":{\"created_at\":\"%s\",\"updated_at\":\"%s\",\"value\":{}},"
	    "\"rules\":[{\"created_at\":\"%s\",\"field\":\"_\",\"id\":\"DEFAULT\",\"order\":0,"
	    "\"policy\":\"include\",\"rule\":\"regex\",\"updated_at\":\"%s\",\"value\":\".*\"}],"
	    "\"validation\":{\"errors\":[],\"state\":\"valid\"}}",
	    at, at, at, at);

	return doc_load((struct str){text, (size_t)n}, &damaged);
}

static json_object *
default_filtering(int64_t now)
{
	char at[TIMESTAMP_SIZE];
	DOC_AUTO json_object *element = doc_new();
	DOC_AUTO json_object *list = doc_new_array();

	timestamp_print(at, now);
	if (element == NULL || list == NULL ||
	    !doc_set_take(element, "active", default_rules(at)) ||
	    !doc_set_text(element, "domain", "DEFAULT") ||
	    !doc_set_take(element, "draft", default_rules(at)) ||
	    !doc_add_take(list, doc_move(&element)))
		return NULL;
	return doc_move(&list);
}

static json_object *
default_scheduling(void)
{
	static const char *const kinds[] = {"access_control", "full", "incremental"};
	DOC_AUTO json_object *scheduling = doc_new();

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		DOC_AUTO json_object *schedule = doc_new();

		if (scheduling == NULL || schedule == NULL ||
		    !doc_set_bool(schedule, "enabled", false) ||
		    !doc_set_text(schedule, "interval", "0 0 0 * * ?") ||
		    !doc_set_take(scheduling, kinds[i], doc_move(&schedule)))
			return NULL;
	}
	return doc_move(&scheduling);
}

json_object *
connector_new(struct str id, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *doc = doc_new();
	bool same;

	if (doc == NULL || !doc_set_string(doc, "id", id) ||
	    !doc_set_take(doc, "configuration", doc_new()) ||
	    !doc_set_take(doc, "custom_scheduling", doc_new()) ||
	    !doc_set_take(doc, "filtering", default_filtering(now)) ||
	    !doc_set_bool(doc, "is_native", false) || !doc_set_text(doc, "name", "") ||
	    !doc_set_take(doc, "scheduling", default_scheduling()) ||
	    !doc_set_bool(doc, "sync_now", false) || !doc_set_bool(doc, "deleted", false))
		return NULL;
	if (body != NULL && !doc_merge(doc, body, &same))
		return NULL;
	if (connector_index_of(doc).p == NULL)
		doc_remove(doc, "index_name"); /* null at creation is absent */
	if (!doc_set_text(doc, "status", is_managed(doc) ? "needs_configuration" : "created"))
		return NULL;
	return doc_move(&doc);
}

/* ---- _check_in (connectors.md 8) ---- */

const struct update connector_check_in = {.patch = update_patch_last_seen};

/* ---- _index_name (connectors.md 15) ---- */

static const struct field index_name_fields[] = {
    {"index_name", FIELD_STRING, FIELD_REQUIRED | FIELD_NULLABLE},
    {NULL},
};

static const struct schema index_name_schema = {
    "connector_update_index_name_request", index_name_fields, NULL};

static void
check_index_name(struct problems *problems, const json_object *body)
{
	struct str name = connector_index_of(body);

	if (name.p != NULL)
		index_name_check(problems, name);
}

static const struct error *
guard_index_name(struct arena *a, const json_object *doc, const json_object *body)
{
	struct str name = connector_index_of(body);

	if (name.p == NULL || !is_managed(doc) || index_name_is_managed(name))
		return NULL;
	return error_new(a, "status_exception", NULL,
	    "Index attached to an Elastic-managed connector must start with the prefix: "
	    "[content-]. "
	    "The index name in the payload [%.*s] doesn't comply with this requirement.",
	    STR_ARG(name));
}

const struct update connector_index_name = {
    .body = &index_name_schema,
    .check = check_index_name,
    .guard = guard_index_name,
    .patch = update_patch_body,
};

/* ---- _name (connectors.md 17) ---- */

static const struct field name_fields[] = {
    {"name", FIELD_STRING, FIELD_NULLABLE},
    {"description", FIELD_STRING, FIELD_NULLABLE},
    {NULL},
};

static const struct schema name_schema = {"connector_update_name_request", name_fields, NULL};

static void
check_name(struct problems *problems, const json_object *body)
{
	struct str text;

	if (!doc_string(body, "name", &text) && !doc_string(body, "description", &text))
		problems_add(problems, "[name] and [description] cannot both be [null]. "
		                       "Please provide a value for at least one of them.");
}

/* Null means "not sent" here. */
static json_object *
patch_name(const json_object *doc, const json_object *body, int64_t now)
{
	json_object *patch = update_patch_body(doc, body, now);

	for (const struct field *f = name_fields; patch != NULL && f->name != NULL; f++) {
		json_object *value;

		if (doc_get(patch, f->name, &value) == DOC_NULL)
			doc_remove(patch, f->name);
	}
	return patch;
}

const struct update connector_name = {
    .body = &name_schema, .check = check_name, .patch = patch_name};

/* ---- _service_type (connectors.md 21) ---- */

static const struct field service_type_fields[] = {
    {"service_type", FIELD_STRING, FIELD_REQUIRED},
    {NULL},
};

static const struct schema service_type_schema = {
    "connector_update_service_type_request", service_type_fields, NULL};

static void
check_service_type(struct problems *problems, const json_object *body)
{
	struct str text;

	if (doc_string(body, "service_type", &text) && text.n == 0)
		problems_add(problems, "[service_type] cannot be [null] or [\"\"].");
}

static json_object *
patch_service_type(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = update_patch_body(doc, body, now);
	struct str status;
	bool is_new = doc_string(doc, "status", &status) && str_is(status, "created");

	if (patch == NULL ||
	    !doc_set_text(patch, "status", is_new ? "created" : "needs_configuration"))
		return NULL;
	return doc_move(&patch);
}

const struct update connector_service_type = {
    .body = &service_type_schema,
    .check = check_service_type,
    .patch = patch_service_type,
};

/* ---- soft delete (connectors.md 6) ---- */

static json_object *
patch_deleted(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = doc_new();

	(void)doc;
	(void)body;
	(void)now;
	if (patch == NULL || !doc_set_bool(patch, "deleted", true))
		return NULL;
	return doc_move(&patch);
}

const struct update connector_soft_delete = {.patch = patch_deleted};
