/*
 * Clients that create, claim, report on, cancel and delete jobs and change connectors, all at
 * random over few records so that they collide, while the program is stopped and killed. What they
 * asked and were told goes to the checker.
 *
 *	history [-s SECONDS] [-r SEED] [-f FAULT]
 *
 * FAULT is a lie of the clients which the checker must find, to show that it would: "lose" takes a
 * change for acknowledged that was never sent, "twice" sends one twice, "stale" answers a read from
 * memory, "undead" takes a delete for acknowledged that was not sent.
 */
#include <config.h>

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../crash/daemon.h"
#include "../crash/tree.h"
#include "checker.h"

enum {
	CLIENTS = 32,
	CONNECTORS = 3, /* that clients use at a time … */
	CHAPTER_S = 10, /* … and for so long: judging takes the square of what was done to one */
	LIVE_JOBS = 12, /* that clients know of at a time */
	RECORDS_A_SECOND = 4000, /* there is room for: more than can be made … */
	OPS_A_SECOND = 1000,     /* … and asked by one client */
	PATIENCE_MS = 20000,
	FAULT_EVERY = 40
};

enum fault { FAULT_NONE, FAULT_LOSE, FAULT_TWICE, FAULT_STALE, FAULT_UNDEAD, FAULT__MAX };

static const char *const fault_names[FAULT__MAX] = {"", "lose", "twice", "stale", "undead"};

struct client {
	pthread_t thread;
	unsigned random;
	int fd;
	struct answer answer;
	struct op *ops;
	size_t n, room;
	struct op stale; /* what a read told some time ago */
	unsigned changes;
};

static struct {
	char dir[64], data[80], log[80];
	struct daemon daemon;
	struct client clients[CLIENTS];
	unsigned connectors;   /* in all: the first records */
	atomic_uint connector; /* the first of those in use */
	char (*ids)[24];       /* of record connectors + i */
	size_t records_max;
	atomic_uint records;
	atomic_uint live[LIVE_JOBS]; /* numbers of records, 0: none */
	atomic_uint marks;
	atomic_bool over;
	enum fault fault;
	unsigned kills, stops;
} w;

__attribute__((noreturn)) static void
give_up(const char *what)
{
	fprintf(stderr, "%s: see %s\n", what, w.log);
	abort();
}

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static unsigned
dice(struct client *c, unsigned sides)
{
	return (unsigned)rand_r(&c->random) % sides;
}

/* ---- asking ---- */

/* One request; 0: no answer, and the connection is new the next time. */
static int
ask(struct client *c, const char *method, const char *uri, const char *body)
{
	int status;

	while (c->fd < 0 && !atomic_load(&w.over)) {
		c->fd = connect_unix(w.daemon.socket);
		if (c->fd < 0)
			sleep_ms(5);
	}
	if (c->fd < 0)
		return 0;
	buf_clear(&c->answer.raw);
	c->answer.record = (struct record){0};
	status = daemon_ask(c->fd, &c->answer, method, uri, body, PATIENCE_MS);
	if (status == 0) {
		close(c->fd);
		c->fd = -1;
	}
	return status;
}

/* A 503 leaves it open: README. */
static enum op_outcome
outcome_of(int status)
{
	if (status == 0 || status >= 500)
		return OP_UNKNOWN;
	return status < 300 ? OP_DONE : OP_REFUSED;
}

/* The text or number behind "name": in the answer, up to a quote, comma or brace; "" when absent.
 */
static void
pick(const struct client *c, const char *name, char *text, size_t size)
{
	struct str body = answer_body(&c->answer);
	char key[64];
	const char *p;
	size_t n = 0;

	(void)snprintf(key, sizeof(key), "\"%s\":", name);
	p = memmem(body.p, body.n, key, strlen(key));
	if (p != NULL) {
		p += strlen(key);
		p += *p == '"';
		while (n + 1 < size && p + n < body.p + body.n && strchr("\",}", p[n]) == NULL)
			n++;
		memcpy(text, p, n);
	}
	text[n] = '\0';
}

static uint64_t
fingerprint(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h;
}

static bool
is_connector(unsigned record)
{
	return record < w.connectors;
}

