/* Why it is not running: from records to reasons, a row each. */
#include <config.h>

#include "model/explain.h"

#include <string.h>

#include "base/timestamp.h"
#include "harness.h"
#include "model/configuration.h"

#define NOW    "2026-11-24T08:00:00.000Z"
#define BEFORE "2026-11-24T07:59:50.000Z" /* ten seconds */
#define LONG   "2026-11-24T07:00:00.000Z" /* an hour */

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static int64_t
time_of(const char *text)
{
	int64_t us = 0;

	ck_assert(text == NULL || timestamp_read(str_of(text), &us));
	return us;
}

static json_object *
load(const char *text)
{
	bool damaged;
	json_object *doc = text != NULL ? doc_load(str_of(text), &damaged) : NULL;

	ck_assert_msg(text == NULL || doc != NULL, "%s", text);
	return doc;
}

static struct str
member(const json_object *doc, const char *key)
{
	struct str text = STR_LIT("");

	doc_string(doc, key, &text);
	return text;
}

/* Every reason is whole, hindrances come first. "a b | c": the codes, what does not hinder last. */
static const char *
codes_of(const json_object *answer)
{
	json_object *reasons = doc_array(answer, "reasons");
	const char *codes = "";
	bool before = true;

	for (size_t i = 0; i < doc_length(reasons); i++) {
		const json_object *reason = doc_at(reasons, i);
		json_object *value;
		bool hinders = false;

		ck_assert(doc_bool(reason, "hinders", &hinders));
		ck_assert(before || !hinders);
		ck_assert_uint_gt(member(reason, "message").n, 0);
		ck_assert_int_ne(doc_get(reason, "since", &value), DOC_ABSENT);
		ck_assert_int_ne(doc_get(reason, "remedy", &value), DOC_ABSENT);
		codes = arena_printf(arena, "%s%s%s%.*s", codes, *codes != '\0' ? " " : "",
		    before && !hinders ? "| " : "", STR_ARG(member(reason, "code")));
		before = hinders;
	}
	return codes;
}

static const json_object *
reason_of(const json_object *answer, const char *code)
{
	json_object *reasons = doc_array(answer, "reasons");

	for (size_t i = 0; i < doc_length(reasons); i++)
		if (str_is(member(doc_at(reasons, i), "code"), code))
			return doc_at(reasons, i);
	ck_abort_msg("%s is not among the reasons: %s", code, codes_of(answer));
}

static const char *
message_of(const json_object *answer, const char *code)
{
	return arena_printf(arena, "%.*s", STR_ARG(member(reason_of(answer, code), "message")));
}

/* ---- jobs ---- */

#define SET_UP "\"service_type\":\"mysql\",\"index_name\":\"books\",\"status\":\"configured\""
#define READY  "{\"id\":\"c\"," SET_UP "}"

#define JOB_OF(status, type, rest)                                                                 \
	"{\"id\":\"j\",\"connector\":{\"id\":\"c\",\"index_name\":\"books\"},\"status\":\"" status \
	"\",\"job_type\":\"" type "\",\"created_at\":\"" LONG "\"" rest "}"
#define JOB(status, rest) JOB_OF(status, "full", rest)
#define HELD_SINCE(time) \
	",\"worker_hostname\":\"w\",\"started_at\":\"" LONG "\",\"last_seen\":\"" time "\""

#define OTHER(time)                                                                             \
	"{\"id\":\"other\",\"status\":\"in_progress\",\"job_type\":\"incremental\"" HELD_SINCE( \
	    time) "}"

