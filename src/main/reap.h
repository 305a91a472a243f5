/* The thread of the reaper (api/reaper.h): in the process that owns the records, while it serves.
 */
#ifndef MAIN_REAP_H
#define MAIN_REAP_H

#include "api/api.h"

struct reap;

/* Puts what was done on stable storage, and does what is to be done when that is refused. */
typedef bool reap_sync_fn(void *ctx, uint64_t *reached);

/* NULL: there is none, because idle_after is 0, or (logged) it could not be started. */
struct reap *reap_start(const struct api *, reap_sync_fn *, void *ctx);

/* Waits for its end. NULL is fine. */
void reap_stop(struct reap *);

#endif
