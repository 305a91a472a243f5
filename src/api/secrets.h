/* The endpoints of connector secrets (secrets.md). */
#ifndef API_SECRETS_H
#define API_SECRETS_H

#include "api/route.h"
#include "model/schema.h"

extern const struct schema secret_create_schema;
extern const struct schema secret_put_schema;

route_handler secret_create; /* the id is generated */
route_handler secret_put;
route_handler secret_get;
route_handler secret_delete;

#endif
