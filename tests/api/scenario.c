#include <config.h>

#include "scenario.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

/* The file, line by line. The line under the reader is looked at before it is passed. */
struct lines {
	struct arena *arena;
	struct str rest; /* behind the line */
	struct str line; /* without its newline; p == NULL: the end */
	unsigned number;
	const char *why;
};

static bool
wrong(struct lines *l, const char *what)
{
	if (l->why == NULL)
		l->why = arena_printf(l->arena, "%u: %s", l->number, what);
	return false;
}

static void
next_line(struct lines *l)
{
	const char *end;

	l->number++;
	if (l->rest.n == 0) {
		l->line = (struct str){NULL, 0};
		return;
	}
	end = memchr(l->rest.p, '\n', l->rest.n);
	l->line = (struct str){l->rest.p, end != NULL ? (size_t)(end - l->rest.p) : l->rest.n};
	l->rest.p += l->line.n + (end != NULL);
	l->rest.n -= l->line.n + (end != NULL);
}

static bool
at_end(const struct lines *l)
{
	return l->line.p == NULL;
}

static bool
at_gap(const struct lines *l)
{
	return at_end(l) || l->line.n == 0;
}

static bool
starts_with(struct str s, const char *prefix)
{
	return s.n >= strlen(prefix) && memcmp(s.p, prefix, strlen(prefix)) == 0;
}

static struct str
behind(struct str s, size_t n)
{
	return (struct str){s.p + n, s.n - n};
}

