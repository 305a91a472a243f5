/* Putting reasons, and the answer, together. */
#include <config.h>

#include "model/explain_inside.h"

#include "base/timestamp.h"

void
reasons_begin(struct reasons *r, struct arena *a)
{
	*r = (struct reasons){.arena = a, .hindering = doc_new_array(), .other = doc_new_array()};
	r->failed = r->hindering == NULL || r->other == NULL;
}

void
reasons_release(struct reasons *r)
{
	doc_free(r->hindering);
	doc_free(r->other);
	r->hindering = r->other = NULL;
}

/* ---- words ---- */

const char *
span_text(struct arena *a, int64_t us)
{
	int64_t s = us > 0 ? us / 1000000 : 0;

	if (s < 120)
		return arena_printf(a, "%lld s", (long long)s);
	if (s < 120 * 60)
		return arena_printf(a, "%lld min", (long long)s / 60);
	if (s < 48 * 3600)
		return arena_printf(a, "%lld h", (long long)s / 3600);
	return arena_printf(a, "%lld days", (long long)s / 86400);
}

const char *
time_text(struct arena *a, int64_t us)
{
	char text[TIMESTAMP_SIZE];

	timestamp_print(text, us);
	return arena_printf(a, "%s", text);
}

int64_t
time_in(const json_object *doc, const char *key)
{
	struct str text;
	int64_t us;

	return doc_string(doc, key, &text) && timestamp_read(text, &us) ? us : 0;
}

struct str
text_in(const json_object *doc, const char *key, const char *otherwise)
{
	struct str text;

	return doc_string(doc, key, &text) && text.n > 0 ? text : str_of(otherwise);
}

/* ---- reasons ---- */

static bool
set_time(json_object *doc, const char *key, int64_t us)
{
	char text[TIMESTAMP_SIZE];

	if (us == 0)
		return doc_set_null(doc, key);
	timestamp_print(text, us);
	return doc_set_text(doc, key, text);
}

static bool
set_text_or_null(json_object *doc, const char *key, const char *text)
{
	return text != NULL ? doc_set_text(doc, key, text) : doc_set_null(doc, key);
}

json_object *
reasons_add(struct reasons *r, enum weight weight, const char *code, int64_t since,
    const char *remedy, struct str sentence)
{
	json_object *list = weight == REASON_HINDERS ? r->hindering : r->other;
	json_object *reason = r->failed ? NULL : doc_new();

	r->failed = r->failed || reason == NULL || !doc_add_take(list, reason) ||
	            !doc_set_text(reason, "code", code) ||
	            !doc_set_bool(reason, "hinders", weight == REASON_HINDERS) ||
	            !doc_set_string(reason, "message", sentence) ||
	            !set_time(reason, "since", since) ||
	            !set_text_or_null(reason, "remedy", remedy);
	return r->failed ? NULL : reason;
}

void
reason_text(struct reasons *r, json_object *reason, const char *key, struct str text)
{
	r->failed = r->failed || !doc_set_string(reason, key, text);
}

void
reason_time(struct reasons *r, json_object *reason, const char *key, int64_t us)
{
	r->failed = r->failed || !set_time(reason, key, us);
}

void
reason_value(struct reasons *r, json_object *reason, const char *key, json_object *value)
{
	if (r->failed)
		doc_free(value);
	else
		r->failed = !doc_set_take(reason, key, value);
}

/* ---- the answer ---- */

/* Hindrances, then the others. */
static bool
join(struct reasons *r)
{
	for (size_t i = 0; i < doc_length(r->other); i++)
		if (!doc_add_take(r->hindering, doc_copy(doc_at(r->other, i))))
			return false;
	return true;
}

json_object *
reasons_answer(struct reasons *r, json_object *head, bool running, const char *state,
    const char *otherwise, int64_t now)
{
	DOC_AUTO json_object *answer = head;
	struct str summary;

	if (r->failed || answer == NULL || arena_failed(r->arena))
		return NULL;
	summary = text_in(doc_at(running ? r->other : r->hindering, 0), "message", otherwise);
	if (!doc_set_bool(answer, "running", running) || !doc_set_text(answer, "state", state) ||
	    !doc_set_string(answer, "summary", summary) || !set_time(answer, "as_of", now) ||
	    !join(r) || !doc_set_take(answer, "reasons", doc_move(&r->hindering)))
		return NULL;
	return doc_move(&answer);
}
