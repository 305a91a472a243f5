/* The histories of jobs: what is kept, what is told of old jobs, and who made a step. */
#include <config.h>

#include "model/job_history.h"

#include "base/timestamp.h"
#include "security_world.h"

/* ---- pure ---- */

static struct arena *a;

static void
setup(void)
{
	a = arena_new();
}

static void
teardown(void)
{
	arena_free(a);
}

static json_object *
load(const char *text)
{
	bool damaged;
	json_object *doc = doc_load(str_of(text), &damaged);

	ck_assert_msg(doc != NULL, "%s", text);
	return doc;
}

static const char *
shown(const json_object *job, const json_object *history)
{
	struct buf out = {0};
	struct str copy;

	job_history_show(&out, job, history);
	ck_assert(!buf_failed(&out));
	copy = arena_copy(a, buf_peek(&out));
	buf_release(&out);
	return copy.p;
}

static const struct job_actor somebody = {STR_LIT("user"), .name = STR_LIT("u")};

/* The job becomes what the part says; the step is noted when it is one. */
static bool
step(json_object *history, json_object *job, const char *part, int64_t now)
{
	struct job_moment before = job_moment_of(a, job);
	DOC_AUTO json_object *patch = load(part);
	bool changed;

	ck_assert(doc_merge(job, patch, &changed));
	if (!job_history_is_step(&before, job))
		return false;
	ck_assert(job_history_add(history, &before, job, &somebody, now));
	return true;
}

START_TEST(what_is_a_step)
{
	DOC_AUTO json_object *history = doc_new();
	DOC_AUTO json_object *job =
	    load("{\"id\":\"j\",\"status\":\"pending\",\"connector\":{\"id\":\"c\"}}");

	ck_assert(!step(history, job, "{\"last_seen\":\"x\",\"metadata\":{\"a\":1}}", 1));
	ck_assert(!step(history, job, "{\"status\":\"pending\"}", 2));
	ck_assert(step(history, job, "{\"status\":\"in_progress\"}", 3));
	ck_assert(step(history, job, "{\"worker_hostname\":\"w\"}", 4));
	ck_assert(!step(history, job, "{\"worker_hostname\":\"w\"}", 5));
	ck_assert(!step(history, job, "{\"error\":null,\"total_document_count\":5}", 6));
	ck_assert(step(history, job, "{\"connector\":{\"id\":\"d\"}}", 7));
	ck_assert_uint_eq(doc_length(doc_array(history, "steps")), 3);
}
END_TEST

/* The first step says how it began, the latest how it ended, and how many are gone is told. */
START_TEST(steps_are_bounded)
{
	DOC_AUTO json_object *history = doc_new();
	DOC_AUTO json_object *job = load("{\"id\":\"j\",\"status\":\"pending\"}");
	enum { MADE = 3 * JOB_HISTORY_STEPS_MAX };
	json_object *steps;
	struct str text;
	int64_t n;

	for (int i = 1; i <= MADE; i++)
		ck_assert(step(history, job,
		    i % 2 == 1 ? "{\"status\":\"in_progress\"}" : "{\"status\":\"suspended\"}",
		    i * INT64_C(1000000)));
	steps = doc_array(history, "steps");
	ck_assert_uint_eq(doc_length(steps), JOB_HISTORY_STEPS_MAX);
	ck_assert(doc_long(history, "left_out", &n));
	ck_assert_int_eq(n, MADE - JOB_HISTORY_STEPS_MAX);
	ck_assert(doc_string(doc_at(steps, 0), "at", &text));
	ck_assert(str_is(text, "1970-01-01T00:00:01.000Z"));
	ck_assert(doc_string(doc_at(steps, JOB_HISTORY_STEPS_MAX - 1), "at", &text));
	ck_assert(str_is(text, "1970-01-01T00:03:12.000Z"));
	ck_assert(strstr(shown(job, history), "\"left_out\":128,") != NULL);
}
END_TEST

