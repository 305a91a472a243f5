/*
 * The secrets of API keys: random, shown once, and from then on only compared. As they have 128
 * random bits, nobody guesses one from its hash, and a fast hash will do.
 */
#ifndef SEAL_TOKEN_H
#define SEAL_TOKEN_H

#include "base/arena.h"

enum {
	TOKEN_LEN = 22,      /* characters of a secret: 128 bits in URL-safe base64 */
	TOKEN_HASH_LEN = 64, /* of its hash: BLAKE2b with 256 bits, in hex */
	TOKEN_SIZE = TOKEN_LEN + 1,
	TOKEN_HASH_SIZE = TOKEN_HASH_LEN + 1,
	TOKEN_FINGERPRINT = 16, /* bytes: a BLAKE2b with 128 bits */
	TOKEN_FINGERPRINT_KEY = 32
};

/* A new secret. Ends the process when the system has no random bytes to give. */
void token_new(char secret[TOKEN_SIZE]);

/* What is kept of a secret; any text may be asked about. */
void token_hash(struct str secret, char hash[TOKEN_HASH_SIZE]);

/* Whether it is that hash's secret; takes the same time wherever they differ. */
bool token_matches(struct str secret, const char hash[TOKEN_HASH_SIZE]);

/*
 * What was shown, in short, under a key of one process: nobody without that key finds two that are
 * alike, and nothing is learnt of what was shown.
 */
void token_fingerprint_key(unsigned char key[TOKEN_FINGERPRINT_KEY]);
void token_fingerprint(struct str shown, const unsigned char key[TOKEN_FINGERPRINT_KEY],
    unsigned char fingerprint[TOKEN_FINGERPRINT]);

/* Takes the same time wherever they differ. */
bool token_same_fingerprint(
    const unsigned char a[TOKEN_FINGERPRINT], const unsigned char b[TOKEN_FINGERPRINT]);

/* "id:secret" in base64, as it stands behind "ApiKey" and "Basic"; p == NULL: no memory. */
struct str token_join(struct arena *, struct str id, struct str secret);

/*
 * The two again, in the arena, divided at the first colon; padding may be missing. False: that is
 * not what it is, or memory ran out.
 */
bool token_split(struct arena *, struct str encoded, struct str *id, struct str *secret);

/* Overwrites what is no longer needed. */
void token_wipe(void *p, size_t n);

#endif