/* clang-format off */
static const struct job_row {
	const char *connector, *job;
	const char *asked, *watched;	/* of workers; NULL: not known */
	const char *holder;		/* of the content slot */
	int ahead;
	bool running;
	const char *codes;
} jobs[] = {
	/* Nothing is in the way. */
	{ READY, JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "waiting_for_claim" },
	{ READY, JOB("suspended", HELD_SINCE(LONG)), BEFORE, LONG, NULL, 0, false, "waiting_for_claim | job_suspended" },

	/* Nobody asks. */
	{ READY, JOB("pending", ""), LONG, LONG, NULL, 0, false, "no_worker" },
	{ READY, JOB("pending", ""), NULL, LONG, NULL, 0, false, "no_worker" },
	{ READY, JOB("pending", ""), NULL, NULL, NULL, 0, false, "no_worker" },
	{ READY, JOB("pending", ""), "2026-11-24T07:58:00.000Z", LONG, NULL, 0, false, "waiting_for_claim" },
	{ READY, JOB("pending", ""), "2026-11-24T07:57:59.999Z", LONG, NULL, 0, false, "no_worker" },
	{ "{\"id\":\"c\"," SET_UP ",\"last_seen\":\"2026-11-24T07:50:00.000Z\"}", JOB("pending", ""), NULL, LONG, NULL, 0, false, "waiting_for_claim" },
	{ "{\"id\":\"c\"," SET_UP ",\"last_seen\":\"2026-11-24T07:49:59.999Z\"}", JOB("pending", ""), NULL, LONG, NULL, 0, false, "no_worker" },
	{ "{\"id\":\"c\"," SET_UP ",\"last_seen\":\"2026-11-24T09:50:00.877342+02:00\"}", JOB("pending", ""), NULL, LONG, NULL, 0, false, "waiting_for_claim" },
	{ "{\"id\":\"c\"," SET_UP ",\"is_native\":true}", JOB("pending", ""), NULL, LONG, NULL, 0, false, "connector_is_native no_worker" },
	{ "{\"id\":\"c\"," SET_UP ",\"is_native\":true}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "waiting_for_claim" },

	/* The connector is not set up. */
	{ NULL, JOB("pending", ""), NULL, LONG, NULL, 0, false, "connector_missing" },
	{ "{\"id\":\"c\"," SET_UP ",\"deleted\":true}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "connector_deleted" },
	{ "{\"id\":\"c\",\"index_name\":\"b\",\"status\":\"connected\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "service_type_missing" },
	{ "{\"id\":\"c\",\"index_name\":\"b\",\"service_type\":null,\"status\":\"connected\"}", JOB("pending", ""), LONG, LONG, NULL, 0, false, "service_type_missing no_worker" },
	{ "{\"id\":\"c\",\"service_type\":\"s\",\"status\":\"connected\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "index_name_missing" },
	{ "{\"id\":\"c\",\"service_type\":\"s\",\"index_name\":\"i\",\"status\":\"created\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "connector_created" },
	{ "{\"id\":\"c\",\"service_type\":\"s\",\"index_name\":\"i\",\"status\":\"needs_configuration\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "needs_configuration" },
	{ "{\"id\":\"c\"," SET_UP ",\"configuration\":{\"host\":{\"required\":true,\"value\":\"\"}}}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "configuration_incomplete" },
	{ "{\"id\":\"c\",\"service_type\":\"s\",\"index_name\":\"i\",\"status\":\"error\",\"error\":\"no route\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "waiting_for_claim | connector_error" },
	{ READY, "{\"id\":\"j\",\"status\":\"pending\",\"job_type\":\"full\",\"created_at\":\"" LONG "\"}", BEFORE, LONG, NULL, 0, false, "job_without_index" },

	/* Another one is in the way. A worker that is busy is there. */
	{ READY, JOB("pending", ""), NULL, LONG, OTHER(BEFORE), 0, false, "slot_taken" },
	{ READY, JOB("pending", ""), NULL, LONG, OTHER(LONG), 0, false, "no_worker slot_taken" },
	{ READY, JOB("pending", ""), BEFORE, LONG, OTHER(BEFORE), 2, false, "slot_taken jobs_ahead" },
	{ READY, JOB("pending", ""), BEFORE, LONG, NULL, 1, false, "jobs_ahead" },
	{ "{\"id\":\"c\"," SET_UP ",\"last_sync_status\":\"in_progress\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "connector_says_in_progress" },
	{ "{\"id\":\"c\"," SET_UP ",\"last_sync_status\":\"in_progress\"}", JOB("pending", ""), BEFORE, LONG, OTHER(BEFORE), 0, false, "slot_taken" },
	{ "{\"id\":\"c\"," SET_UP ",\"last_sync_status\":\"completed\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "waiting_for_claim" },
	{ "{\"id\":\"c\"," SET_UP ",\"last_access_control_sync_status\":\"in_progress\"}", JOB("pending", ""), BEFORE, LONG, NULL, 0, false, "waiting_for_claim" },

	/* Access control has a slot, a feature and a licence of its own. */
	{ READY, JOB_OF("pending", "access_control", ""), BEFORE, LONG, OTHER(BEFORE), 0, false, "feature_disabled | licence_basic" },
	{ "{\"id\":\"c\"," SET_UP ",\"features\":{\"document_level_security\":{\"enabled\":true}}}", JOB_OF("pending", "access_control", ""), BEFORE, LONG, NULL, 0, false, "waiting_for_claim | licence_basic" },
	{ "{\"id\":\"c\"," SET_UP ",\"features\":{\"document_level_security\":{\"enabled\":true}},\"last_access_control_sync_status\":\"in_progress\"}", JOB_OF("pending", "access_control", ""), BEFORE, LONG, NULL, 0, false, "connector_says_in_progress | licence_basic" },

	/* A worker has it. */
	{ READY, JOB("in_progress", HELD_SINCE(BEFORE)), NULL, LONG, NULL, 0, true, "| lease_runs" },
	{ NULL, JOB("in_progress", HELD_SINCE(BEFORE)), NULL, LONG, NULL, 0, true, "| lease_runs" },
	{ READY, JOB("in_progress", HELD_SINCE("2026-11-24T07:55:00.001Z")), NULL, LONG, NULL, 0, true, "| lease_runs" },
	{ READY, JOB("in_progress", HELD_SINCE("2026-11-24T07:55:00.000Z")), NULL, LONG, NULL, 0, false, "lease_ended" },
	{ READY, JOB("in_progress", ""), NULL, LONG, NULL, 0, false, "lease_ended" },
	{ READY, JOB("canceling", HELD_SINCE(BEFORE)), NULL, LONG, NULL, 0, true, "| job_canceling lease_runs" },
	{ READY, JOB("canceling", HELD_SINCE(LONG)), NULL, LONG, NULL, 0, false, "lease_ended | job_canceling" },

	/* It has ended. */
	{ READY, JOB("completed", ",\"completed_at\":\"" LONG "\""), BEFORE, LONG, NULL, 0, false, "job_completed" },
	{ READY, JOB("canceled", ",\"canceled_at\":\"" LONG "\""), BEFORE, LONG, NULL, 0, false, "job_canceled" },
	{ READY, JOB("error", ",\"error\":\"boom\""), BEFORE, LONG, NULL, 0, false, "job_failed" },
};
/* clang-format on */

static json_object *
explain_row(const struct job_row *row)
{
	DOC_AUTO json_object *connector = load(row->connector);
	DOC_AUTO json_object *job = load(row->job);
	DOC_AUTO json_object *holder = load(row->holder);
	struct explain_facts facts = {
	    .now = time_of(NOW),
	    .connector = connector,
	    .asked = time_of(row->asked),
	    .watched_since = time_of(row->watched),
	    .slots[SLOT_CONTENT] = {.holder = holder, .waiting = 1, .first = STR_LIT("j")},
	    .ahead = (uint64_t)row->ahead,
	    .front = STR_LIT("front"),
	    .idle_us = INT64_C(300000000),
	    .idle_by = "the connector service",
	};
	json_object *answer = explain_sync_job(arena, &facts, str_of("j"), job);

	ck_assert_ptr_nonnull(answer);
	return answer;
}

START_TEST(each_state_of_a_job)
{
	const struct job_row *row = &jobs[_i];
	DOC_AUTO json_object *answer = explain_row(row);
	bool running = !row->running;

	ck_assert_msg(strcmp(codes_of(answer), row->codes) == 0, "row %d: %s, not %s", _i,
	    codes_of(answer), row->codes);
	ck_assert(doc_bool(answer, "running", &running));
	ck_assert_msg(running == row->running, "row %d", _i);
	ck_assert(str_is(member(answer, "id"), "j"));
	ck_assert(str_is(member(answer, "as_of"), NOW));
	/* The summary is the first of the reasons. */
	ck_assert(str_equal(
	    member(answer, "summary"), member(doc_at(doc_array(answer, "reasons"), 0), "message")));
}
END_TEST

START_TEST(sentences_and_details)
{
	static const struct job_row taken = {
	    READY, JOB("pending", ""), BEFORE, LONG, OTHER(BEFORE), 2, false, NULL};
	static const struct job_row lost = {
	    READY, JOB("in_progress", HELD_SINCE(LONG)), NULL, LONG, NULL, 0, false, NULL};
	static const struct job_row nobody = {
	    READY, JOB("pending", ""), NULL, LONG, NULL, 0, false, NULL};
	DOC_AUTO json_object *a = explain_row(&taken);
	DOC_AUTO json_object *b = explain_row(&lost);
	DOC_AUTO json_object *c = explain_row(&nobody);
	const json_object *reason = reason_of(a, "slot_taken");

	ck_assert_str_eq(message_of(a, "slot_taken"),
	    "The content job [other] of the connector is in_progress by worker [w], last heard of "
	    "10 s ago.");
	ck_assert(str_is(member(reason, "job_id"), "other"));
	ck_assert(str_is(member(reason, "job_type"), "incremental"));
	ck_assert(str_is(member(reason, "since"), LONG));
	ck_assert(str_is(member(reason, "last_heard"), BEFORE));
	ck_assert_str_eq(message_of(a, "jobs_ahead"),
	    "2 jobs of the connector were made earlier and are first: [front] is the first of "
	    "them.");
	reason = reason_of(b, "lease_ended");
	ck_assert_str_eq(message_of(b, "lease_ended"),
	    "Worker [w] has not been heard of for 60 min, and the lease of 5 min has ended.");
	ck_assert(str_is(member(reason, "lease_ends"), "2026-11-24T07:05:00.000Z"));
	ck_assert(str_is(member(reason, "lease_of"), "the connector service"));
	ck_assert_str_eq(message_of(c, "no_worker"),
	    "No worker has asked for this connector since "
	    "2026-11-24T07:00:00.000Z, when this process began to watch.");
	ck_assert(str_is(member(reason_of(c, "no_worker"), "since"), LONG));
}
END_TEST

START_TEST(the_last_refusal_is_told)
{
	DOC_AUTO json_object *connector = load(READY);
	DOC_AUTO json_object *job = load(JOB("pending", ""));
	DOC_AUTO json_object *refusal =
	    load("{\"status\":409,\"type\":\"t\",\"reason\":\"taken\",\"request\":\"PUT /x\"}");
	struct explain_facts facts = {.now = time_of(NOW),
	    .connector = connector,
	    .asked = time_of(BEFORE),
	    .refusal = refusal,
	    .refused_at = time_of(LONG)};
	DOC_AUTO json_object *answer = explain_sync_job(arena, &facts, str_of("j"), job);
	int64_t status = 0;

	ck_assert_str_eq(codes_of(answer), "waiting_for_claim | last_refusal");
	ck_assert_str_eq(message_of(answer, "last_refusal"),
	    "The last request that was refused was PUT /x, with 409: taken");
	ck_assert(doc_long(reason_of(answer, "last_refusal"), "status", &status));
	ck_assert_int_eq(status, 409);
	ck_assert(str_is(member(reason_of(answer, "last_refusal"), "since"), LONG));
}
END_TEST

/* ---- connectors ---- */

#define OFF          "{\"enabled\":false,\"interval\":\"0 0 0 * * ?\"}"
#define ON(interval) "{\"enabled\":true,\"interval\":\"" interval "\"}"
#define PLAN(full) \
	",\"scheduling\":{\"full\":" full ",\"incremental\":" OFF ",\"access_control\":" OFF "}"
#define THREE_OFF "schedule_disabled schedule_disabled schedule_disabled"
#define TWO_OFF   "schedule_disabled schedule_disabled"

/* clang-format off */
static const struct connector_row {
	const char *connector;
	const char *holder;
	int waiting;
	bool running;
	const char *codes;
} connectors[] = {
	{ READY, NULL, 0, false, "no_job | " THREE_OFF },
	{ READY, NULL, 2, false, "| " THREE_OFF " jobs_waiting" },
	{ READY, OTHER(BEFORE), 0, true, "| slot_taken " THREE_OFF },
	{ READY, OTHER(LONG), 0, false, "slot_taken no_job | " THREE_OFF },
	{ "{\"id\":\"c\"," SET_UP ",\"deleted\":true}", NULL, 0, false, "connector_deleted no_job | " THREE_OFF },
	{ "{\"id\":\"c\",\"status\":\"created\"}", NULL, 0, false, "service_type_missing index_name_missing connector_created no_job | " THREE_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN(ON("0 30 9 * * ?")) "}", NULL, 0, false, "no_job | schedule_next " TWO_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 0 L * ?")) "}", NULL, 0, false, "no_job | schedule_not_understood schedule_next " TWO_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 0 ? * 2#1")) "}", NULL, 0, false, "no_job | schedule_not_understood schedule_next " TWO_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 0 ? JUL WED")) "}", NULL, 0, false, "no_job | schedule_next " TWO_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 0 30 2 ?")) "}", NULL, 0, false, "schedule_never no_job | " TWO_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 0 1 1 ? 2000000")) "}", NULL, 0, false, "schedule_never no_job | " TWO_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 x * * ?")) "}", NULL, 0, false, "schedule_invalid no_job | " TWO_OFF },
	{ "{\"id\":\"c\"," SET_UP PLAN("{\"enabled\":true}") "}", NULL, 0, false, "schedule_invalid no_job | " TWO_OFF },
};
/* clang-format on */

static json_object *
explain_connector_row(const struct connector_row *row)
{
	DOC_AUTO json_object *connector = load(row->connector);
	DOC_AUTO json_object *holder = load(row->holder);
	struct explain_facts facts = {
	    .now = time_of(NOW),
	    .connector = connector,
	    .asked = time_of(BEFORE),
	    .watched_since = time_of(LONG),
	    .slots[SLOT_CONTENT] = {.holder = holder,
	        .waiting = (uint64_t)row->waiting,
	        .first = STR_LIT("first")},
	    .idle_us = INT64_C(300000000),
	    .idle_by = "the connector service",
	};
	json_object *answer = explain_connector(arena, &facts, str_of("c"));

	ck_assert_ptr_nonnull(answer);
	return answer;
}

START_TEST(each_state_of_a_connector)
{
	const struct connector_row *row = &connectors[_i];
	DOC_AUTO json_object *answer = explain_connector_row(row);
	bool running = !row->running;

	ck_assert_msg(strcmp(codes_of(answer), row->codes) == 0, "row %d: %s, not %s", _i,
	    codes_of(answer), row->codes);
	ck_assert(doc_bool(answer, "running", &running));
	ck_assert_msg(running == row->running, "row %d", _i);
	ck_assert_uint_gt(member(answer, "summary").n, 0);
}
END_TEST

START_TEST(when_a_schedule_fires)
{
	static const struct connector_row next = {
	    "{\"id\":\"c\"," SET_UP PLAN(ON("0 30 9 * * ?")) "}", NULL, 0, false, NULL};
	static const struct connector_row invalid = {
	    "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 0 1 1 MON")) "}", NULL, 0, false, NULL};
	static const struct connector_row odd = {
	    "{\"id\":\"c\"," SET_UP PLAN(ON("0 0 0 BAD * ?")) "}", NULL, 0, false, NULL};
	DOC_AUTO json_object *a = explain_connector_row(&next);
	DOC_AUTO json_object *b = explain_connector_row(&invalid);
	DOC_AUTO json_object *c = explain_connector_row(&odd);
	json_object *value;
	int64_t position = -1;

	ck_assert_str_eq(message_of(a, "schedule_next"),
	    "The schedule of full jobs fires next in 90 min, at 2026-11-24T09:30:00.000Z.");
	ck_assert(
	    str_is(member(reason_of(a, "schedule_next"), "next"), "2026-11-24T09:30:00.000Z"));
	ck_assert_str_eq(message_of(a, "no_job"),
	    "No job waits; the next one is due in 90 min, at 2026-11-24T09:30:00.000Z.");
	ck_assert(str_is(member(reason_of(b, "schedule_invalid"), "job_type"), "full"));
	ck_assert_uint_gt(member(reason_of(b, "schedule_invalid"), "why").n, 0);
	ck_assert_int_eq(doc_get(reason_of(b, "schedule_invalid"), "position", &value), DOC_NULL);
	ck_assert(doc_long(reason_of(c, "schedule_invalid"), "position", &position));
	ck_assert_int_ge(position, 0);
}
END_TEST

