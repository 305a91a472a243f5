#include <config.h>

#include "workload.h"

#include <stdio.h>
#include <string.h>

#include "search.h"

enum id { ID_NONE, ID_ANY, ID_OWN, ID_UNCLAIMED };
enum body { BODY_NONE, BODY_CREATE, BODY_CLAIM, BODY_STATS, BODY_SEARCH };

struct call {
	const char *method;
	const char *path;
	enum id id;
	const char *rest; /* of the path, behind the id */
	enum body body;
	int expected;
	enum search search;
};

enum { CALLS_MAX = 6, SEQUENCES_MAX = 6 };

struct sequence {
	unsigned weight;
	const struct call *calls[CALLS_MAX];
};

struct workload {
	const char *name;
	struct sequence sequences[SEQUENCES_MAX]; /* the weights of all make 100 */
};

/* clang-format off */
#define JOBS "/_connector/_sync_job"
static const struct call
	get       = { "GET",  JOBS "/",          ID_ANY,  "",        BODY_NONE,   200 },
	list_10   = { "GET",  JOBS "?size=10",   ID_NONE, "",        BODY_NONE,   200 },
	list_100  = { "GET",  JOBS "?size=100",  ID_NONE, "",        BODY_NONE,   200 },
	create    = { "POST", JOBS,              ID_NONE, "",        BODY_CREATE, 201 },
	claim_new = { "PUT",  JOBS "/",          ID_UNCLAIMED, "/_claim", BODY_CLAIM,  200 },
	stats_any = { "PUT",  JOBS "/",          ID_ANY,  "/_stats", BODY_STATS,  200 },
	claim     = { "PUT",  JOBS "/",          ID_OWN,  "/_claim", BODY_CLAIM,  200 },
	stats     = { "PUT",  JOBS "/",          ID_OWN,  "/_stats", BODY_STATS,  200 },
	cancel    = { "PUT",  JOBS "/",          ID_OWN,  "/_cancel", BODY_NONE,  200 };

/* What they are called stands in the target too, for bench/limit: the program does not care. */
#define SEARCH(index, name, search) \
	{ "POST", SEARCH_PATH(index, name), ID_NONE, "", BODY_SEARCH, 200, search }
static const struct call
	s1 = SEARCH("", "S1", SEARCH_1),
	s2 = SEARCH("", "S2", SEARCH_2),
	s3 = SEARCH("", "S3", SEARCH_3),
	s4 = SEARCH("", "S4", SEARCH_4),
	s5 = SEARCH("-sync-jobs", "S5", SEARCH_5),
	s6 = SEARCH("-sync-jobs", "S6", SEARCH_6),
	s7 = SEARCH("-sync-jobs", "S7", SEARCH_7),
	s5_many = SEARCH("-sync-jobs", "S5-many", SEARCH_5),
	s6_many = SEARCH("-sync-jobs", "S6-many", SEARCH_6),
	s7_many = SEARCH("-sync-jobs", "S7-many", SEARCH_7);

static const struct workload workloads[] = {
	{ "get",    {{ 100, { &get }}}},
	{ "list10", {{ 100, { &list_10 }}}},
	{ "list100", {{ 100, { &list_100 }}}},
	{ "create", {{ 100, { &create }}}},
	{ "mixed",  {{ 55, { &get }}, { 15, { &list_10 }}, { 20, { &create }}, { 5, { &claim_new }},
	             { 5, { &stats_any }}}},
	{ "life",   {{ 100, { &create, &claim, &stats, &stats, &stats, &cancel }}}},
	{ "S1", {{ 100, { &s1 }}}}, { "S2", {{ 100, { &s2 }}}}, { "S3", {{ 100, { &s3 }}}},
	{ "S4", {{ 100, { &s4 }}}}, { "S5", {{ 100, { &s5 }}}}, { "S6", {{ 100, { &s6 }}}},
	{ "S7", {{ 100, { &s7 }}}}, { "S5-many", {{ 100, { &s5_many }}}},
	{ "S6-many", {{ 100, { &s6_many }}}}, { "S7-many", {{ 100, { &s7_many }}}},
};
/* clang-format on */

const struct workload *
workload_find(const char *name)
{
	for (size_t i = 0; i < sizeof(workloads) / sizeof(workloads[0]); i++)
		if (strcmp(workloads[i].name, name) == 0)
			return &workloads[i];
	return NULL;
}

const char *
workload_name(size_t i)
{
	return i < sizeof(workloads) / sizeof(workloads[0]) ? workloads[i].name : NULL;
}

