/* The table of routes, walked; and how paths find rows (rest.md 5). */
#include <config.h>

#include <string.h>

#include "api/api.h"
#include "api/change.h"
#include "api/route.h"
#include "harness.h"

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

static bool with_sink;

static struct route_match
find(const char *method, const char *target)
{
	struct str query;
	struct http_path path = http_path_split(str_of(target), &query);
	struct route_match match;

	route_find(arena, &path, http_method_of(str_of(method)), with_sink, &match);
	return match;
}

/* The row's path with its variables filled in. */
static const char *
example(const struct route *route)
{
	const char *path = "";
	bool inside = false;

	for (const char *c = route->path; *c != '\0'; c++) {
		if (*c == '{')
			path = arena_printf(arena, "%s%s", path,
			    strncmp(c, "{index}", 7) == 0 ? ".elastic-connectors-v1" : "x");
		inside = (inside || *c == '{') && *c != '}';
		if (!inside && *c != '}')
			path = arena_printf(arena, "%s%c", path, *c);
	}
	return path;
}

static bool
may_change(const char *method, const char *target, const char *mount)
{
	const struct api api = {.mount = mount};
	const struct http_request request = {.method = str_of(method), .target = str_of(target)};

	return api_may_change(&api, arena, &request);
}

/* Places of writes_max are for changes: a POST that only searches takes none. */
START_TEST(searches_are_no_changes)
{
	static const char *const reading[] = {"/_search", "/_count", "/_refresh", "/scroll"};

	for (size_t i = 0; i < route_count; i++) {
		const char *path = example(&routes[i]);
		const char *method = http_method_name(routes[i].method);
		bool reads = routes[i].method == HTTP_GET || routes[i].method == HTTP_HEAD;

		for (int k = 0; k < ROWS(reading); k++)
			reads = reads || strcmp(strrchr(path, '/'), reading[k]) == 0;
		ck_assert_msg(may_change(method, path, "/") == !reads, "%s %s", method, path);
		ck_assert(
		    may_change(method, arena_printf(arena, "%s?a=/_search", path), NULL) == !reads);
		ck_assert(may_change(method, arena_printf(arena, "/es%s", path), "/es") == !reads);
	}
	/* A record may be called anything. */
	ck_assert(may_change("POST", "/.elastic-connectors/_doc/_search", "/"));
	ck_assert(may_change("POST", "/.elastic-connectors/_update/_count", "/"));
	ck_assert(may_change("PUT", "/_connector/_search", "/"));
	ck_assert(!may_change("POST", "/.elastic-connectors/_search?size=1", "/"));
	ck_assert(!may_change("OPTIONS", "/_connector/x", "/"));
}
END_TEST

START_TEST(each_row_is_reached_by_its_own_path)
{
	for (size_t i = 0; i < route_count; i++) {
		struct route_match match;

		with_sink = true;
		match = find(http_method_name(routes[i].method), example(&routes[i]));
		ck_assert_msg(match.route == &routes[i], "%s", routes[i].path);
		with_sink = false;
		match = find(http_method_name(routes[i].method), example(&routes[i]));
		ck_assert_msg((match.route == &routes[i]) != routes[i].sink, "%s", routes[i].path);
	}
}
END_TEST

