#include <config.h>

#include "api/list.h"

#include "api/blank.h"
#include "api/limits.h"

const struct error *
answer_list(struct call *call, struct store_query *query, const struct page *page)
{
	struct buf *body = &call->response->body;
	struct store_record *records;
	uint64_t count;
	enum store_rc rc;
	size_t n;

	query->from = (uint64_t)page->from;
	query->size = (uint64_t)page->size;
	query->bytes_max = limit_or(call->api->limits.answer_max, LIMIT_ANSWER);
	rc = call_list(call, query, &records, &n, &count);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	if (count > LIST_COUNT_MAX)
		count = LIST_COUNT_MAX;
	call->response->status = 200;
	buf_printf(body, "{\"count\":%llu,\"results\":[", (unsigned long long)count);
	for (size_t i = 0; i < n; i++) {
		struct str doc;

		TRY(blank_record(call, query->kind, &records[i], &doc));
		if (i > 0)
			buf_char(body, ',');
		buf_str(body, doc);
	}
	buf_text(body, "]}");
	return NULL;
}
