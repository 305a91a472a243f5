/* What a sync job is: its fields, its states, its rules (sync-jobs.md). */
#ifndef MODEL_SYNC_JOB_H
#define MODEL_SYNC_JOB_H

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

extern const struct words job_status_words;
extern const struct words job_type_words;

/* Does the protocol allow this step? */
bool job_may_become(enum job_status from, enum job_status to);

/* The status of a record; JOB_STATUS__MAX when it holds none of the words. */
enum job_status job_status_of(const json_object *job);

/* ---- creating (sync-jobs.md 3, 7.1) ---- */

extern const struct schema sync_job_create_schema;
void sync_job_create_check(struct problems *, const json_object *body);

/* May a job of this body be made for this connector? */
const struct error *sync_job_create_guard(
    struct arena *, const json_object *connector, const json_object *body);

/* A pending job with its snapshot of the connector. Owned; NULL when memory ran out. */
json_object *sync_job_new(
    struct str id, const json_object *connector, const json_object *body, int64_t now);

/* ---- changing ---- */

extern const struct update sync_job_cancel;
extern const struct update sync_job_check_in;
extern const struct update sync_job_claim;
extern const struct update sync_job_error;
extern const struct update sync_job_stats;

/* Appends the record in the order it is sent. */
void sync_job_write(struct buf *, const json_object *job);

/* ---- what jobs are listed by (sync-jobs.md 7.2) ---- */

enum { JOB_GROUPS = JOB_STATUS__MAX * JOB_TYPE__MAX, JOB_ORDER_SIZE = 8 };

/* The group of a status and type; of a record (-1: it holds no such words). */
int job_group(enum job_status, enum job_type);
int job_group_of(const json_object *job);

/* The order key: created_at, so that bytes sort as instants. False: the record has none. */
bool job_order_of(const json_object *job, char order[JOB_ORDER_SIZE]);

/* The id of the connector the job belongs to; "" when there is none. Lent. */
struct str job_connector_id(const json_object *job);

#endif
