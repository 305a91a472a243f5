/*
 * The history of a sync job: its steps from one state to the next, when, by whom, and how far it
 * had come. Not in the contract. What is kept is written in the form it is shown in:
 *
 *	{"steps":[{"at":…,"from":…,"to":…,"actor":{…},"worker_hostname":…, the counters}],
 *	 "left_out":n}
 *
 * That a job was made is in the job itself, so one that only waits has no history. A step is a
 * change of status, of worker, or of the connector it belongs to.
 */
#ifndef MODEL_JOB_HISTORY_H
#define MODEL_JOB_HISTORY_H

#include "base/arena.h"
#include "json/doc.h"
#include "model/sync_job.h"

/* Steps kept of one job; of more the first and the latest stay. Bytes of a worker's name. */
enum { JOB_HISTORY_STEPS_MAX = 64, JOB_HISTORY_WORKER_MAX = 256 };

/* Who made a step. kind: "api_key", "user", "anonymous", "operator", "reaper". n == 0: none. */
struct job_actor {
	struct str kind, id, name;
};

/* What of a job tells whether it has taken a step. status: JOB_STATUS__MAX: it was not there. */
struct job_moment {
	enum job_status status;
	struct str worker, connector;
};

/* Of the record as it is; texts are the arena's. */
struct job_moment job_moment_of(struct arena *, const json_object *job);

/* Whether the record, as it is now, is a step away from that moment. */
bool job_history_is_step(const struct job_moment *before, const json_object *job);

/* Adds the step to {} or to what is kept. False: memory ran out. */
bool job_history_add(json_object *history, const struct job_moment *before, const json_object *job,
    const struct job_actor *, int64_t now);

/*
 * Appends the answer: the job's id, connector and status, and its steps. What came before the
 * first step that was kept (history may be NULL) is told from the times in the record, as far as
 * they tell it, and says "derived":true.
 */
void job_history_show(struct buf *, const json_object *job, const json_object *history);

#endif
