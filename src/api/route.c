#include <config.h>

#include "api/route.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "api/api_keys.h"
#include "api/change.h"
#include "api/connectors.h"
#include "api/describe.h"
#include "api/explain.h"
#include "api/index.h"
#include "api/job_history.h"
#include "api/job_wait.h"
#include "api/meta.h"
#include "api/root.h"
#include "api/secrets.h"
#include "api/sink.h"
#include "api/status.h"
#include "api/sync_jobs.h"
#include "model/connector.h"
#include "model/sync_job.h"

/* clang-format off */
static const struct param list_connectors_params[] = {
	{ "from", PARAM_INT }, { "size", PARAM_INT }, { "index_name", PARAM_LIST },
	{ "connector_name", PARAM_LIST }, { "service_type", PARAM_LIST }, { "query", PARAM_TEXT },
	{ "include_deleted", PARAM_BOOL }, { NULL },
};
static const struct param get_connector_params[] = { { "include_deleted", PARAM_BOOL }, { NULL } };
static const struct param delete_connector_params[] = {
	{ "hard", PARAM_BOOL }, { "delete_sync_jobs", PARAM_BOOL }, { NULL },
};
static const struct param create_job_headers[] = { { "Idempotency-Key", PARAM_TEXT }, { NULL } };
static const struct param list_jobs_params[] = {
	{ "from", PARAM_INT }, { "size", PARAM_INT }, { "connector_id", PARAM_TEXT },
	{ "status", PARAM_TEXT }, { "job_type", PARAM_LIST }, { NULL },
};
/* clang-format on */

#define CONNECTOR "/_connector/{connector_id}"
#define SYNC_JOB  "/_connector/_sync_job/{connector_sync_job_id}"
#define SECRET    "/_connector/_secret/{id}"
#define INDEX     "/{index}" /* one of the two indices: see is_variable_for */
#define SINK      "/{sink}"  /* any other */

#define CONNECTOR_ACTION "cluster:admin/xpack/connector/"
#define JOB_ACTION       CONNECTOR_ACTION "sync_job/"
#define KEY_ACTION       "cluster:admin/xpack/security/api_key/"
#define SECRET_ACTION    CONNECTOR_ACTION "secret/"

/* clang-format off */
#define ANY(action)    { PRIVILEGE_ANY, action }
#define READ(action)   { PRIVILEGE_READ, action }
#define WORK(action)   { PRIVILEGE_WORK, action }
#define MANAGE(action) { PRIVILEGE_MANAGE, action }
#define MONITOR(action) { PRIVILEGE_MONITOR, action }
#define KEYS(action)   { PRIVILEGE_KEYS, action }

