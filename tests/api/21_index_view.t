# The two indices as the connector service and Kibana use them (clients.md 1 B, 4, 5).

# ---- they are there from the start

HEAD /.elastic-connectors-v1
= 200
-

HEAD /.elastic-connectors-sync-jobs-v1
= 200
-

HEAD /.elastic-connectors
= 200
-

PUT /.elastic-connectors-v1
= 400
~ {"error":{"type":"resource_already_exists_exception"},"status":400}

GET /.elastic-connectors-sync-jobs
= 200
~ {".elastic-connectors-sync-jobs-v1":{"aliases":{".elastic-connectors-sync-jobs":{"is_hidden":true}},"mappings":{"dynamic":"false","properties":{"connector":{"properties":{"id":{"type":"keyword"},"filtering":{"properties":{"rules":{"properties":{"order":{"type":"short"}}}}}}},"last_seen":{"type":"date"}}}}}

GET /.elastic-connectors-v1/_mapping
= 200
~ {".elastic-connectors-v1":{"mappings":{"_meta":{"pipeline":{"default_name":"search-default-ingestion"}},"properties":{"is_native":{"type":"boolean"},"scheduling":{"properties":{"full":{"properties":{"enabled":{"type":"boolean"}}}}}}}}}

POST /.elastic-connectors/_refresh?ignore_unavailable=true
@ Content-Type: application/octet-stream
= 200
{"_shards":{"total":1,"successful":1,"failed":0}}

GET /.elastic-nothing/_search
= 400
{"error":"no handler found for uri [/.elastic-nothing/_search] and method [GET]"}

# ---- searches that find nothing

