/*
 * Shared parts that were read, kept for the next reader: most records have one that many have, and
 * to copy it from here costs a tenth of reading it. Private to the room.
 *
 * Readers look and keep at the same time; what is kept goes only while a writer is alone
 * (gate_alone), so what a reader found stays until it leaves the gate.
 */
#ifndef STORE_SHARED_CACHE_H
#define STORE_SHARED_CACHE_H

#include "base/str.h"

#include <stdatomic.h>
#include <stdint.h>

enum {
	SHARED_CACHE_PLACES = 2048,
	SHARED_CACHE_BYTES = 1024 * 1024, /* of all */
	SHARED_CACHE_PART = 64 * 1024,    /* of one: longer ones are not kept */
	SHARED_CACHE_EMPTY_MS = 1000      /* when it is full it is emptied, this often at most */
};

struct kept_part;

/* Zeros to begin with. */
struct shared_cache {
	struct kept_part *_Atomic places[SHARED_CACHE_PLACES];
	_Atomic size_t bytes;
	atomic_bool full; /* something found no room */
	int64_t emptied_ms;
};

/* Inside the gate, as is what it gives. False: it is not there. */
bool shared_cache_find(struct shared_cache *, uint64_t number, struct str *bytes);

/* Inside the gate; copied, or not kept when there is no room. */
void shared_cache_keep(struct shared_cache *, uint64_t number, struct str bytes);

/* Alone: the number may stand for other bytes from here on. */
void shared_cache_drop(struct shared_cache *, uint64_t number);

/* Alone: makes room when it was wanted. now: clock_monotonic_ms(). */
void shared_cache_make_room(struct shared_cache *, int64_t now);

/* Alone. */
void shared_cache_empty(struct shared_cache *);

#endif
