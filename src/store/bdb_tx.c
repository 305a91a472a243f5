/* A change: from its function to the ticket. */
#include <config.h>

#include "store/bdb.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "store/kind.h"
#include "store/record.h"

/*
 * The first write. Until here the change only looked, beside the readers; from here on they wait,
 * so that none sees half of it.
 */
enum store_rc
bdb_tx_begin(struct bdb_tx *tx)
{
	struct bdb *b = tx->b;
	int ret;

	if (tx->txn != NULL)
		return STORE_OK;
	if (!bdb_change_has_room(b))
		return STORE_FULL;
	gate_alone(&b->gate);
	if (atomic_load(&b->parts.full))
		shared_cache_make_room(&b->parts, clock_monotonic_ms());
	ret = b->env->txn_begin(b->env, NULL, &tx->txn, 0);
	if (ret == 0)
		return STORE_OK;
	tx->txn = NULL;
	gate_alone_end(&b->gate);
	return bdb_rc(b, ret, "txn_begin");
}

/*
 * Nothing is on stable storage after this commit: store_sync() does that for many at once. The log
 * has it in memory, in order, and a page never goes to its file before the log that changed it.
 */
static enum store_rc
commit(struct bdb_tx *tx)
{
	struct bdb *b = tx->b;
	enum store_rc rc = bdb_rc(b, tx->txn->commit(tx->txn, DB_TXN_NOSYNC), "commit");

	if (rc == STORE_OK)
		atomic_fetch_add(&b->committed, 1);
	return rc;
}

static enum store_rc
run(struct bdb_tx *tx, store_change_fn *fn, void *ctx)
{
	bool keep;
	enum store_rc rc = store_tx_settle(&tx->base, fn(&tx->base, ctx), &keep);

	if (tx->txn == NULL)
		return rc;
	if (keep)
		rc = commit(tx);
	else {
		enum store_rc undone = bdb_rc(tx->b, tx->txn->abort(tx->txn), "abort");

		if (undone != STORE_OK)
			rc = bdb_broken(tx->b, "abort", "a change could not be undone");
	}
	gate_alone_end(&tx->b->gate);
	return rc;
}

enum store_rc
bdb_change(struct store *s, struct arena *a, store_change_fn *fn, void *ctx, uint64_t *ticket)
{
	struct bdb *b = (struct bdb *)s;
	struct bdb_tx tx = {.base = {.ops = s->ops, .store = s, .arena = a}, .b = b};
	uint64_t before;
	enum store_rc rc;

	gate_change(&b->gate);
	before = atomic_load(&b->committed);
	rc = bdb_usable(b);
	if (rc == STORE_OK)
		rc = run(&tx, fn, ctx);
	*ticket = atomic_load(&b->committed);
	gate_change_end(&b->gate);
	if (*ticket != before)
		bdb_checkpoint_wanted(b);
	return rc;
}

/* ---- the calls inside ---- */

enum store_rc
bdb_tx_get(struct store_tx *base, enum store_kind kind, struct str id, struct store_record *r)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;

	return bdb_record(tx->b, tx->txn, base->arena, kind, id, r);
}

/* Makes the own bytes shorter, if it does. */
static bool
pack_own(struct arena *a, enum store_kind kind, struct record *r)
{
	const struct pack_words *words = kind_files(kind)->words;
	char *out;
	size_t n;

	if (words == NULL || r->own.n == 0)
		return true;
	out = arena_alloc(a, PACK_ROOM(r->own.n));
	if (out == NULL)
		return false;
	n = pack_bytes(words, r->own, out);
	if (n < r->own.n) {
		r->size = r->own.n;
		r->own = (struct str){out, n};
	}
	return true;
}

static enum store_rc
put_record(
    struct bdb_tx *tx, enum store_kind kind, struct str id, struct record *r, u_int32_t flags)
{
	DB *db = tx->b->records[kind];
	DBT key = bdb_in(id), data;
	size_t head;
	char *bytes;

	if (!pack_own(tx->base.arena, kind, r))
		return STORE_NOMEM;
	bytes = arena_alloc(tx->base.arena, RECORD_HEAD_MAX + r->own.n);
	if (bytes == NULL)
		return STORE_NOMEM;
	head = record_head(bytes, r);
	if (r->own.n > 0)
		memcpy(bytes + head, r->own.p, r->own.n);
	data = bdb_in((struct str){bytes, head + r->own.n});
	return bdb_rc(tx->b, db->put(db, tx->txn, &key, &data, flags), "put");
}

