# Two texts for a job that is not there (sync-jobs.md 5), and the empty id (sync-jobs.md 1).

GET /_connector/_sync_job/abc
= 404
: X-elastic-product: Elasticsearch
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "abc"}], "type": "resource_not_found_exception", "reason": "abc"}, "status": 404}

DELETE /_connector/_sync_job/abc
= 404
: X-elastic-product: Elasticsearch
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "abc"}], "type": "resource_not_found_exception", "reason": "abc"}, "status": 404}

PUT /_connector/_sync_job/abc/_cancel
= 404
: X-elastic-product: Elasticsearch
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "abc"}], "type": "resource_not_found_exception", "reason": "abc"}, "status": 404}

PUT /_connector/_sync_job/abc/_error
{"error":"e"}
= 404
: X-elastic-product: Elasticsearch
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "abc"}], "type": "resource_not_found_exception", "reason": "abc"}, "status": 404}

PUT /_connector/_sync_job/abc/_claim
{"worker_hostname":"w"}
= 404
: X-elastic-product: Elasticsearch
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "abc"}], "type": "resource_not_found_exception", "reason": "abc"}, "status": 404}

PUT /_connector/_sync_job/abc/_check_in
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector sync job [abc] not found"}], "type": "resource_not_found_exception", "reason": "connector sync job [abc] not found"}, "status": 404}

PUT /_connector/_sync_job/abc/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":1}
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "connector sync job [abc] not found"}], "type": "resource_not_found_exception", "reason": "connector sync job [abc] not found"}, "status": 404}

PUT /_connector/_sync_job//_cancel
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}, "status": 400}

PUT /_connector/_sync_job//_claim
{"worker_hostname":"w"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}, "status": 400}

PUT /_connector/_sync_job//_error
{"error":"e"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}, "status": 400}

PUT /_connector/_sync_job//_check_in
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}, "status": 400}

PUT /_connector/_sync_job//_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":1}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [connector_sync_job_id] of the connector sync job cannot be null or empty.;"}, "status": 400}

GET /_connector/_sync_job/a%2Fb%20%C3%A4+c
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "a/b ä+c"}], "type": "resource_not_found_exception", "reason": "a/b ä+c"}, "status": 404}

