/*
 * Any bytes as a cron expression, behind a line that holds the time to start from. What is accepted
 * is asked for fire times, and they are held against a reading of the parsed form by the C
 * library's calendar.
 */
#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/cron_state.h"
#include "model/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { DAY = 86400, NEAR = 2000, DAYS = 500 };

static const int64_t now = INT64_C(1795478400) * 1000000; /* 2026 */

/* ---- a slow reading ---- */

static int
month_length(const struct tm *tm)
{
	struct tm last = {.tm_year = tm->tm_year, .tm_mon = tm->tm_mon + 1, .tm_mday = 0};

	timegm(&last);
	return last.tm_mday;
}

/* The weekday nearest to a day is this one. */
static bool
is_nearest(const struct tm *tm, int day, int length)
{
	int weekday = (tm->tm_wday + day - tm->tm_mday + 35) % 7; /* of the other day */
	int nearest = day;

	if (weekday == 6)
		nearest += day == 1 ? 2 : -1;
	if (weekday == 0)
		nearest += day == length ? -2 : 1;
	return nearest == tm->tm_mday;
}

static bool
date_fires(const struct cron *c, const struct tm *tm)
{
	int length = month_length(tm), last = length - (int)c->last_offset;

	if (cron_set_has(&c->set[CRON_DAY], tm->tm_mday))
		return true;
	for (int day = 1; day <= length; day++)
		if ((c->near >> day & 1) != 0 && is_nearest(tm, day, length))
			return true;
	if (!c->last || last < 1)
		return false;
	return c->last_near ? is_nearest(tm, last, length) : tm->tm_mday == last;
}

static bool
weekday_fires(const struct cron *c, const struct tm *tm)
{
	int weekday = tm->tm_wday + 1;

	if (cron_set_has(&c->set[CRON_WEEKDAY], weekday))
		return true;
	if ((c->nth[(tm->tm_mday + 6) / 7] >> weekday & 1) != 0)
		return true;
	return (c->last_weekdays >> weekday & 1) != 0 && tm->tm_mday + 7 > month_length(tm);
}

static bool
day_fires(const struct cron *c, const struct tm *tm)
{
	int64_t year = INT64_C(1900) + tm->tm_year;
	bool in_years = false;

	for (size_t i = 0; i < c->n_years && !in_years; i++) {
		const struct cron_years *y = &c->years[i];

		in_years = y->first <= year && year <= y->last && (year - y->first) % y->step == 0;
	}
	if (!in_years || !cron_set_has(&c->set[CRON_MONTH], tm->tm_mon + 1))
		return false;
	if (cron_set_has(&c->set[CRON_DAY], CRON_NO_DAY))
		return weekday_fires(c, tm);
	return date_fires(c, tm);
}

static bool
second_fires(const struct cron *c, const struct tm *tm)
{
	return cron_set_has(&c->set[CRON_HOUR], tm->tm_hour) &&
	       cron_set_has(&c->set[CRON_MINUTE], tm->tm_min) &&
	       cron_set_has(&c->set[CRON_SECOND], tm->tm_sec);
}

/* False too for years that the C library does not know. */
static bool
split(int64_t seconds, struct tm *tm)
{
	time_t t = seconds;

	return gmtime_r(&t, tm) != NULL;
}

/* ---- what must hold ---- */

/* No fire time behind after and before end: the near ones one by one, then some days. */
static void
assert_none_between(const struct cron *c, int64_t after, int64_t end)
{
	struct tm tm;
	int64_t t = after < INT64_MAX ? after + 1 : after;
	bool some_time = false;

	for (int i = 0; i < NEAR && t < end && split(t, &tm); i++, t++)
		assert(!second_fires(c, &tm) || !day_fires(c, &tm));
	/* Whether a day has a fire time hangs on no date: ask it of 1970-01-01. */
	for (int64_t s = 0; s < DAY && !some_time; s++)
		some_time = split(s, &tm) && second_fires(c, &tm);
	if (!some_time || t > INT64_MAX - DAY)
		return;
	t = (t / DAY + 1) * DAY;
	for (int i = 0; i < DAYS && t <= end - DAY && split(t, &tm); i++, t += DAY)
		assert(!day_fires(c, &tm));
}

static void
assert_times(const struct cron *c, int64_t after)
{
	for (int i = 0; i < 4; i++) {
		int64_t next;
		struct tm tm;

		if (!cron_next(c, after, &next)) {
			assert_none_between(c, after, INT64_MAX);
			return;
		}
		assert(next > after);
		assert(!split(next, &tm) || (second_fires(c, &tm) && day_fires(c, &tm)));
		assert_none_between(c, after, next);
		after = next;
	}
}

static void
assert_error(const struct error *e, struct str expression)
{
	static const char type[] = "illegal_argument_exception";
	const struct error *cause = e->cause;

	assert(strcmp(e->type, type) == 0);
	assert(e->reason.n == strlen("invalid cron expression []") + expression.n);
	assert(cause != NULL && strcmp(cause->type, type) == 0 && cause->cause == NULL);
	assert(cause->reason.n > strlen("illegal cron expression format [java.]"));
}

/* What is stored of an expression is as good as the expression. */
static void
assert_stored(struct arena *a, struct str expression, const struct error *e)
{
	struct str stored = cron_stored(a, expression);
	const struct error *again = cron_check(a, stored, now);

	assert(stored.n == expression.n);
	assert(str_equal(cron_stored(a, stored), stored));
	assert((again == NULL) == (e == NULL));
	assert(e == NULL || str_equal(again->cause->reason, e->cause->reason));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	const char *line_end = n > 0 ? memchr(text, '\n', n) : NULL;
	size_t start = line_end != NULL ? (size_t)(line_end - text) + 1 : 0;
	struct str expression = {text + start, n - start};
	struct arena *a = arena_new();
	const struct cron *cron = NULL;
	const struct error *e = cron_parse(a, expression, now, &cron);
	int64_t after = 0;

	if (start > 0)
		number_to_long((struct str){text, start - 1}, &after);
	assert((e == NULL) == (cron != NULL));
	assert((cron_check(a, expression, now) == NULL) == (e == NULL));
	if (e == NULL)
		assert_times(cron, after);
	else
		assert_error(e, expression);
	assert_stored(a, expression, e);
	assert(!arena_failed(a));
	arena_free(a);
	return 0;
}
