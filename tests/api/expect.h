/*
 * What is expected against what came: texts with patterns and variables, values, headers.
 *
 * In an expected text "${name}" stands for the variable, "<id>", "<uuid>", "<time>", "<time after
 * NAME>" and "<any>" for what README.md says, and "<name:pattern>" keeps what the pattern met as a
 * variable. Anything else is itself.
 */
#ifndef TESTS_API_EXPECT_H
#define TESTS_API_EXPECT_H

#include "base/arena.h"

#include "value.h"

struct variable {
	struct str name;
	struct str text;
	struct variable *next;
};

/* Of one file. */
struct expect {
	struct arena *arena;
	struct variable *variables;
	const char *why; /* the first difference; NULL: none so far */
};

/* All return false with why set when there is a difference. */
bool expect_text(struct expect *, const char *what, struct str want, struct str got);

/* subset: members of objects that are not named in want are allowed, at any depth. */
bool expect_value(struct expect *, const struct value *want, const struct value *got, bool subset);

/* Sets why unless it is set; always false. */
bool expect_fail(struct expect *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The text with each ${name} put in. as_json: as inside a JSON string, so that quotes in the
 * variable are escaped. False when there is no such variable.
 */
bool expect_fill(struct expect *, struct str text, bool as_json, struct str *out);

#endif
