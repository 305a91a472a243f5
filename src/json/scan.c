#include <config.h>

#include "json/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static void
new_line(struct json_reader *r, const unsigned char *start)
{
	r->line++;
	r->line_start = start;
}

/* At \n or \r: the line ends, with \r\n once. */
static const unsigned char *
pass_line_end(struct json_reader *r, const unsigned char *p)
{
	p += *p == '\r' && r->end - p > 1 && p[1] == '\n' ? 2 : 1;
	new_line(r, p);
	return p;
}

/* Bytes of the character at p; 0, with the fault, when there is none. */
static size_t
char_length(struct json_reader *r, const unsigned char *p)
{
	uint32_t code;
	size_t n = utf8_first((struct str){(const char *)p, (size_t)(r->end - p)}, &code);

	if (n == 0)
		json_fail_utf8(r, p);
	return n;
}

static bool
fail_control(struct json_reader *r, const unsigned char *p)
{
	return json_fail_about(r, p, "Illegal character (",
	    "): only regular white space (\\r, \\n, \\t) is allowed between tokens");
}

/* Passes a character of a comment, which is not the end of it. */
static bool
pass_remark(struct json_reader *r)
{
	size_t n;

	if (*r->at == '\n' || *r->at == '\r') {
		r->at = pass_line_end(r, r->at);
		return true;
	}
	if (*r->at < 0x20 && *r->at != '\t')
		return fail_control(r, r->at);
	n = char_length(r, r->at);
	r->at += n;
	return n > 0;
}

/* At "/". */
static bool
pass_comment(struct json_reader *r)
{
	if (r->end - r->at < 2)
		return json_fail_end(r, " in a comment");
	if (r->at[1] != '/' && r->at[1] != '*')
		return json_fail_char(
		    r, r->at + 1, "", "was expecting either '*' or '/' for a comment");
	r->at += 2;
	if (r->at[-1] == '/') {
		while (r->at < r->end && *r->at != '\n' && *r->at != '\r')
			if (!pass_remark(r))
				return false;
		return true;
	}
	while (r->end - r->at > 1 && !(r->at[0] == '*' && r->at[1] == '/'))
		if (!pass_remark(r))
			return false;
	if (r->end - r->at < 2)
		return json_fail_end(r, " in a comment");
	r->at += 2;
	return true;
}

bool
json_scan_space(struct json_reader *r)
{
	while (r->at < r->end) {
		switch (*r->at) {
		case ' ':
		case '\t':
			r->at++;
			break;
		case '\n':
		case '\r':
			r->at = pass_line_end(r, r->at);
			break;
		case '/':
			if (!pass_comment(r))
				return false;
			break;
		default:
			return *r->at >= 0x20 || fail_control(r, r->at);
		}
	}
	return true;
}

