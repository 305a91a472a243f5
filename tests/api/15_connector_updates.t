# The smaller updates of connectors, every row of connectors.md 7, 10, 16, 18 to 20 and 22.

PUT /_connector/u
{"index_name":"u","service_type":"s"}
= 201

# _api_key_id
PUT /_connector/u/_api_key_id
{}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of them.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of them.;"}, "status": 400}

PUT /_connector/u/_api_key_id
{"api_key_id":null}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of them.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of them.;"}, "status": 400}

PUT /_connector/u/_api_key_id
{"api_key_id":null,"api_key_secret_id":null}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of them.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a value for at least one of them.;"}, "status": 400}

PUT /_connector/u/_api_key_id
{"api_key_id":"k1"}
= 200
{"result":"updated"}

PUT /_connector/u/_api_key_id
{"api_key_id":null,"api_key_secret_id":""}
= 200
{"result":"updated"}

PUT /_connector/u/_api_key_id
{"api_key_id":"k1"}
= 200
{"result":"noop"}

GET /_connector/u
= 200
~ {"api_key_id":"k1","api_key_secret_id":""}

PUT /_connector/u/_api_key_id
{"api_key_id":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:15] [connector_update_api_key_id_request] api_key_id doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:15] [connector_update_api_key_id_request] api_key_id doesn't support values of type: VALUE_NUMBER"}, "status": 400}

# _error
PUT /_connector/u/_error
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [error]"}], "type": "illegal_argument_exception", "reason": "Required [error]"}, "status": 400}

PUT /_connector/u/_error
{"error":5}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_update_error_request] error doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_update_error_request] error doesn't support values of type: VALUE_NUMBER"}, "status": 400}

PUT /_connector/u/_error
{"error":"bad"}
= 200
{"result":"updated"}

GET /_connector/u
= 200
~ {"error":"bad","status":"error"}

PUT /_connector/u/_error
{"error":"bad"}
= 200
{"result":"noop"}

PUT /_connector/u/_error
{"error":null}
= 200
{"result":"updated"}

GET /_connector/u
= 200
~ {"error":null,"status":"connected"}

PUT /_connector/u/_error
{"error":""}
= 200
{"result":"updated"}

GET /_connector/u
= 200
~ {"error":"","status":"connected"}

# _native: connected becomes configured
PUT /_connector/u/_native
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [is_native]"}], "type": "illegal_argument_exception", "reason": "Required [is_native]"}, "status": 400}

PUT /_connector/u/_native
{"is_native":"yes"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:14] [connector_update_native_request] failed to parse field [is_native]"}], "type": "x_content_parse_exception", "reason": "[1:14] [connector_update_native_request] failed to parse field [is_native]", "caused_by": {"type": "illegal_argument_exception", "reason": "Failed to parse value [yes] as only [true] or [false] are allowed."}}, "status": 400}

PUT /_connector/u/_native
{"is_native":true}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "The index name [u] attached to the connector [u] must start with the required prefix: [content-] to be Elastic-managed. Please update the attached index first to comply with this requirement."}], "type": "status_exception", "reason": "The index name [u] attached to the connector [u] must start with the required prefix: [content-] to be Elastic-managed. Please update the attached index first to comply with this requirement."}, "status": 400}

PUT /_connector/u/_native
{"is_native":"false"}
= 200
{"result":"updated"}

GET /_connector/u
= 200
~ {"is_native":false,"status":"configured"}

PUT /_connector/u/_native
{"is_native":false}
= 200
{"result":"noop"}

PUT /_connector/u/_index_name
{"index_name":"content-u"}
= 200
{"result":"updated"}

PUT /_connector/u/_native
{"is_native":true}
= 200
{"result":"updated"}

GET /_connector/u
= 200
~ {"is_native":true,"status":"configured"}

# _last_sync
PUT /_connector/u/_last_sync
{}
= 200
{"result":"noop"}

PUT /_connector/u/_last_sync
{"last_access_control_sync_error":null,"last_access_control_sync_scheduled_at":null,"last_access_control_sync_status":null,"last_incremental_sync_scheduled_at":null,"last_sync_error":null,"last_sync_scheduled_at":null,"last_sync_status":null,"last_synced":null,"sync_cursor":null}
= 200
{"result":"noop"}

