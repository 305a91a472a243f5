# Connectors: create, get, list, delete, the four updates (connectors.md 3 to 6, 8, 15, 17, 21).

GET /_connector
= 200
{"count":0,"results":[]}

POST /_connector
{"index_name":"search-books","name":"Books"}
= 201
{"id":"<c:id>","result":"created"}

GET /_connector/${c}
= 200
{"id":"${c}","configuration":{},"custom_scheduling":{},"filtering":[{"active":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"<time>","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"valid"}},"domain":"DEFAULT","draft":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"<time>","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"valid"}}}],"index_name":"search-books","is_native":false,"name":"Books","scheduling":{"access_control":{"enabled":false,"interval":"0 0 0 * * ?"},"full":{"enabled":false,"interval":"0 0 0 * * ?"},"incremental":{"enabled":false,"interval":"0 0 0 * * ?"}},"status":"created","sync_now":false,"deleted":false}

PUT /_connector/books
= 201
{"id":"books","result":"created"}

PUT /_connector/books
= 200
{"id":"books","result":"updated"}

POST /_connector
= 201
{"id":"<id>","result":"created"}

PUT /_connector
= 201
{"id":"<id>","result":"created"}

PUT /_connector/full
{"index_name":"content-full","is_native":"true","language":"xx","name":"","service_type":"","description":"d"}
= 201
{"id":"full","result":"created"}

GET /_connector/full
= 200
~ {"index_name":"content-full","is_native":true,"language":"xx","name":"","service_type":"","description":"d","status":"needs_configuration"}

# A PUT over an existing record starts it anew.
PUT /_connector/full
{"index_name":null}
= 200
{"id":"full","result":"updated"}

GET /_connector/full?filter_path=-filtering,-scheduling
= 200
{"id":"full","configuration":{},"custom_scheduling":{},"is_native":false,"name":"","status":"created","sync_now":false,"deleted":false}

PUT /_connector/bad
{"index_name":"a","nme":"b"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:19] [connector_put_request] unknown field [nme] did you mean [name]?"}], "type": "x_content_parse_exception", "reason": "[1:19] [connector_put_request] unknown field [nme] did you mean [name]?"}, "status": 400}

POST /_connector
{"name":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:9] [connector_put_request] name doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:9] [connector_put_request] name doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector
{"description":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:16] [connector_put_request] description doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:16] [connector_put_request] description doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector
{"language":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:13] [connector_put_request] language doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:13] [connector_put_request] language doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector
{"service_type":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:17] [connector_put_request] service_type doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:17] [connector_put_request] service_type doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector
{"is_native":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:14] [connector_put_request] is_native doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:14] [connector_put_request] is_native doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector
{"is_native":"yes"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:14] [connector_put_request] failed to parse field [is_native]"}], "type": "x_content_parse_exception", "reason": "[1:14] [connector_put_request] failed to parse field [is_native]", "caused_by": {"type": "illegal_argument_exception", "reason": "Failed to parse value [yes] as only [true] or [false] are allowed."}}, "status": 400}

PUT /_connector/bad
{"index_name":"_x","is_native":true}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [_x] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [_x], must not start with '_', '-', or '+';2: Index [_x] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [content-];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [_x] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [_x], must not start with '_', '-', or '+';2: Index [_x] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [content-];"}, "status": 400}

PUT /_connector/bad
{"index_name":"books","is_native":true}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: Index [books] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [content-];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: Index [books] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [content-];"}, "status": 400}

PUT /_connector/bad
{"index_name": ""}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [], must not be empty;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [], must not be empty;"}, "status": 400}

PUT /_connector/bad
{"index_name": "a b"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a b], must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',','];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a b], must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',','];"}, "status": 400}

PUT /_connector/bad
{"index_name": "a#b"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a#b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a#b], must not contain '#';"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a#b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a#b], must not contain '#';"}, "status": 400}

PUT /_connector/bad
{"index_name": "a:b"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a:b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a:b], must not contain ':';"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a:b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a:b], must not contain ':';"}, "status": 400}

PUT /_connector/bad
{"index_name": "+a"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [+a] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [+a], must not start with '_', '-', or '+';"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [+a] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [+a], must not start with '_', '-', or '+';"}, "status": 400}

