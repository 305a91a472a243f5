/*
 * The one door for JSON text from strangers: a pull reader that hands out one token at a time with
 * its position, and stops at the first fault with the error the contract wants (rest.md 7 and 14).
 *
 * It refuses what json-c would let through: single quotes, NaN, raw control characters, numbers out
 * of range, "1.", duplicate keys at any depth, lone surrogates, bad UTF-8, text too deep. Comments
 * are skipped, a leading byte order mark too. What follows the end of the top value is not looked
 * at.
 */
#ifndef JSON_READER_H
#define JSON_READER_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

struct json_object;

enum json_token {
	JSON_END, /* of the text; also what follows the top value */
	JSON_START_OBJECT,
	JSON_END_OBJECT,
	JSON_START_ARRAY,
	JSON_END_ARRAY,
	JSON_FIELD_NAME,
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
	JSON_FAULT, /* json_fault() says what; every later call gives it again */
	JSON_TOKEN__MAX
};

/* rest.md 7; the last one is ours: as a tree, a value takes up to a hundred times its bytes. */
enum {
	JSON_DEPTH_MAX = 1000,
	JSON_NUMBER_MAX = 1000,
	JSON_NAME_MAX = 50000,
	JSON_VALUES_MAX = 250000 /* in one json_read_value */
};

struct json_reader;

/* Reads text, which must stay as it is; all memory is the arena's. NULL when there is none. */
struct json_reader *json_reader_new(struct arena *, struct str text);

/* The same with another limit for the depth, no higher than JSON_DEPTH_MAX; 0: that. */
struct json_reader *json_reader_new_to(struct arena *, struct str text, unsigned depth_max);

/* Must be called when done with a reader (NULL is fine): what it holds outside the arena goes. */
void json_reader_release(struct json_reader *);

/*
 * Goes on to the next token. A number or a word (true, x) behind a field name is looked at together
 * with the name: a fault in it, or in the colon, comes instead of FIELD_NAME, as in the original,
 * and so is no fault of that field. A string, an object or an array is looked at when it is its
 * turn.
 */
enum json_token json_next(struct json_reader *);

/* The token where the reader stands. */
enum json_token json_token(const struct json_reader *);

/* "START_OBJECT", "VALUE_STRING", "FIELD_NAME", "null" (the end): as the messages print them. */
const char *json_token_name(enum json_token);

/* Line and column of the first byte of the token, from 1; columns count bytes (rest.md 7). */
unsigned json_line(const struct json_reader *);
unsigned json_column(const struct json_reader *);

/* Standing on the last token of the top value: the byte of the text behind it. */
const char *json_end(const struct json_reader *);

/*
 * FIELD_NAME, STRING: the decoded text. NUMBER: the digits as sent. Lives in the arena or the text.
 */
struct str json_text(const struct json_reader *);

/* NUMBER: no fraction and no exponent in it. */
bool json_is_integer(const struct json_reader *);

/*
 * The fault, as {x_content_parse_exception, "[l:c] ..."} caused by {json_parse_exception} (or
 * stream_constraints_exception for a limit). NULL when there is none or memory ran out.
 */
const struct error *json_fault(const struct json_reader *);

/*
 * After a fault: it lies inside a string value whose opening quote had been read, and json_line and
 * json_column are those of that quote (rest.md 7: such a fault belongs to the field).
 */
bool json_fault_in_string(const struct json_reader *);

/*
 * Standing on the first token of a value: passes it, and stands on its last token then. False on a
 * fault.
 */
bool json_skip(struct json_reader *);

/*
 * The same, and hands out the value as a tree the caller owns (*value is NULL for a JSON null).
 * Integers beyond 64 bits and decimals keep the spelling they came with.
 */
bool json_read_value(struct json_reader *, struct json_object **value);

#endif
