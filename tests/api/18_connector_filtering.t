# _filtering, _validation, _activate: connectors.md 12 to 14, connector-document.md 2.

PUT /_connector/flt
= 201

# Right after creation draft and active are equal.
PUT /_connector/flt/_filtering/_activate
= 200
{"result":"noop"}

PUT /_connector/flt/_filtering
{}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: [advanced_snippet] and [rules] cannot be both [null].;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: [advanced_snippet] and [rules] cannot be both [null].;"}, "status": 400}

PUT /_connector/flt/_filtering
{"filtering":[],"rules":[]}
= 400
{"error": {"root_cause": [{"type": "action_request_validation_exception", "reason": "Validation Failed: 1: If [filtering] is specified, [rules] and [advanced_snippet] should not be present in the request body.;"}], "type": "action_request_validation_exception", "reason": "Validation Failed: 1: If [filtering] is specified, [rules] and [advanced_snippet] should not be present in the request body.;"}, "status": 400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"owner","id":"r2","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"},{"field":"size","id":"r1","order":1,"policy":"include","rule":">","value":"10","created_at":"2025-01-01T00:00:00Z"}]}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering
= 200
{"filtering":[{"active":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"<time>","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"valid"}},"domain":"DEFAULT","draft":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"2025-01-01T00:00:00.000Z","field":"size","id":"r1","order":1,"policy":"include","rule":">","updated_at":"<time>","value":"10"},{"created_at":"<time>","field":"owner","id":"r2","order":3,"policy":"exclude","rule":"equals","updated_at":"<time>","value":"bob"},{"created_at":"<time>","field":"_","id":"DEFAULT","order":4,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"edited"}}}]}

PUT /_connector/flt/_filtering/_activate
= 400
{"error": {"root_cause": [{"type": "status_exception", "reason": "Filtering draft needs to be validated by the connector service before activation. Current filtering draft validation state [edited] is not equal to [valid]."}], "type": "status_exception", "reason": "Filtering draft needs to be validated by the connector service before activation. Current filtering draft validation state [edited] is not equal to [valid]."}, "status": 400}

PUT /_connector/flt/_filtering/_validation
{"validation":{"errors":[{"ids":["r1"],"messages":["bad"]}],"state":"INVALID"}}
= 200
{"result":"updated"}

GET /_connector/flt
= 200
~ {"filtering":[{"draft":{"validation":{"errors":[{"ids":["r1"],"messages":["bad"]}],"state":"invalid"}},"active":{"validation":{"state":"valid"}}}]}

PUT /_connector/flt/_filtering/_validation
{"validation":{"errors":[],"state":"valid"}}
= 200
{"result":"updated"}

PUT /_connector/flt/_filtering/_validation
{"validation":{"errors":[],"state":"valid"}}
= 200
{"result":"noop"}

PUT /_connector/flt/_filtering/_activate
= 200
{"result":"updated"}

PUT /_connector/flt/_filtering/_activate
= 200
{"result":"noop"}

GET /_connector/flt?filter_path=filtering
= 200
{"filtering":[{"active":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"2025-01-01T00:00:00.000Z","field":"size","id":"r1","order":1,"policy":"include","rule":">","updated_at":"<time>","value":"10"},{"created_at":"<time>","field":"owner","id":"r2","order":3,"policy":"exclude","rule":"equals","updated_at":"<time>","value":"bob"},{"created_at":"<time>","field":"_","id":"DEFAULT","order":4,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"valid"}},"domain":"DEFAULT","draft":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"2025-01-01T00:00:00.000Z","field":"size","id":"r1","order":1,"policy":"include","rule":">","updated_at":"<time>","value":"10"},{"created_at":"<time>","field":"owner","id":"r2","order":3,"policy":"exclude","rule":"equals","updated_at":"<time>","value":"bob"},{"created_at":"<time>","field":"_","id":"DEFAULT","order":4,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"valid"}}}]}

# The default rule is forced to the end, keeps the time it was sent with, and is there once.
PUT /_connector/flt/_filtering
{"rules":[{"field":"_","id":"DEFAULT","order":0,"policy":"Include","rule":"regex","value":".*","created_at":"2024-05-05T00:00:00Z"},{"field":"owner","id":"r2","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"},{"field":"_","id":"DEFAULT","order":0,"policy":"Include","rule":"regex","value":".*","created_at":"2023-05-05T00:00:00Z"}]}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.draft.rules
= 200
{"filtering":[{"draft":{"rules":[{"created_at":"<time>","field":"owner","id":"r2","order":3,"policy":"exclude","rule":"equals","updated_at":"<time>","value":"bob"},{"created_at":"2024-05-05T00:00:00.000Z","field":"_","id":"DEFAULT","order":4,"policy":"include","rule":"regex","updated_at":"2024-05-05T00:00:00.000Z","value":".*"}]}}]}

