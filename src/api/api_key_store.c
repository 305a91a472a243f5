#include <config.h>

#include "api/api_key_store.h"

#include "base/log.h"

/* A record as a document the caller owns; NULL: no memory, or damaged, which is logged. */
static json_object *
open_record(const struct store_record *record)
{
	bool damaged = false;
	json_object *doc = doc_load(record->doc, &damaged);

	if (doc == NULL && damaged)
		log_error("an API key cannot be read key=%.*s", STR_ARG(record->id));
	return doc;
}

static bool
form_of(struct arena *a, const json_object *doc, struct store_keys *keys, struct str *text)
{
	struct str name = {"", 0};
	struct buf out = {0};
	bool invalidated = false;

	doc_string(doc, "name", &name);
	doc_bool(doc, "invalidated", &invalidated);
	*keys = (struct store_keys){
	    .group = invalidated ? API_KEY_INVALIDATED : API_KEY_LIVE,
	    .order = arena_copy(a, name),
	};
	doc_write(&out, doc, DOC_COMPACT);
	*text = arena_copy(a, buf_peek(&out));
	if (buf_failed(&out)) {
		buf_release(&out);
		return false;
	}
	buf_release(&out);
	return !arena_failed(a);
}

_Static_assert((int)API_KEY_NAME_MAX <= (int)STORE_ORDER_MAX, "a name is an order key");

enum store_rc
api_key_store_load(struct store *s, struct arena *a, struct str id, struct known_key **key)
{
	struct store_record record;
	enum store_rc rc = store_get(s, a, STORE_API_KEY, id, &record);
	DOC_AUTO json_object *doc = NULL;
	struct api_key read;

	*key = NULL;
	if (rc == STORE_NOT_FOUND)
		return STORE_OK;
	if (rc != STORE_OK)
		return rc;
	doc = open_record(&record);
	if (doc == NULL || !api_key_read(a, doc, &read))
		return arena_failed(a) ? STORE_NOMEM : STORE_OK;
	*key = known_key_new(record.id, &read);
	return *key != NULL ? STORE_OK : STORE_NOMEM;
}

/* ---- lists ---- */

struct store_query
api_key_store_query(bool live_only)
{
	return (struct store_query){
	    .kind = STORE_API_KEY,
	    .groups = live_only ? 1u << API_KEY_LIVE : UINT32_MAX,
	    .size = STORE_WINDOW,
	};
}

/* ---- changes ---- */

struct aging {
	int64_t before; /* who ended earlier is old */
};

static bool
is_old(const struct store_record *record, void *ctx)
{
	const struct aging *a = ctx;
	DOC_AUTO json_object *doc = open_record(record);

	return doc != NULL && api_key_end(doc) < a->before;
}

enum store_rc
api_key_store_old(struct store *s, struct arena *a, int64_t now, struct str **ids, size_t *n)
{
	struct aging aging = {now - INT64_C(86400000000) * API_KEY_KEPT_DAYS};
	struct store_query q = api_key_store_query(false);
	struct store_record *records;
	uint64_t count;
	enum store_rc rc;

	q.size = API_KEY_PURGED_AT_ONCE;
	q.match = is_old;
	q.match_ctx = &aging;
	rc = store_list(s, a, &q, &records, n, &count);
	if (rc != STORE_OK)
		return rc;
	*ids = arena_alloc(a, *n * sizeof(**ids));
	if (*ids == NULL)
		return STORE_NOMEM;
	for (size_t i = 0; i < *n; i++)
		(*ids)[i] = records[i].id;
	return STORE_OK;
}

struct insertion {
	const struct api_key_insertion *what;
	struct store_keys keys;
	struct str text;
};

