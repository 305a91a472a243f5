/*
 * What a request body may and must hold, as tables, and the one reader that walks them (rest.md 7).
 * Errors come in the order of the text; the first one ends the reading.
 */
#ifndef MODEL_SCHEMA_H
#define MODEL_SCHEMA_H

#include "base/error.h"
#include "json/doc.h"

enum field_kind {
	FIELD_STRING,
	FIELD_LONG,      /* a number, or a string holding one; fractions are cut */
	FIELD_BOOL,      /* true, false, "true", "false" */
	FIELD_OBJECT,    /* free form */
	FIELD_TIMESTAMP, /* a string; normalised to UTC */
	FIELD_KIND__MAX
};

enum {
	FIELD_REQUIRED = 1 << 0,
	FIELD_NULLABLE = 1 << 1 /* "string or null" of the contract */
};

struct field {
	const char *name;
	enum field_kind kind;
	unsigned flags;
};

/*
 * Checks an object once it is complete; what it gives becomes the cause of "Failed to build". NULL:
 * fine.
 */
typedef const struct error *schema_build_fn(struct arena *, const json_object *body);

struct schema {
	const char *parser;         /* the name in messages */
	const struct field *fields; /* in declaration order, closed by name == NULL */
	schema_build_fn *build;     /* NULL: no check */
};

/*
 * Reads text as that object. *body is the caller's to free, and holds the fields that were sent,
 * converted; a null only where the field may be one.
 */
const struct error *schema_read(
    const struct schema *, struct arena *, struct str text, json_object **body);

#endif