static const char *
id_of(unsigned record, char *text, size_t size)
{
	if (!is_connector(record))
		return w.ids[record - w.connectors];
	(void)snprintf(text, size, "c%u", record);
	return text;
}

static unsigned
any_connector(struct client *c)
{
	return atomic_load(&w.connector) + dice(c, CONNECTORS);
}

/* Writes the operation down; it may be looked at until the client's next one. */
static struct op *
note(struct client *c, struct op op, int64_t asked, int status)
{
	if (c->n == c->room)
		give_up("no room for more operations");
	op.asked = asked;
	op.told = now_ns();
	op.outcome = outcome_of(status);
	if (op.outcome == OP_UNKNOWN)
		op.told = INT64_MAX;
	c->ops[c->n] = op;
	return &c->ops[c->n++];
}

/* ---- reading ---- */

static enum state
read_state(const char *text)
{
	static const char *const names[STATE__MAX] = {
	    "pending", "in_progress", "canceling", "canceled", "error", "completed", "suspended"};

	for (int i = 0; i < STATE__MAX; i++)
		if (strcmp(text, names[i]) == 0)
			return (enum state)i;
	return STATE_NONE;
}

static void
read_marks(const struct client *c, unsigned record, struct op *op)
{
	char text[64];

	if (is_connector(record)) {
		pick(c, "name", text, sizeof(text));
		op->marks[0] = (uint32_t)strtoul(text[0] == 'n' ? text + 1 : "0", NULL, 10);
		pick(c, "service_type", text, sizeof(text));
		op->marks[1] = (uint32_t)strtoul(text[0] == 't' ? text + 1 : "0", NULL, 10);
		op->state = STATE_NONE;
		return;
	}
	pick(c, "indexed_document_count", text, sizeof(text));
	op->marks[0] = (uint32_t)strtoul(text, NULL, 10);
	pick(c, "worker_hostname", text, sizeof(text));
	op->marks[1] = (uint32_t)strtoul(text[0] == 'w' ? text + 1 : "0", NULL, 10);
	pick(c, "status", text, sizeof(text));
	op->state = read_state(text);
}

static const struct op *
read_record_of(struct client *c, unsigned record)
{
	char uri[200], id[24], text[64];
	struct op op = {.record = record, .kind = OP_READ, .state = STATE_NONE};
	int64_t asked = now_ns();
	int status;

	(void)snprintf(uri, sizeof(uri), "/.elastic-connectors%s/_doc/%s",
	    is_connector(record) ? "" : "-sync-jobs", id_of(record, id, sizeof(id)));
	status = ask(c, "GET", uri, "");
	op.absent = status == 404;
	if (status == 200) {
		pick(c, "_seq_no", text, sizeof(text));
		op.number = strtoll(text, NULL, 10);
		op.content = fingerprint(answer_body(&c->answer));
		read_marks(c, record, &op);
	}
	if (w.fault == FAULT_STALE && status == 200) {
		if (dice(c, FAULT_EVERY) == 0 && c->stale.record == record && c->stale.told != 0) {
			c->stale.asked = asked;
			op = c->stale;
		} else {
			c->stale = op;
			c->stale.told = 1;
		}
	}
	return note(c, op, asked, op.absent ? 200 : status);
}

/* ---- changing ---- */

/* Sends the change, or, with a fault, not once. */
static int
change(struct client *c, const char *method, const char *uri, const char *body, bool deletes)
{
	bool now = w.fault != FAULT_NONE && ++c->changes % FAULT_EVERY == 0;

	if (now && w.fault == FAULT_LOSE && !deletes)
		return 200;
	if (w.fault == FAULT_UNDEAD && deletes)
		return 200;
	if (now && w.fault == FAULT_TWICE && !deletes)
		(void)ask(c, method, uri, body);
	return ask(c, method, uri, body);
}

