/*
 * The twin in memory. It shares no idea with the real store but the interface, on purpose: records
 * in an array sorted by id, lists by collecting and sorting, undoing by a list of old records. The
 * tests hold the two against each other.
 */
#include <config.h>

#include "store/ops.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* One allocation; never changed once made. The document lies there whole. */
struct row {
	struct store_record record;
	size_t at, shared_n; /* where in it the shared part is */
	char bytes[];
};

struct table {
	struct row **rows; /* by id */
	size_t n, room;
};

struct mem {
	struct store base;
	pthread_mutex_t lock;
	struct table tables[STORE_KIND__MAX];
	uint64_t committed;
};

/* One step back: put was there instead of the row with that id; NULL: no row was there. */
struct undo {
	struct undo *next;
	enum store_kind kind;
	struct row *put;
	struct row *drop;
};

struct mem_tx {
	struct store_tx base;
	struct mem *m;
	struct undo *undo; /* the latest first */
};

static char *
put(char *at, struct str s)
{
	if (s.n > 0)
		memcpy(at, s.p, s.n);
	return at + s.n;
}

static char *
put_field(char *at, struct str *field, struct str s)
{
	*field = (struct str){at, s.n};
	return put(at, s);
}

static struct row *
row_new(struct str id, uint64_t seq, const struct store_keys *keys, const struct store_parts *parts)
{
	size_t size = id.n + keys->owner.n + keys->order.n + parts->own.n + parts->shared.n;
	size_t front = parts->shared.n > 0 ? parts->at : parts->own.n;
	struct row *row = malloc(sizeof(*row) + size);
	char *at;

	if (row == NULL)
		return NULL;
	row->record = (struct store_record){.seq = seq, .keys.group = keys->group};
	row->at = front;
	row->shared_n = parts->shared.n;
	at = put_field(row->bytes, &row->record.id, id);
	at = put_field(at, &row->record.keys.owner, keys->owner);
	at = put_field(at, &row->record.keys.order, keys->order);
	row->record.doc = (struct str){at, parts->own.n + parts->shared.n};
	at = put(at, (struct str){parts->own.p, front});
	at = put(at, parts->shared);
	if (front < parts->own.n)
		put(at, (struct str){parts->own.p + front, parts->own.n - front});
	return row;
}

static struct str
row_shared(const struct row *row)
{
	return (struct str){row->record.doc.p + row->at, row->shared_n};
}

/* Where id is, or where it would go. */
static bool
table_find(const struct table *t, struct str id, size_t *at)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_compare(t->rows[middle]->record.id, id);

		if (order == 0) {
			*at = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	return false;
}

static bool
table_reserve(struct table *t)
{
	size_t room = t->room == 0 ? 64 : 2 * t->room;
	struct row **rows;

	if (t->n < t->room)
		return true;
	rows = realloc(t->rows, room * sizeof(struct row *));
	if (rows == NULL)
		return false;
	t->rows = rows;
	t->room = room;
	return true;
}

/* Puts row where drop was (NULL: as a new one), or takes drop away (row == NULL). Never fails. */
static void
table_swap(struct table *t, struct row *drop, struct row *row)
{
	const struct row *named = row != NULL ? row : drop;
	size_t at, behind;
	bool found;

	assert(named != NULL);
	found = table_find(t, named->record.id, &at);
	assert(found == (drop != NULL));
	behind = t->n - at;
	if (!found) {
		assert(t->n < t->room);
		memmove(t->rows + at + 1, t->rows + at, behind * sizeof(*t->rows));
		t->n++;
	}
	if (row != NULL)
		t->rows[at] = row;
	else {
		t->n--;
		memmove(t->rows + at, t->rows + at + 1, (behind - 1) * sizeof(*t->rows));
	}
}

