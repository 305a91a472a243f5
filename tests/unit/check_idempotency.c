/* Idempotency-Key: one create and one answer, whatever comes in between. */
#include <config.h>

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/idempotency.h"

#include "security_world.h"
#include "store_util.h"

#define JOBS   "/_connector/_sync_job"
#define FULL   "{\"id\":\"own\",\"job_type\":\"full\"}"
#define ACCESS "{\"id\":\"own\",\"job_type\":\"access_control\"}"
#define HOUR   (INT64_C(3600) * 1000000)

static void
set_up(void)
{
	world_open(&(struct auth_options){0});
}

static int
create(const char *authorization, const char *key, const char *body)
{
	const struct world_request r = {.method = "POST",
	    .target = JOBS,
	    .body = body,
	    .authorization = authorization,
	    .more = {STR_LIT("IDEMPOTENCY_KEY"), str_of(key)}};

	return world_ask(&r);
}

/* One that goes through; its id. */
static const char *
created(const char *key, const char *body, bool replayed)
{
	char *id = arena_alloc(world.arena, ID_SIZE);
	const char *value = "";
	int status = create(world.keys[WHO_ADMIN].encoded, key, body);

	buf_char(&world.response.body, '\0');
	ck_assert_msg(status == 201, "%d: %s", status, world.response.body.p);
	world_member(world.response.body.p, "id", id, ID_SIZE);
	ck_assert_uint_eq(world_header("Idempotency-Replayed", &value), replayed ? 1 : 0);
	ck_assert_str_eq(value, replayed ? "true" : "");
	return id;
}

static uint64_t
count(enum store_kind kind)
{
	uint64_t n;

	must(store_count(world.api.store, world.arena, kind, &n));
	return n;
}

START_TEST(the_same_key_gives_the_same_answer)
{
	uint64_t jobs = count(STORE_SYNC_JOB);
	const char *first = created("k", FULL, false);

	ck_assert_str_eq(created("k", FULL, true), first);
	ck_assert_uint_eq(count(STORE_SYNC_JOB), jobs + 1);
	ck_assert_str_ne(created("other", FULL, false), first);
	/* The answer stays what it was when its job is gone. */
	world_do("DELETE", arena_printf(world.arena, JOBS "/%s", first), NULL);
	ck_assert_str_eq(created("k", FULL, true), first);
	ck_assert_uint_eq(count(STORE_SYNC_JOB), jobs + 1);
}
END_TEST

START_TEST(another_request_is_refused)
{
	const char *admin = world.keys[WHO_ADMIN].encoded;
	uint64_t jobs;

	created("k", FULL, false);
	jobs = count(STORE_SYNC_JOB);
	ck_assert_int_eq(create(admin, "k", ACCESS), 422);
	ck_assert(world_says("\"type\":\"status_exception\""));
	ck_assert(world_says("\"status\":422"));
	ck_assert_int_eq(create(admin, "k", "{\"id\":\"foreign\",\"job_type\":\"full\"}"), 422);
	ck_assert_uint_eq(count(STORE_SYNC_JOB), jobs);
}
END_TEST

START_TEST(a_key_belongs_to_who_asks)
{
	const char *mine = created("k", FULL, false);
	char other[ID_SIZE];

	ck_assert_int_eq(create(world.keys[WHO_MANAGE].encoded, "k", ACCESS), 201);
	buf_char(&world.response.body, '\0');
	world_member(world.response.body.p, "id", other, sizeof(other));
	ck_assert_str_ne(mine, other);
	ck_assert_str_eq(created("k", FULL, true), mine);
	/* Who may not create learns nothing, not even that there was another request. */
	ck_assert_int_eq(create(world.keys[WHO_MONITOR].encoded, "k", FULL), 403);
	ck_assert_int_eq(create(world.keys[WHO_MONITOR].encoded, "k", ACCESS), 403);
}
END_TEST

START_TEST(what_the_web_server_vouches_for_is_a_scope_too)
{
	const struct auth_options options = {.remote_user_roles = ROLE_MANAGE};
	struct world_request r = {.method = "POST",
	    .target = JOBS,
	    .body = FULL,
	    .remote_user = "ann",
	    .more = {STR_LIT("IDEMPOTENCY_KEY"), STR_LIT("k")}};
	const char *value;

	world_close();
	world_open(&options);
	ck_assert_int_eq(world_ask(&r), 201);
	ck_assert_int_eq(world_ask(&r), 201);
	ck_assert_uint_eq(world_header("Idempotency-Replayed", &value), 1);
	r.remote_user = "bob";
	ck_assert_int_eq(world_ask(&r), 201);
	ck_assert_uint_eq(world_header("Idempotency-Replayed", &value), 0);
}
END_TEST

