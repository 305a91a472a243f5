#include <config.h>

#include "api/index.h"

#include <assert.h>
#include <string.h>

#include "api/auth.h"
#include "model/connector.h"
#include "model/sync_job.h"

/* ---- what groups tell ---- */

static uint32_t
groups_with(struct str value, bool of_status)
{
	const struct words *words = of_status ? &job_status_words : &job_type_words;
	uint32_t groups = 0;

	for (int s = 0; s < JOB_STATUS__MAX; s++)
		for (int t = 0; t < JOB_TYPE__MAX; t++)
			if (str_is(value, words->names[of_status ? s : t]))
				groups |= UINT32_C(1)
				          << job_group((enum job_status)s, (enum job_type)t);
	return groups;
}

static bool
job_groups_of(const char *path, struct str value, uint32_t *groups, bool *exact)
{
	bool of_status = strcmp(path, "status") == 0;

	if (!of_status && strcmp(path, "job_type") != 0)
		return false;
	*groups = groups_with(value, of_status);
	*exact = true;
	return true;
}

/* One that is not deleted may lack the field. */
static bool
connector_groups_of(const char *path, struct str value, uint32_t *groups, bool *exact)
{
	if (strcmp(path, "deleted") != 0)
		return false;
	*exact = str_is(value, "true");
	*groups = UINT32_C(1) << (*exact ? CONNECTOR_DELETED : CONNECTOR_LIVE);
	return true;
}

static const struct index_view connectors = {
    .fields = index_connector_fields,
    .all_groups = 1u << CONNECTOR_LIVE | 1u << CONNECTOR_DELETED,
    .groups_of = connector_groups_of,
};

static const struct index_view sync_jobs = {
    .fields = index_sync_job_fields,
    .owner = "connector.id",
    .all_groups = (UINT32_C(1) << JOB_GROUPS) - 1,
    .groups_of = job_groups_of,
};

/* clang-format off */
static const struct index indices[] = {
	{ STORE_CONNECTOR, ".elastic-connectors-v1",	       ".elastic-connectors",	        &connectors },
	{ STORE_SYNC_JOB,  ".elastic-connectors-sync-jobs-v1", ".elastic-connectors-sync-jobs", &sync_jobs },
};
/* clang-format on */

enum { INDICES = sizeof(indices) / sizeof(indices[0]) };

const struct index *
index_find(struct str name)
{
	for (size_t i = 0; i < INDICES; i++)
		if (str_is(name, indices[i].name) || str_is(name, indices[i].alias))
			return &indices[i];
	return NULL;
}

const struct index *
index_of(const struct call *call)
{
	const struct index *index = index_find(call->vars[0]);

	assert(index != NULL);
	return index;
}

/* ---- pieces of answers ---- */

/* A text of JSON: the uuid is made of harmless characters. */
static struct str
quoted(struct call *call, const char *text)
{
	return arena_text(call->arena, "\"%s\"", text);
}

void
index_error_extra(struct call *call, const struct index *index, struct error_extra extra[4])
{
	extra[0] = (struct error_extra){"index_uuid", quoted(call, store_uuid(call->api->store))};
	extra[1] = (struct error_extra){"shard", STR_LIT("\"0\"")};
	extra[2] = (struct error_extra){"index", quoted(call, index->name)};
	extra[3] = (struct error_extra){.key = NULL};
}

void
index_write_seq(struct buf *out, uint64_t seq)
{
	buf_text(out, "\"_seq_no\":");
	buf_number(out, seq - 1);
	buf_text(out, ",\"_primary_term\":1");
}

void
index_write_source(struct buf *out, struct str doc)
{
	static const char id[] = "{\"id\":\"";
	size_t at = sizeof(id) - 1;

	/* Records are written with the id in front (update_write_ordered). */
	assert(doc.n > at && memcmp(doc.p, id, at) == 0);
	while (at < doc.n && doc.p[at] != '"')
		at += doc.p[at] == '\\' ? 2 : 1;
	assert(at + 1 < doc.n);
	at += doc.p[at + 1] == ',' ? 2 : 1;
	buf_char(out, '{');
	buf_add(out, doc.p + at, doc.n - at);
}

/* ---- the index itself ---- */

/* clang-format off */
const struct param index_params[] = {
	{ "ignore_unavailable", PARAM_BOOL }, { "expand_wildcards", PARAM_TEXT },
	{ "allow_no_indices", PARAM_BOOL }, { "include_type_name", PARAM_BOOL },
	{ "master_timeout", PARAM_TEXT }, { "timeout", PARAM_TEXT },
	{ "wait_for_active_shards", PARAM_TEXT }, { "local", PARAM_BOOL }, { "flat_settings", PARAM_BOOL },
	{ NULL },
};
/* clang-format on */

const struct error *
index_head(struct call *call)
{
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	call->response->head = true;
	return NULL;
}

static void
write_mappings(struct call *call, const struct index *index)
{
	struct buf *body = &call->response->body;

	buf_text(body, "\"mappings\":{\"dynamic\":\"false\",");
	if (index->kind == STORE_CONNECTOR)
		buf_text(body,
		    "\"_meta\":{\"pipeline\":{\"default_name\":\"search-default-ingestion\","
		    "\"default_extract_binary_content\":true,\"default_run_ml_inference\":true,"
		    "\"default_reduce_whitespace\":true}},");
	buf_text(body, "\"properties\":");
	index_mapping_write(body, index->view->fields);
	buf_char(body, '}');
}

const struct error *
index_get(struct call *call)
{
	const struct index *index = index_of(call);
	struct buf *body = &call->response->body;

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	buf_printf(
	    body, "{\"%s\":{\"aliases\":{\"%s\":{\"is_hidden\":true}},", index->name, index->alias);
	write_mappings(call, index);
	buf_printf(body,
	    ",\"settings\":{\"index\":{\"hidden\":\"true\",\"number_of_shards\":\"1\","
	    "\"number_of_replicas\":\"0\",\"provided_name\":\"%s\",\"uuid\":\"%s\"}}}}",
	    index->name, store_uuid(call->api->store));
	return NULL;
}

const struct error *
index_mapping_get(struct call *call)
{
	const struct index *index = index_of(call);

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	buf_printf(&call->response->body, "{\"%s\":{", index->name);
	write_mappings(call, index);
	buf_text(&call->response->body, "}}");
	return NULL;
}

/* Both indices are there from the start. */
const struct error *
index_put(struct call *call)
{
	const struct index *index = index_of(call);
	const char *uuid = store_uuid(call->api->store);
	struct error_extra all[4], extra[3] = {{.key = NULL}};

	TRY(call_check_rest(call));
	TRY(auth_check(call));
	index_error_extra(call, index, all);
	extra[0] = all[0];
	extra[1] = all[2];
	return error_with(call->arena, "resource_already_exists_exception", NULL,
	    arena_text(call->arena, "index [%s/%s] already exists", index->name, uuid), extra);
}

/* What was written is found at once, so there is nothing to do. */
const struct error *
index_refresh(struct call *call)
{
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	buf_text(
	    &call->response->body, "{\"_shards\":{\"total\":1,\"successful\":1,\"failed\":0}}");
	return NULL;
}
