/* UTF-8, one character at a time. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

#include <stdint.h>

enum { UTF8_LEN_MAX = 4 };

/*
 * Bytes of the character that s begins with, and its code point; 0 when s is empty or does not
 * begin with one: stray, missing or overlong bytes, surrogates, anything past U+10FFFF.
 */
size_t utf8_first(struct str s, uint32_t *code);

/* Whether s is UTF-8 from end to end. */
bool utf8_valid(struct str s);

#endif
