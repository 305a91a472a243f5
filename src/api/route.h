/* The table of routes, and how a path finds its row (rest.md 5). */
#ifndef API_ROUTE_H
#define API_ROUTE_H

#include "api/access.h"
#include "base/arena.h"
#include "http/path.h"

struct call;
struct change;
struct error;
struct schema;

enum http_method {
	HTTP_GET,
	HTTP_POST,
	HTTP_PUT,
	HTTP_DELETE,
	HTTP_HEAD,
	HTTP_OPTIONS,
	HTTP_PATCH,
	HTTP_TRACE,
	HTTP_CONNECT,
	HTTP_METHOD__MAX /* not a method of HTTP */
};

const char *http_method_name(enum http_method);
enum http_method http_method_of(struct str name);

enum { ROUTE_VARS = 2 };

enum param_kind { PARAM_INT, PARAM_BOOL, PARAM_TEXT, PARAM_LIST, PARAM_DURATION };

/* A query parameter; what it means is the handler's business. */
struct param {
	const char *name;
	enum param_kind kind;
};

/* Fills in the response, or gives the error to answer with. */
typedef const struct error *route_handler(struct call *);

struct route {
	enum http_method method;
	const char *path; /* "/_connector/{connector_id}": a variable is a whole segment */
	route_handler *handle;
	struct access access;      /* the privilege it takes, and the action it is */
	const char *summary;       /* one sentence, for the documents */
	const struct schema *body; /* NULL: takes none, or that of the change */
	bool body_optional;
	const struct param
	    *params; /* its own query parameters, closed by name == NULL; NULL: none */
	const struct param *headers; /* its own request headers, likewise */
	const struct change *change; /* for change_record */
	bool sink;                   /* there only with sink = on */
	bool secret;                 /* what is asked and answered is wiped when it is done with */
};

/* The rows, in the order they are documented. */
extern const struct route routes[];
extern const size_t route_count;

/* What the body of a row's request is read by; NULL: it takes none. */
const struct schema *route_body(const struct route *);

/* Whether no request for this row changes a record, whatever its method. */
bool route_only_reads(const struct route *);

/* The same, from the method and the end of a path alone; false: perhaps it changes something. */
bool route_may_only_read(enum http_method, struct str target);

struct route_match {
	const struct route *route; /* NULL: none for the method */
	unsigned allowed;          /* bit per method that some candidate has; 0: no such path */
	struct str vars[ROUTE_VARS];
	const char *broken_escape; /* in a variable; then route is NULL */
};

/* sink: whether the rows of the sink are in force. */
void route_find(
    struct arena *, const struct http_path *, enum http_method, bool sink, struct route_match *);

/* "GET, POST": the methods of a mask. */
const char *route_methods(struct arena *, unsigned allowed, const char *separator);

/* The names of the variables in a row's path: how many there are. */
size_t route_var_names(const struct route *, struct str names[ROUTE_VARS]);

#endif
