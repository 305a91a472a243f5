/*
 * Clients that do what wrk cannot: walk a job of their own through its states, by the ids of the
 * answers. (wrk does not tell its script which connection an answer came on.)
 *
 *	load [-c CLIENTS] [-d SECONDS] [-n SEQUENCES] [-i FILE] [-k CONNECTORS] [-H LINE]
 *	     WORKLOAD ADDRESS
 *	load -b [-k CONNECTORS] WORKLOAD     prints the body of its first request
 *
 * Each client has a kept connection and sends its next request when the last one was answered. Ends
 * after -d seconds or -n sequences. -i: ids of jobs to ask for; -H:
 *a header of each request. One line says how it went, in microseconds:
 *
 *	requests=N errors=N us=N p50=N p99=N worst=N gap=N
 *
 * gap is the longest time in which nothing was answered at all. An answer other than the expected
 * one, none in 10 seconds, and a lost connection are errors; the exit status is 1 when there were
 *any.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "histogram.h"
#include "workload.h"

enum { CLIENTS_MAX = 10000, ANSWER_MS = 10000 };

struct user {
	struct client client;
	struct walk walk;
	uint64_t sent_at;
	bool waits; /* for an answer */
};

struct load {
	struct world world;
	struct address address;
	struct user *users;
	unsigned clients;
	unsigned waiting;
	uint64_t duration;  /* us */
	uint64_t sequences; /* 0: no matter */
	bool body;          /* print it, and do nothing */
	int epoll;
	uint64_t start, last_answer, gap;
	uint64_t in_time; /* answers before the duration was over */
	uint64_t errors;
	struct histogram took;
};

static uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* ---- users ---- */

static bool
may_send(const struct load *load, const struct user *u, uint64_t now)
{
	if (load->sequences > 0)
		return load->world.begun < load->sequences || !walk_rests(&u->walk);
	return now - load->start < load->duration;
}

static bool
connect_user(struct load *load, struct user *u)
{
	struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = u};

	if (client_connect(&u->client, &load->address) &&
	    epoll_ctl(load->epoll, EPOLL_CTL_ADD, u->client.fd, &e) == 0)
		return true;
	client_close(&u->client);
	return false;
}

static void
failed(struct load *load, struct user *u)
{
	load->errors++;
	if (u->waits)
		load->waiting--;
	u->waits = false;
	u->walk = (struct walk){0};
	client_close(&u->client);
}

/* One that cannot connect any more is left out. */
static void
send_next(struct load *load, struct user *u, uint64_t now)
{
	if (!may_send(load, u, now))
		return;
	if (u->client.fd < 0 && !connect_user(load, u)) {
		failed(load, u);
		return;
	}
	walk_request(&u->walk, &load->world, &u->client.out);
	u->sent_at = now;
	u->waits = true;
	load->waiting++;
	if (buf_failed(&u->client.out) || client_send(&u->client) == CLIENT_FAILED)
		failed(load, u);
}

/* The first one is shown. */
static void
unexpected(struct load *load, const struct user *u)
{
	if (load->errors++ == 0)
		fprintf(stderr, "load: answered %d: %.*s\n", u->client.status,
		    (int)(u->client.body.n < 500 ? u->client.body.n : 500), u->client.body.p);
}

static void
answered(struct load *load, struct user *u, uint64_t now)
{
	load->waiting--;
	u->waits = false;
	histogram_add(&load->took, now - u->sent_at);
	if (now - load->last_answer > load->gap)
		load->gap = now - load->last_answer;
	load->last_answer = now;
	if (load->sequences > 0 || now - load->start <= load->duration)
		load->in_time++;
	if (!walk_answer(&u->walk, &load->world, u->client.status, u->client.body))
		unexpected(load, u);
	if (u->client.closes)
		client_close(&u->client);
	buf_clear(&u->client.in);
	send_next(load, u, now);
}

static void
serve_user(struct load *load, struct user *u, uint32_t events)
{
	if (u->client.fd < 0)
		return;
	if (u->client.out.n > 0 && client_send(&u->client) == CLIENT_FAILED) {
		failed(load, u);
		return;
	}
	if ((events & ~(uint32_t)EPOLLOUT) == 0)
		return;
	switch (client_read(&u->client)) {
	case CLIENT_WAITS:
		break;
	case CLIENT_ANSWERED:
		if (!u->waits) {
			failed(load, u); /* an answer to nothing */
			return;
		}
		answered(load, u, now_us());
		break;
	case CLIENT_FAILED:
		if (u->waits)
			failed(load, u);
		else
			client_close(&u->client);
		send_next(load, u, now_us());
		break;
	}
}

/* ---- a run ---- */

