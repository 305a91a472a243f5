/* API keys: what they are made of, what they grant, how they end; and who else is let in. */
#include <config.h>

#include <poll.h>

#include "api/api_key_store.h"
#include "api/key_command.h"
#include "api/rate.h"
#include "api/sightings.h"
#include "security_world.h"
#include "store_util.h"

/* ---- tokens ---- */

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

START_TEST(secrets_differ_and_match_their_hash_alone)
{
	char first[TOKEN_SIZE], second[TOKEN_SIZE], hash[TOKEN_HASH_SIZE];

	token_new(first);
	token_new(second);
	ck_assert_uint_eq(strlen(first), TOKEN_LEN);
	ck_assert_str_ne(first, second);
	token_hash(str_of(first), hash);
	ck_assert_uint_eq(strlen(hash), TOKEN_HASH_LEN);
	ck_assert(strstr(hash, first) == NULL);
	ck_assert(token_matches(str_of(first), hash));
	ck_assert(!token_matches(str_of(second), hash));
	ck_assert(!token_matches((struct str){first, TOKEN_LEN - 1}, hash));
	ck_assert(!token_matches(str_of(""), hash));
}
END_TEST

/* What was stored by an earlier version must match for ever. */
START_TEST(hashes_stay_what_they_are)
{
	char hash[TOKEN_HASH_SIZE];

	token_hash(str_of("abc"), hash);
	ck_assert_str_eq(hash, "6d375402105f1621470091c46b576f0e60819aa942465af4f6b8d80d27fa9007");
}
END_TEST

/* clang-format off */
static const struct {
	const char *text, *id, *secret; /* id NULL: refused */
} pairs[] = {
	{ "YTpi", "a", "b" },
	{ "YTpiYg==", "a", "bb" },
	{ "YTpiYg", "a", "bb" },
	{ "YTo=", "a", "" },
	{ "OmI=", "", "b" },
	{ "YTpiOmM=", "a", "b:c" },
	{ "", NULL, NULL },
	{ "====", NULL, NULL },
	{ "YWI=", NULL, NULL },
	{ "Y", NULL, NULL },
	{ "YTpi YTpi", NULL, NULL },
	{ "YTpi\n", NULL, NULL },
	{ "!!!!", NULL, NULL },
};
/* clang-format on */

START_TEST(pairs_are_taken_apart)
{
	struct str id, secret;
	bool good = token_split(arena, str_of(pairs[_i].text), &id, &secret);

	ck_assert_int_eq(good, pairs[_i].id != NULL);
	if (!good)
		return;
	ck_assert(str_is(id, pairs[_i].id) && str_is(secret, pairs[_i].secret));
}
END_TEST

START_TEST(pairs_come_back_as_they_went)
{
	for (size_t n = 0; n < 100; n++) {
		char bytes[100];
		struct str id, secret, joined;

		for (size_t i = 0; i < n; i++)
			bytes[i] = (char)(i % 2 == 0 ? 0xff - i : i);
		joined = token_join(arena, str_of("id"), (struct str){bytes, n});
		ck_assert(token_split(arena, joined, &id, &secret));
		ck_assert(str_is(id, "id") && str_equal(secret, (struct str){bytes, n}));
	}
}
END_TEST

/* ---- terms ---- */

/* clang-format off */
static const struct {
	const char *text;
	int64_t us;	/* 0: refused */
} durations[] = {
	{ "1ms", 1000 },
	{ "90s", 90000000 },
	{ "5m", 300000000 },
	{ "12h", INT64_C(43200000000) },
	{ "30d", INT64_C(2592000000000) },
	{ "365000d", INT64_C(31536000000000000) },
	{ "365001d", 0 },
	{ "99999999999999999999d", 0 },
	{ "0d", 0 },
	{ "-1d", 0 },
	{ "1", 0 },
	{ "d", 0 },
	{ "", 0 },
	{ "1.5h", 0 },
	{ "1w", 0 },
	{ " 1d", 0 },
	{ "1D", 0 },
};

