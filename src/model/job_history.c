#include <config.h>

#include "model/job_history.h"

#include "base/timestamp.h"

static const char *const counters[] = {"deleted_document_count", "indexed_document_count",
    "indexed_document_volume", "total_document_count"};

enum { COUNTERS = sizeof(counters) / sizeof(counters[0]) };

static struct str
text_of(const json_object *doc, const char *key)
{
	struct str text = STR_LIT("");

	doc_string(doc, key, &text);
	return text;
}

struct job_moment
job_moment_of(struct arena *a, const json_object *job)
{
	return (struct job_moment){
	    .status = job_status_of(job),
	    .worker = arena_copy(a, text_of(job, "worker_hostname")),
	    .connector = arena_copy(a, job_connector_id(job)),
	};
}

bool
job_history_is_step(const struct job_moment *before, const json_object *job)
{
	return before->status != job_status_of(job) ||
	       !str_equal(before->worker, text_of(job, "worker_hostname")) ||
	       !str_equal(before->connector, job_connector_id(job));
}

/* ---- keeping ---- */

/* Cut in front of a character. */
static struct str
cut(struct str text, size_t max)
{
	if (text.n <= max)
		return text;
	while (max > 0 && ((unsigned char)text.p[max] & 0xc0) == 0x80)
		max--;
	return (struct str){text.p, max};
}

static bool
set_some(json_object *doc, const char *key, struct str text)
{
	return text.n == 0 || doc_set_string(doc, key, text);
}

static bool
set_status(json_object *step, const char *key, enum job_status status)
{
	return status < JOB_STATUS__MAX ? doc_set_text(step, key, job_status_words.names[status])
	                                : doc_set_null(step, key);
}

static bool
set_actor(json_object *step, const struct job_actor *by)
{
	DOC_AUTO json_object *actor = doc_new();

	return actor != NULL && doc_set_string(actor, "kind", by->kind) &&
	       set_some(actor, "id", by->id) && set_some(actor, "name", by->name) &&
	       doc_set_take(step, "actor", doc_move(&actor));
}

static bool
set_counters(json_object *step, const json_object *job)
{
	int64_t n;

	for (size_t i = 0; i < COUNTERS; i++)
		if (doc_long(job, counters[i], &n) && !doc_set_long(step, counters[i], n))
			return false;
	return true;
}

static json_object *
step_new(const struct job_moment *before, const json_object *job, const struct job_actor *by,
    int64_t now)
{
	DOC_AUTO json_object *step = doc_new();
	struct str connector = job_connector_id(job);
	bool moved = before->connector.n > 0 && !str_equal(before->connector, connector);

	if (step == NULL || !update_set_time(step, "at", now) ||
	    !set_status(step, "from", before->status) ||
	    !set_status(step, "to", job_status_of(job)) || !set_actor(step, by) ||
	    !set_some(step, "worker_hostname",
	        cut(text_of(job, "worker_hostname"), JOB_HISTORY_WORKER_MAX)) ||
	    (moved && !doc_set_string(step, "connector_id", connector)) || !set_counters(step, job))
		return NULL;
	return doc_move(&step);
}

/* The first step says how it began, the latest ones how it ended. */
static bool
leave_out(json_object *history, json_object *steps)
{
	int64_t n = 0;

	if (doc_length(steps) <= JOB_HISTORY_STEPS_MAX)
		return true;
	doc_remove_at(steps, 1);
	doc_long(history, "left_out", &n);
	return doc_set_long(history, "left_out", n + 1);
}

bool
job_history_add(json_object *history, const struct job_moment *before, const json_object *job,
    const struct job_actor *by, int64_t now)
{
	json_object *steps, *step;

	if (doc_array(history, "steps") == NULL && !doc_set_take(history, "steps", doc_new_array()))
		return false;
	steps = doc_array(history, "steps");
	step = step_new(before, job, by, now);
	return step != NULL && doc_add_take(steps, step) && leave_out(history, steps);
}

/* ---- showing ---- */

struct showing {
	struct buf *out;
	const json_object *job;
	const char *status; /* after the step shown last; NULL: none was */
	int64_t at, until;  /* its time; that of the first step that was kept */
	bool any;
};

static void
begin_step(struct showing *s)
{
	buf_text(s->out, s->any ? ",{" : "{");
	s->any = true;
}

