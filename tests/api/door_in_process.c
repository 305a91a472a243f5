/*
 * The API without a transport. The request becomes what a web server would hand over by FastCGI,
 * and the answer is read from the very bytes that would go to the web server.
 */
#include <config.h>

#include "door.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/sightings.h"
#include "api/snapshots.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/id.h"
#include "http/message.h"
#include "seal/seal.h"
#include "store/store.h"

static struct {
	const char *bdb_dir; /* NULL: in memory */
	const char *mount;
	unsigned files; /* so far: each has a directory of its own */
	struct seal *seal;
	struct api api;
	struct api_counts counts;
} door;

static struct store *
open_bdb(struct arena *arena, const char **why)
{
	const struct store_options options = {
	    .dir = arena_printf(arena, "%s/%u", door.bdb_dir, ++door.files),
	    .cache_bytes = 4U << 20,
	    .log_file_bytes = 4U << 20,
	    .checkpoint_kib = 1024,
	    .checkpoint_s = 60,
	};
	struct store *store = NULL;

	return store_open_bdb(&options, arena, &store, why) == STORE_OPEN_OK ? store : NULL;
}

static bool
enter(struct arena *arena, struct door_way way, const char **why)
{
	*why = "out of memory";
	door.counts.late_writes = 0;
	door.seal = seal_new();
	door.api = (struct api){
	    .store = door.bdb_dir != NULL ? open_bdb(arena, why) : store_open_mem(),
	    .seal = door.seal,
	    .snapshots = snapshots_new(1 << 20),
	    .sightings = sightings_new(clock_now()),
	    .wait_max_ms = 30000,
	    .mount = door.mount,
	    .now = clock_now,
	    .new_id = id_new,
	    .counts = &door.counts,
	    .compat = way.compat,
	    .sink = way.sink,
	    .open_as = "_anonymous",
	    .body_max = 100 * 1024 * 1024,
	    .version_number = "9.1.0",
	    .build_flavor = "default",
	    .node_name = "node-1",
	    .cluster_name = "elasticsearch",
	};
	return door.api.store != NULL && door.api.seal != NULL;
}

/* The counts and the orders of lists must agree with the records, whatever the scenario did. */
static bool
leave(struct arena *arena, const char **why)
{
	struct store_problem_counts p = {0};
	enum store_rc rc = store_verify(door.api.store, &p);

	store_close(door.api.store);
	door.api.store = NULL;
	snapshots_free(door.api.snapshots);
	sightings_free(door.api.sightings);
	seal_free(door.seal);
	door.seal = NULL;
	if (rc != STORE_OK) {
		*why = arena_printf(arena, "the store cannot be verified: %s", store_rc_name(rc));
		return false;
	}
	*why = "the store is wrong behind the scenario: see store_verify";
	return p.records_bad == 0 && p.order_missing == 0 && p.order_stray == 0 &&
	       p.counts_wrong == 0 && p.shared_missing == 0 && p.shared_stray == 0;
}

/* ---- the request ---- */

/* "X-Opaque-Id" as CGI spells it. */
static struct str
cgi_name(struct arena *arena, struct str name)
{
	char *p = arena_alloc(arena, name.n);

	for (size_t i = 0; p != NULL && i < name.n; i++)
		p[i] = name.p[i] == '-' ? '_' : (char)toupper((unsigned char)name.p[i]);
	return (struct str){p, p != NULL ? name.n : 0};
}

static void
add_header(struct arena *arena, struct http_request *request, struct http_header *table,
    const struct step_header *header)
{
	struct str name = cgi_name(arena, header->name);

	if (str_is(name, "CONTENT_TYPE") && request->content_type.p == NULL) {
		if (header->value.n > 0)
			request->content_type = header->value;
	} else if (!str_is(name, "CONTENT_LENGTH") && !str_is(name, "CONTENT_TYPE")) {
		table[request->header_count++] = (struct http_header){name, header->value};
	}
}

static bool
make_request(struct arena *arena, const struct door_request *from, struct http_request *to)
{
	struct http_header *table = arena_alloc(arena, STEP_HEADERS_MAX * sizeof *table);

	*to = (struct http_request){
	    .method = from->method, .target = from->target, .body = from->body, .headers = table};
	for (size_t i = 0; table != NULL && i < from->headers->n; i++)
		add_header(arena, to, table, &from->headers->row[i]);
	return table != NULL;
}

/* ---- the answer ---- */

/* The next line of the head without its CR LF; false when there is none. */
static bool
next_line(struct str *text, struct str *line)
{
	const char *end = memmem(text->p, text->n, "\r\n", 2);

	if (end == NULL)
		return false;
	*line = (struct str){text->p, (size_t)(end - text->p)};
	text->p += line->n + 2;
	text->n -= line->n + 2;
	return true;
}

static bool
read_answer(struct str text, struct door_answer *answer)
{
	static const struct str status = {"Status: ", sizeof "Status: " - 1};
	struct str line;

	if (!next_line(&text, &line) || line.n < status.n + 3 ||
	    !str_equal((struct str){line.p, status.n}, status))
		return false;
	answer->status = (int)strtol(line.p + status.n, NULL, 10);
	while (next_line(&text, &line) && line.n > 0)
		if (!door_add_header(&answer->headers, line))
			return false;
	answer->body = text;
	return line.n == 0;
}

/* As the server does it: nothing is told before it is safe. */
static void
handle(struct arena *arena, const struct http_request *request, struct http_response *response)
{
	uint64_t reached = 0;

	api_handle(&door.api, arena, request, response);
	if (response->ticket == 0)
		return;
	if (store_sync(door.api.store, &reached) != STORE_OK || reached < response->ticket)
		api_answer_unavailable(arena, request, response);
}

static bool
exchange(struct arena *arena, const struct door_request *from, struct door_answer *answer,
    const char **why)
{
	struct arena *scratch = arena_new();
	struct http_response response = {0};
	struct http_request request;
	struct buf out = {0};

	*why = "out of memory";
	if (scratch != NULL && make_request(scratch, from, &request)) {
		http_response_reset(&response);
		handle(scratch, &request, &response);
		http_response_write(&response, &out);
	}
	if (out.n > 0 && !buf_failed(&out)) {
		*why = "the answer is not as CGI wants it";
		if (read_answer(arena_copy(arena, buf_peek(&out)), answer))
			*why = NULL;
	}
	buf_release(&out);
	http_response_release(&response);
	arena_free(scratch);
	return *why == NULL;
}

const struct door *
door_in_process(const char *bdb_dir, const char *mount)
{
	static const struct door in_process = {enter, exchange, leave};

	door.bdb_dir = bdb_dir;
	door.mount = mount;
	return &in_process;
}