/* The same inside a change. Eats row always. */
static enum store_rc
tx_swap_take(struct mem_tx *tx, enum store_kind kind, struct row *drop, struct row *row)
{
	struct table *t = &tx->m->tables[kind];
	struct undo *undo = malloc(sizeof(*undo));

	/* A row taken away leaves its room, so going back needs no memory. */
	if (undo == NULL || (drop == NULL && !table_reserve(t))) {
		free(undo);
		free(row);
		return STORE_NOMEM;
	}
	*undo = (struct undo){tx->undo, kind, drop, row};
	tx->undo = undo;
	table_swap(t, drop, row);
	return STORE_OK;
}

static void
tx_end(struct mem_tx *tx, bool keep)
{
	while (tx->undo != NULL) {
		struct undo *undo = tx->undo;

		if (!keep)
			table_swap(&tx->m->tables[undo->kind], undo->drop, undo->put);
		free(keep ? undo->put : undo->drop);
		tx->undo = undo->next;
		free(undo);
	}
}

static bool
copy_out(struct arena *a, const struct store_record *from, struct store_record *to)
{
	*to = *from;
	to->id = arena_copy(a, from->id);
	to->keys.owner = arena_copy(a, from->keys.owner);
	to->keys.order = arena_copy(a, from->keys.order);
	to->doc = arena_copy(a, from->doc);
	return !arena_failed(a);
}

static enum store_rc
get(struct mem *m, struct arena *a, enum store_kind kind, struct str id, struct store_record *r)
{
	const struct table *t = &m->tables[kind];
	size_t at;

	if (!table_find(t, id, &at))
		return STORE_NOT_FOUND;
	return copy_out(a, &t->rows[at]->record, r) ? STORE_OK : STORE_NOMEM;
}

static enum store_rc
mem_get(
    struct store *s, struct arena *a, enum store_kind kind, struct str id, struct store_record *r)
{
	struct mem *m = (struct mem *)s;
	enum store_rc rc;

	pthread_mutex_lock(&m->lock);
	rc = get(m, a, kind, id, r);
	pthread_mutex_unlock(&m->lock);
	return rc;
}

static bool
is_of(const struct store_query *q, struct str owner)
{
	if (q->owners == NULL)
		return true;
	for (size_t i = 0; i < q->owners_n && owner.n > 0; i++)
		if (str_equal(q->owners[i], owner))
			return true;
	return false;
}

static bool
is_match(const struct store_query *q, const struct store_record *r)
{
	if (!is_of(q, r->keys.owner))
		return false;
	if ((q->groups >> r->keys.group & 1) == 0)
		return false;
	return q->match == NULL || q->match(r, q->match_ctx);
}

static int
by_order(const void *a, const void *b)
{
	const struct store_record *left = &(*(struct row *const *)a)->record;
	const struct store_record *right = &(*(struct row *const *)b)->record;
	int order = str_compare(left->keys.order, right->keys.order);

	return order != 0 ? order : str_compare(left->id, right->id);
}

static bool
is_behind(const struct store_record *r, const struct store_place *place)
{
	int order = str_compare(r->keys.order, place->order);

	return order > 0 || (order == 0 && str_compare(r->id, place->id) > 0);
}

/* How many lie before the page. */
static size_t
skipped(const struct store_query *q, struct row **rows, size_t count)
{
	size_t n = 0;

	if (q->after.id.n == 0)
		return q->from < count ? (size_t)q->from : count;
	while (n < count && !is_behind(&rows[n]->record, &q->after))
		n++;
	return n;
}

static enum store_rc
page(struct arena *a, const struct store_query *q, struct row **rows, size_t count,
    struct store_record **records, size_t *n)
{
	size_t first = skipped(q, rows, count), left = count - first;
	size_t size = q->size < left ? (size_t)q->size : left, i;
	uint64_t bytes = 0;

	if (size == 0)
		return STORE_OK;
	*records = arena_alloc(a, size * sizeof(**records));
	if (*records == NULL)
		return STORE_NOMEM;
	for (i = 0; i < size; i++) {
		size_t at = first + i;

		if (!copy_out(a, &rows[q->descending ? count - 1 - at : at]->record, *records + i))
			return STORE_NOMEM;
		if (store_page_takes(q, &bytes, (*records)[i].doc))
			continue;
		if (!q->cut)
			return STORE_TOO_LARGE;
		if (i > 0)
			break;
	}
	*n = i;
	return STORE_OK;
}

