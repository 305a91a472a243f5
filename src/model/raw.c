#include <config.h>

#include "model/raw.h"

#include <string.h>

#include "model/connector.h"
#include "model/sync_job.h"

enum {
	CONNECTOR_ID_MAX = 512, /* bytes: connector-document.md 1 */
	INDEX_NAME_MAX = 255
};

static const struct error *
unreadable(struct arena *a, const char *field, const char *what)
{
	return error_new(a, "document_parsing_exception", NULL,
	    "failed to parse field [%s]: it must be %s", field, what);
}

/* One of the words in the very letters, or null when it may be. */
static bool
is_word(
    const json_object *doc, const char *key, const struct words *words, bool whole, bool nullable)
{
	json_object *value;
	enum doc_presence presence = doc_get(doc, key, &value);
	struct str text = doc_text(value);
	int word;

	if (presence == DOC_ABSENT)
		return !whole || nullable;
	if (presence == DOC_NULL)
		return nullable;
	word = words_find(words, text);
	return word >= 0 && str_is(text, words->names[word]);
}

static const struct error *
check_word(struct arena *a, const json_object *doc, const char *key, const struct words *words,
    bool whole, bool nullable)
{
	const char *list = "one of";

	if (is_word(doc, key, words, whole, nullable))
		return NULL;
	for (int i = 0; i < words->n; i++)
		list = arena_printf(a, "%s%s %s", list, i > 0 ? "," : "", words->names[i]);
	return unreadable(a, key, list);
}

/* ---- connectors ---- */

static bool
are_entries(const json_object *doc)
{
	json_object *configuration = doc_object(doc, "configuration");

	if (configuration == NULL)
		return true;
	DOC_EACH(configuration, key, value)
	{
		(void)key;
		if (value != NULL && !json_object_is_type(value, json_type_object))
			return false;
	}
	return true;
}

const struct error *
raw_connector_check(struct arena *a, const json_object *doc, bool whole)
{
	/* clang-format off */
	const struct { const char *key; const struct words *words; } rows[] = {
		{ "status",			     &connector_status_words },
		{ "last_sync_status",		     &job_status_words },
		{ "last_access_control_sync_status", &job_status_words },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct error *error =
		    check_word(a, doc, rows[i].key, rows[i].words, whole, true);

		if (error != NULL)
			return error;
	}
	if (connector_index_of(doc).n > INDEX_NAME_MAX)
		return unreadable(a, "index_name", "the name of an index, at most 255 bytes");
	if (!are_entries(doc))
		return unreadable(a, "configuration", "an object of objects");
	return NULL;
}

/* ---- jobs: what they hold ---- */

/* A path spelled as one name would hide what the record is listed by. */
static bool
has_dotted_owner(const json_object *doc)
{
	json_object *value;

	return doc_get(doc, "connector.id", &value) != DOC_ABSENT;
}

static const struct error *
check_owner(struct arena *a, const json_object *doc, bool whole)
{
	json_object *connector, *id;
	enum doc_presence presence = doc_get(doc, "connector", &connector);
	enum doc_presence id_presence = doc_get(connector, "id", &id);
	struct str text = doc_text(id);

	if (has_dotted_owner(doc))
		return unreadable(a, "connector.id", "inside of [connector]");
	if (presence == DOC_NULL)
		return unreadable(a, "connector", "an object");
	if ((presence == DOC_ABSENT || id_presence == DOC_ABSENT) && !whole)
		return NULL;
	if (text.n == 0 || text.n > CONNECTOR_ID_MAX)
		return unreadable(a, "connector.id", "the id of a connector");
	return NULL;
}

static const struct error *
check_created(struct arena *a, const json_object *doc, bool whole)
{
	json_object *value;
	char order[JOB_ORDER_SIZE];

	if (doc_get(doc, "created_at", &value) == DOC_ABSENT && !whole)
		return NULL;
	return job_order_of(doc, order) ? NULL : unreadable(a, "created_at", "a date");
}

const struct error *
raw_sync_job_check(struct arena *a, const json_object *doc, bool whole)
{
	const struct error *error = check_word(a, doc, "status", &job_status_words, whole, false);

	if (error == NULL)
		error = check_word(a, doc, "job_type", &job_type_words, whole, false);
	if (error == NULL)
		error = check_owner(a, doc, whole);
	if (error == NULL)
		error = check_created(a, doc, whole);
	return error;
}

/* ---- jobs: how they live ---- */

#define TO(status) (1u << (status))

/* clang-format off */
/*
 * The steps the service and its command line make (clients.md 1 B, U6, U8, U10, and cleaning up). A
 * job may complete although it was asked to stop: the service looks only every few seconds.
 */
