/* The query string (rest.md 6). */
#ifndef HTTP_QUERY_H
#define HTTP_QUERY_H

#include "base/arena.h"

struct http_param {
	struct str name;
	struct str value; /* "" when there was no '=' */
};

struct http_query {
	struct http_param
	    *params; /* one per name, in the order of first appearance; the last value wins */
	size_t n;
};

/*
 * Splits and decodes. False on a broken escape, and *fault is the text about it. p == NULL gives an
 * empty query. Everything lives in the arena.
 */
bool http_query_parse(struct arena *, struct str raw, struct http_query *, const char **fault);

/* The value of a parameter, or p == NULL when it was not given. */
struct str http_query_get(const struct http_query *, const char *name);

#endif
