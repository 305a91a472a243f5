/*
 * Waiting for a sync job: wait_for_completion on its create, wait_for_status on its get, and how
 * long. An addition of ours; who does not ask does not notice. The request is put off and handled
 * again when the job has changed: api/job_watch.h, struct http_wait.
 */
#ifndef API_JOB_WAIT_H
#define API_JOB_WAIT_H

#include "api/call.h"
#include "api/route.h"
#include "model/sync_job.h"

enum { JOB_WAIT_MS = 30000 }; /* without timeout, unless the setting allows less */

struct job_wait {
	bool asked;      /* else the rest means nothing */
	unsigned states; /* a bit each: any of these, or the end of the job */
	unsigned ms;
	/* Of the job, from before it was looked at. */
	const _Atomic unsigned *word;
	unsigned seen;
};

/* The parameters, for the rows of route.c. */
extern const struct param job_wait_create_params[], job_wait_get_params[];

/* 400: no such state; no duration, or one that is longer than the setting wait_max. */
const struct error *job_wait_for_completion(struct call *, struct job_wait *);
const struct error *job_wait_for_status(struct call *, struct job_wait *);

/* Before the job is looked at. */
void job_wait_look(const struct call *, struct job_wait *, struct str id);

/*
 * Whether the request is put off, as a job that is in this state is not what is waited for; it is
 * handled again with resume. False: it is to be answered now. *late: and the time is over.
 */
bool job_wait_put_off(
    struct call *, const struct job_wait *, enum job_status, struct str resume, bool *late);

/* The answer to a create that waits, or that is put off. replayed: the job was made earlier. */
const struct error *job_wait_answer_created(
    struct call *, struct job_wait *, struct str id, bool replayed);

/* What an earlier handling of the create has made; p == NULL: there was none. */
struct str job_wait_created(const struct call *, bool *replayed);

#endif
