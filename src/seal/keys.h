/* The keys in memory, and as the text of their file. Private to the room. Pure but for randomness.
 */
#ifndef SEAL_KEYS_H
#define SEAL_KEYS_H

#include "seal/seal.h"

#include <sodium.h>

enum {
	KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	KEY_ID_BYTES = SEAL_KEY_NAME_LEN / 2,
	KEYS_MAX = 2,         /* the old and the new one */
	KEYS_STORE_MAX = 64,  /* bytes of a store's uuid */
	KEYS_TEXT_MAX = 4096, /* bytes of a key file: room for comments */
	KEYS_FORMAT = 1
};

struct key {
	char name[SEAL_KEY_NAME_LEN + 1]; /* the id as text */
	unsigned char id[KEY_ID_BYTES];
	unsigned char bytes[KEY_BYTES];
};

struct seal {
	size_t n;
	struct key keys[KEYS_MAX]; /* the newest first */
};

/* Memory that no core dump holds and that is not swapped when the system allows; NULL: none. */
struct seal *keys_new(void);

/* Puts a new random key in front. There must be room. */
void keys_add(struct seal *);

void keys_keep_newest(struct seal *);

/* NULL: fine, else what is wrong with the text (constant, or the arena's). */
const char *keys_parse(struct seal *, struct arena *, struct str text, const char *store);

/* The text of the file; how many bytes. */
size_t keys_print(const struct seal *, const char *store, char text[KEYS_TEXT_MAX]);

#endif
