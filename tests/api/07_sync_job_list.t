# GET /_connector/_sync_job, every row of sync-jobs.md 7.2.

GET /_connector/_sync_job
= 200
{"count":0,"results":[]}

GET /_connector/_sync_job?connector_id=nobody
= 200
{"count":0,"results":[]}

PUT /_connector/la
{"index_name":"la","service_type":"x"}
= 201

PUT /_connector/lb
{"index_name":"lb","service_type":"x"}
= 201

POST /_connector/_sync_job
{"id":"la","job_type":"full"}
= 201
{"id":"<j1:id>"}

POST /_connector/_sync_job
{"id":"lb","job_type":"full"}
= 201
{"id":"<j2:id>"}

POST /_connector/_sync_job
{"id":"la","job_type":"incremental"}
= 201
{"id":"<j3:id>"}

POST /_connector/_sync_job
{"id":"la","job_type":"access_control"}
= 201
{"id":"<j4:id>"}

POST /_connector/_sync_job
{"id":"lb","job_type":"incremental"}
= 201
{"id":"<j5:id>"}

PUT /_connector/_sync_job/${j1}/_claim
{"worker_hostname":"w"}
= 200

PUT /_connector/_sync_job/${j4}/_cancel
= 200

# Newest first; filters combine.
GET /_connector/_sync_job
= 200
~ {"count": 5, "results": [{"id": "${j5}"}, {"id": "${j4}"}, {"id": "${j3}"}, {"id": "${j2}"}, {"id": "${j1}"}]}

GET /_connector/_sync_job?connector_id=la
= 200
~ {"count": 3, "results": [{"id": "${j4}"}, {"id": "${j3}"}, {"id": "${j1}"}]}

GET /_connector/_sync_job?connector_id=LA
= 200
~ {"count": 0, "results": []}

GET /_connector/_sync_job?connector_id=
= 200
~ {"count": 0, "results": []}

GET /_connector/_sync_job?status=pending
= 200
~ {"count": 3, "results": [{"id": "${j5}"}, {"id": "${j3}"}, {"id": "${j2}"}]}

GET /_connector/_sync_job?status=PENDING&connector_id=la
= 200
~ {"count": 1, "results": [{"id": "${j3}"}]}

GET /_connector/_sync_job?status=in_progress
= 200
~ {"count": 1, "results": [{"id": "${j1}"}]}

GET /_connector/_sync_job?status=canceled
= 200
~ {"count": 1, "results": [{"id": "${j4}"}]}

GET /_connector/_sync_job?status=completed
= 200
~ {"count": 0, "results": []}

GET /_connector/_sync_job?job_type=full
= 200
~ {"count": 2, "results": [{"id": "${j2}"}, {"id": "${j1}"}]}

GET /_connector/_sync_job?job_type=Full,incremental
= 200
~ {"count": 4, "results": [{"id": "${j5}"}, {"id": "${j3}"}, {"id": "${j2}"}, {"id": "${j1}"}]}

GET /_connector/_sync_job?job_type=full%2Caccess_control
= 200
~ {"count": 3, "results": [{"id": "${j4}"}, {"id": "${j2}"}, {"id": "${j1}"}]}

GET /_connector/_sync_job?job_type=
= 200
~ {"count": 5, "results": [{"id": "${j5}"}, {"id": "${j4}"}, {"id": "${j3}"}, {"id": "${j2}"}, {"id": "${j1}"}]}

GET /_connector/_sync_job?job_type=full,,
= 200
~ {"count": 2, "results": [{"id": "${j2}"}, {"id": "${j1}"}]}

GET /_connector/_sync_job?job_type=incremental&status=pending&connector_id=lb
= 200
~ {"count": 1, "results": [{"id": "${j5}"}]}

# Pages.
GET /_connector/_sync_job?size=2
= 200
~ {"count": 5, "results": [{"id": "${j5}"}, {"id": "${j4}"}]}

GET /_connector/_sync_job?from=1&size=2
= 200
~ {"count": 5, "results": [{"id": "${j4}"}, {"id": "${j3}"}]}

GET /_connector/_sync_job?from=4
= 200
~ {"count": 5, "results": [{"id": "${j1}"}]}

GET /_connector/_sync_job?from=5
= 200
~ {"count": 5, "results": []}

GET /_connector/_sync_job?from=99&size=1
= 200
~ {"count": 5, "results": []}

GET /_connector/_sync_job?size=0
= 200
~ {"count": 5, "results": []}

GET /_connector/_sync_job?size=1&connector_id=la&from=1
= 200
~ {"count": 3, "results": [{"id": "${j3}"}]}

GET /_connector/_sync_job?size=3&size=1
= 200
~ {"count": 5, "results": [{"id": "${j5}"}]}

GET /_connector/_sync_job?size=%2B1
= 200
~ {"count": 5, "results": [{"id": "${j5}"}]}

GET /_connector/_sync_job?size=1;from=1
= 200
~ {"count": 5, "results": [{"id": "${j4}"}]}

GET /_connector/_sync_job?from=9900&size=100
= 200
~ {"count": 5, "results": []}

# Bad values.
GET /_connector/_sync_job?from=x
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value [x]"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value [x]", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"x\""}}, "status": 400}

GET /_connector/_sync_job?from=
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value []"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value []", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"\""}}, "status": 400}

GET /_connector/_sync_job?from=1.5
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value [1.5]"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value [1.5]", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"1.5\""}}, "status": 400}