const struct route routes[] = {
	{ HTTP_GET, "/", root_get, ANY("cluster:monitor/main"),
	  "Says which version of the API this is." },
	{ HTTP_HEAD, "/", root_get, ANY("cluster:monitor/main"),
	  "The same without a body." },

	{ HTTP_GET, "/_connectord/openapi.json", openapi_get, ANY("cluster:monitor/connectord/openapi"),
	  "Gets this description as an OpenAPI document; not in the original." },
	{ HTTP_GET, "/_connectord/status", status_get, MONITOR("cluster:monitor/connectord/status"),
	  "Says how the service is; not in the original." },
	{ HTTP_GET, "/_connectord/connector/{connector_id}/_explain", explain_connector_get, READ("cluster:monitor/connectord/explain/connector"),
	  "Says why no job of a connector is running, the first hindrance first; not in the original." },
	{ HTTP_GET, "/_connectord/sync_job/{connector_sync_job_id}/_explain", explain_sync_job_get, READ("cluster:monitor/connectord/explain/sync_job"),
	  "Says why a job is not running, the first hindrance first; not in the original." },
	{ HTTP_GET, "/_connectord/sync_job/{connector_sync_job_id}/_history", sync_job_history, READ("cluster:monitor/connectord/sync_job/history"),
	  "Gets the steps of a job from state to state: when, by whom, how far it had come; not in the original." },

	{ HTTP_POST, "/_connector", connector_create, MANAGE(CONNECTOR_ACTION "post"),
	  "Creates a connector under a generated id.", .body = &connector_create_schema, .body_optional = true },
	{ HTTP_PUT, "/_connector", connector_create, MANAGE(CONNECTOR_ACTION "put"),
	  "Creates a connector under a generated id.", .body = &connector_create_schema, .body_optional = true },
	{ HTTP_GET, "/_connector", connector_list, READ(CONNECTOR_ACTION "list"),
	  "Lists connectors by index name.", .params = list_connectors_params },
	{ HTTP_PUT, CONNECTOR, connector_put, MANAGE(CONNECTOR_ACTION "put"),
	  "Creates a connector, or starts an existing one anew.", .body = &connector_create_schema, .body_optional = true },
	{ HTTP_GET, CONNECTOR, connector_get, READ(CONNECTOR_ACTION "get"),
	  "Gets a connector.", .params = get_connector_params },
	{ HTTP_DELETE, CONNECTOR, connector_delete, MANAGE(CONNECTOR_ACTION "delete"),
	  "Deletes a connector, softly unless asked otherwise.", .params = delete_connector_params },
	{ HTTP_PUT, CONNECTOR "/_api_key_id", change_record, MANAGE(CONNECTOR_ACTION "update_api_key_id"),
	  "Sets the ids of the API key and of the secret that holds it.", .change = &change_connector_api_key_id },
	{ HTTP_PUT, CONNECTOR "/_check_in", change_record, WORK(CONNECTOR_ACTION "update_last_seen"),
	  "Notes that the connector is alive: last_seen.", .change = &change_connector_check_in },
	{ HTTP_PUT, CONNECTOR "/_configuration", change_record, MANAGE(CONNECTOR_ACTION "update_configuration"),
	  "Replaces the configuration, or sets values in it; makes the status configured.", .change = &change_connector_configuration },
	{ HTTP_PUT, CONNECTOR "/_error", change_record, WORK(CONNECTOR_ACTION "update_error"),
	  "Sets or clears the error, and the status with it.", .change = &change_connector_error },
	{ HTTP_PUT, CONNECTOR "/_features", change_record, MANAGE(CONNECTOR_ACTION "update_features"),
	  "Sets features; those not sent stay.", .change = &change_connector_features },
	{ HTTP_PUT, CONNECTOR "/_filtering", change_record, MANAGE(CONNECTOR_ACTION "update_filtering"),
	  "Sets the draft of the sync rules, or all of the filtering.", .change = &change_connector_filtering },
	{ HTTP_PUT, CONNECTOR "/_filtering/_activate", change_record, MANAGE(CONNECTOR_ACTION "update_filtering/activate"),
	  "Makes the valid draft the active filtering.", .change = &change_connector_filtering_activate },
	{ HTTP_PUT, CONNECTOR "/_filtering/_validation", change_record, WORK(CONNECTOR_ACTION "update_filtering/draft_validation"),
	  "Sets what validating the draft has shown.", .change = &change_connector_filtering_validation },
	{ HTTP_PUT, CONNECTOR "/_index_name", change_record, MANAGE(CONNECTOR_ACTION "update_index_name"),
	  "Attaches an index, or detaches it.", .change = &change_connector_index_name },
	{ HTTP_PUT, CONNECTOR "/_last_sync", change_record, WORK(CONNECTOR_ACTION "update_last_sync_stats"),
	  "Sets what the last syncs have shown.", .change = &change_connector_last_sync },
	{ HTTP_PUT, CONNECTOR "/_name", change_record, MANAGE(CONNECTOR_ACTION "update_name"),
	  "Sets name and description.", .change = &change_connector_name },
	{ HTTP_PUT, CONNECTOR "/_native", change_record, MANAGE(CONNECTOR_ACTION "update_native"),
	  "Makes the connector Elastic-managed or self-managed.", .change = &change_connector_native },
	{ HTTP_PUT, CONNECTOR "/_pipeline", change_record, MANAGE(CONNECTOR_ACTION "update_pipeline"),
	  "Sets the ingest pipeline.", .change = &change_connector_pipeline },
	{ HTTP_PUT, CONNECTOR "/_scheduling", change_record, MANAGE(CONNECTOR_ACTION "update_scheduling"),
	  "Sets one or more of the three schedules.", .change = &change_connector_scheduling },
	{ HTTP_PUT, CONNECTOR "/_service_type", change_record, MANAGE(CONNECTOR_ACTION "update_service_type"),
	  "Sets the type of the source.", .change = &change_connector_service_type },
	{ HTTP_PUT, CONNECTOR "/_status", change_record, MANAGE(CONNECTOR_ACTION "update_status"),
	  "Takes the connector to another status.", .change = &change_connector_status },

	{ HTTP_POST, "/_connector/_sync_job", sync_job_create, MANAGE(JOB_ACTION "post"),
	  "Creates a pending job for a connector. With an Idempotency-Key, what is sent again within 24 hours "
	  "makes no second one: the first answer comes back, with Idempotency-Replayed: true. With wait_for_completion "
	  "the answer comes when the job has ended, or when the time is over: 201 with id, timed_out, status and error.",
	  .params = job_wait_create_params, .body = &sync_job_create_schema, .headers = create_job_headers },
	{ HTTP_GET, "/_connector/_sync_job", sync_job_list, READ(JOB_ACTION "list"),
	  "Lists jobs, newest first.", .params = list_jobs_params },
	{ HTTP_GET, SYNC_JOB, sync_job_get, READ(JOB_ACTION "get"),
	  "Gets a job. With wait_for_status when it has one of these states or has ended; 408 with the job as it is when "
	  "the time is over.", .params = job_wait_get_params },
	{ HTTP_DELETE, SYNC_JOB, sync_job_delete, MANAGE(JOB_ACTION "delete"),
	  "Deletes a job." },
	{ HTTP_PUT, SYNC_JOB "/_cancel", change_record, MANAGE(JOB_ACTION "cancel"),
	  "Cancels a job, or asks the one in progress to stop.", .change = &change_sync_job_cancel },
	{ HTTP_PUT, SYNC_JOB "/_check_in", change_record, WORK(JOB_ACTION "check_in"),
	  "Notes that the job is alive: last_seen.", .change = &change_sync_job_check_in },
	{ HTTP_PUT, SYNC_JOB "/_claim", change_record, WORK(JOB_ACTION "claim"),
	  "Claims a job for a worker: in_progress.", .change = &change_sync_job_claim },
	{ HTTP_PUT, SYNC_JOB "/_error", change_record, WORK(JOB_ACTION "update_error"),
	  "Ends a job as failed.", .change = &change_sync_job_error },
	{ HTTP_PUT, SYNC_JOB "/_stats", change_record, WORK(JOB_ACTION "update_stats"),
	  "Reports the progress of a job.", .change = &change_sync_job_stats },

	{ HTTP_POST, "/_connector/_secret", secret_create, MANAGE(SECRET_ACTION "post"),
	  "Keeps a secret under a generated id.", .body = &secret_create_schema, .secret = true },
	{ HTTP_GET, SECRET, secret_get, MANAGE(SECRET_ACTION "get"),
	  "Gets a secret, in clear.", .secret = true },
	{ HTTP_PUT, SECRET, secret_put, MANAGE(SECRET_ACTION "put"),
	  "Keeps a secret, or replaces one.", .body = &secret_put_schema, .secret = true },
	{ HTTP_DELETE, SECRET, secret_delete, MANAGE(SECRET_ACTION "delete"),
	  "Deletes a secret." },

	{ HTTP_HEAD, INDEX, index_head, ANY("indices:admin/get"),
	  "Tells that the index is there. {index} is .elastic-connectors or .elastic-connectors-sync-jobs, or one of them with -v1 behind.", .params = index_params },
	{ HTTP_GET, INDEX, index_get, ANY("indices:admin/get"),
	  "Gets aliases, mappings and settings of an index.", .params = index_params },
	{ HTTP_PUT, INDEX, index_put, MANAGE("indices:admin/create"),
	  "Is refused: the indices are always there.", .params = index_params },
	{ HTTP_GET, INDEX "/_mapping", index_mapping_get, ANY("indices:admin/mappings/get"),
	  "Gets the fields of an index.", .params = index_params },
	{ HTTP_GET, INDEX "/_refresh", index_refresh, ANY("indices:admin/refresh"),
	  "Does nothing: what was written is found at once.", .params = index_params },
	{ HTTP_POST, INDEX "/_refresh", index_refresh, ANY("indices:admin/refresh"),
	  "The same.", .params = index_params },
	{ HTTP_GET, INDEX "/_search", index_search, MANAGE("indices:data/read/search"),
	  "Finds documents.", .body = &index_search_schema, .body_optional = true, .params = index_search_params },
	{ HTTP_POST, INDEX "/_search", index_search, MANAGE("indices:data/read/search"),
	  "Finds documents.", .body = &index_search_schema, .body_optional = true, .params = index_search_params },
	{ HTTP_GET, INDEX "/_count", index_count, MANAGE("indices:data/read/search"),
	  "Counts documents.", .body = &index_query_schema, .body_optional = true, .params = index_params },
	{ HTTP_POST, INDEX "/_count", index_count, MANAGE("indices:data/read/search"),
	  "Counts documents.", .body = &index_query_schema, .body_optional = true, .params = index_params },
	{ HTTP_POST, INDEX "/_delete_by_query", index_delete_by_query, MANAGE("indices:data/write/delete/byquery"),
	  "Deletes all documents of an index.", .body = &index_query_schema, .params = index_params },
	{ HTTP_POST, INDEX "/_doc", index_doc_post, MANAGE("indices:data/write/index"),
	  "Keeps a document under a generated id.", .body = &index_doc_schema, .params = index_doc_put_params },
	{ HTTP_GET, INDEX "/_doc/{id}", index_doc_get, MANAGE("indices:data/read/get"),
	  "Gets a document.", .params = index_doc_get_params },
	{ HTTP_HEAD, INDEX "/_doc/{id}", index_doc_head, MANAGE("indices:data/read/get"),
	  "Tells whether there is a document.", .params = index_doc_get_params },
	{ HTTP_PUT, INDEX "/_doc/{id}", index_doc_put, MANAGE("indices:data/write/index"),
	  "Keeps a document, or replaces one.", .body = &index_doc_schema, .params = index_doc_put_params },
	{ HTTP_POST, INDEX "/_doc/{id}", index_doc_put, MANAGE("indices:data/write/index"),
	  "The same.", .body = &index_doc_schema, .params = index_doc_put_params },
	{ HTTP_POST, INDEX "/_update/{id}", index_doc_update, MANAGE("indices:data/write/update"),
	  "Merges a part into a document.", .body = &index_update_schema, .params = index_doc_update_params },
	{ HTTP_GET, "/_search/scroll", index_scroll, WORK("indices:data/read/scroll"),
	  "Goes on with a scroll: all hits were in its first answer.", .body = &index_scroll_schema, .body_optional = true, .params = index_scroll_params },
	{ HTTP_POST, "/_search/scroll", index_scroll, WORK("indices:data/read/scroll"),
	  "The same.", .body = &index_scroll_schema, .body_optional = true, .params = index_scroll_params },
	{ HTTP_DELETE, "/_search/scroll", index_scroll_clear, WORK("indices:data/read/scroll/clear"),
	  "Ends scrolls.", .body = &index_scroll_clear_schema, .body_optional = true },

	{ HTTP_GET, "/_license", meta_license, ANY("cluster:monitor/xpack/license/get"),
	  "Gets the licence: basic.", .params = meta_license_params },
	{ HTTP_GET, "/_xpack", meta_xpack, ANY("cluster:monitor/xpack/info"),
	  "Gets what is there beside the core.", .params = meta_xpack_params },
	{ HTTP_GET, "/_cluster/health", meta_health, ANY("cluster:monitor/health"),
	  "Tells whether changes can be kept.", .params = meta_health_params },

	{ HTTP_POST, "/_security/api_key", api_key_create, KEYS(KEY_ACTION "create"),
	  "Makes an API key; its secret is shown this once.", .body = &api_key_create_schema, .params = api_key_create_params, .secret = true },
	{ HTTP_PUT, "/_security/api_key", api_key_create, KEYS(KEY_ACTION "create"),
	  "Makes an API key; its secret is shown this once.", .body = &api_key_create_schema, .params = api_key_create_params, .secret = true },
	{ HTTP_GET, "/_security/api_key", api_key_list, KEYS(KEY_ACTION "get"),
	  "Lists API keys by name, without their secrets.", .params = api_key_list_params },
	{ HTTP_DELETE, "/_security/api_key", api_key_invalidate_some, KEYS(KEY_ACTION "invalidate"),
	  "Revokes API keys.", .body = &api_key_invalidate_schema },
	{ HTTP_GET, "/_security/_authenticate", authenticate_get, ANY("cluster:admin/xpack/security/user/authenticate"),
	  "Says who asks." },

	{ HTTP_GET, SINK, sink_index_get, WORK("indices:admin/get"),
	  "Gets an index of the sink; * is all of them.", .params = index_params, .sink = true },
	{ HTTP_HEAD, SINK, sink_index_head, WORK("indices:admin/get"),
	  "Tells whether there is an index in the sink.", .params = index_params, .sink = true },
	{ HTTP_PUT, SINK, sink_index_put, WORK("indices:admin/create"),
	  "Makes an index in the sink; mappings and settings are kept, and do nothing.", .body = &sink_index_schema, .body_optional = true, .params = index_params, .sink = true },
	{ HTTP_DELETE, SINK, sink_index_delete, WORK("indices:admin/delete"),
	  "Deletes an index of the sink with its documents.", .params = index_params, .sink = true },
	{ HTTP_GET, SINK "/_mapping", sink_mapping_get, WORK("indices:admin/mappings/get"),
	  "Gets the mappings of an index of the sink, as they were sent.", .params = index_params, .sink = true },
	{ HTTP_PUT, SINK "/_mapping", sink_mapping_put, WORK("indices:admin/mapping/put"),
	  "Merges into the mappings of an index of the sink; they do nothing.", .body = &index_doc_schema, .params = index_params, .sink = true },
	{ HTTP_GET, SINK "/_stats", sink_stats, WORK("indices:monitor/stats"),
	  "Counts the documents of an index of the sink; * is all of them.", .params = index_params, .sink = true },
	{ HTTP_GET, SINK "/_refresh", sink_refresh, WORK("indices:admin/refresh"),
	  "Does nothing: what was written is there at once.", .params = index_params, .sink = true },
	{ HTTP_POST, SINK "/_refresh", sink_refresh, WORK("indices:admin/refresh"),
	  "The same.", .params = index_params, .sink = true },
	{ HTTP_GET, SINK "/_search", sink_search, WORK("indices:data/read/search"),
	  "Lists documents of the sink in its own order; with scroll, all of them in pages. Finds nothing: match_all is the one query.", .body = &index_search_schema, .body_optional = true, .params = index_search_params, .sink = true },
	{ HTTP_POST, SINK "/_search", sink_search, WORK("indices:data/read/search"),
	  "The same.", .body = &index_search_schema, .body_optional = true, .params = index_search_params, .sink = true },
	{ HTTP_GET, SINK "/_count", sink_count_get, WORK("indices:data/read/search"),
	  "Counts documents of the sink.", .body = &index_query_schema, .body_optional = true, .params = index_params, .sink = true },
	{ HTTP_POST, SINK "/_count", sink_count_get, WORK("indices:data/read/search"),
	  "The same.", .body = &index_query_schema, .body_optional = true, .params = index_params, .sink = true },
	{ HTTP_POST, SINK "/_delete_by_query", sink_delete_by_query, WORK("indices:data/write/delete/byquery"),
	  "Deletes all documents of an index of the sink.", .body = &index_query_schema, .params = sink_delete_by_query_params, .sink = true },
	{ HTTP_GET, SINK "/_doc/{id}", sink_doc_get, WORK("indices:data/read/get"),
	  "Gets a document of the sink.", .params = index_doc_get_params, .sink = true },
	{ HTTP_HEAD, SINK "/_doc/{id}", sink_doc_head, WORK("indices:data/read/get"),
	  "Tells whether there is a document in the sink.", .params = index_doc_get_params, .sink = true },
	{ HTTP_POST, "/_bulk", sink_bulk, WORK("indices:data/write/bulk"),
	  "Keeps and deletes documents in the sink: lines of JSON. A pipeline is accepted, and ignored.", .body = &sink_bulk_schema, .params = sink_bulk_params, .sink = true },
	{ HTTP_PUT, "/_bulk", sink_bulk, WORK("indices:data/write/bulk"),
	  "The same.", .body = &sink_bulk_schema, .params = sink_bulk_params, .sink = true },
	{ HTTP_POST, SINK "/_bulk", sink_bulk, WORK("indices:data/write/bulk"),
	  "The same for operations that name no index.", .body = &sink_bulk_schema, .params = sink_bulk_params, .sink = true },
	{ HTTP_PUT, SINK "/_bulk", sink_bulk, WORK("indices:data/write/bulk"),
	  "The same.", .body = &sink_bulk_schema, .params = sink_bulk_params, .sink = true },
	{ HTTP_GET, "/_connectord/sink" SINK, sink_export, WORK("indices:data/read/search"),
	  "Gets documents of the sink as lines of JSON, {\"_id\",\"_source\"}, 1000 if not asked otherwise; the next ones begin behind the _id that is after. Not in the original.", .params = sink_export_params, .sink = true },
};

