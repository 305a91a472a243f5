#include <config.h>

#include "checker.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* clang-format off */
/* What may be seen after what, steps in between left out. */
static const bool may_follow[STATE__MAX][STATE__MAX] = {
	[STATE_PENDING] = {true, true, true, true, true, true, true},
	[STATE_IN_PROGRESS] = {false, true, true, true, true, true, true},
	[STATE_SUSPENDED] = {false, true, true, true, true, true, true},
	[STATE_CANCELING] = {[STATE_CANCELING] = true, [STATE_CANCELED] = true, [STATE_ERROR] = true,
	    [STATE_COMPLETED] = true},
	[STATE_CANCELED] = {[STATE_CANCELED] = true},
	[STATE_ERROR] = {[STATE_ERROR] = true},
	[STATE_COMPLETED] = {[STATE_COMPLETED] = true},
};
/* clang-format on */

struct history {
	const struct op *ops;
	size_t n;
	char *why;
};

static bool
wrong(struct history *h, const struct op *op, const char *what, int64_t number)
{
	(void)snprintf(h->why, 300, "record %u: %s (%" PRId64 "; asked at %" PRId64 ")", op->record,
	    what, number, op->asked);
	return false;
}

static bool
is_change(const struct op *op)
{
	return op->kind == OP_MARK || op->kind == OP_CLAIM || op->kind == OP_TOUCH ||
	       op->kind == OP_CAS;
}

static bool
is_seen(const struct op *op)
{
	return op->kind == OP_READ && op->outcome == OP_DONE && !op->absent;
}

/* After it the record was there for sure, with a number of at least op->number. */
static bool
is_floor(const struct op *op)
{
	return op->outcome == OP_DONE &&
	       (op->kind == OP_CREATE || op->kind == OP_CAS || is_seen(op));
}

/* ---- numbers ---- */

/* Changes that were made wholly between two moments, whatever their order was. */
static int64_t
sure_changes(const struct history *h, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		n += is_change(&h->ops[i]) && h->ops[i].kind != OP_TOUCH &&
		     h->ops[i].outcome == OP_DONE && h->ops[i].asked > from && h->ops[i].told < to;
	return n;
}

/* Changes of which a part, or the chance of one, lies between two moments. */
static int64_t
possible_changes(const struct history *h, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		n += is_change(&h->ops[i]) && h->ops[i].outcome != OP_REFUSED &&
		     h->ops[i].asked < to && h->ops[i].told > from;
	return n;
}

/* The latest that was told before it was asked for. */
static const struct op *
floor_before(const struct history *h, const struct op *read)
{
	const struct op *best = NULL;

	for (size_t i = 0; i < h->n; i++)
		if (is_floor(&h->ops[i]) && h->ops[i].told < read->asked &&
		    (best == NULL || h->ops[i].told > best->told))
			best = &h->ops[i];
	return best;
}

static bool
check_numbers(struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct op *read = &h->ops[i];
		const struct op *before = is_seen(read) ? floor_before(h, read) : NULL;

		if (before == NULL)
			continue;
		if (read->number < before->number)
			return wrong(h, read, "the number went back", read->number);
		if (read->number - before->number < sure_changes(h, before->told, read->asked))
			return wrong(h, read, "an update is lost", read->number);
		if (read->number - before->number > possible_changes(h, before->asked, read->told))
			return wrong(h, read, "an update was made twice", read->number);
	}
	return true;
}

/* ---- contents ---- */

static int
by_number(const void *a, const void *b)
{
	const struct op *const *x = a, *const *y = b;

	return (*x)->number < (*y)->number ? -1 : (*x)->number > (*y)->number;
}

static bool
check_pair(struct history *h, const struct op *a, const struct op *b)
{
	if (a->number == b->number && a->content != b->content)
		return wrong(h, b, "one number, two contents", b->number);
	if (a->state < STATE__MAX && b->state < STATE__MAX && !may_follow[a->state][b->state])
		return wrong(h, b, "a state that cannot follow", (int64_t)b->state);
	return true;
}

static bool
check_contents(struct history *h)
{
	const struct op **seen = calloc(h->n + 1, sizeof(*seen));
	size_t n = 0;
	bool ok = true;

	if (seen == NULL)
		abort();
	for (size_t i = 0; i < h->n; i++)
		if (is_seen(&h->ops[i]))
			seen[n++] = &h->ops[i];
	qsort(seen, n, sizeof(*seen), by_number);
	for (size_t i = 1; i < n && ok; i++)
		ok = check_pair(h, seen[i - 1], seen[i]);
	free(seen);
	return ok;
}

