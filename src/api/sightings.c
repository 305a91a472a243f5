#include <config.h>

#include "api/sightings.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* An id has the places of one set; the one noted longest ago makes room. */
enum { WAYS = 8, SETS = SIGHTINGS_MAX / WAYS };

struct entry {
	int64_t at;
	struct str id, what;
	char bytes[];
};

struct table {
	pthread_mutex_t lock;
	int64_t since;
	struct entry *entries[SETS][WAYS];
};

struct sightings {
	struct table tables[SIGHTED__MAX];
};

struct sightings *
sightings_new(int64_t now)
{
	struct sightings *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	for (int i = 0; i < SIGHTED__MAX; i++) {
		pthread_mutex_init(&s->tables[i].lock, NULL);
		s->tables[i].since = now;
	}
	return s;
}

void
sightings_free(struct sightings *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < SIGHTED__MAX; i++) {
		for (int set = 0; set < SETS; set++)
			for (int way = 0; way < WAYS; way++)
				free(s->tables[i].entries[set][way]);
		pthread_mutex_destroy(&s->tables[i].lock);
	}
	free(s);
}

static struct entry **
set_of(struct table *t, struct str id)
{
	return t->entries[str_hash(id, 0) % SETS];
}

/* The place of the id, or else the one to take: a free one, or the one noted longest ago. */
static struct entry **
place_of(struct entry **set, struct str id)
{
	struct entry **oldest = &set[0];

	for (int way = 0; way < WAYS; way++) {
		struct entry *e = set[way];

		if (e != NULL && str_equal(e->id, id))
			return &set[way];
		if (*oldest != NULL && (e == NULL || e->at < (*oldest)->at))
			oldest = &set[way];
	}
	return oldest;
}

static struct entry *
entry_new(struct str id, int64_t at, struct str what)
{
	struct entry *e = malloc(sizeof(*e) + id.n + what.n);

	if (e == NULL)
		return NULL;
	e->at = at;
	e->id = (struct str){e->bytes, id.n};
	e->what = (struct str){e->bytes + id.n, what.n};
	if (id.n > 0)
		memcpy(e->bytes, id.p, id.n);
	if (what.n > 0)
		memcpy(e->bytes + id.n, what.p, what.n);
	return e;
}

/* What lay there, for the caller to free. */
static struct entry *
put(struct table *t, struct entry **place, struct entry *e)
{
	struct entry *old = *place;

	if (old != NULL && e != NULL && !str_equal(old->id, e->id) && old->at > t->since)
		t->since = old->at;
	*place = e;
	return old;
}

/* True: all there is to do was to move the time. */
static bool
refresh(struct entry *e, struct str id, int64_t at, struct str what)
{
	if (e == NULL || !str_equal(e->id, id))
		return false;
	if (e->at >= at)
		return true;
	if (!str_equal(e->what, what))
		return false;
	e->at = at;
	return true;
}

void
sightings_note(struct sightings *s, enum sighted kind, struct str id, int64_t at, struct str what)
{
	struct entry **place, *e, *old = NULL;
	struct table *t;

	if (s == NULL)
		return;
	assert(kind < SIGHTED__MAX);
	if (what.n > SIGHTING_WHAT_MAX)
		what.n = SIGHTING_WHAT_MAX;
	t = &s->tables[kind];
	pthread_mutex_lock(&t->lock);
	place = place_of(set_of(t, id), id);
	if (!refresh(*place, id, at, what)) {
		e = entry_new(id, at, what);
		/* Without memory this one is forgotten at once, and so is one that is not the last.
		 */
		if (e == NULL && t->since < at)
			t->since = at;
		if (e != NULL || (*place != NULL && str_equal((*place)->id, id)))
			old = put(t, place, e);
	}
	pthread_mutex_unlock(&t->lock);
	free(old);
}

bool
sightings_find(struct sightings *s, struct arena *a, enum sighted kind, struct str id, int64_t *at,
    struct str *what)
{
	const struct entry *e;
	struct table *t;
	bool found;

	*at = 0;
	*what = str_of("");
	if (s == NULL)
		return false;
	t = &s->tables[kind];
	pthread_mutex_lock(&t->lock);
	e = *place_of(set_of(t, id), id);
	found = e != NULL && str_equal(e->id, id);
	if (found) {
		*at = e->at;
		*what = arena_copy(a, e->what);
	}
	pthread_mutex_unlock(&t->lock);
	return found;
}

int64_t
sightings_since(struct sightings *s, enum sighted kind)
{
	int64_t since;

	if (s == NULL)
		return 0;
	pthread_mutex_lock(&s->tables[kind].lock);
	since = s->tables[kind].since;
	pthread_mutex_unlock(&s->tables[kind].lock);
	return since;
}
