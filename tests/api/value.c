#include <config.h>

#include "value.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

enum { DEPTH_MAX = 2000 };

/* Where the reader stands, and what went wrong first. */
struct reader {
	struct arena *arena;
	struct str text;
	size_t at;
	unsigned depth;
	const char *why;
};

static struct value *read_value(struct reader *);

const char *
value_kind_name(enum value_kind kind)
{
	static const char *const names[VALUE__MAX] = {[VALUE_NULL] = "null",
	    [VALUE_BOOL] = "a boolean",
	    [VALUE_NUMBER] = "a number",
	    [VALUE_STRING] = "a string",
	    [VALUE_ARRAY] = "an array",
	    [VALUE_OBJECT] = "an object"};

	return names[kind];
}

static void *
fault(struct reader *r, const char *what)
{
	if (r->why == NULL)
		r->why = arena_printf(r->arena, "%s at byte %zu", what, r->at);
	return NULL;
}

static bool
failed(struct reader *r, const char *what)
{
	(void)fault(r, what);
	return false;
}

/* The byte under the reader, or -1 at the end. */
static int
peek(const struct reader *r)
{
	return r->at < r->text.n ? (unsigned char)r->text.p[r->at] : -1;
}

static void
skip_space(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
		r->at++;
}

static bool
take(struct reader *r, int byte)
{
	if (peek(r) != byte)
		return false;
	r->at++;
	return true;
}

