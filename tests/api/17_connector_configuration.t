# _configuration: connectors.md 9, connector-document.md 3.

PUT /_connector/cfg
{"index_name":"cfg","service_type":"s"}
= 201

PUT /_connector/cfg/_configuration
{}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [configuration] and [values] cannot both be null.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [configuration] and [values] cannot both be null.;"}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{},"values":{}}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [configuration] and [values] cannot both be provided in the same request.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [configuration] and [values] cannot both be provided in the same request.;"}, "status": 400}

PUT /_connector/cfg/_configuration
{"values":{"a":1}}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Unknown [configuration] fields in the request payload: [a]. Remove them from request or register their schema first."}], "type": "status_exception", "reason": "Unknown [configuration] fields in the request payload: [a]. Remove them from request or register their schema first."}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"host":{"label":"Host"}}}
= 200
{"result":"updated"}

GET /_connector/cfg?filter_path=configuration,status
= 200
{"configuration":{"host":{"default_value":null,"label":"Host","required":false,"sensitive":false,"value":null}},"status":"configured"}

PUT /_connector/cfg/_configuration
{"configuration":{"port":{"category":"c","default_value":"d","depends_on":[{"field":"host","value":true},{"field":"x","value":null}],"display":"NUMERIC","label":"","options":{"label":"l","value":1},"order":"3","placeholder":"p","required":true,"sensitive":"true","tooltip":null,"type":"int","ui_restrictions":"advanced","validations":[{"constraint":[1,"a"],"type":"Less_Than"}],"value":{"deep":[1]},"unknown":{"x":1}}}}
= 200
{"result":"updated"}

# The whole configuration is replaced, and always a change.
PUT /_connector/cfg/_configuration
{"configuration":{"port":{"category":"c","default_value":"d","depends_on":[{"field":"host","value":true},{"field":"x","value":null}],"display":"NUMERIC","label":"","options":{"label":"l","value":1},"order":"3","placeholder":"p","required":true,"sensitive":"true","tooltip":null,"type":"int","ui_restrictions":"advanced","validations":[{"constraint":[1,"a"],"type":"Less_Than"}],"value":{"deep":[1]},"unknown":{"x":1}}}}
= 200
{"result":"updated"}

GET /_connector/cfg?filter_path=configuration
= 200
{"configuration":{"port":{"category":"c","default_value":"d","depends_on":[{"field":"host","value":true},{"field":"x","value":null}],"display":"numeric","label":"","options":[{"label":"l","value":1}],"order":3,"placeholder":"p","required":true,"sensitive":true,"type":"int","ui_restrictions":["advanced"],"validations":[{"constraint":[1,"a"],"type":"less_than"}],"value":{"deep":[1]}}}}

# values: only what is there already; objects are merged, anything else replaces.
PUT /_connector/cfg/_configuration
{"values":{"port":{"more":2}}}
= 200
{"result":"updated"}

GET /_connector/cfg?filter_path=configuration.port.value
= 200
{"configuration":{"port":{"value":{"deep":[1],"more":2}}}}

PUT /_connector/cfg/_configuration
{"values":{"port":{"more":2}}}
= 200
{"result":"noop"}

PUT /_connector/cfg/_configuration
{"values":{"foo":1,"port":5,"bar":2}}
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Unknown [configuration] fields in the request payload: [foo, bar]. Remove them from request or register their schema first."}], "type": "status_exception", "reason": "Unknown [configuration] fields in the request payload: [foo, bar]. Remove them from request or register their schema first."}, "status": 400}

PUT /_connector/cfg/_configuration
{"values":{"port":[1,{"a":2}]}}
= 200
{"result":"updated"}

GET /_connector/cfg?filter_path=configuration.port.value
= 200
{"configuration":{"port":{"value":[1,{"a":2}]}}}

PUT /_connector/cfg/_configuration
{"values":{"port":null}}
= 200
{"result":"updated"}

GET /_connector/cfg
= 200
~ {"configuration":{"port":{"value":null,"label":""}}}

PUT /_connector/cfg/_error
{"error":"e"}
= 200
{"result":"updated"}

PUT /_connector/cfg/_configuration
{"values":{}}
= 200
{"result":"<any>"}

PUT /_connector/cfg/_configuration
{"values":null}
= 200
{"result":"<any>"}

PUT /_connector/cfg/_configuration
{"values":"x"}
= 200
{"result":"<any>"}

GET /_connector/cfg
= 200
~ {"status":"configured","error":"e"}

