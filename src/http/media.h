/* Media types and the version negotiation in them (rest.md 8). */
#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include "base/error.h"
#include "http/message.h"

enum media_body {
	MEDIA_BODY_OK,
	MEDIA_BODY_NO_TYPE, /* "Content-Type header is missing" */
	MEDIA_BODY_UNSUPPORTED
};

struct media {
	struct str content_type; /* of the response */
	enum media_body body;    /* what to say when a body is there; asked only after routing */
};

/*
 * Reads Accept and Content-Type. major is that of the version we say we are: it and the one before
 * are accepted as compatible-with. format is the parameter of that name, p == NULL when not given.
 *
 * Gives the media_type_header_exception when the headers are wrong, else NULL. *media is filled in
 * either way: a wrong header counts as absent there.
 */
const struct error *media_negotiate(
    struct arena *, const struct http_request *, struct str format, int major, struct media *);

#endif
