/*
 * Answers that must not go out before what they say is on disk. A worker parks the answer and goes
 * on; one thread waits for the disk and then sends all that were parked. So a write costs no thread
 * while it waits, and the writes of one wait share it. What was put off (wait.c) is not answered
 * then, but goes on waiting.
 */
#include <config.h>

#include "fcgi/inside.h"

#include "base/clock.h"
#include "base/log.h"

bool
committer_init(struct committer *k)
{
	k->codec = codec_new();
	k->arena = arena_new();
	k->last = &k->first;
	if (k->codec == NULL || k->arena == NULL) {
		codec_free(k->codec);
		arena_free(k->arena);
		return false;
	}
	pthread_mutex_init(&k->lock, NULL);
	pthread_cond_init(&k->more, NULL);
	return true;
}

void
committer_release(struct committer *k)
{
	codec_free(k->codec);
	arena_free(k->arena);
	http_response_release(&k->response);
	pthread_cond_destroy(&k->more);
	pthread_mutex_destroy(&k->lock);
}

bool
commit_place_take(struct fcgi_server *s, struct conn *c)
{
	if (atomic_fetch_add(&s->writes, 1) >= s->options.writes_max) {
		atomic_fetch_sub(&s->writes, 1);
		return false;
	}
	c->counted = true;
	return true;
}

void
commit_place_free(struct fcgi_server *s, struct conn *c)
{
	if (c->counted)
		atomic_fetch_sub(&s->writes, 1);
	c->counted = false;
}

void
commit_park_take(struct fcgi_server *s, struct conn *c, uint64_t ticket)
{
	struct committer *k = &s->committer;

	c->ticket = ticket;
	c->parked_next = NULL;
	pthread_mutex_lock(&k->lock);
	*k->last = c;
	k->last = &c->parked_next;
	pthread_cond_signal(&k->more);
	pthread_mutex_unlock(&k->lock);
}

void
committer_quit(struct committer *k)
{
	pthread_mutex_lock(&k->lock);
	k->quit = true;
	pthread_cond_signal(&k->more);
	pthread_mutex_unlock(&k->lock);
}

/* All that are parked, or NULL when it is time to leave. */
static struct conn *
await_parked(struct committer *k)
{
	struct conn *all;

	pthread_mutex_lock(&k->lock);
	while (k->first == NULL && !k->quit)
		pthread_cond_wait(&k->more, &k->lock);
	all = k->first;
	k->first = NULL;
	k->last = &k->first;
	pthread_mutex_unlock(&k->lock);
	return all;
}

/* Puts another answer in the place of the one that was promised too early. */
static bool
withdraw(struct fcgi_server *s, struct conn *c)
{
	struct committer *k = &s->committer;
	const struct fcgi_handler *h = &s->handler;
	struct http_request request;
	const char *why;
	bool ok;

	if (c->secret) {
		buf_wipe(&c->out);
		arena_secret(k->arena);
	}
	buf_clear(&c->out);
	ok = codec_decode(k->codec, frame_request(&c->frame), k->arena, &request, &why) == CODEC_OK;
	if (ok) {
		h->unavailable(h->ctx, k->arena, &request, &k->response);
		k->response.secret = c->secret;
		ok = codec_encode(k->codec, &k->response, &c->out);
	}
	arena_reset(k->arena);
	http_response_reset(&k->response);
	log_request(NULL);
	return ok;
}

static void
answer_unavailable_take(struct fcgi_server *s, struct conn *c)
{
	commit_place_free(s, c);
	if (c->wait.until != 0) {
		c->end = c->frame.keep_conn ? CONN_STAYS : CONN_ENDS;
		wait_forget(c);
	}
	if (withdraw(s, c))
		serve_answered_take(s, c);
	else
		conn_close_take(s, c);
}

/* Sends those whose ticket was reached; the others are left, in their order. */
static struct conn *
release_reached(struct fcgi_server *s, struct conn *all, uint64_t reached)
{
	struct conn *left = NULL;
	struct conn **last = &left;

	while (all != NULL) {
		struct conn *c = all;

		all = c->parked_next;
		if (c->ticket <= reached) {
			commit_place_free(s, c);
			if (c->wait.until != 0)
				wait_take(s, c);
			else
				serve_answered_take(s, c);
		} else {
			c->parked_next = NULL;
			*last = c;
			last = &c->parked_next;
		}
	}
	return left;
}

void *
committer_run(void *server)
{
	struct fcgi_server *s = server;
	struct conn *all;

	while ((all = await_parked(&s->committer)) != NULL) {
		uint64_t before = 0;
		uint64_t reached = 0;

		atomic_store(&s->committer.busy_since, clock_monotonic_ms());
		/* One sync reaches all of them, unless the handler counts otherwise: then again. */
		while (
		    all != NULL && s->handler.sync(s->handler.ctx, &reached) && reached > before) {
			all = release_reached(s, all, reached);
			before = reached;
		}
		while (all != NULL) {
			struct conn *c = all;

			all = c->parked_next;
			answer_unavailable_take(s, c);
		}
		atomic_store(&s->committer.busy_since, 0);
	}
	return NULL;
}
