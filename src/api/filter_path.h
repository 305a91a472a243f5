/* The common parameter filter_path (rest.md 9). */
#ifndef API_FILTER_PATH_H
#define API_FILTER_PATH_H

#include "base/arena.h"
#include "json/doc.h"

/*
 * What the paths leave of the value, as a new document the caller owns; {} when that is nothing.
 * NULL: memory ran out.
 */
json_object *filter_path(struct arena *, const json_object *value, struct str paths);

#endif
