/*
 * The two indices that clients of Elasticsearch find connectors and sync jobs in, as a view of the
 * store (clients.md 1 B and 5): nothing is kept twice.
 */
#ifndef API_INDEX_H
#define API_INDEX_H

#include "api/call.h"
#include "index/query.h"

struct index {
	enum store_kind kind;
	const char *name; /* ".elastic-connectors-v1" */
	const char *alias;
	const struct index_view *view;
};

/* By name or alias; NULL: none of ours. */
const struct index *index_find(struct str name);

/* That of the path: its first variable is one of the names, or there would be no route. */
const struct index *index_of(const struct call *);

/* What an index reports of its shards. */
#define INDEX_SHARDS "\"_shards\":{\"total\":1,\"successful\":1,\"skipped\":0,\"failed\":0}"

/* index_uuid, shard and index, as errors of an index have them; closed. */
void index_error_extra(struct call *, const struct index *, struct error_extra extra[4]);

/* "_seq_no":n,"_primary_term":1. The first version of a record has number 0. */
void index_write_seq(struct buf *, uint64_t seq);

/*
 * A record's document without its id: what an index calls the source. The bytes are what the store
 * keeps.
 */
void index_write_source(struct buf *, struct str doc);

/* 404: a scroll that is none, or no more. */
const struct error *index_scroll_missing(struct call *, struct str id);

/* The answer of a _delete_by_query that began at that clock_monotonic_ms(). */
void index_answer_deleted(
    struct call *, int64_t start, uint64_t total, uint64_t deleted, uint64_t batches);

/* ---- handlers ---- */

route_handler index_get;
route_handler index_head;
route_handler index_put;
route_handler index_mapping_get;
route_handler index_refresh;

route_handler index_doc_get;
route_handler index_doc_head;
route_handler index_doc_put;
route_handler index_doc_post;
route_handler index_doc_update;

route_handler index_search;
route_handler index_count;
route_handler index_delete_by_query;
route_handler index_scroll;
route_handler index_scroll_clear;

extern const struct schema index_doc_schema;
extern const struct schema index_update_schema;
extern const struct schema index_search_schema;
extern const struct schema index_query_schema;
extern const struct schema index_scroll_schema;
extern const struct schema index_scroll_clear_schema;

extern const struct param index_params[];
extern const struct param index_doc_get_params[];
extern const struct param index_doc_put_params[];
extern const struct param index_doc_update_params[];
extern const struct param index_search_params[];
extern const struct param index_scroll_params[];

#endif
