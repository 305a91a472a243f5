#include <config.h>

#include "model/configuration.h"

#include "model/connector.h"

/* ---- the body ---- */

#define TEXT_OR_NUMBER (TAKES(JSON_STRING) | TAKES(JSON_NUMBER))
#define PLAIN          (TEXT_OR_NUMBER | TAKES(JSON_TRUE) | TAKES(JSON_FALSE) | TAKES(JSON_NULL))

/* clang-format off */
static const char *const display_names[] = { "text", "textbox", "textarea", "numeric", "toggle", "dropdown" };
static const struct words display_words = { display_names, 6, "ConfigurationDisplayType" };

static const char *const type_names[] = { "str", "int", "list", "bool" };
static const struct words type_words = { type_names, 4, "ConfigurationFieldType", .exact = true };

static const char *const validation_names[] = { "less_than", "greater_than", "list_type", "included_in", "regex" };
static const struct words validation_words = { validation_names, 5, "ConfigurationValidationType" };

static const struct field dependency_fields[] = {
	{ "field",	FIELD_STRING,  FIELD_REQUIRED },
	{ "value",	FIELD_SCALAR,  FIELD_REQUIRED, .takes = PLAIN },
	{ NULL },
};
static const struct schema dependency = {
	"connector_configuration_dependency", dependency_fields, .lenient = true };

static const struct field option_fields[] = {
	{ "label",	FIELD_STRING,  FIELD_REQUIRED },
	{ "value",	FIELD_SCALAR,  FIELD_REQUIRED, .takes = TEXT_OR_NUMBER },
	{ NULL },
};
static const struct schema option = {
	"connector_configuration_select_option", option_fields, .lenient = true };

static const struct field validation_fields[] = {
	{ "constraint",	FIELD_SCALAR,  FIELD_REQUIRED, .takes = TEXT_OR_NUMBER | TAKES(JSON_START_ARRAY) },
	{ "type",	FIELD_WORD,    FIELD_REQUIRED, .words = &validation_words },
	{ NULL },
};
static const struct schema validation = {
	"connector_configuration_validation", validation_fields, .lenient = true };

static const struct field entry_fields[] = {
	{ "category",	     FIELD_STRING,  0 },
	{ "default_value",   FIELD_SCALAR,  0, .takes = PLAIN },
	{ "depends_on",	     FIELD_LIST,    0, .sub = &dependency },
	{ "display",	     FIELD_WORD,    FIELD_NULL_FAILS, .words = &display_words },
	{ "label",	     FIELD_STRING,  FIELD_REQUIRED },
	{ "options",	     FIELD_LIST,    0, .sub = &option },
	{ "order",	     FIELD_INT,	    0 },
	{ "placeholder",     FIELD_STRING,  FIELD_NULLABLE },
	{ "required",	     FIELD_BOOL,    0 },
	{ "sensitive",	     FIELD_BOOL,    0 },
	{ "tooltip",	     FIELD_STRING,  FIELD_NULLABLE },
	{ "type",	     FIELD_WORD,    FIELD_NULLABLE, .words = &type_words },
	{ "ui_restrictions", FIELD_STRINGS, 0 },
	{ "validations",     FIELD_LIST,    0, .sub = &validation },
	{ "value",	     FIELD_SCALAR,  0, .takes = PLAIN | TAKES(JSON_START_OBJECT) },
	{ NULL },
};
/* clang-format on */

static bool
set_unless_sent(json_object *entry, const char *key, bool is_flag)
{
	json_object *value;

	if (doc_get(entry, key, &value) != DOC_ABSENT)
		return true;
	return is_flag ? doc_set_bool(entry, key, false) : doc_set_null(entry, key);
}

/* The stored form of an entry: what is missing filled in, nulls that say nothing left out. */
static const struct error *
build_entry(struct arena *a, json_object *entry, int64_t now)
{
	static const char *const optional[] = {"placeholder", "tooltip", "type"};
	json_object *value;

	(void)a;
	(void)now;
	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++)
		if (doc_get(entry, optional[i], &value) == DOC_NULL)
			doc_remove(entry, optional[i]);
	if (!set_unless_sent(entry, "default_value", false) ||
	    !set_unless_sent(entry, "required", true) ||
	    !set_unless_sent(entry, "sensitive", true) || !set_unless_sent(entry, "value", false))
		return &error_no_memory;
	return NULL;
}