static bool
take_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	if (r->text.n - r->at < n || memcmp(r->text.p + r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

static struct value *
new_value(struct reader *r, enum value_kind kind)
{
	struct value *value = arena_zalloc(r->arena, sizeof *value);

	if (value == NULL)
		return fault(r, "out of memory");
	value->kind = kind;
	return value;
}

/* ---- strings ---- */

/* Length of the UTF-8 sequence at p, 0 when it is none (RFC 3629: no surrogates, no long forms). */
static size_t
utf8_length(const char *text, size_t room)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (n == 0 || n > room || p[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f))
		return 0;
	if ((p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

static void
add_utf8(struct buf *out, unsigned code)
{
	if (code < 0x80) {
		buf_char(out, (char)code);
		return;
	}
	if (code < 0x800) {
		buf_char(out, (char)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			buf_char(out, (char)(0xe0 | code >> 12));
		} else {
			buf_char(out, (char)(0xf0 | code >> 18));
			buf_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
		}
		buf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
	}
	buf_char(out, (char)(0x80 | (code & 0x3f)));
}

/* Four hex digits, or -1. */
static int
read_hex4(struct reader *r)
{
	int code = 0;

	for (int i = 0; i < 4; i++) {
		int c = peek(r);

		if (c < 0 || !isxdigit(c))
			return -1;
		code = code * 16 + (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
		r->at++;
	}
	return code;
}

static bool
read_unicode_escape(struct reader *r, struct buf *out)
{
	int high = read_hex4(r);
	int low;

	if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
		return false;
	if (high < 0xd800 || high > 0xdbff) {
		add_utf8(out, (unsigned)high);
		return true;
	}
	if (!take_word(r, "\\u"))
		return false;
	low = read_hex4(r);
	if (low < 0xdc00 || low > 0xdfff)
		return false;
	add_utf8(out, 0x10000U + (((unsigned)high - 0xd800U) << 10) + ((unsigned)low - 0xdc00U));
	return true;
}

static bool
read_escape(struct reader *r, struct buf *out)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char bytes[] = "\"\\/\b\f\n\r\t";
	int c = peek(r);
	const char *found = c > 0 ? strchr(letters, c) : NULL;

	if (c >= 0)
		r->at++;
	if (found != NULL)
		buf_char(out, bytes[found - letters]);
	return found != NULL || (c == 'u' && read_unicode_escape(r, out));
}

/* What stands behind the opening quote, up to and with the closing one. */
static bool
read_string_rest(struct reader *r, struct buf *out)
{
	while (!take(r, '"')) {
		size_t n;

		if (peek(r) < 0x20) /* the end too */
			return failed(r, "unended string or raw control character");
		if (take(r, '\\')) {
			if (!read_escape(r, out))
				return failed(r, "bad escape");
			continue;
		}
		n = utf8_length(r->text.p + r->at, r->text.n - r->at);
		if (n == 0)
			return failed(r, "bad UTF-8");
		buf_add(out, r->text.p + r->at, n);
		r->at += n;
	}
	return true;
}

/* Standing behind the opening quote. */
static bool
read_string(struct reader *r, struct str *text)
{
	struct buf out = {0};
	bool ok = read_string_rest(r, &out);

	if (ok && buf_failed(&out))
		ok = failed(r, "out of memory");
	if (ok)
		*text = arena_copy(r->arena, buf_peek(&out));
	buf_release(&out);
	return ok;
}

/* ---- numbers, containers ---- */

static bool
skip_digits(struct reader *r)
{
	size_t start = r->at;

	while (peek(r) >= '0' && peek(r) <= '9')
		r->at++;
	return r->at > start;
}

static struct value *
read_number(struct reader *r)
{
	size_t start = r->at;
	struct value *value;

	(void)take(r, '-');
	if (!take(r, '0') && !skip_digits(r))
		return fault(r, "no value");
	if (take(r, '.') && !skip_digits(r))
		return fault(r, "no digit behind the point");
	if (take(r, 'e') || take(r, 'E')) {
		(void)(take(r, '+') || take(r, '-'));
		if (!skip_digits(r))
			return fault(r, "no digit in the exponent");
	}
	value = new_value(r, VALUE_NUMBER);
	if (value != NULL)
		value->text = (struct str){r->text.p + start, r->at - start};
	return value;
}

static struct value *
read_member(struct reader *r, const struct value *object)
{
	struct str name;
	struct value *value;

	skip_space(r);
	if (!take(r, '"'))
		return fault(r, "no name of a member");
	if (!read_string(r, &name))
		return NULL;
	if (value_member(object, name) != NULL)
		return fault(r, "the same name twice in an object");
	skip_space(r);
	if (!take(r, ':'))
		return fault(r, "no colon behind a name");
	value = read_value(r);
	if (value != NULL)
		value->name = name;
	return value;
}

/* Standing behind the opening bracket. */
static struct value *
read_children(struct reader *r, enum value_kind kind)
{
	const int close = kind == VALUE_OBJECT ? '}' : ']';
	struct value *parent = new_value(r, kind);
	struct value **tail;

	if (parent == NULL)
		return NULL;
	skip_space(r);
	if (take(r, close))
		return parent;
	tail = &parent->children;
	do {
		*tail = kind == VALUE_OBJECT ? read_member(r, parent) : read_value(r);
		if (*tail == NULL)
			return NULL;
		tail = &(*tail)->next;
		skip_space(r);
	} while (take(r, ','));
	return take(r, close) ? parent : fault(r, "no comma and no closing bracket");
}

static struct value *
read_bool(struct reader *r, bool truth)
{
	struct value *value = new_value(r, VALUE_BOOL);

	if (value != NULL)
		value->truth = truth;
	return value;
}

static struct value *
read_string_value(struct reader *r)
{
	struct value *value = new_value(r, VALUE_STRING);

	return value != NULL && read_string(r, &value->text) ? value : NULL;
}

static struct value *
read_value(struct reader *r)
{
	struct value *value;

	if (r->depth == DEPTH_MAX)
		return fault(r, "nested too deep");
	r->depth++;
	skip_space(r);
	if (take(r, '{'))
		value = read_children(r, VALUE_OBJECT);
	else if (take(r, '['))
		value = read_children(r, VALUE_ARRAY);
	else if (take(r, '"'))
		value = read_string_value(r);
	else if (take_word(r, "true"))
		value = read_bool(r, true);
	else if (take_word(r, "false"))
		value = read_bool(r, false);
	else if (take_word(r, "null"))
		value = new_value(r, VALUE_NULL);
	else
		value = read_number(r);
	r->depth--;
	return value;
}

const struct value *
value_parse(struct arena *arena, struct str text, const char **why)
{
	struct reader r = {.arena = arena, .text = text};
	const struct value *value = read_value(&r);

	skip_space(&r);
	if (value != NULL && peek(&r) >= 0)
		value = fault(&r, "something behind the value");
	*why = r.why;
	return value;
}

const struct value *
value_member(const struct value *object, struct str name)
{
	for (const struct value *member = object->children; member != NULL; member = member->next)
		if (str_equal(member->name, name))
			return member;
	return NULL;
}
