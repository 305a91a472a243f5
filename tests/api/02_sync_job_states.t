# Every state this API reaches against every step (sync-jobs.md 4). completed and suspended are never
# reached through it; tests/unit/check_model.c walks the table for those.

PUT /_connector/states
{"index_name":"states","service_type":"x"}
= 201
{"id":"states","result":"created"}

# pending, then cancel
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j1:id>"}

PUT /_connector/_sync_job/${j1}/_cancel
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j1}
= 200
~ {"status":"canceled"}

# pending, then error
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j2:id>"}

PUT /_connector/_sync_job/${j2}/_error
{"error":"e"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [pending] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [pending] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_sync_job_invalid_status_transition_exception", "reason": "Invalid transition attempt from [pending] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/_sync_job/${j2}
= 200
~ {"status":"pending"}

# pending, then claim
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j3:id>"}

PUT /_connector/_sync_job/${j3}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j3}
= 200
~ {"status":"in_progress"}

# pending, then check_in
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j4:id>"}

PUT /_connector/_sync_job/${j4}/_check_in
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j4}
= 200
~ {"status":"pending"}

# pending, then stats
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j5:id>"}

PUT /_connector/_sync_job/${j5}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":1}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j5}
= 200
~ {"status":"pending"}

# in_progress, then cancel
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j6:id>"}

PUT /_connector/_sync_job/${j6}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j6}/_cancel
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j6}
= 200
~ {"status":"canceling"}

# in_progress, then error
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j7:id>"}

PUT /_connector/_sync_job/${j7}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j7}/_error
{"error":"e"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j7}
= 200
~ {"status":"error"}

# in_progress, then claim
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j8:id>"}

PUT /_connector/_sync_job/${j8}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j8}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j8}
= 200
~ {"status":"in_progress"}

# in_progress, then check_in
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j9:id>"}

PUT /_connector/_sync_job/${j9}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j9}/_check_in
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j9}
= 200
~ {"status":"in_progress"}

# in_progress, then stats
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j10:id>"}

PUT /_connector/_sync_job/${j10}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j10}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":1}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j10}
= 200
~ {"status":"in_progress"}

# canceling, then cancel
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j11:id>"}

PUT /_connector/_sync_job/${j11}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j11}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j11}/_cancel
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [canceling] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [canceling] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_sync_job_invalid_status_transition_exception", "reason": "Invalid transition attempt from [canceling] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/_sync_job/${j11}
= 200
~ {"status":"canceling"}

# canceling, then error
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j12:id>"}

PUT /_connector/_sync_job/${j12}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j12}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j12}/_error
{"error":"e"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j12}
= 200
~ {"status":"error"}

# canceling, then claim
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j13:id>"}

PUT /_connector/_sync_job/${j13}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j13}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j13}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

? strict one that was asked to stop stays so
GET /_connector/_sync_job/${j13}
= 200
~ {"status":"canceling"}

? compat a claim is no step
GET /_connector/_sync_job/${j13}
= 200
~ {"status":"in_progress"}

# canceling, then check_in
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j14:id>"}

PUT /_connector/_sync_job/${j14}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j14}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j14}/_check_in
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j14}
= 200
~ {"status":"canceling"}

# canceling, then stats
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j15:id>"}

PUT /_connector/_sync_job/${j15}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j15}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j15}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":1}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j15}
= 200
~ {"status":"canceling"}

# canceled, then cancel
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j16:id>"}

PUT /_connector/_sync_job/${j16}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j16}/_cancel
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [canceled] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [canceled] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_sync_job_invalid_status_transition_exception", "reason": "Invalid transition attempt from [canceled] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/_sync_job/${j16}
= 200
~ {"status":"canceled"}

# canceled, then error
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j17:id>"}

PUT /_connector/_sync_job/${j17}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j17}/_error
{"error":"e"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [canceled] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [canceled] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_sync_job_invalid_status_transition_exception", "reason": "Invalid transition attempt from [canceled] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/_sync_job/${j17}
= 200
~ {"status":"canceled"}

# canceled, then claim
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j18:id>"}

PUT /_connector/_sync_job/${j18}/_cancel
= 200
{"result":"updated"}

? strict it has ended
PUT /_connector/_sync_job/${j18}/_claim
{"worker_hostname":"w"}
= 400
~ {"error":{"type":"status_exception","reason":"Invalid transition attempt from [canceled] to [in_progress]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}

? strict it has ended
GET /_connector/_sync_job/${j18}
= 200
~ {"status":"canceled"}

? compat a claim is no step
PUT /_connector/_sync_job/${j18}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

? compat a claim is no step
GET /_connector/_sync_job/${j18}
= 200
~ {"status":"in_progress"}

# canceled, then check_in
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j19:id>"}

PUT /_connector/_sync_job/${j19}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j19}/_check_in
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j19}
= 200
~ {"status":"canceled"}

# canceled, then stats
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j20:id>"}

PUT /_connector/_sync_job/${j20}/_cancel
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j20}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":1}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j20}
= 200
~ {"status":"canceled"}

# error, then cancel
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j21:id>"}

PUT /_connector/_sync_job/${j21}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j21}/_error
{"error":"e"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j21}/_cancel
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [error] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [error] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_sync_job_invalid_status_transition_exception", "reason": "Invalid transition attempt from [error] to [canceling]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/_sync_job/${j21}
= 200
~ {"status":"error"}

# error, then error
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j22:id>"}

PUT /_connector/_sync_job/${j22}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j22}/_error
{"error":"e"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j22}/_error
{"error":"e"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [error] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [error] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_sync_job_invalid_status_transition_exception", "reason": "Invalid transition attempt from [error] to [error]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/_sync_job/${j22}
= 200
~ {"status":"error"}

# error, then claim
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j23:id>"}

PUT /_connector/_sync_job/${j23}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j23}/_error
{"error":"e"}
= 200
{"result":"updated"}

? strict it has ended
PUT /_connector/_sync_job/${j23}/_claim
{"worker_hostname":"w"}
= 400
~ {"error":{"type":"status_exception","reason":"Invalid transition attempt from [error] to [in_progress]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol."}}

? strict it has ended
GET /_connector/_sync_job/${j23}
= 200
~ {"status":"error"}

? compat a claim is no step
PUT /_connector/_sync_job/${j23}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

? compat a claim is no step
GET /_connector/_sync_job/${j23}
= 200
~ {"status":"in_progress"}

# error, then check_in
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j24:id>"}

PUT /_connector/_sync_job/${j24}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j24}/_error
{"error":"e"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j24}/_check_in
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j24}
= 200
~ {"status":"error"}

# error, then stats
POST /_connector/_sync_job
{"id":"states"}
= 201
{"id":"<j25:id>"}

PUT /_connector/_sync_job/${j25}/_claim
{"worker_hostname":"w"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j25}/_error
{"error":"e"}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j25}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":1}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j25}
= 200
~ {"status":"error"}

