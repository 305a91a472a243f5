/*
 * Shared parts of documents: one copy of each, with the number of records that have it.
 *
 *	'S' number	the bytes
 *	'R' number	how many records have them	(8 bytes, high byte first)
 *
 * The number is a digest of the bytes. Should it be taken by other bytes, it is the next one. After
 * those others went the same bytes may be kept under two numbers: a waste, no fault. The two are
 * apart so that a record that comes does not write the bytes again.
 */
#include <config.h>

#include "store/bdb.h"

#include "base/digest.h"

#include <errno.h>
#include <string.h>

#include "store/record.h"

enum { USUAL = 4096 };

void
shared_key_of(struct shared_key *k, char family, uint64_t number)
{
	k->bytes[0] = family;
	number_put(k->bytes + 1, 8, number);
}

static DBT
key_in(const struct shared_key *k)
{
	return bdb_in((struct str){k->bytes, sizeof(k->bytes)});
}

/* ---- reading ---- */

enum store_rc
bdb_shared_get(struct bdb *b, DB_TXN *txn, struct arena *a, uint64_t number, struct str *bytes)
{
	struct shared_key k;
	int ret;

	/* What a change has written may not stay. */
	if (txn == NULL && shared_cache_find(&b->parts, number, bytes))
		return STORE_OK;
	shared_key_of(&k, SHARED_BYTES, number);
	ret = bdb_read_bytes(b->shared, txn, a, (struct str){k.bytes, sizeof(k.bytes)}, bytes);
	if (ret == DB_NOTFOUND)
		return bdb_damaged(b, "get: a shared part is missing");
	if (ret == 0 && txn == NULL)
		shared_cache_keep(&b->parts, number, *bytes);
	return bdb_rc(b, ret, "get shared");
}

/* ---- counting ---- */

static enum store_rc
change_count(struct bdb_tx *tx, uint64_t number, bool up, uint64_t *now)
{
	struct shared_key k;

	shared_key_of(&k, SHARED_COUNT, number);
	return bdb_counter_change(
	    tx, tx->b->shared, (struct str){k.bytes, sizeof(k.bytes)}, up, 1, now);
}

static enum store_rc
put_count(struct bdb_tx *tx, uint64_t number, uint64_t count)
{
	DB *db = tx->b->shared;
	struct shared_key k;
	char value[8];
	DBT key, data = bdb_in((struct str){value, sizeof(value)});

	shared_key_of(&k, SHARED_COUNT, number);
	key = key_in(&k);
	number_put(value, sizeof(value), count);
	return bdb_rc(tx->b, db->put(db, tx->txn, &key, &data, 0), "put shared count");
}

/* ---- taking ---- */

enum held { HELD_NOT, HELD_SAME, HELD_OTHER };

/* What is kept under that number. */
static enum store_rc
look(struct bdb_tx *tx, uint64_t number, struct str bytes, enum held *held)
{
	DB *db = tx->b->shared;
	struct shared_key k;
	char usual[USUAL];
	DBT key, data = {.data = usual, .ulen = sizeof(usual), .flags = DB_DBT_USERMEM};
	struct str kept;
	int ret;

	if (shared_cache_find(&tx->b->parts, number, &kept)) {
		*held = str_equal(kept, bytes) ? HELD_SAME : HELD_OTHER;
		return STORE_OK;
	}
	shared_key_of(&k, SHARED_BYTES, number);
	key = key_in(&k);
	*held = HELD_NOT;
	if (bytes.n > sizeof(usual)) {
		data.data = arena_alloc(tx->base.arena, bytes.n);
		data.ulen = (u_int32_t)bytes.n;
		if (data.data == NULL)
			return STORE_NOMEM;
	}
	ret = db->get(db, tx->txn, &key, &data, 0);
	if (ret == DB_NOTFOUND)
		return STORE_OK;
	if (ret != 0 && ret != DB_BUFFER_SMALL)
		return bdb_rc(tx->b, ret, "get shared");
	*held = ret == 0 && str_equal((struct str){data.data, data.size}, bytes) ? HELD_SAME
	                                                                         : HELD_OTHER;
	if (*held == HELD_SAME && !tx->new_part)
		shared_cache_keep(&tx->b->parts, number, bytes);
	return STORE_OK;
}

static enum store_rc
keep_new(struct bdb_tx *tx, uint64_t number, struct str bytes)
{
	DB *db = tx->b->shared;
	struct shared_key k;
	DBT key, data = bdb_in(bytes);
	enum store_rc rc;

	tx->new_part = true;
	shared_key_of(&k, SHARED_BYTES, number);
	key = key_in(&k);
	rc = bdb_rc(tx->b, db->put(db, tx->txn, &key, &data, DB_NOOVERWRITE), "put shared");
	return rc == STORE_OK ? put_count(tx, number, 1) : rc;
}

static enum store_rc
one_more(struct bdb_tx *tx, uint64_t number)
{
	uint64_t now;
	enum store_rc rc = change_count(tx, number, true, &now);

	return rc == STORE_OK && now == 1 ? bdb_damaged(tx->b, "shared part without a count") : rc;
}

enum store_rc
bdb_shared_take(struct bdb_tx *tx, struct str bytes, uint64_t *number)
{
	enum held held = HELD_OTHER;
	enum store_rc rc = STORE_OK;

	*number = digest_of(bytes);
	while (rc == STORE_OK && held == HELD_OTHER) {
		if (*number == 0) /* says "none" in a record */
			++*number;
		rc = look(tx, *number, bytes, &held);
		if (rc == STORE_OK && held == HELD_OTHER)
			++*number;
	}
	if (rc != STORE_OK)
		return rc;
	return held == HELD_SAME ? one_more(tx, *number) : keep_new(tx, *number, bytes);
}

/* ---- letting go ---- */

static enum store_rc
del_bytes(struct bdb_tx *tx, uint64_t number)
{
	DB *db = tx->b->shared;
	struct shared_key k;
	DBT key;
	int ret;

	shared_key_of(&k, SHARED_BYTES, number);
	key = key_in(&k);
	ret = db->del(db, tx->txn, &key, 0);
	if (ret == DB_NOTFOUND)
		return bdb_damaged(tx->b, "shared part is missing");
	return bdb_rc(tx->b, ret, "del shared");
}

enum store_rc
bdb_shared_drop(struct bdb_tx *tx, uint64_t number)
{
	uint64_t now;
	enum store_rc rc;

	if (number == 0)
		return STORE_OK;
	rc = change_count(tx, number, false, &now);
	if (rc != STORE_OK || now > 0)
		return rc;
	shared_cache_drop(&tx->b->parts, number);
	return del_bytes(tx, number);
}