/* A worker may call itself what it likes: of that so much is kept, and no half character. */
START_TEST(a_worker_of_many_bytes_is_cut)
{
	DOC_AUTO json_object *history = doc_new();
	DOC_AUTO json_object *job = load("{\"id\":\"j\",\"status\":\"in_progress\"}");
	char name[2 * JOB_HISTORY_WORKER_MAX];
	struct str kept;

	memset(name, 'w', sizeof(name));
	memcpy(name + JOB_HISTORY_WORKER_MAX - 1, "\xc3\xa4", 2);
	name[sizeof(name) - 1] = '\0';
	ck_assert(
	    step(history, job, arena_printf(a, "{\"worker_hostname\":\"%s\"}", name), 1000000));
	ck_assert(doc_string(doc_at(doc_array(history, "steps"), 0), "worker_hostname", &kept));
	ck_assert_uint_eq(kept.n, JOB_HISTORY_WORKER_MAX - 1);
	ck_assert_int_eq(memcmp(kept.p, name, kept.n), 0);
}
END_TEST

#define T(n)               "\"2026-01-01T00:00:0" #n ".000Z\""
#define STEP(at, from, to) "{\"at\":" at ",\"from\":" from ",\"to\":\"" to "\",\"derived\":true}"
#define CLAIMED                                                                             \
	"{\"at\":" T(2) ",\"from\":\"pending\",\"to\":\"in_progress\",\"worker_hostname\":" \
	                "\"w\",\"derived\":true}"

/* clang-format off */
static const struct {
	const char *job, *steps;
} old_jobs[] = {
	{ "\"status\":\"pending\"", STEP(T(1), "null", "pending") },
	{ "\"status\":\"in_progress\",\"started_at\":" T(2) ",\"worker_hostname\":\"w\"",
	  STEP(T(1), "null", "pending") "," CLAIMED },
	{ "\"status\":\"completed\",\"started_at\":" T(2) ",\"worker_hostname\":\"w\",\"completed_at\":" T(5),
	  STEP(T(1), "null", "pending") "," CLAIMED "," STEP(T(5), "\"in_progress\"", "completed") },
	/* _cancel of a job that nobody worked on */
	{ "\"status\":\"canceled\",\"cancelation_requested_at\":" T(3) ",\"canceled_at\":" T(3) ",\"completed_at\":" T(3),
	  STEP(T(1), "null", "pending") "," STEP(T(3), "\"pending\"", "canceled") },
	/* of one that somebody worked on */
	{ "\"status\":\"canceled\",\"started_at\":" T(2) ",\"worker_hostname\":\"w\",\"cancelation_requested_at\":" T(3) ",\"canceled_at\":" T(4) ",\"completed_at\":" T(4),
	  STEP(T(1), "null", "pending") "," CLAIMED "," STEP(T(3), "\"in_progress\"", "canceling") ","
	  STEP(T(4), "\"canceling\"", "canceled") },
	/* _error leaves no time behind; nor does who suspends */
	{ "\"status\":\"error\",\"started_at\":" T(2) ",\"worker_hostname\":\"w\"",
	  STEP(T(1), "null", "pending") "," CLAIMED "," STEP("null", "\"in_progress\"", "error") },
	{ "\"status\":\"suspended\",\"started_at\":" T(2) ",\"worker_hostname\":\"w\"",
	  STEP(T(1), "null", "pending") "," CLAIMED "," STEP("null", "\"in_progress\"", "suspended") },
	/* times that are none, or run backwards, tell nothing */
	{ "\"status\":\"completed\",\"started_at\":5,\"completed_at\":" T(0),
	  STEP(T(1), "null", "pending") "," STEP("null", "\"pending\"", "completed") },
};
/* clang-format on */

