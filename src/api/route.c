#include <config.h>

#include "api/route.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "api/change.h"
#include "api/connectors.h"
#include "api/describe.h"
#include "api/root.h"
#include "api/secrets.h"
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
static const struct param list_jobs_params[] = {
	{ "from", PARAM_INT }, { "size", PARAM_INT }, { "connector_id", PARAM_TEXT },
	{ "status", PARAM_TEXT }, { "job_type", PARAM_LIST }, { NULL },
};
/* clang-format on */

#define CONNECTOR "/_connector/{connector_id}"
#define SYNC_JOB  "/_connector/_sync_job/{connector_sync_job_id}"
#define SECRET    "/_connector/_secret/{id}"

/* clang-format off */
const struct route routes[] = {
	{ HTTP_GET, "/", root_get,
	  "Says which version of the API this is." },
	{ HTTP_HEAD, "/", root_get,
	  "The same without a body." },

	{ HTTP_GET, "/_connectord/openapi.json", openapi_get,
	  "Gets this description as an OpenAPI document; not in the original." },

	{ HTTP_POST, "/_connector", connector_create,
	  "Creates a connector under a generated id.", .body = &connector_create_schema, .body_optional = true },
	{ HTTP_PUT, "/_connector", connector_create,
	  "Creates a connector under a generated id.", .body = &connector_create_schema, .body_optional = true },
	{ HTTP_GET, "/_connector", connector_list,
	  "Lists connectors by index name.", .params = list_connectors_params },
	{ HTTP_PUT, CONNECTOR, connector_put,
	  "Creates a connector, or starts an existing one anew.", .body = &connector_create_schema, .body_optional = true },
	{ HTTP_GET, CONNECTOR, connector_get,
	  "Gets a connector.", .params = get_connector_params },
	{ HTTP_DELETE, CONNECTOR, connector_delete,
	  "Deletes a connector, softly unless asked otherwise.", .params = delete_connector_params },
	{ HTTP_PUT, CONNECTOR "/_api_key_id", change_record,
	  "Sets the ids of the API key and of the secret that holds it.", .change = &change_connector_api_key_id },
	{ HTTP_PUT, CONNECTOR "/_check_in", change_record,
	  "Notes that the connector is alive: last_seen.", .change = &change_connector_check_in },
	{ HTTP_PUT, CONNECTOR "/_configuration", change_record,
	  "Replaces the configuration, or sets values in it; makes the status configured.", .change = &change_connector_configuration },
	{ HTTP_PUT, CONNECTOR "/_error", change_record,
	  "Sets or clears the error, and the status with it.", .change = &change_connector_error },
	{ HTTP_PUT, CONNECTOR "/_features", change_record,
	  "Sets features; those not sent stay.", .change = &change_connector_features },
	{ HTTP_PUT, CONNECTOR "/_filtering", change_record,
	  "Sets the draft of the sync rules, or all of the filtering.", .change = &change_connector_filtering },
	{ HTTP_PUT, CONNECTOR "/_filtering/_activate", change_record,
	  "Makes the valid draft the active filtering.", .change = &change_connector_filtering_activate },
	{ HTTP_PUT, CONNECTOR "/_filtering/_validation", change_record,
	  "Sets what validating the draft has shown.", .change = &change_connector_filtering_validation },
	{ HTTP_PUT, CONNECTOR "/_index_name", change_record,
	  "Attaches an index, or detaches it.", .change = &change_connector_index_name },
	{ HTTP_PUT, CONNECTOR "/_last_sync", change_record,
	  "Sets what the last syncs have shown.", .change = &change_connector_last_sync },
	{ HTTP_PUT, CONNECTOR "/_name", change_record,
	  "Sets name and description.", .change = &change_connector_name },
	{ HTTP_PUT, CONNECTOR "/_native", change_record,
	  "Makes the connector Elastic-managed or self-managed.", .change = &change_connector_native },
	{ HTTP_PUT, CONNECTOR "/_pipeline", change_record,
	  "Sets the ingest pipeline.", .change = &change_connector_pipeline },
	{ HTTP_PUT, CONNECTOR "/_scheduling", change_record,
	  "Sets one or more of the three schedules.", .change = &change_connector_scheduling },
	{ HTTP_PUT, CONNECTOR "/_service_type", change_record,
	  "Sets the type of the source.", .change = &change_connector_service_type },
	{ HTTP_PUT, CONNECTOR "/_status", change_record,
	  "Takes the connector to another status.", .change = &change_connector_status },

	{ HTTP_POST, "/_connector/_sync_job", sync_job_create,
	  "Creates a pending job for a connector.", .body = &sync_job_create_schema },
	{ HTTP_GET, "/_connector/_sync_job", sync_job_list,
	  "Lists jobs, newest first.", .params = list_jobs_params },
	{ HTTP_GET, SYNC_JOB, sync_job_get,
	  "Gets a job." },
	{ HTTP_DELETE, SYNC_JOB, sync_job_delete,
	  "Deletes a job." },
	{ HTTP_PUT, SYNC_JOB "/_cancel", change_record,
	  "Cancels a job, or asks the one in progress to stop.", .change = &change_sync_job_cancel },
	{ HTTP_PUT, SYNC_JOB "/_check_in", change_record,
	  "Notes that the job is alive: last_seen.", .change = &change_sync_job_check_in },
	{ HTTP_PUT, SYNC_JOB "/_claim", change_record,
	  "Claims a job for a worker: in_progress.", .change = &change_sync_job_claim },
	{ HTTP_PUT, SYNC_JOB "/_error", change_record,
	  "Ends a job as failed.", .change = &change_sync_job_error },
	{ HTTP_PUT, SYNC_JOB "/_stats", change_record,
	  "Reports the progress of a job.", .change = &change_sync_job_stats },

	{ HTTP_POST, "/_connector/_secret", secret_create,
	  "Keeps a secret under a generated id.", .body = &secret_create_schema, .secret = true },
	{ HTTP_GET, SECRET, secret_get,
	  "Gets a secret, in clear.", .secret = true },
	{ HTTP_PUT, SECRET, secret_put,
	  "Keeps a secret, or replaces one.", .body = &secret_put_schema, .secret = true },
	{ HTTP_DELETE, SECRET, secret_delete,
	  "Deletes a secret." },
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
};

