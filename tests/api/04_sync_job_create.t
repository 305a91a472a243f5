# POST /_connector/_sync_job, every row of sync-jobs.md 7.1.

PUT /_connector/cc
{"index_name": "cc", "service_type": "x", "name": "n", "description": "d"}
= 201

POST /_connector/_sync_job
{"id":"cc"}
= 201
{"id":"<first:id>"}

GET /_connector/_sync_job/${first}
= 200
~ {"job_type":"full","trigger_method":"on_demand"}

POST /_connector/_sync_job
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

POST /_connector/_sync_job
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [id]"}], "type": "illegal_argument_exception", "reason": "Required [id]"}, "status": 400}

POST /_connector/_sync_job
{"job_type":"full"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [id]"}], "type": "illegal_argument_exception", "reason": "Required [id]"}, "status": 400}

POST /_connector/_sync_job
{"id":""}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [id] of the connector cannot be null or empty;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [id] of the connector cannot be null or empty;"}, "status": 400}

POST /_connector/_sync_job
{"id":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector/_sync_job
{"id":5}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_NUMBER"}, "status": 400}

POST /_connector/_sync_job
{"id":true}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_BOOLEAN"}, "status": 400}

POST /_connector/_sync_job
{"id":{}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: START_OBJECT"}], "type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: START_OBJECT"}, "status": 400}

POST /_connector/_sync_job
{"id":[]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: START_ARRAY"}, "status": 400}

POST /_connector/_sync_job
{"id":"cc","job_type":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:23] [connector_sync_job_post_request] job_type doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:23] [connector_sync_job_post_request] job_type doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector/_sync_job
{"id":"cc","trigger_method":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:29] [connector_sync_job_post_request] trigger_method doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:29] [connector_sync_job_post_request] trigger_method doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector/_sync_job
{"id":"c1","jobtype":"full"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:12] [connector_sync_job_post_request] unknown field [jobtype] did you mean [job_type]?"}], "type": "x_content_parse_exception", "reason": "[1:12] [connector_sync_job_post_request] unknown field [jobtype] did you mean [job_type]?"}, "status": 400}

POST /_connector/_sync_job
{"id":"cc","zzzzzzzz":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:12] [connector_sync_job_post_request] unknown field [zzzzzzzz]"}], "type": "x_content_parse_exception", "reason": "[1:12] [connector_sync_job_post_request] unknown field [zzzzzzzz]"}, "status": 400}

POST /_connector/_sync_job
{"id":"nobody"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "Connector with id 'nobody' does not exist."}], "type": "resource_not_found_exception", "reason": "Connector with id 'nobody' does not exist."}, "status": 404}