static void
create_job(struct client *c)
{
	char body[64];
	int64_t asked = now_ns();
	unsigned record;
	int status;

	(void)snprintf(body, sizeof(body), "{\"id\":\"c%u\"}", any_connector(c));
	status = ask(c, "POST", "/_connector/_sync_job", body);
	if (status != 201)
		return;
	record = atomic_fetch_add(&w.records, 1);
	if (record >= w.records_max)
		give_up("no room for more records");
	pick(c, "id", w.ids[record - w.connectors], sizeof(w.ids[0]));
	note(c, (struct op){.record = record, .kind = OP_CREATE}, asked, status);
	atomic_store(&w.live[dice(c, LIVE_JOBS)], record);
}

struct job_change {
	enum op_kind kind;
	int field;
	const char *method, *path, *body; /* %u: the mark */
};

/* clang-format off */
static const struct job_change job_changes[] = {
	{ OP_CLAIM,  1, "PUT", "/_claim", "{\"worker_hostname\":\"w%u\"}" },
	{ OP_MARK,   0, "PUT", "/_stats", "{\"indexed_document_count\":%u,"
	    "\"indexed_document_volume\":1,\"deleted_document_count\":0}" },
	{ OP_MARK,   0, "PUT", "/_stats", "{\"indexed_document_count\":%u,"
	    "\"indexed_document_volume\":2,\"deleted_document_count\":1}" },
	{ OP_MARK,   0, "PUT", "/_stats", "{\"indexed_document_count\":%u,"
	    "\"indexed_document_volume\":3,\"deleted_document_count\":1}" },
	{ OP_TOUCH,  0, "PUT", "/_check_in", "" },
	{ OP_TOUCH,  0, "PUT", "/_check_in", "" },
	{ OP_TOUCH,  0, "PUT", "/_cancel", "" },
	{ OP_TOUCH,  0, "PUT", "/_error", "{\"error\":\"e\"}" },
	{ OP_DELETE, 0, "DELETE", "", "" },
};
/* clang-format on */