bool
workload_needs_ids(const struct workload *w)
{
	for (int i = 0; i < SEQUENCES_MAX; i++)
		for (int k = 0; k < CALLS_MAX; k++)
			if (w->sequences[i].calls[k] != NULL &&
			    w->sequences[i].calls[k]->id == ID_ANY)
				return true;
	return false;
}

/* xorshift64: fast, and good enough to spread requests. */
static uint64_t
draw(struct world *world, uint64_t below)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 7;
	world->random ^= world->random << 17;
	return world->random % below;
}

static const struct sequence *
draw_sequence(struct world *world)
{
	const struct sequence *s = world->workload->sequences;
	uint64_t at = draw(world, 100);

	while (at >= s->weight) {
		at -= s->weight;
		s++;
	}
	return s;
}

/* A claim waits until there is something to claim: a job is claimed once. */
static const struct sequence *
choose(struct world *world)
{
	const struct sequence *s;

	do {
		s = draw_sequence(world);
	} while (s->calls[0]->id == ID_UNCLAIMED && world->unclaimed_count == 0);
	return s;
}

static const char *
id_for(const struct walk *walk, struct world *world, enum id id)
{
	switch (id) {
	case ID_NONE:
		break;
	case ID_ANY:
		return world->ids[draw(world, world->id_count)];
	case ID_OWN:
		return walk->own;
	case ID_UNCLAIMED:
		return world->unclaimed[--world->unclaimed_count];
	}
	return "";
}

static void
write_body(struct world *world, const struct call *call, struct buf *to)
{
	const unsigned long long n = draw(world, 1000000);

	switch (call->body) {
	case BODY_NONE:
		break;
	case BODY_CREATE:
		buf_printf(to,
		    "{\"id\":\"c%llu\",\"job_type\":\"full\",\"trigger_method\":\"on_demand\"}",
		    n % world->connectors);
		break;
	case BODY_CLAIM:
		buf_text(to, "{\"worker_hostname\":\"bench-worker\"}");
		break;
	case BODY_STATS:
		buf_printf(to,
		    "{\"deleted_document_count\":%llu,\"indexed_document_count\":%llu,"
		    "\"indexed_document_volume\":%llu}",
		    n % 10, n, n / 1000);
		break;
	case BODY_SEARCH:
		search_body(to, call->search, world->connectors);
		break;
	}
}

void
workload_body(struct world *world, struct buf *out)
{
	write_body(world, world->workload->sequences[0].calls[0], out);
}

void
walk_request(struct walk *walk, struct world *world, struct buf *out)
{
	const struct call *call;
	struct buf *body = &world->body;
	const char *id;

	if (walk->sequence == NULL) {
		walk->sequence = choose(world);
		walk->step = 0;
		world->begun++;
	}
	call = walk->sequence->calls[walk->step];
	id = id_for(walk, world, call->id);
	buf_clear(body);
	write_body(world, call, body);
	buf_printf(out, "%s %s%s%s HTTP/1.1\r\nHost: localhost\r\n%s", call->method, call->path, id,
	    call->rest, world->headers);
	if (body->n > 0)
		buf_printf(
		    out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body->n);
	buf_text(out, "\r\n");
	buf_str(out, buf_peek(body));
}

/* The id in {"id":"..."}. */
static bool
take_id(struct walk *walk, struct world *world, struct str body)
{
	static const char before[] = "{\"id\":\"";
	const size_t n = sizeof(before) - 1;

	if (body.n < n + JOB_ID_SIZE + 1 || memcmp(body.p, before, n) != 0 ||
	    body.p[n + JOB_ID_SIZE] != '"')
		return false;
	memcpy(walk->own, body.p + n, JOB_ID_SIZE);
	if (walk->sequence->calls[1] == NULL && world->unclaimed_count < UNCLAIMED_MAX)
		memcpy(world->unclaimed[world->unclaimed_count++], walk->own, JOB_ID_SIZE + 1);
	return true;
}

bool
walk_answer(struct walk *walk, struct world *world, int status, struct str body)
{
	const struct call *call = walk->sequence->calls[walk->step];

	if (status != call->expected ||
	    (call->body == BODY_CREATE && !take_id(walk, world, body))) {
		walk->sequence = NULL;
		return false;
	}
	walk->step++;
	if (walk->step == CALLS_MAX || walk->sequence->calls[walk->step] == NULL)
		walk->sequence = NULL;
	return true;
}

bool
walk_rests(const struct walk *walk)
{
	return walk->sequence == NULL;
}
