#include <config.h>

#include "base/id.h"

#include "base/clock.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

enum { ID_BYTES = 15, TIME_BYTES = 6 };

_Static_assert(ID_BYTES * 8 == ID_LEN * 6, "the characters hold the bytes without padding");

void
id_new(char id[ID_SIZE])
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char raw[ID_BYTES];
	uint64_t ms = (uint64_t)(clock_now() / 1000);

	for (int i = 0; i < TIME_BYTES; i++)
		raw[i] = (unsigned char)(ms >> (8 * (TIME_BYTES - 1 - i)));
	while (getrandom(raw + TIME_BYTES, ID_BYTES - TIME_BYTES, 0) != ID_BYTES - TIME_BYTES)
		if (errno != EINTR)
			abort();
	for (int i = 0, o = 0; i < ID_BYTES; i += 3, o += 4) {
		uint32_t bits = (uint32_t)raw[i] << 16 | (uint32_t)raw[i + 1] << 8 | raw[i + 2];

		for (int k = 0; k < 4; k++)
			id[o + k] = alphabet[bits >> (18 - 6 * k) & 63];
	}
	id[ID_LEN] = '\0';
}
