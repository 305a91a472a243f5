#include <config.h>

#include "value.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

json_object *
value_copy(json_object *v)
{
	json_object *copy = NULL;

	if (v != NULL && json_object_deep_copy(v, &copy, NULL) != 0)
		abort();
	return copy;
}

json_object *
value_text(const char *text)
{
	return json_object_new_string(text);
}

json_object *
value_lower(const char *text)
{
	char lower[64];
	size_t n = strlen(text);

	assert(n < sizeof lower);
	for (size_t i = 0; i <= n; i++)
		lower[i] = (char)tolower((unsigned char)text[i]);
	return value_text(lower);
}

json_object *
value_printf(const char *format, ...)
{
	char text[4096];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < sizeof text);
	return value_text(text);
}

json_object *
value_time(int64_t us)
{
	time_t s = (time_t)(us / 1000000);
	char day[32], fraction[8];
	struct tm tm;

	if (gmtime_r(&s, &tm) == NULL || strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
		abort();
	(void)snprintf(fraction, sizeof fraction, "%06u", (unsigned)(us % 1000000));
	for (size_t n = 6; n > 3 && fraction[n - 1] == '0'; n--)
		fraction[n - 1] = '\0';
	return value_printf("%s.%sZ", day, fraction);
}

json_object *
value_at(json_object *object, const char *key)
{
	json_object *v = NULL;

	return json_object_object_get_ex(object, key, &v) ? v : NULL;
}

const char *
value_text_at(json_object *object, const char *key)
{
	json_object *v = value_at(object, key);

	return json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;
}

bool
value_has(json_object *object, const char *key)
{
	return json_object_object_get_ex(object, key, NULL);
}

bool
value_is(json_object *object, const char *key, const char *text)
{
	const char *is = value_text_at(object, key);

	return is != NULL && strcmp(is, text) == 0;
}

void
value_set_take(json_object *object, const char *key, json_object *v)
{
	if (json_object_object_add(object, key, v) != 0)
		abort();
}

void
value_set_text(json_object *object, const char *key, const char *text)
{
	value_set_take(object, key, value_text(text));
}

void
value_carry(json_object *to, json_object *from, const char *key)
{
	json_object *v = value_at(from, key);

	if (v != NULL)
		value_set_take(to, key, value_copy(v));
}

void
value_merge(json_object *into, json_object *from)
{
	json_object_object_foreach(from, key, v)
	{
		json_object *old = value_at(into, key);

		if (json_object_is_type(v, json_type_object) &&
		    json_object_is_type(old, json_type_object))
			value_merge(old, v);
		else
			value_set_take(into, key, value_copy(v));
	}
}

bool
value_as_bool(json_object *v)
{
	if (json_object_is_type(v, json_type_string))
		return strcmp(json_object_get_string(v), "true") == 0;
	return json_object_get_boolean(v);
}

int64_t
value_as_long(json_object *v)
{
	if (json_object_is_type(v, json_type_string))
		return (int64_t)strtod(json_object_get_string(v), NULL);
	if (json_object_is_type(v, json_type_double))
		return (int64_t)json_object_get_double(v);
	return json_object_get_int64(v);
}

json_object *
value_as_array(json_object *v)
{
	json_object *array;

	if (json_object_is_type(v, json_type_array))
		return value_copy(v);
	array = json_object_new_array();
	(void)json_object_array_add(array, value_copy(v));
	return array;
}
