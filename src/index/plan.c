/* Where the matches of a query can be. */
#include <config.h>

#include "index/inside.h"

/* ---- sets ---- */

static bool
same_set(const struct index_set *a, const struct index_set *b)
{
	if (a->all || b->all)
		return a->all && b->all;
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!str_equal(a->items[i], b->items[i]))
			return false;
	return true;
}

/* What is in both (or, with both == false, in one of them); neither is all. */
static bool
merge_sets(struct arena *a, const struct index_set *x, const struct index_set *y, bool both,
    struct index_set *out)
{
	struct str *items = arena_alloc(a, (x->n + y->n) * sizeof(*items));
	size_t i = 0, j = 0, n = 0;

	if (items == NULL)
		return false;
	while (i < x->n || j < y->n) {
		int order = i == x->n ? 1 : j == y->n ? -1 : str_compare(x->items[i], y->items[j]);

		if (order == 0 || !both)
			items[n++] = order <= 0 ? x->items[i] : y->items[j];
		i += order <= 0;
		j += order >= 0;
	}
	*out = (struct index_set){false, items, n};
	return true;
}

static bool
intersect(struct arena *a, struct index_set *into, const struct index_set *with)
{
	if (with->all)
		return true;
	if (into->all) {
		*into = *with;
		return true;
	}
	return merge_sets(a, into, with, true, into);
}

static bool
unite(struct arena *a, struct index_set *into, const struct index_set *with)
{
	if (into->all)
		return true;
	if (with->all) {
		*into = *with;
		return true;
	}
	return merge_sets(a, into, with, false, into);
}

/* ---- plans ---- */

static bool
is_none(const struct index_plan *p)
{
	return p->groups == 0 || (!p->ids.all && p->ids.n == 0) ||
	       (!p->owners.all && p->owners.n == 0);
}

static bool
both_of(struct arena *a, struct index_plan *into, const struct index_plan *with)
{
	into->groups &= with->groups;
	into->exact = into->exact && with->exact;
	return intersect(a, &into->ids, &with->ids) && intersect(a, &into->owners, &with->owners);
}

/*
 * A plan is a box with three sides. Two boxes make a box when they differ in one side only;
 * otherwise the box around them holds more than they do.
 */
static bool
either_of(struct arena *a, struct index_plan *into, const struct index_plan *with)
{
	int differ = !same_set(&into->ids, &with->ids) + !same_set(&into->owners, &with->owners) +
	             (into->groups != with->groups);

	if (is_none(with))
		return true;
	if (is_none(into)) {
		*into = *with;
		return true;
	}
	into->exact = into->exact && with->exact && differ <= 1;
	into->groups |= with->groups;
	return unite(a, &into->ids, &with->ids) && unite(a, &into->owners, &with->owners);
}

/* Only a box that is restricted by groups alone leaves a box behind when it is cut out. */
static void
cut_out(struct index_plan *from, const struct index_plan *cut)
{
	if (is_none(cut))
		return;
	if (cut->exact && cut->ids.all && cut->owners.all)
		from->groups &= ~cut->groups;
	else
		from->exact = false;
}

/* By halves: clause by clause, the ids of the first ones would be copied for each that follows. */
static bool
plan_any(struct arena *a, const struct index_view *view, const struct index_query *const *items,
    size_t n, struct index_plan *plan)
{
	struct index_plan part;

	if (n == 1)
		return index_query_plan(a, view, items[0], plan);
	return plan_any(a, view, items, n / 2, plan) &&
	       plan_any(a, view, items + n / 2, n - n / 2, &part) && either_of(a, plan, &part);
}

static bool
plan_bool(struct arena *a, const struct index_view *view, const struct index_query *q,
    struct index_plan *plan)
{
	struct index_plan part;

	for (size_t i = 0; i < q->must.n; i++)
		if (!index_query_plan(a, view, q->must.items[i], &part) || !both_of(a, plan, &part))
			return false;
	if (q->any &&
	    (!plan_any(a, view, q->should.items, q->should.n, &part) || !both_of(a, plan, &part)))
		return false;
	for (size_t i = 0; i < q->must_not.n; i++) {
		if (!index_query_plan(a, view, q->must_not.items[i], &part))
			return false;
		cut_out(plan, &part);
	}
	return true;
}

bool
index_query_plan(struct arena *a, const struct index_view *view, const struct index_query *q,
    struct index_plan *plan)
{
	*plan = (struct index_plan){{.all = true}, {.all = true}, view->all_groups, true};
	switch (q->op) {
	case QUERY_ALL:
		break;
	case QUERY_RANGE:
		plan->exact = false;
		break;
	case QUERY_TERMS:
		plan->groups &= q->groups;
		plan->exact = q->by != BY_DOCUMENT;
		if (q->by == BY_ID)
			plan->ids = q->words;
		if (q->by == BY_OWNER)
			plan->owners = q->words;
		break;
	case QUERY_BOOL:
		return plan_bool(a, view, q, plan);
	}
	return true;
}
