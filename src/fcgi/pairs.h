/*
 * FastCGI's name-value pairs, read as they come in pieces: one length byte below 128, or four with
 * the top bit set, for the name, the same for the value, then both. libfcgi is handed a stream of
 * them only after it was walked here to its last byte.
 */
#ifndef FCGI_PAIRS_H
#define FCGI_PAIRS_H

#include "base/str.h"

#include <stdint.h>

enum { PAIR_NAME_MAX = 32, PAIR_VALUE_MAX = 32 };

struct pairs {
	uint64_t pair_max; /* bytes of one pair; a longer claim is nonsense, and not waited for */
	unsigned char head[8];
	unsigned have; /* bytes of head seen */
	uint64_t name_left, value_left;
	uint64_t name_n, value_n;
	char name[PAIR_NAME_MAX]; /* their beginnings */
	char value[PAIR_VALUE_MAX];
};

/* A pair was read. A name or value longer than is kept comes as p == NULL with its true length. */
typedef void pair_fn(void *arg, struct str name, struct str value);

void pairs_begin(struct pairs *, uint64_t pair_max);

/*
 * False: this is no stream of pairs, or holds a NUL byte, behind which a C string would silently
 * end.
 */
bool pairs_feed(struct pairs *, const char *at, size_t n, pair_fn *, void *arg);

/* Whether the last pair is complete, so that the stream may end here. */
bool pairs_whole(const struct pairs *);

#endif
