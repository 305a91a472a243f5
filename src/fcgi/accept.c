#include <config.h>

#include "fcgi/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/listen.h"

enum {
	ACCEPT_BATCH = 16, /* then other work has its turn */
	DRAIN_MAX = 4096,  /* more than any backlog: who still connects then comes too late */
};

enum accepted {
	ACCEPT_SOME,
	ACCEPT_NONE,   /* nobody is waiting */
	ACCEPT_PAUSED, /* no place, or no descriptors; listener.paused is set */
};

static bool
listener_arm(struct fcgi_server *s, struct fcgi_listener *l, int operation)
{
	struct epoll_event e = {.events = EPOLLIN | EPOLLONESHOT, .data.ptr = l};

	return epoll_ctl(s->epoll_fd, operation, l->source.fd, &e) == 0;
}

static void
set_paused(struct fcgi_server *s, struct fcgi_listener *l, bool paused)
{
	if (l->paused != paused)
		s->listeners_paused += paused ? 1U : -1U;
	l->paused = paused;
}

bool
listener_start(struct fcgi_server *s, struct fcgi_listener *l)
{
	return listener_arm(s, l, EPOLL_CTL_ADD);
}

void
listeners_resume(struct fcgi_server *s)
{
	s->resume_at = 0;
	for (unsigned i = 0; i < s->listener_count && s->listeners_paused > 0; i++) {
		struct fcgi_listener *l = &s->listeners[i];

		if (l->paused && l->state == LISTENER_LIVE && s->accepting) {
			set_paused(s, l, false);
			listener_arm(s, l, EPOLL_CTL_MOD);
		}
	}
}

/* Without a place the listener waits until there is one. */
static bool
place_take(struct fcgi_server *s, struct fcgi_listener *l, bool *extra)
{
	bool ok;

	pthread_mutex_lock(&s->lock);
	ok = s->accepting && crowd_place_take(s, extra);
	if (!ok)
		set_paused(s, l, true);
	pthread_mutex_unlock(&s->lock);
	return ok;
}

static void
place_give(struct fcgi_server *s, bool extra)
{
	pthread_mutex_lock(&s->lock);
	conn_place_free(s, extra);
	pthread_mutex_unlock(&s->lock);
}

/* Out of descriptors is a state, not an error per microsecond: wait a second, or for an end. */
static void
pause_listening(struct fcgi_server *s, struct fcgi_listener *l, bool extra, int error)
{
	if (once_a_minute(&s->said_full))
		log_warn("cannot accept connections for now: %s", strerror(error));
	pthread_mutex_lock(&s->lock);
	crowd_place_give(s, extra);
	crowd_waits(s);
	set_paused(s, l, true);
	s->resume_at = clock_monotonic_ms() + PAUSE_MS;
	pthread_mutex_unlock(&s->lock);
	server_wake(s);
}

static bool
may_connect(struct fcgi_server *s, const struct sockaddr_storage *from)
{
	if (peers_may_connect(&s->peers, from))
		return true;
	if (once_a_minute(&s->said_stranger))
		log_warn("connection refused: its address is not one of FCGI_WEB_SERVER_ADDRS");
	return false;
}

