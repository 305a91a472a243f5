/*
 * A small world with something to protect: two connectors, each with jobs and a sensitive value, a
 * connector secret, and keys of every kind. What must not get out has "canary" in it.
 */
#ifndef TESTS_SECURITY_WORLD_H
#define TESTS_SECURITY_WORLD_H

#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "api/auth.h"
#include "base/clock.h"
#include "base/log.h"
#include "harness.h"
#include "seal/seal.h"

/* Whom a key belongs to: a role each, and one that may do nothing. */
enum who { WHO_MONITOR, WHO_WORKER, WHO_MANAGE, WHO_ADMIN, WHO_NOTHING, WHO__MAX };

static const char *const who_descriptors[WHO__MAX] = {
    [WHO_MONITOR] = "{\"cluster\":[\"monitor_connector\"]}",
    [WHO_WORKER] =
        ("{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"worker\"],"
         "\"resources\":[\"own\",\"own-too\"]}]}"),
    [WHO_MANAGE] = "{\"cluster\":[\"manage_connector\"]}",
    [WHO_ADMIN] = "{\"cluster\":[\"all\"]}",
    [WHO_NOTHING] = "{\"cluster\":[\"manage_ilm\"]}",
};

static const unsigned who_roles[WHO__MAX] = {ROLE_MONITOR, ROLE_WORKER, ROLE_MANAGE, ROLE_ADMIN, 0};

/* The two connectors, by what they are to the worker. */
enum whose { OWN, FOREIGN, WHOSE__MAX };

static const char *const connector_ids[WHOSE__MAX] = {"own", "foreign"};

struct world_key {
	char id[ID_SIZE];
	char encoded[128];
};

static struct {
	struct arena *arena; /* of what the world hands out */
	struct api api;
	struct seal *seal;
	int64_t skew; /* microseconds the clock is ahead */
	unsigned ids;
	struct world_key keys[WHO__MAX], revoked, expired;
	char pending[WHOSE__MAX][ID_SIZE], running[WHOSE__MAX][ID_SIZE];
	struct http_response response;
} world;

static int64_t
world_now(void)
{
	return clock_now() + world.skew;
}

struct world_request {
	const char *method, *target, *body;
	const char *authorization; /* NULL: none */
	struct http_header more;   /* p == NULL: none */
	const char *remote_user, *peer;
	bool may_wait;
	struct str resume;
};

/* The answer stays in world.response until the next one. */
static inline int
world_ask(const struct world_request *r)
{
	struct arena *arena = arena_new();
	struct http_header headers[2];
	struct http_request request = {
	    .method = str_of(r->method),
	    .target = str_of(r->target),
	    .content_type = STR_LIT("application/json"),
	    .headers = headers,
	    .body = str_of(r->body),
	    .peer = str_of(r->peer),
	    .may_wait = r->may_wait,
	    .resume = r->resume,
	};

	if (r->authorization != NULL)
		headers[request.header_count++] =
		    (struct http_header){STR_LIT("AUTHORIZATION"), str_of(r->authorization)};
	if (r->more.name.p != NULL)
		headers[request.header_count++] = r->more;
	if (r->remote_user != NULL)
		request.remote_user = str_of(r->remote_user);
	http_response_reset(&world.response);
	api_handle(&world.api, arena, &request, &world.response);
	world.response.wait.resume = arena_copy(world.arena, world.response.wait.resume);
	/* The headers lie in the arena: those that tests look at are constant. */
	arena_free(arena);
	return world.response.status;
}

/* As the machine's own command does: without a key. */
static inline const char *
world_do(const char *method, const char *target, const char *body)
{
	const struct world_request r = {method, target, body};
	int status;

	world.api.open_as = "operator";
	status = world_ask(&r);
	world.api.open_as = NULL;
	buf_char(&world.response.body, '\0');
	ck_assert_msg(status < 300, "%s %s: %s", method, target, world.response.body.p);
	return world.response.body.p;
}

/* The text member of an answer. */
static inline void
world_member(const char *answer, const char *name, char *out, size_t size)
{
	char mark[32];
	const char *at;
	size_t n;

	snprintf(mark, sizeof(mark), "\"%s\":\"", name);
	at = strstr(answer, mark);
	ck_assert_msg(at != NULL, "no %s in %s", name, answer);
	at += strlen(mark);
	n = strcspn(at, "\"");
	ck_assert_uint_lt(n, size);
	memcpy(out, at, n);
	out[n] = '\0';
}

static inline void
world_key_make(struct world_key *key, const char *name, const char *descriptor, const char *more)
{
	const char *body = arena_printf(world.arena,
	    "{\"name\":\"%s\",\"role_descriptors\":{\"x\":%s}%s}", name, descriptor, more);
	const char *answer = world_do("POST", "/_security/api_key", body);
	char encoded[112];

	world_member(answer, "id", key->id, sizeof(key->id));
	world_member(answer, "encoded", encoded, sizeof(encoded));
	snprintf(key->encoded, sizeof(key->encoded), "ApiKey %s", encoded);
}

