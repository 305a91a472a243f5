# Connector secrets: every row of secrets.md.

# POST: 200, not 201; the id is generated.
POST /_connector/_secret
{"value":"s3cret"}
= 200
: content-type: application/json
| {"id":"<posted:id>"}

# Visible at once, keys in this order.
GET /_connector/_secret/${posted}
= 200
| {"id":"${posted}","value":"s3cret"}

# The same value again is another secret.
POST /_connector/_secret
{"value":"s3cret"}
= 200
| {"id":"<other:id>"}

DELETE /_connector/_secret/${other}
= 200
| {"deleted":true}

GET /_connector/_secret/${posted}
= 200
| {"id":"${posted}","value":"s3cret"}

POST /_connector/_secret
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

POST /_connector/_secret
{}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] of the connector secret cannot be [null] or [\"\"];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] of the connector secret cannot be [null] or [\"\"];"}, "status": 400}

POST /_connector/_secret
{"value":""}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] of the connector secret cannot be [null] or [\"\"];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] of the connector secret cannot be [null] or [\"\"];"}, "status": 400}

POST /_connector/_secret
{"value":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_NULL"}, "status": 400}

POST /_connector/_secret
{"value":7}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_NUMBER"}, "status": 400}

POST /_connector/_secret
{"value":1.5}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_NUMBER"}, "status": 400}

POST /_connector/_secret
{"value":true}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_BOOLEAN"}, "status": 400}

POST /_connector/_secret
{"value":false}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: VALUE_BOOLEAN"}, "status": 400}

POST /_connector/_secret
{"value":{"a":1}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: START_OBJECT"}], "type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: START_OBJECT"}, "status": 400}

POST /_connector/_secret
{"value":["x"]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:10] [post_secret_request] value doesn't support values of type: START_ARRAY"}, "status": 400}

POST /_connector/_secret
{"valeu":"x"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:2] [post_secret_request] unknown field [valeu] did you mean [value]?"}], "type": "x_content_parse_exception", "reason": "[1:2] [post_secret_request] unknown field [valeu] did you mean [value]?"}, "status": 400}

POST /_connector/_secret
{"nope":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:2] [post_secret_request] unknown field [nope]"}], "type": "x_content_parse_exception", "reason": "[1:2] [post_secret_request] unknown field [nope]"}, "status": 400}

POST /_connector/_secret
{"value":"x","nope":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:14] [post_secret_request] unknown field [nope]"}], "type": "x_content_parse_exception", "reason": "[1:14] [post_secret_request] unknown field [nope]"}, "status": 400}

POST /_connector/_secret
[]
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [post_secret_request] Expected START_OBJECT but was: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:1] [post_secret_request] Expected START_OBJECT but was: START_ARRAY"}, "status": 400}

POST /_connector/_secret
"x"
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [post_secret_request] Expected START_OBJECT but was: VALUE_STRING"}], "type": "x_content_parse_exception", "reason": "[1:1] [post_secret_request] Expected START_OBJECT but was: VALUE_STRING"}, "status": 400}

POST /_connector/_secret
7
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [post_secret_request] Expected START_OBJECT but was: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:1] [post_secret_request] Expected START_OBJECT but was: VALUE_NUMBER"}, "status": 400}

# PUT: 201 for a new id, 200 from then on, also for the same value.
PUT /_connector/_secret/my-secret
{"value":"a"}
= 201
: content-type: application/json
| {"result":"created"}

GET /_connector/_secret/my-secret
= 200
| {"id":"my-secret","value":"a"}

PUT /_connector/_secret/my-secret
{"value":"a"}
= 200
| {"result":"updated"}

PUT /_connector/_secret/my-secret
{"value":"b"}
= 200
| {"result":"updated"}

GET /_connector/_secret/my-secret
= 200
| {"id":"my-secret","value":"b"}

PUT /_connector/_secret/my-secret
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [value]"}], "type": "illegal_argument_exception", "reason": "Required [value]"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":""}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] cannot be [null] or [\"\"];"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] cannot be [null] or [\"\"];"}, "status": 400}

