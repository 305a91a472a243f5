/*
 * The API against a small model of it: sequences of requests by chance, every answer compared as a
 * whole, and at times everything there is.
 *
 * CONNECTORD_PROPERTY_OPS: how many requests (3000). CONNECTORD_PROPERTY_SEED: another sequence.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../unit/harness.h"
#include "../unit/store_util.h"
#include "api/api.h"
#include "api/snapshots.h"
#include "generate.h"
#include "model.h"
#include "random.h"

enum { LOOK_AROUND = 50, LISTS = 3, HISTORY = 10, UUID_LEN = 22 };

/* 2025-06-02T09:15:04.999998Z: soon a second is full, and digits vanish. */
#define FIRST_MOMENT INT64_C(1748855704999998)

/* What the program takes from outside. */
static struct {
	int64_t time;     /* the latest reading of the clock */
	int64_t first;    /* the first one of this request; 0: none yet */
	unsigned ids;     /* ever */
	char id[ID_SIZE]; /* the latest */
} world;

static int64_t
fake_now(void)
{
	world.time++;
	if (world.first == 0)
		world.first = world.time;
	return world.time;
}

static void
fake_id(char id[ID_SIZE])
{
	(void)snprintf(world.id, sizeof world.id, "-_AZaz0123%010u", ++world.ids);
	memcpy(id, world.id, ID_SIZE);
}

/* How far the clock goes between two requests. */
static void
let_time_pass(struct random *random)
{
	static const int64_t steps[] = {0, 0, 1, 999, 1000, 250000, 61000000};

	world.time += steps[random_below(random, sizeof steps / sizeof steps[0])];
	if (random_percent(random, 20))
		world.time += 999 - world.time % 1000; /* the next reading is whole milliseconds */
}

struct run {
	struct api api;
	struct model model;
	struct random random;
	struct op op; /* the latest request */
	uint64_t seed;
	unsigned long at, ops;
	char uuid[UUID_LEN + 1]; /* of the index, as first seen */
	char *history[HISTORY];
	unsigned answers[600]; /* how often each status was seen */
};

/* ---- telling ---- */

static void
remember(struct run *run, const struct op *op)
{
	char **slot = &run->history[run->at % HISTORY];
	size_t n = strlen(op->target) + strlen(op->text) + 64;

	free(*slot);
	*slot = malloc(n);
	ck_assert_ptr_nonnull(*slot);
	(void)snprintf(*slot, n, "%lu: %s %s %s", run->at, op->method, op->target, op->text);
}

static void
tell(
    const struct run *run, const struct op *op, const struct answer *want, const struct answer *got)
{
	printf(
	    "seed %" PRIu64 ", operation %lu of %lu; the latest:\n", run->seed, run->at, run->ops);
	for (unsigned i = 1; i <= HISTORY; i++)
		if (run->history[(run->at + i) % HISTORY] != NULL)
			printf("  %s\n", run->history[(run->at + i) % HISTORY]);
	printf("asked: %s %s %s\nexpected: %d %s\n", op->method, op->target, op->text, want->status,
	    json_object_to_json_string_ext(want->body, JSON_C_TO_STRING_NOSLASHESCAPE));
	printf("got:      %d %s\n", got->status,
	    json_object_to_json_string_ext(got->body, JSON_C_TO_STRING_NOSLASHESCAPE));
	(void)fflush(stdout);
}

/* ---- asking ---- */

/* The contract leaves the uuid open, but not its length, and not that it changes. */
static void
blank_uuid(struct run *run, json_object *error)
{
	const char *uuid = error != NULL ? value_text_at(error, "index_uuid") : NULL;

	if (uuid == NULL || strlen(uuid) != UUID_LEN)
		return;
	if (run->uuid[0] == '\0')
		memcpy(run->uuid, uuid, sizeof run->uuid);
	if (strcmp(uuid, run->uuid) == 0)
		value_set_text(error, "index_uuid", ANSWER_UUID);
}

static struct answer
ask(struct run *run, const struct op *op)
{
	struct http_request request = {.method = str_of(op->method), .target = str_of(op->target)};
	struct http_response response = {0};
	struct arena *arena = arena_new();
	struct answer got;
	json_object *error;

	if (op->text[0] != '\0') {
		request.content_type = STR_LIT("application/json");
		request.body = str_of(op->text);
	}
	http_response_reset(&response);
	api_handle(&run->api, arena, &request, &response);
	buf_char(&response.body, '\0');
	got = answer_with_take(response.status, json_tokener_parse(response.body.p));
	error =
	    json_object_is_type(got.body, json_type_object) ? value_at(got.body, "error") : NULL;
	if (json_object_is_type(error, json_type_object)) {
		blank_uuid(run, error);
		blank_uuid(run, json_object_array_get_idx(value_at(error, "root_cause"), 0));
	}
	http_response_release(&response);
	arena_free(arena);
	return got;
}

/* Asks both the program and the model. */
static void
compare(struct run *run, const struct op *op)
{
	unsigned ids = world.ids;
	struct answer got, want;
	bool same;

	let_time_pass(&run->random);
	world.first = 0;
	got = ask(run, op);
	run->model.read_at = world.first;
	run->model.now = world.time;
	run->model.new_id = world.ids != ids ? world.id : "(no id was made)";
	want = model_answer(&run->model, op);
	same = got.status == want.status && json_object_equal(got.body, want.body) != 0;
	if (!same)
		tell(run, op, &want, &got);
	ck_assert_msg(
	    same, "seed %" PRIu64 ", operation %lu: not as the model says", run->seed, run->at);
	if (got.status >= 0 && got.status < 600)
		run->answers[got.status]++;
	answer_release(&got);
	answer_release(&want);
}

