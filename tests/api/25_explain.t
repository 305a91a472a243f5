# Why it is not running: each hindrance, in the order a worker would meet it.

# ---- a connector that was never set up ----

PUT /_connector/ex-1
{"name":"books"}
= 201
{"id":"ex-1","result":"created"}

# Nothing in the way of nobody: what is not there is not explained.
GET /_connectord/connector/ex-none/_explain
= 404
~ {"error":{"type":"resource_not_found_exception","reason":"connector [ex-none] not found"},"status":404}

GET /_connectord/sync_job/ex-none/_explain
= 404
~ {"error":{"type":"resource_not_found_exception","reason":"ex-none"},"status":404}

PUT /_connectord/connector/ex-1/_explain
= 405
: Allow: GET

GET /_connectord/connector/ex-1/_explain?zzz
= 400
~ {"error":{"reason":"request [/_connectord/connector/ex-1/_explain] contains unrecognized parameter: [zzz]"}}

GET /_connectord/connector/ex-1/_explain
= 200
: content-type: application/json
{"id":"ex-1","running":false,"state":"created",
 "summary":"The connector has no service_type, so no worker knows that it can serve it.",
 "as_of":"<time>",
 "reasons":[
 {"code":"service_type_missing","hinders":true,"message":"<any>","since":null,"remedy":"<any>"},
 {"code":"no_worker","hinders":true,"message":"<any>","since":"<started:time>","remedy":"<any>",
  "last_asked":null,"last_check_in":null,"watched_since":"${started}"},
 {"code":"index_name_missing","hinders":true,"message":"<any>","since":null,"remedy":"<any>"},
 {"code":"connector_created","hinders":true,"message":"<any>","since":null,"remedy":"<any>"},
 {"code":"no_job","hinders":true,"message":"No job waits, and no schedule that fires is enabled.","since":null,"remedy":"<any>","next":null},
 {"code":"schedule_disabled","hinders":false,"message":"The schedule of full jobs is disabled.","since":null,"remedy":"<any>","job_type":"full","interval":"0 0 0 * * ?","next":null},
 {"code":"schedule_disabled","hinders":false,"message":"<any>","since":null,"remedy":"<any>","job_type":"incremental","interval":"0 0 0 * * ?","next":null},
 {"code":"schedule_disabled","hinders":false,"message":"<any>","since":null,"remedy":"<any>","job_type":"access_control","interval":"0 0 0 * * ?","next":null}]}

# A job that could not be made is remembered with its reason.
POST /_connector/_sync_job
{"id":"ex-1"}
= 400
~ {"error":{"type":"status_exception"}}

GET /_connectord/connector/ex-1/_explain?filter_path=reasons.code,reasons.status,reasons.request,reasons.reason
= 200
{"reasons":[{"code":"service_type_missing"},{"code":"no_worker"},{"code":"index_name_missing"},
 {"code":"connector_created"},{"code":"no_job"},
 {"code":"schedule_disabled"},{"code":"schedule_disabled"},{"code":"schedule_disabled"},
 {"code":"last_refusal","request":"POST /_connector/_sync_job","status":400,
  "reason":"Cannot start a sync for connector [ex-1] with no index attached. Set the [index_name] property for the connector to enable syncing data."}]}

# ---- set up, but for two fields; the password's value is never told ----

PUT /_connector/ex-1/_index_name
{"index_name":"ex-books"}
= 200
{"result":"updated"}

PUT /_connector/ex-1/_service_type
{"service_type":"mysql"}
= 200
{"result":"updated"}

PUT /_connector/ex-1/_configuration
{"configuration":{"host":{"label":"Host","required":true,"value":""},
 "ssl":{"label":"TLS","type":"bool","required":true,"value":false},
 "ca":{"label":"CA","required":true,"depends_on":[{"field":"ssl","value":true}],"value":""},
 "password":{"label":"Password","required":true,"sensitive":true,"value":"hunter2"},
 "user":{"label":"User","required":true,"value":null}}}
= 200
{"result":"updated"}

# As the service leaves it (U1).
POST /.elastic-connectors/_update/ex-1
{"doc":{"status":"needs_configuration"}}
= 200
~ {"result":"updated"}

POST /_connector/_sync_job
{"id":"ex-1"}
= 201
{"id":"<job:id>"}

