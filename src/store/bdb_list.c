/*
 * Lists: the ranges of the wanted groups, merged. Counters tell beforehand which ranges have
 * anything in them, and how much; what lies before the page is skipped by keys alone.
 */
#include <config.h>

#include "store/bdb.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/record.h"

/* One group's keys, in order. */
struct range {
	DBC *cursor;
	size_t rest; /* where order and id begin in its keys */
	struct key prefix;
	struct key key; /* where it stands */
};

struct walk {
	struct bdb *b;
	const struct store_query *q;
	uint64_t count; /* in all ranges */
	unsigned ranges;
	struct range *range; /* those with anything in them */
	unsigned n;          /* of them, not at their end */
	struct range *sorted[STORE_GROUPS];
};

static struct str
rest_of(const struct range *r)
{
	return (struct str){r->key.p + r->rest, r->key.n - r->rest};
}

/* Whether a stands before b, in the direction of the walk. */
static bool
is_before(const struct walk *w, const struct range *a, const struct range *b)
{
	int order = str_compare(rest_of(a), rest_of(b));

	return w->q->descending ? order > 0 : order < 0;
}

/* NOT_FOUND when the cursor has left its range. */
static enum store_rc
check_range(const struct range *r, enum store_rc rc)
{
	struct str key = {r->key.p, r->key.n};

	return rc == STORE_OK && !key_begins(key, &r->prefix) ? STORE_NOT_FOUND : rc;
}

static enum store_rc
go_first(struct walk *w, struct range *r)
{
	enum store_rc rc;

	r->key.n = r->prefix.n;
	memcpy(r->key.p, r->prefix.p, r->prefix.n);
	if (!w->q->descending)
		return check_range(r, bdb_step(w->b, r->cursor, &r->key, DB_SET_RANGE));
	key_past(&r->key);
	rc = bdb_step(w->b, r->cursor, &r->key, DB_SET_RANGE);
	if (rc == STORE_OK)
		rc = bdb_step(w->b, r->cursor, &r->key, DB_PREV);
	else if (rc == STORE_NOT_FOUND)
		rc = bdb_step(w->b, r->cursor, &r->key, DB_LAST);
	return check_range(r, rc);
}

/* sorted[at] may stand too far forward; all behind it are in order. */
static void
sink(struct walk *w, unsigned at)
{
	struct range *moving = w->sorted[at];

	for (; at + 1 < w->n && is_before(w, w->sorted[at + 1], moving); at++)
		w->sorted[at] = w->sorted[at + 1];
	w->sorted[at] = moving;
}

/* Adds the counts of the wanted groups; remembers which have any. */
static enum store_rc
count_groups(struct walk *w, uint8_t wanted[STORE_GROUPS])
{
	for (unsigned i = 0; i < STORE_GROUPS; i++) {
		uint8_t group = (uint8_t)i;
		struct key key;
		uint64_t count;
		enum store_rc rc;

		if ((w->q->groups >> group & 1) == 0)
			continue;
		key_of_count(&key, w->q->owner, group);
		rc = bdb_count(w->b, NULL, w->q->kind, &key, &count);
		if (rc != STORE_OK)
			return rc;
		w->count += count;
		if (count > 0)
			wanted[w->ranges++] = group;
	}
	return STORE_OK;
}

static enum store_rc
open_range(struct walk *w, struct range *r, uint8_t group)
{
	DB *db = w->b->order[w->q->kind];
	int ret = db->cursor(db, NULL, &r->cursor, 0);
	enum store_rc rc;

	if (ret != 0) {
		r->cursor = NULL;
		return bdb_rc(w->b, ret, "cursor");
	}
	key_prefix_group(&r->prefix, w->q->owner, group);
	r->rest = r->prefix.n;
	rc = go_first(w, r);
	if (rc == STORE_NOT_FOUND)
		return bdb_damaged(w->b, "list: counted, but not there");
	return rc;
}

static enum store_rc
open_ranges(struct walk *w, const uint8_t groups[STORE_GROUPS])
{
	w->range = calloc(w->ranges, sizeof(*w->range));
	if (w->range == NULL)
		return STORE_NOMEM;
	for (unsigned i = 0; i < w->ranges; i++) {
		enum store_rc rc = open_range(w, &w->range[i], groups[i]);

		if (rc != STORE_OK)
			return rc;
		/* In front of the others, then down to its place. */
		memmove(w->sorted + 1, w->sorted, w->n * sizeof(struct range *));
		w->sorted[0] = &w->range[i];
		w->n++;
		sink(w, 0);
	}
	return STORE_OK;
}

static void
walk_close(struct walk *w)
{
	for (unsigned i = 0; w->range != NULL && i < w->ranges; i++)
		if (w->range[i].cursor != NULL)
			(void)w->range[i].cursor->close(w->range[i].cursor);
	free(w->range);
}

static enum store_rc
walk_next(struct walk *w)
{
	struct range *r = w->sorted[0];
	u_int32_t step = w->q->descending ? DB_PREV : DB_NEXT;
	enum store_rc rc = check_range(r, bdb_step(w->b, r->cursor, &r->key, step));

	if (rc == STORE_NOT_FOUND) {
		w->n--;
		memmove(w->sorted, w->sorted + 1, w->n * sizeof(struct range *));
		return STORE_OK;
	}
	sink(w, 0);
	return rc;
}

