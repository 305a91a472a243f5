/* Counters: numbers of eight bytes that are there as long as they are not zero. */
#include <config.h>

#include "store/bdb.h"

#include "store/record.h"

/* The number where the cursor is to stand, which has been looked for with that result. */
static enum store_rc
write_number(struct bdb_tx *tx, DBC *cursor, struct str k, bool there, uint64_t count)
{
	DBT key = bdb_in(k), data;
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
change_at(struct bdb_tx *tx, DBC *cursor, struct str k, bool up, uint64_t by, uint64_t *now)
{
	DBT key = bdb_in(k);
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
	*now = up ? count + by : count - by;
	return write_number(tx, cursor, k, ret == 0, *now);
}

enum store_rc
bdb_counter_change(struct bdb_tx *tx, DB *db, struct str key, bool up, uint64_t by, uint64_t *now)
{
	DBC *cursor;
	enum store_rc rc = bdb_rc(tx->b, bdb_cursor(db, tx->txn, &cursor), "cursor");
	int ret;

	*now = 0;
	if (rc != STORE_OK)
		return rc;
	rc = change_at(tx, cursor, key, up, by, now);
	ret = cursor->close(cursor);
	return rc == STORE_OK ? bdb_rc(tx->b, ret, "close cursor") : rc;
}
