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

struct door_way {
	bool compat; /* lifecycle = compat */
	bool sink;   /* sink = on */
};

/* The functions return false with *why set. */
struct door {
	/*
	 * Before a file: nothing of an earlier file may be seen any more. The way the program
	 * must be set, where the door can see to it.
	 */
	bool (*enter)(struct arena *, struct door_way, const char **why);
	bool (*exchange)(
	    struct arena *, const struct door_request *, struct door_answer *, const char **why);
	/* Behind a file, also one that failed: checks what it left, and clears it away. */
	bool (*leave)(struct arena *, const char **why);
};

/*
 * api_handle() in this process. bdb_dir: a Berkeley DB store in there; NULL: the one in memory.
 * mount: where the API begins; NULL: at "/".
 */
const struct door *door_in_process(const char *bdb_dir, const char *mount);

/*
 * A web server: "http://127.0.0.1:9200", or any host name with unix_socket saying where it really
 * is. post_has_length: a POST without a body says so (content-length: 0), else nothing does. NULL
 * in a build without libcurl.
 */
const struct door *door_url(const char *url, const char *unix_socket, bool post_has_length);

/* The lines of an answer's head behind the status, into headers; false when one is no header. */
bool door_add_header(struct step_headers *, struct str line);

#endif
