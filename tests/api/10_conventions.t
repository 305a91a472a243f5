# Conventions: rest.md 2, 3, 6 to 10.

PUT /_connector/con
{"index_name":"con","service_type":"x"}
= 201

POST /_connector/_sync_job
{"id":"con"}
= 201
{"id":"<j:id>"}

# Unknown parameters.
GET /_connector/_sync_job?foo=1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameter: [foo]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameter: [foo]"}, "status": 400}

GET /_connector/_sync_job?siz=1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameter: [siz] -> did you mean [size]?"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameter: [siz] -> did you mean [size]?"}, "status": 400}

GET /_connector/_sync_job?siz&bar
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameters: [bar], [siz] -> did you mean [size]?"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameters: [bar], [siz] -> did you mean [size]?"}, "status": 400}

GET /_connector/_sync_job?job_typ=x&pretti
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameters: [job_typ] -> did you mean [job_type]?, [pretti] -> did you mean [pretty]?"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job] contains unrecognized parameters: [job_typ] -> did you mean [job_type]?, [pretti] -> did you mean [pretty]?"}, "status": 400}

GET /_connector/_sync_job/x?connector_sync_job_i=1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job/x] contains unrecognized parameter: [connector_sync_job_i] -> did you mean [connector_sync_job_id]?"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job/x] contains unrecognized parameter: [connector_sync_job_i] -> did you mean [connector_sync_job_id]?"}, "status": 400}

GET /_connector/a%20b?zz
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/a b] contains unrecognized parameter: [zz]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/a b] contains unrecognized parameter: [zz]"}, "status": 400}

# Booleans and broken escapes.
GET /_connector/_sync_job?pretty=yes
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse value [yes] as only [true] or [false] are allowed."}], "type": "illegal_argument_exception", "reason": "Failed to parse value [yes] as only [true] or [false] are allowed."}, "status": 400}

GET /_connector/_sync_job?human=1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse value [1] as only [true] or [false] are allowed."}], "type": "illegal_argument_exception", "reason": "Failed to parse value [1] as only [true] or [false] are allowed."}, "status": 400}

GET /_connector/con?include_deleted=maybe
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse value [maybe] as only [true] or [false] are allowed."}], "type": "illegal_argument_exception", "reason": "Failed to parse value [maybe] as only [true] or [false] are allowed."}, "status": 400}

GET /_connector/_sync_job?x=1%
= 400
{"error": {"root_cause": [{"type": "bad_parameter_exception", "reason": "java.lang.IllegalArgumentException: unterminated escape sequence at end of string: 1%"}], "type": "bad_parameter_exception", "reason": "java.lang.IllegalArgumentException: unterminated escape sequence at end of string: 1%", "caused_by": {"type": "illegal_argument_exception", "reason": "unterminated escape sequence at end of string: 1%"}}, "status": 400}

# pretty, filter_path, format, human, error_trace.
GET /_connector/_sync_job/${j}?pretty&filter_path=status,metadata,job_type
= 200
| {
|   "job_type" : "full",
|   "metadata" : { },
|   "status" : "pending"
| }
| 

GET /_connector/_sync_job?pretty=false&filter_path=count
= 200
| {"count":1}

GET /_connector/_sync_job?filter_path=results.id
= 200
{"results":[{"id":"${j}"}]}

GET /_connector/_sync_job?filter_path=results.*.state,results.connector.**.state
= 200
{"results":[{"connector":{"filtering":{"validation":{"state":"valid"}}}}]}

GET /_connector/_sync_job?filter_path=**.state
= 200
{"results":[{"connector":{"filtering":{"validation":{"state":"valid"}}}}]}

GET /_connector/_sync_job?filter_path=-results
= 200
{"count":1}

GET /_connector/_sync_job?filter_path=results,-results.connector,-results.*_at,-results.*_document_*,-results.last_seen
= 200
{"results":[{"id":"${j}","job_type":"full","metadata":{},"status":"pending","trigger_method":"on_demand"}]}

