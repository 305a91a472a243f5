/* GET / and HEAD /: who we say we are (rest.md 10). */
#ifndef API_ROOT_H
#define API_ROOT_H

#include "api/route.h"

route_handler root_get;

/* The major version of "9.1.0". */
int version_major(const char *version_number);

#endif
