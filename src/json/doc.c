#include <config.h>

#include "json/doc.h"

#include "json/node.h"

#include <assert.h>

enum doc_presence
doc_get(const json_object *doc, const char *key, json_object **value)
{
	*value = NULL;
	if (!json_object_is_type(doc, json_type_object) ||
	    !json_object_object_get_ex(doc, key, value))
		return DOC_ABSENT;
	return *value == NULL ? DOC_NULL : DOC_PRESENT;
}

/* The value when it is of that type, else NULL. */
static json_object *
get_typed(const json_object *doc, const char *key, json_type type)
{
	json_object *value;

	if (doc_get(doc, key, &value) != DOC_PRESENT || !json_object_is_type(value, type))
		return NULL;
	return value;
}

json_object *
doc_object(const json_object *doc, const char *key)
{
	return get_typed(doc, key, json_type_object);
}

json_object *
doc_array(const json_object *doc, const char *key)
{
	return get_typed(doc, key, json_type_array);
}

bool
doc_string(const json_object *doc, const char *key, struct str *text)
{
	json_object *value = get_typed(doc, key, json_type_string);

	if (value == NULL)
		return false;
	*text = doc_text(value);
	return true;
}

bool
doc_bool(const json_object *doc, const char *key, bool *value)
{
	json_object *found = get_typed(doc, key, json_type_boolean);

	if (found == NULL)
		return false;
	*value = json_object_get_boolean(found);
	return true;
}

bool
doc_long(const json_object *doc, const char *key, int64_t *value)
{
	json_object *found = get_typed(doc, key, json_type_int);

	if (found == NULL)
		return false;
	*value = json_object_get_int64(found);
	return true;
}

struct str
doc_text(const json_object *value)
{
	if (!json_object_is_type(value, json_type_string))
		return str_of("");
	return (struct str){
	    json_object_get_string(node_open(value)), (size_t)json_object_get_string_len(value)};
}

json_object *
doc_new(void)
{
	return json_object_new_object();
}

json_object *
doc_new_array(void)
{
	return node_array(4);
}

static json_object *
copy_scalar(const json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_string:
		return node_string(doc_text(value));
	case json_type_boolean:
		return json_object_new_boolean(json_object_get_boolean(value));
	case json_type_int:
		return json_object_new_int64(json_object_get_int64(value));
	default:
		break;
	}
	if (node_spelling(value) != NULL)
		return json_object_new_double_s(
		    json_object_get_double(value), node_spelling(value));
	return json_object_new_double(json_object_get_double(value));
}

/* A copy of value that the caller must own; *failed when there is none though value is not null. */
static json_object *
copy_member(const json_object *value, bool *failed)
{
	json_object *copy = doc_copy(value);

	*failed = copy == NULL && value != NULL;
	return copy;
}

static json_object *
copy_array(const json_object *value)
{
	size_t n = json_object_array_length(value);
	json_object *copy = node_array(n > 0 ? n : 1);
	bool failed = copy == NULL;

	for (size_t i = 0; !failed && i < n; i++) {
		json_object *member = copy_member(json_object_array_get_idx(value, i), &failed);

		if (failed || !node_append(copy, member)) {
			doc_free(member);
			failed = true;
		}
	}
	if (!failed)
		return copy;
	doc_free(copy);
	return NULL;
}

static json_object *
copy_object(const json_object *value)
{
	json_object *copy = doc_new();
	bool failed = copy == NULL;

	DOC_EACH(value, key, member)
	{
		json_object *mine = failed ? NULL : copy_member(member, &failed);

		if (failed || !node_add(copy, key, mine, true)) {
			doc_free(mine);
			failed = true;
			break;
		}
	}
	if (!failed)
		return copy;
	doc_free(copy);
	return NULL;
}

json_object *
doc_copy(const json_object *value)
{
	if (value == NULL)
		return NULL;
	if (json_object_is_type(value, json_type_object))
		return copy_object(value);
	if (json_object_is_type(value, json_type_array))
		return copy_array(value);
	return copy_scalar(value);
}

bool
doc_set_take(json_object *doc, const char *key, json_object *value)
{
	if (value == NULL)
		return false;
	if (node_add(doc, key, value, false))
		return true;
	doc_free(value);
	return false;
}

bool
doc_set_null(json_object *doc, const char *key)
{
	return node_add(doc, key, NULL, false);
}

bool
doc_set_string(json_object *doc, const char *key, struct str text)
{
	return doc_set_take(doc, key, node_string(text));
}

bool
doc_set_text(json_object *doc, const char *key, const char *text)
{
	return doc_set_string(doc, key, str_of(text));
}

bool
doc_set_long(json_object *doc, const char *key, int64_t value)
{
	return doc_set_take(doc, key, json_object_new_int64(value));
}

bool
doc_set_bool(json_object *doc, const char *key, bool value)
{
	return doc_set_take(doc, key, json_object_new_boolean(value));
}

bool
doc_set_copy(json_object *doc, const char *key, const json_object *value)
{
	if (value == NULL)
		return doc_set_null(doc, key);
	return doc_set_take(doc, key, doc_copy(value));
}

bool
doc_add_take(json_object *array, json_object *value)
{
	if (value == NULL)
		return false;
	if (node_append(array, value))
		return true;
	doc_free(value);
	return false;
}

json_object *
doc_at(const json_object *array, size_t i)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_get_idx(array, i)
	                                                   : NULL;
}

size_t
doc_length(const json_object *array)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

void
doc_remove_at(json_object *array, size_t i)
{
	json_object_array_del_idx(array, i, 1);
}

void
doc_remove(json_object *doc, const char *key)
{
	assert(json_object_is_type(doc, json_type_object));
	json_object_object_del(doc, key);
}

void
doc_free(json_object *doc)
{
	json_object_put(doc);
}
