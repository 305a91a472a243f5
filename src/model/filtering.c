#include <config.h>

#include "model/filtering.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/timestamp.h"

/* ---- the default ---- */

static json_object *
default_rule(const char *at, int64_t order)
{
	char text[512];
	bool damaged;
	int n = snprintf(text, sizeof(text),
	    "{\"created_at\":\"%s\",\"field\":\"_\",\"id\":\"DEFAULT\",\"order\":%lld,"
	    "\"policy\":\"include\",\"rule\":\"regex\",\"updated_at\":\"%s\",\"value\":\".*\"}",
	    at, (long long)order, at);

	return doc_load((struct str){text, (size_t)n}, &damaged);
}

static json_object *
validation_of(const char *state)
{
	DOC_AUTO json_object *validation = doc_new();

	if (validation == NULL || !doc_set_take(validation, "errors", doc_new_array()) ||
	    !doc_set_text(validation, "state", state))
		return NULL;
	return doc_move(&validation);
}

static json_object *
default_rule_set(const char *at)
{
	DOC_AUTO json_object *set = doc_new();
	DOC_AUTO json_object *snippet = doc_new();
	DOC_AUTO json_object *rules = doc_new_array();

	if (set == NULL || snippet == NULL || rules == NULL ||
	    !doc_set_text(snippet, "created_at", at) || !doc_set_text(snippet, "updated_at", at) ||
	    !doc_set_take(snippet, "value", doc_new()) ||
	    !doc_add_take(rules, default_rule(at, 0)) ||
	    !doc_set_take(set, "advanced_snippet", doc_move(&snippet)) ||
	    !doc_set_take(set, "rules", doc_move(&rules)) ||
	    !doc_set_take(set, "validation", validation_of("valid")))
		return NULL;
	return doc_move(&set);
}

static json_object *
default_element(int64_t now)
{
	char at[TIMESTAMP_SIZE];
	DOC_AUTO json_object *element = doc_new();

	timestamp_print(at, now);
	if (element == NULL || !doc_set_take(element, "active", default_rule_set(at)) ||
	    !doc_set_text(element, "domain", "DEFAULT") ||
	    !doc_set_take(element, "draft", default_rule_set(at)))
		return NULL;
	return doc_move(&element);
}

static json_object *
list_of(json_object *only)
{
	DOC_AUTO json_object *list = doc_new_array();

	if (list == NULL) {
		doc_free(only);
		return NULL;
	}
	return doc_add_take(list, only) ? doc_move(&list) : NULL;
}

json_object *
filtering_default(int64_t now)
{
	json_object *element = default_element(now);

	return element != NULL ? list_of(element) : NULL;
}

/* ---- bodies ---- */

/* clang-format off */
static const char *const policy_names[] = { "include", "exclude" };
static const struct words policy_words = { policy_names, 2, "FilteringPolicy" };

static const char *const condition_names[] = {
	"contains", "ends_with", "equals", "regex", "starts_with", ">", "<" };
static const struct words condition_words = {
	condition_names, 7, "FilteringRuleCondition", .exact = true };

static const char *const state_names[] = { "edited", "invalid", "valid" };
static const struct words state_words = { state_names, 3, "FilteringValidationState" };

static const struct field snippet_fields[] = {
	{ "created_at", FIELD_TIMESTAMP, 0 },
	{ "updated_at", FIELD_TIMESTAMP, 0 },
	{ "value",	FIELD_OBJECT_OR_ARRAY, FIELD_REQUIRED },
	{ NULL },
};

static const struct field rule_fields[] = {
	{ "created_at", FIELD_TIMESTAMP, 0 },
	{ "field",	FIELD_STRING, FIELD_REQUIRED },
	{ "id",		FIELD_STRING, FIELD_REQUIRED },
	{ "order",	FIELD_INT,    FIELD_REQUIRED },
	{ "policy",	FIELD_WORD,   FIELD_REQUIRED, .words = &policy_words },
	{ "rule",	FIELD_WORD,   FIELD_REQUIRED, .words = &condition_words },
	{ "updated_at", FIELD_TIMESTAMP, 0 },
	{ "value",	FIELD_STRING, FIELD_REQUIRED },
	{ NULL },
};

static const struct field validation_error_fields[] = {
	{ "ids",	FIELD_STRINGS, FIELD_REQUIRED },
	{ "messages",	FIELD_STRINGS, FIELD_REQUIRED },
	{ NULL },
};
static const struct schema validation_error = {
	"connector_filtering_validation", validation_error_fields, .lenient = true };

static const struct field validation_fields[] = {
	{ "errors",	FIELD_LIST, FIELD_REQUIRED, .sub = &validation_error },
	{ "state",	FIELD_WORD, FIELD_REQUIRED, .words = &state_words },
	{ NULL },
};
/* clang-format on */

