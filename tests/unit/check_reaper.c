/* The reaper: when a job is idle, what its end is, and who wins when a report comes in between. */
#include <config.h>

#include "api/reaper.c"

#include <pthread.h>

#include "base/timestamp.h"
#include "harness.h"
#include "store_util.h"

#define S     INT64_C(1000000)
#define AFTER (300 * S)

#define START INT64_C(1767225600000000) /* 2026-01-01T00:00:00.000Z */

/* ---- the rule ---- */

static json_object *
load(const char *text)
{
	bool damaged;
	json_object *doc = doc_load(str_of(text), &damaged);

	ck_assert_msg(doc != NULL, "%s", text);
	return doc;
}

#define AT(minutes) "\"2026-01-01T00:" minutes ":00.000Z\""

/* clang-format off */
static const struct {
	const char *job;
	int64_t since, now; /* seconds behind START */
	bool idle;
} rules[] = {
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10"), 0, 899, false },
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10"), 0, 900, true },
	{ "\"status\":\"canceling\",\"last_seen\":" AT("10"), 0, 900, true },
	{ "\"status\":\"pending\",\"last_seen\":" AT("10"), 0, 9000, false },
	{ "\"status\":\"suspended\",\"last_seen\":" AT("10"), 0, 9000, false },
	{ "\"status\":\"completed\",\"last_seen\":" AT("10"), 0, 9000, false },
	{ "\"status\":\"error\",\"last_seen\":" AT("10"), 0, 9000, false },
	{ "\"status\":\"canceled\",\"last_seen\":" AT("10"), 0, 9000, false },
	/* nobody could report before we began */
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10"), 1000, 1299, false },
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10"), 1000, 1300, true },
	/* the latest sign counts, in any form; what is none does not */
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10") ",\"started_at\":" AT("20"), 0, 1499, false },
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10") ",\"started_at\":" AT("20"), 0, 1500, true },
	{ "\"status\":\"in_progress\",\"last_seen\":\"2026-01-01T01:10:00+01:00\"", 0, 899, false },
	{ "\"status\":\"in_progress\",\"last_seen\":\"soon\",\"created_at\":" AT("01"), 0, 359, false },
	{ "\"status\":\"in_progress\",\"last_seen\":null,\"created_at\":" AT("01"), 0, 360, true },
	/* a clock that runs ahead, of a worker or of what we saw */
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10"), 0, 10, false },
	{ "\"status\":\"in_progress\",\"last_seen\":" AT("10"), 2000, 1990, false },
	{ "\"last_seen\":" AT("10"), 0, 9000, false },
};
/* clang-format on */

START_TEST(who_is_idle)
{
	char text[512];
	DOC_AUTO json_object *job = NULL;
	const struct job_idle_rule rule = {START + rules[_i].since * S, AFTER};

	snprintf(text, sizeof(text), "{%s}", rules[_i].job);
	job = load(text);
	ck_assert_msg(
	    job_is_idle(job, &rule, START + rules[_i].now * S) == rules[_i].idle, "%s", text);
}
END_TEST

/* ---- a world ---- */

static struct {
	struct arena *a;
	char *dir; /* NULL: in memory */
	struct api api;
	struct api_counts counts;
	struct reaper reaper;
	struct http_response response;
} world;

static _Atomic int64_t moment;

static int64_t
world_now(void)
{
	return moment++;
}

static int
ask(const char *method, const char *target, const char *body)
{
	struct http_request request = {
	    .method = str_of(method),
	    .target = str_of(target),
	    .content_type = STR_LIT("application/json"),
	    .body = str_of(body),
	};
	struct arena *a = arena_new();

	http_response_reset(&world.response);
	api_handle(&world.api, a, &request, &world.response);
	arena_free(a);
	buf_char(&world.response.body, '\0');
	ck_assert(!buf_failed(&world.response.body));
	return world.response.status;
}

static void
must_ask(int status, const char *method, const char *target, const char *body)
{
	int got = ask(method, target, body);

	ck_assert_msg(got == status, "%s %s: %d %s", method, target, got, world.response.body.p);
}

/* The answer to a GET has the text in it. */
static void
says(const char *target, const char *text)
{
	must_ask(200, "GET", target, NULL);
	ck_assert_msg(strstr(world.response.body.p, text) != NULL, "%s: no %s in %s", target, text,
	    world.response.body.p);
}

#define JOB "/_connector/_sync_job/j"
#define RAW "/.elastic-connectors-sync-jobs/_update/j"

