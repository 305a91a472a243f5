# _cancel, _check_in, DELETE: sync-jobs.md 7.4 to 7.6.

PUT /_connector/ends
{"index_name":"ends","service_type":"x"}
= 201

POST /_connector/_sync_job
{"id":"ends"}
= 201
{"id":"<j:id>"}

GET /_connector/_sync_job/${j}
= 200
~ {"last_seen":"<seen:time>"}

PUT /_connector/_sync_job/${j}/_cancel
= 200
{"result":"updated"}

# Three equal times; last_seen untouched.
GET /_connector/_sync_job/${j}
= 200
~ {"status":"canceled","cancelation_requested_at":"<at:time>","last_seen":"${seen}"}

GET /_connector/_sync_job/${j}
= 200
~ {"canceled_at":"${at}","completed_at":"${at}"}

PUT /_connector/_sync_job/${j}/_cancel
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [PUT /_connector/_sync_job/${j}/_cancel] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [PUT /_connector/_sync_job/${j}/_cancel] does not support having a body"}, "status": 400}

PUT /_connector/_sync_job/${j}/_check_in
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [PUT /_connector/_sync_job/${j}/_check_in] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [PUT /_connector/_sync_job/${j}/_check_in] does not support having a body"}, "status": 400}

PUT /_connector/_sync_job/${j}/_check_in?foo
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job/${j}/_check_in] contains unrecognized parameter: [foo]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_sync_job/${j}/_check_in] contains unrecognized parameter: [foo]"}, "status": 400}

# A Content-Type without a body is nobody's business.
PUT /_connector/_sync_job/${j}/_check_in
@ Content-Type: application/octet-stream
= 200
{"result":"updated"}

DELETE /_connector/_sync_job/${j}
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [DELETE /_connector/_sync_job/${j}] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [DELETE /_connector/_sync_job/${j}] does not support having a body"}, "status": 400}

DELETE /_connector/_sync_job/${j}
= 200
{"acknowledged":true}

DELETE /_connector/_sync_job/${j}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "${j}"}], "type": "resource_not_found_exception", "reason": "${j}"}, "status": 404}

