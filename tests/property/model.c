#include <config.h>

#include "model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "times.h"

static model_rule *const rules[OP__MAX] = {
    [OP_CREATE] = model_create,
    [OP_PUT] = model_create,
    [OP_LIST] = model_list,
    [OP_GET] = model_get,
    [OP_DELETE] = model_delete,
    [OP_API_KEY_ID] = model_api_key_id,
    [OP_CHECK_IN] = model_check_in,
    [OP_CONFIGURATION] = model_set_configuration,
    [OP_ERROR] = model_error,
    [OP_FEATURES] = model_set_features,
    [OP_FILTERING] = model_filtering,
    [OP_ACTIVATE] = model_activate,
    [OP_VALIDATION] = model_set_validation,
    [OP_INDEX_NAME] = model_index_name,
    [OP_LAST_SYNC] = model_last_sync,
    [OP_NAME] = model_name,
    [OP_NATIVE] = model_native,
    [OP_PIPELINE] = model_set_pipeline,
    [OP_SCHEDULING] = model_set_scheduling,
    [OP_SERVICE_TYPE] = model_service_type,
    [OP_STATUS] = model_status,
    [OP_JOB_CREATE] = model_job_create,
    [OP_JOB_LIST] = model_job_list,
    [OP_JOB_GET] = model_job_get,
    [OP_JOB_DELETE] = model_job_delete,
    [OP_JOB_CANCEL] = model_job_cancel,
    [OP_JOB_CHECK_IN] = model_job_check_in,
    [OP_JOB_CLAIM] = model_job_claim,
    [OP_JOB_ERROR] = model_job_error,
    [OP_JOB_STATS] = model_job_stats,
};

struct answer
model_answer(struct model *m, const struct op *op)
{
	if (op->refusal.body != NULL)
		return answer_with_take(op->refusal.status, value_copy(op->refusal.body));
	return rules[op->kind](m, op);
}

void
model_release(struct model *m)
{
	for (size_t i = 0; i < m->connectors; i++)
		json_object_put(m->connector[i].doc);
	for (size_t i = 0; i < m->jobs; i++)
		json_object_put(m->job[i].doc);
	*m = (struct model){0};
}

static struct record *
find(struct record *record, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(record[i].id, id) == 0)
			return &record[i];
	return NULL;
}

struct record *
model_connector(struct model *m, const char *id)
{
	return find(m->connector, m->connectors, id);
}

struct record *
model_job(struct model *m, const char *id)
{
	return find(m->job, m->jobs, id);
}

bool
model_is_deleted(const struct record *r)
{
	return json_object_get_boolean(value_at(r->doc, "deleted"));
}

struct answer
model_settle_take(struct record *r, json_object *doc)
{
	bool same = json_object_equal(r->doc, doc) != 0;

	json_object_put(r->doc);
	r->doc = doc;
	return answer_text(200, "result", same ? "noop" : "updated");
}

json_object *
model_output(const struct record *r)
{
	json_object *out = value_copy(r->doc);

	value_set_text(out, "id", r->id);
	return out;
}

struct answer
model_page(struct record *const *record, size_t n, const struct op_query *q)
{
	size_t from = q->from < 0 ? 0 : (size_t)q->from;
	size_t size = q->size < 0 ? 100 : (size_t)q->size;
	json_object *body = json_object_new_object(), *results = json_object_new_array();

	for (size_t i = from; i < n && i - from < size; i++)
		(void)json_object_array_add(results, model_output(record[i]));
	value_set_take(body, "count", json_object_new_int64((int64_t)n));
	value_set_take(body, "results", results);
	return answer_with_take(200, body);
}

json_object *
model_time(const char *sent)
{
	for (size_t i = 0; i < TIMES; i++)
		if (strcmp(times[i].sent, sent) == 0)
			return value_text(times[i].stored);
	abort(); /* a timestamp that is not in times.h */
}
