/*
 * Cuts the power of the program at every sync, from the first file it makes on, and looks at what
 * it finds when it is started again.
 *
 * The program itself runs, with journal.so in front of it, through its making, a kill, a recovery
 * and a stop, while clients ask it for changes and note what was asked and what was answered. From
 * the journal a disk is built (disk.h), and in the moment before each sync takes effect (then most
 * is unsynced) images are taken of what may be on it. Each must open by itself and hold what was
 * answered until then; of what was asked and not answered each change wholly or not at all.
 *
 * POWERCUT_EVERY: look at each so-many-th sync (1: all of them). POWERCUT_STEPS: changes of each
 * client. POWERCUT_SEED: other choices at random. POWERCUT_TELL: print figures.
 */
#include <config.h>

#include "daemon.h"
#include "disk.h"

#include "look.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	CLIENTS = 4,
	CLIENTS_MAX = 2 * CLIENTS, /* with those that come after a failure */
	STEPS_MAX = 4096,
	ROUND = 8, /* steps of the life of one job */
	KEPT = 3,  /* jobs of a client that stay; older ones are deleted */
	PAD_MAX = 6000,
	ID_MAX = 32,
	JOURNAL_MAX = 1 << 24,
	SYNCS_BETWEEN = 20,
	FAILED_SYNCS = 180, /* some behind the making of the store, and the first changes */
	SOON_MS = 20000
};

static struct {
	char dir[64];
	char root[80], data[96], journal[96], log[96], image[80];
	char again[80], again_journal[96]; /* a recovery that is cut itself */
	unsigned steps, every, seed;
	struct daemon daemon;
} test;

