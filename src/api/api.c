#include <config.h>

#include "api/api.h"

#include <assert.h>
#include <string.h>

#include "api/auth.h"
#include "api/call.h"
#include "api/filter_path.h"
#include "api/limits.h"
#include "api/notice.h"
#include "api/params.h"
#include "api/respond.h"
#include "api/root.h"
#include "base/log.h"
#include "base/suggest.h"
#include "http/encoding.h"
#include "http/media.h"

/* The longest request line: rest.md 12. */
enum { REQUEST_LINE_MAX = 4096 };

static const char *const common_params[] = {
    "error_trace", "filter_path", "format", "human", "pretty", NULL};

enum { CANDIDATES_MAX = 24 };

/* ---- what handlers call ---- */

const struct error *
call_read_body(struct call *call, json_object **body)
{
	*body = NULL;
	if (call->request->body.n > 0)
		return schema_read_within(route_body(call->route), call->arena, call->request->body,
		    call->now, call->api->limits.json_depth_max, body);
	if (call->route->body_optional)
		return NULL;
	return error_text(
	    call->arena, "parse_exception", NULL, STR_LIT("request body is required"));
}

struct str
call_path(struct call *call)
{
	struct str path;
	const char *fault;

	/* Variables were decoded before; a broken escape elsewhere has no route. */
	return http_decode(call->arena, call->path.raw, false, &path, &fault) ? path
	                                                                      : call->path.raw;
}

/* Every parameter the endpoint looks at. */
static size_t
known_params(struct call *call, const char **names)
{
	struct str vars[ROUTE_VARS];
	size_t count = route_var_names(call->route, vars);
	size_t n = 0;

	for (const char *const *common = common_params; *common != NULL; common++)
		names[n++] = *common;
	for (const struct param *p = call->route->params; p != NULL && p->name != NULL; p++)
		names[n++] = p->name;
	assert(n + count <= CANDIDATES_MAX);
	for (size_t i = 0; i < count; i++)
		names[n++] = arena_copy(call->arena, vars[i]).p;
	return n;
}

static bool
is_among(struct str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

/* The first unknown name that is greater than after; NULL when there is none. */
static const struct str *
next_unknown(struct call *call, const char *const *known, size_t n, const struct str *after)
{
	const struct str *least = NULL;

	for (size_t i = 0; i < call->query.n; i++) {
		const struct str *name = &call->query.params[i].name;

		if (is_among(*name, known, n) || (after != NULL && str_compare(*name, *after) <= 0))
			continue;
		if (least == NULL || str_compare(*name, *least) < 0)
			least = name;
	}
	return least;
}

static const struct error *
check_params(struct call *call)
{
	const char *known[CANDIDATES_MAX];
	size_t n = known_params(call, known);
	const struct str *unknown = NULL;
	struct buf list = {0};
	const struct error *error;
	unsigned count = 0;

	while ((unknown = next_unknown(call, known, n, unknown)) != NULL) {
		const char *hint = suggest(call->arena, *unknown, known, n);

		/* The arrow is there for parameters only, not for fields of a body. */
		buf_text(&list, count++ > 0 ? ", [" : "[");
		buf_str(&list, *unknown);
		buf_printf(&list, "]%s%s", *hint != '\0' ? " ->" : "", hint);
	}
	if (count == 0)
		return NULL;
	error = error_new(call->arena, "illegal_argument_exception", NULL,
	    "request [%.*s] contains unrecognized parameter%s: %.*s", STR_ARG(call_path(call)),
	    count > 1 ? "s" : "", STR_ARG(buf_peek(&list)));
	buf_release(&list);
	return error;
}

const struct error *
call_check_rest(struct call *call)
{
	TRY(check_params(call));
	if (call->request->body.n == 0 || route_body(call->route) != NULL)
		return NULL;
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "request [%.*s %.*s] does not support having a body", STR_ARG(call->request->method),
	    STR_ARG(call_path(call)));
}

void
call_answer_text(struct call *call, int status, const char *key, struct str value)
{
	call->response->status = status;
	buf_text(&call->response->body, "{\"");
	buf_text(&call->response->body, key);
	buf_text(&call->response->body, "\":");
	doc_quote(&call->response->body, value);
	buf_char(&call->response->body, '}');
}

