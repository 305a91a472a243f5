/*
 * JSON values for the player, read by a reader of its own: what the program sends is not judged by
 * the code that made it. Strict (RFC 8259), no key twice in an object, numbers kept as they are
 * spelled, so that 1 and 1.0 differ.
 */
#ifndef TESTS_API_VALUE_H
#define TESTS_API_VALUE_H

#include "base/arena.h"

enum value_kind {
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_NUMBER,
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_OBJECT,
	VALUE__MAX
};

struct value {
	enum value_kind kind;
	bool truth;             /* VALUE_BOOL */
	struct str text;        /* VALUE_NUMBER: as spelled; VALUE_STRING: decoded */
	struct str name;        /* of a member of an object */
	struct value *children; /* VALUE_ARRAY, VALUE_OBJECT: the first */
	struct value *next;     /* the next child of the same parent */
};

/*
 * The whole text as one value, in the arena. NULL with *why set when it is not JSON.
 */
const struct value *value_parse(struct arena *, struct str text, const char **why);

/* The member of that name; NULL: none. */
const struct value *value_member(const struct value *object, struct str name);

const char *value_kind_name(enum value_kind);

#endif