# No body at all: ours says so, the original fails (secrets.md).
PUT /_connector/_secret/my-secret
= 400
{"error": {"root_cause": [{"type": "parse_exception", "reason": "request body is required"}], "type": "parse_exception", "reason": "request body is required"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":7}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_NUMBER"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":1.5}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_NUMBER"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":true}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_BOOLEAN"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":false}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: VALUE_BOOLEAN"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":{"a":1}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: START_OBJECT"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: START_OBJECT"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":["x"]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:10] [connector_secret_put_request] value doesn't support values of type: START_ARRAY"}, "status": 400}

PUT /_connector/_secret/my-secret
{"valeu":"x"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:2] [connector_secret_put_request] unknown field [valeu] did you mean [value]?"}], "type": "x_content_parse_exception", "reason": "[1:2] [connector_secret_put_request] unknown field [valeu] did you mean [value]?"}, "status": 400}

PUT /_connector/_secret/my-secret
{"nope":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:2] [connector_secret_put_request] unknown field [nope]"}], "type": "x_content_parse_exception", "reason": "[1:2] [connector_secret_put_request] unknown field [nope]"}, "status": 400}

PUT /_connector/_secret/my-secret
{"value":"x","nope":1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:14] [connector_secret_put_request] unknown field [nope]"}], "type": "x_content_parse_exception", "reason": "[1:14] [connector_secret_put_request] unknown field [nope]"}, "status": 400}

PUT /_connector/_secret/my-secret
[]
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_secret_put_request] Expected START_OBJECT but was: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_secret_put_request] Expected START_OBJECT but was: START_ARRAY"}, "status": 400}

PUT /_connector/_secret/my-secret
"x"
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_secret_put_request] Expected START_OBJECT but was: VALUE_STRING"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_secret_put_request] Expected START_OBJECT but was: VALUE_STRING"}, "status": 400}

PUT /_connector/_secret/my-secret
7
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_secret_put_request] Expected START_OBJECT but was: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_secret_put_request] Expected START_OBJECT but was: VALUE_NUMBER"}, "status": 400}

# None of these touched it.
GET /_connector/_secret/my-secret
= 200
| {"id":"my-secret","value":"b"}

# A refused first write leaves nothing.
PUT /_connector/_secret/refused
{"value":""}
= 400

GET /_connector/_secret/refused
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "No secret with id [refused]"}], "type": "resource_not_found_exception", "reason": "No secret with id [refused]"}, "status": 404}

# 512 bytes of id are the most, counted when decoded.
PUT /_connector/_secret/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii
{"value":"a"}
= 201
| {"result":"created"}

GET /_connector/_secret/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii
= 200
| {"id":"iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii","value":"a"}

PUT /_connector/_secret/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii
{"value":"a"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii] is too long, must be no longer than 512 bytes but was: 513;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii] is too long, must be no longer than 512 bytes but was: 513;"}, "status": 400}

PUT /_connector/_secret/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii
{"value":""}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] cannot be [null] or [\"\"];2: id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii] is too long, must be no longer than 512 bytes but was: 513;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [value] cannot be [null] or [\"\"];2: id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii] is too long, must be no longer than 512 bytes but was: 513;"}, "status": 400}

PUT /_connector/_secret/%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4
{"value":"a"}
= 201
| {"result":"created"}

PUT /_connector/_secret/%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4i
{"value":"a"}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: id [ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääi] is too long, must be no longer than 512 bytes but was: 513;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: id [ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääi] is too long, must be no longer than 512 bytes but was: 513;"}, "status": 400}

GET /_connector/_secret/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "No secret with id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii]"}], "type": "resource_not_found_exception", "reason": "No secret with id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii]"}, "status": 404}

DELETE /_connector/_secret/iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "No secret with id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii]"}], "type": "resource_not_found_exception", "reason": "No secret with id [iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii]"}, "status": 404}

# Ids are decoded; a slash at the end does not count.
PUT /_connector/_secret/a%2Fb%20c+d/
{"value":"q"}
= 201
| {"result":"created"}

GET /_connector/_secret/a%2Fb%20c%2Bd
= 200
| {"id":"a/b c+d","value":"q"}

? in-process,lighttpd nginx and Apache refuse a NUL in a path themselves
PUT /_connector/_secret/a%00b
{"value":"nul"}
= 201
| {"result":"created"}

? in-process,lighttpd nginx and Apache refuse a NUL in a path themselves
GET /_connector/_secret/a%00b
= 200
| {"id":"a\u0000b","value":"nul"}

? in-process,lighttpd nginx and Apache refuse a NUL in a path themselves
DELETE /_connector/_secret/a%00c
= 404
{"error":{"root_cause":[{"type":"resource_not_found_exception","reason":"No secret with id [a\u0000c]"}],"type":"resource_not_found_exception","reason":"No secret with id [a\u0000c]"},"status":404}

# Values come back as they went in.
PUT /_connector/_secret/odd
{"value":"\"\\\/\b\n\u0001\u0000 \u00e4\ud83d\ude00 ä"}
= 201
| {"result":"created"}

GET /_connector/_secret/odd
= 200
| {"id":"odd","value":"\"\\/\b\n\u0001\u0000 ä😀 ä"}

PUT /_connector/_secret/odd
{"value":"bad \ud83d"}
= 400

# Blanks are a value.
PUT /_connector/_secret/blank
{"value":" "}
= 201
| {"result":"created"}

GET /_connector/_secret/blank
= 200
| {"id":"blank","value":" "}

