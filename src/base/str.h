/*
 * A borrowed run of bytes. It may hold NUL bytes and does not end with one; whoever hands it out
 * says how long it lives.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

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

bool str_is(struct str s, const char *text);
bool str_equal(struct str a, struct str b);

/* Letter case of A-Z does not matter. */
bool str_is_nocase(struct str s, const char *text);

/* Orders by bytes, a prefix before what it begins. */
int str_compare(struct str a, struct str b);

#endif