static enum accepted
accept_one(struct fcgi_server *s, struct fcgi_listener *l)
{
	struct sockaddr_storage from = {0};
	socklen_t size = sizeof(from);
	int one = 1;
	int fd, error;
	bool extra = false;

	if (!place_take(s, l, &extra))
		return ACCEPT_PAUSED;
	fd = accept4(l->source.fd, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	error = errno;
	if (fd < 0 && error != EAGAIN && error != EINTR && error != ECONNABORTED) {
		pause_listening(s, l, extra, error);
		return ACCEPT_PAUSED;
	}
	if (fd < 0 || !may_connect(s, &from)) {
		if (fd >= 0)
			close(fd);
		place_give(s, extra);
		return fd < 0 && error == EAGAIN ? ACCEPT_NONE : ACCEPT_SOME;
	}
	if (from.ss_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	atomic_fetch_add(&s->stats.connections, 1);
	conn_new_take(s, fd, true, extra);
	return ACCEPT_SOME;
}

/* False: it was removed, and this event comes late. */
static bool
enter(struct fcgi_server *s, struct fcgi_listener *l)
{
	bool live;

	pthread_mutex_lock(&s->lock);
	live = l->state == LISTENER_LIVE;
	if (live)
		l->hands++;
	pthread_mutex_unlock(&s->lock);
	return live;
}

/* Under server.lock. */
static void
release_when_let_go(struct fcgi_server *s, struct fcgi_listener *l)
{
	if (l->state != LISTENER_GONE || l->hands > 0)
		return;
	set_paused(s, l, false);
	close(l->source.fd);
	l->source.fd = -1;
	l->state = LISTENER_FREE;
}

/* It is armed under the lock: a descriptor that was closed may be somebody else's by now. */
static void
leave(struct fcgi_server *s, struct fcgi_listener *l, bool arm)
{
	pthread_mutex_lock(&s->lock);
	l->hands--;
	if (l->state == LISTENER_LIVE && arm)
		listener_arm(s, l, EPOLL_CTL_MOD);
	release_when_let_go(s, l);
	pthread_mutex_unlock(&s->lock);
}

void
listener_event(struct fcgi_server *s, struct fcgi_listener *l)
{
	enum accepted got = ACCEPT_SOME;

	if (!enter(s, l))
		return;
	for (int i = 0; i < ACCEPT_BATCH && got == ACCEPT_SOME; i++)
		got = accept_one(s, l);
	leave(s, l, got != ACCEPT_PAUSED);
}

bool
listener_drain(struct fcgi_server *s, struct fcgi_listener *l)
{
	for (int i = 0; i < DRAIN_MAX; i++) {
		switch (accept_one(s, l)) {
		case ACCEPT_SOME:
			break;
		case ACCEPT_NONE:
			return true;
		case ACCEPT_PAUSED:
			return false;
		}
	}
	return true;
}

/* ---- at run time ---- */

/* Under server.lock. NULL: none is free. */
static struct fcgi_listener *
find_place(struct fcgi_server *s)
{
	for (unsigned i = 0; i < s->listener_count; i++)
		if (s->listeners[i].state == LISTENER_FREE)
			return &s->listeners[i];
	if (s->listener_count == LISTENERS_MAX)
		return NULL;
	return &s->listeners[s->listener_count++];
}

/* Under server.lock. Errno set when NULL. */
static struct fcgi_listener *
add(struct fcgi_server *s, int fd)
{
	struct fcgi_listener *l;

	if (!s->accepting || atomic_load(&s->stopping)) {
		errno = ESHUTDOWN;
		return NULL;
	}
	l = find_place(s);
	if (l == NULL) {
		errno = ENOSPC;
		return NULL;
	}
	/* A worker that was woken by who had the place before may read the kind just now. */
	if (l->source.kind != SOURCE_LISTENER)
		l->source.kind = SOURCE_LISTENER;
	l->source.fd = fd;
	l->paused = l->drained = false;
	l->added = true;
	if (!listener_start(s, l))
		return NULL;
	l->state = LISTENER_LIVE;
	return l;
}

struct fcgi_listener *
fcgi_server_listen_take(struct fcgi_server *s, int fd)
{
	int flags = fcntl(fd, F_GETFL);
	struct fcgi_listener *l;

	if (s->peers.all && listen_is_public(fd)) {
		errno = EACCES;
		return NULL;
	}
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return NULL;
	pthread_mutex_lock(&s->lock);
	l = add(s, fd);
	pthread_mutex_unlock(&s->lock);
	return l;
}

/*
 * Under server.lock. Taken out of the set by hand: closing does not do it, for the process that
 * handed the socket over has it open too.
 */
static void
remove_added(struct fcgi_server *s, struct fcgi_listener *l)
{
	if (l->state != LISTENER_LIVE || !l->added)
		return;
	epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, l->source.fd, NULL);
	l->state = LISTENER_GONE;
	release_when_let_go(s, l);
}

void
fcgi_server_unlisten(struct fcgi_server *s, struct fcgi_listener *l)
{
	/* Who got through while it was there is served. */
	if (enter(s, l)) {
		(void)listener_drain(s, l);
		leave(s, l, false);
	}
	pthread_mutex_lock(&s->lock);
	remove_added(s, l);
	pthread_mutex_unlock(&s->lock);
}

void
listeners_remove_added(struct fcgi_server *s)
{
	pthread_mutex_lock(&s->lock);
	for (unsigned i = 0; i < s->listener_count; i++)
		remove_added(s, &s->listeners[i]);
	pthread_mutex_unlock(&s->lock);
}
