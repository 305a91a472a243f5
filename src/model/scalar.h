/* Converting one value of a body, as its field says. Inside the model's reading of bodies. */
#ifndef MODEL_SCALAR_H
#define MODEL_SCALAR_H

#include "model/schema.h"

/*
 * The reader stands on the first token of a value that the field's kind accepts; it stands on the
 * last one afterwards. *value is owned, and NULL for null. The kinds with a sub-schema are not done
 * here.
 */
const struct error *scalar_read(
    struct arena *, struct json_reader *, const struct field *, json_object **value);

/* The reader's fault as an error: a fault without one is lack of memory. */
const struct error *fault_of(const struct json_reader *);

/* illegal_state_exception: "Can't get text on a VALUE_NULL at 1:5". */
const struct error *no_text(struct arena *, const struct json_reader *);

#endif
