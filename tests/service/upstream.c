/*
 * A search engine for tests of the split front: upstream SOCKET AUTHORIZATION
 *
 * Serves engine.h by HTTP on a Unix socket (/PATH) or on ADDRESS:PORT of this host. As an engine
 * that is not Elasticsearch it refuses vendored media types and does not name the product; it has
 * its own credentials, and refuses all others. At SIGTERM it says what it has seen, a line each:
 * "name number".
 */
#include <config.h>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine.h"

enum { EXIT_USAGE = 64 };

static struct {
	const char *authorization;
	struct engine engine;
	unsigned long requests, refused_media, refused_key, foreign_keys;
} upstream;

/* A body as it comes in. */
struct arriving {
	char *p;
	size_t n;
};

static const char *
header(struct MHD_Connection *c, const char *name)
{
	const char *value = MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);

	return value != NULL ? value : "";
}

static const char *
param(void *ctx, const char *name)
{
	return MHD_lookup_connection_value(ctx, MHD_GET_ARGUMENT_KIND, name);
}

static enum MHD_Result
reply(struct MHD_Connection *c, const struct answer *answer)
{
	/* The tree's text goes with the tree. */
	char *text = strdup(answer->body != NULL
	                        ? json_object_to_json_string_ext(answer->body,
	                              JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
	                        : "");
	struct MHD_Response *response = text != NULL ? MHD_create_response_from_buffer(strlen(text),
	                                                   text, MHD_RESPMEM_MUST_FREE)
	                                             : NULL;
	enum MHD_Result queued;

	if (response == NULL)
		abort();
	if (*text != '\0')
		MHD_add_response_header(
		    response, "Content-Type", "application/json; charset=UTF-8");
	if (answer->status == 401)
		MHD_add_response_header(response, "WWW-Authenticate", "Basic realm=\"engine\"");
	queued = MHD_queue_response(c, answer->status, response);
	MHD_destroy_response(response);
	return queued;
}

/* ---- what it does not take ---- */

static bool
is_plain(const char *type)
{
	return strncmp(type, "application/json", 16) == 0;
}

/* Its status; 0: welcome. */
static unsigned
media_refused(struct MHD_Connection *c, const char *path, size_t body)
{
	const char *type = header(c, "Content-Type"), *accept = header(c, "Accept");
	bool lines = strlen(path) >= 6 && strcmp(path + strlen(path) - 6, "/_bulk") == 0;

	if (strstr(type, "vnd.") != NULL || strstr(accept, "vnd.") != NULL)
		return 406;
	if (body == 0)
		return 0;
	if (lines && strncmp(type, "application/x-ndjson", 20) == 0)
		return 0;
	return is_plain(type) ? 0 : 415;
}

static struct answer
answer_of(struct MHD_Connection *c, const char *url, const char *method, struct arriving *body)
{
	const struct question q = {method, url, param, c, body->n > 0 ? body->p : "", body->n};
	unsigned status;

	upstream.requests++;
	if (strcmp(header(c, "Authorization"), upstream.authorization) != 0) {
		upstream.refused_key++;
		upstream.foreign_keys += *header(c, "Authorization") != '\0';
		return engine_error(401, "security_exception", "missing or wrong credentials");
	}
	status = media_refused(c, url, body->n);
	if (status != 0) {
		upstream.refused_media++;
		return engine_error(status, "media_type_header_exception",
		    "Content-Type [%s], Accept [%s]: not supported", header(c, "Content-Type"),
		    header(c, "Accept"));
	}
	return engine_ask(&upstream.engine, &q);
}

/* ---- the library's calls ---- */

static enum MHD_Result
handle(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *data, size_t *n, void **state)
{
	struct arriving *body = *state;
	struct answer answer;
	enum MHD_Result queued;

	(void)ctx;
	(void)version;
	if (body == NULL) {
		*state = calloc(1, sizeof(*body));
		return *state != NULL ? MHD_YES : MHD_NO;
	}
	if (*n > 0) {
		body->p = realloc(body->p, body->n + *n);
		if (body->p == NULL)
			abort();
		memcpy(body->p + body->n, data, *n);
		body->n += *n;
		*n = 0;
		return MHD_YES;
	}
	answer = answer_of(c, url, method, body);
	queued = reply(c, &answer);
	json_object_put(answer.body);
	return queued;
}

static void
forget(void *ctx, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
	struct arriving *body = *state;

	(void)ctx;
	(void)c;
	(void)why;
	if (body != NULL)
		free(body->p);
	free(body);
	*state = NULL;
}

/* Paths stay as they came. */
static size_t
leave_escaped(void *ctx, struct MHD_Connection *c, char *text)
{
	(void)ctx;
	(void)c;
	return strlen(text);
}

/* ---- start and end ---- */

static int
listen_at(const char *address)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	struct sockaddr_in net = {.sin_family = AF_INET};
	const char *colon = strrchr(address, ':');
	bool is_path = *address == '/';
	int fd = socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (is_path) {
		(void)snprintf(local.sun_path, sizeof(local.sun_path), "%s", address);
	} else if (colon != NULL) {
		net.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		net.sin_port = htons((uint16_t)atoi(colon + 1));
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	}
	if (fd < 0 ||
	    (is_path ? bind(fd, (struct sockaddr *)&local, sizeof(local))
	             : bind(fd, (struct sockaddr *)&net, sizeof(net))) != 0 ||
	    listen(fd, 128) != 0) {
		perror(address);
		exit(EXIT_FAILURE);
	}
	return fd;
}

static void
report(void)
{
	printf("requests %lu\nrefused_media %lu\nrefused_key %lu\nforeign_keys %lu\nstrays %lu\n",
	    upstream.requests, upstream.refused_media, upstream.refused_key, upstream.foreign_keys,
	    upstream.engine.strays);
	json_object_object_foreach(upstream.engine.indices, name, index)
	    printf("documents %s %d\n", name, json_object_object_length(member(index, "docs")));
}

int
main(int argc, char **argv)
{
	struct MHD_Daemon *server;
	sigset_t ends;
	int which;

	if (argc != 3) {
		fputs("usage: upstream SOCKET AUTHORIZATION\n", stderr);
		return EXIT_USAGE;
	}
	upstream.authorization = argv[2];
	engine_open(&upstream.engine);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL); /* of the server's thread, too */
	/* One thread asks the engine. */
	server = MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, handle, NULL,
	    MHD_OPTION_LISTEN_SOCKET, listen_at(argv[1]), MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL, MHD_OPTION_END);
	if (server == NULL) {
		fputs("upstream: the server does not start\n", stderr);
		return EXIT_FAILURE;
	}
	sigwait(&ends, &which);
	MHD_stop_daemon(server);
	report();
	engine_close(&upstream.engine);
	return EXIT_SUCCESS;
}
