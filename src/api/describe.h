/*
 * The API described from its own tables: routes, parameters, schemas of bodies. What is served and
 * what is written down cannot disagree.
 */
#ifndef API_DESCRIBE_H
#define API_DESCRIBE_H

#include "api/route.h"
#include "base/buf.h"

/* Appends doc/API.md; buf_failed() tells of memory. */
void describe_markdown(struct buf *);

/* Appends an OpenAPI 3.1 document as compact JSON. */
void describe_openapi(struct buf *);

/* GET /_connectord/openapi.json: an addition of ours. */
route_handler openapi_get;

#endif