static void
run(struct load *load)
{
	struct epoll_event events[256];

	load->start = load->last_answer = now_us();
	for (unsigned i = 0; i < load->clients; i++)
		send_next(load, &load->users[i], load->start);
	while (load->waiting > 0) {
		int n = epoll_wait(load->epoll, events, 256, ANSWER_MS);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) { /* nothing in all that time */
			load->errors += load->waiting;
			return;
		}
		for (int i = 0; i < n; i++)
			serve_user(load, events[i].data.ptr, events[i].events);
	}
}

static void
report(const struct load *load)
{
	uint64_t us = load->duration;

	if (load->sequences > 0)
		us = load->last_answer - load->start;
	printf("requests=%llu errors=%llu us=%llu p50=%llu p99=%llu worst=%llu gap=%llu\n",
	    (unsigned long long)load->in_time, (unsigned long long)load->errors,
	    (unsigned long long)us, (unsigned long long)histogram_percentile(&load->took, 50),
	    (unsigned long long)histogram_percentile(&load->took, 99),
	    (unsigned long long)load->took.worst, (unsigned long long)load->gap);
}

/* ---- start ---- */

static bool
read_ids(const char *path, struct world *world)
{
	FILE *f = fopen(path, "r");
	size_t room = 0;
	char line[256];

	if (f == NULL)
		return false;
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strcspn(line, "\n") != JOB_ID_SIZE)
			continue;
		if (world->id_count == room) {
			void *more = realloc(world->ids, (2 * room + 1024) * sizeof(*world->ids));

			if (more == NULL)
				break;
			world->ids = more;
			room = 2 * room + 1024;
		}
		line[JOB_ID_SIZE] = '\0';
		memcpy(world->ids[world->id_count++], line, JOB_ID_SIZE + 1);
	}
	fclose(f);
	return world->id_count > 0;
}

static int
usage(void)
{
	fprintf(stderr, "usage: load [-c CLIENTS] [-d SECONDS] [-n SEQUENCES] [-i FILE] "
	                "[-k CONNECTORS] [-H LINE] WORKLOAD ADDRESS\n"
	                "       load -b [-k CONNECTORS] WORKLOAD\nworkloads:");
	for (size_t i = 0; workload_name(i) != NULL; i++)
		fprintf(stderr, " %s", workload_name(i));
	fprintf(stderr, "\n");
	return 2;
}

static int
cannot(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	return 2;
}

/* Reads the options: 0, or the exit status. */
static int
options(struct load *load, int argc, char **argv)
{
	static struct buf headers;
	int option;

	while ((option = getopt(argc, argv, "bc:d:n:i:k:H:")) != -1) {
		switch (option) {
		case 'b':
			load->body = true;
			break;
		case 'c':
			load->clients = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'd':
			load->duration = (uint64_t)(strtod(optarg, NULL) * 1e6);
			break;
		case 'n':
			load->sequences = strtoull(optarg, NULL, 10);
			break;
		case 'i':
			if (!read_ids(optarg, &load->world))
				return cannot(optarg);
			break;
		case 'k':
			load->world.connectors = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'H':
			buf_printf(&headers, "%s\r\n", optarg);
			buf_add(&headers, "", 1);
			load->world.headers = headers.p;
			headers.n -= headers.n > 0;
			break;
		default:
			return usage();
		}
	}
	if (load->body && optind + 1 == argc && load->world.connectors > 0 &&
	    (load->world.workload = workload_find(argv[optind])) != NULL)
		return 0;
	if (load->body || optind + 2 != argc ||
	    (load->world.workload = workload_find(argv[optind])) == NULL ||
	    !address_read(argv[optind + 1], &load->address) || load->clients == 0 ||
	    load->clients > CLIENTS_MAX || load->world.connectors == 0 ||
	    (load->duration == 0 && load->sequences == 0) || buf_failed(&headers) ||
	    (workload_needs_ids(load->world.workload) && load->world.id_count == 0))
		return usage();
	return 0;
}

static int
print_body(struct load *load)
{
	struct buf *body = &load->world.body;

	workload_body(&load->world, body);
	(void)fwrite(body->p, 1, body->n, stdout);
	return buf_failed(body) || fflush(stdout) != 0;
}

int
main(int argc, char **argv)
{
	static struct load load = {
	    .clients = 1, .world = {.headers = "", .connectors = 100, .random = 1}};
	int rc = options(&load, argc, argv);

	if (rc != 0)
		return rc;
	load.world.random = now_us() | 1;
	if (load.body)
		return print_body(&load);
	load.users = calloc(load.clients, sizeof(*load.users));
	load.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load.users == NULL || load.epoll < 0)
		return cannot("start");
	for (unsigned i = 0; i < load.clients; i++)
		load.users[i].client.fd = -1;
	run(&load);
	report(&load);
	for (unsigned i = 0; i < load.clients; i++)
		client_release(&load.users[i].client);
	free(load.users);
	free(load.world.ids);
	buf_release(&load.world.body);
	close(load.epoll);
	return load.errors > 0;
}
