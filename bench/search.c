#include <config.h>

#include "search.h"

#define NOT_DELETED "\"must_not\":[{\"term\":{\"deleted\":true}}]"
#define RUNNING     "{\"terms\":{\"status\":[\"in_progress\",\"canceling\"]}}"
#define BY_ID       "{\"bool\":{" NOT_DELETED ",\"filter\":[{\"terms\":{\"_id\":@}}]}}"
#define BY_TYPE                                                                             \
	"{\"bool\":{" NOT_DELETED ",\"filter\":[{\"terms\":{\"service_type\":[\"postgresql" \
	"\"]}},{\"term\":{\"is_native\":false}}]}}"

/* In a query @ stands for the ids of all connectors. */
/* clang-format off */
static const struct {
	const char *title, *index, *query, *sort;
} searches[SEARCH__MAX] = {
	[SEARCH_1] = { "S1 connectors by id", "", BY_ID, "" },
	[SEARCH_2] = { "S2 connectors by type", "", BY_TYPE, "" },
	[SEARCH_3] = { "S3 connectors by both", "",
	    "{\"bool\":{\"should\":[" BY_TYPE "," BY_ID "]}}", "" },
	[SEARCH_4] = { "S4 all connectors", "", "{\"match_all\":{}}", "" },
	[SEARCH_5] = { "S5 pending jobs", "-sync-jobs",
	    "{\"bool\":{\"must\":[{\"terms\":{\"status\":[\"pending\",\"suspended\"]}},"
	    "{\"terms\":{\"connector.id\":@}},"
	    "{\"terms\":{\"job_type\":[\"full\",\"incremental\"]}}]}}",
	    ",\"sort\":[{\"created_at\":\"asc\"}]" },
	[SEARCH_6] = { "S6 orphans", "-sync-jobs",
	    "{\"bool\":{\"must_not\":{\"terms\":{\"connector.id\":@}},\"filter\":[" RUNNING "]}}",
	    "" },
	[SEARCH_7] = { "S7 idle jobs", "-sync-jobs",
	    "{\"bool\":{\"filter\":[{\"terms\":{\"connector.id\":@}}," RUNNING ","
	    "{\"range\":{\"last_seen\":{\"lte\":\"now-300s\"}}}]}}",
	    "" },
};
/* clang-format on */

const char *
search_index(enum search search)
{
	return searches[search].index;
}

const char *
search_title(enum search search)
{
	return searches[search].title;
}

/* ["c0","c1",…] */
static void
add_ids(struct buf *out, unsigned long n)
{
	buf_char(out, '[');
	for (unsigned long i = 0; i < n; i++)
		buf_printf(out, "%s\"c%lu\"", i > 0 ? "," : "", i);
	buf_char(out, ']');
}

void
search_body(struct buf *out, enum search search, unsigned long connectors)
{
	buf_text(out, "{\"from\":0,\"size\":100,\"query\":");
	for (const char *p = searches[search].query; *p != '\0'; p++)
		if (*p == '@')
			add_ids(out, connectors);
		else
			buf_char(out, *p);
	buf_printf(out, ",\"seq_no_primary_term\":true%s}", searches[search].sort);
}
