# A whole sync into the embedded sink, as the connector service makes it (clients.md 1 D).

GET /content-sink?ignore_unavailable=true
= 200
{}

HEAD /content-sink
= 404
-

PUT /content-sink
@ Content-Type: application/octet-stream
= 200
{"acknowledged":true,"shards_acknowledged":true,"index":"content-sink"}

PUT /content-sink
= 400
~ {"error":{"type":"resource_already_exists_exception"},"status":400}

HEAD /content-sink
= 200
-

HEAD /.search-acl-filter-content-sink
= 404
-

GET /content-sink
= 200
{"content-sink":{"aliases":{},"mappings":{},"settings":{"index":{"creation_date":"<any>","uuid":"<id>","provided_name":"content-sink"}}}}

# Nothing there: the scroll ends at once.
POST /content-sink/_search?scroll=5m
{"size":1000,"sort":"_doc","_source":["id","_timestamp"]}
= 200
{"_scroll_id":"<empty:any>","took":"<any>","timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"max_score":null,"hits":[]}}

POST /_search/scroll
{"scroll_id":"${empty}","scroll":"5m"}
= 200
~ {"hits":{"hits":[]}}

# The pipeline is accepted and ignored; the index of access control is made by its first document.
! newline
PUT /_bulk?pipeline=search-default-ingestion
@ Content-Type: application/vnd.elasticsearch+x-ndjson; compatible-with=8
@ Accept: application/vnd.elasticsearch+json; compatible-with=8
{"index":{"_index":"content-sink","_id":"a"}}
{"id":"a","_timestamp":"2026-11-24T08:29:30.877342+00:00","body":"B","nested":{"x":1,"y":[1,2]}}
{"update":{"_index":"content-sink","_id":"b"}}
{"doc":{"id":"b","_timestamp":"t","n":1.50},"doc_as_upsert":true}
{"create":{"_index":"content-sink","_id":"c/ä \"#"}}
{"id":"c"}
{"delete":{"_index":"content-sink","_id":"nothing"}}
{"index":{"_index":".search-acl-filter-content-sink","_id":"user"}}
{"query":{}}
= 200
{"took":"<any>","errors":false,"items":[
{"index":{"_index":"content-sink","_id":"a","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}},
{"update":{"_index":"content-sink","_id":"b","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}},
{"create":{"_index":"content-sink","_id":"c/ä \"#","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}},
{"delete":{"_index":"content-sink","_id":"nothing","_version":1,"result":"not_found","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":404}},
{"index":{"_index":".search-acl-filter-content-sink","_id":"user","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}}]}

HEAD /.search-acl-filter-content-sink
= 200
-

# Updates merge deeply; arrays are replaced; what changes nothing is a noop.
! newline
POST /content-sink/_bulk
@ Content-Type: application/x-ndjson
{"update":{"_id":"a"}}
{"doc":{"nested":{"y":[3],"z":null}}}
{"update":{"_id":"a"}}
{"doc":{"nested":{"y":[3]}}}
{"update":{"_id":"d"}}
{"doc":{"x":1},"upsert":{"x":0}}
{"update":{"_id":"e"}}
{"doc":{"x":1}}
{"create":{"_id":"a"}}
{}
{"index":{"_id":"f"}}
{"x":
{"delete":{"_id":"b"}}
{"update":{"_id":"a"}}
{"script":"x"}
{"delete":{"_index":"content-none","_id":"b"}}
{"index":{"_id":"b"}}
{"again":true}
= 200
{"took":"<any>","errors":true,"items":[
{"update":{"_index":"content-sink","_id":"a","_version":2,"result":"updated","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":1,"_primary_term":1,"status":200}},
{"update":{"_index":"content-sink","_id":"a","_version":2,"result":"noop","_shards":{"total":0,"successful":0,"failed":0},"_seq_no":1,"_primary_term":1,"status":200}},
{"update":{"_index":"content-sink","_id":"d","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}},
{"update":{"_index":"content-sink","_id":"e","status":404,"error":{"type":"document_missing_exception","reason":"[e]: document missing","index":"content-sink"}}},
{"create":{"_index":"content-sink","_id":"a","status":409,"error":{"type":"version_conflict_engine_exception","reason":"[a]: version conflict, document already exists (current version [2])","index":"content-sink"}}},
{"index":{"_index":"content-sink","_id":"f","status":400,"error":"<any>"}},
{"delete":{"_index":"content-sink","_id":"b","_version":2,"result":"deleted","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":1,"_primary_term":1,"status":200}},
{"update":{"_index":"content-sink","_id":"a","status":400,"error":{"type":"illegal_argument_exception","reason":"[script] is not supported by the sink: it keeps documents, and no more","index":"content-sink"}}},
{"delete":{"_index":"content-none","_id":"b","status":404,"error":{"type":"index_not_found_exception","reason":"no such index [content-none]","index":"content-none"}}},
{"index":{"_index":"content-sink","_id":"b","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}}]}

GET /content-sink/_doc/a
= 200
{"_index":"content-sink","_id":"a","_version":2,"_seq_no":1,"_primary_term":1,"found":true,"_source":{"id":"a","_timestamp":"2026-11-24T08:29:30.877342+00:00","body":"B","nested":{"x":1,"y":[3],"z":null}}}

HEAD /content-sink/_doc/a
= 200
-

? in-process some web servers decode or refuse %2F
GET /content-sink/_doc/c%2F%C3%A4%20%22%23?_source=id
= 200
~ {"found":true,"_source":{"id":"c"}}

GET /content-sink/_doc/none
= 404
{"_index":"content-sink","_id":"none","found":false}

# The scroll, in pages of two.
POST /content-sink/_search?scroll=5m
{"size":2,"sort":["_doc"],"_source":["id","_timestamp"]}
= 200
{"_scroll_id":"<first:any>","took":"<any>","timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":4,"relation":"eq"},"max_score":null,"hits":[
{"_index":"content-sink","_id":"a","_score":null,"_source":{"id":"a","_timestamp":"2026-11-24T08:29:30.877342+00:00"},"sort":[0]},
{"_index":"content-sink","_id":"b","_score":null,"_source":{},"sort":[0]}]}}

POST /_search/scroll
{"scroll_id":"${first}","scroll":"5m"}
= 200
~ {"_scroll_id":"<second:any>","hits":{"hits":[
{"_index":"content-sink","_id":"c/ä \"#","_source":{"id":"c"}},
{"_index":"content-sink","_id":"d","_source":{}}]}}

POST /_search/scroll
{"scroll_id":"${second}","scroll":"5m"}
= 200
~ {"hits":{"total":{"value":4},"hits":[]}}

DELETE /_search/scroll
{"scroll_id":"${second}"}
= 200
{"succeeded":true,"num_freed":1}

POST /_search/scroll
{"scroll_id":"sink-00","scroll":"5m"}
= 404
~ {"error":{"type":"search_context_missing_exception"}}

POST /content-sink/_refresh?ignore_unavailable=true
= 200
{"_shards":{"total":1,"successful":1,"failed":0}}

POST /content-sink/_count?ignore_unavailable=true
= 200
{"count":4,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0}}

POST /content-none/_count?ignore_unavailable=true
= 200
~ {"count":0}

POST /content-none/_count
= 404
~ {"error":{"type":"index_not_found_exception","reason":"no such index [content-none]"}}

# All lines of it, and those behind one.
GET /_connectord/sink/content-sink
= 200
: content-type: application/x-ndjson
| {"_id":"a","_source":{"id":"a","_timestamp":"2026-11-24T08:29:30.877342+00:00","body":"B","nested":{"x":1,"y":[3],"z":null}}}
| {"_id":"b","_source":{"again":true}}
| {"_id":"c/ä \"#","_source":{"id":"c"}}
| {"_id":"d","_source":{"x":0}}
| 

GET /_connectord/sink/content-sink?after=b&size=1
= 200
| {"_id":"c/ä \"#","_source":{"id":"c"}}
| 

GET /_connectord/sink/content-none
= 404
~ {"error":{"type":"index_not_found_exception"}}

# A sink, not a search engine.
POST /content-sink/_search
{"query":{"term":{"id":"a"}}}
= 400
~ {"error":{"type":"illegal_argument_exception","reason":"the query [term] is not supported: this is a sink, not a search engine, and all it knows is [match_all]"}}

POST /content-sink/_count
{"query":{"match_all":{"boost":2}}}
= 400
~ {"error":{"type":"illegal_argument_exception"}}

POST /content-sink/_search
{"sort":[{"id":"asc"}]}
= 400
~ {"error":{"reason":"[sort] by anything but [_doc] is not supported: this is a sink, not a search engine"}}

POST /content-sink/_search
{"from":1}
= 400
~ {"error":{"reason":"[from] is not supported: this is a sink, not a search engine"}}

POST /content-sink/_search
{"aggs":{}}
= 400

# Mappings are kept, and do nothing.
PUT /content-mapped
{"mappings":{"properties":{"a":{"type":"keyword"}}},"settings":{"index.number_of_shards":2,"index":{"refresh_interval":"1s"}}}
= 200

PUT /content-mapped/_mapping
{"properties":{"b":{"type":"date"}}}
= 200
{"acknowledged":true}

GET /content-mapped/_mapping
= 200
{"content-mapped":{"mappings":{"properties":{"a":{"type":"keyword"},"b":{"type":"date"}}}}}

GET /content-mapped
= 200
~ {"content-mapped":{"settings":{"index":{"number_of_shards":2,"refresh_interval":"1s"}}}}

PUT /content-other
{"aliases":{"x":{}}}
= 400

# Names.
PUT /Content
= 400
~ {"error":{"type":"invalid_index_name_exception","reason":"Invalid index name [Content], must be lowercase"}}

PUT /.elastic-connectors-other
= 400
{"error":"no handler found for uri [<any>/.elastic-connectors-other] and method [PUT]"}

! newline
POST /_bulk
@ Content-Type: application/x-ndjson
{"index":{"_index":".elastic-connectors","_id":"a"}}
{}
= 400
~ {"error":{"type":"invalid_index_name_exception","reason":"Invalid index name [.elastic-connectors], is of the connectors' own indices, and none of the sink"}}

# What is wrong with a line of an action is wrong with the request: nothing of it is written.
! newline
POST /content-sink/_bulk
@ Content-Type: application/x-ndjson
{"index":{"_id":"g"}}
{}
{"move":{"_id":"g"}}
{}
= 400
~ {"error":{"type":"illegal_argument_exception","reason":"Malformed action/metadata line [3], expected one field [create], [delete], [index] or [update]"}}

POST /content-sink/_bulk
@ Content-Type: application/x-ndjson
{"delete":{"_id":"a"}}
= 400
~ {"error":{"reason":"The bulk request must be terminated by a newline [\\n]"}}

! newline
POST /content-sink/_bulk
@ Content-Type: application/x-ndjson
{"index":{"_id":"g","if_seq_no":1}}
{}
= 400
~ {"error":{"reason":"Malformed action/metadata line [1], [if_seq_no] is not supported here"}}

GET /*/_stats
= 200
~ {"indices":{"content-sink":{"primaries":{"docs":{"count":4}}},"content-mapped":{"primaries":{"docs":{"count":0}}},".search-acl-filter-content-sink":{"primaries":{"docs":{"count":1}}}}}

GET /*
= 200
~ {"content-sink":{"aliases":{}},"content-mapped":{"aliases":{}}}

POST /content-sink/_delete_by_query?ignore_unavailable=true
{"query":{"match_all":{}}}
= 200
~ {"total":4,"deleted":4,"failures":[]}

POST /content-sink/_delete_by_query
{"query":{"term":{"id":"a"}}}
= 400

GET /content-sink/_count
= 200
~ {"count":0}

! newline
POST /content-sink/_bulk?refresh=true
@ Content-Type: application/x-ndjson
{"index":{"_id":1}}
{"x":1}
{"index":{}}
{"x":2}
= 200
~ {"errors":false,"items":[{"index":{"_id":"1"}},{"index":{"_id":"<id>"}}]}

# An index that is made again is another: no document of the first is in it, and no scroll goes on.
POST /content-sink/_search?scroll=5m
{"size":1}
= 200
~ {"_scroll_id":"<gone:any>"}

DELETE /content-sink
= 200
{"acknowledged":true}

DELETE /content-sink
= 404
~ {"error":{"type":"index_not_found_exception"}}

DELETE /content-sink?ignore_unavailable=true
= 200
{"acknowledged":true}

PUT /content-sink
= 200

GET /content-sink/_count
= 200
~ {"count":0}

POST /_search/scroll
{"scroll_id":"${gone}"}
= 404
~ {"error":{"type":"search_context_missing_exception"}}

# The API, and the indices of the connectors, are where they were.
PUT /_connector/sink-connector
{"index_name":"content-sink","service_type":"s"}
= 201

GET /.elastic-connectors/_doc/sink-connector
= 200
~ {"found":true}

GET /_nothing
= 400
{"error":"no handler found for uri [<any>/_nothing] and method [GET]"}
