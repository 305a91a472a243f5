/*
 * The n-th allocation, write, sync, open or thread of the program fails, for every n until a whole
 * life of it goes by without: made, asked for changes, stopped. Whatever n is, it does not hang,
 * leaves no memory behind, and what it answered with 2xx is there when it is started again.
 *
 * EVERYFAULT_EVERY: each so-many-th n (1: all). EVERYFAULT_TELL: print figures.
 * EVERYFAULT_ONLY: only that kind. EVERYFAULT_AT: only that n. EVERYFAULT_REPORT: the latest report
 * goes there, and stays.
 */
#include <config.h>

#include "daemon.h"
#include "faults.h"
#include "look.h"

#include <errno.h>

enum { BIG = 60000, CHECKS = 16, LEFTS = 64, SOON_MS = 10000, ID_MAX = 32 };

static struct {
	char dir[64], data[96], log[96], report[128];
	struct daemon daemon;
} test;

/* ---- what is asked, and what there must be after it ---- */

/* What must be found under a target. */
struct check {
	enum { FREE, HOLDS, GONE } is;
	char target[128], text[128];
};

/* %s: the id of the job. */
static const struct step {
	const char *method, *uri, *body;
	int good;
	const char *target, *text; /* what there is afterwards; text NULL: nothing */
} steps[] = {
    {"PUT", "/_connector/c1",
        "{\"index_name\":\"search-a\",\"service_type\":\"x\",\"description\":\"one\"}", 201,
        "/_connector/c1", "\"description\":\"one\""},
    {"POST", "/_connector/_sync_job", "{\"id\":\"c1\"}", 201, "/_connector/_sync_job/%s",
        "\"status\":\"pending\""},
    {"PUT", "/_connector/_sync_job/%s/_claim", "{\"worker_hostname\":\"w\"}", 200,
        "/_connector/_sync_job/%s", "\"status\":\"in_progress\""},
    {"PUT", "/_connector/_sync_job/%s/_stats",
        "{\"deleted_document_count\":0,\"indexed_document_count\":7,"
        "\"indexed_document_volume\":1}",
        200, "/_connector/_sync_job/%s", "\"indexed_document_count\":7"},
    {"GET", "/_connector/_sync_job?connector_id=c1", "", 200, NULL, NULL},
    {"PUT", "/_connector/_secret/s1", "{\"value\":\"hush\"}", 201, "/_connector/_secret/s1",
        "\"value\":\"hush\""},
    {"PUT", "/_connector/_sync_job/%s/_cancel", "", 200, "/_connector/_sync_job/%s",
        "\"cancelation_requested_at\""},
    {"PUT", "/_connector/big", NULL, 201, "/_connector/big", "\"description\":\"ddd"},
    {"DELETE", "/_connector/big", "", 200, "/_connector/big", NULL},
    {"PUT", "/_connector/c1/_name", "{\"description\":\"two\"}", 200, "/_connector/c1",
        "\"description\":\"two\""},
    {"GET", "/_connector", "", 200, NULL, NULL},
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

static struct {
	struct check checks[CHECKS];
	size_t n;
	char id[ID_MAX];
	unsigned answered[6]; /* by hundreds; 0: not at all */
	char wrong[512];
} run;

/* About the job, and it has no name yet. */
static bool
is_unnamed(const struct step *s)
{
	return strstr(s->uri, "%s") != NULL && run.id[0] == '\0';
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void
fill_in(char to[128], const char *format)
{
	(void)snprintf(to, 128, format, run.id);
}
#pragma GCC diagnostic pop

static void
must_be(const struct step *s, bool answered)
{
	struct check *c = run.checks;
	char target[128];

	fill_in(target, s->target);
	while (c < run.checks + run.n && strcmp(c->target, target) != 0)
		c++;
	if (c == run.checks + run.n)
		run.n++;
	ck_assert_uint_le(run.n, CHECKS);
	strcpy(c->target, target);
	(void)snprintf(c->text, sizeof(c->text), "%.127s", s->text != NULL ? s->text : "");
	c->is = !answered ? FREE : s->text != NULL ? HOLDS : GONE;
}

static bool
all_is_there(void)
{
	for (const struct check *c = run.checks; c < run.checks + run.n; c++) {
		const char *body = c->is == FREE ? "" : ask(c->target);

		if (c->is == HOLDS && strstr(body, c->text) == NULL)
			return wrong("%s has no %s: %.200s", c->target, c->text, body);
		if (c->is == GONE && body[0] != '\0')
			return wrong("%s is there", c->target);
	}
	return true;
}

/* An answer that the program may give although something failed: its kind, or "not now". */
static bool
is_fair(const struct step *s, int status)
{
	return status == s->good || status == 0 || status == 503 || status == 500 || status == 429;
}

static void
take_answer(const struct step *s, int status, struct answer *a)
{
	if (status == s->good && strcmp(s->method, "POST") == 0) {
		struct str body = answer_body(a);
		const char *id = memmem(body.p, body.n, "\"id\":\"", 6);

		ck_assert(id != NULL && sscanf(id + 6, "%31[^\"]", run.id) == 1);
	}
	if (s->target != NULL && !(strstr(s->target, "%s") != NULL && run.id[0] == '\0'))
		must_be(s, status == s->good);
}

/* Whether what it is about is known to be there. */
static bool
has_ground(const struct step *s)
{
	char uri[128];

	fill_in(uri, s->uri);
	for (const struct check *c = run.checks; c < run.checks + run.n; c++)
		if (strncmp(uri, c->target, strlen(c->target)) == 0)
			return c->is == HOLDS;
	return strcmp(s->method, "PUT") == 0 && s->good == 201;
}

static void
ask_all(void)
{
	static char big[BIG];
	struct answer a = {.id = 0};
	int fd = daemon_connect(&test.daemon, SOON_MS);

	(void)snprintf(big, sizeof(big), "{\"description\":\"%0*d\"}", BIG - 100, 0);
	for (char *c = strstr(big, ":\"") + 2; *c == '0'; c++)
		*c = 'd';
	for (const struct step *s = steps; s < steps + STEPS && fd >= 0; s++) {
		char uri[128];
		bool ground = has_ground(s);
		int status;

		if (is_unnamed(s))
			continue;
		fill_in(uri, s->uri);
		status =
		    daemon_ask(fd, &a, s->method, uri, s->body != NULL ? s->body : big, SOON_MS);
		run.answered[status / 100]++;
		if (ground && !is_fair(s, status))
			(void)snprintf(run.wrong, sizeof(run.wrong), "%s %s: %.*s", s->method, uri,
			    (int)(a.out.n < 300 ? a.out.n : 300), a.out.p);
		take_answer(s, status, &a);
		if (status != 0)
			continue;
		close(fd);
		answer_release(&a);
		a = (struct answer){.id = 0};
		fd = daemon_connect(&test.daemon, 200);
	}
	if (fd >= 0)
		close(fd);
	answer_release(&a);
}

/* ---- the report ---- */

/* Memory that was left: by whom, and how many pieces. */
struct lefts {
	struct left {
		char site[80];
		unsigned n;
	} row[LEFTS];
	size_t n;
};

struct report {
	unsigned calls;
	bool hit, ended;
	char hit_line[1024], signal[1024];
	struct lefts lefts;
};

/* What these libraries leave behind when they give up is not ours. */
static bool
is_ours(const char *site)
{
	return strncmp(site, "libdb", 5) != 0 && strncmp(site, "libseccomp", 10) != 0;
}

static void
add_left(struct lefts *lefts, const char *site)
{
	size_t i = 0;

	while (i < lefts->n && strcmp(lefts->row[i].site, site) != 0)
		i++;
	if (i == LEFTS)
		return;
	if (i == lefts->n)
		(void)snprintf(lefts->row[lefts->n++].site, sizeof(lefts->row[0].site), "%s", site);
	lefts->row[i].n++;
}

static void
read_report(struct report *r)
{
	char line[4096], site[80];
	FILE *f = fopen(test.report, "re");

	memset(r, 0, sizeof(*r));
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "hit", 3) == 0) {
			r->hit = true;
			(void)snprintf(r->hit_line, sizeof(r->hit_line), "%.1000s", line);
		} else if (strncmp(line, "signal", 6) == 0)
			(void)snprintf(r->signal, sizeof(r->signal), "%.1000s", line);
		else if (sscanf(line, "calls %u", &r->calls) == 1)
			r->ended = true;
		else if (sscanf(line, "left %79s", site) == 1 && is_ours(site))
			add_left(&r->lefts, site);
	}
	if (f != NULL)
		fclose(f);
}

