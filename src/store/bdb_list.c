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

#include "store/bdb_reader.h"
#include "store/record.h"

enum {
	SCRATCH_MAX = 1 << 20,
	LOOKS_MAX = 1024 /* candidates between two pauses: some milliseconds */
};

/* The keys of one owner and group, or of one group, in order. */
struct range {
	DBC *cursor;
	size_t prefix; /* what all its keys begin with: so much of where it stands */
	size_t n, room;
	char *key; /* where it stands */
};

struct walk {
	struct bdb *b;
	const struct store_query *q;
	struct arena *arena;
	struct reader reader; /* of the records that the keys name */
	struct str *owners;   /* of the query, sorted */
	size_t owners_n;
	uint64_t count; /* in all ranges */
	size_t ranges, room;
	struct range *range; /* those with anything in them */
	size_t n;            /* of them, not at their end */
	struct range **heap; /* those; the one that comes next is first */
	struct key key;      /* for a step */
	char from[KEY_MAX];  /* order and id where a walk that paused goes on */
	size_t from_n;       /* 0: it begins */
};

/* ---- ranges ---- */

static struct str
rest_of(const struct range *r)
{
	return (struct str){r->key + r->prefix, r->n - r->prefix};
}

/* Whether a stands before b, in the direction of the walk. */
static bool
is_before(const struct walk *w, const struct range *a, const struct range *b)
{
	int order = str_compare(rest_of(a), rest_of(b));

	return w->q->descending ? order > 0 : order < 0;
}

/* Takes over where the cursor came to. */
static enum store_rc
stand(struct walk *w, struct range *r, enum store_rc rc)
{
	if (rc != STORE_OK)
		return rc;
	if (w->key.n < r->prefix || memcmp(w->key.p, r->key, r->prefix) != 0)
		return STORE_NOT_FOUND; /* it has left its range */
	if (w->key.n > r->room) {
		char *key = realloc(r->key, w->key.n);

		if (key == NULL)
			return STORE_NOMEM;
		r->key = key;
		r->room = w->key.n;
	}
	memcpy(r->key, w->key.p, w->key.n);
	r->n = w->key.n;
	return STORE_OK;
}

/* From where DB_SET_RANGE came to, with that result, to the key in front of it. */
static enum store_rc
step_back(struct walk *w, const struct range *r, enum store_rc rc)
{
	if (rc == STORE_OK)
		return bdb_step(w->b, r->cursor, &w->key, DB_PREV);
	if (rc == STORE_NOT_FOUND)
		return bdb_step(w->b, r->cursor, &w->key, DB_LAST);
	return rc;
}

static enum store_rc
go_first(struct walk *w, struct range *r)
{
	memcpy(w->key.p, r->key, r->prefix);
	w->key.n = r->prefix;
	if (!w->q->descending)
		return stand(w, r, bdb_step(w->b, r->cursor, &w->key, DB_SET_RANGE));
	key_past(&w->key);
	return stand(w, r, step_back(w, r, bdb_step(w->b, r->cursor, &w->key, DB_SET_RANGE)));
}

/* The same, but to where order and id are w->from, or to what comes behind that. */
static enum store_rc
go_on(struct walk *w, struct range *r)
{
	enum store_rc rc;

	memcpy(w->key.p, r->key, r->prefix);
	memcpy(w->key.p + r->prefix, w->from, w->from_n);
	w->key.n = r->prefix + w->from_n;
	rc = bdb_step(w->b, r->cursor, &w->key, DB_SET_RANGE);
	if (w->q->descending && !(rc == STORE_OK && w->key.n == r->prefix + w->from_n &&
	                            memcmp(w->key.p, r->key, r->prefix) == 0 &&
	                            memcmp(w->key.p + r->prefix, w->from, w->from_n) == 0))
		rc = step_back(w, r, rc);
	return stand(w, r, rc);
}

static enum store_rc
go_next(struct walk *w, struct range *r)
{
	assert(r != NULL);
	return stand(
	    w, r, bdb_step(w->b, r->cursor, &w->key, w->q->descending ? DB_PREV : DB_NEXT));
}

