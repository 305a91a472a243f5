#include <config.h>

#include "json/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/*
 * The messages are those of the parser the clients know (rest.md 7), as far as it says them. Where
 * this reader refuses what that one lets pass, the words are ours.
 */

enum { SOURCE_MAX = 500 }; /* bytes of the text that a message repeats */

/* The text from p on. */
static struct str
rest_of(const struct json_reader *r, const unsigned char *p)
{
	return (struct str){(const char *)p, (size_t)(r->end - p)};
}

/* Appends the first n bytes of a text: one character, or one byte that is none. */
static char *
put_shown(char *out, struct str text, size_t n, uint32_t code)
{
	if (n == 0)
		return out + sprintf(out, "\xEF\xBF\xBD");
	if ((code < 0x20 || code == 0x7F) && code != '\n' && code != '\r')
		return out + sprintf(out, "\\u%04X", (unsigned)code);
	memcpy(out, text.p, n);
	return out + n;
}

/* [Source: (byte[])"<text>"; line: l, column: c] */
static const char *
source_of(struct json_reader *r, unsigned line, unsigned column)
{
	struct str left = rest_of(r, r->text);
	char *shown = arena_alloc(r->arena, SOURCE_MAX * 6 + 1);
	char *out = shown;
	const char *cut = "";
	size_t room = SOURCE_MAX;

	if (shown == NULL)
		return "";
	while (left.n > 0) {
		uint32_t code = 0;
		size_t n = utf8_first(left, &code), taken = n > 0 ? n : 1;

		if (taken > room)
			break;
		out = put_shown(out, left, n, code);
		left.p += taken;
		left.n -= taken;
		room -= taken;
	}
	*out = '\0';
	if (left.n > 0)
		cut = arena_printf(r->arena, "[truncated %zu bytes]", left.n);
	return arena_printf(
	    r->arena, "[Source: (byte[])\"%s\"%s; line: %u, column: %u]", shown, cut, line, column);
}

static bool
fail(struct json_reader *r, const unsigned char *p, const char *type, const char *message)
{
	unsigned column = (unsigned)(p - r->line_start) + 1;
	const struct error *cause = error_new(r->arena, type, NULL, "%s", message);
	const struct error *fault = error_new(
	    r->arena, "x_content_parse_exception", cause, "[%u:%u] %s", r->line, column, message);

	r->now.token = JSON_FAULT;
	r->fault = arena_failed(r->arena) ? NULL : fault;
	return false;
}

bool
json_fail(struct json_reader *r, const unsigned char *p, const char *format, ...)
{
	const char *message, *source;
	va_list ap;

	va_start(ap, format);
	message = arena_vprintf(r->arena, format, ap);
	va_end(ap);
	source = source_of(r, r->line, (unsigned)(p - r->line_start) + 1);
	message = arena_printf(r->arena, "%s\n at %s", message, source);
	return fail(r, p, "json_parse_exception", message);
}

bool
json_fail_limit(struct json_reader *r, const unsigned char *p, const char *format, ...)
{
	const char *message;
	va_list ap;

	va_start(ap, format);
	message = arena_vprintf(r->arena, format, ap);
	va_end(ap);
	return fail(r, p, "stream_constraints_exception", message);
}

bool
json_fail_end(struct json_reader *r, const char *what)
{
	return json_fail(r, r->end, "Unexpected end-of-input%s", what);
}

bool
json_fail_open(struct json_reader *r)
{
	const struct json_frame *open = &r->frames[r->depth - 1];

	return json_fail(r, r->end,
	    "Unexpected end-of-input: expected close marker for %s (start marker at %s)",
	    open->array ? "Array" : "Object", source_of(r, open->line, open->column));
}

bool
json_fail_close(struct json_reader *r, const unsigned char *p)
{
	const struct json_frame *open = r->depth > 0 ? &r->frames[r->depth - 1] : NULL;
	const char *kind = open == NULL ? "root" : open->array ? "Array" : "Object";
	const char *source =
	    open == NULL ? source_of(r, 1, 0) : source_of(r, open->line, open->column);

	return json_fail(r, p,
	    "Unexpected close marker '%c': expected '%c' (for %s starting at %s)", *p,
	    *p == ']' ? '}' : ']', kind, source);
}

bool
json_fail_about(
    struct json_reader *r, const unsigned char *p, const char *before, const char *after)
{
	uint32_t code;
	int n = (int)utf8_first(rest_of(r, p), &code);

	if (n == 0)
		return json_fail_utf8(r, p);
	if (code < 0x20 || (code >= 0x7F && code < 0xA0))
		return json_fail(r, p, "%s(CTRL-CHAR, code %u)%s", before, code, after);
	if (code > 255)
		return json_fail(r, p, "%s'%.*s' (code %u / 0x%x)%s", before, n, (const char *)p,
		    code, code, after);
	return json_fail(r, p, "%s'%.*s' (code %u)%s", before, n, (const char *)p, code, after);
}

bool
json_fail_char(
    struct json_reader *r, const unsigned char *p, const char *where, const char *expected)
{
	return json_fail_about(
	    r, p, "Unexpected character (", arena_printf(r->arena, ")%s: %s", where, expected));
}

/* Do these bytes begin some character? */
static bool
begins_char(const unsigned char *p, size_t n)
{
	static const char fills[] = {'\x80', '\xBF'};
	uint32_t code;

	for (size_t i = 0; i < sizeof(fills); i++) {
		char whole[UTF8_LEN_MAX];

		memset(whole, fills[i], sizeof(whole));
		memcpy(whole, p, n);
		if (utf8_first((struct str){whole, sizeof(whole)}, &code) > 0)
			return true;
	}
	return false;
}

bool
json_fail_utf8(struct json_reader *r, const unsigned char *p)
{
	size_t right = 0;

	while (right < UTF8_LEN_MAX && p + right < r->end && begins_char(p, right + 1))
		right++;
	if (p + right == r->end)
		return json_fail_end(r, " in a UTF-8 character");
	return json_fail(r, p + right, "Invalid UTF-8 %s byte 0x%02x",
	    right == 0 ? "start" : "middle", p[right]);
}

bool
json_fail_memory(struct json_reader *r)
{
	/* What fails outside the arena is told by it all the same: such a piece cannot be had. */
	(void)arena_alloc(r->arena, SIZE_MAX);
	r->now.token = JSON_FAULT;
	r->fault = NULL;
	return false;
}
