/* What clients ask of a server beside its records: licence, features, health. */
#ifndef API_META_H
#define API_META_H

#include "api/route.h"

extern const struct param meta_license_params[];
extern const struct param meta_xpack_params[];
extern const struct param meta_health_params[];

route_handler meta_license;
route_handler meta_xpack;
route_handler meta_health;

#endif
