/*
 * Puts right what follows from the records: scans, gathers what is to be done, does it in one
 * transaction, and scans again until there is nothing left. Each step makes one thing true, so
 * whatever comes in between, nothing is worse than before.
 *
 * Counters follow from the order keys. So they are put right when the keys are.
 */
#include <config.h>

#include "store/mend.h"

#include <stdlib.h>
#include <string.h>

#include "store/record.h"

enum { BATCH_BYTES = 32 << 20, ROUNDS_MAX = 1000 };

struct fix {
	enum bdb_fault what;
	enum store_kind kind;
	struct str key;
	uint64_t count;
};

struct mend {
	struct bdb *b;
	struct arena *a; /* of the keys */
	struct fix *fixes;
	size_t n, room;
	bool keys; /* some fixes are about more than counters */
};

static bool
is_mendable(enum bdb_fault what)
{
	return what != BDB_RECORD_BAD && what != BDB_SHARED_MISSING;
}

static bool
is_count(enum bdb_fault what)
{
	return what == BDB_COUNT_WRONG;
}

/* STORE_BUSY: enough for one transaction. */
static enum store_rc
gather(void *ctx, const struct bdb_finding *f)
{
	struct mend *m = ctx;

	if (!is_mendable(f->what))
		return STORE_OK;
	if (arena_size(m->a) + m->n * sizeof(*m->fixes) > BATCH_BYTES)
		return STORE_BUSY;
	if (m->n == m->room) {
		size_t room = m->room == 0 ? 64 : 2 * m->room;
		struct fix *fixes = reallocarray(m->fixes, room, sizeof(*fixes));

		if (fixes == NULL)
			return STORE_NOMEM;
		m->fixes = fixes;
		m->room = room;
	}
	m->fixes[m->n++] = (struct fix){f->what, f->kind, arena_copy(m->a, f->key), f->count};
	m->keys = m->keys || !is_count(f->what);
	return arena_failed(m->a) ? STORE_NOMEM : STORE_OK;
}

static int
put(DB *db, DB_TXN *txn, DBT *key, struct str value)
{
	DBT data = bdb_in(value);

	return db->put(db, txn, key, &data, 0);
}

static int
del(DB *db, DB_TXN *txn, DBT *key)
{
	int ret = db->del(db, txn, key, 0);

	return ret == DB_NOTFOUND ? 0 : ret;
}

static int
apply_one(const struct mend *m, DB_TXN *txn, const struct fix *f)
{
	DB *order = m->b->order[f->kind], *shared = m->b->shared;
	DBT key = bdb_in(f->key);
	char number[8];

	number_put(number, sizeof(number), f->count);
	switch (f->what) {
	case BDB_ORDER_MISSING:
		return put(order, txn, &key, (struct str){"", 0});
	case BDB_ORDER_STRAY:
		return del(order, txn, &key);
	case BDB_SHARED_STRAY:
		return del(shared, txn, &key);
	case BDB_COUNT_WRONG:
	case BDB_SHARED_COUNT_WRONG: {
		DB *db = f->what == BDB_COUNT_WRONG ? order : shared;

		return f->count == 0 ? del(db, txn, &key)
		                     : put(db, txn, &key, (struct str){number, sizeof(number)});
	}
	case BDB_RECORD_BAD:
	case BDB_SHARED_MISSING:
	case BDB_FAULT__MAX:
		break;
	}
	return 0;
}

static int
apply_all(const struct mend *m, DB_TXN *txn, uint64_t *mended)
{
	int ret = 0;

	for (size_t i = 0; i < m->n && ret == 0; i++) {
		if (m->keys && is_count(m->fixes[i].what))
			continue;
		ret = apply_one(m, txn, &m->fixes[i]);
		++*mended;
	}
	return ret;
}

/* In one transaction, on stable storage when it returns. */
static enum store_rc
apply(const struct mend *m, uint64_t *mended)
{
	struct bdb *b = m->b;
	DB_TXN *txn;
	uint64_t n = 0;
	enum store_rc rc;
	int ret;

	gate_change(&b->gate);
	gate_alone(&b->gate);
	shared_cache_empty(&b->parts);
	ret = b->env->txn_begin(b->env, NULL, &txn, 0);
	if (ret == 0) {
		ret = apply_all(m, txn, &n);
		if (ret == 0)
			ret = txn->commit(txn, DB_TXN_SYNC);
		else
			(void)txn->abort(txn);
	}
	gate_alone_end(&b->gate);
	gate_change_end(&b->gate);
	rc = bdb_rc(b, ret, "mend");
	if (rc == STORE_OK)
		rc = bdb_usable(b);
	if (rc == STORE_OK)
		*mended += n;
	return rc;
}

static enum store_rc
round_of(struct mend *m, uint64_t *mended)
{
	struct store_problem_counts found = {0};
	enum store_rc rc;

	arena_reset(m->a);
	m->n = 0;
	m->keys = false;
	rc = bdb_scan(m->b, &found, gather, m);
	if (rc == STORE_BUSY && m->n > 0)
		rc = STORE_OK;
	return rc == STORE_OK && m->n > 0 ? apply(m, mended) : rc;
}

enum store_rc
bdb_mend(struct bdb *b, uint64_t *mended)
{
	struct mend m = {.b = b, .a = arena_new(), .n = 1};
	enum store_rc rc = m.a == NULL ? STORE_NOMEM : STORE_OK;

	*mended = 0;
	for (unsigned i = 0; i < ROUNDS_MAX && rc == STORE_OK && m.n > 0; i++)
		rc = round_of(&m, mended);
	arena_free(m.a);
	free(m.fixes);
	return rc;
}
