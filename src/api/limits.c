#include <config.h>

#include "api/limits.h"

#include <stdatomic.h>

const struct error *
limit_error(struct call *call, const char *what, uint64_t max)
{
	return error_status_text(call->arena, "status_exception", 413,
	    arena_text(call->arena, "%s larger than %llu bytes", what, (unsigned long long)max));
}

const struct error *
limit_headers(struct call *call)
{
	static const size_t around = sizeof(": \r\n") - 1;
	uint64_t max = limit_or(call->api->limits.headers_max, LIMIT_HEADERS), n = 0;

	for (size_t i = 0; i < call->request->header_count; i++)
		n += call->request->headers[i].name.n + call->request->headers[i].value.n + around;
	if (n <= max)
		return NULL;
	return error_new(call->arena, "too_long_http_header_exception", NULL,
	    "HTTP header is larger than %llu bytes.", (unsigned long long)max);
}

const struct error *
limit_page(struct call *call, int64_t size)
{
	uint64_t max = limit_or(call->api->limits.page_max, STORE_WINDOW);

	/* What no search finds anything in has an error of its own: page_check_window(). */
	if (size <= 0 || size > STORE_WINDOW || (uint64_t)size <= max)
		return NULL;
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "[size] must be less than or equal to [%llu] but was [%lld]", (unsigned long long)max,
	    (long long)size);
}

/* ---- how many ---- */

static bool
is_there(struct call *call, enum store_kind kind, struct str id)
{
	struct store_record record;

	return id.p != NULL &&
	       store_get(call->api->store, call->arena, kind, id, &record) == STORE_OK;
}

/*
 * Counting costs some reads, so it is not done each time: so many may be made until it must be done
 * again. Records that are deleted meanwhile make room that is found then.
 */
const struct error *
limit_records(struct call *call, enum store_kind kind, struct str id)
{
	const struct api *api = call->api;
	uint64_t max =
	    kind == STORE_CONNECTOR ? api->limits.connectors_max : api->limits.sync_jobs_max;
	uint64_t n;
	enum store_rc rc;

	if (max == 0 || api->room == NULL || atomic_fetch_sub(&api->room->left[kind], 1) > 0)
		return NULL;
	rc = store_count(api->store, call->arena, kind, &n);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	atomic_store(&api->room->left[kind], n < max ? (int64_t)(max - n) - 1 : 0);
	if (n < max || is_there(call, kind, id))
		return NULL;
	return error_status_text(call->arena, "status_exception", 429,
	    arena_text(call->arena, "there are as many %s as there may be: %llu",
	        kind == STORE_CONNECTOR ? "connectors" : "sync jobs", (unsigned long long)max));
}
