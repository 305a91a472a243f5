#include <config.h>

#include "model/cron_state.h"
#include "model/number.h"

/* What differs between the fields (cron.md 2 and 4). */
/* clang-format off */
static const struct rule {
	int min, max;
	int step_max;		/* of "*" and a step; 0: any */
	int step_said;		/* what the message calls the limit */
	const char *step_tail;	/* the message's end: part of the contract */
	bool from_one;		/* a wrapped 0 is the maximum */
	const char *range;
} rules[CRON_FIELD__MAX] = {
	[CRON_SECOND]  = { 0, 59, 59, 60, "",  false, "Minute and Second values must be between 0 and 59" },
	[CRON_MINUTE]  = { 0, 59, 59, 60, "",  false, "Minute and Second values must be between 0 and 59" },
	[CRON_HOUR]    = { 0, 23, 23, 24, "",  false, "Hour values must be between 0 and 23" },
	[CRON_DAY]     = { 1, 31, 31, 31, " ", true,  "Day of month values must be between 1 and 31" },
	[CRON_MONTH]   = { 1, 12, 12, 12, "",  true,  "Month values must be between 1 and 12" },
	[CRON_WEEKDAY] = { 1,  7,  7,  7, " ", true,  "Day-of-Week values must be between 1 and 7" },
	[CRON_YEAR]    = { 1970 },
};

static const char *const months[] = {
	"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC", NULL
};
static const char *const weekdays[] = { "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", NULL };
/* clang-format on */

/* ---- pieces of an element ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static struct str
from(struct str s, size_t i)
{
	return (struct str){s.p + i, s.n - i};
}

/* As many characters of s as make n units; the last one may be one unit more, never half a one. */
static struct str
first_units(struct str s, size_t n)
{
	size_t i = 0;

	for (size_t units = 0; i < s.n; i++) {
		size_t more = cron_units((struct str){s.p + i, 1});

		if (units >= n && more > 0)
			break;
		units += more;
	}
	return (struct str){s.p, i};
}

static size_t
digits_at(struct str e, size_t i)
{
	size_t n = 0;

	while (i + n < e.n && is_digit(e.p[i + n]))
		n++;
	return n;
}

/* The digits at *i, which goes behind them. At least one must be there. */
static bool
read_number(struct cron_reader *r, struct str e, size_t *i, int32_t *value)
{
	struct str digits = {e.p + *i, digits_at(e, *i)};

	if (*i == e.n)
		return cron_refuse_end(r, *i);
	if (digits.n == 0)
		return cron_refuse_number(r, "", first_units(from(e, *i), 1));
	*i += digits.n;
	return number_to_int(digits, value) || cron_refuse_number(r, "", digits);
}

/* The index of the name that the three characters at i make, or false. */
static bool
read_name(struct cron_reader *r, const char *const *names, struct str e, size_t i, int32_t *index)
{
	struct str name = first_units(from(e, i), 3);
	char *after;

	if (cron_units(name) < 3)
		return cron_refuse_short(r, i, e);
	for (*index = 0; names[*index] != NULL; ++*index)
		if (str_is(name, names[*index]))
			return true;
	after = arena_printf(r->arena, "] at pos [%zu]", i);
	if (names == months)
		return cron_refuse_quoting(r, "invalid Month value [", name, after);
	return cron_refuse_quoting(r, "invalid Day-of-Week value [", name, after);
}

/* ---- what an element adds ---- */

static bool
is_day_field(const struct cron_reader *r)
{
	return r->field == CRON_DAY || r->field == CRON_WEEKDAY;
}

static bool
in_range(const struct cron_reader *r, int32_t start, int32_t end)
{
	const struct rule *rule = &rules[r->field];

	if (r->field == CRON_YEAR || start == CRON_ALL)
		return true;
	if (start == CRON_NO_DAY && is_day_field(r))
		return true;
	return start >= rule->min && start <= rule->max && end <= rule->max;
}

static bool
add_years(struct cron_reader *r, int32_t start, int32_t end, int32_t step)
{
	if (start > end)
		return cron_refuse(r, "Start year must be less than stop year");
	r->cron->years[r->cron->n_years++] = (struct cron_years){start, end, step};
	return true;
}

/* A range that ends before it starts goes on at the field's minimum. */
static void
add_numbers(struct cron_reader *r, int32_t start, int32_t end, int32_t step)
{
	const struct rule *rule = &rules[r->field];
	int64_t count = rule->max - rule->min + 1;
	bool wraps = end < start;
	int64_t last = wraps ? end + count : end;

	for (int64_t i = start; i <= last; i += step) {
		int64_t number = wraps ? i % count : i;

		if (wraps && number == 0 && rule->from_one)
			number = rule->max;
		cron_set_add(&r->cron->set[r->field], number);
		if (number >= CRON_BEYOND)
			break; /* greater ones are not told apart */
	}
}