PUT /_connector/bad
{"index_name": "."}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [.] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [.], must not be '.' or '..';"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [.] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [.], must not be '.' or '..';"}, "status": 400}

PUT /_connector/bad
{"index_name": ".."}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [..] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [..], must not be '.' or '..';"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [..] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [..], must not be '.' or '..';"}, "status": 400}

PUT /_connector/bad
{"index_name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa], index name is too long, (256 > 255);"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa], index name is too long, (256 > 255);"}, "status": 400}

PUT /_connector/bad
{"index_name":"search-books"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Index name [search-books] is used by another connector."}], "type": "status_exception", "reason": "Index name [search-books] is used by another connector."}, "status": 400}

PUT /_connector/Upper
{"index_name":"Search-Books"}
= 201

PUT /_connector/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: id [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] is too long, must be no longer than 512 bytes but was: 513;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: id [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] is too long, must be no longer than 512 bytes but was: 513;"}, "status": 400}

GET /_connector/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] not found"}], "type": "resource_not_found_exception", "reason": "connector [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx] not found"}, "status": 404}

PUT /_connector/a%2Fb%20%23%C3%A4%2B+
= 201
{"id":"a/b #ä++","result":"created"}

GET /_connector/a%2fb%20%23%c3%a4++
= 200
~ {"id":"a/b #ä++"}

# Missing: form A, form B.
GET /_connector/nope
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nope] not found"}], "type": "resource_not_found_exception", "reason": "connector [nope] not found"}, "status": 404}

DELETE /_connector/nope
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nope] not found"}], "type": "resource_not_found_exception", "reason": "connector [nope] not found"}, "status": 404}

DELETE /_connector/nope?hard=true
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nope] not found"}], "type": "resource_not_found_exception", "reason": "connector [nope] not found"}, "status": 404}

PUT /_connector/nope/_index_name
{"index_name":"x"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nope] not found"}], "type": "resource_not_found_exception", "reason": "connector [nope] not found"}, "status": 404}

PUT /_connector/nope/_service_type
{"service_type":"x"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [nope] not found"}], "type": "resource_not_found_exception", "reason": "connector [nope] not found"}, "status": 404}

PUT /_connector/nope/_check_in
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nope]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nope]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

PUT /_connector/nope/_name
{"name":"x"}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[nope]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[nope]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

# _check_in: strictly later each time.
PUT /_connector/books/_check_in
= 200
{"result":"updated"}

GET /_connector/books
= 200
~ {"last_seen":"<s:time>","status":"created"}

PUT /_connector/books/_check_in
= 200
{"result":"updated"}

PUT /_connector/books/_check_in
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [PUT /_connector/books/_check_in] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [PUT /_connector/books/_check_in] does not support having a body"}, "status": 400}

# _name.
PUT /_connector/books/_name
{}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}, "status": 400}

PUT /_connector/books/_name
{"name":null}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}, "status": 400}

PUT /_connector/books/_name
{"name":null,"description":null}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}, "status": 400}

PUT /_connector/books/_name
{"name":"n","description":null}
= 200
{"result":"updated"}

PUT /_connector/books/_name
{"name":"n"}
= 200
{"result":"noop"}

PUT /_connector/books/_name
{"description":""}
= 200
{"result":"updated"}

PUT /_connector/books/_name
{"name":5}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:9] [connector_update_name_request] name doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:9] [connector_update_name_request] name doesn't support values of type: VALUE_NUMBER"}, "status": 400}

GET /_connector/books
= 200
~ {"name":"n","description":""}

# _index_name.
PUT /_connector/books/_index_name
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [index_name]"}], "type": "illegal_argument_exception", "reason": "Required [index_name]"}, "status": 400}

PUT /_connector/books/_index_name
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/books/_index_name
{"index_name":"a*"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a*] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a*], must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',','];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a*] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a*], must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',','];"}, "status": 400}

