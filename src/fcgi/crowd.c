/*
 * More connections than places.
 *
 * Who finds no place waits in the backlog, which is right for a moment and wrong for longer: places
 * may be held by peers that are at rest, or stalled, and it would wait as long as they please. So
 * after a while some that rested all that time have to go; and when there are none, it gets one of
 * a few extra places, is told 503, and goes. All ends by itself when a place becomes free.
 */
#include <config.h>

#include "fcgi/inside.h"

#include <assert.h>

#include "base/clock.h"
#include "base/log.h"

bool
crowd_place_take(struct fcgi_server *s, bool *extra)
{
	*extra = false;
	if (s->conn_count - s->extra_count < s->options.connections_max) {
		s->conn_count++;
		return true;
	}
	crowd_waits(s);
	if (!s->refusing || s->extra_count == FCGI_EXTRA_MAX)
		return false;
	*extra = true;
	s->conn_count++;
	s->extra_count++;
	return true;
}

void
crowd_place_give(struct fcgi_server *s, bool extra)
{
	assert(s->conn_count > 0 && (!extra || s->extra_count > 0));
	s->conn_count--;
	if (extra)
		s->extra_count--;
	else
		crowd_ends(s);
}

void
crowd_ends(struct fcgi_server *s)
{
	s->crowded_at = 0;
	s->refusing = false;
}

void
crowd_waits(struct fcgi_server *s)
{
	if (s->crowded_at != 0)
		return;
	s->crowded_at = clock_monotonic_ms();
	server_wake(s);
}

/*
 * Under server.lock: how many are about to go. Those that connected last come first; which of them
 * go does not matter. One that was ended in an earlier round may not have been closed yet.
 */
static unsigned
end_rests(struct fcgi_server *s)
{
	unsigned n = 0;

	for (struct conn *c = s->conns; c != NULL && n < CROWD_CUT_MAX; c = c->next)
		if (atomic_load(&c->deadline) == DEADLINE_LATE ||
		    (atomic_load(&c->rests_since) <= s->crowded_at && conn_end_rest(s, c)))
			n++;
	return n;
}

int64_t
crowd_round(struct fcgi_server *s)
{
	int64_t now = clock_monotonic_ms(), next = INT64_MAX;

	pthread_mutex_lock(&s->lock);
	if (s->crowded_at != 0) {
		next = s->crowded_at + CROWD_MS;
		if (next <= now) {
			next = now + CROWD_MS;
			if (end_rests(s) == 0 && !s->refusing) {
				s->refusing = true;
				listeners_resume(s);
				if (once_a_minute(&s->said_crowd))
					log_warn(
					    "all connections are taken: more are answered 503");
			}
		}
	}
	pthread_mutex_unlock(&s->lock);
	return next;
}
