#include <config.h>

#include "main/wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "control/control.h"
#include "main/notify.h"
#include "main/store_exit.h"

/*
 * Between the end of an owner and the socket of the next lie a few steps without a wait. Who comes
 * in between tries again soon; who comes for long, because that socket cannot be made, seldom.
 */
enum { AGAIN_FIRST_MS = 2, AGAIN_MOST_MS = 20, SEEK_MS = 2000, AGAIN_LATER_MS = 1000 };

static volatile sig_atomic_t stop_seen, reload_seen;

static void
on_signal(int signal)
{
	if (signal == SIGHUP)
		reload_seen = 1;
	else
		stop_seen = 1;
}

struct waiting {
	const struct reload *reload;
	const struct listen_sockets *sockets;
	sigset_t mask; /* while we wait */
	int64_t watchdog_ms, kick_at;
	bool announced;
	int64_t sought_since; /* 0: we do not seek an owner to follow */
	int64_t again_ms;
	const char *said; /* the last complaint, to say each once */
};

static void
take_signals(struct waiting *w)
{
	struct sigaction act = {.sa_handler = on_signal};

	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	pthread_sigmask(SIG_SETMASK, NULL, &w->mask);
	sigdelset(&w->mask, SIGTERM);
	sigdelset(&w->mask, SIGINT);
	sigdelset(&w->mask, SIGHUP);
}

/* What else is to be done meanwhile; how long until the next. */
static int64_t
look_round(struct waiting *w)
{
	int64_t now = clock_monotonic_ms();

	if (reload_seen) {
		reload_seen = 0;
		reload(w->reload);
	}
	if (w->watchdog_ms == 0)
		return INT64_MAX;
	if (now >= w->kick_at) {
		notify("WATCHDOG=1");
		w->kick_at = now + notify_every_ms(w->watchdog_ms, INT64_MAX);
	}
	return w->kick_at - now;
}

/* Waits for bytes or the end of fd (-1: none), a signal, or the time (ms; INT64_MAX: none). */
static void
rest(struct waiting *w, int fd, int64_t ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int64_t other = look_round(w);
	struct timespec t;

	if (other < ms)
		ms = other;
	t = (struct timespec){ms / 1000, ms % 1000 * 1000000};
	(void)ppoll(&p, 1, ms == INT64_MAX ? NULL : &t, &w->mask);
}

static void
say_once(struct waiting *w, const char *what, const char *detail)
{
	if (w->said == what)
		return;
	w->said = what;
	log_warn("%s data=%s: %s", what, w->reload->conf->data, detail);
}

/* Until the owner, or the connection to it, has ended. False: it was no use to have one. */
static bool
follow(struct waiting *w, int fd)
{
	struct buf text = {0};
	bool taken = false;
	int code;

	while (!stop_seen) {
		enum control_got got = control_receive(fd, &text, &code);

		if (got == CONTROL_END)
			break;
		if (got == CONTROL_ANSWER && code == EX_OK) {
			taken = true;
		} else if (got == CONTROL_ANSWER) {
			buf_char(&text, '\0');
			say_once(w, "the owner does not take our socket",
			    buf_failed(&text) ? "out of memory" : text.p);
			break;
		}
		rest(w, fd, INT64_MAX);
	}
	buf_release(&text);
	return taken;
}

/* Hands over the sockets and follows the owner. False: there is none to be followed now. */
static bool
follow_owner(struct waiting *w)
{
	static const char *const words[] = {"listener"};
	int fd = control_connect(w->reload->conf->data);
	bool followed = false;

	if (fd < 0)
		return false;
	if (control_send(fd, words, 1, w->sockets->fds, w->sockets->n))
		followed = follow(w, fd);
	close(fd);
	return followed;
}

static void
seek_again(struct waiting *w)
{
	int64_t now = clock_monotonic_ms();

	if (w->sought_since == 0) {
		w->sought_since = now;
		w->again_ms = AGAIN_FIRST_MS;
	}
	if (now - w->sought_since > SEEK_MS) {
		say_once(w, "nobody takes our socket", "waiting for the lock alone");
		w->again_ms = AGAIN_LATER_MS;
	}
	rest(w, -1, w->again_ms);
	if (w->again_ms < AGAIN_MOST_MS)
		w->again_ms *= 2;
}

static bool
may_wait(const struct conf *conf, const struct listen_sockets *sockets)
{
	return strcmp(conf->when_owned, "wait") == 0 ||
	       (strcmp(conf->when_owned, "auto") == 0 && sockets->handed_over);
}

/* With its socket at the owner this process is as good as serving. */
static void
announce(struct waiting *w, const char *why)
{
	if (w->announced)
		return;
	w->announced = true;
	log_info("waiting: %s", why);
	notify("READY=1\nSTATUS=Waiting: another process serves the records");
}

static int
take_lock(struct waiting *w, struct store_lock **lock)
{
	struct arena *a = arena_new();
	const char *why = "out of memory";
	enum store_open_rc rc = STORE_OPEN_NOMEM;
	bool waits = may_wait(w->reload->conf, w->sockets);

	if (a != NULL)
		rc = store_lock_new(w->reload->conf->data, a, lock, &why);
	if (rc == STORE_OPEN_LOCKED && waits)
		announce(w, why);
	else if (rc != STORE_OPEN_OK)
		log_error("cannot open the store: %s", why);
	arena_free(a);
	return store_exit_code(rc);
}

int
wait_for_lock(
    const struct reload *reload, const struct listen_sockets *sockets, struct store_lock **lock)
{
	struct waiting w = {
	    .reload = reload, .sockets = sockets, .watchdog_ms = notify_watchdog_ms()};
	int code;

	take_signals(&w);
	*lock = NULL;
	while ((code = take_lock(&w, lock)) == EX_TEMPFAIL && may_wait(reload->conf, sockets)) {
		if (stop_seen)
			return EX_OK;
		if (follow_owner(&w)) {
			w.sought_since = 0;
			w.said = NULL;
		} else if (!stop_seen) {
			seek_again(&w);
		}
	}
	if (code == EX_OK && stop_seen) {
		store_lock_free(*lock);
		*lock = NULL;
	} else if (code == EX_OK && w.announced) {
		log_info("taking over data=%s", reload->conf->data);
	}
	return code;
}
