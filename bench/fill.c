/*
 * Fills a data directory with connectors and jobs, by the same calls that requests make, and says
 * how long that took, how large it became, and how long reading takes.
 *
 *	fill [-c CONNECTORS] [-j JOBS] [-m CACHE_MIB] [-b BATCH] [-o FILE] [-t] [-v] DIR
 *
 * Connectors are c0, c1, …; a job's record has about 1.5 KB. Of ten jobs two stay pending, one is
 * canceled, two are claimed, one of them reports, five are claimed, report and end with an error.
 * -t: tidy, as where services run: all but the last two jobs of each connector have ended.
 * BATCH jobs share one flush of the log. -o: the ids of the jobs, one a line. -v: checks the store
 * against itself at the end.
 *
 * Run on a directory that is filled already with -j 0 it only measures.
 */
#include <config.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "api/api.h"
#include "api/snapshots.h"
#include "base/clock.h"
#include "base/log.h"
#include "search.h"
#include "store/store.h"

enum { RECENT = 4096 };

static struct {
	unsigned long connectors, jobs, cache_mib, batch;
	bool tidy, verify;
	const char *dir;
	FILE *made; /* takes the ids, or NULL */
	struct api api;
	struct arena *arena;
	struct http_response response;
	char ids[RECENT][ID_SIZE];
} fill = {.connectors = 100, .jobs = 10000, .cache_mib = 64, .batch = 256};

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
give_up(const char *what, const char *why)
{
	fprintf(stderr, "fill: %s: %s\n", what, why);
	exit(1);
}

static void
sync_all(void)
{
	uint64_t reached;
	enum store_rc rc = store_sync(fill.api.store, &reached);

	if (rc != STORE_OK)
		give_up("sync", store_rc_name(rc));
}

/* One request; its status. */
static int
request(const char *method, const char *target, const char *body)
{
	struct http_request q = {
	    .method = str_of(method), .target = str_of(target), .body = str_of(body)};

	if (*body != '\0')
		q.content_type = STR_LIT("application/json");
	arena_reset(fill.arena);
	http_response_reset(&fill.response);
	api_handle(&fill.api, fill.arena, &q, &fill.response);
	return fill.response.status;
}

/* One request; anything but the status is the end. */
static struct str
ask(const char *method, const char *target, const char *body, int status)
{
	bool good = request(method, target, body) == status;
	struct str answer = buf_peek(&fill.response.body);

	if (!good) {
		fprintf(stderr, "fill: %s %s: %d %.*s\n", method, target, fill.response.status,
		    STR_ARG(answer));
		exit(1);
	}
	return answer;
}

/* ---- connectors ---- */

/* Four settings, so that a job's record comes to about 1.5 KB. */
static void
make_connector(unsigned long i)
{
	static const char *const names[] = {"host", "port", "database", "password"};
	struct buf body = {0};
	char target[64], name[64];

	buf_printf(&body, "{\"index_name\":\"search-%lu\",\"name\":\"connector %lu\",", i, i);
	buf_text(&body, "\"language\":\"en\",\"service_type\":\"postgresql\"}");
	buf_char(&body, '\0');
	(void)snprintf(target, sizeof(target), "/_connector/c%lu", i);
	ask("PUT", target, body.p, 201);
	buf_clear(&body);
	buf_text(&body, "{\"configuration\":{");
	for (unsigned k = 0; k < 4; k++) {
		(void)snprintf(name, sizeof(name), "%s%lu", names[k], i);
		buf_printf(&body,
		    "%s\"%s\":{\"default_value\":null,\"label\":\"%s\",\"order\":%u,\"required\":"
		    "true,"
		    "\"sensitive\":%s,\"type\":\"str\",\"value\":\"%s.example.org\"}",
		    k > 0 ? "," : "", names[k], names[k], k + 1, k == 3 ? "true" : "false", name);
	}
	buf_text(&body, "}}");
	buf_char(&body, '\0');
	(void)snprintf(target, sizeof(target), "/_connector/c%lu/_configuration", i);
	ask("PUT", target, body.p, 200);
	buf_release(&body);
}

static void
make_connectors(void)
{
	char target[64];

	for (unsigned long i = 0; i < fill.connectors; i++) {
		struct http_request q = {.method = STR_LIT("GET")};

		/* Whether it is there decides what making it answers. */
		(void)snprintf(target, sizeof(target), "/_connector/c%lu", i);
		q.target = str_of(target);
		arena_reset(fill.arena);
		http_response_reset(&fill.response);
		api_handle(&fill.api, fill.arena, &q, &fill.response);
		if (fill.response.status != 200)
			make_connector(i);
	}
	sync_all();
}

/* ---- jobs ---- */

static void
job_call(const char *id, const char *call, const char *body)
{
	char target[128];

	(void)snprintf(target, sizeof(target), "/_connector/_sync_job/%s/%s", id, call);
	ask("PUT", target, body, 200);
}