static int
hex_of(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hex digits, known to be there. */
static unsigned
hex4(const unsigned char *p)
{
	return (unsigned)hex_of(p[0]) << 12 | (unsigned)hex_of(p[1]) << 8 |
	       (unsigned)hex_of(p[2]) << 4 | (unsigned)hex_of(p[3]);
}

static bool
fail_escape_end(struct json_reader *r)
{
	return json_fail_end(r, " in character escape sequence");
}

static bool
check_hex4(struct json_reader *r, const unsigned char *p)
{
	for (int i = 0; i < 4; i++) {
		if (p + i == r->end)
			return fail_escape_end(r);
		if (hex_of(p[i]) < 0)
			return json_fail_char(
			    r, p + i, "", "expected a hex-digit for character escape sequence");
	}
	return true;
}

/* At "\u": passes the escape, or both of a pair. Half a pair is no character and cannot be kept. */
static bool
check_unicode(struct json_reader *r, const unsigned char **p)
{
	const unsigned char *at = *p;
	unsigned code;

	if (!check_hex4(r, at + 2))
		return false;
	code = hex4(at + 2);
	*p = at + 6;
	if (code < 0xD800 || code > 0xDFFF)
		return true;
	if (code < 0xDC00) {
		if (*p == r->end || (**p == '\\' && *p + 1 == r->end))
			return fail_escape_end(r);
		if ((*p)[0] == '\\' && (*p)[1] == 'u') {
			if (!check_hex4(r, *p + 2))
				return false;
			if (hex4(*p + 2) >> 10 == 0xDC00 >> 10) {
				*p += 6;
				return true;
			}
		}
	}
	return json_fail(
	    r, at, "Invalid character escape '\\u%04x': half of a surrogate pair", code);
}

/* At a backslash in a string. */
static bool
check_escape(struct json_reader *r, const unsigned char **p)
{
	if (r->end - *p < 2)
		return fail_escape_end(r);
	if ((*p)[1] == 'u')
		return check_unicode(r, p);
	if ((*p)[1] == '\0' || strchr("\"\\/bfnrt", (*p)[1]) == NULL)
		return json_fail_about(r, *p + 1, "Unrecognized character escape ", "");
	*p += 2;
	return true;
}

static char *
put_utf8(char *out, unsigned code)
{
	if (code < 0x80) {
		*out++ = (char)code;
		return out;
	}
	if (code < 0x800) {
		*out++ = (char)(0xC0 | code >> 6);
	} else if (code < 0x10000) {
		*out++ = (char)(0xE0 | code >> 12);
		*out++ = (char)(0x80 | (code >> 6 & 0x3F));
	} else {
		*out++ = (char)(0xF0 | code >> 18);
		*out++ = (char)(0x80 | (code >> 12 & 0x3F));
		*out++ = (char)(0x80 | (code >> 6 & 0x3F));
	}
	*out++ = (char)(0x80 | (code & 0x3F));
	return out;
}

/* The character of an escape, already checked, at *p. */
static unsigned
escaped_code(const unsigned char **p)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const unsigned char *at = *p;
	const char *letter;
	unsigned code;

	*p += 2;
	if (at[1] != 'u') {
		letter = strchr(from, at[1]);
		return letter != NULL ? (unsigned)to[letter - from] : at[1];
	}
	*p += 4;
	code = hex4(at + 2);
	if (code < 0xD800 || code > 0xDFFF)
		return code;
	*p += 6;
	return 0x10000 + ((code & 0x3FF) << 10 | (hex4(at + 8) & 0x3FF));
}

/* The text of a string that has been checked. It never grows. */
static bool
unescape(struct json_reader *r, const unsigned char *p, const unsigned char *end, struct str *text)
{
	char *start = arena_alloc(r->arena, (size_t)(end - p) + 1);
	char *out = start;

	if (start == NULL)
		return json_fail_memory(r);
	while (p < end) {
		const unsigned char *back = memchr(p, '\\', (size_t)(end - p));
		size_t plain = (size_t)((back != NULL ? back : end) - p);

		memcpy(out, p, plain);
		out += plain;
		p += plain;
		if (p < end)
			out = put_utf8(out, escaped_code(&p));
	}
	*text = (struct str){start, (size_t)(out - start)};
	return true;
}

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Finds the closing quote from p on, and sees that all before it is right. */
static bool
check_string(struct json_reader *r, const unsigned char **at, bool name, bool *escaped)
{
	const unsigned char *p = *at;

	for (;;) {
		while (p < r->end && is_plain(*p))
			p++;
		if (p == r->end)
			return json_fail_end(r, name ? " in field name" : " in VALUE_STRING");
		if (*p == '"')
			break;
		if (*p == '\\') {
			*escaped = true;
			if (!check_escape(r, &p))
				return false;
		} else if (*p < 0x20) {
			return json_fail_about(r, p, "Illegal unquoted character (",
			    name ? "): has to be escaped using backslash to be included in name"
			         : "): has to be escaped using backslash to be included in string "
			           "value");
		} else {
			size_t n = char_length(r, p);

			if (n == 0)
				return false;
			p += n;
		}
	}
	*at = p;
	return true;
}

bool
json_scan_string(struct json_reader *r, struct json_lexeme *to, bool name)
{
	const unsigned char *start = r->at + 1;
	const unsigned char *p = start;
	bool escaped = false;

	if (!check_string(r, &p, name, &escaped))
		return false;
	to->text = (struct str){(const char *)start, (size_t)(p - start)};
	if (escaped && !unescape(r, start, p, &to->text))
		return false;
	r->at = p + 1;
	return true;
}

static size_t
pass_digits(const struct json_reader *r, const unsigned char **p)
{
	const unsigned char *start = *p;

	while (*p < r->end && **p >= '0' && **p <= '9')
		++*p;
	return (size_t)(*p - start);
}

static bool
fail_digit(struct json_reader *r, const unsigned char *p, const char *expected)
{
	if (p == r->end)
		return json_fail_end(r, " in numeric value");
	return json_fail_char(r, p, " in numeric value", expected);
}

