#include <config.h>

#include "body.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { VALUES = 10, FIELDS = 14, RULES_MAX = 3 };

/*
 * One of the values is taken. "@name": an object by that rule; "[@name]": up to three of them;
 * "$id": the id of a connector.
 */
struct field {
	const char *name;
	unsigned percent; /* how often it is there */
	const char *value[VALUES];
};

struct rule {
	const char *name;
	struct field field[FIELDS];
};

#define BOOLS                                            \
	{                                                \
		"true", "false", "\"true\"", "\"false\"" \
	}
#define TIMES_VALUES                                                                      \
	{                                                                                 \
		"\"2024-02-29T23:59:59Z\"", "\"2023-12-04T10:45:50+02:00\"",              \
		    "\"2023-12-04T08:45:50.567149Z\"", "\"2023-12-04T08:45:50.120000Z\"", \
		    "\"2023-12-31T23:30:00.5-0130\"", "\"1701679550000\"",                \
		    "\"2031-01-01T00:00:00Z\""                                            \
	}
#define TIMES_NULL                                                                        \
	{                                                                                 \
		"\"2024-02-29T23:59:59Z\"", "\"2023-12-04T10:45:50+02:00\"",              \
		    "\"2023-12-04T08:45:50.567149Z\"", "\"2023-12-04T08:45:50.120000Z\"", \
		    "\"2023-12-31T23:30:00.5-0130\"", "\"1701679550000\"",                \
		    "\"2031-01-01T00:00:00Z\"", "null"                                    \
	}
#define CRON_VALUES                                                           \
	{                                                                     \
		"\"0 0 0 * * ?\"", "\"0 0 3 ? * sun\"", "\"0 0/15 * * * ?\"", \
		    "\"0 30 2 1 jan ?\"", "\"0 0 12 ? * mon-Fri\""            \
	}
#define INDEX_VALUES                                                                            \
	{                                                                                       \
		"\"books\"", "\"Books\"", "\"content-a\"", "\"content-b\\u00fc\"", "\"books\"", \
		    "\"content-a\"", "null", "\"content-b\\u00fc\"", "\"_x\"", "\"a#b\""        \
	}
#define SYNC_STATES                                                                              \
	{                                                                                        \
		"\"completed\"", "\"ERROR\"", "\"In_Progress\"", "\"pending\"", "\"suspended\"", \
		    "\"canceled\"", "null"                                                       \
	}
#define LONGS                                                            \
	{                                                                \
		"0", "7", "\"12\"", "3.9", "\"10.9\"", "4294967296", "7" \
	}
#define LONGS_SIGNED                                                \
	{                                                           \
		"0", "7", "\"12\"", "3.9", "\"10.9\"", "-5", "-1.5" \
	}
#define LONGS_MOSTLY_GOOD                                                       \
	{                                                                       \
		"0", "7", "\"12\"", "3.9", "\"10.9\"", "7", "0", "1", "1", "-1" \
	}
#define FREE                                                                                       \
	{                                                                                          \
		"{}", "{\"a\":1}", "{\"a\":1.0}", "{\"a\":{\"b\":[1,2]}}", "{\"a\":{\"c\":null}}", \
		    "{\"b\":\"x/y\\n\\u00e9\"}", "{\"a\":\"t\",\"b\":true}", "{\"a\":2.5}"         \
	}
#define SCALARS                                                      \
	{                                                            \
		"1", "1.0", "\"\"", "\"db1\"", "true", "null", "2.5" \
	}

