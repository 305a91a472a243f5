# lifecycle = compat: what is written is kept, as in Elasticsearch.

PUT /_connector/c
{"index_name":"i","service_type":"s"}
= 201

POST /_connector/_sync_job
{"id":"c"}
= 201
{"id":"<j:id>"}

POST /.elastic-connectors-sync-jobs/_update/${j}
{"doc":{"status":"completed"}}
= 200

POST /.elastic-connectors-sync-jobs/_update/${j}
{"doc":{"status":"error","error":"late"}}
= 200

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"a"}
= 200

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"b"}
= 200

POST /.elastic-connectors-sync-jobs/_doc
{"connector":{"id":"c"},"job_type":"full","status":"completed","created_at":"2026-11-24T08:29:30.877342+00:00"}
= 201

POST /.elastic-connectors/_doc
{"index_name":"i"}
= 201

# What no one could read stays out all the same.
POST /.elastic-connectors-sync-jobs/_update/${j}
{"doc":{"status":"done"}}
= 400