/* end < 0: none was said. step < 1: none was said, or it is a number alone. */
static bool
add(struct cron_reader *r, int32_t start, int32_t end, int32_t step)
{
	const struct rule *rule = &rules[r->field];
	bool all = start == CRON_ALL;

	if (!in_range(r, start, end))
		return cron_refuse(r, rule->range);
	if (step < 1) {
		step = 1;
		if (!all)
			end = start;
		else if (r->field != CRON_YEAR)
			cron_set_add(&r->cron->set[r->field], CRON_ALL);
	}
	if (all)
		start = rule->min;
	if (end < 0)
		end = r->field == CRON_YEAR ? r->year_max : rule->max;
	if (r->field == CRON_YEAR)
		return add_years(r, start, end, step);
	add_numbers(r, start, end, step);
	return true;
}

/* Bits 1 to 7 of a day of the week that is counted within the month. */
static unsigned
weekday_bits(int32_t weekday)
{
	if (weekday == CRON_ALL)
		return 0xFE;
	return weekday >= 1 && weekday <= 7 ? 1U << weekday : 0;
}

/* The rest, behind "#" and from i on. */
static bool
add_nth(struct cron_reader *r, struct str e, size_t i, int32_t weekday)
{
	int32_t k;

	if (!number_to_int(from(e, i), &k) || k < 1 || k > CRON_NTH_MAX)
		return cron_refuse_at(
		    r, "a numeric value between 1 and 5 must follow the '#' option", i);
	if (weekday == CRON_NO_DAY)
		cron_set_add(&r->cron->set[CRON_WEEKDAY], CRON_NO_DAY);
	r->cron->nth[k] |= weekday_bits(weekday);
	return true;
}

/* ---- the kinds of elements, by their first character (cron.md 4, A to F) ---- */

static bool
add_month(struct cron_reader *r, struct str e)
{
	int32_t start = 0, end = 0;

	if (!read_name(r, months, e, 0, &start))
		return false;
	if (e.n <= 3 || e.p[3] != '-')
		return add(r, start + 1, -1, 0);
	return read_name(r, months, e, 4, &end) && add(r, start + 1, end + 1, 1);
}

static bool
add_weekday(struct cron_reader *r, struct str e)
{
	int32_t start = 0, end = 0;

	if (!read_name(r, weekdays, e, 0, &start))
		return false;
	switch (e.n > 3 ? e.p[3] : '\0') {
	case '-':
		return read_name(r, weekdays, e, 4, &end) && add(r, start + 1, end + 1, 1);
	case '#':
		return add_nth(r, e, 4, start + 1);
	case 'L':
		r->cron->last_weekdays |= weekday_bits(start + 1);
		return true;
	default:
		return add(r, start + 1, -1, 0);
	}
}

static bool
read_letters(struct cron_reader *r, struct str e)
{
	struct str name = first_units(e, 3);

	if (r->field == CRON_MONTH)
		return add_month(r, e);
	if (r->field == CRON_WEEKDAY)
		return add_weekday(r, e);
	if (cron_units(name) < 3)
		return cron_refuse_short(r, 0, e);
	return cron_refuse_quoting(r, "illegal characters [", name, "] at pos [0] '");
}

static bool
read_no_day(struct cron_reader *r, struct str e)
{
	const struct cron *c = r->cron;
	int greatest = cron_set_greatest(&c->set[CRON_DAY]);

	if (cron_units(e) > 2)
		return cron_refuse_quoting(
		    r, "illegal character [", first_units(from(e, 1), 1), "] after '?' at pos [1]");
	if (!is_day_field(r))
		return cron_refuse_at(
		    r, "'?' can only be specified for Day-of-Month or Day-of-Week.", 1);
	if (r->field == CRON_WEEKDAY && !c->last) {
		if (greatest < 0 && c->near == 0)
			return cron_refuse_empty(r);
		if (greatest == CRON_NO_DAY)
			return cron_refuse_at(
			    r, "'?' can only be specified for Day-of-Month -OR- Day-of-Week.", 1);
	}
	return add(r, CRON_NO_DAY, -1, 0);
}

/* The step behind "/" at i - 1. */
static bool
read_step_of_all(struct cron_reader *r, struct str e, size_t i)
{
	const struct rule *rule = &rules[r->field];
	int32_t step = 0;

	if (!number_to_int(from(e, i), &step))
		return cron_refuse_number(r, "", from(e, i));
	if (rule->step_max > 0 && step > rule->step_max)
		return cron_refuse(
		    r, arena_printf(r->arena, "increment [%d] > %d at pos [%zu]%s", (int)step,
		           rule->step_said, i + 1 + (step > 10), rule->step_tail));
	return add(r, CRON_ALL, -1, step);
}

