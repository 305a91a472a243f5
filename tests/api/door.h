/* A way to the API: the same scenarios go through each. */
#ifndef TESTS_API_DOOR_H
#define TESTS_API_DOOR_H

#include "base/arena.h"

#include "scenario.h"

/* A request with everything put in, and what came back. All in the arena of the file. */
struct door_request {
	struct str method;
	struct str target;
	const struct step_headers *headers;
	struct str body; /* p == NULL: none */
};

struct door_answer {
	int status;
	struct step_headers headers;
	struct str body;
};

/* The functions return false with *why set. */
struct door {
	/* Before a file: nothing of an earlier file may be seen any more. */
	bool (*enter)(struct arena *, const char **why);
	bool (*exchange)(
	    struct arena *, const struct door_request *, struct door_answer *, const char **why);
	/* Behind a file, also one that failed: checks what it left, and clears it away. */
	bool (*leave)(struct arena *, const char **why);
};

/* api_handle() in this process. bdb_dir: a Berkeley DB store in there; NULL: the one in memory. */
const struct door *door_in_process(const char *bdb_dir);

/*
 * A web server: "http://127.0.0.1:9200", or any host name with unix_socket saying where it really
 * is. NULL in a build without libcurl.
 */
const struct door *door_url(const char *url, const char *unix_socket);

/* The lines of an answer's head behind the status, into headers; false when one is no header. */
bool door_add_header(struct step_headers *, struct str line);

#endif
