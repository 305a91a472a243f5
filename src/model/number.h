/* Numbers of the "long" fields, as text. */
#ifndef MODEL_NUMBER_H
#define MODEL_NUMBER_H

#include "base/str.h"

#include <stdint.h>

enum number_verdict { NUMBER_OK, NUMBER_TOO_LARGE, NUMBER_BAD };

/*
 * Reads a decimal ("10", "-3.9", "1e3", "+.5"), cutting what stands behind the point
 * (sync-jobs.md 7.9). TOO_LARGE: a number outside the 64 bit range. BAD: not a number, blanks
 * included.
 */
enum number_verdict number_to_long(struct str text, int64_t *value);

/* A Java int: optional sign and digits, within 32 bits (rest.md 6). False: it is none. */
bool number_to_int(struct str text, int32_t *value);

#endif
