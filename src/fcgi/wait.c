/*
 * Requests whose answer was put off until something changes: what to look at is a word in memory,
 * and whoever changes it says so, as with a futex. What waits costs a connection, and no thread.
 *
 * Who changes a word looks for who waits afterwards; who waits says so before it looks at the word
 * a last time. So one of the two always sees the other.
 */
#include <config.h>

#include "fcgi/inside.h"

#include <assert.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "fcgi/record.h"

bool
wait_may(struct fcgi_server *s, const struct conn *c)
{
	const struct conn_wait *w = &c->wait;

	return !w->over && (w->until == 0 || clock_monotonic_ms() < w->until) &&
	       !atomic_load(&s->stopping);
}

void
wait_note(struct conn *c, const struct http_wait *wait)
{
	struct conn_wait *w = &c->wait;

	assert(wait->resume.p != NULL && wait->resume.n <= HTTP_RESUME_MAX);
	if (w->until == 0)
		w->until = clock_monotonic_ms() + wait->ms;
	w->word = wait->word;
	w->seen = wait->seen;
	w->resume_n = wait->resume.n;
	/* It may be what was kept the last time, handed back. */
	memmove(w->resume, wait->resume.p, wait->resume.n);
}

void
wait_forget(struct conn *c)
{
	c->wait.until = 0;
	c->wait.over = false;
}

/* Being writable wakes a worker, which finds the request still there. */
static void
handle_again_take(struct fcgi_server *s, struct conn *c)
{
	conn_await_output_take(s, c);
}

static void
handle_all_again_take(struct fcgi_server *s, struct conn *all)
{
	while (all != NULL) {
		struct conn *c = all;

		all = c->wait.next;
		atomic_fetch_sub(&s->waits.count, 1);
		handle_again_take(s, c);
	}
}

void
wait_take(struct fcgi_server *s, struct conn *c)
{
	struct waits *w = &s->waits;
	int64_t until = c->wait.until;
	bool waits = false;

	if (c->wait.word == NULL) {
		handle_again_take(s, c);
		return;
	}
	pthread_mutex_lock(&w->lock);
	if (atomic_fetch_add(&w->count, 1) >= s->options.waits_max) {
		c->wait.over = true;
	} else if (atomic_load(c->wait.word) == c->wait.seen) {
		c->wait.next = w->first;
		w->first = c;
		waits = true;
	}
	if (!waits)
		atomic_fetch_sub(&w->count, 1);
	pthread_mutex_unlock(&w->lock);
	if (!waits)
		handle_again_take(s, c);
	else if (until - clock_monotonic_ms() < WAIT_SOON_MS)
		server_wake(s);
}

void
fcgi_server_wake_waiting(struct fcgi_server *s, const _Atomic unsigned *word)
{
	struct waits *w = &s->waits;
	struct conn *woken = NULL;

	if (atomic_load(&w->count) == 0)
		return;
	pthread_mutex_lock(&w->lock);
	for (struct conn **at = &w->first; *at != NULL;) {
		struct conn *c = *at;

		if (word != NULL && c->wait.word != word) {
			at = &c->wait.next;
			continue;
		}
		*at = c->wait.next;
		c->wait.next = woken;
		woken = c;
	}
	pthread_mutex_unlock(&w->lock);
	handle_all_again_take(s, woken);
}

/*
 * Its end of the connection is closed, for writing at least, and nothing more of it is to be read;
 * or it sent word that nobody wants the answer.
 */
static bool
is_left(const struct conn *c)
{
	char head[2];
	ssize_t n = recv(c->source.fd, head, sizeof(head), MSG_PEEK | MSG_DONTWAIT);

	return n == 0 || (n == (ssize_t)sizeof(head) && (unsigned char)head[1] == RECORD_ABORT);
}

int64_t
waits_round(struct fcgi_server *s, bool all)
{
	struct waits *w = &s->waits;
	int64_t now = clock_monotonic_ms();
	int64_t next = INT64_MAX;
	struct conn *over = NULL;
	bool look;

	pthread_mutex_lock(&w->lock);
	look = now - w->peers_looked_at >= WAIT_SOON_MS / 2;
	if (look)
		w->peers_looked_at = now;
	for (struct conn **at = &w->first; *at != NULL;) {
		struct conn *c = *at;

		if (!all && c->wait.until > now && !(look && is_left(c))) {
			if (c->wait.until < next)
				next = c->wait.until;
			at = &c->wait.next;
			continue;
		}
		*at = c->wait.next;
		c->wait.over = true;
		c->wait.next = over;
		over = c;
	}
	pthread_mutex_unlock(&w->lock);
	handle_all_again_take(s, over);
	return next;
}
