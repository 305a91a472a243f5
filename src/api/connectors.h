/* The endpoints of whole connectors (connectors.md 3 to 6). */
#ifndef API_CONNECTORS_H
#define API_CONNECTORS_H

#include "api/route.h"

route_handler connector_create; /* the id is generated */
route_handler connector_put;
route_handler connector_list;
route_handler connector_get;
route_handler connector_delete;

#endif