static const struct rule rules[] = {
    {"create", {{"description", 40,
                    {"\"Daily run of the books\"", "\"my-conn\"", "\"NIGHT shift\"", "\"\""}},
                   {"index_name", 85, INDEX_VALUES}, {"is_native", 40, BOOLS},
                   {"language", 30, {"\"en\"", "\"\"", "\"xx\""}},
                   {"name", 50, {"\"Books\"", "\"my conn\"", "\"a,b\"", "\"\""}},
                   {"service_type", 85,
                       {"\"postgresql\"", "\"mysql\"", "\"mysql\"", "\"postgresql\"", "\"\""}}}},
    {"api_key_id", {{"api_key_id", 60, {"\"k1\"", "\"\"", "null"}},
                       {"api_key_secret_id", 60, {"\"s1\"", "\"s2\"", "null"}}}},
    {"configuration", {{"configuration", 60, {"@entries", "@entries", "{}"}},
                          {"values", 45, {"@values", "@values", "@values", "{}", "null"}}}},
    {"entries", {{"host", 70, {"@entry"}}, {"port", 50, {"@entry"}}, {"path.x", 50, {"@entry"}},
                    {"l\u00e4nge", 30, {"@entry"}}}},
    {"entry",
        {{"label", 100, {"\"Host\"", "\"\""}}, {"category", 20, {"\"c\""}},
            {"default_value", 40, SCALARS},
            {"depends_on", 20, {"[]", "[@dependency]", "@dependency"}},
            {"display", 40, {"\"text\"", "\"TOGGLE\"", "\"Dropdown\"", "\"textarea\""}},
            {"options", 20, {"[]", "[@option]"}}, {"order", 40, {"1", "\"2\"", "3"}},
            {"required", 40, BOOLS}, {"sensitive", 40, BOOLS}, {"tooltip", 30, {"\"t\"", "null"}},
            {"type", 40, {"\"str\"", "\"int\"", "null"}}, {"unheard_of", 20, {"1", "{\"a\":[]}"}},
            {"validations", 20, {"[@constraint]", "[]"}},
            {"value", 60, {"1", "1.0", "\"\"", "\"db1\"", "true", "null", "{\"a\":{\"b\":1}}"}}}},
    {"dependency", {{"field", 100, {"\"host\"", "\"\""}}, {"value", 100, SCALARS}}},
    {"option", {{"label", 100, {"\"o\""}}, {"value", 100, {"1", "\"v\""}}}},
    {"constraint", {{"constraint", 100, {"1", "\"v\"", "[1,\"a\"]"}},
                       {"type", 100, {"\"less_than\"", "\"regex\"", "\"included_in\""}}}},
    {"values",
        {{"host", 60, {"1", "1.0", "2.5", "[1]", "\"db1\"", "null", "{\"a\":1}", "{\"c\":2}"}},
            {"port", 40, {"5432", "\"x\""}}, {"path.x", 15, {"true"}}, {"gone", 8, {"1"}}}},
    {"error", {{"error", 100, {"\"oops\"", "\"\"", "null", "\"\\\"q\\\\ \\u0001\""}}}},
    {"features", {{"features", 100, {"@feature_set"}}}},
    {"feature_set",
        {{"document_level_security", 40, {"@enabled"}}, {"incremental_sync", 40, {"@enabled"}},
            {"native_connector_api_keys", 30, {"@enabled"}}, {"filtering_rules", 10, {"true"}},
            {"sync_rules", 40, {"@sync_rules"}}}},
    {"sync_rules", {{"advanced", 50, {"@enabled"}}, {"basic", 50, {"@enabled"}}}},
    {"enabled", {{"enabled", 100, BOOLS}, {"extra", 10, {"[]"}}}},
    {"filtering", {{"rules", 60, {"[@filter]", "[@filter]", "@filter", "[]"}},
                      {"advanced_snippet", 40, {"@snippet"}},
                      {"filtering", 15, {"[@element]", "@element", "[]"}}}},
    {"element", {{"active", 100, {"@set"}}, {"domain", 50, {"\"DEFAULT\"", "\"other\""}},
                    {"draft", 100, {"@set"}}}},
    {"set", {{"advanced_snippet", 100, {"@snippet"}}, {"rules", 100, {"[@filter]"}},
                {"validation", 100, {"@checked"}}, {"other", 10, {"null"}}}},
    {"snippet", {{"created_at", 30, TIMES_VALUES}, {"updated_at", 30, TIMES_VALUES},
                    {"value", 100, {"{}", "[]", "{\"q\":[1,{\"x\":null}]}", "[{\"t\":1.5}]"}}}},
    {"filter", {{"created_at", 40, TIMES_VALUES}, {"field", 100, {"\"_\"", "\"owner\"", "\"_\""}},
                   {"id", 100, {"\"DEFAULT\"", "\"r1\"", "\"DEFAULT\"", "\"r2\""}},
                   {"order", 100, {"0", "1", "1", "\"3\"", "-2", "300"}},
                   {"policy", 100, {"\"include\"", "\"Include\"", "\"EXCLUDE\""}},
                   {"rule", 100, {"\"regex\"", "\"regex\"", "\"equals\"", "\">\""}},
                   {"updated_at", 40, TIMES_VALUES},
                   {"value", 100, {"\".*\"", "\".*\"", "\"\"", "\"bob\""}}, {"junk", 10, {"{}"}}}},
    {"validation", {{"validation", 100, {"@checked"}}}},
    {"checked",
        {{"errors", 100, {"[]", "[@complaint]", "@complaint"}},
            {"state", 100, {"\"valid\"", "\"VALID\"", "\"invalid\"", "\"Edited\"", "\"valid\""}}}},
    {"complaint", {{"ids", 100, {"[]", "[\"r1\"]", "\"r1\""}},
                      {"messages", 100, {"[\"a\",\"b\"]", "\"m\""}}}},
    {"index_name", {{"index_name", 100, INDEX_VALUES}}},
    {"last_sync",
        {{"last_access_control_sync_error", 20, {"\"e\"", "null"}},
            {"last_access_control_sync_scheduled_at", 20, TIMES_NULL},
            {"last_access_control_sync_status", 20, SYNC_STATES},
            {"last_deleted_document_count", 20, LONGS_SIGNED},
            {"last_incremental_sync_scheduled_at", 20, TIMES_NULL},
            {"last_indexed_document_count", 20, LONGS_SIGNED},
            {"last_sync_error", 20, {"\"e\"", "null", "\"\""}},
            {"last_sync_scheduled_at", 20, TIMES_NULL}, {"last_sync_status", 20, SYNC_STATES},
            {"last_synced", 20, TIMES_NULL}, {"sync_cursor", 30, FREE}}},
    {"name", {{"name", 60, {"\"Books\"", "\"my conn\"", "\"a,b\"", "null"}},
                 {"description", 50, {"\"Daily run\"", "\"my-conn!\"", "null", "\"\""}}}},
    {"native", {{"is_native", 100, BOOLS}}},
    {"pipeline", {{"pipeline", 100, {"@pipeline_set"}}}},
    {"pipeline_set", {{"extract_binary_content", 100, BOOLS}, {"name", 100, {"\"p\"", "\"q\""}},
                         {"reduce_whitespace", 100, BOOLS}, {"run_ml_inference", 100, BOOLS},
                         {"more", 10, {"1"}}}},
    {"scheduling", {{"scheduling", 100, {"@schedules"}}}},
    {"schedules", {{"access_control", 40, {"@schedule"}}, {"full", 50, {"@schedule"}},
                      {"incremental", 40, {"@schedule"}}, {"other", 10, {"{}"}}}},
    {"schedule", {{"enabled", 100, BOOLS}, {"interval", 100, CRON_VALUES}, {"x", 10, {"1"}}}},
    {"service_type", {{"service_type", 100, {"\"postgresql\"", "\"mysql\"", "\"Mysql\"", "\"\""}}}},
    {"status", {{"status", 100,
                   {"\"created\"", "\"needs_configuration\"", "\"Configured\"", "\"connected\"",
                       "\"ERROR\"", "\"connected\""}}}},
    {"job_create", {{"id", 100, {"$id"}},
                       {"job_type", 60, {"\"full\"", "\"INCREMENTAL\"", "\"access_control\""}},
                       {"trigger_method", 50, {"\"on_demand\"", "\"Scheduled\""}}}},
    {"job_claim",
        {{"worker_hostname", 100, {"\"w1\"", "\"\"", "\"w\\u00e9\""}}, {"sync_cursor", 50, FREE}}},
    {"job_error", {{"error", 100, {"\"oops\"", "\"line\\nline\"", "\"x\"", "\"\""}}}},
    {"job_stats",
        {{"deleted_document_count", 100, LONGS_MOSTLY_GOOD}, {"indexed_document_count", 100, LONGS},
            {"indexed_document_volume", 100, LONGS}, {"last_seen", 50, TIMES_VALUES},
            {"metadata", 40, FREE}, {"total_document_count", 40, LONGS_MOSTLY_GOOD}}},
};

