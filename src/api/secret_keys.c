#include <config.h>

#include "api/secret_keys.h"

#include <inttypes.h>

static enum secret_keys_rc
of_seal(enum seal_rc rc)
{
	static const enum secret_keys_rc meanings[SEAL_RC__MAX] = {
	    [SEAL_OK] = SECRET_KEYS_OK,
	    [SEAL_WRONG] = SECRET_KEYS_WRONG,
	    [SEAL_UNUSABLE] = SECRET_KEYS_UNUSABLE,
	    [SEAL_NOMEM] = SECRET_KEYS_NOMEM,
	};

	return meanings[rc];
}

static enum secret_keys_rc
of_store(struct arena *a, enum store_rc rc, const char **why)
{
	if (rc == STORE_OK)
		return SECRET_KEYS_OK;
	*why = arena_printf(a, "the store answered %s", store_rc_name(rc));
	return rc == STORE_NOMEM ? SECRET_KEYS_NOMEM : SECRET_KEYS_STORE;
}

/* A key file may be the store's own and yet an old one, as from a backup. */
static enum secret_keys_rc
check_all_open(
    struct store *s, const char *path, struct arena *a, const struct seal *seal, const char **why)
{
	uint64_t locked;
	enum secret_keys_rc rc = of_store(a, secret_store_locked(s, a, seal, &locked), why);

	if (rc != SECRET_KEYS_OK || locked == 0)
		return rc;
	*why = arena_printf(a,
	    "%s: %" PRIu64 " of the secrets are sealed with a key that is not in it: put the right "
	    "file back",
	    path, locked);
	return SECRET_KEYS_WRONG;
}

enum secret_keys_rc
secret_keys_load(
    struct store *s, const char *path, struct arena *a, struct seal **seal, const char **why)
{
	const struct seal_file file = {path, store_uuid(s)};
	uint64_t n;
	enum secret_keys_rc rc = of_store(a, store_count(s, a, STORE_SECRET, &n), why);

	*seal = NULL;
	if (rc == SECRET_KEYS_OK)
		rc = of_seal(seal_load(&file, n == 0, a, seal, why));
	if (rc == SECRET_KEYS_OK)
		rc = check_all_open(s, path, a, *seal, why);
	if (rc != SECRET_KEYS_OK) {
		seal_free(*seal);
		*seal = NULL;
	}
	return rc;
}

enum secret_keys_rc
secret_keys_rotate(struct store *s, const char *path, struct arena *a, struct seal *seal,
    struct secret_keys_rotated *sum, const char **why)
{
	const struct seal_file file = {path, store_uuid(s)};
	enum secret_keys_rc rc = SECRET_KEYS_OK;

	*sum = (struct secret_keys_rotated){.resumed = seal_key_name(seal, 1).n > 0};
	if (!sum->resumed)
		rc = of_seal(seal_rotation_begin(seal, &file, a, why));
	if (rc == SECRET_KEYS_OK)
		rc = of_store(a, secret_store_reseal(s, seal, &sum->secrets), why);
	if (rc == SECRET_KEYS_OK && sum->secrets.failed > 0) {
		*why = arena_printf(a,
		    "%" PRIu64 " secrets do not open: the old key is kept for them; delete or "
		    "replace them, then rotate again",
		    sum->secrets.failed);
		return SECRET_KEYS_DAMAGED;
	}
	if (rc == SECRET_KEYS_OK)
		rc = of_seal(seal_rotation_end(seal, &file, a, why));
	return rc;
}