static void
note_seen(struct call *call, enum store_kind kind, struct str id)
{
	uint64_t ticket = store_unsynced(call->api->store, kind, id);

	if (ticket > call->seen)
		call->seen = ticket;
}

enum store_rc
call_get(struct call *call, enum store_kind kind, struct str id, struct store_record *record)
{
	enum store_rc rc = store_get(call->api->store, call->arena, kind, id, record);

	note_seen(call, kind, id);
	return rc;
}

enum store_rc
call_list(struct call *call, const struct store_query *query, struct store_record **records,
    size_t *n, uint64_t *count)
{
	enum store_rc rc = store_list(call->api->store, call->arena, query, records, n, count);

	note_seen(call, query->kind, (struct str){NULL, 0});
	return rc;
}

const struct error *
call_store_error(struct call *call, enum store_rc rc)
{
	/* clang-format off */
	static const struct {
		const char *type, *reason;
	} rows[STORE_RC__MAX] = {
		[STORE_BUSY]   = { "unavailable_shards_exception", "the store is busy: try again later" },
		[STORE_FULL]   = { "unavailable_shards_exception", "the store has no space left" },
		[STORE_BROKEN] = { "unavailable_shards_exception", "the store is being recovered" },
	};
	/* clang-format on */

	if (rc == STORE_NOMEM)
		return &error_no_memory;
	if (rc == STORE_TOO_LARGE)
		return error_status_text(call->arena, "status_exception", 413,
		    STR_LIT("the answer would be larger than it may be: ask for fewer records"));
	if (rows[rc].type != NULL)
		return error_text(call->arena, rows[rc].type, NULL, str_of(rows[rc].reason));
	return error_new(
	    call->arena, "exception", NULL, "the store answered %s", store_rc_name(rc));
}

/* ---- the steps of rest.md 1 ---- */

static const struct error *
read_query(struct call *call, struct str raw)
{
	const char *fault;

	if (http_query_parse(call->arena, raw, &call->query, &fault))
		return NULL;
	return error_new(call->arena, "bad_parameter_exception",
	    error_text(call->arena, "illegal_argument_exception", NULL, str_of(fault)),
	    "java.lang.IllegalArgumentException: %s", fault);
}

/* Common parameters that can be wrong. pretty is in force before it is checked. */
static const struct error *
read_common(struct call *call)
{
	bool human;

	TRY(param_bool(call, "pretty", false, &call->pretty));
	TRY(param_bool(call, "human", false, &human));
	TRY(param_bool(call, "error_trace", false, &call->error_trace));
	if (filter_path_parts(http_query_get(&call->query, "filter_path")) > FILTER_PATH_PARTS_MAX)
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "[filter_path] has more than %d names", FILTER_PATH_PARTS_MAX);
	return NULL;
}

static void
answer_options(struct call *call, unsigned allowed)
{
	call->response->status = 200;
	if (allowed != 0)
		http_response_header(
		    call->response, "Allow", str_of(route_methods(call->arena, allowed, ",")));
	respond_headers(call, STR_LIT("text/plain; charset=UTF-8"));
}

/* No row for this method: 405 or 400 (rest.md 4 and 5). */
static void
answer_no_route(struct call *call, const struct route_match *match, enum http_method method)
{
	const char *list = route_methods(call->arena, match->allowed, ", ");
	const char *text;

	if (match->allowed == 0 && method != HTTP_METHOD__MAX) {
		respond_flat(call, 400, false,
		    arena_printf(call->arena, "no handler found for uri [%.*s] and method [%.*s]",
		        STR_ARG(call->uri), STR_ARG(call->request->method)));
		return;
	}
	if (match->broken_escape != NULL)
		text = match->broken_escape;
	else if (method == HTTP_METHOD__MAX)
		text = arena_printf(call->arena, "Unexpected http method: %.*s",
		    STR_ARG(http_utf8(call->arena, call->request->method)));
	else
		text = arena_printf(call->arena,
		    "Incorrect HTTP method for uri [%.*s] and method [%s]", STR_ARG(call->uri),
		    http_method_name(method));
	if (match->allowed != 0) {
		text = arena_printf(call->arena, "%s, allowed: [%s]", text, list);
		http_response_header(call->response, "Allow",
		    str_of(route_methods(call->arena, match->allowed, ",")));
	}
	respond_flat(call, 405, true, text);
}