enum { ROUTES_MAX = 64 };

_Static_assert(sizeof(routes) / sizeof(routes[0]) <= ROUTES_MAX, "a pattern each");

static struct pattern patterns[ROUTES_MAX]; /* of routes[]; made once, constant then */

static void
take_apart(void)
{
	for (size_t i = 0; i < route_count; i++) {
		struct str query;
		struct http_path path = http_path_split(str_of(routes[i].path), &query);

		assert(path.n <= PATH_SEGMENTS);
		memcpy(patterns[i].segments, path.segments, sizeof(patterns[i].segments));
		patterns[i].n = path.n;
	}
}

static const struct pattern *
pattern_of(const struct route *route)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, take_apart);
	return &patterns[route - routes];
}

static bool
is_variable(struct str segment)
{
	return segment.n > 0 && segment.p[0] == '{';
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

static bool
matches(const struct pattern *pattern, const struct http_path *path)
{
	if (pattern->n != path->n)
		return false;
	for (size_t i = 0; i < path->n; i++)
		if (!is_variable(pattern->segments[i]) &&
		    !str_equal(pattern->segments[i], path->segments[i]))
			return false;
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
	if (pattern->n == 0 || !is_variable(pattern->segments[pattern->n - 1]))
		return false;
	for (size_t i = 0; i < route_count; i++) {
		const struct pattern *other = pattern_of(&routes[i]);

		if (matches(other, path) && same_parent(pattern, other) &&
		    !is_variable(other->segments[other->n - 1]))
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

void
route_find(struct arena *a, const struct http_path *path, enum http_method method,
    struct route_match *match)
{
	int best = 0;

	*match = (struct route_match){.route = NULL};
	for (size_t i = 0; i < route_count; i++) {
		const struct pattern *pattern = pattern_of(&routes[i]);

		if (!matches(pattern, path) || is_hidden(pattern, path))
			continue;
		match->allowed |= 1u << routes[i].method;
		if (routes[i].method == method && (match->route == NULL || rank(pattern) < best)) {
			match->route = &routes[i];
			best = rank(pattern);
		}
		if (match->broken_escape == NULL)
			read_vars(a, pattern, path, match);
	}
	if (match->broken_escape != NULL)
		match->route = NULL;
	if (match->route != NULL)
		read_vars(a, pattern_of(match->route), path, match);
}
