/*
 * A connector server in a few arrays, written from the contract alone: what the program is compared
 * with. It takes for granted that bodies are well-formed; refusals.c has those that are not.
 */
#ifndef PROPERTY_MODEL_H
#define PROPERTY_MODEL_H

#include "op.h"

enum { MODEL_CONNECTORS = 64, MODEL_JOBS = 256 };

struct record {
	char id[OP_ID_MAX];
	json_object *doc; /* owned; without its id */
};

struct model {
	struct record connector[MODEL_CONNECTORS];
	size_t connectors;
	struct record job[MODEL_JOBS]; /* oldest first */
	size_t jobs;
	/*
	 * Of the request being answered: when its body was read, which is what timestamps missing
	 * in it become, and when the change was made. One reading of the clock will do for both.
	 */
	int64_t read_at, now;
	const char *new_id;
	bool compat; /* lifecycle = compat */
};

/* What the request is answered with; the model changes accordingly. */
struct answer model_answer(struct model *, const struct op *);

void model_release(struct model *);

/* ---- between the files of the model ---- */

typedef struct answer model_rule(struct model *, const struct op *);

struct record *model_connector(struct model *, const char *id);
struct record *model_job(struct model *, const char *id);
bool model_is_deleted(const struct record *);

/* Another connector that is not deleted has that index. */
bool model_index_taken(struct model *, const char *index_name, const char *own_id);

/* "Validation Failed: ..." for an index name; false when there is nothing to say. */
bool model_index_refused(const char *index_name, bool managed, struct answer *);

/* {"result":...}: noop when nothing differs, else the record becomes doc. */
struct answer model_settle_take(struct record *, json_object *doc);

/* A page of records, ids added. */
struct answer model_page(struct record *const *, size_t n, const struct op_query *);

json_object *model_output(const struct record *);

/* What was sent as a timestamp, as it is stored. */
json_object *model_time(const char *sent);

/* model_nested.c: nested objects as they are stored. */
json_object *model_configuration(json_object *sent);
json_object *model_features(json_object *sent);
json_object *model_element(struct model *, json_object *sent);
json_object *model_default_element(struct model *);
json_object *model_rules_sorted(struct model *, json_object *sent);
json_object *model_snippet(struct model *, json_object *sent);
json_object *model_validation(json_object *sent);
json_object *model_pipeline(json_object *sent);
json_object *model_scheduling(json_object *sent);

model_rule model_create, model_list, model_get, model_delete;
model_rule model_api_key_id, model_check_in, model_set_configuration, model_error,
    model_set_features, model_filtering, model_activate, model_set_validation, model_index_name,
    model_last_sync, model_name, model_native, model_set_pipeline, model_set_scheduling,
    model_service_type, model_status;
model_rule model_job_create, model_job_list, model_job_get, model_job_delete, model_job_cancel,
    model_job_check_in, model_job_claim, model_job_error, model_job_stats;

#endif
