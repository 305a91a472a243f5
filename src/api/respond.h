/* Turning what a handler left behind into the bytes of an answer: the one renderer. */
#ifndef API_RESPOND_H
#define API_RESPOND_H

#include "api/call.h"

/* The envelope of rest.md 3. Replaces the body. */
void respond_error(struct call *, const struct error *);

/* A body with a text as its error (rest.md 4). status_key: with "status" in it. */
void respond_flat(struct call *, int status, bool status_key, const char *text);

/* Gives a successful body the form that filter_path and pretty ask for (rest.md 9). */
void respond_success(struct call *);

/* Headers of every answer (rest.md 2). */
void respond_headers(struct call *, struct str content_type);

#endif
