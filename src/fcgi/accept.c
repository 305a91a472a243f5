#include <config.h>

#include "fcgi/inside.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

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
listener_arm(struct fcgi_server *s, struct listener *l, int operation)
{
	struct epoll_event e = {.events = EPOLLIN | EPOLLONESHOT, .data.ptr = l};

	return epoll_ctl(s->epoll_fd, operation, l->source.fd, &e) == 0;
}

bool
listener_start(struct fcgi_server *s, struct listener *l)
{
	return listener_arm(s, l, EPOLL_CTL_ADD);
}

void
listeners_resume(struct fcgi_server *s)
{
	s->resume_at = 0;
	for (unsigned i = 0; i < s->listener_count; i++) {
		struct listener *l = &s->listeners[i];

		if (l->paused && s->accepting) {
			l->paused = false;
			listener_arm(s, l, EPOLL_CTL_MOD);
		}
	}
}

/* A place among connections_max. Without one the listener waits until a connection ends. */
static bool
place_take(struct fcgi_server *s, struct listener *l)
{
	bool ok;

	pthread_mutex_lock(&s->lock);
	ok = s->accepting && s->conn_count < s->options.connections_max;
	if (ok)
		s->conn_count++;
	else
		l->paused = true;
	pthread_mutex_unlock(&s->lock);
	return ok;
}

static void
place_give(struct fcgi_server *s)
{
	pthread_mutex_lock(&s->lock);
	conn_place_free(s);
	pthread_mutex_unlock(&s->lock);
}

/* Out of descriptors is a state, not an error per microsecond: wait a second, or for an end. */
static void
pause_listening(struct fcgi_server *s, struct listener *l, int error)
{
	if (once_a_minute(&s->said_full))
		log_warn("cannot accept connections for now: %s", strerror(error));
	pthread_mutex_lock(&s->lock);
	s->conn_count--;
	l->paused = true;
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
accept_one(struct fcgi_server *s, struct listener *l)
{
	struct sockaddr_storage from = {0};
	socklen_t size = sizeof(from);
	int one = 1;
	int fd, error;

	if (!place_take(s, l))
		return ACCEPT_PAUSED;
	fd = accept4(l->source.fd, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
	error = errno;
	if (fd < 0 && error != EAGAIN && error != EINTR && error != ECONNABORTED) {
		pause_listening(s, l, error);
		return ACCEPT_PAUSED;
	}
	if (fd < 0 || !may_connect(s, &from)) {
		if (fd >= 0)
			close(fd);
		place_give(s);
		return fd < 0 && error == EAGAIN ? ACCEPT_NONE : ACCEPT_SOME;
	}
	if (from.ss_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	atomic_fetch_add(&s->stats.connections, 1);
	conn_new_take(s, fd);
	return ACCEPT_SOME;
}

void
listener_event(struct fcgi_server *s, struct listener *l)
{
	for (int i = 0; i < ACCEPT_BATCH; i++) {
		switch (accept_one(s, l)) {
		case ACCEPT_SOME:
			continue;
		case ACCEPT_NONE:
			break;
		case ACCEPT_PAUSED:
			return;
		}
		break;
	}
	listener_arm(s, l, EPOLL_CTL_MOD);
}

bool
listener_drain(struct fcgi_server *s, struct listener *l)
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
