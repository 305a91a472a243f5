#include <config.h>

#include "json/doc.h"

#include "json/node.h"

#include <assert.h>
#include <string.h>

static bool
equal_objects(const json_object *a, const json_object *b)
{
	if (json_object_object_length(a) != json_object_object_length(b))
		return false;
	DOC_EACH(a, key, value)
	{
		json_object *other;

		if (doc_get(b, key, &other) == DOC_ABSENT || !doc_equal(value, other))
			return false;
	}
	return true;
}

static bool
equal_arrays(const json_object *a, const json_object *b)
{
	size_t n = json_object_array_length(a);

	if (n != json_object_array_length(b))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!doc_equal(json_object_array_get_idx(a, i), json_object_array_get_idx(b, i)))
			return false;
	return true;
}

/* Integers beyond 64 bits are kept by their digits, in a json-c double. */
static bool
is_integer(const char *spelling)
{
	return spelling != NULL && strpbrk(spelling, ".eE") == NULL;
}

static bool
equal_doubles(const json_object *a, const json_object *b)
{
	const char *x = node_spelling(a), *y = node_spelling(b);
	double left = json_object_get_double(a), right = json_object_get_double(b);

	if (is_integer(x) || is_integer(y))
		return is_integer(x) && is_integer(y) && strcmp(x, y) == 0;
	/* By their order, for that is what == does without the warning. */
	return !(left < right) && !(left > right);
}

bool
doc_equal(const json_object *a, const json_object *b)
{
	json_type type = json_object_get_type(a);

	if (a == b)
		return true;
	if (type != json_object_get_type(b))
		return false;
	switch (type) {
	case json_type_null:
		return true;
	case json_type_boolean:
		return json_object_get_boolean(a) == json_object_get_boolean(b);
	case json_type_int:
		return json_object_get_int64(a) == json_object_get_int64(b);
	case json_type_double:
		return equal_doubles(a, b);
	case json_type_string:
		return str_equal(doc_text(a), doc_text(b));
	case json_type_object:
		return equal_objects(a, b);
	case json_type_array:
		return equal_arrays(a, b);
	}
	return false;
}

static bool merge(json_object *doc, const json_object *patch, bool *changed);

static bool
merge_member(json_object *doc, const char *key, const json_object *value, bool *changed)
{
	json_object *old;
	enum doc_presence presence = doc_get(doc, key, &old);

	if (json_object_is_type(old, json_type_object) &&
	    json_object_is_type(value, json_type_object))
		return merge(old, value, changed);
	if (presence != DOC_ABSENT && doc_equal(old, value))
		return true;
	*changed = true;
	return doc_set_copy(doc, key, value);
}

static bool
merge(json_object *doc, const json_object *patch, bool *changed)
{
	DOC_EACH(patch, key, value)
	{
		if (!merge_member(doc, key, value, changed))
			return false;
	}
	return true;
}

bool
doc_merge(json_object *doc, const json_object *patch, bool *changed)
{
	assert(json_object_is_type(doc, json_type_object));
	assert(json_object_is_type(patch, json_type_object));
	*changed = false;
	return merge(doc, patch, changed);
}
