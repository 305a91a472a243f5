#include <config.h>

#include "model/schema.h"

#include <assert.h>

#include "base/suggest.h"
#include "base/timestamp.h"
#include "json/reader.h"
#include "model/number.h"

enum { FIELDS_MAX = 32 };

/* Reading one object. */
struct reading {
	const struct schema *schema;
	struct arena *arena;
	struct json_reader *reader;
	json_object *body;
	uint32_t seen; /* bit per field of the table */
};

#define ACCEPTS(token) (1u << (token))

/* clang-format off */
static const unsigned accepted[FIELD_KIND__MAX] = {
	[FIELD_STRING]	  = ACCEPTS(JSON_STRING),
	[FIELD_LONG]	  = ACCEPTS(JSON_NUMBER) | ACCEPTS(JSON_STRING),
	[FIELD_BOOL]	  = ACCEPTS(JSON_TRUE) | ACCEPTS(JSON_FALSE) | ACCEPTS(JSON_STRING),
	[FIELD_OBJECT]	  = ACCEPTS(JSON_START_OBJECT),
	[FIELD_TIMESTAMP] = ACCEPTS(JSON_STRING) | ACCEPTS(JSON_START_OBJECT),
};
/* clang-format on */

/* The reader's fault as an error of ours: a fault without an error is lack of memory. */
static const struct error *
fault_of(const struct json_reader *reader)
{
	const struct error *fault = json_fault(reader);

	return fault != NULL ? fault : &error_no_memory;
}

__attribute__((format(printf, 2, 3))) static const struct error *
illegal(struct reading *r, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = arena_vprintf(r->arena, format, ap);
	va_end(ap);
	return error_text(r->arena, "illegal_argument_exception", NULL, str_of(text));
}

/* "[l:c] [parser] text", at the token where the reader stands. */
static const struct error *
parse_error(struct reading *r, const struct error *cause, const char *text)
{
	return error_new(r->arena, "x_content_parse_exception", cause, "[%u:%u] [%s] %s",
	    json_line(r->reader), json_column(r->reader), r->schema->parser, text);
}

static const struct error *
failed_field(struct reading *r, const struct field *field, const struct error *cause)
{
	return parse_error(
	    r, cause, arena_printf(r->arena, "failed to parse field [%s]", field->name));
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

	for (const struct field *f = r->schema->fields; f->name != NULL; f++)
		names[n++] = f->name;
	return parse_error(r, NULL,
	    arena_printf(r->arena, "unknown field [%.*s]%s", STR_ARG(name),
	        suggest(r->arena, name, names, n)));
}

/* A setter's answer as an error. */
static const struct error *
stored(bool ok)
{
	return ok ? NULL : &error_no_memory;
}

/* "Numeric value (…) out of range of long" has its own two levels (sync-jobs.md 7.9). */
static const struct error *
out_of_range(struct reading *r, struct str text)
{
	const char *reason = arena_printf(r->arena,
	    "Numeric value (%.*s) out of range of long (-9223372036854775808 - "
	    "9223372036854775807)",
	    STR_ARG(text));
	const struct error *inner =
	    error_text(r->arena, "input_coercion_exception", NULL, str_of(reason));

	return error_new(r->arena, "x_content_parse_exception", inner, "[%u:%u] %s",
	    json_line(r->reader), json_column(r->reader), reason);
}

static const struct error *
read_long(struct reading *r, const struct field *field)
{
	struct str text = json_text(r->reader);
	int64_t value;

	switch (number_to_long(text, &value)) {
	case NUMBER_OK:
		return stored(doc_set_long(r->body, field->name, value));
	case NUMBER_TOO_LARGE:
		if (json_token(r->reader) == JSON_NUMBER)
			return out_of_range(r, text);
		return illegal(r, "Value [%.*s] is out of range for a long", STR_ARG(text));
	case NUMBER_BAD:
		break;
	}
	return illegal(r, "For input string: \"%.*s\"", STR_ARG(text));
}

static const struct error *
read_bool(struct reading *r, const struct field *field)
{
	struct str text = json_text(r->reader);

	if (json_token(r->reader) == JSON_STRING && !str_is(text, "true") && !str_is(text, "false"))
		return illegal(r,
		    "Failed to parse value [%.*s] as only [true] or [false] are allowed.",
		    STR_ARG(text));
	return stored(doc_set_bool(r->body, field->name,
	    json_token(r->reader) == JSON_TRUE ||
	        (json_token(r->reader) == JSON_STRING && str_is(text, "true"))));
}

