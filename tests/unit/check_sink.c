/* The sink where somebody wants it to break: what is large, and what is many. */
#include <config.h>

#include "security_world.h"

#include "api/sink.h"
#include "json/reader.h"
#include "sink/scroll.h"

static const struct auth_options options = {.failures_per_s = 0};

static void
set_up(void)
{
	world_open(&options);
	world.api.open_as = "operator";
}

static int
ask(const char *method, const char *target, const char *body)
{
	return world_ask(&(struct world_request){method, target, body});
}

static void
taken(const char *method, const char *target, const char *body)
{
	int got = ask(method, target, body);

	ck_assert_msg(got < 300 && !world_says("\"errors\":true"), "%s %.99s: %d: %.*s", method,
	    target, got, (int)(world.response.body.n % 1000), world.response.body.p);
}

static unsigned
count(const char *text)
{
	struct str rest = buf_peek(&world.response.body);
	unsigned n = 0;

	for (;;) {
		const char *at = memmem(rest.p, rest.n, text, strlen(text));

		if (at == NULL)
			return n;
		n++;
		rest.n -= (size_t)(at + 1 - rest.p);
		rest.p = at + 1;
	}
}

static const char *
filler(char c, size_t n)
{
	char *text = arena_alloc(world.arena, n + 1);

	memset(text, c, n);
	text[n] = '\0';
	return text;
}

/* So many times, with the number in the place of %d. */
static const char *
times(unsigned n, const char *line)
{
	struct buf text = {0};
	const char *copy;

	for (unsigned i = 0; i < n; i++) {
		const char *at = strstr(line, "%d");

		if (at == NULL) {
			buf_text(&text, line);
			continue;
		}
		buf_str(&text, (struct str){line, (size_t)(at - line)});
		buf_printf(&text, "%u", i);
		buf_text(&text, at + 2);
	}
	buf_char(&text, '\0');
	copy = arena_copy(world.arena, buf_peek(&text)).p;
	buf_release(&text);
	return copy;
}

/* ---- memory ---- */

/* What is there is read with each operation: so many bytes are one transaction's, and no more. */
START_TEST(large_documents_are_not_all_in_one_transaction)
{
	enum { BIG = 1 << 20, UPDATES = 40 };
	uint64_t before;

	taken("PUT", "/big/_bulk",
	    arena_printf(
	        world.arena, "{\"index\":{\"_id\":\"1\"}}\n{\"text\":\"%s\"}\n", filler('x', BIG)));
	before = world.response.ticket;
	taken("PUT", "/big/_bulk",
	    times(UPDATES, "{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"n\":%d}}\n"));
	ck_assert_uint_eq(count("\"result\":\"updated\""), UPDATES);
	ck_assert_uint_ge(world.response.ticket - before, UPDATES / 4);
	before = world.response.ticket;
	taken("PUT", "/big/_bulk", times(UPDATES, "{\"index\":{\"_id\":\"%d\"}}\n{}\n"));
	ck_assert_uint_eq(world.response.ticket - before, 1);
	taken("GET", "/big/_doc/1", NULL);
	ck_assert(world_says("\"_version\":42"));
}
END_TEST

/* Each line keeps to the values that a tree may have; what they add up to does so too. */
START_TEST(updates_do_not_pile_up_values)
{
	enum { VALUES = JSON_VALUES_MAX - 10 };
	const char *zeros = times(VALUES - 1, "0,");
	const char *line = arena_printf(world.arena,
	    "{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"%%d\":[%s0]},"
	    "\"doc_as_upsert\":true}\n",
	    zeros);

	ck_assert_int_eq(ask("PUT", "/values/_bulk", times(4, line)), 200);
	ck_assert_uint_eq(count("\"status\":200"), 1);
	ck_assert_uint_eq(count("\"status\":201"), 1);
	ck_assert_uint_eq(count("\"status\":400,\"error\":{"), 2);
	taken("PUT", "/values/_bulk", "{\"index\":{\"_id\":\"1\"}}\n{}\n");
	taken("PUT", "/values/_bulk", "{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"a\":1}}\n");
}
END_TEST

/* ---- pages of large documents ---- */

