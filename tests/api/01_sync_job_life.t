# The main job: a connector, a job for it, claimed, reported on, ended. Everything else is detail.

PUT /_connector/connector-id
{"index_name":"search-books","service_type":"postgresql","name":"Books"}
= 201
: X-elastic-product: Elasticsearch
: content-type: application/json
{"id":"connector-id","result":"created"}

# The very request of the published page.
POST /_connector/_sync_job
{"id": "connector-id", "job_type": "full", "trigger_method": "on_demand"}
= 201
: X-elastic-product: Elasticsearch
{"id":"<job:id>"}

GET /_connector/_sync_job/${job}
= 200
{"id":"${job}",
 "connector":{"id":"connector-id",
  "filtering":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},
   "rules":[{"created_at":"<time>","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],
   "validation":{"errors":[],"state":"valid"}},
  "index_name":"search-books","service_type":"postgresql","configuration":{}},
 "created_at":"<born:time>","deleted_document_count":0,"indexed_document_count":0,
 "indexed_document_volume":0,"job_type":"full","last_seen":"<time>","metadata":{},
 "status":"pending","total_document_count":0,"trigger_method":"on_demand"}

PUT /_connector/_sync_job/${job}/_claim
{"worker_hostname":"worker-1","sync_cursor":{"page":1}}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${job}
= 200
~ {"status":"in_progress","worker_hostname":"worker-1","started_at":"<time>","created_at":"${born}","connector":{"sync_cursor":{"page":1}}}

PUT /_connector/_sync_job/${job}/_check_in
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${job}/_stats
{"deleted_document_count":1,"indexed_document_count":20,"indexed_document_volume":3,"total_document_count":19,"metadata":{"step":"one"}}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${job}
= 200
~ {"deleted_document_count":1,"indexed_document_count":20,"indexed_document_volume":3,"total_document_count":19,"metadata":{"step":"one"},"status":"in_progress"}

PUT /_connector/_sync_job/${job}/_cancel
= 200
{"result":"updated"}

GET /_connector/_sync_job/${job}
= 200
~ {"status":"canceling","cancelation_requested_at":"<time>"}

PUT /_connector/_sync_job/${job}/_error
{"error":"the source went away"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${job}
= 200
~ {"status":"error","error":"the source went away"}

GET /_connector/_sync_job?connector_id=connector-id
= 200
~ {"count":1,"results":[{"id":"${job}","status":"error"}]}

DELETE /_connector/_sync_job/${job}
= 200
{"acknowledged":true}

GET /_connector/_sync_job/${job}
= 404
{"error":{"root_cause":[{"type":"resource_not_found_exception","reason":"${job}"}],"type":"resource_not_found_exception","reason":"${job}"},"status":404}
