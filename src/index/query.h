/*
 * The queries of the index view: as much of the search language as its clients use (clients.md 5),
 * read, planned, and matched. What is not known is refused with its name, never passed over.
 */
#ifndef INDEX_QUERY_H
#define INDEX_QUERY_H

#include "index/mapping.h"

#include <stdint.h>

enum {
	INDEX_CLAUSES_MAX = 1024, /* of a query, all levels together */
	INDEX_DEPTH_MAX = 30,     /* of bool in bool */
	INDEX_TERMS_MAX = 65536   /* values of one clause */
};

/*
 * What is told of a record without its document: its id, whom it belongs to (a field that is
 * always there), and its group, a small number that some words hang on.
 */
struct index_view {
	const struct index_field *fields;
	const char *owner;   /* path of the field that is the owner; NULL: none is */
	uint32_t all_groups; /* bit per group there is */

	/*
	 * The groups of the documents whose field has that value (of a boolean: "true" or
	 * "false"). False: the field says nothing about groups. *exact: all documents of these
	 * groups have it, and not only some. NULL: no field says anything.
	 */
	bool (*groups_of)(const char *path, struct str value, uint32_t *groups, bool *exact);
};

struct index_query;

/*
 * Reads the value of "query"; NULL stands for match_all. now is the clock in microseconds, for
 * "now-300s". Everything lives in the arena; the document is not needed afterwards. NULL and *error
 * when it is refused.
 */
const struct index_query *index_query_read(struct arena *, const struct index_view *,
    const json_object *query, int64_t now, const struct error **error);

/* A list of texts, sorted by bytes and without doubles. */
struct index_set {
	bool all; /* no restriction; else: */
	const struct str *items;
	size_t n;
};

/*
 * Where matches can be: only among records that have one of these ids, one of these owners and one
 * of these groups, all three. exact: all of these match.
 */
struct index_plan {
	struct index_set ids, owners;
	uint32_t groups;
	bool exact;
};

/* False: memory ran out. */
bool index_query_plan(
    struct arena *, const struct index_view *, const struct index_query *, struct index_plan *);

/* A record that is looked at; text is its document as it is stored. */
struct index_subject {
	struct str id, owner;
	uint8_t group;
	struct str text;
	bool failed; /* set when the text cannot be read: what was said then means nothing */
};

bool index_query_matches(const struct index_query *, struct index_subject *);

/* Milliseconds since 1970 of a date as it is searched and sorted by; false: it is none. */
bool index_millis(struct str text, int64_t *ms);

#endif
