#include <config.h>

#include "faults.h"
#include "open.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { STACK = 24, LINE = 4096 };

static struct {
	enum kind { NONE, MEMORY, WRITE, SYNC, OPEN, THREAD } kind;
	atomic_uint calls;
	unsigned at, upto;
	int error;
	int report; /* 0: there is none */
	pid_t pid;
} fault;

/* Without memory: this speaks from inside of malloc. */
static void
say(const char *what, void *const *stack, int n, size_t bytes)
{
	char line[LINE];
	size_t used = (size_t)snprintf(line, sizeof(line), "%s", what);

	for (int i = 0; i < n && used < sizeof(line) - 256; i++) {
		Dl_info info = {.dli_fname = NULL};
		const char *name = "?";
		size_t offset = 0;

		if (dladdr(stack[i], &info) != 0 && info.dli_fname != NULL) {
			name = strrchr(info.dli_fname, '/') != NULL
			           ? strrchr(info.dli_fname, '/') + 1
			           : info.dli_fname;
			offset = (size_t)((char *)stack[i] - (char *)info.dli_fbase);
		}
		used +=
		    (size_t)snprintf(line + used, sizeof(line) - used, " %s+0x%zx", name, offset);
	}
	if (bytes > 0)
		used += (size_t)snprintf(line + used, sizeof(line) - used, " %zu", bytes);
	line[used++] = '\n';
	(void)syscall(SYS_write, fault.report, line, used);
}

/* Whether this call is the one that fails; then errno is set. */
static bool
fails(enum kind kind)
{
	void *stack[STACK];
	unsigned call;
	int n;

	if (fault.kind != kind || fault.report == 0 || fault.pid != (pid_t)syscall(SYS_getpid))
		return false;
	call = atomic_fetch_add(&fault.calls, 1) + 1;
	if (call < fault.at || call >= fault.upto)
		return false;
	if (call == fault.at) {
		n = backtrace(stack, STACK);
		say("hit", stack, n, 0);
	}
	errno = fault.error;
	return true;
}

/* ---- memory: each block has a head, so that what is left at the end is known ---- */

struct head {
	struct head *prev, *next;
	void *raw; /* what the C library gave */
	size_t n;
	void *site;
	uint64_t unused; /* heads are a multiple of 16 bytes */
};

void *__libc_malloc(size_t n);
void __libc_free(void *p);

static struct {
	pthread_mutex_t lock;
	struct head first;
} blocks = {.lock = PTHREAD_MUTEX_INITIALIZER, .first = {&blocks.first, &blocks.first}};

static void *
block_new(size_t n, size_t align, void *site)
{
	struct head *h;
	uintptr_t raw, at;

	if (fails(MEMORY))
		return NULL;
	if (n > SIZE_MAX / 2 || (raw = (uintptr_t)__libc_malloc(sizeof(*h) + n + align)) == 0) {
		errno = ENOMEM;
		return NULL;
	}
	at = (raw + sizeof(*h) + align - 1) & ~(uintptr_t)(align - 1);
	h = (struct head *)(at - sizeof(*h));
	h->raw = (void *)raw;
	h->n = n;
	h->site = site;
	pthread_mutex_lock(&blocks.lock);
	h->next = &blocks.first;
	h->prev = blocks.first.prev;
	h->prev->next = h;
	h->next->prev = h;
	pthread_mutex_unlock(&blocks.lock);
	return (void *)at;
}

static struct head *
head_of(void *p)
{
	return (struct head *)((uintptr_t)p - sizeof(struct head));
}

static void
block_free(void *p)
{
	struct head *h = head_of(p);

	pthread_mutex_lock(&blocks.lock);
	h->prev->next = h->next;
	h->next->prev = h->prev;
	pthread_mutex_unlock(&blocks.lock);
	__libc_free(h->raw);
}

enum { ALIGN = 16 };

void *
malloc(size_t n)
{
	return block_new(n, ALIGN, __builtin_return_address(0));
}

void
free(void *p)
{
	int error = errno;

	if (p != NULL)
		block_free(p);
	errno = error;
}

void *
calloc(size_t n, size_t size)
{
	void *p = NULL;

	if (size != 0 && n > SIZE_MAX / 2 / size)
		errno = ENOMEM;
	else
		p = block_new(n * size, ALIGN, __builtin_return_address(0));
	return p != NULL ? memset(p, 0, n * size) : NULL;
}

void *
realloc(void *p, size_t n)
{
	void *q;

	if (p != NULL && n == 0) {
		free(p);
		return NULL;
	}
	q = block_new(n, ALIGN, __builtin_return_address(0));
	if (p == NULL || q == NULL)
		return q;
	memcpy(q, p, head_of(p)->n < n ? head_of(p)->n : n);
	block_free(p);
	return q;
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / 2 / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(p, n * size);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return block_new(n, align < ALIGN ? ALIGN : align, __builtin_return_address(0));
}

