#include <config.h>

#include "base/id.h"

#include "base/clock.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { ID_BYTES = 15, TIME_BYTES = 7, RANDOM_BYTES = ID_BYTES - TIME_BYTES };

_Static_assert(ID_BYTES * 8 == ID_LEN * 6, "the characters hold the bytes without padding");

/* Many at a time: asking the system costs more than all the rest. Ids are no secrets. */
static void
random_bytes(unsigned char out[RANDOM_BYTES])
{
	static _Thread_local unsigned char
	    bytes[32 * RANDOM_BYTES]; /* getrandom() gives 256 at once */
	static _Thread_local size_t left;

	if (left == 0) {
		while (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
			if (errno != EINTR)
				abort();
		left = sizeof(bytes);
	}
	left -= RANDOM_BYTES;
	memcpy(out, bytes + left, RANDOM_BYTES);
}

void
id_new(char id[ID_SIZE])
{
	/* Those of URL-safe base64, in the order of their bytes. */
	static const char alphabet[] =
	    "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
	unsigned char raw[ID_BYTES];
	uint64_t us = (uint64_t)clock_now();

	for (int i = 0; i < TIME_BYTES; i++)
		raw[i] = (unsigned char)(us >> (8 * (TIME_BYTES - 1 - i)));
	random_bytes(raw + TIME_BYTES);
	for (int i = 0, o = 0; i < ID_BYTES; i += 3, o += 4) {
		uint32_t bits = (uint32_t)raw[i] << 16 | (uint32_t)raw[i + 1] << 8 | raw[i + 2];

		for (int k = 0; k < 4; k++)
			id[o + k] = alphabet[bits >> (18 - 6 * k) & 63];
	}
	id[ID_LEN] = '\0';
}
