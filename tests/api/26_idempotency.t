# Idempotency-Key on create: an addition, see doc/DEVIATIONS.md.

PUT /_connector/twice
{"index_name":"twice","service_type":"x"}
= 201

POST /_connector/_sync_job
@ Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324
{"id":"twice","job_type":"full"}
= 201
: Idempotency-Replayed: -
{"id":"<j:id>"}

POST /_connector/_sync_job
@ Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324
{"id":"twice","job_type":"full"}
= 201
: Idempotency-Replayed: true
{"id":"${j}"}

GET /_connector/_sync_job?connector_id=twice
= 200
~ {"count":1}

# Letter case counts, so this is another key.
POST /_connector/_sync_job
@ Idempotency-Key: 8E03978E-40D5-43DD-BC93-6894A57F9324
{"id":"twice","job_type":"full"}
= 201
: Idempotency-Replayed: -
{"id":"<k:id>"}

POST /_connector/_sync_job
@ Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324
{"id":"twice","job_type":"incremental"}
= 422
: Idempotency-Replayed: -
{"error":{"root_cause":[{"type":"status_exception","reason":"the Idempotency-Key was used for another request"}],"type":"status_exception","reason":"the Idempotency-Key was used for another request"},"status":422}

# A refused create keeps nothing: the key may be used for the one put right.
POST /_connector/_sync_job
@ Idempotency-Key: wrong at first
{"id":"not there"}
= 404

POST /_connector/_sync_job
@ Idempotency-Key: wrong at first
{"id":"twice"}
= 201
: Idempotency-Replayed: -

# The answer stays what it was when the job is gone.
DELETE /_connector/_sync_job/${j}
= 200

POST /_connector/_sync_job
@ Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324
{"id":"twice","job_type":"full"}
= 201
: Idempotency-Replayed: true
{"id":"${j}"}

# On other endpoints it means nothing.
GET /_connector/_sync_job/${k}
@ Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324
= 200
: Idempotency-Replayed: -
