/* The path of a request target: split as received, decoded piece by piece (rest.md 5). */
#ifndef HTTP_PATH_H
#define HTTP_PATH_H

#include "base/arena.h"

enum { PATH_SEGMENTS = 8 };

struct http_path {
	struct str raw;                     /* up to the question mark */
	struct str segments[PATH_SEGMENTS]; /* undecoded; trailing slashes give none */
	/* A raw that does not begin with a slash has no segments and more than fit. */
	size_t n; /* more than PATH_SEGMENTS: that many, and not all are kept */
};

/* Splits target into path and query (without its question mark; p == NULL: none). */
struct http_path http_path_split(struct str target, struct str *query);

/*
 * What target is below the prefix mount ("/es"): "/es/a?b" is "/a?b" there, and "/es" is "/". Bytes
 * are compared, so a prefix spelled with escapes is another one. False: target is not below
 * it, and *below is as it was.
 */
bool http_path_below(struct arena *, struct str target, const char *mount, struct str *below);

/*
 * Percent-decodes. Bytes that are not UTF-8 become U+FFFD, as the original's decoder makes them.
 * With plus_is_space a plus sign is a blank (query), else itself (path). On a broken escape: false,
 * and *fault is the text rest.md 5 and 6 want.
 */
bool http_decode(
    struct arena *, struct str raw, bool plus_is_space, struct str *out, const char **fault);

/* A copy of text in which every byte that is not UTF-8 is U+FFFD; the text itself when it is valid.
 */
struct str http_utf8(struct arena *, struct str text);

#endif
