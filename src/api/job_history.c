#include <config.h>

#include "api/job_history.h"

#include "api/auth.h"
#include "api/change.h"

/* ---- writing ---- */

static struct job_actor
actor_of(const struct call *call)
{
	const struct caller *c = &call->caller;

	if (c->key != NULL)
		return (struct job_actor){STR_LIT("api_key"), c->key->id, c->key->key.name};
	if (str_is(c->owner.realm, "web_server"))
		return (struct job_actor){STR_LIT("user"), .name = c->owner.username};
	if (str_is(c->owner.username, "_anonymous"))
		return (struct job_actor){STR_LIT("anonymous")};
	return (struct job_actor){c->owner.username};
}

/* What is kept, or {}. The caller's. */
static const struct error *
load(struct call *call, struct store_tx *tx, struct str id, bool *is_new, json_object **history)
{
	struct store_record r;
	enum store_rc rc = store_tx_get(tx, STORE_HISTORY, id, &r);

	*is_new = rc == STORE_NOT_FOUND;
	if (rc == STORE_OK)
		return load_bytes(call, r.doc, history);
	if (rc != STORE_NOT_FOUND)
		return call_store_error(call, rc);
	*history = doc_new();
	return *history != NULL ? NULL : &error_no_memory;
}

static const struct error *
keep(struct call *call, struct store_tx *tx, struct str id, struct str connector_id, bool is_new,
    const json_object *history)
{
	const struct store_keys keys = {.owner = connector_id};
	struct buf text = {0};
	struct str doc;
	bool failed;
	enum store_rc rc;

	doc_write(&text, history, DOC_COMPACT);
	failed = buf_failed(&text);
	doc = arena_copy(call->arena, buf_peek(&text));
	buf_release(&text);
	if (failed || arena_failed(call->arena))
		return &error_no_memory;
	rc = is_new ? store_tx_insert(tx, STORE_HISTORY, id, &keys, doc)
	            : store_tx_replace(tx, STORE_HISTORY, id, &keys, doc);
	return rc == STORE_OK ? NULL : call_store_error(call, rc);
}

const struct error *
job_history_note(struct call *call, struct store_tx *tx, struct str id, struct str connector_id,
    const struct job_moment *before, const json_object *job)
{
	DOC_AUTO json_object *history = NULL;
	struct job_actor actor;
	bool is_new;

	if (!job_history_is_step(before, job))
		return NULL;
	actor = actor_of(call);
	TRY(load(call, tx, id, &is_new, &history));
	if (!job_history_add(history, before, job, &actor, call->now))
		return &error_no_memory;
	return keep(call, tx, id, connector_id.p != NULL ? connector_id : job_connector_id(job),
	    is_new, history);
}

/* ---- going with the job ---- */

enum store_rc
job_delete(struct store_tx *tx, struct str id)
{
	enum store_rc rc = store_tx_delete(tx, STORE_SYNC_JOB, id);
	enum store_rc gone;

	if (rc != STORE_OK)
		return rc;
	gone = store_tx_delete(tx, STORE_HISTORY, id);
	return gone == STORE_NOT_FOUND ? STORE_OK : gone;
}

enum store_rc
job_delete_owned(struct store_tx *tx, struct str connector_id, uint64_t *n)
{
	enum store_rc rc = store_tx_delete_owned(tx, STORE_SYNC_JOB, connector_id, n);
	uint64_t histories;

	return rc == STORE_OK ? store_tx_delete_owned(tx, STORE_HISTORY, connector_id, &histories)
	                      : rc;
}

/* ---- asking ---- */

const struct error *
sync_job_history(struct call *call)
{
	DOC_AUTO json_object *job = NULL, *history = NULL;
	struct store_record record, kept;
	enum store_rc rc;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	/* The steps first: of one that is taken in between, the record may know already. */
	rc = call_get(call, STORE_HISTORY, call->vars[0], &kept);
	if (rc == STORE_OK)
		TRY(load_bytes(call, kept.doc, &history));
	else if (rc != STORE_NOT_FOUND)
		return call_store_error(call, rc);
	rc = call_get(call, STORE_SYNC_JOB, call->vars[0], &record);
	if (rc == STORE_NOT_FOUND || (rc == STORE_OK && !auth_reaches(call, record.keys.owner)))
		return missing_error(call->arena, MISSING_JOB_ID, call->vars[0]);
	if (rc != STORE_OK)
		return call_store_error(call, rc);
	TRY(load_bytes(call, record.doc, &job));
	call->response->status = 200;
	job_history_show(&call->response->body, job, history);
	return NULL;
}
