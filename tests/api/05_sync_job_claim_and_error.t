# _claim and _error, every row of sync-jobs.md 7.7 and 7.8.

PUT /_connector/claims
{"index_name":"claims","service_type":"x"}
= 201

POST /_connector/_sync_job
{"id":"claims"}
= 201
{"id":"<j:id>"}

PUT /_connector/_sync_job/${j}/_claim
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [worker_hostname]"}], "type": "illegal_argument_exception", "reason": "Required [worker_hostname]"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:20] [claim_connector_sync_job] worker_hostname doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:20] [claim_connector_sync_job] worker_hostname doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"h","sync_cursor":"x"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: VALUE_STRING"}], "type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: VALUE_STRING"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"h","sync_cursor":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"h","sync_cursor":[]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: START_ARRAY"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"h","sync_cursor":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: VALUE_NUMBER"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"h","lease":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:24] [claim_connector_sync_job] unknown field [lease]"}], "type": "x_content_parse_exception", "reason": "[1:24] [claim_connector_sync_job] unknown field [lease]"}, "status": 400}

# The body is looked at before the job.
PUT /_connector/_sync_job/abc/_claim
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [worker_hostname]"}], "type": "illegal_argument_exception", "reason": "Required [worker_hostname]"}, "status": 400}

PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":""}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"worker_hostname":"","status":"in_progress"}

# A second claim of the same worker succeeds, in compat that of any; cursors are merged.
PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"one","sync_cursor":{"a":{"x":1},"keep":[1]}}
= 200
{"result":"updated"}

? strict one worker has it
PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"two","sync_cursor":{"lost":true}}
= 409
~ {"error":{"type":"version_conflict_engine_exception"},"status":409}

? strict one worker has it
PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"one","sync_cursor":{"a":{"y":null},"b":2}}
= 200
{"result":"updated"}

? compat anyone may take it
PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"two","sync_cursor":{"a":{"y":null},"b":2}}
= 200
{"result":"updated"}

? compat anyone may take it
PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"one"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"worker_hostname":"one","connector":{"sync_cursor":{"a":{"x":1,"y":null},"keep":[1],"b":2}}}

PUT /_connector/_sync_job/${j}/_error
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/_sync_job/${j}/_error
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [error]"}], "type": "illegal_argument_exception", "reason": "Required [error]"}, "status": 400}

PUT /_connector/_sync_job/${j}/_error
{"error":""}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [error] of the connector sync job cannot be null or empty;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [error] of the connector sync job cannot be null or empty;"}, "status": 400}

PUT /_connector/_sync_job/${j}/_error
{"error":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_sync_job_error_request] error doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_sync_job_error_request] error doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/_sync_job/${j}/_error
{"eror":"x"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:2] [connector_sync_job_error_request] unknown field [eror] did you mean [error]?"}], "type": "x_content_parse_exception", "reason": "[1:2] [connector_sync_job_error_request] unknown field [eror] did you mean [error]?"}, "status": 400}

PUT /_connector/_sync_job/${j}/_error
{"error":"line one\nline \"two\" \u0000 \u001f / \u007f ä"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}?filter_path=error
= 200
| {"error":"line one\nline \"two\" \u0000 \u001F /  ä"}

# Nothing but error and status is written; in compat a claim of an ended job goes through and leaves
# the error.
GET /_connector/_sync_job/${j}
= 200
~ {"status":"error","worker_hostname":"one"}

? strict it has ended
PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"four"}
= 400
~ {"error":{"type":"status_exception"}}

? compat a claim is no step
PUT /_connector/_sync_job/${j}/_claim
{"worker_hostname":"four"}
= 200
{"result":"updated"}

? compat a claim is no step
GET /_connector/_sync_job/${j}?filter_path=status,error,completed_at
= 200
~ {"status":"in_progress"}

