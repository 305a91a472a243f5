# API keys in Elasticsearch's shapes. Who may is tested elsewhere: here security is off.

POST /_security/api_key?refresh=true
{"name":"scenario-one","expiration":"30d","metadata":{"a":{"b":1}},
 "role_descriptors":{"r":{"cluster":["monitor_connector"],"indices":[]}}}
= 200
: content-type: application/json
{"id":"<one:id>","name":"scenario-one","expiration":"<any>","api_key":"<any>","encoded":"<any>"}

PUT /_security/api_key
{"name":"scenario-two","role_descriptors":{"r":{"applications":[
 {"application":"connectord","privileges":["worker"],"resources":["a","b"]}]}}}
= 200
{"id":"<two:id>","name":"scenario-two","api_key":"<any>","encoded":"<any>"}

# Without secrets.
GET /_security/api_key?id=${one}
= 200
{"api_keys":[{"id":"${one}","name":"scenario-one","type":"rest","creation":"<any>","expiration":"<any>",
 "invalidated":false,"username":"_anonymous","realm":"__anonymous","metadata":{"a":{"b":1}},
 "role_descriptors":{"r":{"cluster":["monitor_connector"],"indices":[]}},
 "connectord":{"roles":["monitor"],"connectors":[]}}]}

GET /_security/api_key?name=scenario-t*&owner=true&active_only=true&with_limited_by=true
= 200
{"api_keys":[{"id":"${two}","name":"scenario-two","type":"rest","creation":"<any>",
 "invalidated":false,"username":"_anonymous","realm":"__anonymous","metadata":{},
 "role_descriptors":{"r":{"applications":[
  {"application":"connectord","privileges":["worker"],"resources":["a","b"]}]}},
 "connectord":{"roles":["worker"],"connectors":["a","b"]}}]}

GET /_security/api_key?name=scenario-t
= 200
{"api_keys":[]}

GET /_security/api_key?username=nobody
= 200
{"api_keys":[]}

GET /_security/api_key?id=nothing
= 404
{"api_keys":[]}

# By name, and a second time.
DELETE /_security/api_key
{"name":"scenario-two"}
= 200
{"invalidated_api_keys":["${two}"],"previously_invalidated_api_keys":[],"error_count":0}

DELETE /_security/api_key
{"ids":["${one}","${two}","nothing"]}
= 200
{"invalidated_api_keys":["${one}"],"previously_invalidated_api_keys":["${two}"],"error_count":0}

GET /_security/api_key?active_only=true&name=scenario-*
= 200
{"api_keys":[]}

GET /_security/api_key?id=${two}
= 200
~ {"api_keys":[{"id":"${two}","invalidated":true,"invalidation":"<any>"}]}

# What is wrong with a request.
POST /_security/api_key
= 400
~ {"error":{"type":"parse_exception","reason":"request body is required"}}

POST /_security/api_key
{}
= 400
~ {"error":{"type":"illegal_argument_exception","reason":"Required [name]"}}

POST /_security/api_key
{"name":"","expiration":"soon","metadata":{"_a":1}}
= 400
~ {"error":{"type":"action_request_validation_exception"}}

POST /_security/api_key
{"name":"x","role_descriptors":{"r":{"cluster":"all"}}}
= 400
~ {"error":{"type":"parse_exception","reason":"role descriptors: [cluster] must be an array"}}

POST /_security/api_key
{"name":"x","role_descriptors":{"r":{"applications":[
 {"application":"connectord","privileges":["worker"],"resources":["*"]}]}}}
= 400
~ {"error":{"type":"parse_exception"}}

POST /_security/api_key
{"name":"x","rights":"all"}
= 400
~ {"error":{"type":"x_content_parse_exception"}}

DELETE /_security/api_key
{}
= 400
~ {"error":{"type":"action_request_validation_exception"}}

DELETE /_security/api_key
{"id":"a","ids":["b"]}
= 400
~ {"error":{"type":"action_request_validation_exception"}}

GET /_security/api_key?nome=x
= 400
~ {"error":{"reason":"request [/_security/api_key] contains unrecognized parameter: [nome] -> did you mean [name]?"}}

GET /_security/_authenticate
= 200
~ {"username":"_anonymous","roles":["monitor","worker","manage","admin"],"enabled":true,"authentication_type":"realm"}

GET /_connectord/status
= 200
~ {"security":"off","store":{"writes":"ok"}}

PUT /_security/_authenticate
= 405
: Allow: {GET}
