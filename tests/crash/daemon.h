/*
 * The program itself under test: started with a library in front of it, asked through its socket,
 * stopped by its number.
 */
#ifndef CRASH_DAEMON_H
#define CRASH_DAEMON_H

#include "../unit/fcgi_peer.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct daemon {
	pid_t pid; /* 0: does not run */
	char socket[96];
};

/* The build's copy of a program or a library. */
static inline const char *
built(const char *name)
{
	static char paths[4][4096];
	static unsigned next;
	const char *top = getenv("top_builddir");
	char *path = paths[next++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", top != NULL ? top : ".", name);
	return path;
}

/*
 * Starts the program. env: "NAME=value" texts; flags: more of its arguments; both closed by NULL.
 * Its log goes to log.
 */
static inline void
daemon_start(struct daemon *d, const char *const *env, const char *data, const char *log,
    const char *const *flags)
{
	const char *argv[40] = {
	    built("connectord"), "--listen", d->socket, "--data", data, "--security", "off"};
	size_t n = 7;

	while (*flags != NULL)
		argv[n++] = *flags++;
	argv[n] = NULL;
	fflush(NULL);
	d->pid = fork();
	assert(d->pid >= 0);
	if (d->pid != 0)
		return;
	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (; *env != NULL; env++)
		(void)putenv(strdup(*env));
	if (dup2(open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), STDERR_FILENO) < 0)
		_exit(98);
	(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(97);
}

/* The status it ended with; waits for it. */
static inline int
daemon_wait(struct daemon *d)
{
	int status = 0;
	pid_t got = waitpid(d->pid, &status, 0);

	assert(got == d->pid);
	d->pid = 0;
	return status;
}

/* The same, but -1 when it did not end in time. */
static inline int
daemon_wait_ms(struct daemon *d, int timeout_ms)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;
	int status = 0;
	pid_t got;

	while ((got = waitpid(d->pid, &status, WNOHANG)) == 0 && clock_monotonic_ms() < end)
		sleep_ms(2);
	if (got == 0)
		return -1;
	assert(got == d->pid);
	d->pid = 0;
	return status;
}

static inline int
daemon_stop(struct daemon *d)
{
	(void)kill(d->pid, SIGTERM);
	return daemon_wait(d);
}

static inline void
daemon_kill(struct daemon *d)
{
	if (d->pid == 0)
		return;
	(void)kill(d->pid, SIGKILL);
	(void)daemon_wait(d);
}

/* A connection to it, or -1 when it ends before it takes one. */
static inline int
daemon_connect(struct daemon *d, int timeout_ms)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;
	int fd;

	while ((fd = connect_unix(d->socket)) < 0 && clock_monotonic_ms() < end) {
		siginfo_t info = {.si_pid = 0};

		if (waitid(P_PID, (id_t)d->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    info.si_pid != 0)
			return -1;
		sleep_ms(2);
	}
	return fd;
}

/* Sends a request on a kept connection; false when the other end is gone. */
static inline bool
daemon_send(int fd, const char *method, const char *uri, const char *body)
{
	struct buf b = {0};
	struct str text = str_of(body);
	char m[64], u[512], l[64];
	const char *params[] = {
	    m, u, l, "CONTENT_TYPE=application/json", "SERVER_PROTOCOL=HTTP/1.1", NULL};
	bool sent;

	(void)snprintf(m, sizeof(m), "REQUEST_METHOD=%s", method);
	(void)snprintf(u, sizeof(u), "REQUEST_URI=%s", uri);
	(void)snprintf(l, sizeof(l), "CONTENT_LENGTH=%zu", text.n);
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	put_params(&b, 1, params);
	put_stream(&b, RECORD_STDIN, 1, text, RECORD_CONTENT_MAX);
	sent = send_buf(fd, &b);
	buf_release(&b);
	return sent;
}

/* One request and its answer. The status; 0: no answer came. */
static inline int
daemon_ask(
    int fd, struct answer *a, const char *method, const char *uri, const char *body, int timeout_ms)
{
	if (!daemon_send(fd, method, uri, body) || read_answer(fd, a, timeout_ms) != GOT_END)
		return 0;
	return answer_status(a);
}

#endif
