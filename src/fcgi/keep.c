#include <config.h>

#include "fcgi/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * A web server may send the next request on a kept connection at the very moment we end it, and
 * then does not repeat it. So at stop connections at rest are not ended but given to the service
 * manager, which gives them to the next process; what was sent meanwhile is read there.
 *
 * Others hold the socket on, so closing our descriptor does not take it out of the epoll set: that
 * is done first.
 */

static bool
give(struct fcgi_server *s, struct conn *c)
{
	const struct fcgi_handler *h = &s->handler;

	return h->keep != NULL && h->keep(h->ctx, c->source.fd);
}

static void
forget(struct fcgi_server *s, struct conn *c)
{
	if (c->in_set)
		epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, c->source.fd, NULL);
}

bool
conn_keep_take(struct fcgi_server *s, struct conn *c)
{
	if (!frame_empty(&c->frame) || !give(s, c))
		return false;
	forget(s, c);
	conn_close_take(s, c);
	return true;
}

/*
 * Under server.lock and server.arming. A worker may have been woken by it and not yet have claimed
 * it: so the memory stays until there are no workers.
 */
static bool
keep_armed(struct fcgi_server *s, struct conn *c)
{
	int64_t deadline = atomic_load(&c->deadline);

	if (deadline <= 0 || atomic_load(&c->phase) != CONN_IDLE || conn_has_unread(c) ||
	    !atomic_compare_exchange_strong(&c->deadline, &deadline, DEADLINE_KEPT))
		return false;
	/*
	 * Refused, it has to be ended all the same: whoever was woken by it has gone away. The
	 * others end as they do where nobody keeps any, with a look at what came meanwhile.
	 */
	if (!give(s, c)) {
		shutdown(c->source.fd, SHUT_RDWR);
		s->keep_refused = true;
	}
	forget(s, c);
	return true;
}

void
conns_keep(struct fcgi_server *s)
{
	struct conn *next;

	if (s->handler.keep == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	pthread_rwlock_wrlock(&s->arming);
	for (struct conn *c = s->conns; c != NULL && !s->keep_refused; c = next) {
		next = c->next;
		if (keep_armed(s, c))
			conn_bury(s, c);
	}
	pthread_rwlock_unlock(&s->arming);
	pthread_mutex_unlock(&s->lock);
}

static bool
may_adopt(struct fcgi_server *s, int fd)
{
	struct sockaddr_storage from = {0};
	socklen_t size = sizeof(from);
	int flags = fcntl(fd, F_GETFL);

	return getpeername(fd, (struct sockaddr *)&from, &size) == 0 &&
	       peers_may_connect(&s->peers, &from) && flags >= 0 &&
	       fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

bool
fcgi_server_adopt_take(struct fcgi_server *s, int fd)
{
	bool ok = may_adopt(s, fd), extra = false;

	pthread_mutex_lock(&s->lock);
	ok = ok && crowd_place_take(s, &extra);
	pthread_mutex_unlock(&s->lock);
	if (!ok) {
		close(fd);
		return false;
	}
	atomic_fetch_add(&s->stats.connections, 1);
	conn_new_take(s, fd, false, extra);
	return true;
}