static const struct {
	const char *descriptors;
	int roles;		/* -1: refused */
	const char *connectors; /* with commas behind */
} grants[] = {
	{ "{}", ROLE_ADMIN, "" },	/* the maker's */
	{ "{\"a\":{}}", 0, "" },
	{ "{\"a\":{\"cluster\":[\"monitor\"]}}", ROLE_MONITOR, "" },
	{ "{\"a\":{\"cluster\":[\"monitor\",\"manage_connector\"]}}", ROLE_MONITOR | ROLE_MANAGE, "" },
	{ "{\"a\":{\"cluster\":[\"all\"]}}", ROLE_ADMIN, "" },
	{ "{\"a\":{\"cluster\":[\"manage_api_key\",\"manage_own_api_key\",\"read_connector_secrets\"]}}", 0, "" },
	{ "{\"a\":{\"indices\":[{\"names\":[\"x\",\".elastic-connectors*\"],\"privileges\":[\"all\"]}]}}", ROLE_MANAGE, "" },
	{ "{\"a\":{\"index\":[{\"names\":[\".elastic-connectors-v1\"],\"privileges\":[\"read\"]}]}}", ROLE_MONITOR, "" },
	{ "{\"a\":{\"indices\":[{\"names\":[\"content-x\"],\"privileges\":[\"all\"]}]}}", 0, "" },
	{ "{\"a\":{\"applications\":[{\"application\":\"kibana\",\"privileges\":[\"all\",\"worker\"],\"resources\":[\"*\"]}]}}", 0, "" },
	{ "{\"a\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"worker\"],\"resources\":[\"a\",\"b\",\"a\"]}]}}",
	  ROLE_WORKER, "a,b," },
	{ "{\"a\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"monitor\"],\"resources\":[\"a\"]}]},"
	  "\"b\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"worker\"],\"resources\":[\"c\"]}]}}",
	  ROLE_MONITOR | ROLE_WORKER, "c," },
	{ "{\"a\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"admin\"],\"resources\":[\"*\"]}],\"metadata\":{}}}",
	  ROLE_ADMIN, "" },
	{ "{\"a\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"worker\"],\"resources\":[\"*\"]}]}}", -1, "" },
	{ "{\"a\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"worker\"],\"resources\":[]}]}}", -1, "" },
	{ "{\"a\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"worker\"]}]}}", -1, "" },
	{ "{\"a\":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[\"boss\"]}]}}", -1, "" },
	{ "{\"a\":{\"applications\":[{\"privileges\":[\"worker\"]}]}}", -1, "" },
	{ "{\"a\":{\"applications\":{}}}", -1, "" },
	{ "{\"a\":{\"applications\":[1]}}", -1, "" },
	{ "{\"a\":{\"cluster\":\"all\"}}", -1, "" },
	{ "{\"a\":{\"cluster\":[1]}}", -1, "" },
	{ "{\"a\":{\"cluster\":null}}", 0, "" },
	{ "{\"a\":1}", -1, "" },
	{ "{\"a\":null}", -1, "" },
};
/* clang-format on */

START_TEST(durations_are_read)
{
	int64_t us = 0;
	bool good = api_key_duration(str_of(durations[_i].text), &us);

	ck_assert_msg(good == (durations[_i].us != 0), "%s", durations[_i].text);
	ck_assert_int_eq(us, durations[_i].us);
}
END_TEST

START_TEST(descriptors_grant_roles)
{
	const struct grant admin = {.roles = ROLE_ADMIN};
	bool damaged;
	DOC_AUTO json_object *body = doc_load(
	    str_of(arena_printf(arena, "{\"role_descriptors\":%s}", grants[_i].descriptors)),
	    &damaged);
	const struct error *error;
	const char *list = "";
	struct grant grant;

	ck_assert_ptr_nonnull(body);
	error = api_key_grant_of(arena, body, &admin, &grant);
	ck_assert_msg((error != NULL) == (grants[_i].roles < 0), "%s", grants[_i].descriptors);
	if (error != NULL) {
		ck_assert_str_eq(error->type, "parse_exception");
		return;
	}
	ck_assert_int_eq((int)grant.roles, grants[_i].roles);
	for (size_t i = 0; i < grant.n; i++)
		list = arena_printf(arena, "%s%.*s,", list, STR_ARG(grant.connectors[i]));
	ck_assert_str_eq(list, grants[_i].connectors);
}
END_TEST

START_TEST(a_worker_has_a_bounded_list)
{
	for (int n = API_KEY_CONNECTORS_MAX; n <= API_KEY_CONNECTORS_MAX + 1; n++) {
		const struct grant none = {0};
		struct buf text = {0};
		struct grant grant;
		bool damaged;
		json_object *body;

		buf_text(&text, "{\"role_descriptors\":{\"a\":{\"applications\":[{\"application\":"
		                "\"connectord\",\"privileges\":[\"worker\"],\"resources\":[");
		for (int i = 0; i < n; i++)
			buf_printf(&text, "%s\"c%d\"", i > 0 ? "," : "", i);
		buf_text(&text, "]}]}}}");
		body = doc_load(buf_peek(&text), &damaged);
		ck_assert_int_eq(api_key_grant_of(arena, body, &none, &grant) == NULL,
		    n == API_KEY_CONNECTORS_MAX);
		doc_free(body);
		buf_release(&text);
	}
}
END_TEST

/* ---- rates ---- */

START_TEST(rates_are_kept_for_each_address)
{
	struct rate *r = rate_new(4);
	int64_t now = INT64_C(1700000000000000);

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(rate_take(r, str_of("192.0.2.1"), now), RATE_WITHIN);
	ck_assert_int_eq(rate_take(r, str_of("192.0.2.1"), now), RATE_OVER_FIRST);
	ck_assert_int_eq(rate_take(r, str_of("192.0.2.1"), now + 1000), RATE_OVER);
	ck_assert_int_eq(rate_take(r, str_of("192.0.2.2"), now), RATE_WITHIN);
	ck_assert_int_eq(rate_take(r, str_of("192.0.2.1"), now + 251000), RATE_WITHIN);
	ck_assert_int_eq(rate_take(r, str_of("192.0.2.1"), now + 251001), RATE_OVER_FIRST);
	/* However long it was quiet, no more than a second's worth comes at once. */
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
		    rate_take(r, str_of("192.0.2.1"), now + INT64_C(3600000000)), RATE_WITHIN);
	ck_assert_int_eq(
	    rate_take(r, str_of("192.0.2.1"), now + INT64_C(3600000000)), RATE_OVER_FIRST);
	rate_free(r);
	r = rate_new(0);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(rate_take(r, str_of("x"), now), RATE_WITHIN);
	rate_free(r);
}
END_TEST