static uint32_t
new_mark(void)
{
	return atomic_fetch_add(&w.marks, 1) + 1;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void
change_job(struct client *c, unsigned record)
{
	const struct job_change *j =
	    &job_changes[dice(c, sizeof(job_changes) / sizeof(job_changes[0]))];
	struct op op = {.record = record, .kind = j->kind, .field = j->field, .mark = new_mark()};
	char uri[200], body[200];
	int64_t asked = now_ns();

	(void)snprintf(
	    uri, sizeof(uri), "/_connector/_sync_job/%s%s", w.ids[record - w.connectors], j->path);
	(void)snprintf(body, sizeof(body), j->body, op.mark);
	note(c, op, asked, change(c, j->method, uri, body, j->kind == OP_DELETE));
}
#pragma GCC diagnostic pop

static void
change_connector(struct client *c, unsigned record)
{
	int field = (int)dice(c, 3); /* 2: the field 0 by compare-and-set */
	struct op op = {.record = record, .kind = OP_MARK, .field = field % 2, .mark = new_mark()};
	const struct op *read = field == 2 ? read_record_of(c, record) : NULL;
	char uri[200], body[200], text[32];
	int64_t asked = now_ns();
	int status;

	if (read != NULL && read->outcome != OP_DONE)
		return;
	(void)snprintf(
	    uri, sizeof(uri), "/_connector/c%u/%s", record, field == 0 ? "_name" : "_service_type");
	(void)snprintf(body, sizeof(body), "{\"%s\":\"%c%u\"}",
	    field == 1 ? "service_type" : "name", field == 1 ? 't' : 'n', op.mark);
	if (read == NULL) {
		note(c, op, asked, change(c, "PUT", uri, body, false));
		return;
	}
	op.kind = OP_CAS;
	op.expected = read->number;
	(void)snprintf(uri, sizeof(uri),
	    "/.elastic-connectors/_update/c%u?if_primary_term=1&if_seq_no=%" PRId64, record,
	    op.expected);
	(void)snprintf(body, sizeof(body), "{\"doc\":{\"name\":\"n%u\"}}", op.mark);
	status = ask(c, "POST", uri, body);
	if (status == 200) {
		pick(c, "_seq_no", text, sizeof(text));
		op.number = strtoll(text, NULL, 10);
	}
	note(c, op, asked, status);
}

static void
act(struct client *c)
{
	unsigned record =
	    dice(c, 4) == 0 ? any_connector(c) : atomic_load(&w.live[dice(c, LIVE_JOBS)]);

	if (dice(c, 12) == 0 || record == 0)
		create_job(c);
	else if (dice(c, 2) == 0)
		(void)read_record_of(c, record);
	else if (is_connector(record))
		change_connector(c, record);
	else
		change_job(c, record);
}

static void *
client_main(void *ctx)
{
	struct client *c = ctx;

	while (!atomic_load(&w.over))
		act(c);
	return NULL;
}

/* ---- the program ---- */

static void
start_program(void)
{
	static const char *const none[] = {NULL};
	int fd;

	daemon_start(&w.daemon, none, w.data, w.log, none);
	fd = daemon_connect(&w.daemon, PATIENCE_MS);
	if (fd < 0)
		give_up("the program does not start");
	close(fd);
}

static void
stop_program(void)
{
	if (daemon_stop(&w.daemon) != 0)
		give_up("the program does not end well");
}

static void
disturb(unsigned *random, int64_t until_ms)
{
	int64_t began = clock_monotonic_ms(), now;

	while ((now = clock_monotonic_ms()) < until_ms) {
		atomic_store(
		    &w.connector, CONNECTORS * (unsigned)((now - began) / 1000 / CHAPTER_S));
		sleep_ms(300 + rand_r(random) % 900);
		if (rand_r(random) % 3 == 0) {
			stop_program();
			w.stops++;
		} else {
			daemon_kill(&w.daemon);
			w.kills++;
		}
		start_program();
	}
}

/* Every record once more, when nobody changes anything. */
static void
read_everything(struct client *c)
{
	for (unsigned i = 0; i < atomic_load(&w.records); i++)
		(void)read_record_of(c, i);
}

/* ---- judging ---- */

static int
by_record(const void *a, const void *b)
{
	const struct op *x = a, *y = b;

	return x->record < y->record ? -1 : x->record > y->record;
}

static bool
judge(size_t *total)
{
	struct op *all;
	size_t n = 0, end;
	char why[300];
	bool ok = true;

	for (unsigned i = 0; i < CLIENTS; i++)
		n += w.clients[i].n;
	all = calloc(n + 1, sizeof(*all));
	assert(all != NULL);
	*total = n;
	n = 0;
	for (unsigned i = 0; i < CLIENTS; i++) {
		memcpy(all + n, w.clients[i].ops, w.clients[i].n * sizeof(*all));
		n += w.clients[i].n;
	}
	qsort(all, n, sizeof(*all), by_record);
	for (size_t i = 0; i < n; i = end) {
		for (end = i; end < n && all[end].record == all[i].record; end++)
			;
		if (!history_check(all + i, end - i, why)) {
			char id[24];

			printf("%s: %s\n", id_of(all[i].record, id, sizeof(id)), why);
			ok = false;
		}
	}
	free(all);
	return ok;
}

/* Of a kind of operation and an outcome. */
static unsigned
count(enum op_kind kind, enum op_outcome outcome)
{
	unsigned n = 0;

	for (unsigned i = 0; i < CLIENTS; i++)
		for (size_t j = 0; j < w.clients[i].n; j++)
			n += w.clients[i].ops[j].kind == kind &&
			     w.clients[i].ops[j].outcome == outcome;
	return n;
}

static bool
tell(size_t total, bool ok)
{
	static const char *const kinds[] = {
	    "create", "read", "mark", "claim", "touch", "compare-and-set", "delete"};
	bool all = true;

	for (int i = OP_CREATE; i <= OP_DELETE; i++) {
		enum op_kind k = (enum op_kind)i;

		printf("%s: %u done, %u refused, %u open\n", kinds[k], count(k, OP_DONE),
		    count(k, OP_REFUSED), count(k, OP_UNKNOWN));
		all = all && count(k, OP_DONE) > 0;
	}
	printf("%zu operations on %u records, %u kills, %u stops: %s\n", total,
	    atomic_load(&w.records), w.kills, w.stops, ok ? "nothing is wrong" : "WRONG");
	if (!all)
		printf("one kind of operation never succeeded: that proves nothing\n");
	return ok && all;
}

/* ---- beginning and end ---- */

static void
set_up(unsigned seconds, unsigned seed)
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(w.dir, sizeof(w.dir), "%.40s/history-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(w.dir) == NULL) {
		perror(w.dir);
		exit(EXIT_FAILURE);
	}
	(void)snprintf(w.data, sizeof(w.data), "%s/data", w.dir);
	(void)snprintf(w.log, sizeof(w.log), "%s/log", w.dir);
	(void)snprintf(w.daemon.socket, sizeof(w.daemon.socket), "%s/sock", w.dir);
	/* What is not used of it costs no memory. */
	w.records_max = (seconds + 1) * RECORDS_A_SECOND;
	w.ids = calloc(w.records_max, sizeof(*w.ids));
	assert(w.ids != NULL);
	w.connectors = CONNECTORS * (1 + seconds / CHAPTER_S);
	atomic_store(&w.records, w.connectors);
	for (unsigned i = 0; i < CLIENTS; i++) {
		w.clients[i].random = seed * CLIENTS + i + 1;
		w.clients[i].fd = -1;
		/* The first one reads everything, twice. */
		w.clients[i].room = (seconds + 1) * OPS_A_SECOND + (i == 0 ? 2 * w.records_max : 0);
		w.clients[i].ops = calloc(w.clients[i].room, sizeof(struct op));
		assert(w.clients[i].ops != NULL);
	}
}

