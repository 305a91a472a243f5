#include <config.h>

#include "api/secret_store.h"

#include "base/log.h"

struct store_keys
secret_store_keys(const struct seal *seal)
{
	return (struct store_keys){.owner = seal_key_name(seal, 0)};
}

/* Those of a key; the first of them, skipping some, when record is given. */
static enum store_rc
look(struct store *s, struct arena *a, struct str key, uint64_t skip, struct store_record **record,
    uint64_t *count)
{
	const struct store_query query = {
	    .kind = STORE_SECRET,
	    .owners = &key,
	    .owners_n = 1,
	    .groups = 1,
	    .from = skip,
	    .size = record != NULL ? 1 : 0,
	};
	struct store_record *records;
	size_t n;
	enum store_rc rc = store_list(s, a, &query, &records, &n, count);

	if (record != NULL)
		*record = rc == STORE_OK && n > 0 ? records : NULL;
	return rc;
}

enum store_rc
secret_store_locked(struct store *s, struct arena *a, const struct seal *seal, uint64_t *n)
{
	uint64_t all = 0, ours = 0;
	enum store_rc rc = store_count(s, a, STORE_SECRET, &all);

	for (size_t i = 0; rc == STORE_OK && seal_key_name(seal, i).n > 0; i++) {
		uint64_t count = 0;

		rc = look(s, a, seal_key_name(seal, i), 0, NULL, &count);
		ours += count;
	}
	*n = all - ours;
	return rc;
}

/* ---- rotation ---- */

struct replacement {
	struct str id;
	struct store_keys keys;
	struct str sealed;
};

static enum store_verdict
replace(struct store_tx *tx, void *ctx)
{
	const struct replacement *r = ctx;

	return store_tx_replace(tx, STORE_SECRET, r->id, &r->keys, r->sealed) == STORE_OK
	           ? STORE_WRITE
	           : STORE_FAIL;
}

static enum store_rc
reseal_one(struct store *s, struct arena *a, const struct seal *seal, const struct store_record *r,
    struct secret_store_resealed *sum)
{
	struct replacement new = {.id = r->id, .keys = secret_store_keys(seal)};
	struct str text;
	uint64_t ticket;
	enum store_rc rc;

	switch (seal_open(seal, a, r->id, r->doc, &text)) {
	case SEAL_OPENED:
		break;
	case SEAL_OPEN_NOMEM:
		return STORE_NOMEM;
	case SEAL_NO_KEY:
	case SEAL_DAMAGED:
		log_error("a secret does not open id=\"%.*s\"", STR_ARG(r->id));
		sum->failed++;
		return STORE_OK;
	}
	new.sealed = seal_close(seal, a, r->id, text);
	if (new.sealed.p == NULL)
		return STORE_NOMEM;
	rc = store_change(s, a, replace, &new, &ticket);
	sum->done += rc == STORE_OK;
	return rc;
}

/* One after the other, each in a transaction: what was done no longer belongs to the key. */
static enum store_rc
reseal_key(struct store *s, struct arena *a, const struct seal *seal, struct str key,
    struct secret_store_resealed *sum)
{
	uint64_t before = sum->failed, count;
	struct store_record *record;
	enum store_rc rc;

	do {
		arena_reset(a);
		arena_secret(a);
		rc = look(s, a, key, sum->failed - before, &record, &count);
		if (rc == STORE_OK && record != NULL)
			rc = reseal_one(s, a, seal, record, sum);
	} while (rc == STORE_OK && record != NULL);
	return rc;
}

enum store_rc
secret_store_reseal(struct store *s, const struct seal *seal, struct secret_store_resealed *sum)
{
	struct arena *a = arena_new();
	enum store_rc rc = a == NULL ? STORE_NOMEM : STORE_OK;
	uint64_t reached;

	*sum = (struct secret_store_resealed){0};
	for (size_t i = 1; rc == STORE_OK && seal_key_name(seal, i).n > 0; i++)
		rc = reseal_key(s, a, seal, seal_key_name(seal, i), sum);
	arena_free(a);
	return rc == STORE_OK ? store_sync(s, &reached) : rc;
}
