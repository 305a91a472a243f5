/* Query parameters of an endpoint (rest.md 6). */
#ifndef API_PARAMS_H
#define API_PARAMS_H

#include "api/call.h"
#include "model/words.h"

const struct error *param_bool(struct call *, const char *name, bool absent, bool *value);

/* The place of a word in its table; else 400 "Unknown ConnectorSyncStatus [x].", and its like. */
const struct error *param_word(struct call *, const struct words *, struct str word, int *value);

/*
 * A comma list: not trimmed, empty elements at the end dropped. *items is NULL when the parameter
 * is absent or empty: no filter.
 */
const struct error *param_list(struct call *, const char *name, struct str **items, size_t *n);

/* Where a page starts and how long it is. */
struct page {
	int32_t from, size;
};

/* from and size as numbers; absent: 0 and 100. */
const struct error *param_page(struct call *, struct page *);

/* Neither may be negative: asked later than the above, see the orders in the contract. */
const struct error *page_check(struct call *, const struct page *);

/*
 * from + size within the window of a search, else the error of a failed search on that index
 * (sync-jobs.md 7.2).
 */
const struct error *page_check_window(struct call *, const struct page *, const char *index);

#endif
