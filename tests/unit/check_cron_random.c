/*
 * Random cron expressions against a slow search, day by day and second by second, that shares no
 * line with cron_next: it has its own idea of what was said, and the C library's calendar.
 */
#include <config.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"

#include "model/cron.h"

enum { DAY = 86400 };

/* 2026-11-24: "*" in the year ends with 2126. */
static const int64_t now = INT64_C(1795478400) * 1000000;

/* ---- expressions, and what they say ---- */

struct year_range {
	int first, last, step;
};

/* What a random expression says, kept beside the text while it is put together. */
struct plan {
	char text[1024];
	bool second[60], minute[60], hour[24], month[13], day[32], near[32];
	int last; /* days before the last one, or -1 */
	bool last_near;
	bool counted; /* a W or an L among the days of the month */
	bool by_weekday;
	bool weekday[8], last_weekday[8], nth[8][6];
	struct year_range years[3];
	int n_years;
};

static int
between(int low, int high)
{
	return low + (int)(random() % (high - low + 1));
}

static void __attribute__((format(printf, 2, 3))) say(struct plan *p, const char *format, ...)
{
	size_t n = strlen(p->text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(p->text + n, sizeof(p->text) - n, format, ap);
	va_end(ap);
}

static void
plan_range(struct plan *p, bool *set, int low, int high)
{
	int first = between(low, high), last = between(low, high), step = between(1, 9), at = first;

	if (step > 4) {
		step = 1;
		say(p, "%d-%d", first, last);
	} else {
		say(p, "%d-%d/%d", first, last, step);
	}
	for (int left = 0;; left--) {
		if (left == 0) {
			set[at] = true;
			left = step;
		}
		if (at == last)
			break;
		at = at == high ? low : at + 1;
	}
}

static void
plan_element(struct plan *p, bool *set, int low, int high)
{
	int kind = between(0, 4), first = between(low, high), step = between(1, high - low);

	switch (kind) {
	case 0:
		plan_range(p, set, low, high);
		break;
	case 1:
		say(p, "%d/%d", first, step);
		for (int i = first; i <= high; i += step)
			set[i] = true;
		break;
	case 2:
		say(p, "*/%d", step);
		for (int i = low; i <= high; i += step)
			set[i] = true;
		break;
	default:
		say(p, "%d", first);
		set[first] = true;
	}
}

static void
plan_field(struct plan *p, bool *set, int low, int high)
{
	int n = between(0, 3);

	if (n == 0) {
		say(p, "* ");
		memset(set + low, 1, (size_t)(high - low + 1));
		return;
	}
	for (int i = 0; i < n; i++) {
		plan_element(p, set, low, high);
		say(p, i + 1 < n ? "," : " ");
	}
}

static void
plan_last_day(struct plan *p)
{
	p->counted = true;
	p->last = between(0, 1) ? between(0, 30) : 0;
	p->last_near = between(0, 1) != 0;
	if (p->last > 0)
		say(p, "L-%d%s ", p->last, p->last_near ? "W" : "");
	else
		say(p, "L%s ", p->last_near ? "W" : "");
}

static void
plan_day(struct plan *p)
{
	int near = between(1, 31);

	p->last = -1;
	switch (p->by_weekday ? 0 : between(1, 4)) {
	case 0:
		say(p, "? ");
		break;
	case 1:
		plan_last_day(p);
		break;
	case 2:
		say(p, "%dW,", near);
		p->near[near] = p->counted = true;
		plan_field(p, p->day, 1, 31);
		break;
	case 3:
		say(p, "%dW ", near);
		p->near[near] = p->counted = true;
		break;
	default:
		plan_field(p, p->day, 1, 31);
	}
}

static void
plan_weekday(struct plan *p)
{
	static const char *const names[] = {"", "SUN", "mon", "TUE", "Wed", "THU", "FRI", "SAT"};
	int weekday = between(1, 7), k = between(1, 5);

	switch (p->by_weekday ? between(1, 5) : 0) {
	case 0:
		say(p, "? ");
		break;
	case 1:
		say(p, "%dL ", weekday);
		p->last_weekday[weekday] = true;
		break;
	case 2:
		say(p, "%s#%d ", names[weekday], k);
		p->nth[weekday][k] = true;
		break;
	case 3:
		say(p, "%d#%d,", weekday, k);
		p->nth[weekday][k] = true;
		plan_field(p, p->weekday, 1, 7);
		break;
	case 4:
		say(p, "%s ", names[weekday]);
		p->weekday[weekday] = true;
		break;
	default:
		plan_field(p, p->weekday, 1, 7);
	}
}

static void
plan_years(struct plan *p)
{
	p->n_years = between(-3, 3);
	if (p->n_years <= 0) {
		p->n_years = 1;
		p->years[0] = (struct year_range){1970, 2126, 1};
		return;
	}
	for (int i = 0; i < p->n_years; i++) {
		int first = between(1995, 2040), last = first + between(0, 12),
		    step = between(1, 7);

		say(p, "%s%d-%d/%d", i > 0 ? "," : "", first, last, step);
		p->years[i] = (struct year_range){first, last, step};
	}
}

static void
plan_expression(struct plan *p)
{
	*p = (struct plan){.by_weekday = between(0, 1) != 0};
	plan_field(p, p->second, 0, 59);
	plan_field(p, p->minute, 0, 59);
	plan_field(p, p->hour, 0, 23);
	plan_day(p);
	plan_field(p, p->month, 1, 12);
	plan_weekday(p);
	plan_years(p);
}

/* ---- the slow search ---- */

/* Of a day since 1970. */
static struct tm
date_of(int64_t day)
{
	time_t t = day * DAY;
	struct tm tm;

	ck_assert_ptr_nonnull(gmtime_r(&t, &tm));
	return tm;
}

/* The day of the month that tm has when it is in the same month, else 0. */
static int
in_month(int64_t day, int month)
{
	struct tm tm = date_of(day);

	return tm.tm_mon == month ? tm.tm_mday : 0;
}

/* By the meaning of the word: the day of that month nearest to it that is not of a weekend. */
static int64_t
nearest(int64_t day)
{
	int month = date_of(day).tm_mon;

	for (int distance = 0;; distance++) {
		for (int side = -1; side <= 1; side += 2) {
			int64_t at = day + side * distance;
			struct tm tm = date_of(at);

			if (tm.tm_mon == month && tm.tm_wday != 0 && tm.tm_wday != 6)
				return at;
		}
	}
}

static bool
date_fires(const struct plan *p, int64_t day, const struct tm *tm)
{
	int64_t first = day - tm->tm_mday + 1;

	if (p->day[tm->tm_mday])
		return true;
	if (!p->counted)
		return false;
	for (int64_t d = first; in_month(d, tm->tm_mon) != 0; d++) {
		bool last = in_month(d + 1 + p->last, tm->tm_mon) == 0 &&
		            in_month(d + p->last, tm->tm_mon) != 0 && p->last >= 0;

		if (last && (p->last_near ? nearest(d) : d) == day)
			return true;
		if (p->near[d - first + 1] && nearest(d) == day)
			return true;
	}
	return false;
}

static bool
weekday_fires(const struct plan *p, int64_t day, const struct tm *tm)
{
	int weekday = tm->tm_wday + 1, k = 1;

	if (p->weekday[weekday])
		return true;
	for (int64_t d = day - 7; in_month(d, tm->tm_mon) != 0; d -= 7)
		k++;
	if (p->nth[weekday][k])
		return true;
	return p->last_weekday[weekday] && in_month(day + 7, tm->tm_mon) == 0;
}

static bool
day_fires(const struct plan *p, int64_t day)
{
	struct tm tm = date_of(day);
	int year = tm.tm_year + 1900;
	bool in_years = false;

	for (int i = 0; i < p->n_years; i++)
		for (int y = p->years[i].first; y <= p->years[i].last; y += p->years[i].step)
			in_years = in_years || y == year;
	if (!in_years || !p->month[tm.tm_mon + 1])
		return false;
	return p->by_weekday ? weekday_fires(p, day, &tm) : date_fires(p, day, &tm);
}

/* Day by day, then second by second; false: none before that day. */
static bool
search(const struct plan *p, int64_t after, int64_t end_day, int64_t *next)
{
	int64_t t = after + 1;

	for (int64_t day = t / DAY; day < end_day; day++) {
		if (!day_fires(p, day))
			continue;
		for (int64_t s = day * DAY > t ? day * DAY : t; s < (day + 1) * DAY; s++) {
			if (p->hour[s % DAY / 3600] && p->minute[s / 60 % 60] &&
			    p->second[s % 60]) {
				*next = s;
				return true;
			}
		}
	}
	return false;
}

/* A time that is often near an edge: of a day, a month, a year, a leap day. */
static int64_t
some_time(void)
{
	struct tm tm = {.tm_year = between(90, 145), .tm_mday = 1};
	int64_t start;

	if (between(0, 2) == 0)
		tm.tm_mon = between(0, 11);
	else if (between(0, 1) == 0)
		tm.tm_mon = 2;
	start = timegm(&tm);
	switch (between(0, 2)) {
	case 0:
		return start + between(-3, 3);
	case 1:
		return start + between(-3 * DAY, 3 * DAY);
	default:
		return start + between(0, 31 * DAY);
	}
}

START_TEST(random_expressions)
{
	enum { ROUNDS = 20, TIMES = 8, YEARS = 3 };
	long found = 0;

	srandom((unsigned)_i + 1);
	for (int round = 0; round < ROUNDS; round++) {
		struct arena *a = arena_new();
		struct plan plan;
		const struct cron *cron;

		plan_expression(&plan);
		if (cron_parse(a, str_of(plan.text), now, &cron) != NULL)
			ck_abort_msg("%s", plan.text);
		for (int i = 0; i < TIMES; i++) {
			int64_t after = some_time(), end = after / DAY + YEARS * 366, next, want;
			bool is = cron_next(cron, after, &next);

			if (search(&plan, after, end, &want)) {
				found++;
				if (!is || next != want)
					ck_abort_msg("%s after %lld: %d %lld, not %lld", plan.text,
					    (long long)after, is, (long long)next, (long long)want);
			} else if (is && next < end * DAY) {
				ck_abort_msg("%s after %lld: %lld, not none", plan.text,
				    (long long)after, (long long)next);
			}
		}
		arena_free(a);
	}
	/* Expressions that never fire prove little. */
	ck_assert_int_gt(found, ROUNDS * TIMES / 4);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cron_random");
	TCase *t = tcase_create("random");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, random_expressions, 0, 10);
	suite_add_tcase(s, t);
	return run_suite(s);
}
