/* Nested objects of a connector, as they are stored (connector-document.md 2 to 6). */
#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "times.h"

/* ---- configuration ---- */

static void
carry_lower(json_object *to, json_object *from, const char *key)
{
	const char *text = value_text_at(from, key);

	if (text != NULL)
		value_set_take(to, key, value_lower(text));
}

/* An array whose elements keep the two keys named. */
static void
carry_pairs(json_object *to, json_object *from, const char *key, const char *a, const char *b)
{
	json_object *sent, *stored;

	if (value_at(from, key) == NULL)
		return;
	sent = value_as_array(value_at(from, key));
	stored = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(sent); i++) {
		json_object *in = json_object_array_get_idx(sent, i);
		json_object *out = json_object_new_object();

		value_set_take(out, a, value_copy(value_at(in, a)));
		value_set_take(out, b, value_copy(value_at(in, b)));
		(void)json_object_array_add(stored, out);
	}
	json_object_put(sent);
	value_set_take(to, key, stored);
}

static json_object *
configuration_entry(json_object *in)
{
	json_object *out = json_object_new_object();

	value_set_take(out, "default_value", value_copy(value_at(in, "default_value")));
	value_set_take(out, "value", value_copy(value_at(in, "value")));
	value_carry(out, in, "label");
	value_carry(out, in, "category");
	value_carry(out, in, "placeholder");
	value_carry(out, in, "tooltip");
	value_carry(out, in, "type");
	carry_lower(out, in, "display");
	value_set_take(
	    out, "required", json_object_new_boolean(value_as_bool(value_at(in, "required"))));
	value_set_take(
	    out, "sensitive", json_object_new_boolean(value_as_bool(value_at(in, "sensitive"))));
	if (value_has(in, "order"))
		value_set_take(
		    out, "order", json_object_new_int64(value_as_long(value_at(in, "order"))));
	if (value_has(in, "ui_restrictions"))
		value_set_take(
		    out, "ui_restrictions", value_as_array(value_at(in, "ui_restrictions")));
	carry_pairs(out, in, "depends_on", "field", "value");
	carry_pairs(out, in, "options", "label", "value");
	carry_pairs(out, in, "validations", "constraint", "type");
	return out;
}

json_object *
model_configuration(json_object *sent)
{
	json_object *out = json_object_new_object();

	json_object_object_foreach(sent, key, entry)
	{
		value_set_take(out, key, configuration_entry(entry));
	}
	return out;
}

/* ---- features, pipeline, scheduling ---- */

static void
carry_enabled(json_object *to, json_object *from, const char *key)
{
	json_object *in = value_at(from, key), *out;

	if (in == NULL)
		return;
	out = json_object_new_object();
	value_set_take(
	    out, "enabled", json_object_new_boolean(value_as_bool(value_at(in, "enabled"))));
	value_set_take(to, key, out);
}

json_object *
model_features(json_object *sent)
{
	json_object *out = json_object_new_object(), *rules;

	carry_enabled(out, sent, "document_level_security");
	carry_enabled(out, sent, "incremental_sync");
	carry_enabled(out, sent, "native_connector_api_keys");
	if (value_has(sent, "sync_rules")) {
		rules = json_object_new_object();
		carry_enabled(rules, value_at(sent, "sync_rules"), "advanced");
		carry_enabled(rules, value_at(sent, "sync_rules"), "basic");
		value_set_take(out, "sync_rules", rules);
	}
	return out;
}

json_object *
model_pipeline(json_object *sent)
{
	static const char *const flags[] = {
	    "extract_binary_content", "reduce_whitespace", "run_ml_inference"};
	json_object *out = json_object_new_object();

	value_carry(out, sent, "name");
	for (size_t i = 0; i < 3; i++)
		value_set_take(out, flags[i],
		    json_object_new_boolean(value_as_bool(value_at(sent, flags[i]))));
	return out;
}

static json_object *
cron_stored(const char *sent)
{
	for (size_t i = 0; i < CRONS; i++)
		if (strcmp(crons[i].sent, sent) == 0)
			return value_text(crons[i].stored);
	abort(); /* a schedule that is not in times.h */
}

json_object *
model_scheduling(json_object *sent)
{
	static const char *const kinds[] = {"access_control", "full", "incremental"};
	json_object *out = json_object_new_object();

	for (size_t i = 0; i < 3; i++) {
		if (!value_has(sent, kinds[i]))
			continue;
		carry_enabled(out, sent, kinds[i]);
		value_set_take(value_at(out, kinds[i]), "interval",
		    cron_stored(value_text_at(value_at(sent, kinds[i]), "interval")));
	}
	return out;
}

/* ---- filtering ---- */

static void
set_times(json_object *out, json_object *in, int64_t missing)
{
	static const char *const keys[] = {"created_at", "updated_at"};

	for (size_t i = 0; i < 2; i++) {
		const char *sent = in != NULL ? value_text_at(in, keys[i]) : NULL;

		value_set_take(out, keys[i], sent != NULL ? model_time(sent) : value_time(missing));
	}
}

json_object *
model_snippet(struct model *m, json_object *sent)
{
	json_object *out = json_object_new_object();

	value_set_take(out, "value", value_copy(value_at(sent, "value")));
	set_times(out, sent, m->read_at);
	return out;
}

