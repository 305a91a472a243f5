# _status: every pair of connector-document.md 8, and the rows of connectors.md 22.

# created to created
PUT /_connector/s-created-created
= 201

PUT /_connector/s-created-created/_status
{"status":"created"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [created] to [created]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [created] to [created]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [created] to [created]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-created-created
= 200
~ {"status":"created"}

# created to needs_configuration
PUT /_connector/s-created-needs_configuration
= 201

PUT /_connector/s-created-needs_configuration/_status
{"status":"NEEDS_CONFIGURATION"}
= 200
{"result":"updated"}

GET /_connector/s-created-needs_configuration
= 200
~ {"status":"needs_configuration"}

# created to configured
PUT /_connector/s-created-configured
= 201

PUT /_connector/s-created-configured/_status
{"status":"configured"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [created] to [configured]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [created] to [configured]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [created] to [configured]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-created-configured
= 200
~ {"status":"created"}

# created to connected
PUT /_connector/s-created-connected
= 201

PUT /_connector/s-created-connected/_status
{"status":"connected"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [created] to [connected]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [created] to [connected]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [created] to [connected]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-created-connected
= 200
~ {"status":"created"}

# created to error
PUT /_connector/s-created-error
= 201

PUT /_connector/s-created-error/_status
{"status":"ERROR"}
= 200
{"result":"updated"}

GET /_connector/s-created-error
= 200
~ {"status":"error"}

# needs_configuration to created
PUT /_connector/s-needs_configuration-created
= 201

PUT /_connector/s-needs_configuration-created/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-needs_configuration-created/_status
{"status":"created"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [needs_configuration] to [created]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [needs_configuration] to [created]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [needs_configuration] to [created]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-needs_configuration-created
= 200
~ {"status":"needs_configuration"}

# needs_configuration to needs_configuration
PUT /_connector/s-needs_configuration-needs_configuration
= 201

PUT /_connector/s-needs_configuration-needs_configuration/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-needs_configuration-needs_configuration/_status
{"status":"needs_configuration"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [needs_configuration] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [needs_configuration] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [needs_configuration] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-needs_configuration-needs_configuration
= 200
~ {"status":"needs_configuration"}

# needs_configuration to configured
PUT /_connector/s-needs_configuration-configured
= 201

PUT /_connector/s-needs_configuration-configured/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-needs_configuration-configured/_status
{"status":"CONFIGURED"}
= 200
{"result":"updated"}

GET /_connector/s-needs_configuration-configured
= 200
~ {"status":"configured"}

# needs_configuration to connected
PUT /_connector/s-needs_configuration-connected
= 201

PUT /_connector/s-needs_configuration-connected/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-needs_configuration-connected/_status
{"status":"connected"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [needs_configuration] to [connected]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [needs_configuration] to [connected]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [needs_configuration] to [connected]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-needs_configuration-connected
= 200
~ {"status":"needs_configuration"}

# needs_configuration to error
PUT /_connector/s-needs_configuration-error
= 201

PUT /_connector/s-needs_configuration-error/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-needs_configuration-error/_status
{"status":"ERROR"}
= 200
{"result":"updated"}

GET /_connector/s-needs_configuration-error
= 200
~ {"status":"error"}

# configured to created
PUT /_connector/s-configured-created
= 201

PUT /_connector/s-configured-created/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-created/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-created/_status
{"status":"created"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [configured] to [created]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [configured] to [created]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [configured] to [created]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-configured-created
= 200
~ {"status":"configured"}

# configured to needs_configuration
PUT /_connector/s-configured-needs_configuration
= 201

PUT /_connector/s-configured-needs_configuration/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-needs_configuration/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-needs_configuration/_status
{"status":"NEEDS_CONFIGURATION"}
= 200
{"result":"updated"}

GET /_connector/s-configured-needs_configuration
= 200
~ {"status":"needs_configuration"}

# configured to configured
PUT /_connector/s-configured-configured
= 201

PUT /_connector/s-configured-configured/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-configured/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-configured/_status
{"status":"CONFIGURED"}
= 200
{"result":"noop"}

GET /_connector/s-configured-configured
= 200
~ {"status":"configured"}

# configured to connected
PUT /_connector/s-configured-connected
= 201

PUT /_connector/s-configured-connected/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-connected/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-connected/_status
{"status":"CONNECTED"}
= 200
{"result":"updated"}

GET /_connector/s-configured-connected
= 200
~ {"status":"connected"}

# configured to error
PUT /_connector/s-configured-error
= 201

PUT /_connector/s-configured-error/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-error/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-configured-error/_status
{"status":"ERROR"}
= 200
{"result":"updated"}

GET /_connector/s-configured-error
= 200
~ {"status":"error"}

# connected to created
PUT /_connector/s-connected-created
= 201

PUT /_connector/s-connected-created/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-created/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-created/_status
{"status":"connected"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-created/_status
{"status":"created"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [connected] to [created]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [connected] to [created]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [connected] to [created]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-connected-created
= 200
~ {"status":"connected"}

# connected to needs_configuration
PUT /_connector/s-connected-needs_configuration
= 201

PUT /_connector/s-connected-needs_configuration/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-needs_configuration/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-needs_configuration/_status
{"status":"connected"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-needs_configuration/_status
{"status":"needs_configuration"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [connected] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [connected] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [connected] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-connected-needs_configuration
= 200
~ {"status":"connected"}

# connected to configured
PUT /_connector/s-connected-configured
= 201

PUT /_connector/s-connected-configured/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-configured/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-configured/_status
{"status":"connected"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-configured/_status
{"status":"CONFIGURED"}
= 200
{"result":"updated"}

GET /_connector/s-connected-configured
= 200
~ {"status":"configured"}

# connected to connected
PUT /_connector/s-connected-connected
= 201

PUT /_connector/s-connected-connected/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-connected/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-connected/_status
{"status":"connected"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-connected/_status
{"status":"CONNECTED"}
= 200
{"result":"noop"}

GET /_connector/s-connected-connected
= 200
~ {"status":"connected"}

# connected to error
PUT /_connector/s-connected-error
= 201

PUT /_connector/s-connected-error/_status
{"status":"needs_configuration"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-error/_status
{"status":"configured"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-error/_status
{"status":"connected"}
= 200
{"result":"updated"}

PUT /_connector/s-connected-error/_status
{"status":"ERROR"}
= 200
{"result":"updated"}

GET /_connector/s-connected-error
= 200
~ {"status":"error"}

# error to created
PUT /_connector/s-error-created
= 201

PUT /_connector/s-error-created/_status
{"status":"error"}
= 200
{"result":"updated"}

PUT /_connector/s-error-created/_status
{"status":"created"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [error] to [created]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [error] to [created]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [error] to [created]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-error-created
= 200
~ {"status":"error"}

# error to needs_configuration
PUT /_connector/s-error-needs_configuration
= 201

PUT /_connector/s-error-needs_configuration/_status
{"status":"error"}
= 200
{"result":"updated"}

PUT /_connector/s-error-needs_configuration/_status
{"status":"needs_configuration"}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Invalid transition attempt from [error] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol."}], "type": "status_exception", "reason": "Invalid transition attempt from [error] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol.", "caused_by": {"type": "connector_invalid_status_transition_exception", "reason": "Invalid transition attempt from [error] to [needs_configuration]. Such a status transition is not supported by the Connector Protocol."}}, "status": 400}

GET /_connector/s-error-needs_configuration
= 200
~ {"status":"error"}

# error to configured
PUT /_connector/s-error-configured
= 201

PUT /_connector/s-error-configured/_status
{"status":"error"}
= 200
{"result":"updated"}

PUT /_connector/s-error-configured/_status
{"status":"CONFIGURED"}
= 200
{"result":"updated"}

GET /_connector/s-error-configured
= 200
~ {"status":"configured"}

# error to connected
PUT /_connector/s-error-connected
= 201

PUT /_connector/s-error-connected/_status
{"status":"error"}
= 200
{"result":"updated"}

PUT /_connector/s-error-connected/_status
{"status":"CONNECTED"}
= 200
{"result":"updated"}

GET /_connector/s-error-connected
= 200
~ {"status":"connected"}

# error to error
PUT /_connector/s-error-error
= 201

PUT /_connector/s-error-error/_status
{"status":"error"}
= 200
{"result":"updated"}

PUT /_connector/s-error-error/_status
{"status":"ERROR"}
= 200
{"result":"noop"}

GET /_connector/s-error-error
= 200
~ {"status":"error"}

PUT /_connector/s-created-created/_status
{}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [status] cannot be [null].;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [status] cannot be [null].;"}, "status": 400}

PUT /_connector/s-created-created/_status
{"status":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:11] [connector_update_status_request] status doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:11] [connector_update_status_request] status doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/s-created-created/_status
{"status":"foo"}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:11] [connector_update_status_request] failed to parse field [status]"}], "type": "x_content_parse_exception", "reason": "[1:11] [connector_update_status_request] failed to parse field [status]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConnectorStatus [foo]."}}, "status": 400}

# _service_type and the status: created stays, all else needs configuration.
PUT /_connector/s-created-created/_service_type
{"service_type":"new"}
= 200
{"result":"updated"}

GET /_connector/s-created-created
= 200
~ {"status":"created"}

PUT /_connector/s-needs_configuration-created/_service_type
{"service_type":"new"}
= 200
{"result":"updated"}

GET /_connector/s-needs_configuration-created
= 200
~ {"status":"needs_configuration"}

PUT /_connector/s-configured-created/_service_type
{"service_type":"new"}
= 200
{"result":"updated"}

GET /_connector/s-configured-created
= 200
~ {"status":"needs_configuration"}

PUT /_connector/s-connected-created/_service_type
{"service_type":"new"}
= 200
{"result":"updated"}

GET /_connector/s-connected-created
= 200
~ {"status":"needs_configuration"}

PUT /_connector/s-error-created/_service_type
{"service_type":"new"}
= 200
{"result":"updated"}

GET /_connector/s-error-created
= 200
~ {"status":"needs_configuration"}

# _configuration makes any status configured.
PUT /_connector/s-created-needs_configuration/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

GET /_connector/s-created-needs_configuration
= 200
~ {"status":"configured"}

PUT /_connector/s-needs_configuration-needs_configuration/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

GET /_connector/s-needs_configuration-needs_configuration
= 200
~ {"status":"configured"}

PUT /_connector/s-configured-needs_configuration/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

GET /_connector/s-configured-needs_configuration
= 200
~ {"status":"configured"}

PUT /_connector/s-connected-needs_configuration/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

GET /_connector/s-connected-needs_configuration
= 200
~ {"status":"configured"}

PUT /_connector/s-error-needs_configuration/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

GET /_connector/s-error-needs_configuration
= 200
~ {"status":"configured"}

