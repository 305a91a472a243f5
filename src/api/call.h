/* One request on its way through the API: what every handler gets. */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/api.h"
#include "api/job_watch.h"
#include "api/route.h"
#include "base/error.h"
#include "http/path.h"
#include "http/query.h"
#include "json/doc.h"
#include "model/api_key.h"
#include "model/schema.h"
#include "store/store.h"

struct known_key;

/* Who asks: api/auth.h. */
struct caller {
	struct grant grant;
	struct owner owner;
	struct known_key *key; /* held; NULL: not by a key */
};

struct call {
	const struct api *api;
	struct arena *arena;
	const struct http_request *request;
	struct http_response *response;

	struct str uri; /* the target as received, as UTF-8: "uri" of rest.md */
	struct http_path path;
	struct http_query query;
	const struct route *route;
	struct str vars[ROUTE_VARS]; /* of the route's variables, decoded */
	struct caller caller;
	bool checked;            /* whether the caller may do this was asked */
	uint64_t seen;           /* ticket of the latest change that the answer tells of */
	int64_t now;             /* one reading of the clock for all of the request */
	struct str content_type; /* of an answer that is no JSON; p == NULL: what was negotiated */
	bool pretty;
	bool error_trace;

	/* The connector, where the handler found out, in the arena; p == NULL: it did not. */
	struct str about;
	struct job_touched touched; /* by a change under way */
};

/*
 * Reads the request's body by the schema of its route; *body is the caller's, and stays NULL when
 * the body is optional and absent (rest.md 7).
 */
const struct error *call_read_body(struct call *, json_object **body);

/*
 * What comes after the endpoint has read its parameters and body, and before anything else: unknown
 * parameters, a body nobody asked for (rest.md 1, steps 9 and 10).
 */
const struct error *call_check_rest(struct call *);

/* The path, decoded, without its query. */
struct str call_path(struct call *);

/* ---- answers ---- */

/* {"key":"value"} with that status. */
void call_answer_text(struct call *, int status, const char *key, struct str value);

/* ---- reading ---- */

/*
 * store_get and store_list for an answer: it goes out when all that it tells of is on stable
 * storage, so that no crash takes back what somebody was told.
 */
enum store_rc call_get(struct call *, enum store_kind, struct str id, struct store_record *);
enum store_rc call_list(struct call *, const struct store_query *, struct store_record **records,
    size_t *n, uint64_t *count);

/* A store's failure as an error: 503 when a later try may do, else 500. rc is not STORE_OK. */
const struct error *call_store_error(struct call *, enum store_rc rc);

#endif
