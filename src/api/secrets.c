#include <config.h>

#include "api/secrets.h"

#include <string.h>

#include "api/auth.h"
#include "api/change.h"
#include "api/secret_store.h"
#include "base/log.h"

/* As for other records: somewhere there must be an end. */
enum { VALUE_MAX = 64 * 1024 * 1024 };

_Static_assert((int)VALUE_MAX + (int)SEAL_OVERHEAD <= (int)STORE_DOC_MAX, "the store takes it");

static const struct error *
missing(struct call *call)
{
	return error_new(call->arena, "resource_not_found_exception", NULL,
	    "No secret with id [%.*s]", STR_ARG(call->vars[0]));
}

/* ---- create, replace ---- */

/* clang-format off */
static const struct field post_fields[] = {
	{ "value", FIELD_STRING },
	{ NULL },
};
static const struct field put_fields[] = {
	{ "value", FIELD_STRING, FIELD_REQUIRED },
	{ NULL },
};
/* clang-format on */

const struct schema secret_create_schema = {"post_secret_request", post_fields};
const struct schema secret_put_schema = {"connector_secret_put_request", put_fields};

struct writing {
	struct call *call;
	struct str id;
	const char *empty; /* what is said of a value that is none */
	bool replaces;     /* the id may be taken */
	struct str sealed;
	bool replaced;
};

/* In the text of the document itself. json-c would free it as it is. */
static void
wipe(struct str text)
{
	union {
		const char *in;
		char *out;
	} p = {text.p};

	if (text.n > 0)
		explicit_bzero(p.out, text.n);
}

static const struct error *
check(const struct writing *w, struct str value)
{
	struct problems problems = {.arena = w->call->arena};

	if (value.n == 0)
		problems_add(&problems, "%s", w->empty);
	/* An empty id does not come by HTTP: slashes at the end do not count. */
	if (w->id.n == 0)
		problems_add(&problems, "[id] cannot be [null] or [\"\"]");
	check_id_length(&problems, w->id);
	TRY(problems_error(&problems));
	if (value.n > VALUE_MAX)
		return error_new(w->call->arena, "illegal_argument_exception", NULL,
		    "the record would be larger than %d bytes", VALUE_MAX);
	return NULL;
}

static const struct error *
write_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	struct writing *w = ctx;
	struct store_keys keys = secret_store_keys(call->api->seal);
	enum store_rc rc = STORE_NOT_FOUND;

	(void)write;
	if (w->replaces)
		rc = store_tx_replace(tx, STORE_SECRET, w->id, &keys, w->sealed);
	w->replaced = rc == STORE_OK;
	if (rc == STORE_NOT_FOUND)
		rc = store_tx_insert(tx, STORE_SECRET, w->id, &keys, w->sealed);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

static const struct error *
write_value(struct writing *w, struct str value)
{
	TRY(call_check_rest(w->call));
	TRY(check(w, value));
	/* Before the transaction, which may run twice: sealing takes a new nonce each time. */
	w->sealed = seal_close(w->call->api->seal, w->call->arena, w->id, value);
	if (w->sealed.p == NULL)
		return &error_no_memory;
	return run_change(w->call, write_inside, w);
}

static const struct error *
write_secret(struct writing *w)
{
	DOC_AUTO json_object *body = NULL;
	struct str value = {NULL, 0};
	const struct error *error;

	TRY(call_read_body(w->call, &body));
	doc_string(body, "value", &value);
	error = write_value(w, value);
	wipe(value);
	return error;
}

const struct error *
secret_create(struct call *call)
{
	struct writing w = {
	    .call = call,
	    .empty = "[value] of the connector secret cannot be [null] or [\"\"]",
	};
	char id[ID_SIZE];

	call->api->new_id(id);
	w.id = str_of(id);
	TRY(write_secret(&w));
	call_answer_text(call, 200, "id", str_of(id));
	return NULL;
}

const struct error *
secret_put(struct call *call)
{
	struct writing w = {
	    .call = call,
	    .id = call->vars[0],
	    .empty = "[value] cannot be [null] or [\"\"]",
	    .replaces = true,
	};

	TRY(write_secret(&w));
	call_answer_text(
	    call, w.replaced ? 200 : 201, "result", str_of(w.replaced ? "updated" : "created"));
	return NULL;
}

/* ---- get ---- */

/* What is stored does not open: the keys are the right ones, main looked at that. */
static const struct error *
damaged(struct call *call)
{
	log_error("a secret does not open id=\"%.*s\"", STR_ARG(call->vars[0]));
	return error_text(
	    call->arena, "exception", NULL, STR_LIT("the stored secret cannot be opened"));
}

static void
answer_secret(struct call *call, struct str value)
{
	struct buf *body = &call->response->body;

	call->response->status = 200;
	/* At once: a buffer that grows leaves what it held behind. */
	buf_reserve(body, call->vars[0].n + value.n + value.n / 2 + 256);
	buf_text(body, "{\"id\":");
	doc_quote(body, call->vars[0]);
	buf_text(body, ",\"value\":");
	doc_quote(body, value);
	buf_char(body, '}');
}

const struct error *
secret_get(struct call *call)
{
	struct store_record record;
	struct str value;
	enum store_rc rc;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	rc = call_get(call, STORE_SECRET, call->vars[0], &record);
	if (rc == STORE_NOT_FOUND)
		return missing(call);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	switch (seal_open(call->api->seal, call->arena, call->vars[0], record.doc, &value)) {
	case SEAL_OPENED:
		answer_secret(call, value);
		return NULL;
	case SEAL_OPEN_NOMEM:
		return &error_no_memory;
	case SEAL_NO_KEY:
	case SEAL_DAMAGED:
		break;
	}
	return damaged(call);
}

/* ---- delete ---- */

static const struct error *
delete_inside(struct call *call, struct store_tx *tx, void *ctx, bool *write)
{
	enum store_rc rc = store_tx_delete(tx, STORE_SECRET, call->vars[0]);

	(void)ctx;
	(void)write;
	if (rc == STORE_NOT_FOUND)
		return missing(call);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
secret_delete(struct call *call)
{
	TRY(call_check_rest(call));
	TRY(run_change(call, delete_inside, NULL));
	call->response->status = 200;
	buf_text(&call->response->body, "{\"deleted\":true}");
	return NULL;
}
