/*
 * Who waits for a sync job to change: each job has a word, shared with some others, that is counted
 * up after each of its changes; then those that look at that word are woken (struct http_wait).
 * Every change of a job says so: run_update() in change.c, and who deletes.
 */
#ifndef API_JOB_WATCH_H
#define API_JOB_WATCH_H

#include "base/str.h"

struct call;

enum { JOB_WATCH_WORDS = 4096 };

/* Zeros to begin with, and the two that are told. */
struct job_watch {
	_Atomic unsigned words[JOB_WATCH_WORDS];
	/* NULL: nobody is woken. word == NULL: all words have changed. From any thread. */
	void (*wake)(void *ctx, const _Atomic unsigned *word);
	void *ctx;
};

/* What a call has changed: words, until it is committed. */
enum { JOB_TOUCHED_MAX = 4 };
struct job_touched {
	unsigned n; /* more than JOB_TOUCHED_MAX: any job */
	unsigned at[JOB_TOUCHED_MAX];
};

const _Atomic unsigned *job_watch_word(const struct job_watch *, struct str id);

/* Inside a change: it changes that job, or any. */
void job_touch(struct call *, struct str id);
void job_touch_all(struct call *);

/* It is committed: whoever reads the records now finds it. */
void job_watch_tell(struct call *);

#endif
