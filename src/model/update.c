#include <config.h>

#include "model/update.h"

#include <string.h>

#include "base/timestamp.h"

json_object *
update_patch_body(const json_object *doc, const json_object *body, int64_t now)
{
	(void)doc;
	(void)now;
	return doc_copy(body);
}

json_object *
update_patch_sent(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = doc_new();

	(void)doc;
	(void)now;
	if (patch == NULL)
		return NULL;
	DOC_EACH(body, key, value)
	{
		if (value != NULL && !doc_set_copy(patch, key, value))
			return NULL;
	}
	return doc_move(&patch);
}

bool
update_run(const struct update *update, json_object *doc, const json_object *body, int64_t now,
    bool *changed)
{
	DOC_AUTO json_object *patch = NULL;

	if (update->apply != NULL)
		return update->apply(doc, body, now, changed);
	patch = update->patch(doc, body, now);
	return patch != NULL && doc_merge(doc, patch, changed);
}

bool
update_set_time(json_object *patch, const char *key, int64_t us)
{
	char text[TIMESTAMP_SIZE];

	timestamp_print(text, us);
	return doc_set_text(patch, key, text);
}

/* A clock set back by less is made up for; a time further ahead was not read from it. */
enum { CLOCK_STEP_MAX = 1000000 };

json_object *
update_patch_last_seen(const json_object *doc, const json_object *body, int64_t now)
{
	DOC_AUTO json_object *patch = doc_new();
	struct str before;
	int64_t seen;

	(void)body;
	if (doc_string(doc, "last_seen", &before) && timestamp_read(before, &seen) && seen >= now &&
	    seen - now < CLOCK_STEP_MAX)
		now = seen + 1;
	if (patch == NULL || !update_set_time(patch, "last_seen", now))
		return NULL;
	return doc_move(&patch);
}

bool
update_is_listed(const char *key, const char *const *order)
{
	for (; *order != NULL; order++)
		if (strcmp(*order, key) == 0)
			return true;
	return false;
}

void
update_write_key(struct buf *out, const char *key)
{
	if (out->n > 0 && out->p[out->n - 1] != '{')
		buf_char(out, ',');
	doc_quote(out, str_of(key));
	buf_char(out, ':');
}

void
update_write_member(struct buf *out, const char *key, const json_object *value)
{
	update_write_key(out, key);
	doc_write(out, value, DOC_COMPACT);
}

void
update_write_members(struct buf *out, const json_object *doc, const char *const *order)
{
	json_object *value;

	for (const char *const *key = order; *key != NULL; key++)
		if (doc_get(doc, *key, &value) != DOC_ABSENT)
			update_write_member(out, *key, value);
}

void
update_write_ordered(struct buf *out, const json_object *doc, const char *const *order)
{
	buf_char(out, '{');
	update_write_members(out, doc, order);
	DOC_EACH(doc, key, member)
	{
		if (!update_is_listed(key, order))
			update_write_member(out, key, member);
	}
	buf_char(out, '}');
}
