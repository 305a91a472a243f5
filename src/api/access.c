#include <config.h>

#include "api/access.h"

#include <assert.h>

/* clang-format off */
static const struct {
	unsigned roles;
	const char *grants;
} privileges[PRIVILEGE__MAX] = {
	[PRIVILEGE__NONE]   = { 0, "" },
	[PRIVILEGE_ANY]     = { ROLES_ALL, "monitor,manage,all" },
	[PRIVILEGE_MONITOR] = { ROLE_MONITOR | ROLE_MANAGE | ROLE_ADMIN, "monitor,manage,all" },
	[PRIVILEGE_READ]    = { ROLES_ALL, "monitor_connector,manage_connector,manage,all" },
	[PRIVILEGE_WORK]    = { ROLE_WORKER | ROLE_MANAGE | ROLE_ADMIN, "manage_connector,manage,all" },
	[PRIVILEGE_MANAGE]  = { ROLE_MANAGE | ROLE_ADMIN, "manage_connector,manage,all" },
	[PRIVILEGE_KEYS]    = { ROLE_ADMIN, "manage_api_key,manage_security,all" },
};
/* clang-format on */

unsigned
privilege_roles(enum privilege p)
{
	assert((unsigned)p < PRIVILEGE__MAX);
	return privileges[p].roles;
}

const char *
privilege_grants(enum privilege p)
{
	assert((unsigned)p < PRIVILEGE__MAX);
	return privileges[p].grants;
}
