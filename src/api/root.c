#include <config.h>

#include "api/root.h"

#include <stdlib.h>

#include "api/auth.h"
#include "api/call.h"

int
version_major(const char *version_number)
{
	return (int)strtol(version_number, NULL, 10);
}

/* clang-format off */
static const struct {
	int major;
	const char *lucene, *wire, *index, *date;
} generations[] = {
	{ 8, "9.12.0", "7.17.0", "7.0.0", "2025-07-23T00:00:00.000000000Z" },
	{ 9, "10.2.2", "8.19.0", "8.0.0", "2025-07-23T00:00:00.000000000Z" },
};
/* clang-format on */

static void
add_member(struct buf *out, const char *key, const char *value)
{
	if (out->n > 0 && out->p[out->n - 1] != '{')
		buf_char(out, ',');
	buf_printf(out, "\"%s\":", key);
	doc_quote(out, str_of(value));
}

const struct error *
root_get(struct call *call)
{
	struct buf *body = &call->response->body;
	const struct api *api = call->api;
	size_t g = sizeof(generations) / sizeof(generations[0]) - 1;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	while (g > 0 && generations[g].major > version_major(api->version_number))
		g--;
	call->response->status = 200;
	call->response->head = str_is(call->request->method, "HEAD");
	/* Pretty by default: the one answer people read. */
	call->pretty = call->pretty || http_query_get(&call->query, "pretty").p == NULL;
	buf_char(body, '{');
	add_member(body, "name", api->node_name);
	add_member(body, "cluster_name", api->cluster_name);
	add_member(body, "cluster_uuid", store_uuid(api->store));
	buf_text(body, ",\"version\":{");
	add_member(body, "number", api->version_number);
	add_member(body, "build_flavor", api->build_flavor);
	add_member(body, "build_type", "tar");
	add_member(body, "build_hash", "unknown");
	add_member(body, "build_date", generations[g].date);
	buf_text(body, ",\"build_snapshot\":false");
	add_member(body, "lucene_version", generations[g].lucene);
	add_member(body, "minimum_wire_compatibility_version", generations[g].wire);
	add_member(body, "minimum_index_compatibility_version", generations[g].index);
	buf_char(body, '}');
	add_member(body, "tagline", "You Know, for Search");
	buf_char(body, '}');
	return NULL;
}
