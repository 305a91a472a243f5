# Routing and methods: sync-jobs.md 1, rest.md 4 and 5.

PUT /_connector/_sync_job
= 405
: Allow: {GET, POST}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job] and method [PUT], allowed: [GET, POST]", "status": 405}

DELETE /_connector/_sync_job
= 405
: Allow: {GET, POST}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job] and method [DELETE], allowed: [GET, POST]", "status": 405}

PATCH /_connector/_sync_job
= 405
: Allow: {GET, POST}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job] and method [PATCH], allowed: [GET, POST]", "status": 405}

POST /_connector/_sync_job/x
= 405
: Allow: {GET, DELETE}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/x] and method [POST], allowed: [GET, DELETE]", "status": 405}

PUT /_connector/_sync_job/x
= 405
: Allow: {GET, DELETE}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/x] and method [PUT], allowed: [GET, DELETE]", "status": 405}

GET /_connector/_sync_job/x/_cancel
= 405
: Allow: {PUT}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/x/_cancel] and method [GET], allowed: [PUT]", "status": 405}

GET /_connector/_sync_job/x/_check_in
= 405
: Allow: {PUT}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/x/_check_in] and method [GET], allowed: [PUT]", "status": 405}

GET /_connector/_sync_job/x/_claim
= 405
: Allow: {PUT}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/x/_claim] and method [GET], allowed: [PUT]", "status": 405}

GET /_connector/_sync_job/x/_error
= 405
: Allow: {PUT}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/x/_error] and method [GET], allowed: [PUT]", "status": 405}

GET /_connector/_sync_job/x/_stats
= 405
: Allow: {PUT}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/x/_stats] and method [GET], allowed: [PUT]", "status": 405}

POST /_connector/x
= 405
: Allow: {GET, PUT, DELETE}
{"error": "Incorrect HTTP method for uri [/_connector/x] and method [POST], allowed: [GET, PUT, DELETE]", "status": 405}

DELETE /_connector/
= 405
: Allow: {GET, POST, PUT}
{"error": "Incorrect HTTP method for uri [/_connector/] and method [DELETE], allowed: [GET, POST, PUT]", "status": 405}

GET /_connector/x/_name
= 405
: Allow: {PUT}
{"error": "Incorrect HTTP method for uri [/_connector/x/_name] and method [GET], allowed: [PUT]", "status": 405}

DELETE /
= 405
: Allow: {GET, HEAD}
{"error": "Incorrect HTTP method for uri [/] and method [DELETE], allowed: [GET, HEAD]", "status": 405}

GET /foo
= 400
{"error": "no handler found for uri [/foo] and method [GET]"}

GET /foo?x=1
= 400
{"error": "no handler found for uri [/foo?x=1] and method [GET]"}

PUT /_connector/_sync_job/x/_nothing
= 400
{"error": "no handler found for uri [/_connector/_sync_job/x/_nothing] and method [PUT]"}

GET /_connector/a/b/c
= 400
{"error": "no handler found for uri [/_connector/a/b/c] and method [GET]"}

GET /_connector/a/b/c/d/e/f/g/h/i
= 400
{"error": "no handler found for uri [/_connector/a/b/c/d/e/f/g/h/i] and method [GET]"}

# A literal sub-resource of a connector comes before a job id.
PUT /_connector/_sync_job/_name
{"name":"x"}
= 404
{"error": {"root_cause": [{"type": "document_missing_exception", "reason": "[_sync_job]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}], "type": "document_missing_exception", "reason": "[_sync_job]: document missing", "index_uuid": "<uuid>", "shard": "0", "index": ".elastic-connectors-v1"}, "status": 404}

GET /_connector/_sync_job/_name
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "_name"}], "type": "resource_not_found_exception", "reason": "_name"}, "status": 404}

POST /_connector/_sync_job/_name
= 405
: Allow: {GET, PUT, DELETE}
{"error": "Incorrect HTTP method for uri [/_connector/_sync_job/_name] and method [POST], allowed: [GET, PUT, DELETE]", "status": 405}

# Trailing slashes do not count; double ones do.
GET /_connector/
= 200
{"count":0,"results":[]}

GET /_connector/_sync_job//
= 200
{"count":0,"results":[]}

PUT /_connector//_name
{"name":"x"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}, "status": 400}

PUT /_connector//_name
{}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;2: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;2: [name] and [description] cannot both be [null]. Please provide a value for at least one of them.;"}, "status": 400}

PUT /_connector//_check_in
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_id] cannot be [null] or [\"\"].;"}, "status": 400}

# Broken escapes.
? in-process,lighttpd nginx and Apache answer a broken escape by themselves
GET /_connector/%zz
= 405
: Allow: {GET, PUT, DELETE}
{"error": "invalid escape sequence `%zz' at index 0 of: %zz, allowed: [GET, PUT, DELETE]", "status": 405}

? in-process,lighttpd nginx and Apache answer a broken escape by themselves
GET /_connector/%
= 405
: Allow: {GET, PUT, DELETE}
{"error": "unterminated escape sequence at end of string: %, allowed: [GET, PUT, DELETE]", "status": 405}

? in-process,lighttpd nginx and Apache answer a broken escape by themselves
GET /_connector/%a
= 405
: Allow: {GET, PUT, DELETE}
{"error": "partial escape sequence at end of string: %a, allowed: [GET, PUT, DELETE]", "status": 405}

? in-process,lighttpd nginx and Apache answer a broken escape by themselves
GET /_connector/ok%4
= 405
: Allow: {GET, PUT, DELETE}
{"error": "partial escape sequence at end of string: ok%4, allowed: [GET, PUT, DELETE]", "status": 405}

# HEAD only at the root; a 405 without a body elsewhere.
HEAD /_connector
= 405
: Allow: {GET, POST, PUT}
-

HEAD /
= 200
: X-elastic-product: Elasticsearch
-

OPTIONS /_connector/_sync_job
= 200
: Allow: {GET, POST}
: content-type: text/plain; charset=UTF-8
-

OPTIONS /nothing
= 200
: Allow: -
-

? in-process,nginx,mod_fcgid,mod_proxy_fcgi lighttpd answers 501 by itself
FOO /_connector
= 405
{"error": "Unexpected http method: FOO, allowed: [GET, POST, PUT]", "status": 405}

# A wrong method comes before a wrong Content-Type, a wrong Content-Type before a bad body.
PATCH /_connector/_sync_job
@ Content-Type: text/plain
x
= 405

POST /_connector/_sync_job
@ Content-Type: text/plain
x
= 406
{"error": "Content-Type header [text/plain] is not supported", "status": 406}

