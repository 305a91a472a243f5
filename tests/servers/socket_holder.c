/*
 * What systemd does for a socket-activated service of type "notify", as far as tests need it: holds
 * the listening socket, starts the program with it, says what the program tells it, and starts it
 * again.
 *
 *     socket_holder SOCKET PROGRAM ARGUMENT...
 *
 * SIGUSR1: the program is stopped by SIGTERM, and started when it has ended. SIGTERM: stopped, and
 * then this ends too, with the program's exit code (128 and more: a signal ended it). Each message
 * of the program comes to standard output, a line for each of its lines: "PID READY=1".
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 1024, FIRST_FD = 3, KEPT_MAX = 200, ABOVE = 500 };

static struct {
	int listener, notify, signals;
	sigset_t before;
	char **command;
	char notify_path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	pid_t child;
	bool again; /* start it when it has ended */
	bool ends;
	int kept[KEPT_MAX]; /* what the program gave us: until it says otherwise, or its peer goes
	                     */
	unsigned kept_count;
} holder;

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "socket_holder: %s: %s\n", what, strerror(errno));
	exit(99);
}

static int
bound_socket(int type, const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		die(path);
	}
	memcpy(a.sun_path, path, strlen(path) + 1);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&a, sizeof(a)) != 0)
		die(path);
	return fd;
}

/* In the child: all of them from FIRST_FD on, by way of numbers that none of them has. */
static void
hand_over(void)
{
	char names[32 + KEPT_MAX * sizeof(":connection")] = "listener";
	char text[32];

	for (unsigned i = 0; i <= holder.kept_count; i++) {
		int fd = i == 0 ? holder.listener : holder.kept[i - 1];

		if (fcntl(fd, F_DUPFD_CLOEXEC, ABOVE + (int)i) != ABOVE + (int)i)
			_exit(99);
		if (i > 0)
			strcat(names, ":connection");
	}
	for (unsigned i = 0; i <= holder.kept_count; i++)
		if (dup2(ABOVE + (int)i, FIRST_FD + (int)i) < 0)
			_exit(99);
	snprintf(text, sizeof(text), "%ld", (long)getpid());
	setenv("LISTEN_PID", text, 1);
	snprintf(text, sizeof(text), "%u", 1 + holder.kept_count);
	setenv("LISTEN_FDS", text, 1);
	setenv("LISTEN_FDNAMES", names, 1);
	setenv("NOTIFY_SOCKET", holder.notify_path, 1);
}

static void
forget_all(void)
{
	while (holder.kept_count > 0)
		close(holder.kept[--holder.kept_count]);
}

/* Those whose peers have gone. */
static void
forget_dead(void)
{
	for (unsigned i = holder.kept_count; i-- > 0;) {
		struct pollfd p = {.fd = holder.kept[i]};

		if (poll(&p, 1, 0) <= 0)
			continue;
		close(p.fd);
		holder.kept[i] = holder.kept[--holder.kept_count];
	}
}

static void
start(void)
{
	forget_dead();
	holder.child = fork();
	if (holder.child < 0)
		die("fork");
	if (holder.child == 0) {
		sigprocmask(SIG_SETMASK, &holder.before, NULL);
		hand_over();
		execv(holder.command[0], holder.command);
		_exit(98);
	}
}

static void
keep(int fd)
{
	forget_dead();
	if (holder.kept_count < KEPT_MAX)
		holder.kept[holder.kept_count++] = fd;
	else
		close(fd);
}

/* False when there is none. */
static bool
take_message(void)
{
	char text[2048];
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec to = {text, sizeof(text) - 1};
	struct msghdr m = {.msg_iov = &to,
	    .msg_iovlen = 1,
	    .msg_control = control.space,
	    .msg_controllen = sizeof(control.space)};
	ssize_t n = recvmsg(holder.notify, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	char *rest = NULL;
	int fd;

	if (n <= 0)
		return false;
	text[n] = '\0';
	if (m.msg_controllen >= CMSG_LEN(sizeof(int)) && control.head.cmsg_type == SCM_RIGHTS) {
		memcpy(&fd, CMSG_DATA(&control.head), sizeof(int));
		keep(fd);
	}
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (strcmp(line, "FDSTOREREMOVE=1") == 0)
			forget_all();
		printf("%ld %s\n", (long)holder.child, line);
	}
	fflush(stdout);
	return true;
}

/* The program has ended. Exits unless it is to be started again. */
static void
ended(void)
{
	int status;

	if (waitpid(holder.child, &status, WNOHANG) != holder.child)
		return;
	while (take_message())
		;
	if (!holder.ends && holder.again && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		holder.again = false;
		start();
		return;
	}
	exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void
on_signal(void)
{
	struct signalfd_siginfo info;

	if (read(holder.signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		die("signalfd");
	switch (info.ssi_signo) {
	case SIGUSR1:
		holder.again = true;
		kill(holder.child, SIGTERM);
		break;
	case SIGHUP:
		kill(holder.child, SIGHUP);
		break;
	case SIGTERM:
		holder.ends = true;
		kill(holder.child, SIGTERM);
		break;
	default:
		ended();
	}
}

static void
take_signals(void)
{
	static const int all[] = {SIGUSR1, SIGHUP, SIGTERM, SIGCHLD};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		sigaddset(&set, all[i]);
	sigprocmask(SIG_BLOCK, &set, &holder.before);
	holder.signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (holder.signals < 0)
		die("signalfd");
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: socket_holder SOCKET PROGRAM ARGUMENT...\n", stderr);
		return 64;
	}
	snprintf(holder.notify_path, sizeof(holder.notify_path), "%s.notify", argv[1]);
	holder.command = argv + 2;
	holder.listener = bound_socket(SOCK_STREAM, argv[1]);
	if (listen(holder.listener, BACKLOG) != 0)
		die(argv[1]);
	holder.notify = bound_socket(SOCK_DGRAM, holder.notify_path);
	take_signals();
	start();
	for (;;) {
		struct pollfd fds[] = {{holder.signals, POLLIN, 0}, {holder.notify, POLLIN, 0}};

		if (poll(fds, 2, -1) < 0)
			die("poll");
		/* What it said before it ended comes first. */
		if (fds[1].revents != 0)
			take_message();
		else
			on_signal();
	}
}
