/* Why it is not running: model/explain.h. Not in the original. */
#ifndef API_EXPLAIN_H
#define API_EXPLAIN_H

#include "api/route.h"

route_handler explain_connector_get;
route_handler explain_sync_job_get;

#endif
