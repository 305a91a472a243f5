#include <config.h>

#include "base/suggest.h"

#include <stdint.h>
#include <string.h>

/*
 * Characters as the original counts them (UTF-16): the bytes of a character packed into one unit, a
 * character beyond the first 65536 counted twice. Only equality matters, so nothing is decoded.
 */
struct units {
	uint32_t *p;
	size_t n;
};

struct hit {
	const char *name;
	size_t distance;
	size_t longest;
};

static struct units
units_of(struct arena *a, struct str s)
{
	struct units u = {arena_alloc(a, (s.n + 1) * sizeof(*u.p)), 0};

	if (u.p == NULL)
		return u;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c & 0xC0) == 0x80 && u.n > 0) {
			u.p[u.n - 1] = u.p[u.n - 1] << 8 | c;
			continue;
		}
		if (c >= 0xF0)
			u.p[u.n++] = UINT32_MAX;
		u.p[u.n++] = c;
	}
	return u;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein, one row at a time; row has room for b.n + 1. */
static size_t
distance_of(struct units a, struct units b, size_t *row)
{
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t swap = corner + (a.p[i - 1] != b.p[j - 1]);

			corner = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1, swap);
		}
	}
	return row[b.n];
}

/* Is the name like the wrong one? The score 1 - d/m is kept as the pair (d, m): no rounding. */
static bool
is_alike(struct arena *a, struct units wrong, const char *name, struct hit *hit)
{
	struct units u;
	size_t gap, longest;
	size_t *row;

	u = units_of(a, str_of(name));
	if (u.p == NULL)
		return false;
	longest = u.n > wrong.n ? u.n : wrong.n;
	gap = longest - (u.n > wrong.n ? wrong.n : u.n);
	/* So a wrong name of any length costs no more than the candidates are long. */
	if (2 * gap >= longest)
		return false;
	row = arena_alloc(a, (u.n + 1) * sizeof(*row));
	if (row == NULL)
		return false;
	*hit = (struct hit){name, distance_of(wrong, u, row), longest};
	return 2 * hit->distance < longest;
}

/* Best first, then by name. */
static int
hit_compare(const struct hit *a, const struct hit *b)
{
	size_t left = a->distance * b->longest;
	size_t right = b->distance * a->longest;

	if (left != right)
		return left < right ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* Keeps hits sorted; a name that is there already is not added again. */
static size_t
hit_insert(struct hit *hits, size_t n, struct hit hit)
{
	size_t at = n;

	while (at > 0 && hit_compare(&hit, &hits[at - 1]) < 0)
		at--;
	if (at > 0 && hit_compare(&hit, &hits[at - 1]) == 0)
		return n;
	memmove(&hits[at + 1], &hits[at], (n - at) * sizeof(hit));
	hits[at] = hit;
	return n + 1;
}

const char *
suggest(struct arena *a, struct str wrong, const char *const *candidates, size_t n)
{
	struct units units = units_of(a, wrong);
	struct hit *hits = arena_alloc(a, n * sizeof(*hits));
	struct hit hit;
	size_t found = 0;
	const char *list;

	if (units.p == NULL || hits == NULL)
		return "";
	for (size_t i = 0; i < n; i++)
		if (is_alike(a, units, candidates[i], &hit))
			found = hit_insert(hits, found, hit);
	if (found == 0)
		return "";
	list = hits[0].name;
	for (size_t i = 1; i < found; i++)
		list = arena_printf(a, "%s, %s", list, hits[i].name);
	if (found == 1)
		return arena_printf(a, " did you mean [%s]?", list);
	return arena_printf(a, " did you mean any of [%s]?", list);
}
