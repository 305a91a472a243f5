# Every update: missing, soft-deleted, empty id, bodies and parameters nobody asked for (connectors.md 1 and 2).

# _api_key_id
PUT /_connector/nobody/_api_key_id
{"api_key_id":"k"}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_api_key_id
{"api_key_id":"k"}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_api_key_id
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_api_key_id
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_api_key_id?zzz
{"api_key_id":"k"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_api_key_id] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_api_key_id] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/goneapikeyid
= 201

DELETE /_connector/goneapikeyid
= 200

PUT /_connector/goneapikeyid/_api_key_id
{"api_key_id":"k"}
= 200
{"result":"<any>"}

GET /_connector/goneapikeyid?include_deleted=true
= 200
~ {"deleted":true}

# _check_in
PUT /_connector/nobody/_check_in
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_check_in
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_check_in
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [PUT /_connector/nobody/_check_in] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [PUT /_connector/nobody/_check_in] does not support having a body"}, "status": 400}

PUT /_connector/nobody/_check_in?zzz
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_check_in] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_check_in] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonecheckin
= 201

DELETE /_connector/gonecheckin
= 200

PUT /_connector/gonecheckin/_check_in
= 200
{"result":"<any>"}

GET /_connector/gonecheckin?include_deleted=true
= 200
~ {"deleted":true}

# _configuration
PUT /_connector/nobody/_configuration
{"configuration":{}}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_configuration
{"configuration":{}}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_configuration
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_configuration
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_configuration?zzz
{"configuration":{}}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_configuration] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_configuration] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/goneconfiguration
= 201

DELETE /_connector/goneconfiguration
= 200

PUT /_connector/goneconfiguration/_configuration
{"configuration":{}}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [goneconfiguration] not found"}], "type": "resource_not_found_exception", "reason": "connector [goneconfiguration] not found"}, "status": 404}

# _error
PUT /_connector/nobody/_error
{"error":"e"}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_error
{"error":"e"}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_error
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_error
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_error?zzz
{"error":"e"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_error] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_error] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/goneerror
= 201

DELETE /_connector/goneerror
= 200

PUT /_connector/goneerror/_error
{"error":"e"}
= 200
{"result":"<any>"}

GET /_connector/goneerror?include_deleted=true
= 200
~ {"deleted":true}

# _features
PUT /_connector/nobody/_features
{"features":{}}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_features
{"features":{}}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_features
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_features
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_features?zzz
{"features":{}}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_features] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_features] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonefeatures
= 201

DELETE /_connector/gonefeatures
= 200

PUT /_connector/gonefeatures/_features
{"features":{}}
= 200
{"result":"<any>"}

GET /_connector/gonefeatures?include_deleted=true
= 200
~ {"deleted":true}

# _filtering
PUT /_connector/nobody/_filtering
{"rules":[]}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_filtering
{"rules":[]}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_filtering
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_filtering
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_filtering?zzz
{"rules":[]}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_filtering] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_filtering] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonefiltering
= 201

DELETE /_connector/gonefiltering
= 200

PUT /_connector/gonefiltering/_filtering
{"rules":[]}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gonefiltering] not found"}], "type": "resource_not_found_exception", "reason": "connector [gonefiltering] not found"}, "status": 404}

# _filtering/_activate
PUT /_connector/nobody/_filtering/_activate
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_filtering/_activate
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_filtering/_activate
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [PUT /_connector/nobody/_filtering/_activate] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [PUT /_connector/nobody/_filtering/_activate] does not support having a body"}, "status": 400}

PUT /_connector/nobody/_filtering/_activate?zzz
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_filtering/_activate] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_filtering/_activate] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonefilteringactivate
= 201

DELETE /_connector/gonefilteringactivate
= 200

PUT /_connector/gonefilteringactivate/_filtering/_activate
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gonefilteringactivate] not found"}], "type": "resource_not_found_exception", "reason": "connector [gonefilteringactivate] not found"}, "status": 404}

# _filtering/_validation
PUT /_connector/nobody/_filtering/_validation
{"validation":{"errors":[],"state":"valid"}}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_filtering/_validation
{"validation":{"errors":[],"state":"valid"}}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_filtering/_validation
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_filtering/_validation
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_filtering/_validation?zzz
{"validation":{"errors":[],"state":"valid"}}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_filtering/_validation] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_filtering/_validation] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonefilteringvalidation
= 201

DELETE /_connector/gonefilteringvalidation
= 200

PUT /_connector/gonefilteringvalidation/_filtering/_validation
{"validation":{"errors":[],"state":"valid"}}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gonefilteringvalidation] not found"}], "type": "resource_not_found_exception", "reason": "connector [gonefilteringvalidation] not found"}, "status": 404}

