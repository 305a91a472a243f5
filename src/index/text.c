/* Finding values in the text of a document. */
#include <config.h>

#include "index/inside.h"

#include <string.h>

struct walk {
	index_visit_fn *visit;
	void *ctx;
	bool failed;
};

/* What is left of the text; p == NULL behind a fault. */
struct rest {
	const char *p, *end;
};

static void
fail(struct rest *r)
{
	r->p = NULL;
}

static bool
at(const struct rest *r, char c)
{
	return r->p != NULL && r->p < r->end && *r->p == c;
}

/* Standing on the opening quote. */
static void
pass_string(struct rest *r)
{
	const char *p = r->p + 1;

	while (p < r->end && (p = memchr(p, '"', (size_t)(r->end - p))) != NULL) {
		const char *slash = p;

		while (slash[-1] == '\\')
			slash--;
		p++;
		/* The opening quote stops the walk back over the backslashes. */
		if ((p - 1 - slash) % 2 == 0) {
			r->p = p;
			return;
		}
	}
	fail(r);
}

/* Standing on the first byte of an object or an array. */
static void
pass_nested(struct rest *r)
{
	unsigned depth = 0;

	while (r->p != NULL && r->p < r->end) {
		switch (*r->p) {
		case '"':
			pass_string(r);
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			depth--;
			break;
		default:
			break;
		}
		r->p++;
		if (depth == 0)
			return;
	}
	fail(r);
}

static void
pass_word(struct rest *r)
{
	const char *start = r->p;

	while (r->p < r->end && *r->p != ',' && *r->p != '}' && *r->p != ']')
		r->p++;
	if (r->p == start)
		fail(r);
}

/* Passes a value, and gives its bytes; n == 0 on a fault. */
static struct str
take_value(struct rest *r)
{
	const char *start = r->p;

	if (r->p == NULL || r->p == r->end) {
		fail(r);
		return (struct str){"", 0};
	}
	if (*r->p == '"')
		pass_string(r);
	else if (*r->p == '{' || *r->p == '[')
		pass_nested(r);
	else
		pass_word(r);
	if (r->p == NULL)
		return (struct str){"", 0};
	return (struct str){start, (size_t)(r->p - start)};
}

/* Behind a value: true when another one follows. */
static bool
go_on(struct rest *r, char closing)
{
	if (at(r, ',')) {
		r->p++;
		return true;
	}
	if (!at(r, closing))
		fail(r);
	return false;
}

const char *
index_path_behind(const char *path, struct str name)
{
	if (name.n == 0 || strncmp(path, name.p, name.n) != 0)
		return NULL;
	if (path[name.n] == '\0')
		return path + name.n;
	return path[name.n] == '.' ? path + name.n + 1 : NULL;
}

static bool each(struct walk *w, struct str value, const char *path);

static bool
each_element(struct walk *w, struct str array, const char *path)
{
	struct rest r = {array.p + 1, array.p + array.n};

	if (at(&r, ']'))
		return false;
	do {
		struct str value = take_value(&r);

		if (value.n > 0 && each(w, value, path))
			return true;
	} while (go_on(&r, ']'));
	w->failed = w->failed || r.p == NULL;
	return false;
}

static bool
each_member(struct walk *w, struct str object, const char *path)
{
	struct rest r = {object.p + 1, object.p + object.n};

	if (at(&r, '}'))
		return false;
	do {
		struct str name = at(&r, '"') ? take_value(&r) : (struct str){"", 0};
		const char *below;
		struct str value;

		if (name.n < 2 || !at(&r, ':')) {
			fail(&r);
			break;
		}
		r.p++;
		value = take_value(&r);
		below = index_path_behind(path, (struct str){name.p + 1, name.n - 2});
		if (value.n > 0 && below != NULL && each(w, value, below))
			return true;
	} while (go_on(&r, '}'));
	w->failed = w->failed || r.p == NULL;
	return false;
}

static bool
each(struct walk *w, struct str value, const char *path)
{
	if (value.p[0] == '[')
		return each_element(w, value, path);
	if (*path == '\0')
		return w->visit(value, w->ctx);
	return value.p[0] == '{' && each_member(w, value, path);
}

bool
index_each_value(struct str text, const char *path, index_visit_fn *visit, void *ctx, bool *failed)
{
	struct walk w = {.visit = visit, .ctx = ctx};
	struct rest r = {text.p, text.p + text.n};
	bool found;

	if (!at(&r, '{')) {
		*failed = true;
		return false;
	}
	found = each_member(&w, text, path);
	*failed = *failed || w.failed;
	return found;
}
