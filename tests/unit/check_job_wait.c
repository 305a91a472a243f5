/* Waiting for a sync job: when a request is put off, and what it says in the end. */
#include <config.h>

#include "api/job_watch.h"

#include <stdatomic.h>

#include "security_world.h"
#include "store/ops.h"
#include "store_util.h"

#define JOBS "/_connector/_sync_job"

static struct job_watch watch;
static const _Atomic unsigned *woken;
static unsigned wakes;

static void
wake(void *ctx, const _Atomic unsigned *word)
{
	(void)ctx;
	woken = word;
	wakes++;
}

static void
set_up(void)
{
	world_open(&(struct auth_options){0});
	world.api.watch = &watch;
	world.api.wait_max_ms = 30000;
	watch = (struct job_watch){.wake = wake};
	wakes = 0;
}

/* As the server asks; then, with what it was put off with, again. */
static int
ask(const char *method, const char *target, const char *body, bool may_wait, struct str resume)
{
	const struct world_request r = {.method = method,
	    .target = target,
	    .body = body,
	    .authorization = world.keys[WHO_ADMIN].encoded,
	    .may_wait = may_wait,
	    .resume = resume};

	return world_ask(&r);
}

static int
get(const char *id, const char *query, bool may_wait)
{
	return ask("GET", arena_printf(world.arena, JOBS "/%s?%s", id, query), NULL, may_wait,
	    (struct str){NULL, 0});
}

static void
change(const char *id, const char *what, const char *body)
{
	world_do("PUT", arena_printf(world.arena, JOBS "/%s/%s", id, what), body);
}

/* Put off, to look at the word of that job as it is now. */
static void
must_wait(const char *id, unsigned ms)
{
	const struct http_wait *w = &world.response.wait;

	ck_assert(w->asked);
	ck_assert_ptr_eq(w->word, job_watch_word(&watch, str_of(id)));
	ck_assert_uint_eq(w->seen, atomic_load(w->word));
	ck_assert_uint_eq(w->ms, ms);
	ck_assert_ptr_nonnull(w->resume.p);
	ck_assert_uint_le(w->resume.n, HTTP_RESUME_MAX);
	ck_assert_uint_eq(world.response.body.n, 0);
}

static void
must_say(int status, int expected, const char *text)
{
	ck_assert_msg(!world.response.wait.asked && status == expected && world_says(text),
	    "%d: %.*s", status, STR_ARG(buf_peek(&world.response.body)));
}

START_TEST(a_get_waits_for_a_status)
{
	const char *id = world.pending[OWN];

	must_say(get(id, "wait_for_status=pending", true), 200, "\"status\":\"pending\"");
	must_say(get(id, "wait_for_status=error,pending", true), 200, "\"pending\"");
	get(id, "wait_for_status=in_progress", true);
	must_wait(id, 30000);
	get(id, "wait_for_status=in_progress&timeout=250ms", true);
	must_wait(id, 250);
	/* When the time is over: as it is. */
	must_say(get(id, "wait_for_status=in_progress", false), 408, "\"status\":\"pending\"");
	change(id, "_claim", "{\"worker_hostname\":\"h\"}");
	must_say(get(id, "wait_for_status=in_progress", true), 200, "\"status\":\"in_progress\"");
	/* An end is an end, and nothing to wait behind. */
	get(id, "wait_for_status=completed", true);
	must_wait(id, 30000);
	change(id, "_error", "{\"error\":\"torn\"}");
	must_say(get(id, "wait_for_status=completed", true), 200, "\"status\":\"error\"");
	world_do("DELETE", arena_printf(world.arena, JOBS "/%s", id), NULL);
	must_say(get(id, "wait_for_status=completed", true), 404, id);
}
END_TEST

static enum store_rc
get_fails(struct store *s, struct arena *a, enum store_kind kind, struct str id,
    struct store_record *record)
{
	(void)s;
	(void)a;
	(void)kind;
	(void)id;
	(void)record;
	return STORE_BROKEN;
}

