#include <config.h>

#include "fcgi/server.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/inside.h"
#include "fcgi/listen.h"

enum { STOP_TICK_MS = 10, SAY_AGAIN_MS = 60 * 1000 };

void
server_wake(struct fcgi_server *s)
{
	uint64_t one = 1;
	ssize_t n = write(s->wake_fd, &one, sizeof(one));

	(void)n; /* full only when a wake-up is pending already */
}

bool
once_a_minute(_Atomic int64_t *last)
{
	int64_t now = clock_monotonic_ms();
	int64_t then = atomic_load(last);

	return (then == 0 || now - then >= SAY_AGAIN_MS) &&
	       atomic_compare_exchange_strong(last, &then, now);
}

/* ---- making and unmaking ---- */

static bool
take_listeners(struct fcgi_server *s, const int *fds, unsigned n, const char **why)
{
	if (n == 0 || n > LISTENERS_OWN) {
		*why = "no listening socket, or more than 16";
		return false;
	}
	for (unsigned i = 0; i < n; i++) {
		int flags = fcntl(fds[i], F_GETFL);

		if (s->peers.all && listen_is_public(fds[i])) {
			*why = "a listening socket is reached from other hosts, and no web servers "
			       "are named";
			return false;
		}
		/* Shared with other processes it may be empty again by the time we accept. */
		if (flags < 0 || fcntl(fds[i], F_SETFL, flags | O_NONBLOCK) < 0) {
			*why = "a listening socket cannot be made non-blocking";
			return false;
		}
		s->listeners[i].source = (struct source){SOURCE_LISTENER, fds[i]};
		s->listeners[i].state = LISTENER_LIVE;
	}
	s->listener_count = n;
	return true;
}

static bool
make_descriptors(struct fcgi_server *s, const char **why)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = &s->quit};

	s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->quit = (struct source){SOURCE_QUIT, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
	if (s->epoll_fd >= 0 && s->wake_fd >= 0 && s->quit.fd >= 0 &&
	    epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, s->quit.fd, &e) == 0)
		return true;
	*why = "no descriptors for epoll";
	return false;
}

/* With those that relieve. */
static unsigned
threads_of(const struct fcgi_server *s)
{
	return s->options.workers + s->options.relief;
}

static bool
make_workers(struct fcgi_server *s, const char **why)
{
	*why = "out of memory";
	s->workers = calloc(threads_of(s), sizeof(*s->workers));
	if (s->workers == NULL)
		return false;
	for (unsigned i = 0; i < threads_of(s); i++) {
		struct worker *w = &s->workers[i];

		w->server = s;
		w->codec = codec_new();
		w->arena = arena_new();
		if (w->codec == NULL || w->arena == NULL)
			return false;
	}
	return true;
}

struct fcgi_server *
fcgi_server_new(const struct fcgi_options *options, const struct fcgi_handler *handler,
    const int *fds, unsigned n, const char **why)
{
	struct fcgi_server *s;

	assert(options->workers > 0 && options->connections_max > 0 && options->writes_max > 0);
	if (!codec_check(why))
		return NULL;
	*why = "out of memory";
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->options = *options;
	s->handler = *handler;
	s->limits =
	    (struct frame_limits){options->params_max, options->body_max, options->connections_max};
	s->epoll_fd = s->wake_fd = s->quit.fd = -1;
	s->accepting = true;
	if (!committer_init(&s->committer)) {
		free(s);
		return NULL;
	}
	if (!relief_init(&s->relief)) {
		committer_release(&s->committer);
		free(s);
		return NULL;
	}
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->waits.lock, NULL);
	pthread_rwlock_init(&s->arming, NULL);
	if (!peers_read(&s->peers, options->server_addrs, why) || !take_listeners(s, fds, n, why) ||
	    !make_descriptors(s, why) || !make_workers(s, why)) {
		fcgi_server_free(s);
		return NULL;
	}
	return s;
}

void
fcgi_server_free(struct fcgi_server *s)
{
	if (s == NULL)
		return;
	assert(s->conn_count == 0);
	while (s->buried != NULL) {
		struct conn *next = s->buried->next;

		free(s->buried);
		s->buried = next;
	}
	for (unsigned i = 0; s->workers != NULL && i < threads_of(s); i++) {
		codec_free(s->workers[i].codec);
		arena_free(s->workers[i].arena);
		http_response_release(&s->workers[i].response);
	}
	free(s->workers);
	listeners_remove_added(s);
	committer_release(&s->committer);
	relief_release(&s->relief);
	if (s->epoll_fd >= 0)
		close(s->epoll_fd);
	if (s->wake_fd >= 0)
		close(s->wake_fd);
	if (s->quit.fd >= 0)
		close(s->quit.fd);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->waits.lock);
	pthread_rwlock_destroy(&s->arming);
	free(s);
}