/* ---- which ranges there are: what the counters say ---- */

static enum store_rc
add_range(struct walk *w, const struct key *prefix)
{
	struct range *r;

	if (w->ranges == w->room) {
		size_t room = w->room == 0 ? STORE_GROUPS : 2 * w->room;
		struct range *range = realloc(w->range, room * sizeof(*range));

		if (range == NULL)
			return STORE_NOMEM;
		w->range = range;
		w->room = room;
	}
	r = &w->range[w->ranges];
	*r = (struct range){.prefix = prefix->n, .n = prefix->n, .room = prefix->n};
	r->key = malloc(prefix->n);
	if (r->key == NULL)
		return STORE_NOMEM;
	memcpy(r->key, prefix->p, prefix->n);
	w->ranges++;
	return STORE_OK;
}

/* A counter where the cursor stands, in w->key: its last byte is the group. */
static enum store_rc
add_counter(struct walk *w, struct str owner, uint64_t count)
{
	uint8_t group = (uint8_t)w->key.p[w->key.n - 1];
	struct key prefix;

	if (group >= STORE_GROUPS)
		return bdb_damaged(w->b, "list: not a counter");
	if ((w->q->groups >> group & 1) == 0)
		return STORE_OK;
	w->count += count;
	key_prefix_group(&prefix, owner, group);
	return add_range(w, &prefix);
}

/* owner.p == NULL: the counters over all owners. */
static enum store_rc
add_counters(struct walk *w, DBC *cursor, struct str owner)
{
	struct key prefix;
	uint64_t count;
	enum store_rc rc;

	key_prefix_counts(&prefix, owner);
	w->key.n = prefix.n;
	memcpy(w->key.p, prefix.p, prefix.n);
	for (rc = bdb_step_count(w->b, cursor, &w->key, &count, DB_SET_RANGE); rc == STORE_OK;
	     rc = bdb_step_count(w->b, cursor, &w->key, &count, DB_NEXT)) {
		if (!key_begins((struct str){w->key.p, w->key.n}, &prefix))
			return STORE_OK;
		if (w->key.n != prefix.n + 1)
			return bdb_damaged(w->b, "list: not a counter");
		rc = add_counter(w, owner, count);
		if (rc != STORE_OK)
			return rc;
	}
	return rc == STORE_NOT_FOUND ? STORE_OK : rc;
}

/* Adds up the counts; remembers the ranges that have any. */
static enum store_rc
find_ranges(struct walk *w)
{
	DB *db = w->b->order[w->q->kind];
	DBC *cursor;
	enum store_rc rc;

	if (w->q->owners != NULL && w->owners == NULL) {
		w->owners = store_owners_sort(w->arena, w->q, &w->owners_n);
		if (w->owners == NULL)
			return STORE_NOMEM;
	}
	rc = bdb_rc(w->b, bdb_cursor(db, NULL, &cursor), "cursor");
	if (rc != STORE_OK)
		return rc;
	if (w->q->owners == NULL)
		rc = add_counters(w, cursor, (struct str){0});
	for (size_t i = 0; i < w->owners_n && rc == STORE_OK; i++)
		rc = add_counters(w, cursor, w->owners[i]);
	(void)cursor->close(cursor);
	return rc;
}

/* ---- the walk ---- */

/* The range at that place of the heap may come later than those below it. */
static void
sink(struct walk *w, size_t at)
{
	struct range *moving = w->heap[at];

	for (size_t child; (child = 2 * at + 1) < w->n; at = child) {
		if (child + 1 < w->n && is_before(w, w->heap[child + 1], w->heap[child]))
			child++;
		if (!is_before(w, w->heap[child], moving))
			break;
		w->heap[at] = w->heap[child];
	}
	w->heap[at] = moving;
}

static enum store_rc
open_range(struct walk *w, struct range *r)
{
	DB *db = w->b->order[w->q->kind];
	int ret = bdb_cursor(db, NULL, &r->cursor);
	enum store_rc rc;

	if (ret != 0)
		return bdb_rc(w->b, ret, "cursor");
	if (w->from_n > 0)
		return go_on(w, r);
	rc = go_first(w, r);
	if (rc == STORE_NOT_FOUND)
		return bdb_damaged(w->b, "list: counted, but not there");
	return rc;
}

