/* The owner's side: one thread, all its connections. */
#include <config.h>

#include "control/inside.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

enum {
	SPEAK_MS = 2000,       /* for a request to come */
	ACCEPT_PAUSE_MS = 200, /* when there are no descriptors left */
	ACCEPT_BATCH = 64,
};

enum peer_state {
	PEER_FRESH,   /* its request has not come */
	PEER_RUNNING, /* a slow verb is at it */
	PEER_HELD,
};

struct peer {
	int fd;
	enum peer_state state;
	int64_t deadline; /* while fresh */
	const struct control_verb *verb;
	void *held;
};

/* A slow verb under way. */
struct job {
	struct job *next;
	struct control *control;
	struct peer *peer;
	pthread_t thread;
	struct packet packet;
	struct control_request request;
	struct control_answer answer;
	atomic_bool done;
};

struct control {
	struct control_options options;
	pthread_t thread;
	bool running;
	int listen_fd, wake_fd;
	atomic_bool stopping;
	int64_t tick_at, accept_at;
	struct peer *peers[CONTROL_CONNECTIONS_MAX];
	unsigned n;
	struct pollfd polls[CONTROL_CONNECTIONS_MAX + 2];
	struct packet packet;
	struct job *jobs;
};

/* ---- connections ---- */

/* Gives back everything of the i-th; the last one takes its place. */
static void
peer_drop(struct control *c, unsigned i)
{
	struct peer *p = c->peers[i];

	c->peers[i] = c->peers[--c->n];
	if (p->state == PEER_HELD)
		p->verb->drop(c->options.ctx, p->held);
	close(p->fd);
	free(p);
}

static void
peer_add(struct control *c, int fd)
{
	struct peer *p = NULL;

	if (control_peer_may(fd) && c->n < CONTROL_CONNECTIONS_MAX)
		p = calloc(1, sizeof(*p));
	if (p == NULL) {
		close(fd);
		return;
	}
	p->fd = fd;
	p->deadline = clock_monotonic_ms() + SPEAK_MS;
	c->peers[c->n++] = p;
}

static void
accept_all(struct control *c)
{
	for (int i = 0; i < ACCEPT_BATCH; i++) {
		int fd = accept4(c->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd >= 0) {
			peer_add(c, fd);
		} else if (errno != EINTR && errno != ECONNABORTED) {
			if (errno != EAGAIN)
				c->accept_at = clock_monotonic_ms() + ACCEPT_PAUSE_MS;
			return;
		}
	}
}

/* ---- requests ---- */

/* The answer goes out; whether the connection stays. */
static bool
finish(struct peer *p, const struct control_verb *verb, struct control_answer *answer)
{
	bool sent = packet_send_answer(p->fd, answer->code, &answer->text);

	buf_wipe(&answer->text); /* it may be a new key */
	buf_release(&answer->text);
	p->verb = verb;
	p->held = answer->held;
	p->state = answer->held != NULL ? PEER_HELD : PEER_FRESH;
	return sent && p->state == PEER_HELD;
}

static bool
refuse(struct peer *p, int code, const char *why)
{
	struct control_answer answer = {.code = code};

	buf_text(&answer.text, why);
	return finish(p, NULL, &answer);
}

static void *
job_run(void *arg)
{
	struct job *j = arg;

	j->peer->verb->run(j->control->options.ctx, &j->request, &j->answer);
	atomic_store(&j->done, true);
	control_wake(j->control);
	return NULL;
}

static bool
job_start(
    struct control *c, struct peer *p, const struct control_verb *verb, const struct packet *packet)
{
	struct job *j = calloc(1, sizeof(*j));
	const char *words[CONTROL_WORDS_MAX];

	if (j == NULL)
		return false;
	j->control = c;
	j->peer = p;
	j->packet = *packet; /* the descriptors go along */
	(void)packet_words(&j->packet, words, &j->request.n);
	j->request.n -= 2;
	memcpy(j->request.words, words + 2, j->request.n * sizeof(*words));
	j->request.fd_count = packet->fd_count;
	memcpy(j->request.fds, packet->fds, sizeof(j->request.fds));
	j->request.stopping = &c->stopping;
	p->verb = verb;
	if (pthread_create(&j->thread, NULL, job_run, j) != 0) {
		free(j);
		return false;
	}
	p->state = PEER_RUNNING;
	j->next = c->jobs;
	c->jobs = j;
	return true;
}

