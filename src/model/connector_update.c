/* The updates of connectors that need a few lines each; the larger parts have files of their own.
 */
#include <config.h>

#include "model/connector.h"

#include "model/index_name.h"
#include "model/sync_job.h"

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

	if (name.p == NULL || !connector_is_managed(doc) || index_name_is_managed(name))
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

const struct update connector_name = {
    .body = &name_schema, .check = check_name, .patch = update_patch_sent};

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
	bool is_new = connector_status_of(doc) == CONNECTOR_CREATED;

	if (patch == NULL || !connector_set_status(
	                         patch, is_new ? CONNECTOR_CREATED : CONNECTOR_NEEDS_CONFIGURATION))
		return NULL;
	return doc_move(&patch);
}

const struct update connector_service_type = {
    .body = &service_type_schema,
    .check = check_service_type,
    .patch = patch_service_type,
};

/* ---- _api_key_id (connectors.md 7) ---- */

static const struct field api_key_fields[] = {
    {"api_key_id", FIELD_STRING, FIELD_NULLABLE},
    {"api_key_secret_id", FIELD_STRING, FIELD_NULLABLE},
    {NULL},
};

static const struct schema api_key_schema = {"connector_update_api_key_id_request", api_key_fields};

static void
check_api_key(struct problems *problems, const json_object *body)
{
	struct str text;

	if (!doc_string(body, "api_key_id", &text) && !doc_string(body, "api_key_secret_id", &text))
		problems_add(problems,
		    "[api_key_id] and [api_key_secret_id] cannot both be [null]. "
		    "Please provide a value for at least one of them.");
}

const struct update connector_api_key_id = {
    .body = &api_key_schema, .check = check_api_key, .patch = update_patch_sent};

/* ---- _error (connectors.md 10) ---- */

static const struct field error_fields[] = {
    {"error", FIELD_STRING, FIELD_REQUIRED | FIELD_NULLABLE},
    {NULL},
};

static const struct schema error_schema = {"connector_update_error_request", error_fields};

static json_object *
patch_error(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = update_patch_body(doc, body, now);
	struct str text;
	bool failed = doc_string(body, "error", &text) && text.n > 0;

	if (patch == NULL ||
	    !connector_set_status(patch, failed ? CONNECTOR_ERROR : CONNECTOR_CONNECTED))
		return NULL;
	return doc_move(&patch);
}

const struct update connector_error = {.body = &error_schema, .patch = patch_error};

/* ---- _native (connectors.md 18) ---- */

static const struct field native_fields[] = {
    {"is_native", FIELD_BOOL, FIELD_REQUIRED},
    {NULL},
};

static const struct schema native_schema = {"connector_update_native_request", native_fields};

static const struct error *
guard_native(struct arena *a, const json_object *doc, const json_object *body)
{
	struct str index = connector_index_of(doc), id = STR_LIT("");

	if (!connector_is_managed(body) || index.p == NULL || index_name_is_managed(index))
		return NULL;
	doc_string(doc, "id", &id);
	return error_new(a, "status_exception", NULL,
	    "The index name [%.*s] attached to the connector [%.*s] must start with the required "
	    "prefix: [content-] to be Elastic-managed. Please update the attached index first to "
	    "comply with this requirement.",
	    STR_ARG(index), STR_ARG(id));
}

static json_object *
patch_native(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = update_patch_body(doc, body, now);

	if (patch == NULL)
		return NULL;
	if (connector_status_of(doc) == CONNECTOR_CONNECTED &&
	    !connector_set_status(patch, CONNECTOR_CONFIGURED))
		return NULL;
	return doc_move(&patch);
}

const struct update connector_native = {
    .body = &native_schema, .guard = guard_native, .patch = patch_native};

/* ---- _status (connectors.md 22) ---- */

static const struct field status_fields[] = {
    {"status", FIELD_WORD, 0, .words = &connector_status_words},
    {NULL},
};

static const struct schema status_schema = {"connector_update_status_request", status_fields};

static void
check_status(struct problems *problems, const json_object *body)
{
	struct str text;

	if (!doc_string(body, "status", &text))
		problems_add(problems, "[status] cannot be [null].");
}

static const struct error *
guard_status(struct arena *a, const json_object *doc, const json_object *body)
{
	enum connector_status from = connector_status_of(doc), to = connector_status_of(body);
	struct str was = STR_LIT("null");
	const char *text;

	if (connector_may_become(from, to))
		return NULL;
	doc_string(doc, "status", &was);
	text = arena_printf(a,
	    "Invalid transition attempt from [%.*s] to [%s]. Such a status transition is not "
	    "supported by the Connector Protocol.",
	    STR_ARG(was), connector_status_words.names[to]);
	return error_text(a, "status_exception",
	    error_text(a, "connector_invalid_status_transition_exception", NULL, str_of(text)),
	    str_of(text));
}

