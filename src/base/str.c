#include <config.h>

#include "base/str.h"

#include <strings.h>

struct str
str_of(const char *text)
{
	return (struct str){text != NULL ? text : "", text != NULL ? strlen(text) : 0};
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

/* FNV-1a, its high bits folded into the low ones that tables go by. */
uint32_t
str_hash(struct str s, uint32_t seed)
{
	uint32_t hash = UINT32_C(2166136261) ^ seed;

	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * UINT32_C(16777619);
	return hash ^ hash >> 15;
}
