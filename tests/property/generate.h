/* Requests by chance. */
#ifndef PROPERTY_GENERATE_H
#define PROPERTY_GENERATE_H

#include "model.h"
#include "random.h"

/* The next request; what the model holds only decides which ids are worth asking for. */
void generate_op(struct random *, const struct model *, struct op *);

/* Fills in method, target and path from kind, id and query. */
void generate_target(struct op *);

/* No parameter sent. */
struct op_query generate_no_query(void);

/* A page of either list, with filters by chance. */
void generate_list(struct random *, const struct model *, enum op_kind, struct op *);

#endif