static void
open_world(bool on_disk)
{
	memset(&world, 0, sizeof(world));
	moment = START;
	world.a = arena_new();
	world.dir = on_disk ? dir_new() : NULL;
	world.api = (struct api){
	    .store = on_disk ? open_dir(world.dir) : store_open_mem(),
	    .open_as = "_anonymous",
	    .now = world_now,
	    .new_id = id_new,
	    .counts = &world.counts,
	    .idle_after = AFTER,
	    .body_max = 1 << 20,
	    .version_number = "9.1.0",
	    .build_flavor = "default",
	    .node_name = "n",
	    .cluster_name = "c",
	};
	reaper_init(&world.reaper, &world.api);
	must_ask(201, "PUT", "/_connector/c", "{\"index_name\":\"i\",\"service_type\":\"mysql\"}");
	must_ask(200, "PUT", "/_connector/c/_last_sync", "{\"last_sync_status\":\"in_progress\"}");
}

static void
close_world(void)
{
	http_response_release(&world.response);
	store_close(world.api.store);
	if (world.dir != NULL)
		dir_free(world.dir);
	arena_free(world.a);
}

static void
job(const char *id, const char *type)
{
	char text[512];

	snprintf(text, sizeof(text),
	    "{\"connector\":{\"id\":\"c\"},\"status\":\"pending\",\"job_type\":\"%s\","
	    "\"created_at\":\"2026-01-01T00:00:00.000Z\",\"indexed_document_count\":0,"
	    "\"deleted_document_count\":0}",
	    type);
	must_ask(
	    201, "PUT", arena_printf(world.a, "/.elastic-connectors-sync-jobs/_doc/%s", id), text);
	must_ask(200, "PUT", arena_printf(world.a, "/_connector/_sync_job/%s/_claim", id),
	    "{\"worker_hostname\":\"w1\"}");
}

static uint64_t
step(void)
{
	struct arena *a = arena_new();
	uint64_t ticket;

	reaper_step(&world.reaper, a, &ticket);
	arena_free(a);
	return ticket;
}

static uint64_t
reaped(void)
{
	return world.counts.reaped_error + world.counts.reaped_canceled;
}

/* ---- the end ---- */

#define LAST_HEARD                                                                 \
	"Nobody has reported on this sync job for 300 s. It was last heard of at " \
	"[2026-01-01T00:01:40."

START_TEST(an_idle_job_ends_as_error)
{
	open_world(_i == 1);
	job("j", "full");
	moment = START + 100 * S;
	must_ask(200, "PUT", JOB "/_stats",
	    "{\"deleted_document_count\":2,\"indexed_document_count\":7,\"indexed_document_"
	    "volume\":"
	    "1}");
	moment = START + 399 * S;
	step();
	ck_assert_uint_eq(reaped(), 0);
	says(JOB, "\"status\":\"in_progress\"");
	moment = START + 401 * S;
	step();
	ck_assert_uint_eq(world.counts.reaped_error, 1);
	says(JOB, "\"status\":\"error\"");
	says(JOB, "\"error\":\"" LAST_HEARD);
	says(JOB, "from worker [w1].\"");
	says(JOB, "\"completed_at\":\"2026-01-01T00:06:41.");
	says(JOB, "\"last_seen\":\"2026-01-01T00:01:40.");
	says("/_connector/c", "\"last_sync_status\":\"error\"");
	says("/_connector/c", "\"last_sync_error\":\"" LAST_HEARD);
	says("/_connector/c", "\"error\":\"" LAST_HEARD);
	says("/_connector/c", "\"status\":\"error\"");
	says("/_connector/c", "\"last_indexed_document_count\":7");
	says("/_connector/c", "\"last_deleted_document_count\":2");
	says("/_connector/c", "\"last_synced\":\"2026-01-01T00:06:41.");
	ck_assert_ptr_null(strstr(world.response.body.p, "last_access_control_sync"));
	says("/_connectord/sync_job/j/_history",
	    "\"from\":\"in_progress\",\"to\":\"error\",\"actor\":{\"kind\":\"reaper\"},"
	    "\"worker_hostname\":\"w1\",\"deleted_document_count\":2,\"indexed_document_count\":7");
	says("/_connectord/status",
	    "\"reaper\":{\"idle_after_ms\":300000,\"error\":1,\"canceled\":0}");
	/* Its worker comes too late. */
	must_ask(409, "POST", RAW, "{\"doc\":{\"status\":\"completed\"}}");
	/* Once is enough. */
	moment = START + 2000 * S;
	step();
	ck_assert_uint_eq(reaped(), 1);
	close_world();
}
END_TEST

