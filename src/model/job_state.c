/* States and types of jobs, and what is listed by them. */
#include <config.h>

#include "model/sync_job.h"

#include "base/timestamp.h"

#define TO(status) (1u << (status))

/* clang-format off */
static const char *const status_names[] = {
	[JOB_CANCELING]	  = "canceling",
	[JOB_CANCELED]	  = "canceled",
	[JOB_COMPLETED]	  = "completed",
	[JOB_ERROR]	  = "error",
	[JOB_IN_PROGRESS] = "in_progress",
	[JOB_PENDING]	  = "pending",
	[JOB_SUSPENDED]	  = "suspended",
};

static const char *const type_names[] = {
	[JOB_FULL]	     = "full",
	[JOB_INCREMENTAL]    = "incremental",
	[JOB_ACCESS_CONTROL] = "access_control",
};

static const unsigned may_become[] = {	/* sync-jobs.md 4 */
	[JOB_PENDING]	  = TO(JOB_IN_PROGRESS) | TO(JOB_CANCELED),
	[JOB_IN_PROGRESS] = TO(JOB_CANCELING) | TO(JOB_COMPLETED) | TO(JOB_SUSPENDED) | TO(JOB_ERROR),
	[JOB_SUSPENDED]	  = TO(JOB_IN_PROGRESS) | TO(JOB_CANCELED),
	[JOB_CANCELING]	  = TO(JOB_CANCELED) | TO(JOB_ERROR),
	[JOB_COMPLETED]	  = 0,
	[JOB_CANCELED]	  = 0,
	[JOB_ERROR]	  = 0,
};
/* clang-format on */

_Static_assert(sizeof(status_names) / sizeof(status_names[0]) == JOB_STATUS__MAX, "a name each");
_Static_assert(sizeof(type_names) / sizeof(type_names[0]) == JOB_TYPE__MAX, "a name each");
_Static_assert(sizeof(may_become) / sizeof(may_become[0]) == JOB_STATUS__MAX, "a row each");
_Static_assert(JOB_GROUPS <= 32, "a mask of groups has 32 bits");

const struct words job_status_words = {status_names, JOB_STATUS__MAX, "ConnectorSyncStatus"};
const struct words job_type_words = {type_names, JOB_TYPE__MAX, "ConnectorSyncJobType"};

bool
job_may_become(enum job_status from, enum job_status to)
{
	return from < JOB_STATUS__MAX && (may_become[from] & TO(to)) != 0;
}

bool
job_has_ended(enum job_status status)
{
	return status == JOB_COMPLETED || status == JOB_CANCELED || status == JOB_ERROR;
}

static int
word_of(const json_object *job, const char *key, const struct words *words)
{
	struct str text;

	return doc_string(job, key, &text) ? words_find(words, text) : -1;
}

enum job_status
job_status_of(const json_object *job)
{
	int status = word_of(job, "status", &job_status_words);

	return status < 0 ? JOB_STATUS__MAX : (enum job_status)status;
}

int
job_group(enum job_status status, enum job_type type)
{
	return (int)status * JOB_TYPE__MAX + (int)type;
}

int
job_group_of(const json_object *job)
{
	int status = word_of(job, "status", &job_status_words);
	int type = word_of(job, "job_type", &job_type_words);

	if (status < 0 || type < 0)
		return -1;
	return job_group((enum job_status)status, (enum job_type)type);
}

enum job_slot
job_slot_of(enum job_type type)
{
	return type == JOB_ACCESS_CONTROL ? SLOT_ACCESS_CONTROL : SLOT_CONTENT;
}

uint32_t
job_slot_groups(enum job_slot slot, unsigned statuses)
{
	uint32_t groups = 0;

	for (int s = 0; s < JOB_STATUS__MAX; s++)
		for (int t = 0; t < JOB_TYPE__MAX; t++)
			if ((statuses >> s & 1) != 0 && job_slot_of((enum job_type)t) == slot)
				groups |= UINT32_C(1)
				          << job_group((enum job_status)s, (enum job_type)t);
	return groups;
}

enum job_status
job_status_of_group(int group)
{
	return (enum job_status)(group / JOB_TYPE__MAX);
}

void
job_order_at(int64_t created_at, char order[JOB_ORDER_SIZE])
{
	uint64_t bits = (uint64_t)created_at ^ UINT64_C(1) << 63; /* times before 1970 sort first */

	for (int i = 0; i < JOB_ORDER_SIZE; i++)
		order[i] = (char)(bits >> (8 * (JOB_ORDER_SIZE - 1 - i)));
}

bool
job_order_of(const json_object *job, char order[JOB_ORDER_SIZE])
{
	struct str text;
	int64_t us;

	if (!doc_string(job, "created_at", &text) || !timestamp_read(text, &us))
		return false;
	job_order_at(us, order);
	return true;
}

bool
job_order_millis(struct str order, int64_t *ms)
{
	uint64_t bits = 0;
	int64_t us;

	if (order.n != JOB_ORDER_SIZE)
		return false;
	for (int i = 0; i < JOB_ORDER_SIZE; i++)
		bits = bits << 8 | (unsigned char)order.p[i];
	us = (int64_t)(bits ^ UINT64_C(1) << 63);
	*ms = (us >= 0 ? us : us - 999) / 1000;
	return true;
}

struct str
job_connector_id(const json_object *job)
{
	json_object *connector = doc_object(job, "connector");
	struct str id;

	if (connector == NULL || !doc_string(connector, "id", &id))
		return str_of("");
	return id;
}
