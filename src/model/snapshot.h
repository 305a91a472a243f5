/*
 * The typed form of what a job's snapshot copies from its connector (sync-jobs.md 3). What this API
 * stores has that form already; what came in through the indices may not.
 */
#ifndef MODEL_SNAPSHOT_H
#define MODEL_SNAPSHOT_H

#include "json/doc.h"

#include <stdint.h>

/*
 * Brings "configuration" and "filtering" of a snapshot into it: known keys only, those that are
 * always there filled in, times as this API writes them; a time that is missing is now. False:
 * memory ran out.
 */
bool snapshot_settle(json_object *snapshot, int64_t now);

#endif
