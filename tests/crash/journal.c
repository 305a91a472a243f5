/*
 * Stands between a program and the C library (LD_PRELOAD) and writes down every change it makes to
 * the files below one directory, and every sync. Nothing else is changed, but a sync costs nothing:
 * the machine does not lose power in this test.
 *
 * An operation and its record are one step, so the order of records is the order of things. A sync
 * is two records, with time for others in between.
 */
#include <config.h>

#include "journal.h"
#include "open.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FDS = 4096, PATH = 4096 };

static struct {
	pthread_mutex_t lock;
	char root[PATH];
	size_t root_n;
	const char *forget;
	uint64_t fail, asked; /* the sync that fails; syncs so far */
	bool on;
	int fd;
	uint64_t syncs;
	struct watched {
		bool file, dir;
		uint64_t inode;
		char name[256];
	} fds[FDS];
} j;

static void
die(const char *what)
{
	char line[256];
	int n = snprintf(line, sizeof(line), "journal: %s: %s\n", what, strerror(errno));

	(void)syscall(SYS_write, STDERR_FILENO, line, (size_t)n);
	_exit(99);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *file = getenv(JOURNAL_FILE), *root = getenv(JOURNAL_ROOT);

	if (file == NULL || root == NULL)
		return;
	j.forget = getenv(JOURNAL_FORGET);
	j.fail = getenv(JOURNAL_FAIL) != NULL ? strtoull(getenv(JOURNAL_FAIL), NULL, 10) : 0;
	if (realpath(root, j.root) == NULL)
		die(root);
	j.root_n = strlen(j.root);
	j.fd = (int)syscall(
	    SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (j.fd < 0)
		die(file);
	/* Out of the way of programs that count descriptors. */
	j.fd = fcntl(j.fd, F_DUPFD_CLOEXEC, FDS);
	if (j.fd < 0)
		die("descriptor");
	j.syncs = (uint64_t)getpid() << 32;
	j.on = true;
}

static void
record(struct journal_record r, const void *p, size_t n, const void *q, size_t m)
{
	struct iovec parts[3] = {{&r, sizeof(r)}};

	r.n = (uint32_t)(n + m);
	parts[1].iov_len = n;
	parts[2].iov_len = m;
	memcpy(&parts[1].iov_base, &p, sizeof(p));
	memcpy(&parts[2].iov_base, &q, sizeof(q));
	if (syscall(SYS_writev, j.fd, parts, 3) != (long)(sizeof(r) + n + m))
		die("cannot write");
}

/* ---- names ---- */

/* The name below the root, or NULL: none of ours. buf: PATH bytes. */
static const char *
name_of(int dir_fd, const char *path, char *buf)
{
	size_t n = 0;

	if (!j.on)
		return NULL;
	if (path[0] != '/' && dir_fd == AT_FDCWD) {
		if (getcwd(buf, PATH) == NULL)
			die("getcwd");
		n = strlen(buf);
	} else if (path[0] != '/') {
		char link[64];
		ssize_t got;

		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", dir_fd);
		got = readlink(link, buf, PATH - 1);
		if (got < 0)
			return NULL;
		n = (size_t)got;
	}
	if (path[0] != '/')
		buf[n++] = '/';
	(void)snprintf(buf + n, PATH - n, "%s", path);
	n = strlen(buf);
	while (n > 1 && (buf[n - 1] == '/' || (buf[n - 1] == '.' && buf[n - 2] == '/')))
		buf[--n] = '\0';
	if (n > 3 && strcmp(buf + n - 3, "/..") == 0) {
		buf[n - 3] = '\0';
		*strrchr(buf, '/') = '\0';
	}
	if (strncmp(buf, j.root, j.root_n) != 0)
		return NULL;
	if (buf[j.root_n] == '\0')
		return "";
	return buf[j.root_n] == '/' ? buf + j.root_n + 1 : NULL;
}

static struct watched *
watched(int fd)
{
	return j.on && fd >= 0 && fd < FDS && (j.fds[fd].file || j.fds[fd].dir) ? &j.fds[fd] : NULL;
}

static void
watch(int fd, const char *name)
{
	struct watched *w = &j.fds[fd];
	struct stat st;

	if (fd >= FDS || fstat(fd, &st) != 0)
		die("descriptor");
	w->file = S_ISREG(st.st_mode);
	w->dir = S_ISDIR(st.st_mode);
	w->inode = st.st_ino;
	(void)snprintf(w->name, sizeof(w->name), "%s", name);
}

/* ---- opening and closing ---- */

static int
open_at(int dir_fd, const char *path, int flags, mode_t mode)
{
	char buf[PATH];
	const char *name = name_of(dir_fd, path, buf);
	struct stat st;
	bool is_new;
	int fd;

	if (name == NULL)
		return (int)syscall(SYS_openat, dir_fd, path, flags, mode);
	pthread_mutex_lock(&j.lock);
	is_new = (flags & O_CREAT) != 0 && fstatat(dir_fd, path, &st, AT_SYMLINK_NOFOLLOW) != 0;
	fd = (int)syscall(SYS_openat, dir_fd, path, flags, mode);
	if (fd >= 0) {
		watch(fd, name);
		if (is_new)
			record((struct journal_record){JOURNAL_CREATE, .inode = j.fds[fd].inode},
			    name, strlen(name) + 1, NULL, 0);
		else if ((flags & O_TRUNC) != 0)
			record((struct journal_record){JOURNAL_TRUNCATE, .inode = j.fds[fd].inode},
			    NULL, 0, NULL, 0);
	}
	pthread_mutex_unlock(&j.lock);
	return fd;
}

int creat(const char *path, mode_t mode);

int
creat(const char *path, mode_t mode)
{
	return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int fd);

int
close(int fd)
{
	struct watched *w;
	int ret;

	pthread_mutex_lock(&j.lock);
	w = watched(fd);
	if (w != NULL)
		w->file = w->dir = false;
	ret = (int)syscall(SYS_close, fd);
	pthread_mutex_unlock(&j.lock);
	return ret;
}

/* ---- bytes ---- */

static void
wrote(int fd, const void *p, size_t n, off_t at)
{
	record((struct journal_record){JOURNAL_WRITE, .inode = j.fds[fd].inode, .offset = at}, p, n,
	    NULL, 0);
}

/* Where write() will put it. */
static off_t
place(int fd)
{
	struct stat st;

	if ((fcntl(fd, F_GETFL) & O_APPEND) == 0)
		return lseek(fd, 0, SEEK_CUR);
	return fstat(fd, &st) == 0 ? st.st_size : 0;
}

ssize_t write(int fd, const void *p, size_t n);

ssize_t
write(int fd, const void *p, size_t n)
{
	ssize_t done;
	off_t at;

	if (watched(fd) == NULL)
		return syscall(SYS_write, fd, p, n);
	pthread_mutex_lock(&j.lock);
	at = place(fd);
	done = syscall(SYS_write, fd, p, n);
	if (done > 0)
		wrote(fd, p, (size_t)done, at);
	pthread_mutex_unlock(&j.lock);
	return done;
}

static ssize_t
write_at(int fd, const void *p, size_t n, off_t at)
{
	ssize_t done;

	if (watched(fd) == NULL)
		return syscall(SYS_pwrite64, fd, p, n, at);
	pthread_mutex_lock(&j.lock);
	done = syscall(SYS_pwrite64, fd, p, n, at);
	if (done > 0)
		wrote(fd, p, (size_t)done, at);
	pthread_mutex_unlock(&j.lock);
	return done;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at);

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return write_at(fd, p, n, at);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at);

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	return write_at(fd, p, n, at);
}