POST /.elastic-connectors/_search?expand_wildcards=hidden
{"from":0,"size":100,"query":{"match_all":{}},"seq_no_primary_term":true}
= 200
{"took":"<any>","timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"max_score":null,"hits":[]}}

POST /.elastic-connectors-sync-jobs/_search?expand_wildcards=hidden
{"from":0,"size":100,"query":{"bool":{"must_not":{"terms":{"connector.id":["a"]}},"filter":[{"terms":{"status":["in_progress","canceling"]}}]}},"seq_no_primary_term":true}
= 200
~ {"hits":{"total":{"value":0},"hits":[]}}

# ---- a connector made by the API is seen here

PUT /_connector/books
{"index_name":"search-books","service_type":"postgresql"}
= 201

GET /.elastic-connectors/_doc/books
= 200
~ {"_index":".elastic-connectors-v1","_id":"books","_version":1,"_seq_no":0,"_primary_term":1,"found":true,"_source":{"index_name":"search-books","service_type":"postgresql","status":"created","deleted":false}}

GET /.elastic-connectors/_doc/books?filter_path=_source.id,found
= 200
{"found":true}

HEAD /.elastic-connectors/_doc/books
= 200
-

HEAD /.elastic-connectors-v1/_doc/nothing
= 404
-

GET /.elastic-connectors/_doc/nothing
= 404
{"_index":".elastic-connectors-v1","_id":"nothing","found":false}

GET /.elastic-connectors/_doc/books?_source=status,scheduling.full.enabled
= 200
{"_index":".elastic-connectors-v1","_id":"books","_version":1,"_seq_no":0,"_primary_term":1,"found":true,"_source":{"status":"created","scheduling":{"full":{"enabled":false}}}}

# ---- U1: the deep merge, with the number as a condition

POST /.elastic-connectors/_update/books?if_primary_term=1&if_seq_no=0
{"doc":{"configuration":{"host":{"label":"Host","type":"str","value":null}},"status":"needs_configuration","features":{"sync_rules":{"basic":{"enabled":true}}}}}
= 200
{"_index":".elastic-connectors-v1","_id":"books","_version":2,"result":"updated","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":1,"_primary_term":1}

POST /.elastic-connectors/_update/books?if_primary_term=1&if_seq_no=0
{"doc":{"status":"configured"}}
= 409
~ {"error":{"root_cause":[{"type":"version_conflict_engine_exception","reason":"[books]: version conflict, required seqNo [0], primary term [1]. current document has seqNo [1] and primary term [1]","shard":"0","index":".elastic-connectors-v1"}],"type":"version_conflict_engine_exception"},"status":409}

POST /.elastic-connectors/_update/books?if_primary_term=2&if_seq_no=1
{"doc":{"status":"configured"}}
= 409

POST /.elastic-connectors/_update/books?if_seq_no=1
{"doc":{"status":"configured"}}
= 400
~ {"error":{"type":"action_request_validation_exception","reason":"Validation Failed: 1: ifSeqNo is set, but primary term is [0];"}}

POST /.elastic-connectors/_update/books
{"doc":{"configuration":{"host":{"value":"db"}}}}
= 200
~ {"result":"updated","_seq_no":2}

# ---- U2: a noop keeps the number

POST /.elastic-connectors/_update/books
{"doc":{"status":"connected","error":null}}
= 200
~ {"result":"updated","_seq_no":3}

POST /.elastic-connectors/_update/books
{"doc":{"status":"connected","error":null}}
= 200
{"_index":".elastic-connectors-v1","_id":"books","_version":4,"result":"noop","_shards":{"total":0,"successful":0,"failed":0},"_seq_no":3,"_primary_term":1}

GET /_connector/books
= 200
~ {"id":"books","status":"connected","error":null,"configuration":{"host":{"label":"Host","type":"str","value":"db"}},"features":{"sync_rules":{"basic":{"enabled":true}}}}

# ---- the API moves the number too

PUT /_connector/books/_check_in
= 200

GET /.elastic-connectors/_doc/books
= 200
~ {"_seq_no":4,"_source":{"last_seen":"<time>"}}

# ---- U4: timestamps are kept as they come

POST /.elastic-connectors/_update/books?if_primary_term=1&if_seq_no=4
{"doc":{"last_sync_scheduled_at":"2026-11-24T08:29:30.877342+00:00"}}
= 200

GET /_connector/books
= 200
~ {"last_sync_scheduled_at":"2026-11-24T08:29:30.877342+00:00"}

# ---- what would make the record unreadable is refused

POST /.elastic-connectors/_update/books
{"doc":{"last_seen":1764000000000}}
= 400
~ {"error":{"type":"document_parsing_exception","reason":"failed to parse field [last_seen] of type [date] in document with id 'books'. Preview of field's value: '1764000000000'"}}

POST /.elastic-connectors/_update/books
{"doc":{"status":"happy"}}
= 400
~ {"error":{"type":"document_parsing_exception","reason":"failed to parse field [status]: it must be one of created, needs_configuration, configured, connected, error"}}

POST /.elastic-connectors/_update/books
{"doc":{"last_sync_status":"Completed"}}
= 400

POST /.elastic-connectors/_update/books
{"doc":{"filtering":{"active":{}}}}
= 400

POST /.elastic-connectors/_update/books
{"doc":{"filtering":[{"draft":{"rules":[{"order":40000}]}}]}}
= 400

POST /.elastic-connectors/_update/books
{"doc":{"scheduling":"never"}}
= 400

POST /.elastic-connectors/_update/books
{"doc":{"configuration":{"host":"db"}}}
= 400

POST /.elastic-connectors/_update/books
{"doc":{"id":"other"}}
= 400

POST /.elastic-connectors/_update/books
{"script":{"source":"ctx.op='none'"}}
= 400
~ {"error":{"type":"x_content_parse_exception","reason":"[1:2] [UpdateRequest] unknown field [script]"}}

POST /.elastic-connectors/_update/books
{}
= 400
~ {"error":{"reason":"Validation Failed: 1: script or doc is missing;"}}

POST /.elastic-connectors/_update/nothing
{"doc":{"status":"connected"}}
= 404
~ {"error":{"type":"document_missing_exception","reason":"[nothing]: document missing","index":".elastic-connectors-v1"},"status":404}

# ---- whole documents

POST /.elastic-connectors/_doc
{"index_name":"search-cli","service_type":"mysql","is_native":false,"name":"cli","status":"configured","configuration":{},"scheduling":{"full":{"enabled":false,"interval":"0 0 0 * * ?"}},"filtering":[],"created_at":"2026-11-24T08:29:30.877342+00:00","updated_at":"2026-11-24T08:29:30.877342+00:00"}
= 201
{"_index":".elastic-connectors-v1","_id":"<cli:id>","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1}

GET /_connector/${cli}
= 200
~ {"id":"${cli}","name":"cli","created_at":"2026-11-24T08:29:30.877342+00:00"}

GET /_connector?index_name=search-cli
= 200
~ {"count":1}

PUT /.elastic-connectors/_doc/${cli}
{"index_name":"search-cli","service_type":"mysql","api_key_id":"k"}
= 200
~ {"result":"updated","_version":2,"_seq_no":1}

GET /_connector/${cli}
= 200
{"id":"${cli}","index_name":"search-cli","service_type":"mysql","api_key_id":"k"}

PUT /.elastic-connectors/_doc/${cli}?op_type=create
{"service_type":"mysql"}
= 409
~ {"error":{"type":"version_conflict_engine_exception","reason":"[${cli}]: version conflict, document already exists (current version [2])"}}

PUT /.elastic-connectors/_doc/${cli}?if_seq_no=0&if_primary_term=1
{"service_type":"mysql"}
= 409

PUT /.elastic-connectors/_doc/another?if_seq_no=0&if_primary_term=1
{"service_type":"mysql"}
= 409
~ {"error":{"reason":"[another]: version conflict, required seqNo [0], primary term [1]. but no document was found"}}

# No two live connectors have one index, whoever writes.
POST /.elastic-connectors/_doc
{"index_name":"search-cli","service_type":"mysql"}
= 400
~ {"error":{"type":"status_exception","reason":"Index name [search-cli] is used by another connector."}}

POST /.elastic-connectors/_update/${cli}
{"doc":{"index_name":"search-books"}}
= 400

# A connector written here by half can be worked with there.
PUT /_connector/${cli}/_filtering/_validation
{"validation":{"state":"valid","errors":[]}}
= 200

PUT /_connector/${cli}/_filtering/_activate
= 200

PUT /_connector/${cli}/_name
{"name":"n"}
= 200

# ---- searches

POST /.elastic-connectors/_search?expand_wildcards=hidden
{"from":0,"size":100,"query":{"bool":{"must_not":[{"term":{"deleted":true}}],"filter":[{"terms":{"_id":["books","nothing","books"]}}]}},"seq_no_primary_term":true}
= 200
~ {"hits":{"total":{"value":1,"relation":"eq"},"max_score":1.0,"hits":[{"_index":".elastic-connectors-v1","_id":"books","_seq_no":5,"_primary_term":1,"_score":1.0,"_source":{"index_name":"search-books"}}]}}

POST /.elastic-connectors/_search?expand_wildcards=hidden
{"from":0,"size":100,"query":{"bool":{"must_not":[{"term":{"deleted":true}}],"filter":[{"terms":{"service_type":["postgresql","oracle"]}},{"term":{"is_native":false}}]}},"seq_no_primary_term":true}
= 200
~ {"hits":{"total":{"value":1},"hits":[{"_id":"books"}]}}

POST /.elastic-connectors/_search
{"query":{"bool":{"should":[{"bool":{"filter":[{"terms":{"service_type":["mysql"]}}]}},{"bool":{"filter":[{"terms":{"_id":["books"]}}]}}]}},"_source":false}
= 200
{"took":"<any>","timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":2,"relation":"eq"},"max_score":1.0,"hits":[{"_index":".elastic-connectors-v1","_id":"books","_score":1.0},{"_index":".elastic-connectors-v1","_id":"${cli}","_score":1.0}]}}

