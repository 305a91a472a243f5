#include <config.h>

#include "json/doc.h"

#include "json/node.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* The first character of the text, escaped when it must be. Returns the bytes it took. */
static size_t
put_char(struct buf *b, struct str text)
{
	static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
	uint32_t code;
	size_t n = utf8_first(text, &code);
	const char *letter;

	if (n != 1) {
		buf_add(b, n > 0 ? text.p : "\xEF\xBF\xBD", n > 0 ? n : 3);
		return n > 0 ? n : 1;
	}
	letter = memchr(from, *text.p, sizeof(from) - 1);
	if (letter != NULL) {
		buf_char(b, '\\');
		buf_char(b, to[letter - from]);
	} else {
		buf_printf(b, "\\u%04X", (unsigned)code);
	}
	return 1;
}

void
doc_quote(struct buf *b, struct str text)
{
	/* Mostly nothing grows. */
	buf_reserve(b, text.n + 2);
	buf_char(b, '"');
	while (text.n > 0) {
		size_t n = 0;

		while (n < text.n && is_plain((unsigned char)text.p[n]))
			n++;
		buf_add(b, text.p, n);
		if (n < text.n)
			n += put_char(b, (struct str){text.p + n, text.n - n});
		text.p += n;
		text.n -= n;
	}
	buf_char(b, '"');
}

static void
put_long(struct buf *b, int64_t value)
{
	char digits[24];
	char *p = digits + sizeof(digits);
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		*--p = '-';
	buf_add(b, p, (size_t)(digits + sizeof(digits) - p));
}

/* Numbers that were read have their spelling; others are ours, and get one that reads back. */
static void
put_double(struct buf *b, const json_object *number)
{
	const char *spelling = node_spelling(number);
	double value = json_object_get_double(number);
	char text[40];

	if (spelling != NULL) {
		buf_text(b, spelling);
		return;
	}
	assert(isfinite(value));
	snprintf(text, sizeof(text), "%.17g", value);
	buf_text(b, text);
	if (strpbrk(text, ".e") == NULL)
		buf_text(b, ".0");
}

/* A line break and the indentation, in the pretty style; nothing in the other. */
static void
put_break(struct buf *b, enum doc_style style, unsigned depth)
{
	if (style == DOC_COMPACT)
		return;
	buf_char(b, '\n');
	while (depth-- > 0)
		buf_add(b, "  ", 2);
}

static void put_value(struct buf *, const json_object *, enum doc_style, unsigned depth);

static void
put_object(struct buf *b, const json_object *value, enum doc_style style, unsigned depth)
{
	char before = '{';

	DOC_EACH(value, key, member)
	{
		buf_char(b, before);
		before = ',';
		put_break(b, style, depth + 1);
		doc_quote(b, str_of(key));
		buf_text(b, style == DOC_COMPACT ? ":" : " : ");
		put_value(b, member, style, depth + 1);
	}
	if (before == '{') {
		buf_text(b, style == DOC_COMPACT ? "{}" : "{ }");
		return;
	}
	put_break(b, style, depth);
	buf_char(b, '}');
}

static void
put_array(struct buf *b, const json_object *value, enum doc_style style, unsigned depth)
{
	size_t n = json_object_array_length(value);

	if (n == 0) {
		buf_text(b, style == DOC_COMPACT ? "[]" : "[ ]");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		buf_char(b, i == 0 ? '[' : ',');
		put_break(b, style, depth + 1);
		put_value(b, json_object_array_get_idx(value, i), style, depth + 1);
	}
	put_break(b, style, depth);
	buf_char(b, ']');
}

static void
put_value(struct buf *b, const json_object *value, enum doc_style style, unsigned depth)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		buf_text(b, "null");
		break;
	case json_type_boolean:
		buf_text(b, json_object_get_boolean(value) ? "true" : "false");
		break;
	case json_type_int:
		put_long(b, json_object_get_int64(value));
		break;
	case json_type_double:
		put_double(b, value);
		break;
	case json_type_string:
		doc_quote(b, doc_text(value));
		break;
	case json_type_object:
		put_object(b, value, style, depth);
		break;
	case json_type_array:
		put_array(b, value, style, depth);
		break;
	}
}

void
doc_write(struct buf *b, const json_object *value, enum doc_style style)
{
	put_value(b, value, style, 0);
}
