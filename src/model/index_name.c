#include <config.h>

#include "model/index_name.h"

#include <string.h>

enum { INDEX_NAME_MAX = 255 };

static bool
has_any(struct str name, const char *chars)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] != '\0' && strchr(chars, name.p[i]) != NULL)
			return true;
	return false;
}

const char *
index_name_fault(struct arena *a, struct str name)
{
	if (name.n == 0)
		return "must not be empty";
	if (has_any(name, "\\/*?\"<>| ,"))
		return "must not contain the following characters "
		       "['\\','/','*','?','\"','<','>','|',' ',',']";
	if (has_any(name, "#"))
		return "must not contain '#'";
	if (has_any(name, ":"))
		return "must not contain ':'";
	if (name.p[0] == '_' || name.p[0] == '-' || name.p[0] == '+')
		return "must not start with '_', '-', or '+'";
	if (name.n > INDEX_NAME_MAX)
		return arena_printf(
		    a, "index name is too long, (%zu > %d)", name.n, INDEX_NAME_MAX);
	if (str_is(name, ".") || str_is(name, ".."))
		return "must not be '.' or '..'";
	return NULL;
}

void
index_name_check(struct problems *problems, struct str name)
{
	const char *fault = index_name_fault(problems->arena, name);

	if (fault != NULL)
		problems_add(problems,
		    "[%.*s] org.elasticsearch.indices.InvalidIndexNameException: "
		    "Invalid index name [%.*s], %s",
		    STR_ARG(name), STR_ARG(name), fault);
}

bool
index_name_is_managed(struct str name)
{
	struct str prefix = STR_LIT("content-");

	return name.n >= prefix.n && memcmp(name.p, prefix.p, prefix.n) == 0;
}