GET /_connector/_sync_job?from=2147483648
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value [2147483648]"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [from] with value [2147483648]", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"2147483648\""}}, "status": 400}

GET /_connector/_sync_job?from=-1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Parameter [from] cannot be < 0"}], "type": "illegal_argument_exception", "reason": "Parameter [from] cannot be < 0"}, "status": 400}

GET /_connector/_sync_job?size=x
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value [x]"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value [x]", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"x\""}}, "status": 400}

GET /_connector/_sync_job?size=
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value []"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value []", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"\""}}, "status": 400}

GET /_connector/_sync_job?size=1.5
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value [1.5]"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value [1.5]", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"1.5\""}}, "status": 400}

GET /_connector/_sync_job?size=2147483648
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value [2147483648]"}], "type": "illegal_argument_exception", "reason": "Failed to parse int parameter [size] with value [2147483648]", "caused_by": {"type": "number_format_exception", "reason": "For input string: \"2147483648\""}}, "status": 400}

GET /_connector/_sync_job?size=-1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Parameter [size] cannot be < 0"}], "type": "illegal_argument_exception", "reason": "Parameter [size] cannot be < 0"}, "status": 400}

GET /_connector/_sync_job?status=x
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus [x]."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus [x]."}, "status": 400}

GET /_connector/_sync_job?status=
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus []."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus []."}, "status": 400}

GET /_connector/_sync_job?status=pending,error
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus [pending,error]."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus [pending,error]."}, "status": 400}

GET /_connector/_sync_job?status=%20pending
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus [ pending]."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncStatus [ pending]."}, "status": 400}

GET /_connector/_sync_job?job_type=x
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType [x]."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType [x]."}, "status": 400}

GET /_connector/_sync_job?job_type=full,%20incremental
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType [ incremental]."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType [ incremental]."}, "status": 400}

GET /_connector/_sync_job?job_type=,full
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType []."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType []."}, "status": 400}

GET /_connector/_sync_job?job_type=full,,incremental
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType []."}], "type": "illegal_argument_exception", "reason": "Unknown ConnectorSyncJobType []."}, "status": 400}

# The order of errors.
GET /_connector/_sync_job?from=-1&size=x&status=y&job_type=z
= 400
~ {"error":{"reason":"Failed to parse int parameter [size] with value [x]"}}

GET /_connector/_sync_job?from=-1&size=-1&status=y&job_type=z
= 400
~ {"error":{"reason":"Unknown ConnectorSyncStatus [y]."}}

GET /_connector/_sync_job?from=-1&size=-1&job_type=z
= 400
~ {"error":{"reason":"Unknown ConnectorSyncJobType [z]."}}

GET /_connector/_sync_job?from=-1&size=-1&foo=1
= 400
~ {"error":{"reason":"Parameter [from] cannot be < 0"}}

GET /_connector/_sync_job?foo=1&from=10000
= 400
~ {"error":{"reason":"request [/_connector/_sync_job] contains unrecognized parameter: [foo]"}}

# The window of a search.
GET /_connector/_sync_job?from=9901&size=100
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Result window is too large, from + size must be less than or equal to: [10000] but was [10001]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting."}], "type": "search_phase_execution_exception", "reason": "all shards failed", "phase": "query", "grouped": true, "failed_shards": [{"shard": 0, "index": ".elastic-connectors-sync-jobs-v1", "node": "<uuid>", "reason": {"type": "illegal_argument_exception", "reason": "Result window is too large, from + size must be less than or equal to: [10000] but was [10001]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting."}}], "caused_by": {"type": "illegal_argument_exception", "reason": "Result window is too large, from + size must be less than or equal to: [10000] but was [10001]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting.", "caused_by": {"type": "illegal_argument_exception", "reason": "Result window is too large, from + size must be less than or equal to: [10000] but was [10001]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index level setting."}}}, "status": 400}

GET /_connector/_sync_job?from=2147483647&size=2147483647
= 400
~ {"error":{"type":"search_phase_execution_exception"}}

# A body is refused.
GET /_connector/_sync_job
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [GET /_connector/_sync_job] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [GET /_connector/_sync_job] does not support having a body"}, "status": 400}

# Deleting the connector keeps the jobs, unless asked.
DELETE /_connector/la
= 200
{"acknowledged":true}

GET /_connector/_sync_job?connector_id=la
= 200
~ {"count": 3, "results": [{"id": "${j4}"}, {"id": "${j3}"}, {"id": "${j1}"}]}

DELETE /_connector/la?delete_sync_jobs=true
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector [la] not found"}], "type": "resource_not_found_exception", "reason": "connector [la] not found"}, "status": 404}

GET /_connector/_sync_job?connector_id=la
= 200
~ {"count": 3, "results": [{"id": "${j4}"}, {"id": "${j3}"}, {"id": "${j1}"}]}

DELETE /_connector/la?hard=true&delete_sync_jobs=true
= 200
{"acknowledged":true}

GET /_connector/_sync_job?connector_id=la
= 200
~ {"count": 0, "results": []}

GET /_connector/_sync_job
= 200
~ {"count": 2, "results": [{"id": "${j5}"}, {"id": "${j2}"}]}

DELETE /_connector/lb?delete_sync_jobs=true
= 200
{"acknowledged":true}

GET /_connector/_sync_job
= 200
~ {"count": 0, "results": []}