static const struct schema entry = {
    "connector_configuration", entry_fields, build_entry, .lenient = true};

static const struct field configuration_fields[] = {
    {"configuration", FIELD_MAP, 0, .sub = &entry},
    {"values", FIELD_MEMBERS, 0},
    {NULL},
};

static const struct schema configuration_schema = {
    "connector_update_configuration_request", configuration_fields};

/* ---- the update ---- */

static void
check_configuration(struct problems *problems, const json_object *body)
{
	bool whole = doc_object(body, "configuration") != NULL;
	bool values = doc_object(body, "values") != NULL;

	if (!whole && !values)
		problems_add(problems, "[configuration] and [values] cannot both be null.");
	if (whole && values)
		problems_add(problems,
		    "[configuration] and [values] cannot both be provided in the same request.");
}

/* Values need their field to be there. */
static const struct error *
guard_configuration(struct arena *a, const json_object *doc, const json_object *body)
{
	json_object *known = doc_object(doc, "configuration");
	json_object *values = doc_object(body, "values");
	struct buf unknown = {0};
	const struct error *error;
	json_object *there;

	if (values == NULL)
		return NULL;
	DOC_EACH(values, key, value)
	{
		if (known == NULL || doc_get(known, key, &there) == DOC_ABSENT)
			buf_printf(&unknown, "%s%s", unknown.n > 0 ? ", " : "", key);
	}
	if (unknown.n == 0 && !buf_failed(&unknown))
		return NULL;
	error = error_new(a, "status_exception", NULL,
	    "Unknown [configuration] fields in the request payload: [%.*s]. Remove them from "
	    "request or register their schema first.",
	    STR_ARG(buf_peek(&unknown)));
	if (buf_failed(&unknown))
		error = &error_no_memory;
	buf_release(&unknown);
	return error;
}

/* {"name":{"value":v}} for each value sent. */
static json_object *
values_as_entries(const json_object *values)
{
	DOC_AUTO json_object *entries = doc_new();

	if (entries == NULL)
		return NULL;
	DOC_EACH(values, key, value)
	{
		DOC_AUTO json_object *part = doc_new();

		if (part == NULL || !doc_set_copy(part, "value", value) ||
		    !doc_set_take(entries, key, doc_move(&part)))
			return NULL;
	}
	return doc_move(&entries);
}

static bool
apply_configuration(json_object *doc, const json_object *body, int64_t now, bool *changed)
{
	json_object *whole = doc_object(body, "configuration");
	json_object *values = doc_object(body, "values");
	DOC_AUTO json_object *patch = doc_new();

	(void)now;
	if (patch == NULL || !connector_set_status(patch, CONNECTOR_CONFIGURED))
		return false;
	if (whole == NULL)
		return doc_set_take(patch, "configuration", values_as_entries(values)) &&
		       doc_merge(doc, patch, changed);
	/* Replaced as a whole, and always a change (connectors.md 2). */
	if (!doc_merge(doc, patch, changed) || !doc_set_copy(doc, "configuration", whole))
		return false;
	*changed = true;
	return true;
}

const struct update connector_configuration = {
    .body = &configuration_schema,
    .check = check_configuration,
    .guard = guard_configuration,
    .apply = apply_configuration,
};

/* ---- what not everybody may see ---- */

/* Absent and null make it public, as false does; what is no boolean does not. */
static bool
is_sensitive(const json_object *field)
{
	json_object *mark;
	bool sensitive = true;

	return doc_get(field, "sensitive", &mark) == DOC_PRESENT &&
	       (!doc_bool(field, "sensitive", &sensitive) || sensitive);
}

bool
configuration_blank(json_object *configuration)
{
	static const char *const kept_back[] = {"value", "default_value"};

	if (configuration == NULL)
		return true;
	DOC_EACH(configuration, key, field)
	{
		json_object *value;

		(void)key;
		if (field == NULL || !json_object_is_type(field, json_type_object) ||
		    !is_sensitive(field))
			continue;
		for (size_t i = 0; i < sizeof(kept_back) / sizeof(kept_back[0]); i++)
			if (doc_get(field, kept_back[i], &value) == DOC_PRESENT &&
			    !doc_set_text(field, kept_back[i], ""))
				return false;
	}
	return true;
}
