/* The answer of both lists: {"count":N,"results":[...]}. */
#ifndef API_LIST_H
#define API_LIST_H

#include "api/params.h"

/* The most a count ever says: a search stops counting there (sync-jobs.md 7.2). */
enum { LIST_COUNT_MAX = 10000 };

/* Sets the page in the query, runs it, and splices the stored bytes into the answer. */
const struct error *answer_list(struct call *, struct store_query *, const struct page *);

#endif
