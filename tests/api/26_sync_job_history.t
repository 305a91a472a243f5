# The steps of a job from state to state (not in the original).

PUT /_connector/c-history
{"index_name":"history","service_type":"mysql"}
= 201

POST /_connector/_sync_job
{"id":"c-history"}
= 201
{"id":"<j:id>"}

GET /_connectord/sync_job/none/_history
= 404
~ {"error":{"type":"resource_not_found_exception","reason":"none"},"status":404}

GET /_connectord/sync_job/none/_history?foo=1
= 400
~ {"error":{"type":"illegal_argument_exception"}}

# That it was made is in the job itself.
GET /_connectord/sync_job/${j}/_history
= 200
{"id":"${j}","connector_id":"c-history","status":"pending","left_out":0,"steps":[
 {"at":"<made:time>","from":null,"to":"pending","derived":true}]}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"w1"}
= 200

# Progress and signs of life are no steps, and neither is the same worker once more.
PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":1,"indexed_document_count":20,"indexed_document_volume":3,"total_document_count":40}
= 200

PUT /_connector/_sync_job/${j}/_check_in
= 200

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"w1"}
= 200

PUT /_connector/_sync_job/${j}/_cancel
= 200

# One that is refused is none.
PUT /_connector/_sync_job/${j}/_cancel
= 400

# As the connector service ends a job, with what it had counted.
POST /.elastic-connectors-sync-jobs/_update/${j}
{"doc":{"last_seen":"2026-11-24T08:30:30.877342+00:00","status":"canceled","error":null,"completed_at":"2026-11-24T08:30:30.877342+00:00","canceled_at":"2026-11-24T08:30:30.877342+00:00","indexed_document_count":21,"indexed_document_volume":4,"deleted_document_count":2,"total_document_count":41}}
= 200

# Nor is a late one.
? strict the original takes it
POST /.elastic-connectors-sync-jobs/_update/${j}
{"doc":{"status":"completed"}}
= 409

GET /_connectord/sync_job/${j}/_history
= 200
{"id":"${j}","connector_id":"c-history","status":"canceled","left_out":0,"steps":[
 {"at":"${made}","from":null,"to":"pending","derived":true},
 {"at":"<claimed:time after made>","from":"pending","to":"in_progress","actor":{"kind":"anonymous"},"worker_hostname":"w1","deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"total_document_count":0},
 {"at":"<asked:time after claimed>","from":"in_progress","to":"canceling","actor":{"kind":"anonymous"},"worker_hostname":"w1","deleted_document_count":1,"indexed_document_count":20,"indexed_document_volume":3,"total_document_count":40},
 {"at":"<time after asked>","from":"canceling","to":"canceled","actor":{"kind":"anonymous"},"worker_hostname":"w1","deleted_document_count":2,"indexed_document_count":21,"indexed_document_volume":4,"total_document_count":41}]}

# A worker that takes over is a step, where it may.
POST /_connector/_sync_job
{"id":"c-history","job_type":"access_control"}
= 201
{"id":"<k:id>"}

PUT /_connector/_sync_job/${k}/_claim
{"worker_hostname":"w1"}
= 200

? compat elsewhere it is refused
PUT /_connector/_sync_job/${k}/_claim
{"worker_hostname":"w2"}
= 200

? compat elsewhere it is refused
GET /_connectord/sync_job/${k}/_history?filter_path=steps.from,steps.to,steps.worker_hostname
= 200
{"steps":[{"from":null,"to":"pending"},{"from":"pending","to":"in_progress","worker_hostname":"w1"},
 {"from":"in_progress","to":"in_progress","worker_hostname":"w2"}]}

PUT /_connector/_sync_job/${k}/_error
{"error":"e"}
= 200

GET /_connectord/sync_job/${k}/_history?filter_path=status
= 200
{"status":"error"}

# In the original a job may begin as anything.
? compat elsewhere it is refused
PUT /.elastic-connectors-sync-jobs/_doc/h-born
{"connector":{"id":"c-history"},"status":"in_progress","job_type":"full","created_at":"2026-11-24T08:30:30.877342+00:00","worker_hostname":"w3"}
= 201

? compat elsewhere it is refused
GET /_connectord/sync_job/h-born/_history
= 200
{"id":"h-born","connector_id":"c-history","status":"in_progress","left_out":0,"steps":[
 {"at":"<time>","from":null,"to":"in_progress","actor":{"kind":"anonymous"},"worker_hostname":"w3"}]}

# It goes with the job: another one of that id begins anew.
PUT /.elastic-connectors-sync-jobs/_doc/h-again
{"connector":{"id":"c-history"},"status":"pending","job_type":"full","created_at":"2026-11-24T08:30:30.877342+00:00"}
= 201

PUT /_connector/_sync_job/h-again/_cancel
= 200

DELETE /_connector/_sync_job/h-again
= 200

PUT /.elastic-connectors-sync-jobs/_doc/h-again
{"connector":{"id":"c-history"},"status":"pending","job_type":"full","created_at":"2026-11-24T08:30:30.877342+00:00"}
= 201

GET /_connectord/sync_job/h-again/_history
= 200
{"id":"h-again","connector_id":"c-history","status":"pending","left_out":0,"steps":[
 {"at":"2026-11-24T08:30:30.877342+00:00","from":null,"to":"pending","derived":true}]}

# And with the jobs of a connector.
PUT /_connector/_sync_job/h-again/_cancel
= 200

DELETE /_connector/c-history?delete_sync_jobs=true
= 200

PUT /.elastic-connectors-sync-jobs/_doc/h-again
{"connector":{"id":"c-history-2"},"status":"pending","job_type":"full","created_at":"2026-11-24T08:30:30.877342+00:00"}
= 201

GET /_connectord/sync_job/h-again/_history?filter_path=steps.to
= 200
{"steps":[{"to":"pending"}]}

# One that is moved to another connector, and then goes with the jobs of that one.
POST /.elastic-connectors-sync-jobs/_update/h-again
{"doc":{"status":"canceled","connector":{"id":"c-history-3"}}}
= 200

GET /_connectord/sync_job/h-again/_history?filter_path=connector_id,steps.to,steps.connector_id
= 200
{"connector_id":"c-history-3","steps":[{"to":"pending"},{"to":"canceled","connector_id":"c-history-3"}]}

PUT /_connector/c-history-3
{}
= 201

DELETE /_connector/c-history-3?hard=true&delete_sync_jobs=true
= 200

PUT /.elastic-connectors-sync-jobs/_doc/h-again
{"connector":{"id":"c-history-2"},"status":"pending","job_type":"full","created_at":"2026-11-24T08:30:30.877342+00:00"}
= 201

GET /_connectord/sync_job/h-again/_history?filter_path=steps.to
= 200
{"steps":[{"to":"pending"}]}

PUT /_connector/_sync_job/h-again/_cancel
= 200

# All at once.
POST /.elastic-connectors-sync-jobs/_delete_by_query
{"query":{"match_all":{}}}
= 200

PUT /.elastic-connectors-sync-jobs/_doc/h-again
{"connector":{"id":"c-history-2"},"status":"pending","job_type":"full","created_at":"2026-11-24T08:30:30.877342+00:00"}
= 201

GET /_connectord/sync_job/h-again/_history?filter_path=steps.to
= 200
{"steps":[{"to":"pending"}]}
