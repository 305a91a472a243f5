#include <config.h>

#include "model/snapshot.h"

#include <string.h>

#include "base/timestamp.h"
#include "model/update.h"

/* clang-format off */
static const char *const entry_keys[] = {
	"category", "default_value", "depends_on", "display", "label", "options", "order",
	"placeholder", "required", "sensitive", "tooltip", "type", "ui_restrictions", "validations",
	"value", NULL
};
static const char *const entry_always[] = { "default_value", "label", "required", "sensitive", "value", NULL };
static const char *const rule_set_keys[] = { "advanced_snippet", "rules", "validation", NULL };
static const char *const snippet_keys[] = { "created_at", "updated_at", "value", NULL };
static const char *const rule_keys[] = {
	"created_at", "field", "id", "order", "policy", "rule", "updated_at", "value", NULL
};
static const char *const validation_keys[] = { "errors", "state", NULL };
static const char *const time_keys[] = { "created_at", "updated_at", NULL };
/* clang-format on */

/* A key that is none of these, or (when always is given) is null and need not be there. */
static const char *
first_idle(const json_object *doc, const char *const *keys, const char *const *always)
{
	DOC_EACH(doc, key, value)
	{
		if (!update_is_listed(key, keys))
			return key;
		if (value == NULL && always != NULL && !update_is_listed(key, always))
			return key;
	}
	return NULL;
}

static void
keep_only(json_object *doc, const char *const *keys, const char *const *always)
{
	const char *key;

	while ((key = first_idle(doc, keys, always)) != NULL)
		doc_remove(doc, key);
}

/* ---- configuration ---- */

static bool
fill(json_object *entry, const char *key)
{
	json_object *value;

	if (doc_get(entry, key, &value) == DOC_PRESENT)
		return true;
	if (strcmp(key, "required") == 0 || strcmp(key, "sensitive") == 0)
		return doc_set_bool(entry, key, false);
	return strcmp(key, "label") == 0 ? doc_set_text(entry, key, "") : doc_set_null(entry, key);
}

static bool
settle_configuration(json_object *configuration)
{
	DOC_EACH(configuration, name, entry)
	{
		(void)name;
		if (!json_object_is_type(entry, json_type_object))
			continue;
		keep_only(entry, entry_keys, entry_always);
		for (const char *const *key = entry_always; *key != NULL; key++)
			if (!fill(entry, *key))
				return false;
	}
	return true;
}

/* ---- filtering ---- */

static bool
settle_times(json_object *doc, int64_t now)
{
	for (const char *const *key = time_keys; *key != NULL; key++) {
		char normal[TIMESTAMP_SIZE];
		struct str text;
		int64_t us;

		if (!doc_string(doc, *key, &text))
			timestamp_print(normal, now);
		else if (timestamp_normalise(text, normal) != TIMESTAMP_OK) {
			if (!timestamp_read(text, &us))
				us = now;
			timestamp_print(normal, us);
		}
		if (!doc_set_text(doc, *key, normal))
			return false;
	}
	return true;
}

static bool
settle_rules(const json_object *rules, int64_t now)
{
	for (size_t i = 0; i < doc_length(rules); i++) {
		json_object *rule = doc_at(rules, i);

		if (!json_object_is_type(rule, json_type_object))
			continue;
		keep_only(rule, rule_keys, NULL);
		if (!settle_times(rule, now))
			return false;
	}
	return true;
}

static bool
settle_filtering(json_object *active, int64_t now)
{
	json_object *snippet = doc_object(active, "advanced_snippet");
	json_object *validation = doc_object(active, "validation");

	keep_only(active, rule_set_keys, NULL);
	if (snippet != NULL) {
		keep_only(snippet, snippet_keys, NULL);
		if (!settle_times(snippet, now))
			return false;
	}
	if (validation != NULL)
		keep_only(validation, validation_keys, NULL);
	return settle_rules(doc_array(active, "rules"), now);
}

bool
snapshot_settle(json_object *snapshot, int64_t now)
{
	json_object *configuration = doc_object(snapshot, "configuration");
	json_object *filtering = doc_object(snapshot, "filtering");

	return (configuration == NULL || settle_configuration(configuration)) &&
	       (filtering == NULL || settle_filtering(filtering, now));
}
