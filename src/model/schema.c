#include <config.h>

#include "model/schema.h"

#include <assert.h>

#include "base/suggest.h"
#include "model/scalar.h"

enum { FIELDS_MAX = 31 };

/* Reading one object. */
struct reading {
	const struct schema *schema;
	struct arena *arena;
	struct json_reader *reader;
	json_object *body;
	int64_t now;
	uint32_t seen; /* bit per field of the table */
};

#define ANY_VALUE                                                                  \
	(TAKES(JSON_START_OBJECT) | TAKES(JSON_START_ARRAY) | TAKES(JSON_STRING) | \
	    TAKES(JSON_NUMBER) | TAKES(JSON_TRUE) | TAKES(JSON_FALSE) | TAKES(JSON_NULL))

/* clang-format off */
static const unsigned accepted[FIELD_KIND__MAX] = {	/* rest.md 7 */
	[FIELD_STRING]	  = TAKES(JSON_STRING),
	[FIELD_LONG]	  = TAKES(JSON_NUMBER) | TAKES(JSON_STRING),
	[FIELD_INT]	  = TAKES(JSON_NUMBER) | TAKES(JSON_STRING),
	[FIELD_BOOL]	  = TAKES(JSON_TRUE) | TAKES(JSON_FALSE) | TAKES(JSON_STRING),
	[FIELD_WORD]	  = TAKES(JSON_STRING),
	[FIELD_TIMESTAMP] = TAKES(JSON_STRING) | TAKES(JSON_START_OBJECT),
	[FIELD_OBJECT]	  = TAKES(JSON_START_OBJECT),
	[FIELD_OBJECT_OR_ARRAY] = TAKES(JSON_START_OBJECT) | TAKES(JSON_START_ARRAY),
	[FIELD_SCALAR]	  = ANY_VALUE,
	[FIELD_MEMBERS]	  = ANY_VALUE,
	[FIELD_STRINGS]	  = TAKES(JSON_START_ARRAY) | TAKES(JSON_STRING),
	[FIELD_NESTED]	  = TAKES(JSON_START_OBJECT),
	[FIELD_LIST]	  = TAKES(JSON_START_ARRAY) | TAKES(JSON_START_OBJECT),
	[FIELD_MAP]	  = TAKES(JSON_START_OBJECT),
};
/* clang-format on */

unsigned
field_tokens(const struct field *field)
{
	return accepted[field->kind];
}

/* "[l:c] [parser] text", at the token where the reader stands. */
static const struct error *
parse_error(struct reading *r, const struct error *cause, struct str text)
{
	return error_new(r->arena, "x_content_parse_exception", cause, "[%u:%u] [%s] %.*s",
	    json_line(r->reader), json_column(r->reader), r->schema->parser, STR_ARG(text));
}

/* Lack of memory is no fault of a field. */
static const struct error *
failed_field(struct reading *r, const struct field *field, const struct error *cause)
{
	if (cause == NULL || cause == &error_no_memory)
		return cause;
	return parse_error(
	    r, cause, arena_text(r->arena, "failed to parse field [%s]", field->name));
}

static const struct error *
expected_object(struct reading *r)
{
	return parse_error(r, NULL,
	    arena_text(r->arena, "Expected START_OBJECT but was: %s",
	        json_token_name(json_token(r->reader))));
}

static const struct field *
find_field(const struct schema *schema, struct str name)
{
	for (const struct field *f = schema->fields; f->name != NULL; f++)
		if (str_is(name, f->name))
			return f;
	return NULL;
}

static const struct error *
unknown_field(struct reading *r, struct str name)
{
	const char *names[FIELDS_MAX];
	size_t n = 0;

	if (r->schema->lenient) {
		if (json_next(r->reader) == JSON_FAULT || !json_skip(r->reader))
			return fault_of(r->reader);
		return NULL;
	}
	for (const struct field *f = r->schema->fields; f->name != NULL; f++)
		names[n++] = f->name;
	return parse_error(r, NULL,
	    arena_text(r->arena, "unknown field [%.*s]%s", STR_ARG(name),
	        suggest(r->arena, name, names, n)));
}

