/* The sixteen changes of a connector (connectors.md 7 to 22). */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "model.h"

/* ---- missing connectors ---- */

/* The connector, or NULL and the answer: form A, for which a deleted one is missing too. */
static struct record *
find_live(struct model *m, const struct op *op, struct answer *answer)
{
	struct record *r = model_connector(m, op->id);

	if (r != NULL && !model_is_deleted(r))
		return r;
	*answer = answer_fail(404, MISSING, "connector [%s] not found", op->id);
	return NULL;
}

/* Form B: a deleted one will do. */
static struct record *
find_any(struct model *m, const struct op *op, struct answer *answer)
{
	struct record *r = model_connector(m, op->id);

	if (r == NULL)
		*answer = answer_document_missing(op->id);
	return r;
}

/* ---- single fields ---- */

/* Both texts; null is as good as not sent. */
static struct answer
set_either(struct model *m, const struct op *op, const char *a, const char *b)
{
	struct answer answer;
	struct record *r;
	json_object *doc;

	if (value_at(op->body, a) == NULL && value_at(op->body, b) == NULL)
		return answer_fail(400, INVALID,
		    "Validation Failed: 1: [%s] and [%s] cannot both be [null]. Please provide a "
		    "value for at least one of them.;",
		    a, b);
	if ((r = find_any(m, op, &answer)) == NULL)
		return answer;
	doc = value_copy(r->doc);
	value_carry(doc, op->body, a);
	value_carry(doc, op->body, b);
	return model_settle_take(r, doc);
}

struct answer
model_api_key_id(struct model *m, const struct op *op)
{
	return set_either(m, op, "api_key_id", "api_key_secret_id");
}

struct answer
model_name(struct model *m, const struct op *op)
{
	return set_either(m, op, "name", "description");
}

struct answer
model_check_in(struct model *m, const struct op *op)
{
	struct answer answer;
	struct record *r = find_any(m, op, &answer);

	if (r == NULL)
		return answer;
	value_set_take(r->doc, "last_seen", value_time(m->now));
	return answer_text(200, "result", "updated");
}

struct answer
model_error(struct model *m, const struct op *op)
{
	const char *text = value_text_at(op->body, "error");
	struct answer answer;
	struct record *r = find_any(m, op, &answer);
	json_object *doc;

	if (r == NULL)
		return answer;
	doc = value_copy(r->doc);
	value_set_take(doc, "error", text != NULL ? value_text(text) : NULL);
	value_set_text(doc, "status", text != NULL && *text != '\0' ? "error" : "connected");
	return model_settle_take(r, doc);
}

struct answer
model_index_name(struct model *m, const struct op *op)
{
	const char *name = value_text_at(op->body, "index_name");
	struct answer answer;
	struct record *r;
	json_object *doc;

	if (model_index_refused(name, false, &answer))
		return answer;
	if (name != NULL && model_index_taken(m, name, op->id))
		return answer_fail(
		    400, REFUSED, "Index name [%s] is used by another connector.", name);
	if ((r = find_live(m, op, &answer)) == NULL)
		return answer;
	if (name != NULL && json_object_get_boolean(value_at(r->doc, "is_native")) &&
	    strncmp(name, "content-", 8) != 0)
		return answer_fail(400, REFUSED,
		    "Index attached to an Elastic-managed connector must start with the prefix: "
		    "[content-]. The index name in the payload [%s] doesn't comply with this "
		    "requirement.",
		    name);
	doc = value_copy(r->doc);
	value_set_take(doc, "index_name", name != NULL ? value_text(name) : NULL);
	return model_settle_take(r, doc);
}

struct answer
model_native(struct model *m, const struct op *op)
{
	bool native = value_as_bool(value_at(op->body, "is_native"));
	struct answer answer;
	struct record *r = find_live(m, op, &answer);
	const char *index;
	json_object *doc;

	if (r == NULL)
		return answer;
	index = value_text_at(r->doc, "index_name");
	if (native && index != NULL && strncmp(index, "content-", 8) != 0)
		return answer_fail(400, REFUSED,
		    "The index name [%s] attached to the connector [%s] must start with the "
		    "required prefix: [content-] to be Elastic-managed. Please update the attached "
		    "index first to comply with this requirement.",
		    index, op->id);
	doc = value_copy(r->doc);
	value_set_take(doc, "is_native", json_object_new_boolean(native));
	if (value_is(doc, "status", "connected"))
		value_set_text(doc, "status", "configured");
	return model_settle_take(r, doc);
}

struct answer
model_service_type(struct model *m, const struct op *op)
{
	const char *type = value_text_at(op->body, "service_type");
	struct answer answer;
	struct record *r;
	json_object *doc;

	if (*type == '\0')
		return answer_fail(400, INVALID,
		    "Validation Failed: 1: [service_type] cannot be [null] or [\"\"].;");
	if ((r = find_live(m, op, &answer)) == NULL)
		return answer;
	doc = value_copy(r->doc);
	value_set_text(doc, "service_type", type);
	if (!value_is(doc, "status", "created"))
		value_set_text(doc, "status", "needs_configuration");
	return model_settle_take(r, doc);
}

