/*
 * Berkeley DB is not trusted with some calls of the system.
 *
 * fdatasync: when it fails, 5.3 reports that once and goes on; the next flush finds nothing left to
 * do, or tries again, and reports success. But a system that failed to write dirty pages may drop
 * them and say nothing the second time. So a failure is counted here, in the moment it happens and
 * whoever of Berkeley DB's callers it happens to, and every store that was open then is broken.
 *
 * open: a new file is only there after a power cut when its directory was written too.
 *
 * write: so a page is written, for with this call taken over there is no other, and it must not be
 * torn: bdb_doublewrite.c. There goes, too, what reads pages, cuts their files and syncs them.
 *
 * A backup reads the files at the same time, and must not see half a page; so it holds the pages
 * back while it reads a piece. Berkeley DB has a backup of its own, but its page writes fail with
 * EAGAIN meanwhile, and it lets go of log files that it needs.
 */
#include <config.h>

#include "store/bdb.h"

#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"

static atomic_uint failures;
static atomic_uint page_failures;
static pthread_rwlock_t pages; /* many write pages, one backup reads a piece of a file */
static pthread_once_t pages_once = PTHREAD_ONCE_INIT;

unsigned
bdb_sync_failures(void)
{
	return atomic_load(&failures);
}

/* Berkeley DB takes what this returns as the error itself. */
static int
failed(const char *call)
{
	int error = errno;

	atomic_fetch_add(&failures, 1);
	bdb_unsynced_mark();
	log_error("the system failed to write to stable storage call=%s error=\"%s\"", call,
	    strerror(error));
	return error;
}

int
bdb_sync_fd(int fd)
{
	while (fdatasync(fd) != 0)
		if (errno != EINTR)
			return failed("fdatasync");
	return 0;
}

int
bdb_sync_dir_fd(int fd)
{
	return file_sync_dir(fd) == 0 ? 0 : failed("fsync");
}

static bool
sync_parent(const char *path)
{
	char dir[4096];
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	int fd, ret;

	if (n + sizeof(".") > sizeof(dir)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(dir, path, n);
	memcpy(dir + n, ".", sizeof("."));
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ret = bdb_sync_dir_fd(fd);
	close(fd);
	errno = ret;
	return ret == 0;
}

static int
open_retry(const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static int
open_file(const char *path, int flags, ...)
{
	mode_t mode = 0;
	int fd, error = 0;

	if ((flags & O_CREAT) != 0) {
		va_list ap;

		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	fd = open_retry(path, flags, mode);
	if (fd < 0)
		return -1;
	if ((flags & O_CREAT) != 0 && !sync_parent(path))
		error = errno;
	if (error == 0 && (flags & O_ACCMODE) == O_RDWR)
		error = bdb_doublewrite_note(fd, path);
	if (error == 0)
		return fd;
	close(fd);
	errno = error;
	return -1;
}

int
bdb_rwlock_init(pthread_rwlock_t *lock)
{
	pthread_rwlockattr_t attr;
	int ret = pthread_rwlockattr_init(&attr);

	if (ret != 0)
		return ret;
	ret = pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	if (ret == 0)
		ret = pthread_rwlock_init(lock, &attr);
	(void)pthread_rwlockattr_destroy(&attr);
	return ret;
}

/* A reader that waits must not be passed by writers for ever: there is always one more page. */
static void
pages_init(void)
{
	int ret = bdb_rwlock_init(&pages);

	assert(ret == 0);
	(void)ret;
}

void
bdb_pages_hold(void)
{
	(void)pthread_rwlock_wrlock(&pages);
}

void
bdb_pages_let_go(void)
{
	(void)pthread_rwlock_unlock(&pages);
}

unsigned
bdb_page_failures(void)
{
	return atomic_load(&page_failures);
}

int
bdb_page_write(int fd, const void *p, size_t n, off_t at)
{
	int ret;

	(void)pthread_rwlock_rdlock(&pages);
	ret = file_write_at(fd, p, n, at);
	if (ret != 0)
		atomic_fetch_add(&page_failures, 1);
	(void)pthread_rwlock_unlock(&pages);
	return ret;
}

void
bdb_hooks(void)
{
	(void)pthread_once(&pages_once, pages_init);
	db_env_set_func_write(bdb_doublewrite_write);
	db_env_set_func_pread(bdb_doublewrite_read);
	db_env_set_func_fsync(bdb_doublewrite_sync);
	db_env_set_func_ftruncate(bdb_doublewrite_truncate);
	db_env_set_func_open(open_file);
}