PUT /_connector/u/_last_sync
{"last_access_control_sync_error":"e1","last_access_control_sync_scheduled_at":"2025-01-02T03:04:05Z","last_access_control_sync_status":"CANCELED","last_deleted_document_count":-1,"last_incremental_sync_scheduled_at":"2025-01-02T03:04:05+01:00","last_indexed_document_count":"12","last_sync_error":"e2","last_sync_scheduled_at":"1735786245000","last_sync_status":"Completed","last_synced":"2025-01-02T03:04:05.123456Z","sync_cursor":{"a":1}}
= 200
{"result":"updated"}

GET /_connector/u
= 200
~ {"last_access_control_sync_error":"e1","last_access_control_sync_scheduled_at":"2025-01-02T03:04:05.000Z","last_access_control_sync_status":"canceled","last_deleted_document_count":-1,"last_incremental_sync_scheduled_at":"2025-01-02T02:04:05.000Z","last_indexed_document_count":12,"last_sync_error":"e2","last_sync_scheduled_at":"2025-01-02T02:50:45.000Z","last_sync_status":"completed","last_synced":"2025-01-02T03:04:05.123456Z","sync_cursor":{"a":1},"status":"configured"}

PUT /_connector/u/_last_sync
{"sync_cursor":{"b":2},"last_sync_error":null}
= 200
{"result":"updated"}

GET /_connector/u
= 200
~ {"sync_cursor":{"a":1,"b":2},"last_sync_error":"e2"}

PUT /_connector/u/_last_sync
{"sync_cursor":{"b":2}}
= 200
{"result":"noop"}

PUT /_connector/u/_last_sync
{"last_seen":"2025-01-02T03:04:05Z"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:2] [connector_update_last_sync_stats_request] unknown field [last_seen] did you mean [last_synced]?"}], "type": "x_content_parse_exception", "reason": "[1:2] [connector_update_last_sync_stats_request] unknown field [last_seen] did you mean [last_synced]?"}, "status": 400}

PUT /_connector/u/_last_sync
{"last_deleted_document_count":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:32] [connector_update_last_sync_stats_request] last_deleted_document_count doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:32] [connector_update_last_sync_stats_request] last_deleted_document_count doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/u/_last_sync
{"last_synced":5}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:16] [connector_update_last_sync_stats_request] last_synced doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:16] [connector_update_last_sync_stats_request] last_synced doesn't support values of type: VALUE_NUMBER"}, "status": 400}

PUT /_connector/u/_last_sync
{"last_synced":"soon"}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:16] [connector_update_last_sync_stats_request] failed to parse field [last_synced]"}], "type": "x_content_parse_exception", "reason": "[1:16] [connector_update_last_sync_stats_request] failed to parse field [last_synced]", "caused_by": {"type": "illegal_argument_exception", "reason": "failed to parse date field [soon] with format [strict_date_optional_time||epoch_millis]"}}, "status": 400}

PUT /_connector/u/_last_sync
{"last_sync_status":"done"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:21] [connector_update_last_sync_stats_request] failed to parse field [last_sync_status]"}], "type": "x_content_parse_exception", "reason": "[1:21] [connector_update_last_sync_stats_request] failed to parse field [last_sync_status]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus [done]."}}, "status": 400}

# _pipeline
PUT /_connector/u/_pipeline
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [pipeline]"}], "type": "illegal_argument_exception", "reason": "Required [pipeline]"}, "status": 400}

PUT /_connector/u/_pipeline
{"pipeline":{"name":"p"}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:24] [connector_update_pipeline_request] failed to parse field [pipeline]"}], "type": "x_content_parse_exception", "reason": "[1:24] [connector_update_pipeline_request] failed to parse field [pipeline]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [extract_binary_content, reduce_whitespace, run_ml_inference]"}}, "status": 400}

PUT /_connector/u/_pipeline
{"pipeline":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:13] [connector_update_pipeline_request] pipeline doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:13] [connector_update_pipeline_request] pipeline doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/u/_pipeline
{"pipeline":{"name":5}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:21] [connector_ingest_pipeline] name doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:21] [connector_update_pipeline_request] failed to parse field [pipeline]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:21] [connector_ingest_pipeline] name doesn't support values of type: VALUE_NUMBER"}}, "status": 400}

