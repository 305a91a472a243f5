/* A record in its lists and counts. */
#include <config.h>

#include "store/bdb.h"

#include "store/record.h"

/* owner.p == NULL: the counter over all owners. */
static enum store_rc
count_group(
    struct bdb_tx *tx, enum store_kind kind, struct str owner, uint8_t group, bool up, uint64_t by)
{
	struct key k;
	uint64_t count;

	key_of_count(&k, owner, group);
	return bdb_counter_change(tx, tx->b->order[kind], (struct str){k.p, k.n}, up, by, &count);
}

/* An order key comes or goes. That it was there already, or was not, is damage. */
static enum store_rc
key_change(struct bdb_tx *tx, enum store_kind kind, char family, const struct store_keys *keys,
    struct str id, bool add)
{
	DB *db = tx->b->order[kind];
	struct key k;
	DBT key, data = bdb_in((struct str){0});
	int ret;

	key_of_record(&k, family, keys, id);
	key = bdb_in((struct str){k.p, k.n});
	ret =
	    add ? db->put(db, tx->txn, &key, &data, DB_NOOVERWRITE) : db->del(db, tx->txn, &key, 0);
	if (ret == DB_KEYEXIST || ret == DB_NOTFOUND)
		return bdb_damaged(tx->b, "order key");
	return bdb_rc(tx->b, ret, add ? "put order" : "del order");
}

static enum store_rc
change(
    struct bdb_tx *tx, enum store_kind kind, struct str id, const struct store_keys *keys, bool add)
{
	enum store_rc rc = key_change(tx, kind, KEY_ALL, keys, id, add);

	if (rc == STORE_OK)
		rc = count_group(tx, kind, (struct str){0}, keys->group, add, 1);
	if (keys->owner.n == 0)
		return rc;
	if (rc == STORE_OK)
		rc = key_change(tx, kind, KEY_OWNED, keys, id, add);
	if (rc == STORE_OK)
		rc = count_group(tx, kind, keys->owner, keys->group, add, 1);
	return rc;
}

enum store_rc
bdb_index_add(struct bdb_tx *tx, enum store_kind kind, struct str id, const struct store_keys *keys)
{
	return change(tx, kind, id, keys, true);
}

enum store_rc
bdb_index_remove(
    struct bdb_tx *tx, enum store_kind kind, struct str id, const struct store_keys *keys)
{
	return change(tx, kind, id, keys, false);
}

/* ---- all records of an owner ---- */

/* The record and the key over all owners of the key where the cursor stands, then that key. */
static enum store_rc
delete_at(struct bdb_tx *tx, enum store_kind kind, DBC *cursor, const struct key_parts *parts)
{
	DB *db = tx->b->records[kind];
	DBT id = bdb_in(parts->id);
	char bytes[RECORD_HEAD_MAX];
	struct record old;
	enum store_rc rc = bdb_head(tx->b, tx->txn, kind, parts->id, bytes, &old);

	if (rc == STORE_NOT_FOUND)
		return bdb_damaged(tx->b, "delete owned: names a missing record");
	if (rc == STORE_OK)
		rc = bdb_rc(tx->b, db->del(db, tx->txn, &id, 0), "del");
	if (rc == STORE_OK)
		rc = bdb_shared_drop(tx, old.shared);
	if (rc == STORE_OK)
		rc = key_change(tx, kind, KEY_ALL, &parts->keys, parts->id, false);
	if (rc == STORE_OK)
		rc = bdb_rc(tx->b, cursor->del(cursor, 0), "del owned");
	return rc;
}

static enum store_rc
delete_range(struct bdb_tx *tx, enum store_kind kind, DBC *cursor, struct str owner,
    uint64_t deleted[STORE_GROUPS])
{
	struct key prefix, key;
	struct key_parts parts;
	enum store_rc rc;

	key_prefix_owner(&prefix, KEY_OWNED, owner);
	key = prefix;
	for (rc = bdb_step(tx->b, cursor, &key, DB_SET_RANGE); rc == STORE_OK;
	     rc = bdb_step(tx->b, cursor, &key, DB_NEXT)) {
		struct str found = {key.p, key.n};

		if (!key_begins(found, &prefix))
			return STORE_OK;
		if (!key_parse(&parts, found))
			return bdb_damaged(tx->b, "delete owned: not a key");
		rc = delete_at(tx, kind, cursor, &parts);
		if (rc != STORE_OK)
			return rc;
		deleted[parts.keys.group]++;
	}
	return rc == STORE_NOT_FOUND ? STORE_OK : rc;
}

enum store_rc
bdb_tx_delete_owned(struct store_tx *base, enum store_kind kind, struct str owner, uint64_t *n)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	DB *db = tx->b->order[kind];
	uint64_t deleted[STORE_GROUPS] = {0};
	DBC *cursor;
	enum store_rc rc = bdb_tx_begin(tx);

	if (rc == STORE_OK)
		rc = bdb_rc(tx->b, db->cursor(db, tx->txn, &cursor, 0), "cursor");
	if (rc != STORE_OK)
		return rc;
	rc = delete_range(tx, kind, cursor, owner, deleted);
	(void)cursor->close(cursor);
	for (uint8_t group = 0; group < STORE_GROUPS && rc == STORE_OK; group++) {
		if (deleted[group] == 0)
			continue;
		rc = count_group(tx, kind, (struct str){0}, group, false, deleted[group]);
		if (rc == STORE_OK)
			rc = count_group(tx, kind, owner, group, false, deleted[group]);
		*n += deleted[group];
	}
	return rc;
}