static bool
run(struct control *c, struct peer *p, const struct control_verb *verb, struct packet *packet,
    const char *const *words, unsigned n)
{
	struct control_request request = {.n = n, .fd_count = packet->fd_count};
	struct control_answer answer = {0};

	request.stopping = &c->stopping;
	memcpy(request.words, words, n * sizeof(*words));
	memcpy(request.fds, packet->fds, sizeof(request.fds));
	packet->fd_count = 0;
	verb->run(c->options.ctx, &request, &answer);
	packet_close_fds(request.fds, request.fd_count);
	assert(answer.held == NULL || verb->drop != NULL);
	return finish(p, verb, &answer);
}

static unsigned
jobs_of(const struct control *c, const struct control_verb *verb)
{
	unsigned n = 0;

	for (const struct job *j = c->jobs; j != NULL; j = j->next)
		n += j->peer->verb == verb;
	return n;
}

static const struct control_verb *
find_verb(const struct control *c, const char *name)
{
	for (const struct control_verb *v = c->options.verbs; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

static bool
answer(struct control *c, struct peer *p, struct packet *packet)
{
	const char *words[CONTROL_WORDS_MAX];
	const struct control_verb *verb;
	unsigned n;
	const char *wrong = packet_words(packet, words, &n);

	if (wrong != NULL)
		return refuse(p, EX_PROTOCOL, wrong);
	verb = find_verb(c, words[1]);
	if (verb == NULL)
		return refuse(p, EX_USAGE, "no such verb");
	if (n - 2 < verb->words_min || n - 2 > verb->words_max)
		return refuse(p, EX_USAGE, "this verb takes another number of words");
	if (verb->slow_max == 0)
		return run(c, p, verb, packet, words + 2, n - 2);
	if (jobs_of(c, verb) >= verb->slow_max)
		return refuse(p, EX_TEMPFAIL, "busy with another request of this kind");
	if (!job_start(c, p, verb, packet))
		return refuse(p, EX_OSERR, "out of memory or threads");
	packet->fd_count = 0;
	return true;
}

/* Something is to be read, or the peer has gone. Whether the connection stays. */
static bool
peer_event(struct control *c, struct peer *p)
{
	bool stays;

	switch (packet_receive(p->fd, &c->packet)) {
	case CONTROL_LATER:
		return true;
	case CONTROL_END:
		return false;
	case CONTROL_ANSWER:
		break;
	}
	/* Who is held has nothing more to say. */
	stays = p->state == PEER_FRESH && answer(c, p, &c->packet);
	packet_close_fds(c->packet.fds, c->packet.fd_count);
	return stays;
}

/* Waits for it. */
static void
job_end_take(struct control *c, struct job *j)
{
	pthread_join(j->thread, NULL);
	packet_close_fds(j->request.fds, j->request.fd_count);
	if (!finish(j->peer, j->peer->verb, &j->answer))
		for (unsigned i = 0; i < c->n; i++)
			if (c->peers[i] == j->peer) {
				peer_drop(c, i);
				break;
			}
	free(j);
}

/* Of those that are done; all: of all, when they are. */
static void
end_jobs(struct control *c, bool all)
{
	struct job **at = &c->jobs;

	while (*at != NULL) {
		struct job *j = *at;

		if (all || atomic_load(&j->done)) {
			*at = j->next;
			job_end_take(c, j);
		} else {
			at = &j->next;
		}
	}
}

/* ---- the thread ---- */

static void
set_poll(struct control *c, unsigned i, int fd)
{
	c->polls[i] = (struct pollfd){.fd = fd, .events = POLLIN};
}

/* Returns how long to wait. */
static int
prepare(struct control *c, int64_t now)
{
	int64_t due = c->options.tick != NULL ? c->tick_at : now + 60 * 1000;

	set_poll(c, 0, c->wake_fd);
	set_poll(c, 1, now >= c->accept_at ? c->listen_fd : -1);
	if (now < c->accept_at && c->accept_at < due)
		due = c->accept_at;
	for (unsigned i = 0; i < c->n; i++) {
		struct peer *p = c->peers[i];

		set_poll(c, i + 2, p->state != PEER_RUNNING ? p->fd : -1);
		if (p->state == PEER_FRESH && p->deadline < due)
			due = p->deadline;
	}
	return due > now ? (int)(due - now) : 0;
}

/* From the last to the first: the place of one that goes is taken by one that was looked at. */
static void
serve_peers(struct control *c)
{
	int64_t now = clock_monotonic_ms();

	for (unsigned i = c->n; i-- > 0;) {
		struct peer *p = c->peers[i];
		bool stays = p->state != PEER_FRESH || now < p->deadline;

		if (c->polls[i + 2].revents != 0)
			stays = peer_event(c, p);
		if (!stays)
			peer_drop(c, i);
	}
}

/* Before anything is looked at: what is done later wakes us again. */
static bool
was_woken(const struct control *c)
{
	uint64_t count;

	return read(c->wake_fd, &count, sizeof(count)) > 0;
}

static void
tick(struct control *c, bool woken)
{
	int64_t now = clock_monotonic_ms();

	if (c->options.tick == NULL || (!woken && now < c->tick_at))
		return;
	c->tick_at = now + c->options.tick_ms;
	c->options.tick(c->options.ctx);
}

static void *
control_run(void *arg)
{
	struct control *c = arg;

	while (!atomic_load(&c->stopping)) {
		int wait = prepare(c, clock_monotonic_ms());
		bool woken;

		if (poll(c->polls, c->n + 2, wait) > 0) {
			serve_peers(c);
			if (c->polls[1].revents != 0)
				accept_all(c);
		} else {
			for (unsigned i = 0; i < c->n + 2; i++)
				c->polls[i].revents = 0;
			serve_peers(c);
		}
		woken = was_woken(c);
		end_jobs(c, false);
		tick(c, woken);
	}
	return NULL;
}

/* ---- life ---- */

static int
start_thread(struct control *c)
{
	sigset_t all, before;
	int error;

	/* Signals are for the thread of main. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&c->thread, NULL, control_run, c);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	c->running = error == 0;
	return error;
}

struct control *
control_new(const struct control_options *options, struct arena *a, const char **why)
{
	struct control *c = calloc(1, sizeof(*c));
	int error;

	*why = "out of memory";
	if (c == NULL)
		return NULL;
	c->options = *options;
	c->listen_fd = -1;
	c->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	error = c->wake_fd >= 0 ? 0 : errno;
	if (error == 0) {
		c->listen_fd = control_listen(options->dir);
		if (c->listen_fd < 0)
			log_warn("nobody can ask or follow this process: %s/owner.sock: %s",
			    options->dir, strerror(errno));
		error = start_thread(c);
	}
	if (error == 0)
		return c;
	*why = arena_printf(a, "the control thread: %s", strerror(error));
	control_free(c);
	return NULL;
}

void
control_wake(struct control *c)
{
	uint64_t one = 1;
	int saved = errno;
	ssize_t n = write(c->wake_fd, &one, sizeof(one));

	(void)n; /* full only when a wake-up is pending already */
	errno = saved;
}

void
control_stop(struct control *c)
{
	if (c->listen_fd >= 0)
		control_unlink(c->options.dir);
	atomic_store(&c->stopping, true);
	if (c->running) {
		control_wake(c);
		pthread_join(c->thread, NULL);
	}
	c->running = false;
	end_jobs(c, true);
	if (c->listen_fd >= 0)
		close(c->listen_fd);
	c->listen_fd = -1;
}

void
control_free(struct control *c)
{
	if (c == NULL)
		return;
	control_stop(c);
	while (c->n > 0)
		peer_drop(c, c->n - 1);
	if (c->wake_fd >= 0)
		close(c->wake_fd);
	free(c);
}