/* Puts now into the two times when they were not sent. */
static const struct error *
build_times(struct arena *a, json_object *body, int64_t now)
{
	static const char *const keys[] = {"created_at", "updated_at"};
	json_object *value;

	(void)a;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (doc_get(body, keys[i], &value) == DOC_ABSENT &&
		    !update_set_time(body, keys[i], now))
			return &error_no_memory;
	return NULL;
}

/* The index of the original holds 16 bits (connector-document.md 2). */
static const struct error *
build_rule(struct arena *a, json_object *body, int64_t now)
{
	int64_t order;

	if (doc_long(body, "order", &order) && (order < INT16_MIN || order > INT16_MAX))
		return error_new(a, "illegal_argument_exception", NULL,
		    "Value [%lld] is out of range for a short", (long long)order);
	return build_times(a, body, now);
}

static const struct schema snippet = {
    "connector_filtering_advanced_snippet", snippet_fields, build_times, .lenient = true};
static const struct schema rule = {
    "connector_filtering_rule", rule_fields, build_rule, .lenient = true};
static const struct schema validation = {
    "filtering_validation_info", validation_fields, .lenient = true};

/* clang-format off */
static const struct field rule_set_fields[] = {
	{ "advanced_snippet", FIELD_NESTED, FIELD_REQUIRED, .sub = &snippet },
	{ "rules",	      FIELD_LIST,   FIELD_REQUIRED, .sub = &rule },
	{ "validation",	      FIELD_NESTED, FIELD_REQUIRED, .sub = &validation },
	{ NULL },
};
static const struct schema rule_set = {
	"connector_filtering_rules", rule_set_fields, .lenient = true };

static const struct field element_fields[] = {
	{ "active",	      FIELD_NESTED, FIELD_REQUIRED, .sub = &rule_set },
	{ "domain",	      FIELD_STRING, 0 },
	{ "draft",	      FIELD_NESTED, FIELD_REQUIRED, .sub = &rule_set },
	{ NULL },
};
/* clang-format on */

/* Whatever was sent, there is one domain. */
static const struct error *
build_element(struct arena *a, json_object *body, int64_t now)
{
	(void)a;
	(void)now;
	return doc_set_text(body, "domain", "DEFAULT") ? NULL : &error_no_memory;
}

static const struct schema element = {
    "connector_filtering", element_fields, build_element, .lenient = true};

/* clang-format off */
static const struct field filtering_fields[] = {
	{ "rules",	      FIELD_LIST,   0, .sub = &rule },
	{ "advanced_snippet", FIELD_NESTED, 0, .sub = &snippet },
	{ "filtering",	      FIELD_LIST,   0, .sub = &element },
	{ NULL },
};
/* clang-format on */

static const struct schema filtering_schema = {
    "connector_update_filtering_request", filtering_fields};

static const struct field info_fields[] = {
    {"validation", FIELD_NESTED, FIELD_REQUIRED, .sub = &validation},
    {NULL},
};

static const struct schema info_schema = {"connector_update_filtering_validation", info_fields};

bool
filtering_is_full(const json_object *body)
{
	return doc_array(body, "filtering") != NULL;
}

/* ---- the element that is worked on ---- */

/* A copy of the first element; the default one when there is none, or no whole one. */
static json_object *
first_element(const json_object *doc, int64_t now)
{
	json_object *list = doc_array(doc, "filtering");
	json_object *first = list != NULL ? doc_at(list, 0) : NULL;

	if (first == NULL || doc_object(first, "draft") == NULL)
		return default_element(now);
	return doc_copy(first);
}

/* {"filtering":[element]}: the array is reduced to this one. Eats the element. */
static json_object *
patch_take(json_object *only)
{
	DOC_AUTO json_object *patch = doc_new();

	if (patch == NULL) {
		doc_free(only);
		return NULL;
	}
	return doc_set_take(patch, "filtering", list_of(only)) ? doc_move(&patch) : NULL;
}

/* ---- rules in their order (connector-document.md 2, sorting) ---- */

static bool
is_default_rule(const json_object *r)
{
	/* clang-format off */
	static const char *const pairs[][2] = {
		{ "field", "_" }, { "id", "DEFAULT" }, { "policy", "include" },
		{ "rule", "regex" }, { "value", ".*" },
	};
	/* clang-format on */
	struct str text;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (!doc_string(r, pairs[i][0], &text) || !str_is(text, pairs[i][1]))
			return false;
	return true;
}

struct placed {
	const json_object *rule;
	int64_t order;
	size_t sent; /* keeps the sorting stable */
};

static int
by_order(const void *a, const void *b)
{
	const struct placed *left = a, *right = b;

	if (left->order != right->order)
		return left->order < right->order ? -1 : 1;
	return (left->sent > right->sent) - (left->sent < right->sent);
}

/* The rules sent without the default ones, in order; *at is when the first default one was made. */
static size_t
place_rules(const json_object *rules, struct placed *placed, struct str *at)
{
	size_t n = 0;
	bool has_default = false;

	for (size_t i = 0; i < doc_length(rules); i++) {
		const json_object *r = doc_at(rules, i);

		if (is_default_rule(r)) {
			if (!has_default)
				doc_string(r, "created_at", at);
			has_default = true;
			continue;
		}
		placed[n] = (struct placed){.rule = r, .sent = i};
		doc_long(r, "order", &placed[n].order);
		n++;
	}
	qsort(placed, n, sizeof(*placed), by_order);
	return n;
}