static const char *const method_names[HTTP_METHOD__MAX] = {
	[HTTP_GET]     = "GET",
	[HTTP_POST]    = "POST",
	[HTTP_PUT]     = "PUT",
	[HTTP_DELETE]  = "DELETE",
	[HTTP_HEAD]    = "HEAD",
	[HTTP_OPTIONS] = "OPTIONS",
	[HTTP_PATCH]   = "PATCH",
	[HTTP_TRACE]   = "TRACE",
	[HTTP_CONNECT] = "CONNECT",
};
/* clang-format on */

const size_t route_count = sizeof(routes) / sizeof(routes[0]);

const struct schema *
route_body(const struct route *route)
{
	return route->change != NULL ? route->change->update->body : route->body;
}

bool
route_only_reads(const struct route *route)
{
	static const char *const reading[] = {"indices:data/read/", "indices:admin/refresh"};

	if (route->method == HTTP_GET || route->method == HTTP_HEAD)
		return true;
	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++)
		if (strncmp(route->access.action, reading[i], strlen(reading[i])) == 0)
			return true;
	return false;
}

bool
route_may_only_read(enum http_method method, struct str target)
{
	const char *end = memchr(target.p, '?', target.n);
	size_t n = end != NULL ? (size_t)(end - target.p) : target.n;

	for (size_t i = 0; i < route_count; i++) {
		const char *last = strrchr(routes[i].path, '/');
		size_t length = strlen(last);

		if (routes[i].method == method && route_only_reads(&routes[i]) && length <= n &&
		    memcmp(target.p + n - length, last, length) == 0)
			return true;
	}
	return false;
}

