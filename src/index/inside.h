/* The inside of a query. For the files of this room only. */
#ifndef INDEX_INSIDE_H
#define INDEX_INSIDE_H

#include "index/query.h"

enum query_op { QUERY_ALL, QUERY_TERMS, QUERY_RANGE, QUERY_BOOL };

/* What a clause of terms looks at. */
enum query_by { BY_ID, BY_OWNER, BY_GROUP, BY_DOCUMENT };

struct query_list {
	const struct index_query **items;
	size_t n;
};

struct index_query {
	enum query_op op;

	/* TERMS, RANGE */
	enum query_by by;
	const struct index_field *field; /* NULL for BY_ID */
	struct index_set words;          /* TERMS */
	uint32_t groups;     /* TERMS: where matches can be; BY_GROUP: all in there are some */
	int64_t least, most; /* RANGE: milliseconds, both within */

	/* BOOL */
	struct query_list must, should, must_not;
	bool any; /* one of should is needed: there is nothing that must be */

	bool cheap; /* can be told without the document */
};

/* The order of an index_set, for qsort and bsearch. */
int index_words_compare(const void *, const void *);

/* What of path is behind that name and its dot; NULL: the name is not in front of it. */
const char *index_path_behind(const char *path, struct str name);

/*
 * Runs visit for every value at a path of a document in our own compact form, without taking it
 * apart: arrays are seen through, and a name with dots in it counts as the path it spells. Ends
 * early, and is true, when visit is. *failed is set when the text is no such document.
 */
typedef bool index_visit_fn(struct str value, void *ctx);
bool index_each_value(
    struct str text, const char *path, index_visit_fn *visit, void *ctx, bool *failed);

#endif
