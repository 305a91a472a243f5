/* What is still to be filled in of a configuration. */
#include <config.h>

#include "model/configuration.h"

#include <string.h>

/* How deep fields hang on fields that hang on fields, and how many of that are looked at. */
enum { DEPTH_MAX = 8, LOOKS_MAX = 1000 };

static bool
is_blank_text(struct str text)
{
	static const char blanks[] = {' ', '\t', '\n', '\r', '\f', '\v'};

	for (size_t i = 0; i < text.n; i++)
		if (memchr(blanks, text.p[i], sizeof(blanks)) == NULL)
			return false;
	return true;
}

static bool
is_empty(const json_object *value)
{
	if (value == NULL)
		return true;
	if (json_object_is_type(value, json_type_string))
		return is_blank_text(doc_text(value));
	if (!json_object_is_type(value, json_type_array))
		return false;
	for (size_t i = 0; i < doc_length(value); i++)
		if (!is_empty(doc_at(value, i)))
			return false;
	return true;
}

/* What the worker reads: the default where an optional field was left empty. */
static json_object *
value_of(const json_object *field)
{
	json_object *value, *standing_in;
	bool required = false;

	doc_get(field, "value", &value);
	doc_bool(field, "required", &required);
	if (!is_empty(value) || required)
		return value;
	doc_get(field, "default_value", &standing_in);
	return standing_in;
}

/* Dependencies left to be looked at: a configuration may hold any number, also in circles. */
struct look {
	const json_object *configuration;
	unsigned left;
};

static bool is_wanted(struct look *, const json_object *field, int depth);

static json_object *
field_named(const struct look *look, struct str name)
{
	/* json-c ends a text with a NUL. One inside is in no field's name. */
	return str_is(name, name.p) ? doc_object(look->configuration, name.p) : NULL;
}

/* The field it hangs on is wanted itself, and has that value. */
static bool
is_met(struct look *look, const json_object *dependency, int depth)
{
	json_object *field, *wanted;
	struct str name;

	if (depth == 0 || look->left == 0 || !doc_string(dependency, "field", &name))
		return false;
	look->left--;
	field = field_named(look, name);
	if (field == NULL || !is_wanted(look, field, depth - 1))
		return false;
	doc_get(dependency, "value", &wanted);
	return doc_equal(value_of(field), wanted);
}

static bool
is_wanted(struct look *look, const json_object *field, int depth)
{
	json_object *dependencies = doc_array(field, "depends_on");

	for (size_t i = 0; dependencies != NULL && i < doc_length(dependencies); i++)
		if (!is_met(look, doc_at(dependencies, i), depth))
			return false;
	return true;
}

static bool
is_unset(struct look *look, const json_object *field)
{
	bool required = false;
	json_object *value;

	doc_bool(field, "required", &required);
	doc_get(field, "value", &value);
	return required && is_empty(value) && is_wanted(look, field, DEPTH_MAX);
}

bool
configuration_unset(const json_object *configuration, json_object *names)
{
	struct look look = {configuration, LOOKS_MAX};

	if (configuration == NULL)
		return true;
	DOC_EACH(configuration, key, field)
	{
		if (is_unset(&look, field) && !doc_add_take(names, json_object_new_string(key)))
			return false;
	}
	return true;
}