const char *
http_method_name(enum http_method method)
{
	return method_names[method];
}

enum http_method
http_method_of(struct str name)
{
	for (int m = 0; m < HTTP_METHOD__MAX; m++)
		if (str_is(name, method_names[m]))
			return (enum http_method)m;
	return HTTP_METHOD__MAX;
}

const char *
route_methods(struct arena *a, unsigned allowed, const char *separator)
{
	const char *list = "";

	for (int m = 0; m < HTTP_METHOD__MAX; m++)
		if ((allowed & 1u << m) != 0)
			list = arena_printf(
			    a, "%s%s%s", list, *list != '\0' ? separator : "", method_names[m]);
	return list;
}

/* A row's path, taken apart. */
struct pattern {
	struct str segments[PATH_SEGMENTS];
	size_t n;
	size_t last; /* bytes of the last segment; 0: a variable, or there is none */
};

enum { ROUTES_MAX = 192 };

_Static_assert(sizeof(routes) / sizeof(routes[0]) <= ROUTES_MAX, "a pattern each");

/* Of routes[]; made once, constant then. */
static struct {
	struct pattern patterns[ROUTES_MAX];
	struct {
		const struct pattern *of[ROUTES_MAX]; /* in the order of the rows */
		size_t count;
	} by_length[PATH_SEGMENTS + 1]; /* by the number of segments */
} table;

