/*
 * A borrowed run of bytes. It may hold NUL bytes and does not end with one; whoever hands it out
 * says how long it lives.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

/* printf arguments for "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p
#define STR_LIT(literal)                       \
	(struct str)                           \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

/* Of these three a request asks some hundred times: here a literal costs a look at the length. */

/* The text of a C string, without its NUL. NULL gives the empty run. */
static inline struct str
str_of(const char *text)
{
	return (struct str){text != NULL ? text : "", text != NULL ? strlen(text) : 0};
}

static inline bool
str_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_is(struct str s, const char *text)
{
	return str_equal(s, str_of(text));
}

/* Letter case of A-Z does not matter. */
bool str_is_nocase(struct str s, const char *text);

/* A number that bytes are spread by, begun with a seed. No secret is kept by it. */
uint32_t str_hash(struct str s, uint32_t seed);

/* Orders by bytes, a prefix before what it begins. */
int str_compare(struct str a, struct str b);

#endif
