/*
 * Snapshots of connectors as text, kept from one job to the next. A snapshot is a function of the
 * connector's record and the type of the job and of nothing else; so what was made of the very same
 * bytes is right, whenever and however they came to be there again. Looking it up inside a change
 * is therefore as pure as making it.
 */
#ifndef API_SNAPSHOTS_H
#define API_SNAPSHOTS_H

#include "base/arena.h"

/*
 * bytes: the most memory it may hold. NULL when there is none: then every snapshot is made anew,
 * which all calls take for granted.
 */
struct snapshots *snapshots_new(size_t bytes);
void snapshots_free(struct snapshots *);

/*
 * The text kept for these bytes of a connector's record and that variant of it, in the arena;
 * p == NULL when there is none. From any thread.
 */
struct str snapshots_find(
    struct snapshots *, struct arena *, struct str id, struct str record, unsigned variant);

/* Keeps it, or does not: that is its own affair. */
void snapshots_keep(
    struct snapshots *, struct str id, struct str record, unsigned variant, struct str text);

#endif
