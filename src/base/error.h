/*
 * An error as the API words it: a chain of (type, reason), outermost first (rest.md 3). Errors are
 * data: they are made where the fault is seen, and turned into bytes in one place (api/respond.c).
 * Everything in them lives in the arena they were made in.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/arena.h"

enum { ERROR_EXTRAS = 5 };

struct error_extra {
	const char *key;
	struct str json; /* the value as JSON text */
};

struct error {
	const char *type;                       /* snake case, as sent */
	struct str reason;                      /* p == NULL: JSON null */
	const struct error *cause;              /* NULL: none */
	int status;                             /* 0: that of the type */
	struct error_extra extra[ERROR_EXTRAS]; /* closed by key == NULL */
};

/*
 * The status belonging to a type when nothing else was said: rest.md 3, second table. 500 for types
 * that are not in it.
 */
int error_status(const char *type);

/*
 * Which error of the chain stands in root_cause: rest.md 3, first table. Lent, never NULL.
 */
const struct error *error_root(const struct error *);

/* Leaves the function with the error, if there is one. */
#define TRY(expression)                                        \
	do {                                                   \
		const struct error *try_error_ = (expression); \
		if (try_error_ != NULL)                        \
			return try_error_;                     \
	} while (0)

/* What the calls below give when memory ran out (the arena says so too): 500, rest.md 3. */
extern const struct error error_no_memory;

/* Never NULL. */
const struct error *error_new(struct arena *, const char *type, const struct error *cause,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same for a reason that is already text; it is not copied. */
const struct error *error_text(
    struct arena *, const char *type, const struct error *cause, struct str reason);

/* The same with a status of its own: 403, 413, 429. */
const struct error *error_status_text(
    struct arena *, const char *type, int status, struct str reason);
const struct error *error_status_with(struct arena *, const char *type, int status,
    struct str reason, const struct error_extra *extra);

/* The same with keys between reason and cause, closed by key == NULL. */
const struct error *error_with(struct arena *, const char *type, const struct error *cause,
    struct str reason, const struct error_extra *extra);

#endif
