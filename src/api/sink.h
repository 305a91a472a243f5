/*
 * The sink: content indices that keep documents, for tests and first steps (clients.md 1 D). It
 * takes what a sync sends, lists, counts and exports it; it finds nothing. Off unless sink = on.
 *
 * An index is a record of STORE_SINK_INDEX under its name. Its documents are records of
 * STORE_SINK_DOC, whose owner is the id of the index (not its name: an index that is made again is
 * another), so that they are counted and listed by index. One is kept as the line it is exported
 * as: {"_id":"…","_source":{…}}.
 */
#ifndef API_SINK_H
#define API_SINK_H

#include "api/call.h"

enum {
	SINK_INDICES_MAX = 1000,
	SINK_INDEX_BYTES_MAX = 1 << 20, /* of mappings and settings of one */
	SINK_ID_MAX = 512               /* bytes of a document's id, as in Elasticsearch */
};

struct sink_index {
	struct str name;
	struct str id;  /* which one of that name */
	struct str doc; /* the record: id, created, mappings, settings */
};

/* ---- who may (api/sink.c) ---- */

/*
 * The name in the path: checked, and whether the caller may use that index. Everybody with the
 * privilege of the row may, but a worker only the index of a connector of its own, and the one that
 * holds the access control of that: .search-acl-filter-{index}.
 */
const struct error *sink_enter(struct call *, struct str name);

/* The rules of Elasticsearch, and ours: the indices of the connectors are none of the sink. */
const struct error *sink_check_name(struct call *, struct str name);

/* The second half of sink_enter(). */
const struct error *sink_check_reach(struct call *, struct str name);

/* ---- indices ---- */

/* What is there of that name; id.p == NULL: nothing. */
const struct error *sink_find(struct call *, struct str name, struct sink_index *);

/* The same; when it is missing the 404, unless ignore_unavailable is set. */
const struct error *sink_find_or_404(struct call *, struct str name, struct sink_index *);

const struct error *sink_missing(struct arena *, struct str name);

/* From the record; false: it is damaged. */
bool sink_index_load(struct arena *, struct str name, struct str doc, struct sink_index *);

/* A record of a new index; mappings and settings may be NULL. p == NULL: no memory. */
struct str sink_index_text(struct arena *, const char *id, int64_t now, const json_object *mappings,
    const json_object *settings);

/* How many more there may be. Those that are made at the same time may go a little beyond. */
const struct error *sink_room(struct call *, uint64_t *room);

/* 429 */
const struct error *sink_no_room(struct arena *);

/* That, when there are as many as there may be. */
const struct error *sink_check_room(struct call *);

const struct error *sink_count(struct call *, const struct sink_index *, uint64_t *n);

/*
 * The query of a body: absent or match_all. Anything else is refused, so that nobody takes what was
 * not looked for for what was found.
 */
const struct error *sink_check_query(struct call *, const json_object *body);

/* ---- documents ---- */

/* The key of a document; lives in the arena. A longer id goes by its digest. */
struct str sink_key(struct arena *, struct str index_id, struct str id);

/* Parts of a kept document, lent: the id as a string of JSON, and the source. */
struct str sink_doc_id(struct str doc);
struct str sink_doc_source(struct str doc);

/* Appends what is kept; source is JSON text. */
void sink_doc_write(struct buf *, struct str id, struct str source);

/* A page of an index behind a key; the whole index begins behind its own id. */
struct store_query sink_page(const struct sink_index *, struct str after, uint64_t size);

/* ---- scrolls: from api/index_search.c, which has the routes ---- */

const struct error *sink_scroll_next(struct call *, struct str scroll_id);

/* ---- handlers ---- */

route_handler sink_index_get;
route_handler sink_index_head;
route_handler sink_index_put;
route_handler sink_index_delete;
route_handler sink_mapping_get;
route_handler sink_mapping_put;
route_handler sink_refresh;
route_handler sink_stats;
route_handler sink_bulk;
route_handler sink_search;
route_handler sink_count_get;
route_handler sink_delete_by_query;
route_handler sink_doc_get;
route_handler sink_doc_head;
route_handler sink_export;

extern const struct schema sink_index_schema;
extern const struct schema sink_bulk_schema;
extern const struct param sink_bulk_params[];
extern const struct param sink_export_params[];
extern const struct param sink_delete_by_query_params[];

#endif
