#include <config.h>

#include "fcgi/inside.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

enum {
	READ_MAX = 256 * 1024,       /* of one connection before others have their turn */
	INPUT_KEPT = CONN_ALLOWANCE, /* buffers a connection at rest may keep */
	OUTPUT_KEPT = 16 * 1024,
	DISCARD_PIECE = 16 * 1024,
	DISCARD_PIECES = 16,
	REAP_EVERY_MIN_MS = 10,
};

/* ---- beginning and end ---- */

void
conn_place_free(struct fcgi_server *s, bool extra)
{
	crowd_place_give(s, extra);
	listeners_resume(s);
	if (s->conn_count == 0 && atomic_load(&s->stopping))
		server_wake(s);
}

static void
link_in(struct fcgi_server *s, struct conn *c)
{
	c->next = s->conns;
	if (c->next != NULL)
		c->next->prev = c;
	s->conns = c;
}

static void
link_out(struct fcgi_server *s, struct conn *c)
{
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		s->conns = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
}

/* Counts the input buffer against buffer_max as far as it is larger than everybody's allowance. */
static bool
charge(struct fcgi_server *s, struct conn *c, size_t room)
{
	size_t want = room > CONN_ALLOWANCE ? room - CONN_ALLOWANCE : 0;

	if (want > c->charged) {
		size_t more = want - c->charged;

		if (atomic_fetch_add(&s->buffered, more) + more > s->options.buffer_max) {
			atomic_fetch_sub(&s->buffered, more);
			return false;
		}
	} else {
		atomic_fetch_sub(&s->buffered, c->charged - want);
	}
	c->charged = want;
	return true;
}

static void
release(struct fcgi_server *s, struct conn *c)
{
	charge(s, c, 0);
	commit_place_free(s, c);
	if (c->secret) {
		frame_wipe(&c->frame);
		buf_wipe(&c->out);
	}
	frame_release(&c->frame);
	buf_release(&c->out);
}

void
conn_bury(struct fcgi_server *s, struct conn *c)
{
	release(s, c);
	link_out(s, c);
	close(c->source.fd);
	conn_place_free(s, c->extra);
	c->next = s->buried;
	s->buried = c;
}

void
conn_close_take(struct fcgi_server *s, struct conn *c)
{
	release(s, c);
	/* Off the list and closed in one step: the housekeeper never meets a descriptor used anew.
	 */
	pthread_mutex_lock(&s->lock);
	link_out(s, c);
	close(c->source.fd);
	conn_place_free(s, c->extra);
	pthread_mutex_unlock(&s->lock);
	free(c);
}

/* ---- handing over ---- */

enum conn_claim
conn_claim(struct conn *c)
{
	int64_t deadline = atomic_load(&c->deadline);

	do
		if (deadline == DEADLINE_KEPT)
			return CLAIM_GONE;
	while (!atomic_compare_exchange_weak(&c->deadline, &deadline, DEADLINE_IN_HAND));
	atomic_store(&c->phase, CONN_BUSY);
	return deadline != DEADLINE_LATE ? CLAIM_OURS : CLAIM_LATE;
}

/* The last act on a connection in hand: from here on it is somebody else's. */
static void
arm_take(
    struct fcgi_server *s, struct conn *c, enum conn_phase phase, uint32_t events, int64_t deadline)
{
	struct epoll_event e = {.events = events | EPOLLONESHOT, .data.ptr = c};
	int operation = c->in_set ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	int fd = c->source.fd;
	int error;

	assert(deadline > 0);
	c->in_set = true;
	pthread_rwlock_rdlock(&s->arming);
	atomic_store(&c->phase, phase);
	atomic_store(&c->deadline, deadline);
	error = epoll_ctl(s->epoll_fd, operation, fd, &e) != 0 ? errno : 0;
	pthread_rwlock_unlock(&s->arming);
	if (error != 0 && conn_claim(c) != CLAIM_GONE) {
		log_error("connection closed: epoll_ctl: %s", strerror(error));
		conn_close_take(s, c);
	}
}

void
conn_new_take(struct fcgi_server *s, int fd, bool fresh, bool extra)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		close(fd);
		pthread_mutex_lock(&s->lock);
		conn_place_free(s, extra);
		pthread_mutex_unlock(&s->lock);
		return;
	}
	c->source = (struct source){SOURCE_CONN, fd};
	c->fresh = fresh;
	c->extra = extra;
	frame_init(&c->frame, &s->limits);
	pthread_mutex_lock(&s->lock);
	link_in(s, c);
	if (!extra)
		crowd_ends(s);
	pthread_mutex_unlock(&s->lock);
	conn_await_input_take(s, c);
}

