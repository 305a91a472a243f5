#include <config.h>

#include "model/scheduling.h"

#include "model/cron.h"

static const char *const kinds[] = {"access_control", "full", "incremental"};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

json_object *
scheduling_default(void)
{
	DOC_AUTO json_object *scheduling = doc_new();

	for (size_t i = 0; i < KINDS; i++) {
		DOC_AUTO json_object *schedule = doc_new();

		if (scheduling == NULL || schedule == NULL ||
		    !doc_set_bool(schedule, "enabled", false) ||
		    !doc_set_text(schedule, "interval", "0 0 0 * * ?") ||
		    !doc_set_take(scheduling, kinds[i], doc_move(&schedule)))
			return NULL;
	}
	return doc_move(&scheduling);
}

/* clang-format off */
static const struct field schedule_fields[] = {
	{ "enabled",  FIELD_BOOL,   FIELD_REQUIRED },
	{ "interval", FIELD_STRING, FIELD_REQUIRED },
	{ NULL },
};
/* clang-format on */

/* The interval is checked when the schedule is whole, and stored in upper case (cron.md 1, 5). */
static const struct error *
build_schedule(struct arena *a, json_object *body, int64_t now)
{
	struct str interval = STR_LIT("");
	const struct error *error;

	doc_string(body, "interval", &interval);
	error = cron_check(a, interval, now);
	if (error != NULL)
		return error;
	return doc_set_string(body, "interval", cron_stored(a, interval)) ? NULL : &error_no_memory;
}

static const struct schema schedule = {
    "schedule_config", schedule_fields, build_schedule, .lenient = true};

/* clang-format off */
static const struct field kind_fields[] = {
	{ "access_control", FIELD_NESTED, 0, .sub = &schedule },
	{ "full",	    FIELD_NESTED, 0, .sub = &schedule },
	{ "incremental",    FIELD_NESTED, 0, .sub = &schedule },
	{ NULL },
};
/* clang-format on */

static const struct schema kinds_part = {"connector_scheduling", kind_fields, .lenient = true};

static const struct field scheduling_fields[] = {
    {"scheduling", FIELD_NESTED, FIELD_REQUIRED, .sub = &kinds_part},
    {NULL},
};

static const struct schema scheduling_schema = {
    "connector_update_scheduling_request", scheduling_fields};

/* One kind is enough, access_control too: connectors.md 20, deliberately unlike the original. */
static void
check_scheduling(struct problems *problems, const json_object *body)
{
	json_object *scheduling = doc_object(body, "scheduling");

	for (size_t i = 0; i < KINDS; i++)
		if (doc_object(scheduling, kinds[i]) != NULL)
			return;
	problems_add(problems, "[scheduling] object needs to define at least one schedule type: "
	                       "[full | incremental | access_control]");
}

const struct update connector_scheduling = {
    .body = &scheduling_schema, .check = check_scheduling, .patch = update_patch_body};
