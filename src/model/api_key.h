/*
 * API keys: what is asked for, what is kept, what is shown. Not in the contract: the shapes of the
 * requests and answers are those of Elasticsearch.
 *
 * What a key may do is said by its role descriptors:
 *
 *	{"any name": {"cluster": ["monitor_connector"]}}
 *	{"any name": {"applications": [{"application": "connectord",
 *		"privileges": ["worker"], "resources": ["connector-a", "connector-b"]}]}}
 *
 * An application named "connectord" names our roles; resources are the connectors of a worker, and
 * mean nothing to the other roles. Cluster privileges are read as the role that they come to; those
 * on the two internal indices too. What is neither gives nothing: such a key is known, and may do
 * nothing. Several descriptors add up.
 */
#ifndef MODEL_API_KEY_H
#define MODEL_API_KEY_H

#include "base/arena.h"
#include "model/problems.h"
#include "model/role.h"
#include "model/schema.h"

enum {
	API_KEY_NAME_MAX = 256,       /* bytes */
	API_KEY_CONNECTORS_MAX = 1000 /* of a worker */
};

/* What a key may do. */
struct grant {
	unsigned roles;
	const struct str *connectors; /* of ROLE_WORKER */
	size_t n;
};

/* Whose key it is: who made it. */
struct owner {
	struct str username;
	struct str realm;
};

/* ---- making one ---- */

extern const struct schema api_key_create_schema;

void api_key_create_check(struct problems *, const json_object *body);

/* What the descriptors of a body grant; without any: *otherwise. The arena's and the body's. */
const struct error *api_key_grant_of(
    struct arena *, const json_object *body, const struct grant *otherwise, struct grant *);

/* "30d", "12h": microseconds. False: no duration, or one without an end. */
bool api_key_duration(struct str text, int64_t *us);

/*
 * A fresh record. hash is all there is of the secret. Owned; NULL when memory ran out. The
 * expiration of the body has been checked.
 */
json_object *api_key_new(struct str id, const json_object *body, const struct grant *,
    const struct owner *, const char *hash, int64_t now);

/* ---- what is kept ---- */

enum api_key_group { API_KEY_LIVE, API_KEY_INVALIDATED };

/* A record, taken apart. Texts are the document's. */
struct api_key {
	struct str name;
	struct str hash;
	struct owner owner;
	struct grant grant; /* the list is the arena's */
	int64_t expiration; /* microseconds; 0: never */
	int64_t last_used;  /* 0: never, as far as was written down */
	bool invalidated;
};

/* False: the record is damaged, or memory ran out. */
bool api_key_read(struct arena *, const json_object *doc, struct api_key *);

/* When the key ended or will end: microseconds; INT64_MAX: never. */
int64_t api_key_end(const json_object *doc);

/* False: memory ran out. */
bool api_key_invalidate(json_object *doc, int64_t now);
bool api_key_used(json_object *doc, int64_t at);

/* Appends the record as a list of keys shows it; last_used: a later one that is known, or 0. */
void api_key_show(struct buf *, const json_object *doc, int64_t last_used);

/* ---- asking for some ---- */

/* "abc" or, with a star at its end, whatever begins like it. p == NULL: any. */
bool api_key_name_matches(struct str pattern, struct str name);

extern const struct schema api_key_invalidate_schema;

#endif
