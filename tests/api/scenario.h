/* A scenario file as data: the requests in order, each with what is expected (README.md). */
#ifndef TESTS_API_SCENARIO_H
#define TESTS_API_SCENARIO_H

#include "base/arena.h"

#include "value.h"

enum { STEP_HEADERS_MAX = 32 };

struct step_header {
	struct str name;
	struct str value;
};

struct step_headers {
	struct step_header row[STEP_HEADERS_MAX];
	size_t n;
};

/* How the body of the answer is judged. */
enum want_body {
	WANT_ANY,    /* not looked at */
	WANT_EMPTY,  /* "-" */
	WANT_TEXT,   /* "|" */
	WANT_JSON,   /* the whole value */
	WANT_SUBSET, /* "~" */
};

/* Which way to the API a step is for. */
enum step_door { STEP_EVERY_DOOR, STEP_IN_PROCESS, STEP_SERVER };

/* One block. Everything is in the arena or the text of the file, variables not yet put in. */
struct step {
	unsigned line; /* of the request */
	enum step_door door;
	struct str method;
	struct str target;
	struct step_headers headers;
	struct str body; /* p == NULL: none */
	size_t pad;      /* spaces are added behind the body until it has so many bytes */
	int want_status;
	struct step_headers want_headers;
	enum want_body want_body;
	struct str want_text;           /* WANT_TEXT */
	const struct value *want_value; /* WANT_JSON, WANT_SUBSET */
	struct step *next;
};

/*
 * Reads a scenario; NULL with *why = "line: what is wrong" when it is not one. A file without a
 * block is not one.
 */
const struct step *scenario_read(struct arena *, struct str text, const char **why);

#endif
