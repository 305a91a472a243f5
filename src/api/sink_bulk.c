/*
 * Bulk into the sink. All action lines are read before anything is written; then the operations go
 * through in batches, each one transaction, small enough that no other writer waits long. Where the
 * documents that are there already are large, a batch takes more than one. So a request is not one
 * whole: a failure of the store half-way ends it for the items that are left of a batch.
 */
#include <config.h>

#include "api/sink.h"

#include <stdlib.h>
#include <string.h>

#include "api/auth.h"
#include "api/change.h"
#include "api/limits.h"
#include "base/clock.h"
#include "sink/bulk.h"

enum {
	BATCH_OPS = 250,
	BATCH_BYTES = 512 << 10, /* of lines; as a tree they take many times that */
	PART_BYTES =
	    4 << 20 /* of memory in one transaction; the item that goes beyond is its last */
};

/* clang-format off */
static const struct field no_fields[] = { { NULL } };
const struct schema sink_bulk_schema = { "bulk", no_fields };

const struct param sink_bulk_params[] = {
	{ "pipeline", PARAM_TEXT }, { "refresh", PARAM_TEXT }, { "timeout", PARAM_TEXT },
	{ "wait_for_active_shards", PARAM_TEXT }, { "routing", PARAM_TEXT },
	{ "require_alias", PARAM_BOOL }, { NULL },
};
/* clang-format on */

/* An operation on its way. */
struct item {
	const struct bulk_op *op;
	struct str id;
	json_object *line;     /* owned */
	struct bulk_update up; /* of BULK_UPDATE: lent by line */
	struct str text;       /* of others: what to keep */
	bool unreadable;       /* error says why; nothing is tried */

	/* What came of it. */
	const struct error *error;
	const char *result;
	int status;
	uint64_t seq;
};

struct bulk {
	struct call *call;
	struct bulk_op *ops;
	size_t n;
	struct arena *arena;  /* of a batch */
	struct arena *inside; /* of a transaction: what was there, and what is written */
	struct item items[BATCH_OPS];
	size_t items_n;
	size_t begun, done;                /* the transaction is that of items begun .. done - 1 */
	struct sink_index used[BATCH_OPS]; /* in this transaction, each once */
	size_t used_n;
	uint64_t room; /* for so many more indices, before this transaction */
	uint64_t made; /* in it */
	bool any_written, any_error;
	size_t at; /* how many were answered */
};

/* ---- before the transaction ---- */

static int
by_index(const void *a, const void *b)
{
	const struct bulk_op *const *left = a, *const *right = b;

	return str_compare((*left)->index, (*right)->index);
}

/*
 * One name that the caller may not write to, and nothing is written at all. Each is asked about
 * once, however often and in whatever order they come: for a worker that reads connectors.
 */
static const struct error *
check_names(struct call *call, const struct bulk_op *ops, size_t n)
{
	const struct bulk_op **sorted = arena_alloc(call->arena, n * sizeof(*sorted));

	TRY(auth_check(call));
	if (sorted == NULL)
		return &error_no_memory;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &ops[i];
	qsort(sorted, n, sizeof(*sorted), by_index);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || by_index(&sorted[i - 1], &sorted[i]) != 0)
			TRY(sink_enter(call, sorted[i]->index));
	return NULL;
}

static struct str
text_of(struct arena *a, struct str id, const json_object *source)
{
	struct buf out = {0}, inner = {0};
	struct str text = {NULL, 0};

	doc_write(&inner, source, DOC_COMPACT);
	sink_doc_write(&out, id, buf_peek(&inner));
	if (!buf_failed(&inner) && !buf_failed(&out))
		text = arena_copy(a, buf_peek(&out));
	buf_release(&inner);
	buf_release(&out);
	return arena_failed(a) ? (struct str){NULL, 0} : text;
}

static const struct error *
check_sizes(struct bulk *b, const struct item *item)
{
	uint64_t max = limit_or(b->call->api->limits.record_max, LIMIT_RECORD);

	if (item->id.n > SINK_ID_MAX)
		return error_new(b->arena, "illegal_argument_exception", NULL,
		    "id is too long, must be no longer than %d bytes but was: %zu",
		    (int)SINK_ID_MAX, item->id.n);
	if (item->op->line.n <= max)
		return NULL;
	return error_status_text(b->arena, "status_exception", 413,
	    arena_text(b->arena, "document larger than %llu bytes", (unsigned long long)max));
}