PUT /_connector/flt/_filtering
{"rules":[]}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.draft.rules
= 200
{"filtering":[{"draft":{"rules":[{"created_at":"<time>","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}]}}]}

# Equal orders stay in the order sent; one rule may stand alone, without an array.
PUT /_connector/flt/_filtering
{"rules":[{"field":"owner","id":"b","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"},{"field":"owner","id":"a","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"}]}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.draft.rules.id
= 200
{"filtering":[{"draft":{"rules":[{"id":"b"},{"id":"a"},{"id":"DEFAULT"}]}}]}

PUT /_connector/flt/_filtering
{"rules":{"field":"owner","id":"r2","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"}}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.draft.rules.id
= 200
{"filtering":[{"draft":{"rules":[{"id":"r2"},{"id":"DEFAULT"}]}}]}

# The snippet alone leaves the rules; object or array.
PUT /_connector/flt/_filtering
{"advanced_snippet":{"value":[{"q":1}],"created_at":"2025-02-02T00:00:00Z","junk":[{}]}}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.draft.advanced_snippet,filtering.draft.rules.id
= 200
{"filtering":[{"draft":{"advanced_snippet":{"created_at":"2025-02-02T00:00:00.000Z","updated_at":"<time>","value":[{"q":1}]},"rules":[{"id":"r2"},{"id":"DEFAULT"}]}}]}

# The full form, as sent but for domain and missing times.
PUT /_connector/flt/_filtering
{"filtering":[{"domain":"x","active":{"advanced_snippet":{"value":{}},"rules":[{"field":"owner","id":"r2","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"}],"validation":{"errors":[],"state":"Valid"}},"draft":{"advanced_snippet":{"value":{}},"rules":[{"field":"owner","id":"r2","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"}],"validation":{"errors":[],"state":"Valid"}},"junk":1},{"active":{"advanced_snippet":{"value":{}},"rules":[{"field":"owner","id":"r2","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"}],"validation":{"errors":[],"state":"Valid"}},"draft":{"advanced_snippet":{"value":{}},"rules":[{"field":"owner","id":"r2","order":3,"policy":"EXCLUDE","rule":"equals","value":"bob"}],"validation":{"errors":[],"state":"Valid"}}}]}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.domain,filtering.active.rules,filtering.active.validation.state
= 200
{"filtering":[{"domain":"DEFAULT","active":{"rules":[{"created_at":"<time>","field":"owner","id":"r2","order":3,"policy":"exclude","rule":"equals","updated_at":"<time>","value":"bob"}],"validation":{"state":"valid"}}},{"domain":"DEFAULT","active":{"rules":[{"created_at":"<time>","field":"owner","id":"r2","order":3,"policy":"exclude","rule":"equals","updated_at":"<time>","value":"bob"}],"validation":{"state":"valid"}}}]}

# Any of the other forms reduces the array to its first element.
PUT /_connector/flt/_filtering/_activate
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.domain
= 200
{"filtering":[{"domain":"DEFAULT"}]}

# An empty array counts as the default element (deliberately unlike the original, which fails).
PUT /_connector/flt/_filtering
{"filtering":[]}
= 200
{"result":"updated"}

GET /_connector/flt
= 200
~ {"filtering":[]}

PUT /_connector/flt/_filtering/_validation
{"validation":{"errors":[],"state":"valid"}}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering
= 200
{"filtering":[{"active":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"<time>","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"valid"}},"domain":"DEFAULT","draft":{"advanced_snippet":{"created_at":"<time>","updated_at":"<time>","value":{}},"rules":[{"created_at":"<time>","field":"_","id":"DEFAULT","order":0,"policy":"include","rule":"regex","updated_at":"<time>","value":".*"}],"validation":{"errors":[],"state":"valid"}}}]}

# Wrong bodies.
PUT /_connector/flt/_filtering
{"rules":[{"field":"a"}]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:23] [connector_update_filtering_request] failed to parse field [rules]"}], "type": "x_content_parse_exception", "reason": "[1:23] [connector_update_filtering_request] failed to parse field [rules]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [id, order, policy, rule, value]"}}, "status": 400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"a","id":"r","order":1,"policy":"keep","rule":"equals","value":"x"}]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:52] [connector_filtering_rule] failed to parse field [policy]"}], "type": "x_content_parse_exception", "reason": "[1:52] [connector_update_filtering_request] failed to parse field [rules]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:52] [connector_filtering_rule] failed to parse field [policy]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown FilteringPolicy [keep]."}}}, "status": 400}

PUT /_connector/flt/_filtering
{"advanced_snippet":{"value":"x"}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:30] [connector_filtering_advanced_snippet] value doesn't support values of type: VALUE_STRING"}], "type": "x_content_parse_exception", "reason": "[1:30] [connector_update_filtering_request] failed to parse field [advanced_snippet]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:30] [connector_filtering_advanced_snippet] value doesn't support values of type: VALUE_STRING"}}, "status": 400}

PUT /_connector/flt/_filtering
{"filtering":[{"domain":"x"}]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:28] [connector_update_filtering_request] failed to parse field [filtering]"}], "type": "x_content_parse_exception", "reason": "[1:28] [connector_update_filtering_request] failed to parse field [filtering]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [active, draft]"}}, "status": 400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"a","id":"r","order":"x"}]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:41] [connector_filtering_rule] failed to parse field [order]"}], "type": "x_content_parse_exception", "reason": "[1:41] [connector_update_filtering_request] failed to parse field [rules]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:41] [connector_filtering_rule] failed to parse field [order]", "caused_by": {"type": "illegal_argument_exception", "reason": "For input string: \"x\""}}}, "status": 400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"a","id":"r","rule":"EQUALS"}]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:40] [connector_filtering_rule] failed to parse field [rule]"}], "type": "x_content_parse_exception", "reason": "[1:40] [connector_update_filtering_request] failed to parse field [rules]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:40] [connector_filtering_rule] failed to parse field [rule]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown FilteringRuleCondition [EQUALS]."}}}, "status": 400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"a","id":"r","created_at":"soon"}]}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:46] [connector_filtering_rule] failed to parse field [created_at]"}], "type": "x_content_parse_exception", "reason": "[1:46] [connector_update_filtering_request] failed to parse field [rules]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:46] [connector_filtering_rule] failed to parse field [created_at]", "caused_by": {"type": "illegal_argument_exception"}}}, "status": 400}

