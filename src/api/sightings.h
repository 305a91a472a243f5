/*
 * What this process has seen of workers: when one last asked for a connector's jobs, and the last
 * request about a record that was refused. For _explain. In memory, of this process, and bounded:
 * what is older makes room, and sightings_since() says from when on nothing was lost. Any number of
 * threads; nothing else is locked under its lock.
 */
#ifndef API_SIGHTINGS_H
#define API_SIGHTINGS_H

#include "base/arena.h"

#include <stdint.h>

enum sighted {
	SIGHTED_ASKING,            /* by connector: for its jobs; id "": for those of all */
	SIGHTED_REFUSAL_CONNECTOR, /* by connector */
	SIGHTED_REFUSAL_SYNC_JOB,  /* by job */
	SIGHTED__MAX
};

/* How many are remembered of each, and the bytes of what is known of one. */
enum { SIGHTINGS_MAX = 4096, SIGHTING_WHAT_MAX = 2048 };

struct sightings;

/* now: nothing before it was seen (microseconds since 1970). NULL: no memory. */
struct sightings *sightings_new(int64_t now);
void sightings_free(struct sightings *); /* NULL is fine */

/*
 * Notes it, in place of what was noted for that id before, unless that is later. what: anything to
 * be kept with it, cut at SIGHTING_WHAT_MAX. Without memory, and with NULL, it is not noted.
 */
void sightings_note(struct sightings *, enum sighted, struct str id, int64_t at, struct str what);

/* False: none is known. *what lives in the arena. */
bool sightings_find(
    struct sightings *, struct arena *, enum sighted, struct str id, int64_t *at, struct str *what);

/* Of what was seen after that, nothing was forgotten. 0 with NULL: nothing is known. */
int64_t sightings_since(struct sightings *, enum sighted);

#endif