static unsigned
scroll_all(const char *first)
{
	char body[8300] = "", id[8200];
	unsigned seen = 0;

	taken("POST", first, NULL);
	for (unsigned hits; (hits = count("\"sort\":[0]")) > 0; seen += hits) {
		buf_char(&world.response.body, '\0');
		world_member(world.response.body.p, "_scroll_id", id, sizeof(id));
		snprintf(body, sizeof(body), "{\"scroll_id\":\"%s\"}", id);
		taken("POST", "/_search/scroll", body);
	}
	ck_assert_str_ne(body, "");
	return seen;
}

/* The pages that a client asks for may be of any number: a scroll ends them where it must. */
START_TEST(a_scroll_passes_large_documents)
{
	enum { DOCS = 50 };

	taken("PUT", "/large/_bulk",
	    times(DOCS,
	        arena_printf(world.arena, "{\"index\":{\"_id\":\"%%d\"}}\n{\"text\":\"%s\"}\n",
	            filler('x', 1000))));
	for (unsigned max = 10; max < 200000; max *= 10) {
		world.api.limits.answer_max = max;
		ck_assert_uint_eq(scroll_all("/large/_search?scroll=1m&size=1000"), DOCS);
		ck_assert_uint_eq(scroll_all("/large/_search?scroll=1m&size=7"), DOCS);
	}
	/* One page alone is what was asked for, or none. */
	world.api.limits.answer_max = 10000;
	ck_assert_int_eq(ask("POST", "/large/_search?size=1000", NULL), 413);
	ck_assert_int_eq(ask("GET", "/_connectord/sink/large", NULL), 413);
	taken("GET", "/_connectord/sink/large?size=9", NULL);
	ck_assert_int_eq(ask("POST", "/large/_search?scroll=1m&size=0", NULL), 400);
	ck_assert(world_says("[size] cannot be [0] in a scroll context"));
	/* Numbers that are others in 32 bits. */
	ck_assert_int_eq(ask("POST", "/large/_search", "{\"size\":4294967297}"), 400);
	ck_assert_int_eq(ask("POST", "/large/_search", "{\"size\":-4294967286}"), 400);
}
END_TEST

/* Emptied in as few batches as there is room for, whatever the documents. */
START_TEST(large_documents_are_deleted_together)
{
	enum { DOCS = 30 };
	const char *line = arena_printf(world.arena,
	    "{\"index\":{\"_id\":\"%%d\"}}\n{\"text\":\"%s\"}\n", filler('x', 300 << 10));

	world.api.limits.answer_max = 0;
	taken("PUT", "/large/_bulk", times(DOCS, line));
	taken("POST", "/large/_delete_by_query", "{\"query\":{\"match_all\":{}}}");
	ck_assert(world_says("\"deleted\":30,\"batches\":2,"));
}
END_TEST

/* ---- ids ---- */

static void
find_all(const char *const *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		taken("PUT", "/ids/_bulk",
		    arena_printf(
		        world.arena, "{\"create\":{\"_id\":%s}}\n{\"n\":%zu}\n", ids[i], i));
	taken("GET", "/ids/_count", NULL);
	ck_assert_msg(
	    world_says(arena_printf(world.arena, "\"count\":%zu,", n)), "not all are kept");
	taken("GET", "/ids/_search?size=100", NULL);
	for (size_t i = 0; i < n; i++)
		ck_assert(world_says(arena_printf(world.arena, "\"_source\":{\"n\":%zu}", i)));
}

/* Ids that differ are those of different documents. */
START_TEST(ids_that_look_alike)
{
	static const char *const ids[] = {"\"a\"", "\"a\\u0000\"", "\"a\\u0000b\"", "\"a\\u0000c\"",
	    "\"\\u0000\"", "9223372036854775807", "9223372036854775808", "18446744073709551616",
	    "-9223372036854775809", "1.0", "1.00", "1", "\" \"", "\"\\ud83d\\ude00\"", "\"/\"",
	    "\"#\"", "\"%\""};

	find_all(ids, ROWS(ids));
	/* A number is its digits. */
	ck_assert_int_eq(
	    ask("PUT", "/ids/_bulk", "{\"create\":{\"_id\":\"9223372036854775808\"}}\n{}\n"), 200);
	ck_assert(world_says("version_conflict_engine_exception"));
	taken("GET", "/ids/_doc/18446744073709551616", NULL);
	ck_assert(world_says("\"_source\":{\"n\":7}"));
}
END_TEST

