#include <config.h>

#include "http/query.h"

#include <string.h>

#include "http/path.h"

static void
query_set(struct http_query *query, struct str name, struct str value)
{
	for (size_t i = 0; i < query->n; i++) {
		if (str_equal(query->params[i].name, name)) {
			query->params[i].value = value;
			return;
		}
	}
	query->params[query->n++] = (struct http_param){name, value};
}

/*
 * One part between separators. A part that starts with '=' has no name: what follows is one, as in
 * the original's parser.
 */
static bool
add_part(struct arena *a, struct str part, struct http_query *query, const char **fault)
{
	const char *equals = part.n > 0 ? memchr(part.p, '=', part.n) : NULL;
	struct str name = part;
	struct str value = STR_LIT("");

	if (equals == part.p && part.n > 0) {
		name = (struct str){part.p + 1, part.n - 1};
	} else if (equals != NULL) {
		name.n = (size_t)(equals - part.p);
		value = (struct str){equals + 1, part.n - name.n - 1};
	}
	if (name.n == 0)
		return true;
	if (!http_decode(a, name, true, &name, fault) ||
	    !http_decode(a, value, true, &value, fault))
		return false;
	query_set(query, name, value);
	return true;
}

static bool
is_separator(char c)
{
	return c == '&' || c == ';';
}

bool
http_query_parse(struct arena *a, struct str raw, struct http_query *query, const char **fault)
{
	const char *fragment = raw.n > 0 ? memchr(raw.p, '#', raw.n) : NULL;
	size_t parts = 1;

	*query = (struct http_query){NULL, 0};
	if (fragment != NULL)
		raw.n = (size_t)(fragment - raw.p);
	if (raw.n == 0)
		return true;
	for (size_t i = 0; i < raw.n; i++)
		parts += is_separator(raw.p[i]);
	query->params = arena_alloc(a, parts * sizeof(*query->params));
	if (query->params == NULL)
		return true; /* sticky: the arena says it */
	for (size_t start = 0; start <= raw.n;) {
		size_t stop = start;

		while (stop < raw.n && !is_separator(raw.p[stop]))
			stop++;
		if (!add_part(a, (struct str){raw.p + start, stop - start}, query, fault))
			return false;
		start = stop + 1;
	}
	return true;
}

struct str
http_query_get(const struct http_query *query, const char *name)
{
	for (size_t i = 0; i < query->n; i++)
		if (str_is(query->params[i].name, name))
			return query->params[i].value;
	return (struct str){NULL, 0};
}
