/* What a connector is: its fields, its defaults, its rules (connector-document.md, connectors.md).
 */
#ifndef MODEL_CONNECTOR_H
#define MODEL_CONNECTOR_H

#include "model/update.h"

/* The body of the three creating requests (connectors.md 3). */
extern const struct schema connector_create_schema;
void connector_create_check(struct problems *, const json_object *body);

/* A fresh record. body may be NULL. Owned; NULL when memory ran out. */
json_object *connector_new(struct str id, const json_object *body, int64_t now);

/* ---- states (connector-document.md 8) ---- */

enum connector_status {
	CONNECTOR_CREATED,
	CONNECTOR_NEEDS_CONFIGURATION,
	CONNECTOR_CONFIGURED,
	CONNECTOR_CONNECTED,
	CONNECTOR_ERROR,
	CONNECTOR_STATUS__MAX
};

extern const struct words connector_status_words;

/* The status of a record or a body; CONNECTOR_STATUS__MAX when it holds none of the words. */
enum connector_status connector_status_of(const json_object *doc);

/* False: memory ran out. */
bool connector_set_status(json_object *doc, enum connector_status);

/* Does _status accept this step? Other endpoints do not ask. */
bool connector_may_become(enum connector_status from, enum connector_status to);

/* ---- changing ---- */

extern const struct update connector_api_key_id;
extern const struct update connector_check_in;
extern const struct update connector_error;
extern const struct update connector_features;
extern const struct update connector_index_name;
extern const struct update connector_last_sync;
extern const struct update connector_name;
extern const struct update connector_native;
extern const struct update connector_pipeline;
extern const struct update connector_service_type;
extern const struct update connector_status;
extern const struct update connector_soft_delete; /* not an endpoint of its own */

/* is_native: run by Elastic in the original, which then wants an index of a certain name. */
bool connector_is_managed(const json_object *doc);

/* Appends the record in the order it is sent. */
void connector_write(struct buf *, const json_object *connector);

/* ---- what connectors are listed by (connectors.md 4) ---- */

enum connector_group { CONNECTOR_LIVE, CONNECTOR_DELETED };

enum connector_group connector_group(const json_object *connector);

/*
 * The order key: index_name by bytes, those without one last. Lives in the arena. p == NULL for
 * name: no index.
 */
struct str connector_order(struct arena *, struct str index_name);

/* The index name in an order key, or p == NULL. Lent. */
struct str connector_order_index(struct str order);

/* The index_name of a record or a body; p == NULL when it is absent or null. Lent. */
struct str connector_index_of(const json_object *doc);

#endif