/* Keys of the store are no longer than 512 bytes, and have the index in front. */
START_TEST(ids_up_to_their_longest)
{
	static const size_t lengths[] = {490, 491, 492, 493, 511, 512};
	const char *ids[2 * ROWS(lengths)];
	size_t n = 0;

	for (int i = 0; i < ROWS(lengths); i++) {
		const char *same = filler('x', lengths[i] - 1);

		ids[n++] = arena_printf(world.arena, "\"%s1\"", same);
		ids[n++] = arena_printf(world.arena, "\"%s2\"", same);
	}
	find_all(ids, n);
	for (size_t i = 0; i < n; i++) {
		const char *id =
		    arena_printf(world.arena, "%.*s", (int)strlen(ids[i]) - 2, ids[i] + 1);

		taken("GET", arena_printf(world.arena, "/ids/_doc/%s", id), NULL);
		ck_assert(world_says(id));
		ck_assert(world_says(arena_printf(world.arena, "\"_source\":{\"n\":%zu}", i)));
	}
	ck_assert_int_eq(
	    ask("PUT", "/ids/_bulk",
	        arena_printf(world.arena, "{\"index\":{\"_id\":\"%s\"}}\n{}\n", filler('x', 513))),
	    200);
	ck_assert(world_says("\"status\":400,\"error\":{\"type\":\"illegal_argument_exception\","
	                     "\"reason\":\"id is too long, must be no longer than 512 bytes but "
	                     "was: 513\""));
}
END_TEST

/* From any of them an export goes on, and sees each once. */
START_TEST(an_export_passes_long_ids)
{
	enum { LONG = 30 };
	struct str id = {NULL, 0};
	char after[600] = "";
	unsigned seen = 0;

	taken("PUT", "/ids/_bulk",
	    times(LONG, arena_printf(world.arena, "{\"index\":{\"_id\":\"%s%%d\"}}\n{}\n",
	                    filler('y', 480))));
	taken("PUT", "/ids/_bulk",
	    times(LONG, arena_printf(world.arena, "{\"index\":{\"_id\":\"%s%%d\"}}\n{}\n",
	                    filler('y', 510))));
	for (;;) {
		const char *target = arena_printf(world.arena, "/_connectord/sink/ids?size=1%s%s",
		    *after != '\0' ? "&after=" : "", after);

		taken("GET", target, NULL);
		if (world.response.body.n == 0)
			break;
		id = sink_doc_id(buf_peek(&world.response.body));
		snprintf(after, sizeof(after), "%.*s", (int)id.n - 2, id.p + 1);
		ck_assert_uint_le(++seen, 2 * LONG);
	}
	ck_assert_uint_eq(seen, 2 * LONG);
	taken("GET", arena_printf(world.arena, "/_connectord/sink/ids?after=%s", filler('~', 4000)),
	    NULL);
}
END_TEST

/* ---- lines ---- */

/* A carriage return is white space, and no end of the line. */
START_TEST(nothing_behind_a_document_is_lost)
{
	static const char *const lines[] = {
	    "{\"a\":1\r}{\"b\":2}", "{\r}x", "{}\r\r{}", "{},", "{\"a\":\r\"\"} /* */ {}"};

	for (int i = 0; i < ROWS(lines); i++) {
		ck_assert_int_eq(
		    ask("PUT", "/lines/_bulk",
		        arena_printf(world.arena, "{\"index\":{\"_id\":\"1\"}}\n%s\n", lines[i])),
		    200);
		ck_assert_msg(world_says("\"errors\":true"), "%s", lines[i]);
	}
	ck_assert_int_eq(ask("PUT", "/lines/_bulk", "{\"index\":\r{}}{}\n{}\n"), 400);
	taken("PUT", "/lines/_bulk", "{\"index\":\r{}} \r\n{\r\"a\":1} \t\r\n");
	ck_assert_int_eq(ask("PUT", "/lines/_mapping", "{\n}{}"), 400);
	taken("PUT", "/lines/_mapping", "{\r\n}");
}
END_TEST

