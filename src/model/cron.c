#include <config.h>

#include "model/cron.h"

#include <string.h>

#include "model/cron_state.h"

void
cron_set_add(struct cron_set *set, int64_t number)
{
	int bit = number < CRON_BEYOND ? (int)number : CRON_BEYOND;

	set->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

bool
cron_set_has(const struct cron_set *set, int number)
{
	return (set->bits[number / 64] >> number % 64 & 1) != 0;
}

int
cron_set_greatest(const struct cron_set *set)
{
	for (int i = CRON_BEYOND; i >= 0; i--)
		if (cron_set_has(set, i))
			return i;
	return -1;
}

/* Bytes of s before one that is a separator, or before one that is none. */
static size_t
run(struct str s, const char *separators, bool of_separators)
{
	size_t n = 0;

	/* A NUL is a character of the expression here, and never separates. */
	while (n < s.n && (s.p[n] != '\0' && strchr(separators, s.p[n]) != NULL) == of_separators)
		n++;
	return n;
}

/* Cuts the next run that holds none of the separators off s. False: there is none. */
static bool
next_piece(struct str *s, const char *separators, struct str *piece)
{
	size_t before = run(*s, separators, true);

	*s = (struct str){s->p + before, s->n - before};
	*piece = (struct str){s->p, run(*s, separators, false)};
	*s = (struct str){s->p + piece->n, s->n - piece->n};
	return piece->n > 0;
}

static bool
is_control(char c)
{
	return (unsigned char)c <= ' ';
}

/* What is left may be empty, and is a token all the same. */
static struct str
trim(struct str token)
{
	while (token.n > 0 && is_control(token.p[0]))
		token = (struct str){token.p + 1, token.n - 1};
	while (token.n > 0 && is_control(token.p[token.n - 1]))
		token.n--;
	return token;
}

static bool
has(struct str s, char c)
{
	return s.n > 0 && memchr(s.p, c, s.n) != NULL;
}

static bool
has_two(struct str s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n > 1;
}

/* cron.md 4, "Token checks". */
static bool
check_token(struct cron_reader *r, struct str token)
{
	bool last_in_list = has(token, 'L') && has(token, ',');

	if (r->field == CRON_DAY && last_in_list)
		return cron_refuse(r,
		    "support for specifying 'L' and 'LW' with other days of the month is not "
		    "implemented");
	if (r->field == CRON_WEEKDAY && last_in_list)
		return cron_refuse(
		    r, "support for specifying 'L' with other days of the week is not implemented");
	if (r->field == CRON_WEEKDAY && has_two(token, '#'))
		return cron_refuse(
		    r, "support for specifying multiple \"nth\" days is not implemented.");
	return true;
}

/* Years are kept as they are said: a set of them has no bound worth having. */
static bool
make_room_for_years(struct cron_reader *r, struct str token)
{
	struct str element;
	size_t n = 0;

	while (next_piece(&token, ",", &element))
		n++;
	r->cron->years = arena_alloc(r->arena, n * sizeof(struct cron_years));
	return r->cron->years != NULL;
}

static bool
read_token(struct cron_reader *r, struct str token)
{
	struct str element;

	if (!check_token(r, token))
		return false;
	if (r->field == CRON_YEAR && !make_room_for_years(r, token))
		return false;
	while (next_piece(&token, ",", &element))
		if (!cron_element(r, element))
			return false;
	return true;
}

/* Exactly one of the two day fields is "?" (cron.md 2). */
static bool
check_days(struct cron_reader *r)
{
	if (cron_set_has(&r->cron->set[CRON_DAY], CRON_NO_DAY) !=
	    cron_set_has(&r->cron->set[CRON_WEEKDAY], CRON_NO_DAY))
		return true;
	return cron_refuse(r,
	    "support for specifying both a day-of-week AND a day-of-month parameter is not "
	    "implemented.");
}

static bool
read_expression(struct cron_reader *r, struct str text)
{
	struct str rest = text, token;

	/* What stands behind the year is not even looked at. */
	for (; r->field < CRON_FIELD__MAX && next_piece(&rest, " \t", &token); r->field++)
		if (!read_token(r, trim(token)))
			return false;
	if (r->field < CRON_YEAR)
		return cron_refuse(
		    r, arena_printf(r->arena, "unexpected end of expression at pos [%zu].",
		           cron_units(text)));
	if (r->field == CRON_YEAR && !read_token(r, STR_LIT("*")))
		return false;
	return check_days(r);
}

/* Seconds, rounded down also before 1970. */
static int64_t
seconds_of(int64_t us)
{
	return us / 1000000 - (us % 1000000 < 0);
}

const struct error *
cron_parse(struct arena *arena, struct str expression, int64_t now, const struct cron **cron)
{
	struct cron_reader r = {
	    .arena = arena,
	    .cron = arena_zalloc(arena, sizeof(struct cron)),
	    .year_max = (int32_t)cron_year_of(seconds_of(now)) + 100,
	};
	const struct error *e = NULL;

	if (r.cron == NULL)
		return &error_no_memory;
	if (!read_expression(&r, cron_stored(arena, expression)))
		e = cron_error(&r, expression);
	/* What was read may have been a part of the expression. */
	if (arena_failed(arena))
		return &error_no_memory;
	if (e == NULL)
		*cron = r.cron;
	return e;
}

const struct error *
cron_check(struct arena *arena, struct str expression, int64_t now)
{
	const struct cron *unused;

	return cron_parse(arena, expression, now, &unused);
}

struct str
cron_stored(struct arena *arena, struct str expression)
{
	char *p = arena_alloc(arena, expression.n + 1);

	if (p == NULL)
		return (struct str){"", 0};
	for (size_t i = 0; i < expression.n; i++) {
		char c = expression.p[i];

		p[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	p[expression.n] = '\0';
	return (struct str){p, expression.n};
}
