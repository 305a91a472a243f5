#include <config.h>

#include "api/index_source.h"

#include <string.h>

#include "api/change.h"
#include "api/filter_path.h"
#include "api/index.h"
#include "api/params.h"

/*
 * One name more. A star in the middle would mean something else to filter_path, a minus in front
 * and a comma too.
 */
static const struct error *
add_name(struct call *call, struct index_source *s, struct str name, bool exclude)
{
	const char *star = name.n > 0 ? memchr(name.p, '*', name.n) : NULL;

	if (name.n == 0 || name.p[0] == '-' || memchr(name.p, ',', name.n) != NULL ||
	    (star != NULL && star != name.p + name.n - 1))
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "[_source] does not support the name [%.*s]: a path, and a * at its end, are",
		    STR_ARG(name));
	s->paths = arena_text(call->arena, "%.*s%s%s%.*s", STR_ARG(s->paths),
	    s->paths.n > 0 ? "," : "", exclude ? "-" : "", STR_ARG(name));
	if (filter_path_parts(s->paths) > FILTER_PATH_PARTS_MAX)
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "[_source] has more than %d names", FILTER_PATH_PARTS_MAX);
	return NULL;
}

static const struct error *
add_param(struct call *call, struct index_source *s, const char *name, bool exclude)
{
	struct str *items;
	size_t n;

	TRY(param_list(call, name, &items, &n));
	for (size_t i = 0; i < n; i++)
		TRY(add_name(call, s, items[i], exclude));
	return NULL;
}

const struct error *
index_source_params(struct call *call, struct index_source *s)
{
	struct str text = http_query_get(&call->query, "_source");

	if (str_is(text, "true") || str_is(text, "false"))
		s->wanted = str_is(text, "true");
	else
		TRY(add_param(call, s, "_source", false));
	TRY(add_param(call, s, "_source_includes", false));
	return add_param(call, s, "_source_excludes", true);
}

static const struct error *
unsupported(struct call *call)
{
	return error_text(call->arena, "illegal_argument_exception", NULL,
	    STR_LIT("[_source] supports true, false, a name, a list of names, and an object of "
	            "[includes] and [excludes]"));
}

/* A name or a list of them. */
static const struct error *
add_names(struct call *call, struct index_source *s, const json_object *names, bool exclude)
{
	if (json_object_is_type(names, json_type_string))
		return add_name(call, s, doc_text(names), exclude);
	if (!json_object_is_type(names, json_type_array))
		return unsupported(call);
	for (size_t i = 0; i < doc_length(names); i++) {
		if (!json_object_is_type(doc_at(names, i), json_type_string))
			return unsupported(call);
		TRY(add_name(call, s, doc_text(doc_at(names, i)), exclude));
	}
	return NULL;
}

const struct error *
index_source_read(struct call *call, const json_object *value, struct index_source *s)
{
	if (json_object_is_type(value, json_type_boolean)) {
		s->wanted = json_object_get_boolean(value);
		return NULL;
	}
	if (!json_object_is_type(value, json_type_object))
		return add_names(call, s, value, false);
	DOC_EACH(value, key, names)
	{
		bool exclude = strcmp(key, "excludes") == 0;

		if (!exclude && strcmp(key, "includes") != 0)
			return unsupported(call);
		TRY(add_names(call, s, names, exclude));
	}
	return NULL;
}

static const struct error *
write_part(struct call *call, struct str paths, struct str text)
{
	DOC_AUTO json_object *doc = NULL;
	DOC_AUTO json_object *left = NULL;

	TRY(load_bytes(call, text, &doc));
	left = filter_path(call->arena, doc, paths);
	if (left == NULL)
		return &error_no_memory;
	doc_write(&call->response->body, left, DOC_COMPACT);
	return NULL;
}

const struct error *
index_source_write_text(struct call *call, const struct index_source *s, struct str text)
{
	if (!s->wanted)
		return NULL;
	buf_text(&call->response->body, ",\"_source\":");
	if (s->paths.n > 0)
		return write_part(call, s->paths, text);
	buf_str(&call->response->body, text);
	return NULL;
}

bool
index_source_paths_ok(struct str paths)
{
	return filter_path_parts(paths) <= FILTER_PATH_PARTS_MAX;
}

const struct error *
index_source_write(struct call *call, const struct index_source *s, struct str doc)
{
	struct buf whole = {0};
	const struct error *error;

	if (!s->wanted)
		return NULL;
	buf_text(&call->response->body, ",\"_source\":");
	if (s->paths.n == 0) {
		index_write_source(&call->response->body, doc);
		return NULL;
	}
	index_write_source(&whole, doc);
	error =
	    buf_failed(&whole) ? &error_no_memory : write_part(call, s->paths, buf_peek(&whole));
	buf_release(&whole);
	return error;
}