static enum store_rc
mem_list(struct store *s, struct arena *a, const struct store_query *q,
    struct store_record **records, size_t *n, uint64_t *count)
{
	struct mem *m = (struct mem *)s;
	const struct table *t = &m->tables[q->kind];
	enum store_rc rc = STORE_NOMEM;
	struct row **rows;
	size_t hits = 0;

	pthread_mutex_lock(&m->lock);
	rows = malloc((t->n + 1) * sizeof(struct row *));
	if (rows != NULL) {
		for (size_t i = 0; i < t->n; i++)
			if (is_match(q, &t->rows[i]->record))
				rows[hits++] = t->rows[i];
		qsort(rows, hits, sizeof(struct row *), by_order);
		rc = page(a, q, rows, hits, records, n);
		*count = hits;
	}
	free(rows);
	pthread_mutex_unlock(&m->lock);
	return rc;
}

static enum store_rc
mem_tx_get(struct store_tx *tx, enum store_kind kind, struct str id, struct store_record *r)
{
	return get(((struct mem_tx *)tx)->m, tx->arena, kind, id, r);
}

static enum store_rc
mem_tx_get_own(
    struct store_tx *tx, enum store_kind kind, struct str id, struct store_record *r, size_t *at)
{
	const struct table *t = &((struct mem_tx *)tx)->m->tables[kind];
	enum store_rc rc = get(((struct mem_tx *)tx)->m, tx->arena, kind, id, r);
	const struct row *row;
	size_t found;

	if (rc != STORE_OK || !table_find(t, id, &found))
		return rc;
	row = t->rows[found];
	if (row->shared_n > 0) {
		struct str front = {r->doc.p, row->at};
		const char *back = r->doc.p + row->at + row->shared_n;
		struct str rest = {back, r->doc.n - row->at - row->shared_n};

		*at = row->at;
		r->doc = arena_text(tx->arena, "%.*s%.*s", STR_ARG(front), STR_ARG(rest));
	}
	return arena_failed(tx->arena) ? STORE_NOMEM : STORE_OK;
}

static enum store_rc
mem_tx_insert(struct store_tx *base, enum store_kind kind, struct str id,
    const struct store_keys *keys, const struct store_parts *parts)
{
	struct mem_tx *tx = (struct mem_tx *)base;
	struct row *row;
	size_t at;

	if (table_find(&tx->m->tables[kind], id, &at))
		return STORE_EXISTS;
	row = row_new(id, 1, keys, parts);
	return row == NULL ? STORE_NOMEM : tx_swap_take(tx, kind, NULL, row);
}

static enum store_rc
mem_tx_replace(struct store_tx *base, enum store_kind kind, struct str id,
    const struct store_keys *keys, const struct store_parts *parts, bool keep)
{
	struct mem_tx *tx = (struct mem_tx *)base;
	struct table *t = &tx->m->tables[kind];
	struct store_parts all = *parts;
	struct row *row;
	size_t at;

	if (!table_find(t, id, &at))
		return STORE_NOT_FOUND;
	if (keep)
		all.shared = row_shared(t->rows[at]);
	row = row_new(id, t->rows[at]->record.seq + 1, keys, &all);
	return row == NULL ? STORE_NOMEM : tx_swap_take(tx, kind, t->rows[at], row);
}

static enum store_rc
mem_tx_delete(struct store_tx *base, enum store_kind kind, struct str id)
{
	struct mem_tx *tx = (struct mem_tx *)base;
	struct table *t = &tx->m->tables[kind];
	size_t at;

	if (!table_find(t, id, &at))
		return STORE_NOT_FOUND;
	return tx_swap_take(tx, kind, t->rows[at], NULL);
}

