#include <config.h>

#include "api/status.h"

#include <inttypes.h>
#include <stdatomic.h>

#include "api/auth.h"

/* clang-format off */
static const struct {
	const char *key;
	enum store_kind kind;
} counts[] = {
	{ "connectors", STORE_CONNECTOR },
	{ "sync_jobs",  STORE_SYNC_JOB },
	{ "secrets",    STORE_SECRET },
	{ "api_keys",   STORE_API_KEY },
	{ "sink_indices",  STORE_SINK_INDEX },
	{ "sink_documents", STORE_SINK_DOC },
};
/* clang-format on */

static void
add_store(struct call *call)
{
	struct buf *out = &call->response->body;
	enum store_rc rc = store_ready(call->api->store);

	buf_printf(out, ",\"store\":{\"writes\":\"%s\",\"uuid\":", store_rc_name(rc));
	doc_quote(out, str_of(store_uuid(call->api->store)));
	buf_char(out, '}');
}

const struct error *
status_get(struct call *call)
{
	struct buf *out = &call->response->body;
	const struct api *api = call->api;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	buf_printf(out,
	    "{\"version\":\"%s\",\"uptime_ms\":%" PRId64 ",\"security\":\"%s\""
	    ",\"sandbox\":\"%s\"",
	    PACKAGE_VERSION, api->started != 0 ? (call->now - api->started) / 1000 : 0,
	    api->open_as != NULL ? "off" : "on", api->sandbox ? "on" : "off");
	add_store(call);
	buf_text(out, ",\"records\":{");
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		uint64_t n;
		enum store_rc rc = store_count(api->store, call->arena, counts[i].kind, &n);

		if (rc != STORE_OK)
			return call_store_error(call, rc);
		buf_printf(out, "%s\"%s\":%" PRIu64, i > 0 ? "," : "", counts[i].key, n);
	}
	buf_char(out, '}');
	if (api->counts != NULL)
		buf_printf(out,
		    ",\"refused\":{\"late_writes\":%" PRIu64
		    "},\"reaper\":{\"idle_after_ms\":%" PRId64 ",\"error\":%" PRIu64
		    ",\"canceled\":%" PRIu64 "}",
		    atomic_load(&api->counts->late_writes), api->idle_after / 1000,
		    atomic_load(&api->counts->reaped_error),
		    atomic_load(&api->counts->reaped_canceled));
	buf_char(out, '}');
	return NULL;
}
