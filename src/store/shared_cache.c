#include <config.h>

#include "store/shared_cache.h"

#include <stdlib.h>
#include <string.h>

enum { WAYS = 8 }; /* places of one number */

struct kept_part {
	uint64_t number;
	size_t n;
	char bytes[];
};

static struct kept_part *_Atomic *
places_of(struct shared_cache *c, uint64_t number)
{
	return &c->places[number % (SHARED_CACHE_PLACES / WAYS) * WAYS];
}

bool
shared_cache_find(struct shared_cache *c, uint64_t number, struct str *bytes)
{
	struct kept_part *_Atomic *places = places_of(c, number);

	for (int i = 0; i < WAYS; i++) {
		const struct kept_part *p = atomic_load_explicit(&places[i], memory_order_acquire);

		if (p != NULL && p->number == number) {
			*bytes = (struct str){p->bytes, p->n};
			return true;
		}
	}
	return false;
}

static bool
take_place(struct shared_cache *c, struct kept_part *part)
{
	struct kept_part *_Atomic *places = places_of(c, part->number);

	for (int i = 0; i < WAYS; i++) {
		struct kept_part *none = NULL;

		if (atomic_compare_exchange_strong(&places[i], &none, part))
			return true;
	}
	return false;
}

static size_t
size_of(size_t n)
{
	return sizeof(struct kept_part) + n;
}

void
shared_cache_keep(struct shared_cache *c, uint64_t number, struct str bytes)
{
	size_t size = size_of(bytes.n);
	struct kept_part *part;

	if (bytes.n > SHARED_CACHE_PART)
		return;
	if (atomic_fetch_add(&c->bytes, size) + size > SHARED_CACHE_BYTES) {
		atomic_fetch_sub(&c->bytes, size);
		atomic_store(&c->full, true);
		return;
	}
	part = malloc(size);
	if (part != NULL) {
		part->number = number;
		part->n = bytes.n;
		if (bytes.n > 0)
			memcpy(part->bytes, bytes.p, bytes.n);
		if (take_place(c, part))
			return;
		atomic_store(&c->full, true);
		free(part);
	}
	atomic_fetch_sub(&c->bytes, size);
}

static void
let_go(struct shared_cache *c, struct kept_part *_Atomic *place)
{
	struct kept_part *part = atomic_load(place);

	if (part == NULL)
		return;
	atomic_store(place, NULL);
	atomic_fetch_sub(&c->bytes, size_of(part->n));
	free(part);
}

void
shared_cache_drop(struct shared_cache *c, uint64_t number)
{
	struct kept_part *_Atomic *places = places_of(c, number);

	/* Two readers may have kept it at the same time. */
	for (int i = 0; i < WAYS; i++) {
		const struct kept_part *part = atomic_load(&places[i]);

		if (part != NULL && part->number == number)
			let_go(c, &places[i]);
	}
}

void
shared_cache_empty(struct shared_cache *c)
{
	for (int i = 0; i < SHARED_CACHE_PLACES; i++)
		let_go(c, &c->places[i]);
	atomic_store(&c->full, false);
}

void
shared_cache_make_room(struct shared_cache *c, int64_t now)
{
	if (now - c->emptied_ms < SHARED_CACHE_EMPTY_MS)
		return;
	c->emptied_ms = now;
	shared_cache_empty(c);
}
