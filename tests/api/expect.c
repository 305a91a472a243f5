#include <config.h>

#include "expect.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/buf.h"

bool
expect_fail(struct expect *x, const char *format, ...)
{
	va_list args;

	if (x->why != NULL)
		return false;
	va_start(args, format);
	x->why = arena_vprintf(x->arena, format, args);
	va_end(args);
	return false;
}

/* ---- variables ---- */

static const struct variable *
find_variable(const struct expect *x, struct str name)
{
	for (const struct variable *v = x->variables; v != NULL; v = v->next)
		if (str_equal(v->name, name))
			return v;
	return NULL;
}

/* The newest of a name is found first. */
static void
set_variable(struct expect *x, struct str name, struct str text)
{
	struct variable *v = arena_alloc(x->arena, sizeof *v);

	if (v == NULL)
		return;
	*v =
	    (struct variable){arena_copy(x->arena, name), arena_copy(x->arena, text), x->variables};
	x->variables = v;
}

static size_t
name_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && (isalnum((unsigned char)s.p[n]) || s.p[n] == '_'))
		n++;
	return n;
}

/* "${name}" at the start of s: its length and the name; 0 when there is none. */
static size_t
read_reference(struct str s, struct str *name)
{
	size_t n;

	if (s.n < 4 || s.p[0] != '$' || s.p[1] != '{')
		return 0;
	n = name_length((struct str){s.p + 2, s.n - 2});
	if (n == 0 || n + 2 >= s.n || s.p[n + 2] != '}')
		return 0;
	*name = (struct str){s.p + 2, n};
	return n + 3;
}

static void
add_escaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c < 0x20)
			buf_printf(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else
			buf_char(out, (char)c);
	}
}

bool
expect_fill(struct expect *x, struct str text, bool as_json, struct str *out)
{
	struct buf filled = {0};

	for (size_t at = 0; at < text.n;) {
		struct str name;
		size_t n = read_reference((struct str){text.p + at, text.n - at}, &name);
		const struct variable *v = n > 0 ? find_variable(x, name) : NULL;

		if (n == 0)
			buf_char(&filled, text.p[at++]);
		else if (v == NULL)
			(void)expect_fail(x, "the variable %.*s is not set", STR_ARG(name));
		else if (as_json)
			add_escaped(&filled, v->text);
		else
			buf_str(&filled, v->text);
		at += n;
	}
	if (buf_failed(&filled))
		(void)expect_fail(x, "out of memory");
	*out = arena_copy(x->arena, buf_peek(&filled));
	buf_release(&filled);
	return x->why == NULL;
}

/* ---- patterns ---- */

struct pattern;

typedef bool meets_fn(const struct expect *, const struct pattern *, struct str text);

struct pattern {
	struct str keep; /* the variable to set; p == NULL: none */
	struct str than; /* "<time after NAME>" */
	meets_fn *meets;
	size_t shortest, longest;
};

static bool
is_id_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
	return true;
}

static bool
meets_id(const struct expect *x, const struct pattern *p, struct str text)
{
	(void)x;
	(void)p;
	return is_id_text(text);
}

static bool
meets_any(const struct expect *x, const struct pattern *p, struct str text)
{
	(void)x;
	(void)p;
	(void)text;
	return true;
}

/* YYYY-MM-DDThh:mm:ss.fffZ with 3 to 9 fraction digits, zeros behind the third dropped. */
static bool
is_time(struct str s)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd.";
	const size_t head = sizeof form - 1;

	if (s.n < head + 4 || s.n > head + 10 || s.p[s.n - 1] != 'Z')
		return false;
	for (size_t i = 0; i < s.n - 1; i++) {
		bool digit = i >= head || form[i] == 'd';

		if (digit ? !isdigit((unsigned char)s.p[i]) : s.p[i] != form[i])
			return false;
	}
	return s.n == head + 4 || s.p[s.n - 2] != '0';
}

