#include <config.h>

#include "api/idempotency.h"

#include <string.h>

#include "api/auth.h"
#include "base/log.h"
#include "model/sync_job.h"

/* ---- the key ---- */

static bool
is_key(struct str key)
{
	if (key.p == NULL || key.n < 1 || key.n > IDEMPOTENCY_KEY_MAX)
		return false;
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] < 0x20 || key.p[i] > 0x7e)
			return false;
	return true;
}

/* The length stands in front, so that no two lists of parts give the same bytes. */
static void
add_part(struct buf *text, const char *what, struct str part)
{
	buf_printf(text, "%s %zu:", what, part.n);
	buf_str(text, part);
}

static const struct error *
hash_scope(struct call *call, struct str key, char hash[TOKEN_HASH_SIZE])
{
	const struct caller *caller = &call->caller;
	struct buf text = {0};
	bool failed;

	if (caller->key != NULL)
		add_part(&text, "key", caller->key->id);
	else if (call->api->open_as == NULL)
		add_part(&text, "user", caller->owner.username);
	add_part(&text, "idempotency", key);
	failed = buf_failed(&text);
	if (!failed)
		token_hash(buf_peek(&text), hash);
	buf_release(&text);
	return failed ? &error_no_memory : NULL;
}

const struct error *
idempotency_read(struct call *call, struct idempotency *i)
{
	size_t count = 0;
	struct str key = http_header(call->request, "IDEMPOTENCY_KEY", &count);

	*i = (struct idempotency){.asked = key.p != NULL};
	if (!i->asked)
		return NULL;
	if (count > 1 || !is_key(key))
		return error_text(call->arena, "illegal_argument_exception", NULL,
		    STR_LIT("Idempotency-Key must be sent once, with 1 to 255 printable characters "
		            "of ASCII"));
	token_hash(call->request->body, i->request);
	return hash_scope(call, key, i->id);
}

/* ---- what is kept: {"request":hash,"answer":{…}}, in the order of its end ---- */

static bool
is_expired(const struct call *call, const struct store_record *record)
{
	char now[JOB_ORDER_SIZE];

	job_order_at(call->now, now);
	return str_compare(record->keys.order, (struct str){now, sizeof(now)}) <= 0;
}

/* What the record says to this request. */
static const struct error *
judge(struct call *call, const struct idempotency *i, const struct store_record *record,
    struct str *answer)
{
	bool damaged = false;
	DOC_AUTO json_object *doc = NULL;
	struct str request, kept;

	if (is_expired(call, record))
		return NULL;
	doc = doc_load(record->doc, &damaged);
	if (doc == NULL && !damaged)
		return &error_no_memory;
	if (doc == NULL || !doc_string(doc, "request", &request) ||
	    !doc_string(doc, "answer", &kept)) {
		log_error("the answer kept for an idempotency key cannot be read id=%s", i->id);
		return error_text(call->arena, "exception", NULL,
		    STR_LIT("what is kept for the idempotency key cannot be read"));
	}
	if (!str_is(request, i->request))
		return error_status_text(call->arena, "status_exception", 422,
		    STR_LIT("the Idempotency-Key was used for another request"));
	*answer = arena_copy(call->arena, kept);
	return arena_failed(call->arena) ? &error_no_memory : NULL;
}

/* The first to expire come first; they are taken away by the change that adds one. */
static const struct error *
find_expired(struct call *call, struct idempotency *i)
{
	const struct store_query query = {
	    .kind = STORE_IDEMPOTENCY, .groups = 1, .size = IDEMPOTENCY_SWEEP};
	struct store_record *records;
	size_t n;
	uint64_t count;
	enum store_rc rc = store_list(call->api->store, call->arena, &query, &records, &n, &count);

	if (rc != STORE_OK)
		return call_store_error(call, rc);
	i->expired_n = 0;
	for (size_t at = 0; at < n; at++)
		if (is_expired(call, &records[at]) && !str_is(records[at].id, i->id))
			i->expired[i->expired_n++] = records[at].id;
	return NULL;
}

const struct error *
idempotency_look(struct call *call, struct idempotency *i, struct str *answer)
{
	struct store_record record;
	enum store_rc rc;

	*answer = (struct str){NULL, 0};
	if (!i->asked)
		return NULL;
	rc = call_get(call, STORE_IDEMPOTENCY, str_of(i->id), &record);
	if (rc != STORE_OK && rc != STORE_NOT_FOUND)
		return call_store_error(call, rc);
	if (rc == STORE_OK)
		TRY(judge(call, i, &record, answer));
	return answer->p == NULL ? find_expired(call, i) : NULL;
}

const struct error *
idempotency_look_inside(
    struct call *call, struct store_tx *tx, const struct idempotency *i, struct str *answer)
{
	struct store_record record;
	enum store_rc rc;

	*answer = (struct str){NULL, 0};
	if (!i->asked)
		return NULL;
	rc = store_tx_get(tx, STORE_IDEMPOTENCY, str_of(i->id), &record);
	if (rc == STORE_NOT_FOUND)
		return NULL;
	return rc == STORE_OK ? judge(call, i, &record, answer) : call_store_error(call, rc);
}

/* One that another change took away, or renewed, meanwhile is left alone. */
static enum store_rc
sweep(struct call *call, struct store_tx *tx, const struct idempotency *i)
{
	for (size_t at = 0; at < i->expired_n; at++) {
		struct store_record record;
		enum store_rc rc = store_tx_get(tx, STORE_IDEMPOTENCY, i->expired[at], &record);

		if (rc == STORE_OK && is_expired(call, &record))
			rc = store_tx_delete(tx, STORE_IDEMPOTENCY, i->expired[at]);
		if (rc != STORE_OK && rc != STORE_NOT_FOUND)
			return rc;
	}
	return STORE_OK;
}

static struct str
record_text(struct call *call, const struct idempotency *i, struct str answer)
{
	struct buf out = {0};
	struct str text;

	buf_printf(&out, "{\"request\":\"%s\",\"answer\":", i->request);
	doc_quote(&out, answer);
	buf_char(&out, '}');
	text = buf_failed(&out) ? (struct str){NULL, 0} : arena_copy(call->arena, buf_peek(&out));
	buf_release(&out);
	return text;
}

const struct error *
idempotency_keep(
    struct call *call, struct store_tx *tx, const struct idempotency *i, struct str answer)
{
	char order[JOB_ORDER_SIZE];
	const struct store_keys keys = {.owner = STR_LIT(""), .order = {order, sizeof(order)}};
	struct str text;
	enum store_rc rc;

	if (!i->asked)
		return NULL;
	text = record_text(call, i, answer);
	if (text.p == NULL)
		return &error_no_memory;
	job_order_at(call->now + IDEMPOTENCY_US, order);
	rc = sweep(call, tx, i);
	if (rc == STORE_OK)
		rc = store_tx_replace(tx, STORE_IDEMPOTENCY, str_of(i->id), &keys, text);
	if (rc == STORE_NOT_FOUND)
		rc = store_tx_insert(tx, STORE_IDEMPOTENCY, str_of(i->id), &keys, text);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

void
idempotency_replayed(struct call *call)
{
	http_response_header(call->response, "Idempotency-Replayed", STR_LIT("true"));
}
