#include <config.h>

#include "main/serve.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "fcgi/server.h"
#include "store/store.h"

struct serving {
	const struct api *api;
	struct fcgi_server *server;
	bool broken; /* the store must be recovered: leave and be started again */
};

static struct fcgi_server *signalled; /* for the signal handler */

static void
handle(void *ctx, struct arena *arena, const struct http_request *request,
    struct http_response *response)
{
	struct serving *s = ctx;

	api_handle(s->api, arena, request, response);
}

static bool
sync_store(void *ctx, uint64_t *reached)
{
	struct serving *s = ctx;
	enum store_rc rc = store_sync(s->api->store, reached);

	if (rc == STORE_BROKEN && !s->broken) {
		/* A flush that failed is never tried again: start anew, and recover what is on
		 * disk. */
		s->broken = true;
		log_error("the store cannot go on and must be recovered: stopping");
		fcgi_server_stop(s->server);
	}
	return rc == STORE_OK;
}

static void
unavailable(void *ctx, struct arena *arena, const struct http_request *request,
    struct http_response *response)
{
	(void)ctx;
	api_answer_unavailable(arena, request, response);
}

static void
too_large(void *ctx, struct http_response *response)
{
	(void)ctx;
	api_answer_too_large(response);
}

static void
bad_request(void *ctx, struct arena *arena, const struct http_request *request,
    struct http_response *response, const char *why)
{
	(void)ctx;
	api_answer_bad_request(arena, request, response, why);
}

static void
on_stop(int signal)
{
	(void)signal;
	fcgi_server_stop(signalled);
}

void
serve_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(how, &set, NULL);
}

static void
set_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

int
serve(const struct conf *conf, const struct api *api, const struct listen_sockets *sockets)
{
	struct serving s = {.api = api};
	const struct fcgi_options options = {
	    .workers = (unsigned)conf->workers,
	    .connections_max = (unsigned)conf->connections_max,
	    .body_max = conf->body_max,
	    .params_max = conf->params_max,
	    .buffer_max = conf->buffer_max,
	    .request_timeout_ms = (unsigned)conf->request_timeout_ms,
	    .send_timeout_ms = (unsigned)conf->send_timeout_ms,
	    .idle_timeout_ms = (unsigned)conf->idle_timeout_ms,
	    .stop_grace_ms = (unsigned)conf->stop_grace_ms,
	    .server_addrs = getenv("FCGI_WEB_SERVER_ADDRS"),
	};
	const struct fcgi_handler handler = {
	    &s, handle, sync_store, unavailable, too_large, bad_request};
	const char *why = "";
	int rc;

	s.server = fcgi_server_new(&options, &handler, sockets->fds, sockets->n, &why);
	if (s.server == NULL) {
		log_error("cannot serve: %s", why);
		return EX_OSERR;
	}
	signalled = s.server;
	set_signals();
	log_info("serving version=%s pid=%ld data=%s", PACKAGE_VERSION, (long)getpid(), conf->data);
	serve_signals(SIG_UNBLOCK);
	rc = fcgi_server_run(s.server);
	serve_signals(SIG_BLOCK);
	log_info("stopped%s", rc != 0 ? ": not everything could be answered" : "");
	fcgi_server_free(s.server);
	return s.broken ? EX_IOERR : EX_OK;
}
