/* Limits: at each of them it still goes; beyond it nothing is stored, and the answer says why. */
#include <config.h>

#include "security_world.h"

static const struct auth_options options = {.failures_per_s = 0};

static struct api_room room;

static void
set_up(void)
{
	world_open(&options);
	world.api.open_as = "operator";
	world.api.room = &room;
	room = (struct api_room){.left = {0}};
}

static int
ask(const char *method, const char *target, const char *body)
{
	return world_ask(&(struct world_request){method, target, body});
}

/* Refused with that status and text, and nothing is another. */
static void
refused(const char *method, const char *target, const char *body, int status, const char *text)
{
	uint64_t before = world_sum();
	int got = ask(method, target, body);

	ck_assert_msg(got == status && world_says(text), "%s %s: %d, not %d: %.*s", method, target,
	    got, status, STR_ARG(buf_peek(&world.response.body)));
	ck_assert(world_sum() == before);
}

static void
taken(const char *method, const char *target, const char *body)
{
	int got = ask(method, target, body);

	ck_assert_msg(got < 300, "%s %s: %d: %.*s", method, target, got,
	    STR_ARG(buf_peek(&world.response.body)));
}

static const char *
filler(char c, size_t n)
{
	char *text = arena_alloc(world.arena, n + 1);

	memset(text, c, n);
	text[n] = '\0';
	return text;
}

START_TEST(headers)
{
	struct world_request r = {"GET", "/", NULL};

	world.api.limits.headers_max = 2000;
	/* Its name and what stands around it count. */
	r.more = (struct http_header){STR_LIT("X_A"), str_of(filler('a', 2000 - 3 - 4))};
	ck_assert_int_eq(world_ask(&r), 200);
	r.more.value = str_of(filler('a', 2000 - 3 - 3));
	ck_assert_int_eq(world_ask(&r), 400);
	ck_assert(
	    world_says("\"type\":\"too_long_http_header_exception\",\"reason\":\"HTTP header is "
	               "larger than 2000 bytes.\"}],"));
	/* Not even who asks is looked at. */
	world.api.open_as = NULL;
	ck_assert_int_eq(world_ask(&r), 400);
	world.api.limits.headers_max = 0;
	r.more.value = str_of(filler('a', 16 * 1024));
	ck_assert_int_eq(world_ask(&r), 400);
}
END_TEST

static const char *
nested(unsigned depth)
{
	return arena_printf(world.arena,
	    "{\"deleted_document_count\":1,\"indexed_document_count\":2,"
	    "\"indexed_document_volume\":3,\"metadata\":%s1%s}",
	    arena_printf(world.arena, "{\"a\":%s", filler('[', depth - 2)),
	    arena_printf(world.arena, "%s}", filler(']', depth - 2)));
}

START_TEST(depth)
{
	const char *stats =
	    arena_printf(world.arena, "/_connector/_sync_job/%s/_stats", world.running[OWN]);

	world.api.limits.json_depth_max = 30;
	refused("PUT", stats, nested(31), 400, "(31) exceeds the maximum allowed (30,");
	taken("PUT", stats, nested(30));
	refused("POST", "/.elastic-connectors/_doc",
	    arena_printf(world.arena, "{\"a\":%s1%s}", filler('[', 30), filler(']', 30)), 400,
	    "(31) exceeds the maximum allowed (30,");
	world.api.limits.json_depth_max = 0;
	taken("PUT", stats, nested(1000));
	refused("PUT", stats, nested(1001), 400, "(1001) exceeds the maximum allowed (1000,");
}
END_TEST

START_TEST(pages)
{
	static const char *const lists[] = {
	    "/_connector", "/_connector/_sync_job", "/.elastic-connectors/_search"};

	world.api.limits.page_max = 500;
	for (int i = 0; i < ROWS(lists); i++) {
		taken("GET", arena_printf(world.arena, "%s?size=500", lists[i]), NULL);
		refused("GET", arena_printf(world.arena, "%s?size=501", lists[i]), NULL, 400,
		    "[size] must be less than or equal to [500] but was [501]");
	}
	refused("POST", "/.elastic-connectors/_search", "{\"size\":501}", 400, "was [501]");
}
END_TEST