START_TEST(a_create_waits_for_the_end)
{
	const struct store_ops *sound;
	struct store_ops failing;
	const char *body = "{\"id\":\"own\",\"job_type\":\"incremental\"}";
	const char *target = JOBS "?wait_for_completion=true&timeout=5s";
	struct str resume;
	char id[ID_SIZE];
	uint64_t before, after;

	must(store_count(world.api.store, world.arena, STORE_SYNC_JOB, &before));
	ask("POST", target, body, true, (struct str){NULL, 0});
	/* Again at once, but behind the flush. */
	ck_assert(world.response.wait.asked);
	ck_assert_ptr_null(world.response.wait.word);
	ck_assert_uint_eq(world.response.wait.ms, 5000);
	ck_assert_uint_gt(world.response.ticket, 0);
	resume = world.response.wait.resume;
	must_say(ask("POST", target, body, false, resume), 201, "\"timed_out\":true");
	must_say(ask("POST", target, body, false, resume), 201, "\"status\":\"pending\"");
	buf_char(&world.response.body, '\0');
	world_member(world.response.body.p, "id", id, sizeof(id));

	ask("POST", target, body, true, resume);
	must_wait(id, 5000);
	resume = world.response.wait.resume;
	change(id, "_claim", "{\"worker_hostname\":\"h\"}");
	ask("POST", target, body, true, resume);
	must_wait(id, 5000);
	change(id, "_error", "{\"error\":\"to\\\"rn\"}");
	must_say(ask("POST", target, body, true, resume), 201,
	    arena_printf(world.arena,
	        "{\"id\":\"%s\",\"timed_out\":false,\"status\":\"error\",\"error\":\"to\\\"rn\"}",
	        id));
	/* What cannot be read is made all the same. */
	failing = *world.api.store->ops;
	failing.get = get_fails;
	sound = world.api.store->ops;
	world.api.store->ops = &failing;
	must_say(
	    ask("POST", target, body, true, resume), 201, "\"timed_out\":true,\"status\":null");
	world.api.store->ops = sound;
	world_do("DELETE", arena_printf(world.arena, JOBS "/%s", id), NULL);
	must_say(ask("POST", target, body, true, resume), 201,
	    arena_printf(world.arena, "{\"id\":\"%s\",\"timed_out\":false,\"status\":null}", id));
	/* However often it was handled, it was made once. */
	must(store_count(world.api.store, world.arena, STORE_SYNC_JOB, &after));
	ck_assert_uint_eq(after, before);
}
END_TEST

START_TEST(who_does_not_ask_does_not_notice)
{
	const char *body = "{\"id\":\"own\"}";
	static const char *const queries[] = {"", "?wait_for_completion=false"};

	for (int i = 0; i < ROWS(queries); i++) {
		int status = ask("POST", arena_printf(world.arena, JOBS "%s", queries[i]), body,
		    true, (struct str){NULL, 0});

		must_say(status, 201, "{\"id\":\"");
		ck_assert(!world_says("timed_out"));
	}
	must_say(get(world.pending[OWN], "pretty", true), 200, "\"pending\"");
	must_say(get(world.pending[OWN], "wait_for_status=", true), 200, "\"pending\"");
}
END_TEST

static const struct {
	const char *query, *reason;
} wrong[] = {
    {"timeout=1s",
        "[timeout] is how long to wait for what [wait_for_status] says, and that says nothing"},
    {"wait_for_status=done", "Unknown ConnectorSyncStatus [done]."},
    {"wait_for_status=error,,pending", "Unknown ConnectorSyncStatus []."},
    {"wait_for_status=error&timeout=1", "[timeout] must be a duration"},
    {"wait_for_status=error&timeout=-1", "[timeout] must be a duration"},
    {"wait_for_status=error&timeout=", "[timeout] must be a duration"},
    {"wait_for_status=error&timeout=31s", "[timeout] may be at most [30000ms] here"},
    {"wait_for_status=error&timeout=9999999999999999999999d", "[timeout] must be a duration"},
    {"wait_for_completion=true", "unrecognized parameter: [wait_for_completion]"},
};

