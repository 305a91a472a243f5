#include <config.h>

#include "model/cron_state.h"

enum { DAY = 86400, FIRST_WEEKDAY = 4 /* of 1970: Thursday, when Sunday is 0 */ };

/* A calendar repeats after this many years, days of the week included. */
enum { CYCLE = 400, CYCLE_DAYS = 146097 };

/* ---- calendar: the Gregorian one, also before it was in use ---- */

/* Rounds down, for b > 0. */
static int64_t
divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_length(int month, bool leap)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return lengths[month - 1] + (leap && month == 2);
}

/* Days from 1970-01-01 to the first day of a year. */
static int64_t
year_start(int64_t year)
{
	int64_t y = year - 1;

	return 365 * (year - 1970) + (divide(y, 4) - 1969 / 4) - (divide(y, 100) - 1969 / 100) +
	       (divide(y, 400) - 1969 / 400);
}

static int64_t
year_of_day(int64_t day)
{
	/* Leap days make it one too high at most: 97 of them are less than a year. */
	int64_t cycles = divide(day, CYCLE_DAYS);
	int64_t year = 1970 + cycles * CYCLE + (day - cycles * CYCLE_DAYS) / 365;

	while (year_start(year) > day)
		year--;
	return year;
}

/* Of a day since 1970; 0 is Sunday. */
static int
weekday_of(int64_t day)
{
	return (int)(day + FIRST_WEEKDAY - 7 * divide(day + FIRST_WEEKDAY, 7));
}

int64_t
cron_year_of(int64_t seconds)
{
	return year_of_day(divide(seconds, DAY));
}

/* ---- time of day ---- */

/* The least member that is not below from (at most 63), or -1. */
static int
member_from(uint64_t set, int from)
{
	set = set >> from << from;
	return set != 0 ? __builtin_ctzll(set) : -1;
}

/* Members below n, which is less than 64. */
static uint64_t
members_below(const struct cron *c, enum cron_field field, int n)
{
	return c->set[field].bits[0] & ((UINT64_C(1) << n) - 1);
}

/* What is left of a time when whole units are taken off; 0 when they are later than it. */
static int
rest_of(int time, int units)
{
	return time > units ? time - units : 0;
}

/*
 * The first fire time of a day at or after that second (at most DAY), as a second of the day; -1:
 * none.
 */
static int
time_from(const struct cron *c, int second_of_day)
{
	uint64_t hours = members_below(c, CRON_HOUR, 24);
	uint64_t minutes = members_below(c, CRON_MINUTE, 60);
	uint64_t seconds = members_below(c, CRON_SECOND, 60);

	for (int h = member_from(hours, second_of_day / 3600); h >= 0;
	     h = member_from(hours, h + 1)) {
		int in_hour = rest_of(second_of_day, h * 3600);

		for (int m = member_from(minutes, in_hour / 60); m >= 0;
		     m = member_from(minutes, m + 1)) {
			int s = member_from(seconds, rest_of(in_hour, m * 60));

			if (s >= 0)
				return h * 3600 + m * 60 + s;
		}
	}
	return -1;
}

/* ---- days of a month, as bits 1 to 31 ---- */

/* A month: how many days, and the day of the week of its first one (0: Sunday). */
struct month {
	int length;
	int first;
};

/* The weekday nearest to a day, in the same month. */
static int
nearest_weekday(struct month m, int day)
{
	switch ((m.first + day - 1) % 7) {
	case 6: /* Saturday */
		return day > 1 ? day - 1 : day + 2;
	case 0: /* Sunday */
		return day < m.length ? day + 1 : day - 2;
	default:
		return day;
	}
}

static uint64_t
days_by_date(const struct cron *c, struct month m)
{
	uint64_t days = c->set[CRON_DAY].bits[0];
	int last = m.length - (int)c->last_offset;

	if (c->last && last >= 1)
		days |= UINT64_C(1) << (c->last_near ? nearest_weekday(m, last) : last);
	for (int day = 1; day <= m.length; day++)
		if ((c->near >> day & 1) != 0)
			days |= UINT64_C(1) << nearest_weekday(m, day);
	return days;
}

