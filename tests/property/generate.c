#include <config.h>

#include "generate.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "refusal.h"

struct shape {
	const char *method;
	const char *tail; /* behind the id */
	unsigned weight;
};

/* clang-format off */
static const struct shape shapes[OP__MAX] = {
	[OP_CREATE]        = {"POST",   "",                       1},
	[OP_PUT]           = {"PUT",    "",                       16},
	[OP_LIST]          = {"GET",    "",                       4},
	[OP_GET]           = {"GET",    "",                       3},
	[OP_DELETE]        = {"DELETE", "",                       3},
	[OP_API_KEY_ID]    = {"PUT",    "/_api_key_id",           2},
	[OP_CHECK_IN]      = {"PUT",    "/_check_in",             2},
	[OP_CONFIGURATION] = {"PUT",    "/_configuration",        6},
	[OP_ERROR]         = {"PUT",    "/_error",                3},
	[OP_FEATURES]      = {"PUT",    "/_features",             4},
	[OP_FILTERING]     = {"PUT",    "/_filtering",            6},
	[OP_ACTIVATE]      = {"PUT",    "/_filtering/_activate",  4},
	[OP_VALIDATION]    = {"PUT",    "/_filtering/_validation", 4},
	[OP_INDEX_NAME]    = {"PUT",    "/_index_name",           5},
	[OP_LAST_SYNC]     = {"PUT",    "/_last_sync",            4},
	[OP_NAME]          = {"PUT",    "/_name",                 3},
	[OP_NATIVE]        = {"PUT",    "/_native",               3},
	[OP_PIPELINE]      = {"PUT",    "/_pipeline",             2},
	[OP_SCHEDULING]    = {"PUT",    "/_scheduling",           4},
	[OP_SERVICE_TYPE]  = {"PUT",    "/_service_type",         3},
	[OP_STATUS]        = {"PUT",    "/_status",               5},
	[OP_JOB_CREATE]    = {"POST",   "",                       28},
	[OP_JOB_LIST]      = {"GET",    "",                       5},
	[OP_JOB_GET]       = {"GET",    "",                       3},
	[OP_JOB_DELETE]    = {"DELETE", "",                       2},
	[OP_JOB_CANCEL]    = {"PUT",    "/_cancel",               5},
	[OP_JOB_CHECK_IN]  = {"PUT",    "/_check_in",             3},
	[OP_JOB_CLAIM]     = {"PUT",    "/_claim",                6},
	[OP_JOB_ERROR]     = {"PUT",    "/_error",                4},
	[OP_JOB_STATS]     = {"PUT",    "/_stats",                5},
};
/* clang-format on */

/* Where they would grow for ever, jobs and connectors are deleted instead of made. */
enum { CONNECTORS_WANTED = 9, JOBS_WANTED = 30 };

static const char *const ids[] = {"c1", "c2", "C1", "a b+c", "k\xc3\xa4se/5%"};

struct op_query
generate_no_query(void)
{
	return (struct op_query){.from = -1, .size = -1};
}

void
op_release(struct op *op)
{
	json_object_put(op->body);
	op->body = NULL;
	answer_release(&op->refusal);
}

/* ---- ids ---- */

static const char *
pick_connector(struct random *random, const struct model *m)
{
	if (random_percent(random, 4))
		return "nobody";
	if (m->connectors > 0 && random_percent(random, 40))
		return m->connector[random_below(random, m->connectors)].id;
	return ids[random_below(random, sizeof ids / sizeof ids[0])];
}

static const char *
pick_job(struct random *random, const struct model *m)
{
	if (m->jobs == 0 || random_percent(random, 6))
		return "no job/?";
	return m->job[random_below(random, m->jobs)].id;
}

/* ---- targets ---- */

/* Appends the text, escaped: everything but letters and digits. */
static void
escape(char *out, size_t room, const char *text)
{
	size_t n = strlen(out);

	for (; *text != '\0'; text++) {
		assert(n + 4 < room);
		if (isalnum((unsigned char)*text))
			n += (size_t)snprintf(out + n, room - n, "%c", *text);
		else
			n += (size_t)snprintf(out + n, room - n, "%%%02X", (unsigned char)*text);
	}
}

static void
add(char *out, const char *text)
{
	size_t n = strlen(out);

	(void)snprintf(out + n, OP_TARGET_MAX - n, "%s", text);
}

static void
add_parameter(char *target, const char *name, const char *value)
{
	if (value == NULL)
		return;
	add(target, strchr(target, '?') != NULL ? "&" : "?");
	add(target, name);
	add(target, "=");
	escape(target, OP_TARGET_MAX, value);
}

static void
add_number(char *target, const char *name, int value)
{
	char digits[16];

	(void)snprintf(digits, sizeof digits, "%d", value);
	add_parameter(target, name, value >= 0 ? digits : NULL);
}

