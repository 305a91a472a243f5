/* How long things took, in microseconds; a bucket is less than 1 % wide. */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_FINE = 128, HISTOGRAM_OCTAVES = 32 };

/* {0} is an empty one. */
struct histogram {
	uint64_t buckets[HISTOGRAM_OCTAVES * HISTOGRAM_FINE];
	uint64_t count;
	uint64_t worst; /* exact */
};

void histogram_add(struct histogram *, uint64_t us);

/* What percent (0 to 100) of them did not exceed; 0 when there are none. */
uint64_t histogram_percentile(const struct histogram *, double percent);

#endif
