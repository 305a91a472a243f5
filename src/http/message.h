/* A request and a response without a socket. */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdatomic.h>
#include <stdint.h>

/*
 * A header of the request. The name is as CGI spells it, without HTTP_: "ACCEPT", "X_OPAQUE_ID".
 */
struct http_header {
	struct str name;
	struct str value;
};

/* Everything is borrowed and lives as long as the request does. */
struct http_request {
	struct str method; /* as sent: "GET" */
	struct str target; /* the request target as received, never decoded: "/a%20b?pretty" */
	struct str content_type; /* p == NULL: header not sent */
	struct str peer;         /* address of the client, as the web server says; may be empty */
	struct str
	    remote_user; /* whom the web server has let in; p == NULL: nobody. Never a header */
	struct str body;
	const struct http_header *headers;
	size_t header_count;
	/* Whether the answer may be put off (struct http_wait). False: it must come now. */
	bool may_wait;
	struct str resume; /* what it was put off with the last time; p == NULL: it was not */
};

enum { HTTP_RESPONSE_HEADERS = 8, HTTP_RESUME_MAX = 64 };

/*
 * Instead of an answer: the same request is to be handled again, with resume, when *word is no
 * longer seen, or ms after it was first put off, whichever comes first. No thread waits meanwhile.
 */
struct http_wait {
	bool asked;                   /* else the rest means nothing */
	const _Atomic unsigned *word; /* NULL: at once, when the response's ticket is reached */
	unsigned seen;
	unsigned ms;
	struct str resume; /* at most HTTP_RESUME_MAX bytes, not NULL; in the request's arena */
};

struct http_response {
	int status;
	struct {
		const char *name;
		struct str value;
	} headers[HTTP_RESPONSE_HEADERS]; /* in the request's arena or constant; content-length is
	                                     not here */
	size_t header_count;
	struct buf body; /* owned: http_response_release */
	bool head;       /* send content-length but no body */
	bool secret;     /* who is done with it, or with the request, wipes what held the bytes */
	/*
	 * 0: may go out at once. Otherwise the write behind this answer is on disk only when
	 * store_sync() has reached this ticket; then, and only then, the answer may go out.
	 */
	uint64_t ticket;
	struct http_wait wait; /* only where the request may wait */
};

/* The value of a request's header, or p == NULL. With *count, how often it was sent. */
struct str http_header(const struct http_request *, const char *name, size_t *count);

/* There must be room for it: a bug of ours otherwise. The value is not copied. */
void http_response_header(struct http_response *, const char *name, struct str value);

/* Makes it an empty response again, keeping the buffer's memory. */
void http_response_reset(struct http_response *);
void http_response_release(struct http_response *);

/* "201" -> "Created"; "" for a status not in the table. */
const char *http_status_text(int status);

/*
 * Appends the response as CGI wants it: "Status: 201 Created", headers with CR LF, content-length,
 * an empty line, the body.
 */
void http_response_write(const struct http_response *, struct buf *out);

#endif
