/* The common parameter filter_path (rest.md 9). */
#ifndef API_FILTER_PATH_H
#define API_FILTER_PATH_H

#include "base/arena.h"
#include "json/doc.h"

/* The most names all paths together may have; more only serve to make us work. */
enum { FILTER_PATH_PARTS_MAX = 256 };

/* How many names the paths have. */
size_t filter_path_parts(struct str paths);

/*
 * What the paths leave of the value, as a new document the caller owns; {} when that is nothing.
 * NULL: memory ran out.
 */
json_object *filter_path(struct arena *, const json_object *value, struct str paths);

#endif