static const struct error *
read_line(struct bulk *b, struct item *item)
{
	TRY(check_sizes(b, item));
	if (item->op->action == BULK_DELETE)
		return NULL;
	TRY(bulk_read_document(
	    b->arena, item->op->line, b->call->api->limits.json_depth_max, &item->line));
	if (item->op->action == BULK_UPDATE)
		return bulk_read_update(b->arena, item->line, &item->up);
	item->text = text_of(b->arena, item->id, item->line);
	doc_free(doc_move(&item->line));
	return item->text.p != NULL ? NULL : &error_no_memory;
}

static void
prepare(struct bulk *b, struct item *item, const struct bulk_op *op)
{
	char id[ID_SIZE];

	*item = (struct item){.op = op, .id = op->id};
	if (op->id.p == NULL) {
		b->call->api->new_id(id);
		item->id = arena_copy(b->arena, str_of(id));
	}
	item->error = read_line(b, item);
	item->unreadable = item->error != NULL;
}

/* As many as go into one transaction. */
static size_t
take_batch(struct bulk *b, size_t from)
{
	size_t bytes = 0;

	b->items_n = 0;
	while (from < b->n && b->items_n < BATCH_OPS &&
	       (b->items_n == 0 || bytes + b->ops[from].line.n <= BATCH_BYTES)) {
		bytes += b->ops[from].line.n;
		prepare(b, &b->items[b->items_n++], &b->ops[from++]);
	}
	return from;
}

static void
release_batch(struct bulk *b)
{
	for (size_t i = 0; i < b->items_n; i++)
		doc_free(doc_move(&b->items[i].line));
	b->items_n = 0;
}

/* ---- inside the transaction ---- */

/* A failure of the store ends the change; whatever is wrong with one item stays with that. */
struct inside {
	struct bulk *b;
	struct store_tx *tx;
};

/* Where a document is: the id of its index, and its key. */
struct place {
	struct str index, key;
};

static bool
is_fine(enum store_rc rc)
{
	return rc == STORE_OK || rc == STORE_NOT_FOUND;
}

static bool
make_index(struct inside *in, struct str name, struct sink_index *index)
{
	struct bulk *b = in->b;
	const struct store_keys keys = {.order = name};
	char id[ID_SIZE];
	struct str text;

	/* Ids are made before where one must be the same when run again; here none was told. */
	b->call->api->new_id(id);
	text = sink_index_text(b->inside, id, b->call->now, NULL, NULL);
	if (text.p == NULL)
		return false; /* the arena tells it */
	if (!is_fine(store_tx_insert(in->tx, STORE_SINK_INDEX, name, &keys, text)))
		return false;
	b->made++;
	*index = (struct sink_index){name, arena_copy(b->inside, str_of(id)), text};
	return true;
}

/* index->id.p == NULL with no error of the item: memory ran out, which the arena tells. */
static bool
load_index(struct inside *in, struct item *item, struct sink_index *index)
{
	struct bulk *b = in->b;
	struct str name = item->op->index;
	struct store_record record;
	enum store_rc rc = store_tx_get(in->tx, STORE_SINK_INDEX, name, &record);

	*index = (struct sink_index){.name = name};
	if (!is_fine(rc))
		return false;
	if (rc == STORE_OK) {
		if (!sink_index_load(b->inside, name, record.doc, index))
			item->error = damaged_record(b->arena);
		return true;
	}
	if (item->op->action == BULK_DELETE)
		item->error = sink_missing(b->arena, name);
	else if (b->made >= b->room)
		item->error = sink_no_room(b->arena);
	else
		return make_index(in, name, index);
	return true;
}

/* Its record may be large, and operations may take turns: it is read once in a transaction. */
static bool
find_index(struct inside *in, struct item *item, struct str *id)
{
	struct bulk *b = in->b;
	struct sink_index *index = &b->used[b->used_n];

	for (size_t i = 0; i < b->used_n; i++) {
		if (str_equal(b->used[i].name, item->op->index)) {
			*id = b->used[i].id;
			return true;
		}
	}
	if (!load_index(in, item, index))
		return false;
	*id = index->id;
	if (item->error == NULL)
		b->used_n++;
	return true;
}

static bool
keep(struct inside *in, struct item *item, struct place place, const struct store_record *old,
    struct str text)
{
	const struct store_keys keys = {.owner = place.index};
	enum store_rc rc = old != NULL
	                       ? store_tx_replace(in->tx, STORE_SINK_DOC, place.key, &keys, text)
	                       : store_tx_insert(in->tx, STORE_SINK_DOC, place.key, &keys, text);

	item->result = old != NULL ? "updated" : "created";
	item->status = old != NULL ? 200 : 201;
	item->seq = old != NULL ? old->seq + 1 : 1;
	in->b->any_written = true;
	return is_fine(rc);
}

