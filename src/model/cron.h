/*
 * Cron expressions of schedules (cron.md): whether one is accepted, what is stored, what it means.
 * The clock is passed in, nothing is global.
 */
#ifndef MODEL_CRON_H
#define MODEL_CRON_H

#include "base/error.h"

#include <stdint.h>

/* A parsed expression. Lives in the arena it was parsed in. */
struct cron;

/*
 * What the API says about a bad expression (cron.md 5): "invalid cron expression [as sent]" and its
 * cause. NULL when it is accepted. now: microseconds since 1970; the range of years hangs on it.
 */
const struct error *cron_check(struct arena *, struct str expression, int64_t now);

/* The same, and the parsed form when it is accepted. */
const struct error *cron_parse(
    struct arena *, struct str expression, int64_t now, const struct cron **cron);

/* What is kept of an accepted expression: A-Z in upper case, all else as sent. */
struct str cron_stored(struct arena *, struct str expression);

/*
 * The first fire time after that one (never the same), both in seconds since 1970 UTC. False: there
 * is none, as for years that are over or a 30th of February. Its time is bounded by the length of
 * the expression, not by what the expression says.
 *
 * Every element of a list counts by itself: "1W,15" is the weekday nearest the 1st, and the 15th. A
 * day that a month does not have (31W in June, L-30 in February) is left out there. A year of "*"
 * goes from 1970 to a hundred years after the time of parsing.
 */
bool cron_next(const struct cron *, int64_t after, int64_t *next);

#endif
