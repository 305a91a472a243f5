/* Requests that are refused whatever there is, with their answers. */
#ifndef PROPERTY_REFUSAL_H
#define PROPERTY_REFUSAL_H

#include "op.h"
#include "random.h"

/* A row of the table. */
void refusal_pick(struct random *, struct op *);

/* Makes a request that was fine one with a parameter or a body that nobody asked for. */
void refusal_spoil(struct random *, struct op *);

#endif
