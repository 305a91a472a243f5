#include <config.h>

#include "model/role.h"

static const char *const names[ROLES] = {"monitor", "worker", "manage", "admin"};

const struct words role_words = {names, ROLES, "role", .exact = true};
