# Waiting for a sync job: an addition, see doc/DEVIATIONS.md. What takes two at once is in wait.sh.

PUT /_connector/waits
{"index_name":"waits","service_type":"x"}
= 201

POST /_connector/_sync_job?wait_for_completion=true&timeout=50ms
{"id":"waits"}
= 201
{"id":"<j:id>","timed_out":true,"status":"pending"}

GET /_connector/_sync_job/${j}?wait_for_status=pending,error
= 200
~ {"id":"${j}","status":"pending"}

GET /_connector/_sync_job/${j}?wait_for_status=in_progress&timeout=50ms
= 408
~ {"id":"${j}","status":"pending"}

GET /_connector/_sync_job/${j}?wait_for_status=in_progress&timeout=0s&filter_path=status
= 408
{"status":"pending"}

PUT /_connector/_sync_job/${j}/_error
{"error":"torn"}
= 400

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"w"}
= 200

PUT /_connector/_sync_job/${j}/_error
{"error":"torn"}
= 200

# It will never be completed.
GET /_connector/_sync_job/${j}?wait_for_status=completed
= 200
~ {"status":"error"}

GET /_connector/_sync_job/${j}?timeout=1s
= 400
~ {"error":{"reason":"[timeout] is how long to wait for what [wait_for_status] says, and that says nothing"}}

GET /_connector/_sync_job/${j}?wait_for_status=finished
= 400
~ {"error":{"reason":"Unknown ConnectorSyncStatus [finished]."}}

GET /_connector/_sync_job/${j}?wait_for_status=error&timeout=soon
= 400
~ {"error":{"reason":"[timeout] must be a duration such as 500ms, 10s or 1m, but was [soon]"}}

POST /_connector/_sync_job?wait_for_completion=maybe
{"id":"waits"}
= 400
~ {"error":{"reason":"Failed to parse value [maybe] as only [true] or [false] are allowed."}}

# The replay of a create waits like the first one.
POST /_connector/_sync_job?wait_for_completion=true&timeout=20ms
@ Idempotency-Key: waits-1
{"id":"waits"}
= 201
: Idempotency-Replayed: -
{"id":"<k:id>","timed_out":true,"status":"pending"}

POST /_connector/_sync_job?wait_for_completion=true&timeout=20ms
@ Idempotency-Key: waits-1
{"id":"waits"}
= 201
: Idempotency-Replayed: true
{"id":"${k}","timed_out":true,"status":"pending"}
