#include <config.h>

#include "fcgi/record.h"

#include <assert.h>

enum record_state
record_read(const char *p, size_t n, struct record *r)
{
	const unsigned char *h = (const unsigned char *)p;

	/* Said at the first byte, so that somebody who speaks HTTP to us is not waited for. */
	if (n > 0 && h[0] != RECORD_VERSION)
		return RECORD_BAD;
	if (n < RECORD_HEADER)
		return RECORD_PART;
	r->type = h[1];
	r->id = (uint16_t)(h[2] << 8 | h[3]);
	r->p = p + RECORD_HEADER;
	r->n = (size_t)h[4] << 8 | h[5];
	r->size = RECORD_HEADER + r->n + h[6];
	return n < r->size ? RECORD_PART : RECORD_WHOLE;
}

void
record_header(char *p, unsigned type, uint16_t id, size_t n)
{
	assert(n <= RECORD_CONTENT_MAX);
	p[0] = RECORD_VERSION;
	p[1] = (char)type;
	p[2] = (char)(id >> 8);
	p[3] = (char)(id & 0xff);
	p[4] = (char)(n >> 8);
	p[5] = (char)(n & 0xff);
	p[6] = 0;
	p[7] = 0;
}

void
record_add(struct buf *out, unsigned type, uint16_t id, const void *content, size_t n)
{
	char header[RECORD_HEADER];

	record_header(header, type, id, n);
	buf_add(out, header, sizeof(header));
	buf_add(out, content, n);
}

void
record_add_end(struct buf *out, uint16_t id, enum end_status status)
{
	char content[8] = {0};

	content[4] = (char)status;
	record_add(out, RECORD_END, id, content, sizeof(content));
}
