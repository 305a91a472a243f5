/* GET /_connectord/status: how the service is. Not in the original. */
#ifndef API_STATUS_H
#define API_STATUS_H

#include "api/route.h"

route_handler status_get;

#endif