START_TEST(one_asked_to_stop_ends_as_canceled)
{
	open_world(_i == 1);
	job("j", "access_control");
	must_ask(200, "PUT", JOB "/_cancel", NULL);
	moment = START + 400 * S;
	step();
	ck_assert_uint_eq(world.counts.reaped_canceled, 1);
	says(JOB, "\"status\":\"canceled\"");
	says(JOB, "\"canceled_at\":\"2026-01-01T00:06:40.");
	says(JOB, "\"completed_at\":\"2026-01-01T00:06:40.");
	says(JOB, "\"error\":null");
	says("/_connector/c", "\"last_access_control_sync_status\":\"canceled\"");
	says("/_connector/c", "\"last_access_control_sync_error\":null");
	says("/_connector/c", "\"last_sync_status\":\"in_progress\"");
	says("/_connector/c", "\"status\":\"connected\"");
	says("/_connectord/sync_job/j/_history",
	    "\"from\":\"canceling\",\"to\":\"canceled\",\"actor\":{\"kind\":\"reaper\"}");
	close_world();
}
END_TEST

START_TEST(a_job_without_its_connector_ends_too)
{
	open_world(_i == 1);
	job("j", "full");
	must_ask(200, "DELETE", "/_connector/c?hard=true", NULL);
	moment = START + 400 * S;
	step();
	says(JOB, "\"status\":\"error\"");
	must_ask(404, "GET", "/_connector/c", NULL);
	close_world();
}
END_TEST

/* ---- in between ---- */

/* clang-format off */
static const struct {
	const char *method, *target, *body;
	bool wins; /* over the reaper that has looked at the job before */
} between[] = {
	{ "PUT", JOB "/_check_in", NULL, true },
	{ "PUT", JOB "/_claim", "{\"worker_hostname\":\"w1\"}", true },
	{ "PUT", JOB "/_stats", "{\"deleted_document_count\":0,\"indexed_document_count\":0,\"indexed_document_volume\":0}", true },
	{ "POST", RAW, "{\"doc\":{\"last_seen\":\"2026-01-01T00:06:40.000Z\"}}", true },
	{ "POST", RAW, "{\"doc\":{\"status\":\"completed\"}}", true },
	{ "PUT", JOB "/_error", "{\"error\":\"e\"}", true },
	{ "DELETE", JOB, NULL, true },
	{ "POST", RAW, "{\"doc\":{\"total_document_count\":5}}", false },
	{ "GET", JOB, NULL, false },
};
/* clang-format on */

/* What was found idle is looked at again in the transaction. */
START_TEST(a_report_in_between_wins)
{
	struct job_idle_rule rule = {START, AFTER};
	struct http_response response = {0};
	struct store_record *records;
	struct call call;
	uint64_t count;
	bool failed = false;
	size_t n;

	open_world(_i >= ROWS(between));
	_i %= ROWS(between);
	job("j", "full");
	moment = START + 400 * S;
	call_init(&call, &world.reaper, world.a, &response);
	must(find(&world.reaper, world.a, &records, &n, &count));
	ck_assert_uint_eq(n, 1);
	must_ask(200, between[_i].method, between[_i].target, between[_i].body);
	look(&call, &rule, &records[0], &failed);
	ck_assert_msg(
	    reaped() == !between[_i].wins, "%s %s", between[_i].method, between[_i].target);
	if (between[_i].wins)
		says("/_connector/c", "\"last_sync_status\":\"in_progress\"");
	http_response_release(&response);
	close_world();
}
END_TEST

/* ---- going round ---- */

/* All are found, a page at a time, whoever ends in between. */
START_TEST(a_round_finds_them_all)
{
	enum { JOBS = 2 * PAGE + 10 };
	uint64_t steps = 0;

	open_world(_i == 1);
	for (int i = 0; i < JOBS; i++)
		job(arena_printf(world.a, "j%d", i), "full");
	moment = START + 200 * S;
	for (int i = 0; i < JOBS; i += 3)
		must_ask(200, "PUT",
		    arena_printf(world.a, "/_connector/_sync_job/j%d/_check_in", i), NULL);
	moment = START + 400 * S;
	do {
		step();
		steps++;
	} while (world.reaper.id_n != 0);
	ck_assert_uint_eq(reaped(), JOBS - (JOBS + 2) / 3);
	ck_assert_uint_eq(steps, 3);
	must_ask(200, "GET", "/_connector/_sync_job?status=in_progress&size=0", NULL);
	ck_assert_str_eq(world.response.body.p,
	    arena_printf(world.a, "{\"count\":%d,\"results\":[]}", (JOBS + 2) / 3));
	close_world();
}
END_TEST

