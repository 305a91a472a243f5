/* One request on its way through the API: what every handler gets. */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/api.h"
#include "api/route.h"
#include "base/error.h"
#include "http/path.h"
#include "http/query.h"
#include "json/doc.h"
#include "model/schema.h"
#include "store/store.h"

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
	int64_t now;                 /* one reading of the clock for all of the request */
	bool pretty;
	bool error_trace;
};

/* Leaves the function with the error, if there is one. */
#define TRY(expression)                                        \
	do {                                                   \
		const struct error *try_error_ = (expression); \
		if (try_error_ != NULL)                        \
			return try_error_;                     \
	} while (0)

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
void call_answer_text(struct call *, int status, const char *key, const char *value);

/* A store's failure as an error: 503 when a later try may do, else 500. rc is not STORE_OK. */
const struct error *call_store_error(struct call *, enum store_rc rc);

#endif