static inline void
world_revoke(const char *id)
{
	world_do(
	    "DELETE", "/_security/api_key", arena_printf(world.arena, "{\"ids\":[\"%s\"]}", id));
}

static inline void
world_connector(enum whose whose)
{
	const char *id = connector_ids[whose];
	const char *path = arena_printf(world.arena, "/_connector/%s", id);
	const char *job = arena_printf(world.arena,
	    "{\"id\":\"%s\",\"job_type\":\"full\",\"trigger_method\":\"on_demand\"}", id);

	world_do("PUT", path,
	    arena_printf(world.arena,
	        "{\"name\":\"canary-name-%s\",\"index_name\":\"canary-index-%s\","
	        "\"service_type\":\"mysql\"}",
	        id, id));
	world_do("PUT", arena_printf(world.arena, "%s/_configuration", path),
	    arena_printf(world.arena,
	        "{\"configuration\":{\"host\":{\"label\":\"h\",\"value\":\"canary-host-%s\"},"
	        "\"password\":{\"label\":\"p\",\"sensitive\":true,\"value\":\"canary-hidden-%s\","
	        "\"default_value\":\"canary-hidden-too\"}}}",
	        id, id));
	world_do("PUT", arena_printf(world.arena, "%s/_filtering/_validation", path),
	    "{\"validation\":{\"state\":\"valid\",\"errors\":[]}}");
	world_member(
	    world_do("POST", "/_connector/_sync_job", job), "id", world.pending[whose], ID_SIZE);
	world_member(
	    world_do("POST", "/_connector/_sync_job", job), "id", world.running[whose], ID_SIZE);
	world_do("PUT",
	    arena_printf(world.arena, "/_connector/_sync_job/%s/_claim", world.running[whose]),
	    "{\"worker_hostname\":\"h\"}");
}

static inline void
world_open(const struct auth_options *options)
{
	memset(&world, 0, sizeof(world));
	world.arena = arena_new();
	world.seal = seal_new();
	world.api = (struct api){
	    .store = store_open_mem(),
	    .seal = world.seal,
	    .auth = auth_new(options),
	    .now = world_now,
	    .new_id = id_new,
	    .body_max = 1 << 20,
	    .sink = true,
	    .version_number = "9.1.0",
	    .build_flavor = "default",
	    .node_name = "n",
	    .cluster_name = "c",
	};
	ck_assert_ptr_nonnull(world.api.store);
	world_connector(OWN);
	world_connector(FOREIGN);
	for (int whose = 0; whose < WHOSE__MAX; whose++)
		world_do("PUT",
		    arena_printf(world.arena, "/canary-index-%s/_bulk", connector_ids[whose]),
		    arena_printf(world.arena,
		        "{\"index\":{\"_id\":\"1\"}}\n{\"canary-text-%s\":1}\n",
		        connector_ids[whose]));
	world_do("PUT", "/_connector/_secret/s", "{\"value\":\"canary-secret\"}");
	for (int who = 0; who < WHO__MAX; who++)
		world_key_make(&world.keys[who], arena_printf(world.arena, "key-%d", who),
		    who_descriptors[who], "");
	world_key_make(&world.revoked, "revoked", who_descriptors[WHO_ADMIN], "");
	world_revoke(world.revoked.id);
	world_key_make(
	    &world.expired, "expired", who_descriptors[WHO_ADMIN], ",\"expiration\":\"1h\"");
	world.skew = INT64_C(7200) * 1000000;
}

static inline void
world_close(void)
{
	http_response_release(&world.response);
	store_close(world.api.store);
	auth_free(world.api.auth);
	seal_free(world.seal);
	arena_free(world.arena);
}

static inline bool
world_says(const char *text)
{
	const struct buf *body = &world.response.body;

	return memmem(body->p, body->n, text, strlen(text)) != NULL;
}

/* How often the answer has the header; the value of the first in *value. */
static inline unsigned
world_header(const char *name, const char **value)
{
	unsigned n = 0;

	for (size_t i = 0; i < world.response.header_count; i++)
		if (strcmp(world.response.headers[i].name, name) == 0 && n++ == 0)
			*value = world.response.headers[i].value.p;
	return n;
}

/* A number that another one comes out of when anything in the store is another. */
static inline uint64_t
world_sum(void)
{
	uint64_t sum = UINT64_C(14695981039346656037);

	for (int kind = 0; kind < STORE_KIND__MAX; kind++) {
		const struct store_query all = {
		    .kind = (enum store_kind)kind, .groups = UINT32_MAX, .size = 1000};
		struct store_record *records;
		struct arena *arena = arena_new();
		uint64_t count;
		size_t n;

		ck_assert_int_eq(
		    store_list(world.api.store, arena, &all, &records, &n, &count), STORE_OK);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < records[i].doc.n; k++)
				sum = (sum ^ (unsigned char)records[i].doc.p[k]) *
				      UINT64_C(1099511628211);
		sum = (sum ^ count) * UINT64_C(1099511628211);
		arena_free(arena);
	}
	return sum;
}

#endif
