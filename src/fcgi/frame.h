/*
 * The bytes of one connection, taken apart into requests as they arrive. Pure: no socket, no clock,
 * no libfcgi.
 *
 * Why this stands in front of libfcgi: it blocks on half a record, its stack is smashed by a
 * GET_VALUES that repeats a name, it loses a request that was sent right behind another, and it
 * knows no limits. It is given one whole, checked request at a time, and nothing else.
 *
 * The buffer holds first the records of the request being read, then what was not looked at yet.
 * Records of the request are kept without padding and joined with their neighbours of the same
 * kind, so a body sent in single bytes takes no more room than one sent whole: memory is bounded by
 * params_max + body_max and one record.
 */
#ifndef FCGI_FRAME_H
#define FCGI_FRAME_H

#include "base/buf.h"
#include "fcgi/pairs.h"

#include <stdint.h>

struct frame_limits {
	uint64_t params_max;
	uint64_t body_max;
	unsigned connections_max; /* what FCGI_GET_VALUES is told */
};

enum frame_verdict {
	FRAME_MORE,      /* bytes are missing */
	FRAME_REQUEST,   /* a whole request: frame_request(), then frame_next() */
	FRAME_TOO_LARGE, /* more body than body_max, sent or announced: frame_cut(), answer, close
	                  */
	FRAME_CLOSE,  /* nothing to answer but the replies; the peer wants the connection closed */
	FRAME_BROKEN, /* not FastCGI, or parameters beyond params_max: close */
};

enum frame_phase { FRAME_NONE, FRAME_PARAMS, FRAME_STDIN };

struct frame {
	const struct frame_limits *limits;
	struct buf in;
	size_t kept;    /* bytes of the request, at the front */
	size_t raw;     /* where the bytes not looked at begin; >= kept */
	size_t last;    /* the last record kept */
	size_t body_at; /* where the records of the body begin */
	enum frame_verdict verdict;
	enum frame_phase phase;
	uint16_t id;
	bool keep_conn; /* what the web server asked for this request */
	bool begun;     /* there was a BEGIN on this connection */
	uint64_t params, body;
	uint64_t announced; /* CONTENT_LENGTH, 0 when it is no number */
	struct pairs pairs;
};

/* The limits are lent and outlive the frame. */
void frame_init(struct frame *, const struct frame_limits *);
void frame_release(struct frame *);

/*
 * Where the next bytes go: *n of them (> 0), or NULL when the buffer must grow first. Moves what is
 * in the buffer.
 */
char *frame_room(struct frame *, size_t *n);

/* How large the buffer would be after growing, and growing; false when there is no memory. */
size_t frame_grown_size(const struct frame *);
bool frame_grow(struct frame *);

/* n bytes were put where frame_room() said. */
void frame_added(struct frame *, size_t n);

/*
 * Looks at what arrived. Appends to replies what the protocol itself answers: management records, a
 * second request multiplexed into the first, an aborted one, a role that is not RESPONDER.
 */
enum frame_verdict frame_scan(struct frame *, struct buf *replies);

/* The records of the request, as libfcgi takes them. Valid until frame_next(). */
struct str frame_request(const struct frame *);

/* Whether a request has begun and all its parameters have come. */
bool frame_has_params(const struct frame *);

/*
 * Makes a whole request out of one that will not be read on: without body, and without parameters
 * unless all had arrived. Drops the bytes behind it. False when no request had begun.
 */
bool frame_cut(struct frame *);

/* Forgets the request; what arrived behind it is looked at next. */
void frame_next(struct frame *);

/* Before frame_next(): leaves nothing of the request in the buffer. */
void frame_wipe(struct frame *);

/* No request is being read and no byte is waiting. */
bool frame_empty(const struct frame *);

/* Gives memory back when the buffer is empty and larger than size_max. */
void frame_shrink(struct frame *, size_t size_max);

#endif
