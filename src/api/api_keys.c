#include <config.h>

#include "api/api_keys.h"

#include "api/api_key_store.h"
#include "api/auth.h"
#include "api/change.h"
#include "api/limits.h"
#include "api/params.h"
#include "base/log.h"

/* clang-format off */
const struct param api_key_create_params[] = { { "refresh", PARAM_TEXT }, { NULL } };
const struct param api_key_list_params[] = {
	{ "id", PARAM_TEXT }, { "name", PARAM_TEXT }, { "username", PARAM_TEXT },
	{ "realm_name", PARAM_TEXT }, { "owner", PARAM_BOOL }, { "active_only", PARAM_BOOL },
	{ "with_limited_by", PARAM_BOOL }, { "with_profile_uid", PARAM_BOOL }, { NULL },
};
/* clang-format on */

/* ---- create ---- */

/* Lists and invalidations look at all keys: they are bounded like any list. */
static const struct error *
check_room(struct call *call, size_t leaving)
{
	uint64_t n;
	enum store_rc rc = store_count(call->api->store, call->arena, STORE_API_KEY, &n);

	if (rc != STORE_OK)
		return call_store_error(call, rc);
	if (n < STORE_WINDOW + leaving)
		return NULL;
	return error_status_text(call->arena, "status_exception", 429,
	    STR_LIT("there are as many API keys as there may be: 10000"));
}

static const struct error *
insert(struct call *call, struct api_key_insertion *what, const json_object *body,
    const struct grant *grant, const char *hash)
{
	DOC_AUTO json_object *doc =
	    api_key_new(what->id, body, grant, &call->caller.owner, hash, call->now);
	enum store_rc rc;

	if (doc == NULL)
		return &error_no_memory;
	what->doc = doc;
	rc = api_key_store_insert(call->api->store, call->arena, what, &call->response->ticket);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

static void
answer_created(struct call *call, struct str id, const json_object *body, struct str secret)
{
	struct buf *out = &call->response->body;
	struct str text = {"", 0};
	int64_t us;

	call->response->status = 200;
	/* At once: a buffer that grows leaves what it held behind. */
	buf_reserve(out, 6 * API_KEY_NAME_MAX + 512);
	buf_text(out, "{\"id\":");
	doc_quote(out, id);
	doc_string(body, "name", &text);
	buf_text(out, ",\"name\":");
	doc_quote(out, text);
	if (doc_string(body, "expiration", &text) && api_key_duration(text, &us))
		buf_printf(out, ",\"expiration\":%lld", (long long)((call->now + us) / 1000));
	buf_text(out, ",\"api_key\":");
	doc_quote(out, secret);
	buf_text(out, ",\"encoded\":");
	doc_quote(out, token_join(call->arena, id, secret));
	buf_char(out, '}');
}

const struct error *
api_key_create(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};
	char id[ID_SIZE], secret[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];
	struct api_key_insertion what = {.old_n = 0};
	const struct error *error;
	struct str *old = NULL;
	struct grant grant;
	enum store_rc rc;

	/* All of it is kept, and read whenever the key comes. */
	TRY(check_record_size(call, call->request->body.n));
	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	api_key_create_check(&problems, body);
	TRY(problems_error(&problems));
	TRY(api_key_grant_of(call->arena, body, &call->caller.grant, &grant));
	TRY(auth_check(call));
	rc = api_key_store_old(call->api->store, call->arena, call->now, &old, &what.old_n);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	what.old = old;
	TRY(check_room(call, what.old_n));
	call->api->new_id(id);
	what.id = str_of(id);
	token_new(secret);
	token_hash(str_of(secret), hash);
	error = insert(call, &what, body, &grant, hash);
	if (error == NULL)
		answer_created(call, what.id, body, str_of(secret));
	token_wipe(secret, sizeof(secret));
	return error;
}

/* ---- which ones ---- */

/* p == NULL: any. */
struct wanted {
	struct str id, name, username, realm;
	bool owner; /* those of whoever asks */
};

/* *doc is the caller's, and NULL when the record is not wanted. */
static const struct error *
open_wanted(
    struct call *call, const struct store_record *record, const struct wanted *w, json_object **doc)
{
	const struct owner *own = &call->caller.owner;
	DOC_AUTO json_object *read = NULL;
	struct api_key key;
	bool damaged = false;

	*doc = NULL;
	if (w->id.p != NULL && !str_equal(w->id, record->id))
		return NULL;
	read = doc_load(record->doc, &damaged);
	if (read == NULL && !damaged)
		return &error_no_memory;
	if (read == NULL || !api_key_read(call->arena, read, &key)) {
		/* It lets nobody in, and must not hide the others. */
		log_error("a stored API key cannot be read id=%.*s", STR_ARG(record->id));
		return NULL;
	}
	if (!api_key_name_matches(w->name, key.name) ||
	    (w->username.p != NULL && !str_equal(w->username, key.owner.username)) ||
	    (w->realm.p != NULL && !str_equal(w->realm, key.owner.realm)) ||
	    (w->owner && !(str_equal(own->username, key.owner.username) &&
	                     str_equal(own->realm, key.owner.realm))))
		return NULL;
	*doc = doc_move(&read);
	return NULL;
}

