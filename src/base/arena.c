#include <config.h>

#include "base/arena.h"

#include "base/buf.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct block {
	struct block *next;
	size_t size; /* of bytes[] */
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* the newest first */
	bool failed;
	bool secret; /* wipe what is given back */
};

static struct block *
block_new(size_t size)
{
	struct block *b = size <= SIZE_MAX - sizeof(*b) ? malloc(sizeof(*b) + size) : NULL;

	if (b != NULL)
		*b = (struct block){.size = size};
	return b;
}

struct arena *
arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

static void
blocks_free(struct block *b)
{
	while (b != NULL) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

static void
wipe(struct arena *a)
{
	for (struct block *b = a->blocks; a->secret && b != NULL; b = b->next)
		explicit_bzero(b->bytes, b->used);
	a->secret = false;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	wipe(a);
	blocks_free(a->blocks);
	free(a);
}

void
arena_reset(struct arena *a)
{
	struct block *kept = NULL;

	wipe(a);
	for (struct block **at = &a->blocks; *at != NULL; at = &(*at)->next) {
		if ((*at)->size == BLOCK_SIZE) {
			kept = *at;
			*at = kept->next;
			break;
		}
	}
	blocks_free(a->blocks);
	if (kept != NULL) {
		kept->next = NULL;
		kept->used = 0;
	}
	a->blocks = kept;
	a->failed = false;
}

void
arena_secret(struct arena *a)
{
	a->secret = true;
}

bool
arena_failed(const struct arena *a)
{
	return a->failed;
}

size_t
arena_size(const struct arena *a)
{
	size_t sum = 0;

	for (const struct block *b = a->blocks; b != NULL; b = b->next)
		sum += b->size;
	return sum;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t need = (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct block *b = a->blocks;

	if (need < n)
		goto fail;
	if (b == NULL || b->size - b->used < need) {
		bool large = need > BLOCK_SIZE / 4;

		b = block_new(large ? need : BLOCK_SIZE);
		if (b == NULL)
			goto fail;
		/* A large piece stands alone behind the block that small ones are still taken from.
		 */
		if (large && a->blocks != NULL) {
			b->next = a->blocks->next;
			a->blocks->next = b;
		} else {
			b->next = a->blocks;
			a->blocks = b;
		}
	}
	b->used += need;
	return b->bytes + (b->used - need);
fail:
	a->failed = true;
	return NULL;
}

void *
arena_zalloc(struct arena *a, size_t n)
{
	void *p = arena_alloc(a, n);

	if (p != NULL)
		memset(p, 0, n);
	return p;
}

struct str
arena_copy(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n == SIZE_MAX ? s.n : s.n + 1);

	if (p == NULL)
		return str_of("");
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return (struct str){p, s.n};
}

char *
arena_vprintf(struct arena *a, const char *format, va_list ap)
{
	static char nothing[1];
	va_list again;
	char *text;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	text = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (text != NULL)
		vsnprintf(text, (size_t)n + 1, format, again);
	else
		a->failed = true;
	va_end(again);
	return text != NULL ? text : nothing;
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = arena_vprintf(a, format, ap);
	va_end(ap);
	return text;
}

/* One number as text, by its conversion ("%zu", "%lld"); va_copy has been seen to by the caller. */
static void
add_number(struct buf *out, const char *size, char conversion, va_list *ap)
{
	bool is_signed = conversion == 'd';
	unsigned long long u = 0;
	long long d = 0;

	if (strcmp(size, "ll") == 0) {
		d = is_signed ? va_arg(*ap, long long) : 0;
		u = is_signed ? 0 : va_arg(*ap, unsigned long long);
	} else if (strcmp(size, "l") == 0) {
		d = is_signed ? va_arg(*ap, long) : 0;
		u = is_signed ? 0 : va_arg(*ap, unsigned long);
	} else if (strcmp(size, "z") == 0) {
		d = is_signed ? va_arg(*ap, ssize_t) : 0;
		u = is_signed ? 0 : va_arg(*ap, size_t);
	} else {
		d = is_signed ? va_arg(*ap, int) : 0;
		u = is_signed ? 0 : va_arg(*ap, unsigned);
	}
	if (is_signed)
		buf_printf(out, "%lld", d);
	else
		buf_printf(out, conversion == 'x' ? "%llx" : "%llu", u);
}

/* The conversion at c, behind its percent sign; what follows it. */
static const char *
add_conversion(struct buf *out, const char *c, va_list *ap)
{
	char size[3] = "";
	size_t n = 0;

	if (strncmp(c, ".*s", 3) == 0) {
		int length = va_arg(*ap, int);

		buf_add(out, va_arg(*ap, const char *), (size_t)length);
		return c + 3;
	}
	while (n < 2 && strchr("lz", *c) != NULL)
		size[n++] = *c++;
	size[n] = '\0';
	if (*c == 's')
		buf_text(out, va_arg(*ap, const char *));
	else if (*c == 'c')
		buf_char(out, (char)va_arg(*ap, int));
	else if (*c == '%')
		buf_char(out, '%');
	else {
		assert(*c == 'd' || *c == 'u' || *c == 'x');
		add_number(out, size, *c, ap);
	}
	return c + 1;
}

struct str
arena_vtext(struct arena *a, const char *format, va_list ap)
{
	struct buf out = {0};
	struct str text;
	va_list rest;

	va_copy(rest, ap);
	while (*format != '\0') {
		size_t plain = strcspn(format, "%");

		buf_add(&out, format, plain);
		format += plain;
		if (*format == '%')
			format = add_conversion(&out, format + 1, &rest);
	}
	va_end(rest);
	if (buf_failed(&out))
		a->failed = true;
	text = arena_copy(a, buf_peek(&out));
	buf_release(&out);
	return text;
}

struct str
arena_text(struct arena *a, const char *format, ...)
{
	struct str text;
	va_list ap;

	va_start(ap, format);
	text = arena_vtext(a, format, ap);
	va_end(ap);
	return text;
}