/* An extra place is for a short word only. */
static unsigned
at_most(const struct conn *c, unsigned ms)
{
	return c->extra && ms > CROWD_EXTRA_MS ? CROWD_EXTRA_MS : ms;
}

static int64_t
idle_until(const struct fcgi_server *s, const struct conn *c)
{
	/* Who has just connected has something to say; only who was served may rest. */
	unsigned ms =
	    c->fresh ? at_most(c, s->options.request_timeout_ms) : s->options.idle_timeout_ms;

	return ms == 0 ? INT64_MAX : clock_monotonic_ms() + ms;
}

void
conn_await_input_take(struct fcgi_server *s, struct conn *c)
{
	if (frame_empty(&c->frame)) {
		frame_shrink(&c->frame, INPUT_KEPT);
		charge(s, c, c->frame.in.room);
		c->began = 0;
		atomic_store(&c->rests_since, clock_monotonic_ms());
		arm_take(s, c, CONN_IDLE, EPOLLIN, idle_until(s, c));
	} else {
		if (c->began == 0)
			c->began = clock_monotonic_ms();
		arm_take(s, c, CONN_READING, EPOLLIN,
		    c->began + at_most(c, s->options.request_timeout_ms));
	}
}

/* The time for an answer runs from its first wait: a peer that takes it in crumbs gains nothing. */
void
conn_await_output_take(struct fcgi_server *s, struct conn *c)
{
	if (c->answer_began == 0)
		c->answer_began = clock_monotonic_ms();
	arm_take(
	    s, c, CONN_SENDING, EPOLLOUT, c->answer_began + at_most(c, s->options.send_timeout_ms));
}

/* ---- bytes ---- */

static bool
make_room(struct fcgi_server *s, struct conn *c, enum conn_fill *verdict)
{
	*verdict = FILL_BUSY;
	if (!charge(s, c, frame_grown_size(&c->frame)))
		return false;
	*verdict = FILL_FAILED;
	return frame_grow(&c->frame);
}

