#include <config.h>

#include "main/serve.h"

#include <pthread.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "api/job_watch.h"
#include "base/log.h"
#include "fcgi/server.h"
#include "main/notify.h"
#include "main/reap.h"
#include "store/store.h"

enum {
	OTHER_FILES = 128, /* descriptors for all but connections */
	WORKERS_MIN = 2,
	WORKERS_MAX = 16, /* of those nobody asked for */
	RELIEF = 2
};

struct serving {
	const struct api *api;
	struct fcgi_server *server;
	struct listen_sockets *sockets;
	_Atomic unsigned keep_more; /* connections that the service manager may still be given */
	_Atomic unsigned kept;
	atomic_bool broken; /* the store must be recovered: leave and be started again */
};

/* What the service manager calls the connections that it keeps: fcgi/listen.c knows them by it. */
static const char kept_name[] = "connection";

/* For the signal handlers. */
static struct fcgi_server *signalled;
static struct owner *signalled_owner;

static void
handle(void *ctx, struct arena *arena, const struct http_request *request,
    struct http_response *response)
{
	struct serving *s = ctx;

	api_handle(s->api, arena, request, response);
}

static void
wake(void *ctx, const _Atomic unsigned *word)
{
	struct serving *s = ctx;

	fcgi_server_wake_waiting(s->server, word);
}

static bool
changes(void *ctx, struct arena *arena, const struct http_request *request)
{
	struct serving *s = ctx;

	return api_may_change(s->api, arena, request);
}