static const struct error *
conflict(struct bulk *b, const struct item *item, uint64_t version)
{
	return error_new(b->arena, "version_conflict_engine_exception", NULL,
	    "[%.*s]: version conflict, document already exists (current version [%llu])",
	    STR_ARG(item->id), (unsigned long long)version);
}

/*
 * The document after the update; text.p == NULL with no error: nothing differs. What is there is
 * read as a stranger's: updates may have made it of more values than a tree may have, and then it
 * can be replaced, but takes no more of them.
 */
static const struct error *
merge(struct bulk *b, const struct item *item, const struct store_record *old, struct str *text)
{
	DOC_AUTO json_object *doc = NULL;
	bool changed;

	*text = (struct str){NULL, 0};
	TRY(bulk_read_document(b->arena, sink_doc_source(old->doc), 0, &doc));
	if (!doc_merge(doc, item->up.doc, &changed))
		return &error_no_memory;
	if (!changed && item->up.detect_noop)
		return NULL;
	*text = text_of(b->inside, item->id, doc);
	if (text->p == NULL)
		return &error_no_memory;
	return check_record_size(b->call, text->n);
}

static bool
update(struct inside *in, struct item *item, struct place place, const struct store_record *old)
{
	struct bulk *b = in->b;
	struct str text = {NULL, 0};

	if (old == NULL && item->up.insert == NULL)
		item->error = error_new(b->arena, "document_missing_exception", NULL,
		    "[%.*s]: document missing", STR_ARG(item->id));
	else if (old == NULL)
		text = text_of(b->inside, item->id, item->up.insert);
	else if (item->up.doc != NULL)
		item->error = merge(b, item, old, &text);
	if (item->error == NULL && text.p != NULL)
		return keep(in, item, place, old, text);
	if (item->error == NULL && old == NULL)
		item->error = &error_no_memory;
	item->result = "noop";
	item->status = 200;
	item->seq = old != NULL ? old->seq : 1;
	return true;
}

static bool
delete_doc(struct inside *in, struct item *item, struct place place, const struct store_record *old)
{
	item->result = old != NULL ? "deleted" : "not_found";
	item->status = old != NULL ? 200 : 404;
	item->seq = old != NULL ? old->seq + 1 : 1;
	in->b->any_written = in->b->any_written || old != NULL;
	return old == NULL || is_fine(store_tx_delete(in->tx, STORE_SINK_DOC, place.key));
}

static bool
run_item(struct inside *in, struct item *item)
{
	struct store_record record, *old = NULL;
	enum store_rc rc;
	struct place place;

	if (!find_index(in, item, &place.index))
		return false;
	if (item->error != NULL)
		return true;
	place.key = sink_key(in->b->inside, place.index, item->id);
	rc = store_tx_get(in->tx, STORE_SINK_DOC, place.key, &record);
	if (!is_fine(rc))
		return false;
	if (rc == STORE_OK)
		old = &record;
	switch (item->op->action) {
	case BULK_CREATE:
		if (old != NULL) {
			item->error = conflict(in->b, item, old->seq);
			return true;
		}
		__attribute__((fallthrough));
	case BULK_INDEX:
		return keep(in, item, place, old, item->text);
	case BULK_UPDATE:
		return update(in, item, place, old);
	default:
		return delete_doc(in, item, place, old);
	}
}

static bool
try_item(struct inside *in, struct item *item)
{
	if (item->unreadable)
		return true;
	item->error = NULL;
	item->result = NULL;
	return run_item(in, item);
}

/* From b->begun on, until that is enough for one transaction: at least one item. */
static enum store_verdict
run_part(struct store_tx *tx, void *ctx)
{
	struct bulk *b = ctx;
	struct inside in = {.b = b, .tx = tx};
	size_t before = arena_size(b->inside);

	b->used_n = 0;
	b->any_written = false;
	b->made = 0;
	for (b->done = b->begun; b->done < b->items_n; b->done++) {
		if (b->done > b->begun && arena_size(b->inside) - before > PART_BYTES)
			break;
		if (!try_item(&in, &b->items[b->done]))
			return STORE_FAIL;
	}
	return b->any_written || b->made > 0 ? STORE_WRITE : STORE_NOTHING;
}

/* ---- the answer ---- */

static void
write_error(struct bulk *b, const struct error *error, struct str index)
{
	struct buf *body = &b->call->response->body;
	int status = error->status != 0 ? error->status : error_status(error->type);

	b->any_error = true;
	buf_printf(
	    body, ",\"status\":%d,\"error\":{\"type\":\"%s\",\"reason\":", status, error->type);
	doc_quote(body, error->reason);
	if (error->cause != NULL) {
		buf_printf(body, ",\"caused_by\":{\"type\":\"%s\",\"reason\":", error->cause->type);
		doc_quote(body, error->cause->reason);
		buf_char(body, '}');
	}
	buf_text(body, ",\"index\":");
	doc_quote(body, index);
	buf_char(body, '}');
}

