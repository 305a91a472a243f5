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

/* What a step may be for, as bits: ways to the API, and rules for sync jobs (lifecycle). */
enum step_door {
	STEP_IN_PROCESS = 1 << 0,
	STEP_OTHER_SERVER = 1 << 1, /* one that was not named */
	STEP_NGINX = 1 << 2,
	STEP_MOD_FCGID = 1 << 3,
	STEP_MOD_PROXY_FCGI = 1 << 4,
	STEP_LIGHTTPD = 1 << 5,
	STEP_STRICT = 1 << 6,
	STEP_COMPAT = 1 << 7,
	STEP_SERVER =
	    STEP_OTHER_SERVER | STEP_NGINX | STEP_MOD_FCGID | STEP_MOD_PROXY_FCGI | STEP_LIGHTTPD
};

/* One block. Everything is in the arena or the text of the file, variables not yet put in. */
struct step {
	unsigned line;  /* of the request */
	unsigned doors; /* the block is for any of these; 0: for all */
	struct str method;
	struct str target;
	struct step_headers headers;
	struct str body; /* p == NULL: none */
	bool newline;    /* one is added behind the body */
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

/* The doors that go by this name, as bits of enum step_door; 0: none do. */
unsigned scenario_door(struct str name);

#endif
