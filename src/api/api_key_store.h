/* Where API keys and the store meet: a record's group says whether it is invalidated, and it is
 * listed by its name. */
#ifndef API_API_KEY_STORE_H
#define API_API_KEY_STORE_H

#include "api/key_cache.h"
#include "store/store.h"

/* *key is held for the caller; NULL with STORE_OK: there is none, or it is damaged. */
enum store_rc api_key_store_load(
    struct store *, struct arena *, struct str id, struct known_key **key);

/* Notes when it was used last; on stable storage with the next flush. */
enum store_rc api_key_store_used(struct store *, struct arena *, struct str id, int64_t at);

/* All records, by name: never more than STORE_WINDOW. */
struct store_query api_key_store_query(bool live_only);

enum { API_KEY_KEPT_DAYS = 30, API_KEY_PURGED_AT_ONCE = 20 };

/*
 * Keys that ended more than API_KEY_KEPT_DAYS ago, by name: at most API_KEY_PURGED_AT_ONCE of them.
 * *ids is the arena's. Looks at all keys.
 */
enum store_rc api_key_store_old(
    struct store *, struct arena *, int64_t now, struct str **ids, size_t *n);

/* Puts a record of api_key_new() there, and takes away those of old that are there still. */
struct api_key_insertion {
	struct str id;
	const json_object *doc;
	const struct str *old;
	size_t old_n;
};
enum store_rc api_key_store_insert(
    struct store *, struct arena *, const struct api_key_insertion *, uint64_t *ticket);

/*
 * Invalidates the keys, those that are not already; done[i] says of which that is true. All in one
 * change. An id without a key is passed over.
 */
struct invalidation {
	const struct str *ids;
	size_t n;
	bool *done; /* in: room for n */
	int64_t now;
};
enum store_rc api_key_store_invalidate(
    struct store *, struct arena *, struct invalidation *, uint64_t *ticket);

#endif