START_TEST(answers)
{
	static const char *const lists[] = {"/_connector", "/_connector?query=canary*",
	    "/_connector/_sync_job", "/.elastic-connectors/_search",
	    "/.elastic-connectors/_search?scroll=10s", "/.elastic-connectors-sync-jobs/_search"};

	for (int i = 0; i < ROWS(lists); i++) {
		world.api.limits.answer_max = 100000;
		taken("GET", lists[i], NULL);
		world.api.limits.answer_max = 1000;
		refused("GET", lists[i], NULL, 413, "\"type\":\"status_exception\"");
		ck_assert(world_says("ask for fewer records") && !world_says("canary"));
	}
	world.api.limits.answer_max = 1500;
	refused("GET", "/_security/api_key", NULL, 413, "ask for fewer records");
	refused(
	    "DELETE", "/_security/api_key", "{\"name\":\"key*\"}", 413, "ask for fewer records");
	/* One of them is asked for by its id, and is no larger than itself. */
	taken("GET",
	    arena_printf(world.arena, "/_security/api_key?id=%s", world.keys[WHO_ADMIN].id), NULL);
	ck_assert(world_says("\"name\":\"key-3\""));
	world.api.limits.answer_max = 1000;
	refused("POST", "/.elastic-connectors/_search",
	    "{\"query\":{\"terms\":{\"_id\":[\"own\",\"foreign\"]}}}", 413,
	    "ask for fewer records");
	/* Counting reads none. */
	taken("GET", "/_connector?size=0", NULL);
}
END_TEST

/* "metadata":{"a":"…"} of exactly so many bytes. */
static const char *
stats_with(size_t bytes)
{
	return arena_printf(world.arena,
	    "{\"deleted_document_count\":1,\"indexed_document_count\":2,\"indexed_document_"
	    "volume\":3,"
	    "\"metadata\":{\"a\":\"%s\"}}",
	    filler('x', bytes - strlen("{\"a\":\"\"}")));
}

START_TEST(metadata)
{
	const char *stats =
	    arena_printf(world.arena, "/_connector/_sync_job/%s/_stats", world.running[OWN]);
	const char *update = arena_printf(
	    world.arena, "/.elastic-connectors-sync-jobs/_update/%s", world.running[OWN]);

	world.api.limits.metadata_max = 2000;
	refused("PUT", stats, stats_with(2001), 413,
	    "\"reason\":\"[metadata] would be larger than 2000 bytes\"},\"status\":413}");
	taken("PUT", stats, stats_with(2000));
	/* It grows by merging: what is there counts. */
	refused("PUT", stats,
	    "{\"deleted_document_count\":1,\"indexed_document_count\":2,"
	    "\"indexed_document_volume\":3,\"metadata\":{\"b\":1}}",
	    413, "[metadata] would be larger");
	refused("POST", update, "{\"doc\":{\"metadata\":{\"c\":1}}}", 413,
	    "[metadata] would be larger");
	taken("PUT", stats,
	    "{\"deleted_document_count\":1,\"indexed_document_count\":2,"
	    "\"indexed_document_volume\":3,\"metadata\":{\"a\":1}}");
}
END_TEST

START_TEST(cursors)
{
	const char *claim =
	    arena_printf(world.arena, "/_connector/_sync_job/%s/_claim", world.pending[OWN]);
	const char *large = arena_printf(world.arena,
	    "{\"worker_hostname\":\"h\",\"sync_cursor\":{\"a\":\"%s\"}}", filler('x', 1993));
	const char *fits = arena_printf(world.arena,
	    "{\"worker_hostname\":\"h\",\"sync_cursor\":{\"a\":\"%s\"}}", filler('x', 1992));

	world.api.limits.cursor_max = 2000;
	refused("PUT", claim, large, 413, "[sync_cursor] would be larger than 2000 bytes");
	taken("PUT", claim, fits);
	refused("PUT", "/_connector/own/_last_sync",
	    arena_printf(world.arena, "{\"sync_cursor\":{\"a\":\"%s\"}}", filler('x', 1993)), 413,
	    "[sync_cursor] would be larger");
	taken("PUT", "/_connector/own/_last_sync",
	    arena_printf(world.arena, "{\"sync_cursor\":{\"a\":\"%s\"}}", filler('x', 1992)));
}
END_TEST