static const struct error *
read_timestamp(struct reading *r, const struct field *field)
{
	char normal[TIMESTAMP_SIZE];
	struct str text;

	if (json_token(r->reader) == JSON_START_OBJECT)
		return illegal(r, "unexpected token [START_OBJECT] for [%s]", field->name);
	text = json_text(r->reader);
	switch (timestamp_normalise(text, normal)) {
	case TIMESTAMP_OK:
		return stored(doc_set_text(r->body, field->name, normal));
	case TIMESTAMP_NO_ZONE:
		return error_new(r->arena, "date_time_exception", NULL,
		    "Unable to obtain an instant from [%.*s]: time or offset is missing",
		    STR_ARG(text));
	case TIMESTAMP_BAD:
		break;
	}
	return error_new(r->arena, "illegal_argument_exception",
	    error_text(r->arena, "date_time_parse_exception", NULL,
	        STR_LIT("Failed to parse with all enclosed parsers")),
	    "failed to parse date field [%.*s] with format "
	    "[strict_date_optional_time||epoch_millis]",
	    STR_ARG(text));
}

static const struct error *
read_object(struct reading *r, const struct field *field)
{
	json_object *value = NULL;

	if (!json_read_value(r->reader, &value))
		return fault_of(r->reader);
	return stored(doc_set_take(r->body, field->name, value));
}

/* Converts the value on whose first token the reader stands. */
static const struct error *
read_value(struct reading *r, const struct field *field)
{
	switch (field->kind) {
	case FIELD_STRING:
		return stored(doc_set_string(r->body, field->name, json_text(r->reader)));
	case FIELD_LONG:
		return read_long(r, field);
	case FIELD_BOOL:
		return read_bool(r, field);
	case FIELD_OBJECT:
		return read_object(r, field);
	case FIELD_TIMESTAMP:
		return read_timestamp(r, field);
	case FIELD_KIND__MAX:
		break;
	}
	assert(!"a field has a kind");
	return &error_no_memory;
}

static const struct error *
build(struct reading *r)
{
	const struct error *cause =
	    r->schema->build != NULL ? r->schema->build(r->arena, r->body) : NULL;

	if (cause == NULL)
		return NULL;
	return error_new(r->arena, "x_content_parse_exception", cause,
	    "Failed to build [%s] after last required field arrived", r->schema->parser);
}

static bool
all_seen(const struct reading *r)
{
	size_t n = 0;

	while (r->schema->fields[n].name != NULL)
		n++;
	return r->seen == (n == FIELDS_MAX ? UINT32_MAX : (UINT32_C(1) << n) - 1);
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
	if (token == JSON_NULL && (field->flags & FIELD_NULLABLE) != 0) {
		error = stored(doc_set_null(r->body, field->name));
	} else if ((accepted[field->kind] & ACCEPTS(token)) == 0) {
		return parse_error(r, NULL,
		    arena_printf(r->arena, "%s doesn't support values of type: %s", field->name,
		        json_token_name(token)));
	} else {
		error = read_value(r, field);
	}
	if (error == NULL) {
		r->seen |= UINT32_C(1) << (field - r->schema->fields);
		/* With everything there the object is made at once, inside the last field. */
		error = all_seen(r) ? build(r) : NULL;
	}
	if (error == NULL || error == &error_no_memory)
		return error;
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
	return *missing != '\0' ? illegal(r, "Required [%s]", missing) : NULL;
}

static const struct error *
read_members(struct reading *r)
{
	const struct error *error;

	if (json_next(r->reader) == JSON_FAULT)
		return fault_of(r->reader);
	if (json_token(r->reader) != JSON_START_OBJECT)
		return parse_error(r, NULL,
		    arena_printf(r->arena, "Expected START_OBJECT but was: %s",
		        json_token_name(json_token(r->reader))));
	for (;;) {
		enum json_token token = json_next(r->reader);

		if (token == JSON_FAULT)
			return fault_of(r->reader);
		if (token == JSON_END_OBJECT)
			break;
		error = read_field(r);
		if (error != NULL)
			return error;
	}
	error = check_required(r);
	if (error == NULL && !all_seen(r))
		error = build(r);
	return error;
}

const struct error *
schema_read(const struct schema *schema, struct arena *a, struct str text, json_object **body)
{
	struct reading r = {.schema = schema, .arena = a};
	const struct error *error = &error_no_memory;

	*body = NULL;
	r.reader = json_reader_new(a, text);
	r.body = doc_new();
	if (r.reader != NULL && r.body != NULL)
		error = read_members(&r);
	if (error == NULL && arena_failed(a))
		error = &error_no_memory;
	json_reader_release(r.reader);
	if (error != NULL)
		doc_free(r.body);
	else
		*body = r.body;
	return error;
}