# Used by another one is said before the existence is looked at.
PUT /_connector/nope/_index_name
{"index_name":"search-books"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Index name [search-books] is used by another connector."}], "type": "status_exception", "reason": "Index name [search-books] is used by another connector."}, "status": 400}

PUT /_connector/books/_index_name
{"index_name":"my-index"}
= 200
{"result":"updated"}

PUT /_connector/books/_index_name
{"index_name":"my-index"}
= 200
{"result":"noop"}

PUT /_connector/books/_index_name
{"index_name":null}
= 200
{"result":"updated"}

GET /_connector/books
= 200
~ {"index_name":null,"status":"created"}

PUT /_connector/managed
{"is_native":true,"index_name":"content-m"}
= 201

PUT /_connector/managed/_index_name
{"index_name":"plain"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Index attached to an Elastic-managed connector must start with the prefix: [content-]. The index name in the payload [plain] doesn't comply with this requirement."}], "type": "status_exception", "reason": "Index attached to an Elastic-managed connector must start with the prefix: [content-]. The index name in the payload [plain] doesn't comply with this requirement."}, "status": 400}

PUT /_connector/managed/_index_name
{"index_name":"content-n"}
= 200
{"result":"updated"}

# _service_type.
PUT /_connector/books/_service_type
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [service_type]"}], "type": "illegal_argument_exception", "reason": "Required [service_type]"}, "status": 400}

PUT /_connector/books/_service_type
{"service_type":""}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [service_type] cannot be [null] or [\"\"].;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [service_type] cannot be [null] or [\"\"].;"}, "status": 400}

PUT /_connector/books/_service_type
{"service_type":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:17] [connector_update_service_type_request] service_type doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:17] [connector_update_service_type_request] service_type doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/books/_service_type
{"service_type":"mysql"}
= 200
{"result":"updated"}

PUT /_connector/books/_service_type
{"service_type":"mysql"}
= 200
{"result":"noop"}

GET /_connector/books
= 200
~ {"service_type":"mysql","status":"created"}

PUT /_connector/managed/_service_type
{"service_type":"mysql"}
= 200
{"result":"updated"}

GET /_connector/managed
= 200
~ {"status":"needs_configuration"}

# Soft delete.
PUT /_connector/gone
{"index_name":"gone","service_type":"x"}
= 201

DELETE /_connector/gone
= 200
{"acknowledged":true}

DELETE /_connector/gone
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gone] not found"}], "type": "resource_not_found_exception", "reason": "connector [gone] not found"}, "status": 404}

GET /_connector/gone
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gone] not found"}], "type": "resource_not_found_exception", "reason": "connector [gone] not found"}, "status": 404}

GET /_connector/gone?include_deleted
= 200
~ {"id":"gone","deleted":true,"index_name":"gone"}

PUT /_connector/gone/_name
{"name":"still"}
= 200
{"result":"updated"}

PUT /_connector/gone/_check_in
= 200
{"result":"updated"}

PUT /_connector/gone/_service_type
{"service_type":"y"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gone] not found"}], "type": "resource_not_found_exception", "reason": "connector [gone] not found"}, "status": 404}

PUT /_connector/gone/_index_name
{"index_name":"z"}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gone] not found"}], "type": "resource_not_found_exception", "reason": "connector [gone] not found"}, "status": 404}

PUT /_connector/heir
{"index_name":"gone"}
= 201

PUT /_connector/gone
{"index_name":"gone"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Index name [gone] is used by another connector."}], "type": "status_exception", "reason": "Index name [gone] is used by another connector."}, "status": 400}

PUT /_connector/gone
{"index_name":"back"}
= 200
{"id":"gone","result":"updated"}

GET /_connector/gone
= 200
~ {"deleted":false,"name":"","index_name":"back"}

DELETE /_connector/gone
= 200

DELETE /_connector/gone?hard=true
= 200
{"acknowledged":true}

GET /_connector/gone?include_deleted=true
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [gone] not found"}], "type": "resource_not_found_exception", "reason": "connector [gone] not found"}, "status": 404}

DELETE /_connector/books?hard=no
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse value [no] as only [true] or [false] are allowed."}], "type": "illegal_argument_exception", "reason": "Failed to parse value [no] as only [true] or [false] are allowed."}, "status": 400}

DELETE /_connector/books
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [DELETE /_connector/books] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [DELETE /_connector/books] does not support having a body"}, "status": 400}

