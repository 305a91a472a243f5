#include <config.h>

#include "api/filter_path.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* A path being followed: the parts that are still to match. */
struct trail {
	struct str rest; /* "b.c"; n == 0: everything below is selected */
};

/* All paths that lead to the place being looked at. */
struct trails {
	struct trail *items;
	size_t n;
};

enum { LEVELS_MAX = 1100 }; /* documents are at most about 1000 deep */

struct filtering {
	struct arena *arena;
	bool excluding;
	bool failed;
	size_t room; /* trails there can be in one place: each is the end of a path */
	/* Trails of each depth; those of one member are done with before the next one. */
	struct trail *levels[LEVELS_MAX];
	size_t depth;
};

/* One name of a path may hold "*" for any run of characters. */
static bool
name_matches(struct str pattern, struct str name)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	while (t < name.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			from = t;
		} else if (p < pattern.n && pattern.p[p] == name.p[t]) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

static struct str
first_part(struct str path, struct str *rest)
{
	const char *dot = memchr(path.p, '.', path.n);

	if (dot == NULL) {
		*rest = (struct str){"", 0};
		return path;
	}
	*rest = (struct str){dot + 1, path.n - (size_t)(dot - path.p) - 1};
	path.n = (size_t)(dot - path.p);
	return path;
}

static void
add_trail(struct filtering *f, struct trails *to, struct str rest)
{
	/* Ends of one path are told apart by where they begin. */
	for (size_t i = 0; i < to->n; i++)
		if (to->items[i].rest.p == rest.p)
			return;
	assert(to->n < f->room);
	to->items[to->n++].rest = rest;
}

/* "**.**" says no more than "**". */
static struct str
skip_runs(struct str path)
{
	struct str rest;

	while (str_is(first_part(path, &rest), "**") && rest.n > 0)
		path = rest;
	return path;
}

/*
 * Follows one trail through a member of that name. "**" stands for any number of names, none
 * included. True: the member is selected whole.
 */
static bool
step(struct filtering *f, struct str path, struct str name, struct trails *below)
{
	struct str rest;
	struct str part = first_part(path, &rest);

	if (str_is(part, "**")) {
		rest = skip_runs(rest);
		add_trail(f, below, path);
		if (rest.n == 0)
			return true;
		return step(f, rest, name, below);
	}
	if (!name_matches(part, name))
		return false;
	if (rest.n == 0)
		return true;
	add_trail(f, below, rest);
	return false;
}

static json_object *filter_value(
    struct filtering *, const json_object *value, const struct trails *, bool *kept);

/* Room for the trails below this place. */
static struct trail *
level_room(struct filtering *f)
{
	if (f->depth == LEVELS_MAX)
		return NULL;
	if (f->levels[f->depth] == NULL)
		f->levels[f->depth] = arena_alloc(f->arena, f->room * sizeof(struct trail));
	return f->levels[f->depth];
}

/* The member, filtered. *kept tells whether anything of it stays. */
static json_object *
filter_member(struct filtering *f, const char *key, const json_object *value,
    const struct trails *trails, bool *kept)
{
	struct trails below = {level_room(f), 0};
	bool selected = false;
	json_object *part;

	*kept = false;
	if (below.items == NULL) {
		f->failed = true;
		return NULL;
	}
	for (size_t i = 0; i < trails->n; i++)
		selected = step(f, trails->items[i].rest, str_of(key), &below) || selected;
	if (f->excluding ? selected : !selected && below.n == 0)
		return NULL;
	if (selected || below.n == 0) {
		*kept = true;
		return doc_copy(value);
	}
	f->depth++;
	part = filter_value(f, value, &below, kept);
	f->depth--;
	return part;
}

static json_object *
filter_object(struct filtering *f, const json_object *object, const struct trails *trails)
{
	DOC_AUTO json_object *out = doc_new();

	if (out == NULL)
		return NULL;
	DOC_EACH(object, key, value)
	{
		bool kept;
		json_object *part = filter_member(f, key, value, trails, &kept);

		if (!kept)
			continue;
		if (part == NULL && value == NULL) {
			if (!doc_set_null(out, key))
				return NULL;
		} else if (!doc_set_take(out, key, part)) {
			return NULL;
		}
	}
	return doc_move(&out);
}

static json_object *
filter_array(struct filtering *f, const json_object *array, const struct trails *trails)
{
	DOC_AUTO json_object *out = doc_new_array();

	for (size_t i = 0; out != NULL && i < doc_length(array); i++) {
		bool kept;
		json_object *part = filter_value(f, doc_at(array, i), trails, &kept);

		if (kept && !doc_add_take(out, part))
			return NULL;
	}
	return doc_move(&out);
}

/* Arrays are transparent; a container in which nothing stays disappears. */
static json_object *
filter_value(struct filtering *f, const json_object *value, const struct trails *trails, bool *kept)
{
	json_object *out;

	*kept = false;
	if (json_object_is_type(value, json_type_object))
		out = filter_object(f, value, trails);
	else if (json_object_is_type(value, json_type_array))
		out = filter_array(f, value, trails);
	else {
		/* A path that goes on below a scalar selects nothing of it, and excludes nothing.
		 */
		*kept = f->excluding && value != NULL;
		return *kept ? doc_copy(value) : NULL;
	}
	if (out == NULL) {
		f->failed = true;
		return NULL;
	}
	*kept = json_object_is_type(out, json_type_object) ? json_object_object_length(out) > 0
	                                                   : doc_length(out) > 0;
	if (!*kept) {
		doc_free(out);
		return NULL;
	}
	return out;
}

/* The paths of one kind. */
static struct trails
trails_of(struct filtering *f, struct str paths)
{
	struct trails trails = {arena_alloc(f->arena, f->room * sizeof(struct trail)), 0};

	for (size_t start = 0; trails.items != NULL && start < paths.n;) {
		size_t stop = start;
		struct str path;

		while (stop < paths.n && paths.p[stop] != ',')
			stop++;
		path = (struct str){paths.p + start, stop - start};
		start = stop + 1;
		if ((path.n > 0 && path.p[0] == '-') != f->excluding)
			continue;
		if (f->excluding) {
			path.p++;
			path.n--;
		}
		if (path.n > 0)
			trails.items[trails.n++].rest = path;
	}
	return trails;
}

static json_object *
filter_once(struct arena *a, const json_object *value, struct str paths, bool excluding)
{
	struct filtering *f = arena_zalloc(a, sizeof(*f));
	struct trails trails;
	json_object *out;
	bool kept;

	if (f == NULL)
		return NULL;
	f->arena = a;
	f->excluding = excluding;
	f->room = filter_path_parts(paths);
	trails = trails_of(f, paths);
	if (trails.items == NULL)
		return NULL;
	if (trails.n == 0)
		return doc_copy(value);
	out = filter_value(f, value, &trails, &kept);
	if (f->failed) {
		doc_free(out);
		return NULL;
	}
	return kept ? out : doc_new();
}

size_t
filter_path_parts(struct str paths)
{
	size_t parts = 1;

	for (size_t i = 0; i < paths.n; i++)
		parts += paths.p[i] == '.' || paths.p[i] == ',';
	return parts;
}

json_object *
filter_path(struct arena *a, const json_object *value, struct str paths)
{
	DOC_AUTO json_object *included = filter_once(a, value, paths, false);

	if (included == NULL)
		return NULL;
	return filter_once(a, included, paths, true);
}