/* An old key that another request has taken away meanwhile is no fault. */
static enum store_verdict
insert_inside(struct store_tx *tx, void *ctx)
{
	const struct insertion *i = ctx;

	for (size_t k = 0; k < i->what->old_n; k++) {
		enum store_rc rc = store_tx_delete(tx, STORE_API_KEY, i->what->old[k]);

		if (rc != STORE_OK && rc != STORE_NOT_FOUND)
			return STORE_FAIL;
	}
	return store_tx_insert(tx, STORE_API_KEY, i->what->id, &i->keys, i->text) == STORE_OK
	           ? STORE_WRITE
	           : STORE_FAIL;
}

enum store_rc
api_key_store_insert(
    struct store *s, struct arena *a, const struct api_key_insertion *what, uint64_t *ticket)
{
	struct insertion i = {.what = what};

	if (!form_of(a, what->doc, &i.keys, &i.text))
		return STORE_NOMEM;
	return store_change(s, a, insert_inside, &i, ticket);
}

static enum store_rc
replace(struct store_tx *tx, struct arena *a, struct str id, const json_object *doc)
{
	struct store_keys keys;
	struct str text;

	if (!form_of(a, doc, &keys, &text))
		return STORE_NOMEM;
	return store_tx_replace(tx, STORE_API_KEY, id, &keys, text);
}

/* Loads a record inside a change; NULL with STORE_OK: it is damaged. */
static enum store_rc
load(struct store_tx *tx, struct str id, json_object **doc)
{
	struct store_record record;
	enum store_rc rc = store_tx_get(tx, STORE_API_KEY, id, &record);

	*doc = rc == STORE_OK ? open_record(&record) : NULL;
	return rc;
}

struct use {
	struct arena *arena;
	struct str id;
	int64_t at;
	bool failed;
};

static enum store_verdict
used_inside(struct store_tx *tx, void *ctx)
{
	struct use *u = ctx;
	DOC_AUTO json_object *doc = NULL;

	if (load(tx, u->id, &doc) != STORE_OK)
		return STORE_FAIL;
	if (doc == NULL || !api_key_used(doc, u->at))
		return STORE_REFUSE;
	return replace(tx, u->arena, u->id, doc) == STORE_OK ? STORE_WRITE : STORE_REFUSE;
}

enum store_rc
api_key_store_used(struct store *s, struct arena *a, struct str id, int64_t at)
{
	struct use u = {.arena = a, .id = id, .at = at};
	uint64_t ticket;

	return store_change(s, a, used_inside, &u, &ticket);
}

struct invalidating {
	struct arena *arena;
	struct invalidation *what;
};

static enum store_rc
invalidate_one(struct store_tx *tx, struct invalidating *i, size_t at, bool *done)
{
	struct str id = i->what->ids[at];
	DOC_AUTO json_object *doc = NULL;
	bool before = true;
	enum store_rc rc = load(tx, id, &doc);

	*done = false;
	if (rc == STORE_NOT_FOUND)
		return STORE_OK;
	if (rc != STORE_OK)
		return rc;
	if (doc == NULL)
		return STORE_NOMEM;
	doc_bool(doc, "invalidated", &before);
	if (before)
		return STORE_OK;
	if (!api_key_invalidate(doc, i->what->now))
		return STORE_NOMEM;
	*done = true;
	return replace(tx, i->arena, id, doc);
}

static enum store_verdict
invalidate_inside(struct store_tx *tx, void *ctx)
{
	struct invalidating *i = ctx;
	bool any = false;

	for (size_t at = 0; at < i->what->n; at++) {
		if (invalidate_one(tx, i, at, &i->what->done[at]) != STORE_OK)
			return STORE_REFUSE;
		any = any || i->what->done[at];
	}
	return any ? STORE_WRITE : STORE_NOTHING;
}

enum store_rc
api_key_store_invalidate(
    struct store *s, struct arena *a, struct invalidation *what, uint64_t *ticket)
{
	struct invalidating i = {.arena = a, .what = what};

	return store_change(s, a, invalidate_inside, &i, ticket);
}
