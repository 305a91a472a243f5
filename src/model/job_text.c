#include <config.h>

#include "model/job_text.h"

#include <string.h>

#include "model/update.h"

/* clang-format off */
static const char *const before[] = {	/* sync-jobs.md 2 */
	"id", "cancelation_requested_at", "canceled_at", "completed_at",
	NULL
};
static const char *const behind[] = {
	"created_at", "deleted_document_count", "error", "indexed_document_count",
	"indexed_document_volume", "job_type", "last_seen", "metadata", "started_at", "status",
	"total_document_count", "trigger_method", "worker_hostname",
	NULL
};
/* clang-format on */

static const char connector_key[] = "connector", cursor_key[] = "sync_cursor";

static bool
is_known(const char *key)
{
	return strcmp(key, connector_key) == 0 || update_is_listed(key, before) ||
	       update_is_listed(key, behind);
}

/* How many members a snapshot has besides the cursor. */
static size_t
shared_members(const json_object *snapshot)
{
	json_object *cursor;
	size_t n = (size_t)json_object_object_length(snapshot);

	return doc_get(snapshot, cursor_key, &cursor) == DOC_ABSENT ? n : n - 1;
}

void
job_text_write_snapshot(struct buf *shared, const json_object *snapshot)
{
	buf_char(shared, '{');
	DOC_EACH(snapshot, key, value)
	{
		if (strcmp(key, cursor_key) != 0)
			update_write_member(shared, key, value);
	}
}

/* From the hole to the closing brace. */
static void
write_hole(struct job_text *t, const json_object *snapshot)
{
	json_object *cursor;

	update_write_key(&t->own, connector_key);
	t->at = t->own.n;
	if (doc_get(snapshot, cursor_key, &cursor) != DOC_ABSENT)
		update_write_member(&t->own, cursor_key, cursor);
	buf_char(&t->own, '}');
}

static void
write_connector(struct job_text *t, const json_object *job, bool hole)
{
	json_object *value, *snapshot = doc_object(job, connector_key);

	if (hole || (snapshot != NULL && shared_members(snapshot) > 0)) {
		write_hole(t, snapshot);
		if (!hole)
			job_text_write_snapshot(&t->shared, snapshot);
	} else if (doc_get(job, connector_key, &value) != DOC_ABSENT)
		update_write_member(&t->own, connector_key, value);
}

static void
write_job(struct job_text *t, const json_object *job, bool hole)
{
	*t = (struct job_text){.at = 0};
	buf_char(&t->own, '{');
	update_write_members(&t->own, job, before);
	write_connector(t, job, hole);
	update_write_members(&t->own, job, behind);
	DOC_EACH(job, key, value)
	{
		if (!is_known(key))
			update_write_member(&t->own, key, value);
	}
	buf_char(&t->own, '}');
}

void
job_text_write(struct job_text *t, const json_object *job)
{
	write_job(t, job, false);
}

bool
job_text_write_own(struct job_text *t, const json_object *job)
{
	const json_object *snapshot = doc_object(job, connector_key);

	*t = (struct job_text){.at = 0};
	if (snapshot == NULL || shared_members(snapshot) > 0)
		return false;
	write_job(t, job, true);
	return true;
}

bool
job_text_failed(const struct job_text *t)
{
	return buf_failed(&t->own) || buf_failed(&t->shared);
}

void
job_text_release(struct job_text *t)
{
	buf_release(&t->own);
	buf_release(&t->shared);
}

/* What the shared part would have begun with is a brace; a cursor behind it lends its comma. */
json_object *
job_text_load_own(struct arena *a, struct str own, size_t at, bool *damaged)
{
	struct str front = {own.p, at < own.n ? at : own.n};
	struct str rest = {own.p + front.n, own.n - front.n};
	struct str text;

	if (rest.n > 0 && rest.p[0] == ',') {
		rest.p++;
		rest.n--;
	}
	text = arena_text(a, "%.*s{%.*s", STR_ARG(front), STR_ARG(rest));
	*damaged = false;
	return arena_failed(a) ? NULL : doc_load(text, damaged);
}
