/*
 * API keys that were asked for, as they are in the store: so that a request costs a hash and no
 * read. They are found by their id, and by the credential that was good for them before. Bounded: a
 * key that takes another one's place is simply read again. What changes a key calls
 * key_cache_forget() between its commit and its answer; a key that was being read meanwhile does
 * not get in. Any number of threads.
 */
#ifndef API_KEY_CACHE_H
#define API_KEY_CACHE_H

#include "model/api_key.h"
#include "seal/token.h"

#include <stdatomic.h>
#include <stdint.h>

/* A key in memory of its own. Constant but for the times and the fingerprint. */
struct known_key {
	_Atomic unsigned holders;
	struct str id;
	struct api_key key;                           /* last_used: as it was in the store */
	unsigned char fingerprint[TOKEN_FINGERPRINT]; /* the cache's: of the last good credential */
	_Atomic int64_t used;
	_Atomic int64_t written; /* of used, what was written down */
};

/* Held by the caller; NULL: no memory. */
struct known_key *known_key_new(struct str id, const struct api_key *);
struct known_key *known_key_hold(struct known_key *);
void known_key_release(struct known_key *); /* NULL is fine */

/* Notes the use. True: once a minute, to who must write it down. */
bool known_key_use(struct known_key *, int64_t now);

struct key_cache;

struct key_cache *key_cache_new(void);
void key_cache_free(struct key_cache *);

/* Held for the caller, or NULL. */
struct known_key *key_cache_get(struct key_cache *, struct str id);

/* The same for a credential as it was sent, whose secret was found to be that of the key. */
struct known_key *key_cache_get_shown(struct key_cache *, struct str credential);

/* The credential is good for that key. Nothing of it is kept but a fingerprint. */
void key_cache_shown(struct key_cache *, struct known_key *, struct str credential);

/* Before a key is read from the store; key_cache_put() wants it back. */
uint64_t key_cache_moment(struct key_cache *);

/* Unless something was forgotten since that moment. */
void key_cache_put(struct key_cache *, struct known_key *, uint64_t moment);

void key_cache_forget(struct key_cache *, struct str id);

#endif
