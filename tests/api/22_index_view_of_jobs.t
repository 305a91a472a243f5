# Sync jobs in the index view: their life as the connector service writes it (clients.md 1 B), with
# lifecycle = strict.

PUT /_connector/c
{"index_name":"i","service_type":"s"}
= 201

PUT /_connector/d
{"index_name":"j","service_type":"s"}
= 201

POST /_connector/_sync_job
{"id":"c"}
= 201
{"id":"<j1:id>"}

POST /_connector/_sync_job
{"id":"c","job_type":"access_control"}
= 201
{"id":"<j2:id>"}

POST /_connector/_sync_job
{"id":"d","job_type":"incremental"}
= 201
{"id":"<j3:id>"}

# ---- S5

POST /.elastic-connectors-sync-jobs/_search?expand_wildcards=hidden
{"from":0,"size":100,"query":{"bool":{"must":[{"terms":{"status":["pending","suspended"]}},{"terms":{"connector.id":["c","d","e"]}},{"terms":{"job_type":["full","incremental"]}}]}},"seq_no_primary_term":true,"sort":[{"created_at":"asc"}]}
= 200
~ {"hits":{"total":{"value":2,"relation":"eq"},"max_score":null,"hits":[{"_index":".elastic-connectors-sync-jobs-v1","_id":"${j1}","_score":null,"_seq_no":0,"_primary_term":1,"_source":{"status":"pending","connector":{"id":"c"}}},{"_id":"${j3}"}]}}

POST /.elastic-connectors-sync-jobs/_search
{"query":{"match_all":{}},"sort":{"created_at":{"order":"desc"}},"_source":["status"]}
= 200
~ {"hits":{"total":{"value":3},"hits":[{"_id":"${j3}","_source":{"status":"pending"}},{"_id":"${j2}"},{"_id":"${j1}"}]}}

GET /.elastic-connectors-sync-jobs/_search?sort=created_at:desc&size=1&_source=false
= 200
~ {"hits":{"total":{"value":3},"hits":[{"_id":"${j3}"}]}}

# ---- one worker has a job

PUT /_connector/_sync_job/${j1}/_claim
{"worker_hostname":"a"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j1}/_claim
{"worker_hostname":"b"}
= 409
~ {"error":{"type":"version_conflict_engine_exception"},"status":409}

PUT /_connector/_sync_job/${j1}/_claim
{"worker_hostname":"a"}
= 200

POST /.elastic-connectors-sync-jobs/_update/${j1}
{"doc":{"status":"in_progress","worker_hostname":"b","started_at":"2026-11-24T08:29:30.877342+00:00"}}
= 409

POST /.elastic-connectors-sync-jobs/_update/${j1}
{"doc":{"status":"in_progress","worker_hostname":"a","started_at":"2026-11-24T08:29:30.877342+00:00","connector.sync_cursor":{"p":1}}}
= 200
~ {"result":"updated"}

# A dotted key stays one.
GET /_connector/_sync_job/${j1}
= 200
~ {"started_at":"2026-11-24T08:29:30.877342+00:00","connector.sync_cursor":{"p":1}}

# ---- U6, and what comes too late

POST /.elastic-connectors-sync-jobs/_update/${j1}
{"doc":{"last_seen":"2026-11-24T08:30:30.877342+00:00","status":"completed","error":null,"completed_at":"2026-11-24T08:30:30.877342+00:00","indexed_document_count":5,"indexed_document_volume":0,"deleted_document_count":1,"total_document_count":9}}
= 200
~ {"result":"updated","_seq_no":4}

# The same again, by a client that lost the answer: nothing changes.
POST /.elastic-connectors-sync-jobs/_update/${j1}
{"doc":{"last_seen":"2026-11-24T08:30:30.877342+00:00","status":"completed","error":null,"completed_at":"2026-11-24T08:30:30.877342+00:00","indexed_document_count":5,"indexed_document_volume":0,"deleted_document_count":1,"total_document_count":9}}
= 200
~ {"result":"noop","_seq_no":4}

POST /.elastic-connectors-sync-jobs/_update/${j1}
{"doc":{"last_seen":"2026-11-24T08:31:30.877342+00:00","status":"error","error":"late"}}
= 409
~ {"error":{"type":"version_conflict_engine_exception","reason":"[${j1}]: the sync job has ended as [completed], so nothing is written to it any more"},"status":409}

