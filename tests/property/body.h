/* Bodies that an endpoint takes, made by a small grammar. */
#ifndef PROPERTY_BODY_H
#define PROPERTY_BODY_H

#include "op.h"
#include "random.h"

/* Fills in op->text and op->body; nothing when the endpoint takes no body. */
void body_make(struct random *, struct op *, const char *connector_id);

/* Whether requests of this kind have a body. */
bool body_is_taken(enum op_kind);

#endif
