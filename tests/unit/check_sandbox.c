/* What a process in the sandbox cannot do any more, and what it can. */
#include <config.h>

#include "main/sandbox.c"

#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "harness.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
	ck_assert_ptr_nonnull(arena);
}

static void
teardown(void)
{
	arena_free(arena);
}

/*
 * What is tried in there is tried in a process of its own: libcheck, too, needs what is refused.
 * Its exit code: 0, or the number of a system error, or that a check failed, which it has told.
 */
enum { CHECK_FAILED = 254, NOT_ENTERED = 255 };

#define CHECK(what)                                                                           \
	do                                                                                    \
		if (!(what)) {                                                                \
			fprintf(stderr, "%s:%d: not so: %s: %s\n", __FILE__, __LINE__, #what, \
			    strerror(errno));                                                 \
			_exit(CHECK_FAILED);                                                  \
		}                                                                             \
	while (0)

/* How the child ended, as of waitpid(). */
static int
inside(long (*run)(void))
{
	const char *why = "";
	int status, landlock;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		if (!sandbox_enter(arena, &landlock, &why)) {
			fprintf(stderr, "%s\n", why);
			_exit(NOT_ENTERED);
		}
		errno = 0;
		_exit(run() < 0 ? errno : 0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static int
code_inside(long (*run)(void))
{
	int status = inside(run);

	ck_assert_msg(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* ---- what is refused ---- */

/* A forbidden call that is let through must not take the test along. */
static char *const shell[] = {
    (char *)(uintptr_t) "/bin/sh", (char *)(uintptr_t) "-c", (char *)(uintptr_t) "exit 0", NULL};

static long
try_execve(void)
{
	return execve(shell[0], shell, environ);
}

static long
try_execveat(void)
{
	return syscall(SYS_execveat, AT_FDCWD, shell[0], shell, environ, 0);
}

static long
ended(long pid)
{
	if (pid == 0)
		_exit(0);
	return pid;
}

static long
try_fork(void)
{
	return ended(fork());
}

static long
try_clone_process(void)
{
	return ended(syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL));
}

static long
try_clone3(void)
{
	char args[64] = {0};
	long rc = syscall(SYS_clone3, args, sizeof(args));

	/* As from a system that does not know it, so that the C library takes the other one. */
	CHECK(rc < 0 && errno == ENOSYS);
	errno = EPERM;
	return rc;
}

static long
try_inet(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_inet6(void)
{
	return socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

static long
try_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static long
try_socketpair(void)
{
	int fds[2];

	return socketpair(AF_TIPC, SOCK_STREAM, 0, fds);
}

static long
try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long
try_kill(void)
{
	return kill(getppid(), 0);
}

static long
try_tgkill_other(void)
{
	return syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static long
try_mount(void)
{
	return mount("none", "/tmp", "tmpfs", 0, NULL);
}

static long
try_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static long
try_setuid(void)
{
	return setuid(getuid());
}

static long
try_chroot(void)
{
	return chroot("/");
}

static long
try_mmap_exec(void)
{
	void *p = mmap(
	    NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? -1 : 0;
}

static long
try_mprotect_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	return mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static long
try_dumpable(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long
try_prlimit_other(void)
{
	struct rlimit limit;

	return prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit);
}

static long
try_tiocsti(void)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x");
}

static long
try_vm_readv(void)
{
	return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}

static long
try_keyctl(void)
{
	return syscall(SYS_keyctl, 0, -3, 0, 0, 0);
}

static long
try_bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0);
}

static long
try_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 0, NULL);
}

static long
try_mknod(void)
{
	return mknod("/tmp/connectord-check-sandbox", S_IFIFO | 0600, 0);
}

static long
try_a_number_nobody_knows(void)
{
	return syscall(4000);
}

static long
try_own_other(void)
{
	return fcntl(0, F_SETOWN, getppid());
}

static long
try_sigio(void)
{
	return fcntl(0, F_SETSIG, SIGKILL);
}

static long
try_fast_open(void)
{
	const struct sockaddr_in to = {.sin_family = AF_INET};

	return sendto(0, "", 1, MSG_FASTOPEN, (const struct sockaddr *)&to, sizeof(to));
}

/* clang-format off */
static const struct {
	const char *name;
	long (*run)(void);
} refused[] = {
	{ "execve",         try_execve },
	{ "execveat",       try_execveat },
	{ "fork",           try_fork },
	{ "clone",          try_clone_process },
	{ "clone3",         try_clone3 },
	{ "AF_INET",        try_inet },
	{ "AF_INET6",       try_inet6 },
	{ "AF_NETLINK",     try_netlink },
	{ "socketpair",     try_socketpair },
	{ "ptrace",         try_ptrace },
	{ "kill",           try_kill },
	{ "tgkill",         try_tgkill_other },
	{ "mount",          try_mount },
	{ "unshare",        try_unshare },
	{ "setuid",         try_setuid },
	{ "chroot",         try_chroot },
	{ "mmap",           try_mmap_exec },
	{ "mprotect",       try_mprotect_exec },
	{ "dumpable",       try_dumpable },
	{ "prlimit",        try_prlimit_other },
	{ "TIOCSTI",        try_tiocsti },
	{ "vm_readv",       try_vm_readv },
	{ "keyctl",         try_keyctl },
	{ "bpf",            try_bpf },
	{ "io_uring",       try_io_uring },
	{ "mknod",          try_mknod },
	{ "F_SETOWN",       try_own_other },
	{ "F_SETSIG",       try_sigio },
	{ "MSG_FASTOPEN",   try_fast_open },
	{ "unknown",        try_a_number_nobody_knows },
};
/* clang-format on */

START_TEST(what_is_not_needed_is_refused)
{
	int code = code_inside(refused[_i].run);

	ck_assert_msg(code == EPERM, "%s: %d, %s", refused[_i].name, code, strerror(code));
}
END_TEST

/* ---- what a filter of calls does not see ---- */

/* Of the system's Landlock; 0: it has none. */
static long
landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

	return version > 0 ? version : 0;
}

static long
try_memory_of_other(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
	return open(path, O_RDWR | O_CLOEXEC);
}

START_TEST(others_are_not_looked_into)
{
	int code;

	if (landlock_version() < 1)
		return;
	code = code_inside(try_memory_of_other);
	ck_assert_msg(code == EACCES || code == EPERM, "%d, %s", code, strerror(code));
}
END_TEST

/* A TCP connection that is there, and where somebody else listens. */
static struct {
	int accepted;
	struct sockaddr_in other;
} tcp;

static int
tcp_listen(struct sockaddr_in *at)
{
	socklen_t size = sizeof(*at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*at =
	    (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	ck_assert_int_eq(bind(fd, (struct sockaddr *)at, sizeof(*at)), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)at, &size), 0);
	return fd;
}

/* Let go of its peer, it could be connected to anybody. */
static long
try_connect_anew(void)
{
	const struct sockaddr nobody = {.sa_family = AF_UNSPEC};

	CHECK(send(tcp.accepted, "x", 1, MSG_NOSIGNAL) == 1);
	if (connect(tcp.accepted, &nobody, sizeof(nobody)) < 0)
		return -1;
	return connect(tcp.accepted, (const struct sockaddr *)&tcp.other, sizeof(tcp.other));
}

START_TEST(a_tcp_socket_that_is_there_is_connected_to_nobody_else)
{
	struct sockaddr_in own;
	int listener = tcp_listen(&own), other = tcp_listen(&tcp.other);
	int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), code;

	ck_assert_int_eq(connect(peer, (struct sockaddr *)&own, sizeof(own)), 0);
	tcp.accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	ck_assert_int_ge(tcp.accepted, 0);
	code = code_inside(try_connect_anew);
	if (landlock_version() >= 4)
		ck_assert_msg(code == EACCES || code == EPERM, "%d, %s", code, strerror(code));
	close(tcp.accepted);
	close(peer);
	close(other);
	close(listener);
}
END_TEST

