/* Finding the records that a query of the index view matches. */
#ifndef API_INDEX_HITS_H
#define API_INDEX_HITS_H

#include "api/index.h"

/*
 * A query that the order keys cannot answer alone looks at records one by one. Beyond so many it is
 * refused: a worker would be busy with it for too long.
 */
enum { INDEX_LOOKS_MAX = 1000000 };

struct index_hits {
	const struct index *index;
	const struct index_query *query;
	bool descending;
	uint64_t from, size;

	/* What was found: the page, and how many there are in all, exactly. */
	struct store_record *records;
	size_t n;
	uint64_t total;
};

/* By the order of the records' keys: jobs by created_at, connectors by index_name; then by id. */
const struct error *index_hits_find(struct call *, struct index_hits *);

#endif