/* ---- threads ---- */

/* Serves what comes next, if something does in time (-1: for ever); false when it is time to leave.
 */
static bool
serve_next(struct worker *w, int ms)
{
	struct epoll_event e;
	struct source *source;

	/* One at a time: what is taken and not worked on would wait for no reason. */
	int n = epoll_wait(w->server->epoll_fd, &e, 1, ms);

	if (n != 1) {
		assert(n == 0 || errno == EINTR);
		return true;
	}
	source = e.data.ptr;
	atomic_store(&w->busy_since, clock_monotonic_ms());
	relief_rouse(w->server);
	switch (source->kind) {
	case SOURCE_QUIT:
		return false;
	case SOURCE_LISTENER:
		listener_event(w->server, (struct fcgi_listener *)source);
		break;
	case SOURCE_CONN:
		serve_event_take(w, (struct conn *)source);
		break;
	}
	atomic_store(&w->busy_since, 0);
	return true;
}

static void *
worker_run(void *worker)
{
	while (serve_next(worker, -1))
		;
	return NULL;
}

static void *
relief_run(void *worker)
{
	while (relief_await(worker) && serve_next(worker, RELIEF_AFTER_MS))
		;
	return NULL;
}

/* Ends the first n threads. */
static void
quit_workers(struct fcgi_server *s, unsigned n)
{
	uint64_t one = 1;
	ssize_t written = write(s->quit.fd, &one, sizeof(one));

	assert(written == sizeof(one));
	relief_quit(&s->relief);
	for (unsigned i = 0; i < n; i++)
		pthread_join(s->workers[i].thread, NULL);
}

/* The committer and all workers, or none. */
static bool
start_threads(struct fcgi_server *s)
{
	unsigned n = 0;
	int error;

	error = pthread_create(&s->committer.thread, NULL, committer_run, s);
	if (error == 0) {
		while (n < threads_of(s) &&
		       (error = pthread_create(&s->workers[n].thread, NULL,
		            n < s->options.workers ? worker_run : relief_run, &s->workers[n])) == 0)
			n++;
		if (error == 0)
			return true;
		quit_workers(s, n);
		committer_quit(&s->committer);
		pthread_join(s->committer.thread, NULL);
	}
	log_error("cannot start a thread: %s", strerror(error));
	return false;
}

