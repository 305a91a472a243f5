/*
 * Changing one record: the handler behind every endpoint that updates a part of a connector or a
 * job, and the pieces of it that other handlers need.
 */
#ifndef API_CHANGE_H
#define API_CHANGE_H

#include "api/call.h"
#include "model/update.h"

/* How an endpoint says that its record is not there. */
enum missing {
	MISSING_JOB_ID,    /* the id alone (sync-jobs.md 5) */
	MISSING_JOB_TEXT,  /* "connector sync job [x] not found" */
	MISSING_CONNECTOR, /* form A of connectors.md 2; a soft-deleted connector is missing too */
	MISSING_DOCUMENT,  /* form B; a soft-deleted connector is changed all the same */
	MISSING_CONNECTOR_OF_JOB, /* the connector a new job names; soft-deleted will do */
	MISSING__MAX
};

/* Looked at inside the transaction, before the record: NULL when the change may go on. */
typedef const struct error *change_before_fn(
    struct call *, struct store_tx *, const json_object *body);

/* Which form says that the record is missing, where the body decides. */
typedef enum missing change_missing_fn(const json_object *body);

struct change {
	enum store_kind kind;
	enum missing missing;
	const struct update *update;
	change_before_fn *before;      /* NULL: nothing to look at */
	change_missing_fn *missing_of; /* NULL: always missing */
	const struct update *compat; /* instead of update when lifecycle = compat; NULL: the same */
};

extern const struct change change_connector_api_key_id;
extern const struct change change_connector_check_in;
extern const struct change change_connector_configuration;
extern const struct change change_connector_error;
extern const struct change change_connector_features;
extern const struct change change_connector_filtering;
extern const struct change change_connector_filtering_activate;
extern const struct change change_connector_filtering_validation;
extern const struct change change_connector_index_name;
extern const struct change change_connector_last_sync;
extern const struct change change_connector_name;
extern const struct change change_connector_native;
extern const struct change change_connector_pipeline;
extern const struct change change_connector_scheduling;
extern const struct change change_connector_service_type;
extern const struct change change_connector_status;
extern const struct change change_sync_job_cancel;
extern const struct change change_sync_job_check_in;
extern const struct change change_sync_job_claim;
extern const struct change change_sync_job_error;
extern const struct change change_sync_job_stats;

/* The handler of all rows with a change: {"result":"updated"} or {"result":"noop"}. */
route_handler change_record;

/* The 404 of a form. */
const struct error *missing_error(struct arena *, enum missing, struct str id);

/* Says, as a problem, that a path's id is empty (sync-jobs.md 1, connectors.md 1). */
void check_id_length(struct problems *, struct str id); /* of a record to be made */
void check_path_id(struct problems *, enum store_kind, struct str id);

/*
 * "Index name [x] is used by another connector." when a live connector other than own has it. Also
 * lack of memory and the store's failures.
 */
const struct error *check_index_free(
    struct call *, struct store_tx *, struct str index_name, struct str own);

/* A record as the store takes it. */
struct stored_form {
	struct store_keys keys;
	struct store_parts parts;
};

/* Everything lives in the arena. The error is one of our own making, 500, or a limit: 413. */
const struct error *stored_form_of(
    struct call *, enum store_kind, const json_object *doc, struct stored_form *);

/* 413 when a record of n bytes would be too large. */
const struct error *check_record_size(struct call *, size_t n);

/* A record whose bytes are no document. */
const struct error *damaged_record(struct arena *);

/* What a record holds, as a document the caller owns. */
const struct error *load_bytes(struct call *, struct str bytes, json_object **doc);

/*
 * Inside a transaction: loads the record as a document the caller owns. The missing form's error
 * when it is not there.
 */
const struct error *load_record(struct call *, struct store_tx *, enum store_kind, struct str id,
    enum missing, json_object **doc);

/*
 * Inside a transaction: merges what the update writes into the document and stores it, unless
 * nothing differs.
 */
const struct error *apply_update(struct call *, struct store_tx *, enum store_kind, struct str id,
    const struct update *, json_object *doc, const json_object *body, bool *changed);

/*
 * Inside a transaction: the same for a job, whose snapshot is left where it is: guard and patch see
 * no more of it than the cursor.
 */
const struct error *update_job(struct call *, struct store_tx *, struct str id, enum missing,
    const struct update *, const json_object *body, bool *changed);

/*
 * What a change does inside its transaction: NULL, or the error that undoes it. *write is true
 * before; one that finds nothing to write makes it false. It may be run again (store.h): ctx is
 * written anew then.
 */
typedef const struct error *change_inside_fn(
    struct call *, struct store_tx *, void *ctx, bool *write);

/*
 * Runs it, if the caller may, and sets the response's ticket. The 403, its error, or the store's
 * failure as one.
 */
const struct error *run_change(struct call *, change_inside_fn *, void *ctx);

#endif
