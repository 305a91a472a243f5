/*
 * Berkeley DB is not trusted with two calls of the system.
 *
 * fdatasync: when it fails, 5.3 reports that once and goes on; the next flush finds nothing left to
 * do, or tries again, and reports success. But a system that failed to write dirty pages may drop
 * them and say nothing the second time. So a failure is counted here, in the moment it happens and
 * whoever of Berkeley DB's callers it happens to, and every store that was open then is broken.
 *
 * open: a new file is only there after a power cut when its directory was written too.
 */
#include <config.h>

#include "store/bdb.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

static atomic_uint failures;

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
	log_error("the system failed to write to stable storage call=%s error=\"%s\"", call,
	    strerror(error));
	return error;
}

static int
sync_file(int fd)
{
	while (fdatasync(fd) != 0)
		if (errno != EINTR)
			return failed("fdatasync");
	return 0;
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
	ret = fsync(fd);
	if (ret != 0 && errno == EINVAL)
		ret = 0; /* a file system that has no such thing for directories */
	if (ret != 0)
		errno = failed("fsync");
	close(fd);
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
	int fd;

	if ((flags & O_CREAT) != 0) {
		va_list ap;

		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	fd = open_retry(path, flags, mode);
	if (fd >= 0 && (flags & O_CREAT) != 0 && !sync_parent(path)) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

void
bdb_hooks(void)
{
	db_env_set_func_fsync(sync_file);
	db_env_set_func_open(open_file);
}