/* ---- list ---- */

/* What was not written down yet. */
static int64_t
last_use(struct call *call, struct str id)
{
	struct known_key *k =
	    call->api->auth != NULL ? key_cache_get(auth_keys(call->api->auth), id) : NULL;
	int64_t used = k != NULL ? atomic_load(&k->used) : 0;

	known_key_release(k);
	return used;
}

static const struct error *
show(struct call *call, const struct wanted *w, const struct store_record *records, size_t n)
{
	struct buf *out = &call->response->body;
	size_t shown = 0;

	buf_text(out, "{\"api_keys\":[");
	for (size_t i = 0; i < n; i++) {
		DOC_AUTO json_object *doc = NULL;

		TRY(open_wanted(call, &records[i], w, &doc));
		if (doc == NULL)
			continue;
		if (shown++ > 0)
			buf_char(out, ',');
		api_key_show(out, doc, last_use(call, records[i].id));
	}
	buf_text(out, "]}");
	call->response->status = shown == 0 && w->id.p != NULL ? 404 : 200;
	return NULL;
}

/* All of them, or the one whose id is asked for: at most as many bytes as an answer may have. */
static const struct error *
read_keys(struct call *call, struct store_query *query, struct str id,
    struct store_record **records, size_t *n)
{
	enum store_rc rc;
	uint64_t count;

