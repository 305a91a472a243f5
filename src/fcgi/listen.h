/* Where the listening sockets come from. */
#ifndef FCGI_LISTEN_H
#define FCGI_LISTEN_H

#include "base/arena.h"

#include <stdbool.h>
#include <sys/types.h>

struct listen_sockets {
	int fds[16];
	unsigned n;
	int *conns; /* connections that an earlier process kept, from the service manager */
	unsigned conn_count;
	bool handed_over;      /* by whoever started us */
	const char *unix_path; /* of a socket file we made and must remove at stop; NULL: none */
	dev_t unix_dev;        /* which file that is: another that took its place is not removed */
	ino_t unix_ino;
};

/*
 * In this order: address when given ("/path/of.sock", "unix:/path", "127.0.0.1:9000",
 * "[::1]:9000"); the sockets of systemd (LISTEN_FDS, LISTEN_PID); descriptor 0 when it is a
 * listening socket (spawn-fcgi, mod_fcgid, lighttpd). 0, or -1 with *why set.
 *
 * FastCGI has no way to tell who is calling. So a TCP socket that is reached from outside of this
 * host, given or inherited, is refused unless web_servers names who may connect (fcgi/peers.h has
 * the form; NULL or "": nobody is named).
 *
 * Among the sockets of systemd may be connections, by the name "connection" (LISTEN_FDNAMES).
 *
 * A stale socket file is replaced, a live one is not. mode: permission bits of the socket file; the
 * process umask is changed for a moment, so call this before there are threads. Strings live in the
 * arena.
 */
int listen_open(const char *address, unsigned mode, const char *web_servers, struct arena *,
    struct listen_sockets *, const char **why);

/* Whether the socket is reached from outside of this host; true when that cannot be told. */
bool listen_is_public(int fd);

/* Whether it is a listening stream socket. */
bool listen_is_listening(int fd);

/* Removes the socket file we made: who connects from now on is told so at once. */
void listen_unlink(struct listen_sockets *);

/* Closes all of them, and removes the socket file we made. */
void listen_close(struct listen_sockets *);

#endif
