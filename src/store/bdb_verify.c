/* Records against order keys against counts. */
#include <config.h>

#include "store/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/record.h"

enum store_rc
scan_tell(const struct scan *s, struct bdb_finding f)
{
	f.kind = s->kind;
	return s->fn == NULL ? STORE_OK : s->fn(s->ctx, &f);
}

enum store_rc
scan_count(struct scan *s, DB *db, struct str k, uint64_t n, enum bdb_fault what)
{
	char number[8];
	DBT key = bdb_in(k);
	DBT data = {.data = number, .ulen = sizeof(number), .flags = DB_DBT_USERMEM};
	int ret = db->get(db, NULL, &key, &data, 0);

	if (ret == DB_NOTFOUND && n == 0)
		return STORE_OK;
	if (ret != 0 && ret != DB_NOTFOUND && ret != DB_BUFFER_SMALL)
		return bdb_rc(s->b, ret, "get counter");
	if (n > 0 && ret == 0 && data.size == sizeof(number) &&
	    number_get(number, sizeof(number)) == n)
		return STORE_OK;
	s->found->counts_wrong++;
	return scan_tell(s, (struct bdb_finding){.what = what, .key = k, .count = n});
}

/* ---- records ---- */

static bool
is_in_order(const struct scan *s, const struct key *k)
{
	DB *db = s->b->order[s->kind];
	DBT key = bdb_in((struct str){k->p, k->n});

	return db->exists(db, NULL, &key, 0) == 0;
}

static enum store_rc
check_family(struct scan *s, struct str id, const struct record *r, char family)
{
	struct key k;

	key_of_record(&k, family, &r->keys, id);
	if (is_in_order(s, &k))
		return STORE_OK;
	s->found->order_missing++;
	return scan_tell(
	    s, (struct bdb_finding){.what = BDB_ORDER_MISSING, .key = {k.p, k.n}, .id = id});
}

static enum store_rc
check_record(struct scan *s, struct str id, struct str bytes)
{
	struct record r;
	enum store_rc rc;

	s->found->records++;
	arena_reset(s->arena);
	rc = record_decode(bytes, &r) ? bdb_try_unpack(s->arena, s->kind, &r) : STORE_BROKEN;
	if (rc == STORE_BROKEN) {
		s->found->records_bad++;
		return scan_tell(
		    s, (struct bdb_finding){.what = BDB_RECORD_BAD, .key = id, .id = id});
	}
	if (rc == STORE_OK)
		rc = check_family(s, id, &r, KEY_ALL);
	if (rc == STORE_OK && r.keys.owner.n > 0)
		rc = check_family(s, id, &r, KEY_OWNED);
	if (rc == STORE_OK && r.shared != 0)
		rc = scan_use(s, r.shared);
	return rc;
}

static enum store_rc
check_records(struct scan *s)
{
	DB *db = s->b->records[s->kind];
	DBT key = {.flags = DB_DBT_REALLOC}, data = {.flags = DB_DBT_REALLOC};
	DBC *cursor;
	enum store_rc rc = bdb_rc(s->b, db->cursor(db, NULL, &cursor, 0), "cursor");

	if (rc != STORE_OK)
		return rc;
	do {
		rc = bdb_rc(s->b, cursor->get(cursor, &key, &data, DB_NEXT), "cursor");
		if (rc == STORE_OK)
			rc = check_record(s, (struct str){key.data, key.size},
			    (struct str){data.data, data.size});
	} while (rc == STORE_OK);
	(void)cursor->close(cursor);
	free(key.data);
	free(data.data);
	return rc == STORE_NOT_FOUND ? STORE_OK : rc;
}

/* ---- order keys ---- */