static json_object *
sorted_rules(const json_object *rules, int64_t now)
{
	struct placed *placed = calloc(doc_length(rules) + 1, sizeof(*placed));
	DOC_AUTO json_object *list = doc_new_array();
	char clock[TIMESTAMP_SIZE];
	struct str at;
	bool ok = placed != NULL && list != NULL;
	size_t n = 0;

	timestamp_print(clock, now);
	at = str_of(clock);
	if (ok)
		n = place_rules(rules, placed, &at);
	for (size_t i = 0; ok && i < n; i++)
		ok = doc_add_take(list, doc_copy(placed[i].rule));
	/* Text of a document ends with a NUL. */
	ok = ok && doc_add_take(list, default_rule(at.p, n > 0 ? placed[n - 1].order + 1 : 0));
	free(placed);
	return ok ? doc_move(&list) : NULL;
}

/* ---- _filtering (connectors.md 12) ---- */

static void
check_filtering(struct problems *problems, const json_object *body)
{
	bool draft =
	    doc_array(body, "rules") != NULL || doc_object(body, "advanced_snippet") != NULL;

	if (!draft && !filtering_is_full(body))
		problems_add(problems, "[advanced_snippet] and [rules] cannot be both [null].");
	if (draft && filtering_is_full(body))
		problems_add(problems,
		    "If [filtering] is specified, [rules] and [advanced_snippet] should not be "
		    "present in the request body.");
}

static json_object *
patch_draft(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *only = first_element(doc, now);
	json_object *draft = only != NULL ? doc_object(only, "draft") : NULL;
	json_object *rules = doc_array(body, "rules");
	json_object *sent = doc_object(body, "advanced_snippet");

	if (draft == NULL ||
	    (rules != NULL && !doc_set_take(draft, "rules", sorted_rules(rules, now))) ||
	    (sent != NULL && !doc_set_copy(draft, "advanced_snippet", sent)) ||
	    !doc_set_take(draft, "validation", validation_of("edited")))
		return NULL;
	return patch_take(doc_move(&only));
}

static json_object *
patch_filtering(const json_object *doc, const json_object *body, int64_t now)
{
	return filtering_is_full(body) ? update_patch_body(doc, body, now)
	                               : patch_draft(doc, body, now);
}

/* The default rule goes behind the last one: there must be a number left for it. */
static const struct error *
guard_filtering(struct arena *a, const json_object *doc, const json_object *body)
{
	json_object *rules = doc_array(body, "rules");
	int64_t order;

	(void)doc;
	for (size_t i = 0; rules != NULL && i < doc_length(rules); i++)
		if (!is_default_rule(doc_at(rules, i)) &&
		    doc_long(doc_at(rules, i), "order", &order) && order == INT16_MAX)
			return error_new(a, "illegal_argument_exception", NULL,
			    "Value [%d] is out of range for a short", INT16_MAX + 1);
	return NULL;
}

const struct update connector_filtering = {
    .body = &filtering_schema,
    .check = check_filtering,
    .guard = guard_filtering,
    .patch = patch_filtering,
};

/* ---- _activate (connectors.md 13) ---- */

static const struct error *
guard_activate(struct arena *a, const json_object *doc, const json_object *body)
{
	json_object *list = doc_array(doc, "filtering");
	json_object *first = list != NULL ? doc_at(list, 0) : NULL;
	json_object *draft = first != NULL ? doc_object(first, "draft") : NULL;
	json_object *info = draft != NULL ? doc_object(draft, "validation") : NULL;
	struct str state = STR_LIT("valid"); /* of the default element */

	(void)body;
	if (info != NULL)
		doc_string(info, "state", &state);
	if (str_is(state, "valid"))
		return NULL;
	return error_new(a, "status_exception", NULL,
	    "Filtering draft needs to be validated by the connector service before activation. "
	    "Current filtering draft validation state [%.*s] is not equal to [valid].",
	    STR_ARG(state));
}

static json_object *
patch_activate(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *only = first_element(doc, now);

	(void)body;
	if (only == NULL || !doc_set_copy(only, "active", doc_object(only, "draft")))
		return NULL;
	return patch_take(doc_move(&only));
}

const struct update connector_filtering_activate = {
    .guard = guard_activate, .patch = patch_activate};

/* ---- _validation (connectors.md 14) ---- */

static json_object *
patch_validation(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *only = first_element(doc, now);
	json_object *draft = only != NULL ? doc_object(only, "draft") : NULL;

	if (draft == NULL || !doc_set_copy(draft, "validation", doc_object(body, "validation")))
		return NULL;
	return patch_take(doc_move(&only));
}

const struct update connector_filtering_validation = {
    .body = &info_schema, .patch = patch_validation};