static bool
is_variable(struct str segment)
{
	return segment.n > 0 && segment.p[0] == '{';
}

static void
take_apart(void)
{
	for (size_t i = 0; i < route_count; i++) {
		struct pattern *pattern = &table.patterns[i];
		struct str query;
		struct http_path path = http_path_split(str_of(routes[i].path), &query);

		assert(path.n <= PATH_SEGMENTS);
		memcpy(pattern->segments, path.segments, sizeof(pattern->segments));
		pattern->n = path.n;
		if (path.n > 0 && !is_variable(path.segments[path.n - 1]))
			pattern->last = path.segments[path.n - 1].n;
		table.by_length[path.n].of[table.by_length[path.n].count++] = pattern;
	}
}

static void
make_table(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, take_apart);
}

static const struct pattern *
pattern_of(const struct route *route)
{
	make_table();
	return table.patterns + (route - routes);
}

static const struct route *
route_of(const struct pattern *pattern)
{
	return routes + (pattern - table.patterns);
}

size_t
route_var_names(const struct route *route, struct str names[ROUTE_VARS])
{
	const struct pattern *pattern = pattern_of(route);
	size_t n = 0;

	for (size_t i = 0; i < pattern->n; i++) {
		if (!is_variable(pattern->segments[i]))
			continue;
		assert(n < ROUTE_VARS);
		names[n++] = (struct str){pattern->segments[i].p + 1, pattern->segments[i].n - 2};
	}
	return n;
}

