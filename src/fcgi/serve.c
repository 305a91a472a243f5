#include <config.h>

#include "fcgi/inside.h"

#include "base/log.h"

enum { STEPS_MAX = 64 };

/* ---- answers ---- */

static bool
encode(struct worker *w, struct conn *c, uint64_t *ticket)
{
	*ticket = w->response.ticket;
	return codec_encode(w->codec, &w->response, &c->out);
}

static bool
is_change(struct worker *w, const struct http_request *request)
{
	const struct fcgi_handler *h = &w->server->handler;

	if (str_is(request->method, "GET") || str_is(request->method, "HEAD"))
		return false;
	return h->changes == NULL || h->changes(h->ctx, w->arena, request);
}

/*
 * Answers that wait for the disk lie in memory. When the disk does not keep up there is an end to
 * that: then a change is declined before anything is done, and reads go on.
 */
static void
handle(struct worker *w, struct conn *c, const struct http_request *request)
{
	const struct fcgi_handler *h = &w->server->handler;

	if (c->extra) {
		h->unavailable(h->ctx, w->arena, request, &w->response);
		return;
	}
	/* What was put off has made its change. */
	if (c->wait.until == 0 && is_change(w, request) && !commit_place_take(w->server, c)) {
		atomic_fetch_add(&w->server->stats.refused_busy, 1);
		if (once_a_minute(&w->server->said_writes))
			log_warn("change refused: as many as may are waiting for the disk");
		h->unavailable(h->ctx, w->arena, request, &w->response);
		return;
	}
	h->handle(h->ctx, w->arena, request, &w->response);
	if (w->response.ticket == 0)
		commit_place_free(w->server, c);
}

static bool
answer(struct worker *w, struct conn *c, uint64_t *ticket)
{
	const struct fcgi_handler *h = &w->server->handler;
	struct http_request request;
	const char *why = NULL;

	if (c->wait.until == 0)
		atomic_fetch_add(&w->server->stats.requests, 1);
	switch (codec_decode(w->codec, frame_request(&c->frame), w->arena, &request, &why)) {
	case CODEC_OK:
		request.may_wait = wait_may(w->server, c);
		if (c->wait.until != 0)
			request.resume = (struct str){c->wait.resume, c->wait.resume_n};
		handle(w, c, &request);
		break;
	case CODEC_BAD:
		h->bad_request(h->ctx, w->arena, &request, &w->response, why);
		break;
	case CODEC_FAILED:
		return false;
	}
	if (w->response.wait.asked) {
		wait_note(c, &w->response.wait);
		*ticket = w->response.ticket;
		return true;
	}
	wait_forget(c);
	return encode(w, c, ticket);
}

/* The answer to a request that is not read to its end; the connection ends with it. */
static bool
answer_cut(struct worker *w, struct conn *c, bool too_large)
{
	const struct fcgi_handler *h = &w->server->handler;
	struct http_request request;
	uint64_t ticket;

	if (!frame_cut(&c->frame) || codec_decode_cut(w->codec, frame_request(&c->frame), w->arena,
	                                 &request) == CODEC_FAILED)
		return false;
	if (too_large)
		h->too_large(h->ctx, &w->response);
	else
		h->unavailable(h->ctx, w->arena, &request, &w->response);
	c->end = CONN_ENDS_UNREAD;
	return encode(w, c, &ticket);
}

static void
clean_up(struct worker *w)
{
	enum { BODY_KEPT = 256 * 1024 };

	arena_reset(w->arena);
	if (w->response.body.room > BODY_KEPT)
		http_response_release(&w->response);
	http_response_reset(&w->response);
	log_request(NULL);
}

/* ---- one connection ---- */

/* Whether the connection is still in hand. */
static bool
broken_take(struct worker *w, struct conn *c)
{
	atomic_fetch_add(&w->server->stats.protocol_errors, 1);
	log_debug("connection closed: its peer does not speak FastCGI as expected");
	conn_close_take(w->server, c);
	return false;
}

static bool
cut_short_take(struct worker *w, struct conn *c, bool too_large)
{
	bool ok = answer_cut(w, c, too_large);

	clean_up(w);
	if (!ok)
		conn_close_take(w->server, c);
	return ok;
}

static void
end_if_stopping(const struct fcgi_server *s, struct conn *c)
{
	if (c->end == CONN_STAYS && atomic_load(&s->stopping))
		c->end = CONN_ENDS_IDLE;
}

