/*
 * Who asks, and what that one may do (rest.md 11).
 *
 * A caller is known by an API key, or, when a setting says so, by what the web server says
 * (REMOTE_USER; never a header of the request). Where security is off, or the request comes from
 * the command line of the machine, everybody may do everything.
 */
#ifndef API_AUTH_H
#define API_AUTH_H

#include "api/call.h"
#include "api/key_cache.h"

#define AUTH_BASIC   "Basic realm=\"security\", charset=\"UTF-8\""
#define AUTH_API_KEY "ApiKey"

struct auth_options {
	unsigned remote_user_roles; /* of whom the web server let in; 0: its word does not count */
	uint64_t failures_per_s;    /* for each address; 0: no limit */
};

/* What is remembered between requests; any number of threads. NULL: no memory. */
struct auth *auth_new(const struct auth_options *);
void auth_free(struct auth *);

/* Of api/api_keys.c: a key was changed, and nobody was told yet. */
struct key_cache *auth_keys(struct auth *);

/*
 * Step 2 of rest.md 1: sets the caller, or gives the 401. When this returned NULL, auth_leave()
 * must be called when the request is done with.
 */
const struct error *auth_enter(struct call *);
void auth_leave(struct call *);

/*
 * Step 12, before anything is looked at or changed: NULL, or the 403. A handler that answers
 * without having asked is a bug that api_handle() turns into a 500. A worker may not name a
 * connector in the path that is none of its own.
 */
const struct error *auth_check(struct call *);

/* The 403, for what auth_check() cannot see in the path. */
const struct error *auth_refuse(struct call *);

/* Whether the caller may see, or with a row that writes, touch what belongs to that connector. */
bool auth_reaches(const struct call *, struct str connector_id);

/* Whether it does so for every connector. */
bool auth_reaches_all(const struct call *);

/* Whether values of sensitive configuration fields of that connector are kept from the caller. */
bool auth_is_blanked(const struct call *, struct str connector_id);

#endif