/* ---- the cache ---- */

static struct known_key *
make_known(const char *id)
{
	const struct str connectors[] = {STR_LIT("c1"), STR_LIT("c22")};
	const struct api_key key = {
	    .name = STR_LIT("n"), .grant = {ROLE_WORKER, connectors, 2}, .last_used = 5};

	return known_key_new(str_of(id), &key);
}

START_TEST(keys_are_found_or_read_again)
{
	struct key_cache *c = key_cache_new();
	unsigned found = 0;

	for (int i = 0; i < 3000; i++) {
		char id[16];
		struct known_key *k;

		snprintf(id, sizeof(id), "id-%d", i);
		k = make_known(id);
		key_cache_put(c, k, key_cache_moment(c));
		known_key_release(k);
		k = key_cache_get(c, str_of(id));
		ck_assert_ptr_nonnull(k);
		ck_assert(str_is(k->id, id) && str_is(k->key.grant.connectors[1], "c22"));
		known_key_release(k);
	}
	for (int i = 0; i < 3000; i++) {
		struct known_key *k = key_cache_get(c, str_of(arena_printf(arena, "id-%d", i)));

		found += k != NULL;
		known_key_release(k);
	}
	ck_assert_uint_gt(found, 0);
	ck_assert_uint_le(found, 1024);
	key_cache_free(c);
}
END_TEST

/* One was read, then revoked, and then comes with what was read. */
START_TEST(what_was_read_before_a_change_does_not_get_in)
{
	struct key_cache *c = key_cache_new();
	struct known_key *k = make_known("a");
	uint64_t moment = key_cache_moment(c);

	key_cache_forget(c, str_of("a"));
	key_cache_put(c, k, moment);
	ck_assert_ptr_null(key_cache_get(c, str_of("a")));
	key_cache_put(c, k, key_cache_moment(c));
	known_key_release(k);
	k = key_cache_get(c, str_of("a"));
	ck_assert_ptr_nonnull(k);
	key_cache_forget(c, str_of("a")); /* while somebody holds it */
	ck_assert(str_is(k->key.name, "n"));
	known_key_release(k);
	ck_assert_ptr_null(key_cache_get(c, str_of("a")));
	key_cache_free(c);
}
END_TEST

START_TEST(keys_are_found_by_what_was_shown_while_they_are_kept)
{
	struct key_cache *c = key_cache_new();
	struct known_key *k = make_known("a"), *other = make_known("b");

	key_cache_shown(c, k, STR_LIT("a's"));
	ck_assert_msg(key_cache_get_shown(c, STR_LIT("a's")) == NULL, "it is not kept");
	key_cache_put(c, k, key_cache_moment(c));
	key_cache_put(c, other, key_cache_moment(c));
	key_cache_shown(c, other, STR_LIT("b's"));
	for (int i = 0; i < 2; i++) {
		ck_assert_ptr_eq(key_cache_get_shown(c, STR_LIT("a's")), k);
		ck_assert_ptr_eq(key_cache_get_shown(c, STR_LIT("b's")), other);
		known_key_release(k);
		known_key_release(other);
	}
	ck_assert_ptr_null(key_cache_get_shown(c, STR_LIT("a'")));
	ck_assert_ptr_null(key_cache_get_shown(c, STR_LIT("a's ")));
	key_cache_shown(c, k, STR_LIT("otherwise"));
	ck_assert_ptr_null(key_cache_get_shown(c, STR_LIT("a's")));
	ck_assert_ptr_eq(key_cache_get_shown(c, STR_LIT("otherwise")), k);
	known_key_release(k);
	key_cache_forget(c, str_of("a"));
	ck_assert_ptr_null(key_cache_get_shown(c, STR_LIT("otherwise")));
	ck_assert_ptr_eq(key_cache_get_shown(c, STR_LIT("b's")), other);
	known_key_release(other);
	known_key_release(other);
	known_key_release(k);
	key_cache_free(c);
}
END_TEST

/* As many as may collide; each is its own or none. */
START_TEST(what_was_shown_is_never_taken_for_another)
{
	struct key_cache *c = key_cache_new();
	unsigned found = 0;

	for (int i = 0; i < 3000; i++) {
		struct known_key *k = make_known(arena_printf(arena, "id-%d", i));

		key_cache_put(c, k, key_cache_moment(c));
		key_cache_shown(c, k, str_of(arena_printf(arena, "shown-%d", i)));
		known_key_release(k);
	}
	for (int i = 0; i < 3000; i++) {
		struct known_key *k =
		    key_cache_get_shown(c, str_of(arena_printf(arena, "shown-%d", i)));

		found += k != NULL;
		ck_assert(k == NULL || str_is(k->id, arena_printf(arena, "id-%d", i)));
		known_key_release(k);
	}
	ck_assert_uint_gt(found, 0);
	key_cache_free(c);
}
END_TEST

