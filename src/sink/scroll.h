/*
 * Where a scroll over documents of the sink goes on, as the id that its client sends back. All of a
 * scroll is in its id: nothing is kept for it, so nothing runs out and nothing can be used up.
 */
#ifndef SINK_SCROLL_H
#define SINK_SCROLL_H

#include "base/arena.h"

#include <stdint.h>

enum { SCROLL_TEXT_MAX = 8192 }; /* bytes of an id; a longer one is none */

struct scroll {
	struct str index; /* the name */
	struct str after; /* the key behind which the next page begins */
	struct str paths; /* of _source */
	uint32_t size;    /* of a page */
	bool source;      /* whether it is wanted */
	bool seq, version;
};

/* p == NULL: too much for an id, or no memory. */
struct str scroll_write(struct arena *, const struct scroll *);

/* Whether it looks like one of ours; scroll_read() may still refuse it. */
bool scroll_is(struct str id);

/* Any text may be asked about. What it says is to be checked as if a client had said it. */
bool scroll_read(struct arena *, struct str id, struct scroll *);

#endif
