#include <config.h>

#include "main/owner.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "control/control.h"
#include "fcgi/listen.h"
#include "main/key.h"
#include "main/care.h"
#include "main/notify.h"

enum {
	TICK_MS = 1000,
	STUCK_MS = 30 * 1000, /* no piece of work that is under way is taken for stuck sooner */
	KEYS_AT_ONCE = 8,
};

/* The sockets that one process handed over. */
struct passed {
	struct passed *next;
	unsigned n;
	int fds[CONTROL_FDS_MAX]; /* -1: the server has it */
	struct fcgi_listener *listeners[CONTROL_FDS_MAX];
};

enum phase { PHASE_OPENING, PHASE_SERVING, PHASE_STOPPING };

struct owner {
	struct control *control;
	struct reload reload;
	atomic_bool reload_wanted;
	int64_t since, watchdog_ms;

	pthread_mutex_t lock;
	struct passed *passed;
	unsigned processes; /* that handed over sockets */
	enum phase phase;
	struct fcgi_server *server; /* while serving */
	struct store *store;
	const struct api *api;
};

/* ---- listener: sockets that are handed over ---- */

/* Under owner.lock. What the server cannot take waits for the next owner. */
static void
give(struct owner *o, struct passed *p)
{
	for (unsigned i = 0; i < p->n; i++) {
		if (p->fds[i] < 0)
			continue;
		p->listeners[i] = fcgi_server_listen_take(o->server, p->fds[i]);
		if (p->listeners[i] != NULL)
			p->fds[i] = -1;
		else if (errno != ESHUTDOWN)
			log_warn(
			    "a socket that was handed over cannot be served: %s", strerror(errno));
	}
}

static void
passed_free(struct owner *o, struct passed *p)
{
	for (unsigned i = 0; i < p->n; i++) {
		if (p->fds[i] >= 0)
			close(p->fds[i]);
		else if (o->server != NULL)
			fcgi_server_unlisten(o->server, p->listeners[i]);
	}
	free(p);
}

static struct passed *
passed_new(struct control_request *request)
{
	struct passed *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->n = request->fd_count;
	for (unsigned i = 0; i < p->n; i++) {
		p->fds[i] = request->fds[i];
		request->fds[i] = -1;
	}
	return p;
}

static void
verb_listener(void *ctx, struct control_request *request, struct control_answer *answer)
{
	struct owner *o = ctx;
	struct passed *p;

	answer->code = EX_USAGE;
	for (unsigned i = 0; i < request->fd_count; i++)
		if (!listen_is_listening(request->fds[i]))
			return buf_text(&answer->text, "not a listening socket");
	if (request->fd_count == 0)
		return buf_text(&answer->text, "no socket was handed over");
	p = passed_new(request);
	answer->code = EX_OSERR;
	if (p == NULL)
		return buf_text(&answer->text, "out of memory");
	pthread_mutex_lock(&o->lock);
	p->next = o->passed;
	o->passed = p;
	o->processes++;
	if (o->server != NULL)
		give(o, p);
	pthread_mutex_unlock(&o->lock);
	answer->code = EX_OK;
	answer->held = p;
}

/* The process that handed it over has ended. */
static void
drop_listener(void *ctx, void *held)
{
	struct owner *o = ctx;
	struct passed **at = &o->passed;

	pthread_mutex_lock(&o->lock);
	while (*at != held)
		at = &(*at)->next;
	*at = (*at)->next;
	o->processes--;
	passed_free(o, held);
	pthread_mutex_unlock(&o->lock);
}

/* ---- key ---- */

/* In a thread of its own: what it does waits for the disk. */
static void
verb_key(void *ctx, struct control_request *request, struct control_answer *answer)
{
	struct owner *o = ctx;
	struct arena *arena = arena_new();
	const struct api *api;

	pthread_mutex_lock(&o->lock);
	api = o->api; /* it stays: owner_stop() waits for us */
	pthread_mutex_unlock(&o->lock);
	answer->code = api == NULL ? EX_TEMPFAIL : EX_OSERR;
	if (api == NULL)
		buf_text(
		    &answer->text, "the process that owns the records is not ready: try again");
	else if (arena != NULL)
		answer->code = key_exit_code(
		    key_command(api, arena, request->words, request->n, &answer->text));
	if (answer->text.n > CONTROL_ANSWER_MAX - 8) {
		answer->code = EX_UNAVAILABLE;
		buf_clear(&answer->text);
		buf_text(&answer->text,
		    "there are more keys than fit into this answer: ask GET /_security/api_key");
	}
	arena_free(arena);
}

/* ---- ping, status ---- */

static void
verb_ping(void *ctx, struct control_request *request, struct control_answer *answer)
{
	(void)ctx;
	(void)request;
	buf_text(&answer->text, "pong\n");
}

static const char *const phases[] = {
    [PHASE_OPENING] = "opening",
    [PHASE_SERVING] = "serving",
    [PHASE_STOPPING] = "stopping",
};