static bool
meets_time(const struct expect *x, const struct pattern *p, struct str text)
{
	(void)x;
	(void)p;
	return is_time(text);
}

/* Two times of the form above sort as their texts do, once the Z is gone. */
static bool
meets_time_after(const struct expect *x, const struct pattern *p, struct str text)
{
	const struct variable *v = find_variable(x, p->than);

	return v != NULL && is_time(text) && is_time(v->text) &&
	       str_compare(
	           (struct str){text.p, text.n - 1}, (struct str){v->text.p, v->text.n - 1}) > 0;
}

static const struct {
	const char *name;
	meets_fn *meets;
	size_t shortest, longest;
} patterns[] = {
    /* clang-format off */
	{ "id",   meets_id,    20, 20 },
	{ "uuid", meets_id,    22, 22 },
	{ "time", meets_time,  24, 30 },
	{ "any",  meets_any,    0, (size_t)-1 },
    /* clang-format on */
};

static bool
find_pattern(struct str name, struct pattern *pattern)
{
	static const struct str after = {"time after ", sizeof "time after " - 1};

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		if (!str_is(name, patterns[i].name))
			continue;
		pattern->meets = patterns[i].meets;
		pattern->shortest = patterns[i].shortest;
		pattern->longest = patterns[i].longest;
		return true;
	}
	if (name.n <= after.n || !str_equal((struct str){name.p, after.n}, after))
		return false;
	pattern->than = (struct str){name.p + after.n, name.n - after.n};
	pattern->meets = meets_time_after;
	pattern->shortest = 24;
	pattern->longest = 30;
	return true;
}

/* "<pattern>" or "<name:pattern>" at the start of s: its length; 0 when there is none. */
static size_t
read_pattern(struct str s, struct pattern *pattern)
{
	const char *close;
	struct str inside;
	size_t n;

	*pattern = (struct pattern){0};
	if (s.n < 2 || s.p[0] != '<')
		return 0;
	close = memchr(s.p, '>', s.n);
	if (close == NULL)
		return 0;
	inside = (struct str){s.p + 1, (size_t)(close - s.p) - 1};
	n = name_length(inside);
	if (n > 0 && n < inside.n && inside.p[n] == ':') {
		pattern->keep = (struct str){inside.p, n};
		inside = (struct str){inside.p + n + 1, inside.n - n - 1};
	}
	return find_pattern(inside, pattern) ? (size_t)(close - s.p) + 1 : 0;
}

static bool match(struct expect *, struct str want, struct str got);

/* The pattern takes as much as it can such that the rest still fits. */
static bool
match_pattern(struct expect *x, const struct pattern *p, struct str rest, struct str got)
{
	size_t n = got.n < p->longest ? got.n : p->longest;

	for (;; n--) {
		struct str met = {got.p, n};

		if (n < p->shortest)
			return false;
		if (p->meets(x, p, met) && match(x, rest, (struct str){got.p + n, got.n - n})) {
			if (p->keep.p != NULL)
				set_variable(x, p->keep, met);
			return true;
		}
		if (n == 0)
			return false;
	}
}

static bool
match(struct expect *x, struct str want, struct str got)
{
	while (want.n > 0) {
		struct pattern pattern;
		struct str piece = {want.p, 1};
		struct str name;
		size_t n = read_pattern(want, &pattern);

		if (n > 0)
			return match_pattern(
			    x, &pattern, (struct str){want.p + n, want.n - n}, got);
		n = read_reference(want, &name);
		if (n > 0) {
			const struct variable *v = find_variable(x, name);

			if (v == NULL)
				return expect_fail(
				    x, "the variable %.*s is not set", STR_ARG(name));
			piece = v->text;
		}
		if (got.n < piece.n || !str_equal((struct str){got.p, piece.n}, piece))
			return false;
		got = (struct str){got.p + piece.n, got.n - piece.n};
		n = n > 0 ? n : 1;
		want = (struct str){want.p + n, want.n - n};
	}
	return got.n == 0;
}