static void
write_item(struct bulk *b, const struct item *item)
{
	struct buf *body = &b->call->response->body;
	int shards = item->result != NULL && strcmp(item->result, "noop") != 0;

	buf_printf(body, "%s{\"%s\":{\"_index\":", b->at++ > 0 ? "," : "",
	    bulk_action_name(item->op->action));
	doc_quote(body, item->op->index);
	buf_text(body, ",\"_id\":");
	doc_quote(body, item->id);
	if (item->error != NULL)
		write_error(b, item->error, item->op->index);
	else
		buf_printf(body,
		    ",\"_version\":%llu,\"result\":\"%s\",\"_shards\":{\"total\":%d,"
		    "\"successful\":%d,\"failed\":0},\"_seq_no\":%llu,\"_primary_term\":1,"
		    "\"status\":%d",
		    (unsigned long long)item->seq, item->result, shards, shards,
		    (unsigned long long)(item->seq - 1), item->status);
	buf_text(body, "}}");
}

/* Nothing is there of the transaction that the store refused, and no more of its batch is tried. */
static const struct error *
fail_part(struct bulk *b, const struct error *error)
{
	if (b->at == 0 && b->begun == 0)
		return error; /* nothing was written at all */
	for (b->done = b->begun; b->done < b->items_n; b->done++)
		if (!b->items[b->done].unreadable)
			b->items[b->done].error = error;
	return NULL;
}

static const struct error *
do_part(struct bulk *b)
{
	enum store_rc rc;
	uint64_t ticket;

	arena_reset(b->inside);
	rc = store_change(b->call->api->store, b->inside, run_part, b, &ticket);
	if (rc != STORE_OK)
		return fail_part(b, call_store_error(b->call, rc));
	b->room -= b->made;
	if (ticket > b->call->response->ticket)
		b->call->response->ticket = ticket;
	return NULL;
}

static const struct error *
do_batch(struct bulk *b)
{
	const struct error *error;

	if (arena_failed(b->arena))
		return &error_no_memory;
	b->begun = 0;
	error = sink_room(b->call, &b->room);
	if (error != NULL)
		TRY(fail_part(b, error));
	for (; error == NULL && b->begun < b->items_n; b->begun = b->done)
		TRY(do_part(b));
	for (size_t i = 0; i < b->items_n; i++)
		write_item(b, &b->items[i]);
	return buf_failed(&b->call->response->body) ? &error_no_memory : NULL;
}

static const struct error *
do_all(struct bulk *b)
{
	const struct error *error = NULL;

	for (size_t next = 0; next < b->n && error == NULL;) {
		arena_reset(b->arena);
		next = take_batch(b, next);
		error = do_batch(b);
		release_batch(b);
	}
	return error;
}

/* "errors" comes in front, and is known last. */
static const struct error *
answer(struct bulk *b)
{
	static const char no[] = "{\"errors\":false,", yes[] = "{\"errors\":true, ";
	int64_t start = clock_monotonic_ms();
	struct buf *body = &b->call->response->body;

	b->call->response->status = 200;
	buf_text(body, no);
	buf_text(body, "\"items\":[");
	TRY(do_all(b));
	buf_printf(body, "],\"took\":%lld}", (long long)(clock_monotonic_ms() - start));
	if (b->any_error && !buf_failed(body))
		memcpy(body->p, yes, sizeof(yes) - 1);
	return NULL;
}

const struct error *
sink_bulk(struct call *call)
{
	struct str index = route_var_names(call->route, (struct str[ROUTE_VARS]){{NULL, 0}}) > 0
	                       ? call->vars[0]
	                       : (struct str){NULL, 0};
	const struct error *error;
	struct bulk *b;

	if (call->request->body.n == 0)
		return error_text(
		    call->arena, "parse_exception", NULL, STR_LIT("request body is required"));
	b = arena_zalloc(call->arena, sizeof(*b));
	if (b == NULL)
		return &error_no_memory;
	b->call = call;
	TRY(bulk_read(call->arena, call->request->body, index, call->api->limits.json_depth_max,
	    &b->ops, &b->n));
	TRY(call_check_rest(call));
	TRY(check_names(call, b->ops, b->n));
	b->arena = arena_new();
	b->inside = arena_new();
	error = b->arena != NULL && b->inside != NULL ? answer(b) : &error_no_memory;
	arena_free(b->arena);
	arena_free(b->inside);
	return error;
}
