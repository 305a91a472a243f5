/* The inside of a reader. For the files of this room only. */
#ifndef JSON_STATE_H
#define JSON_STATE_H

#include "json/names.h"
#include "json/reader.h"

/* A token and where it began. */
struct json_lexeme {
	enum json_token token;
	unsigned line, column;
	struct str text;
	bool integer;
};

/* An open object or array. */
struct json_frame {
	bool array;
	unsigned line, column;
	uint32_t names; /* where its names begin */
};

enum json_state {
	JSON_AT_TOP,   /* nothing read yet */
	JSON_AT_FIRST, /* just opened */
	JSON_AT_VALUE, /* behind a field name and its colon */
	JSON_AT_NEXT,  /* behind an element or a field */
	JSON_AT_DONE,  /* behind the top value */
};

enum { JSON_FRAMES_FEW = 32 };

struct json_reader {
	struct arena *arena;
	const unsigned char *text, *at, *end;
	const unsigned char *line_start;
	unsigned line;
	enum json_state state;
	struct json_lexeme now;
	struct json_lexeme ahead; /* the value behind a field name, when it was scanned with it */
	struct json_frame *frames;
	unsigned depth, room, depth_max, values_max;
	const struct error *fault;
	bool in_string; /* the fault is */
	struct names names;
	struct json_frame few[JSON_FRAMES_FEW];
};

/* A reader with other limits than those for strangers. */
struct json_reader *json_reader_new_within(
    struct arena *, struct str text, unsigned depth_max, unsigned values_max);

/* fault.c: each makes the reader stand on JSON_FAULT, and returns false. */

/* The fault is at p, on the line being read. */
bool json_fail(struct json_reader *, const unsigned char *p, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A limit of the reader, not a fault of the grammar. */
bool json_fail_limit(struct json_reader *, const unsigned char *p, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "Unexpected end-of-input" and what. */
bool json_fail_end(struct json_reader *, const char *what);
/* The innermost object or array is still open at the end. */
bool json_fail_open(struct json_reader *);
/* "]" or "}" at p closes something else, or nothing. */
bool json_fail_close(struct json_reader *, const unsigned char *p);
/* "Unexpected character (...)", where it is ("" or " in numeric value") and what was expected. */
bool json_fail_char(
    struct json_reader *, const unsigned char *p, const char *where, const char *expected);
/* "<what> ('x' (code 120))<rest>" */
bool json_fail_about(
    struct json_reader *, const unsigned char *p, const char *before, const char *after);
/* There is no character at p; p < end. */
bool json_fail_utf8(struct json_reader *, const unsigned char *p);
bool json_fail_memory(struct json_reader *);

/* scan.c: from r->at on; false on a fault. */

/* Passes white space and comments. */
bool json_scan_space(struct json_reader *);
/* At the opening quote. */
bool json_scan_string(struct json_reader *, struct json_lexeme *, bool name);
/* At "-" or a digit. */
bool json_scan_number(struct json_reader *, struct json_lexeme *);
/* At a letter: null, true, false. */
bool json_scan_word(struct json_reader *, struct json_lexeme *);

#endif