/* What has come of a job by now, by its place among ten. */
static void
live(const char *id, unsigned long place)
{
	if (place < 2)
		return;
	if (place == 2) {
		job_call(id, "_cancel", "");
		return;
	}
	job_call(id, "_claim", "{\"worker_hostname\":\"worker-1.example.org\"}");
	if (place == 3)
		return;
	job_call(id, "_stats",
	    "{\"deleted_document_count\":3,\"indexed_document_count\":1200,"
	    "\"indexed_document_volume\":14,\"total_document_count\":54321}");
	if (place > 4)
		job_call(id, "_error", "{\"error\":\"connection refused\"}");
}

/* Its place; of a tidy store, that of one which ended for all but the latest. */
static unsigned long
place_of(unsigned long i)
{
	enum { ENDED = 9 };

	return fill.tidy && i + 2 * fill.connectors < fill.jobs ? ENDED : i % 10;
}

static void
make_job(unsigned long i)
{
	static const char *const types[] = {"full", "incremental", "full", "access_control"};
	char body[128];
	struct str answer;

	(void)snprintf(body, sizeof(body),
	    "{\"id\":\"c%lu\",\"job_type\":\"%s\",\"trigger_method\":\"scheduled\"}",
	    i * 7919 % fill.connectors, types[i / 3 % 4]);
	answer = ask("POST", "/_connector/_sync_job", body, 201);
	memcpy(fill.ids[i % RECENT], answer.p + sizeof("{\"id\":\"") - 1, ID_LEN);
	if (fill.made != NULL && fprintf(fill.made, "%s\n", fill.ids[i % RECENT]) < 0)
		give_up("ids", "cannot be written");
	if (i % fill.batch == 0)
		sync_all();
}

/* Jobs go on while later ones are made: each is touched once more when a hundred came after it. */
static void
make_jobs(void)
{
	enum { LATER = 100 };
	double start = now_us(), creating = 0, before;

	for (unsigned long i = 0; i < fill.jobs + LATER; i++) {
		before = now_us();
		if (i < fill.jobs)
			make_job(i);
		creating += now_us() - before;
		if (i >= LATER && i - LATER < fill.jobs)
			live(fill.ids[(i - LATER) % RECENT], place_of(i - LATER));
		if (i % 1000000 == 999999)
			printf("%lu jobs, %.0f s\n", i + 1, (now_us() - start) / 1e6);
	}
	sync_all();
	if (fill.jobs > 0)
		printf("made %lu jobs in %.1f s; a create took %.1f us, flushes shared by %lu\n",
		    fill.jobs, (now_us() - start) / 1e6, creating / (double)fill.jobs, fill.batch);
}

/* ---- measuring ---- */

static void
time_reads(const char *what, const char *target, unsigned n)
{
	double start = now_us();

	for (unsigned i = 0; i < n; i++)
		ask("GET", target, "", 200);
	printf("%-28s %8.1f us, %zu bytes\n", what, (now_us() - start) / n, fill.response.body.n);
}

static void
time_search(enum search search, unsigned n)
{
	struct buf body = {0};
	double start;
	char target[64];

	(void)snprintf(
	    target, sizeof(target), "/.elastic-connectors%s/_search", search_index(search));
	search_body(&body, search, fill.connectors);
	buf_char(&body, '\0');
	start = now_us();
	/* In a large store some would look at more than is allowed. */
	if (request("POST", target, body.p) == 400)
		n = 0;
	for (unsigned i = 1; i < n; i++)
		ask("POST", target, body.p, 200);
	if (n == 0)
		printf("%-28s refused\n", search_title(search));
	else
		printf("%-28s %8.1f us, %zu bytes\n", search_title(search), (now_us() - start) / n,
		    fill.response.body.n);
	buf_release(&body);
}

/* The searches of the connector service, for all connectors at once. */
static void
time_searches(void)
{
	for (enum search search = 0; search < SEARCH__MAX; search++)
		time_search(search, search < SEARCH_6 ? 200 : 3);
}

/* Ids from all over the store, by lists from several places. */
static void
time_gets(void)
{
	char target[128];
	static char ids[RECENT][ID_SIZE];
	unsigned n = 0;
	double start;

	for (unsigned c = 0; c < fill.connectors && n + 20 <= RECENT; c++) {
		struct str list;

		(void)snprintf(target, sizeof(target),
		    "/_connector/_sync_job?connector_id=c%u&from=%u&size=20", c, c % 2 * 5000);
		list = ask("GET", target, "", 200);
		for (const char *p = list.p; p + 32 < list.p + list.n && n < RECENT; p++)
			if (strncmp(p, "{\"id\":\"", 7) == 0 && p[27] == '"')
				memcpy(ids[n++], p + 7, ID_LEN);
	}
	if (n == 0)
		return;
	start = now_us();
	for (unsigned i = 0; i < 20000; i++) {
		(void)snprintf(
		    target, sizeof(target), "/_connector/_sync_job/%s", ids[i * 2654435761u % n]);
		ask("GET", target, "", 200);
	}
	printf("%-28s %8.1f us, %zu bytes, %u different\n", "get", (now_us() - start) / 20000,
	    fill.response.body.n, n);
}

