#include <config.h>

#include "api/auth.h"

#include <stdlib.h>

#include "api/api_key_store.h"
#include "api/rate.h"
#include "base/clock.h"
#include "base/log.h"

struct auth {
	struct auth_options options;
	struct key_cache *keys;
	struct rate *failures;
};

struct auth *
auth_new(const struct auth_options *options)
{
	struct auth *auth = calloc(1, sizeof(*auth));

	if (auth == NULL)
		return NULL;
	auth->options = *options;
	auth->keys = key_cache_new();
	auth->failures = rate_new(options->failures_per_s);
	if (auth->keys != NULL && auth->failures != NULL)
		return auth;
	auth_free(auth);
	return NULL;
}

void
auth_free(struct auth *auth)
{
	if (auth == NULL)
		return;
	key_cache_free(auth->keys);
	rate_free(auth->failures);
	free(auth);
}

struct key_cache *
auth_keys(struct auth *auth)
{
	return auth->keys;
}

/* ---- 401 ---- */

/* Of the form that all of them have; credentials: what was wrong with those sent, or NULL. */
static const struct error *
unknown(struct call *call, const char *reason, const char *credentials)
{
	static const struct str ways =
	    STR_LIT("{\"WWW-Authenticate\":[\"Basic realm=\\\"security\\\", "
	            "charset=\\\"UTF-8\\\"\",\"ApiKey\"]}");
	struct error_extra extra[3] = {{"header", ways}};
	struct buf text = {0};

	if (credentials != NULL) {
		doc_quote(&text, str_of(credentials));
		extra[0] = (struct error_extra){"additional_unsuccessful_credentials",
		    arena_copy(call->arena, buf_peek(&text))};
		extra[1] = (struct error_extra){"header", ways};
		buf_release(&text);
	}
	return error_status_with(call->arena, "security_exception", 401, str_of(reason), extra);
}

static const struct error *
missing(struct call *call)
{
	return unknown(call,
	    arena_printf(call->arena, "missing authentication credentials for REST request [%.*s]",
	        STR_ARG(call->uri)),
	    NULL);
}

/* Ids are shown as they were sent; they are no secret. */
enum failure { FAIL_DECODE, FAIL_UNKNOWN, FAIL_SECRET, FAIL_EXPIRED, FAIL_INVALIDATED };

static const char *
words_of(struct arena *a, enum failure failure, struct str id)
{
	id = http_utf8(a, id);
	switch (failure) {
	case FAIL_DECODE:
		return "API key: invalid ApiKey value";
	case FAIL_UNKNOWN:
		return arena_printf(a, "API key: unable to find apikey with id %.*s", STR_ARG(id));
	case FAIL_SECRET:
		return arena_printf(
		    a, "API key: invalid credentials for API key [%.*s]", STR_ARG(id));
	case FAIL_EXPIRED:
		return "API key: api key is expired";
	case FAIL_INVALIDATED:
		break;
	}
	return arena_printf(a, "API key: api key [%.*s] has been invalidated", STR_ARG(id));
}

/* What was sent for id and secret. */
struct credentials {
	bool basic;
	struct str id, secret;
};

/* No id in the log: who sends nonsense may well send the secret in its place. */
static const struct error *
failed(struct call *call, const struct credentials *c, enum failure failure)
{
	static const char *const why[] = {"no pair of id and secret", "unknown key", "wrong secret",
	    "expired key", "invalidated key"};

	/* Not the time of the day: that may be put back. */
	switch (rate_take(
	    call->api->auth->failures, call->request->peer, clock_monotonic_ms() * 1000)) {
	case RATE_WITHIN:
		break;
	case RATE_OVER_FIRST:
		log_warn("too many failed authentications: answering 429 peer=%.*s",
		    STR_ARG(call->request->peer));
		__attribute__((fallthrough));
	case RATE_OVER:
		return error_status_text(call->arena, "es_rejected_execution_exception", 429,
		    STR_LIT("too many failed authentications: try again later"));
	}
	log_info("authentication failed why=\"%s\" peer=%.*s", why[failure],
	    STR_ARG(call->request->peer));
	if (c->basic)
		return unknown(call,
		    arena_printf(call->arena,
		        "unable to authenticate user [%.*s] for REST request [%.*s]",
		        STR_ARG(http_utf8(call->arena, c->id)), STR_ARG(call->uri)),
		    NULL);
	return unknown(call,
	    "unable to authenticate with provided credentials and anonymous access is not allowed "
	    "for this request",
	    words_of(call->arena, failure, c->id));
}

