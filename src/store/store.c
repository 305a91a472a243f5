#include <config.h>

#include "store/store.h"

#include "store/ops.h"

#include <assert.h>

static const char *const rc_names[] = {
    [STORE_OK] = "ok",
    [STORE_NOT_FOUND] = "not_found",
    [STORE_EXISTS] = "exists",
    [STORE_REFUSED] = "refused",
    [STORE_BUSY] = "busy",
    [STORE_FULL] = "full",
    [STORE_NOMEM] = "nomem",
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

enum store_rc
store_list(struct store *s, struct arena *a, const struct store_query *q,
    struct store_record **records, size_t *n, uint64_t *count)
{
	assert(is_kind(q->kind));
	*records = NULL;
	*n = 0;
	*count = 0;
	if (q->owner.p != NULL && !may_exist(q->owner))
		return STORE_OK;
	return s->ops->list(s, a, q, records, n, count);
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

enum store_rc
store_tx_insert(struct store_tx *tx, enum store_kind kind, struct str id,
    const struct store_keys *keys, struct str doc)
{
	assert(is_kind(kind) && may_exist(id) && are_keys(keys) && doc.n <= STORE_DOC_MAX);
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	return note(tx, tx->ops->tx_insert(tx, kind, id, keys, doc));
}

enum store_rc
store_tx_replace(struct store_tx *tx, enum store_kind kind, struct str id,
    const struct store_keys *keys, struct str doc)
{
	assert(is_kind(kind) && are_keys(keys) && doc.n <= STORE_DOC_MAX);
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (!may_exist(id))
		return note(tx, STORE_NOT_FOUND);
	return note(tx, tx->ops->tx_replace(tx, kind, id, keys, doc));
}

enum store_rc
store_tx_delete(struct store_tx *tx, enum store_kind kind, struct str id)
{
	assert(is_kind(kind));
	if (tx->trouble != STORE_OK)
		return tx->trouble;
	if (!may_exist(id))
		return note(tx, STORE_NOT_FOUND);
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
