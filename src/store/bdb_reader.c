#include <config.h>

#include "store/bdb_reader.h"

#include <errno.h>

#include "store/record.h"

enum {
	USUAL = 4096,  /* bytes of a record that are read without asking for its size first */
	MISSES_MAX = 4 /* then the ids have another order, and it only searches */
};

void
reader_init(struct reader *r, enum store_kind kind, bool descending)
{
	r->cursor = NULL;
	r->kind = kind;
	r->next = descending ? DB_PREV : DB_NEXT;
	r->misses = 0;
	r->standing = false;
	reader_forget(r);
}

void
reader_forget(struct reader *r)
{
	r->part.number = 0;
}

void
reader_close(struct reader *r)
{
	if (r->cursor != NULL)
		(void)r->cursor->close(r->cursor);
	r->cursor = NULL;
	r->standing = false;
	reader_forget(r); /* the number may stand for other bytes by then */
}

/* Whether the neighbour of where the cursor stands is the one; then its bytes are in data. */
static int
try_next(struct reader *r, struct str id, DBT *data, bool *is_it)
{
	char found[STORE_ID_MAX];
	DBT key = {.data = found, .ulen = sizeof(found), .flags = DB_DBT_USERMEM};
	int ret;

	*is_it = false;
	if (!r->standing || r->misses >= MISSES_MAX)
		return 0;
	ret = r->cursor->get(r->cursor, &key, data, r->next);
	if (ret == DB_NOTFOUND || ret == DB_BUFFER_SMALL)
		ret = 0; /* not so */
	else if (ret == 0)
		*is_it = str_equal(id, (struct str){found, key.size});
	r->misses = *is_it ? 0 : r->misses + 1;
	return ret;
}

/* Puts the cursor on the record. */
static int
search(struct reader *r, struct arena *a, struct str id, DBT *data)
{
	DBT key = bdb_in(id);
	int ret = r->cursor->get(r->cursor, &key, data, DB_SET);

	if (ret == DB_BUFFER_SMALL) {
		data->ulen = data->size;
		data->data = arena_alloc(a, data->size);
		if (data->data == NULL)
			return ENOMEM;
		ret = r->cursor->get(r->cursor, &key, data, DB_SET);
	}
	r->standing = ret == 0;
	return ret;
}

static int
read_bytes(struct reader *r, struct bdb *b, struct arena *a, struct str id, struct str *bytes)
{
	char usual[USUAL];
	DBT data = {.data = usual, .ulen = sizeof(usual), .flags = DB_DBT_USERMEM};
	DB *db = b->records[r->kind];
	bool is_it = false;
	int ret = r->cursor != NULL ? 0 : bdb_cursor(db, NULL, &r->cursor);

	if (ret == 0)
		ret = try_next(r, id, &data, &is_it);
	if (ret == 0 && !is_it)
		ret = search(r, a, id, &data);
	if (ret != 0)
		return ret;
	*bytes = (struct str){data.data, data.size};
	if (data.data == usual)
		*bytes = arena_copy(a, *bytes);
	return arena_failed(a) ? ENOMEM : 0;
}

enum store_rc
reader_record(
    struct reader *r, struct bdb *b, struct arena *a, struct str id, struct store_record *out)
{
	struct record record = {.shared = 0};
	struct str bytes;
	int ret = read_bytes(r, b, a, id, &bytes);
	enum store_rc rc =
	    ret != 0 ? bdb_rc(b, ret, "get") : bdb_decode(b, a, r->kind, bytes, &record);

	return rc == STORE_OK ? bdb_whole(b, NULL, a, id, &record, &r->part, out) : rc;
}
