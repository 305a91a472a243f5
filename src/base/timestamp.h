/* Timestamps of the API (rest.md 13, sync-jobs.md 2 and 7.9). */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/str.h"

#include <stdint.h>

enum { TIMESTAMP_SIZE = sizeof("-999999999-12-31T23:59:59.999999999Z") };

/*
 * UTC, 3 to 9 fraction digits, zeros behind the third dropped. Microseconds since 1970. Returns the
 * length.
 */
size_t timestamp_print(char out[TIMESTAMP_SIZE], int64_t us);

enum timestamp_verdict {
	TIMESTAMP_OK,
	TIMESTAMP_BAD,     /* not a date */
	TIMESTAMP_NO_ZONE, /* a date without time or offset, or a year alone */
};

/*
 * Reads a strict ISO date-time with offset, or digits as epoch milliseconds, and writes it in the
 * form above with up to nanoseconds. BAD too when it falls outside the years 0000 to 9999.
 */
enum timestamp_verdict timestamp_normalise(struct str in, char out[TIMESTAMP_SIZE]);

/*
 * Reads any form this program or the index view stores ("...Z", "+00:00") as microseconds since
 * 1970, cut; no offset is UTC. False when it is no time.
 */
bool timestamp_read(struct str in, int64_t *us);

#endif
