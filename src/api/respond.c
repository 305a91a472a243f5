#include <config.h>

#include "api/respond.h"

#include "api/auth.h"
#include "api/filter_path.h"

void
respond_headers(struct call *call, struct str content_type)
{
	struct http_response *response = call->response;
	struct str opaque_id = http_header(call->request, "X_OPAQUE_ID", NULL);

	/* Omitted on 401 and 403: rest.md 2. */
	if (response->status != 401 && response->status != 403)
		http_response_header(response, "X-elastic-product", STR_LIT("Elasticsearch"));
	http_response_header(response, "content-type", content_type);
	if (opaque_id.p != NULL)
		http_response_header(response, "X-Opaque-Id", opaque_id);
	if (response->status == 401) {
		http_response_header(response, "WWW-Authenticate", STR_LIT(AUTH_BASIC));
		http_response_header(response, "WWW-Authenticate", STR_LIT(AUTH_API_KEY));
	}
	if (response->status == 503 || response->status == 429)
		http_response_header(response, "Retry-After", STR_LIT("1"));
}

/* ---- errors ---- */

static void
write_head(struct buf *out, const struct error *error)
{
	buf_text(out, "\"type\":");
	doc_quote(out, str_of(error->type));
	buf_text(out, ",\"reason\":");
	if (error->reason.p == NULL)
		buf_text(out, "null");
	else
		doc_quote(out, error->reason);
	for (const struct error_extra *x = error->extra; x->key != NULL; x++) {
		buf_printf(out, ",\"%s\":", x->key);
		buf_str(out, x->json);
	}
}

static void
write_trace(struct buf *out, const struct error *error)
{
	struct buf trace = {0};

	buf_printf(&trace, "%s: ", error->type);
	buf_str(&trace, error->reason);
	buf_text(out, ",\"stack_trace\":");
	doc_quote(out, buf_peek(&trace));
	buf_release(&trace);
}

/* The members of an error with its causes inside; as deep as the chains we make, a handful. */
static void
write_error(struct buf *out, const struct error *error, bool trace)
{
	write_head(out, error);
	if (error->cause != NULL) {
		buf_text(out, ",\"caused_by\":{");
		write_error(out, error->cause, trace);
		buf_char(out, '}');
	}
	if (trace)
		write_trace(out, error);
}

/* Rewrites a whole JSON body prettily; when that fails it stays as it is. */
static void
make_pretty(struct call *call)
{
	struct buf *body = &call->response->body;
	bool damaged;
	DOC_AUTO json_object *doc = doc_load(buf_peek(body), &damaged);
	struct buf pretty = {0};

	if (doc == NULL)
		return;
	doc_write(&pretty, doc, DOC_PRETTY);
	buf_char(&pretty, '\n');
	if (buf_failed(&pretty)) {
		buf_release(&pretty);
		return;
	}
	if (call->response->secret)
		buf_wipe(body);
	buf_release(body);
	*body = pretty;
}

/* The answer when not even the error can be put together. */
static void
give_up(struct call *call)
{
	static const char text[] = "{\"error\":{\"root_cause\":[],\"type\":\"exception\","
	                           "\"reason\":\"out of memory\"},\"status\":500}";
	struct buf *body = &call->response->body;

	call->response->status = 500;
	buf_clear(body);
	buf_text(body, text);
	if (buf_failed(body))
		buf_clear(body);
}

static void
finish_error(struct call *call)
{
	if (buf_failed(&call->response->body))
		give_up(call);
	else if (call->pretty)
		make_pretty(call);
	/* HEAD has the length of the body it does not get. */
	call->response->head = str_is(call->request->method, "HEAD");
}

void
respond_error(struct call *call, const struct error *error)
{
	struct buf *body = &call->response->body;
	bool trace;

	if (arena_failed(call->arena))
		error = &error_no_memory;
	call->response->status = error->status != 0 ? error->status : error_status(error->type);
	call->response->ticket = 0;
	buf_clear(body);
	buf_text(body, "{\"error\":{\"root_cause\":[{");
	write_head(body, error_root(error));
	/* Never on a 401: rest.md 3. */
	trace = call->error_trace && call->response->status != 401;
	if (trace)
		write_trace(body, error_root(error));
	buf_text(body, "}],");
	write_error(body, error, trace);
	buf_printf(body, "},\"status\":%d}", call->response->status);
	finish_error(call);
}

void
respond_flat(struct call *call, int status, bool status_key, const char *text)
{
	struct buf *body = &call->response->body;

	call->response->status = status;
	call->response->ticket = 0;
	buf_clear(body);
	buf_text(body, "{\"error\":");
	doc_quote(body, str_of(text));
	if (status_key)
		buf_printf(body, ",\"status\":%d", status);
	buf_char(body, '}');
	finish_error(call);
}

/* ---- successes ---- */

static bool
apply_filter(struct call *call, struct str paths)
{
	struct buf *body = &call->response->body;
	bool damaged;
	DOC_AUTO json_object *doc = doc_load(buf_peek(body), &damaged);
	DOC_AUTO json_object *left = NULL;

	if (doc == NULL)
		return false;
	left = filter_path(call->arena, doc, paths);
	if (left == NULL)
		return false;
	buf_clear(body);
	doc_write(body, left, DOC_COMPACT);
	return true;
}

void
respond_success(struct call *call)
{
	struct str paths = http_query_get(&call->query, "filter_path");

	if (buf_failed(&call->response->body) || arena_failed(call->arena)) {
		/* A change that was made waits for its ticket all the same; only its answer is
		 * lost. */
		respond_error(call, &error_no_memory);
		return;
	}
	if (call->content_type.p != NULL)
		return; /* nothing that could be cut or made pretty */
	if (paths.n > 0 && !apply_filter(call, paths)) {
		respond_error(call, &error_no_memory);
		return;
	}
	if (call->pretty)
		make_pretty(call);
}
