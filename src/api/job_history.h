/*
 * The histories of sync jobs (model/job_history.h): written in the transaction of the step, gone in
 * that of the job's end. Whoever changes or deletes jobs comes through here: change.c with every
 * update, of the API, of the index view, of the reaper; those who delete with these two calls.
 */
#ifndef API_JOB_HISTORY_H
#define API_JOB_HISTORY_H

#include "api/call.h"
#include "model/job_history.h"

/*
 * Inside a transaction: notes the step that the job took since that moment, if it took one.
 * connector_id: whom it belongs to now; p == NULL: the document says it.
 */
const struct error *job_history_note(struct call *, struct store_tx *, struct str id,
    struct str connector_id, const struct job_moment *before, const json_object *job);

/* store_tx_delete() and store_tx_delete_owned() for jobs. */
enum store_rc job_delete(struct store_tx *, struct str id);
enum store_rc job_delete_owned(struct store_tx *, struct str connector_id, uint64_t *n);

route_handler sync_job_history;

#endif
