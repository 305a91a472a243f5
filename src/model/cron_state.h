/* A cron expression taken apart; for the cron files, and for tests that look inside. */
#ifndef MODEL_CRON_STATE_H
#define MODEL_CRON_STATE_H

#include "model/cron.h"

enum cron_field {
	CRON_SECOND,
	CRON_MINUTE,
	CRON_HOUR,
	CRON_DAY,
	CRON_MONTH,
	CRON_WEEKDAY,
	CRON_YEAR,
	CRON_FIELD__MAX
};

/*
 * Numbers with a meaning of their own (cron.md 4, "Oddity"). They sit in the sets among the others
 * because the rules of "?" ask for the greatest member.
 */
enum {
	CRON_NO_DAY = 98, /* "?" */
	CRON_ALL = 99,    /* "*" */
	CRON_BEYOND = 127 /* stands for all that is greater */
};

/* Numbers from 0 to CRON_BEYOND. */
struct cron_set {
	uint64_t bits[2];
};

/* first, first + step, ..., not beyond last; step >= 1. */
struct cron_years {
	int32_t first, last, step;
};

enum { CRON_NTH_MAX = 5 };

struct cron {
	struct cron_set set[CRON_YEAR]; /* plain numbers and the marks; weekdays: 1 = Sunday */

	uint64_t near;       /* days of the month with a W */
	bool last;           /* an L form in the day of the month: */
	bool last_near;      /*   its W */
	int32_t last_offset; /*   days before the last, 0 to 30 */

	unsigned last_weekdays;         /* bits 1 to 7: the last such day of the month */
	unsigned nth[CRON_NTH_MAX + 1]; /* the same by k: the k-th such day; [0] is empty */

	struct cron_years *years;
	size_t n_years;
};

/* Reading, and what was found wrong. */
struct cron_reader {
	struct arena *arena;
	struct cron *cron;
	enum cron_field field;
	int32_t year_max;      /* "*" ends here */
	const char *exception; /* class of the fault */
	struct str fault;      /* p == NULL: the class alone */
};

/* Puts one element, upper case and not empty, into the cron. False: refused, and it says why. */
bool cron_element(struct cron_reader *, struct str element);

void cron_set_add(struct cron_set *, int64_t number);
bool cron_set_has(const struct cron_set *, int number);

/* -1: empty. */
int cron_set_greatest(const struct cron_set *);

/* The calendar year of a time in seconds since 1970 UTC. */
int64_t cron_year_of(int64_t seconds);

/* ---- what is refused (cron.md 4 and 5); each of them says why, and is false ---- */

bool cron_refuse(struct cron_reader *, const char *fault);
bool cron_refuse_at(struct cron_reader *, const char *fault, size_t pos);
bool cron_refuse_quoting(
    struct cron_reader *, const char *before, struct str quoted, const char *after);

/* No number, or none of 32 bits. zero stands in front of what is quoted. */
bool cron_refuse_number(struct cron_reader *, const char *zero, struct str digits);

/* The element ends where the original reads on without asking. */
bool cron_refuse_end(struct cron_reader *, size_t pos);

/* The same where it takes three characters. */
bool cron_refuse_short(struct cron_reader *, size_t from, struct str element);

/* It asks an empty set for its greatest member. */
bool cron_refuse_empty(struct cron_reader *);

/* All that as the chain that is sent. */
const struct error *cron_error(const struct cron_reader *, struct str expression);

/* Characters as the original counts them: UTF-16 units. */
size_t cron_units(struct str);

#endif