/* ---- values that are objects, or hold some ---- */

static const struct error *read_members(struct reading *);

/*
 * An object by a schema. Where something else stands the original's parser has gone one token on
 * before it says so (connectors.md 9).
 */
static const struct error *
read_nested(struct reading *outer, const struct schema *schema, json_object **value)
{
	struct reading r = {schema, outer->arena, outer->reader, doc_new(), outer->now, 0};
	const struct error *error;

	*value = NULL;
	if (r.body == NULL)
		return &error_no_memory;
	if (json_token(r.reader) == JSON_START_OBJECT)
		error = read_members(&r);
	else if (json_next(r.reader) == JSON_FAULT)
		error = fault_of(r.reader);
	else
		error = expected_object(&r);
	if (error == NULL)
		*value = r.body;
	else
		doc_free(r.body);
	return error;
}

static const struct error *
read_list(struct reading *r, const struct schema *schema, json_object **value)
{
	bool many = json_token(r->reader) == JSON_START_ARRAY;
	DOC_AUTO json_object *list = doc_new_array();

	if (list == NULL)
		return &error_no_memory;
	while (!many || json_next(r->reader) != JSON_END_ARRAY) {
		const struct error *error;
		json_object *element;

		if (json_token(r->reader) == JSON_FAULT)
			return fault_of(r->reader);
		if (json_token(r->reader) == JSON_START_ARRAY)
			return error_text(r->arena, "illegal_state_exception", NULL,
			    STR_LIT("expected value but got [START_ARRAY]"));
		error = read_nested(r, schema, &element);
		if (error != NULL)
			return error;
		if (!doc_add_take(list, element))
			return &error_no_memory;
		if (!many)
			break;
	}
	*value = doc_move(&list);
	return NULL;
}

static const struct error *
read_map(struct reading *r, const struct schema *schema, json_object **value)
{
	DOC_AUTO json_object *map = doc_new();

	if (map == NULL)
		return &error_no_memory;
	while (json_next(r->reader) != JSON_END_OBJECT) {
		const struct error *error;
		json_object *entry;
		struct str name;

		if (json_token(r->reader) == JSON_FAULT)
			return fault_of(r->reader);
		name = arena_copy(r->arena, json_text(r->reader));
		if (json_next(r->reader) == JSON_FAULT)
			return fault_of(r->reader);
		error = read_nested(r, schema, &entry);
		if (error != NULL)
			return error;
		if (!doc_set_take(map, name.p, entry))
			return &error_no_memory;
	}
	*value = doc_move(&map);
	return NULL;
}

static const struct error *
read_value(struct reading *r, const struct field *field, json_object **value)
{
	*value = NULL;
	switch (field->kind) {
	case FIELD_NESTED:
		return read_nested(r, field->sub, value);
	case FIELD_LIST:
		return read_list(r, field->sub, value);
	case FIELD_MAP:
		return read_map(r, field->sub, value);
	default:
		return scalar_read(r->arena, r->reader, field, value);
	}
}

/* ---- an object ---- */

static const struct error *
build(struct reading *r)
{
	const struct error *cause =
	    r->schema->build != NULL ? r->schema->build(r->arena, r->body, r->now) : NULL;

	if (cause == NULL || cause == &error_no_memory)
		return cause;
	return error_new(r->arena, "x_content_parse_exception", cause,
	    "Failed to build [%s] after last required field arrived", r->schema->parser);
}

static bool
all_seen(const struct reading *r)
{
	size_t n = 0;

	while (r->schema->fields[n].name != NULL)
		n++;
	assert(n <= FIELDS_MAX);
	return r->seen == (UINT32_C(1) << n) - 1;
}

