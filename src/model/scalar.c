#include <config.h>

#include "model/scalar.h"

#include <stdlib.h>

#include "base/timestamp.h"
#include "model/number.h"

const struct error *
fault_of(const struct json_reader *reader)
{
	const struct error *fault = json_fault(reader);

	return fault != NULL ? fault : &error_no_memory;
}

const struct error *
no_text(struct arena *a, const struct json_reader *reader)
{
	return error_new(a, "illegal_state_exception", NULL, "Can't get text on a %s at %u:%u",
	    json_token_name(json_token(reader)), json_line(reader), json_column(reader));
}

__attribute__((format(printf, 2, 3))) static const struct error *
illegal(struct arena *a, const char *format, ...)
{
	va_list ap;
	struct str text;

	va_start(ap, format);
	text = arena_vtext(a, format, ap);
	va_end(ap);
	return error_text(a, "illegal_argument_exception", NULL, text);
}

/* A constructor's answer as an error. */
static const struct error *
made(json_object *value, json_object **to)
{
	*to = value;
	return value != NULL ? NULL : &error_no_memory;
}

/* clang-format off */
static const struct range {
	const char *name, *article;
	int64_t min, max;
} ranges[] = {
	[FIELD_LONG] = { "long", "a long",	INT64_MIN, INT64_MAX },
	[FIELD_INT]  = { "int",	 "an integer",	INT32_MIN, INT32_MAX },
};
/* clang-format on */

/* Out of range has levels of its own (sync-jobs.md 7.9). */
static const struct error *
out_of_range(struct arena *a, struct json_reader *reader, const struct range *range)
{
	struct str text = json_text(reader);
	struct str reason;

	if (json_token(reader) == JSON_STRING)
		return illegal(
		    a, "Value [%.*s] is out of range for %s", STR_ARG(text), range->article);
	reason = arena_text(a, "Numeric value (%.*s) out of range of %s (%lld - %lld)",
	    STR_ARG(text), range->name, (long long)range->min, (long long)range->max);
	return error_new(a, "x_content_parse_exception",
	    error_text(a, "input_coercion_exception", NULL, reason), "[%u:%u] %.*s",
	    json_line(reader), json_column(reader), STR_ARG(reason));
}

static const struct error *
read_number(struct arena *a, struct json_reader *reader, enum field_kind kind, json_object **value)
{
	struct str text = json_text(reader);
	int64_t number;

	switch (number_to_long(text, &number)) {
	case NUMBER_BAD:
		return illegal(a, "For input string: \"%.*s\"", STR_ARG(text));
	case NUMBER_OK:
		if (number >= ranges[kind].min && number <= ranges[kind].max)
			return made(json_object_new_int64(number), value);
		break;
	case NUMBER_TOO_LARGE:
		break;
	}
	return out_of_range(a, reader, &ranges[kind]);
}

static const struct error *
read_bool(struct arena *a, struct json_reader *reader, json_object **value)
{
	bool is_true = json_token(reader) == JSON_TRUE;

	if (json_token(reader) == JSON_STRING) {
		struct str text = json_text(reader);

		is_true = str_is(text, "true");
		if (!is_true && !str_is(text, "false"))
			return illegal(a,
			    "Failed to parse value [%.*s] as only [true] or [false] are allowed.",
			    STR_ARG(text));
	}
	return made(json_object_new_boolean(is_true), value);
}

static const struct error *
read_word(
    struct arena *a, struct json_reader *reader, const struct words *words, json_object **value)
{
	struct str text = json_text(reader);
	int word = words_find(words, text);

	if (word < 0)
		return illegal(a, "Unknown %s [%.*s].", words->type, STR_ARG(text));
	return made(json_object_new_string(words->names[word]), value);
}

