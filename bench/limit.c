/*
 * The limits that connectord is measured against, over its own transport: a program that does
 * nothing but answer, with bytes made beforehand.
 *
 *	limit [-w WORKERS] [-s FILE] [-q DIRECTORY] JOB PAGE10 PAGE100 ADDRESS
 *
 * A request is answered by the file of what it asks for: one job, or a page of 10 or 100. A POST
 *and a PUT get an answer as short as connectord's. Without -s that is limit 1, the cost of FastCGI
 *and of the web server alone. With -s it is limit 2: each POST or PUT also waits until the
 *committer has written 2 KiB for it to FILE and had them synced, one sync for all that wait.
 * A search (preference=S1 in its target) is answered by the file of its name in the directory -q.
 */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi/listen.h"
#include "fcgi/server.h"

enum {
	RECORD = 2048,
	RECORDS_AT_ONCE = 64,
	SEARCHES_MAX = 16,
	JOURNAL_MAX = 64 * 1024 * 1024 /* then it starts again with an empty file */
};

enum { JOB, PAGE_10, PAGE_100, CANNED__MAX };

struct limit {
	struct buf canned[CANNED__MAX];
	struct {
		char name[16];
		struct buf answer;
	} searches[SEARCHES_MAX];
	size_t search_count;
	_Atomic uint64_t made;   /* jobs "created": their ids differ */
	_Atomic uint64_t ticket; /* writes that were asked for */
	/* Of the committer alone: */
	int journal; /* -1: nothing is written */
	off_t end;
	uint64_t written; /* the ticket that is on disk */
};

static struct fcgi_server *server;

/* ---- answers ---- */