static void
compare_one(struct run *run, enum op_kind kind, const char *id, bool include_deleted)
{
	struct op op = {.kind = kind, .query = generate_no_query()};

	(void)snprintf(op.id, sizeof op.id, "%s", id);
	op.query.include_deleted = include_deleted;
	generate_target(&op);
	compare(run, &op);
	op_release(&op);
}

static void
compare_list(struct run *run, enum op_kind kind, bool all)
{
	struct op op = {.kind = kind, .query = generate_no_query()};

	if (all)
		op.query.include_deleted = kind == OP_LIST;
	else
		generate_list(&run->random, &run->model, kind, &op);
	generate_target(&op);
	compare(run, &op);
	op_release(&op);
}

/* Everything there is, each record by itself and in lists. */
static void
look_around(struct run *run)
{
	const struct model *m = &run->model;

	for (size_t i = 0; i < m->connectors; i++) {
		compare_one(run, OP_GET, m->connector[i].id, true);
		compare_one(run, OP_GET, m->connector[i].id, false);
	}
	for (size_t i = 0; i < m->jobs; i++)
		compare_one(run, OP_JOB_GET, m->job[i].id, false);
	for (unsigned i = 0; i <= LISTS; i++) {
		compare_list(run, OP_LIST, i == 0);
		compare_list(run, OP_JOB_LIST, i == 0);
	}
}

/* ---- runs ---- */

static uint64_t
setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

static void
play(struct run *run, struct store *store, bool compat)
{
	/* Few and small, so that they come and go. */
	struct snapshots *snapshots = snapshots_new(8192);

	*run = (struct run){.api = {.store = store,
	                        .snapshots = snapshots,
	                        .compat = compat,
	                        .now = fake_now,
	                        .new_id = fake_id,
	                        .open_as = "_anonymous",
	                        .version_number = "9.1.0",
	                        .build_flavor = "default",
	                        .node_name = "node-1",
	                        .cluster_name = "elasticsearch"},
	    .model = {.compat = compat},
	    .seed = setting("CONNECTORD_PROPERTY_SEED", 20250602),
	    .ops = (unsigned long)setting("CONNECTORD_PROPERTY_OPS", 3000)};
	run->random.state = run->seed;
	world.time = FIRST_MOMENT;
	world.ids = 0;
	/* Before anything can go wrong. */
	printf("seed %" PRIu64 ", %lu operations\n", run->seed, run->ops);
	(void)fflush(stdout);
	for (; run->at < run->ops; run->at++) {
		generate_op(&run->random, &run->model, &run->op);
		remember(run, &run->op);
		compare(run, &run->op);
		op_release(&run->op);
		if (run->at % LOOK_AROUND == LOOK_AROUND - 1)
			look_around(run);
	}
	look_around(run);
	run->api.snapshots = NULL;
	snapshots_free(snapshots);
}

static void
finish(struct run *run)
{
	static const int statuses[] = {200, 201, 400, 404};

	printf("answers:");
	for (unsigned i = 0; i < 600; i++)
		if (run->answers[i] > 0)
			printf(" %u times %u", run->answers[i], i);
	printf("\n");
	/* A run in which nothing went well, or nothing was refused, has compared nothing. */
	for (size_t i = 0; run->ops >= 1000 && i < sizeof statuses / sizeof statuses[0]; i++)
		ck_assert_uint_gt(run->answers[statuses[i]], 20);
	for (unsigned i = 0; i < HISTORY; i++)
		free(run->history[i]);
	model_release(&run->model);
}

/* Connectors, jobs, and histories, each of a job that is there. */
static void
check_records(const struct run *run, struct store *store)
{
	const struct store_query all = {STORE_HISTORY, .groups = UINT32_MAX, .size = UINT64_MAX};
	struct arena *a = arena_new();
	struct store_record *histories, job;
	uint64_t count;
	size_t n;

	must(store_list(store, a, &all, &histories, &n, &count));
	for (size_t i = 0; i < n; i++)
		must(store_get(store, a, STORE_SYNC_JOB, histories[i].id, &job));
	check_sound(store, run->model.connectors + run->model.jobs + n);
	arena_free(a);
}

START_TEST(in_memory)
{
	static struct run run;
	struct store *store = store_open_mem();

	ck_assert_ptr_nonnull(store);
	play(&run, store, true);
	check_records(&run, store);
	store_close(store);
	finish(&run);
}
END_TEST

/* The same, and all of it is still there when the store is opened again. */
START_TEST(in_berkeley_db)
{
	static struct run run;
	char *dir = dir_new();
	struct store *store = open_dir(dir);

	play(&run, store, false);
	check_records(&run, store);
	store_close(store);
	run.api.store = store = open_dir(dir);
	look_around(&run);
	check_records(&run, store);
	store_close(store);
	dir_free(dir);
	finish(&run);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("property");
	TCase *tc = tcase_create("property");

	/* Seconds: far more than it takes, under sanitizers too; an endless loop does end. */
	tcase_set_timeout(tc, (double)(60 + setting("CONNECTORD_PROPERTY_OPS", 3000) / 50));
	tcase_add_test(tc, in_memory);
	tcase_add_test(tc, in_berkeley_db);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
