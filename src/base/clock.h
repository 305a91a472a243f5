/* Time of day, in microseconds since 1970 UTC. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Later at each call in this process, also when the system's clock stood still or went back
 * (sync-jobs.md 2: a check-in shows a last_seen strictly later than the write before).
 */
int64_t clock_now(void);

/* Milliseconds of a clock that never goes back; for deadlines. */
int64_t clock_monotonic_ms(void);

/* A condition whose timed waits go by that clock. 0, or an error number. */
int clock_cond_init(pthread_cond_t *);

/* Waits on such a condition, with its lock held, until that time is over or *stop is true. */
void clock_cond_rest(pthread_cond_t *, pthread_mutex_t *, const bool *stop, int64_t ms);

#endif
