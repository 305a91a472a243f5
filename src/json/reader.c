#include <config.h>

#include "json/reader.h"

#include "json/state.h"

#include <string.h>

static void
begin(const struct json_reader *r, struct json_lexeme *to, enum json_token token)
{
	*to = (struct json_lexeme){
	    .token = token,
	    .line = r->line,
	    .column = (unsigned)(r->at - r->line_start) + 1,
	};
}

struct json_reader *
json_reader_new_within(struct arena *a, struct str text, unsigned depth_max, unsigned values_max)
{
	static const unsigned char mark[] = {0xEF, 0xBB, 0xBF}; /* of the byte order */
	struct json_reader *r = arena_alloc(a, sizeof(*r));

	if (r == NULL)
		return NULL;
	memset(r, 0, offsetof(struct json_reader, names));
	r->arena = a;
	r->text = r->at = (const unsigned char *)(text.p != NULL ? text.p : "");
	r->end = r->text + text.n;
	r->line = 1;
	r->line_start = r->text;
	r->frames = r->few;
	r->room = JSON_FRAMES_FEW;
	r->depth_max = depth_max;
	r->values_max = values_max;
	names_init(&r->names);
	if (text.n >= sizeof(mark) && memcmp(r->text, mark, sizeof(mark)) == 0)
		r->at += sizeof(mark);
	begin(r, &r->now, JSON_END);
	return r;
}

struct json_reader *
json_reader_new(struct arena *a, struct str text)
{
	return json_reader_new_within(a, text, JSON_DEPTH_MAX, JSON_VALUES_MAX);
}

struct json_reader *
json_reader_new_to(struct arena *a, struct str text, unsigned depth_max)
{
	if (depth_max == 0 || depth_max > JSON_DEPTH_MAX)
		depth_max = JSON_DEPTH_MAX;
	return json_reader_new_within(a, text, depth_max, JSON_VALUES_MAX);
}

void
json_reader_release(struct json_reader *r)
{
	if (r != NULL)
		names_release(&r->names);
}

/* Room for one more frame; few need more than a few. */
static bool
frames_grow(struct json_reader *r)
{
	struct json_frame *more = arena_alloc(r->arena, r->depth_max * sizeof(*more));

	if (more == NULL)
		return json_fail_memory(r);
	memcpy(more, r->frames, r->depth * sizeof(*more));
	r->frames = more;
	r->room = r->depth_max;
	return true;
}

/* At "{" or "[". */
static bool
open_value(struct json_reader *r, struct json_lexeme *to)
{
	bool array = *r->at == '[';

	if (r->depth == r->depth_max)
		return json_fail_limit(r, r->at,
		    "Document nesting depth (%u) exceeds the maximum allowed (%u, from "
		    "`StreamReadConstraints.getMaxNestingDepth()`)",
		    r->depth + 1, r->depth_max);
	if (r->depth == r->room && !frames_grow(r))
		return false;
	to->token = array ? JSON_START_ARRAY : JSON_START_OBJECT;
	r->frames[r->depth++] = (struct json_frame){
	    .array = array, .line = to->line, .column = to->column, .names = r->names.n};
	r->at++;
	return true;
}

/* At "}" or "]". */
static bool
close_value(struct json_reader *r)
{
	bool array = *r->at == ']';

	if (r->depth == 0 || r->frames[r->depth - 1].array != array)
		return json_fail_close(r, r->at);
	begin(r, &r->now, array ? JSON_END_ARRAY : JSON_END_OBJECT);
	names_cut(&r->names, r->frames[--r->depth].names);
	r->at++;
	return true;
}