static bool
fail_non_number(struct json_reader *r, const unsigned char *start, const unsigned char *end)
{
	return json_fail(r, end, "Non-standard token '%.*s': not a number in JSON",
	    (int)(end - start), (const char *)start);
}

/* Behind a minus that no digit follows. */
static bool
fail_minus(struct json_reader *r, const unsigned char *p)
{
	static const char infinity[] = "Infinity";
	size_t n = sizeof(infinity) - 1;

	if ((size_t)(r->end - p) >= n && memcmp(p, infinity, n) == 0)
		return fail_non_number(r, p - 1, p + n);
	return fail_digit(
	    r, p, "expected digit (0-9) to follow minus sign, for valid numeric value");
}

/* Passes "." or "e" with what must follow it. */
static bool
pass_part(
    struct json_reader *r, const unsigned char **p, char mark, const char *expected, size_t *digits)
{
	size_t n;

	if (*p == r->end || (**p | 0x20) != (mark | 0x20))
		return true;
	++*p;
	if (mark == 'e' && *p < r->end && (**p == '+' || **p == '-'))
		++*p;
	n = pass_digits(r, p);
	if (n == 0)
		return fail_digit(r, *p, expected);
	*digits += n;
	return true;
}

/* strtod as in the C locale: this program never sets another one. */
static bool
is_finite(struct str text)
{
	char copy[JSON_NUMBER_MAX + 8];

	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	return isfinite(strtod(copy, NULL));
}

bool
json_scan_number(struct json_reader *r, struct json_lexeme *to)
{
	const unsigned char *start = r->at;
	const unsigned char *p = start + (*start == '-');
	const unsigned char *first = p, *whole, *plain;
	size_t digits = pass_digits(r, &p);

	if (digits == 0)
		return fail_minus(r, p);
	if (*first == '0' && digits > 1)
		return json_fail(r, first + 1, "Invalid numeric value: Leading zeroes not allowed");
	whole = p;
	if (!pass_part(r, &p, '.', "Decimal point not followed by a digit", &digits))
		return false;
	plain = p;
	if (!pass_part(r, &p, 'e', "Exponent indicator not followed by a digit", &digits))
		return false;
	if (digits > JSON_NUMBER_MAX)
		return json_fail_limit(r, start,
		    "Number value length (%zu) exceeds the maximum allowed (%d, from "
		    "`StreamReadConstraints.getMaxNumberLength()`)",
		    digits, JSON_NUMBER_MAX);
	to->text = (struct str){(const char *)start, (size_t)(p - start)};
	to->integer = p == whole;
	/* Integers of any size are kept as they came; a fraction has to be a double. */
	if ((p != plain || (p != whole && digits > 300)) && !is_finite(to->text))
		return json_fail(
		    r, start, "Numeric value (%.*s) out of range of double", STR_ARG(to->text));
	r->at = p;
	return true;
}

static bool
is_word_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
	       c == '$' || c >= 0x80;
}

static bool
fail_word(struct json_reader *r, struct str word)
{
	enum { SHOWN = 256 };
	const unsigned char *start = (const unsigned char *)word.p;
	const unsigned char *end = start + word.n;
	size_t n = word.n;

	if (str_is(word, "NaN") || str_is(word, "Infinity"))
		return fail_non_number(r, start, end);
	if (n > SHOWN) {
		for (n = SHOWN; (start[n] & 0xC0) == 0x80;)
			n--;
		end = start + n;
	} else if (end < r->end) {
		/* The place is behind the character that ended the word, when there is one. */
		end++;
	}
	return json_fail(r, end,
	    "Unrecognized token '%.*s%s': was expecting (JSON String, Number, Array, Object or "
	    "token 'null', 'true' or 'false')",
	    (int)n, word.p, n < word.n ? "..." : "");
}

bool
json_scan_word(struct json_reader *r, struct json_lexeme *to)
{
	static const struct {
		const char *text;
		enum json_token token;
	} words[] = {{"true", JSON_TRUE}, {"false", JSON_FALSE}, {"null", JSON_NULL}};
	const unsigned char *p = r->at;
	struct str word;

	while (p < r->end && is_word_char(*p)) {
		size_t n = char_length(r, p);

		if (n == 0)
			return false;
		p += n;
	}
	word = (struct str){(const char *)r->at, (size_t)(p - r->at)};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_is(word, words[i].text)) {
			to->token = words[i].token;
			r->at = p;
			return true;
		}
		if (p == r->end && strncmp(words[i].text, word.p, word.n) == 0)
			return json_fail_end(r, " in a token");
	}
	return fail_word(r, word);
}
