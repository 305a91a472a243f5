#include <config.h>

#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 86400, NANOS = 1000000000 };

/* A moment: seconds since 1970, and nanoseconds after that second, never negative. */
struct moment {
	int64_t seconds;
	int nanos;
};

/* What is read of a date. */
struct fields {
	int year, month, day, hour, minute, second;
	int nanos;
	int offset; /* seconds east of Greenwich */
	bool zone;  /* an offset was given */
};

/* Text not read yet. */
struct cursor {
	const char *p, *end;
};

/* The years that four digits can say; what lies outside could not be read back. */
static const int64_t seconds_min = -62167219200, seconds_max = 253402300799;

/* Days since 1970 of a date of the Gregorian calendar, also before it was in use. */
static int64_t
days_of(int64_t year, int month, int day)
{
	/* March is the first month: then the leap day is the last of the year. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t
date_of(int64_t days, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	return y + era * 400 + (*month <= 2);
}

/* printf would take most of the time that a time takes. */
static void
put_pair(char *out, uint32_t value)
{
	out[0] = (char)('0' + value / 10);
	out[1] = (char)('0' + value % 10);
}

/* With a sign behind it; returns where the next goes. */
static char *
put_two(char *out, uint32_t value, char behind)
{
	put_pair(out, value);
	out[2] = behind;
	return out + 3;
}

static char *
put_year(char *out, int64_t year)
{
	enum { ROOM = sizeof("-999999999-") };

	if (year < 0 || year > 9999)
		return out + snprintf(out, ROOM, "%+05lld-", (long long)year);
	put_pair(out, (uint32_t)year / 100);
	return put_two(out + 2, (uint32_t)year % 100, '-');
}

/* Nine digits, of which zeros behind the third are dropped. */
static char *
put_fraction(char *out, uint32_t nanos)
{
	char *end = out + 9;

	for (char *pair = end - 2; pair > out; pair -= 2, nanos /= 100)
		put_pair(pair, nanos % 100);
	*out = (char)('0' + nanos);
	while (end > out + 3 && end[-1] == '0')
		end--;
	return end;
}

/* Returns the length. */
static size_t
print(char out[TIMESTAMP_SIZE], struct moment at)
{
	int64_t days = (at.seconds >= 0 ? at.seconds : at.seconds - (DAY - 1)) / DAY;
	uint32_t rest = (uint32_t)(at.seconds - days * DAY);
	int month, day;
	char *end = put_year(out, date_of(days, &month, &day));

	end = put_two(end, (uint32_t)month, '-');
	end = put_two(end, (uint32_t)day, 'T');
	end = put_two(end, rest / 3600, ':');
	end = put_two(end, rest / 60 % 60, ':');
	end = put_two(end, rest % 60, '.');
	end = put_fraction(end, (uint32_t)at.nanos);
	end[0] = 'Z';
	end[1] = '\0';
	return (size_t)(end + 1 - out);
}

size_t
timestamp_print(char out[TIMESTAMP_SIZE], int64_t us)
{
	int64_t seconds = us / 1000000;
	int rest = (int)(us % 1000000);

	if (rest < 0) {
		seconds--;
		rest += 1000000;
	}
	return print(out, (struct moment){seconds, rest * 1000});
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
take_char(struct cursor *c, char wanted)
{
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

static bool
at_digit(const struct cursor *c)
{
	return c->p < c->end && is_digit(*c->p);
}

/* Exactly n digits, the value not above most. */
static bool
take_number(struct cursor *c, int n, int most, int *value)
{
	*value = 0;
	while (n-- > 0) {
		if (!at_digit(c))
			return false;
		*value = *value * 10 + (*c->p++ - '0');
	}
	return *value <= most;
}

/* 1 to digits_max digits of a fraction, as a number of 10^-digits_max parts. */
static bool
take_fraction(struct cursor *c, int digits_max, int *value)
{
	int n = 0;

	*value = 0;
	for (; n < digits_max && at_digit(c); n++)
		*value = *value * 10 + (*c->p++ - '0');
	if (n == 0)
		return false;
	for (; n < digits_max; n++)
		*value *= 10;
	return true;
}

static bool
take_date(struct cursor *c, struct fields *f)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap;

	f->month = f->day = 1;
	if (!take_number(c, 4, 9999, &f->year))
		return false;
	if (!take_char(c, '-'))
		return true;
	if (!take_number(c, 2, 12, &f->month) || f->month == 0)
		return false;
	if (!take_char(c, '-'))
		return true;
	leap = (f->year % 4 == 0 && f->year % 100 != 0) || f->year % 400 == 0;
	return take_number(c, 2, lengths[f->month - 1] + (leap && f->month == 2), &f->day) &&
	       f->day > 0;
}

/* hh[:mm[:ss[.fraction]]] */
static bool
take_time(struct cursor *c, struct fields *f)
{
	if (!take_number(c, 2, 23, &f->hour))
		return false;
	if (!take_char(c, ':'))
		return true;
	if (!take_number(c, 2, 59, &f->minute))
		return false;
	if (!take_char(c, ':'))
		return true;
	if (!take_number(c, 2, 59, &f->second))
		return false;
	if (take_char(c, '.') || take_char(c, ','))
		return take_fraction(c, 9, &f->nanos);
	return true;
}

/* Z, +hh, +hhmm, +hh:mm; at most 18 hours either way, as in the original. */
static bool
take_zone(struct cursor *c, struct fields *f)
{
	int sign, hours, minutes = 0;

	f->zone = true;
	if (take_char(c, 'Z'))
		return true;
	if (take_char(c, '-'))
		sign = -1;
	else if (take_char(c, '+'))
		sign = 1;
	else
		return false;
	if (!take_number(c, 2, 18, &hours))
		return false;
	if ((take_char(c, ':') || at_digit(c)) && !take_number(c, 2, 59, &minutes))
		return false;
	f->offset = sign * (hours * 3600 + minutes * 60);
	return hours < 18 || minutes == 0;
}

static enum timestamp_verdict
read_iso(struct cursor c, struct moment *at)
{
	struct fields f = {0};
	const char *start = c.p;

	if (!take_date(&c, &f))
		return TIMESTAMP_BAD;
	/* A "T" with nothing behind it is allowed, but only behind a whole date. */
	if (c.p < c.end) {
		if (c.p - start != (long)strlen("2023-12-04") || !take_char(&c, 'T'))
			return TIMESTAMP_BAD;
		if (c.p < c.end && !take_time(&c, &f))
			return TIMESTAMP_BAD;
		if (c.p < c.end && !take_zone(&c, &f))
			return TIMESTAMP_BAD;
	}
	if (c.p != c.end)
		return TIMESTAMP_BAD;
	at->seconds = days_of(f.year, f.month, f.day) * DAY + f.hour * 3600 + f.minute * 60 +
	              f.second - f.offset;
	at->nanos = f.nanos;
	if (at->seconds < seconds_min || at->seconds > seconds_max)
		return TIMESTAMP_BAD;
	return f.zone ? TIMESTAMP_OK : TIMESTAMP_NO_ZONE;
}

/* [-]digits[.1 to 6 digits]: milliseconds and parts of one. */
static enum timestamp_verdict
read_millis(struct cursor c, struct moment *at)
{
	bool negative = take_char(&c, '-');
	int64_t millis = 0;
	int parts = 0; /* nanoseconds below the millisecond */

	if (!at_digit(&c))
		return TIMESTAMP_BAD;
	for (; at_digit(&c); c.p++) {
		millis = millis * 10 + (*c.p - '0');
		if (millis / 1000 > seconds_max)
			return TIMESTAMP_BAD;
	}
	if (take_char(&c, '.') && !take_fraction(&c, 6, &parts))
		return TIMESTAMP_BAD;
	if (c.p != c.end)
		return TIMESTAMP_BAD;
	at->seconds = millis / 1000;
	at->nanos = (int)(millis % 1000) * 1000000 + parts;
	if (negative) {
		at->seconds = -at->seconds - (at->nanos > 0);
		at->nanos = at->nanos > 0 ? NANOS - at->nanos : 0;
	}
	return at->seconds < seconds_min ? TIMESTAMP_BAD : TIMESTAMP_OK;
}

/* Four digits and nothing else are a year, other digits milliseconds. */
static enum timestamp_verdict
read_moment(struct str in, struct moment *at)
{
	struct cursor c;
	size_t digits = 0;

	if (in.n == 0)
		return TIMESTAMP_BAD;
	c = (struct cursor){in.p, in.p + in.n};
	while (digits < in.n && is_digit(in.p[digits]))
		digits++;
	if (digits == 4 && (in.n == 4 || in.p[4] == '-'))
		return read_iso(c, at);
	return read_millis(c, at);
}

enum timestamp_verdict
timestamp_normalise(struct str in, char out[TIMESTAMP_SIZE])
{
	struct moment at;
	enum timestamp_verdict verdict = read_moment(in, &at);

	if (verdict == TIMESTAMP_OK)
		(void)print(out, at);
	return verdict;
}

bool
timestamp_read(struct str in, int64_t *us)
{
	struct moment at;

	/* No zone is UTC here, as for a date the index view keeps. */
	if (read_moment(in, &at) == TIMESTAMP_BAD)
		return false;
	*us = at.seconds * 1000000 + at.nanos / 1000;
	return true;
}