START_TEST(what_holds_is_told)
{
	const char *why = "";
	long version = landlock_version();
	int landlock = -1, status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(sandbox_enter(arena, &landlock, &why) && landlock == version ? 0 : 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* What the others are compared with: these are the sandbox's doing, and not the machine's. */
START_TEST(without_it_they_are_not)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		execve(shell[0], shell, environ);
		_exit(1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(kill(getppid(), 0), 0);
	ck_assert_int_eq(setuid(getuid()), 0);
	ck_assert_int_eq(try_mmap_exec(), 0);
}
END_TEST

/* ---- what goes on ---- */

static void *
add_one(void *n)
{
	/* In every thread, also one that was made later. */
	CHECK(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM);
	++*(int *)n;
	return NULL;
}

static long
threads(void)
{
	pthread_t thread;
	int n = 0;

	for (int i = 0; i < 4; i++) {
		CHECK(pthread_create(&thread, NULL, add_one, &n) == 0);
		CHECK(pthread_join(thread, NULL) == 0);
	}
	CHECK(n == 4);
	return 0;
}

static long
files(void)
{
	char path[] = "/tmp/connectord-sandbox-XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(fdatasync(fd) == 0);
	CHECK(close(fd) == 0);
	CHECK(unlink(path) == 0);
	return 0;
}

static long
unix_sockets(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct epoll_event event = {.events = EPOLLIN};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int ep = epoll_create1(EPOLL_CLOEXEC), pair[2];

	/* Of the family alone: a name of the system's choice, in no directory. */
	CHECK(bind(fd, (const struct sockaddr *)&a, sizeof(a.sun_family)) == 0);
	CHECK(listen(fd, 1) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	CHECK(epoll_ctl(ep, EPOLL_CTL_ADD, pair[0], &event) == 0);
	CHECK(write(pair[1], "x", 1) == 1);
	CHECK(epoll_wait(ep, &event, 1, 1000) == 1);
	return 0;
}

static long
limits(void)
{
	struct rlimit limit;

	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	return 0;
}

/* A second time: neither a filter nor anything else of that kind is to be had. */
static long
again(void)
{
	const char *why = "";
	int landlock;

	CHECK(!sandbox_enter(arena, &landlock, &why));
	CHECK(landlock == 0);
	CHECK(strstr(why, "refuses a seccomp filter") != NULL);
	return 0;
}

static long (*const going_on[])(void) = {threads, files, unix_sockets, limits, again};

START_TEST(what_is_needed_goes_on)
{
	ck_assert_int_eq(code_inside(going_on[_i]), 0);
}
END_TEST

static long
give_up(void)
{
	abort();
}

/* An assertion that fails must end the program, and not leave it running. */
START_TEST(abort_aborts)
{
	int status = inside(give_up);

	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGABRT);
}
END_TEST

START_TEST(privileges_stay_dropped)
{
	ck_assert(sandbox_drop_privileges());
	ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
}
END_TEST

/* The names of the list are those of calls: a slip of the pen would forbid what is meant. */
START_TEST(every_name_is_a_system_call)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		ck_assert_msg(
		    seccomp_syscall_resolve_name(allowed[i]) != __NR_SCMP_ERROR, "%s", allowed[i]);
	for (size_t i = 0; i < sizeof(narrow) / sizeof(narrow[0]); i++)
		ck_assert_msg(seccomp_syscall_resolve_name(narrow[i].name) != __NR_SCMP_ERROR, "%s",
		    narrow[i].name);
}
END_TEST

START_TEST(not_beside_sanitizers)
{
	const char *why = "";
	int landlock;

	ck_assert(!sandbox_enter(arena, &landlock, &why));
	ck_assert_str_eq(why, "this program is built with sanitizers");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("main/sandbox");
	TCase *t = tcase_create("sandbox");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, privileges_stay_dropped);
	tcase_add_test(t, every_name_is_a_system_call);
	if (sandbox_is_built()) {
		tcase_add_loop_test(t, what_is_not_needed_is_refused, 0,
		    (int)(sizeof(refused) / sizeof(refused[0])));
		tcase_add_test(t, without_it_they_are_not);
		tcase_add_loop_test(
		    t, what_is_needed_goes_on, 0, (int)(sizeof(going_on) / sizeof(going_on[0])));
		tcase_add_test(t, abort_aborts);
		tcase_add_test(t, others_are_not_looked_into);
		tcase_add_test(t, a_tcp_socket_that_is_there_is_connected_to_nobody_else);
		tcase_add_test(t, what_holds_is_told);
	} else {
		tcase_add_test(t, not_beside_sanitizers);
	}
	suite_add_tcase(s, t);
	return run_suite(s);
}