/* ---- times in which nobody could report ---- */

START_TEST(what_begins_the_time_anew)
{
	struct reaper r = {.since = 1};
	int64_t wall = START, ms = 5000;

	reaper_note_time(&r, wall, ms, true); /* the first one */
	ck_assert_int_eq(r.since, 1);
	r.pause_ms = 1000;
	reaper_note_time(&r, wall += 1 * S, ms += 1000, true);
	ck_assert_int_eq(r.since, 1);
	reaper_note_time(&r, wall += 4 * S, ms += 4000, true); /* a busy machine */
	ck_assert_int_eq(r.since, 1);
	reaper_note_time(&r, wall += 60 * S, ms += 60000, true); /* we were stopped */
	ck_assert_int_eq(r.since, wall);
	reaper_note_time(&r, wall += 60 * S, ms += 1000, true); /* the machine slept */
	ck_assert_int_eq(r.since, wall);
	reaper_note_time(&r, wall += 1 * S, ms += 1000, false); /* a full disk */
	ck_assert_int_eq(r.since, wall);
	reaper_note_time(&r, wall + 1 * S, ms + 1000, true);
	ck_assert_int_eq(r.since, wall);
}
END_TEST

START_TEST(after_our_start_there_is_a_grace)
{
	open_world(_i == 1);
	job("j", "full");
	moment = START + 10000 * S;
	reaper_init(&world.reaper, &world.api);
	moment = START + 10299 * S;
	step();
	ck_assert_uint_eq(reaped(), 0);
	moment = START + 10301 * S;
	ck_assert_uint_ne(step(), 0);
	ck_assert_uint_eq(reaped(), 1);
	says(JOB, "It was last heard of at [2026-01-01T00:00:00.");
	close_world();
}
END_TEST

/* ---- against a worker that reports at that moment ---- */

static void *
step_beside(void *unused)
{
	(void)unused;
	step();
	return NULL;
}

/* Who was told that the report is noted has the job still; who was refused has not. */
START_TEST(a_report_is_noted_or_late)
{
	enum { ROUNDS = 200 };
	unsigned noted = 0;

	open_world(_i == 1);
	for (int i = 0; i < ROUNDS; i++) {
		const char *id = arena_printf(world.a, "j%d", i);
		const char *target = arena_printf(world.a, "/_connector/_sync_job/%s", id);
		pthread_t thread;
		int status;

		job(id, "full");
		moment += 301 * S;
		ck_assert_int_eq(pthread_create(&thread, NULL, step_beside, NULL), 0);
		for (volatile int spin = i * 500; spin > 0; spin--)
			;
		status = ask("POST",
		    arena_printf(world.a, "/.elastic-connectors-sync-jobs/_update/%s", id),
		    "{\"doc\":{\"last_seen\":\"2030-01-01T00:00:00.000Z\"}}");
		pthread_join(thread, NULL);
		ck_assert(status == 200 || status == 409);
		says(target, status == 200 ? "\"status\":\"in_progress\"" : "\"status\":\"error\"");
		ck_assert_uint_eq(reaped(), (unsigned)i + 1 - (noted += status == 200));
	}
	close_world();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reaper");
	TCase *tcase = tcase_create("reaper");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, who_is_idle, 0, ROWS(rules));
	tcase_add_loop_test(tcase, an_idle_job_ends_as_error, 0, 2);
	tcase_add_loop_test(tcase, one_asked_to_stop_ends_as_canceled, 0, 2);
	tcase_add_loop_test(tcase, a_job_without_its_connector_ends_too, 0, 2);
	tcase_add_loop_test(tcase, a_report_in_between_wins, 0, 2 * ROWS(between));
	tcase_add_loop_test(tcase, a_round_finds_them_all, 0, 2);
	tcase_add_test(tcase, what_begins_the_time_anew);
	tcase_add_loop_test(tcase, after_our_start_there_is_a_grace, 0, 2);
	tcase_add_loop_test(tcase, a_report_is_noted_or_late, 0, 2);
	suite_add_tcase(suite, tcase);
	log_open(false, LOG_LEVEL_ERROR);
	return run_suite(suite);
}
