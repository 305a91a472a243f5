/*
 * Any bytes as what a web server sends on one connection, through the scanner and libfcgi. They are
 * read twice, in pieces of the first byte's size and at once: how they were cut must not show. What
 * comes out is well formed whatever went in.
 */
#include <config.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/codec.h"
#include "fcgi/frame.h"
#include "fcgi/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct frame_limits limits = {2000, 3000, 100};

static struct codec *codec;
static struct arena *arena;

/* What was seen of one reading: all that was sent back, and all that was handed on. */
struct seen {
	struct buf replies, requests, answers;
	enum frame_verdict end;
};

static void
check_records(struct str s)
{
	struct record r;

	for (size_t at = 0; at < s.n; at += r.size)
		if (record_read(s.p + at, s.n - at, &r) != RECORD_WHOLE)
			abort();
}

static bool
has_no_nul(struct str s)
{
	return memchr(s.p, '\0', s.n) == NULL;
}

static void
check_request(const struct http_request *q)
{
	assert(q->method.p != NULL && has_no_nul(q->method));
	assert(q->target.p != NULL && has_no_nul(q->target));
	assert(q->content_type.p == NULL || q->content_type.n > 0);
	assert(q->body.n <= limits.body_max);
	for (size_t i = 0; i < q->header_count; i++)
		assert(q->headers[i].name.n > 0 && has_no_nul(q->headers[i].value));
}

/* The request as the API would see it, and an answer that repeats it. */
static void
answer(struct seen *seen, struct str records, bool cut)
{
	struct http_response response = {.status = 200};
	struct http_request q;
	const char *why = NULL;
	enum codec_verdict verdict;

	check_records(records);
	buf_str(&seen->requests, records);
	verdict = cut ? codec_decode_cut(codec, records, arena, &q)
	              : codec_decode(codec, records, arena, &q, &why);
	assert(verdict != CODEC_FAILED);
	assert(cut || (verdict == CODEC_BAD) == (why != NULL));
	check_request(&q);
	buf_str(&response.body, q.method);
	buf_str(&response.body, q.target);
	buf_str(&response.body, q.body);
	assert(codec_encode(codec, &response, &seen->answers));
	http_response_release(&response);
	arena_reset(arena);
}

/* Goes on until bytes are missing or the connection would be closed. */
static enum frame_verdict
scan(struct frame *f, struct seen *seen)
{
	enum frame_verdict verdict;

	while ((verdict = frame_scan(f, &seen->replies)) == FRAME_REQUEST) {
		answer(seen, frame_request(f), false);
		frame_next(f);
	}
	if (verdict == FRAME_TOO_LARGE) {
		assert(frame_cut(f));
		answer(seen, frame_request(f), true);
	}
	return verdict;
}

static void
read_all(struct seen *seen, const uint8_t *data, size_t size, size_t piece)
{
	struct frame f;

	*seen = (struct seen){0};
	frame_init(&f, &limits);
	while (size > 0 && seen->end == FRAME_MORE) {
		size_t room;
		size_t n = size < piece ? size : piece;
		char *to = frame_room(&f, &room);

		if (to == NULL) {
			assert(frame_grow(&f));
			continue;
		}
		if (n > room)
			n = room;
		memcpy(to, data, n);
		frame_added(&f, n);
		data += n;
		size -= n;
		seen->end = scan(&f, seen);
		/* The limits, a record, and what doubling adds. */
		assert(f.in.room <= 2 * (limits.params_max + limits.body_max + 2 * RECORD_MAX));
	}
	check_records(buf_peek(&seen->replies));
	check_records(buf_peek(&seen->answers));
	frame_release(&f);
}

static void
release(struct seen *seen)
{
	buf_release(&seen->replies);
	buf_release(&seen->requests);
	buf_release(&seen->answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen cut, whole;

	if (size == 0)
		return 0;
	if (codec == NULL) {
		codec = codec_new();
		arena = arena_new();
		assert(codec != NULL && arena != NULL);
	}
	read_all(&cut, data + 1, size - 1, data[0] > 0 ? data[0] : 1);
	read_all(&whole, data + 1, size - 1, size);
	assert(cut.end == whole.end);
	assert(str_equal(buf_peek(&cut.replies), buf_peek(&whole.replies)));
	assert(str_equal(buf_peek(&cut.requests), buf_peek(&whole.requests)));
	assert(str_equal(buf_peek(&cut.answers), buf_peek(&whole.answers)));
	release(&cut);
	release(&whole);
	return 0;
}
