#include <config.h>

#include "main/reap.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/reaper.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/store.h"

struct reap {
	struct reaper reaper;
	reap_sync_fn *sync;
	void *ctx;
	struct arena *arena;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
};

/* False: it is to stop. */
static bool
rest(struct reap *r, int64_t ms)
{
	bool stop;

	pthread_mutex_lock(&r->lock);
	clock_cond_rest(&r->wake, &r->lock, &r->stop, ms);
	stop = r->stop;
	pthread_mutex_unlock(&r->lock);
	return !stop;
}

static int64_t
step(struct reap *r)
{
	const struct api *api = r->reaper.api;
	uint64_t ticket, reached;
	int64_t pause;

	arena_reset(r->arena);
	reaper_note_time(
	    &r->reaper, api->now(), clock_monotonic_ms(), store_ready(api->store) == STORE_OK);
	pause = reaper_step(&r->reaper, r->arena, &ticket);
	/* Nobody waits for it; but what was logged is to be true after a crash. */
	if (ticket != 0)
		(void)r->sync(r->ctx, &reached);
	return pause;
}

static void *
run(void *arg)
{
	struct reap *r = arg;

	while (rest(r, step(r)))
		;
	return NULL;
}

static int
start(struct reap *r)
{
	int ret = clock_cond_init(&r->wake);

	if (ret != 0)
		return ret;
	pthread_mutex_init(&r->lock, NULL);
	ret = pthread_create(&r->thread, NULL, run, r);
	if (ret != 0) {
		pthread_mutex_destroy(&r->lock);
		pthread_cond_destroy(&r->wake);
	}
	return ret;
}

struct reap *
reap_start(const struct api *api, reap_sync_fn *sync, void *ctx)
{
	struct reap *r;
	int ret = ENOMEM;

	if (api->idle_after == 0)
		return NULL;
	r = calloc(1, sizeof(*r));
	if (r != NULL) {
		r->sync = sync;
		r->ctx = ctx;
		r->arena = arena_new();
		reaper_init(&r->reaper, api);
		ret = r->arena != NULL ? start(r) : ENOMEM;
	}
	if (ret == 0)
		return r;
	log_error("sync jobs nobody reports on will not be ended: %s", strerror(ret));
	if (r != NULL)
		arena_free(r->arena);
	free(r);
	return NULL;
}

void
reap_stop(struct reap *r)
{
	if (r == NULL)
		return;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->wake);
	arena_free(r->arena);
	free(r);
}
