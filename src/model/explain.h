/*
 * Why a sync job, or a connector, is not running: a sentence for each thing that is in the way.
 * Pure functions of what is known; api/explain.c gathers that.
 *
 * What workers do, and in which order, is what the connector service does (clients.md 1): it asks
 * for the pending and suspended jobs of its connectors, oldest first, passes by connectors that are
 * not set up, and runs one content job (full, incremental) and one access control job of a
 * connector at a time.
 */
#ifndef MODEL_EXPLAIN_H
#define MODEL_EXPLAIN_H

#include "base/arena.h"
#include "json/doc.h"
#include "model/sync_job.h"

/* Seconds without which nobody is taken to ask: several turns of a worker, and two heartbeats. */
enum { EXPLAIN_ASKED_S = 120, EXPLAIN_CHECKED_IN_S = 600 };

/* Times are microseconds since 1970; 0: not known. Documents are lent. */
struct explain_facts {
	int64_t now;
	const json_object *connector; /* NULL: there is none */

	/* When a worker last asked for its jobs, and from when on that would have been seen. */
	int64_t asked, watched_since;

	struct {
		const json_object *holder; /* in progress or canceling; NULL: none is */
		uint64_t waiting;          /* pending or suspended */
		struct str first;          /* of these, the id of the one made first */
	} slots[SLOT__MAX];

	/* The last request that was refused: {"status","type","reason","request"}. NULL: none
	 * known. */
	const json_object *refusal;
	int64_t refused_at;

	/* A job nobody reports on is given up after that, and by whom. */
	int64_t idle_us;
	const char *idle_by; /* "the connector service" */

	/* Of a job that waits: those of its slot in front of it. more: these, and perhaps more. */
	uint64_t ahead;
	bool more;
	struct str front; /* the id of the first one */
};

/*
 * The answers: {"id","running","state","summary","as_of",…,"reasons":[…]}. What hinders comes
 * first, and of that what a worker would meet first. Owned; NULL when memory ran out.
 */
json_object *explain_sync_job(
    struct arena *, const struct explain_facts *, struct str id, const json_object *job);
json_object *explain_connector(struct arena *, const struct explain_facts *, struct str id);

#endif
