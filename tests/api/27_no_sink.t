# Without sink = on there is no content here, and no path of it.

PUT /content-sink
= 400
{"error":"no handler found for uri [<any>/content-sink] and method [PUT]"}

HEAD /content-sink
= 400
-

! newline
POST /_bulk
@ Content-Type: application/x-ndjson
{"index":{"_index":"content-sink","_id":"a"}}
{}
= 400
{"error":"no handler found for uri [<any>/_bulk] and method [POST]"}

POST /content-sink/_search?scroll=5m
{}
= 400
{"error":"no handler found for uri [<any>/content-sink/_search?scroll=5m] and method [POST]"}

GET /_connectord/sink/content-sink
= 400
{"error":"no handler found for uri [<any>/_connectord/sink/content-sink] and method [GET]"}

POST /_search/scroll
{"scroll_id":"sink-00"}
= 404
~ {"error":{"type":"search_context_missing_exception"}}
