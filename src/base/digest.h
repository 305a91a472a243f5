/* A number for a run of bytes, hard to aim at: BLAKE2b, of which this is the first 64 bits. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

#include <stdint.h>

/* Different bytes may have the same number, though nobody can afford to make many that do. */
uint64_t digest_of(struct str);

enum { DIGEST_TEXT_LEN = 64 };

/* A name for a run of bytes that no two runs share: 256 bits of it, in 64 hexadecimal digits. */
void digest_text(struct str, char text[DIGEST_TEXT_LEN + 1]);

#endif
