#include <config.h>

#include "index/mapping.h"

#include <assert.h>
#include <string.h>

#include "base/timestamp.h"
#include "index/inside.h"

/* clang-format off */
#define RULES(at)						\
	{ at ".advanced_snippet.created_at", INDEX_DATE },	\
	{ at ".advanced_snippet.updated_at", INDEX_DATE },	\
	{ at ".advanced_snippet.value", INDEX_OBJECT, true },	\
	{ at ".rules", INDEX_LIST },				\
	{ at ".rules.created_at", INDEX_DATE },			\
	{ at ".rules.field", INDEX_KEYWORD },			\
	{ at ".rules.id", INDEX_KEYWORD },			\
	{ at ".rules.order", INDEX_SHORT },			\
	{ at ".rules.policy", INDEX_KEYWORD },			\
	{ at ".rules.rule", INDEX_KEYWORD },			\
	{ at ".rules.updated_at", INDEX_DATE },			\
	{ at ".rules.value", INDEX_KEYWORD },			\
	{ at ".validation.errors", INDEX_LIST },		\
	{ at ".validation.errors.ids", INDEX_KEYWORD, true },	\
	{ at ".validation.errors.messages", INDEX_TEXT, true },	\
	{ at ".validation.state", INDEX_KEYWORD }

#define PIPELINE(at)						\
	{ at ".extract_binary_content", INDEX_BOOLEAN },	\
	{ at ".name", INDEX_KEYWORD },				\
	{ at ".reduce_whitespace", INDEX_BOOLEAN },		\
	{ at ".run_ml_inference", INDEX_BOOLEAN }

#define SCHEDULE(at)						\
	{ at ".enabled", INDEX_BOOLEAN },			\
	{ at ".interval", INDEX_TEXT }

const struct index_field index_connector_fields[] = {
	{ "api_key_id", INDEX_KEYWORD },
	{ "api_key_secret_id", INDEX_KEYWORD },
	{ "configuration", INDEX_OBJECT },
	{ "custom_scheduling", INDEX_OBJECT },
	{ "deleted", INDEX_BOOLEAN },
	{ "description", INDEX_TEXT },
	{ "error", INDEX_KEYWORD },
	{ "features.document_level_security.enabled", INDEX_BOOLEAN },
	{ "features.incremental_sync.enabled", INDEX_BOOLEAN },
	{ "features.native_connector_api_keys.enabled", INDEX_BOOLEAN },
	{ "features.sync_rules.advanced.enabled", INDEX_BOOLEAN },
	{ "features.sync_rules.basic.enabled", INDEX_BOOLEAN },
	{ "filtering", INDEX_LIST },
	RULES("filtering.active"),
	{ "filtering.domain", INDEX_KEYWORD },
	RULES("filtering.draft"),
	{ "index_name", INDEX_KEYWORD },
	{ "is_native", INDEX_BOOLEAN },
	{ "language", INDEX_KEYWORD },
	{ "last_access_control_sync_error", INDEX_KEYWORD },
	{ "last_access_control_sync_scheduled_at", INDEX_DATE },
	{ "last_access_control_sync_status", INDEX_KEYWORD },
	{ "last_deleted_document_count", INDEX_LONG },
	{ "last_incremental_sync_scheduled_at", INDEX_DATE },
	{ "last_indexed_document_count", INDEX_LONG },
	{ "last_seen", INDEX_DATE },
	{ "last_sync_error", INDEX_KEYWORD },
	{ "last_sync_scheduled_at", INDEX_DATE },
	{ "last_sync_status", INDEX_KEYWORD },
	{ "last_synced", INDEX_DATE },
	{ "name", INDEX_KEYWORD },
	PIPELINE("pipeline"),
	SCHEDULE("scheduling.access_control"),
	SCHEDULE("scheduling.full"),
	SCHEDULE("scheduling.incremental"),
	{ "service_type", INDEX_KEYWORD },
	{ "status", INDEX_KEYWORD },
	{ "sync_cursor", INDEX_OBJECT },
	{ "sync_now", INDEX_BOOLEAN },
	{ NULL },
};

