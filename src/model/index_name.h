/* Rules of index names (connector-document.md 1). */
#ifndef MODEL_INDEX_NAME_H
#define MODEL_INDEX_NAME_H

#include "model/problems.h"

/* What is wrong with it, as the text behind "Invalid index name [n], ", or NULL. Lives in the
 * arena. */
const char *index_name_fault(struct arena *, struct str name);

/* Adds the problem the API words for a bad name. */
void index_name_check(struct problems *, struct str name);

/* "content-", which Elastic-managed connectors need in front. */
bool index_name_is_managed(struct str name);

#endif