/* The number, the word, or what is none of them. */
static bool
scan_bare(struct json_reader *r, struct json_lexeme *to)
{
	unsigned char c = *r->at;

	if (c == '-' || (c >= '0' && c <= '9')) {
		begin(r, to, JSON_NUMBER);
		return json_scan_number(r, to);
	}
	if (((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '$' || c >= 0x80) {
		begin(r, to, JSON_NULL);
		return json_scan_word(r, to);
	}
	if (c == ',' || c == '}' || (c == ']' && r->depth > 0 && r->frames[r->depth - 1].array))
		return json_fail_char(r, r->at, "", "expected a value");
	if (c == '+')
		return json_fail(r, r->at + (r->at + 1 < r->end),
		    "Unexpected character ('+' (code 43)) in numeric value: JSON spec does not "
		    "allow numbers to have plus signs");
	return json_fail_char(r, r->at, "",
	    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or "
	    "'false')");
}

static bool
is_bare(unsigned char c)
{
	return c != '"' && c != '{' && c != '[';
}

/* The first token of a value. */
static bool
next_value(struct json_reader *r)
{
	if (is_bare(*r->at))
		return scan_bare(r, &r->now);
	begin(r, &r->now, JSON_STRING);
	if (*r->at != '"')
		return open_value(r, &r->now);
	if (json_scan_string(r, &r->now, false))
		return true;
	r->in_string = r->fault != NULL;
	return false;
}

static size_t
count_chars(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

/* The name just scanned: not too long, nothing a C string cannot hold, not there already. */
static bool
keep_name(struct json_reader *r, const unsigned char *start)
{
	struct str name = r->now.text;
	size_t chars = name.n > JSON_NAME_MAX ? count_chars(name) : 0;

	if (chars > JSON_NAME_MAX)
		return json_fail_limit(r, start,
		    "Name length (%zu) exceeds the maximum allowed (%d, from "
		    "`StreamReadConstraints.getMaxNameLength()`)",
		    chars, JSON_NAME_MAX);
	if (name.n > 0 && memchr(name.p, '\0', name.n) != NULL)
		return json_fail(
		    r, start, "Illegal character ((CTRL-CHAR, code 0)) in a field name");
	switch (names_add(&r->names, r->frames[r->depth - 1].names, name)) {
	case NAMES_ADDED:
		return true;
	case NAMES_TAKEN:
		return json_fail(r, r->at, "Duplicate field '%.*s'", STR_ARG(name));
	case NAMES_NOMEM:
		break;
	}
	return json_fail_memory(r);
}

static bool
pass_colon(struct json_reader *r)
{
	static const char end[] = " within/between Object entries";

	if (!json_scan_space(r))
		return false;
	if (r->at == r->end)
		return json_fail_end(r, end);
	if (*r->at != ':')
		return json_fail_char(
		    r, r->at, "", "was expecting a colon to separate field name and value");
	r->at++;
	if (!json_scan_space(r))
		return false;
	return r->at < r->end || json_fail_end(r, end);
}

/*
 * A field name, its colon, and the value too when that is a number or a word: a fault in such a
 * value is told instead of the name, before anybody can say that the field is unknown or wrap the
 * fault as one of the field, for that is how the original has it.
 */
static bool
next_name(struct json_reader *r)
{
	const unsigned char *start = r->at;

	if (*r->at != '"')
		return json_fail_char(
		    r, r->at, "", "was expecting double-quote to start field name");
	begin(r, &r->now, JSON_FIELD_NAME);
	if (!json_scan_string(r, &r->now, true) || !keep_name(r, start) || !pass_colon(r))
		return false;
	r->ahead.token = JSON_END;
	return !is_bare(*r->at) || scan_bare(r, &r->ahead);
}

/* What stands behind a field name. */
static bool
next_field_value(struct json_reader *r)
{
	if (r->ahead.token == JSON_END)
		return next_value(r);
	r->now = r->ahead;
	return true;
}

/* Inside an object or array: its end, or its next member. */
static bool
next_member(struct json_reader *r)
{
	bool array = r->frames[r->depth - 1].array;

	if (!json_scan_space(r))
		return false;
	if (r->at == r->end)
		return json_fail_open(r);
	if (*r->at == '}' || *r->at == ']')
		return close_value(r);
	if (r->state == JSON_AT_NEXT) {
		if (*r->at != ',')
			return json_fail_char(r, r->at, "",
			    array ? "was expecting comma to separate Array entries"
			          : "was expecting comma to separate Object entries");
		r->at++;
		if (!json_scan_space(r))
			return false;
		if (r->at == r->end)
			return json_fail_end(r, array ? " within/between Array entries"
			                              : " within/between Object entries");
	}
	return array ? next_value(r) : next_name(r);
}

static bool
next_top(struct json_reader *r)
{
	if (!json_scan_space(r))
		return false;
	if (r->at == r->end) {
		begin(r, &r->now, JSON_END);
		return true;
	}
	if (*r->at == '}' || *r->at == ']')
		return close_value(r);
	return next_value(r);
}

static bool
next_token(struct json_reader *r)
{
	switch (r->state) {
	case JSON_AT_TOP:
		return next_top(r);
	case JSON_AT_FIRST:
	case JSON_AT_NEXT:
		return next_member(r);
	case JSON_AT_VALUE:
		return next_field_value(r);
	case JSON_AT_DONE:
		break;
	}
	begin(r, &r->now, JSON_END);
	return true;
}

static enum json_state
state_behind(const struct json_reader *r)
{
	switch (r->now.token) {
	case JSON_START_OBJECT:
	case JSON_START_ARRAY:
		return JSON_AT_FIRST;
	case JSON_FIELD_NAME:
		return JSON_AT_VALUE;
	default:
		return r->depth > 0 ? JSON_AT_NEXT : JSON_AT_DONE;
	}
}

enum json_token
json_next(struct json_reader *r)
{
	if (r->now.token != JSON_FAULT && next_token(r))
		r->state = state_behind(r);
	return r->now.token;
}

enum json_token
json_token(const struct json_reader *r)
{
	return r->now.token;
}

const char *
json_token_name(enum json_token token)
{
	/* clang-format off */
	static const char *const names[JSON_TOKEN__MAX] = {
		[JSON_END]		= "null",
		[JSON_START_OBJECT]	= "START_OBJECT",
		[JSON_END_OBJECT]	= "END_OBJECT",
		[JSON_START_ARRAY]	= "START_ARRAY",
		[JSON_END_ARRAY]	= "END_ARRAY",
		[JSON_FIELD_NAME]	= "FIELD_NAME",
		[JSON_STRING]		= "VALUE_STRING",
		[JSON_NUMBER]		= "VALUE_NUMBER",
		[JSON_TRUE]		= "VALUE_BOOLEAN",
		[JSON_FALSE]		= "VALUE_BOOLEAN",
		[JSON_NULL]		= "VALUE_NULL",
		[JSON_FAULT]		= "null",
	};
	/* clang-format on */

	return names[token];
}

unsigned
json_line(const struct json_reader *r)
{
	return r->now.line;
}

unsigned
json_column(const struct json_reader *r)
{
	return r->now.column;
}

const char *
json_end(const struct json_reader *r)
{
	return (const char *)r->at;
}

struct str
json_text(const struct json_reader *r)
{
	return r->now.text;
}

bool
json_is_integer(const struct json_reader *r)
{
	return r->now.integer;
}

const struct error *
json_fault(const struct json_reader *r)
{
	return r->fault;
}

bool
json_fault_in_string(const struct json_reader *r)
{
	return r->in_string;
}