POST /.elastic-connectors-sync-jobs/_update/${j1}
{"doc":{"error":"late"}}
= 409

GET /_connectord/status
= 200
~ {"refused":{"late_writes":2}}

PUT /_connector/_sync_job/${j1}/_claim
{"worker_hostname":"a"}
= 400
~ {"error":{"type":"status_exception","reason":"Invalid transition attempt from [completed] to [in_progress]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}

GET /_connector/_sync_job?status=completed&connector_id=c
= 200
~ {"count":1,"results":[{"id":"${j1}","error":null,"last_seen":"2026-11-24T08:30:30.877342+00:00"}]}

# ---- steps the service does not make

POST /.elastic-connectors-sync-jobs/_update/${j2}
{"doc":{"status":"completed"}}
= 400
~ {"error":{"type":"status_exception","reason":"Invalid transition attempt from [pending] to [completed]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}

POST /.elastic-connectors-sync-jobs/_update/${j2}
{"doc":{"status":"suspended"}}
= 400

# ---- U10 of a pending job, then its end

POST /.elastic-connectors-sync-jobs/_update/${j2}
{"doc":{"last_seen":"2026-11-24T08:31:30.877342+00:00","status":"canceling","error":null}}
= 200

# Asked to stop, it stays so when somebody claims it.
PUT /_connector/_sync_job/${j2}/_claim
{"worker_hostname":"a"}
= 200

PUT /_connector/_sync_job/${j2}/_claim
{"worker_hostname":"b"}
= 409

GET /_connector/_sync_job/${j2}
= 200
~ {"status":"canceling","worker_hostname":"a"}

POST /.elastic-connectors-sync-jobs/_update/${j2}
{"doc":{"status":"in_progress"}}
= 400

POST /.elastic-connectors-sync-jobs/_update/${j2}
{"doc":{"last_seen":"2026-11-24T08:31:30.877342+00:00","status":"canceled","error":null,"canceled_at":"2026-11-24T08:31:30.877342+00:00","completed_at":"2026-11-24T08:31:30.877342+00:00"}}
= 200

# ---- suspended, and on again with another worker

PUT /_connector/_sync_job/${j3}/_claim
{"worker_hostname":"a"}
= 200

POST /.elastic-connectors-sync-jobs/_update/${j3}
{"doc":{"status":"suspended"}}
= 200

PUT /_connector/_sync_job/${j3}/_claim
{"worker_hostname":"b"}
= 200

# What _stats takes may be written here, too.
PUT /_connector/_sync_job/${j3}/_stats
{"deleted_document_count":0,"indexed_document_count":1,"indexed_document_volume":3000000000}
= 200

POST /.elastic-connectors-sync-jobs/_update/${j3}
{"doc":{"indexed_document_volume":3000000001}}
= 200

# ---- S6, S7

POST /.elastic-connectors-sync-jobs/_search
{"query":{"bool":{"must_not":{"terms":{"connector.id":["c"]}},"filter":[{"terms":{"status":["in_progress","canceling"]}}]}}}
= 200
~ {"hits":{"total":{"value":1},"hits":[{"_id":"${j3}"}]}}

POST /.elastic-connectors-sync-jobs/_search
{"query":{"bool":{"filter":[{"terms":{"connector.id":["c","d"]}},{"terms":{"status":["in_progress","canceling"]}},{"range":{"last_seen":{"lte":"now-300s"}}}]}}}
= 200
~ {"hits":{"total":{"value":0}}}

POST /.elastic-connectors-sync-jobs/_update/${j3}
{"doc":{"last_seen":"2001-01-01T00:00:00.000000+00:00"}}
= 200

POST /.elastic-connectors-sync-jobs/_search
{"query":{"bool":{"filter":[{"terms":{"connector.id":["c","d"]}},{"terms":{"status":["in_progress","canceling"]}},{"range":{"last_seen":{"lte":"now-300s"}}}]}}}
= 200
~ {"hits":{"total":{"value":1},"hits":[{"_id":"${j3}"}]}}

POST /.elastic-connectors-sync-jobs/_search
{"query":{"range":{"last_seen":{"gte":"2001-01-01T00:00:00Z","lt":"2001-01-01T01:00:00.001+01:00"}}}}
= 200
~ {"hits":{"total":{"value":1},"hits":[{"_id":"${j3}"}]}}

POST /.elastic-connectors-sync-jobs/_count
{"query":{"bool":{"filter":[{"term":{"connector.service_type":"s"}},{"term":{"status":"in_progress"}}]}}}
= 200
~ {"count":1}

# Cleaning up.
POST /.elastic-connectors-sync-jobs/_update/${j3}
{"doc":{"last_seen":"2026-11-24T08:31:30.877342+00:00","status":"error","error":"idle","completed_at":"2026-11-24T08:31:30.877342+00:00"}}
= 200

# ---- whole jobs

POST /.elastic-connectors-sync-jobs/_doc
{"connector":{"id":"c","filtering":{"rules":[],"advanced_snippet":{},"validation":{"state":"valid","errors":[]}},"index_name":"i","language":"en","pipeline":null,"service_type":"s","configuration":{}},"trigger_method":"on_demand","job_type":"full","status":"pending","indexed_document_count":0,"indexed_document_volume":0,"deleted_document_count":0,"created_at":"2026-11-24T08:29:30.877342+00:00","last_seen":"2026-11-24T08:29:30.877342+00:00"}
= 201
~ {"_id":"<j4:id>","result":"created"}

GET /_connector/_sync_job?connector_id=c&status=pending
= 200
~ {"count":1,"results":[{"id":"${j4}","created_at":"2026-11-24T08:29:30.877342+00:00"}]}

POST /.elastic-connectors-sync-jobs/_doc
{"connector":{"id":"c"},"job_type":"full","status":"completed","created_at":"2026-11-24T08:29:30.877342+00:00"}
= 400
~ {"error":{"type":"status_exception"}}

POST /.elastic-connectors-sync-jobs/_doc
{"connector":{"id":"c"},"job_type":"full","status":"pending"}
= 400
~ {"error":{"reason":"failed to parse field [created_at]: it must be a date"}}

POST /.elastic-connectors-sync-jobs/_doc
{"job_type":"full","status":"pending","created_at":"2026-11-24T08:29:30.877342+00:00"}
= 400

POST /.elastic-connectors-sync-jobs/_doc
{"connector.id":"c","connector":{"id":"c"},"job_type":"full","status":"pending","created_at":"2026-11-24T08:29:30.877342+00:00"}
= 400

POST /.elastic-connectors-sync-jobs/_doc
{"connector":{"id":"c","filtering":[]},"job_type":"full","status":"pending","created_at":"2026-11-24T08:29:30.877342+00:00"}
= 400

POST /.elastic-connectors-sync-jobs/_update/${j4}
{"doc":{"connector":null}}
= 400

POST /.elastic-connectors-sync-jobs/_update/${j4}
{"doc":{"status":null}}
= 400

# Another owner, another place in the lists.
POST /.elastic-connectors-sync-jobs/_update/${j4}
{"doc":{"connector":{"id":"z"},"created_at":"1999-11-24T08:29:30.877342+00:00"}}
= 200

GET /_connector/_sync_job?connector_id=z
= 200
~ {"count":1}

POST /.elastic-connectors-sync-jobs/_search
{"query":{"terms":{"_id":["${j4}","${j1}","nothing"]}},"sort":"created_at","_source":false}
= 200
~ {"hits":{"total":{"value":2},"hits":[{"_id":"${j4}","sort":[943432170877]},{"_id":"${j1}"}]}}

POST /.elastic-connectors-sync-jobs/_search
{"query":{"term":{"worker_hostname":5}}}
= 200
~ {"hits":{"total":{"value":0}}}

# ---- meta

GET /_license
= 200
~ {"license":{"type":"basic","status":"active"}}

GET /_xpack
= 200
~ {"license":{"type":"basic","mode":"basic"}}

GET /_cluster/health?wait_for_status=yellow
= 200
~ {"status":"green","timed_out":false,"number_of_nodes":1}

GET /_cluster/health?wait_for_status=blue
= 400