GET /_connectord/sync_job/${job}/_explain
= 200
{"id":"${job}","running":false,"state":"pending","connector_id":"ex-1","job_type":"full",
 "summary":"<any>","as_of":"<time>",
 "reasons":[
 {"code":"no_worker","hinders":true,"message":"<any>","since":"<any>","remedy":"<any>","last_asked":null,"last_check_in":null,"watched_since":"<any>"},
 {"code":"needs_configuration","hinders":true,"since":null,"remedy":"<any>","fields":["host","user"],
  "message":"The connector needs configuration: these required fields are empty: [host], [user]."}]}

# What was wrong with a value is not told either.
PUT /_connector/ex-1/_configuration
{"configuration":{"password":{"label":"Password","type":"hunter2"}}}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

GET /_connectord/connector/ex-1/_explain?filter_path=reasons.code,reasons.type,reasons.reason
= 200
{"reasons":[{"code":"no_worker"},{"code":"needs_configuration"},
 {"code":"schedule_disabled"},{"code":"schedule_disabled"},{"code":"schedule_disabled"},
 {"code":"jobs_waiting"},
 {"code":"last_refusal","type":"x_content_parse_exception","reason":""}]}

PUT /_connector/ex-1/_configuration
{"values":{"host":"db","user":"u"}}
= 200
{"result":"updated"}

# ---- a worker comes: by a check-in, and by asking for jobs ----

PUT /_connector/ex-1/_check_in
= 200
{"result":"updated"}

GET /_connectord/sync_job/${job}/_explain
= 200
~ {"running":false,"state":"pending",
   "reasons":[{"code":"waiting_for_claim","hinders":true,"since":"<time>"}]}

PUT /_connector/ex-2
{"name":"b","service_type":"mysql","index_name":"ex-b"}
= 201
{"id":"ex-2","result":"created"}

PUT /_connector/ex-2/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

POST /_connector/_sync_job
{"id":"ex-2"}
= 201
{"id":"<other:id>"}

GET /_connectord/sync_job/${other}/_explain
= 200
~ {"reasons":[{"code":"no_worker"}]}

# Not a question for something to do.
GET /_connector/_sync_job?connector_id=ex-2
= 200
~ {"count":1}

POST /.elastic-connectors-sync-jobs/_count
{"query":{"bool":{"must":[{"terms":{"status":["pending"]}},{"terms":{"connector.id":["ex-2"]}}]}}}
= 200
~ {"count":1}

GET /_connectord/sync_job/${other}/_explain
= 200
~ {"reasons":[{"code":"no_worker","last_asked":null}]}

# As the service asks (S5).
POST /.elastic-connectors-sync-jobs/_search
{"from":0,"size":100,"query":{"bool":{"must":[{"terms":{"status":["pending","suspended"]}},
 {"terms":{"connector.id":["ex-2","ex-9"]}},{"terms":{"job_type":["full","incremental"]}}]}},
 "sort":[{"created_at":"asc"}]}
= 200
~ {"hits":{"total":{"value":1}}}

GET /_connectord/sync_job/${other}/_explain
= 200
~ {"reasons":[{"code":"waiting_for_claim"}]}

# As a worker of one's own asks.
PUT /_connector/ex-3
{"name":"c","service_type":"mysql","index_name":"ex-c"}
= 201
{"id":"ex-3","result":"created"}

PUT /_connector/ex-3/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

POST /_connector/_sync_job
{"id":"ex-3","job_type":"incremental"}
= 201
{"id":"<third:id>"}

GET /_connectord/sync_job/${third}/_explain
= 200
~ {"reasons":[{"code":"no_worker"}]}

GET /_connector/_sync_job?connector_id=ex-3&status=pending
= 200
~ {"count":1}

GET /_connectord/sync_job/${third}/_explain
= 200
~ {"reasons":[{"code":"waiting_for_claim"}]}

# ---- one job holds the place, another waits in front ----

PUT /_connector/_sync_job/${job}/_claim
{"worker_hostname":"worker-1"}
= 200
{"result":"updated"}

GET /_connectord/sync_job/${job}/_explain
= 200
~ {"running":true,"state":"in_progress",
   "reasons":[{"code":"lease_runs","hinders":false,"worker_hostname":"worker-1","last_heard":"<time>","lease_ends":"<time>","remedy":null}]}

POST /_connector/_sync_job
{"id":"ex-1","job_type":"incremental"}
= 201
{"id":"<second:id>"}

POST /_connector/_sync_job
{"id":"ex-1"}
= 201
{"id":"<last:id>"}

POST /_connector/_sync_job
{"id":"ex-1","job_type":"access_control"}
= 201
{"id":"<access:id>"}