/* ---- keys ---- */

/* *key is held for the caller; NULL: there is none of that id. */
static enum store_rc
find_key(struct call *call, struct str id, uint64_t *moment, bool *was_read, struct known_key **key)
{
	*key = key_cache_get(call->api->auth->keys, id);
	*was_read = *key == NULL;
	if (!*was_read)
		return STORE_OK;
	*moment = key_cache_moment(call->api->auth->keys);
	return api_key_store_load(call->api->store, call->arena, id, key);
}

static void
note_use(struct call *call, struct known_key *key)
{
	/* A change of the key's record as any other; nobody waits until it is on the disk. */
	if (known_key_use(key, call->now) &&
	    api_key_store_used(call->api->store, call->arena, key->id, call->now) != STORE_OK)
		log_debug("the last use of a key could not be noted key=%.*s", STR_ARG(key->id));
}

/* For who has its secret. */
static bool
is_in_force(const struct call *call, const struct known_key *k, enum failure *failure)
{
	if (k->key.invalidated)
		*failure = FAIL_INVALIDATED;
	else if (k->key.expiration != 0 && k->key.expiration <= call->now)
		*failure = FAIL_EXPIRED;
	else
		return true;
	return false;
}

/* Only who has the secret is told more. */
static bool
is_good(
    const struct call *call, const struct known_key *k, struct str secret, enum failure *failure)
{
	if (k->key.hash.n == TOKEN_HASH_LEN && token_matches(secret, k->key.hash.p))
		return is_in_force(call, k, failure);
	*failure = FAIL_SECRET;
	return false;
}

static void
enter_as_holder(struct call *call, struct known_key *key)
{
	note_use(call, key);
	call->caller = (struct caller){
	    .grant = key->key.grant,
	    .owner = key->key.owner,
	    .key = key,
	};
}

static const struct error *
enter_with_key(struct call *call, const struct credentials *c, struct str encoded)
{
	struct key_cache *keys = call->api->auth->keys;
	enum failure failure = FAIL_UNKNOWN;
	struct known_key *key = NULL;
	bool was_read = false;
	uint64_t moment = 0;
	enum store_rc rc = find_key(call, c->id, &moment, &was_read, &key);

	if (rc != STORE_OK)
		return call_store_error(call, rc);
	if (key == NULL || !is_good(call, key, c->secret, &failure)) {
		known_key_release(key);
		return failed(call, c, failure);
	}
	if (was_read)
		key_cache_put(keys, key, moment);
	key_cache_shown(keys, key, encoded);
	enter_as_holder(call, key);
	return NULL;
}

/* Most requests show what one before has shown: that need not be taken apart again. */
static bool
enter_as_before(struct call *call, struct str encoded)
{
	struct known_key *key = key_cache_get_shown(call->api->auth->keys, encoded);
	enum failure failure;

	if (key == NULL)
		return false;
	if (!is_in_force(call, key, &failure)) {
		known_key_release(key);
		return false;
	}
	enter_as_holder(call, key);
	return true;
}

static bool
take_scheme(struct str header, const char *scheme, struct str *rest)
{
	size_t n = str_of(scheme).n;

	if (header.n <= n || header.p[n] != ' ' ||
	    !str_is_nocase((struct str){header.p, n}, scheme))
		return false;
	*rest = (struct str){header.p + n, header.n - n};
	while (rest->n > 0 && rest->p[0] == ' ')
		*rest = (struct str){rest->p + 1, rest->n - 1};
	while (rest->n > 0 && rest->p[rest->n - 1] == ' ')
		rest->n--;
	return true;
}

