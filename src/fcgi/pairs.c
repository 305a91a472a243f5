#include <config.h>

#include "fcgi/pairs.h"

#include <string.h>

void
pairs_begin(struct pairs *p, uint64_t pair_max)
{
	*p = (struct pairs){.pair_max = pair_max};
}

static unsigned
length_size(unsigned char first)
{
	return first & 0x80 ? 4 : 1;
}

static uint64_t
length_read(const unsigned char *p)
{
	if (length_size(*p) == 1)
		return *p;
	return (uint64_t)(p[0] & 0x7f) << 24 | (uint64_t)p[1] << 16 | (uint64_t)p[2] << 8 | p[3];
}

static bool
head_whole(const struct pairs *p)
{
	unsigned name = p->have > 0 ? length_size(p->head[0]) : 0;

	return name > 0 && p->have > name && p->have == name + length_size(p->head[name]);
}

/* One more byte of the two lengths. */
static bool
head_take(struct pairs *p, char byte)
{
	p->head[p->have++] = (unsigned char)byte;
	if (!head_whole(p))
		return true;
	p->name_n = p->name_left = length_read(p->head);
	p->value_n = p->value_left = length_read(p->head + length_size(p->head[0]));
	return p->name_n + p->value_n <= p->pair_max;
}

/* Up to *left bytes into the part kept; how many, or 0 when there is a NUL byte in them. */
static size_t
text_take(char *kept, size_t max, uint64_t *left, uint64_t total, const char *p, size_t n)
{
	uint64_t at = total - *left;

	if (n > *left)
		n = (size_t)*left;
	if (memchr(p, '\0', n) != NULL)
		return 0;
	if (at < max)
		memcpy(kept + at, p, n < max - at ? n : max - (size_t)at);
	*left -= n;
	return n;
}

static struct str
text_kept(const char *kept, size_t max, uint64_t n)
{
	return (struct str){n <= max ? kept : NULL, (size_t)n};
}

bool
pairs_feed(struct pairs *p, const char *at, size_t n, pair_fn *each, void *arg)
{
	const char *end = at + n;

	while (at < end) {
		size_t used = 1;

		if (p->name_left > 0)
			used = text_take(p->name, sizeof(p->name), &p->name_left, p->name_n, at,
			    (size_t)(end - at));
		else if (p->value_left > 0)
			used = text_take(p->value, sizeof(p->value), &p->value_left, p->value_n, at,
			    (size_t)(end - at));
		else if (!head_take(p, *at))
			return false;
		if (used == 0)
			return false;
		at += used;
		if (!head_whole(p) || p->name_left > 0 || p->value_left > 0)
			continue;
		p->have = 0;
		each(arg, text_kept(p->name, sizeof(p->name), p->name_n),
		    text_kept(p->value, sizeof(p->value), p->value_n));
	}
	return true;
}

bool
pairs_whole(const struct pairs *p)
{
	return p->have == 0;
}