static void
write_status(struct buf *out, const char *key, const char *status)
{
	update_write_key(out, key);
	if (status != NULL)
		doc_quote(out, str_of(status));
	else
		buf_text(out, "null");
}

/* A step that the record tells of; at is its text there, p == NULL: it does not say when. */
static void
derive(struct showing *s, struct str at, const char *to)
{
	struct str worker = text_of(s->job, "worker_hostname");

	begin_step(s);
	update_write_key(s->out, "at");
	if (at.p != NULL)
		doc_quote(s->out, at);
	else
		buf_text(s->out, "null");
	write_status(s->out, "from", s->status);
	write_status(s->out, "to", to);
	if (to == job_status_words.names[JOB_IN_PROGRESS] && s->until == INT64_MAX &&
	    worker.n > 0) {
		update_write_key(s->out, "worker_hostname");
		doc_quote(s->out, worker);
	}
	buf_text(s->out, ",\"derived\":true}");
	s->status = to;
}

/* The time under that key, when it lies between the step before and the first that was kept. */
static bool
has_time(struct showing *s, const char *key, struct str *text)
{
	int64_t at;

	if (!doc_string(s->job, key, text) || !timestamp_read(*text, &at) || at < s->at ||
	    at >= s->until)
		return false;
	s->at = at;
	return true;
}

/* A job that nobody worked on is canceled in one step (sync-jobs.md 7.5). */
static bool
is_one_step(const struct showing *s, enum job_status to)
{
	struct str asked, done;

	return to == JOB_CANCELING && doc_string(s->job, "cancelation_requested_at", &asked) &&
	       doc_string(s->job, "canceled_at", &done) && str_equal(asked, done);
}

/* end: the status the steps to be derived lead to. */
static void
derive_all(struct showing *s, enum job_status end)
{
	const struct {
		const char *key;
		enum job_status to;
	} rows[] = {
	    {"started_at", JOB_IN_PROGRESS},
	    {"cancelation_requested_at", JOB_CANCELING},
	    {"canceled_at", JOB_CANCELED},
	    {"completed_at", job_has_ended(end) ? end : JOB_STATUS__MAX},
	};
	const char *last = end < JOB_STATUS__MAX ? job_status_words.names[end] : NULL;
	struct str at;

	derive(s, has_time(s, "created_at", &at) ? at : (struct str){NULL, 0},
	    job_status_words.names[JOB_PENDING]);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *to =
		    rows[i].to < JOB_STATUS__MAX ? job_status_words.names[rows[i].to] : s->status;

		if (to != s->status && !is_one_step(s, rows[i].to) && has_time(s, rows[i].key, &at))
			derive(s, at, to);
	}
	if (last != NULL && last != s->status)
		derive(s, (struct str){NULL, 0}, last);
}

static enum job_status
status_in(const json_object *doc, const char *key)
{
	int status = words_find(&job_status_words, text_of(doc, key));

	return status < 0 ? JOB_STATUS__MAX : (enum job_status)status;
}

static void
show_steps(struct showing *s, const json_object *steps)
{
	const json_object *first = steps != NULL ? doc_at(steps, 0) : NULL;
	json_object *from;

	if (first == NULL)
		derive_all(s, job_status_of(s->job));
	else if (timestamp_read(text_of(first, "at"), &s->until) &&
	         doc_get(first, "from", &from) == DOC_PRESENT)
		derive_all(s, status_in(first, "from"));
	for (size_t i = 0; first != NULL && i < doc_length(steps); i++) {
		buf_text(s->out, s->any ? "," : "");
		s->any = true;
		doc_write(s->out, doc_at(steps, i), DOC_COMPACT);
	}
}

void
job_history_show(struct buf *out, const json_object *job, const json_object *history)
{
	struct showing s = {.out = out, .job = job, .at = INT64_MIN, .until = INT64_MAX};
	int64_t left_out = 0;

	if (history != NULL)
		doc_long(history, "left_out", &left_out);
	buf_text(out, "{\"id\":");
	doc_quote(out, text_of(job, "id"));
	buf_text(out, ",\"connector_id\":");
	doc_quote(out, job_connector_id(job));
	buf_text(out, ",\"status\":");
	doc_quote(out, text_of(job, "status"));
	buf_printf(out, ",\"left_out\":%lld,\"steps\":[", (long long)left_out);
	show_steps(&s, history != NULL ? doc_array(history, "steps") : NULL);
	buf_text(out, "]}");
}
