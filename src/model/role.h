/* Roles: what a caller may do, as sets (the privileges they have are in api/access.h). */
#ifndef MODEL_ROLE_H
#define MODEL_ROLE_H

#include "model/words.h"

/*
 * Roles as bits: a caller may have several. A worker is bound to a list of connectors, the others
 * are not.
 */
enum role {
	ROLE_MONITOR = 1 << 0, /* reads; values of sensitive configuration fields are blanked */
	ROLE_WORKER = 1 << 1,  /* reads, claims and reports, for its connectors only */
	ROLE_MANAGE = 1 << 2,  /* all of the API but the keys */
	ROLE_ADMIN = 1 << 3    /* the keys too */
};

enum { ROLES = 4, ROLES_ALL = (1 << ROLES) - 1 };

/* Their names, by bit number. */
extern const struct words role_words;

#endif