static unsigned
number_of(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/* ---- what a client does, and what there must be after it ---- */

/* Step m, from 1 on, is one of these, in turn. */
enum step { CONNECTOR, CREATE, CLAIM, STATS, SECRET, ERROR, DESCRIBE, DELETE };

static enum step
step_at(unsigned m)
{
	return (enum step)((m - 1) % ROUND);
}

/* Jobs made by the first m steps, and how many of them were deleted again. */
static unsigned
jobs_made(unsigned m)
{
	return (m + ROUND - 2) / ROUND;
}

static unsigned
jobs_deleted(unsigned m)
{
	unsigned rounds = m / ROUND;

	return rounds > KEPT ? rounds - KEPT : 0;
}

/* The latest step of a kind among the first m; 0: none. */
static unsigned
latest(unsigned m, enum step kind)
{
	while (m > 0 && step_at(m) != kind)
		m--;
	return m;
}

static const char *
job_status(unsigned m, unsigned job)
{
	unsigned created = job * ROUND + 1 + CREATE;

	if (m >= created + ERROR - CREATE)
		return "error";
	return m >= created + CLAIM - CREATE ? "in_progress" : "pending";
}

static unsigned
job_count(unsigned m, unsigned job)
{
	unsigned reported = job * ROUND + 1 + STATS;

	return m >= reported ? reported : 0;
}

struct request {
	const char *method;
	char uri[256];
	char body[PAD_MAX + 256];
	int good; /* the status it must be answered with */
};

static void __attribute__((format(printf, 5, 6))) request_is(
    struct request *q, const char *method, int good, const char *uri, const char *format, ...)
{
	va_list ap;

	q->method = method;
	q->good = good;
	(void)snprintf(q->uri, sizeof(q->uri), "%s", uri);
	va_start(ap, format);
	(void)vsnprintf(q->body, sizeof(q->body), format, ap);
	va_end(ap);
}

/* ids: of the client's jobs. */
static void
request_at(struct request *q, unsigned client, unsigned m, char (*ids)[ID_MAX])
{
	unsigned job = (m - 1) / ROUND;
	unsigned pad = (m * 2654435761u + client) % PAD_MAX;
	char uri[256], job_uri[128];

	(void)snprintf(job_uri, sizeof(job_uri), "/_connector/_sync_job/%s", ids[job]);
	switch (step_at(m)) {
	case CONNECTOR:
		(void)snprintf(uri, sizeof(uri), "/_connector/w%u", client);
		request_is(q, "PUT", m == 1 ? 201 : 200, uri,
		    "{\"index_name\":\"search-w%u\",\"service_type\":\"x\",\"description\":\"%0*"
		    "u\"}",
		    client, 1 + (int)pad, m);
		break;
	case DESCRIBE:
		(void)snprintf(uri, sizeof(uri), "/_connector/w%u/_name", client);
		request_is(q, "PUT", 200, uri, "{\"description\":\"%0*u\"}", 1 + (int)pad / 4, m);
		break;
	case CREATE:
		request_is(q, "POST", 201, "/_connector/_sync_job", "{\"id\":\"w%u\"}", client);
		break;
	case CLAIM:
		(void)snprintf(uri, sizeof(uri), "%s/_claim", job_uri);
		request_is(q, "PUT", 200, uri, "{\"worker_hostname\":\"w%u\"}", client);
		break;
	case STATS:
		(void)snprintf(uri, sizeof(uri), "%s/_stats", job_uri);
		request_is(q, "PUT", 200, uri,
		    "{\"deleted_document_count\":0,\"indexed_document_count\":%u,"
		    "\"indexed_document_volume\":1}",
		    m);
		break;
	case ERROR:
		(void)snprintf(uri, sizeof(uri), "%s/_error", job_uri);
		request_is(q, "PUT", 200, uri, "{\"error\":\"%u\"}", m);
		break;
	case SECRET:
		(void)snprintf(uri, sizeof(uri), "/_connector/_secret/w%u", client);
		request_is(q, "PUT", m < ROUND ? 201 : 200, uri, "{\"value\":\"secret %u\"}", m);
		break;
	case DELETE:
		if (jobs_deleted(m) == 0) {
			(void)snprintf(uri, sizeof(uri), "/_connector/w%u/_check_in", client);
			request_is(q, "PUT", 200, uri, "%s", "");
			break;
		}
		(void)snprintf(
		    uri, sizeof(uri), "/_connector/_sync_job/%s", ids[jobs_deleted(m) - 1]);
		request_is(q, "DELETE", 200, uri, "%s", "");
		break;
	}
}

/* ---- the clients ---- */

/* Goes into the journal. */
struct note {
	uint32_t client, m;
	uint32_t answered; /* 0: asked */
	uint32_t unused;   /* no gap at the end */
	char id[ID_MAX];   /* of the job that was made */
};

static struct client {
	unsigned me, from, upto;
	char ids[STEPS_MAX / ROUND + 1][ID_MAX];
	int journal;
	char wrong[512];
} clients[CLIENTS_MAX];

static void
note(const struct client *c, unsigned m, bool answered)
{
	struct {
		struct journal_record r;
		struct note n;
	} line = {{.op = JOURNAL_NOTE, .n = sizeof(struct note)},
	    {.client = c->me, .m = m, .answered = answered}};

	memcpy(line.n.id, c->ids[(m - 1) / ROUND], ID_MAX);
	if (write(c->journal, &line, sizeof(line)) != sizeof(line))
		abort();
}

static void
take_id(struct client *c, unsigned m, const struct answer *a)
{
	struct str body = answer_body(a);
	const char *id = memmem(body.p, body.n, "\"id\":\"", 6);

	if (id == NULL || sscanf(id + 6, "%31[^\"]", c->ids[(m - 1) / ROUND]) != 1)
		(void)snprintf(c->wrong, sizeof(c->wrong), "step %u: no id", m);
}

static bool
take_step(struct client *c, unsigned m, int fd, struct answer *a)
{
	struct request q;
	int status;

	request_at(&q, c->me, m, c->ids);
	note(c, m, false);
	status = daemon_ask(fd, a, q.method, q.uri, q.body, SOON_MS);
	if (status != q.good) {
		(void)snprintf(c->wrong, sizeof(c->wrong), "step %u: %s %s: %d: %.*s", m, q.method,
		    q.uri, status, (int)(a->out.n < 300 ? a->out.n : 300), a->out.p);
		return false;
	}
	if (step_at(m) == CREATE)
		take_id(c, m, a);
	note(c, m, true);
	return true;
}

static void *
client_run(void *arg)
{
	struct client *c = arg;
	struct answer a = {.id = 0};
	int fd = daemon_connect(&test.daemon, SOON_MS);
	unsigned m = c->from;

	if (fd < 0)
		(void)snprintf(c->wrong, sizeof(c->wrong), "the program does not answer");
	while (fd >= 0 && m < c->upto && take_step(c, m + 1, fd, &a))
		m++;
	c->from = m;
	if (fd >= 0)
		close(fd);
	answer_release(&a);
	return NULL;
}

/* Clients, from the first on, do their next steps at the same time. */
static void
clients_try(unsigned first, unsigned upto)
{
	pthread_t threads[CLIENTS];

	for (unsigned i = 0; i < CLIENTS; i++) {
		struct client *c = &clients[first + i];

		c->upto = upto;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, client_run, c), 0);
	}
	for (unsigned i = 0; i < CLIENTS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}

