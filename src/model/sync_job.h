/* What a sync job is: its fields, its states, its rules (sync-jobs.md). */
#ifndef MODEL_SYNC_JOB_H
#define MODEL_SYNC_JOB_H

#include "model/job_text.h"
#include "model/update.h"
#include "model/words.h"

/* ---- states and types (sync-jobs.md 2, 4) ---- */

enum job_status {
	JOB_CANCELING,
	JOB_CANCELED,
	JOB_COMPLETED,
	JOB_ERROR,
	JOB_IN_PROGRESS,
	JOB_PENDING,
	JOB_SUSPENDED,
	JOB_STATUS__MAX
};

enum job_type { JOB_FULL, JOB_INCREMENTAL, JOB_ACCESS_CONTROL, JOB_TYPE__MAX };

/* Jobs of one slot exclude each other: of a connector, workers run one of each at a time. */
enum job_slot { SLOT_CONTENT, SLOT_ACCESS_CONTROL, SLOT__MAX };

enum job_slot job_slot_of(enum job_type);

extern const struct words job_status_words;
extern const struct words job_type_words;

/* Does the protocol allow this step? */
bool job_may_become(enum job_status from, enum job_status to);

/* The status of a record; JOB_STATUS__MAX when it holds none of the words. */
enum job_status job_status_of(const json_object *job);

/* Of a job that waits for a worker, and of one that a worker has: a bit each. */
#define JOB_WAITS (1u << JOB_PENDING | 1u << JOB_SUSPENDED)
#define JOB_HELD  (1u << JOB_IN_PROGRESS | 1u << JOB_CANCELING)

/* completed, canceled, error: nothing follows. */
bool job_has_ended(enum job_status);

/* ---- creating (sync-jobs.md 3, 7.1) ---- */

extern const struct schema sync_job_create_schema;
void sync_job_create_check(struct problems *, const json_object *body);

/* May a job of this body be made for this connector? */
const struct error *sync_job_create_guard(
    struct arena *, const json_object *connector, const json_object *body);

/*
 * What a job of this body keeps of its connector, its times that are missing filled in. Made of
 * these three alone: callers keep it for the next job (api/snapshots.h). Owned; NULL when memory
 * ran out.
 */
json_object *sync_job_snapshot(const json_object *connector, const json_object *body, int64_t now);

/* All a snapshot depends on of the body, as a small number. */
unsigned sync_job_snapshot_variant(const json_object *body);

/* A pending job as text, its snapshot left out; the buffers tell when memory ran out. */
void sync_job_write_new(struct job_text *, struct str id, const json_object *body, int64_t now);

/* Its group. */
int sync_job_new_group(const json_object *body);

/* ---- changing ---- */

extern const struct update sync_job_cancel;
extern const struct update sync_job_check_in;
extern const struct update sync_job_claim; /* by the state machine; no two workers have one job */
extern const struct update sync_job_claim_compat; /* as the original: always */
extern const struct update sync_job_error;
extern const struct update sync_job_stats;

/* 400: that step is not in the protocol. */
const struct error *sync_job_step_refused(
    struct arena *, const json_object *job, enum job_status to);

/* 409: another worker has the job. */
const struct error *sync_job_taken(struct arena *, const json_object *job);

/* ---- what jobs are listed by (sync-jobs.md 7.2) ---- */

enum { JOB_GROUPS = JOB_STATUS__MAX * JOB_TYPE__MAX, JOB_ORDER_SIZE = 8 };

/* The group of a status and type; of a record (-1: it holds no such words). */
int job_group(enum job_status, enum job_type);
int job_group_of(const json_object *job);

/* The groups of a slot's jobs that have one of these statuses (a bit each): a bit each. */
uint32_t job_slot_groups(enum job_slot, unsigned statuses);
enum job_status job_status_of_group(int group);

/* The order key: created_at, so that bytes sort as instants. False: the record has none. */
bool job_order_of(const json_object *job, char order[JOB_ORDER_SIZE]);
void job_order_at(int64_t created_at, char order[JOB_ORDER_SIZE]);

/* The created_at in an order key, in milliseconds since 1970. False: it is no such key. */
bool job_order_millis(struct str order, int64_t *ms);

/* The id of the connector the job belongs to; "" when there is none. Lent. */
struct str job_connector_id(const json_object *job);

#endif