/* What an index keeps of mappings is read once in a transaction, not with each operation. */
START_TEST(indices_with_large_mappings_take_turns)
{
	enum { ROUNDS = 125 };
	const char *mappings =
	    arena_printf(world.arena, "{\"mappings\":{\"_meta\":\"%s\"}}", filler('m', 1000000));
	uint64_t before;

	taken("PUT", "/one", mappings);
	taken("PUT", "/two", mappings);
	before = world.response.ticket;
	taken("PUT", "/_bulk",
	    times(ROUNDS, "{\"index\":{\"_index\":\"one\"}}\n{}\n"
	                  "{\"index\":{\"_index\":\"two\"}}\n{}\n"));
	ck_assert_uint_eq(world.response.ticket - before, 1);
	taken("GET", "/one/_count", NULL);
	ck_assert(world_says("\"count\":125,"));
	taken("PUT", "/one/_mapping", "{\"properties\":{}}");
	taken("GET", "/one/_count", NULL);
	ck_assert(world_says("\"count\":125,"));
}
END_TEST

/* ---- names ---- */

/* A worker's indices are looked up once each, in whatever order they come. */
START_TEST(names_are_looked_up_once)
{
	enum { CONNECTORS = 12, ROUNDS = 400, BIG = 64 << 10 };
	struct world_key key;
	struct buf body = {0};
	struct arena *arena = arena_new();
	struct http_header header;
	struct http_request request = {.method = STR_LIT("PUT"),
	    .target = STR_LIT("/_bulk"),
	    .content_type = STR_LIT("application/json"),
	    .headers = &header,
	    .header_count = 1};

	for (int i = 0; i < CONNECTORS; i++)
		taken("PUT", arena_printf(world.arena, "/_connector/w%d", i),
		    arena_printf(world.arena,
		        "{\"index_name\":\"index-%d\",\"description\":\"%s\"}", i,
		        filler('d', BIG)));
	world_key_make(&key, "w",
	    "{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"worker\"],"
	    "\"resources\":[\"w0\",\"w1\",\"w2\",\"w3\",\"w4\",\"w5\",\"w6\",\"w7\",\"w8\",\"w9\","
	    "\"w10\",\"w11\"]}]}",
	    "");
	header = (struct http_header){STR_LIT("AUTHORIZATION"), str_of(key.encoded)};
	for (int i = 0; i < ROUNDS * CONNECTORS; i++)
		buf_printf(&body, "{\"delete\":{\"_index\":\"index-%d\",\"_id\":\"1\"}}\n",
		    i % CONNECTORS);
	request.body = buf_peek(&body);
	http_response_reset(&world.response);
	api_handle(&world.api, arena, &request, &world.response);
	ck_assert_int_eq(world.response.status, 200);
	ck_assert_uint_eq(count("\"status\":404"), ROUNDS * CONNECTORS);
	ck_assert_uint_lt(arena_size(arena), 16 << 20);
	/* One name that is none of the worker's, and nothing is written. */
	buf_text(&body, "{\"index\":{\"_index\":\"canary-index-foreign\",\"_id\":\"2\"}}\n{}\n");
	buf_text(&body, "{\"index\":{\"_index\":\"index-1\",\"_id\":\"2\"}}\n{}\n");
	request.body = buf_peek(&body);
	http_response_reset(&world.response);
	api_handle(&world.api, arena, &request, &world.response);
	ck_assert_int_eq(world.response.status, 403);
	arena_free(arena);
	buf_release(&body);
	world.api.open_as = "operator";
	ck_assert_int_eq(ask("GET", "/canary-index-foreign/_doc/2", NULL), 404);
	ck_assert_int_eq(ask("GET", "/index-1/_doc/2", NULL), 404);
}
END_TEST

/* ---- what is somebody else's ---- */

static const char *
scroll_id(const char *index, const char *after)
{
	const struct scroll s = {
	    .index = str_of(index), .after = str_of(after), .size = 100, .source = true};

	return arena_printf(
	    world.arena, "{\"scroll_id\":\"%.*s\"}", STR_ARG(scroll_write(world.arena, &s)));
}