static bool
read_all(struct cron_reader *r, struct str e)
{
	size_t i = e.p[0] == '*';

	if (i == e.n)
		return add(r, CRON_ALL, -1, 0);
	if (e.p[i] != '/')
		return add(r, CRON_ALL, -1, 1);
	i++;
	if (i < e.n)
		return read_step_of_all(r, e, i);
	if (i == 1)
		return cron_refuse_at(r, "'/' must be followed by an integer.", 0);
	return cron_refuse_at(r, "Unexpected end of string.", i);
}

/* "L", "LW", or "L-" with digits or none, and perhaps a "W". */
static bool
is_last_form(struct str e)
{
	size_t i = 1;

	if (e.p[0] != 'L')
		return false;
	if (e.n > 1 && e.p[1] == '-')
		i = 2 + digits_at(e, 2);
	else if (e.n > 2)
		return false;
	return i == e.n || (i + 1 == e.n && e.p[i] == 'W');
}

/* What stands behind "L-" in the day of the month. */
static bool
read_last_offset(struct cron_reader *r, struct str e)
{
	struct str digits = {e.p + 2, digits_at(e, 2)};

	if (e.n == 2)
		return cron_refuse_end(r, 2);
	/* The original puts a zero in front, and quotes it. */
	if (digits.n > 0 && !number_to_int(digits, &r->cron->last_offset))
		return cron_refuse_number(r, "0", digits);
	if (r->cron->last_offset > 30)
		return cron_refuse_at(r, "offset from last day must be <= 30", 2);
	return true;
}

static bool
read_last(struct cron_reader *r, struct str e)
{
	if (r->field == CRON_WEEKDAY)
		return add(r, 7, 7, 0);
	if (r->field != CRON_DAY)
		return true; /* accepted, and adds nothing */
	r->cron->last = true;
	r->cron->last_near = e.p[e.n - 1] == 'W';
	return e.n < 2 || e.p[1] != '-' || read_last_offset(r, e);
}

/* "V-E" and "V-E/S", from behind the "-" on. */
static bool
read_range(struct cron_reader *r, struct str e, size_t i, int32_t start)
{
	int32_t end = 0, step = 1;

	if (!read_number(r, e, &i, &end))
		return false;
	if (i < e.n && e.p[i] == '/') {
		i++;
		if (!read_number(r, e, &i, &step))
			return false;
	}
	return add(r, start, end, step);
}

/* "V/S", from behind the "/" on. */
static bool
read_step(struct cron_reader *r, struct str e, size_t i, int32_t start)
{
	size_t begin = i;
	int32_t step = 0;

	if (!read_number(r, e, &i, &step))
		return false;
	/* Only behind a single digit does the original look further. */
	if (i == begin + 1 && i < e.n)
		return cron_refuse_quoting(r, "Unexpected character [", first_units(from(e, i), 1),
		    arena_printf(r->arena, "] after '/' at pos [%zu]", i));
	return add(r, start, -1, step);
}

static bool
read_last_weekday(struct cron_reader *r, size_t i, int32_t weekday)
{
	if (r->field != CRON_WEEKDAY)
		return cron_refuse_at(r, "'L' option is not valid here.", i);
	if (weekday < 1 || weekday > 7)
		return cron_refuse(r, rules[CRON_WEEKDAY].range);
	r->cron->last_weekdays |= weekday_bits(weekday);
	return true;
}

static bool
read_near(struct cron_reader *r, size_t i, int32_t day)
{
	if (r->field != CRON_DAY)
		return cron_refuse_at(r, "'W' option is not valid here.", i);
	if (day > 31)
		return cron_refuse_at(r,
		    "the 'W' option does not make sense with values larger than 31 (max number of "
		    "days in a month)",
		    i);
	r->cron->near |= UINT64_C(1) << day;
	return true;
}

static bool
read_digits(struct cron_reader *r, struct str e)
{
	size_t i = 0;
	int32_t value = 0;

	if (!read_number(r, e, &i, &value))
		return false;
	switch (i < e.n ? e.p[i] : '\0') {
	case 'L':
		return read_last_weekday(r, i, value);
	case 'W':
		return read_near(r, i, value);
	case '#':
		if (r->field != CRON_WEEKDAY)
			return cron_refuse_at(r, "'#' option is not valid here.", i);
		return add_nth(r, e, i + 1, value);
	case '-':
		return read_range(r, e, i + 1, value);
	case '/':
		return read_step(r, e, i + 1, value);
	default:
		return add(r, value, -1, 0);
	}
}

bool
cron_element(struct cron_reader *r, struct str e)
{
	char c = e.p[0];

	if (is_letter(c) && !is_last_form(e))
		return read_letters(r, e);
	if (c == '?')
		return read_no_day(r, e);
	if (c == '*' || c == '/')
		return read_all(r, e);
	if (c == 'L')
		return read_last(r, e);
	if (is_digit(c))
		return read_digits(r, e);
	return cron_refuse_quoting(r, "Unexpected character [", first_units(e, 1), "] at pos [0] ");
}
