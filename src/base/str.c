#include <config.h>

#include "base/str.h"

#include <strings.h>

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
