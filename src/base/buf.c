#include <config.h>

#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMATTED_USUAL = 128 }; /* bytes that are formatted without measuring them first */

void
buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
}

void
buf_wipe(struct buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->room);
	buf_clear(b);
}

bool
buf_failed(const struct buf *b)
{
	return b->failed;
}

bool
buf_reserve(struct buf *b, size_t n)
{
	size_t room = b->room;
	char *p;

	if (b->failed)
		return false;
	if (room - b->n >= n)
		return true;
	if (n > SIZE_MAX / 2 - b->n) {
		b->failed = true;
		return false;
	}
	if (room < 256)
		room = 256;
	while (room - b->n < n)
		room *= 2;
	p = realloc(b->p, room);
	if (p == NULL) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->room = room;
	return true;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !buf_reserve(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void
buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void
buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list ap;
	size_t room;
	int n;

	if (!buf_reserve(b, FORMATTED_USUAL))
		return;
	room = b->room - b->n;
	va_start(ap, format);
	n = vsnprintf(b->p + b->n, room, format, ap);
	va_end(ap);
	if (n < 0 || ((size_t)n >= room && !buf_reserve(b, (size_t)n + 1))) {
		b->failed = true;
		return;
	}
	if ((size_t)n >= room) {
		va_start(ap, format);
		vsnprintf(b->p + b->n, (size_t)n + 1, format, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}

void
buf_number(struct buf *b, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	buf_add(b, digits + at, sizeof(digits) - at);
}

void
buf_drop(struct buf *b, size_t n)
{
	assert(n <= b->n);
	if (n > 0 && n < b->n)
		memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

struct str
buf_peek(const struct buf *b)
{
	return (struct str){b->p != NULL ? b->p : "", b->n};
}
