#include <config.h>

#include "main/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

bool
sandbox_is_built(void)
{
#ifdef SANITIZED
	return false;
#else
	return true;
#endif
}

bool
sandbox_drop_privileges(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/*
 * What the C library, Berkeley DB, libsodium, json-c and we ask for, with room for what other
 * versions of the C library ask for instead. Names that an architecture does not have mean nothing
 * there. Nothing here reaches a process, a program or a host other than this.
 */
/* clang-format off */
static const char *const allowed[] = {
	/* files: what they may reach is decided by the user, and the unit of the service manager */
	"access", "faccessat", "faccessat2", "open", "openat", "close", "close_range", "creat",
	"read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev",
	"pwritev2", "lseek", "_llseek", "stat", "fstat", "lstat", "stat64", "fstat64", "lstat64",
	"fstatat64", "newfstatat", "statx", "statfs", "fstatfs", "statfs64", "fstatfs64",
	"readlink", "readlinkat", "getdents", "getdents64", "getcwd", "umask",
	"mkdir", "mkdirat", "rmdir", "rename", "renameat", "renameat2", "link", "linkat", "unlink",
	"unlinkat", "truncate", "truncate64", "ftruncate", "ftruncate64", "fallocate",
	"fadvise64", "fadvise64_64", "sync_file_range", "fsync", "fdatasync", "syncfs", "flock",
	"chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "utimensat", "copy_file_range",
	"dup", "dup2", "dup3", "pipe", "pipe2",
	/* sockets that are there */
	"accept", "accept4", "bind", "listen", "connect", "shutdown", "getsockname", "getpeername",
	"getsockopt", "setsockopt", "recv", "recvfrom", "recvmsg", "recvmmsg", "send",
	/* waiting */
	"poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64",
	"epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2",
	"eventfd", "eventfd2", "futex", "futex_time64", "nanosleep", "clock_nanosleep",
	"clock_nanosleep_time64", "sched_yield", "restart_syscall", "pause",
	/* memory, but for what is executable */
	"brk", "munmap", "mremap", "madvise", "mlock", "mlock2", "munlock", "msync", "mincore", "membarrier",
	/* threads, signals to itself, its end */
	"set_robust_list", "get_robust_list", "set_tid_address", "rseq", "gettid", "exit", "exit_group",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait",
	"rt_sigsuspend", "sigaltstack", "sigreturn", "arch_prctl", "set_thread_area",
	/* who, when, how much */
	"getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getuid32", "geteuid32",
	"getgid32", "getegid32", "getresuid", "getresgid", "getgroups", "uname", "sysinfo",
	"getrandom", "clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64",
	"gettimeofday", "time", "times", "getrusage", "getrlimit", "ugetrlimit", "setrlimit", "getcpu",
	"sched_getaffinity", "sched_getparam", "sched_getscheduler",
};

/* Allowed when one argument has this value below this mask. */
static const struct {
	const char *name;
	unsigned argument;
	uint64_t mask, value;
} narrow[] = {
	{ "socket",         0, UINT32_MAX, AF_UNIX },
	{ "socketpair",     0, UINT32_MAX, AF_UNIX },
	{ "mmap",           2, PROT_EXEC, 0 },
	{ "mmap2",          2, PROT_EXEC, 0 },
	{ "mprotect",       2, PROT_EXEC, 0 },
	{ "clone",          0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM },
	{ "prlimit64",      0, UINT32_MAX, 0 },	/* of itself */
	{ "ioctl",          1, UINT32_MAX, TCGETS },	/* isatty() */
	{ "ioctl",          1, UINT32_MAX, FIONREAD },
	{ "ioctl",          1, UINT32_MAX, FIONBIO },
	{ "prctl",          0, UINT32_MAX, PR_SET_NAME },
	{ "sendto",         3, MSG_FASTOPEN, 0 },	/* that would connect */
	{ "sendmsg",        2, MSG_FASTOPEN, 0 },
	{ "sendmmsg",       3, MSG_FASTOPEN, 0 },
};
/* clang-format on */

/* Of fcntl(), and not what has signals sent to others: F_SETOWN, F_SETSIG. */
static const int controls[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL,
    F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW};

/* 0, or an error number. A name the library does not know, or the architecture has not, is passed
 * over. */
static int
add(scmp_filter_ctx f, uint32_t action, const char *name, unsigned n, const struct scmp_arg_cmp *c)
{
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ? 0 : -seccomp_rule_add_array(f, action, number, n, c);
}

static int
add_all(scmp_filter_ctx f)
{
	/* Only abort() sends signals. */
	const struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
	int error = add(f, SCMP_ACT_ALLOW, "tgkill", 1, &self);

	/* Its flags lie in memory, where a filter does not see them: so clone() is made do. */
	if (error == 0)
		error = add(f, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, NULL);
	for (size_t i = 0; error == 0 && i < sizeof(allowed) / sizeof(allowed[0]); i++)
		error = add(f, SCMP_ACT_ALLOW, allowed[i], 0, NULL);
	for (size_t i = 0; error == 0 && i < sizeof(narrow) / sizeof(narrow[0]); i++) {
		const struct scmp_arg_cmp c = {
		    narrow[i].argument, SCMP_CMP_MASKED_EQ, narrow[i].mask, narrow[i].value};

		error = add(f, SCMP_ACT_ALLOW, narrow[i].name, 1, &c);
	}
	for (size_t i = 0; error == 0 && i < sizeof(controls) / sizeof(controls[0]); i++) {
		const struct scmp_arg_cmp c = {
		    1, SCMP_CMP_MASKED_EQ, UINT32_MAX, (scmp_datum_t)controls[i]};

		error = add(f, SCMP_ACT_ALLOW, "fcntl", 1, &c);
		if (error == 0)
			error = add(f, SCMP_ACT_ALLOW, "fcntl64", 1, &c);
	}
	return error;
}

/* ---- what a filter of calls does not see: Landlock ---- */

/* As the kernel has it; linux/landlock.h of Debian 12 does not know the later members. */
struct domain {
	uint64_t fs;     /* from version 1 */
	uint64_t net;    /* 4 */
	uint64_t scoped; /* 6 */
};
enum { ASK_VERSION = 1, NET_CONNECT_TCP = 1 << 1, SCOPE_SIGNAL = 1 << 1, FS_MAKE_CHAR = 1 << 6 };

/*
 * A domain that keeps out of other processes: whoever is in one can look only into those that are,
 * whatever else it says. It says nothing of files; where it has to say something of them, that
 * there are no new devices.
 */
static int
enter_domain(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
	struct domain domain = {
	    .fs = version < 4 ? FS_MAKE_CHAR : 0,
	    .net = version < 4 ? 0 : NET_CONNECT_TCP,
	    .scoped = version < 6 ? 0 : SCOPE_SIGNAL,
	};
	size_t size = version < 4   ? offsetof(struct domain, net)
	              : version < 6 ? offsetof(struct domain, scoped)
	                            : sizeof(domain);
	bool entered;
	int fd;

	if (version < 1)
		return 0;
	fd = (int)syscall(SYS_landlock_create_ruleset, &domain, size, 0);
	if (fd < 0)
		return 0;
	entered = sandbox_drop_privileges() && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close(fd);
	return entered ? (int)version : 0;
}

bool
sandbox_enter(struct arena *a, int *landlock, const char **why)
{
	scmp_filter_ctx f = NULL;
	int error;

	*landlock = 0;

	if (!sandbox_is_built()) {
		*why = "this program is built with sanitizers";
		return false;
	}
	f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (f == NULL) {
		*why = "out of memory";
		return false;
	}
	error = add_all(f);
	if (error == 0) {
		*landlock = enter_domain();
		error = -seccomp_load(f);
	}
	seccomp_release(f);
	if (error != 0)
		*why = arena_printf(a, "the system refuses a seccomp filter: %s", strerror(error));
	return error == 0;
}
