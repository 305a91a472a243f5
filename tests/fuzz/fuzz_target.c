/* Any bytes as a request target, and as a query's filter_path: path, escapes, query, routes. */
#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/filter_path.h"
#include "api/route.h"
#include "base/utf8.h"
#include "http/path.h"
#include "http/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_query(struct arena *a, struct str raw)
{
	struct http_query query;
	const char *fault = NULL;

	if (!http_query_parse(a, raw, &query, &fault)) {
		assert(fault != NULL);
		return;
	}
	for (size_t i = 0; i < query.n; i++) {
		assert(query.params[i].name.n > 0);
		assert(utf8_valid(query.params[i].name));
		assert(utf8_valid(query.params[i].value));
		for (size_t k = 0; k < i; k++)
			assert(!str_equal(query.params[i].name, query.params[k].name));
	}
}

static void
check_routes(struct arena *a, const struct http_path *path, bool sink)
{
	unsigned allowed = 0;

	for (int m = 0; m < HTTP_METHOD__MAX; m++) {
		struct route_match match;

		route_find(a, path, (enum http_method)m, sink, &match);
		assert(m == 0 || match.allowed == allowed);
		allowed = match.allowed;
		if (match.route != NULL) {
			assert((allowed & 1u << m) != 0);
			assert(utf8_valid(match.vars[0]) && utf8_valid(match.vars[1]));
		}
	}
}

static void
check_filter(struct arena *a, struct str paths)
{
	bool damaged;
	DOC_AUTO json_object *doc = doc_load(
	    str_of(
	        "{\"count\":1,\"results\":[{\"id\":\"a\",\"b\":{\"c\":[{\"d\":null}],\"e\":{}}}]}"),
	    &damaged);
	DOC_AUTO json_object *left = filter_path(a, doc, paths);

	assert(left != NULL);
	assert(json_object_is_type(left, json_type_object));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *copy = malloc(size + 1);
	struct str target = {copy, size}, query;
	struct http_path path;

	memcpy(copy, data, size);
	path = http_path_split(target, &query);
	check_query(a, query);
	check_routes(a, &path, false);
	check_routes(a, &path, true);
	if (size < 512) /* long lists of paths only cost time */
		check_filter(a, target);
	free(copy);
	arena_free(a);
	return 0;
}
