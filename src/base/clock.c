#include <config.h>

#include "base/clock.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>

int64_t
clock_now(void)
{
	static _Atomic int64_t last;
	struct timespec ts;
	int64_t now;
	int64_t seen = atomic_load(&last);

	clock_gettime(CLOCK_REALTIME, &ts);
	now = (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
	do {
		if (now <= seen)
			now = seen + 1;
	} while (!atomic_compare_exchange_weak(&last, &seen, now));
	return now;
}

int64_t
clock_monotonic_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int
clock_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;
	int ret = pthread_condattr_init(&attr);

	if (ret != 0)
		return ret;
	ret = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	if (ret == 0)
		ret = pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
	return ret;
}

void
clock_cond_rest(pthread_cond_t *cond, pthread_mutex_t *lock, const bool *stop, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!*stop && pthread_cond_timedwait(cond, lock, &until) != ETIMEDOUT)
		;
}