/* The value on whose first token the reader stands, into the body. */
static const struct error *
take_value(struct reading *r, const struct field *field)
{
	const struct error *error;
	json_object *value;
	bool ok;

	if (json_token(r->reader) == JSON_NULL && (field->flags & FIELD_NULL_FAILS) != 0)
		return no_text(r->arena, r->reader);
	if (json_token(r->reader) == JSON_NULL && (field->flags & FIELD_NULLABLE) != 0)
		return doc_set_null(r->body, field->name) ? NULL : &error_no_memory;
	error = read_value(r, field, &value);
	if (error != NULL)
		return error;
	ok = value != NULL ? doc_set_take(r->body, field->name, value)
	                   : doc_set_null(r->body, field->name);
	return ok ? NULL : &error_no_memory;
}

static bool
is_accepted(const struct field *field, enum json_token token)
{
	if (token == JSON_NULL && (field->flags & (FIELD_NULLABLE | FIELD_NULL_FAILS)) != 0)
		return true;
	return (accepted[field->kind] & TAKES(token)) != 0;
}

/* Standing on a field name: reads it and its value. */
static const struct error *
read_field(struct reading *r)
{
	struct str name = json_text(r->reader);
	const struct field *field = find_field(r->schema, name);
	const struct error *error;
	enum json_token token;

	if (field == NULL)
		return unknown_field(r, name);
	token = json_next(r->reader);
	if (token == JSON_FAULT) {
		/* A string that had begun is a value already; its fault belongs to the field. */
		error = fault_of(r->reader);
		return json_fault_in_string(r->reader) ? failed_field(r, field, error) : error;
	}
	if (!is_accepted(field, token))
		return parse_error(r, NULL,
		    arena_text(r->arena, "%s doesn't support values of type: %s", field->name,
		        json_token_name(token)));
	error = take_value(r, field);
	r->seen |= UINT32_C(1) << (field - r->schema->fields);
	/* With everything there the object is made at once, inside the last field. */
	if (error == NULL && all_seen(r))
		error = build(r);
	return failed_field(r, field, error);
}

static const struct error *
check_required(struct reading *r)
{
	const char *missing = "";

	for (const struct field *f = r->schema->fields; f->name != NULL; f++)
		if ((f->flags & FIELD_REQUIRED) != 0 &&
		    (r->seen & UINT32_C(1) << (f - r->schema->fields)) == 0)
			missing = arena_printf(
			    r->arena, "%s%s%s", missing, *missing != '\0' ? ", " : "", f->name);
	if (*missing == '\0')
		return NULL;
	return error_new(r->arena, "illegal_argument_exception", NULL, "Required [%s]", missing);
}

/* Standing on the opening brace: all up to the closing one. */
static const struct error *
read_members(struct reading *r)
{
	const struct error *error = NULL;

	while (error == NULL && json_next(r->reader) != JSON_END_OBJECT)
		error = json_token(r->reader) == JSON_FAULT ? fault_of(r->reader) : read_field(r);
	if (error == NULL)
		error = check_required(r);
	if (error == NULL && !all_seen(r))
		error = build(r);
	return error;
}

static const struct error *
read_top(struct reading *r)
{
	if (r->reader == NULL || r->body == NULL)
		return &error_no_memory;
	if (json_next(r->reader) == JSON_FAULT)
		return fault_of(r->reader);
	if (json_token(r->reader) != JSON_START_OBJECT)
		return expected_object(r);
	return read_members(r);
}

const struct error *
schema_read(
    const struct schema *schema, struct arena *a, struct str text, int64_t now, json_object **body)
{
	return schema_read_within(schema, a, text, now, 0, body);
}

const struct error *
schema_read_within(const struct schema *schema, struct arena *a, struct str text, int64_t now,
    unsigned depth_max, json_object **body)
{
	struct reading r = {schema, a, json_reader_new_to(a, text, depth_max), doc_new(), now, 0};
	const struct error *error = read_top(&r);

	*body = NULL;
	if (error == NULL && arena_failed(a))
		error = &error_no_memory;
	json_reader_release(r.reader);
	if (error != NULL)
		doc_free(r.body);
	else
		*body = r.body;
	return error;
}
