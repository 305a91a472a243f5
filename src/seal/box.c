/* Sealing and opening bytes. */
#include <config.h>

#include "seal/seal.h"

#include <assert.h>
#include <string.h>

#include "seal/keys.h"

enum {
	BOX_FORMAT = 1,
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	HEAD_BYTES = 1 + KEY_ID_BYTES
};

_Static_assert(
    (int)SEAL_OVERHEAD == (int)HEAD_BYTES + (int)NONCE_BYTES + (int)TAG_BYTES, "as written down");

/* What is authenticated besides the text: the head has one length, so nothing can be moved. */
static unsigned char *
associated(struct arena *a, const unsigned char *box, struct str name)
{
	unsigned char *data = arena_alloc(a, HEAD_BYTES + name.n);

	if (data == NULL)
		return NULL;
	memcpy(data, box, HEAD_BYTES);
	if (name.n > 0)
		memcpy(data + HEAD_BYTES, name.p, name.n);
	return data;
}

struct str
seal_close(const struct seal *seal, struct arena *a, struct str name, struct str text)
{
	const struct key *key = &seal->keys[0];
	unsigned char *box = arena_alloc(a, SEAL_OVERHEAD + text.n);
	unsigned char *nonce, *data;
	unsigned long long n = 0;

	if (box == NULL)
		return (struct str){NULL, 0};
	assert(seal->n > 0);
	box[0] = BOX_FORMAT;
	memcpy(box + 1, key->id, KEY_ID_BYTES);
	data = associated(a, box, name);
	if (data == NULL)
		return (struct str){NULL, 0};
	nonce = box + HEAD_BYTES;
	randombytes_buf(nonce, NONCE_BYTES);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, &n,
	    (const unsigned char *)text.p, text.n, data, HEAD_BYTES + name.n, NULL, nonce,
	    key->bytes);
	assert(n == text.n + TAG_BYTES);
	return (struct str){(const char *)box, SEAL_OVERHEAD + text.n};
}

static const struct key *
key_of(const struct seal *seal, const unsigned char *id)
{
	for (size_t i = 0; i < seal->n; i++)
		if (memcmp(seal->keys[i].id, id, KEY_ID_BYTES) == 0)
			return &seal->keys[i];
	return NULL;
}

enum seal_verdict
seal_open(
    const struct seal *seal, struct arena *a, struct str name, struct str sealed, struct str *text)
{
	const unsigned char *box = (const unsigned char *)sealed.p;
	const unsigned char *nonce;
	const struct key *key;
	unsigned char *plain, *data;
	unsigned long long n = 0;

	if (sealed.n < SEAL_OVERHEAD || box[0] != BOX_FORMAT)
		return SEAL_DAMAGED;
	key = key_of(seal, box + 1);
	if (key == NULL)
		return SEAL_NO_KEY;
	plain = arena_alloc(a, sealed.n - SEAL_OVERHEAD);
	data = associated(a, box, name);
	if (plain == NULL || data == NULL)
		return SEAL_OPEN_NOMEM;
	nonce = box + HEAD_BYTES;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, nonce + NONCE_BYTES,
	        sealed.n - HEAD_BYTES - NONCE_BYTES, data, HEAD_BYTES + name.n, nonce,
	        key->bytes) != 0)
		return SEAL_DAMAGED;
	*text = (struct str){(const char *)plain, (size_t)n};
	return SEAL_OPENED;
}
