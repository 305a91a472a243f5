#include <config.h>

#include "store/store.h"

#include "store/ops.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const rc_names[] = {
    [STORE_OK] = "ok",
    [STORE_NOT_FOUND] = "not_found",
    [STORE_EXISTS] = "exists",
    [STORE_REFUSED] = "refused",
    [STORE_BUSY] = "busy",
    [STORE_FULL] = "full",
    [STORE_NOMEM] = "nomem",
    [STORE_TOO_LARGE] = "too_large",
    [STORE_BROKEN] = "broken",
};

_Static_assert(sizeof(rc_names) / sizeof(rc_names[0]) == STORE_RC__MAX, "every rc has a name");

const char *
store_rc_name(enum store_rc rc)
{
	assert((unsigned)rc < STORE_RC__MAX);
	return rc_names[rc];
}

void
store_close(struct store *s)
{
	if (s != NULL)
		s->ops->close(s);
}

const char *
store_uuid(const struct store *s)
{
	return s->uuid;
}

static bool
is_kind(enum store_kind kind)
{
	return (unsigned)kind < STORE_KIND__MAX;
}

/* Ids of requests come here unseen: one that cannot have been stored is simply not there. */
static bool
may_exist(struct str id)
{
	return id.n > 0 && id.n <= STORE_ID_MAX;
}

static bool
are_keys(const struct store_keys *k)
{
	return k->owner.n <= STORE_ID_MAX && k->group < STORE_GROUPS &&
	       k->order.n <= STORE_ORDER_MAX;
}

enum store_rc
store_get(struct store *s, struct arena *a, enum store_kind kind, struct str id,
    struct store_record *record)
{
	assert(is_kind(kind));
	if (!may_exist(id))
		return STORE_NOT_FOUND;
	return s->ops->get(s, a, kind, id, record);
}

