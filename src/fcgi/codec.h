/*
 * libfcgi as a codec in memory: the records of one whole request become a struct http_request, a
 * response becomes records. This is the only file that includes fcgiapp.h.
 *
 * How: libfcgi does all its input and output through four functions of its own that it exports and
 * calls through its procedure linkage table (OS_Read, OS_Write, OS_Accept, OS_IpcClose). The
 * program defines functions of these names, so libfcgi calls ours, which copy from and to memory.
 * Nothing in libfcgi can then block, see a descriptor, or linger in close; one thread serves any
 * number of connections. codec_check() proves that it is so before anything is served: a libfcgi
 * linked statically before us, or with -Bsymbolic, is found out at start.
 */
#ifndef FCGI_CODEC_H
#define FCGI_CODEC_H

#include "http/message.h"

struct codec;

enum codec_verdict {
	CODEC_OK,
	CODEC_BAD,    /* a request, but not one of HTTP; *why says what is wrong */
	CODEC_FAILED, /* libfcgi cannot read it, or memory ran out */
};

/* True, or false with *why set. */
bool codec_check(const char **why);

/*
 * One per thread, used only there, but made before there are threads (libfcgi is set up with the
 * first). The dispositions of signals stay as they are. NULL when there is no memory.
 */
struct codec *codec_new(void);
void codec_free(struct codec *);

/*
 * Reads the records of one request (frame_request()). The request borrows from the records, the
 * arena and libfcgi, and lives until codec_encode() or the next codec_decode().
 *
 * Of a variable sent twice the last counts: with web servers the later line of a configuration is
 * the one meant to override. HTTP_* variables become headers, in order, all of them, but for
 * HTTP_CONTENT_TYPE and HTTP_CONTENT_LENGTH, which CGI has under other names, and HTTP_PROXY, which
 * it must not have (a client could set the proxy of a program that reads it from its environment).
 *
 * CODEC_BAD fills in what there is; method and target are "" when missing.
 */
enum codec_verdict codec_decode(
    struct codec *, struct str records, struct arena *, struct http_request *, const char **why);

/* The same for a request cut by frame_cut(): the announced length of the body is not looked at. */
enum codec_verdict codec_decode_cut(
    struct codec *, struct str records, struct arena *, struct http_request *);

/* Appends the answer to the request decoded last. False when memory ran out. */
bool codec_encode(struct codec *, const struct http_response *, struct buf *out);

#endif