static const struct error *
enter_by_header(struct call *call)
{
	struct credentials c = {.id = {"", 0}};
	struct str header, encoded;
	size_t count;

	header = http_header(call->request, "AUTHORIZATION", &count);
	if (count != 1)
		return missing(call);
	c.basic = take_scheme(header, "Basic", &encoded);
	if (!c.basic && !take_scheme(header, "ApiKey", &encoded))
		return missing(call);
	if (enter_as_before(call, encoded))
		return NULL;
	if (!token_split(call->arena, encoded, &c.id, &c.secret))
		return failed(call, &c, FAIL_DECODE);
	return enter_with_key(call, &c, encoded);
}

/* ---- entering ---- */

static void
enter_as(struct call *call, unsigned roles, const char *username, const char *realm)
{
	call->caller = (struct caller){
	    .grant = {.roles = roles},
	    .owner = {str_of(username), str_of(realm)},
	};
}

const struct error *
auth_enter(struct call *call)
{
	const struct api *api = call->api;
	struct str user = call->request->remote_user;

	if (api->open_as != NULL) {
		enter_as(call, ROLES_ALL, api->open_as, "__anonymous");
		return NULL;
	}
	if (api->auth == NULL)
		return missing(call); /* nobody said that it is open */
	if (api->auth->options.remote_user_roles != 0 && user.n > 0) {
		enter_as(call, api->auth->options.remote_user_roles,
		    arena_copy(call->arena, http_utf8(call->arena, user)).p, "web_server");
		return NULL;
	}
	return enter_by_header(call);
}

void
auth_leave(struct call *call)
{
	known_key_release(call->caller.key);
	call->caller.key = NULL;
}

/* ---- 403 ---- */

static const char *
role_list(struct arena *a, unsigned roles)
{
	const char *list = "";

	for (int bit = 0; bit < ROLES; bit++)
		if ((roles & 1u << bit) != 0)
			list = arena_printf(
			    a, "%s%s%s", list, *list != '\0' ? "," : "", role_words.names[bit]);
	return list;
}

static const struct error *
forbidden(struct call *call)
{
	const struct caller *c = &call->caller;
	const struct access *access = &call->route->access;
	const char *who;

	if (c->key != NULL)
		who = arena_printf(call->arena, "API key id [%.*s] of user [%.*s]",
		    STR_ARG(c->key->id), STR_ARG(c->owner.username));
	else
		who = arena_printf(call->arena, "user [%.*s] with effective roles [%s]",
		    STR_ARG(c->owner.username), role_list(call->arena, c->grant.roles));
	return error_status_text(call->arena, "security_exception", 403,
	    arena_text(call->arena,
	        "action [%s] is unauthorized for %s, this action is granted by the cluster "
	        "privileges [%s]",
	        access->action, who, privilege_grants(access->privilege)));
}

const struct error *
auth_refuse(struct call *call)
{
	return forbidden(call);
}

bool
auth_reaches_all(const struct call *call)
{
	unsigned roles = privilege_roles(call->route->access.privilege);

	return (call->caller.grant.roles & roles & ~(unsigned)ROLE_WORKER) != 0;
}

static bool
is_own(const struct grant *grant, struct str connector_id)
{
	for (size_t i = 0; (grant->roles & ROLE_WORKER) != 0 && i < grant->n; i++)
		if (str_equal(grant->connectors[i], connector_id))
			return true;
	return false;
}

bool
auth_reaches(const struct call *call, struct str connector_id)
{
	return auth_reaches_all(call) || is_own(&call->caller.grant, connector_id);
}

bool
auth_is_blanked(const struct call *call, struct str connector_id)
{
	const struct grant *grant = &call->caller.grant;

	return (grant->roles & (ROLE_MANAGE | ROLE_ADMIN)) == 0 && !is_own(grant, connector_id);
}

const struct error *
auth_check(struct call *call)
{
	enum privilege privilege = call->route->access.privilege;
	struct str vars[ROUTE_VARS];

	call->checked = true;
	if (privilege == PRIVILEGE_ANY)
		return NULL;
	if ((call->caller.grant.roles & privilege_roles(privilege)) == 0)
		return forbidden(call);
	if (auth_reaches_all(call))
		return NULL;
	if (route_var_names(call->route, vars) > 0 && str_is(vars[0], "connector_id") &&
	    !is_own(&call->caller.grant, call->vars[0]))
		return forbidden(call);
	return NULL;
}
