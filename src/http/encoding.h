/* Compressed request bodies: Content-Encoding gzip and deflate (rest.md 7). */
#ifndef HTTP_ENCODING_H
#define HTTP_ENCODING_H

#include "base/arena.h"
#include "http/message.h"

enum http_encoding_verdict {
	HTTP_ENCODING_NONE, /* the body is what was sent */
	HTTP_ENCODING_OK,   /* *body is the unpacked one, in the arena */
	HTTP_ENCODING_BAD,  /* not what the header says, or an encoding we do not know */
	HTTP_ENCODING_TOO_LARGE,
	HTTP_ENCODING_NO_MEMORY
};

/* Unpacks the body when its header says so; max bounds the unpacked bytes. */
enum http_encoding_verdict http_decode_body(
    struct arena *, const struct http_request *, uint64_t max, struct str *body);

#endif
