# GET /_connector: filters, order, pages (connectors.md 4).

PUT /_connector/c1
{"index_name":"b","name":"Bravo","service_type":"mysql","description":"daily run of my-conn"}
= 201

PUT /_connector/c2
{"index_name":"a","name":"Alpha","service_type":"mysql"}
= 201

PUT /_connector/c3
{"index_name":"B","name":"Bravo","service_type":"s3"}
= 201

PUT /_connector/c4
{"name":"lost"}
= 201

PUT /_connector/c5
{"name":"a*b?c"}
= 201

PUT /_connector/c6
{"index_name":"zz","name":"deleted one","service_type":"mysql"}
= 201

DELETE /_connector/c6
= 200

# By index_name in bytes, those without one last.
GET /_connector
= 200
~ {"count": 5, "results": [{"id": "c3"}, {"id": "c2"}, {"id": "c1"}, {"id": "c4"}, {"id": "c5"}]}

GET /_connector?include_deleted=true
= 200
~ {"count": 6, "results": [{"id": "c3"}, {"id": "c2"}, {"id": "c1"}, {"id": "c6"}, {"id": "c4"}, {"id": "c5"}]}

GET /_connector?include_deleted
= 200
~ {"count": 6, "results": [{"id": "c3"}, {"id": "c2"}, {"id": "c1"}, {"id": "c6"}, {"id": "c4"}, {"id": "c5"}]}

GET /_connector?size=2
= 200
~ {"count": 5, "results": [{"id": "c3"}, {"id": "c2"}]}

GET /_connector?from=3&size=1
= 200
~ {"count": 5, "results": [{"id": "c4"}]}

GET /_connector?from=9
= 200
~ {"count": 5, "results": []}

GET /_connector?size=0
= 200
~ {"count": 5, "results": []}

GET /_connector?size=1000
= 200
~ {"count": 5, "results": [{"id": "c3"}, {"id": "c2"}, {"id": "c1"}, {"id": "c4"}, {"id": "c5"}]}

GET /_connector?index_name=a,b
= 200
~ {"count": 2, "results": [{"id": "c2"}, {"id": "c1"}]}

GET /_connector?index_name=A
= 200
~ {"count": 0, "results": []}

GET /_connector?index_name=zz
= 200
~ {"count": 0, "results": []}

GET /_connector?index_name=
= 200
~ {"count": 5, "results": [{"id": "c3"}, {"id": "c2"}, {"id": "c1"}, {"id": "c4"}, {"id": "c5"}]}

GET /_connector?connector_name=Bravo
= 200
~ {"count": 2, "results": [{"id": "c3"}, {"id": "c1"}]}

GET /_connector?connector_name=Bravo,Alpha&size=1&from=1
= 200
~ {"count": 3, "results": [{"id": "c2"}]}

GET /_connector?connector_name=,lost
= 200
~ {"count": 1, "results": [{"id": "c4"}]}

GET /_connector?connector_name=lost,,
= 200
~ {"count": 1, "results": [{"id": "c4"}]}

GET /_connector?service_type=mysql
= 200
~ {"count": 2, "results": [{"id": "c2"}, {"id": "c1"}]}

GET /_connector?service_type=mysql&include_deleted=true
= 200
~ {"count": 3, "results": [{"id": "c2"}, {"id": "c1"}, {"id": "c6"}]}

GET /_connector?service_type=mysql&index_name=a
= 200
~ {"count": 1, "results": [{"id": "c2"}]}

# query: index or name as a whole, description word by word.
GET /_connector?query=rav
= 200
~ {"count": 2, "results": [{"id": "c3"}, {"id": "c1"}]}

GET /_connector?query=RAV
= 200
~ {"count": 0, "results": []}

GET /_connector?query=a
= 200
~ {"count": 4, "results": [{"id": "c3"}, {"id": "c2"}, {"id": "c1"}, {"id": "c5"}]}

GET /_connector?query=Daily
= 200
~ {"count": 1, "results": [{"id": "c1"}]}

GET /_connector?query=daily%20run
= 200
~ {"count": 0, "results": []}

GET /_connector?query=my-conn
= 200
~ {"count": 0, "results": []}

GET /_connector?query=conn
= 200
~ {"count": 1, "results": [{"id": "c1"}]}

GET /_connector?query=A*a
= 200
~ {"count": 1, "results": [{"id": "c2"}]}

GET /_connector?query=Br?vo
= 200
~ {"count": 2, "results": [{"id": "c3"}, {"id": "c1"}]}

GET /_connector?query=a%5C*b%5C?c
= 200
~ {"count": 1, "results": [{"id": "c5"}]}

GET /_connector?query=
= 200
~ {"count": 5, "results": [{"id": "c3"}, {"id": "c2"}, {"id": "c1"}, {"id": "c4"}, {"id": "c5"}]}

GET /_connector?index_name=a%23b,_c
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a#b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a#b], must not contain '#';2: [_c] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [_c], must not start with '_', '-', or '+';"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [a#b] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [a#b], must not contain '#';2: [_c] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [_c], must not start with '_', '-', or '+';"}, "status": 400}

GET /_connector?index_name=,a
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [], must not be empty;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [], must not be empty;"}, "status": 400}

GET /_connector?size=x&include_deleted=x&from=-1
= 400
~ {"error":{"reason":"Failed to parse int parameter [size] with value [x]"}}

GET /_connector?include_deleted=x&from=-1
= 400
~ {"error":{"reason":"Failed to parse value [x] as only [true] or [false] are allowed."}}

GET /_connector?from=-1&foo&index_name=_
= 400
~ {"error":{"reason":"Parameter [from] cannot be < 0"}}

GET /_connector?foo&index_name=_
= 400
~ {"error":{"reason":"request [/_connector] contains unrecognized parameter: [foo]"}}

GET /_connector?from=9999&size=2
= 400
~ {"error":{"type":"search_phase_execution_exception","failed_shards":[{"index":".elastic-connectors-v1"}]}}

