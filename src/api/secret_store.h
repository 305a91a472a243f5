/*
 * Where secrets and the store meet: a record's document is the sealed text, and its owner is the
 * key that the text is sealed with. So it is known without a scan how many need which key, and a
 * rotation always finds what is left to do.
 */
#ifndef API_SECRET_STORE_H
#define API_SECRET_STORE_H

#include "seal/seal.h"
#include "store/store.h"

/* The keys of a record that was sealed just now. */
struct store_keys secret_store_keys(const struct seal *);

/* How many of them are sealed with a key that is not among these. */
enum store_rc secret_store_locked(struct store *, struct arena *, const struct seal *, uint64_t *n);

/*
 * Seals anew, with the newest key, whatever is sealed with another one; when this returns STORE_OK
 * that is on stable storage. One that does not open is logged and left as it is. Stopped at any
 * moment it may be run again.
 */
struct secret_store_resealed {
	uint64_t done;
	uint64_t failed; /* these do not open: their key must be kept */
};
enum store_rc secret_store_reseal(
    struct store *, const struct seal *, struct secret_store_resealed *);

#endif
