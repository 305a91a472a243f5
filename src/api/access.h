/*
 * Who may do what. Each row of the route table names the privilege it takes; a role is a set of
 * privileges. What a role may do with which connector is asked per record: api/auth.h.
 */
#ifndef API_ACCESS_H
#define API_ACCESS_H

#include "model/role.h"

/* What a row of the table takes. There is no row without one. */
enum privilege {
	PRIVILEGE__NONE,   /* a row that has none: refused to everybody */
	PRIVILEGE_ANY,     /* whoever is known */
	PRIVILEGE_MONITOR, /* reading what is no connector's */
	PRIVILEGE_READ,    /* reading records; a worker its own */
	PRIVILEGE_WORK,    /* claiming and reporting; a worker for its own */
	PRIVILEGE_MANAGE,
	PRIVILEGE_KEYS,
	PRIVILEGE__MAX
};

struct access {
	enum privilege privilege;
	const char *action; /* "cluster:admin/xpack/connector/post": named in a 403 */
};

/* The roles that have it, as bits. */
unsigned privilege_roles(enum privilege);

/* "manage_connector,manage,all": who would, in the words of a 403 (rest.md 11). */
const char *privilege_grants(enum privilege);

#endif