const struct index_field index_sync_job_fields[] = {
	{ "cancelation_requested_at", INDEX_DATE },
	{ "canceled_at", INDEX_DATE },
	{ "completed_at", INDEX_DATE },
	{ "connector.configuration", INDEX_OBJECT },
	RULES("connector.filtering"),
	{ "connector.id", INDEX_KEYWORD },
	{ "connector.index_name", INDEX_KEYWORD },
	{ "connector.language", INDEX_KEYWORD },
	PIPELINE("connector.pipeline"),
	{ "connector.service_type", INDEX_KEYWORD },
	{ "connector.sync_cursor", INDEX_OBJECT },
	{ "created_at", INDEX_DATE },
	{ "deleted_document_count", INDEX_LONG },
	{ "error", INDEX_KEYWORD },
	{ "indexed_document_count", INDEX_LONG },
	{ "indexed_document_volume", INDEX_LONG },
	{ "job_type", INDEX_KEYWORD },
	{ "last_seen", INDEX_DATE },
	{ "metadata", INDEX_OBJECT },
	{ "started_at", INDEX_DATE },
	{ "status", INDEX_KEYWORD },
	{ "total_document_count", INDEX_LONG },
	{ "trigger_method", INDEX_KEYWORD },
	{ "worker_hostname", INDEX_KEYWORD },
	{ NULL },
};

static const char *const type_names[INDEX_TYPE__MAX] = {
	[INDEX_KEYWORD] = "keyword",
	[INDEX_TEXT]    = "text",
	[INDEX_DATE]    = "date",
	[INDEX_LONG]    = "long",
	[INDEX_SHORT]   = "short",
	[INDEX_BOOLEAN] = "boolean",
	[INDEX_OBJECT]  = "object",
	[INDEX_LIST]    = "object",
};
/* clang-format on */

const struct index_field *
index_field_find(const struct index_field *fields, struct str path)
{
	for (; fields->path != NULL; fields++)
		if (str_is(path, fields->path))
			return fields;
	return NULL;
}

/* ---- checking ---- */

struct checking {
	struct arena *arena;
	const struct index_field *fields;
	struct str id;
};

static bool
is_whole(const json_object *value, int64_t least, int64_t most)
{
	int64_t n;

	if (!json_object_is_type(value, json_type_int))
		return false;
	n = json_object_get_int64(value);
	return n >= least && n <= most;
}

static bool
is_of_type(const json_object *value, enum index_type type)
{
	int64_t us;

	switch (type) {
	case INDEX_KEYWORD:
	case INDEX_TEXT:
		return json_object_is_type(value, json_type_string);
	case INDEX_DATE:
		return json_object_is_type(value, json_type_string) &&
		       timestamp_read(doc_text(value), &us);
	case INDEX_LONG:
		return is_whole(value, INT64_MIN, INT64_MAX);
	case INDEX_SHORT:
		return is_whole(value, INT16_MIN, INT16_MAX);
	case INDEX_BOOLEAN:
		return json_object_is_type(value, json_type_boolean);
	case INDEX_OBJECT:
		return json_object_is_type(value, json_type_object);
	case INDEX_LIST:
	case INDEX_TYPE__MAX:
		break;
	}
	return false;
}

/* Enough of it to be recognised. */
static struct str
preview(struct arena *a, const json_object *value)
{
	enum { PREVIEW_MAX = 100 };
	struct buf text = {0};
	struct str out;

	doc_write(&text, value, DOC_COMPACT);
	out = buf_peek(&text);
	if (out.n > PREVIEW_MAX)
		for (out.n = PREVIEW_MAX; ((unsigned char)out.p[out.n] & 0xC0) == 0x80;)
			out.n--;
	out = arena_copy(a, out);
	buf_release(&text);
	return out;
}

static const struct error *
wrong_value(const struct checking *c, const struct index_field *field, const json_object *value)
{
	struct str seen = preview(c->arena, value);

	assert(field->type < INDEX_TYPE__MAX);
	return error_new(c->arena, "document_parsing_exception", NULL,
	    "failed to parse field [%s] of type [%s] in document with id '%.*s'. Preview of "
	    "field's value: '%.*s'",
	    field->path, type_names[field->type], STR_ARG(c->id), STR_ARG(seen));
}

static const struct error *
no_object(const struct checking *c, const char *path)
{
	return error_new(c->arena, "document_parsing_exception", NULL,
	    "object mapping for [%s] tried to parse field [%s] as object, but found a value of "
	    "another kind",
	    path, path);
}

