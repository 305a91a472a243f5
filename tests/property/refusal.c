#include <config.h>

#include "refusal.h"

#include <stdio.h>
#include <string.h>

#include "body.h"

struct row {
	const char *method, *target;
	const char *body; /* NULL: none */
	int status;
	struct level level[LEVELS]; /* a type of FLAT: rest.md 4 */
};

#define FLAT         ""
#define C            "/_connector/c1/"
#define J            "/_connector/_sync_job"
#define JOB          "/_connector/_sync_job/some/"
#define BUILD        "Failed to build [connector_sync_job_post_request] after last required field arrived"
#define POST_REQUEST "[connector_sync_job_post_request] "
#define STATS        "[connector_sync_job_update_ingestion_stats] "
#define CONF         "[connector_update_configuration_request] failed to parse field [configuration]"
#define FILTERING    "[connector_update_filtering_request] failed to parse field "
#define NOT_BOOL     "Failed to parse value [yes] as only [true] or [false] are allowed."
#define BOTH_NULL    " cannot both be [null]. Please provide a value for at least one of them.;"

/* clang-format off */
static const struct row rows[] = {
	/* connectors.md 1, 3 */
	{"PUT", "/_connector/c1", "{\"index_name\":\"a\",\"nme\":\"b\"}", 400, {{PARSING, "[1:19] [connector_put_request] unknown field [nme] did you mean [name]?"}}},
	{"POST", "/_connector", "{\"name\":null}", 400, {{PARSING, "[1:9] [connector_put_request] name doesn't support values of type: VALUE_NULL"}}},
	{"PUT", "/_connector", "{\"is_native\":null}", 400, {{PARSING, "[1:14] [connector_put_request] is_native doesn't support values of type: VALUE_NULL"}}},
	{"PUT", "/_connector/c1", "[]", 400, {{PARSING, "[1:1] [connector_put_request] Expected START_OBJECT but was: START_ARRAY"}}},
	{"PUT", "/_connector/c1", "{\"index_name\":\"\"}", 400, {{INVALID, "Validation Failed: 1: [] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [], must not be empty;"}}},
	{"PUT", "/_connector/c1", "{\"index_name\":\"_x\",\"is_native\":true}", 400, {{INVALID, "Validation Failed: 1: [_x] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [_x], must not start with '_', '-', or '+';2: Index [_x] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [content-];"}}},
	{"PUT", "/_connector/c1", "{\"index_name\":\"a:b\"}", 400, {{INVALID, "Validation Failed: 1: [a:b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a:b], must not contain ':';"}}},
	{"PUT", "/_connector//_name", "{\"name\":\"x\"}", 400, {{INVALID, "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}},
	{"PUT", "/_connector//_check_in", NULL, 400, {{INVALID, "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}},
	{"POST", "/_connector/c1", NULL, 405, {{FLAT, "Incorrect HTTP method for uri [/_connector/c1] and method [POST], allowed: [GET, PUT, DELETE]"}}},
	{"DELETE", "/_connector?pretty=false", NULL, 405, {{FLAT, "Incorrect HTTP method for uri [/_connector?pretty=false] and method [DELETE], allowed: [GET, POST, PUT]"}}},
	{"PUT", "/_connector/c1/_nome", "{}", 400, {{FLAT, "no handler found for uri [/_connector/c1/_nome] and method [PUT]"}}},
	/* connectors.md 4, 5, 6 */
	{"GET", "/_connector?from=x&size=y", NULL, 400, {{ILLEGAL, "Failed to parse int parameter [from] with value [x]"}, {"number_format_exception", "For input string: \"x\""}}},
	{"GET", "/_connector?size=ten", NULL, 400, {{ILLEGAL, "Failed to parse int parameter [size] with value [ten]"}, {"number_format_exception", "For input string: \"ten\""}}},
	{"GET", "/_connector?from=-1&size=-1", NULL, 400, {{ILLEGAL, "Parameter [from] cannot be < 0"}}},
	{"GET", "/_connector?size=-1&siz=2", NULL, 400, {{ILLEGAL, "Parameter [size] cannot be < 0"}}},
	{"GET", "/_connector?include_deleted=yes&from=-1", NULL, 400, {{ILLEGAL, NOT_BOOL}}},
	{"GET", "/_connector?index_name=a%23b", NULL, 400, {{INVALID, "Validation Failed: 1: [a#b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a#b], must not contain '#';"}}},
	{"GET", "/_connector?siz=2", NULL, 400, {{ILLEGAL, "request [/_connector] contains unrecognized parameter: [siz] -> did you mean [size]?"}}},
	{"GET", "/_connector?size=1%", NULL, 400, {{"bad_parameter_exception", "java.lang.IllegalArgumentException: unterminated escape sequence at end of string: 1%"}, {ILLEGAL, "unterminated escape sequence at end of string: 1%"}}},
	{"GET", "/_connector/c1?include_deleted=yes", NULL, 400, {{ILLEGAL, NOT_BOOL}}},
	{"DELETE", "/_connector/c1?hard=yes", NULL, 400, {{ILLEGAL, NOT_BOOL}}},
	{"DELETE", "/_connector/c1?delete_sync_jobs=yes", NULL, 400, {{ILLEGAL, NOT_BOOL}}},
	/* connectors.md 7 to 9 */
	{"PUT", C "_api_key_id", NULL, 400, {{"parse_exception", "request body is required"}}},
	{"PUT", C "_api_key_id", "{\"api_key_id\":null}", 400, {{INVALID, "Validation Failed: 1: [api_key_id] and [api_key_secret_id]" BOTH_NULL}}},
	{"PUT", C "_configuration", "{\"configuration\":{\"host\":{\"type\":\"str\"}}}", 400, {{PARSING, "[1:39] " CONF}, {ILLEGAL, "Required [label]"}}},
	{"PUT", C "_configuration", "{\"configuration\":{\"host\":{\"label\":\"Host\",\"display\":\"slider\"}}}", 400, {{PARSING, "[1:52] " CONF}, {PARSING, "[1:52] [connector_configuration] failed to parse field [display]"}, {ILLEGAL, "Unknown ConfigurationDisplayType [slider]."}}},
	{"PUT", C "_configuration", "{\"configuration\":{\"host\":{\"label\":\"Host\",\"value\":[1]}}}", 400, {{PARSING, "[1:50] " CONF}, {PARSING, "[1:50] [connector_configuration] failed to parse field [value]"}, {PARSING, "Unsupported token [START_ARRAY]"}}},
	{"PUT", C "_configuration", "{\"configuration\":{\"host\":\"x\"}}", 400, {{PARSING, "[1:29] " CONF}, {PARSING, "[1:29] [connector_configuration] Expected START_OBJECT but was: END_OBJECT"}}},
	{"PUT", C "_configuration", "{\"configuration\":null}", 400, {{PARSING, "[1:18] [connector_update_configuration_request] configuration doesn't support values of type: VALUE_NULL"}}},
	/* connectors.md 10 to 14 */
	{"PUT", C "_error", "{}", 400, {{ILLEGAL, "Required [error]"}}},
	{"PUT", C "_error", "{\"error\":5}", 400, {{PARSING, "[1:10] [connector_update_error_request] error doesn't support values of type: VALUE_NUMBER"}}},
	{"PUT", C "_features", "{}", 400, {{ILLEGAL, "Required [features]"}}},
	{"PUT", C "_filtering", "{}", 400, {{INVALID, "Validation Failed: 1: [advanced_snippet] and [rules] cannot be both [null].;"}}},
	{"PUT", C "_filtering", "{\"rules\":[{\"field\":\"a\"}]}", 400, {{PARSING, "[1:23] " FILTERING "[rules]"}, {ILLEGAL, "Required [id, order, policy, rule, value]"}}},
	{"PUT", C "_filtering", "{\"rules\":[{\"field\":\"a\",\"id\":\"r\",\"order\":1,\"policy\":\"keep\",\"rule\":\"equals\",\"value\":\"x\"}]}", 400, {{PARSING, "[1:52] " FILTERING "[rules]"}, {PARSING, "[1:52] [connector_filtering_rule] failed to parse field [policy]"}, {ILLEGAL, "Unknown FilteringPolicy [keep]."}}},
	{"PUT", C "_filtering", "{\"advanced_snippet\":{\"value\":\"x\"}}", 400, {{PARSING, "[1:30] " FILTERING "[advanced_snippet]"}, {PARSING, "[1:30] [connector_filtering_advanced_snippet] value doesn't support values of type: VALUE_STRING"}}},
	{"PUT", C "_filtering/_validation", "{}", 400, {{ILLEGAL, "Required [validation]"}}},
	{"PUT", C "_filtering/_validation", "{\"validation\":{\"errors\":[],\"state\":\"ok\"}}", 400, {{PARSING, "[1:36] [connector_update_filtering_validation] failed to parse field [validation]"}, {PARSING, "[1:36] [filtering_validation_info] failed to parse field [state]"}, {ILLEGAL, "Unknown FilteringValidationState [ok]."}}},
	/* connectors.md 15 to 22 */
	{"PUT", C "_index_name", "{}", 400, {{ILLEGAL, "Required [index_name]"}}},
	{"PUT", C "_last_sync", "{\"last_seen\":\"2023-12-04T08:45:50Z\"}", 400, {{PARSING, "[1:2] [connector_update_last_sync_stats_request] unknown field [last_seen] did you mean [last_synced]?"}}},
	{"PUT", C "_last_sync", "{\"last_synced\":5}", 400, {{PARSING, "[1:16] [connector_update_last_sync_stats_request] last_synced doesn't support values of type: VALUE_NUMBER"}}},
	{"PUT", C "_last_sync", "{\"last_sync_status\":\"done\"}", 400, {{PARSING, "[1:21] [connector_update_last_sync_stats_request] failed to parse field [last_sync_status]"}, {ILLEGAL, "Unknown ConnectorSyncStatus [done]."}}},
	{"PUT", C "_last_sync", "{\"last_indexed_document_count\":null}", 400, {{PARSING, "[1:32] [connector_update_last_sync_stats_request] last_indexed_document_count doesn't support values of type: VALUE_NULL"}}},
	{"PUT", C "_name", "{\"description\":null}", 400, {{INVALID, "Validation Failed: 1: [name] and [description]" BOTH_NULL}}},
	{"PUT", C "_native", "{\"is_native\":\"yes\"}", 400, {{PARSING, "[1:14] [connector_update_native_request] failed to parse field [is_native]"}, {ILLEGAL, NOT_BOOL}}},
	{"PUT", C "_native", "{}", 400, {{ILLEGAL, "Required [is_native]"}}},
	{"PUT", C "_pipeline", "{\"pipeline\":{\"name\":\"p\"}}", 400, {{PARSING, "[1:24] [connector_update_pipeline_request] failed to parse field [pipeline]"}, {ILLEGAL, "Required [extract_binary_content, reduce_whitespace, run_ml_inference]"}}},
	{"PUT", C "_scheduling", "{}", 400, {{ILLEGAL, "Required [scheduling]"}}},
	{"PUT", C "_service_type", "{\n \"service_type\":null}", 400, {{PARSING, "[2:17] [connector_update_service_type_request] service_type doesn't support values of type: VALUE_NULL"}}},
	{"PUT", C "_status", "{}", 400, {{INVALID, "Validation Failed: 1: [status] cannot be [null].;"}}},
	{"PUT", C "_status", "{\"status\":\"foo\"}", 400, {{PARSING, "[1:11] [connector_update_status_request] failed to parse field [status]"}, {ILLEGAL, "Unknown ConnectorStatus [foo]."}}},
	{"PUT", C "_status", "{\"status\":null}", 400, {{PARSING, "[1:11] [connector_update_status_request] status doesn't support values of type: VALUE_NULL"}}},
	/* sync-jobs.md 1, 7.1 */
	{"PUT", J, NULL, 405, {{FLAT, "Incorrect HTTP method for uri [/_connector/_sync_job] and method [PUT], allowed: [GET, POST]"}}},
	{"PUT", JOB "_nothing", NULL, 400, {{FLAT, "no handler found for uri [/_connector/_sync_job/some/_nothing] and method [PUT]"}}},
	{"PUT", J "//_cancel", NULL, 400, {{INVALID, "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}}},
	{"POST", J, NULL, 400, {{"parse_exception", "request body is required"}}},
	{"POST", J, "{}", 400, {{ILLEGAL, "Required [id]"}}},
	{"POST", J, "{\"id\":\"\"}", 400, {{INVALID, "Validation Failed: 1: [id] of the connector cannot be null or empty;"}}},
	{"POST", J, "{\"id\":5}", 400, {{PARSING, "[1:7] " POST_REQUEST "id doesn't support values of type: VALUE_NUMBER"}}},
	{"POST", J, "{\"id\":\"c1\",\"jobtype\":\"full\"}", 400, {{PARSING, "[1:12] " POST_REQUEST "unknown field [jobtype] did you mean [job_type]?"}}},
	{"POST", J, "{\"id\":\"c1\",\"job_type\":\"bogus\"}", 400, {{PARSING, BUILD}, {ILLEGAL, "Unknown ConnectorSyncJobType [bogus]."}}},
	{"POST", J, "{\"id\":\"c1\",\"job_type\":\"bogus\",\"trigger_method\":\"on_demand\"}", 400, {{PARSING, "[1:48] " POST_REQUEST "failed to parse field [trigger_method]"}, {PARSING, BUILD}, {ILLEGAL, "Unknown ConnectorSyncJobType [bogus]."}}},
	{"POST", J, "{\"id\":\"c1\",\"trigger_method\":\"\"}", 400, {{PARSING, BUILD}, {ILLEGAL, "Unknown ConnectorSyncJobTriggerMethod []."}}},
	/* sync-jobs.md 7.2 */
	{"GET", J "?from=-1&status=bogus", NULL, 400, {{ILLEGAL, "Unknown ConnectorSyncStatus [bogus]."}}},
	{"GET", J "?status=pending,error", NULL, 400, {{ILLEGAL, "Unknown ConnectorSyncStatus [pending,error]."}}},
	{"GET", J "?status=", NULL, 400, {{ILLEGAL, "Unknown ConnectorSyncStatus []."}}},
	{"GET", J "?job_type=full,+incremental", NULL, 400, {{ILLEGAL, "Unknown ConnectorSyncJobType [ incremental]."}}},
	{"GET", J "?size=-1", NULL, 400, {{ILLEGAL, "Parameter [size] cannot be < 0"}}},
	{"GET", J "?bar=1&siz=2", NULL, 400, {{ILLEGAL, "request [/_connector/_sync_job] contains unrecognized parameters: [bar], [siz] -> did you mean [size]?"}}},
	/* sync-jobs.md 7.7 to 7.9 */
	{"PUT", JOB "_claim", "{}", 400, {{ILLEGAL, "Required [worker_hostname]"}}},
	{"PUT", JOB "_claim", "{\"worker_hostname\":null}", 400, {{PARSING, "[1:20] [claim_connector_sync_job] worker_hostname doesn't support values of type: VALUE_NULL"}}},
	{"PUT", JOB "_claim", "{\"worker_hostname\":\"h\",\"sync_cursor\":\"x\"}", 400, {{PARSING, "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: VALUE_STRING"}}},
	{"PUT", JOB "_error", NULL, 400, {{"parse_exception", "request body is required"}}},
	{"PUT", JOB "_error", "{\"error\":\"\"}", 400, {{INVALID, "Validation Failed: 1: [error] of the connector sync job cannot be null or empty;"}}},
	{"PUT", JOB "_stats", "{\"indexed_document_count\":1}", 400, {{ILLEGAL, "Required [deleted_document_count, indexed_document_volume]"}}},
	{"PUT", JOB "_stats", "{\"deleted_document_count\":\"abc\"}", 400, {{PARSING, "[1:27] " STATS "failed to parse field [deleted_document_count]"}, {ILLEGAL, "For input string: \"abc\""}}},
	{"PUT", JOB "_stats", "{\"metadata\":\"x\"}", 400, {{PARSING, "[1:13] " STATS "metadata doesn't support values of type: VALUE_STRING"}}},
	{"PUT", JOB "_stats", "{\"deleted_document_count\":-1,\"indexed_document_count\":1,\"indexed_document_volume\":\"-2\",\"total_document_count\":-3.5}", 400, {{INVALID, "Validation Failed: 1: [deleted_document_count] cannot be negative.;2: [indexed_document_volume] cannot be negative.;3: [total_document_count] cannot be negative.;"}}},
	/* rest.md 4 */
	{"GET", "/foo/bar?pretty", NULL, 400, {{FLAT, "no handler found for uri [/foo/bar?pretty] and method [GET]"}}},
};
/* clang-format on */

void
refusal_pick(struct random *random, struct op *op)
{
	const struct row *row = &rows[random_below(random, sizeof rows / sizeof rows[0])];

	op->method = row->method;
	(void)snprintf(op->target, sizeof op->target, "%s", row->target);
	(void)snprintf(op->text, sizeof op->text, "%s", row->body != NULL ? row->body : "");
	op->refusal = strcmp(row->level[0].type, FLAT) == 0
	                  ? answer_flat(row->status, row->level[0].reason)
	                  : answer_error(row->status, row->level);
}

void
refusal_spoil(struct random *random, struct op *op)
{
	size_t n = strlen(op->target);

	if (body_is_taken(op->kind) || random_percent(random, 50)) {
		(void)snprintf(op->target + n, sizeof op->target - n, "%szzzzzz",
		    strchr(op->target, '?') != NULL ? "&" : "?");
		op->refusal = answer_fail(400, ILLEGAL,
		    "request [%s] contains unrecognized parameter: [zzzzzz]", op->path);
	} else {
		(void)snprintf(op->text, sizeof op->text, "{}");
		op->refusal = answer_fail(400, ILLEGAL,
		    "request [%s %s] does not support having a body", op->method, op->path);
	}
}