static json_object *
filtering_rule(struct model *m, json_object *sent)
{
	json_object *out = json_object_new_object();

	value_carry(out, sent, "field");
	value_carry(out, sent, "id");
	value_carry(out, sent, "rule");
	value_carry(out, sent, "value");
	carry_lower(out, sent, "policy");
	value_set_take(out, "order", json_object_new_int64(value_as_long(value_at(sent, "order"))));
	set_times(out, sent, m->read_at);
	return out;
}

static json_object *
filtering_rules(struct model *m, json_object *sent)
{
	json_object *in = value_as_array(sent), *out = json_object_new_array();

	for (size_t i = 0; i < json_object_array_length(in); i++)
		(void)json_object_array_add(
		    out, filtering_rule(m, json_object_array_get_idx(in, i)));
	json_object_put(in);
	return out;
}

json_object *
model_validation(json_object *sent)
{
	json_object *out = json_object_new_object(), *errors = json_object_new_array();
	json_object *in = value_as_array(value_at(sent, "errors"));

	for (size_t i = 0; i < json_object_array_length(in); i++) {
		json_object *e = json_object_array_get_idx(in, i);
		json_object *stored = json_object_new_object();

		value_set_take(stored, "ids", value_as_array(value_at(e, "ids")));
		value_set_take(stored, "messages", value_as_array(value_at(e, "messages")));
		(void)json_object_array_add(errors, stored);
	}
	json_object_put(in);
	value_set_take(out, "errors", errors);
	carry_lower(out, sent, "state");
	return out;
}

static json_object *
rule_set(struct model *m, json_object *sent)
{
	json_object *out = json_object_new_object();

	value_set_take(
	    out, "advanced_snippet", model_snippet(m, value_at(sent, "advanced_snippet")));
	value_set_take(out, "rules", filtering_rules(m, value_at(sent, "rules")));
	value_set_take(out, "validation", model_validation(value_at(sent, "validation")));
	return out;
}

json_object *
model_element(struct model *m, json_object *sent)
{
	json_object *out = json_object_new_object();

	value_set_take(out, "active", rule_set(m, value_at(sent, "active")));
	value_set_take(out, "draft", rule_set(m, value_at(sent, "draft")));
	value_set_text(out, "domain", "DEFAULT");
	return out;
}

/* created: eaten. */
static json_object *
default_rule(json_object *created, int64_t order)
{
	json_object *rule = json_object_new_object();

	value_set_take(rule, "updated_at", value_copy(created));
	value_set_take(rule, "created_at", created);
	value_set_text(rule, "field", "_");
	value_set_text(rule, "id", "DEFAULT");
	value_set_text(rule, "policy", "include");
	value_set_text(rule, "rule", "regex");
	value_set_text(rule, "value", ".*");
	value_set_take(rule, "order", json_object_new_int64(order));
	return rule;
}

json_object *
model_default_element(struct model *m)
{
	json_object *element = json_object_new_object(), *set = json_object_new_object();
	json_object *snippet = json_object_new_object(), *rules = json_object_new_array();

	value_set_take(snippet, "value", json_object_new_object());
	set_times(snippet, NULL, m->now);
	(void)json_object_array_add(rules, default_rule(value_time(m->now), 0));
	value_set_take(set, "advanced_snippet", snippet);
	value_set_take(set, "rules", rules);
	value_set_take(
	    set, "validation", json_tokener_parse("{\"errors\":[],\"state\":\"valid\"}"));
	value_set_take(element, "draft", value_copy(set));
	value_set_take(element, "active", set);
	value_set_text(element, "domain", "DEFAULT");
	return element;
}

static bool
is_default_rule(json_object *rule)
{
	return value_is(rule, "field", "_") && value_is(rule, "id", "DEFAULT") &&
	       value_is(rule, "policy", "include") && value_is(rule, "rule", "regex") &&
	       value_is(rule, "value", ".*");
}

static int64_t
order_of(json_object *rule)
{
	return json_object_get_int64(value_at(rule, "order"));
}

/* Takes the rule with the least order, the first of equals, out of the array. */
static json_object *
take_least(json_object *rules)
{
	size_t least = 0;
	json_object *rule;

	for (size_t i = 1; i < json_object_array_length(rules); i++)
		if (order_of(json_object_array_get_idx(rules, i)) <
		    order_of(json_object_array_get_idx(rules, least)))
			least = i;
	rule = json_object_get(json_object_array_get_idx(rules, least));
	(void)json_object_array_del_idx(rules, least, 1);
	return rule;
}

json_object *
model_rules_sorted(struct model *m, json_object *sent)
{
	json_object *rules = filtering_rules(m, sent), *sorted = json_object_new_array();
	json_object *created = NULL;
	int64_t order = 0;

	for (size_t i = 0; i < json_object_array_length(rules);) {
		json_object *rule = json_object_array_get_idx(rules, i);

		if (!is_default_rule(rule)) {
			i++;
			continue;
		}
		if (created == NULL)
			created = value_copy(value_at(rule, "created_at"));
		(void)json_object_array_del_idx(rules, i, 1);
	}
	while (json_object_array_length(rules) > 0) {
		json_object *rule = take_least(rules);

		order = order_of(rule) + 1;
		(void)json_object_array_add(sorted, rule);
	}
	json_object_put(rules);
	(void)json_object_array_add(
	    sorted, default_rule(created != NULL ? created : value_time(m->now), order));
	return sorted;
}
