/* A change: from its function to the ticket. */
#include <config.h>

#include "store/bdb.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

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
	if (!bdb_has_room(b))
		return STORE_FULL;
	gate_alone(&b->gate);
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
	struct bdb_tx tx = {.base = {.ops = s->ops, .arena = a}, .b = b};
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

/* What lists go by, without the document. bytes is where the keys will point. */
static enum store_rc
read_head(struct bdb_tx *tx, enum store_kind kind, struct str id, char bytes[RECORD_HEAD_MAX],
    struct store_record *r)
{
	DB *db = tx->b->records[kind];
	DBT key = bdb_in(id);
	DBT data = {.data = bytes,
	    .ulen = RECORD_HEAD_MAX,
	    .dlen = RECORD_HEAD_MAX,
	    .flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
	enum store_rc rc = bdb_rc(tx->b, db->get(db, tx->txn, &key, &data, 0), "get head");

	if (rc == STORE_OK && !record_decode((struct str){bytes, data.size}, r))
		return bdb_damaged(tx->b, "get: not a record");
	return rc;
}

static enum store_rc
put_record(struct bdb_tx *tx, enum store_kind kind, struct str id, uint64_t seq,
    const struct store_keys *keys, struct str doc, u_int32_t flags)
{
	DB *db = tx->b->records[kind];
	size_t head = record_head_size(keys);
	char *bytes = arena_alloc(tx->base.arena, head + doc.n);
	DBT key = bdb_in(id), data;

	if (bytes == NULL)
		return STORE_NOMEM;
	record_head(bytes, seq, keys);
	if (doc.n > 0)
		memcpy(bytes + head, doc.p, doc.n);
	data = bdb_in((struct str){bytes, head + doc.n});
	return bdb_rc(tx->b, db->put(db, tx->txn, &key, &data, flags), "put");
}

enum store_rc
bdb_tx_insert(struct store_tx *base, enum store_kind kind, struct str id,
    const struct store_keys *keys, struct str doc)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	enum store_rc rc = bdb_tx_begin(tx);

	if (rc == STORE_OK)
		rc = put_record(tx, kind, id, 1, keys, doc, DB_NOOVERWRITE);
	if (rc == STORE_OK)
		rc = bdb_index_add(tx, kind, id, keys);
	return rc;
}

static bool
is_same(const struct store_keys *a, const struct store_keys *b)
{
	return a->group == b->group && str_equal(a->owner, b->owner) &&
	       str_equal(a->order, b->order);
}

enum store_rc
bdb_tx_replace(struct store_tx *base, enum store_kind kind, struct str id,
    const struct store_keys *keys, struct str doc)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	char bytes[RECORD_HEAD_MAX];
	struct store_record old;
	enum store_rc rc = read_head(tx, kind, id, bytes, &old);

	if (rc == STORE_OK)
		rc = bdb_tx_begin(tx);
	if (rc == STORE_OK)
		rc = put_record(tx, kind, id, old.seq + 1, keys, doc, 0);
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
	struct store_record old;
	enum store_rc rc = read_head(tx, kind, id, bytes, &old);

	if (rc == STORE_OK)
		rc = bdb_tx_begin(tx);
	if (rc == STORE_OK)
		rc = bdb_rc(tx->b, db->del(db, tx->txn, &key, 0), "del");
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
	enum store_rc rc = bdb_rc(tx->b, db->cursor(db, tx->txn, &cursor, 0), "cursor");

	if (rc != STORE_OK)
		return rc;
	key_prefix_order(&prefix, group, order);
	rc = collect(tx, cursor, &prefix, ids, max, n);
	(void)cursor->close(cursor);
	return rc;
}