static const char *const rule_of[OP__MAX] = {
    [OP_CREATE] = "create",
    [OP_PUT] = "create",
    [OP_API_KEY_ID] = "api_key_id",
    [OP_CONFIGURATION] = "configuration",
    [OP_ERROR] = "error",
    [OP_FEATURES] = "features",
    [OP_FILTERING] = "filtering",
    [OP_VALIDATION] = "validation",
    [OP_INDEX_NAME] = "index_name",
    [OP_LAST_SYNC] = "last_sync",
    [OP_NAME] = "name",
    [OP_NATIVE] = "native",
    [OP_PIPELINE] = "pipeline",
    [OP_SCHEDULING] = "scheduling",
    [OP_SERVICE_TYPE] = "service_type",
    [OP_STATUS] = "status",
    [OP_JOB_CREATE] = "job_create",
    [OP_JOB_CLAIM] = "job_claim",
    [OP_JOB_ERROR] = "job_error",
    [OP_JOB_STATS] = "job_stats",
};

struct maker {
	struct random *random;
	const char *id;
	char *text;
	size_t n;
};

static void
add(struct maker *b, const char *text)
{
	size_t n = strlen(text);

	assert(b->n + n < OP_TEXT_MAX);
	memcpy(b->text + b->n, text, n + 1);
	b->n += n;
}