START_TEST(a_refused_create_keeps_nothing)
{
	const char *admin = world.keys[WHO_ADMIN].encoded;

	ck_assert_int_eq(create(admin, "k", "{\"id\":\"none\"}"), 404);
	ck_assert_int_eq(create(admin, "k", "{\"id\":\"\"}"), 400);
	ck_assert_uint_eq(count(STORE_IDEMPOTENCY), 0);
	created("k", FULL, false);
	ck_assert_uint_eq(count(STORE_IDEMPOTENCY), 1);
}
END_TEST

START_TEST(keys_have_limits)
{
	static const struct {
		size_t n;
		char c;
		int status;
	} rows[] = {{0, 'x', 400}, {1, 'x', 201}, {255, 'x', 201}, {256, 'x', 400}, {3, '\t', 400},
	    {3, '\x7f', 400}, {3, '\xc3', 400}, {3, ' ', 201}, {3, '~', 201}};
	char key[257];

	for (int i = 0; i < ROWS(rows); i++) {
		memset(key, rows[i].c, rows[i].n);
		key[rows[i].n] = '\0';
		ck_assert_msg(create(world.keys[WHO_ADMIN].encoded, key, FULL) == rows[i].status,
		    "row %d: %d", i, world.response.status);
	}
}
END_TEST

START_TEST(a_key_sent_twice_is_refused)
{
	const struct http_header two[] = {
	    {STR_LIT("IDEMPOTENCY_KEY"), STR_LIT("a")}, {STR_LIT("IDEMPOTENCY_KEY"), STR_LIT("b")}};
	const struct http_request request = {.method = STR_LIT("POST"),
	    .target = STR_LIT(JOBS),
	    .content_type = STR_LIT("application/json"),
	    .body = STR_LIT(FULL),
	    .headers = two,
	    .header_count = 2};

	world.api.open_as = "operator";
	http_response_reset(&world.response);
	api_handle(&world.api, world.arena, &request, &world.response);
	ck_assert_int_eq(world.response.status, 400);
}
END_TEST

START_TEST(a_day_later_it_is_forgotten)
{
	const char *first = created("k", FULL, false);

	world.skew += 24 * HOUR - 60 * INT64_C(1000000);
	ck_assert_str_eq(created("k", FULL, true), first);
	world.skew += 120 * INT64_C(1000000);
	/* For another request, too; and there is still one record of it. */
	ck_assert_str_ne(created("k", ACCESS, false), first);
	ck_assert_uint_eq(count(STORE_IDEMPOTENCY), 1);
}
END_TEST

START_TEST(expired_answers_go_a_few_at_a_time)
{
	uint64_t n = 3 * IDEMPOTENCY_SWEEP + 1, left = n, before;

	for (uint64_t i = 0; i < n; i++)
		created(arena_printf(world.arena, "old-%u", (unsigned)i), FULL, false);
	world.skew += 25 * HOUR;
	for (unsigned i = 0; left > 1; i++) {
		before = left;
		created(arena_printf(world.arena, "new-%u", i), FULL, false);
		left = count(STORE_IDEMPOTENCY) - (i + 1);
		ck_assert_uint_eq(
		    left, before > IDEMPOTENCY_SWEEP ? before - IDEMPOTENCY_SWEEP : 0);
		ck_assert_uint_lt(i, n);
	}
	created("k", FULL, false);
	created("new-0", FULL, true);
}
END_TEST

/* ---- all at once ---- */

enum { THREADS = 8, ROUNDS = 20 };

static pthread_barrier_t start;

struct racer {
	pthread_t thread;
	char answers[ROUNDS][64];
};