POST /_connector/_sync_job
{"id":"cc","job_type":"bogus"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType [bogus]."}}, "status": 400}

POST /_connector/_sync_job
{"id":"cc","job_type":""}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType []."}}, "status": 400}

POST /_connector/_sync_job
{"id":"cc","trigger_method":"bogus"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobTriggerMethod [bogus]."}}, "status": 400}

POST /_connector/_sync_job
{"id":"c1","job_type":"bogus","trigger_method":"on_demand"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:48] [connector_sync_job_post_request] failed to parse field [trigger_method]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType [bogus]."}}}, "status": 400}

POST /_connector/_sync_job
{"id":"c1","job_type":"full","trigger_method":"bogus"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:47] [connector_sync_job_post_request] failed to parse field [trigger_method]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobTriggerMethod [bogus]."}}}, "status": 400}

POST /_connector/_sync_job
{"job_type":"bogus","trigger_method":"bogus","id":"c1"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:51] [connector_sync_job_post_request] failed to parse field [id]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [connector_sync_job_post_request] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType [bogus]."}}}, "status": 400}

# A missing id is reported before a wrong word.
POST /_connector/_sync_job
{"job_type":"bogus"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [id]"}], "type": "illegal_argument_exception", "reason": "Required [id]"}, "status": 400}

POST /_connector/_sync_job
{"id":"cc","job_type":"FULL","trigger_method":"Scheduled"}
= 201
{"id":"<xF:id>"}

GET /_connector/_sync_job/${xF}
= 200
~ {"job_type":"full","trigger_method":"scheduled","connector":{"index_name":"cc"}}

POST /_connector/_sync_job
{"id":"cc","job_type":"Incremental","trigger_method":"Scheduled"}
= 201
{"id":"<xI:id>"}

GET /_connector/_sync_job/${xI}
= 200
~ {"job_type":"incremental","trigger_method":"scheduled","connector":{"index_name":"cc"}}

POST /_connector/_sync_job
{"id":"cc","job_type":"ACCESS_control","trigger_method":"Scheduled"}
= 201
{"id":"<xA:id>"}

GET /_connector/_sync_job/${xA}
= 200
~ {"job_type":"access_control","trigger_method":"scheduled","connector":{"index_name":".search-acl-filter-cc"}}

# Rules on the connector: the index first, then the service type; access control needs no index.
PUT /_connector/bare
= 201

POST /_connector/_sync_job
{"id":"bare"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Cannot start a sync for connector [bare] with no index attached. Set the [index_name] property for the connector to enable syncing data."}], "type": "status_exception", "reason": "Cannot start a sync for connector [bare] with no index attached. Set the [index_name] property for the connector to enable syncing data."}, "status": 400}

POST /_connector/_sync_job
{"id":"bare","job_type":"incremental"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Cannot start a sync for connector [bare] with no index attached. Set the [index_name] property for the connector to enable syncing data."}], "type": "status_exception", "reason": "Cannot start a sync for connector [bare] with no index attached. Set the [index_name] property for the connector to enable syncing data."}, "status": 400}

POST /_connector/_sync_job
{"id":"bare","job_type":"access_control"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Cannot start a sync for connector [bare] with [service_type] not defined. Set the service type of your connector before starting the sync."}], "type": "status_exception", "reason": "Cannot start a sync for connector [bare] with [service_type] not defined. Set the service type of your connector before starting the sync."}, "status": 400}

PUT /_connector/bare/_service_type
{"service_type":"x"}
= 200

POST /_connector/_sync_job
{"id":"bare","job_type":"access_control"}
= 201
{"id":"<bare:id>"}

GET /_connector/_sync_job/${bare}
= 200
~ {"connector":{"id":"bare","index_name":".search-acl-filter-null","service_type":"x"}}

PUT /_connector/noservice
{"index_name":"noservice"}
= 201

POST /_connector/_sync_job
{"id":"noservice"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Cannot start a sync for connector [noservice] with [service_type] not defined. Set the service type of your connector before starting the sync."}], "type": "status_exception", "reason": "Cannot start a sync for connector [noservice] with [service_type] not defined. Set the service type of your connector before starting the sync."}, "status": 400}

# A soft-deleted connector is still found. Jobs do not touch it.
DELETE /_connector/cc
= 200
{"acknowledged":true}

POST /_connector/_sync_job
{"id":"cc"}
= 201
{"id":"<id>"}

GET /_connector/cc?include_deleted=true
= 200
~ {"deleted":true,"status":"created","sync_now":false}

# Bad body before bad parameter, bad parameter before bad value.
POST /_connector/_sync_job?foo=1
{"id":5}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:7] [connector_sync_job_post_request] id doesn't support values of type: VALUE_NUMBER"}, "status": 400}

POST /_connector/_sync_job?foo=1
{"id":""}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameter: [foo]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameter: [foo]"}, "status": 400}

POST /_connector/_sync_job/
{"id":"cc"}
= 201
{"id":"<id>"}

# The snapshot does not follow the connector.
PUT /_connector/moving
{"index_name":"moving","service_type":"x","language":"en"}
= 201

POST /_connector/_sync_job
{"id":"moving"}
= 201
{"id":"<moving:id>"}

PUT /_connector/moving/_index_name
{"index_name":"moved"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${moving}
= 200
~ {"connector":{"index_name":"moving","language":"en"}}