START_TEST(uses_are_written_down_once_a_minute)
{
	struct known_key *k = make_known("a");
	int64_t now = INT64_C(1700000000000000);

	ck_assert(known_key_use(k, now));
	ck_assert(!known_key_use(k, now + 1));
	ck_assert(!known_key_use(k, now + 59999999));
	ck_assert(known_key_use(k, now + 60000000));
	ck_assert(!known_key_use(k, now + 60000001));
	ck_assert_int_eq(atomic_load(&k->used), now + 60000001);
	known_key_release(k);
}
END_TEST

/* ---- in the world ---- */

static void
open_world(void)
{
	set_up();
	world_open(&(struct auth_options){.failures_per_s = 3});
}

static void
close_world(void)
{
	world_close();
	tear_down();
}

static int
get_with(const char *authorization, const char *target)
{
	return world_ask(&(struct world_request){"GET", target, .authorization = authorization});
}

START_TEST(too_many_failures_are_answered_429)
{
	struct world_request r = {"GET", "/", NULL, "ApiKey YTpi", .peer = "192.0.2.1"};
	const char *value = "";

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(world_ask(&r), 401);
	ck_assert_int_eq(world_ask(&r), 429);
	ck_assert_uint_eq(world_header("Retry-After", &value), 1);
	ck_assert_str_eq(value, "1");
	ck_assert_uint_eq(world_header("WWW-Authenticate", &value), 0);
	ck_assert(world_says("\"type\":\"es_rejected_execution_exception\""));
	/* Others, and the right key, are served. */
	r.peer = "192.0.2.2";
	ck_assert_int_eq(world_ask(&r), 401);
	r.peer = "192.0.2.1";
	r.authorization = world.keys[WHO_MONITOR].encoded;
	ck_assert_int_eq(world_ask(&r), 200);
	r.authorization = NULL;
	ck_assert_int_eq(world_ask(&r), 401);
	/* A second later it may try again. */
	poll(NULL, 0, 1100);
	r.authorization = "ApiKey YTpi";
	ck_assert_int_eq(world_ask(&r), 401);
}
END_TEST

/* Clients read the reason only of what is the type they asked for (rest.md 8). */
START_TEST(a_stranger_is_answered_in_the_type_asked_for)
{
	static const struct http_header accept = {
	    STR_LIT("ACCEPT"), STR_LIT("application/vnd.elasticsearch+json; compatible-with=8")};
	static const struct http_request request = {.method = STR_LIT("GET"),
	    .target = STR_LIT("/"),
	    .headers = &accept,
	    .header_count = 1};
	const char *value = "";

	http_response_reset(&world.response);
	api_handle(&world.api, arena, &request, &world.response);
	ck_assert_int_eq(world.response.status, 401);
	ck_assert_uint_eq(world_header("content-type", &value), 1);
	ck_assert_str_eq(value, "application/vnd.elasticsearch+json;compatible-with=8");
}
END_TEST

START_TEST(a_revoked_key_is_out_at_once)
{
	const char *encoded = world.keys[WHO_MANAGE].encoded;

	ck_assert_int_eq(get_with(encoded, "/_connector"), 200);
	ck_assert_int_eq(get_with(encoded, "/_connector"), 200);
	world_revoke(world.keys[WHO_MANAGE].id);
	ck_assert_int_eq(get_with(encoded, "/_connector"), 401);
	/* Not revoked: the others. */
	ck_assert_int_eq(get_with(world.keys[WHO_ADMIN].encoded, "/_connector"), 200);
}
END_TEST

START_TEST(an_expiring_key_ends_on_time)
{
	struct world_key key;

	world_key_make(&key, "short", who_descriptors[WHO_MONITOR], ",\"expiration\":\"10s\"");
	ck_assert_int_eq(get_with(key.encoded, "/"), 200);
	world.skew += 9000000;
	ck_assert_int_eq(get_with(key.encoded, "/"), 200);
	world.skew += 1000001;
	ck_assert_int_eq(get_with(key.encoded, "/"), 401);
}
END_TEST

START_TEST(the_scheme_may_be_spelled_in_any_case)
{
	const char *encoded = world.keys[WHO_MONITOR].encoded + strlen("ApiKey ");

	ck_assert_int_eq(get_with(arena_printf(arena, "apikey %s", encoded), "/"), 200);
	ck_assert_int_eq(get_with(arena_printf(arena, "APIKEY   %s  ", encoded), "/"), 200);
	ck_assert_int_eq(get_with(arena_printf(arena, "basic %s", encoded), "/"), 200);
	ck_assert_int_eq(get_with(arena_printf(arena, "Basic %s", encoded), "/"), 200);
}
END_TEST

