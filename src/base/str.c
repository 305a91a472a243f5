#include <config.h>

#include "base/str.h"

#include <string.h>
#include <strings.h>

struct str
str_of(const char *text)
{
	return (struct str){text != NULL ? text : "", text != NULL ? strlen(text) : 0};
}

bool
str_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_is(struct str s, const char *text)
{
	return str_equal(s, str_of(text));
}

bool
str_is_nocase(struct str s, const char *text)
{
	return s.n == strlen(text) && strncasecmp(s.p, text, s.n) == 0;
}

int
str_compare(struct str a, struct str b)
{
	size_t shared = a.n < b.n ? a.n : b.n;
	int order = shared == 0 ? 0 : memcmp(a.p, b.p, shared);

	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}