GET /_connector/_sync_job?filter_path=nope
= 200
| {}

GET /_connector/_sync_job?filter_path=&human&format=json
= 200
: content-type: application/json
~ {"count":1}

GET /_connector/_sync_job/nope?filter_path=status&pretty
= 404
~ {"status":404,"error":{"reason":"nope"}}

GET /_connector/_sync_job/nope?error_trace
= 404
~ {"error":{"root_cause":[{"stack_trace":"<any>"}],"stack_trace":"<any>"}}

# Headers.
GET /_connector/con
@ X-Opaque-Id: my-7
= 200
: X-Opaque-Id: my-7
: X-elastic-product: Elasticsearch

GET /_connector/nope
= 404
: X-elastic-product: Elasticsearch
: X-Opaque-Id: -

GET /_connector/con
@ Accept: application/vnd.elasticsearch+json; compatible-with=9
= 200
: content-type: application/vnd.elasticsearch+json;compatible-with=9

GET /_connector/con
@ Accept: application/vnd.elasticsearch+json;compatible-with=8
= 200
: content-type: application/vnd.elasticsearch+json;compatible-with=8

GET /_connector/con
@ Accept: application/json; charset=UTF-8
= 200
: content-type: application/json;charset=utf-8

GET /_connector/con
@ Accept: text/plain
= 200
: content-type: application/json

GET /_connector/con
@ Accept: text/html
= 200
: content-type: application/json

