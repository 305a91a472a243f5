/*
 * A program that does nothing, over connectord's own transport: every request is answered by the
 * same body. What is measured through it is the cost of FastCGI and of the web server alone.
 *
 *	nothing [-n BYTES] [-w WORKERS] [-p] ADDRESS
 *
 * -p sends each answer by way of the committer, with a disk that is never waited for.
 */
#include <config.h>

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fcgi/listen.h"
#include "fcgi/server.h"

static struct {
	struct buf body;
	bool parks;
	_Atomic uint64_t ticket;
} nothing;

static struct fcgi_server *server;

static void
handle(void *ctx, struct arena *a, const struct http_request *q, struct http_response *response)
{
	(void)ctx;
	(void)a;
	(void)q;
	response->status = 200;
	http_response_header(response, "content-type", STR_LIT("application/json"));
	buf_str(&response->body, buf_peek(&nothing.body));
	if (nothing.parks)
		response->ticket = atomic_fetch_add(&nothing.ticket, 1) + 1;
}

static bool
sync_nothing(void *ctx, uint64_t *reached)
{
	(void)ctx;
	*reached = atomic_load(&nothing.ticket);
	return true;
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

static void
stop(int signal)
{
	(void)signal;
	fcgi_server_stop(server);
}

static void
make_body(unsigned long n)
{
	buf_text(&nothing.body, "{\"x\":\"");
	while (nothing.body.n + 2 < n)
		buf_char(&nothing.body, 'x');
	buf_text(&nothing.body, "\"}");
}

static int
serve(const char *address, unsigned workers)
{
	static const struct fcgi_handler handler = {
	    NULL, handle, sync_nothing, unavailable, too_large, bad_request};
	const struct fcgi_options options = {
	    .workers = workers,
	    .connections_max = 4096,
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

	if (a != NULL && listen_open(address, 0600, a, &sockets, &why) == 0 &&
	    (server = fcgi_server_new(&options, &handler, sockets.fds, sockets.n, &why)) != NULL) {
		signal(SIGTERM, stop);
		signal(SIGINT, stop);
		rc = fcgi_server_run(server) == 0 ? 0 : 1;
		fcgi_server_free(server);
	} else {
		fprintf(stderr, "nothing: %s\n", why);
	}
	listen_close(&sockets);
	arena_free(a);
	return rc;
}

int
main(int argc, char **argv)
{
	unsigned long bytes = 200;
	unsigned workers = 4;
	int option, rc;

	while ((option = getopt(argc, argv, "n:w:p")) != -1) {
		switch (option) {
		case 'n':
			bytes = strtoul(optarg, NULL, 10);
			break;
		case 'w':
			workers = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'p':
			nothing.parks = true;
			break;
		default:
			return 2;
		}
	}
	if (optind != argc - 1 || workers == 0 || workers > 1000) {
		fprintf(stderr, "usage: nothing [-n BYTES] [-w WORKERS] [-p] ADDRESS\n");
		return 2;
	}
	make_body(bytes);
	rc = serve(argv[optind], workers);
	buf_release(&nothing.body);
	return rc;
}
