/* Reading one thing: a record, a key. */
#include <config.h>

#include "store/bdb.h"

#include <errno.h>

#include "store/kind.h"
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

int
bdb_cursor(DB *db, DB_TXN *txn, DBC **cursor)
{
	int ret = db->cursor(db, txn, cursor, 0);

	if (ret != 0)
		*cursor = NULL;
	else
		/* What Berkeley DB does for its own short calls; no flag of cursor() asks for it.
		 */
		(*cursor)->flags |= DBC_TRANSIENT;
	return ret;
}

int
bdb_read_bytes(DB *db, DB_TXN *txn, struct arena *a, struct str k, struct str *bytes)
{
	char usual[USUAL];
	DBT key = bdb_in(k);
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
bdb_try_unpack(struct arena *a, enum store_kind kind, struct record *r)
{
	const struct pack_words *words = kind_files(kind)->words;
	char *own = NULL;

	if (r->size != 0) {
		if (words == NULL || r->size > r->own.n * PACK_GROWS_MAX)
			return STORE_BROKEN;
		own = arena_alloc(a, r->size);
		if (own == NULL)
			return STORE_NOMEM;
		if (!unpack_bytes(words, r->own, own, r->size))
			return STORE_BROKEN;
		r->own = (struct str){own, r->size};
	}
	return r->at <= r->own.n ? STORE_OK : STORE_BROKEN;
}

enum store_rc
bdb_unpack(struct bdb *b, struct arena *a, enum store_kind kind, struct record *r)
{
	enum store_rc rc = bdb_try_unpack(a, kind, r);

	return rc == STORE_BROKEN ? bdb_damaged(b, "get: not packed so") : rc;
}

enum store_rc
bdb_decode(struct bdb *b, struct arena *a, enum store_kind kind, struct str bytes, struct record *r)
{
	if (!record_decode(bytes, r))
		return bdb_damaged(b, "get: not a record");
	return bdb_unpack(b, a, kind, r);
}

/* The own bytes come out unpacked. */
static enum store_rc
read_record(struct bdb *b, DB_TXN *txn, struct arena *a, enum store_kind kind, struct str id,
    struct record *r)
{
	struct str bytes;
	int ret = bdb_read_bytes(b->records[kind], txn, a, id, &bytes);

	return ret != 0 ? bdb_rc(b, ret, "get") : bdb_decode(b, a, kind, bytes, r);
}

enum store_rc
bdb_whole(struct bdb *b, DB_TXN *txn, struct arena *a, struct str id, const struct record *r,
    struct read_part *last, struct store_record *out)
{
	struct store_parts parts = {.own = r->own, .at = r->at};
	enum store_rc rc = STORE_OK;

	if (r->shared != 0 && last != NULL && last->number == r->shared)
		parts.shared = last->bytes;
	else if (r->shared != 0)
		rc = bdb_shared_get(b, txn, a, r->shared, &parts.shared);
	if (rc != STORE_OK)
		return rc;
	if (last != NULL)
		*last = (struct read_part){r->shared, parts.shared};
	*out = (struct store_record){
	    .id = arena_copy(a, id),
	    .seq = r->seq,
	    .keys = r->keys,
	    .doc = store_parts_join(a, &parts),
	};
	return arena_failed(a) ? STORE_NOMEM : STORE_OK;
}

enum store_rc
bdb_record(struct bdb *b, DB_TXN *txn, struct arena *a, enum store_kind kind, struct str id,
    struct store_record *out)
{
	struct record r = {.shared = 0};
	enum store_rc rc = read_record(b, txn, a, kind, id, &r);

	return rc == STORE_OK ? bdb_whole(b, txn, a, id, &r, NULL, out) : rc;
}

enum store_rc
bdb_tx_get_own(struct store_tx *base, enum store_kind kind, struct str id, struct store_record *out,
    size_t *at)
{
	struct bdb_tx *tx = (struct bdb_tx *)base;
	struct record r = {.shared = 0};
	enum store_rc rc = read_record(tx->b, tx->txn, base->arena, kind, id, &r);

	if (rc != STORE_OK)
		return rc;
	*out = (struct store_record){
	    .id = arena_copy(base->arena, id), .seq = r.seq, .keys = r.keys, .doc = r.own};
	*at = r.shared != 0 ? r.at : STORE_WHOLE;
	return arena_failed(base->arena) ? STORE_NOMEM : STORE_OK;
}

enum store_rc
bdb_head(
    struct bdb *b, DB_TXN *txn, enum store_kind kind, struct str id, char bytes[], struct record *r)
{
	DB *db = b->records[kind];
	DBT key = bdb_in(id);
	DBT data = {.data = bytes,
	    .ulen = RECORD_HEAD_MAX,
	    .dlen = RECORD_HEAD_MAX,
	    .flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
	enum store_rc rc = bdb_rc(b, db->get(db, txn, &key, &data, 0), "get head");

	if (rc == STORE_OK && !record_decode((struct str){bytes, data.size}, r))
		return bdb_damaged(b, "get: not a record");
	return rc;
}

static enum store_rc
step(struct bdb *b, DBC *cursor, struct key *k, DBT *data, u_int32_t flags)
{
	DBT key = {
	    .data = k->p, .size = (u_int32_t)k->n, .ulen = sizeof(k->p), .flags = DB_DBT_USERMEM};
	int ret = cursor->get(cursor, &key, data, flags);

	if (ret == DB_BUFFER_SMALL)
		return bdb_damaged(b, "cursor: not a key");
	k->n = key.size;
	return bdb_rc(b, ret, "cursor");
}

enum store_rc
bdb_step(struct bdb *b, DBC *cursor, struct key *k, u_int32_t flags)
{
	DBT data = bdb_nothing();

	return step(b, cursor, k, &data, flags);
}

enum store_rc
bdb_step_count(struct bdb *b, DBC *cursor, struct key *k, uint64_t *count, u_int32_t flags)
{
	char number[8] = {0};
	DBT data = {.data = number,
	    .ulen = sizeof(number),
	    .dlen = sizeof(number),
	    .flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
	enum store_rc rc = step(b, cursor, k, &data, flags);

	*count = number_get(number, sizeof(number));
	return rc;
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