/* No path of the API begins so, and none of the indices of the connectors. */
static bool
may_be_sink(struct str value)
{
	static const struct str reserved = STR_LIT(".elastic-connectors");

	return value.n > 0 && value.p[0] != '_' &&
	       (value.n < reserved.n || memcmp(value.p, reserved.p, reserved.n) != 0);
}

/* {index} is for the names of our indices only: other paths of one segment have no route. */
static bool
is_variable_for(struct str segment, struct str value)
{
	if (!is_variable(segment))
		return false;
	if (str_is(segment, "{index}"))
		return index_find(value) != NULL;
	return !str_is(segment, "{sink}") || may_be_sink(value);
}

/* The same number of segments, and the last may be the same: that is what most patterns differ in.
 */
static bool
may_match(const struct pattern *pattern, const struct http_path *path)
{
	return pattern->last == 0 || pattern->last == path->segments[path->n - 1].n;
}

/* One of as many segments. */
static bool
matches(const struct pattern *pattern, const struct http_path *path)
{
	for (size_t i = path->n; i-- > 0;) {
		struct str segment = pattern->segments[i], value = path->segments[i];

		/* Seldom alike, so looked at here and not in str_equal(). */
		if (!is_variable(segment) && segment.n != value.n)
			return false;
		if (!is_variable_for(segment, value) && !str_equal(segment, value))
			return false;
	}
	return true;
}

