/*
 * How often something may happen per second, for each address. The table has one size: addresses
 * that fall on one row share it. Any number of threads.
 */
#ifndef API_RATE_H
#define API_RATE_H

#include "base/str.h"

#include <stdint.h>

struct rate;

/* per_s: 0 is no limit. So many may also come at once. NULL: no memory. */
struct rate *rate_new(uint64_t per_s);
void rate_free(struct rate *);

enum rate_verdict {
	RATE_WITHIN,
	RATE_OVER_FIRST, /* the first one over it since there was one within: worth a line */
	RATE_OVER
};

/* One more, at that time (microseconds). */
enum rate_verdict rate_take(struct rate *, struct str address, int64_t now);

#endif
