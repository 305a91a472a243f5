#include <config.h>

#include "api/job_watch.h"

#include <stdatomic.h>
#include <stdint.h>

#include "api/call.h"

static unsigned
place_of(struct str id)
{
	return str_hash(id, 0) % JOB_WATCH_WORDS;
}

const _Atomic unsigned *
job_watch_word(const struct job_watch *watch, struct str id)
{
	return &watch->words[place_of(id)];
}

void
job_touch(struct call *call, struct str id)
{
	struct job_touched *t = &call->touched;
	unsigned at = place_of(id);

	for (unsigned i = 0; i < t->n && i < JOB_TOUCHED_MAX; i++)
		if (t->at[i] == at)
			return;
	if (t->n < JOB_TOUCHED_MAX)
		t->at[t->n++] = at;
	else
		job_touch_all(call);
}

void
job_touch_all(struct call *call)
{
	call->touched.n = JOB_TOUCHED_MAX + 1;
}

static void
tell_all(struct job_watch *watch)
{
	for (unsigned i = 0; i < JOB_WATCH_WORDS; i++)
		atomic_fetch_add(&watch->words[i], 1);
	if (watch->wake != NULL)
		watch->wake(watch->ctx, NULL);
}

void
job_watch_tell(struct call *call)
{
	struct job_touched touched = call->touched;
	struct job_watch *watch = call->api->watch;

	call->touched.n = 0;
	if (watch == NULL || touched.n == 0)
		return;
	if (touched.n > JOB_TOUCHED_MAX) {
		tell_all(watch);
		return;
	}
	for (unsigned i = 0; i < touched.n; i++) {
		_Atomic unsigned *word = &watch->words[touched.at[i]];

		atomic_fetch_add(word, 1);
		if (watch->wake != NULL)
			watch->wake(watch->ctx, word);
	}
}