static enum store_rc
open_ranges(struct walk *w)
{
	w->heap = calloc(w->ranges + 1, sizeof(struct range *));
	if (w->heap == NULL)
		return STORE_NOMEM;
	for (size_t i = 0; i < w->ranges; i++) {
		enum store_rc rc = open_range(w, &w->range[i]);

		if (rc == STORE_NOT_FOUND)
			continue; /* going on: all of it was passed before */
		if (rc != STORE_OK)
			return rc;
		w->heap[w->n++] = &w->range[i];
	}
	for (size_t i = w->n / 2; i-- > 0;)
		sink(w, i);
	return STORE_OK;
}

static void
walk_close(struct walk *w)
{
	reader_close(&w->reader);
	for (size_t i = 0; i < w->ranges; i++) {
		if (w->range[i].cursor != NULL)
			(void)w->range[i].cursor->close(w->range[i].cursor);
		free(w->range[i].key);
	}
	free(w->range);
	free(w->heap);
	w->range = NULL;
	w->heap = NULL;
	w->ranges = w->room = w->n = 0;
}

static enum store_rc
walk_next(struct walk *w)
{
	enum store_rc rc = go_next(w, w->heap[0]);

	if (rc == STORE_NOT_FOUND) {
		w->heap[0] = w->heap[--w->n];
		rc = STORE_OK;
	}
	if (rc == STORE_OK && w->n > 1)
		sink(w, 0);
	return rc;
}

/* The id of the record where the walk stands; lent until it moves. */
static enum store_rc
walk_id(const struct walk *w, struct str *id)
{
	const struct range *r;
	struct str key;
	size_t at;

	if (w->n == 0)
		return bdb_damaged(w->b, "list: fewer than counted");
	r = w->heap[0];
	assert(r != NULL);
	key = (struct str){r->key, r->n};
	at = key_id_offset(key, r->prefix);
	if (at == 0)
		return bdb_damaged(w->b, "list: not a key");
	*id = (struct str){key.p + at, key.n - at};
	return STORE_OK;
}

/*
 * Lets a writer in that may be waiting. The walk goes on behind where it stands, in what is there
 * then: all groups have one order, so a record that changes its group is neither lost nor seen
 * twice.
 */
