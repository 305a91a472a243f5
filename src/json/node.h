/*
 * Making json-c objects without its corners. For the files of this room only.
 *
 * json-c loses the copy of a key when its table cannot grow; so the table is grown here before.
 */
#ifndef JSON_NODE_H
#define JSON_NODE_H

#include "base/str.h"

#include <json-c/json_object.h>

/* Adds value (NULL: null) and owns it then. is_new: the object is known not to have the key. */
bool node_add(json_object *object, const char *key, json_object *value, bool is_new);

/* Appends value (NULL: null) and owns it then. */
bool node_append(json_object *array, json_object *value);

/* These return NULL when there is no memory. */
json_object *node_array(size_t room);
json_object *node_string(struct str text);
/* Digits as a reader hands them out; integers that fit 64 bits become such, others keep the text.
 */
json_object *node_number(struct str digits, bool integer);

/* The spelling a number came with, or NULL. Lent. */
const char *node_spelling(const json_object *number);

/* json-c wants objects that are not const where it only looks. */
json_object *node_open(const json_object *value);

#endif