static bool
request_take(struct worker *w, struct conn *c)
{
	uint64_t ticket = 0;
	bool ok;

	ok = answer(w, c, &ticket);
	c->secret = w->response.secret;
	clean_up(w);
	if (ok && c->wait.until != 0) {
		if (ticket > 0)
			commit_park_take(w->server, c, ticket);
		else
			wait_take(w->server, c);
		return false;
	}
	c->end = c->frame.keep_conn && !c->extra ? CONN_STAYS : CONN_ENDS;
	end_if_stopping(w->server, c);
	if (!ok) {
		if (once_a_minute(&w->server->said_failed))
			log_error("no memory for an answer, or a request beyond libfcgi: "
			          "connection closed");
		conn_close_take(w->server, c);
		return false;
	}
	if (ticket > 0) {
		atomic_fetch_add(&w->server->stats.parked, 1);
		commit_park_take(w->server, c, ticket);
		return false;
	}
	conn_next(w->server, c);
	return true;
}

static bool
input_take(struct worker *w, struct conn *c, bool *readable)
{
	struct fcgi_server *s = w->server;

	if (!*readable) {
		conn_await_input_take(s, c);
		return false;
	}
	switch (conn_fill(s, c)) {
	case FILL_SOME:
		return true;
	case FILL_ALL:
		*readable = false;
		return true;
	case FILL_BUSY:
		atomic_fetch_add(&s->stats.refused_busy, 1);
		if (once_a_minute(&s->said_busy))
			log_warn("request refused: the requests being read fill the buffers");
		return cut_short_take(w, c, false);
	case FILL_END:
	case FILL_FAILED:
		break;
	}
	conn_close_take(s, c);
	return false;
}

/* True: what is to be sent has been, go on with the input. */
static bool
output_take(struct fcgi_server *s, struct conn *c)
{
	switch (conn_flush(c)) {
	case FLUSH_DONE:
		break;
	case FLUSH_WAITS:
		conn_await_output_take(s, c);
		return false;
	case FLUSH_FAILED:
		conn_close_take(s, c);
		return false;
	}
	/*
	 * A web server may send the next request as soon as it has the answer. At stop it would be
	 * lost if we closed now, and web servers do not repeat what may have been a write.
	 */
	if (c->end == CONN_ENDS_IDLE && conn_keep_take(s, c))
		return false;
	if (c->end == CONN_ENDS_IDLE && !conn_refuse_input(c))
		c->end = CONN_STAYS;
	if (c->end == CONN_STAYS)
		return true;
	conn_finish_take(s, c);
	return false;
}

/* One step; whether the connection is still in hand. */
static bool
step_take(struct worker *w, struct conn *c, bool *readable)
{
	enum frame_verdict verdict;

	if (!output_take(w->server, c))
		return false;
	verdict = frame_scan(&c->frame, &c->out);
	if (buf_failed(&c->out)) {
		conn_close_take(w->server, c);
		return false;
	}
	/* Replies of the protocol go first; the verdict stays until they have. */
	if (c->out.n > 0 && verdict != FRAME_BROKEN) {
		if (verdict == FRAME_CLOSE)
			c->end = CONN_ENDS;
		return true;
	}
	switch (verdict) {
	case FRAME_MORE:
		/* Its body need not be read to be declined. */
		if (c->extra && frame_has_params(&c->frame))
			return cut_short_take(w, c, false);
		return input_take(w, c, readable);
	case FRAME_REQUEST:
		return request_take(w, c);
	case FRAME_TOO_LARGE:
		return cut_short_take(w, c, true);
	case FRAME_CLOSE:
	case FRAME_BROKEN:
		break;
	}
	return broken_take(w, c);
}

void
serve_event_take(struct worker *w, struct conn *c)
{
	/* What we wait for by EPOLLOUT says nothing of the input: that is asked for anew. */
	bool readable = atomic_load(&c->phase) != CONN_SENDING;
	bool lingering = atomic_load(&c->phase) == CONN_LINGERING;

	switch (conn_claim(c)) {
	case CLAIM_OURS:
		break;
	case CLAIM_LATE:
		conn_close_take(w->server, c);
		return;
	case CLAIM_GONE:
		return;
	}
	if (lingering) {
		conn_discard_take(w->server, c);
		return;
	}
	for (int i = 0; i < STEPS_MAX; i++)
		if (!step_take(w, c, &readable))
			return;
	/* Others have their turn; being writable brings it back, and then to what it still has to
	 * say. */
	conn_await_output_take(w->server, c);
}

void
serve_answered_take(struct fcgi_server *s, struct conn *c)
{
	end_if_stopping(s, c);
	conn_next(s, c);
	if (!output_take(s, c))
		return;
	/* A request behind it is a worker's business: being writable wakes one. */
	if (frame_empty(&c->frame))
		conn_await_input_take(s, c);
	else
		conn_await_output_take(s, c);
}
