/*
 * Serving FastCGI: sockets, connections, threads. See doc/ARCHITECTURE.md, "life of a request".
 * The parts: record, pairs and frame read the bytes, codec turns them into requests and answers,
 * accept, conn, serve and commit look after connections, server owns the threads.
 *
 * libfcgi is the codec, and only that: it decodes the records of one whole request and encodes the
 * answer, both in memory. Reading and writing sockets is done here, without blocking, so a slow or
 * a hostile peer costs a buffer and a deadline but never a thread.
 */
#ifndef FCGI_SERVER_H
#define FCGI_SERVER_H

#include "http/message.h"

#include <stdbool.h>
#include <stdint.h>

struct fcgi_options {
	unsigned workers;         /* threads that serve requests */
	unsigned relief;          /* more of them, that serve while all the others are held up */
	unsigned connections_max; /* open connections; more wait in the backlog for a moment, then
	                             FCGI_EXTRA_MAX at a time are answered by unavailable() */
	uint64_t body_max;        /* bytes of a request body; more: 413 */
	uint64_t params_max; /* bytes of all parameters of a request; more: connection closed */
	uint64_t buffer_max; /* bytes buffered for all requests together; more: 503 */
	unsigned writes_max; /* changes that wait for the disk; more: 503 */
	unsigned waits_max;  /* requests that were put off; those beyond are answered as if their
	                        time was over */
	unsigned request_timeout_ms; /* from the first byte of a request to its last */
	unsigned send_timeout_ms;    /* for the peer to take an answer */
	unsigned idle_timeout_ms;    /* for a kept connection; 0: none */
	unsigned stop_grace_ms;      /* how long stopping waits for kept connections and answers */
	/* Who may connect over TCP (fcgi/peers.h); NULL: everybody, on loopback addresses only. */
	const char *server_addrs;
};

/* What the server calls; the fcgi room does not know the API. All but sync may be called from any
 * worker. */
struct fcgi_handler {
	void *ctx;
	/* Fills in the response (its ticket too). */
	void (*handle)(
	    void *ctx, struct arena *, const struct http_request *, struct http_response *);
	/*
	 * Blocks until what was committed before is on disk; *reached is the ticket reached. False:
	 * it is not, and all that wait are answered by unavailable(). Called by the committer
	 * thread.
	 */
	bool (*sync)(void *ctx, uint64_t *reached);
	/*
	 * Of a request that was not read to its end, for want of buffers, there may be no more than
	 * method "" and target "".
	 */
	void (*unavailable)(
	    void *ctx, struct arena *, const struct http_request *, struct http_response *);
	void (*too_large)(void *ctx, struct http_response *);
	void (*bad_request)(void *ctx, struct arena *, const struct http_request *,
	    struct http_response *, const char *why);
	/* NULL, or called once when stopping begins, before the backlogs are emptied. */
	void (*stopping)(void *ctx);
	/*
	 * NULL, or asked at stop for each kept connection at rest: true when somebody holds it now,
	 * who gives it to the next process. It is closed here, and its peer notices nothing.
	 */
	bool (*keep)(void *ctx, int fd);
	/* NULL, or whether a request with another method than GET and HEAD may change something:
	 * such a one takes one of the places of writes_max. NULL: each may. */
	bool (*changes)(void *ctx, struct arena *, const struct http_request *);
};

struct fcgi_server;

/*
 * Takes over the listening sockets fds[0..n), which stay open at stop (they may be shared). NULL
 * with *why set on failure. Checks first that libfcgi really reads and writes through our calls.
 */
struct fcgi_server *fcgi_server_new(const struct fcgi_options *, const struct fcgi_handler *,
    const int *fds, unsigned n, const char **why);

/*
 * Serves until fcgi_server_stop; then: accepts no more, answers what was accepted, closes each
 * connection behind its answer, waits at most stop_grace_ms. Returns 0, or -1 when it had to give
 * up something.
 */
int fcgi_server_run(struct fcgi_server *);

/*
 * Serves a connection that an earlier process kept. False: it was closed, because its peer is gone
 * or may not connect, or there are too many.
 */
bool fcgi_server_adopt_take(struct fcgi_server *, int fd);

enum { FCGI_LISTENERS_MAX = 1024, FCGI_EXTRA_MAX = 16 };

/*
 * Adds a listening socket at any time, from any thread: it is the server's from here on, and closed
 * when it is removed. NULL with errno set: it stays the caller's; ENOSPC: FCGI_LISTENERS_MAX are
 * there; ESHUTDOWN: the server stops; EACCES: it is reached from other hosts, and no
 * web servers are named. At stop those added are removed at once: who handed them over
 * has them still, and what waits in their backlog is for whoever serves next.
 */
struct fcgi_listener;
struct fcgi_listener *fcgi_server_listen_take(struct fcgi_server *, int fd);

/* Removes one; connections that were accepted go on. Once for each, before fcgi_server_free. */
void fcgi_server_unlisten(struct fcgi_server *, struct fcgi_listener *);

/*
 * The longest time, in ms, that a worker, the flush for parked answers or the housekeeper has been
 * at one piece of work: large when something hangs. 0 when the server does not run.
 */
int64_t fcgi_server_busy_ms(const struct fcgi_server *);

/*
 * The word of some requests that were put off (struct http_wait) has changed; NULL: those of any.
 * From any thread while the server is there.
 */
void fcgi_server_wake_waiting(struct fcgi_server *, const _Atomic unsigned *word);

/* Asks to stop; safe in a signal handler. A second call: now. */
void fcgi_server_stop(struct fcgi_server *);

void fcgi_server_free(struct fcgi_server *);

struct fcgi_stats {
	unsigned open; /* connections now */
	unsigned listeners;
	unsigned waiting; /* requests that were put off */
	uint64_t connections, requests, parked, refused_busy, cut_late, protocol_errors;
};
void fcgi_server_stats(struct fcgi_server *, struct fcgi_stats *);

#endif
