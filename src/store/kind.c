/* The kinds of records. */
#include <config.h>

#include "store/kind.h"

#include <assert.h>

/*
 * What the documents of jobs are mostly made of. The store knows nothing of what it means: other
 * words would only make it larger. See pack.h before this is touched.
 */
/* clang-format off */
static const struct pack_words job_words = { 25, {
	STR_LIT("{\"id\":\""),
	STR_LIT("\",\"connector\":},\"created_at\":\""),
	STR_LIT("\",\"connector\":"),
	STR_LIT("},\"created_at\":\""),
	STR_LIT(",\"sync_cursor\":"),
	STR_LIT("\",\"cancelation_requested_at\":\""),
	STR_LIT("\",\"canceled_at\":\""),
	STR_LIT("\",\"completed_at\":\""),
	STR_LIT("\",\"deleted_document_count\":0,\"indexed_document_count\":0,\"indexed_document_volume\":0,\"job_type\":\""),
	STR_LIT("\",\"deleted_document_count\":"),
	STR_LIT(",\"error\":\""),
	STR_LIT("\",\"indexed_document_count\":"),
	STR_LIT(",\"indexed_document_count\":"),
	STR_LIT(",\"indexed_document_volume\":"),
	STR_LIT(",\"job_type\":\""),
	STR_LIT("\",\"last_seen\":\""),
	STR_LIT("\",\"metadata\":{},\"status\":\""),
	STR_LIT("\",\"metadata\":{},\"started_at\":\""),
	STR_LIT("\",\"metadata\":{"),
	STR_LIT("},\"started_at\":\""),
	STR_LIT("\",\"status\":\""),
	STR_LIT("\",\"total_document_count\":"),
	STR_LIT(",\"trigger_method\":\"on_demand\""),
	STR_LIT(",\"trigger_method\":\"scheduled\""),
	STR_LIT(",\"worker_hostname\":\""),
} };

/* The same of the histories of jobs. */
static const struct pack_words history_words = { 24, {
	STR_LIT("{\"steps\":[{\"at\":\""),
	STR_LIT("},{\"at\":\""),
	STR_LIT("\",\"from\":\"pending\",\"to\":\"in_progress\",\"actor\":{\"kind\":\""),
	STR_LIT("\",\"from\":\"in_progress\",\"to\":\"completed\",\"actor\":{\"kind\":\""),
	STR_LIT("\",\"from\":\""),
	STR_LIT("\",\"to\":\""),
	STR_LIT("\",\"actor\":{\"kind\":\""),
	STR_LIT("api_key\",\"id\":\""),
	STR_LIT("\",\"name\":\""),
	STR_LIT("anonymous\"}"),
	STR_LIT("reaper\"}"),
	STR_LIT(",\"worker_hostname\":\""),
	STR_LIT(",\"deleted_document_count\":0,\"indexed_document_count\":0,\"indexed_document_volume\":0,\"total_document_count\":0"),
	STR_LIT(",\"deleted_document_count\":"),
	STR_LIT(",\"indexed_document_count\":"),
	STR_LIT(",\"indexed_document_volume\":"),
	STR_LIT(",\"total_document_count\":"),
	STR_LIT("],\"left_out\":"),
	STR_LIT("in_progress"),
	STR_LIT("completed"),
	STR_LIT("canceling"),
	STR_LIT("suspended"),
	STR_LIT("canceled"),
	STR_LIT("pending"),
} };

static const struct kind_files kinds[] = {	/* names are part of the format */
	[STORE_CONNECTOR] = { KIND_FILES("connector"), NULL },
	[STORE_SYNC_JOB]  = { KIND_FILES("sync_job"),  &job_words },
	[STORE_SECRET]	  = { KIND_FILES("secret"),    NULL },
	[STORE_API_KEY]	  = { KIND_FILES("api_key"),   NULL },
	[STORE_IDEMPOTENCY] = { KIND_FILES("idempotency"), NULL },
	[STORE_HISTORY]	  = { KIND_FILES("history"),   &history_words },
	[STORE_SINK_INDEX] = { KIND_FILES("sink_index"), NULL },
	[STORE_SINK_DOC]  = { KIND_FILES("sink_doc"),  NULL },
};
/* clang-format on */

_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == STORE_KIND__MAX, "a row each");

const struct kind_files *
kind_files(enum store_kind kind)
{
	assert((unsigned)kind < STORE_KIND__MAX);
	return &kinds[kind];
}

const char *
store_kind_name(enum store_kind kind)
{
	return kind_files(kind)->name;
}
