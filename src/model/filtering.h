/* The filtering of a connector: sync rules, draft and active (connector-document.md 2). */
#ifndef MODEL_FILTERING_H
#define MODEL_FILTERING_H

#include "model/update.h"

/* One element with the default rule alone, draft and active. Owned; NULL when memory ran out. */
json_object *filtering_default(int64_t now);

extern const struct update connector_filtering;            /* connectors.md 12 */
extern const struct update connector_filtering_activate;   /* 13 */
extern const struct update connector_filtering_validation; /* 14 */

/* Whether a body of _filtering is the full form: it finds its connector in another way (12). */
bool filtering_is_full(const json_object *body);

#endif
