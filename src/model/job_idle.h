/*
 * Sync jobs that nobody reports on. A worker that dies leaves its job in progress, and no other one
 * gets the connector until somebody ends it. The connector service does so when it runs (clients.md
 * 1 B, S7); this is the same for when it does not, and for workers that are not the service.
 *
 * A report is what sets last_seen: a claim, a check-in, stats, a raw write of it.
 */
#ifndef MODEL_JOB_IDLE_H
#define MODEL_JOB_IDLE_H

#include "model/update.h"

/*
 * In progress, or asked to stop, and nobody reported for so long; nor could anybody before since.
 * Microseconds. A time that lies ahead of now counts as a report, as for the service.
 */
struct job_idle_rule {
	int64_t since, after;
};

bool job_is_idle(const json_object *job, const struct job_idle_rule *, int64_t now);

/* The rule as the body of job_reap. Owned; NULL: memory ran out. */
json_object *job_idle_body(const struct job_idle_rule *);

/*
 * Ends the job if it is idle: in progress as error, with a text that says what was last heard;
 * asked to stop as canceled. Else nothing changes. last_seen stays: it says when that was.
 */
extern const struct update job_reap;

/*
 * What the end of the job means for its connector, as the service writes it (U7): a part to merge.
 * Owned; NULL: memory ran out.
 */
json_object *job_end_for_connector(const json_object *job, int64_t now);

#endif
