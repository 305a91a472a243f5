/* The schedules of a connector (connector-document.md 4, connectors.md 20). */
#ifndef MODEL_SCHEDULING_H
#define MODEL_SCHEDULING_H

#include "model/update.h"

/* Three schedules, none enabled. Owned; NULL when memory ran out. */
json_object *scheduling_default(void);

extern const struct update connector_scheduling;

#endif
