/*
 * Bytes made shorter by words that are known beforehand, and times by their number. Any bytes come
 * back as they were; how short they become is a matter of what they have of the words. Pure.
 *
 *	1 … 28	a word
 *	29	and 8 bytes: "YYYY-MM-DDThh:mm:ss.fffZ" as timestamp_print() writes it, the
 *		microseconds since 1970 in the order of their bytes, high one first
 *	30	and a byte: that byte itself, which would else mean one of these
 *	else	itself
 */
#ifndef STORE_PACK_H
#define STORE_PACK_H

#include "base/str.h"

/*
 * The words of a kind are part of the format: new ones go behind the others, none ever changes.
 * Longer ones go before what they begin with; four bytes are the least.
 */
enum { PACK_WORDS_MAX = 28, PACK_TIME = 29, PACK_BYTE = 30 };

struct pack_words {
	size_t n;
	struct str words[PACK_WORDS_MAX];
};

/* The most room that n bytes can take; how many bytes can come of one. */
#define PACK_ROOM(n) (2 * (n))
enum { PACK_GROWS_MAX = 128 };

/* Returns how many bytes were written. */
size_t pack_bytes(const struct pack_words *, struct str in, char *out);

/*
 * Writes as many bytes as were packed, n, and says whether it were just so many: what was not
 * packed by these words is noticed, or comes out as something else.
 */
bool unpack_bytes(const struct pack_words *, struct str in, char *out, size_t n);

#endif
