/* One kept HTTP connection of a load generator: a request at a time, and nothing waits but epoll.
 */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include "base/buf.h"

#include <stdbool.h>
#include <sys/socket.h>

struct address {
	struct sockaddr_storage storage;
	socklen_t size;
};

/* "127.0.0.1:9200", or the path of a socket. */
bool address_read(const char *text, struct address *);

struct client {
	int fd; /* -1: not connected */
	struct buf out, in;
	size_t sent;
	/* Of an answer that is complete: */
	int status;
	struct str body;
	bool closes; /* the server will hear no more on this connection */
};

enum client_state {
	CLIENT_WAITS,    /* for the socket */
	CLIENT_ANSWERED, /* status, body and closes are there */
	CLIENT_FAILED    /* the connection is of no use any more */
};

/* False with errno set. The socket does not block. */
bool client_connect(struct client *, const struct address *);
void client_close(struct client *);
void client_release(struct client *);

/* Sends what out holds, as far as it goes; call again when the socket can be written. */
enum client_state client_send(struct client *);

/* Reads what is there. */
enum client_state client_read(struct client *);

#endif