/* ---- configurations ---- */

/* clang-format off */
static const struct {
	const char *configuration;
	const char *unset;
} configurations[] = {
	{ "{}", "[]" },
	{ "{\"a\":null,\"b\":5}", "[]" },
	{ "{\"a\":{\"required\":true,\"value\":null},\"b\":{\"required\":true}}", "[\"a\",\"b\"]" },
	{ "{\"a\":{\"required\":false,\"value\":null},\"b\":{\"value\":\"\"}}", "[]" },
	{ "{\"a\":{\"required\":true,\"value\":\" \\t\"},\"b\":{\"required\":true,\"value\":\"x \"}}", "[\"a\"]" },
	{ "{\"a\":{\"required\":true,\"value\":[]},\"b\":{\"required\":true,\"value\":[\"\"]},\"c\":{\"required\":true,\"value\":[\"\",1]}}", "[\"a\",\"b\"]" },
	{ "{\"a\":{\"required\":true,\"value\":0},\"b\":{\"required\":true,\"value\":false},\"c\":{\"required\":true,\"value\":{}}}", "[]" },
	/* A default does not stand in for a required value. */
	{ "{\"a\":{\"required\":true,\"value\":null,\"default_value\":\"d\"}}", "[\"a\"]" },
	/* Dependencies: on a value, on a default, on several, on one that is not there. */
	{ "{\"a\":{\"required\":true,\"depends_on\":[{\"field\":\"t\",\"value\":true}]},\"t\":{\"value\":true}}", "[\"a\"]" },
	{ "{\"a\":{\"required\":true,\"depends_on\":[{\"field\":\"t\",\"value\":true}]},\"t\":{\"value\":false}}", "[]" },
	{ "{\"a\":{\"required\":true,\"depends_on\":[{\"field\":\"t\",\"value\":true}]},\"t\":{\"value\":null,\"default_value\":true}}", "[\"a\"]" },
	{ "{\"a\":{\"required\":true,\"depends_on\":[{\"field\":\"t\",\"value\":1},{\"field\":\"u\",\"value\":2}]},\"t\":{\"value\":1},\"u\":{\"value\":3}}", "[]" },
	{ "{\"a\":{\"required\":true,\"depends_on\":[{\"field\":\"none\",\"value\":1}]}}", "[]" },
	/* What hangs on a field that is not asked for is not asked for. */
	{ "{\"a\":{\"required\":true,\"depends_on\":[{\"field\":\"t\",\"value\":1}]},\"t\":{\"value\":1,\"depends_on\":[{\"field\":\"u\",\"value\":1}]},\"u\":{\"value\":2}}", "[]" },
	{ "{\"a\":{\"required\":true,\"depends_on\":[{\"field\":\"t\",\"value\":1}]},\"t\":{\"value\":1,\"depends_on\":[{\"field\":\"u\",\"value\":1}]},\"u\":{\"value\":1}}", "[\"a\"]" },
	/* In a circle. */
	{ "{\"a\":{\"required\":true,\"value\":\"\",\"depends_on\":[{\"field\":\"b\",\"value\":1}]},\"b\":{\"value\":1,\"depends_on\":[{\"field\":\"a\",\"value\":\"\"}]}}", "[]" },
};
/* clang-format on */

