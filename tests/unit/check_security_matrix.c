/*
 * Every route of the table, for every role, for a connector of the worker's own and for another,
 * and with every kind of credentials that are none. A new row is in here by being in the table; one
 * with a body needs an example below.
 */
#include <config.h>

#include "api/route.h"
#include "security_world.h"

/* clang-format off */
static const struct example {
	const char *method, *path;
	const char *body;
	bool running;	/* wants a job that is in progress */
	int status;	/* of who may, when it is none of success */
	bool made;	/* makes an index of the sink: that is there without */
} examples[] = {
	{ "POST",   "/_connector", "{}" },
	{ "PUT",    "/_connector", "{}" },
	{ "PUT",    "/_connector/{connector_id}", "{}" },
	{ "PUT",    "/_connector/{connector_id}/_api_key_id", "{\"api_key_id\":\"k\"}" },
	{ "PUT",    "/_connector/{connector_id}/_configuration", "{\"values\":{\"host\":\"h\"}}" },
	{ "PUT",    "/_connector/{connector_id}/_error", "{\"error\":\"e\"}" },
	{ "PUT",    "/_connector/{connector_id}/_features", "{\"features\":{\"document_level_security\":{\"enabled\":true}}}" },
	{ "PUT",    "/_connector/{connector_id}/_filtering", "{\"rules\":[]}" },
	{ "PUT",    "/_connector/{connector_id}/_filtering/_validation", "{\"validation\":{\"state\":\"edited\",\"errors\":[]}}" },
	{ "PUT",    "/_connector/{connector_id}/_index_name", "{\"index_name\":\"another\"}" },
	{ "PUT",    "/_connector/{connector_id}/_last_sync", "{\"last_sync_error\":\"e\"}" },
	{ "PUT",    "/_connector/{connector_id}/_name", "{\"name\":\"n\"}" },
	{ "PUT",    "/_connector/{connector_id}/_native", "{\"is_native\":false}" },
	{ "PUT",    "/_connector/{connector_id}/_pipeline", "{\"pipeline\":{\"extract_binary_content\":true,\"name\":\"p\",\"reduce_whitespace\":true,\"run_ml_inference\":false}}" },
	{ "PUT",    "/_connector/{connector_id}/_scheduling", "{\"scheduling\":{\"full\":{\"enabled\":true,\"interval\":\"0 0 0 * * ?\"}}}" },
	{ "PUT",    "/_connector/{connector_id}/_service_type", "{\"service_type\":\"s\"}" },
	{ "PUT",    "/_connector/{connector_id}/_status", "{\"status\":\"connected\"}" },
	{ "POST",   "/_connector/_sync_job", "{\"id\":\"own\"}" },
	{ "PUT",    "/_connector/_sync_job/{connector_sync_job_id}/_claim", "{\"worker_hostname\":\"h\"}" },
	{ "PUT",    "/_connector/_sync_job/{connector_sync_job_id}/_error", "{\"error\":\"e\"}", true },
	{ "PUT",    "/_connector/_sync_job/{connector_sync_job_id}/_stats", "{\"deleted_document_count\":1,\"indexed_document_count\":2,\"indexed_document_volume\":3}", true },
	{ "PUT",    "/_connector/_sync_job/{connector_sync_job_id}/_check_in", NULL, true },
	{ "POST",   "/_connector/_secret", "{\"value\":\"v\"}" },
	{ "PUT",    "/_connector/_secret/{id}", "{\"value\":\"v\"}" },
	{ "POST",   "/_security/api_key", "{\"name\":\"n\"}" },
	{ "PUT",    "/_security/api_key", "{\"name\":\"n\"}" },
	{ "DELETE", "/_security/api_key", "{\"name\":\"none\"}" },
	{ "PUT",    "/{index}", NULL, false, 400 },
	{ "GET",    "/{index}/_search", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/{index}/_search", "{\"query\":{\"match_all\":{}}}" },
	{ "GET",    "/{index}/_count", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/{index}/_count", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/{index}/_delete_by_query", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/{index}/_doc", "{\"name\":\"n\"}" },
	{ "PUT",    "/{index}/_doc/{id}", "{\"name\":\"n\"}" },
	{ "POST",   "/{index}/_doc/{id}", "{\"name\":\"n\"}" },
	{ "POST",   "/{index}/_update/{id}", "{\"doc\":{\"name\":\"n\"}}" },
	{ "PUT",    "/{sink}", "{}", .made = true },
	{ "PUT",    "/{sink}/_mapping", "{\"properties\":{}}" },
	{ "GET",    "/{sink}/_search", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/{sink}/_search", "{\"query\":{\"match_all\":{}}}" },
	{ "GET",    "/{sink}/_count", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/{sink}/_count", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/{sink}/_delete_by_query", "{\"query\":{\"match_all\":{}}}" },
	{ "POST",   "/_bulk", "{\"index\":{\"_index\":\"canary-index-own\",\"_id\":\"2\"}}\n{}\n" },
	{ "PUT",    "/_bulk", "{\"delete\":{\"_index\":\".search-acl-filter-canary-index-own\",\"_id\":\"1\"}}\n" },
	{ "POST",   "/{sink}/_bulk", "{\"index\":{\"_id\":\"2\"}}\n{}\n" },
	{ "PUT",    "/{sink}/_bulk", "{\"delete\":{\"_id\":\"1\"}}\n" },
	{ "GET",    "/_search/scroll", "{\"scroll_id\":\"connectord-end-of-scroll\"}" },
	{ "POST",   "/_search/scroll", "{\"scroll_id\":\"connectord-end-of-scroll\"}" },
	{ "DELETE", "/_search/scroll", "{\"scroll_id\":[\"connectord-end-of-scroll\"]}" },
};
/* clang-format on */

static const struct auth_options no_limit = {.failures_per_s = 0};

static void
set_up(void)
{
	world_open(&no_limit);
}

/* The row's path with something in place of its variables. */
static const char *
fill_in(const struct route *route, enum whose whose, bool running, bool sink_made)
{
	const struct {
		const char *name, *value;
	} values[] = {
	    {"{connector_id}", connector_ids[whose]},
	    {"{connector_sync_job_id}", running ? world.running[whose] : world.pending[whose]},
	    {"{index}", ".elastic-connectors"},
	    {"{sink}", arena_printf(world.arena, "%scanary-index-%s",
	                   sink_made ? ".search-acl-filter-" : "", connector_ids[whose])},
	    {"{id}", strstr(route->path, "{index}") != NULL  ? connector_ids[whose]
	             : strstr(route->path, "{sink}") != NULL ? "1"
	                                                     : "s"},
	};
	const char *path = route->path;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const char *at = strstr(path, values[i].name);

		if (at != NULL)
			path = arena_printf(world.arena, "%.*s%s%s", (int)(at - path), path,
			    values[i].value, at + strlen(values[i].name));
	}
	ck_assert_msg(strchr(path, '{') == NULL, "%s: say what its variable stands for", path);
	return path;
}

static const struct example *
example_of(const struct route *route)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
		if (strcmp(examples[i].method, http_method_name(route->method)) == 0 &&
		    strcmp(examples[i].path, route->path) == 0)
			return &examples[i];
	return NULL;
}

static struct world_request
request_of(const struct route *route, enum whose whose)
{
	const struct example *example = example_of(route);
	struct world_request r = {.method = http_method_name(route->method)};

	if (example != NULL)
		r.body = example->body;
	ck_assert_msg(route_body(route) == NULL || r.body != NULL,
	    "%s %s: give it an example of a body", r.method, route->path);
	r.target = fill_in(
	    route, whose, example != NULL && example->running, example != NULL && example->made);
	return r;
}

static bool
has_variable(const struct route *route, const char *name)
{
	return strstr(route->path, name) != NULL;
}

/* What the table, and the rule for workers, say of it. */
static int
expected(const struct route *route, enum who who, enum whose whose)
{
	const struct example *example = example_of(route);
	const int success = example != NULL && example->status != 0 ? example->status : 200;
	unsigned roles = privilege_roles(route->access.privilege);

	if (route->access.privilege == PRIVILEGE_ANY)
		return success;
	if ((who_roles[who] & roles) == 0)
		return 403;
	if (who == WHO_WORKER && whose == FOREIGN &&
	    (has_variable(route, "{connector_id}") || has_variable(route, "{sink}")))
		return 403;
	if (who == WHO_WORKER && whose == FOREIGN && has_variable(route, "{connector_sync_job_id}"))
		return 404;
	return success;
}

/* Nobody gets what is not for him, whatever the way. */
static void
check_canaries(const char *what, enum who who)
{
	const unsigned roles = who_roles[who];

	if ((roles & (ROLE_MANAGE | ROLE_ADMIN)) == 0) {
		ck_assert_msg(!world_says("canary-secret"), "%s", what);
		ck_assert_msg(!world_says("canary-hidden-foreign"), "%s", what);
	}
	if (roles == ROLE_MONITOR)
		ck_assert_msg(!world_says("canary-hidden"), "%s", what);
	if (roles == ROLE_WORKER)
		ck_assert_msg(!world_says("-foreign"), "%s", what);
	if (roles == 0)
		ck_assert_msg(!world_says("canary"), "%s", what);
	ck_assert_msg(strstr(what, "_security") == NULL || !world_says("\"hash\""), "%s", what);
}

static void
check_403(const char *what, const struct route *route, enum who who)
{
	const char *value;

	ck_assert_uint_eq(world_header("X-elastic-product", &value), 0);
	ck_assert_uint_eq(world_header("WWW-Authenticate", &value), 0);
	if (route->method == HTTP_HEAD)
		return;
	ck_assert_msg(
	    world_says(arena_printf(world.arena,
	        "\"type\":\"security_exception\",\"reason\":\"action [%s] is unauthorized "
	        "for API key id [%s] of user [operator], this action is granted by the "
	        "cluster privileges [%s]\"}],",
	        route->access.action, world.keys[who].id,
	        privilege_grants(route->access.privilege))),
	    "%s: %.*s", what, STR_ARG(buf_peek(&world.response.body)));
}

static void
try_role(const struct route *route, enum who who, enum whose whose, const char *query)
{
	struct world_request r = request_of(route, whose);
	int want = expected(route, who, whose), status;
	const char *what;
	uint64_t before;

	r.target = arena_printf(world.arena, "%s%s", r.target, query);
	r.authorization = world.keys[who].encoded;
	what = arena_printf(world.arena, "%s %s as %d", r.method, r.target, (int)who);
	/* The first use of a key is written down: that is no change of what is protected. */
	world_ask(&(struct world_request){
	    "GET", "/_security/_authenticate", .authorization = r.authorization});
	before = world_sum();
	status = world_ask(&r);
	ck_assert_msg((want == 200 && status < 300) || status == want, "%s: %d, not %d: %.*s", what,
	    status, want, STR_ARG(buf_peek(&world.response.body)));
	check_canaries(what, who);
	if (want == 403 && *query == '\0')
		check_403(what, route, who);
	if (status >= 300)
		ck_assert_msg(
		    world_sum() == before, "%s: refused, and yet it changed something", what);
}

START_TEST(roles_may_what_the_table_says)
{
	const struct route *route = &routes[_i];

	for (int who = 0; who < WHO__MAX; who++) {
		for (int whose = 0; whose < WHOSE__MAX; whose++) {
			try_role(route, (enum who)who, (enum whose)whose, "");
			world_close();
			set_up();
		}
	}
}
END_TEST

/* What is blanked and left out stays so, however the answer is cut. */
START_TEST(reads_show_nothing_more_when_cut)
{
	static const char *const queries[] = {
	    "?pretty",
	    "?filter_path=**.value",
	    "?filter_path=results.configuration.password,results.connector.configuration",
	    "?filter_path=configuration.password.value,connector.configuration.*.default_value",
	    "?filter_path=-none&error_trace=true&human",
	};

	for (size_t i = 0; i < route_count; i++) {
		if (routes[i].method != HTTP_GET)
			continue;
		for (int who = 0; who < WHO__MAX; who++)
			for (int whose = 0; whose < WHOSE__MAX; whose++)
				try_role(&routes[i], (enum who)who, (enum whose)whose, queries[_i]);
	}
}
END_TEST

/* ---- credentials that are none ---- */

struct credentials {
	const char *what;
	const char *authorization;
	struct http_header more;
	const char *remote_user;
	const char *reason; /* part of the answer */
};

static char *
basic(const char *pair)
{
	struct str at = str_of(pair);
	const char *colon = strchr(pair, ':');
	struct str id = {at.p, (size_t)(colon - pair)};

	return arena_printf(
	    world.arena, "Basic %.*s", STR_ARG(token_join(world.arena, id, str_of(colon + 1))));
}

static const char *
wrong_secret(enum who who, const char *scheme)
{
	struct str secret = STR_LIT("AAAAAAAAAAAAAAAAAAAAAA");

	return arena_printf(world.arena, "%s %.*s", scheme,
	    STR_ARG(token_join(world.arena, str_of(world.keys[who].id), secret)));
}

#define NOT_PROVEN                                                                      \
	"unable to authenticate with provided credentials and anonymous access is not " \
	"allowed for this request\",\"additional_unsuccessful_credentials\":\"API key: "
#define MISSING "missing authentication credentials for REST request ["

static size_t
all_credentials(struct credentials *c)
{
	const char *admin = world.keys[WHO_ADMIN].encoded + strlen("ApiKey ");
	struct arena *a = world.arena;
	size_t n = 0;

	/* clang-format off */
	c[n++] = (struct credentials){ "none", NULL, .reason = MISSING };
	c[n++] = (struct credentials){ "wrong secret", wrong_secret(WHO_ADMIN, "ApiKey"),
	    .reason = arena_printf(a, NOT_PROVEN "invalid credentials for API key [%s]\"", world.keys[WHO_ADMIN].id) };
	c[n++] = (struct credentials){ "wrong secret, Basic", wrong_secret(WHO_ADMIN, "Basic"),
	    .reason = arena_printf(a, "unable to authenticate user [%s] for REST request [", world.keys[WHO_ADMIN].id) };
	c[n++] = (struct credentials){ "unknown id", "ApiKey bm9uZTphYWFhYWFhYWFhYWFhYWFhYWFhYWFh",
	    .reason = NOT_PROVEN "unable to find apikey with id none\"" };
	c[n++] = (struct credentials){ "unknown user", basic("bob:x"),
	    .reason = "unable to authenticate user [bob] for REST request [" };
	c[n++] = (struct credentials){ "revoked", world.revoked.encoded,
	    .reason = arena_printf(a, NOT_PROVEN "api key [%s] has been invalidated\"", world.revoked.id) };
	c[n++] = (struct credentials){ "expired", world.expired.encoded,
	    .reason = NOT_PROVEN "api key is expired\"" };
	c[n++] = (struct credentials){ "no base64", "ApiKey ????", .reason = NOT_PROVEN "invalid ApiKey value\"" };
	c[n++] = (struct credentials){ "no colon", "ApiKey YWJj", .reason = NOT_PROVEN "invalid ApiKey value\"" };
	c[n++] = (struct credentials){ "id alone", "ApiKey YWJjOg==", .reason = NOT_PROVEN "unable to find" };
	c[n++] = (struct credentials){ "nothing behind", "ApiKey ", .reason = NOT_PROVEN "invalid" };
	c[n++] = (struct credentials){ "scheme alone", "ApiKey", .reason = MISSING };
	c[n++] = (struct credentials){ "empty", "", .reason = MISSING };
	c[n++] = (struct credentials){ "no scheme", admin, .reason = MISSING };
	c[n++] = (struct credentials){ "Bearer", arena_printf(a, "Bearer %s", admin), .reason = MISSING };
	c[n++] = (struct credentials){ "ApiKeyX", arena_printf(a, "ApiKeyX %s", admin), .reason = MISSING };
	c[n++] = (struct credentials){ "two", world.keys[WHO_ADMIN].encoded,
	    .more = { STR_LIT("AUTHORIZATION"), STR_LIT("ApiKey YWJj") }, .reason = MISSING };
	c[n++] = (struct credentials){ "header Remote-User", NULL,
	    .more = { STR_LIT("REMOTE_USER"), STR_LIT("admin") }, .reason = MISSING };
	c[n++] = (struct credentials){ "header es-security-runas-user", NULL,
	    .more = { STR_LIT("ES_SECURITY_RUNAS_USER"), STR_LIT("admin") }, .reason = MISSING };
	c[n++] = (struct credentials){ "header Proxy-Authorization", NULL,
	    .more = { STR_LIT("PROXY_AUTHORIZATION"), str_of(world.keys[WHO_ADMIN].encoded) }, .reason = MISSING };
	c[n++] = (struct credentials){ "REMOTE_USER nobody asked for", NULL, .remote_user = "admin", .reason = MISSING };
	/* clang-format on */
	return n;
}

enum { CREDENTIALS_MAX = 32 };

static void
check_401(const char *what, const struct world_request *r, const char *reason)
{
	const char *value = "";

	ck_assert_uint_eq(world_header("WWW-Authenticate", &value), 2);
	ck_assert_str_eq(value, "Basic realm=\"security\", charset=\"UTF-8\"");
	ck_assert_uint_eq(world_header("X-elastic-product", &value), 0);
	ck_assert_msg(
	    world_says(reason) && world_says("\"status\":401}") &&
	        world_says("\"header\":{\"WWW-Authenticate\":[\"Basic "
	                   "realm=\\\"security\\\", charset=\\\"UTF-8\\\"\",\"ApiKey\"]}"),
	    "%s: %.*s", what, STR_ARG(buf_peek(&world.response.body)));
	/* The path is told again, and some have one in it. */
	ck_assert_msg(strstr(r->target, "canary") != NULL || !world_says("canary"), "%s", what);
	ck_assert_msg(!world_says("canary-text") && !world_says("stack_trace"), "%s", what);
	if (strcmp(reason, MISSING) == 0)
		ck_assert_msg(world_says(arena_printf(world.arena, "%s%s]\"", MISSING, r->target)),
		    "%s", what);
}

START_TEST(nobody_else_gets_in)
{
	struct credentials all[CREDENTIALS_MAX];
	size_t n = all_credentials(all);

	ck_assert_uint_le(n, CREDENTIALS_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct credentials *c = &all[i];
		struct world_request r = request_of(&routes[_i], OWN);
		const char *what =
		    arena_printf(world.arena, "%s %s with %s", r.method, r.target, c->what);
		uint64_t before = world_sum();

		r.authorization = c->authorization;
		r.more = c->more;
		r.remote_user = c->remote_user;
		r.target = arena_printf(world.arena, "%s?error_trace", r.target);
		ck_assert_msg(world_ask(&r) == 401, "%s: %d", what, world.response.status);
		check_401(what, &r, c->reason);
		ck_assert_msg(world_sum() == before, "%s: it changed something", what);
	}
}
END_TEST

/* Authentication comes before routing, and before anything that is wrong with the request. */
START_TEST(strangers_learn_nothing)
{
	static const struct world_request requests[] = {
	    {"GET", "/nothing/here", NULL},
	    {"PATCH", "/_connector", NULL},
	    {"FOO", "/_connector", NULL},
	    {"OPTIONS", "/_connector", NULL},
	    {"GET", "/_connector/%zz", NULL},
	    {"GET", "/_connector?pretty=x", NULL},
	    {"GET", "/_connector?a=%", NULL},
	    {"PUT", "/_connector/own", "{"},
	    {"GET", "/", NULL, NULL, {STR_LIT("ACCEPT"), STR_LIT("foo")}},
	    {"PUT", "/_connector/own", "not gzip", NULL,
	        {STR_LIT("CONTENT_ENCODING"), STR_LIT("gzip")}},
	};

	ck_assert_int_eq(world_ask(&requests[_i]), 401);
	ck_assert(world_says(MISSING));
}
END_TEST

/* A mistake in a request is told before that it may not be made at all (rest.md 1). */
START_TEST(mistakes_come_before_403)
{
	struct world_request r = {"PUT", "/_connector/own/_name", "{\"nam\":1}",
	    .authorization = world.keys[WHO_MONITOR].encoded};

	ck_assert_int_eq(world_ask(&r), 400);
	r.body = "{}";
	ck_assert_int_eq(world_ask(&r), 400);
	r.body = "{\"name\":\"x\"}";
	r.target = "/_connector/own/_name?foo";
	ck_assert_int_eq(world_ask(&r), 400);
	r.target = "/_connector/nix/_name";
	ck_assert_int_eq(world_ask(&r), 403); /* not: 404 */
	r.target = "/_connector/nix/_nome";
	ck_assert_int_eq(world_ask(&r), 400);
}
END_TEST

/* One operation on an index that is none of its own, and nothing of the request is done. */
START_TEST(a_worker_writes_into_its_own_index_only)
{
	static const char *const names[] = {"canary-index-foreign",
	    ".search-acl-filter-canary-index-foreign", "canary-index-nobody", "own"};
	struct world_request r = {
	    "POST", "/_bulk", .authorization = world.keys[WHO_WORKER].encoded};
	uint64_t before;

	r.body = "{\"index\":{\"_index\":\"canary-index-own\",\"_id\":\"3\"}}\n{}\n"
	         "{\"index\":{\"_index\":\".search-acl-filter-canary-index-own\"}}\n{}\n";
	ck_assert_int_eq(world_ask(&r), 200);
	ck_assert(world_says("\"errors\":false"));
	before = world_sum();
	r.body = arena_printf(world.arena,
	    "{\"index\":{\"_index\":\"canary-index-own\",\"_id\":\"4\"}}\n{}\n"
	    "{\"index\":{\"_index\":\"%s\",\"_id\":\"4\"}}\n{}\n",
	    names[_i]);
	ck_assert_int_eq(world_ask(&r), 403);
	ck_assert_uint_eq(world_sum(), before);
	r.target = "/*/_stats";
	r.method = "GET";
	r.body = NULL;
	ck_assert_int_eq(world_ask(&r), 403);
	r.target = "/*";
	ck_assert_int_eq(world_ask(&r), 403);
}
END_TEST

/* All of a scroll is in its id, so that is no pass to what it names. */
START_TEST(a_scroll_is_no_pass)
{
	char id[512];
	struct world_request r = {
	    "POST", "/_search/scroll", .authorization = world.keys[WHO_WORKER].encoded};

	world_member(world_do("POST", "/canary-index-foreign/_search?scroll=1m", "{}"),
	    "_scroll_id", id, sizeof(id));
	r.body = arena_printf(world.arena, "{\"scroll_id\":\"%s\"}", id);
	ck_assert_int_eq(world_ask(&r), 403);
	r.authorization = world.keys[WHO_MANAGE].encoded;
	ck_assert_int_eq(world_ask(&r), 200);
}
END_TEST

/* A program that was put together without a word on security is closed. */
START_TEST(without_auth_it_is_closed)
{
	struct auth *auth = world.api.auth;

	world.api.auth = NULL;
	ck_assert_int_eq(world_ask(&(struct world_request){
	                     "GET", "/", NULL, .authorization = world.keys[WHO_ADMIN].encoded}),
	    401);
	world.api.auth = auth;
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("security_matrix");
	TCase *tcase = tcase_create("security_matrix");

	tcase_add_checked_fixture(tcase, set_up, world_close);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, roles_may_what_the_table_says, 0, (int)route_count);
	tcase_add_loop_test(tcase, reads_show_nothing_more_when_cut, 0, 5);
	tcase_add_loop_test(tcase, nobody_else_gets_in, 0, (int)route_count);
	tcase_add_loop_test(tcase, strangers_learn_nothing, 0, 10);
	tcase_add_test(tcase, mistakes_come_before_403);
	tcase_add_loop_test(tcase, a_worker_writes_into_its_own_index_only, 0, 4);
	tcase_add_test(tcase, a_scroll_is_no_pass);
	tcase_add_test(tcase, without_auth_it_is_closed);
	suite_add_tcase(suite, tcase);
	log_open(false, LOG_LEVEL_ERROR);
	return run_suite(suite);
}
