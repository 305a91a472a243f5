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

/* The text of a C string, without its NUL. NULL gives the empty run. */
struct str str_of(const char *text);

/* Of these two a request asks some hundred times: here a literal costs a look at the length. */

static inline bool
str_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* text: not NULL. */
static inline bool
str_is(struct str s, const char *text)
{
	size_t n = strlen(text);

	return s.n == n && (n == 0 || memcmp(s.p, text, n) == 0);
}

/* Letter case of A-Z does not matter. */
bool str_is_nocase(struct str s, const char *text);

/* A number that bytes are spread by, begun with a seed. No secret is kept by it. */
uint32_t str_hash(struct str s, uint32_t seed);

/* Orders by bytes, a prefix before what it begins. */
int str_compare(struct str a, struct str b);

#endif
