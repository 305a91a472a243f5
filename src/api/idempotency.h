/*
 * Idempotency-Key: a create that is sent again gives the answer of the first time, for a day, and
 * makes nothing. An addition of ours; who does not send the header does not notice.
 *
 * The answer is kept in the transaction of the create, so after a crash either both are there or
 * none. A create that is refused keeps nothing. A key belongs to who asks: the id of the API key,
 * or the user the web server names; where security is off there is one scope. Of key, caller and
 * request only hashes are kept.
 */
#ifndef API_IDEMPOTENCY_H
#define API_IDEMPOTENCY_H

#include "api/call.h"
#include "seal/token.h"

enum {
	IDEMPOTENCY_KEY_MAX = 255,
	IDEMPOTENCY_SWEEP = 4 /* expired answers that a create with a key takes away, at most */
};

#define IDEMPOTENCY_US (INT64_C(24) * 3600 * 1000000) /* how long an answer is kept */

struct idempotency {
	bool asked; /* else the rest means nothing */
	char id[TOKEN_HASH_SIZE];
	char request[TOKEN_HASH_SIZE];
	struct str expired[IDEMPOTENCY_SWEEP];
	size_t expired_n;
};

/* 400: the header is not 1 to 255 printable characters of ASCII, or is there twice. */
const struct error *idempotency_read(struct call *, struct idempotency *);

/*
 * The answer that is kept for the key: p == NULL, there is none (yet). 422: the key was used for
 * another request. Looks for what is expired, too.
 */
const struct error *idempotency_look(struct call *, struct idempotency *, struct str *answer);

/* The same inside a change, where it is final. */
const struct error *idempotency_look_inside(
    struct call *, struct store_tx *, const struct idempotency *, struct str *answer);

/* Inside the change that made it: keeps the answer. */
const struct error *idempotency_keep(
    struct call *, struct store_tx *, const struct idempotency *, struct str answer);

/* Says in a header that the answer is an earlier one. */
void idempotency_replayed(struct call *);

#endif