START_TEST(the_last_use_is_known)
{
	const char *target =
	    arena_printf(arena, "/_security/api_key?id=%s", world.keys[WHO_MONITOR].id);
	struct store_record record;

	world_do("GET", target, NULL);
	ck_assert(!world_says("last_used"));
	ck_assert_int_eq(get_with(world.keys[WHO_MONITOR].encoded, "/"), 200);
	world_do("GET", target, NULL);
	ck_assert(world_says("\"last_used\":"));
	ck_assert_int_eq(store_get(world.api.store, arena, STORE_API_KEY,
	                     str_of(world.keys[WHO_MONITOR].id), &record),
	    STORE_OK);
	ck_assert_ptr_nonnull(memmem(record.doc.p, record.doc.n, "last_used", 9));
	/* Many more within the minute write nothing. */
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(get_with(world.keys[WHO_MONITOR].encoded, "/"), 200);
	ck_assert_int_eq(store_get(world.api.store, arena, STORE_API_KEY,
	                     str_of(world.keys[WHO_MONITOR].id), &record),
	    STORE_OK);
	ck_assert_uint_eq(record.seq, 2);
}
END_TEST

/* Nobody is told of a key, or of its end, that a crash could take back. */
START_TEST(a_list_waits_for_what_it_tells)
{
	char *dir = dir_new();
	uint64_t reached = 0, ticket;
	struct world_key key;

	store_close(world.api.store);
	world.api.store = open_dir(dir); /* in memory all is durable at once */
	world_key_make(&key, "n", who_descriptors[WHO_MONITOR], "");
	ticket = world.response.ticket;
	ck_assert_uint_gt(ticket, 0);
	world_do("GET", "/_security/api_key", NULL);
	ck_assert_uint_eq(world.response.ticket, ticket);
	ck_assert_int_eq(store_sync(world.api.store, &reached), STORE_OK);
	world_do("GET", "/_security/api_key", NULL);
	ck_assert_uint_eq(world.response.ticket, 0);
	store_close(world.api.store);
	dir_free(dir);
	world.api.store = store_open_mem();
}
END_TEST

static bool
is_kept(const char *id)
{
	const struct world_request r = {"GET", arena_printf(arena, "/_security/api_key?id=%s", id)};
	int status;

	world.api.open_as = "operator";
	status = world_ask(&r);
	world.api.open_as = NULL;
	ck_assert(status == 200 || status == 404);
	return status == 200;
}

static const int64_t a_day = INT64_C(86400000000);

/* To be looked at for a while, and not for ever: there is room for 10,000. */
START_TEST(ended_keys_go_after_a_month)
{
	struct world_key key, many[API_KEY_PURGED_AT_ONCE];
	unsigned kept = 0;

	world.skew += 29 * a_day;
	world_key_make(&key, "early", who_descriptors[WHO_MONITOR], "");
	ck_assert(is_kept(world.revoked.id) && is_kept(world.expired.id));
	for (int i = 0; i < API_KEY_PURGED_AT_ONCE; i++) {
		world_key_make(&many[i], "b", who_descriptors[WHO_MONITOR], "");
		world_revoke(many[i].id);
	}
	world.skew += 2 * a_day;
	world_key_make(&key, "late", who_descriptors[WHO_MONITOR], "");
	ck_assert(!is_kept(world.revoked.id) && !is_kept(world.expired.id));
	/* What lives stays, and works; so does what ended later. */
	ck_assert_int_eq(get_with(world.keys[WHO_ADMIN].encoded, "/"), 200);
	ck_assert(is_kept(many[0].id));
	/* A few at a time: no key waits for thousands. */
	world_revoke(key.id);
	world.skew += 31 * a_day;
	world_key_make(&key, "later", who_descriptors[WHO_MONITOR], "");
	for (int i = 0; i < API_KEY_PURGED_AT_ONCE; i++)
		kept += is_kept(many[i].id);
	ck_assert_uint_eq(kept, 0);
	world_key_make(&key, "last", who_descriptors[WHO_MONITOR], "");
	world_do("GET", "/_security/api_key", NULL);
	ck_assert(!world_says("\"invalidated\":true"));
}
END_TEST

START_TEST(the_store_has_no_secret)
{
	const struct store_query query = api_key_store_query(false);
	struct store_record *records;
	struct str id, secret;
	uint64_t count;
	size_t n;

	ck_assert(token_split(
	    arena, str_of(world.keys[WHO_ADMIN].encoded + strlen("ApiKey ")), &id, &secret));
	ck_assert_int_eq(
	    store_list(world.api.store, arena, &query, &records, &n, &count), STORE_OK);
	ck_assert_uint_eq(n, WHO__MAX + 2);
	for (size_t i = 0; i < n; i++)
		ck_assert_ptr_null(memmem(records[i].doc.p, records[i].doc.n, secret.p, secret.n));
}
END_TEST

/* A record that cannot be read lets nobody in, and takes nobody else along. */
static enum store_verdict
damage(struct store_tx *tx, void *ctx)
{
	const struct store_keys keys = {.group = 0, .order = STR_LIT("x")};

	return store_tx_replace(
	           tx, STORE_API_KEY, str_of(ctx), &keys, STR_LIT("{\"hash\":\"\"}")) == STORE_OK
	           ? STORE_WRITE
	           : STORE_FAIL;
}

START_TEST(a_damaged_key_lets_nobody_in)
{
	uint64_t ticket;

	ck_assert_int_eq(
	    store_change(world.api.store, arena, damage, world.keys[WHO_MANAGE].id, &ticket),
	    STORE_OK);
	ck_assert_int_eq(get_with(world.keys[WHO_MANAGE].encoded, "/"), 401);
	ck_assert_int_eq(get_with(world.keys[WHO_ADMIN].encoded, "/"), 200);
}
END_TEST