void *
memalign(size_t align, size_t n)
{
	return block_new(n, align < ALIGN ? ALIGN : align, __builtin_return_address(0));
}

int
posix_memalign(void **p, size_t align, size_t n)
{
	*p = block_new(n, align < ALIGN ? ALIGN : align, __builtin_return_address(0));
	return *p != NULL ? 0 : ENOMEM;
}

size_t
malloc_usable_size(void *p)
{
	return p != NULL ? head_of(p)->n : 0;
}

/* ---- files ---- */

/* The log of the program is no matter of its records. */
static bool
is_file(int fd)
{
	struct stat st;

	return fault.kind == WRITE && fd > STDERR_FILENO && fstat(fd, &st) == 0 &&
	       S_ISREG(st.st_mode);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	return is_file(fd) && fails(WRITE) ? -1 : syscall(SYS_write, fd, p, n);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return fails(WRITE) ? -1 : syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	return fails(WRITE) ? -1 : syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	return is_file(fd) && fails(WRITE) ? -1 : syscall(SYS_writev, fd, parts, n);
}

int
ftruncate(int fd, off_t size)
{
	return fails(WRITE) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int
fsync(int fd)
{
	return fails(SYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return fails(SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

static int
open_at(int dir_fd, const char *path, int flags, mode_t mode)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_openat, dir_fd, path, flags, mode);
}

int
socket(int domain, int type, int protocol)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_socket, domain, type, protocol);
}

int
accept4(int fd, struct sockaddr *address, socklen_t *n, int flags)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_accept4, fd, address, n, flags);
}

int
epoll_create1(int flags)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_epoll_create1, flags);
}

int
eventfd(unsigned count, int flags)
{
	return fails(OPEN) ? -1 : (int)syscall(SYS_eventfd2, count, flags);
}

/* ---- threads ---- */

typedef int create_fn(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg)
{
	create_fn *create;
	void *next = dlsym(RTLD_NEXT, "pthread_create");

	memcpy(&create, &next, sizeof(create));
	return fails(THREAD) ? EAGAIN : create(thread, attr, run, arg);
}

/* ---- beginning and end ---- */

static void
crashed(int signal)
{
	void *stack[STACK];
	char what[32];

	(void)snprintf(what, sizeof(what), "signal %d", signal);
	say(what, stack, backtrace(stack, STACK), 0);
	(void)syscall(SYS_kill, fault.pid, SIGKILL);
}

static enum kind
kind_of(const char *name)
{
	static const char *const names[] = {"none", "memory", "write", "sync", "open", "thread"};
	enum kind kind = THREAD;

	while (kind > NONE && strcmp(name, names[kind]) != 0)
		kind--;
	return kind;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *kind = getenv(FAULT_KIND), *at = getenv(FAULT_AT), *error = getenv(FAULT_ERROR);
	const char *report = getenv(FAULT_REPORT), *n = getenv(FAULT_FOR);
	struct sigaction crash = {.sa_handler = crashed, .sa_flags = (int)SA_RESETHAND};
	void *stack[1];
	int fd;

	if (kind == NULL || at == NULL || error == NULL || report == NULL || n == NULL)
		return;
	(void)backtrace(stack, 1); /* it gets its memory now */
	fault.pid = (pid_t)syscall(SYS_getpid);
	fault.at = (unsigned)strtoul(at, NULL, 10);
	fault.upto = fault.at + (fault.at == 0 ? 0U : (unsigned)strtoul(n, NULL, 10));
	fault.error = (int)strtol(error, NULL, 10);
	fd = (int)syscall(
	    SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	fault.report = fcntl(fd, F_DUPFD_CLOEXEC, 500);
	(void)syscall(SYS_close, fd);
	sigaction(SIGSEGV, &crash, NULL);
	sigaction(SIGBUS, &crash, NULL);
	sigaction(SIGABRT, &crash, NULL);
	sigaction(SIGFPE, &crash, NULL);
	sigaction(SIGUSR2, &crash, NULL); /* asked for: it hangs */
	fault.kind = kind_of(kind);
}

__attribute__((destructor)) static void
end(void)
{
	char what[32];

	if (fault.report == 0 || fault.pid != (pid_t)syscall(SYS_getpid))
		return;
	fault.kind = NONE;
	for (const struct head *h = blocks.first.next; h != &blocks.first; h = h->next)
		say("left", &h->site, 1, h->n + 1);
	(void)snprintf(what, sizeof(what), "calls %u", atomic_load(&fault.calls));
	say(what, NULL, 0, 0);
}