/* A short write is allowed: the caller goes on with the rest. */
ssize_t writev(int fd, const struct iovec *parts, int n);

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	ssize_t sum = 0;

	if (watched(fd) == NULL)
		return syscall(SYS_writev, fd, parts, n);
	for (int i = 0; i < n; i++) {
		ssize_t done = write(fd, parts[i].iov_base, parts[i].iov_len);

		if (done < 0)
			return sum > 0 ? sum : done;
		sum += done;
		if ((size_t)done < parts[i].iov_len)
			break;
	}
	return sum;
}

int ftruncate(int fd, off_t size);

int
ftruncate(int fd, off_t size)
{
	int ret;

	pthread_mutex_lock(&j.lock);
	ret = (int)syscall(SYS_ftruncate, fd, size);
	if (ret == 0 && watched(fd) != NULL)
		record((struct journal_record){JOURNAL_TRUNCATE, .inode = j.fds[fd].inode,
		           .offset = size},
		    NULL, 0, NULL, 0);
	pthread_mutex_unlock(&j.lock);
	return ret;
}

/* Ways to write that would go unseen: declined, so callers take another or complain. */
int fallocate(int fd, int mode, off_t at, off_t n);

int
fallocate(int fd, int mode, off_t at, off_t n)
{
	if (watched(fd) == NULL)
		return (int)syscall(SYS_fallocate, fd, mode, at, n);
	errno = EOPNOTSUPP;
	return -1;
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags);

ssize_t
copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags)
{
	if (watched(out) == NULL)
		return syscall(SYS_copy_file_range, in, from, out, to, n, flags);
	errno = EXDEV;
	return -1;
}

/* ---- names ---- */

static int
change_name(enum journal_op op, const char *name, const char *to, long ret)
{
	if (ret == 0)
		record((struct journal_record){op}, name, strlen(name) + 1, to,
		    to != NULL ? strlen(to) + 1 : 0);
	return (int)ret;
}

