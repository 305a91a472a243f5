/* The API keys over HTTP, in the shapes of Elasticsearch; and who am I. */
#ifndef API_API_KEYS_H
#define API_API_KEYS_H

#include "api/route.h"

extern const struct param api_key_create_params[];
extern const struct param api_key_list_params[];

route_handler api_key_create;
route_handler api_key_list;
route_handler api_key_invalidate_some;
route_handler authenticate_get;

#endif