static void
print_server(const struct owner *o, struct buf *to)
{
	struct fcgi_stats s;

	if (o->server == NULL)
		return;
	fcgi_server_stats(o->server, &s);
	buf_printf(to,
	    "listeners %u\nconnections %u\nconnections_total %" PRIu64 "\nrequests %" PRIu64
	    "\nparked %" PRIu64 "\nrefused_busy %" PRIu64 "\ncut_late %" PRIu64
	    "\nprotocol_errors %" PRIu64 "\nbusy_ms %" PRId64 "\n",
	    s.listeners, s.open, s.connections, s.requests, s.parked, s.refused_busy, s.cut_late,
	    s.protocol_errors, fcgi_server_busy_ms(o->server));
}

static void
verb_status(void *ctx, struct control_request *request, struct control_answer *answer)
{
	struct owner *o = ctx;

	(void)request;
	pthread_mutex_lock(&o->lock);
	buf_printf(&answer->text,
	    "version %s\npid %ld\nstate %s\nuptime_s %" PRId64 "\nwaiting_processes %u\n",
	    PACKAGE_VERSION, (long)getpid(), phases[o->phase],
	    (clock_monotonic_ms() - o->since) / 1000, o->processes);
	print_server(o, &answer->text);
	pthread_mutex_unlock(&o->lock);
}

/* ---- backup ---- */

/* In a thread of its own, which owner_stop() waits for: so the store is there until it returns. */
static void
verb_backup(void *ctx, struct control_request *request, struct control_answer *answer)
{
	struct owner *o = ctx;
	struct store *s;

	pthread_mutex_lock(&o->lock);
	s = o->store;
	pthread_mutex_unlock(&o->lock);
	if (request->words[0][0] != '/') {
		answer->code = EX_USAGE;
		buf_text(&answer->text, "the directory must be absolute");
	} else if (s == NULL) {
		answer->code = EX_TEMPFAIL;
		buf_text(&answer->text, "the records are not open: try again");
	} else
		answer->code = care_backup(
		    s, o->reload.conf, request->words[0], request->stopping, &answer->text);
}

static const struct control_verb verbs[] = {
    {"backup", 1, 1, 1, verb_backup, NULL},
    {"listener", 0, 0, 0, verb_listener, drop_listener},
    {"key", 0, CONTROL_WORDS_MAX - 2, KEYS_AT_ONCE, verb_key, NULL},
    {"ping", 0, 0, 0, verb_ping, NULL},
    {"status", 0, 0, 0, verb_status, NULL},
    {NULL, 0, 0, 0, NULL, NULL},
};

/* ---- every second ---- */

/*
 * Only a program whose threads get on with their work may say that it lives. How often that is to
 * be said is no measure of how long a large answer may take.
 */
static bool
is_alive(struct owner *o)
{
	int64_t most = o->watchdog_ms > STUCK_MS ? o->watchdog_ms : STUCK_MS;
	bool alive;

	pthread_mutex_lock(&o->lock);
	alive = o->server == NULL || fcgi_server_busy_ms(o->server) < most;
	pthread_mutex_unlock(&o->lock);
	return alive;
}

static void
tick(void *ctx)
{
	struct owner *o = ctx;

	if (o->watchdog_ms > 0 && is_alive(o))
		notify("WATCHDOG=1");
	if (atomic_exchange(&o->reload_wanted, false))
		reload(&o->reload);
}

/* ---- life ---- */

struct owner *
owner_new(const struct reload *reload, struct arena *a, const char **why)
{
	struct owner *o = calloc(1, sizeof(*o));
	struct control_options options = {
	    .dir = reload->conf->data, .verbs = verbs, .ctx = o, .tick = tick};

	*why = "out of memory";
	if (o == NULL)
		return NULL;
	o->reload = *reload;
	o->since = clock_monotonic_ms();
	o->watchdog_ms = notify_watchdog_ms();
	options.tick_ms = TICK_MS;
	if (o->watchdog_ms > 0)
		options.tick_ms = (unsigned)notify_every_ms(o->watchdog_ms, TICK_MS);
	pthread_mutex_init(&o->lock, NULL);
	o->control = control_new(&options, a, why);
	if (o->control == NULL) {
		pthread_mutex_destroy(&o->lock);
		free(o);
		return NULL;
	}
	return o;
}

void
owner_serve(struct owner *o, struct fcgi_server *server, const struct api *api)
{
	pthread_mutex_lock(&o->lock);
	o->server = server;
	o->store = api->store;
	o->api = api;
	o->phase = PHASE_SERVING;
	for (struct passed *p = o->passed; p != NULL; p = p->next)
		give(o, p);
	pthread_mutex_unlock(&o->lock);
}

void
owner_unserve(struct owner *o)
{
	pthread_mutex_lock(&o->lock);
	o->server = NULL;
	o->store = NULL;
	o->api = NULL;
	o->phase = PHASE_STOPPING;
	pthread_mutex_unlock(&o->lock);
}

void
owner_reload(struct owner *o)
{
	atomic_store(&o->reload_wanted, true);
	control_wake(o->control);
}

void
owner_stop(struct owner *o)
{
	if (o != NULL)
		control_stop(o->control);
}

void
owner_free(struct owner *o)
{
	if (o == NULL)
		return;
	control_free(o->control);
	pthread_mutex_destroy(&o->lock);
	free(o);
}
