#include <config.h>

#include "sink/scroll.h"

#include <string.h>

/*
 *	sink- hex of: flags (1 byte), size (4 bytes, the high one first), then index, after and
 *paths, each behind its length (2 bytes)
 */

static const struct str mark = {"sink-", 5};

enum { FLAG_SOURCE = 1, FLAG_SEQ = 2, FLAG_VERSION = 4, FLAGS = 7, HEAD = 5 };

/* ---- bytes ---- */

static void
put_number(unsigned char *p, uint32_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		p[i] = (unsigned char)(v >> 8 * (bytes - 1 - i));
}

static uint32_t
get_number(const unsigned char *p, unsigned bytes)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

static size_t
put_text(unsigned char *p, struct str text)
{
	put_number(p, (uint32_t)text.n, 2);
	if (text.n > 0)
		memcpy(p + 2, text.p, text.n);
	return 2 + text.n;
}

static bool
get_text(struct str *rest, struct str *text)
{
	size_t n;

	if (rest->n < 2)
		return false;
	n = get_number((const unsigned char *)rest->p, 2);
	if (rest->n - 2 < n)
		return false;
	*text = (struct str){rest->p + 2, n};
	*rest = (struct str){rest->p + 2 + n, rest->n - 2 - n};
	return true;
}

/* ---- hex ---- */

static struct str
to_hex(struct arena *a, const unsigned char *raw, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *p = arena_alloc(a, mark.n + 2 * n);

	if (p == NULL)
		return (struct str){NULL, 0};
	memcpy(p, mark.p, mark.n);
	for (size_t i = 0; i < n; i++) {
		p[mark.n + 2 * i] = digits[raw[i] >> 4];
		p[mark.n + 2 * i + 1] = digits[raw[i] & 15];
	}
	return (struct str){p, mark.n + 2 * n};
}

static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
from_hex(struct str text, char *raw)
{
	for (size_t i = 0; i + 1 < text.n; i += 2) {
		int high = digit_of(text.p[i]), low = digit_of(text.p[i + 1]);

		if (high < 0 || low < 0)
			return false;
		raw[i / 2] = (char)(high << 4 | low);
	}
	return text.n % 2 == 0;
}

/* ---- the id ---- */

struct str
scroll_write(struct arena *a, const struct scroll *s)
{
	unsigned char raw[SCROLL_TEXT_MAX / 2];
	size_t n = HEAD;

	if (HEAD + 6 + s->index.n + s->after.n + s->paths.n > sizeof(raw) - mark.n)
		return (struct str){NULL, 0};
	raw[0] = (unsigned char)((s->source ? FLAG_SOURCE : 0) | (s->seq ? FLAG_SEQ : 0) |
	                         (s->version ? FLAG_VERSION : 0));
	put_number(raw + 1, s->size, 4);
	n += put_text(raw + n, s->index);
	n += put_text(raw + n, s->after);
	n += put_text(raw + n, s->paths);
	return to_hex(a, raw, n);
}

bool
scroll_is(struct str id)
{
	return id.n > mark.n && memcmp(id.p, mark.p, mark.n) == 0;
}

bool
scroll_read(struct arena *a, struct str id, struct scroll *s)
{
	struct str rest;
	unsigned flags;
	char *raw;

	if (!scroll_is(id) || id.n > SCROLL_TEXT_MAX)
		return false;
	rest = (struct str){id.p + mark.n, id.n - mark.n};
	raw = arena_alloc(a, rest.n / 2);
	if (raw == NULL || !from_hex(rest, raw) || rest.n / 2 < HEAD)
		return false;
	flags = (unsigned char)raw[0];
	*s = (struct scroll){
	    .size = get_number((const unsigned char *)raw + 1, 4),
	    .source = (flags & FLAG_SOURCE) != 0,
	    .seq = (flags & FLAG_SEQ) != 0,
	    .version = (flags & FLAG_VERSION) != 0,
	};
	rest = (struct str){raw + HEAD, rest.n / 2 - HEAD};
	return flags <= FLAGS && get_text(&rest, &s->index) && get_text(&rest, &s->after) &&
	       get_text(&rest, &s->paths) && rest.n == 0;
}