/* From, and what it may become (connector-document.md 8). */
static const char *const moves[][5] = {
    {"created", "needs_configuration", "error"},
    {"needs_configuration", "configured", "error"},
    {"configured", "needs_configuration", "configured", "connected", "error"},
    {"connected", "configured", "connected", "error"},
    {"error", "configured", "connected", "error"},
};

static bool
may_become(const char *from, const char *to)
{
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		for (size_t k = 1; k < 5 && moves[i][k] != NULL; k++)
			if (strcmp(moves[i][0], from) == 0 && strcmp(moves[i][k], to) == 0)
				return true;
	return false;
}

struct answer
model_status(struct model *m, const struct op *op)
{
	json_object *to = value_lower(value_text_at(op->body, "status"));
	struct answer answer;
	struct record *r = find_live(m, op, &answer);
	const char *from;
	json_object *doc;

	if (r == NULL) {
		json_object_put(to);
		return answer;
	}
	from = value_text_at(r->doc, "status");
	if (!may_become(from, json_object_get_string(to))) {
		answer = answer_transition("connector_invalid_status_transition_exception",
		    "Invalid transition attempt from [%s] to [%s]. Such a status transition is not "
		    "supported by the Connector Protocol.",
		    from, json_object_get_string(to));
		json_object_put(to);
		return answer;
	}
	doc = value_copy(r->doc);
	value_set_take(doc, "status", to);
	return model_settle_take(r, doc);
}

/* ---- objects ---- */

/* Merges one object into the record; changes is eaten. */
static struct answer
merge_take(struct model *m, const struct op *op, json_object *changes)
{
	struct answer answer;
	struct record *r = find_any(m, op, &answer);

	if (r != NULL) {
		json_object *doc = value_copy(r->doc);

		value_merge(doc, changes);
		answer = model_settle_take(r, doc);
	}
	json_object_put(changes);
	return answer;
}

static json_object *
under(const char *key, json_object *value)
{
	json_object *o = json_object_new_object();

	value_set_take(o, key, value);
	return o;
}

struct answer
model_set_features(struct model *m, const struct op *op)
{
	return merge_take(m, op, under("features", model_features(value_at(op->body, "features"))));
}

struct answer
model_set_pipeline(struct model *m, const struct op *op)
{
	return merge_take(m, op, under("pipeline", model_pipeline(value_at(op->body, "pipeline"))));
}

struct answer
model_set_scheduling(struct model *m, const struct op *op)
{
	json_object *s = model_scheduling(value_at(op->body, "scheduling"));

	if (json_object_object_length(s) == 0) {
		json_object_put(s);
		return answer_fail(400, INVALID,
		    "Validation Failed: 1: [scheduling] object needs to define at least one "
		    "schedule type: [full | incremental | access_control];");
	}
	return merge_take(m, op, under("scheduling", s));
}

struct answer
model_last_sync(struct model *m, const struct op *op)
{
	static const char *const dates[] = {"last_access_control_sync_scheduled_at",
	    "last_incremental_sync_scheduled_at", "last_sync_scheduled_at", "last_synced"};
	static const char *const states[] = {"last_access_control_sync_status", "last_sync_status"};
	static const char *const counts[] = {
	    "last_deleted_document_count", "last_indexed_document_count"};
	json_object *changes = json_object_new_object();

	value_carry(changes, op->body, "last_access_control_sync_error");
	value_carry(changes, op->body, "last_sync_error");
	value_carry(changes, op->body, "sync_cursor");
	for (size_t i = 0; i < 4; i++)
		if (value_at(op->body, dates[i]) != NULL)
			value_set_take(
			    changes, dates[i], model_time(value_text_at(op->body, dates[i])));
	for (size_t i = 0; i < 2; i++)
		if (value_at(op->body, states[i]) != NULL)
			value_set_take(
			    changes, states[i], value_lower(value_text_at(op->body, states[i])));
	for (size_t i = 0; i < 2; i++)
		if (value_has(op->body, counts[i]))
			value_set_take(changes, counts[i],
			    json_object_new_int64(value_as_long(value_at(op->body, counts[i]))));
	return merge_take(m, op, changes);
}

/* ---- configuration ---- */

/* Names what is unknown, "a, b"; false when there is nothing. */
static bool
unknown_keys(json_object *values, json_object *configuration, char *names, size_t room)
{
	size_t n = 0;

	json_object_object_foreach(values, key, value)
	{
		(void)value;
		if (!value_has(configuration, key))
			n += (size_t)snprintf(names + n, room - n, "%s%s", n > 0 ? ", " : "", key);
	}
	return n > 0;
}

static void
set_values(json_object *configuration, json_object *values)
{
	json_object_object_foreach(values, key, value)
	{
		json_object *entry = value_at(configuration, key), *one = json_object_new_object();

		value_set_take(one, "value", value_copy(value));
		value_merge(entry, one);
		json_object_put(one);
	}
}