static void *
race(void *arg)
{
	struct racer *r = arg;
	struct http_response response = {0};
	char key[16];

	for (int round = 0; round < ROUNDS; round++) {
		struct arena *arena = arena_new();
		struct http_header header = {STR_LIT("IDEMPOTENCY_KEY"), {key, 0}};
		const struct http_request request = {.method = STR_LIT("POST"),
		    .target = STR_LIT(JOBS),
		    .content_type = STR_LIT("application/json"),
		    .body = STR_LIT(FULL),
		    .headers = &header,
		    .header_count = 1};

		header.value.n = (size_t)snprintf(key, sizeof(key), "round-%d", round);
		http_response_reset(&response);
		pthread_barrier_wait(&start);
		api_handle(&world.api, arena, &request, &response);
		snprintf(r->answers[round], sizeof(r->answers[round]), "%d %.*s", response.status,
		    (int)response.body.n, response.body.p);
		arena_free(arena);
	}
	http_response_release(&response);
	return NULL;
}

static void
race_all(void)
{
	struct racer racers[THREADS];

	pthread_barrier_init(&start, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(racers[i].thread, NULL);
	pthread_barrier_destroy(&start);
	for (int i = 0; i < THREADS; i++)
		for (int round = 0; round < ROUNDS; round++)
			ck_assert_str_eq(racers[i].answers[round], racers[0].answers[round]);
	ck_assert_int_eq(strncmp(racers[0].answers[0], "201 ", 4), 0);
}

START_TEST(of_many_at_once_one_is_made)
{
	uint64_t jobs = count(STORE_SYNC_JOB);

	world.api.open_as = "operator";
	race_all();
	ck_assert_uint_eq(count(STORE_SYNC_JOB), jobs + ROUNDS);
	ck_assert_uint_eq(count(STORE_IDEMPOTENCY), ROUNDS);
}
END_TEST

/* ---- on disk ---- */

static void
open_on_disk(const char *dir)
{
	store_close(world.api.store);
	world.api.store = open_dir(dir);
	world.api.open_as = "operator";
}

static void
verify_disk(void)
{
	struct store_problem_counts p;

	must(store_verify(world.api.store, &p));
	ck_assert_uint_eq(p.records_bad + p.order_missing + p.order_stray + p.counts_wrong, 0);
}

/* Makes them, says so, and is killed: nothing of it is closed or written behind. */
static void
create_and_die(const char *dir, int out)
{
	char ids[3][ID_SIZE];
	uint64_t reached;

	open_on_disk(dir);
	world_connector(OWN);
	world.api.open_as = "operator";
	for (int i = 0; i < 3; i++)
		memcpy(ids[i], created(arena_printf(world.arena, "k%d", i), FULL, false), ID_SIZE);
	must(store_sync(world.api.store, &reached));
	if (reached < world.response.ticket || write(out, ids, sizeof(ids)) != (ssize_t)sizeof(ids))
		_exit(1);
	(void)kill(getpid(), SIGKILL);
}

START_TEST(a_kill_behind_the_answer_changes_nothing)
{
	char *dir = dir_new(), ids[3][ID_SIZE];
	int ends[2], status;
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		create_and_die(dir, ends[1]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	ck_assert_int_eq(read(ends[0], ids, sizeof(ids)), (ssize_t)sizeof(ids));
	close(ends[0]);
	close(ends[1]);

	open_on_disk(dir);
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(created(arena_printf(world.arena, "k%d", i), FULL, true), ids[i]);
	ck_assert_int_eq(create(NULL, "k0", ACCESS), 422);
	ck_assert_uint_eq(count(STORE_IDEMPOTENCY), 3);
	race_all();
	verify_disk();
	world.skew += 25 * HOUR;
	created("k0", FULL, false);
	verify_disk();
	ck_assert_uint_lt(count(STORE_IDEMPOTENCY), 3 + ROUNDS);
	store_close(world.api.store);
	world.api.store = NULL;
	dir_free(dir);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("idempotency");
	TCase *t = tcase_create("idempotency");

	tcase_add_checked_fixture(t, set_up, world_close);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_same_key_gives_the_same_answer);
	tcase_add_test(t, another_request_is_refused);
	tcase_add_test(t, a_key_belongs_to_who_asks);
	tcase_add_test(t, what_the_web_server_vouches_for_is_a_scope_too);
	tcase_add_test(t, a_refused_create_keeps_nothing);
	tcase_add_test(t, keys_have_limits);
	tcase_add_test(t, a_key_sent_twice_is_refused);
	tcase_add_test(t, a_day_later_it_is_forgotten);
	tcase_add_test(t, expired_answers_go_a_few_at_a_time);
	tcase_add_test(t, of_many_at_once_one_is_made);
	tcase_add_test(t, a_kill_behind_the_answer_changes_nothing);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	log_open(false, LOG_LEVEL_ERROR);
	return run_suite(suite());
}