/* The id of an index of the sink. */
static const char *
uuid_of(const char *index)
{
	char *id = arena_alloc(world.arena, 64);

	world_member(
	    world_do("GET", arena_printf(world.arena, "/%s", index), NULL), "uuid", id, 64);
	return id;
}

static void
worker_gets_nothing(const char *method, const char *target, const char *body)
{
	uint64_t before = world_sum();
	int status = world_ask(
	    &(struct world_request){method, target, body, world.keys[WHO_WORKER].encoded});

	ck_assert_msg(status >= 400 && status < 500, "%s %s %s: %d", method, target,
	    body != NULL ? body : "", status);
	ck_assert(!world_says("canary-text-foreign"));
	ck_assert_msg(world_sum() == before, "%s %s", method, target);
}

/* A worker reaches the index of its connector, and no other by any way. */
START_TEST(a_worker_reaches_its_own)
{
	static const char *const names[] = {"canary-index-foreign", "canary-index-%66oreign",
	    "%63anary-index-foreign", "canary-index-*", "*", "%2A", "%2a", "_all", "%5Fall",
	    "canary-index-own,canary-index-foreign", "canary-index-own%2Ccanary-index-foreign",
	    "-x,*", "%3Ccanary-index-foreign%3E", "CANARY-INDEX-FOREIGN", "canary-index-own%00",
	    ".search-acl-filter-canary-index-foreign",
	    ".search-acl-filter-.search-acl-filter-canary-index-own", ".search-acl-filter-",
	    ".search-acl-filter-*", ".elastic-connectors-v1", ".elastic-connectors",
	    "%2Eelastic-connectors", ".elastic-connectors-sync-jobs", ".elastic-connectors-secrets",
	    "canary-index-foreign/", "/canary-index-foreign"};
	static const char *const behind[] = {
	    "/_search", "/_count", "/_stats", "/_mapping", "/_doc/1", "/_refresh"};
	static const char *const lines[] = {"canary-index-foreign", "*", "", ".elastic-connectors",
	    ".elastic-connectors-v1", "canary-index-own,canary-index-foreign",
	    ".search-acl-filter-canary-index-foreign", "canary-index-own\\u0000", "none"};

	const char *own = uuid_of("canary-index-own"), *foreign = uuid_of("canary-index-foreign");

	/* The first use of a key is noted. */
	ck_assert_int_eq(world_ask(&(struct world_request){
	                     "GET", "/canary-index-own", NULL, world.keys[WHO_WORKER].encoded}),
	    200);
	for (int i = 0; i < ROWS(names); i++) {
		/* That the two of the connectors are there is no secret. */
		bool known = strstr(names[i], "elastic-connectors") != NULL;

		for (int k = 0; k < ROWS(behind); k++) {
			if (!known || k < 2 || k == 4)
				worker_gets_nothing("GET",
				    arena_printf(world.arena, "/%s%s", names[i], behind[k]), NULL);
		}
		worker_gets_nothing("PUT", arena_printf(world.arena, "/%s", names[i]), NULL);
		worker_gets_nothing("DELETE", arena_printf(world.arena, "/%s", names[i]), NULL);
		worker_gets_nothing("POST",
		    arena_printf(world.arena, "/%s/_delete_by_query", names[i]),
		    "{\"query\":{\"match_all\":{}}}");
		worker_gets_nothing("POST", arena_printf(world.arena, "/%s/_bulk", names[i]),
		    "{\"delete\":{\"_id\":\"1\"}}\n");
		worker_gets_nothing(
		    "GET", arena_printf(world.arena, "/_connectord/sink/%s", names[i]), NULL);
	}
	for (int i = 0; i < ROWS(lines); i++) {
		const char *line = arena_printf(world.arena,
		    "{\"index\":{\"_index\":\"canary-index-own\",\"_id\":\"2\"}}\n{}\n"
		    "{\"index\":{\"_index\":\"%s\",\"_id\":\"2\"}}\n{}\n",
		    lines[i]);

		worker_gets_nothing("POST", "/_bulk", line);
		worker_gets_nothing("PUT", "/canary-index-own/_bulk", line);
	}
	worker_gets_nothing("POST", "/_search/scroll", scroll_id("canary-index-foreign", foreign));
	worker_gets_nothing("POST", "/_search/scroll", scroll_id("canary-index-foreign", own));
	worker_gets_nothing("POST", "/_search/scroll", scroll_id("canary-index-own", foreign));
	worker_gets_nothing("POST", "/_search/scroll", scroll_id("canary-index-own", ""));
	worker_gets_nothing("POST", "/_search/scroll", scroll_id("*", foreign));
	worker_gets_nothing("POST", "/_search/scroll", scroll_id("", ""));
	world.api.mount = "/es";
	worker_gets_nothing("GET", "/es/canary-index-foreign/_search", NULL);
	worker_gets_nothing("GET", "/canary-index-own/_search", NULL);
	/* All of that could have gone well. */
	ck_assert_int_eq(world_ask(&(struct world_request){"POST", "/es/_search/scroll",
	                     scroll_id("canary-index-own", own), world.keys[WHO_WORKER].encoded}),
	    200);
	ck_assert(world_says("canary-text-own"));
}
END_TEST