/* The sink takes nothing that begins as the API does, and no index of the connectors. */
START_TEST(the_sink_hides_nothing)
{
	static const char *const paths[] = {"/_connector", "/_license", "/_nothing", "/_connectord",
	    "/_cat", "/.elastic-connectors", "/.elastic-connectors-v1",
	    "/.elastic-connectors-sync-jobs", "/.elastic-connectors-other", "/",
	    "/_connector/_search", "/_connector/_bulk", "/.elastic-connectors/_bulk",
	    "/.elastic-connectors-x/_doc/a", "//_bulk"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		for (int m = 0; m < HTTP_METHOD__MAX; m++) {
			struct route_match without, with;

			with_sink = false;
			without = find(http_method_name((enum http_method)m), paths[i]);
			with_sink = true;
			with = find(http_method_name((enum http_method)m), paths[i]);
			ck_assert_ptr_eq(without.route, with.route);
			ck_assert_uint_eq(without.allowed, with.allowed);
		}
}
END_TEST

START_TEST(no_two_rows_are_the_same)
{
	for (size_t i = 0; i < route_count; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert(routes[i].method != routes[k].method ||
			          strcmp(routes[i].path, routes[k].path) != 0);
}
END_TEST

START_TEST(rows_are_whole)
{
	for (size_t i = 0; i < route_count; i++) {
		ck_assert_ptr_nonnull(routes[i].handle);
		ck_assert_int_eq(routes[i].handle == change_record, routes[i].change != NULL);
		ck_assert_ptr_nonnull(routes[i].summary);
		ck_assert_msg(privilege_roles(routes[i].access.privilege) != 0,
		    "%s %s: no privilege", http_method_name(routes[i].method), routes[i].path);
		ck_assert_ptr_nonnull(routes[i].access.action);
		ck_assert(strncmp(routes[i].access.action, "cluster:", 8) == 0 ||
		          strncmp(routes[i].access.action, "indices:", 8) == 0);
		if (routes[i].change == NULL)
			continue;
		ck_assert_ptr_null(routes[i].body);
		ck_assert_int_ne(routes[i].change->update->patch != NULL,
		    routes[i].change->update->apply != NULL);
	}
}
END_TEST

/* A monitor changes nothing; a search may come by POST. */
START_TEST(privileges_fit_their_methods)
{
	for (size_t i = 0; i < route_count; i++) {
		unsigned roles = privilege_roles(routes[i].access.privilege);
		bool writes = routes[i].change != NULL || routes[i].method == HTTP_PUT ||
		              routes[i].method == HTTP_DELETE;

		ck_assert_msg(!writes || (roles & ROLE_MONITOR) == 0, "%s", routes[i].path);
		ck_assert_msg((roles & ROLE_ADMIN) != 0, "%s", routes[i].path);
		ck_assert_msg(!routes[i].secret || (roles & (ROLE_MONITOR | ROLE_WORKER)) == 0,
		    "%s", routes[i].path);
	}
}
END_TEST

START_TEST(each_missing_form_has_its_text)
{
	for (int m = 0; m < MISSING__MAX; m++) {
		const struct error *e = missing_error(arena, (enum missing)m, str_of("the-id"));

		ck_assert_int_eq(error_status(e->type), 404);
		ck_assert_ptr_nonnull(strstr(e->reason.p, "the-id"));
	}
}
END_TEST

#define BIT(method) (1u << (method))

/* clang-format off */
static const struct {
	const char *method, *target;
	const char *path;	/* of the row; NULL: none */
	const char *var;
	unsigned allowed;
} finds[] = {
	{ "GET",  "/_connector/_sync_job", "/_connector/_sync_job", "", BIT(HTTP_GET) | BIT(HTTP_POST) },
	{ "PUT",  "/_connector/_sync_job", NULL, "", BIT(HTTP_GET) | BIT(HTTP_POST) },
	{ "PUT",  "/_connector/_sync_job/_name", "/_connector/{connector_id}/_name", "_sync_job",
	  BIT(HTTP_GET) | BIT(HTTP_DELETE) | BIT(HTTP_PUT) },
	{ "GET",  "/_connector/_sync_job/_name", "/_connector/_sync_job/{connector_sync_job_id}", "_name",
	  BIT(HTTP_GET) | BIT(HTTP_DELETE) | BIT(HTTP_PUT) },
	{ "PUT",  "/_connector/_sync_job/x/_cancel", "/_connector/_sync_job/{connector_sync_job_id}/_cancel", "x", BIT(HTTP_PUT) },
	{ "PUT",  "/_connector/_sync_job/x/_nothing", NULL, "", 0 },
	{ "PUT",  "/_connector//_name", "/_connector/{connector_id}/_name", "", BIT(HTTP_PUT) },
	{ "PUT",  "/_connector/a%2Fb/_name", "/_connector/{connector_id}/_name", "a/b", BIT(HTTP_PUT) },
	{ "PUT",  "/_connector/_name", "/_connector/{connector_id}", "_name",
	  BIT(HTTP_GET) | BIT(HTTP_DELETE) | BIT(HTTP_PUT) },
	{ "GET",  "/_connector%2F_sync_job", NULL, "", 0 },
	{ "GET",  "/", "/", "", BIT(HTTP_GET) | BIT(HTTP_HEAD) },
	{ "GET",  "/x", NULL, "", 0 },
	{ "GET",  "/x/_search", NULL, "", 0 },
	{ "GET",  "/.elastic-connectors-v2/_search", NULL, "", 0 },
	{ "POST", "/.elastic-connectors/_search", "/{index}/_search", ".elastic-connectors", BIT(HTTP_GET) | BIT(HTTP_POST) },
	{ "GET",  "/.elastic-connectors-sync-jobs-v1/_doc/x", "/{index}/_doc/{id}", ".elastic-connectors-sync-jobs-v1",
	  BIT(HTTP_GET) | BIT(HTTP_POST) | BIT(HTTP_PUT) | BIT(HTTP_HEAD) },
	{ "GET",  "/.elastic-connectors/_bulk", NULL, "", 0 },
	{ "DELETE", "/.elastic-connectors", NULL, "", BIT(HTTP_GET) | BIT(HTTP_PUT) | BIT(HTTP_HEAD) },
};
/* clang-format on */

START_TEST(paths_find_rows)
{
	struct route_match match = find(finds[_i].method, finds[_i].target);

	ck_assert_uint_eq(match.allowed, finds[_i].allowed);
	if (finds[_i].path == NULL) {
		ck_assert_ptr_null(match.route);
		return;
	}
	ck_assert_ptr_nonnull(match.route);
	ck_assert_str_eq(match.route->path, finds[_i].path);
	ck_assert(str_is(match.vars[0], finds[_i].var));
}
END_TEST

START_TEST(a_broken_escape_has_no_row)
{
	struct route_match match = find("GET", "/_connector/%zz");

	ck_assert_ptr_null(match.route);
	ck_assert_str_eq(match.broken_escape, "invalid escape sequence `%zz' at index 0 of: %zz");
	ck_assert_uint_ne(match.allowed, 0);
}
END_TEST

START_TEST(every_method_has_a_name)
{
	for (int m = 0; m < HTTP_METHOD__MAX; m++)
		ck_assert_int_eq(
		    (int)http_method_of(str_of(http_method_name((enum http_method)m))), m);
	ck_assert_int_eq(http_method_of(str_of("get")), HTTP_METHOD__MAX);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("route");
	TCase *tcase = tcase_create("route");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, searches_are_no_changes);
	tcase_add_test(tcase, each_row_is_reached_by_its_own_path);
	tcase_add_test(tcase, no_two_rows_are_the_same);
	tcase_add_test(tcase, the_sink_hides_nothing);
	tcase_add_test(tcase, rows_are_whole);
	tcase_add_test(tcase, privileges_fit_their_methods);
	tcase_add_test(tcase, each_missing_form_has_its_text);
	tcase_add_loop_test(tcase, paths_find_rows, 0, ROWS(finds));
	tcase_add_test(tcase, a_broken_escape_has_no_row);
	tcase_add_test(tcase, every_method_has_a_name);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