static enum store_rc
mem_tx_delete_owned(struct store_tx *base, enum store_kind kind, struct str owner, uint64_t *n)
{
	struct mem_tx *tx = (struct mem_tx *)base;
	struct table *t = &tx->m->tables[kind];

	for (size_t i = t->n; i-- > 0;) {
		if (!str_equal(t->rows[i]->record.keys.owner, owner))
			continue;
		if (tx_swap_take(tx, kind, t->rows[i], NULL) != STORE_OK)
			return STORE_NOMEM;
		++*n;
	}
	return STORE_OK;
}

static enum store_rc
mem_tx_find(struct store_tx *base, enum store_kind kind, uint8_t group, struct str order,
    struct str *ids, size_t max, size_t *n)
{
	const struct table *t = &((struct mem_tx *)base)->m->tables[kind];

	for (size_t i = 0; i < t->n && *n < max; i++) {
		const struct store_record *r = &t->rows[i]->record;

		if (r->keys.group == group && str_equal(r->keys.order, order))
			ids[(*n)++] = arena_copy(base->arena, r->id);
	}
	return arena_failed(base->arena) ? STORE_NOMEM : STORE_OK;
}

static enum store_rc
mem_change(struct store *s, struct arena *a, store_change_fn *fn, void *ctx, uint64_t *ticket)
{
	struct mem *m = (struct mem *)s;
	struct mem_tx tx = {.base = {.ops = s->ops, .store = s, .arena = a}, .m = m};
	enum store_rc rc;
	bool keep;

	pthread_mutex_lock(&m->lock);
	rc = store_tx_settle(&tx.base, fn(&tx.base, ctx), &keep);
	if (keep && tx.undo != NULL)
		m->committed++;
	tx_end(&tx, keep);
	*ticket = m->committed;
	pthread_mutex_unlock(&m->lock);
	return rc;
}

static enum store_rc
mem_sync(struct store *s, uint64_t *reached)
{
	struct mem *m = (struct mem *)s;

	pthread_mutex_lock(&m->lock);
	*reached = m->committed;
	pthread_mutex_unlock(&m->lock);
	return STORE_OK;
}

/* What is committed is as safe as it will ever be. */
static void
mem_tickets(struct store *s, uint64_t *committed, uint64_t *flushed)
{
	(void)s;
	*committed = *flushed = 0;
}

static enum store_rc
mem_ready(struct store *s)
{
	(void)s;
	return STORE_OK;
}

/* There are no order keys and no counts that could be wrong. */
static enum store_rc
mem_verify(struct store *s, struct store_problem_counts *counts)
{
	struct mem *m = (struct mem *)s;

	pthread_mutex_lock(&m->lock);
	for (unsigned kind = 0; kind < STORE_KIND__MAX; kind++)
		counts->records += m->tables[kind].n;
	pthread_mutex_unlock(&m->lock);
	return STORE_OK;
}

static void
mem_close(struct store *s)
{
	struct mem *m = (struct mem *)s;

	for (unsigned kind = 0; kind < STORE_KIND__MAX; kind++) {
		for (size_t i = 0; i < m->tables[kind].n; i++)
			free(m->tables[kind].rows[i]);
		free(m->tables[kind].rows);
	}
	pthread_mutex_destroy(&m->lock);
	free(m);
}

static const struct store_ops mem_ops = {
    .close = mem_close,
    .get = mem_get,
    .list = mem_list,
    .change = mem_change,
    .sync = mem_sync,
    .tickets = mem_tickets,
    .ready = mem_ready,
    .verify = mem_verify,
    .tx_get = mem_tx_get,
    .tx_get_own = mem_tx_get_own,
    .tx_insert = mem_tx_insert,
    .tx_replace = mem_tx_replace,
    .tx_delete = mem_tx_delete,
    .tx_delete_owned = mem_tx_delete_owned,
    .tx_find = mem_tx_find,
};

struct store *
store_open_mem(void)
{
	struct mem *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	m->base.ops = &mem_ops;
	if (!store_uuid_new(m->base.uuid) || pthread_mutex_init(&m->lock, NULL) != 0) {
		free(m);
		return NULL;
	}
	return &m->base;
}