POST /.elastic-connectors/_search
{"query":{"match":{"index_name":"search-books"}},"_source":["index_name","is_n*"]}
= 200
~ {"hits":{"hits":[{"_source":{"index_name":"search-books","is_native":false}}]}}

GET /.elastic-connectors/_search?size=1&from=1&_source=false
= 200
~ {"hits":{"total":{"value":2},"hits":[{"_id":"${cli}"}]}}

POST /.elastic-connectors/_search?scroll=10s
{"stored_fields":[]}
= 200
{"_scroll_id":"<scroll:any>","took":"<any>","timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":2,"relation":"eq"},"max_score":1.0,"hits":[{"_index":".elastic-connectors-v1","_id":"books","_score":1.0},{"_index":".elastic-connectors-v1","_id":"${cli}","_score":1.0}]}}

POST /_search/scroll
{"scroll_id":"${scroll}","scroll":"10s"}
= 200
~ {"_scroll_id":"${scroll}","hits":{"hits":[]}}

POST /_search/scroll
{"scroll_id":"of someone else"}
= 404
~ {"error":{"type":"search_context_missing_exception"}}

DELETE /_search/scroll
{"scroll_id":["${scroll}"]}
= 200
{"succeeded":true,"num_freed":1}

POST /.elastic-connectors/_count
{"query":{"bool":{"must":{"term":{"service_type":{"value":"mysql"}}},"must_not":{"term":{"status":"error"}}}}}
= 200
{"count":1,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0}}