bool
expect_text(struct expect *x, const char *what, struct str want, struct str got)
{
	return match(x, want, got) ||
	       expect_fail(x, "%s: expected [%.*s], got [%.*s]", what, STR_ARG(want), STR_ARG(got));
}

/* ---- values ---- */

/* Where in the body we are, for the message: from the inside out. */
struct place {
	const struct place *outer;
	struct str name; /* p == NULL: an element */
	size_t index;
};

static const char *
place_text(struct expect *x, const struct place *place)
{
	const char *outer;

	if (place == NULL)
		return "body";
	outer = place_text(x, place->outer);
	if (place->name.p == NULL)
		return arena_printf(x->arena, "%s[%zu]", outer, place->index);
	return arena_printf(x->arena, "%s.%.*s", outer, STR_ARG(place->name));
}

static bool match_value(
    struct expect *, const struct value *, const struct value *, bool subset, const struct place *);

static bool
match_members(struct expect *x, const struct value *want, const struct value *got, bool subset,
    const struct place *place)
{
	for (const struct value *w = want->children; w != NULL; w = w->next) {
		const struct value *g = value_member(got, w->name);
		struct place inner = {place, w->name, 0};

		if (g == NULL)
			return expect_fail(x, "%s: not there", place_text(x, &inner));
		if (!match_value(x, w, g, subset, &inner))
			return false;
	}
	for (const struct value *g = got->children; !subset && g != NULL; g = g->next) {
		struct place inner = {place, g->name, 0};

		if (value_member(want, g->name) == NULL)
			return expect_fail(x, "%s: not expected", place_text(x, &inner));
	}
	return true;
}

static size_t
count_children(const struct value *parent)
{
	size_t n = 0;

	for (const struct value *child = parent->children; child != NULL; child = child->next)
		n++;
	return n;
}

static bool
match_elements(struct expect *x, const struct value *want, const struct value *got, bool subset,
    const struct place *place)
{
	const struct value *w = want->children;
	const struct value *g = got->children;
	size_t n = 0;

	for (; w != NULL && g != NULL; w = w->next, g = g->next, n++) {
		struct place inner = {place, {NULL, 0}, n};

		if (!match_value(x, w, g, subset, &inner))
			return false;
	}
	if (w != NULL || g != NULL)
		return expect_fail(x, "%s: expected %zu elements, got %zu", place_text(x, place),
		    count_children(want), count_children(got));
	return true;
}

static bool
match_value(struct expect *x, const struct value *want, const struct value *got, bool subset,
    const struct place *place)
{
	if (want->kind == VALUE_STRING && str_is(want->text, "<any>"))
		return true;
	if (want->kind != got->kind)
		return expect_fail(x, "%s: expected %s, got %s", place_text(x, place),
		    value_kind_name(want->kind), value_kind_name(got->kind));
	switch (want->kind) {
	case VALUE_OBJECT:
		return match_members(x, want, got, subset, place);
	case VALUE_ARRAY:
		return match_elements(x, want, got, subset, place);
	case VALUE_STRING:
		return match(x, want->text, got->text) ||
		       expect_text(x, place_text(x, place), want->text, got->text);
	case VALUE_NUMBER:
		return str_equal(want->text, got->text) ||
		       expect_fail(x, "%s: expected %.*s, got %.*s", place_text(x, place),
		           STR_ARG(want->text), STR_ARG(got->text));
	case VALUE_BOOL:
		return want->truth == got->truth ||
		       expect_fail(x, "%s: expected %s", place_text(x, place),
		           want->truth ? "true" : "false");
	default:
		return true;
	}
}

bool
expect_value(struct expect *x, const struct value *want, const struct value *got, bool subset)
{
	return match_value(x, want, got, subset, NULL);
}
