/* Value checks: all that is wrong, numbered, as one error (rest.md 13). */
#ifndef MODEL_PROBLEMS_H
#define MODEL_PROBLEMS_H

#include "base/error.h"

struct problems {
	struct arena *arena;
	struct str text; /* "1: first;2: second;" */
	unsigned n;
};

void problems_add(struct problems *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "Validation Failed: 1: …;" as action_request_validation_exception; NULL when nothing was added.
 */
const struct error *problems_error(const struct problems *);

#endif