static bool
contains(struct str s, const char *part)
{
	return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static struct str
canned_answer(const struct limit *limit, struct str target)
{
	if (contains(target, "size=100"))
		return buf_peek(&limit->canned[PAGE_100]);
	if (contains(target, "size=10"))
		return buf_peek(&limit->canned[PAGE_10]);
	return buf_peek(&limit->canned[JOB]);
}

/* The answer of a search; p == NULL: it is none. */
static struct str
search_answer(const struct limit *limit, struct str target)
{
	static const char before[] = "preference=";
	const char *name = memmem(target.p, target.n, before, sizeof(before) - 1);
	size_t n;

	if (name == NULL)
		return (struct str){0};
	name += sizeof(before) - 1;
	n = target.n - (size_t)(name - target.p);
	for (size_t i = 0; i < limit->search_count; i++)
		if (strlen(limit->searches[i].name) == n &&
		    memcmp(limit->searches[i].name, name, n) == 0)
			return buf_peek(&limit->searches[i].answer);
	return (struct str){0};
}

static void
answer_write(struct limit *limit, const struct http_request *q, struct http_response *response)
{
	if (str_is(q->method, "POST")) {
		response->status = 201;
		buf_printf(&response->body, "{\"id\":\"%020llu\"}",
		    (unsigned long long)atomic_fetch_add(&limit->made, 1));
	} else {
		buf_text(&response->body, "{\"result\":\"updated\"}");
	}
	if (limit->journal >= 0)
		response->ticket = atomic_fetch_add(&limit->ticket, 1) + 1;
}

static void
handle(void *ctx, struct arena *a, const struct http_request *q, struct http_response *response)
{
	struct limit *limit = ctx;
	struct str found = search_answer(limit, q->target);

	(void)a;
	response->status = 200;
	http_response_header(response, "content-type", STR_LIT("application/json"));
	http_response_header(response, "X-elastic-product", STR_LIT("Elasticsearch"));
	if (found.p != NULL)
		buf_str(&response->body, found);
	else if (str_is(q->method, "GET"))
		buf_str(&response->body, canned_answer(limit, q->target));
	else
		answer_write(limit, q, response);
}

static void
unavailable(
    void *ctx, struct arena *a, const struct http_request *q, struct http_response *response)
{
	(void)ctx;
	(void)a;
	(void)q;
	response->status = 503;
}

static void
too_large(void *ctx, struct http_response *response)
{
	(void)ctx;
	response->status = 413;
}

static void
bad_request(void *ctx, struct arena *a, const struct http_request *q,
    struct http_response *response, const char *why)
{
	(void)ctx;
	(void)a;
	(void)q;
	response->status = 400;
	buf_text(&response->body, why);
}

/* ---- the committer ---- */

static bool
append_records(struct limit *limit, uint64_t count)
{
	static const char records[RECORDS_AT_ONCE][RECORD];
	uint64_t left = count * RECORD;

	if (limit->end >= JOURNAL_MAX) {
		if (ftruncate(limit->journal, 0) != 0)
			return false;
		limit->end = 0;
	}
	while (left > 0) {
		size_t n = left < sizeof(records) ? left : sizeof(records);
		ssize_t done = pwrite(limit->journal, records, n, limit->end);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		limit->end += done;
		left -= (uint64_t)done;
	}
	return true;
}

static bool
sync_journal(void *ctx, uint64_t *reached)
{
	struct limit *limit = ctx;
	uint64_t ticket = atomic_load(&limit->ticket);

	if (ticket > limit->written) {
		if (!append_records(limit, ticket - limit->written) ||
		    fdatasync(limit->journal) != 0) {
			perror("limit: cannot write");
			return false;
		}
		limit->written = ticket;
	}
	*reached = ticket;
	return true;
}

/* ---- start and stop ---- */

static void
stop(int signal)
{
	(void)signal;
	fcgi_server_stop(server);
}

static bool
read_file(const char *path, struct buf *into)
{
	FILE *f = fopen(path, "rb");
	char piece[65536];
	size_t n;
	bool ok;

	if (f == NULL)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(into, piece, n);
	ok = !ferror(f) && !buf_failed(into);
	return fclose(f) == 0 && ok;
}

static int
serve(struct limit *limit, const char *address, unsigned workers)
{
	const struct fcgi_handler handler = {
	    limit, handle, sync_journal, unavailable, too_large, bad_request};
	const struct fcgi_options options = {
	    .workers = workers,
	    .connections_max = 4096,
	    .writes_max = 4096,
	    .body_max = 16 * 1024 * 1024,
	    .params_max = 256 * 1024,
	    .buffer_max = 256 * 1024 * 1024,
	    .request_timeout_ms = 30000,
	    .send_timeout_ms = 30000,
	    .stop_grace_ms = 5000,
	};
	struct arena *a = arena_new();
	struct listen_sockets sockets = {0};
	const char *why = "out of memory";
	int rc = 1;

	if (a != NULL && listen_open(address, 0600, NULL, a, &sockets, &why) == 0 &&
	    (server = fcgi_server_new(&options, &handler, sockets.fds, sockets.n, &why)) != NULL) {
		signal(SIGTERM, stop);
		signal(SIGINT, stop);
		rc = fcgi_server_run(server) == 0 ? 0 : 1;
		fcgi_server_free(server);
	} else {
		fprintf(stderr, "limit: %s\n", why);
	}
	listen_close(&sockets);
	arena_free(a);
	return rc;
}

/* Each file of the directory. */
static bool
read_searches(const char *path, struct limit *limit)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	char file[4096];
	bool ok = d != NULL;

	while (ok && (entry = readdir(d)) != NULL) {
		size_t i = limit->search_count;

		if (entry->d_name[0] == '.')
			continue;
		ok = i < SEARCHES_MAX && strlen(entry->d_name) < sizeof(limit->searches[i].name);
		if (!ok)
			break;
		(void)snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		(void)snprintf(
		    limit->searches[i].name, sizeof(limit->searches[i].name), "%s", entry->d_name);
		ok = read_file(file, &limit->searches[i].answer);
		limit->search_count++;
	}
	if (d != NULL)
		closedir(d);
	return ok;
}

static int
usage(void)
{
	fprintf(stderr,
	    "usage: limit [-w WORKERS] [-s FILE] [-q DIRECTORY] JOB PAGE10 PAGE100 ADDRESS\n");
	return 2;
}

int
main(int argc, char **argv)
{
	static struct limit limit = {.journal = -1};
	const char *journal = NULL, *searches = NULL;
	unsigned workers = 4;
	int option, rc;

	while ((option = getopt(argc, argv, "w:s:q:")) != -1) {
		if (option == 'w')
			workers = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 's')
			journal = optarg;
		else if (option == 'q')
			searches = optarg;
		else
			return usage();
	}
	if (optind + CANNED__MAX + 1 != argc || workers == 0 || workers > 1000)
		return usage();
	for (int i = 0; i < CANNED__MAX; i++) {
		if (!read_file(argv[optind + i], &limit.canned[i])) {
			perror(argv[optind + i]);
			return 1;
		}
	}
	if (searches != NULL && !read_searches(searches, &limit)) {
		fprintf(stderr, "limit: %s: no answers of searches\n", searches);
		return 1;
	}
	if (journal != NULL &&
	    (limit.journal = open(journal, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0) {
		perror(journal);
		return 1;
	}
	rc = serve(&limit, argv[argc - 1], workers);
	for (int i = 0; i < CANNED__MAX; i++)
		buf_release(&limit.canned[i]);
	for (size_t i = 0; i < limit.search_count; i++)
		buf_release(&limit.searches[i].answer);
	if (limit.journal >= 0)
		close(limit.journal);
	return rc;
}