/* The id of the record where the walk stands; lent until it moves. */
static enum store_rc
walk_id(const struct walk *w, struct str *id)
{
	const struct range *r = w->sorted[0];
	struct str key;
	size_t at;

	if (w->n == 0)
		return bdb_damaged(w->b, "list: fewer than counted");
	key = (struct str){r->key.p, r->key.n};
	at = key_id_offset(key, r->rest);
	if (at == 0)
		return bdb_damaged(w->b, "list: not a key");
	*id = (struct str){key.p + at, key.n - at};
	return STORE_OK;
}

/* What lists name is there. */
static enum store_rc
check_there(struct bdb *b, enum store_rc rc)
{
	return rc == STORE_NOT_FOUND ? bdb_damaged(b, "list: names a missing record") : rc;
}

static enum store_rc
skip(struct walk *w)
{
	enum store_rc rc = STORE_OK;

	for (uint64_t i = 0; i < w->q->from && rc == STORE_OK; i++)
		rc = w->n == 0 ? bdb_damaged(w->b, "list: fewer than counted") : walk_next(w);
	return rc;
}

static enum store_rc
read_page(struct walk *w, struct arena *a, struct store_record *records, size_t size, size_t *n)
{
	enum store_rc rc = skip(w);

	while (rc == STORE_OK && *n < size) {
		struct str id = {0};

		rc = walk_id(w, &id);
		if (rc == STORE_OK)
			rc = check_there(
			    w->b, bdb_record(w->b, NULL, a, w->q->kind, id, &records[*n]));
		if (rc == STORE_OK && ++*n < size)
			rc = walk_next(w);
	}
	return rc;
}

/* A candidate in memory of its own, which the next one takes over. */
static enum store_rc
read_candidate(struct walk *w, DBT *data, struct store_record *r)
{
	DB *db = w->b->records[w->q->kind];
	struct str id = {0};
	enum store_rc rc = walk_id(w, &id);
	DBT key;

	if (rc != STORE_OK)
		return rc;
	key = bdb_in(id);
	rc = check_there(w->b, bdb_rc(w->b, db->get(db, NULL, &key, data, 0), "get"));
	if (rc != STORE_OK)
		return rc;
	if (!record_decode((struct str){data->data, data->size}, r))
		return bdb_damaged(w->b, "list: not a record");
	r->id = id;
	return STORE_OK;
}

static bool
copy_record(struct arena *a, const struct store_record *from, struct store_record *to)
{
	*to = *from;
	to->id = arena_copy(a, from->id);
	to->keys.owner = arena_copy(a, from->keys.owner);
	to->keys.order = arena_copy(a, from->keys.order);
	to->doc = arena_copy(a, from->doc);
	return !arena_failed(a);
}

/* Every candidate is looked at: only so are the matches known, and how many. */
static enum store_rc
read_matches(struct walk *w, struct arena *a, struct store_record *records, size_t size, size_t *n,
    uint64_t *matches)
{
	const struct store_query *q = w->q;
	DBT data = {.flags = DB_DBT_REALLOC};
	enum store_rc rc = STORE_OK;

	while (rc == STORE_OK && w->n > 0) {
		struct store_record r;

		rc = read_candidate(w, &data, &r);
		if (rc == STORE_OK && q->match(&r, q->match_ctx)) {
			if (*matches >= q->from && *n < size &&
			    !copy_record(a, &r, &records[(*n)++]))
				rc = STORE_NOMEM;
			++*matches;
		}
		if (rc == STORE_OK)
			rc = walk_next(w);
	}
	free(data.data);
	return rc;
}

static enum store_rc
list(struct walk *w, struct arena *a, struct store_record **records, size_t *n, uint64_t *count)
{
	const struct store_query *q = w->q;
	uint8_t groups[STORE_GROUPS];
	enum store_rc rc = count_groups(w, groups);
	uint64_t left, size;

	if (rc != STORE_OK)
		return rc;
	left = q->from < w->count ? w->count - q->from : 0;
	size = q->size < left ? q->size : left;
	*count = q->match == NULL ? w->count : 0;
	if (w->count == 0 || (size == 0 && q->match == NULL))
		return STORE_OK;
	*records = arena_alloc(a, (size_t)size * sizeof(**records));
	if (*records == NULL)
		return STORE_NOMEM;
	rc = open_ranges(w, groups);
	if (rc != STORE_OK)
		return rc;
	if (q->match != NULL)
		return read_matches(w, a, *records, (size_t)size, n, count);
	return read_page(w, a, *records, (size_t)size, n);
}

enum store_rc
bdb_list(struct store *s, struct arena *a, const struct store_query *q,
    struct store_record **records, size_t *n, uint64_t *count)
{
	struct bdb *b = (struct bdb *)s;
	struct walk w = {.b = b, .q = q};
	enum store_rc rc = bdb_usable(b);

	if (rc != STORE_OK)
		return rc;
	gate_read(&b->gate);
	rc = list(&w, a, records, n, count);
	walk_close(&w);
	gate_read_end(&b->gate);
	if (rc != STORE_OK) {
		*n = 0;
		*count = 0;
	}
	return rc;
}
