/*
 * From which addresses a web server may connect over TCP: FCGI_WEB_SERVER_ADDRS of the FastCGI
 * specification, which libfcgi would look at in the accept that is ours.
 */
#ifndef FCGI_PEERS_H
#define FCGI_PEERS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

enum { PEERS_MAX = 32 };

struct peers {
	bool all;
	unsigned n;
	struct {
		struct in6_addr address; /* IPv4 in its mapped form */
		unsigned bits;           /* that count, from the front */
	} networks[PEERS_MAX];
};

/*
 * A comma list of IPv4 and IPv6 addresses and networks ("10.0.0.0/8"); NULL or "": all peers. False
 * with *why (constant text) when one is no address or there are more than PEERS_MAX.
 */
bool peers_read(struct peers *, const char *list, const char **why);

/* Unix sockets are guarded by their file's permissions, and always allowed here. */
bool peers_may_connect(const struct peers *, const struct sockaddr_storage *);

#endif
