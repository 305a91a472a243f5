#include <config.h>

#include "api/meta.h"

#include "api/auth.h"
#include "api/call.h"
#include "api/params.h"

/* clang-format off */
const struct param meta_license_params[] = {
	{ "local", PARAM_BOOL }, { "accept_enterprise", PARAM_BOOL }, { NULL },
};
const struct param meta_xpack_params[] = {
	{ "categories", PARAM_LIST }, { "accept_enterprise", PARAM_BOOL }, { NULL },
};
const struct param meta_health_params[] = {
	{ "local", PARAM_BOOL }, { "level", PARAM_TEXT }, { "timeout", PARAM_TEXT },
	{ "master_timeout", PARAM_TEXT }, { "wait_for_status", PARAM_TEXT }, { NULL },
};
/* clang-format on */

/* The free one: what is sold with others is not here. */
const struct error *
meta_license(struct call *call)
{
	struct buf *body = &call->response->body;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	buf_printf(body,
	    "{\"license\":{\"status\":\"active\",\"uid\":\"%s\",\"type\":\"basic\","
	    "\"max_nodes\":1000,\"max_resource_units\":null,\"issued_to\":",
	    store_uuid(call->api->store));
	doc_quote(body, str_of(call->api->cluster_name));
	buf_text(body, ",\"issuer\":\"connectord\",\"start_date_in_millis\":-1}}");
	return NULL;
}

const struct error *
meta_xpack(struct call *call)
{
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	buf_printf(&call->response->body,
	    "{\"build\":{\"hash\":\"unknown\",\"date\":\"1970-01-01T00:00:00.000Z\"},"
	    "\"license\":{\"uid\":\"%s\",\"type\":\"basic\",\"mode\":\"basic\","
	    "\"status\":\"active\"},\"features\":{"
	    "\"enterprise_search\":{\"available\":true,\"enabled\":true},"
	    "\"ml\":{\"available\":false,\"enabled\":false}},"
	    "\"tagline\":\"You know, for X\"}",
	    store_uuid(call->api->store));
	return NULL;
}

/* Green is the best, and all one process can be: it is that or red. */
static bool
is_reached(struct str wanted, bool green)
{
	return green || wanted.p == NULL || str_is(wanted, "red");
}

const struct error *
meta_health(struct call *call)
{
	struct buf *body = &call->response->body;
	struct str wanted = http_query_get(&call->query, "wait_for_status");
	bool green = store_ready(call->api->store) == STORE_OK;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	if (wanted.p != NULL && !str_is(wanted, "green") && !str_is(wanted, "yellow") &&
	    !str_is(wanted, "red"))
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "unknown cluster health status [%.*s]", STR_ARG(wanted));
	call->response->status = is_reached(wanted, green) ? 200 : 408;
	buf_text(body, "{\"cluster_name\":");
	doc_quote(body, str_of(call->api->cluster_name));
	buf_printf(body,
	    ",\"status\":\"%s\",\"timed_out\":%s,\"number_of_nodes\":1,\"number_of_data_nodes\":1,"
	    "\"active_primary_shards\":%d,\"active_shards\":%d,\"relocating_shards\":0,"
	    "\"initializing_shards\":0,\"unassigned_shards\":%d,\"delayed_unassigned_shards\":0,"
	    "\"number_of_pending_tasks\":0,\"number_of_in_flight_fetch\":0,"
	    "\"task_max_waiting_in_queue_millis\":0,\"active_shards_percent_as_number\":%s}",
	    green ? "green" : "red", is_reached(wanted, green) ? "false" : "true", green ? 2 : 0,
	    green ? 2 : 0, green ? 0 : 2, green ? "100.0" : "0.0");
	return NULL;
}
