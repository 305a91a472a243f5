/* Shared parts against the records that have them. */
#include <config.h>

#include "store/scan.h"

#include <stdlib.h>

#include "store/record.h"

static struct use *
use_find(const struct uses *u, uint64_t number)
{
	size_t at = (size_t)(number % u->room);

	while (u->slots[at].number != 0 && u->slots[at].number != number)
		at = (at + 1) % u->room;
	return &u->slots[at];
}

static bool
uses_grow(struct uses *u)
{
	struct uses old = *u;

	u->room = old.room == 0 ? 1024 : 2 * old.room;
	u->slots = calloc(u->room, sizeof(*u->slots));
	if (u->slots == NULL) {
		*u = old;
		return false;
	}
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].number != 0)
			*use_find(u, old.slots[i].number) = old.slots[i];
	free(old.slots);
	return true;
}

enum store_rc
scan_use(struct scan *s, uint64_t number)
{
	struct uses *u = &s->uses;
	struct use *use;

	if (2 * u->n >= u->room && !uses_grow(u))
		return STORE_NOMEM;
	use = use_find(u, number);
	u->n += use->number == 0;
	use->number = number;
	use->count++;
	return STORE_OK;
}

static enum store_rc
stray(struct scan *s, struct str key)
{
	s->found->shared_stray++;
	return scan_tell(s, (struct bdb_finding){.what = BDB_SHARED_STRAY, .key = key});
}

/* Where the cursor stands: a counter or bytes. */
static enum store_rc
check_key(struct scan *s, struct str key)
{
	struct use *use;

	if (key.n != sizeof(struct shared_key) ||
	    (key.p[0] != SHARED_BYTES && key.p[0] != SHARED_COUNT))
		return stray(s, key);
	use = use_find(&s->uses, number_get(key.p + 1, 8));
	if (key.p[0] == SHARED_COUNT) {
		use->counted = use->number != 0;
		return scan_count(s, s->b->shared, key, use->count, BDB_SHARED_COUNT_WRONG);
	}
	use->kept = use->number != 0;
	return use->kept ? STORE_OK : stray(s, key);
}

/* What records have, and the cursor did not come by. */
static enum store_rc
check_use(struct scan *s, const struct use *use)
{
	struct shared_key k;
	enum store_rc rc = STORE_OK;

	if (!use->counted) {
		shared_key_of(&k, SHARED_COUNT, use->number);
		rc = scan_count(s, s->b->shared, (struct str){k.bytes, sizeof(k.bytes)}, use->count,
		    BDB_SHARED_COUNT_WRONG);
	}
	if (use->kept || rc != STORE_OK)
		return rc;
	shared_key_of(&k, SHARED_BYTES, use->number);
	s->found->shared_missing++;
	return scan_tell(s, (struct bdb_finding){.what = BDB_SHARED_MISSING,
	                        .key = {k.bytes, sizeof(k.bytes)},
	                        .count = use->count});
}

enum store_rc
scan_shared(struct scan *s)
{
	struct bdb *b = s->b;
	struct key key = {.n = 0};
	DBC *cursor;
	enum store_rc rc;

	if (s->uses.room == 0 && !uses_grow(&s->uses))
		return STORE_NOMEM;
	rc = bdb_rc(b, b->shared->cursor(b->shared, NULL, &cursor, 0), "cursor");
	if (rc != STORE_OK)
		return rc;
	while (rc == STORE_OK && (rc = bdb_step(b, cursor, &key, DB_NEXT)) == STORE_OK)
		rc = check_key(s, (struct str){key.p, key.n});
	(void)cursor->close(cursor);
	if (rc == STORE_NOT_FOUND)
		rc = STORE_OK;
	for (size_t i = 0; i < s->uses.room && rc == STORE_OK; i++)
		if (s->uses.slots[i].number != 0)
			rc = check_use(s, &s->uses.slots[i]);
	return rc;
}