static enum store_rc
walk_pause(struct walk *w)
{
	struct str rest, id;
	enum store_rc rc = walk_id(w, &id);

	/* Behind bytes that are no key it might go on at its beginning, for ever. */
	if (rc != STORE_OK)
		return rc;
	rest = rest_of(w->heap[0]);
	memcpy(w->from, rest.p, rest.n);
	w->from_n = rest.n;
	walk_close(w);
	gate_read_end(&w->b->gate);
	gate_read(&w->b->gate);
	w->count = 0;
	rc = bdb_usable(w->b);
	if (rc == STORE_OK)
		rc = find_ranges(w);
	return rc == STORE_OK ? open_ranges(w) : rc;
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
read_page(struct walk *w, struct store_record *records, size_t size, size_t *n)
{
	enum store_rc rc = skip(w);
	uint64_t bytes = 0;

	/* Behind a place there may be fewer than were counted. */
	while (rc == STORE_OK && *n < size && !(w->n == 0 && w->q->after.id.n > 0)) {
		struct str id = {0};

		rc = walk_id(w, &id);
		if (rc == STORE_OK)
			rc = check_there(
			    w->b, reader_record(&w->reader, w->b, w->arena, id, &records[*n]));
		if (rc == STORE_OK && !store_page_takes(w->q, &bytes, records[*n].doc)) {
			if (w->q->cut && *n > 0)
				return STORE_OK;
			rc = w->q->cut ? STORE_OK : STORE_TOO_LARGE;
		}
		if (rc == STORE_OK && ++*n < size)
			rc = walk_next(w);
	}
	return rc;
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

/* The record where the walk stands, lent until the next one. */
static enum store_rc
read_candidate(struct walk *w, struct arena *scratch, struct store_record *r)
{
	struct str id = {0};
	enum store_rc rc = walk_id(w, &id);

	if (rc != STORE_OK)
		return rc;
	if (arena_size(scratch) > SCRATCH_MAX) {
		arena_reset(scratch);
		reader_forget(&w->reader);
	}
	return check_there(w->b, reader_record(&w->reader, w->b, scratch, id, r));
}

/* Every candidate is looked at: only so are the matches known, and how many. */
static enum store_rc
read_matches(
    struct walk *w, struct store_record *records, size_t size, size_t *n, uint64_t *matches)
{
	const struct store_query *q = w->q;
	struct arena *scratch = arena_new();
	enum store_rc rc = scratch == NULL ? STORE_NOMEM : STORE_OK;
	uint64_t bytes = 0;

	for (unsigned looks = 1; rc == STORE_OK && w->n > 0; looks++) {
		struct store_record r;

		rc = read_candidate(w, scratch, &r);
		if (rc == STORE_OK && q->match(&r, q->match_ctx)) {
			if (*matches >= q->from && *n < size)
				rc = !store_page_takes(q, &bytes, r.doc) ? STORE_TOO_LARGE
				     : !copy_record(w->arena, &r, &records[(*n)++]) ? STORE_NOMEM
				                                                    : STORE_OK;
			++*matches;
		}
		if (rc == STORE_OK)
			rc = walk_next(w);
		if (rc == STORE_OK && w->n > 0 && looks % LOOKS_MAX == 0)
			rc = walk_pause(w);
	}
	arena_free(scratch);
	return rc;
}

/* The walk begins with the first key behind that place: a byte more is all that lies between. */
static void
begin_after(struct walk *w, const struct store_place *place)
{
	const struct store_keys keys = {.order = place->order};
	struct key key;
	size_t at;

	key_prefix_group(&key, (struct str){NULL, 0}, 0);
	at = key.n;
	key_of_record(&key, KEY_ALL, &keys, place->id);
	w->from_n = key.n - at;
	memcpy(w->from, key.p + at, w->from_n);
	w->from[w->from_n++] = '\0';
}

static enum store_rc
list(struct walk *w, struct store_record **records, size_t *n, uint64_t *count)
{
	const struct store_query *q = w->q;
	enum store_rc rc = find_ranges(w);
	uint64_t left, size;

	if (rc != STORE_OK)
		return rc;
	left = q->from < w->count ? w->count - q->from : 0;
	size = q->size < left ? q->size : left;
	/* Where the walk pauses, there may be more at its end than at its beginning. */
	if (q->match != NULL && w->count > LOOKS_MAX)
		size = q->size;
	*count = q->match == NULL ? w->count : 0;
	if (w->count == 0 || (size == 0 && q->match == NULL))
		return STORE_OK;
	*records = arena_alloc(w->arena, (size_t)size * sizeof(**records));
	if (*records == NULL)
		return STORE_NOMEM;
	if (q->after.id.n > 0)
		begin_after(w, &q->after);
	rc = open_ranges(w);
	if (rc != STORE_OK)
		return rc;
	if (q->match != NULL)
		return read_matches(w, *records, (size_t)size, n, count);
	return read_page(w, *records, (size_t)size, n);
}

enum store_rc
bdb_list(struct store *s, struct arena *a, const struct store_query *q,
    struct store_record **records, size_t *n, uint64_t *count)
{
	struct bdb *b = (struct bdb *)s;
	struct walk w = {.b = b, .q = q, .arena = a};
	enum store_rc rc = bdb_usable(b);

	if (rc != STORE_OK)
		return rc;
	reader_init(&w.reader, q->kind, q->descending);
	gate_read(&b->gate);
	rc = list(&w, records, n, count);
	walk_close(&w);
	gate_read_end(&b->gate);
	if (rc != STORE_OK) {
		*n = 0;
		*count = 0;
	}
	return rc;
}
