#include <config.h>

#include "http/encoding.h"

#include <limits.h>
#define ZLIB_CONST
#include <zlib.h>

/* clang-format off */
static const struct {
	const char *name;
	int window_bits;	/* as zlib wants it: 15 bits, and which wrapper */
} encodings[] = {
	{ "gzip",    15 + 16 },
	{ "x-gzip",  15 + 16 },
	{ "deflate", 15 },
};
/* clang-format on */

enum { ENCODINGS = sizeof(encodings) / sizeof(encodings[0]), STEP = 64 * 1024 };

/* All of the stream into out. Bytes behind its end make it bad. */
static enum http_encoding_verdict
unpack(z_stream *z, uint64_t max, struct buf *out)
{
	int rc = Z_OK;

	while (rc != Z_STREAM_END) {
		if (out->n > max)
			return HTTP_ENCODING_TOO_LARGE;
		if (!buf_reserve(out, STEP))
			return HTTP_ENCODING_NO_MEMORY;
		z->next_out = (Bytef *)out->p + out->n;
		z->avail_out = STEP;
		rc = inflate(z, Z_NO_FLUSH);
		out->n += STEP - z->avail_out;
		if (rc == Z_MEM_ERROR)
			return HTTP_ENCODING_NO_MEMORY;
		if (rc != Z_OK && rc != Z_STREAM_END)
			return HTTP_ENCODING_BAD; /* a stream that ends early too: Z_BUF_ERROR */
	}
	if (out->n > max)
		return HTTP_ENCODING_TOO_LARGE;
	return z->avail_in == 0 ? HTTP_ENCODING_OK : HTTP_ENCODING_BAD;
}

static enum http_encoding_verdict
unpack_body(struct arena *a, struct str packed, int window_bits, uint64_t max, struct str *body)
{
	z_stream z = {.avail_in = 0};
	struct buf out = {0};
	enum http_encoding_verdict verdict;

	if (packed.n > UINT_MAX)
		return HTTP_ENCODING_TOO_LARGE;
	if (inflateInit2(&z, window_bits) != Z_OK)
		return HTTP_ENCODING_NO_MEMORY;
	z.next_in = (const Bytef *)packed.p;
	z.avail_in = (uInt)packed.n;
	verdict = unpack(&z, max, &out);
	inflateEnd(&z);
	if (verdict == HTTP_ENCODING_OK) {
		*body = arena_copy(a, buf_peek(&out));
		if (arena_failed(a))
			verdict = HTTP_ENCODING_NO_MEMORY;
	}
	buf_release(&out);
	return verdict;
}

enum http_encoding_verdict
http_decode_body(
    struct arena *a, const struct http_request *request, uint64_t max, struct str *body)
{
	struct str encoding = http_header(request, "CONTENT_ENCODING", NULL);

	if (encoding.p == NULL || encoding.n == 0 || request->body.n == 0 ||
	    str_is_nocase(encoding, "identity"))
		return HTTP_ENCODING_NONE;
	for (size_t i = 0; i < ENCODINGS; i++)
		if (str_is_nocase(encoding, encodings[i].name))
			return unpack_body(a, request->body, encodings[i].window_bits, max, body);
	return HTTP_ENCODING_BAD;
}
