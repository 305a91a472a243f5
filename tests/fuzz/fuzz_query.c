/*
 * Any bytes as a query of the index view. What is accepted must be planned so that no match is
 * missed, and nothing but matches is found where the plan says so.
 */
#include <config.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "index/query.h"
#include "json/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const int64_t now = INT64_C(1795478400) * 1000000; /* 2026 */

enum { GROUPS = 4 };

/* Group 0 and 1: pending or not; two more: those of them that are full. */
static bool
groups_of(const char *path, struct str value, uint32_t *groups, bool *exact)
{
	bool first = strcmp(path, "status") == 0;

	if (!first && strcmp(path, "job_type") != 0)
		return false;
	*exact = str_is(value, first ? "pending" : "full");
	if (first)
		*groups = *exact ? 0x5 : 0xA;
	else
		*groups = *exact ? 0xC : 0x3;
	return true;
}

static const struct index_view view = {
    .fields = index_sync_job_fields,
    .owner = "connector.id",
    .all_groups = (1u << GROUPS) - 1,
    .groups_of = groups_of,
};

static const struct {
	const char *id, *owner;
	uint8_t group;
	const char *text;
} docs[] = {
    {"a", "c", 0, "{\"connector\":{\"id\":\"c\"},\"status\":\"pending\"}"},
    {"b", "c", 3,
        "{\"connector\":{\"id\":\"c\"},\"status\":\"error\",\"job_type\":\"full\",\"error\":"
        "\"e\\\\\"}"},
    {"c", "d", 2,
        "{\"connector\":{\"id\":\"d\",\"filtering\":{\"rules\":[{\"id\":\"r\"},{}]}},"
        "\"status\":\"pending\",\"job_type\":\"full\",\"last_seen\":\"2026-11-24T08:29:30Z\"}"},
    {"d", "", 1,
        "{\"metadata\":{\"error\":\"e\"},\"last_seen\":\"2000-01-01T00:00:00.123456+00:00\"}"},
};

static bool
is_in(const struct index_set *set, struct str text)
{
	for (size_t i = 0; i < set->n; i++)
		if (str_equal(set->items[i], text))
			return true;
	return set->all;
}

static void
check_plan(struct arena *a, const struct index_query *q)
{
	struct index_plan p;

	assert(index_query_plan(a, &view, q, &p));
	for (size_t i = 0; i < sizeof(docs) / sizeof(docs[0]); i++) {
		struct index_subject s = {
		    .id = str_of(docs[i].id),
		    .owner = str_of(docs[i].owner),
		    .group = docs[i].group,
		    .text = str_of(docs[i].text),
		};
		bool yes = index_query_matches(q, &s);
		bool planned = is_in(&p.ids, s.id) && is_in(&p.owners, s.owner) &&
		               (p.groups >> s.group & 1) != 0;

		assert(!s.failed);
		assert(planned || !yes);
		assert(!p.exact || yes == planned);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new();
	char *copy = malloc(n + 1); /* so that reading past the end is seen */
	struct json_reader *reader;
	DOC_AUTO json_object *query = NULL;

	memcpy(copy, data, n);
	reader = json_reader_new(a, (struct str){copy, n});
	json_next(reader);
	if (json_token(reader) != JSON_FAULT && json_token(reader) != JSON_END &&
	    json_read_value(reader, &query)) {
		const struct error *error;
		const struct index_query *q = index_query_read(a, &view, query, now, &error);

		assert((q == NULL) == (error != NULL));
		assert(q != NULL || error_status(error->type) == 400);
		if (q != NULL)
			check_plan(a, q);
	}
	json_reader_release(reader);
	arena_free(a);
	free(copy);
	return 0;
}