/* A body's media type is looked at once there is a route for it. False: answered. */
static bool
check_body_type(struct call *call, enum media_body body)
{
	if (call->request->body.n == 0 || body == MEDIA_BODY_OK)
		return true;
	if (body == MEDIA_BODY_NO_TYPE)
		respond_flat(call, 406, true, "Content-Type header is missing");
	else
		respond_flat(call, 406, true,
		    arena_printf(call->arena, "Content-Type header [%.*s] is not supported",
		        STR_ARG(http_utf8(call->arena, call->request->content_type))));
	return false;
}

/* Routing and all behind it. */
static void
dispatch(struct call *call, const struct media *media)
{
	enum http_method method = http_method_of(call->request->method);
	const struct error *error = NULL;
	struct route_match match;

	route_find(call->arena, &call->path, method, call->api->sink, &match);
	if (match.route != NULL && match.route->secret) {
		arena_secret(call->arena);
		call->response->secret = true;
	}
	if (method == HTTP_OPTIONS && match.broken_escape == NULL) {
		answer_options(call, match.allowed);
		return;
	}
	if (match.route == NULL) {
		answer_no_route(call, &match, method);
	} else if (check_body_type(call, media->body)) {
		call->route = match.route;
		memcpy(call->vars, match.vars, sizeof(call->vars));
		error = call->route->handle(call);
		notice_outcome(call, error);
		if (error == NULL && !call->checked) {
			/* Ours to mend; until then nobody gets what nobody guards. */
			log_error(
			    "a handler did not ask who may do this path=%s", match.route->path);
			error = error_text(call->arena, "exception", NULL,
			    STR_LIT("the privileges were not checked"));
		}
		if (error != NULL || arena_failed(call->arena))
			call->response->wait.asked = false;
		if (call->response->wait.asked)
			return;
		if (error == NULL)
			respond_success(call);
		else
			respond_error(call, error);
	}
	respond_headers(call, error == NULL && call->content_type.p != NULL ? call->content_type
	                                                                    : media->content_type);
}

static const struct error *
check_line(struct call *call)
{
	size_t line =
	    call->request->method.n + 1 + call->request->target.n + sizeof(" HTTP/1.1") - 1;

	if (line <= REQUEST_LINE_MAX)
		return NULL;
	return error_new(call->arena, "too_long_http_line_exception", NULL,
	    "An HTTP line is larger than %d bytes.", REQUEST_LINE_MAX);
}

/* From here on the target is what is below the mount point; uri in messages, too. */
static const struct error *
enter_mount(struct call *call, struct str *target)
{
	const char *mount = call->api->mount;

	if (mount == NULL || strcmp(mount, "/") == 0 ||
	    http_path_below(call->arena, *target, mount, target))
		return NULL;
	return error_new(call->arena, "resource_not_found_exception", NULL,
	    "nothing is served at [%.*s]: the API begins at [%s]",
	    STR_ARG(http_utf8(call->arena, *target)), mount);
}

/* Different values in X-Opaque-Id: it can be echoed only once. */
static bool
has_two_opaque_ids(const struct http_request *request)
{
	struct str first = http_header(request, "X_OPAQUE_ID", NULL);

	for (size_t i = 0; i < request->header_count; i++)
		if (str_is(request->headers[i].name, "X_OPAQUE_ID") &&
		    !str_equal(request->headers[i].value, first))
			return true;
	return false;
}

/*
 * The request as its sender meant it. False: answered, because the body is larger than it may be or
 * not what its header says.
 */
static bool
unpack_request(struct call *call, struct http_request *unpacked, const struct error **error)
{
	switch (
	    http_decode_body(call->arena, call->request, call->api->body_max, &unpacked->body)) {
	case HTTP_ENCODING_TOO_LARGE:
		api_answer_too_large(call->response);
		return false;
	case HTTP_ENCODING_NO_MEMORY:
		*error = &error_no_memory;
		break;
	case HTTP_ENCODING_BAD:
		*error = error_text(call->arena, "illegal_argument_exception", NULL,
		    STR_LIT("the body is not what its Content-Encoding says: gzip and deflate are "
		            "known"));
		break;
	case HTTP_ENCODING_NONE:
	case HTTP_ENCODING_OK:
		break;
	}
	return true;
}