START_TEST(what_is_wrong_is_said)
{
	must_say(get(world.pending[OWN], wrong[_i].query, true), 400, wrong[_i].reason);
}
END_TEST

/* A worker of another connector learns nothing by waiting either. */
START_TEST(a_foreign_job_is_not_waited_for)
{
	struct world_request r = {.method = "GET",
	    .target = arena_printf(
	        world.arena, JOBS "/%s?wait_for_status=completed", world.pending[FOREIGN]),
	    .authorization = world.keys[WHO_WORKER].encoded,
	    .may_wait = true};

	must_say(world_ask(&r), 404, world.pending[FOREIGN]);
	r.target =
	    arena_printf(world.arena, JOBS "/%s?wait_for_status=completed", world.pending[OWN]);
	world_ask(&r);
	must_wait(world.pending[OWN], 30000);
}
END_TEST

/* Each way a job changes, and who is woken by it: NULL is everybody. */
START_TEST(each_change_is_told)
{
	const char *id = world.pending[OWN];
	const _Atomic unsigned *word = job_watch_word(&watch, str_of(id));
	unsigned before = atomic_load(word);

	change(id, "_claim", "{\"worker_hostname\":\"h\"}");
	ck_assert_uint_eq(wakes, 1);
	ck_assert_ptr_eq(woken, word);
	change(id, "_stats",
	    "{\"deleted_document_count\":1,\"indexed_document_count\":2,"
	    "\"indexed_document_volume\":3}");
	change(id, "_check_in", NULL);
	change(id, "_cancel", NULL);
	ck_assert_uint_eq(wakes, 4);
	world_do("POST", arena_printf(world.arena, "/.elastic-connectors-sync-jobs/_update/%s", id),
	    "{\"doc\":{\"status\":\"canceled\"}}");
	ck_assert_uint_eq(wakes, 5);
	ck_assert_ptr_eq(woken, word);
	/* Neither what changes nothing nor what is refused, nor what is read. */
	world_do("POST", arena_printf(world.arena, "/.elastic-connectors-sync-jobs/_update/%s", id),
	    "{\"doc\":{\"status\":\"canceled\"}}");
	ck_assert_int_eq(ask("PUT", arena_printf(world.arena, JOBS "/%s/_claim", id),
	                     "{\"worker_hostname\":\"h\"}", true, (struct str){NULL, 0}),
	    400);
	get(id, "", true);
	world_do("PUT", "/_connector/own/_check_in", NULL);
	ck_assert_uint_eq(wakes, 5);
	world_do("DELETE", arena_printf(world.arena, JOBS "/%s", id), NULL);
	ck_assert_uint_eq(wakes, 6);
	ck_assert_uint_eq(atomic_load(word) - before, 6);
	world_do("DELETE", "/_connector/own?delete_sync_jobs=true", NULL);
	ck_assert_uint_eq(wakes, 7);
	ck_assert_ptr_null(woken);
	ck_assert_uint_eq(atomic_load(word) - before, 7);
	world_do("POST", "/.elastic-connectors-sync-jobs/_delete_by_query",
	    "{\"query\":{\"match_all\":{}}}");
	ck_assert_uint_eq(wakes, 8);
	ck_assert_ptr_null(woken);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("job_wait");
	TCase *t = tcase_create("job_wait");

	log_open(false, LOG_LEVEL_ERROR);
	tcase_add_checked_fixture(t, set_up, world_close);
	tcase_add_test(t, a_get_waits_for_a_status);
	tcase_add_test(t, a_create_waits_for_the_end);
	tcase_add_test(t, who_does_not_ask_does_not_notice);
	tcase_add_loop_test(t, what_is_wrong_is_said, 0, ROWS(wrong));
	tcase_add_test(t, a_foreign_job_is_not_waited_for);
	tcase_add_test(t, each_change_is_told);
	suite_add_tcase(s, t);
	return run_suite(s);
}
