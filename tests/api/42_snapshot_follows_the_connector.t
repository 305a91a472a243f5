# A snapshot is of the connector as it is, however often and whatever was made of it before.

PUT /_connector/snap
{"index_name": "one", "service_type": "x"}
= 201

POST /_connector/_sync_job
{"id":"snap"}
= 201
{"id":"<a:id>"}

POST /_connector/_sync_job
{"id":"snap"}
= 201
{"id":"<b:id>"}

POST /_connector/_sync_job
{"id":"snap","job_type":"access_control"}
= 201
{"id":"<acl:id>"}

PUT /_connector/snap/_index_name
{"index_name":"two"}
= 200

POST /_connector/_sync_job
{"id":"snap"}
= 201
{"id":"<c:id>"}

# As it was before.
PUT /_connector/snap/_index_name
{"index_name":"one"}
= 200

POST /_connector/_sync_job
{"id":"snap"}
= 201
{"id":"<d:id>"}

PUT /_connector/snap/_service_type
{"service_type":"y"}
= 200

DELETE /_connector/snap?hard=true
= 200

# Another of the same id, whose first record it is again.
PUT /_connector/snap
{"index_name": "three", "service_type": "x"}
= 201

POST /_connector/_sync_job
{"id":"snap"}
= 201
{"id":"<e:id>"}

GET /_connector/_sync_job/${a}
= 200
~ {"id":"${a}","connector":{"id":"snap","index_name":"one","service_type":"x"}}

GET /_connector/_sync_job/${b}
= 200
~ {"id":"${b}","connector":{"id":"snap","index_name":"one"}}

GET /_connector/_sync_job/${acl}
= 200
~ {"connector":{"index_name":".search-acl-filter-one"}}

GET /_connector/_sync_job/${c}
= 200
~ {"connector":{"index_name":"two","service_type":"x"}}

GET /_connector/_sync_job/${d}
= 200
~ {"connector":{"index_name":"one","service_type":"x"}}

GET /_connector/_sync_job/${e}
= 200
~ {"connector":{"index_name":"three","service_type":"x"}}

# What is refused is refused again.
PUT /_connector/bare
{"service_type": "x"}
= 201

POST /_connector/_sync_job
{"id":"bare"}
= 400

POST /_connector/_sync_job
{"id":"bare","job_type":"access_control"}
= 201
{"id":"<id>"}

POST /_connector/_sync_job
{"id":"bare"}
= 400

# A cursor is the job's own; what it shares with others stays as it is.
PUT /_connector/_sync_job/${a}/_claim
{"worker_hostname":"w","sync_cursor":{"p":1}}
= 200

PUT /_connector/_sync_job/${a}/_claim
{"worker_hostname":"w","sync_cursor":{"q":2}}
= 200

GET /_connector/_sync_job/${a}
= 200
~ {"connector":{"id":"snap","index_name":"one","sync_cursor":{"p":1,"q":2}}}

GET /_connector/_sync_job/${b}
= 200
~ {"connector":{"id":"snap","index_name":"one"},"status":"pending"}

DELETE /_connector/_sync_job/${b}
= 200

GET /_connector/_sync_job/${a}
= 200
~ {"connector":{"id":"snap","index_name":"one","service_type":"x","sync_cursor":{"p":1,"q":2}}}

# A time that a connector lacks is that of each job, and not of the first.
PUT /.elastic-connectors/_doc/raw
{"index_name":"raw","service_type":"x","filtering":[{"active":{"rules":[{"id":"r"}]}}]}
= 201

POST /_connector/_sync_job
{"id":"raw"}
= 201
{"id":"<f:id>"}

POST /_connector/_sync_job
{"id":"raw"}
= 201
{"id":"<g:id>"}

GET /_connector/_sync_job/${f}
= 200
~ {"created_at":"<t:time>","connector":{"filtering":{"rules":[{"id":"r","created_at":"${t}","updated_at":"${t}"}]}}}

GET /_connector/_sync_job/${g}
= 200
~ {"created_at":"<u:time after t>","connector":{"filtering":{"rules":[{"id":"r","created_at":"${u}","updated_at":"${u}"}]}}}
