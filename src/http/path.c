#include <config.h>

#include "http/path.h"

#include <string.h>

#include "base/utf8.h"

struct http_path
http_path_split(struct str target, struct str *query)
{
	const char *mark = target.n > 0 ? memchr(target.p, '?', target.n) : NULL;
	struct http_path path = {.raw = target};
	size_t end;

	*query = (struct str){NULL, 0};
	if (mark != NULL) {
		path.raw.n = (size_t)(mark - target.p);
		*query = (struct str){mark + 1, target.n - path.raw.n - 1};
	}
	if (path.raw.n == 0 || path.raw.p[0] != '/') {
		path.n = PATH_SEGMENTS + 1; /* no path of ours: "*", "" or "x" */
		return path;
	}
	end = path.raw.n;
	while (end > 0 && path.raw.p[end - 1] == '/')
		end--;
	for (size_t start = 1; start < end;) {
		size_t stop = start;

		while (stop < end && path.raw.p[stop] != '/')
			stop++;
		if (path.n < PATH_SEGMENTS)
			path.segments[path.n] = (struct str){path.raw.p + start, stop - start};
		path.n++;
		start = stop + 1;
	}
	return path;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * One escape at raw.p[*at], which is '%'. Doubled, it stands for itself, as in the original's
 * decoder.
 */
static bool
decode_escape(struct arena *a, struct str raw, size_t *at, char *out, const char **fault)
{
	size_t i = *at;
	int high, low;

	if (i + 1 == raw.n) {
		*fault = arena_printf(
		    a, "unterminated escape sequence at end of string: %.*s", STR_ARG(raw));
		return false;
	}
	if (raw.p[i + 1] == '%') {
		*out = '%';
		*at = i + 2;
		return true;
	}
	if (i + 2 == raw.n) {
		*fault =
		    arena_printf(a, "partial escape sequence at end of string: %.*s", STR_ARG(raw));
		return false;
	}
	high = hex(raw.p[i + 1]);
	low = hex(raw.p[i + 2]);
	if (high < 0 || low < 0) {
		*fault = arena_printf(a, "invalid escape sequence `%%%c%c' at index %zu of: %.*s",
		    raw.p[i + 1], raw.p[i + 2], i, STR_ARG(raw));
		return false;
	}
	*out = (char)(high << 4 | low);
	*at = i + 3;
	return true;
}

bool
http_decode(
    struct arena *a, struct str raw, bool plus_is_space, struct str *out, const char **fault)
{
	char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;

	*out = str_of("");
	if (p == NULL)
		return true; /* sticky: the arena says it */
	for (size_t i = 0; i < raw.n;) {
		char c = raw.p[i];

		if (c == '%') {
			if (!decode_escape(a, raw, &i, &p[n], fault))
				return false;
			n++;
		} else {
			p[n++] = c == '+' && plus_is_space ? ' ' : c;
			i++;
		}
	}
	p[n] = '\0';
	*out = http_utf8(a, (struct str){p, n});
	return true;
}

struct str
http_utf8(struct arena *a, struct str text)
{
	struct str rest = text;
	uint32_t code;
	size_t n = 0;
	char *out;

	if (utf8_valid(text))
		return text;
	out = arena_alloc(a, text.n * 3 + 1);
	if (out == NULL)
		return str_of("");
	while (rest.n > 0) {
		size_t length = utf8_first(rest, &code);

		memcpy(out + n, length > 0 ? rest.p : "\xEF\xBF\xBD", length > 0 ? length : 3);
		n += length > 0 ? length : 3;
		rest.p += length > 0 ? length : 1;
		rest.n -= length > 0 ? length : 1;
	}
	out[n] = '\0';
	return (struct str){out, n};
}

bool
http_path_below(struct arena *a, struct str target, const char *mount, struct str *below)
{
	size_t n = strlen(mount);
	struct str rest;

	if (target.n < n || memcmp(target.p, mount, n) != 0)
		return false;
	rest = (struct str){target.p + n, target.n - n};
	if (rest.n > 0 && rest.p[0] != '?' && rest.p[0] != '/')
		return false;
	*below =
	    rest.n > 0 && rest.p[0] == '/' ? rest : str_of(arena_printf(a, "/%.*s", STR_ARG(rest)));
	return true;
}
