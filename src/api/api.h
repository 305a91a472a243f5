/*
 * The API without a transport: a request in, a response out. The same call serves FastCGI, unit
 * tests, the fuzzer and the command line.
 */
#ifndef API_API_H
#define API_API_H

#include "base/id.h"
#include "http/message.h"

#include <stdint.h>

struct seal;
struct store;

/* Everything handlers take from outside. Shared by all threads, constant while serving. */
struct api {
	struct store *store;
	const struct seal *seal; /* for secrets */
	int64_t (*now)(void);    /* microseconds since 1970, later at each call */
	void (*new_id)(char id[ID_SIZE]);
	uint64_t body_max;          /* bytes of a body, unpacked */
	const char *version_number; /* rest.md 10 */
	const char *build_flavor;
	const char *node_name;
	const char *cluster_name;
};

/*
 * Answers one request. Never fails: what goes wrong inside becomes an answer. The response must
 * have been reset before; it must not go out before store_sync() reached response->ticket.
 */
void api_handle(
    const struct api *, struct arena *, const struct http_request *, struct http_response *);

/*
 * The answer for a write whose store_sync() failed, or for a server that cannot take the request
 * now: 503 with Retry-After. Replaces what is in the response.
 */
void api_answer_unavailable(struct arena *, const struct http_request *, struct http_response *);

/* 413 with an empty body (rest.md 12), for a transport that has not read the body. */
void api_answer_too_large(struct http_response *);

/* 400: what the web server handed over is not a request (say why). */
void api_answer_bad_request(
    struct arena *, const struct http_request *, struct http_response *, const char *why);

#endif
