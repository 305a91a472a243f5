/*
 * The reaper: ends sync jobs that nobody reports on (model/job_idle.h). It goes round those that
 * are in progress or asked to stop, by their order keys, a page at a time; what it finds idle it
 * looks at again in the transaction that ends it, so a report that came in between wins. The
 * connector of the job is put right in the same transaction.
 */
#ifndef API_REAPER_H
#define API_REAPER_H

#include "api/api.h"
#include "model/sync_job.h"
#include "store/store.h"
#include "base/arena.h"

struct reaper {
	const struct api *api;
	int64_t since;          /* nobody could report before that: microseconds since 1970 */
	int64_t wall, clock_ms; /* of the step before; 0: there was none */
	int64_t pause_ms;       /* after it */
	/* Where the round has come to; id_n == 0: it begins. */
	char order[JOB_ORDER_SIZE], id[STORE_ID_MAX];
	size_t id_n;
	uint64_t passed; /* in this round */
};

/* api->idle_after is not 0. Idle times count from now on. */
void reaper_init(struct reaper *, const struct api *);

/*
 * Before each step, with both clocks: when we did not run in between, or the time of day jumped,
 * or nothing could be written, nobody could report either, and idle times count anew.
 */
void reaper_note_time(struct reaper *, int64_t wall, int64_t clock_ms, bool can_write);

/*
 * One step. *ticket is what store_sync() is to reach for it, 0: nothing was changed. Returns after
 * how many milliseconds the next one is due.
 */
int64_t reaper_step(struct reaper *, struct arena *, uint64_t *ticket);

#endif
