/*
 * Threads that serve while all workers are held up. As many workers as processors do the most, for
 * more are only in each other's way; but then a few requests that take long, searches of many
 * records, would keep all others waiting. So a few threads more look on: they sleep while a worker
 * is free, look now and then while none is, and take requests while each has been at one for
 * RELIEF_AFTER_MS.
 */
#include <config.h>

#include "fcgi/inside.h"

#include "base/clock.h"

bool
relief_init(struct relief *r)
{
	if (clock_cond_init(&r->wake) != 0)
		return false;
	pthread_mutex_init(&r->lock, NULL);
	return true;
}

void
relief_release(struct relief *r)
{
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
}

/* Whether the first n threads have been at one request each for so long, and are. */
static bool
are_busy(struct fcgi_server *s, unsigned n, int64_t ms)
{
	int64_t now = clock_monotonic_ms();

	for (unsigned i = 0; i < n; i++) {
		int64_t since = atomic_load(&s->workers[i].busy_since);

		if (since == 0 || now - since < ms)
			return false;
	}
	return true;
}

void
relief_rouse(struct fcgi_server *s)
{
	struct relief *r = &s->relief;

	/* Who falls asleep looks once more behind that, so one of us sees the other. */
	if (!atomic_load(&r->asleep) || !are_busy(s, s->options.workers, 0))
		return;
	pthread_mutex_lock(&r->lock);
	atomic_store(&r->asleep, false);
	pthread_cond_broadcast(&r->wake);
	pthread_mutex_unlock(&r->lock);
}

/* With the lock held. */
static void
sleep_until_roused(struct fcgi_server *s)
{
	struct relief *r = &s->relief;

	atomic_store(&r->asleep, true);
	if (!are_busy(s, s->options.workers, 0))
		pthread_cond_wait(&r->wake, &r->lock);
}

bool
relief_await(struct worker *w)
{
	struct fcgi_server *s = w->server;
	struct relief *r = &s->relief;
	unsigned before = (unsigned)(w - s->workers); /* the others of its kind go first */
	bool quit;

	pthread_mutex_lock(&r->lock);
	while (!r->quit && !are_busy(s, before, RELIEF_AFTER_MS)) {
		if (!are_busy(s, s->options.workers, 0))
			sleep_until_roused(s);
		/* So it is never more often than that. */
		clock_cond_rest(&r->wake, &r->lock, &r->quit, RELIEF_AFTER_MS);
	}
	quit = r->quit;
	pthread_mutex_unlock(&r->lock);
	return !quit;
}

void
relief_quit(struct relief *r)
{
	pthread_mutex_lock(&r->lock);
	r->quit = true;
	pthread_cond_broadcast(&r->wake);
	pthread_mutex_unlock(&r->lock);
}