/* Signals are for the thread that called us. */
static bool
start_threads_without_signals(struct fcgi_server *s)
{
	sigset_t all, before;
	bool ok;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ok = start_threads(s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

/* ---- the housekeeper ---- */

static void
wait_for_wake(const struct fcgi_server *s, int64_t ms)
{
	struct pollfd p = {.fd = s->wake_fd, .events = POLLIN};
	uint64_t count;

	if (poll(&p, 1, (int)ms) > 0 && read(s->wake_fd, &count, sizeof(count)) < 0)
		assert(errno == EAGAIN || errno == EINTR);
}

/*
 * No deadline that is set from now on falls before this, so the housekeeper need not be woken for
 * each of them.
 */
static int64_t
shortest_timeout(const struct fcgi_options *o)
{
	int64_t ms = LINGER_MS;

	if (o->request_timeout_ms < ms)
		ms = o->request_timeout_ms;
	if (o->send_timeout_ms < ms)
		ms = o->send_timeout_ms;
	if (o->idle_timeout_ms != 0 && o->idle_timeout_ms < ms)
		ms = o->idle_timeout_ms;
	return ms;
}

/* Tries paused listeners again when it is time; when the next time is. */
static int64_t
resume_when_due(struct fcgi_server *s)
{
	int64_t at;

	pthread_mutex_lock(&s->lock);
	if (s->resume_at != 0 && s->resume_at <= clock_monotonic_ms())
		listeners_resume(s);
	at = s->resume_at;
	pthread_mutex_unlock(&s->lock);
	return at != 0 ? at : INT64_MAX;
}

static void
keep_house(struct fcgi_server *s)
{
	int64_t shortest = shortest_timeout(&s->options);
	bool busy_cut = false;

	while (atomic_load(&s->stop_calls) == 0) {
		int64_t next = conns_reap(s, INT64_MAX, false, &busy_cut);
		int64_t resume = resume_when_due(s);
		int64_t crowd = crowd_round(s);
		int64_t waits = waits_round(s, false);
		int64_t now = clock_monotonic_ms();

		atomic_store(&s->round_at, now);
		if (resume < next)
			next = resume;
		if (crowd < next)
			next = crowd;
		if (waits < next)
			next = waits;
		if (now + shortest < next)
			next = now + shortest;
		wait_for_wake(s, next > now ? next - now : 0);
	}
}

/* Accepts what has connected before the stop; afterwards nothing more. */
static void
drain_backlogs(struct fcgi_server *s, bool give_up)
{
	bool all = true;

	for (unsigned i = 0; i < s->listener_count; i++) {
		struct fcgi_listener *l = &s->listeners[i];

		/* Of one that was added, the state is for server.lock alone. */
		if (l->added || l->state != LISTENER_LIVE)
			continue;
		l->drained = l->drained || give_up || listener_drain(s, l);
		all &= l->drained;
	}
	pthread_mutex_lock(&s->lock);
	if (all)
		s->accepting = false;
	pthread_mutex_unlock(&s->lock);
}

/* Whether connections are left, or may still be accepted. */
static bool
is_busy(struct fcgi_server *s)
{
	bool busy;

	pthread_mutex_lock(&s->lock);
	busy = s->accepting || s->conn_count > 0;
	pthread_mutex_unlock(&s->lock);
	return busy;
}

/* Serves what is there to its end; false when something had to be given up. */
static bool
wind_up(struct fcgi_server *s)
{
	unsigned grace = s->options.stop_grace_ms;
	int64_t begin = clock_monotonic_ms();
	int64_t idle_end = begin + (grace < IDLE_GRACE_MS ? grace : IDLE_GRACE_MS);
	bool given_up = false;

	atomic_store(&s->stopping, true);
	if (s->handler.stopping != NULL)
		s->handler.stopping(s->handler.ctx);
	listeners_remove_added(s);
	for (;;) {
		bool now_all = atomic_load(&s->stop_calls) > 1 ||
		               clock_monotonic_ms() - begin >= (int64_t)grace;

		drain_backlogs(s, now_all);
		if (!is_busy(s))
			return !given_up;
		(void)waits_round(s, true);
		conns_keep(s);
		conns_reap(s, idle_end, now_all, &given_up);
		atomic_store(&s->round_at, clock_monotonic_ms());
		wait_for_wake(s, STOP_TICK_MS);
	}
}

/* Others may be added meanwhile. */
static bool
start_listeners(struct fcgi_server *s)
{
	bool ok = true;

	pthread_mutex_lock(&s->lock);
	for (unsigned i = 0; i < s->listener_count && ok; i++)
		ok = s->listeners[i].added || listener_start(s, &s->listeners[i]);
	pthread_mutex_unlock(&s->lock);
	if (!ok)
		log_error("cannot watch a listening socket: %s", strerror(errno));
	return ok;
}

int
fcgi_server_run(struct fcgi_server *s)
{
	bool ok;

	if (!start_threads_without_signals(s))
		return -1;
	ok = start_listeners(s);
	if (ok)
		keep_house(s);
	ok &= wind_up(s);
	for (unsigned i = 0; i < s->listener_count; i++)
		if (!s->listeners[i].added && s->listeners[i].state == LISTENER_LIVE)
			epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, s->listeners[i].source.fd, NULL);
	quit_workers(s, threads_of(s));
	committer_quit(&s->committer);
	pthread_join(s->committer.thread, NULL);
	atomic_store(&s->round_at, 0);
	return ok ? 0 : -1;
}

void
fcgi_server_stop(struct fcgi_server *s)
{
	int saved = errno;

	atomic_fetch_add(&s->stop_calls, 1);
	server_wake(s);
	errno = saved;
}

int64_t
fcgi_server_busy_ms(const struct fcgi_server *s)
{
	int64_t since = atomic_load(&s->round_at);
	int64_t at;

	if (since == 0)
		return 0;
	for (unsigned i = 0; i < threads_of(s); i++) {
		at = atomic_load(&s->workers[i].busy_since);
		if (at != 0 && at < since)
			since = at;
	}
	at = atomic_load(&s->committer.busy_since);
	if (at != 0 && at < since)
		since = at;
	return clock_monotonic_ms() - since;
}

void
fcgi_server_stats(struct fcgi_server *s, struct fcgi_stats *to)
{
	unsigned open, listeners = 0;

	pthread_mutex_lock(&s->lock);
	open = s->conn_count;
	for (unsigned i = 0; i < s->listener_count; i++)
		listeners += s->listeners[i].state == LISTENER_LIVE;
	pthread_mutex_unlock(&s->lock);
	*to = (struct fcgi_stats){
	    .open = open,
	    .listeners = listeners,
	    .waiting = atomic_load(&s->waits.count),
	    .connections = atomic_load(&s->stats.connections),
	    .requests = atomic_load(&s->stats.requests),
	    .parked = atomic_load(&s->stats.parked),
	    .refused_busy = atomic_load(&s->stats.refused_busy),
	    .cut_late = atomic_load(&s->stats.cut_late),
	    .protocol_errors = atomic_load(&s->stats.protocol_errors),
	};
}