static void
clients_run(unsigned upto)
{
	clients_try(0, upto);
	for (unsigned i = 0; i < CLIENTS; i++)
		ck_assert_msg(clients[i].wrong[0] == '\0', "client %u: %s", i, clients[i].wrong);
}

/* forget: NULL, or what of JOURNAL_FORGET; fail: 0, or the sync that fails. */
static void
start(const char *forget, unsigned fail)
{
	char journal[256], root[256], preload[4200], failing[64], left_out[64];
	const char *const env[] = {
	    journal, root, preload, failing, forget != NULL ? left_out : NULL, NULL};
	static const char *const flags[] = {"--cache-size", "1M", "--journal-size", "4M",
	    "--checkpoint-size", "64K", "--checkpoint-interval", "1s", NULL};

	(void)snprintf(journal, sizeof(journal), JOURNAL_FILE "=%s", test.journal);
	(void)snprintf(root, sizeof(root), JOURNAL_ROOT "=%s", test.root);
	(void)snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", built("tests/crash/journal.so"));
	(void)snprintf(failing, sizeof(failing), JOURNAL_FAIL "=%u", fail);
	(void)snprintf(
	    left_out, sizeof(left_out), JOURNAL_FORGET "=%s", forget != NULL ? forget : "");
	daemon_start(&test.daemon, env, test.data, test.log, flags);
}

static int
clients_new(void)
{
	int journal = open(test.journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	ck_assert_int_ge(journal, 0);
	for (unsigned i = 0; i < CLIENTS_MAX; i++) {
		memset(&clients[i], 0, sizeof(clients[i]));
		clients[i].me = i;
		clients[i].journal = journal;
	}
	return journal;
}

/* The journal of a life: made, at work, killed, recovered, at work, stopped, and once more. */
static void
live(const char *forget)
{
	int journal = clients_new();

	start(forget, 0);
	clients_run(test.steps / 2);
	daemon_kill(&test.daemon);
	start(forget, 0);
	clients_run(test.steps * 3 / 4);
	ck_assert_int_eq(daemon_stop(&test.daemon), 0);
	start(forget, 0);
	clients_run(test.steps);
	ck_assert_int_eq(daemon_stop(&test.daemon), 0);
	close(journal);
}

/*
 * A life in which a sync fails: the program ends; it is started again on the same system, which
 * still shows what it never will write; other clients go on.
 */
static void
live_with_failure(unsigned fail)
{
	int journal = clients_new(), status;

	(void)unlink(test.journal);
	close(journal);
	journal = clients_new();
	start(NULL, fail);
	clients_try(0, test.steps / 4);
	(void)kill(test.daemon.pid, SIGTERM);
	status = daemon_wait(&test.daemon);
	ck_assert_msg(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) >= 64),
	    "sync %u failed, and the program ended with %x", fail, (unsigned)status);
	start(NULL, 0);
	clients_try(CLIENTS, test.steps / 4);
	for (unsigned i = CLIENTS; i < CLIENTS_MAX; i++)
		ck_assert_msg(clients[i].wrong[0] == '\0',
		    "sync %u failed, and then: client %u: %s", fail, i, clients[i].wrong);
	ck_assert_int_eq(daemon_stop(&test.daemon), 0);
	close(journal);
}

/* ---- what is known at a moment ---- */

static struct known {
	unsigned asked, answered; /* steps */
	char ids[STEPS_MAX / ROUND + 1][ID_MAX];
} known[CLIENTS_MAX];

static void
learn(const struct note *n)
{
	struct known *k = &known[n->client];

	k->asked = n->m;
	if (n->answered != 0) {
		k->answered = n->m;
		memcpy(k->ids[(n->m - 1) / ROUND], n->id, ID_MAX);
	}
}

/* ---- looking at an image; in a process of its own ---- */

/* Job number job of a client as it must be after m steps. */
static bool
job_is(const struct known *k, unsigned m, unsigned job)
{
	const char *text;

	if (k->ids[job][0] == '\0')
		return true; /* made, but nobody was told its name: it was counted */
	text = ask(arena_printf(look.arena, "/_connector/_sync_job/%s", k->ids[job]));
	if (job < jobs_deleted(m))
		return text[0] == '\0' || wrong("job %u is still there", job);
	if (strstr(text, arena_printf(look.arena, "\"status\":\"%s\"", job_status(m, job))) == NULL)
		return wrong("job %u is not %s: %.200s", job, job_status(m, job), text);
	return number_behind(text, "\"indexed_document_count\":") == job_count(m, job) ||
	       wrong("job %u: count is not %u", job, job_count(m, job));
}