GET /_connector/con
@ Accept: */*
= 200
: content-type: application/json

GET /_connector/con
@ Accept: application/vnd.elasticsearch+json;compatible-with=9,text/plain
= 200
: content-type: application/json

GET /_connector/con
@ Accept: application/json
= 200
: content-type: application/json

GET /_connector/nope
@ Accept: application/vnd.elasticsearch+json; compatible-with=8
= 404
: content-type: application/vnd.elasticsearch+json;compatible-with=8

PUT /_connector/con/_name
@ Accept: application/vnd.elasticsearch+json; compatible-with=8
@ Content-Type: application/vnd.elasticsearch+json; compatible-with=8
{"name":"v8"}
= 200
: content-type: application/vnd.elasticsearch+json;compatible-with=8
{"result":"updated"}

PUT /_connector/con/_name
@ Accept: application/vnd.elasticsearch+json; compatible-with=9
@ Content-Type: application/vnd.elasticsearch+json; compatible-with=9
{"name":"v9"}
= 200
: content-type: application/vnd.elasticsearch+json;compatible-with=9
{"result":"updated"}

GET /_connector/con
@ Accept: foo
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept]", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid media-type [foo]"}}, "status": 400}

PUT /_connector/con/_name
@ Content-Type: foo
{}
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Content-Type]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Content-Type]", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid media-type [foo]"}}, "status": 400}

PUT /_connector/con/_name
@ Content-Type: application/json; charset = x
{}
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Content-Type]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Content-Type]", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid parameters for header [application/json; charset = x]"}}, "status": 400}

GET /_connector/con
@ Accept: application/vnd.elasticsearch+json;compatible-with=7
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]", "caused_by": {"type": "status_exception", "reason": "Accept version must be either version 9 or 8, but found 7. Accept=application/vnd.elasticsearch+json;compatible-with=7"}}, "status": 400}

PUT /_connector/con/_name
@ Content-Type: application/vnd.elasticsearch+json;compatible-with=10
{}
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]", "caused_by": {"type": "status_exception", "reason": "Content-Type version must be either version 9 or 8, but found 10. Content-Type=application/vnd.elasticsearch+json;compatible-with=10"}}, "status": 400}

PUT /_connector/con/_name
@ Accept: application/vnd.elasticsearch+json;compatible-with=8
@ Content-Type: application/vnd.elasticsearch+json;compatible-with=9
{}
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]", "caused_by": {"type": "status_exception", "reason": "A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version and the compatible versions must match. Accept=application/vnd.elasticsearch+json;compatible-with=8, Content-Type=application/vnd.elasticsearch+json;compatible-with=9"}}, "status": 400}

PUT /_connector/con/_name
@ Accept: application/vnd.elasticsearch+json;compatible-with=8
@ Content-Type: application/json
{}
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]", "caused_by": {"type": "status_exception", "reason": "A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version and the compatible versions must match. Accept=application/vnd.elasticsearch+json;compatible-with=8, Content-Type=application/json"}}, "status": 400}

PUT /_connector/con/_name
@ Accept: application/vnd.elasticsearch+json;compatible-with=9
@ Content-Type: application/json
{}
= 400
{"error": {"root_cause": [{"type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]"}], "type": "media_type_header_exception", "reason": "Invalid media-type value on headers [Accept, Content-Type]", "caused_by": {"type": "status_exception", "reason": "A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version. Accept=application/vnd.elasticsearch+json;compatible-with=9, Content-Type=application/json"}}, "status": 400}

# Content types of bodies.
PUT /_connector/con/_name
@ Content-Type: application/json; charset=utf-8
{"name":"ct"}
= 200

PUT /_connector/con/_name
@ Content-Type: APPLICATION/JSON
{"name":"ct"}
= 200

PUT /_connector/con/_name
@ Content-Type: application/vnd.elasticsearch+json
{"name":"ct"}
= 200

PUT /_connector/con/_name
@ Content-Type: application/x-ndjson
{"name":"ct"}
= 200

PUT /_connector/con/_name
@ Content-Type: application/*
{"name":"ct"}
= 200

PUT /_connector/con/_name
@ Content-Type: text/plain
{"name":"ct"}
= 406
{"error": "Content-Type header [text/plain] is not supported", "status": 406}

PUT /_connector/con/_name
@ Content-Type: application/x-www-form-urlencoded
{"name":"ct"}
= 406
{"error": "Content-Type header [application/x-www-form-urlencoded] is not supported", "status": 406}

PUT /_connector/con/_name
@ Content-Type: application/yaml
{"name":"ct"}
= 406
{"error": "Content-Type header [application/yaml] is not supported", "status": 406}

PUT /_connector/con/_name
@ Content-Type: application/cbor
{"name":"ct"}
= 406
{"error": "Content-Type header [application/cbor] is not supported", "status": 406}

PUT /_connector/con/_name
@ Content-Type: multipart/form-data; boundary=x
{"name":"ct"}
= 406
{"error": "Content-Type header [multipart/form-data; boundary=x] is not supported", "status": 406}

PUT /_connector/con/_name
@ Content-Type:
{"name":"ct"}
= 406
{"error": "Content-Type header is missing", "status": 406}

PUT /_connector/con/_name
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

# Who we are.
GET /?pretty=false
= 200
{"name":"node-1","cluster_name":"elasticsearch","cluster_uuid":"<uuid>","version":{"number":"9.1.0","build_flavor":"default","build_type":"tar","build_hash":"<any>","build_date":"<any>","build_snapshot":false,"lucene_version":"<any>","minimum_wire_compatibility_version":"8.19.0","minimum_index_compatibility_version":"8.0.0"},"tagline":"You Know, for Search"}

GET /?filter_path=tagline
= 200
| {
|   "tagline" : "You Know, for Search"
| }
| 

GET /?foo
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/] contains unrecognized parameter: [foo]"}], "type": "illegal_argument_exception", "reason": "request [/] contains unrecognized parameter: [foo]"}, "status": 400}

# Answers are never compressed here; the web server can do it.
GET /?filter_path=tagline
@ Accept-Encoding: gzip, deflate
= 200
: content-encoding: -
{"tagline":"You Know, for Search"}