START_TEST(a_key_without_descriptors_has_its_makers_role)
{
	const char *bodies[] = {"{\"name\":\"x\"}", "{\"name\":\"x\",\"role_descriptors\":{}}",
	    "{\"name\":\"x\",\"role_descriptors\":null}"};

	for (int i = 0; i < ROWS(bodies); i++) {
		struct world_request r = {
		    "POST", "/_security/api_key", bodies[i], world.keys[WHO_ADMIN].encoded};
		char encoded[112];

		ck_assert_int_eq(world_ask(&r), 200);
		buf_char(&world.response.body, '\0');
		world_member(world.response.body.p, "encoded", encoded, sizeof(encoded));
		ck_assert_int_eq(
		    get_with(arena_printf(arena, "ApiKey %s", encoded), "/_security/_authenticate"),
		    200);
		ck_assert(world_says("\"roles\":[\"admin\"]"));
	}
}
END_TEST

/* Reads all, but the values blanked; works for its own, and sees their values. */
START_TEST(a_monitor_that_works_works_for_its_own_only)
{
	struct world_request r = {"PUT", "/_connector/own/_check_in"};
	struct world_key key;

	world_key_make(&key, "both",
	    "{\"cluster\":[\"monitor\"],\"applications\":[{\"application\":\"connectord\","
	    "\"privileges\":[\"worker\"],\"resources\":[\"own\"]}]}",
	    "");
	r.authorization = key.encoded;
	ck_assert_int_eq(world_ask(&r), 200);
	r.target = "/_connector/foreign/_check_in";
	ck_assert_int_eq(world_ask(&r), 403);
	r.target =
	    arena_printf(arena, "/_connector/_sync_job/%s/_check_in", world.running[FOREIGN]);
	ck_assert_int_eq(world_ask(&r), 404);
	ck_assert_int_eq(get_with(key.encoded, "/_connector/foreign"), 200);
	ck_assert(world_says("canary-host-foreign") && !world_says("canary-hidden"));
	ck_assert_int_eq(get_with(key.encoded, "/_connector"), 200);
	ck_assert(world_says("canary-hidden-own") && !world_says("canary-hidden-foreign"));
	ck_assert_int_eq(get_with(key.encoded, "/_connector/_sync_job"), 200);
	ck_assert(world_says("canary-hidden-own") && !world_says("canary-hidden-foreign"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *target;
	int count;
} narrowed[] = {
	{ "/_connector", 1 },
	{ "/_connector?include_deleted=true&size=0", 1 },
	{ "/_connector?index_name=canary-index-foreign", 0 },
	{ "/_connector?connector_name=canary-name-foreign,canary-name-own", 1 },
	{ "/_connector?query=canary-name-foreign", 0 },
	{ "/_connector/_sync_job", 2 },
	{ "/_connector/_sync_job?connector_id=own", 2 },
	{ "/_connector/_sync_job?connector_id=foreign", 0 },
	{ "/_connector/_sync_job?connector_id=", 0 },
	{ "/_connector/_sync_job?connector_id=none&size=0", 0 },
};
/* clang-format on */

/* Whatever it asks for, and not even as a number. */
START_TEST(a_worker_finds_its_own_only)
{
	ck_assert_int_eq(get_with(world.keys[WHO_WORKER].encoded, narrowed[_i].target), 200);
	ck_assert_msg(world_says(arena_printf(arena, "{\"count\":%d,", narrowed[_i].count)), "%.*s",
	    STR_ARG(buf_peek(&world.response.body)));
	ck_assert(!world_says("foreign"));
}
END_TEST

/* ---- what _explain tells ---- */

static void
must_explain(const char *target, const char *expected)
{
	ck_assert_int_eq(get_with(world.keys[WHO_MONITOR].encoded, target), 200);
	ck_assert_msg(world_says(expected), "%.*s", STR_ARG(buf_peek(&world.response.body)));
	ck_assert(!world_says("canary-hidden") && !world_says("canary-host"));
}

/* A worker whose key does not reach the connector: the operator is told, and the worker is not. */
START_TEST(a_worker_that_was_turned_away_is_told_of)
{
	struct world_request r = {"PUT",
	    arena_printf(arena, "/_connector/_sync_job/%s/_claim", world.pending[FOREIGN]),
	    "{\"worker_hostname\":\"h\"}", world.keys[WHO_WORKER].encoded};
	const char *job =
	    arena_printf(arena, "/_connectord/sync_job/%s/_explain", world.pending[FOREIGN]);
	struct sightings *seen = sightings_new(world_now());

	world.api.sightings = seen;
	must_explain(job, "\"code\":\"no_worker\"");
	/* Who only looks is no worker. */
	ck_assert_int_eq(
	    get_with(world.keys[WHO_MONITOR].encoded, "/_connector/_sync_job?status=pending"), 200);
	must_explain(job, "\"code\":\"no_worker\"");
	ck_assert_int_eq(world_ask(&r), 404);
	must_explain(job, "\"code\":\"last_refusal\"");
	must_explain(job, "\"status\":404");
	ck_assert_int_eq(get_with(world.keys[WHO_WORKER].encoded, job), 404);

	r = (struct world_request){
	    "PUT", "/_connector/foreign/_check_in", NULL, world.keys[WHO_WORKER].encoded};
	ck_assert_int_eq(world_ask(&r), 403);
	must_explain("/_connectord/connector/foreign/_explain", "\"status\":403");
	must_explain("/_connectord/connector/foreign/_explain", "\"code\":\"no_worker\"");

	/* The connector of a refused create is known from the body, which is gone by then. */
	r = (struct world_request){"POST", "/_connector/_sync_job", "{\"id\":\"foreign\"}",
	    world.keys[WHO_WORKER].encoded};
	ck_assert_int_eq(world_ask(&r), 403);
	must_explain("/_connectord/connector/foreign/_explain", "POST /_connector/_sync_job\"");

	/* Who is not let in at all is not noted. */
	r = (struct world_request){"PUT", "/_connector/foreign/_check_in", NULL, NULL};
	ck_assert_int_eq(world_ask(&r), 401);
	must_explain("/_connectord/connector/foreign/_explain", "\"status\":403");
	sightings_free(seen);
}
END_TEST

/* A value in the wrong place comes back in the reason of a refusal, and goes no further. */
START_TEST(a_refused_value_is_not_told_on)
{
	static const char wrong[] =
	    "{\"configuration\":{\"password\":{\"label\":\"p\",\"type\":\"canary-hidden\"}}}";
	static const char raw[] = "{\"doc\":{\"last_seen\":\"canary-hidden\"}}";
	struct sightings *seen = sightings_new(world_now());
	struct world_request r = {
	    "PUT", "/_connector/own/_configuration", wrong, world.keys[WHO_MANAGE].encoded};

	world.api.sightings = seen;
	ck_assert_int_eq(world_ask(&r), 400);
	must_explain("/_connectord/connector/own/_explain", "\"status\":400");
	r = (struct world_request){
	    "POST", "/.elastic-connectors/_update/own", raw, world.keys[WHO_MANAGE].encoded};
	ck_assert_int_eq(world_ask(&r), 400);
	must_explain("/_connectord/connector/own/_explain", "_update/{id}");
	sightings_free(seen);
}
END_TEST

/* ---- whom the web server lets in ---- */

START_TEST(remote_user_counts_when_it_is_set)
{
	struct world_request r = {"GET", "/_connector/own", NULL, .remote_user = "bob"};

	auth_free(world.api.auth);
	world.api.auth = auth_new(&(struct auth_options){.remote_user_roles = ROLE_MONITOR});
	ck_assert_int_eq(world_ask(&r), 200);
	ck_assert(!world_says("canary-hidden"));
	r.method = "DELETE";
	ck_assert_int_eq(world_ask(&r), 403);
	ck_assert(
	    world_says("is unauthorized for user [bob] with effective roles [monitor], this"));
	/* The password behind "Basic" is the web server's. */
	r = (struct world_request){"GET", "/", NULL, "Basic Ym9iOng=", .remote_user = "bob"};
	ck_assert_int_eq(world_ask(&r), 200);
	/* Nobody was let in, or somebody says so himself. */
	r = (struct world_request){"GET", "/", NULL, .remote_user = ""};
	ck_assert_int_eq(world_ask(&r), 401);
	r = (struct world_request){
	    "GET", "/", NULL, .more = {STR_LIT("REMOTE_USER"), STR_LIT("bob")}};
	ck_assert_int_eq(world_ask(&r), 401);
	/* Keys go on to count. */
	ck_assert_int_eq(get_with(world.keys[WHO_ADMIN].encoded, "/_security/api_key"), 200);
}
END_TEST

START_TEST(an_open_program_says_so)
{
	world_do("GET", "/_connectord/status", NULL);
	ck_assert(world_says("\"security\":\"off\""));
	ck_assert_int_eq(get_with(world.keys[WHO_MONITOR].encoded, "/_connectord/status"), 200);
	ck_assert(world_says("\"security\":\"on\""));
	ck_assert(world_says("\"connectors\":2,\"sync_jobs\":4,\"secrets\":1,\"api_keys\":7"));
}
END_TEST

/* ---- the command line ---- */

/* clang-format off */
static const struct {
	const char *words[10];
	enum key_command_rc rc;
	const char *says;
} commands[] = {
	{ { "create", "--name", "n", "--role", "admin" }, KEY_COMMAND_OK, "\"encoded\" : \"" },
	{ { "create", "--role", "worker", "--connector", "a b", "--name", "n", "--connector", "\"" }, KEY_COMMAND_OK, "\"encoded\"" },
	{ { "create", "--name", "n", "--role", "monitor", "--expires", "30d" }, KEY_COMMAND_OK, "\"expiration\" : 1" },
	{ { "create", "--name", "n", "--role", "monitor", "--expires", "soon" }, KEY_COMMAND_REFUSED, "such as 30d" },
	{ { "create", "--name", "_n", "--role", "monitor" }, KEY_COMMAND_REFUSED, "underscore" },
	{ { "create", "--name", "n", "--role", "boss" }, KEY_COMMAND_USAGE, "key create" },
	{ { "create", "--name", "n", "--role", "worker" }, KEY_COMMAND_USAGE, "key create" },
	{ { "create", "--name", "n", "--role", "admin", "--connector", "a" }, KEY_COMMAND_USAGE, "key create" },
	{ { "create", "--name", "n" }, KEY_COMMAND_USAGE, "key create" },
	{ { "create", "--role", "admin", "--name" }, KEY_COMMAND_USAGE, "key create" },
	{ { "create", "--role", "admin", "--nome", "x" }, KEY_COMMAND_USAGE, "key create" },
	{ { "list" }, KEY_COMMAND_OK, "\"name\" : \"key-3\"" },
	{ { "list", "x" }, KEY_COMMAND_USAGE, "key create" },
	{ { "revoke" }, KEY_COMMAND_USAGE, "key create" },
	{ { "revoke", "none" }, KEY_COMMAND_REFUSED, "not all of these keys" },
	{ { NULL }, KEY_COMMAND_USAGE, "key create" },
	{ { "destroy" }, KEY_COMMAND_USAGE, "key create" },
};
/* clang-format on */

START_TEST(commands_do_what_they_say)
{
	struct buf out = {0};
	size_t n = 0;

	while (n < 10 && commands[_i].words[n] != NULL)
		n++;
	ck_assert_int_eq(
	    (int)key_command(&world.api, arena, commands[_i].words, n, &out), (int)commands[_i].rc);
	buf_char(&out, '\0');
	ck_assert_msg(strstr(out.p, commands[_i].says) != NULL, "%s", out.p);
	ck_assert_ptr_null(strstr(out.p, "hash"));
	buf_release(&out);
}
END_TEST

START_TEST(the_command_revokes)
{
	const char *words[] = {"revoke", world.keys[WHO_ADMIN].id, world.revoked.id};
	struct buf out = {0};

	ck_assert_int_eq(get_with(world.keys[WHO_ADMIN].encoded, "/"), 200);
	ck_assert_int_eq((int)key_command(&world.api, arena, words, 3, &out), (int)KEY_COMMAND_OK);
	ck_assert_int_eq(get_with(world.keys[WHO_ADMIN].encoded, "/"), 401);
	buf_release(&out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("security");
	TCase *parts = tcase_create("parts"), *whole = tcase_create("whole");

	tcase_add_checked_fixture(parts, set_up, tear_down);
	tcase_add_test(parts, secrets_differ_and_match_their_hash_alone);
	tcase_add_test(parts, hashes_stay_what_they_are);
	tcase_add_loop_test(parts, pairs_are_taken_apart, 0, ROWS(pairs));
	tcase_add_test(parts, pairs_come_back_as_they_went);
	tcase_add_loop_test(parts, durations_are_read, 0, ROWS(durations));
	tcase_add_loop_test(parts, descriptors_grant_roles, 0, ROWS(grants));
	tcase_add_test(parts, a_worker_has_a_bounded_list);
	tcase_add_test(parts, rates_are_kept_for_each_address);
	tcase_add_test(parts, keys_are_found_or_read_again);
	tcase_add_test(parts, what_was_read_before_a_change_does_not_get_in);
	tcase_add_test(parts, keys_are_found_by_what_was_shown_while_they_are_kept);
	tcase_add_test(parts, what_was_shown_is_never_taken_for_another);
	tcase_add_test(parts, uses_are_written_down_once_a_minute);
	suite_add_tcase(suite, parts);
	tcase_add_checked_fixture(whole, open_world, close_world);
	tcase_add_test(whole, too_many_failures_are_answered_429);
	tcase_add_test(whole, a_stranger_is_answered_in_the_type_asked_for);
	tcase_add_test(whole, a_revoked_key_is_out_at_once);
	tcase_add_test(whole, an_expiring_key_ends_on_time);
	tcase_add_test(whole, the_scheme_may_be_spelled_in_any_case);
	tcase_add_test(whole, the_last_use_is_known);
	tcase_add_test(whole, a_list_waits_for_what_it_tells);
	tcase_add_test(whole, ended_keys_go_after_a_month);
	tcase_add_test(whole, the_store_has_no_secret);
	tcase_add_test(whole, a_damaged_key_lets_nobody_in);
	tcase_add_test(whole, a_key_without_descriptors_has_its_makers_role);
	tcase_add_test(whole, a_monitor_that_works_works_for_its_own_only);
	tcase_add_loop_test(whole, a_worker_finds_its_own_only, 0, ROWS(narrowed));
	tcase_add_test(whole, a_worker_that_was_turned_away_is_told_of);
	tcase_add_test(whole, a_refused_value_is_not_told_on);
	tcase_add_test(whole, remote_user_counts_when_it_is_set);
	tcase_add_test(whole, an_open_program_says_so);
	tcase_add_loop_test(whole, commands_do_what_they_say, 0, ROWS(commands));
	tcase_add_test(whole, the_command_revokes);
	suite_add_tcase(suite, whole);
	log_open(false, LOG_LEVEL_ERROR);
	return run_suite(suite);
}