static unsigned
left_by(const struct lefts *lefts, const char *site)
{
	for (size_t i = 0; i < lefts->n; i++)
		if (strcmp(lefts->row[i].site, site) == 0)
			return lefts->row[i].n;
	return 0;
}

/* The first site that left more than it does without a fault, or NULL. */
static const char *
leak(const struct report *r, const struct lefts *always)
{
	for (size_t i = 0; i < r->lefts.n; i++)
		if (r->lefts.row[i].n > left_by(always, r->lefts.row[i].site))
			return r->lefts.row[i].site;
	return NULL;
}

/* ---- one life ---- */

/*
 * Berkeley DB tries a write that failed a second time, and after EIO a hundred times: so the fault
 * has to last. For a sync that would be no test: what the next one says must not count.
 */
static const struct kind {
	const char *name;
	int error;
	unsigned n;     /* calls that fail */
	unsigned every; /* in the short run */
} kinds[] = {
    {"memory", ENOMEM, 1, 53},
    {"memory", ENOMEM, 20, 107},
    {"write", ENOSPC, 1, 11},
    {"write", ENOSPC, 2, 4},
    {"write", EIO, 300, 7},
    {"sync", EIO, 1, 3},
    {"open", EMFILE, 1, 7},
    {"open", EMFILE, 5, 7},
    {"thread", EAGAIN, 1, 1},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

struct sum {
	unsigned runs, hits, refused, by_libfcgi, by_libdb, by_libseccomp, crashed, answered[6];
	char crash[2300]; /* the latest */
};

static void
start(const struct kind *kind, unsigned at)
{
	char preload[4200], name[64], number[64], error[64], lasts[64], report[200];
	const char *const env[] = {preload, name, number, error, lasts, report, NULL};
	static const char *const flags[] = {"--cache-size", "1M", "--workers", "2", NULL};

	(void)snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", built("tests/crash/faults.so"));
	(void)snprintf(name, sizeof(name), FAULT_KIND "=%s", kind->name);
	(void)snprintf(number, sizeof(number), FAULT_AT "=%u", at);
	(void)snprintf(error, sizeof(error), FAULT_ERROR "=%d", kind->error);
	(void)snprintf(lasts, sizeof(lasts), FAULT_FOR "=%u", kind->n);
	(void)snprintf(report, sizeof(report), FAULT_REPORT "=%s", test.report);
	daemon_start(&test.daemon, env, test.data, test.log, flags);
}

/* Its exit status; -1: it hangs, and was killed. */
static int
stop(void)
{
	int status;

	(void)kill(test.daemon.pid, SIGTERM);
	status = daemon_wait_ms(&test.daemon, SOON_MS);
	if (status != -1)
		return status;
	(void)kill(test.daemon.pid, SIGUSR2);
	(void)daemon_wait_ms(&test.daemon, 1000);
	daemon_kill(&test.daemon);
	return -1;
}

static const char *
who(const struct kind *kind, unsigned at)
{
	static char text[200];

	(void)snprintf(text, sizeof(text), "%s %u for %u (%s)", kind->name, at, kind->n,
	    strerror(kind->error));
	return text;
}

/*
 * libfcgi ends the process when it gets no memory itself. The program asks for what libfcgi will
 * need right before (fcgi/codec.c), so out there this takes bad luck; here it is done on purpose,
 * and the process ends as if it were killed.
 */
static bool
is_libfcgi(const struct report *r)
{
	const char *caller = r->hit_line;

	while ((caller = strchr(caller, ' ')) != NULL && strncmp(++caller, "faults.so", 9) == 0)
		;
	return caller != NULL && strncmp(caller, "libfcgi", 7) == 0 &&
	       strncmp(r->signal, "signal 6 ", 9) == 0;
}

/*
 * Berkeley DB 5.3 does not look whether it got memory for a page it opens a file with. That is
 * while the program starts: nothing has been answered, and the next start finds what it must.
 */
static bool
is_libdb_opening(const struct report *r)
{
	const char *where = strstr(r->signal, " libdb"), *caller = strstr(r->hit_line, " libdb");

	return strncmp(r->signal, "signal 11 ", 10) == 0 && where != NULL && caller != NULL &&
	       run.answered[2] + run.answered[4] + run.answered[5] == 0;
}

/*
 * libseccomp frees twice what it could not make larger, and whoever comes next to the heap ends. It
 * is called while the program starts, and not again.
 */
static bool
is_libseccomp(const struct report *r)
{
	return strstr(r->hit_line, " libseccomp") != NULL;
}

static void
judge(const struct kind *kind, unsigned at, int status, const struct report *r,
    const struct lefts *always, struct sum *sum)
{
	enum verdict verdict;

	ck_assert_msg(status != -1, "%s: it hangs: %s; %s", who(kind, at), r->signal, r->hit_line);
	ck_assert_msg(run.wrong[0] == '\0', "%s: a wrong answer: %s", who(kind, at), run.wrong);
	if (WIFSIGNALED(status) && is_libfcgi(r))
		sum->by_libfcgi++;
	else if (WIFSIGNALED(status) && is_libdb_opening(r))
		sum->by_libdb++;
	else if (WIFSIGNALED(status) && is_libseccomp(r))
		sum->by_libseccomp++;
	else if (WIFSIGNALED(status)) {
		sum->crashed++;
		(void)snprintf(sum->crash, sizeof(sum->crash), "%s: %.1000s; %.1000s",
		    who(kind, at), r->signal, r->hit_line);
		if (getenv("EVERYFAULT_TELL") != NULL)
			printf("%s\n", sum->crash);
	} else {
		ck_assert_msg(WEXITSTATUS(status) == 0 ||
		                  (WEXITSTATUS(status) >= 64 && WEXITSTATUS(status) <= 78),
		    "%s: exit status %d", who(kind, at), WEXITSTATUS(status));
		ck_assert_msg(leak(r, always) == NULL, "%s: left behind: %s; %s", who(kind, at),
		    leak(r, always), r->hit_line);
	}
	sum->refused += !WIFSIGNALED(status) && WEXITSTATUS(status) != 0;
	verdict = look_at(test.data, all_is_there);
	ck_assert_msg(
	    verdict == GOOD, "%s: afterwards: %s; %s", who(kind, at), told->why, r->hit_line);
}

static void
live(const struct kind *kind, unsigned at, const struct lefts *always, struct report *r,
    struct sum *sum)
{
	int status;

	memset(&run, 0, sizeof(run));
	remove_tree(test.data);
	(void)unlink(test.report);
	start(kind, at);
	ask_all();
	status = stop();
	read_report(r);
	sum->runs++;
	sum->hits += r->hit;
	for (unsigned i = 0; i < 6; i++)
		sum->answered[i] += run.answered[i];
	if (always != NULL)
		judge(kind, at, status, r, always, sum);
	else
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}

START_TEST(every_fault_is_survived)
{
	const struct kind *kind = &kinds[_i];
	const char *every_text = getenv("EVERYFAULT_EVERY"), *only = getenv("EVERYFAULT_AT");
	unsigned every = every_text != NULL ? (unsigned)atoi(every_text) : kind->every;
	struct report without, r;
	struct sum sum = {0};
	unsigned at = 1;

	if (getenv("EVERYFAULT_ONLY") != NULL && strcmp(getenv("EVERYFAULT_ONLY"), kind->name) != 0)
		return;
	live(kind, 0, NULL, &without, &sum);
	ck_assert_msg(without.ended, "no report");
	ck_assert_uint_eq(sum.answered[2], STEPS);
	ck_assert_uint_gt(without.calls, 3);
	if (only != NULL)
		live(kind, (unsigned)atoi(only), &without.lefts, &r, &sum);
	else
		do {
			live(kind, at, &without.lefts, &r, &sum);
			at += every;
		} while (r.hit);
	if (getenv("EVERYFAULT_TELL") != NULL)
		printf("%s for %u (%s): %u calls; %u lives, %u with the fault: %u refused, "
		       "%u ended by libfcgi, %u by libdb, %u by libseccomp, %u crashed; answers: "
		       "2xx %u, 4xx %u, 5xx "
		       "%u, "
		       "none %u\n",
		    kind->name, kind->n, strerror(kind->error), without.calls, sum.runs, sum.hits,
		    sum.refused, sum.by_libfcgi, sum.by_libdb, sum.by_libseccomp, sum.crashed,
		    sum.answered[2], sum.answered[4], sum.answered[5], sum.answered[0]);
	ck_assert_msg(sum.crashed == 0, "%u crashed; the last: %s", sum.crashed, sum.crash);
	ck_assert_uint_gt(sum.hits, 0);
}
END_TEST

static void
setup(void)
{
	const char *report = getenv("EVERYFAULT_REPORT");

	dir_new_in(test.dir, sizeof(test.dir));
	(void)snprintf(test.data, sizeof(test.data), "%s/data", test.dir);
	(void)snprintf(test.log, sizeof(test.log), "%s/log", test.dir);
	(void)snprintf(test.report, sizeof(test.report), "%s", report != NULL ? report : "");
	if (report == NULL)
		(void)snprintf(test.report, sizeof(test.report), "%s/report", test.dir);
	(void)snprintf(test.daemon.socket, sizeof(test.daemon.socket), "%s/sock", test.dir);
	look_init();
}

static void
teardown(void)
{
	daemon_kill(&test.daemon);
	remove_tree(test.dir);
	look_end();
}

static Suite *
faults_suite(void)
{
	Suite *suite = suite_create("everyfault");
	TCase *faults = tcase_create("faults");

	tcase_set_timeout(faults, 24 * 3600);
	tcase_add_checked_fixture(faults, setup, teardown);
	tcase_add_loop_test(faults, every_fault_is_survived, 0, KINDS);
	suite_add_tcase(suite, faults);
	return suite;
}

int
main(void)
{
	return run_in_dir(faults_suite(), "everyfault");
}
