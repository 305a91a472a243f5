/* What the model says a request is answered with. */
#ifndef PROPERTY_ANSWER_H
#define PROPERTY_ANSWER_H

#include "value.h"

struct answer {
	int status;
	json_object *body; /* owned */
};

/* One error and, behind it, what caused it (rest.md 3). */
struct level {
	const char *type;
	const char *reason;
};

enum { LEVELS = 4 };

struct answer answer_with_take(int status, json_object *body);

/* {"key":"value"} */
struct answer answer_text(int status, const char *key, const char *value);

struct answer answer_acknowledged(void);

/* The levels end at the first without a type. */
struct answer answer_error(int status, const struct level[LEVELS]);

/* An error without a cause. */
struct answer answer_fail(int status, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A status_exception caused by the same text under another type. */
struct answer answer_transition(const char *cause, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "[c1]: document missing" (connectors.md 2, form B); the index's uuid is ANSWER_UUID. */
struct answer answer_document_missing(const char *id);

/* Stands for 22 characters that the contract leaves open. */
#define ANSWER_UUID "(22 characters)"

/* rest.md 4: with and without its status. */
struct answer answer_flat(int status, const char *text);

void answer_release(struct answer *);

#define ILLEGAL "illegal_argument_exception"
#define INVALID "action_request_validation_exception"
#define MISSING "resource_not_found_exception"
#define PARSING "x_content_parse_exception"
#define REFUSED "status_exception"

#endif
