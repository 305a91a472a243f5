/* FCGI_WEB_SERVER_ADDRS: from which addresses a web server may connect over TCP. */
#ifndef FCGI_PEERS_H
#define FCGI_PEERS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

enum { PEERS_MAX = 32 };

struct peers {
	bool all;
	unsigned n;
	struct in6_addr addresses[PEERS_MAX]; /* IPv4 in its mapped form */
};

/*
 * A comma list of IPv4 and IPv6 addresses; NULL or "": all peers. False with *why (constant text)
 * when one is no address or there are more than PEERS_MAX.
 */
bool peers_read(struct peers *, const char *list, const char **why);

/* Unix sockets are guarded by their file's permissions, and always allowed here. */
bool peers_may_connect(const struct peers *, const struct sockaddr_storage *);

#endif
