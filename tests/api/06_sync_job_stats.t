# _stats, every row of sync-jobs.md 7.9.

PUT /_connector/stats
{"index_name":"stats","service_type":"x"}
= 201

POST /_connector/_sync_job
{"id":"stats"}
= 201
{"id":"<j:id>"}

PUT /_connector/_sync_job/${j}/_stats
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [deleted_document_count, indexed_document_count, indexed_document_volume]"}], "type": "illegal_argument_exception", "reason": "Required [deleted_document_count, indexed_document_count, indexed_document_volume]"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"indexed_document_count":1}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [deleted_document_count, indexed_document_volume]"}], "type": "illegal_argument_exception", "reason": "Required [deleted_document_count, indexed_document_volume]"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":-1,"indexed_document_count":0,"indexed_document_volume":0,"total_document_count":-2}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [deleted_document_count] cannot be negative.;2: [total_document_count] cannot be negative.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [deleted_document_count] cannot be negative.;2: [total_document_count] cannot be negative.;"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":true}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: VALUE_BOOLEAN"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":{}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: START_OBJECT"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: START_OBJECT"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":[1]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] deleted_document_count doesn't support values of type: START_ARRAY"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":"abc"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] failed to parse field [deleted_document_count]"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] failed to parse field [deleted_document_count]", "caused_by": {"type": "illegal_argument_exception", "reason": "For input string: \"abc\""}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":""}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] failed to parse field [deleted_document_count]"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] failed to parse field [deleted_document_count]", "caused_by": {"type": "illegal_argument_exception", "reason": "For input string: \"\""}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":"99999999999999999999"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] failed to parse field [deleted_document_count]"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] failed to parse field [deleted_document_count]", "caused_by": {"type": "illegal_argument_exception", "reason": "Value [99999999999999999999] is out of range for a long"}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":99999999999999999999}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] Numeric value (99999999999999999999) out of range of long (-9223372036854775808 - 9223372036854775807)"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_sync_job_update_ingestion_stats] failed to parse field [deleted_document_count]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:27] Numeric value (99999999999999999999) out of range of long (-9223372036854775808 - 9223372036854775807)", "caused_by": {"type": "input_coercion_exception", "reason": "Numeric value (99999999999999999999) out of range of long (-9223372036854775808 - 9223372036854775807)"}}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":"x"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: VALUE_STRING"}], "type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: VALUE_STRING"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":[]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: START_ARRAY"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":3}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:95] [connector_sync_job_update_ingestion_stats] metadata doesn't support values of type: VALUE_NUMBER"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] last_seen doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] last_seen doesn't support values of type: VALUE_NUMBER"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] last_seen doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] last_seen doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":{}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] failed to parse field [last_seen]"}], "type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] failed to parse field [last_seen]", "caused_by": {"type": "illegal_argument_exception", "reason": "unexpected token [START_OBJECT] for [last_seen]"}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"soon"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] failed to parse field [last_seen]"}], "type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] failed to parse field [last_seen]", "caused_by": {"type": "illegal_argument_exception", "reason": "failed to parse date field [soon] with format [strict_date_optional_time||epoch_millis]", "caused_by": {"type": "date_time_parse_exception", "reason": "Failed to parse with all enclosed parsers"}}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04"}
= 400
~ {"error": {"type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] failed to parse field [last_seen]", "caused_by": {"type": "date_time_exception"}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04T10:45:50"}
= 400
~ {"error": {"type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] failed to parse field [last_seen]", "caused_by": {"type": "date_time_exception"}}, "status": 400}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023"}
= 400
~ {"error": {"type": "x_content_parse_exception", "reason": "[1:96] [connector_sync_job_update_ingestion_stats] failed to parse field [last_seen]", "caused_by": {"type": "date_time_exception"}}, "status": 400}

# Numbers may be strings, fractions are cut, counters replace.
PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":10.9,"indexed_document_count":"10.9","indexed_document_volume":"1e3"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"deleted_document_count":10,"indexed_document_count":10,"indexed_document_volume":1000,"total_document_count":0,"status":"pending"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":9223372036854775807,"indexed_document_count":0,"indexed_document_volume":0}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"deleted_document_count":9223372036854775807}

# last_seen in its forms.
PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04T10:45:50+02:00"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"last_seen":"2023-12-04T08:45:50.000Z"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04T08:45:50.567149Z"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"last_seen":"2023-12-04T08:45:50.567149Z"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04T10:45:50.5+0200"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"last_seen":"2023-12-04T08:45:50.500Z"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"1701679550567"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"last_seen":"2023-12-04T08:45:50.567Z"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04T08:45:50.123456789Z"}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}
= 200
~ {"last_seen":"2023-12-04T08:45:50.123456789Z"}

# noop: only when everything equals what is stored, the time too.
PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04T08:45:50.123456789Z"}
= 200
{"result":"noop"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"last_seen":"2023-12-04T08:45:50.123456789Z","metadata":{}}
= 200
{"result":"noop"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":{}}
= 200
{"result":"updated"}

# metadata is merged, big integers and decimals keep their value.
PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":{"a":{"x":1},"list":[1,2],"big":123456789012345678901234567890}}
= 200
{"result":"updated"}

PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":{"a":{"y":[{"deep":null}]},"list":[3],"pi":3.25,"t":true}}
= 200
{"result":"updated"}

GET /_connector/_sync_job/${j}?filter_path=metadata
= 200
| {"metadata":{"a":{"x":1,"y":[{"deep":null}]},"list":[3],"big":123456789012345678901234567890,"pi":3.25,"t":true}}

# Duplicate keys at any depth.
PUT /_connector/_sync_job/${j}/_stats
{"deleted_document_count":0,"indexed_document_count":0,"indexed_document_volume":0,"metadata":{"a":{"b":1,"b":2}}}
= 400
~ {"error": {"type": "x_content_parse_exception", "caused_by": {"type": "x_content_parse_exception", "caused_by": {"type": "json_parse_exception"}}}, "status": 400}

