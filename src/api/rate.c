#include <config.h>

#include "api/rate.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

enum { ROWS = 1024 };

/* Credit is counted in microseconds: one that happens costs what its part of a second is. */
struct row {
	int64_t credit;
	int64_t at; /* when credit was that; 0: never used */
	bool over;
};

struct rate {
	pthread_mutex_t lock;
	uint64_t per_s;
	uint32_t seed; /* nobody can choose an address that shares a row with another */
	struct row rows[ROWS];
};

enum { SECOND_US = 1000000 };

struct rate *
rate_new(uint64_t per_s)
{
	struct rate *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	pthread_mutex_init(&r->lock, NULL);
	r->per_s = per_s;
	if (getrandom(&r->seed, sizeof(r->seed), 0) != sizeof(r->seed))
		r->seed = 1; /* then somebody could, and would gain little */
	return r;
}

void
rate_free(struct rate *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r);
}

static struct row *
row_of(struct rate *r, struct str address)
{
	return &r->rows[str_hash(address, r->seed) % ROWS];
}

static enum rate_verdict
take(struct row *row, int64_t cost, int64_t now)
{
	enum rate_verdict verdict = row->over ? RATE_OVER : RATE_OVER_FIRST;
	int64_t passed = row->at == 0 || now - row->at > SECOND_US ? SECOND_US : now - row->at;

	if (passed > 0) {
		row->credit = row->credit + passed < SECOND_US ? row->credit + passed : SECOND_US;
		row->at = now;
	}
	row->over = row->credit < cost;
	if (row->over)
		return verdict;
	row->credit -= cost;
	return RATE_WITHIN;
}

enum rate_verdict
rate_take(struct rate *r, struct str address, int64_t now)
{
	enum rate_verdict verdict;

	if (r->per_s == 0)
		return RATE_WITHIN;
	pthread_mutex_lock(&r->lock);
	verdict = take(row_of(r, address), SECOND_US / (int64_t)r->per_s, now);
	pthread_mutex_unlock(&r->lock);
	return verdict;
}
