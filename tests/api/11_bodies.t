# Malformed bodies: rest.md 7.

PUT /_connector/bod
= 201

PUT /_connector/bod/_name
{id:1}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('i' (code 105)): was expecting double-quote to start field name<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('i' (code 105)): was expecting double-quote to start field name<any>", "caused_by": {"type": "json_parse_exception", "reason": "Unexpected character ('i' (code 105)): was expecting double-quote to start field name<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name":x}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')<any>", "caused_by": {"type": "json_parse_exception", "reason": "Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name" 1}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value<any>", "caused_by": {"type": "json_parse_exception", "reason": "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name":"a" "b":2}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries<any>", "caused_by": {"type": "json_parse_exception", "reason": "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name":"a",}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('}' (code 125)): was expecting double-quote to start field name<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character ('}' (code 125)): was expecting double-quote to start field name<any>", "caused_by": {"type": "json_parse_exception", "reason": "Unexpected character ('}' (code 125)): was expecting double-quote to start field name<any>"}}, "status": 400}

PUT /_connector/bod/_name
{'name':1}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character (''' (code 39)): was expecting double-quote to start field name<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] Unexpected character (''' (code 39)): was expecting double-quote to start field name<any>", "caused_by": {"type": "json_parse_exception", "reason": "Unexpected character (''' (code 39)): was expecting double-quote to start field name<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name":"a","name":"b"}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] <any>Duplicate field 'name'<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] <any>Duplicate field 'name'<any>", "caused_by": {"type": "json_parse_exception", "reason": "<any>Duplicate field 'name'<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name":01}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] <any>Invalid numeric value: Leading zeroes not allowed<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] <any>Invalid numeric value: Leading zeroes not allowed<any>", "caused_by": {"type": "json_parse_exception", "reason": "<any>Invalid numeric value: Leading zeroes not allowed<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name":"a"
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] <any>Unexpected end-of-input: expected close marker for Object (start marker at<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] <any>Unexpected end-of-input: expected close marker for Object (start marker at<any>", "caused_by": {"type": "json_parse_exception", "reason": "<any>Unexpected end-of-input: expected close marker for Object (start marker at<any>"}}, "status": 400}

PUT /_connector/bod/_name
{"name":NaN}
= 400
~ {"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:<any>] <any>NaN<any>"}], "type": "x_content_parse_exception", "reason": "[1:<any>] <any>NaN<any>", "caused_by": {"type": "json_parse_exception", "reason": "<any>NaN<any>"}}, "status": 400}

# Inside a string the fault belongs to the field.
PUT /_connector/bod/_name
{"name":"a	b"}
= 400
~ {"error": {"type": "x_content_parse_exception", "reason": "[1:9] [connector_update_name_request] failed to parse field [name]", "caused_by": {"type": "x_content_parse_exception", "caused_by": {"type": "json_parse_exception"}}}, "status": 400}

PUT /_connector/bod/_name
{"name":"a
= 400
~ {"error": {"type": "x_content_parse_exception"}, "status": 400}

PUT /_connector/bod/_name
[]
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: START_ARRAY"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: START_ARRAY"}, "status": 400}

PUT /_connector/bod/_name
"x"
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_STRING"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_STRING"}, "status": 400}

PUT /_connector/bod/_name
12
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_NUMBER"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_NUMBER"}, "status": 400}

PUT /_connector/bod/_name
true
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_BOOLEAN"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_BOOLEAN"}, "status": 400}

PUT /_connector/bod/_name
null
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_NULL"}], "type": "x_content_parse_exception", "reason": "[1:1] [connector_update_name_request] Expected START_OBJECT but was: VALUE_NULL"}, "status": 400}

PUT /_connector/bod/_name
  
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:3] [connector_update_name_request] Expected START_OBJECT but was: null"}], "type": "x_content_parse_exception", "reason": "[1:3] [connector_update_name_request] Expected START_OBJECT but was: null"}, "status": 400}

# Positions count bytes and lines; comments are skipped; what follows the object is not read.
PUT /_connector/bod/_name
{
  "name": "ä", "nme": 1}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[2:17] [connector_update_name_request] unknown field [nme] did you mean [name]?"}], "type": "x_content_parse_exception", "reason": "[2:17] [connector_update_name_request] unknown field [nme] did you mean [name]?"}, "status": 400}

PUT /_connector/bod/_name
/* a */ {"name": // b
 "commented"} trailing {
= 200
{"result":"updated"}

PUT /_connector/bod/_name
{"description":"d","x":1,"name":bad}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "[1:20] [connector_update_name_request] unknown field [x]"}], "type": "x_content_parse_exception", "reason": "[1:20] [connector_update_name_request] unknown field [x]"}, "status": 400}

GET /_connector/bod
= 200
~ {"name":"commented"}