/* Between tokens anything may stand that is white. */
static void
add_space(struct maker *b)
{
	static const char *const white[] = {" ", "\n", "\t ", "\r\n"};

	if (random_percent(b->random, 4))
		add(b, white[random_below(b->random, 4)]);
}

static void add_object(struct maker *, const char *name);

static void
add_objects(struct maker *b, const char *name)
{
	size_t n = random_below(b->random, RULES_MAX + 1);

	add(b, "[");
	for (size_t i = 0; i < n; i++) {
		add(b, i > 0 ? "," : "");
		add_object(b, name);
	}
	add(b, "]");
}

static void
add_value(struct maker *b, const char *value)
{
	char name[32];

	if (strcmp(value, "$id") == 0) {
		json_object *id = value_text(b->id);

		add(b, json_object_to_json_string_ext(id, JSON_C_TO_STRING_PLAIN));
		json_object_put(id);
	} else if (value[0] == '@') {
		add_object(b, value + 1);
	} else if (value[0] == '[' && value[1] == '@') {
		(void)snprintf(name, sizeof name, "%s", value + 2);
		name[strlen(name) - 1] = '\0';
		add_objects(b, name);
	} else {
		add(b, value);
	}
}

static void
add_field(struct maker *b, const struct field *f)
{
	size_t n = 0;

	while (n < VALUES && f->value[n] != NULL)
		n++;
	assert(n > 0);
	add_space(b);
	add(b, "\"");
	add(b, f->name);
	add(b, "\":");
	add_space(b);
	add_value(b, f->value[random_below(b->random, n)]);
}

/* The fields begin anywhere: their order must not matter. */
static void
add_object(struct maker *b, const char *name)
{
	const struct rule *r = rules;
	size_t n = 0, first;
	bool some = false;

	while (strcmp(r->name, name) != 0) {
		r++;
		assert(r < rules + sizeof rules / sizeof rules[0]);
	}
	while (n < FIELDS && r->field[n].name != NULL)
		n++;
	first = random_below(b->random, n);
	add(b, "{");
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &r->field[(first + i) % n];

		if (!random_percent(b->random, f->percent))
			continue;
		add(b, some ? "," : "");
		add_field(b, f);
		some = true;
	}
	add_space(b);
	add(b, "}");
}

bool
body_is_taken(enum op_kind kind)
{
	return rule_of[kind] != NULL;
}

void
body_make(struct random *random, struct op *op, const char *connector_id)
{
	struct maker b = {random, connector_id, op->text, 0};

	if (!body_is_taken(op->kind))
		return;
	/* Optional there (connectors.md 3). */
	if ((op->kind == OP_CREATE || op->kind == OP_PUT) && random_percent(random, 10))
		return;
	add_object(&b, rule_of[op->kind]);
	op->body = json_tokener_parse(op->text);
	assert(op->body != NULL);
}
