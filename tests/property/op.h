/* One request of a sequence. */
#ifndef PROPERTY_OP_H
#define PROPERTY_OP_H

#include "answer.h"

/* What the request asks for, in the order of connectors.md 1 and sync-jobs.md 1. */
enum op_kind {
	OP_CREATE,
	OP_PUT,
	OP_LIST,
	OP_GET,
	OP_DELETE,
	OP_API_KEY_ID,
	OP_CHECK_IN,
	OP_CONFIGURATION,
	OP_ERROR,
	OP_FEATURES,
	OP_FILTERING,
	OP_ACTIVATE,
	OP_VALIDATION,
	OP_INDEX_NAME,
	OP_LAST_SYNC,
	OP_NAME,
	OP_NATIVE,
	OP_PIPELINE,
	OP_SCHEDULING,
	OP_SERVICE_TYPE,
	OP_STATUS,
	OP_JOB_CREATE,
	OP_JOB_LIST,
	OP_JOB_GET,
	OP_JOB_DELETE,
	OP_JOB_CANCEL,
	OP_JOB_CHECK_IN,
	OP_JOB_CLAIM,
	OP_JOB_ERROR,
	OP_JOB_STATS,
	OP__MAX
};

/* Parameters; a text is NULL when it is not sent. */
struct op_query {
	int from, size; /* -1: not sent */
	bool include_deleted, hard, delete_sync_jobs;
	const char *index_name, *connector_name, *service_type, *query; /* of the connectors */
	const char *connector_id, *status, *job_type;                   /* of the jobs */
};

enum { OP_ID_MAX = 64, OP_TARGET_MAX = 1024, OP_TEXT_MAX = 16384 };

struct op {
	enum op_kind kind;
	const char *method;
	char id[OP_ID_MAX]; /* decoded */
	char target[OP_TARGET_MAX];
	char path[OP_TARGET_MAX]; /* decoded, without parameters */
	char text[OP_TEXT_MAX];   /* the body; "" is none */
	json_object *body;        /* the same, owned; NULL is none */
	struct op_query query;
	struct answer refusal; /* owned; body != NULL: answered so, whatever there is */
};

void op_release(struct op *);

#endif