static bool
connector_is(unsigned client, unsigned m)
{
	const char *text = ask(arena_printf(look.arena, "/_connector/w%u", client));
	const char *secret = ask(arena_printf(look.arena, "/_connector/_secret/w%u", client));
	unsigned described = latest(m, CONNECTOR), again = latest(m, DESCRIBE);
	unsigned want = again > described ? again : described, sealed = latest(m, SECRET);

	if (number_behind(text, "\"description\":\"") != want)
		return wrong("description is not %u: %.200s", want, text);
	return number_behind(secret, "\"value\":\"secret ") == sealed ||
	       wrong("secret is not %u: %.200s", sealed, secret);
}

/* Whether everything of a client is as after m steps. */
static bool
client_is(unsigned client, unsigned m)
{
	const struct known *k = &known[client];
	unsigned made = jobs_made(m), deleted = jobs_deleted(m);
	const char *list =
	    ask(arena_printf(look.arena, "/_connector/_sync_job?connector_id=w%u&size=0", client));

	if (!connector_is(client, m))
		return false;
	if (m > 0 && number_behind(list, "\"count\":") != made - deleted)
		return wrong("%u jobs should be listed: %.200s", made - deleted, list);
	for (unsigned job = deleted > 2 ? deleted - 2 : 0; job < made; job++)
		if (!job_is(k, m, job))
			return false;
	return true;
}

static bool
clients_are_as_known(void)
{
	for (unsigned i = 0; i < CLIENTS_MAX; i++) {
		char why[sizeof(told->why)];

		if (client_is(i, known[i].answered))
			continue;
		memcpy(why, told->why, sizeof(why));
		if (known[i].asked > known[i].answered && client_is(i, known[i].asked))
			continue;
		return wrong("client %u, step %u: %.700s", i, known[i].answered, why);
	}
	return true;
}

/* ---- cutting ---- */

struct sum {
	unsigned syncs, images, refused[DISK_FATE__MAX], wrong[DISK_FATE__MAX];
	size_t dropped;
	char first[1400]; /* what was said of the first bad one */
};

static void
image_make(
    struct disk *d, enum disk_fate fate, unsigned *random, struct sum *sum, const char *image)
{
	remove_tree(image);
	ck_assert_int_eq(mkdir(image, 0700), 0);
	sum->dropped += disk_image(d, fate, random, image);
	sum->images++;
}

/* when: for the report. */
static void
image_judge(const char *image, enum disk_fate fate, struct sum *sum, const char *when)
{
	char data[128];
	enum verdict verdict;

	(void)snprintf(data, sizeof(data), "%s/data", image);
	verdict = look_at(data, clients_are_as_known);
	if (verdict == GOOD)
		return;
	(verdict == REFUSED ? sum->refused : sum->wrong)[fate]++;
	if (sum->first[0] == '\0' || getenv("POWERCUT_TELL") != NULL)
		(void)snprintf(sum->first, sizeof(sum->first), "%s %u, of the unsynced %s: %s%s",
		    when, sum->syncs, disk_fate_name(fate), verdict == REFUSED ? "refused: " : "",
		    told->why);
	if (getenv("POWERCUT_TELL") != NULL)
		printf("%s\n", sum->first);
}

static void
cut(struct disk *d, enum disk_fate fate, unsigned *random, struct sum *sum)
{
	image_make(d, fate, random, sum, test.image);
	image_judge(test.image, fate, sum, "sync");
}

/* Reads the next record of a journal; bytes: JOURNAL_MAX. */
static bool
read_journal(FILE *journal, struct journal_record *r, char *bytes)
{
	if (fread(r, sizeof(*r), 1, journal) != 1)
		return false;
	ck_assert_uint_lt(r->n, JOURNAL_MAX);
	ck_assert_uint_eq(fread(bytes, 1, r->n, journal), r->n);
	return true;
}

/* One bad image is enough. */
static void
cut_until_bad(struct disk *d, enum disk_fate fate, unsigned *random, struct sum *sum)
{
	if (sum->first[0] == '\0')
		cut(d, fate, random, sum);
}

