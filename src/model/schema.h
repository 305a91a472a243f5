/*
 * What a request body may and must hold, as tables, and the one reader that walks them (rest.md 7).
 * Errors come in the order of the text; the first one ends the reading.
 */
#ifndef MODEL_SCHEMA_H
#define MODEL_SCHEMA_H

#include "base/error.h"
#include "json/doc.h"
#include "json/reader.h"
#include "model/words.h"

enum field_kind {
	FIELD_STRING,
	FIELD_LONG,      /* a number, or a string holding one; fractions are cut */
	FIELD_INT,       /* the same within 32 bits */
	FIELD_BOOL,      /* true, false, "true", "false" */
	FIELD_WORD,      /* one of field.words */
	FIELD_TIMESTAMP, /* a string; normalised to UTC */
	FIELD_OBJECT,    /* free form */
	FIELD_OBJECT_OR_ARRAY,
	FIELD_SCALAR, /* a value of one of the tokens field.takes; its kind is checked by its reader
	               */
	FIELD_MEMBERS, /* names to any values; null and scalars count as {} (connectors.md 9) */
	FIELD_STRINGS, /* an array of strings, or one string */
	FIELD_NESTED,  /* an object by field.sub */
	FIELD_LIST,    /* an array of such objects, or one of them */
	FIELD_MAP,     /* names to such objects */
	FIELD_KIND__MAX
};

enum {
	FIELD_REQUIRED = 1 << 0,
	FIELD_NULLABLE = 1 << 1,  /* "string or null" of the contract */
	FIELD_NULL_FAILS = 1 << 2 /* null gets as far as the converter, and fails there */
};

#define TAKES(token) (1u << (token))

struct schema;

struct field {
	const char *name;
	enum field_kind kind;
	unsigned flags;
	const struct words *words; /* WORD */
	const struct schema *sub;  /* NESTED, LIST, MAP */
	unsigned takes;            /* SCALAR: TAKES() of the tokens */
};

/*
 * Checks an object once it is complete; what it gives becomes the cause of "Failed to build". NULL:
 * fine. It may change the object.
 */
typedef const struct error *schema_build_fn(struct arena *, json_object *body, int64_t now);

struct schema {
	const char *parser;         /* the name in messages */
	const struct field *fields; /* in declaration order, closed by name == NULL */
	schema_build_fn *build;     /* NULL: no check */
	bool lenient; /* unknown fields are dropped: all but the top level (connectors.md 2) */
};

/*
 * Reads text as that object. *body is the caller's to free, and holds the fields that were sent,
 * converted; a null only where the field may be one. now is the clock in microseconds.
 */
const struct error *schema_read(
    const struct schema *, struct arena *, struct str text, int64_t now, json_object **body);

/* The same with a limit of its own for how deep the text may be; 0: JSON_DEPTH_MAX. */
const struct error *schema_read_within(const struct schema *, struct arena *, struct str text,
    int64_t now, unsigned depth_max, json_object **body);

/* The tokens a value of that field may begin with, null aside. For tests and documents. */
unsigned field_tokens(const struct field *);

#endif
