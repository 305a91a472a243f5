# The largest body that is taken, and one byte more (rest.md 12). Spaces behind the JSON are no part of it.

? server the limit is the transport's
! pad 104857600
POST /_connector/_sync_job
{"id":"nobody"}
= 404
~ {"error":{"type":"resource_not_found_exception","reason":"Connector with id 'nobody' does not exist."},"status":404}

? server the limit is the transport's
! pad 104857601
POST /_connector/_sync_job
{"id":"nobody"}
= 413
: content-length: 0
: X-elastic-product: Elasticsearch
-

# The connection that was refused is not the next one's trouble.
! pad 70000
POST /_connector/_sync_job
{"id":"nobody"}
= 404
~ {"status":404}
