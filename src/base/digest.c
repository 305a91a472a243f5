#include <config.h>

#include "base/digest.h"

#include <sodium.h>

uint64_t
digest_of(struct str s)
{
	unsigned char raw[crypto_generichash_BYTES_MIN];
	uint64_t v = 0;

	/* Fails only for lengths that it does not know. */
	(void)crypto_generichash(
	    raw, sizeof(raw), (const unsigned char *)(s.n > 0 ? s.p : ""), s.n, NULL, 0);
	for (unsigned i = 0; i < sizeof(v); i++)
		v = v << 8 | raw[i];
	return v;
}

void
digest_text(struct str s, char text[DIGEST_TEXT_LEN + 1])
{
	unsigned char raw[DIGEST_TEXT_LEN / 2];

	(void)crypto_generichash(
	    raw, sizeof(raw), (const unsigned char *)(s.n > 0 ? s.p : ""), s.n, NULL, 0);
	sodium_bin2hex(text, DIGEST_TEXT_LEN + 1, raw, sizeof(raw));
}