START_TEST(which_fields_are_unset)
{
	DOC_AUTO json_object *configuration = load(configurations[_i].configuration);
	DOC_AUTO json_object *names = doc_new_array();
	DOC_AUTO json_object *expected = load(configurations[_i].unset);

	ck_assert(configuration_unset(configuration, names));
	ck_assert_msg(
	    doc_equal(names, expected), "row %d: %s", _i, json_object_to_json_string(names));
}
END_TEST

/* Each hangs on each: without a bound that is 24 to the power of 8 looks. */
START_TEST(tangled_fields_are_soon_looked_at)
{
	enum { FIELDS = 24 };
	DOC_AUTO json_object *configuration = doc_new();
	DOC_AUTO json_object *names = doc_new_array();
	DOC_AUTO json_object *all = doc_new_array();

	for (int i = 0; i < FIELDS; i++)
		doc_add_take(all, load(arena_printf(arena, "{\"field\":\"f%d\",\"value\":1}", i)));
	for (int i = 0; i < FIELDS; i++) {
		json_object *field = load("{\"required\":true,\"value\":1}");

		doc_set_copy(field, "depends_on", all);
		doc_set_take(configuration, arena_printf(arena, "f%d", i), field);
	}
	doc_set_text(doc_object(configuration, "f0"), "value", "");
	ck_assert(configuration_unset(configuration, names));
	ck_assert_uint_eq(doc_length(names), 0);
	ck_assert(configuration_unset(NULL, names));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("explain");
	TCase *tcase = tcase_create("explain");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, each_state_of_a_job, 0, ROWS(jobs));
	tcase_add_test(tcase, sentences_and_details);
	tcase_add_test(tcase, the_last_refusal_is_told);
	tcase_add_loop_test(tcase, each_state_of_a_connector, 0, ROWS(connectors));
	tcase_add_test(tcase, when_a_schedule_fires);
	tcase_add_loop_test(tcase, which_fields_are_unset, 0, ROWS(configurations));
	tcase_add_test(tcase, tangled_fields_are_soon_looked_at);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