static int
by_bytes(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct str *
store_owners_sort(struct arena *a, const struct store_query *q, size_t *n)
{
	struct str *owners = arena_alloc(a, (q->owners_n + 1) * sizeof(*owners));

	*n = 0;
	if (owners == NULL)
		return NULL;
	for (size_t i = 0; i < q->owners_n; i++)
		if (may_exist(q->owners[i]))
			owners[(*n)++] = q->owners[i];
	if (*n > 1) {
		size_t kept = 1;

		qsort(owners, *n, sizeof(*owners), by_bytes);
		for (size_t i = 1; i < *n; i++)
			if (!str_equal(owners[i], owners[kept - 1]))
				owners[kept++] = owners[i];
		*n = kept;
	}
	return owners;
}

enum store_rc
store_list(struct store *s, struct arena *a, const struct store_query *q,
    struct store_record **records, size_t *n, uint64_t *count)
{
	assert(is_kind(q->kind));
	assert(q->after.id.n == 0 ||
	       (!q->descending && q->match == NULL && q->from == 0 &&
	           q->after.id.n <= STORE_ID_MAX && q->after.order.n <= STORE_ORDER_MAX));
	assert(!q->cut || q->match == NULL);
	*records = NULL;
	*n = 0;
	*count = 0;
	if (arena_failed(a))
		return STORE_NOMEM;
	return s->ops->list(s, a, q, records, n, count);
}

enum store_rc
store_count(struct store *s, struct arena *a, enum store_kind kind, uint64_t *n)
{
	const struct store_query all = {.kind = kind, .groups = UINT32_MAX};
	struct store_record *records;
	size_t none;

	return store_list(s, a, &all, &records, &none, n);
}

enum store_rc
store_change(struct store *s, struct arena *a, store_change_fn *fn, void *ctx, uint64_t *ticket)
{
	if (arena_failed(a))
		return STORE_NOMEM;
	return s->ops->change(s, a, fn, ctx, ticket);
}

enum store_rc
store_sync(struct store *s, uint64_t *reached)
{
	return s->ops->sync(s, reached);
}

enum store_rc
store_ready(struct store *s)
{
	return s->ops->ready(s);
}

enum store_rc
store_verify(struct store *s, struct store_problem_counts *counts)
{
	*counts = (struct store_problem_counts){0};
	return s->ops->verify(s, counts);
}

enum store_open_rc
store_backup(struct store *s, const char *dir, struct store_progress progress, struct arena *a,
    struct store_backup *about, const char **why)
{
	*about = (struct store_backup){.files = 0};
	if (s->ops->backup == NULL) {
		*why = "this store keeps nothing on disk";
		return STORE_OPEN_UNUSABLE;
	}
	return s->ops->backup(s, dir, progress, a, about, why);
}

/* ---- inside a change ---- */

/* After these a part of what the change meant to read or write is missing. */
static bool
is_trouble(enum store_rc rc)
{
	return rc == STORE_BUSY || rc == STORE_FULL || rc == STORE_NOMEM || rc == STORE_BROKEN;
}

static enum store_rc
note(struct store_tx *tx, enum store_rc rc)
{
	if (rc != STORE_OK)
		tx->last = rc;
	if (is_trouble(rc))
		tx->trouble = rc;
	return rc;
}

static _Atomic uint64_t *
slot_of(struct store *s, enum store_kind kind, struct str id)
{
	return &s->fresh.ids[str_hash(id, (uint32_t)kind) % STORE_FRESH_SLOTS];
}

/* The ticket that the change under way will have: there is one at a time. */
static uint64_t
next_ticket(struct store *s)
{
	uint64_t committed, flushed;

	s->ops->tickets(s, &committed, &flushed);
	return committed + 1;
}

static void
mark_fresh(struct store *s, enum store_kind kind, struct str id)
{
	uint64_t ticket = next_ticket(s);

	atomic_store(slot_of(s, kind, id), ticket);
	atomic_store(&s->fresh.kinds[kind], ticket);
}

uint64_t
store_unsynced(struct store *s, enum store_kind kind, struct str id)
{
	uint64_t ticket, many, committed, flushed;

	assert(is_kind(kind));
	many = atomic_load(&s->fresh.many[kind]);
	ticket = atomic_load(id.p != NULL ? slot_of(s, kind, id) : &s->fresh.kinds[kind]);
	if (many > ticket)
		ticket = many;
	if (ticket == 0)
		return 0;
	s->ops->tickets(s, &committed, &flushed);
	if (ticket > committed)
		ticket = committed;
	return ticket > flushed ? ticket : 0;
}

enum store_rc
store_tx_get(struct store_tx *tx, enum store_kind kind, struct str id, struct store_record *record)
{
	assert(is_kind(kind));
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (!may_exist(id))
		return note(tx, STORE_NOT_FOUND);
	return note(tx, tx->ops->tx_get(tx, kind, id, record));
}

/* ---- whole, or in parts ---- */

static struct store_parts
whole(struct str doc)
{
	return (struct store_parts){.own = doc};
}

static bool
are_parts(const struct store_parts *p)
{
	return p->own.n <= STORE_DOC_MAX && p->shared.n <= STORE_DOC_MAX - p->own.n &&
	       (p->at <= p->own.n || (p->at == STORE_WHOLE && p->shared.n == 0));
}

struct str
store_parts_join(struct arena *a, const struct store_parts *p)
{
	size_t n = p->own.n + p->shared.n;
	char *out;

	if (p->shared.n == 0)
		return p->own;
	out = arena_alloc(a, n);
	if (out == NULL)
		return STR_LIT("");
	if (p->at > 0)
		memcpy(out, p->own.p, p->at);
	memcpy(out + p->at, p->shared.p, p->shared.n);
	if (p->own.n > p->at)
		memcpy(out + p->at + p->shared.n, p->own.p + p->at, p->own.n - p->at);
	return (struct str){out, n};
}

enum store_rc
store_tx_get_own(struct store_tx *tx, enum store_kind kind, struct str id,
    struct store_record *record, size_t *at)
{
	assert(is_kind(kind));
	*at = STORE_WHOLE;
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (!may_exist(id))
		return note(tx, STORE_NOT_FOUND);
	return note(tx, tx->ops->tx_get_own(tx, kind, id, record, at));
}

enum store_rc
store_tx_insert_parts(struct store_tx *tx, enum store_kind kind, struct str id,
    const struct store_keys *keys, const struct store_parts *parts)
{
	assert(is_kind(kind) && may_exist(id) && are_keys(keys) && are_parts(parts));
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	mark_fresh(tx->store, kind, id);
	return note(tx, tx->ops->tx_insert(tx, kind, id, keys, parts));
}

enum store_rc
store_tx_insert(struct store_tx *tx, enum store_kind kind, struct str id,
    const struct store_keys *keys, struct str doc)
{
	const struct store_parts parts = whole(doc);

	return store_tx_insert_parts(tx, kind, id, keys, &parts);
}

static enum store_rc
replace(struct store_tx *tx, enum store_kind kind, struct str id, const struct store_keys *keys,
    const struct store_parts *parts, bool keep)
{
	assert(is_kind(kind) && are_keys(keys) && are_parts(parts));
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (!may_exist(id))
		return note(tx, STORE_NOT_FOUND);
	mark_fresh(tx->store, kind, id);
	return note(tx, tx->ops->tx_replace(tx, kind, id, keys, parts, keep));
}

enum store_rc
store_tx_replace_parts(struct store_tx *tx, enum store_kind kind, struct str id,
    const struct store_keys *keys, const struct store_parts *parts)
{
	return replace(tx, kind, id, keys, parts, false);
}

enum store_rc
store_tx_replace(struct store_tx *tx, enum store_kind kind, struct str id,
    const struct store_keys *keys, struct str doc)
{
	const struct store_parts parts = whole(doc);

	return replace(tx, kind, id, keys, &parts, false);
}

enum store_rc
store_tx_replace_own(struct store_tx *tx, enum store_kind kind, struct str id,
    const struct store_keys *keys, struct str own, size_t at)
{
	const struct store_parts parts = {.own = own, .at = at};

	return replace(tx, kind, id, keys, &parts, at != STORE_WHOLE);
}

enum store_rc
store_tx_delete(struct store_tx *tx, enum store_kind kind, struct str id)
{
	assert(is_kind(kind));
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (!may_exist(id))
		return note(tx, STORE_NOT_FOUND);
	mark_fresh(tx->store, kind, id);
	return note(tx, tx->ops->tx_delete(tx, kind, id));
}

enum store_rc
store_tx_delete_owned(struct store_tx *tx, enum store_kind kind, struct str owner, uint64_t *n)
{
	assert(is_kind(kind));
	*n = 0;
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (!may_exist(owner))
		return STORE_OK;
	atomic_store(&tx->store->fresh.many[kind], next_ticket(tx->store));
	return note(tx, tx->ops->tx_delete_owned(tx, kind, owner, n));
}

enum store_rc
store_tx_find(struct store_tx *tx, enum store_kind kind, uint8_t group, struct str order,
    struct str *ids, size_t max, size_t *n)
{
	assert(is_kind(kind) && group < STORE_GROUPS);
	*n = 0;
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (order.n > STORE_ORDER_MAX)
		return STORE_OK;
	return note(tx, tx->ops->tx_find(tx, kind, group, order, ids, max, n));
}

enum store_rc
store_tx_settle(const struct store_tx *tx, enum store_verdict verdict, bool *keep)
{
	*keep = false;
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	/* What was computed without memory is not to be trusted, whatever it says. */
	if (arena_failed(tx->arena))
		return STORE_NOMEM;
	switch (verdict) {
	case STORE_WRITE:
		*keep = true;
		return STORE_OK;
	case STORE_NOTHING:
		return STORE_OK;
	case STORE_REFUSE:
		return STORE_REFUSED;
	case STORE_FAIL:
		break;
	}
	assert(verdict == STORE_FAIL && tx->last != STORE_OK);
	return tx->last;
}