static void
make_connectors(struct client *c)
{
	char uri[64], body[100];

	for (unsigned i = 0; i < w.connectors; i++) {
		int64_t asked = now_ns();

		(void)snprintf(uri, sizeof(uri), "/_connector/c%u", i);
		(void)snprintf(body, sizeof(body),
		    "{\"index_name\":\"i%u\",\"service_type\":\"x\",\"name\":\"y\"}", i);
		if (ask(c, "PUT", uri, body) != 201)
			give_up("a connector cannot be made");
		note(c, (struct op){.record = i, .kind = OP_CREATE}, asked, 201);
	}
}

static void
run(unsigned seconds, unsigned seed)
{
	start_program();
	make_connectors(&w.clients[0]);
	for (unsigned i = 0; i < CLIENTS; i++)
		if (pthread_create(&w.clients[i].thread, NULL, client_main, &w.clients[i]) != 0)
			give_up("no thread");
	disturb(&seed, clock_monotonic_ms() + seconds * 1000LL);
	atomic_store(&w.over, true);
	for (unsigned i = 0; i < CLIENTS; i++)
		pthread_join(w.clients[i].thread, NULL);
	atomic_store(&w.over, false);
	read_everything(&w.clients[0]);
	daemon_kill(&w.daemon);
	start_program();
	read_everything(&w.clients[0]);
	stop_program();
}

static unsigned seconds = 8, seed;

static bool
nothing_is_wrong(void)
{
	size_t total;
	bool ok;

	printf("seed %u\n", seed);
	fflush(stdout);
	set_up(seconds, seed);
	run(seconds, seed);
	ok = judge(&total);
	ok = tell(total, ok) && ok;
	if (ok)
		remove_tree(w.dir);
	else
		printf("left for you: %s\n", w.dir);
	return ok;
}

static bool
read_arguments(int argc, char **argv)
{
	int option;

	seed = (unsigned)time(NULL);
	while ((option = getopt(argc, argv, "s:r:f:")) != -1) {
		if (option == 's')
			seconds = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'r')
			seed = (unsigned)strtoul(optarg, NULL, 10);
		else if (option != 'f')
			return false;
		else
			while (w.fault < FAULT__MAX && strcmp(optarg, fault_names[w.fault]) != 0)
				w.fault++;
	}
	return w.fault < FAULT__MAX;
}

int
main(int argc, char **argv)
{
	bool ok;

	if (!read_arguments(argc, argv)) {
		fprintf(stderr, "usage: history [-s SECONDS] [-r SEED] [-f FAULT]\n");
		return 2;
	}
	ok = nothing_is_wrong();
	for (unsigned i = 0; i < CLIENTS; i++)
		free(w.clients[i].ops);
	free(w.ids);
	return ok ? 0 : 1;
}
