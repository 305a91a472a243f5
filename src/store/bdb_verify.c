/* Records against order keys against counts. */
#include <config.h>

#include "store/bdb.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/record.h"

struct scan {
	struct bdb *b;
	enum store_kind kind;
	struct store_problem_counts *found;
	uint64_t groups, counters; /* seen in order keys; seen as counters */
};

static bool
is_in_order(const struct scan *s, const struct key *k)
{
	DB *db = s->b->order[s->kind];
	DBT key = bdb_in((struct str){k->p, k->n});

	return db->exists(db, NULL, &key, 0) == 0;
}

static void
check_record(struct scan *s, const struct store_record *r)
{
	struct key k;

	s->found->records++;
	key_of_record(&k, KEY_ALL, &r->keys, r->id);
	if (!is_in_order(s, &k))
		s->found->order_missing++;
	if (r->keys.owner.n == 0)
		return;
	key_of_record(&k, KEY_OWNED, &r->keys, r->id);
	if (!is_in_order(s, &k))
		s->found->order_missing++;
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
	while (
	    (rc = bdb_rc(s->b, cursor->get(cursor, &key, &data, DB_NEXT), "cursor")) == STORE_OK) {
		struct store_record r;

		if (!record_decode((struct str){data.data, data.size}, &r)) {
			rc = bdb_damaged(s->b, "verify: not a record");
			break;
		}
		r.id = (struct str){key.data, key.size};
		check_record(s, &r);
	}
	(void)cursor->close(cursor);
	free(key.data);
	free(data.data);
	return rc == STORE_NOT_FOUND ? STORE_OK : rc;
}

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
	struct store_record r;
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
	uint64_t count;
	enum store_rc rc;

	key_of_count(&k, owned ? parts->keys.owner : (struct str){0}, parts->keys.group);
	rc = bdb_count(s->b, NULL, s->kind, &k, &count);
	s->groups++;
	if (rc == STORE_OK && count != n)
		s->found->counts_wrong++;
	return rc;
}

static bool
is_same_run(const struct key_parts *a, const struct key_parts *b)
{
	return a->family == b->family && a->keys.group == b->keys.group &&
	       (a->family == KEY_ALL || str_equal(a->keys.owner, b->keys.owner));
}

/* Keys come sorted, so the runs do: 'A' and 'B' in runs, then 'C' and 'D' one by one. */
static enum store_rc
check_keys(struct scan *s, DBC *cursor, struct key_parts parts[2])
{
	struct key key = {.n = 0};
	unsigned now = 0;
	uint64_t run = 0;
	enum store_rc rc;

	while ((rc = bdb_step(s->b, cursor, &key, DB_NEXT)) == STORE_OK) {
		struct str raw = {key.p, key.n};

		if (!key_parse(&parts[now], raw)) {
			s->found->order_stray++;
			continue;
		}
		if (run > 0 && !is_same_run(&parts[now], &parts[1 - now])) {
			rc = check_run(s, &parts[1 - now], run);
			run = 0;
			if (rc != STORE_OK)
				return rc;
		}
		if (parts[now].family == KEY_COUNT_ALL || parts[now].family == KEY_COUNT_OWNED) {
			s->counters++;
			continue;
		}
		if (!is_true(s, &parts[now], raw))
			s->found->order_stray++;
		run++;
		now = 1 - now;
	}
	if (rc == STORE_NOT_FOUND)
		rc = run > 0 ? check_run(s, &parts[1 - now], run) : STORE_OK;
	return rc;
}

static enum store_rc
check_order(struct scan *s)
{
	DB *db = s->b->order[s->kind];
	struct key_parts *parts = malloc(2 * sizeof(*parts));
	DBC *cursor;
	enum store_rc rc;

	if (parts == NULL)
		return STORE_NOMEM;
	rc = bdb_rc(s->b, db->cursor(db, NULL, &cursor, 0), "cursor");
	if (rc == STORE_OK) {
		rc = check_keys(s, cursor, parts);
		(void)cursor->close(cursor);
	}
	free(parts);
	return rc;
}

enum store_rc
bdb_verify(struct store *base, struct store_problem_counts *found)
{
	struct bdb *b = (struct bdb *)base;
	enum store_rc rc = bdb_usable(b);

	if (rc != STORE_OK)
		return rc;
	gate_read(&b->gate);
	for (unsigned kind = 0; kind < STORE_KIND__MAX && rc == STORE_OK; kind++) {
		struct scan s = {.b = b, .kind = (enum store_kind)kind, .found = found};

		rc = check_records(&s);
		if (rc == STORE_OK)
			rc = check_order(&s);
		/* Every group that has keys has a counter; one more counts what is not there. */
		if (rc == STORE_OK && s.counters > s.groups)
			found->counts_wrong += s.counters - s.groups;
	}
	gate_read_end(&b->gate);
	return rc;
}
