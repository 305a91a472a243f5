/*
 * Stands in a program by LD_PRELOAD and tries, once it serves, what it must not be able to do: from
 * the thread that reads the first request, and from that thread only. A line for each, "NAME ERROR"
 * with the number of the system's error or 0, goes into the file PROBE_OUT names.
 */
#include <config.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

static int out = -1;

static void
tell(const char *name, long rc)
{
	dprintf(out, "%s %d\n", name, rc < 0 ? errno : 0);
}

static void
try_all(void)
{
	char *const shell[] = {(char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c",
	    (char *)(uintptr_t) "exit 42", NULL};
	pid_t child = fork();

	if (child == 0) {
		execv("/bin/sh", shell);
		_exit(0);
	}
	tell("fork", child);
	tell("inet", socket(AF_INET, SOCK_STREAM, 0));
	tell("inet6", socket(AF_INET6, SOCK_STREAM, 0));
	tell("ptrace", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	tell("unix", socket(AF_UNIX, SOCK_STREAM, 0));
	/* The last: where it is let through, the program is a shell from here on. */
	tell("execve", execv("/bin/sh", shell));
	close(out);
}

/* The program's own accept4 is called by its workers, and only when it serves. */
int
accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
	static int (*real)(int, struct sockaddr *, socklen_t *, int);
	static atomic_flag done = ATOMIC_FLAG_INIT;
	const char *path = getenv("PROBE_OUT");
	int type = 0;
	socklen_t type_size = sizeof(type);

	if (real == NULL)
		real =
		    (int (*)(int, struct sockaddr *, socklen_t *, int))dlsym(RTLD_NEXT, "accept4");
	/* Not the socket of its owner, which others knock at. */
	if (path != NULL && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) == 0 &&
	    type == SOCK_STREAM && !atomic_flag_test_and_set(&done)) {
		out = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		try_all();
	}
	return real(fd, address, size, flags);
}