GET /.elastic-connectors/_count
= 200
~ {"count":2}

POST /.elastic-connectors/_count?ignore_unavailable=true
@ Content-Type: application/octet-stream
= 200
~ {"count":2}

# A soft-deleted connector is still here.
DELETE /_connector/${cli}
= 200

GET /.elastic-connectors/_doc/${cli}
= 200
~ {"_source":{"deleted":true}}

POST /.elastic-connectors/_count
{"query":{"bool":{"must_not":[{"term":{"deleted":true}}]}}}
= 200
~ {"count":1}

POST /.elastic-connectors/_count
{"query":{"term":{"deleted":"true"}}}
= 200
~ {"count":1}

POST /.elastic-connectors/_count
{"query":{"match_all":{}}}
= 200
~ {"count":2}

# Its index is free for another one; it does not come back to it then.
POST /.elastic-connectors/_doc
{"index_name":"search-cli","service_type":"mysql"}
= 201

POST /.elastic-connectors/_update/${cli}
{"doc":{"deleted":false}}
= 400
~ {"error":{"reason":"Index name [search-cli] is used by another connector."}}

# ---- what is not known is refused by name

POST /.elastic-connectors/_search
{"query":{"prefix":{"name":"x"}}}
= 400
~ {"error":{"type":"illegal_argument_exception","reason":"query [prefix] is not supported here: match_all, bool, term, terms, match and range are"}}

POST /.elastic-connectors/_search
{"query":{"term":{"nothing":"x"}}}
= 400
~ {"error":{"reason":"field [nothing] is not supported in a [term] query of this index"}}

POST /.elastic-connectors/_search
{"query":{"match":{"description":"x"}}}
= 400
~ {"error":{"reason":"field [description] is not supported in a [match] query of this index"}}

POST /.elastic-connectors/_search
{"query":{"bool":{"must":[],"minimum_should_match":1}}}
= 400
~ {"error":{"reason":"[bool] query does not support [minimum_should_match]"}}

POST /.elastic-connectors/_search
{"aggs":{"a":{"terms":{"field":"status"}}}}
= 400
~ {"error":{"reason":"[1:2] [search] unknown field [aggs]"}}

POST /.elastic-connectors/_search
{"sort":[{"name":"asc"}]}
= 400
~ {"error":{"reason":"sort by [name] in order [asc] is not supported: _doc is"}}

POST /.elastic-connectors/_search
{"query":{"match_all":{},"term":{"status":"x"}}}
= 400
~ {"error":{"type":"parsing_exception"}}

POST /.elastic-connectors/_search
{"query":{"range":{"last_seen":{"lte":"2026-11-24"}}}}
= 400

POST /.elastic-connectors/_search
{"stored_fields":["name"]}
= 400

POST /.elastic-connectors/_search?q=name:x
= 400
~ {"error":{"type":"illegal_argument_exception","reason":"request [/.elastic-connectors/_search] contains unrecognized parameter: [q]"}}

POST /.elastic-connectors/_search
{"size":-1}
= 400

POST /.elastic-connectors/_search
{"from":9999,"size":2}
= 400
~ {"error":{"type":"search_phase_execution_exception"}}

POST /.elastic-connectors/_delete_by_query
{"query":{"term":{"status":"x"}}}
= 400
~ {"error":{"reason":"_delete_by_query supports only [match_all]"}}

POST /.elastic-connectors/_doc
[1]
= 400
~ {"error":{"type":"document_parsing_exception"}}

POST /.elastic-connectors/_doc
{"a":
= 400
~ {"error":{"type":"x_content_parse_exception"}}

POST /.elastic-connectors/_doc
@ Content-Type: application/json
= 400
~ {"error":{"type":"parse_exception","reason":"request body is required"}}

POST /.elastic-connectors/_bulk
{"index":{}}
= 400
~ {"error":"no handler found for uri [/.elastic-connectors/_bulk] and method [POST]"}

# ---- all gone

POST /.elastic-connectors/_delete_by_query?ignore_unavailable=true
{"query":{"match_all":{}}}
= 200
~ {"total":3,"deleted":3,"failures":[]}

GET /_connector?include_deleted=true
= 200
{"count":0,"results":[]}