struct answer
model_set_configuration(struct model *m, const struct op *op)
{
	bool whole = value_has(op->body, "configuration"), some = value_has(op->body, "values");
	json_object *values = value_at(op->body, "values"), *doc;
	struct answer answer;
	struct record *r;
	char names[512];

	if (whole == some)
		return answer_fail(400, INVALID,
		    "Validation Failed: 1: [configuration] and [values] cannot both be %s",
		    whole ? "provided in the same request.;" : "null.;");
	if ((r = find_live(m, op, &answer)) == NULL)
		return answer;
	/* A scalar in the place of values counts as {} (connectors.md 9). */
	if (!json_object_is_type(values, json_type_object))
		values = NULL;
	if (values != NULL &&
	    unknown_keys(values, value_at(r->doc, "configuration"), names, sizeof names))
		return answer_fail(400, REFUSED,
		    "Unknown [configuration] fields in the request payload: [%s]. Remove them from "
		    "request or register their schema first.",
		    names);
	doc = value_copy(r->doc);
	value_set_text(doc, "status", "configured");
	if (whole)
		value_set_take(
		    doc, "configuration", model_configuration(value_at(op->body, "configuration")));
	else if (values != NULL)
		set_values(value_at(doc, "configuration"), values);
	answer = model_settle_take(r, doc);
	if (whole)
		value_set_text(answer.body, "result", "updated");
	return answer;
}

/* ---- filtering ---- */

/* The record with one element in its filtering, which is lent. */
static json_object *
with_element(struct model *m, const struct record *r, json_object **element)
{
	json_object *doc = value_copy(r->doc), *array = json_object_new_array();
	json_object *first = json_object_array_get_idx(value_at(doc, "filtering"), 0);

	*element = first != NULL ? value_copy(first) : model_default_element(m);
	(void)json_object_array_add(array, *element);
	value_set_take(doc, "filtering", array);
	return doc;
}

static struct answer
replace_filtering(struct model *m, const struct op *op)
{
	json_object *sent, *stored, *doc;
	struct answer answer;
	struct record *r = find_any(m, op, &answer);

	if (r == NULL)
		return answer;
	sent = value_as_array(value_at(op->body, "filtering"));
	stored = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(sent); i++)
		(void)json_object_array_add(
		    stored, model_element(m, json_object_array_get_idx(sent, i)));
	json_object_put(sent);
	doc = value_copy(r->doc);
	value_set_take(doc, "filtering", stored);
	return model_settle_take(r, doc);
}

struct answer
model_filtering(struct model *m, const struct op *op)
{
	json_object *rules = value_at(op->body, "rules"), *element, *draft, *doc;
	json_object *snippet = value_at(op->body, "advanced_snippet");
	struct answer answer;
	struct record *r;

	if (value_has(op->body, "filtering")) {
		if (rules == NULL && snippet == NULL)
			return replace_filtering(m, op);
		return answer_fail(400, INVALID,
		    "Validation Failed: 1: If [filtering] is specified, [rules] and "
		    "[advanced_snippet] should not be present in the request body.;");
	}
	if (rules == NULL && snippet == NULL)
		return answer_fail(400, INVALID,
		    "Validation Failed: 1: [advanced_snippet] and [rules] cannot be both [null].;");
	if ((r = find_live(m, op, &answer)) == NULL)
		return answer;
	doc = with_element(m, r, &element);
	draft = value_at(element, "draft");
	if (rules != NULL)
		value_set_take(draft, "rules", model_rules_sorted(m, rules));
	if (snippet != NULL)
		value_set_take(draft, "advanced_snippet", model_snippet(m, snippet));
	value_set_take(
	    draft, "validation", json_tokener_parse("{\"errors\":[],\"state\":\"edited\"}"));
	return model_settle_take(r, doc);
}

struct answer
model_activate(struct model *m, const struct op *op)
{
	json_object *doc, *element, *validation;
	struct answer answer;
	struct record *r = find_live(m, op, &answer);

	if (r == NULL)
		return answer;
	doc = with_element(m, r, &element);
	validation = value_at(value_at(element, "draft"), "validation");
	if (!value_is(validation, "state", "valid")) {
		answer = answer_fail(400, REFUSED,
		    "Filtering draft needs to be validated by the connector service before "
		    "activation. Current filtering draft validation state [%s] is not equal to "
		    "[valid].",
		    value_text_at(validation, "state"));
		json_object_put(doc);
		return answer;
	}
	value_set_take(element, "active", value_copy(value_at(element, "draft")));
	return model_settle_take(r, doc);
}

struct answer
model_set_validation(struct model *m, const struct op *op)
{
	struct answer answer;
	struct record *r = find_live(m, op, &answer);
	json_object *doc, *element;

	if (r == NULL)
		return answer;
	doc = with_element(m, r, &element);
	value_set_take(value_at(element, "draft"), "validation",
	    model_validation(value_at(op->body, "validation")));
	return model_settle_take(r, doc);
}