/* Sockets hold nothing, and are made by others than open. */
static bool
is_socket(int dir_fd, const char *path)
{
	struct stat st;

	return fstatat(dir_fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(st.st_mode);
}

static int
unlink_at(int dir_fd, const char *path, int flags)
{
	char buf[PATH];
	const char *name = name_of(dir_fd, path, buf);
	int ret;

	if (name == NULL || is_socket(dir_fd, path))
		return (int)syscall(SYS_unlinkat, dir_fd, path, flags);
	pthread_mutex_lock(&j.lock);
	ret = change_name(JOURNAL_UNLINK, name, NULL, syscall(SYS_unlinkat, dir_fd, path, flags));
	pthread_mutex_unlock(&j.lock);
	return ret;
}

int unlink(const char *path);

int
unlink(const char *path)
{
	return unlink_at(AT_FDCWD, path, 0);
}

int unlinkat(int dir_fd, const char *path, int flags);

int
unlinkat(int dir_fd, const char *path, int flags)
{
	return unlink_at(dir_fd, path, flags);
}

int rmdir(const char *path);

int
rmdir(const char *path)
{
	return unlink_at(AT_FDCWD, path, AT_REMOVEDIR);
}

static int
two_names(enum journal_op op, int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	char from_buf[PATH], to_buf[PATH];
	const char *name = name_of(from_fd, from, from_buf), *other = name_of(to_fd, to, to_buf);
	long call = op == JOURNAL_LINK ? SYS_linkat : SYS_renameat2;
	int ret;

	if ((name == NULL && other == NULL) || is_socket(from_fd, from))
		return (int)syscall(call, from_fd, from, to_fd, to, flags);
	if (name == NULL || other == NULL)
		die("a name moves in or out");
	pthread_mutex_lock(&j.lock);
	ret = change_name(op, name, other, syscall(call, from_fd, from, to_fd, to, flags));
	pthread_mutex_unlock(&j.lock);
	return ret;
}

int rename(const char *from, const char *to);

int
rename(const char *from, const char *to)
{
	return two_names(JOURNAL_RENAME, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to);

int
renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return two_names(JOURNAL_RENAME, from_fd, from, to_fd, to, 0);
}

int link(const char *from, const char *to);

int
link(const char *from, const char *to)
{
	return two_names(JOURNAL_LINK, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags);

int
linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	return two_names(JOURNAL_LINK, from_fd, from, to_fd, to, flags);
}

static int
mkdir_at(int dir_fd, const char *path, mode_t mode)
{
	char buf[PATH];
	const char *name = name_of(dir_fd, path, buf);
	int ret;

	if (name == NULL)
		return (int)syscall(SYS_mkdirat, dir_fd, path, mode);
	pthread_mutex_lock(&j.lock);
	ret = change_name(JOURNAL_MKDIR, name, NULL, syscall(SYS_mkdirat, dir_fd, path, mode));
	pthread_mutex_unlock(&j.lock);
	return ret;
}

int mkdir(const char *path, mode_t mode);

int
mkdir(const char *path, mode_t mode)
{
	return mkdir_at(AT_FDCWD, path, mode);
}

int mkdirat(int dir_fd, const char *path, mode_t mode);

int
mkdirat(int dir_fd, const char *path, mode_t mode)
{
	return mkdir_at(dir_fd, path, mode);
}

/* ---- syncs ---- */

static bool
forgotten(const struct watched *w)
{
	const char *base = strrchr(w->name, '/') != NULL ? strrchr(w->name, '/') + 1 : w->name;
	const char *what = w->dir                             ? "dir"
	                   : strncmp(base, "log.", 4) == 0    ? "log"
	                   : strcmp(base, "doublewrite") == 0 ? "copies"
	                                                      : "data";

	return j.forget != NULL && strcmp(j.forget, what) == 0;
}

/* A device takes its time, and meanwhile others write. */
static int
sync_fd(int fd, long call)
{
	struct watched w;
	uint64_t number;

	pthread_mutex_lock(&j.lock);
	if (watched(fd) == NULL) {
		pthread_mutex_unlock(&j.lock);
		return (int)syscall(call, fd);
	}
	w = j.fds[fd];
	if (forgotten(&w)) {
		pthread_mutex_unlock(&j.lock);
		return 0;
	}
	if (++j.asked == j.fail) {
		if (!w.dir)
			record((struct journal_record){JOURNAL_LOST, .inode = w.inode}, NULL, 0,
			    NULL, 0);
		pthread_mutex_unlock(&j.lock);
		errno = EIO;
		return -1;
	}
	number = ++j.syncs;
	record((struct journal_record){w.dir ? JOURNAL_SYNC_DIR : JOURNAL_SYNC, .inode = w.inode,
	           .number = number},
	    w.dir ? w.name : NULL, w.dir ? strlen(w.name) + 1 : 0, NULL, 0);
	pthread_mutex_unlock(&j.lock);
	usleep(300);
	pthread_mutex_lock(&j.lock);
	record((struct journal_record){JOURNAL_SYNCED, .number = number}, NULL, 0, NULL, 0);
	pthread_mutex_unlock(&j.lock);
	return 0;
}

int fsync(int fd);

int
fsync(int fd)
{
	return sync_fd(fd, SYS_fsync);
}

int fdatasync(int fd);

int
fdatasync(int fd)
{
	return sync_fd(fd, SYS_fdatasync);
}