enum store_rc
bdb_tx_insert(struct store_tx *base, enum store_kind kind, struct str id,
    const struct store_keys *keys, const struct store_parts *parts)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	struct record r = {.seq = 1, .keys = *keys, .at = parts->at, .own = parts->own};
	enum store_rc rc = bdb_tx_begin(tx), undone;

	if (rc == STORE_OK && parts->shared.n > 0)
		rc = bdb_shared_take(tx, parts->shared, &r.shared);
	if (rc == STORE_OK)
		rc = put_record(tx, kind, id, &r, DB_NOOVERWRITE);
	/* The change may go on without this record. */
	if (rc == STORE_EXISTS && (undone = bdb_shared_drop(tx, r.shared)) != STORE_OK)
		return undone;
	return rc == STORE_OK ? bdb_index_add(tx, kind, id, keys) : rc;
}

static bool
is_same(const struct store_keys *a, const struct store_keys *b)
{
	return a->group == b->group && str_equal(a->owner, b->owner) &&
	       str_equal(a->order, b->order);
}

/* The shared part of the record that comes, and the end of the one that goes. */
static enum store_rc
change_shared(
    struct bdb_tx *tx, const struct record *old, struct record *new, struct str shared, bool keep)
{
	enum store_rc rc = STORE_OK;

	if (keep) {
		new->shared = old->shared;
		return STORE_OK;
	}
	/* Taken before the old is let go: the same bytes are not written again. */
	if (shared.n > 0)
		rc = bdb_shared_take(tx, shared, &new->shared);
	return rc == STORE_OK ? bdb_shared_drop(tx, old->shared) : rc;
}

enum store_rc
bdb_tx_replace(struct store_tx *base, enum store_kind kind, struct str id,
    const struct store_keys *keys, const struct store_parts *parts, bool keep)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	char bytes[RECORD_HEAD_MAX];
	struct record old, new = {.keys = *keys, .at = parts->at, .own = parts->own};
	enum store_rc rc = bdb_head(tx->b, tx->txn, kind, id, bytes, &old);

	if (rc == STORE_OK)
		rc = bdb_tx_begin(tx);
	if (rc == STORE_OK)
		rc = change_shared(tx, &old, &new, parts->shared, keep);
	new.seq = old.seq + 1;
	if (rc == STORE_OK)
		rc = put_record(tx, kind, id, &new, 0);
	if (rc != STORE_OK || is_same(&old.keys, keys))
		return rc;
	rc = bdb_index_remove(tx, kind, id, &old.keys);
	return rc == STORE_OK ? bdb_index_add(tx, kind, id, keys) : rc;
}

enum store_rc
bdb_tx_delete(struct store_tx *base, enum store_kind kind, struct str id)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	DB *db = tx->b->records[kind];
	DBT key = bdb_in(id);
	char bytes[RECORD_HEAD_MAX];
	struct record old;
	enum store_rc rc = bdb_head(tx->b, tx->txn, kind, id, bytes, &old);

	if (rc == STORE_OK)
		rc = bdb_tx_begin(tx);
	if (rc == STORE_OK)
		rc = bdb_rc(tx->b, db->del(db, tx->txn, &key, 0), "del");
	if (rc == STORE_OK)
		rc = bdb_shared_drop(tx, old.shared);
	if (rc == STORE_OK)
		rc = bdb_index_remove(tx, kind, id, &old.keys);
	return rc;
}

/* Walks on from where the cursor stands while keys begin so. */
static enum store_rc
collect(struct bdb_tx *tx, DBC *cursor, const struct key *prefix, struct str *ids, size_t max,
    size_t *n)
{
	struct key key = *prefix;
	u_int32_t flags = DB_SET_RANGE;

	while (*n < max) {
		enum store_rc rc = bdb_step(tx->b, cursor, &key, flags);

		if (rc == STORE_NOT_FOUND)
			break;
		if (rc != STORE_OK)
			return rc;
		if (!key_begins((struct str){key.p, key.n}, prefix))
			break;
		ids[(*n)++] =
		    arena_copy(tx->base.arena, (struct str){key.p + prefix->n, key.n - prefix->n});
		flags = DB_NEXT;
	}
	return arena_failed(tx->base.arena) ? STORE_NOMEM : STORE_OK;
}

enum store_rc
bdb_tx_find(struct store_tx *base, enum store_kind kind, uint8_t group, struct str order,
    struct str *ids, size_t max, size_t *n)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	DB *db = tx->b->order[kind];
	struct key prefix;
	DBC *cursor;
	enum store_rc rc = bdb_rc(tx->b, bdb_cursor(db, tx->txn, &cursor), "cursor");

	if (rc != STORE_OK)
		return rc;
	key_prefix_order(&prefix, group, order);
	rc = collect(tx, cursor, &prefix, ids, max, n);
	(void)cursor->close(cursor);
	return rc;
}
