/* Where the listening sockets come from. */
#ifndef FCGI_LISTEN_H
#define FCGI_LISTEN_H

#include "base/arena.h"

#include <sys/types.h>

struct listen_sockets {
	int fds[16];
	unsigned n;
	const char *unix_path; /* of a socket file we made and must remove at stop; NULL: none */
	dev_t unix_dev;        /* which file that is: another that took its place is not removed */
	ino_t unix_ino;
};

/*
 * In this order: address when given ("/path/of.sock", "unix:/path", "127.0.0.1:9000", "[::1]:9000";
 * TCP is loopback only); the sockets of systemd (LISTEN_FDS, LISTEN_PID); descriptor 0 when it is a
 * listening socket (spawn-fcgi, mod_fcgid, lighttpd). 0, or -1 with *why set.
 *
 * A stale socket file is replaced, a live one is not. mode: permission bits of the socket file; the
 * process umask is changed for a moment, so call this before there are threads. Strings live in the
 * arena.
 */
int listen_open(
    const char *address, unsigned mode, struct arena *, struct listen_sockets *, const char **why);

/* Closes, and removes the socket file we made. */
void listen_close(struct listen_sockets *);

#endif