static const struct error *
read_timestamp(struct arena *a, struct json_reader *reader, const char *name, json_object **value)
{
	char normal[TIMESTAMP_SIZE];
	struct str text;

	if (json_token(reader) == JSON_START_OBJECT)
		return illegal(a, "unexpected token [START_OBJECT] for [%s]", name);
	text = json_text(reader);
	switch (timestamp_normalise(text, normal)) {
	case TIMESTAMP_OK:
		return made(json_object_new_string(normal), value);
	case TIMESTAMP_NO_ZONE:
		return error_new(a, "date_time_exception", NULL,
		    "Unable to obtain an instant from [%.*s]: time or offset is missing",
		    STR_ARG(text));
	case TIMESTAMP_BAD:
		break;
	}
	return error_new(a, "illegal_argument_exception",
	    error_text(a, "date_time_parse_exception", NULL,
	        STR_LIT("Failed to parse with all enclosed parsers")),
	    "failed to parse date field [%.*s] with format "
	    "[strict_date_optional_time||epoch_millis]",
	    STR_ARG(text));
}

static const struct error *
read_any(struct json_reader *reader, json_object **value)
{
	return json_read_value(reader, value) ? NULL : fault_of(reader);
}

static const struct error *
read_scalar(
    struct arena *a, struct json_reader *reader, const struct field *field, json_object **value)
{
	if ((field->takes & TAKES(json_token(reader))) != 0)
		return read_any(reader, value);
	return error_new(a, "x_content_parse_exception", NULL, "Unsupported token [%s]",
	    json_token_name(json_token(reader)));
}

static const struct error *
read_members(
    struct arena *a, struct json_reader *reader, const struct field *field, json_object **value)
{
	if (json_token(reader) == JSON_START_OBJECT)
		return read_any(reader, value);
	if (json_token(reader) == JSON_START_ARRAY)
		return error_new(a, "illegal_state_exception", NULL,
		    "parser for [%s] did not end on END_ARRAY", field->name);
	return made(doc_new(), value);
}

/* An element of a list of strings: what has a text is one. */
static const struct error *
read_text(struct arena *a, struct json_reader *reader, json_object **value)
{
	struct str text;

	switch (json_token(reader)) {
	case JSON_STRING:
	case JSON_NUMBER:
		text = json_text(reader);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		text = str_of(json_token(reader) == JSON_TRUE ? "true" : "false");
		break;
	case JSON_FAULT:
		return fault_of(reader);
	default:
		return no_text(a, reader);
	}
	return made(json_object_new_string_len(text.p, (int)text.n), value);
}

static const struct error *
read_strings(struct arena *a, struct json_reader *reader, json_object **value)
{
	bool many = json_token(reader) == JSON_START_ARRAY;
	DOC_AUTO json_object *list = doc_new_array();

	if (list == NULL)
		return &error_no_memory;
	while (!many || json_next(reader) != JSON_END_ARRAY) {
		json_object *text = NULL;
		const struct error *error = read_text(a, reader, &text);

		if (error != NULL)
			return error;
		if (!doc_add_take(list, text))
			return &error_no_memory;
		if (!many)
			break;
	}
	*value = doc_move(&list);
	return NULL;
}

const struct error *
scalar_read(
    struct arena *a, struct json_reader *reader, const struct field *field, json_object **value)
{
	struct str text;

	*value = NULL;
	switch (field->kind) {
	case FIELD_STRING:
		text = json_text(reader);
		return made(json_object_new_string_len(text.p, (int)text.n), value);
	case FIELD_LONG:
	case FIELD_INT:
		return read_number(a, reader, field->kind, value);
	case FIELD_BOOL:
		return read_bool(a, reader, value);
	case FIELD_WORD:
		return read_word(a, reader, field->words, value);
	case FIELD_TIMESTAMP:
		return read_timestamp(a, reader, field->name, value);
	case FIELD_OBJECT:
	case FIELD_OBJECT_OR_ARRAY:
		return read_any(reader, value);
	case FIELD_SCALAR:
		return read_scalar(a, reader, field, value);
	case FIELD_MEMBERS:
		return read_members(a, reader, field, value);
	case FIELD_STRINGS:
		return read_strings(a, reader, value);
	case FIELD_NESTED:
	case FIELD_LIST:
	case FIELD_MAP:
	case FIELD_KIND__MAX:
		break;
	}
	abort(); /* a kind with a schema of its own, or none: a bug of ours */
}
