#include <config.h>

#include "seal/token.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum { RANDOM_BYTES = 16, HASH_BYTES = TOKEN_HASH_LEN / 2 };

/* With another context it would be another hash. */
static const unsigned char hash_of[] = "connectord api key";

void
token_new(char secret[TOKEN_SIZE])
{
	unsigned char bytes[RANDOM_BYTES];

	if (sodium_init() < 0)
		abort();
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(
	    secret, TOKEN_SIZE, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
}

void
token_hash(struct str secret, char hash[TOKEN_HASH_SIZE])
{
	unsigned char bytes[HASH_BYTES];

	crypto_generichash(bytes, sizeof(bytes), (const unsigned char *)secret.p, secret.n, hash_of,
	    sizeof(hash_of) - 1);
	sodium_bin2hex(hash, TOKEN_HASH_SIZE, bytes, sizeof(bytes));
}

bool
token_matches(struct str secret, const char hash[TOKEN_HASH_SIZE])
{
	char own[TOKEN_HASH_SIZE];

	token_hash(secret, own);
	return sodium_memcmp(own, hash, TOKEN_HASH_LEN) == 0;
}

void
token_fingerprint_key(unsigned char key[TOKEN_FINGERPRINT_KEY])
{
	if (sodium_init() < 0)
		abort();
	randombytes_buf(key, TOKEN_FINGERPRINT_KEY);
}

void
token_fingerprint(struct str shown, const unsigned char key[TOKEN_FINGERPRINT_KEY],
    unsigned char fingerprint[TOKEN_FINGERPRINT])
{
	crypto_generichash(fingerprint, TOKEN_FINGERPRINT, (const unsigned char *)shown.p, shown.n,
	    key, TOKEN_FINGERPRINT_KEY);
}

bool
token_same_fingerprint(
    const unsigned char a[TOKEN_FINGERPRINT], const unsigned char b[TOKEN_FINGERPRINT])
{
	return sodium_memcmp(a, b, TOKEN_FINGERPRINT) == 0;
}

struct str
token_join(struct arena *a, struct str id, struct str secret)
{
	size_t n = id.n + 1 + secret.n;
	size_t size = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	unsigned char *pair = arena_alloc(a, n);
	char *text = arena_alloc(a, size);

	if (pair == NULL || text == NULL)
		return (struct str){NULL, 0};
	if (id.n > 0)
		memcpy(pair, id.p, id.n);
	pair[id.n] = ':';
	if (secret.n > 0)
		memcpy(pair + id.n + 1, secret.p, secret.n);
	sodium_bin2base64(text, size, pair, n, sodium_base64_VARIANT_ORIGINAL);
	return (struct str){text, size - 1};
}

bool
token_split(struct arena *a, struct str encoded, struct str *id, struct str *secret)
{
	size_t room = encoded.n / 4 * 3 + 3, n = 0;
	unsigned char *pair = arena_alloc(a, room);
	const unsigned char *colon;

	while (encoded.n > 0 && encoded.p[encoded.n - 1] == '=')
		encoded.n--;
	if (pair == NULL || encoded.n == 0 ||
	    sodium_base642bin(pair, room, encoded.p, encoded.n, NULL, &n, NULL,
	        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
		return false;
	colon = memchr(pair, ':', n);
	if (colon == NULL)
		return false;
	*id = (struct str){(char *)pair, (size_t)(colon - pair)};
	*secret = (struct str){(const char *)colon + 1, n - id->n - 1};
	return true;
}

void
token_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