# GET: missing; with a body.
GET /_connector/_secret/none
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "No secret with id [none]"}], "type": "resource_not_found_exception", "reason": "No secret with id [none]"}, "status": 404}

GET /_connector/_secret/my-secret
{"value":"x"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [GET /_connector/_secret/my-secret] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [GET /_connector/_secret/my-secret] does not support having a body"}, "status": 400}

GET /_connector/_secret/my-secret?pretty
= 200
| {
|   "id" : "my-secret",
|   "value" : "b"
| }
|

GET /_connector/_secret/my-secret?filter_path=id
= 200
| {"id":"my-secret"}

# No parameters of its own.
GET /_connector/_secret/my-secret?size=1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_secret/my-secret] contains unrecognized parameter: [size]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_secret/my-secret] contains unrecognized parameter: [size]"}, "status": 400}

POST /_connector/_secret?refresh=true
{"value":"x"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_secret] contains unrecognized parameter: [refresh]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_secret] contains unrecognized parameter: [refresh]"}, "status": 400}

# The body comes before the parameters.
PUT /_connector/_secret/p?x=1
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [value]"}], "type": "illegal_argument_exception", "reason": "Required [value]"}, "status": 400}

PUT /_connector/_secret/p?x=1
{"value":""}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_secret/p] contains unrecognized parameter: [x]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_secret/p] contains unrecognized parameter: [x]"}, "status": 400}

DELETE /_connector/_secret/p?x=1
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [/_connector/_secret/p] contains unrecognized parameter: [x]"}], "type": "illegal_argument_exception", "reason": "request [/_connector/_secret/p] contains unrecognized parameter: [x]"}, "status": 400}

# DELETE: once.
DELETE /_connector/_secret/my-secret
= 200
| {"deleted":true}

DELETE /_connector/_secret/my-secret
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "No secret with id [my-secret]"}], "type": "resource_not_found_exception", "reason": "No secret with id [my-secret]"}, "status": 404}

GET /_connector/_secret/my-secret
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "No secret with id [my-secret]"}], "type": "resource_not_found_exception", "reason": "No secret with id [my-secret]"}, "status": 404}

DELETE /_connector/_secret/none
= 404
{"error": {"root_cause": [{"type": "resource_not_found_exception", "reason": "No secret with id [none]"}], "type": "resource_not_found_exception", "reason": "No secret with id [none]"}, "status": 404}

DELETE /_connector/_secret/blank
{"value":"x"}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "request [DELETE /_connector/_secret/blank] does not support having a body"}], "type": "illegal_argument_exception", "reason": "request [DELETE /_connector/_secret/blank] does not support having a body"}, "status": 400}

# A deleted id is a new one again.
PUT /_connector/_secret/my-secret
{"value":"c"}
= 201
| {"result":"created"}

PUT /_connector/_secret/typed
@ Content-Type: text/plain
{"value":"x"}
= 406
{"error":"Content-Type header [text/plain] is not supported","status":406}

# Routing: the literal hides the connector named _secret.
GET /_connector/_secret
= 405
: Allow: POST
{"error": "Incorrect HTTP method for uri [/_connector/_secret] and method [GET], allowed: [POST]", "status": 405}

PUT /_connector/_secret
{"name":"x"}
= 405
: Allow: POST
{"error": "Incorrect HTTP method for uri [/_connector/_secret] and method [PUT], allowed: [POST]", "status": 405}

DELETE /_connector/_secret
= 405
: Allow: POST
{"error": "Incorrect HTTP method for uri [/_connector/_secret] and method [DELETE], allowed: [POST]", "status": 405}

POST /_connector/_secret/x
{"value":"x"}
= 405
: Allow: {GET, PUT, DELETE}
{"error": "Incorrect HTTP method for uri [/_connector/_secret/x] and method [POST], allowed: [GET, PUT, DELETE]", "status": 405}

HEAD /_connector/_secret/my-secret
= 405
: Allow: {GET, PUT, DELETE}
-

OPTIONS /_connector/_secret
= 200
: Allow: POST
-

GET /_connector/_secret/x/y
= 400
{"error": "no handler found for uri [/_connector/_secret/x/y] and method [GET]"}

? in-process,lighttpd nginx and Apache answer a broken escape by themselves
GET /_connector/_secret/%zz
= 405
{"error": "invalid escape sequence `%zz' at index 0 of: %zz, allowed: [GET, PUT, DELETE]", "status": 405}

# A secret and the connector that names it know nothing of each other.
PUT /_connector/my-secret
{"index_name":"i"}
= 201

DELETE /_connector/my-secret?hard=true
= 200

GET /_connector/_secret/my-secret
= 200
| {"id":"my-secret","value":"c"}

GET /_connector
= 200
{"count":0,"results":[]}
