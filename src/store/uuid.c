#include <config.h>

#include "store/ops.h"

#include <errno.h>
#include <sys/random.h>

enum { UUID_BYTES = 16 };

_Static_assert((UUID_BYTES * 8 + 5) / 6 == STORE_UUID_LEN, "six bits a character, rounded up");

bool
store_uuid_new(char uuid[STORE_UUID_SIZE])
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char raw[UUID_BYTES + 2] = {0}; /* two more, so that groups of three come out */

	while (getrandom(raw, UUID_BYTES, 0) != UUID_BYTES)
		if (errno != EINTR)
			return false;
	for (unsigned o = 0; o < STORE_UUID_LEN; o++) {
		const unsigned char *three = raw + o / 4 * 3;
		uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8 | three[2];

		uuid[o] = alphabet[bits >> (18 - 6 * (o % 4)) & 63];
	}
	uuid[STORE_UUID_LEN] = '\0';
	return true;
}
