#include <config.h>

#include "histogram.h"

/* Values below FINE have a bucket each; above, every doubling has FINE / 2 of them, and more. */
static unsigned
bucket_of(uint64_t us)
{
	unsigned shift = 0;

	while (us >> shift >= 2 * HISTOGRAM_FINE)
		shift++;
	if (shift >= HISTOGRAM_OCTAVES - 2)
		return HISTOGRAM_OCTAVES * HISTOGRAM_FINE - 1;
	return shift * HISTOGRAM_FINE + (unsigned)(us >> shift);
}

/* The largest value of a bucket. */
static uint64_t
bucket_top(unsigned bucket)
{
	unsigned shift;

	if (bucket < 2 * HISTOGRAM_FINE)
		return bucket;
	shift = bucket / HISTOGRAM_FINE - 1;
	return ((uint64_t)(bucket - shift * HISTOGRAM_FINE + 1) << shift) - 1;
}

void
histogram_add(struct histogram *h, uint64_t us)
{
	h->buckets[bucket_of(us)]++;
	h->count++;
	if (us > h->worst)
		h->worst = us;
}

uint64_t
histogram_percentile(const struct histogram *h, double percent)
{
	double wanted = (double)h->count * percent / 100;
	uint64_t seen = 0;

	for (unsigned i = 0; i < HISTOGRAM_OCTAVES * HISTOGRAM_FINE; i++) {
		seen += h->buckets[i];
		if (seen > 0 && (double)seen >= wanted)
			return bucket_top(i) < h->worst ? bucket_top(i) : h->worst;
	}
	return h->worst;
}