PUT /_connector/u/_pipeline
{"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":"true","run_ml_inference":false,"other":{"x":[1,{}]}}}
= 200
{"result":"updated"}

PUT /_connector/u/_pipeline
{"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":"true","run_ml_inference":false,"other":{"x":[1,{}]}}}
= 200
{"result":"noop"}

GET /_connector/u?filter_path=pipeline
= 200
{"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":true,"run_ml_inference":false}}

# _features: merged
PUT /_connector/u/_features
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [features]"}], "type": "illegal_argument_exception", "reason": "Required [features]"}, "status": 400}

PUT /_connector/u/_features
{"features":{}}
= 200
{"result":"updated"}

PUT /_connector/u/_features
{"features":{}}
= 200
{"result":"noop"}

PUT /_connector/u/_features
{"features":{"sync_rules":{"basic":{"enabled":true}},"filtering_rules":true}}
= 200
{"result":"updated"}

PUT /_connector/u/_features
{"features":{"sync_rules":{"advanced":{"enabled":"false","x":1}},"document_level_security":{"enabled":true},"incremental_sync":{"enabled":false},"native_connector_api_keys":{"enabled":true}}}
= 200
{"result":"updated"}

GET /_connector/u?filter_path=features
= 200
{"features":{"sync_rules":{"basic":{"enabled":true},"advanced":{"enabled":false}},"document_level_security":{"enabled":true},"incremental_sync":{"enabled":false},"native_connector_api_keys":{"enabled":true}}}

PUT /_connector/u/_features
{"features":{"incremental_sync":{}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [connector_feature_enabled] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:34] [connector_update_features_request] failed to parse field [features]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:34] [connector_features] failed to parse field [incremental_sync]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [connector_feature_enabled] after last required field arrived", "caused_by": {"type": "null_pointer_exception", "reason": "<any>"}}}}, "status": 400}

# _scheduling
PUT /_connector/u/_scheduling
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [scheduling]"}], "type": "illegal_argument_exception", "reason": "Required [scheduling]"}, "status": 400}

PUT /_connector/u/_scheduling
{"scheduling":{}}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [scheduling] object needs to define at least one schedule type: [full | incremental | access_control];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [scheduling] object needs to define at least one schedule type: [full | incremental | access_control];"}, "status": 400}

PUT /_connector/u/_scheduling
{"scheduling":{"weekly":{"enabled":1}}}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [scheduling] object needs to define at least one schedule type: [full | incremental | access_control];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [scheduling] object needs to define at least one schedule type: [full | incremental | access_control];"}, "status": 400}

PUT /_connector/u/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 3 ? * sun"}}}
= 200
{"result":"updated"}

PUT /_connector/u/_scheduling
{"scheduling":{"full":{"interval":"0 0 3 ? * SUN","enabled":"true"}}}
= 200
{"result":"noop"}

PUT /_connector/u/_scheduling
{"scheduling":{"access_control":{"enabled":true,"interval":"0 0/5 * * * ?"}}}
= 200
{"result":"updated"}

GET /_connector/u?filter_path=scheduling
= 200
{"scheduling":{"access_control":{"enabled":true,"interval":"0 0/5 * * * ?"},"full":{"enabled":true,"interval":"0 0 3 ? * SUN"},"incremental":{"enabled":false,"interval":"0 0 0 * * ?"}}}

PUT /_connector/u/_scheduling
{"scheduling":{"full":{"enabled":true}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:38] [connector_scheduling] failed to parse field [full]"}], "type": "x_content_parse_exception", "reason": "[1:38] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:38] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [interval]"}}}, "status": 400}

PUT /_connector/u/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"61 0 0 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [61 0 0 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Minute and Second values must be between 0 and 59]"}}}}}}, "status": 400}

PUT /_connector/u/_scheduling
{"scheduling":{"full":{"interval":"61 0 0 * * ?","enabled":true}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:60] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:60] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:60] [schedule_config] failed to parse field [enabled]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [61 0 0 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Minute and Second values must be between 0 and 59]"}}}}}}, "status": 400}

PUT /_connector/u/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 * * *"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 * * *]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: support for specifying both a day-of-week AND a day-of-month parameter is not implemented.]"}}}}}}, "status": 400}

PUT /_connector/u/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"*/5x * * * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [*/5x * * * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.NumberFormatException: For input string: \"5X\"]"}}}}}}, "status": 400}