static void
add_query(struct op *op)
{
	const struct op_query *q = &op->query;

	add_number(op->target, "from", q->from);
	add_number(op->target, "size", q->size);
	add_parameter(op->target, "include_deleted", q->include_deleted ? "true" : NULL);
	add_parameter(op->target, "hard", q->hard ? "true" : NULL);
	add_parameter(op->target, "delete_sync_jobs", q->delete_sync_jobs ? "" : NULL);
	add_parameter(op->target, "index_name", q->index_name);
	add_parameter(op->target, "connector_name", q->connector_name);
	add_parameter(op->target, "service_type", q->service_type);
	add_parameter(op->target, "query", q->query);
	add_parameter(op->target, "connector_id", q->connector_id);
	add_parameter(op->target, "status", q->status);
	add_parameter(op->target, "job_type", q->job_type);
}

void
generate_target(struct op *op)
{
	const struct shape *shape = &shapes[op->kind];
	const char *root = op->kind >= OP_JOB_CREATE ? "/_connector/_sync_job" : "/_connector";

	op->method = shape->method;
	(void)snprintf(op->target, sizeof op->target, "%s", root);
	(void)snprintf(op->path, sizeof op->path, "%s", root);
	if (op->id[0] != '\0') {
		add(op->target, "/");
		escape(op->target, sizeof op->target, op->id);
		add(op->path, "/");
		add(op->path, op->id);
	}
	add(op->target, shape->tail);
	add(op->path, shape->tail);
	add_query(op);
}

/* ---- parameters ---- */

enum { CHOICES = 8 };

/* One of the texts, or mostly none. */
static const char *
maybe(struct random *random, const char *const choice[CHOICES])
{
	size_t n = 0;

	while (n < CHOICES && choice[n] != NULL)
		n++;
	return random_percent(random, 25) ? choice[random_below(random, n)] : NULL;
}

void
generate_list(struct random *random, const struct model *m, enum op_kind kind, struct op *op)
{
	static const char *const indices[CHOICES] = {
	    "books", "Books,content-a", "books,", "none", ""};
	static const char *const names[CHOICES] = {"Books", ",a", "my conn", "a,b", "books", ""};
	static const char *const types[CHOICES] = {"postgresql", "mysql,postgresql", "Mysql", ""};
	static const char *const queries[CHOICES] = {
	    "ook", "daily", "Daily", "content-?", "my-conn", "run", "", "n*a"};
	static const char *const states[CHOICES] = {
	    "pending", "CANCELED", "canceling", "in_progress", "Error", "completed"};
	static const char *const jobs[CHOICES] = {
	    "full", "full,INCREMENTAL", "access_control,", "", "incremental"};
	struct op_query *q = &op->query;

	op->kind = kind;
	if (random_percent(random, 30))
		q->from = (int)random_below(random, 8);
	if (random_percent(random, 30))
		q->size = (int)random_below(random, 6);
	if (kind == OP_LIST) {
		q->include_deleted = random_percent(random, 40);
		q->index_name = maybe(random, indices);
		q->connector_name = maybe(random, names);
		q->service_type = maybe(random, types);
		q->query = maybe(random, queries);
	} else {
		if (random_percent(random, 30))
			q->connector_id =
			    random_percent(random, 90) ? pick_connector(random, m) : "";
		q->status = maybe(random, states);
		q->job_type = maybe(random, jobs);
	}
}

static enum op_kind
pick_kind(struct random *random)
{
	size_t total = 0, at;

	for (size_t i = 0; i < OP__MAX; i++)
		total += shapes[i].weight;
	at = random_below(random, total);
	for (size_t i = 0; i < OP__MAX; i++) {
		if (at < shapes[i].weight)
			return (enum op_kind)i;
		at -= shapes[i].weight;
	}
	return OP_GET;
}

static bool
has_id(enum op_kind kind)
{
	return kind != OP_CREATE && kind != OP_LIST && kind != OP_JOB_CREATE && kind != OP_JOB_LIST;
}

static void
pick_query(struct random *random, const struct model *m, struct op *op)
{
	if (op->kind == OP_LIST || op->kind == OP_JOB_LIST)
		generate_list(random, m, op->kind, op);
	if (op->kind == OP_GET)
		op->query.include_deleted = random_percent(random, 40);
	if (op->kind == OP_DELETE) {
		op->query.hard = m->connectors > CONNECTORS_WANTED || random_percent(random, 25);
		op->query.delete_sync_jobs = random_percent(random, 20);
	}
}

/* PUT /_connector generates an id as POST does (connectors.md 1). */
static void
make_create_a_put(struct op *op)
{
	op->method = "PUT";
}

void
generate_op(struct random *random, const struct model *m, struct op *op)
{
	*op = (struct op){.query = generate_no_query(), .kind = pick_kind(random)};
	if (random_percent(random, 8)) {
		refusal_pick(random, op);
		return;
	}
	if (op->kind == OP_CREATE && m->connectors > CONNECTORS_WANTED)
		op->kind = OP_DELETE;
	if (op->kind == OP_JOB_CREATE && m->jobs > JOBS_WANTED)
		op->kind = OP_JOB_DELETE;
	if (has_id(op->kind))
		(void)snprintf(op->id, sizeof op->id, "%s",
		    op->kind > OP_JOB_CREATE ? pick_job(random, m) : pick_connector(random, m));
	pick_query(random, m, op);
	generate_target(op);
	if (op->kind == OP_CREATE && random_percent(random, 50))
		make_create_a_put(op);
	body_make(random, op, pick_connector(random, m));
	if (random_percent(random, 3))
		refusal_spoil(random, op);
}