static struct str
trim(struct str s)
{
	while (s.n > 0 && isspace((unsigned char)s.p[0]))
		s = behind(s, 1);
	while (s.n > 0 && isspace((unsigned char)s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Up to nine digits; false when there is anything else. */
static bool
read_number(struct str s, size_t *number)
{
	*number = 0;
	if (s.n == 0 || s.n > 9)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!isdigit((unsigned char)s.p[i]))
			return false;
		*number = *number * 10 + (size_t)(s.p[i] - '0');
	}
	return true;
}

/* ---- the request ---- */

unsigned
scenario_door(struct str name)
{
	static const struct {
		const char *name;
		unsigned doors;
	} rows[] = {
	    {"in-process", STEP_IN_PROCESS},
	    {"server", STEP_SERVER},
	    {"nginx", STEP_NGINX},
	    {"mod_fcgid", STEP_MOD_FCGID},
	    {"mod_proxy_fcgi", STEP_MOD_PROXY_FCGI},
	    {"lighttpd", STEP_LIGHTTPD},
	    {"strict", STEP_STRICT},
	    {"compat", STEP_COMPAT},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_is(name, rows[i].name))
			return rows[i].doors;
	return 0;
}

/* "? in-process WHY", "? mod_fcgid,lighttpd WHY" */
static bool
read_doors(struct lines *l, struct step *step)
{
	struct str text = trim(behind(l->line, 1));
	size_t start = 0, stop = 0;

	do {
		unsigned doors;

		for (stop = start; stop < text.n && text.p[stop] != ' ' && text.p[stop] != ',';
		     stop++)
			;
		doors = scenario_door((struct str){text.p + start, stop - start});
		if (doors == 0)
			return wrong(l, "no such door: in-process, server or the name of one");
		step->doors |= doors;
		start = stop + 1;
	} while (stop < text.n && text.p[stop] == ',');
	if (trim(behind(text, stop)).n == 0)
		return wrong(l, "say why the block is not for every door");
	return true;
}

/* "! pad N", "! newline" */
static bool
read_directive(struct lines *l, struct step *step)
{
	struct str text = trim(behind(l->line, 1));

	if (str_is(text, "newline")) {
		step->newline = true;
		return true;
	}
	if (!starts_with(text, "pad ") || !read_number(trim(behind(text, 4)), &step->pad))
		return wrong(l, "no such directive: pad N, newline");
	return true;
}

static bool
read_preamble(struct lines *l, struct step *step)
{
	for (; !at_gap(l); next_line(l)) {
		if (l->line.p[0] == '#')
			continue;
		if (l->line.p[0] == '?') {
			if (!read_doors(l, step))
				return false;
		} else if (l->line.p[0] == '!') {
			if (!read_directive(l, step))
				return false;
		} else {
			return true;
		}
	}
	return wrong(l, "a block without a request");
}

static bool
read_request_line(struct lines *l, struct step *step)
{
	const char *space = memchr(l->line.p, ' ', l->line.n);

	if (space == NULL || space == l->line.p || l->line.p + l->line.n == space + 1)
		return wrong(l, "not a request line: METHOD TARGET");
	for (const char *p = l->line.p; p < space; p++)
		if (!isalpha((unsigned char)*p) && *p != '_' && *p != '-')
			return wrong(l, "not a method");
	step->line = l->number;
	step->method = (struct str){l->line.p, (size_t)(space - l->line.p)};
	step->target = behind(l->line, step->method.n + 1);
	next_line(l);
	return true;
}

/* "@ Name: value" or ": Name: value" */
static bool
read_header(struct lines *l, struct step_headers *headers)
{
	struct str text = trim(behind(l->line, 1));
	const char *colon = memchr(text.p, ':', text.n);
	struct step_header *row;

	if (colon == NULL || colon == text.p)
		return wrong(l, "not a header: Name: value");
	if (headers->n == STEP_HEADERS_MAX)
		return wrong(l, "too many headers");
	row = &headers->row[headers->n++];
	row->name = trim((struct str){text.p, (size_t)(colon - text.p)});
	row->value = trim(behind(text, (size_t)(colon - text.p) + 1));
	return true;
}

static bool
is_status_line(struct str line)
{
	size_t status;

	return starts_with(line, "= ") && read_number(behind(line, 2), &status);
}

static bool
read_body(struct lines *l, struct step *step)
{
	const char *start = l->line.p;
	const char *end = start;

	for (; !at_gap(l) && !is_status_line(l->line); next_line(l))
		end = l->line.p + l->line.n;
	if (at_gap(l))
		return wrong(l, "the block ends without a line '= STATUS'");
	if (end > start)
		step->body = (struct str){start, (size_t)(end - start)};
	return true;
}

static bool
read_request(struct lines *l, struct step *step)
{
	if (!read_preamble(l, step) || !read_request_line(l, step))
		return false;
	for (; !at_gap(l) && l->line.p[0] == '@'; next_line(l))
		if (!read_header(l, &step->headers))
			return false;
	if (!read_body(l, step))
		return false;
	if ((step->pad != 0 || step->newline) && step->body.p == NULL)
		return wrong(l, "nothing to pad: the request has no body");
	return true;
}

/* ---- what is expected ---- */

static bool
read_status(struct lines *l, struct step *step)
{
	size_t status;

	if (!read_number(behind(l->line, 2), &status) || status < 100 || status > 599)
		return wrong(l, "not a status");
	step->want_status = (int)status;
	next_line(l);
	return true;
}

/* '|' lines: "| text" and "|text" are the same, and a second space belongs to the text. */
static bool
read_want_text(struct lines *l, struct step *step)
{
	struct buf text = {0};

	for (; !at_gap(l) && l->line.p[0] == '|'; next_line(l)) {
		if (text.n > 0 || step->want_body == WANT_TEXT)
			buf_char(&text, '\n');
		step->want_body = WANT_TEXT;
		buf_str(&text, behind(l->line, starts_with(l->line, "| ") ? 2 : 1));
	}
	step->want_text = arena_copy(l->arena, buf_peek(&text));
	buf_release(&text);
	return true;
}

/* The rest of the block but for comments is one JSON text. */
static bool
read_want_json(struct lines *l, struct step *step)
{
	struct buf text = {0};
	unsigned first = l->number;
	const char *why = NULL;

	step->want_body = l->line.p[0] == '~' ? WANT_SUBSET : WANT_JSON;
	if (step->want_body == WANT_SUBSET)
		l->line = behind(l->line, 1);
	do {
		if (l->line.n > 0 && l->line.p[0] != '#')
			buf_str(&text, l->line);
		buf_char(&text, '\n');
		next_line(l);
	} while (!at_gap(l));
	step->want_value = value_parse(l->arena, arena_copy(l->arena, buf_peek(&text)), &why);
	buf_release(&text);
	if (step->want_value != NULL)
		return true;
	l->number = first;
	return wrong(l, arena_printf(l->arena, "the expected body is not JSON: %s", why));
}

static bool
read_want_body(struct lines *l, struct step *step)
{
	if (at_gap(l))
		return true;
	if (str_is(l->line, "-")) {
		step->want_body = WANT_EMPTY;
		next_line(l);
		return true;
	}
	if (l->line.p[0] == '|')
		return read_want_text(l, step);
	return read_want_json(l, step);
}

static bool
read_want(struct lines *l, struct step *step)
{
	if (!read_status(l, step))
		return false;
	for (; !at_gap(l) && (l->line.p[0] == ':' || l->line.p[0] == '#'); next_line(l))
		if (l->line.p[0] == ':' && !read_header(l, &step->want_headers))
			return false;
	if (!read_want_body(l, step))
		return false;
	while (!at_gap(l) && l->line.p[0] == '#')
		next_line(l);
	return at_gap(l) || wrong(l, "something behind the expected body");
}

/* ---- the file ---- */

static bool
skip_to_block(struct lines *l)
{
	while (!at_end(l) && (l->line.n == 0 || l->line.p[0] == '#'))
		next_line(l);
	return !at_end(l);
}

const struct step *
scenario_read(struct arena *arena, struct str text, const char **why)
{
	struct lines l = {.arena = arena, .rest = text};
	struct step *first = NULL;
	struct step **tail = &first;

	if (memchr(text.p, '\0', text.n) != NULL)
		(void)wrong(&l, "a NUL byte in the file");
	for (next_line(&l); l.why == NULL && skip_to_block(&l); tail = &(*tail)->next) {
		*tail = arena_zalloc(arena, sizeof **tail);
		if (*tail == NULL || !read_request(&l, *tail) || !read_want(&l, *tail))
			break;
	}
	if (l.why == NULL && arena_failed(arena))
		(void)wrong(&l, "out of memory");
	if (l.why == NULL && first == NULL)
		(void)wrong(&l, "no block in the file");
	*why = l.why;
	return l.why == NULL ? first : NULL;
}