/* The same segments in front of the last one. */
static bool
same_parent(const struct pattern *a, const struct pattern *b)
{
	for (size_t i = 0; i + 1 < a->n; i++)
		if (!str_equal(a->segments[i], b->segments[i]))
			return false;
	return a->n == b->n;
}

/* A literal last segment hides the variable beside it (rest.md 5, rule 1). */
static bool
is_hidden(const struct pattern *pattern, const struct http_path *path)
{
	if (pattern->n == 0 || pattern->last != 0)
		return false;
	for (size_t i = 0; i < table.by_length[path->n].count; i++) {
		const struct pattern *other = table.by_length[path->n].of[i];

		if (other->last != 0 && may_match(other, path) && matches(other, path) &&
		    same_parent(pattern, other))
			return true;
	}
	return false;
}

/* Rule 2: all literal, then those with a literal last segment, then the others. */
static int
rank(const struct pattern *pattern)
{
	int variables = 0;

	for (size_t i = 0; i < pattern->n; i++)
		variables += is_variable(pattern->segments[i]);
	if (variables == 0)
		return 0;
	return variables + (is_variable(pattern->segments[pattern->n - 1]) ? PATH_SEGMENTS : 0);
}

/* Decodes the variables of a candidate, or says in match which escape is broken. */
static void
read_vars(struct arena *a, const struct pattern *pattern, const struct http_path *path,
    struct route_match *match)
{
	struct str vars[ROUTE_VARS] = {{"", 0}, {"", 0}};
	size_t n = 0;

