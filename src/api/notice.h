/*
 * What is noted of requests, for _explain: that a worker asked for the jobs of a connector, and
 * which request about a record was refused last. In memory only: api/sightings.h.
 */
#ifndef API_NOTICE_H
#define API_NOTICE_H

#include "api/call.h"

/* Somebody who may claim jobs asked for those that wait: of these connectors, or of all (NULL). */
void notice_asking(const struct call *, const struct str *connectors, size_t n);

/* A handler is done; error: what it refused, or NULL. */
void notice_outcome(const struct call *, const struct error *error);

#endif