	if (id.p != NULL) {
		*records = arena_alloc(call->arena, sizeof(**records));
		if (*records == NULL)
			return &error_no_memory;
		rc = call_get(call, STORE_API_KEY, id, *records);
		*n = rc == STORE_OK && (query->groups & 1u << (*records)->keys.group) != 0;
		return rc == STORE_OK || rc == STORE_NOT_FOUND ? NULL : call_store_error(call, rc);
	}
	query->bytes_max = limit_or(call->api->limits.answer_max, LIMIT_ANSWER);
	rc = call_list(call, query, records, n, &count);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

static struct str
param_text(struct call *call, const char *name)
{
	struct str text = http_query_get(&call->query, name);

	return text.n > 0 ? text : (struct str){NULL, 0};
}

const struct error *
api_key_list(struct call *call)
{
	struct wanted w = {
	    .id = param_text(call, "id"),
	    .name = param_text(call, "name"),
	    .username = param_text(call, "username"),
	    .realm = param_text(call, "realm_name"),
	};
	struct store_record *records;
	struct store_query query;
	bool live_only, ignored;
	size_t n;

	TRY(param_bool(call, "owner", false, &w.owner));
	TRY(param_bool(call, "active_only", false, &live_only));
	TRY(param_bool(call, "with_limited_by", false, &ignored));
	TRY(param_bool(call, "with_profile_uid", false, &ignored));
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	query = api_key_store_query(live_only);
	TRY(read_keys(call, &query, w.id, &records, &n));
	return show(call, &w, records, n);
}

/* ---- invalidate ---- */

/* The ids to look at. */
struct chosen {
	struct str *ids;
	size_t n;
};

static const struct error *
choose_by_id(struct call *call, const struct wanted *w, const json_object *ids, struct chosen *c)
{
	size_t n = ids != NULL ? doc_length(ids) : 1;

	c->ids = arena_alloc(call->arena, n * sizeof(*c->ids));
	if (c->ids == NULL)
		return &error_no_memory;
	for (size_t i = 0; i < n; i++) {
		struct wanted one = *w;
		struct store_record record;
		DOC_AUTO json_object *doc = NULL;
		enum store_rc rc;

		one.id = ids != NULL ? doc_text(doc_at(ids, i)) : w->id;
		rc = store_get(call->api->store, call->arena, STORE_API_KEY, one.id, &record);
		if (rc == STORE_NOT_FOUND)
			continue;
		if (rc != STORE_OK)
			return call_store_error(call, rc);
		TRY(open_wanted(call, &record, &one, &doc));
		if (doc != NULL)
			c->ids[c->n++] = record.id;
	}
	return NULL;
}

static const struct error *
choose_all(struct call *call, const struct wanted *w, struct chosen *c)
{
	struct store_query query = api_key_store_query(false);
	struct store_record *records;
	size_t n;

	TRY(read_keys(call, &query, w->id, &records, &n));
	c->ids = arena_alloc(call->arena, n * sizeof(*c->ids));
	if (c->ids == NULL)
		return &error_no_memory;
	for (size_t i = 0; i < n; i++) {
		DOC_AUTO json_object *doc = NULL;

		TRY(open_wanted(call, &records[i], w, &doc));
		if (doc != NULL)
			c->ids[c->n++] = records[i].id;
	}
	return NULL;
}

static void
add_ids(struct call *call, const struct invalidation *what, bool done)
{
	struct buf *out = &call->response->body;
	const char *before = "";

	for (size_t i = 0; i < what->n; i++) {
		if (what->done[i] != done)
			continue;
		buf_text(out, before);
		doc_quote(out, what->ids[i]);
		before = ",";
	}
}

static const struct error *
invalidate(struct call *call, const struct chosen *c)
{
	struct invalidation what = {.ids = c->ids, .n = c->n, .now = call->now};
	enum store_rc rc;

	what.done = arena_zalloc(call->arena, c->n * sizeof(*what.done));
	if (what.done == NULL)
		return &error_no_memory;
	rc =
	    api_key_store_invalidate(call->api->store, call->arena, &what, &call->response->ticket);
	/* Whatever came out of it: what was read before is read anew. */
	for (size_t i = 0; call->api->auth != NULL && i < c->n; i++)
		key_cache_forget(auth_keys(call->api->auth), c->ids[i]);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	call->response->status = 200;
	buf_text(&call->response->body, "{\"invalidated_api_keys\":[");
	add_ids(call, &what, true);
	buf_text(&call->response->body, "],\"previously_invalidated_api_keys\":[");
	add_ids(call, &what, false);
	buf_text(&call->response->body, "],\"error_count\":0}");
	return NULL;
}

static void
check_wanted(struct problems *problems, const struct wanted *w, const json_object *ids)
{
	if (ids == NULL && !w->owner && w->id.p == NULL && w->name.p == NULL &&
	    w->username.p == NULL && w->realm.p == NULL)
		problems_add(problems,
		    "which keys must be said with [ids], [id], [name], [username], [realm_name] or "
		    "[owner]");
	if (ids != NULL && w->id.p != NULL)
		problems_add(problems, "[ids] and [id] cannot both be sent");
	if (ids != NULL && (doc_length(ids) == 0 || doc_length(ids) > STORE_WINDOW))
		problems_add(problems, "[ids] must hold from 1 to %d ids", STORE_WINDOW);
}

const struct error *
api_key_invalidate_some(struct call *call)
{
	DOC_AUTO json_object *body = NULL;
	struct problems problems = {.arena = call->arena};
	struct wanted w = {0};
	struct chosen chosen = {0};
	json_object *ids;

	TRY(call_read_body(call, &body));
	TRY(call_check_rest(call));
	ids = doc_array(body, "ids");
	doc_string(body, "id", &w.id);
	doc_string(body, "name", &w.name);
	doc_string(body, "username", &w.username);
	doc_string(body, "realm_name", &w.realm);
	doc_bool(body, "owner", &w.owner);
	check_wanted(&problems, &w, ids);
	TRY(problems_error(&problems));
	TRY(auth_check(call));
	if (ids != NULL || w.id.p != NULL)
		TRY(choose_by_id(call, &w, ids, &chosen));
	else
		TRY(choose_all(call, &w, &chosen));
	return invalidate(call, &chosen);
}

/* ---- who am I ---- */

static void
add_text(struct buf *out, const char *before, struct str text)
{
	buf_text(out, before);
	doc_quote(out, text);
}

const struct error *
authenticate_get(struct call *call)
{
	struct buf *out = &call->response->body;
	const struct caller *c = &call->caller;
	struct str realm = c->key != NULL ? str_of("_es_api_key") : c->owner.realm;
	const char *before = "";

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	add_text(out, "{\"username\":", c->owner.username);
	buf_text(out, ",\"roles\":[");
	for (int bit = 0; bit < ROLES; bit++) {
		if ((c->grant.roles & 1u << bit) == 0)
			continue;
		buf_printf(out, "%s\"%s\"", before, role_words.names[bit]);
		before = ",";
	}
	buf_text(out, "],\"full_name\":null,\"email\":null,\"metadata\":{},\"enabled\":true");
	for (int i = 0; i < 2; i++) {
		add_text(out,
		    i == 0 ? ",\"authentication_realm\":{\"name\":"
		           : ",\"lookup_realm\":{\"name\":",
		    realm);
		add_text(out, ",\"type\":", realm);
		buf_char(out, '}');
	}
	if (c->key != NULL) {
		add_text(
		    out, ",\"authentication_type\":\"api_key\",\"api_key\":{\"id\":", c->key->id);
		add_text(out, ",\"name\":", c->key->key.name);
		buf_text(out, "}}");
	} else {
		buf_text(out, ",\"authentication_type\":\"realm\"}");
	}
	return NULL;
}
