# The description that is served (an addition of ours).

GET /_connectord/openapi.json
= 200
: content-type: application/json
~ {"openapi":"3.1.0","paths":{"/_connector/_sync_job":{"post":{"requestBody":{"required":true}}}}}

GET /_connectord/openapi.json?zzz
= 400
~ {"error":{"reason":"request [/_connectord/openapi.json] contains unrecognized parameter: [zzz]"}}

PUT /_connectord/openapi.json
= 405
: Allow: GET