/* Lets the program recover what lies in test.again, and writes down how. */
static void
recover(void)
{
	char line[9000];

	(void)unlink(test.again_journal);
	(void)snprintf(line, sizeof(line),
	    JOURNAL_FILE "='%s' " JOURNAL_ROOT "='%s' LD_PRELOAD='%s' '%s' --data '%s/data' "
	                 "--cache-size 1M --once GET / </dev/null >/dev/null 2>>'%s'",
	    test.again_journal, test.again, built("tests/crash/journal.so"), built("connectord"),
	    test.again, test.log);
	ck_assert_int_eq(system(line), 0);
}

/* A cut, and then a cut at every sync of the recovery from it. */
static void
cut_twice(struct disk *d, enum disk_fate fate, unsigned *random, struct sum *sum)
{
	struct disk *again = disk_new();
	char *bytes = malloc(JOURNAL_MAX);
	struct journal_record r;
	FILE *journal;

	image_make(d, fate, random, sum, test.again);
	disk_load(again, test.again);
	recover();
	journal = fopen(test.again_journal, "re");
	ck_assert(journal != NULL && bytes != NULL);
	while (read_journal(journal, &r, bytes)) {
		if (r.op == JOURNAL_SYNCED) {
			unsigned next = sum->images % DISK_FATE__MAX;

			image_make(again, (enum disk_fate)next, random, sum, test.image);
			image_judge(test.image, (enum disk_fate)next, sum, "recovery from sync");
		}
		disk_feed(again, &r, bytes);
	}
	fclose(journal);
	free(bytes);
	disk_free(again);
}

/* Bits of the fates that are tried. */
enum { ALL_FATES = (1 << DISK_FATE__MAX) - 1 };

typedef void cut_fn(struct disk *, enum disk_fate, unsigned *random, struct sum *);

static void
cut_at_syncs(unsigned fates, cut_fn *how, unsigned every, struct sum *sum)
{
	struct disk *d = disk_new();
	struct journal_record r;
	FILE *journal = fopen(test.journal, "re");
	unsigned random = test.seed;
	char *bytes = malloc(JOURNAL_MAX);

	ck_assert(journal != NULL && bytes != NULL);
	memset(known, 0, sizeof(known));
	memset(sum, 0, sizeof(*sum));
	while (read_journal(journal, &r, bytes)) {
		if (r.op == JOURNAL_NOTE)
			learn((const struct note *)(const void *)bytes);
		if (r.op == JOURNAL_SYNCED && sum->syncs++ % every == 0)
			for (unsigned fate = 0; fate < DISK_FATE__MAX; fate++)
				if ((fates & 1U << fate) != 0)
					how(d, (enum disk_fate)fate, &random, sum);
		disk_feed(d, &r, bytes);
	}
	fclose(journal);
	free(bytes);
	disk_free(d);
}

static unsigned
total(const unsigned counts[DISK_FATE__MAX])
{
	unsigned n = 0;

	for (unsigned i = 0; i < DISK_FATE__MAX; i++)
		n += counts[i];
	return n;
}

static void
tell(const char *name, const struct sum *sum)
{
	if (getenv("POWERCUT_TELL") == NULL)
		return;
	printf("%s: %u syncs, %u images, %zu changes dropped\n", name, sum->syncs, sum->images,
	    sum->dropped);
	for (unsigned i = 0; i < DISK_FATE__MAX; i++)
		printf("  %-12s refused %u, wrong %u\n", disk_fate_name((enum disk_fate)i),
		    sum->refused[i], sum->wrong[i]);
}

/* ---- the tests ---- */

static void
setup(void)
{
	dir_new_in(test.dir, sizeof(test.dir));
	(void)snprintf(test.root, sizeof(test.root), "%s/root", test.dir);
	(void)snprintf(test.data, sizeof(test.data), "%s/data", test.root);
	(void)snprintf(test.journal, sizeof(test.journal), "%s/journal", test.dir);
	(void)snprintf(test.log, sizeof(test.log), "%s/log", test.dir);
	(void)snprintf(test.again, sizeof(test.again), "%s/again", test.dir);
	(void)snprintf(
	    test.again_journal, sizeof(test.again_journal), "%s/again.journal", test.dir);
	(void)snprintf(test.image, sizeof(test.image), "%s/image", test.dir);
	(void)snprintf(test.daemon.socket, sizeof(test.daemon.socket), "%s/sock", test.dir);
	ck_assert_int_eq(mkdir(test.root, 0700), 0);
	test.steps = number_of("POWERCUT_STEPS", 96);
	test.every = number_of("POWERCUT_EVERY", 24);
	test.seed = number_of("POWERCUT_SEED", 1);
	ck_assert_uint_le(test.steps, STEPS_MAX);
	look_init();
}