static const unsigned may_become[JOB_STATUS__MAX] = {
	[JOB_PENDING]	  = TO(JOB_IN_PROGRESS) | TO(JOB_CANCELING) | TO(JOB_CANCELED) | TO(JOB_ERROR),
	[JOB_IN_PROGRESS] = TO(JOB_CANCELING) | TO(JOB_COMPLETED) | TO(JOB_SUSPENDED) | TO(JOB_ERROR),
	[JOB_SUSPENDED]	  = TO(JOB_IN_PROGRESS) | TO(JOB_CANCELING) | TO(JOB_CANCELED) | TO(JOB_ERROR),
	[JOB_CANCELING]	  = TO(JOB_CANCELED) | TO(JOB_COMPLETED) | TO(JOB_ERROR),
};
/* clang-format on */

/* The worker a part or a whole document names would take the job from the one that has it. */
static bool
takes_over(const json_object *job, const json_object *body, bool whole)
{
	json_object *value;
	struct str had, wants = STR_LIT("");

	if (!doc_string(job, "worker_hostname", &had) || had.n == 0)
		return false;
	if (doc_get(body, "worker_hostname", &value) == DOC_ABSENT)
		return whole;
	doc_string(body, "worker_hostname", &wants);
	return !str_equal(had, wants);
}

static const struct error *
late_write(struct arena *a, const json_object *job)
{
	struct str id = STR_LIT(""), status = STR_LIT("");

	doc_string(job, "id", &id);
	doc_string(job, "status", &status);
	return error_new(a, "version_conflict_engine_exception", NULL,
	    "[%.*s]: the sync job has ended as [%.*s], so nothing is written to it any more",
	    STR_ARG(id), STR_ARG(status));
}

static const struct error *
guard_life(struct arena *a, const json_object *job, const json_object *body, bool whole, bool same)
{
	enum job_status from = job_status_of(job), to = job_status_of(body);
	json_object *value;

	if (doc_get(body, "status", &value) == DOC_ABSENT)
		to = from;
	if (job_has_ended(from))
		return same ? NULL : late_write(a, job);
	if (from == to)
		return (from == JOB_IN_PROGRESS || from == JOB_CANCELING) &&
		               takes_over(job, body, whole)
		           ? sync_job_taken(a, job)
		           : NULL;
	if (from < JOB_STATUS__MAX && (may_become[from] & TO(to)) != 0)
		return NULL;
	return sync_job_step_refused(a, job, to);
}

/* Would merging the part change nothing? False too when memory ran out. */
static bool
merges_to_same(const json_object *job, const json_object *part)
{
	DOC_AUTO json_object *copy = doc_copy(job);
	bool changed;

	return copy != NULL && doc_merge(copy, part, &changed) && !changed;
}

static const struct error *
guard_update(struct arena *a, const json_object *job, const json_object *body)
{
	bool ended = job_has_ended(job_status_of(job));

	return guard_life(a, job, body, false, ended && merges_to_same(job, body));
}

/* All but the id. False: memory ran out. */
static bool
replace(json_object *doc, const json_object *body)
{
	DOC_AUTO json_object *old = doc_copy(doc);

	if (old == NULL)
		return false;
	DOC_EACH(old, key, value)
	{
		(void)value;
		if (strcmp(key, "id") != 0)
			doc_remove(doc, key);
	}
	DOC_EACH(body, name, member)
	{
		if (!doc_set_copy(doc, name, member))
			return false;
	}
	return true;
}

static const struct error *
guard_replace(struct arena *a, const json_object *job, const json_object *body)
{
	DOC_AUTO json_object *copy = doc_copy(job);
	bool same = copy != NULL && replace(copy, body) && doc_equal(copy, job);

	return guard_life(a, job, body, true, same);
}

const struct error *
raw_sync_job_create_guard(struct arena *a, const json_object *doc)
{
	if (job_status_of(doc) == JOB_PENDING)
		return NULL;
	return error_new(a, "status_exception", NULL,
	    "A sync job begins as [pending]. Others are only taken with the setting lifecycle = "
	    "compat.");
}

/* ---- the updates ---- */

/* Writing a whole document counts as a change also when it is the same one. */
static bool
apply_replace(json_object *doc, const json_object *body, int64_t now, bool *changed)
{
	(void)now;
	*changed = true;
	return replace(doc, body);
}

const struct update raw_update = {.patch = update_patch_body};
const struct update raw_replace = {.apply = apply_replace};
const struct update raw_sync_job_update = {.guard = guard_update, .patch = update_patch_body};
const struct update raw_sync_job_replace = {.guard = guard_replace, .apply = apply_replace};