	for (size_t i = 0; i < pattern->n; i++) {
		if (!is_variable(pattern->segments[i]))
			continue;
		if (!http_decode(a, path->segments[i], false, &vars[n++], &match->broken_escape))
			return;
	}
	memcpy(match->vars, vars, sizeof(vars));
}

/* Notes a row that the path matches. */
static void
take_row(struct arena *a, const struct pattern *pattern, const struct http_path *path,
    enum http_method method, struct route_match *match)
{
	const struct route *route = route_of(pattern);

	match->allowed |= 1u << route->method;
	if (route->method == method &&
	    (match->route == NULL || rank(pattern) < rank(pattern_of(match->route))))
		match->route = route;
	/* The first broken escape of any row is the one that is told. */
	if (match->broken_escape == NULL && memchr(path->raw.p, '%', path->raw.n) != NULL)
		read_vars(a, pattern, path, match);
}

void
route_find(struct arena *a, const struct http_path *path, enum http_method method, bool sink,
    struct route_match *match)
{
	make_table();
	*match = (struct route_match){.route = NULL};
	if (path->n > PATH_SEGMENTS)
		return;
	for (size_t i = 0; i < table.by_length[path->n].count; i++) {
		const struct pattern *pattern = table.by_length[path->n].of[i];

		if (!may_match(pattern, path) || (route_of(pattern)->sink && !sink))
			continue;
		if (matches(pattern, path) && !is_hidden(pattern, path))
			take_row(a, pattern, path, method, match);
	}
	if (match->broken_escape != NULL)
		match->route = NULL;
	if (match->route != NULL)
		read_vars(a, pattern_of(match->route), path, match);
}
