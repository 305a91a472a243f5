/* The searches of the connector service, by the names they have in tests/service/steps.h. */
#ifndef BENCH_SEARCH_H
#define BENCH_SEARCH_H

#include "base/buf.h"

#define SEARCH_PATH(index, name) \
	"/.elastic-connectors" index "/_search?expand_wildcards=hidden&preference=" name

enum search { SEARCH_1, SEARCH_2, SEARCH_3, SEARCH_4, SEARCH_5, SEARCH_6, SEARCH_7, SEARCH__MAX };

/* The index: "" for connectors, "-sync-jobs" for jobs; and a title. */
const char *search_index(enum search);
const char *search_title(enum search);

/* The body, as it is sent when the service has all connectors, c0 to c(n - 1). */
void search_body(struct buf *out, enum search, unsigned long connectors);

#endif