const struct update connector_status = {
    .body = &status_schema,
    .check = check_status,
    .guard = guard_status,
    .patch = update_patch_body,
};

/* ---- _last_sync (connectors.md 16) ---- */

/* clang-format off */
static const struct field last_sync_fields[] = {
	{ "last_access_control_sync_error",	   FIELD_STRING,    FIELD_NULLABLE },
	{ "last_access_control_sync_scheduled_at", FIELD_TIMESTAMP, FIELD_NULLABLE },
	{ "last_access_control_sync_status",	   FIELD_WORD,	    FIELD_NULLABLE, .words = &job_status_words },
	{ "last_deleted_document_count",	   FIELD_LONG,	    0 },
	{ "last_incremental_sync_scheduled_at",	   FIELD_TIMESTAMP, FIELD_NULLABLE },
	{ "last_indexed_document_count",	   FIELD_LONG,	    0 },
	{ "last_sync_error",			   FIELD_STRING,    FIELD_NULLABLE },
	{ "last_sync_scheduled_at",		   FIELD_TIMESTAMP, FIELD_NULLABLE },
	{ "last_sync_status",			   FIELD_WORD,	    FIELD_NULLABLE, .words = &job_status_words },
	{ "last_synced",			   FIELD_TIMESTAMP, FIELD_NULLABLE },
	{ "sync_cursor",			   FIELD_OBJECT,    FIELD_NULLABLE },
	{ NULL },
};
/* clang-format on */

static const struct schema last_sync_schema = {
    "connector_update_last_sync_stats_request", last_sync_fields};

const struct update connector_last_sync = {.body = &last_sync_schema, .patch = update_patch_sent};

/* ---- _pipeline (connectors.md 19, connector-document.md 6) ---- */

/* clang-format off */
static const struct field pipeline_parts[] = {
	{ "extract_binary_content", FIELD_BOOL,	  FIELD_REQUIRED },
	{ "name",		    FIELD_STRING, FIELD_REQUIRED },
	{ "reduce_whitespace",	    FIELD_BOOL,	  FIELD_REQUIRED },
	{ "run_ml_inference",	    FIELD_BOOL,	  FIELD_REQUIRED },
	{ NULL },
};
/* clang-format on */

static const struct schema pipeline_part = {
    "connector_ingest_pipeline", pipeline_parts, .lenient = true};

static const struct field pipeline_fields[] = {
    {"pipeline", FIELD_NESTED, FIELD_REQUIRED, .sub = &pipeline_part},
    {NULL},
};

static const struct schema pipeline_schema = {"connector_update_pipeline_request", pipeline_fields};

const struct update connector_pipeline = {.body = &pipeline_schema, .patch = update_patch_body};

/* ---- _features (connectors.md 11, connector-document.md 5) ---- */

static const struct field enabled_fields[] = {
    {"enabled", FIELD_BOOL, 0},
    {NULL},
};

/* The original takes the flag for granted here, and stumbles over a missing one. */
static const struct error *
build_enabled(struct arena *a, json_object *body, int64_t now)
{
	bool enabled;

	(void)now;
	if (doc_bool(body, "enabled", &enabled))
		return NULL;
	return error_text(a, "null_pointer_exception", NULL, STR_LIT("[enabled] is null"));
}

static const struct schema feature_enabled = {
    "connector_feature_enabled", enabled_fields, build_enabled, .lenient = true};

static const struct field sync_rules_parts[] = {
    {"advanced", FIELD_NESTED, 0, .sub = &feature_enabled},
    {"basic", FIELD_NESTED, 0, .sub = &feature_enabled},
    {NULL},
};

static const struct schema sync_rules_features = {
    "sync_rules_features", sync_rules_parts, .lenient = true};

/* clang-format off */
static const struct field features_parts[] = {
	{ "document_level_security",   FIELD_NESTED, 0, .sub = &feature_enabled },
	{ "incremental_sync",	       FIELD_NESTED, 0, .sub = &feature_enabled },
	{ "native_connector_api_keys", FIELD_NESTED, 0, .sub = &feature_enabled },
	{ "sync_rules",		       FIELD_NESTED, 0, .sub = &sync_rules_features },
	{ NULL },
};
/* clang-format on */

static const struct schema features_part = {"connector_features", features_parts, .lenient = true};

static const struct field features_fields[] = {
    {"features", FIELD_NESTED, FIELD_REQUIRED, .sub = &features_part},
    {NULL},
};

static const struct schema features_schema = {"connector_update_features_request", features_fields};

const struct update connector_features = {.body = &features_schema, .patch = update_patch_body};

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