START_TEST(records)
{
	world.api.limits.record_max = 10000;
	refused("PUT", "/_connector/own/_name",
	    arena_printf(world.arena, "{\"name\":\"%s\"}", filler('x', 10000)), 413,
	    "the record would be larger than 10000 bytes");
	refused("PUT", "/_connector/new",
	    arena_printf(world.arena, "{\"name\":\"%s\"}", filler('x', 10000)), 413,
	    "the record would be larger than 10000 bytes");
	refused("PUT", "/.elastic-connectors/_doc/own",
	    arena_printf(world.arena, "{\"name\":\"%s\"}", filler('x', 10000)), 413,
	    "the record would be larger than 10000 bytes");
	refused("POST", "/_security/api_key",
	    arena_printf(
	        world.arena, "{\"name\":\"n\",\"metadata\":{\"a\":\"%s\"}}", filler('x', 10000)),
	    413, "the record would be larger than 10000 bytes");
	taken("PUT", "/_connector/own/_name",
	    arena_printf(world.arena, "{\"name\":\"%s\"}", filler('x', 5000)));
	taken("POST", "/_security/api_key",
	    arena_printf(
	        world.arena, "{\"name\":\"n\",\"metadata\":{\"a\":\"%s\"}}", filler('x', 5000)));
}
END_TEST

START_TEST(connectors)
{
	world.api.limits.connectors_max = 4; /* two are there */
	taken("PUT", "/_connector/c3", NULL);
	taken("POST", "/_connector", NULL);
	for (int i = 0; i < 3; i++) {
		refused("POST", "/_connector", NULL, 429,
		    "\"reason\":\"there are as many connectors as there may be: "
		    "4\"},\"status\":429}");
		refused("PUT", "/_connector/c5", NULL, 429, "as many connectors");
		refused("PUT", "/.elastic-connectors/_doc/c5", "{\"name\":\"n\"}", 429, "as many");
		refused("POST", "/.elastic-connectors/_doc", "{\"name\":\"n\"}", 429, "as many");
	}
	/* One that is there may be replaced and changed. */
	taken("PUT", "/_connector/c3", "{\"name\":\"n\"}");
	taken("PUT", "/_connector/c3/_name", "{\"name\":\"m\"}");
	/* A deleted one goes on to take its place, until it is really gone. */
	taken("DELETE", "/_connector/c3", NULL);
	refused("PUT", "/_connector/c5", NULL, 429, "as many connectors");
	taken("DELETE", "/_connector/foreign?hard=true", NULL);
	taken("PUT", "/_connector/c5", NULL);
	refused("PUT", "/_connector/c6", NULL, 429, "as many connectors");
}
END_TEST

START_TEST(sync_jobs)
{
	const char *value = "";

	world.api.limits.sync_jobs_max = 6; /* four are there */
	taken("POST", "/_connector/_sync_job", "{\"id\":\"own\"}");
	taken("POST", "/_connector/_sync_job", "{\"id\":\"own\"}");
	refused("POST", "/_connector/_sync_job", "{\"id\":\"own\"}", 429,
	    "there are as many sync jobs as there may be: 6");
	ck_assert_uint_eq(world_header("Retry-After", &value), 1);
	taken("DELETE", arena_printf(world.arena, "/_connector/_sync_job/%s", world.pending[OWN]),
	    NULL);
	taken("POST", "/_connector/_sync_job", "{\"id\":\"own\"}");
	refused("POST", "/_connector/_sync_job", "{\"id\":\"own\"}", 429, "as many sync jobs");
	/* Who may not make one does not learn how many there are. */
	world.api.open_as = NULL;
	ck_assert_int_eq(world_ask(&(struct world_request){"POST", "/_connector/_sync_job",
	                     "{\"id\":\"own\"}", world.keys[WHO_WORKER].encoded}),
	    403);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("limits");
	TCase *tcase = tcase_create("limits");

	tcase_add_checked_fixture(tcase, set_up, world_close);
	tcase_add_test(tcase, headers);
	tcase_add_test(tcase, depth);
	tcase_add_test(tcase, pages);
	tcase_add_test(tcase, answers);
	tcase_add_test(tcase, metadata);
	tcase_add_test(tcase, cursors);
	tcase_add_test(tcase, records);
	tcase_add_test(tcase, connectors);
	tcase_add_test(tcase, sync_jobs);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
