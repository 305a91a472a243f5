/* A record in its lists and counts. */
#include <config.h>

#include "store/bdb.h"

#include "store/record.h"

/* The number where the cursor is to stand, which has been looked for with that result. */
static enum store_rc
count_write(struct bdb_tx *tx, DBC *cursor, const struct key *k, bool there, uint64_t count)
{
	DBT key = bdb_in((struct str){k->p, k->n}), data;
	char number[8];

	if (count == 0)
		return bdb_rc(tx->b, cursor->del(cursor, 0), "del counter");
	number_put(number, sizeof(number), count);
	data = bdb_in((struct str){number, sizeof(number)});
	return bdb_rc(tx->b, cursor->put(cursor, &key, &data, there ? DB_CURRENT : DB_KEYFIRST),
	    "put counter");
}

/* With a cursor: what it found it need not look for again to write. */
static enum store_rc
count_at(struct bdb_tx *tx, DBC *cursor, const struct key *k, bool up, uint64_t by)
{
	DBT key = bdb_in((struct str){k->p, k->n});
	char number[8];
	DBT data = {.data = number, .ulen = sizeof(number), .flags = DB_DBT_USERMEM};
	int ret = cursor->get(cursor, &key, &data, DB_SET);
	uint64_t count = 0;

	if (ret == DB_BUFFER_SMALL || (ret == 0 && data.size != sizeof(number)))
		return bdb_damaged(tx->b, "get: not a counter");
	if (ret != 0 && ret != DB_NOTFOUND)
		return bdb_rc(tx->b, ret, "get counter");
	if (ret == 0)
		count = number_get(number, sizeof(number));
	if (!up && count < by)
		return bdb_damaged(tx->b, "count: below zero");
	return count_write(tx, cursor, k, ret == 0, up ? count + by : count - by);
}

static enum store_rc
count_change(struct bdb_tx *tx, enum store_kind kind, const struct key *k, bool up, uint64_t by)
{
	DB *db = tx->b->order[kind];
	DBC *cursor;
	enum store_rc rc = bdb_rc(tx->b, db->cursor(db, tx->txn, &cursor, 0), "cursor");
	int ret;

	if (rc != STORE_OK)
		return rc;
	rc = count_at(tx, cursor, k, up, by);
	ret = cursor->close(cursor);
	return rc == STORE_OK ? bdb_rc(tx->b, ret, "close cursor") : rc;
}

/* owner.p == NULL: the counter over all owners. */
static enum store_rc
count_group(
    struct bdb_tx *tx, enum store_kind kind, struct str owner, uint8_t group, bool up, uint64_t by)
{
	struct key k;

	key_of_count(&k, owner, group);
	return count_change(tx, kind, &k, up, by);
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
