/*
 * Any bytes as what decides how a body is read and answered: "ACCEPT\nCONTENT-TYPE\nFORMAT\n
 * CONTENT-ENCODING\n", then the body. An empty line is a header that was not sent. The type we
 * answer with must be one line of text, and what is unpacked must keep to its bound.
 */
#include <config.h>

#include <assert.h>
#include <string.h>

#include "http/encoding.h"
#include "http/media.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNPACKED_MAX = 100000, MAJOR = 9 };

static struct str
take_line(struct str *rest)
{
	const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	struct str line = {rest->p, end != NULL ? (size_t)(end - rest->p) : rest->n};
	size_t used = line.n + (end != NULL);

	rest->p += used;
	rest->n -= used;
	if (line.n == 0)
		line.p = NULL;
	return line;
}

static void
check_media(struct arena *arena, const struct http_request *request, struct str format)
{
	struct media media;
	const struct error *error = media_negotiate(arena, request, format, MAJOR, &media);

	assert(error == NULL || error_status(error->type) == 400);
	assert(media.content_type.n > 0);
	for (size_t i = 0; i < media.content_type.n; i++)
		assert((unsigned char)media.content_type.p[i] >= ' ' &&
		       media.content_type.p[i] != 127);
}

static void
check_encoding(struct arena *arena, const struct http_request *request)
{
	struct str body = {NULL, 0};

	if (http_decode_body(arena, request, UNPACKED_MAX, &body) == HTTP_ENCODING_OK)
		assert(body.n <= UNPACKED_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct str rest = {(const char *)data, size};
	struct str accept = take_line(&rest), type = take_line(&rest);
	struct str format = take_line(&rest), encoding = take_line(&rest);
	struct http_header headers[2];
	struct http_request request = {.method = STR_LIT("POST"), .target = STR_LIT("/_connector")};

	assert(arena != NULL);
	request.headers = headers;
	request.content_type = type;
	request.body = rest;
	if (accept.p != NULL)
		headers[request.header_count++] = (struct http_header){STR_LIT("ACCEPT"), accept};
	if (encoding.p != NULL)
		headers[request.header_count++] =
		    (struct http_header){STR_LIT("CONTENT_ENCODING"), encoding};
	check_media(arena, &request, format);
	check_encoding(arena, &request);
	arena_free(arena);
	return 0;
}