/* Whether the record a key speaks of is there and says the same. */
static bool
is_true(const struct scan *s, const struct key_parts *parts, struct str raw)
{
	DB *db = s->b->records[s->kind];
	char bytes[RECORD_HEAD_MAX];
	DBT key = bdb_in(parts->id);
	DBT data = {.data = bytes,
	    .ulen = RECORD_HEAD_MAX,
	    .dlen = RECORD_HEAD_MAX,
	    .flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
	struct record r;
	struct key k;

	if (db->get(db, NULL, &key, &data, 0) != 0 ||
	    !record_decode((struct str){bytes, data.size}, &r) ||
	    (parts->family == KEY_OWNED && r.keys.owner.n == 0))
		return false;
	key_of_record(&k, parts->family, &r.keys, parts->id);
	return str_equal(raw, (struct str){k.p, k.n});
}

/* The end of a run of order keys of one owner and group: does its counter say so many? */
static enum store_rc
check_run(struct scan *s, const struct key_parts *parts, uint64_t n)
{
	bool owned = parts->family == KEY_OWNED;
	struct key k;

	key_of_count(&k, owned ? parts->keys.owner : (struct str){0}, parts->keys.group);
	return scan_count(s, s->b->order[s->kind], (struct str){k.p, k.n}, n, BDB_COUNT_WRONG);
}

/* A counter: those of runs were checked with them, so it is enough that there is a run at all. */
static enum store_rc
check_counter(struct scan *s, const struct key_parts *parts, struct str raw)
{
	bool owned = parts->family == KEY_COUNT_OWNED;
	DB *db = s->b->order[s->kind];
	struct key prefix, key;
	DBC *cursor;
	enum store_rc rc = bdb_rc(s->b, db->cursor(db, NULL, &cursor, 0), "cursor");

	if (rc != STORE_OK)
		return rc;
	key_prefix_group(&prefix, owned ? parts->keys.owner : (struct str){0}, parts->keys.group);
	key = prefix;
	rc = bdb_step(s->b, cursor, &key, DB_SET_RANGE);
	(void)cursor->close(cursor);
	if (rc == STORE_OK && key_begins((struct str){key.p, key.n}, &prefix))
		return STORE_OK;
	return rc == STORE_OK || rc == STORE_NOT_FOUND ? scan_count(s, db, raw, 0, BDB_COUNT_WRONG)
	                                               : rc;
}

static enum store_rc
stray(struct scan *s, struct str raw, struct str id)
{
	s->found->order_stray++;
	return scan_tell(s, (struct bdb_finding){.what = BDB_ORDER_STRAY, .key = raw, .id = id});
}

static bool
is_same_run(const struct key_parts *a, const struct key_parts *b)
{
	return a->family == b->family && a->keys.group == b->keys.group &&
	       (a->family == KEY_ALL || str_equal(a->keys.owner, b->keys.owner));
}

/* Where the walk over the order keys is. */
struct walk {
	struct key key;
	struct key_parts parts[2]; /* of this key, and of the one before … */
	unsigned now;              /* … the index of this one's */
	uint64_t run;              /* keys of the same owner and group so far */
};

static enum store_rc
end_run(struct scan *s, struct walk *w)
{
	uint64_t n = w->run;

	w->run = 0;
	return n == 0 ? STORE_OK : check_run(s, &w->parts[1 - w->now], n);
}

/* Keys come sorted, so the runs do: 'A' and 'B' in runs, then 'C' and 'D' one by one. */
static enum store_rc
check_key(struct scan *s, struct walk *w)
{
	struct key_parts *parts = &w->parts[w->now];
	struct str raw = {w->key.p, w->key.n};
	enum store_rc rc = STORE_OK;

	if (!key_parse(parts, raw))
		return stray(s, raw, (struct str){0});
	if (w->run > 0 && !is_same_run(parts, &w->parts[1 - w->now]))
		rc = end_run(s, w);
	if (rc != STORE_OK)
		return rc;
	if (parts->family == KEY_COUNT_ALL || parts->family == KEY_COUNT_OWNED)
		return check_counter(s, parts, raw);
	if (!is_true(s, parts, raw))
		rc = stray(s, raw, parts->id);
	w->run++;
	w->now = 1 - w->now;
	return rc;
}

static enum store_rc
check_order(struct scan *s)
{
	DB *db = s->b->order[s->kind];
	struct walk *w = calloc(1, sizeof(*w));
	DBC *cursor;
	enum store_rc rc;

	if (w == NULL)
		return STORE_NOMEM;
	rc = bdb_rc(s->b, db->cursor(db, NULL, &cursor, 0), "cursor");
	if (rc == STORE_OK) {
		while (
		    rc == STORE_OK && (rc = bdb_step(s->b, cursor, &w->key, DB_NEXT)) == STORE_OK)
			rc = check_key(s, w);
		if (rc == STORE_NOT_FOUND)
			rc = end_run(s, w);
		(void)cursor->close(cursor);
	}
	free(w);
	return rc;
}

/* ---- all of it ---- */

static enum store_rc
scan(struct scan *s)
{
	enum store_rc rc = STORE_OK;

	for (unsigned kind = 0; kind < STORE_KIND__MAX && rc == STORE_OK; kind++) {
		s->kind = (enum store_kind)kind;
		rc = check_records(s);
		if (rc == STORE_OK)
			rc = check_order(s);
	}
	return rc == STORE_OK ? scan_shared(s) : rc;
}

enum store_rc
bdb_scan(struct bdb *b, struct store_problem_counts *found, bdb_finding_fn *fn, void *ctx)
{
	struct scan s = {.b = b, .arena = arena_new(), .found = found, .fn = fn, .ctx = ctx};
	enum store_rc rc = bdb_usable(b);

	if (rc == STORE_OK && s.arena == NULL)
		rc = STORE_NOMEM;
	if (rc == STORE_OK) {
		gate_read(&b->gate);
		rc = scan(&s);
		gate_read_end(&b->gate);
	}
	arena_free(s.arena);
	free(s.uses.slots);
	return rc;
}

enum store_rc
bdb_verify(struct store *base, struct store_problem_counts *found)
{
	return bdb_scan((struct bdb *)base, found, NULL, NULL);
}