/* ---- marks ---- */

static const struct op *
writer_of(const struct history *h, int field, uint32_t mark)
{
	for (size_t i = 0; i < h->n; i++)
		if (is_change(&h->ops[i]) && h->ops[i].kind != OP_TOUCH &&
		    h->ops[i].field == field && h->ops[i].mark == mark)
			return &h->ops[i];
	return NULL;
}

static bool
check_mark(struct history *h, const struct op *read, int field)
{
	uint32_t mark = read->marks[field];
	const struct op *writer = mark != NO_MARK ? writer_of(h, field, mark) : NULL;
	int64_t told = writer != NULL ? writer->told : INT64_MIN;

	if (mark != NO_MARK && (writer == NULL || writer->outcome == OP_REFUSED))
		return wrong(h, read, "a mark that nobody wrote", mark);
	if (writer != NULL && writer->asked > read->told)
		return wrong(h, read, "a mark before it was written", mark);
	for (size_t i = 0; i < h->n; i++) {
		const struct op *op = &h->ops[i];

		if (is_change(op) && op->kind != OP_TOUCH && op->field == field &&
		    op->outcome == OP_DONE && op->asked > told && op->told < read->asked)
			return wrong(h, read, "an acknowledged mark is not there", op->mark);
	}
	return true;
}

static bool
check_marks(struct history *h)
{
	for (size_t i = 0; i < h->n; i++)
		for (int field = 0; field < FIELDS; field++)
			if (is_seen(&h->ops[i]) && !check_mark(h, &h->ops[i], field))
				return false;
	return true;
}

/* ---- being there ---- */

static bool
check_absent(struct history *h, const struct op *read)
{
	bool created = false;

	for (size_t i = 0; i < h->n; i++) {
		const struct op *op = &h->ops[i];

		if (op->kind == OP_DELETE && op->outcome != OP_REFUSED && op->asked < read->told)
			return true;
		created = created || (is_floor(op) && op->told < read->asked);
	}
	return !created || wrong(h, read, "it is gone", 0);
}

/* Gone by then: deleted, or seen to be absent after it had been there. */
static bool
check_there(struct history *h, const struct op *read)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct op *op = &h->ops[i];
		bool gone = op->kind == OP_DELETE || (op->kind == OP_READ && op->absent);

		if (gone && op->outcome == OP_DONE && op->told < read->asked)
			return wrong(h, read, "it is there again", op->told);
	}
	return true;
}

static bool
check_being(struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct op *op = &h->ops[i];

		if (op->outcome != OP_DONE || op->kind == OP_CREATE || op->kind == OP_DELETE)
			continue;
		if (op->kind == OP_READ && op->absent ? !check_absent(h, op) : !check_there(h, op))
			return false;
	}
	return true;
}

/* ---- what one alone may have ---- */

static bool
is_rival(const struct op *a, const struct op *b)
{
	if (a->outcome != OP_DONE || b->outcome != OP_DONE || a->kind != b->kind)
		return false;
	return a->kind == OP_CLAIM || a->kind == OP_DELETE ||
	       (a->kind == OP_CAS && (a->expected == b->expected || a->number == b->number));
}

static bool
check_alone(struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		if (h->ops[i].kind == OP_CAS && h->ops[i].outcome == OP_DONE &&
		    h->ops[i].number != h->ops[i].expected + 1)
			return wrong(h, &h->ops[i], "not the number after the expected one",
			    h->ops[i].number);
		for (size_t j = 0; j < i; j++)
			if (is_rival(&h->ops[i], &h->ops[j]))
				return wrong(h, &h->ops[i], "two were told that they alone did it",
				    h->ops[i].number);
	}
	return true;
}

static int
by_time(const void *a, const void *b)
{
	const struct op *x = a, *y = b;

	return x->asked < y->asked ? -1 : x->asked > y->asked;
}

bool
history_check(struct op *ops, size_t n, char why[static 300])
{
	struct history h = {ops, n, why};

	qsort(ops, n, sizeof(*ops), by_time);
	return check_being(&h) && check_numbers(&h) && check_contents(&h) && check_marks(&h) &&
	       check_alone(&h);
}
