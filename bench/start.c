/*
 * How long a program takes from its start to its first answer.
 *
 *	start RESULT ADDRESS PATH COMMAND [ARGUMENT]...
 *
 * Becomes COMMAND. Beside it a process asks the web server at ADDRESS for PATH until the answer is
 *a 200, then writes the microseconds since the start into RESULT; "failed" after 60 seconds. The
 * answer goes by way of the web server, so it has been seen by a client.
 */
#include <config.h>

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

enum { PAUSE_US = 200, GIVE_UP_S = 60 };

static uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* Asks once; 0 when there was no answer. */
static int
ask(struct client *c, const struct address *address, const char *request)
{
	enum client_state state = CLIENT_FAILED;

	if (c->fd < 0 && !client_connect(c, address))
		return 0;
	buf_text(&c->out, request);
	if (client_send(c) != CLIENT_FAILED) {
		do {
			struct pollfd p = {.fd = c->fd, .events = POLLIN};

			if (poll(&p, 1, 1000) <= 0)
				break;
			state = client_read(c);
		} while (state == CLIENT_WAITS);
	}
	if (state != CLIENT_ANSWERED || c->closes)
		client_close(c);
	buf_clear(&c->in);
	return state == CLIENT_ANSWERED ? c->status : 0;
}

static bool
await(const struct address *address, const char *path, uint64_t start)
{
	const char *header = getenv("BENCH_HEADER");
	struct client c = {.fd = -1};
	char request[4096];
	bool there = false;

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n", path,
	    header != NULL ? header : "", header != NULL && header[0] != '\0' ? "\r\n" : "");
	while (!there && now_us() - start < GIVE_UP_S * 1000000ull) {
		there = ask(&c, address, request) == 200;
		if (!there)
			usleep(PAUSE_US);
	}
	client_release(&c);
	return there;
}

static int
watch(const char *result, const struct address *address, const char *path, uint64_t start)
{
	bool there = await(address, path, start);
	uint64_t took = now_us() - start;
	FILE *f = fopen(result, "w");

	if (f == NULL)
		return 1;
	if (there)
		fprintf(f, "%llu\n", (unsigned long long)took);
	else
		fprintf(f, "failed\n");
	return fclose(f) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct address address;
	uint64_t start;
	pid_t pid;

	if (argc < 5 || !address_read(argv[2], &address)) {
		fprintf(stderr, "usage: start RESULT ADDRESS PATH COMMAND [ARGUMENT]...\n");
		return 2;
	}
	start = now_us();
	pid = fork();
	if (pid == 0) /* twice, so that the command has no child it does not know */
		_exit(fork() == 0 ? watch(argv[1], &address, argv[3], start) : 0);
	if (pid < 0 || waitpid(pid, NULL, 0) < 0) {
		perror("start");
		return 1;
	}
	execvp(argv[4], argv + 4);
	perror(argv[4]);
	return 127;
}