# _index_name
PUT /_connector/nobody/_index_name
{"index_name":"ggg"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_index_name
{"index_name":"ggg"}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_index_name
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_index_name
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_index_name?zzz
{"index_name":"ggg"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_index_name] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_index_name] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/goneindexname
= 201

DELETE /_connector/goneindexname
= 200

PUT /_connector/goneindexname/_index_name
{"index_name":"ggg"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [goneindexname] not found"}], "type": "resource_not_found_exception", "reason": "connector [goneindexname] not found"}, "status": 404}

# _last_sync
PUT /_connector/nobody/_last_sync
{"last_sync_error":"x"}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_last_sync
{"last_sync_error":"x"}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_last_sync
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_last_sync
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_last_sync?zzz
{"last_sync_error":"x"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_last_sync] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_last_sync] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonelastsync
= 201

DELETE /_connector/gonelastsync
= 200

PUT /_connector/gonelastsync/_last_sync
{"last_sync_error":"x"}
= 200
{"result":"<any>"}

GET /_connector/gonelastsync?include_deleted=true
= 200
~ {"deleted":true}

# _name
PUT /_connector/nobody/_name
{"name":"x"}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_name
{"name":"x"}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_name
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_name
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_name?zzz
{"name":"x"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_name] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_name] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonename
= 201

DELETE /_connector/gonename
= 200

PUT /_connector/gonename/_name
{"name":"x"}
= 200
{"result":"<any>"}

GET /_connector/gonename?include_deleted=true
= 200
~ {"deleted":true}

# _native
PUT /_connector/nobody/_native
{"is_native":false}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_native
{"is_native":false}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_native
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_native
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_native?zzz
{"is_native":false}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_native] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_native] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonenative
= 201

DELETE /_connector/gonenative
= 200

PUT /_connector/gonenative/_native
{"is_native":false}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gonenative] not found"}], "type": "resource_not_found_exception", "reason": "connector [gonenative] not found"}, "status": 404}

# _pipeline
PUT /_connector/nobody/_pipeline
{"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":true,"run_ml_inference":true}}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_pipeline
{"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":true,"run_ml_inference":true}}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_pipeline
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_pipeline
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_pipeline?zzz
{"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":true,"run_ml_inference":true}}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_pipeline] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_pipeline] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonepipeline
= 201

DELETE /_connector/gonepipeline
= 200

PUT /_connector/gonepipeline/_pipeline
{"pipeline":{"extract_binary_content":true,"name":"p","reduce_whitespace":true,"run_ml_inference":true}}
= 200
{"result":"<any>"}

GET /_connector/gonepipeline?include_deleted=true
= 200
~ {"deleted":true}

# _scheduling
PUT /_connector/nobody/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 * * ?"}}}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nobody]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector//_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 * * ?"}}}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_scheduling
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_scheduling
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_scheduling?zzz
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_scheduling] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_scheduling] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonescheduling
= 201

DELETE /_connector/gonescheduling
= 200

PUT /_connector/gonescheduling/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/gonescheduling?include_deleted=true
= 200
~ {"deleted":true}

# _service_type
PUT /_connector/nobody/_service_type
{"service_type":"x"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_service_type
{"service_type":"x"}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_service_type
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_service_type
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_service_type?zzz
{"service_type":"x"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_service_type] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_service_type] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/goneservicetype
= 201

DELETE /_connector/goneservicetype
= 200

PUT /_connector/goneservicetype/_service_type
{"service_type":"x"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [goneservicetype] not found"}], "type": "resource_not_found_exception", "reason": "connector [goneservicetype] not found"}, "status": 404}

# _status
PUT /_connector/nobody/_status
{"status":"error"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nobody] not found"}], "type": "resource_not_found_exception", "reason": "connector [nobody] not found"}, "status": 404}

PUT /_connector//_status
{"status":"error"}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}}

PUT /_connector/nobody/_status
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/nobody/_status
{"qqqqqqqqqqqqqqqq":1}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

PUT /_connector/nobody/_status?zzz
{"status":"error"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_status] contains unrecognized parameter: [zzz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/nobody/_status] contains unrecognized parameter: [zzz]"}, "status": 400}

PUT /_connector/gonestatus
= 201

DELETE /_connector/gonestatus
= 200

PUT /_connector/gonestatus/_status
{"status":"error"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gonestatus] not found"}], "type": "resource_not_found_exception", "reason": "connector [gonestatus] not found"}, "status": 404}