/* All behind the authentication; early: what was found wrong before, which comes first. */
static void
serve(struct call *call, struct http_request *unpacked, const struct error *early)
{
	const struct api *api = call->api;
	struct media media = {.content_type = STR_LIT("application/json")};
	const struct error *unpack_error = NULL, *error = early;

	if (!unpack_request(call, unpacked, &unpack_error))
		return;
	call->request = unpacked;
	if (error == NULL)
		error =
		    media_negotiate(call->arena, unpacked, http_query_get(&call->query, "format"),
		        version_major(api->version_number), &media);
	if (error == NULL && has_two_opaque_ids(unpacked)) {
		respond_flat(
		    call, 400, true, "multiple values for single-valued header [X-Opaque-Id].");
		respond_headers(call, media.content_type);
		return;
	}
	if (error == NULL)
		error = read_common(call);
	if (error == NULL)
		error = unpack_error;
	if (error == NULL) {
		dispatch(call, &media);
		return;
	}
	respond_error(call, error);
	respond_headers(call, media.content_type);
}

/* In front of the door: the answer to who is not let in, of the type that was asked for. */
static void
turn_away(struct call *call, const struct error *error)
{
	struct media media;

	media_negotiate(call->arena, call->request, http_query_get(&call->query, "format"),
	    version_major(call->api->version_number), &media);
	respond_error(call, error);
	respond_headers(call, media.content_type);
}

bool
api_may_change(const struct api *api, struct arena *arena, const struct http_request *request)
{
	enum http_method method = http_method_of(request->method);
	struct str target = request->target, query;
	struct route_match match;
	struct http_path path;

	if (method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS)
		return false;
	/* What most changes are told by, without a look at the routes. */
	if (!route_may_only_read(method, target))
		return true;
	if (api->mount != NULL && strcmp(api->mount, "/") != 0 &&
	    !http_path_below(arena, target, api->mount, &target))
		return false;
	path = http_path_split(target, &query);
	route_find(arena, &path, method, api->sink, &match);
	return match.route != NULL && !route_only_reads(match.route);
}

void
api_handle(const struct api *api, struct arena *arena, const struct http_request *request,
    struct http_response *response)
{
	struct http_request unpacked = *request;
	struct call call = {.api = api, .arena = arena, .request = request, .response = response};
	const struct error *query_error, *outside, *error;
	struct str raw_query, pretty;

	call.now = api->now();
	outside = enter_mount(&call, &unpacked.target);
	call.request = &unpacked;
	call.uri = http_utf8(arena, unpacked.target);
	call.path = http_path_split(unpacked.target, &raw_query);
	error = check_line(&call);
	if (error == NULL)
		error = limit_headers(&call);
	if (error != NULL) {
		turn_away(&call, error);
		return;
	}
	query_error = read_query(&call, raw_query);
	pretty = http_query_get(&call.query, "pretty");
	call.pretty = pretty.p != NULL && (pretty.n == 0 || str_is(pretty, "true"));
	error = auth_enter(&call);
	if (error != NULL) {
		turn_away(&call, error);
		return;
	}
	serve(&call, &unpacked, query_error != NULL ? query_error : outside);
	auth_leave(&call);
	if (call.seen > response->ticket)
		response->ticket = call.seen;
}

/* ---- answers of the transport ---- */

static void
answer_early(struct arena *arena, const struct http_request *request,
    struct http_response *response, const struct error *error)
{
	struct call call = {.arena = arena, .request = request, .response = response};

	http_response_reset(response);
	respond_error(&call, error);
	respond_headers(&call, STR_LIT("application/json"));
}

void
api_answer_unavailable(
    struct arena *arena, const struct http_request *request, struct http_response *response)
{
	answer_early(arena, request, response,
	    error_text(arena, "unavailable_shards_exception", NULL,
	        STR_LIT("the change could not be put on stable storage, or the server has too "
	                "much to do: try again later")));
}

void
api_answer_bad_request(struct arena *arena, const struct http_request *request,
    struct http_response *response, const char *why)
{
	answer_early(arena, request, response,
	    error_text(arena, "illegal_argument_exception", NULL, str_of(why)));
}

void
api_answer_too_large(struct http_response *response)
{
	http_response_reset(response);
	response->status = 413;
	http_response_header(response, "X-elastic-product", STR_LIT("Elasticsearch"));
}