/* ---- settings ---- */

/* The answer of GET would have them twice. */
START_TEST(settings_that_are_not_a_clients)
{
	ck_assert_int_eq(ask("PUT", "/set",
	                     "{\"settings\":{\"index\":{\"uuid\":\"x\",\"creation_date\":\"1\"}}}"),
	    400);
	ck_assert(world_says(
	    "Validation Failed: 1: private index setting [index.creation_date] can not be set "
	    "explicitly;2: private index setting [index.uuid] can not be set explicitly;"));
	ck_assert_int_eq(ask("PUT", "/set", "{\"settings\":{\"index.provided_name\":\"x\"}}"), 400);
	ck_assert_int_eq(ask("HEAD", "/set", NULL), 404);
	taken("PUT", "/set",
	    "{\"settings\":{\"index\":{\"number_of_shards\":1},\"index.refresh\":2}}");
	taken("GET", "/set", NULL);
	ck_assert_uint_eq(count("\"uuid\""), 1);
}
END_TEST

/* ---- how many indices ---- */

START_TEST(one_request_makes_no_more_indices_than_may_be)
{
	/* Two of the world. */
	enum { THERE = 2, MORE = SINK_INDICES_MAX - THERE };

	taken("PUT", "/_bulk",
	    times(MORE - 1, "{\"index\":{\"_index\":\"index-%d\",\"_id\":\"1\"}}\n{}\n"));
	ck_assert_int_eq(ask("PUT", "/_bulk",
	                     times(10, "{\"index\":{\"_index\":\"more-%d\",\"_id\":\"1\"}}\n{}\n")),
	    200);
	ck_assert_uint_eq(count("\"result\":\"created\""), 1);
	ck_assert_uint_eq(count("\"status\":429,"), 9);
	ck_assert_int_eq(ask("PUT", "/more-9", NULL), 429);
	taken("GET", "/*/_stats", NULL);
	ck_assert_uint_eq(count("\"primaries\""), SINK_INDICES_MAX);
	taken("DELETE", "/index-5", NULL);
	taken("PUT", "/more-9", NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sink");
	TCase *tcase = tcase_create("hostile");

	tcase_add_checked_fixture(tcase, set_up, world_close);
	tcase_add_test(tcase, large_documents_are_not_all_in_one_transaction);
	tcase_add_test(tcase, updates_do_not_pile_up_values);
	tcase_add_test(tcase, a_scroll_passes_large_documents);
	tcase_add_test(tcase, large_documents_are_deleted_together);
	tcase_add_test(tcase, ids_that_look_alike);
	tcase_add_test(tcase, ids_up_to_their_longest);
	tcase_add_test(tcase, an_export_passes_long_ids);
	tcase_add_test(tcase, nothing_behind_a_document_is_lost);
	tcase_add_test(tcase, indices_with_large_mappings_take_turns);
	tcase_add_test(tcase, names_are_looked_up_once);
	tcase_add_test(tcase, a_worker_reaches_its_own);
	tcase_add_test(tcase, settings_that_are_not_a_clients);
	tcase_add_test(tcase, one_request_makes_no_more_indices_than_may_be);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
