#include <config.h>

#include "json/node.h"

#include "json/reader.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/linkhash.h>

json_object *
node_open(const json_object *value)
{
	return (json_object *)(uintptr_t)value;
}

static bool
has_room(json_object *object)
{
	struct lh_table *table = json_object_get_object(object);

	if (table->count < table->size * LH_LOAD_FACTOR)
		return true;
	return table->size <= INT_MAX / 2 && lh_table_resize(table, table->size * 2) == 0;
}

bool
node_add(json_object *object, const char *key, json_object *value, bool is_new)
{
	assert(json_object_is_type(object, json_type_object));
	return has_room(object) && json_object_object_add_ex(object, key, value,
	                               is_new ? JSON_C_OBJECT_ADD_KEY_IS_NEW : 0) == 0;
}

bool
node_append(json_object *array, json_object *value)
{
	return json_object_array_add(array, value) == 0;
}

json_object *
node_array(size_t room)
{
	return json_object_new_array_ext(room > INT_MAX ? INT_MAX : (int)room);
}

json_object *
node_string(struct str text)
{
	if (text.n > INT_MAX)
		return NULL;
	return json_object_new_string_len(text.p != NULL ? text.p : "", (int)text.n);
}

json_object *
node_number(struct str digits, bool integer)
{
	char text[JSON_NUMBER_MAX + 8];
	long long value;

	assert(digits.n < sizeof(text));
	memcpy(text, digits.p, digits.n);
	text[digits.n] = '\0';
	if (!integer)
		return json_object_new_double_s(strtod(text, NULL), text);
	errno = 0;
	value = strtoll(text, NULL, 10);
	if (errno == 0)
		return json_object_new_int64(value);
	return json_object_new_double_s(strtod(text, NULL), text);
}

const char *
node_spelling(const json_object *number)
{
	if (!json_object_is_type(number, json_type_double))
		return NULL;
	return json_object_get_userdata(node_open(number));
}