GET /_connectord/sync_job/${last}/_explain
= 200
~ {"running":false,"state":"pending","reasons":[
   {"code":"slot_taken","job_id":"${job}","job_status":"in_progress","job_type":"full","worker_hostname":"worker-1","since":"<time>"},
   {"code":"jobs_ahead","jobs":1,"or_more":false,"first_job_id":"${second}"}]}

# Access control jobs do not wait for content jobs.
GET /_connectord/sync_job/${access}/_explain
= 200
~ {"running":false,"reasons":[{"code":"feature_disabled","hinders":true},{"code":"licence_basic","hinders":false}]}

GET /_connectord/connector/ex-1/_explain
= 200
~ {"running":true,"state":"configured",
   "reasons":[{"code":"slot_taken","hinders":false,"job_id":"${job}"},
   {"code":"schedule_disabled"},{"code":"schedule_disabled"},{"code":"schedule_disabled"},
   {"code":"jobs_waiting","jobs":2,"first_job_id":"${second}"},
   {"code":"jobs_waiting","jobs":1,"first_job_id":"${access}"},
   {"code":"last_refusal"}]}

# ---- refused: another worker wants the job ----

? strict with lifecycle compat anybody may claim
PUT /_connector/_sync_job/${job}/_claim
{"worker_hostname":"worker-2"}
= 409
~ {"error":{"type":"version_conflict_engine_exception"}}

? strict with lifecycle compat anybody may claim
GET /_connectord/sync_job/${job}/_explain
= 200
~ {"running":true,"reasons":[{"code":"lease_runs"},
   {"code":"last_refusal","status":409,"type":"version_conflict_engine_exception","since":"<time>",
    "request":"PUT /_connector/_sync_job/{connector_sync_job_id}/_claim"}]}

# ---- canceling, ended ----

PUT /_connector/_sync_job/${job}/_cancel
= 200
{"result":"updated"}

GET /_connectord/sync_job/${job}/_explain?filter_path=running,state,reasons.code
= 200
~ {"running":true,"state":"canceling"}

PUT /_connector/_sync_job/${job}/_error
{"error":"the disk was full"}
= 200
{"result":"updated"}

GET /_connectord/sync_job/${job}/_explain?filter_path=running,state,summary
= 200
{"running":false,"state":"error","summary":"The job ended as failed: the disk was full"}

# The connector's record still says that one runs: workers go by that.
PUT /_connector/ex-1/_last_sync
{"last_sync_status":"in_progress"}
= 200
{"result":"updated"}

GET /_connectord/sync_job/${second}/_explain
= 200
~ {"reasons":[{"code":"connector_says_in_progress","hinders":true}]}

# ---- schedules ----

PUT /_connector/ex-2/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 12 * * ?"},"incremental":{"enabled":true,"interval":"0 0 0 1 1 ? 1990"}}}
= 200
{"result":"updated"}

# Only a raw write can leave one that is none.
POST /.elastic-connectors/_update/ex-2
{"doc":{"scheduling":{"access_control":{"enabled":true,"interval":"0 0 0 BAD * ?"}}}}
= 200
~ {"result":"updated"}

GET /_connectord/connector/ex-2/_explain
= 200
~ {"running":false,"reasons":[
   {"code":"schedule_never","hinders":true,"job_type":"incremental"},
   {"code":"schedule_invalid","hinders":true,"job_type":"access_control","interval":"0 0 0 BAD * ?","position":"<any>"},
   {"code":"schedule_next","hinders":false,"job_type":"full","next":"<time>"},
   {"code":"jobs_waiting","jobs":1}]}

# ---- a connector that is gone ----

DELETE /_connector/ex-3
= 200
{"acknowledged":true}

GET /_connectord/sync_job/${third}/_explain
= 200
~ {"reasons":[{"code":"connector_deleted"}]}

GET /_connectord/connector/ex-3/_explain
= 200
~ {"running":false,"reasons":[{"code":"connector_deleted"},{"code":"schedule_disabled"},{"code":"schedule_disabled"},{"code":"schedule_disabled"},{"code":"jobs_waiting"}]}

DELETE /_connector/ex-3?hard=true
= 200
{"acknowledged":true}

GET /_connectord/sync_job/${third}/_explain
= 200
~ {"reasons":[{"code":"connector_missing"}]}

GET /_connectord/connector/ex-3/_explain
= 404
~ {"error":{"reason":"connector [ex-3] not found"}}