static bool
sync_store(void *ctx, uint64_t *reached)
{
	struct serving *s = ctx;
	enum store_rc rc = store_sync(s->api->store, reached);

	if (rc == STORE_BROKEN && !atomic_exchange(&s->broken, true)) {
		/* A flush that failed is never tried again: start anew, and recover what is on
		 * disk. */
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

/* Who connects to a socket file that is gone knows at once; who got in before is served. */
static void
stopping(void *ctx)
{
	struct serving *s = ctx;

	notify("STOPPING=1");
	listen_unlink(s->sockets);
}

/* Once it cannot be done, it is left: each try may have to wait. */
static bool
keep(void *ctx, int fd)
{
	struct serving *s = ctx;
	unsigned more = atomic_load(&s->keep_more);

	do
		if (more == 0)
			return false;
	while (!atomic_compare_exchange_weak(&s->keep_more, &more, more - 1));
	if (notify_store(fd, kept_name)) {
		atomic_fetch_add(&s->kept, 1);
		return true;
	}
	atomic_store(&s->keep_more, 0);
	return false;
}

static void
adopt(struct serving *s)
{
	unsigned n = 0;

	if (s->sockets->conn_count == 0)
		return;
	/* Before a byte is read: what was begun here is nothing for the process after us. */
	if (!notify_store_forget(kept_name))
		log_warn("the service manager cannot be told that its connections were taken");
	for (unsigned i = 0; i < s->sockets->conn_count; i++)
		n += fcgi_server_adopt_take(s->server, s->sockets->conns[i]);
	log_info("connections of the process before, kept=%u alive=%u", s->sockets->conn_count, n);
	s->sockets->conn_count = 0;
}

static void
on_reload(int signal)
{
	(void)signal;
	owner_reload(signalled_owner);
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
	sigaddset(&set, SIGHUP);
	pthread_sigmask(how, &set, NULL);
}

static void
set_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	struct sigaction again = {.sa_handler = on_reload};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGHUP, &again, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

const char *
serve_web_servers(const struct conf *conf)
{
	return conf->web_server_addrs[0] != '\0' ? conf->web_server_addrs
	                                         : getenv("FCGI_WEB_SERVER_ADDRS");
}

/*
 * As many connections as there are descriptors for, with some left for the records: a store that
 * cannot open its next file stops, and a connection that waits does not.
 */
static unsigned
connections_that_fit(const struct conf *conf)
{
	uint64_t want = conf->connections_max, need = want + FCGI_EXTRA_MAX + OTHER_FILES, rest;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return (unsigned)want;
	if (limit.rlim_cur < need) {
		limit.rlim_cur = limit.rlim_max < need ? limit.rlim_max : need;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0 && getrlimit(RLIMIT_NOFILE, &limit) != 0)
			return (unsigned)want;
	}
	if (limit.rlim_cur >= need)
		return (unsigned)want;
	rest = OTHER_FILES + FCGI_EXTRA_MAX;
	rest = limit.rlim_cur > 2 * rest ? limit.rlim_cur - rest : limit.rlim_cur / 4;
	if (rest < 1)
		rest = 1;
	if (rest < want) {
		log_warn("connections_max is %" PRIu64 ", but there are descriptors for %" PRIu64
		         " only: limit of open files=%" PRIu64,
		    want, rest, (uint64_t)limit.rlim_cur);
		want = rest;
	}
	return (unsigned)want;
}

/* As many as processors, unless it was said. */
static unsigned
workers_of(const struct conf *conf)
{
	cpu_set_t mine;
	int n = WORKERS_MIN;

	if (conf->workers != 0)
		return (unsigned)conf->workers;
	if (sched_getaffinity(0, sizeof(mine), &mine) == 0)
		n = CPU_COUNT(&mine);
	return n < WORKERS_MIN ? WORKERS_MIN : n > WORKERS_MAX ? WORKERS_MAX : (unsigned)n;
}

int
serve(const struct conf *conf, const struct api *api, struct listen_sockets *sockets,
    struct owner *owner)
{
	struct serving s = {.api = api, .sockets = sockets, .keep_more = notify_store_max()};
	unsigned connections = connections_that_fit(conf);
	const struct fcgi_options options = {
	    .workers = workers_of(conf),
	    .relief = RELIEF,
	    .connections_max = connections,
	    .writes_max = (unsigned)conf->writes_max,
	    .waits_max =
	        conf->waits_max < connections / 2 ? (unsigned)conf->waits_max : connections / 2,
	    .body_max = conf->body_max,
	    .params_max = conf->params_max,
	    .buffer_max = conf->buffer_max,
	    .request_timeout_ms = (unsigned)conf->request_timeout_ms,
	    .send_timeout_ms = (unsigned)conf->send_timeout_ms,
	    .idle_timeout_ms = (unsigned)conf->idle_timeout_ms,
	    .stop_grace_ms = (unsigned)conf->stop_grace_ms,
	    .server_addrs = serve_web_servers(conf),
	};
	const struct fcgi_handler handler = {&s, handle, sync_store, unavailable, too_large,
	    bad_request, stopping, s.keep_more > 0 ? keep : NULL, changes};
	const char *why = "";
	struct reap *reap;
	int rc;

	s.server = fcgi_server_new(&options, &handler, sockets->fds, sockets->n, &why);
	if (s.server == NULL) {
		log_error("cannot serve: %s", why);
		return EX_OSERR;
	}
	api->watch->wake = wake;
	api->watch->ctx = &s;
	signalled = s.server;
	signalled_owner = owner;
	set_signals();
	adopt(&s);
	owner_serve(owner, s.server, api);
	log_info("serving version=%s pid=%ld data=%s", PACKAGE_VERSION, (long)getpid(), conf->data);
	notify("READY=1\nSTATUS=Serving");
	/* While signals are blocked: they are for this thread. */
	reap = reap_start(api, sync_store, &s);
	serve_signals(SIG_UNBLOCK);
	rc = fcgi_server_run(s.server);
	serve_signals(SIG_BLOCK);
	reap_stop(reap);
	owner_unserve(owner);
	api->watch->wake = NULL;
	log_info("stopped%s kept=%u", rc != 0 ? ": not everything could be answered" : "",
	    atomic_load(&s.kept));
	fcgi_server_free(s.server);
	return s.broken ? EX_IOERR : EX_OK;
}