static void
tell_size(void)
{
	struct dirent *entry;
	unsigned long long data = 0;
	uint64_t count = 0;
	size_t n;
	struct store_record *records;
	const struct store_query all = {.kind = STORE_SYNC_JOB, .groups = ~0u};
	DIR *d = fill.dir != NULL ? opendir(fill.dir) : NULL;
	struct stat st;

	while (d != NULL && (entry = readdir(d)) != NULL) {
		size_t length = strlen(entry->d_name);

		if (length < 3 || strcmp(entry->d_name + length - 3, ".db") != 0 ||
		    fstatat(dirfd(d), entry->d_name, &st, 0) != 0)
			continue;
		data += (unsigned long long)st.st_size;
		printf("%-28s %8.1f MiB\n", entry->d_name, (double)st.st_size / 1048576);
	}
	if (d != NULL)
		closedir(d);
	if (store_list(fill.api.store, fill.arena, &all, &records, &n, &count) == STORE_OK &&
	    count > 0)
		printf("%llu jobs, %.0f bytes of database files a job\n", (unsigned long long)count,
		    (double)data / (double)count);
}

static struct store *
open_store(void)
{
	const struct store_options options = {
	    .dir = fill.dir,
	    .cache_bytes = (uint64_t)fill.cache_mib << 20,
	    .log_file_bytes = 10 << 20,
	    .checkpoint_kib = 64 << 10,
	    .checkpoint_s = 60,
	};
	struct store *s;
	const char *why;
	double start = now_us();

	if (store_open_bdb(&options, fill.arena, &s, &why) != STORE_OPEN_OK)
		give_up("open", why);
	printf("opened in %.1f ms\n", (now_us() - start) / 1e3);
	return s;
}

static void
run(void)
{
	struct store_problem_counts p;

	fill.api.store = open_store();
	make_connectors();
	make_jobs();
	store_close(fill.api.store); /* writes a checkpoint: sizes are what they will be */
	fill.api.store = open_store();
	tell_size();
	time_gets();
	time_reads("list of 10", "/_connector/_sync_job?size=10", 2000);
	time_reads("list of 100", "/_connector/_sync_job?size=100", 500);
	time_reads(
	    "list of 100 of a connector", "/_connector/_sync_job?connector_id=c7&size=100", 500);
	time_reads("pending of a connector, 10",
	    "/_connector/_sync_job?connector_id=c7&status=pending&size=10", 2000);
	time_reads("list of 100 from 9900", "/_connector/_sync_job?from=9900&size=100", 20);
	time_searches();
	if (fill.verify && (store_verify(fill.api.store, &p) != STORE_OK ||
	                       p.order_missing + p.order_stray + p.counts_wrong + p.shared_missing +
	                               p.shared_stray >
	                           0))
		give_up("verify", "the store is wrong");
	store_close(fill.api.store);
}

static bool
read_arguments(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "c:j:m:b:o:tv")) != -1) {
		unsigned long n = optarg != NULL ? strtoul(optarg, NULL, 10) : 0;

		switch (option) {
		case 'c':
			fill.connectors = n;
			break;
		case 'j':
			fill.jobs = n;
			break;
		case 'm':
			fill.cache_mib = n;
			break;
		case 'b':
			fill.batch = n;
			break;
		case 'o':
			fill.made = fopen(optarg, "w");
			if (fill.made == NULL)
				return false;
			break;
		case 't':
			fill.tidy = true;
			break;
		case 'v':
			fill.verify = true;
			break;
		default:
			return false;
		}
	}
	fill.dir = optind == argc - 1 ? argv[optind] : NULL;
	return fill.dir != NULL && fill.connectors > 0 && fill.batch > 0 && fill.cache_mib > 0;
}

int
main(int argc, char **argv)
{
	if (!read_arguments(argc, argv)) {
		fprintf(stderr, "usage: fill [-c CONNECTORS] [-j JOBS] [-m CACHE_MIB] [-b BATCH] "
		                "[-o FILE] [-t] [-v] DIR\n");
		return 2;
	}
	fill.arena = arena_new();
	fill.api = (struct api){
	    .snapshots = snapshots_new(1 << 20),
	    .now = clock_now,
	    .new_id = id_new,
	    .body_max = 1 << 20,
	    .version_number = "9.1.0",
	    .build_flavor = "default",
	    .node_name = "fill",
	    .cluster_name = "fill",
	    .open_as = "fill",
	};
	if (fill.arena == NULL)
		give_up("start", "out of memory");
	run();
	if (fill.made != NULL && fclose(fill.made) != 0)
		give_up("ids", "cannot be written");
	snapshots_free(fill.api.snapshots);
	http_response_release(&fill.response);
	arena_free(fill.arena);
	return 0;
}
