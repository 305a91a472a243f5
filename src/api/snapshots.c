#include <config.h>

#include "api/snapshots.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024, SHARE = 16 }; /* one entry takes at most a 16th of the memory */

struct entry {
	unsigned variant;
	struct str record, text;
	char bytes[];
};

struct snapshots {
	pthread_mutex_t lock;
	size_t held, max;
	struct entry *slots[SLOTS];
};

struct snapshots *
snapshots_new(size_t bytes)
{
	struct snapshots *s = calloc(1, sizeof(*s));

	if (s == NULL || pthread_mutex_init(&s->lock, NULL) != 0) {
		free(s);
		return NULL;
	}
	s->max = bytes;
	return s;
}

static size_t
size_of(size_t record, size_t text)
{
	return sizeof(struct entry) + record + text;
}

static void
drop(struct snapshots *s, size_t slot)
{
	struct entry *e = s->slots[slot];

	if (e == NULL)
		return;
	s->held -= size_of(e->record.n, e->text.n);
	free(e);
	s->slots[slot] = NULL;
}

static void
drop_all(struct snapshots *s)
{
	for (size_t i = 0; i < SLOTS; i++)
		drop(s, i);
}

void
snapshots_free(struct snapshots *s)
{
	if (s == NULL)
		return;
	drop_all(s);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* Only where to look: the bytes themselves decide. */
static size_t
slot_of(struct str id, unsigned variant)
{
	uint64_t hash = UINT64_C(14695981039346656037) + variant;

	for (size_t i = 0; i < id.n; i++)
		hash = (hash ^ (unsigned char)id.p[i]) * UINT64_C(1099511628211);
	return (size_t)(hash % SLOTS);
}

struct str
snapshots_find(
    struct snapshots *s, struct arena *a, struct str id, struct str record, unsigned variant)
{
	struct str text = {NULL, 0};
	const struct entry *e;

	if (s == NULL)
		return text;
	pthread_mutex_lock(&s->lock);
	e = s->slots[slot_of(id, variant)];
	if (e != NULL && e->variant == variant && str_equal(e->record, record))
		text = arena_copy(a, e->text);
	pthread_mutex_unlock(&s->lock);
	return text;
}

static struct entry *
entry_new(struct str record, unsigned variant, struct str text)
{
	struct entry *e = malloc(size_of(record.n, text.n));

	if (e == NULL)
		return NULL;
	e->variant = variant;
	memcpy(e->bytes, record.p, record.n);
	memcpy(e->bytes + record.n, text.p, text.n);
	e->record = (struct str){e->bytes, record.n};
	e->text = (struct str){e->bytes + record.n, text.n};
	return e;
}

void
snapshots_keep(
    struct snapshots *s, struct str id, struct str record, unsigned variant, struct str text)
{
	size_t size = size_of(record.n, text.n), slot = slot_of(id, variant);
	struct entry *e;

	if (s == NULL || size > s->max / SHARE)
		return;
	e = entry_new(record, variant, text);
	if (e == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	drop(s, slot);
	/* So many different ones are not made often, and all of them are soon made again. */
	if (s->held + size > s->max)
		drop_all(s);
	s->slots[slot] = e;
	s->held += size;
	pthread_mutex_unlock(&s->lock);
}