PUT /_connector/flt/_filtering
{"rules":[{"value":1}]}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:20] [connector_filtering_rule] value doesn't support values of type: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:20] [connector_update_filtering_request] failed to parse field [rules]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:20] [connector_filtering_rule] value doesn't support values of type: VALUE_NUMBER"}}, "status": 400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"owner","id":"r2","order":32768,"policy":"EXCLUDE","rule":"equals","value":"bob"}]}
= 400
~ {"error":{"type":"x_content_parse_exception"},"status":400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"owner","id":"r2","order":-32769,"policy":"EXCLUDE","rule":"equals","value":"bob"}]}
= 400
~ {"error":{"type":"x_content_parse_exception"},"status":400}

PUT /_connector/flt/_filtering
{"rules":[{"field":"owner","id":"r2","order":-32768,"policy":"EXCLUDE","rule":"equals","value":"bob"}]}
= 200
{"result":"updated"}

PUT /_connector/flt/_filtering/_validation
{}
= 400
{"error": {"root_cause": [{"type": "illegal_argument_exception", "reason": "Required [validation]"}], "type": "illegal_argument_exception", "reason": "Required [validation]"}, "status": 400}

PUT /_connector/flt/_filtering/_validation
{"validation":{"errors":[],"state":"ok"}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:36] [filtering_validation_info] failed to parse field [state]"}], "type": "x_content_parse_exception", "reason": "[1:36] [connector_update_filtering_validation] failed to parse field [validation]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:36] [filtering_validation_info] failed to parse field [state]", "caused_by": {"type": "illegal_argument_exception", "reason": "Unknown FilteringValidationState [ok]."}}}, "status": 400}

PUT /_connector/flt/_filtering/_validation
{"validation":{"errors":[]}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:27] [connector_update_filtering_validation] failed to parse field [validation]"}], "type": "x_content_parse_exception", "reason": "[1:27] [connector_update_filtering_validation] failed to parse field [validation]", "caused_by": {"type": "illegal_argument_exception", "reason": "Required [state]"}}, "status": 400}

PUT /_connector/flt/_filtering/_validation
{"validation":{"state":"valid","errors":[{"ids":"one","messages":"text"}]}}
= 200
{"result":"updated"}

GET /_connector/flt?filter_path=filtering.draft.validation
= 200
{"filtering":[{"draft":{"validation":{"errors":[{"ids":["one"],"messages":["text"]}],"state":"valid"}}}]}

# The snapshot of a job takes the active part of the first element.
PUT /_connector/flt/_index_name
{"index_name":"flt"}
= 200
{"result":"updated"}

PUT /_connector/flt/_service_type
{"service_type":"s"}
= 200
{"result":"updated"}

PUT /_connector/flt/_filtering/_activate
= 200
{"result":"updated"}

POST /_connector/_sync_job
{"id":"flt"}
= 201
{"id":"<j:id>"}

GET /_connector/_sync_job/${j}?filter_path=connector.filtering.rules.id,connector.filtering.validation
= 200
{"connector":{"filtering":{"rules":[{"id":"r2"},{"id":"DEFAULT"}],"validation":{"errors":[{"ids":["one"],"messages":["text"]}],"state":"valid"}}}}

