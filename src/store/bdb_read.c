/* Reading one thing: a record, a counter, a key. */
#include <config.h>

#include "store/bdb.h"

#include <errno.h>

#include "store/record.h"

enum { USUAL = 4096 }; /* bytes of a record that are read without asking for its size first */

DBT
bdb_in(struct str s)
{
	union {
		const char *in;
		void *out;
	} p = {s.p}; /* Berkeley DB only reads what is lent to it */

	return (DBT){.data = p.out, .size = (u_int32_t)s.n};
}

DBT
bdb_nothing(void)
{
	return (DBT){.flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
}

/* The bytes of a record in the arena. */
static int
read_bytes(DB *db, DB_TXN *txn, struct arena *a, struct str id, struct str *bytes)
{
	char usual[USUAL];
	DBT key = bdb_in(id);
	DBT data = {.data = usual, .ulen = sizeof(usual), .flags = DB_DBT_USERMEM};
	int ret = db->get(db, txn, &key, &data, 0);

	if (ret == 0)
		*bytes = arena_copy(a, (struct str){usual, data.size});
	else if (ret == DB_BUFFER_SMALL) {
		data.ulen = data.size;
		data.data = arena_alloc(a, data.size);
		if (data.data == NULL)
			return ENOMEM;
		ret = db->get(db, txn, &key, &data, 0);
		*bytes = (struct str){data.data, data.size};
	}
	return ret == 0 && arena_failed(a) ? ENOMEM : ret;
}

enum store_rc
bdb_record(struct bdb *b, DB_TXN *txn, struct arena *a, enum store_kind kind, struct str id,
    struct store_record *r)
{
	struct str bytes;
	int ret = read_bytes(b->records[kind], txn, a, id, &bytes);

	if (ret != 0)
		return bdb_rc(b, ret, "get");
	if (!record_decode(bytes, r))
		return bdb_damaged(b, "get: not a record");
	r->id = arena_copy(a, id);
	return arena_failed(a) ? STORE_NOMEM : STORE_OK;
}

enum store_rc
bdb_count(struct bdb *b, DB_TXN *txn, enum store_kind kind, const struct key *k, uint64_t *count)
{
	char number[8];
	DBT key = bdb_in((struct str){k->p, k->n});
	DBT data = {.data = number, .ulen = sizeof(number), .flags = DB_DBT_USERMEM};
	int ret = b->order[kind]->get(b->order[kind], txn, &key, &data, 0);

	*count = 0;
	if (ret == DB_NOTFOUND)
		return STORE_OK;
	if (ret == DB_BUFFER_SMALL || (ret == 0 && data.size != sizeof(number)))
		return bdb_damaged(b, "get: not a counter");
	if (ret != 0)
		return bdb_rc(b, ret, "get counter");
	*count = number_get(number, sizeof(number));
	return STORE_OK;
}

enum store_rc
bdb_step(struct bdb *b, DBC *cursor, struct key *k, u_int32_t flags)
{
	DBT key = {
	    .data = k->p, .size = (u_int32_t)k->n, .ulen = sizeof(k->p), .flags = DB_DBT_USERMEM};
	DBT data = bdb_nothing();
	int ret = cursor->get(cursor, &key, &data, flags);

	if (ret == DB_BUFFER_SMALL)
		return bdb_damaged(b, "cursor: not a key");
	k->n = key.size;
	return bdb_rc(b, ret, "cursor");
}

enum store_rc
bdb_get(
    struct store *s, struct arena *a, enum store_kind kind, struct str id, struct store_record *r)
{
	struct bdb *b = (struct bdb *)s;
	enum store_rc rc = bdb_usable(b);

	if (rc != STORE_OK)
		return rc;
	gate_read(&b->gate);
	rc = bdb_record(b, NULL, a, kind, id, r);
	gate_read_end(&b->gate);
	return rc;
}
