/* The plays of this program. Each ends the program when something is not as it should be. */
#ifndef TESTS_SERVICE_SERVICE_H
#define TESTS_SERVICE_SERVICE_H

#include "wire.h"

/* All that a service does, with a second one where two meet. On a fresh store. */
void play_life(struct service *, struct service *other);

/*
 * Whole syncs with their documents: one by each. 1,500 of them are in the index "search-sync" then,
 * and one is in that of access control. On a fresh store, and content that is empty.
 */
void play_sync(struct service *, struct service *other);

/* What the command line does with the index of play_sync(): afterwards it is gone. */
void play_indices(struct service *);

enum race_by {
	RACE_AS_SERVICE, /* with its lock in the connector, and its ways when a claim is refused */
	RACE_BY_CLAIM    /* with nothing but _claim between the two */
};

void play_race(struct service *one, struct service *two, enum race_by, int tries);

#endif