PUT /_connector/cfg/_configuration
{"values":[]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:11] [connector_update_configuration_request] failed to parse field [values]"}], "type": "x_content_parse_exception", "reason": "[1:11] [connector_update_configuration_request] failed to parse field [values]", "caused_by": {"type": "illegal_state_exception", "reason": "parser for [values] did not end on END_ARRAY"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"host":{"type":"str"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:39] [connector_update_configuration_request] failed to parse field [configuration]"}], "type": "x_content_parse_exception", "reason": "[1:39] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [label]"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"host":{"label":"Host","display":"slider"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:52] [connector_configuration] failed to parse field [display]"}], "type": "x_content_parse_exception", "reason": "[1:52] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:52] [connector_configuration] failed to parse field [display]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConfigurationDisplayType [slider]."}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"host":{"label":"Host","value":[1]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Unsupported token [START_ARRAY]"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_configuration] failed to parse field [value]", "caused_by": {"type": "x_content_parse_exception", "reason": "Unsupported token [START_ARRAY]"}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"host":"x"}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:29] [connector_configuration] Expected START_OBJECT but was: END_OBJECT"}], "type": "x_content_parse_exception", "reason": "[1:29] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:29] [connector_configuration] Expected START_OBJECT but was: END_OBJECT"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"host":"x","y":{}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:30] [connector_configuration] Expected START_OBJECT but was: FIELD_NAME"}], "type": "x_content_parse_exception", "reason": "[1:30] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:30] [connector_configuration] Expected START_OBJECT but was: FIELD_NAME"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":null}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:18] [connector_update_configuration_request] configuration doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:18] [connector_update_configuration_request] configuration doesn't support values of type: VALUE_NULL"}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","type":"STR"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:43] [connector_configuration] failed to parse field [type]"}], "type": "x_content_parse_exception", "reason": "[1:43] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:43] [connector_configuration] failed to parse field [type]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConfigurationFieldType [STR]."}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","display":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:46] [connector_configuration] failed to parse field [display]"}], "type": "x_content_parse_exception", "reason": "[1:46] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:46] [connector_configuration] failed to parse field [display]", "caused_by": {"type": "illegal_state_exception", "reason": "<any>"}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","default_value":{}}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Unsupported token [START_OBJECT]"}], "type": "x_content_parse_exception", "reason": "[1:52] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:52] [connector_configuration] failed to parse field [default_value]", "caused_by": {"type": "x_content_parse_exception", "reason": "Unsupported token [START_OBJECT]"}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","default_value":[]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Unsupported token [START_ARRAY]"}], "type": "x_content_parse_exception", "reason": "[1:52] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:52] [connector_configuration] failed to parse field [default_value]", "caused_by": {"type": "x_content_parse_exception", "reason": "Unsupported token [START_ARRAY]"}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","category":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:47] [connector_configuration] category doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:47] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:47] [connector_configuration] category doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","depends_on":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:49] [connector_configuration] depends_on doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:49] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:49] [connector_configuration] depends_on doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","options":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:46] [connector_configuration] options doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:46] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:46] [connector_configuration] options doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","order":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:44] [connector_configuration] order doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:44] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:44] [connector_configuration] order doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","required":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:47] [connector_configuration] required doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:47] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:47] [connector_configuration] required doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","sensitive":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:48] [connector_configuration] sensitive doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:48] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:48] [connector_configuration] sensitive doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","ui_restrictions":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:54] [connector_configuration] ui_restrictions doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:54] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:54] [connector_configuration] ui_restrictions doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","validations":null}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:50] [connector_configuration] validations doesn't support values of type: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_configuration] validations doesn't support values of type: VALUE_NULL"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":5}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:32] [connector_configuration] label doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:32] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:32] [connector_configuration] label doesn't support values of type: VALUE_NUMBER"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","order":true}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:44] [connector_configuration] order doesn't support values of type: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:44] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:44] [connector_configuration] order doesn't support values of type: VALUE_BOOLEAN"}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","options":"x"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:46] [connector_configuration] options doesn't support values of type: VALUE_STRING"}], "type": "x_content_parse_exception", "reason": "[1:46] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:46] [connector_configuration] options doesn't support values of type: VALUE_STRING"}}, "status": 400}

# Elements of the lists inside an entry.
PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","depends_on":[{"field":"a"}]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:62] [connector_configuration] failed to parse field [depends_on]"}], "type": "x_content_parse_exception", "reason": "[1:62] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:62] [connector_configuration] failed to parse field [depends_on]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [value]"}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","options":[{"label":"a"}]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:59] [connector_configuration] failed to parse field [options]"}], "type": "x_content_parse_exception", "reason": "[1:59] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:59] [connector_configuration] failed to parse field [options]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [value]"}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","validations":[{"type":"regex"}]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:66] [connector_configuration] failed to parse field [validations]"}], "type": "x_content_parse_exception", "reason": "[1:66] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:66] [connector_configuration] failed to parse field [validations]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [constraint]"}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","options":[{"label":"a","value":true}]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Unsupported token [VALUE_BOOLEAN]"}], "type": "x_content_parse_exception", "reason": "[1:68] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:68] [connector_configuration] failed to parse field [options]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:68] [connector_configuration_select_option] failed to parse field [value]", "caused_by": {"type": "x_content_parse_exception", "reason": "Unsupported token [VALUE_BOOLEAN]"}}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","options":[{"label":"a","value":null}]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Unsupported token [VALUE_NULL]"}], "type": "x_content_parse_exception", "reason": "[1:68] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:68] [connector_configuration] failed to parse field [options]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:68] [connector_configuration_select_option] failed to parse field [value]", "caused_by": {"type": "x_content_parse_exception", "reason": "Unsupported token [VALUE_NULL]"}}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","validations":[{"type":"regex","constraint":false}]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Unsupported token [VALUE_BOOLEAN]"}], "type": "x_content_parse_exception", "reason": "[1:80] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:80] [connector_configuration] failed to parse field [validations]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:80] [connector_configuration_validation] failed to parse field [constraint]", "caused_by": {"type": "x_content_parse_exception", "reason": "Unsupported token [VALUE_BOOLEAN]"}}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{"h":{"label":"L","validations":[{"constraint":1,"type":"odd"}]}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:74] [connector_configuration_validation] failed to parse field [type]"}], "type": "x_content_parse_exception", "reason": "[1:74] [connector_update_configuration_request] failed to parse field [configuration]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:74] [connector_configuration] failed to parse field [validations]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:74] [connector_configuration_validation] failed to parse field [type]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown ConfigurationValidationType [odd]."}}}}, "status": 400}

PUT /_connector/cfg/_configuration
{"configuration":{}}
= 200
{"result":"updated"}

GET /_connector/cfg
= 200
~ {"configuration":{}}