START_TEST(old_jobs_tell_what_they_can)
{
	DOC_AUTO json_object *job = load(arena_printf(a,
	    "{\"id\":\"j\",\"connector\":{\"id\":\"c\"},\"created_at\":" T(1) ",%s}",
	    old_jobs[_i].job));
	struct str status;

	ck_assert(doc_string(job, "status", &status));
	ck_assert_str_eq(shown(job, NULL),
	    arena_printf(a,
	        "{\"id\":\"j\",\"connector_id\":\"c\",\"status\":\"%.*s\",\"left_out\":0,"
	        "\"steps\":[%s]}",
	        STR_ARG(status), old_jobs[_i].steps));
}
END_TEST

/* Claimed before there were histories, ended when there were. */
START_TEST(what_came_before_is_told_up_to_there)
{
	DOC_AUTO json_object *history = doc_new();
	DOC_AUTO json_object *job =
	    load("{\"id\":\"j\",\"status\":\"in_progress\",\"created_at\":" T(
	        1) ",\"started_at\":" T(2) "}");
	int64_t now;
	const char *text;

	ck_assert(timestamp_read(STR_LIT("2026-01-01T00:00:03.000Z"), &now));
	ck_assert(step(history, job, "{\"status\":\"completed\",\"completed_at\":" T(3) "}", now));
	text = shown(job, history);
	ck_assert_msg(
	    strstr(text, "\"steps\":[" STEP(T(1), "null", "pending") "," STEP(T(2), "\"pending\"",
	                     "in_progress") ",{\"at\":" T(3) ",\"from\":\"in_progress\",\"to\":"
	                                                     "\"completed\",\"actor\":") != NULL,
	    "%s", text);
}
END_TEST

/* ---- who ---- */

static const struct auth_options by_web_server = {.remote_user_roles = ROLE_MANAGE};

static void
open_world(void)
{
	world_open(&by_web_server);
}

static const char *
history_of(const char *id)
{
	return world_do(
	    "GET", arena_printf(world.arena, "/_connectord/sync_job/%s/_history", id), NULL);
}

START_TEST(a_step_says_who_made_it)
{
	const char *id = world.pending[OWN];
	struct world_request r = {"PUT",
	    arena_printf(world.arena, "/_connector/_sync_job/%s/_claim", id),
	    "{\"worker_hostname\":\"w\"}", .authorization = world.keys[WHO_WORKER].encoded};
	const char *want = arena_printf(world.arena,
	    "\"actor\":{\"kind\":\"api_key\",\"id\":\"%s\",\"name\":\"key-%d\"},"
	    "\"worker_hostname\":\"w\"",
	    world.keys[WHO_WORKER].id, WHO_WORKER);

	ck_assert_int_eq(world_ask(&r), 200);
	ck_assert(strstr(history_of(id), want) != NULL);
	r = (struct world_request){"PUT",
	    arena_printf(world.arena, "/_connector/_sync_job/%s/_cancel", id),
	    .remote_user = "alice"};
	ck_assert_int_eq(world_ask(&r), 200);
	ck_assert(strstr(history_of(id),
	              "\"to\":\"canceling\",\"actor\":{\"kind\":\"user\",\"name\":\"alice\"},"
	              "\"worker_hostname\":\"w\"") != NULL);
	ck_assert(
	    strstr(history_of(world.running[OWN]), "\"actor\":{\"kind\":\"operator\"}") != NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("job_history");
	TCase *pure = tcase_create("pure"), *who = tcase_create("who");

	tcase_add_checked_fixture(pure, setup, teardown);
	tcase_add_test(pure, what_is_a_step);
	tcase_add_test(pure, steps_are_bounded);
	tcase_add_test(pure, a_worker_of_many_bytes_is_cut);
	tcase_add_loop_test(pure, old_jobs_tell_what_they_can, 0, ROWS(old_jobs));
	tcase_add_test(pure, what_came_before_is_told_up_to_there);
	suite_add_tcase(suite, pure);
	tcase_add_checked_fixture(who, open_world, world_close);
	tcase_add_test(who, a_step_says_who_made_it);
	suite_add_tcase(suite, who);
	log_open(false, LOG_LEVEL_ERROR);
	return run_suite(suite);
}