static void
teardown(void)
{
	daemon_kill(&test.daemon);
	remove_tree(test.dir);
	look_end();
}

START_TEST(the_power_is_cut_at_every_sync)
{
	struct sum sum;

	live(NULL);
	cut_at_syncs(ALL_FATES, cut, test.every, &sum);
	tell("cut", &sum);
	ck_assert_uint_gt(sum.images, 0);
	ck_assert_uint_gt(sum.dropped, 0);
	ck_assert_msg(total(sum.refused) + total(sum.wrong) == 0,
	    "of %u images %u were refused and %u wrong; the first: %s", sum.images,
	    total(sum.refused), total(sum.wrong), sum.first);
}
END_TEST

START_TEST(the_power_is_cut_again_while_recovering)
{
	struct sum sum;

	live(NULL);
	cut_at_syncs(1 << DISK_BLOCKS, cut_twice, test.every * 6, &sum);
	tell("cut again", &sum);
	ck_assert_uint_gt(sum.images, 0);
	ck_assert_msg(total(sum.refused) + total(sum.wrong) == 0,
	    "of %u images %u were refused and %u wrong; the first: %s", sum.images,
	    total(sum.refused), total(sum.wrong), sum.first);
}
END_TEST

START_TEST(a_sync_fails_and_the_power_is_cut_later)
{
	struct sum sum;

	for (unsigned fail = 1; fail < FAILED_SYNCS; fail += 2 * test.every) {
		remove_tree(test.root);
		ck_assert_int_eq(mkdir(test.root, 0700), 0);
		live_with_failure(fail);
		cut_at_syncs(1 << DISK_NOTHING, cut, test.every, &sum);
		ck_assert_msg(total(sum.refused) + total(sum.wrong) == 0,
		    "sync %u failed; of %u images %u were refused and %u wrong; the first: %s",
		    fail, sum.images, total(sum.refused), total(sum.wrong), sum.first);
	}
}
END_TEST

/* The test of the test: a program, or a disk, that leaves out some syncs is found out. */
static const char *const forgotten[] = {"log", "data", "copies", "dir"};

START_TEST(a_sync_left_out_is_found_out)
{
	struct sum sum;

	live(forgotten[_i]);
	cut_at_syncs(ALL_FATES, cut_until_bad, SYNCS_BETWEEN, &sum);
	tell(forgotten[_i], &sum);
	ck_assert_uint_gt(total(sum.refused) + total(sum.wrong), 0);
}
END_TEST

/* And nothing the program does to its files goes unseen. */
START_TEST(the_journal_is_complete)
{
	struct disk *d = disk_new();
	struct journal_record r;
	FILE *journal;
	unsigned random = 1;
	char *bytes = malloc(JOURNAL_MAX), line[400];

	live(NULL);
	journal = fopen(test.journal, "re");
	ck_assert(journal != NULL && bytes != NULL);
	while (read_journal(journal, &r, bytes))
		disk_feed(d, &r, bytes);
	fclose(journal);
	ck_assert_int_eq(mkdir(test.image, 0700), 0);
	(void)disk_image(d, DISK_ALL, &random, test.image);
	(void)snprintf(line, sizeof(line), "diff -r '%s' '%s'", test.root, test.image);
	ck_assert_int_eq(system(line), 0);
	free(bytes);
	disk_free(d);
}
END_TEST

static Suite *
powercut_suite(void)
{
	Suite *suite = suite_create("powercut");
	TCase *cuts = tcase_create("cuts");

	tcase_set_timeout(cuts, 24 * 3600);
	tcase_add_checked_fixture(cuts, setup, teardown);
	tcase_add_test(cuts, the_journal_is_complete);
	tcase_add_loop_test(
	    cuts, a_sync_left_out_is_found_out, 0, (int)(sizeof(forgotten) / sizeof(forgotten[0])));
	tcase_add_test(cuts, the_power_is_cut_at_every_sync);
	tcase_add_test(cuts, the_power_is_cut_again_while_recovering);
	tcase_add_test(cuts, a_sync_fails_and_the_power_is_cut_later);
	suite_add_tcase(suite, cuts);
	return suite;
}

int
main(void)
{
	return run_in_dir(powercut_suite(), "powercut");
}
