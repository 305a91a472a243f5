/*
 * Reading a bulk request: lines of JSON, an action and for most of them a line that goes with it.
 * Pure: nothing is looked up and nothing is kept.
 */
#ifndef SINK_BULK_H
#define SINK_BULK_H

#include "base/error.h"
#include "json/doc.h"

#include <stdint.h>

enum {
	BULK_OPS_MAX = 100000,   /* operations in one request */
	BULK_LINE_MAX = 64 << 10 /* bytes of the line of an action */
};

enum bulk_action { BULK_INDEX, BULK_CREATE, BULK_UPDATE, BULK_DELETE, BULK_ACTION__MAX };

/* "index": as it stands in a request and in its answer. */
const char *bulk_action_name(enum bulk_action);

struct bulk_op {
	enum bulk_action action;
	struct str index;
	struct str id;   /* p == NULL: none was given, so one must be made; never empty */
	struct str line; /* what goes with it, as it was sent; p == NULL with BULK_DELETE */
};

/*
 * Takes the body apart; index is that of actions that name none, p == NULL: they must. *ops and the
 * texts live in the arena, lines in the body. Action lines are read one at a time, so the memory
 * for it is that of the longest, besides what the operations take. The first fault ends the
 * reading, and is an error of the whole request: 400, or 413 for too many operations. How long an
 * index or an id may be is not looked at.
 */
const struct error *bulk_read(struct arena *, struct str body, struct str index, unsigned depth_max,
    struct bulk_op **ops, size_t *n);

/* A line as a document, which the caller owns. */
const struct error *bulk_read_document(
    struct arena *, struct str line, unsigned depth_max, json_object **doc);

/* What goes with an update; lent by its document. */
struct bulk_update {
	json_object *doc;    /* the part to merge; NULL: nothing */
	json_object *insert; /* the document to keep when there is none; NULL: that is an error */
	bool detect_noop;
};

const struct error *bulk_read_update(struct arena *, json_object *line, struct bulk_update *);

#endif