/* Do fields have that path in front of theirs? */
static bool
is_above_fields(const struct index_field *fields, const char *path)
{
	for (; fields->path != NULL; fields++) {
		const char *rest = index_path_behind(fields->path, str_of(path));

		if (rest != NULL && *rest != '\0')
			return true;
	}
	return false;
}

static const struct error *check_members(
    const struct checking *, const char *path, const json_object *doc);

static const struct error *
check_list(const struct checking *c, const struct index_field *field, const json_object *value)
{
	if (!json_object_is_type(value, json_type_array))
		return wrong_value(c, field, value);
	for (size_t i = 0; i < doc_length(value); i++) {
		const struct error *error;

		if (!json_object_is_type(doc_at(value, i), json_type_object))
			return no_object(c, field->path);
		error = check_members(c, field->path, doc_at(value, i));
		if (error != NULL)
			return error;
	}
	return NULL;
}

static const struct error *
check_value(const struct checking *c, const struct index_field *field, const json_object *value)
{
	if (value == NULL || is_of_type(value, field->type))
		return NULL;
	if (field->type == INDEX_LIST)
		return check_list(c, field, value);
	if (!field->many || !json_object_is_type(value, json_type_array))
		return wrong_value(c, field, value);
	for (size_t i = 0; field->type != INDEX_OBJECT && i < doc_length(value); i++)
		if (!is_of_type(doc_at(value, i), field->type))
			return wrong_value(c, field, value);
	return NULL;
}

static const struct error *
check_member(const struct checking *c, const char *path, const json_object *value)
{
	const struct index_field *field = index_field_find(c->fields, str_of(path));

	if (field != NULL)
		return check_value(c, field, value);
	if (value == NULL || !is_above_fields(c->fields, path))
		return NULL;
	if (!json_object_is_type(value, json_type_object))
		return no_object(c, path);
	return check_members(c, path, value);
}

static const struct error *
check_members(const struct checking *c, const char *path, const json_object *doc)
{
	DOC_EACH(doc, key, value)
	{
		const char *at = *path == '\0' ? key : arena_printf(c->arena, "%s.%s", path, key);
		const struct error *error = check_member(c, at, value);

		if (error != NULL)
			return error;
	}
	return NULL;
}

const struct error *
index_mapping_check(
    struct arena *a, const struct index_field *fields, struct str id, const json_object *doc)
{
	struct checking c = {a, fields, id};
	const struct error *error = check_members(&c, "", doc);

	return error == NULL && arena_failed(a) ? &error_no_memory : error;
}

/* ---- writing ---- */

/* Up to which byte of path its first name goes. */
static size_t
name_length(const char *path)
{
	return strcspn(path, ".");
}

/* Was the name at the start of rest written for a field before this one? */
static bool
was_written(const struct index_field *first, const struct index_field *field, size_t at)
{
	size_t n = at + name_length(field->path + at);

	for (; first < field; first++)
		if (strncmp(first->path, field->path, n) == 0 &&
		    (first->path[n] == '.' || first->path[n] == '\0'))
			return true;
	return false;
}

/* The fields that share the first at bytes of path, which end with a dot. */
static void
write_level(struct buf *out, const struct index_field *fields, const char *path, size_t at)
{
	bool any = false;

	buf_char(out, '{');
	for (const struct index_field *f = fields; f->path != NULL; f++) {
		size_t n;

		if (strncmp(f->path, path, at) != 0 || was_written(fields, f, at))
			continue;
		n = name_length(f->path + at);
		buf_printf(out, "%s\"%.*s\":", any ? "," : "", (int)n, f->path + at);
		any = true;
		if (f->path[at + n] == '.' || f->type == INDEX_LIST) {
			/* The row of a list stands in front of the rows of its fields. */
			const char *inner = f->path[at + n] == '.' ? f->path : f[1].path;

			buf_text(out, "{\"properties\":");
			write_level(out, fields, inner, at + n + 1);
			buf_char(out, '}');
		} else {
			buf_printf(out, "{\"type\":\"%s\"}", type_names[f->type]);
		}
	}
	buf_char(out, '}');
}

void
index_mapping_write(struct buf *out, const struct index_field *fields)
{
	write_level(out, fields, "", 0);
}