static uint64_t
days_by_weekday(const struct cron *c, struct month m)
{
	uint64_t days = 0;

	for (int day = 1; day <= m.length; day++) {
		int weekday = (m.first + day - 1) % 7 + 1;
		uint64_t all = c->set[CRON_WEEKDAY].bits[0] | c->nth[(day - 1) / 7 + 1];

		if (day + 7 > m.length)
			all |= c->last_weekdays;
		days |= (all >> weekday & 1) << day;
	}
	return days;
}

static uint64_t
days_of(const struct cron *c, struct month m)
{
	bool by_weekday = cron_set_has(&c->set[CRON_DAY], CRON_NO_DAY);
	uint64_t days = by_weekday ? days_by_weekday(c, m) : days_by_date(c, m);

	return days & ((UINT64_C(1) << (m.length + 1)) - 2);
}

/*
 * The first fire day of a year of that kind (leap or not, its first day of the week) at or after a
 * day of the year, which counts from 0; -1: none.
 */
static int
day_in_year(const struct cron *c, bool leap, int first_weekday, int from)
{
	int before = 0; /* days in the months before */

	for (int month = 1; month <= 12; month++) {
		struct month m = {month_length(month, leap), (first_weekday + before) % 7};
		int day = -1;

		if (from < before + m.length && cron_set_has(&c->set[CRON_MONTH], month))
			day = member_from(days_of(c, m), rest_of(from, before) + 1);
		if (day >= 0)
			return before + day - 1;
		before += m.length;
	}
	return -1;
}

/* ---- years ---- */

/* By leap and by the first day of the week: does such a year have a fire day at all? */
struct kinds {
	bool fires[2][7];
};

static struct kinds
find_kinds(const struct cron *c)
{
	struct kinds kinds;

	for (int leap = 0; leap < 2; leap++)
		for (int first = 0; first < 7; first++)
			kinds.fires[leap][first] = day_in_year(c, leap != 0, first, 0) >= 0;
	return kinds;
}

static bool
has_year(const struct cron *c, int64_t year)
{
	for (size_t i = 0; i < c->n_years; i++) {
		const struct cron_years *y = &c->years[i];

		if (year >= y->first && year <= y->last && (year - y->first) % y->step == 0)
			return true;
	}
	return false;
}

/*
 * The first year of a progression after that one, and before `before`, that has a fire day; or
 * `before`. Whatever the step, the kinds of its years repeat after CYCLE of them.
 */
static int64_t
year_after(const struct cron_years *y, const struct kinds *kinds, int64_t after, int64_t before)
{
	int64_t year = y->first;

	if (year <= after)
		year += ((after - year) / y->step + 1) * y->step;
	for (int i = 0; i < CYCLE && year <= y->last && year < before; i++, year += y->step)
		if (kinds->fires[is_leap(year)][weekday_of(year_start(year))])
			return year;
	return before;
}

/* A fire day of a later year than that one. */
static bool
day_after_year(const struct cron *c, int64_t year, int64_t *day)
{
	struct kinds kinds = find_kinds(c);
	int64_t best = INT64_MAX, start;

	for (size_t i = 0; i < c->n_years; i++)
		best = year_after(&c->years[i], &kinds, year, best);
	if (best == INT64_MAX)
		return false;
	start = year_start(best);
	*day = start + day_in_year(c, is_leap(best), weekday_of(start), 0);
	return true;
}

/* The first fire day at or after that one, in days since 1970. */
static bool
day_from(const struct cron *c, int64_t from, int64_t *day)
{
	int64_t year = year_of_day(from), start = year_start(year);
	int in_year = -1;

	if (has_year(c, year))
		in_year = day_in_year(c, is_leap(year), weekday_of(start), (int)(from - start));
	if (in_year < 0)
		return day_after_year(c, year, day);
	*day = start + in_year;
	return true;
}

bool
cron_next(const struct cron *c, int64_t after, int64_t *next)
{
	int64_t from = divide(after, DAY), day;
	int second = (int)((after % DAY + DAY) % DAY) + 1;
	int first = time_from(c, 0), time = time_from(c, second);

	if (first < 0)
		return false;
	if (!day_from(c, time >= 0 ? from : from + 1, &day))
		return false;
	*next = day * DAY + (day == from ? time : first);
	return true;
}