enum conn_fill
conn_fill(struct fcgi_server *s, struct conn *c)
{
	enum conn_fill verdict;
	size_t room;
	ssize_t n;
	char *to;

	while ((to = frame_room(&c->frame, &room)) == NULL)
		if (!make_room(s, c, &verdict))
			return verdict;
	if (room > READ_MAX)
		room = READ_MAX;
	do
		n = recv(c->source.fd, to, room, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? FILL_ALL : FILL_FAILED;
	if (n == 0)
		return FILL_END;
	if (c->began == 0)
		c->began = clock_monotonic_ms();
	frame_added(&c->frame, (size_t)n);
	return (size_t)n == room ? FILL_SOME : FILL_ALL;
}

enum conn_flush
conn_flush(struct conn *c)
{
	while (c->sent < c->out.n) {
		ssize_t n =
		    send(c->source.fd, c->out.p + c->sent, c->out.n - c->sent, MSG_NOSIGNAL);

		if (n >= 0)
			c->sent += (size_t)n;
		else if (errno == EAGAIN)
			return FLUSH_WAITS;
		else if (errno != EINTR)
			return FLUSH_FAILED;
	}
	c->sent = 0;
	c->answer_began = 0;
	if (c->secret)
		buf_wipe(&c->out);
	c->secret = false;
	buf_clear(&c->out);
	if (c->out.room > OUTPUT_KEPT)
		buf_release(&c->out);
	return FLUSH_DONE;
}

bool
conn_has_unread(const struct conn *c)
{
	char byte;

	return recv(c->source.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* True when nothing is there to be read, and nothing can come any more. */
static bool
refuse_unread(const struct conn *c)
{
	if (conn_has_unread(c))
		return false;
	shutdown(c->source.fd, SHUT_RD);
	return !conn_has_unread(c);
}

bool
conn_refuse_input(struct conn *c)
{
	return frame_empty(&c->frame) && refuse_unread(c);
}

void
conn_next(struct fcgi_server *s, struct conn *c)
{
	if (c->secret)
		frame_wipe(&c->frame);
	frame_next(&c->frame);
	frame_shrink(&c->frame, INPUT_KEPT);
	charge(s, c, c->frame.in.room);
	c->fresh = false;
	c->began = frame_empty(&c->frame) ? 0 : clock_monotonic_ms();
}

/* ---- closing without harm ---- */

enum discard { DISCARD_NOTHING, DISCARD_SOME, DISCARD_END };

static enum discard
discard(struct conn *c)
{
	char piece[DISCARD_PIECE];

	for (int i = 0; i < DISCARD_PIECES; i++) {
		ssize_t n = recv(c->source.fd, piece, sizeof(piece), 0);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return DISCARD_END;
		if (n < 0)
			return i > 0 ? DISCARD_SOME : DISCARD_NOTHING;
	}
	return DISCARD_SOME;
}

void
conn_discard_take(struct fcgi_server *s, struct conn *c)
{
	if (discard(c) == DISCARD_END)
		conn_close_take(s, c);
	else
		arm_take(s, c, CONN_LINGERING, EPOLLIN, c->linger_until);
}

/*
 * Closing a socket that holds unread bytes resets it, and the reset can overtake the answer. So
 * when there are some, or more will come, our side is ended and theirs read until they end it too,
 * for a short time.
 */
void
conn_finish_take(struct fcgi_server *s, struct conn *c)
{
	enum discard left;

	/* Just seen to be empty; each moment it stays open is one for the next request to come. */
	if (c->end == CONN_ENDS_IDLE) {
		shutdown(c->source.fd, SHUT_RDWR);
		conn_close_take(s, c);
		return;
	}
	left = discard(c);
	if (left == DISCARD_END || (left == DISCARD_NOTHING && c->end != CONN_ENDS_UNREAD)) {
		conn_close_take(s, c);
		return;
	}
	shutdown(c->source.fd, SHUT_WR);
	c->linger_until = clock_monotonic_ms() + LINGER_MS;
	arm_take(s, c, CONN_LINGERING, EPOLLIN, c->linger_until);
}

/* ---- the housekeeper's round ---- */

/* Under server.lock. Whether it was cut while something was still owed to it. */
static bool
cut(struct fcgi_server *s, struct conn *c, int64_t deadline)
{
	enum conn_phase phase = (enum conn_phase)atomic_load(&c->phase);

	/* In hand: it finds its socket shut down. Else whoever comes first has it. */
	if (deadline > 0 && !atomic_compare_exchange_strong(&c->deadline, &deadline, DEADLINE_LATE))
		return false;
	if (phase == CONN_READING || phase == CONN_SENDING)
		atomic_fetch_add(&s->stats.cut_late, 1);
	shutdown(c->source.fd, SHUT_RDWR);
	return phase != CONN_IDLE && phase != CONN_LINGERING;
}

bool
conn_end_rest(struct fcgi_server *s, struct conn *c)
{
	int64_t deadline = atomic_load(&c->deadline);

	if (deadline <= 0 || atomic_load(&c->phase) != CONN_IDLE || !refuse_unread(c))
		return false;
	(void)cut(s, c, deadline);
	return true;
}

/* When its time is over; a connection at rest that has something to read after all stays. */
static int64_t
due_at(const struct conn *c, int64_t deadline, int64_t idle_end, int64_t now)
{
	bool idle = atomic_load(&c->phase) == CONN_IDLE;

	if (idle && idle_end < deadline)
		deadline = idle_end;
	if (idle && deadline <= now && !refuse_unread(c))
		return now + REAP_EVERY_MIN_MS;
	return deadline;
}

int64_t
conns_reap(struct fcgi_server *s, int64_t idle_end, bool now_all, bool *busy_cut)
{
	int64_t now = clock_monotonic_ms();
	int64_t next = INT64_MAX;

	pthread_mutex_lock(&s->lock);
	for (struct conn *c = s->conns; c != NULL; c = c->next) {
		int64_t deadline = atomic_load(&c->deadline);
		int64_t due;

		if (deadline == DEADLINE_LATE || (deadline == DEADLINE_IN_HAND && !now_all))
			continue;
		due = now_all ? now : due_at(c, deadline, idle_end, now);
		if (due <= now)
			*busy_cut |= cut(s, c, deadline);
		else if (due < next)
			next = due;
	}
	pthread_mutex_unlock(&s->lock);
	return next > now + REAP_EVERY_MIN_MS ? next : now + REAP_EVERY_MIN_MS;
}
