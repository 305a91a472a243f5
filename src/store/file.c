#include <config.h>

#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int
file_write(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t wrote = write(fd, p, n);

		if (wrote < 0 && errno != EINTR)
			return errno;
		if (wrote > 0) {
			p += wrote;
			n -= (size_t)wrote;
		}
	}
	return 0;
}

int
file_write_at(int fd, const void *p, size_t n, off_t at)
{
	size_t done = 0;

	while (done < n) {
		ssize_t wrote = pwrite(fd, (const char *)p + done, n - done, at + (off_t)done);

		if (wrote < 0 && errno != EINTR)
			return errno;
		if (wrote > 0)
			done += (size_t)wrote;
	}
	return 0;
}

int
file_read_at(int fd, void *p, size_t n, off_t at)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, (char *)p + done, n - done, at + (off_t)done);

		if (got == 0)
			return ENODATA;
		if (got < 0 && errno != EINTR)
			return errno;
		if (got > 0)
			done += (size_t)got;
	}
	return 0;
}

int
file_sync_dir(int fd)
{
	/* EINVAL: a file system that has no such thing for directories. */
	return fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
}

int
file_sync_parent(int dir_fd)
{
	int fd = openat(dir_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return syncfs(dir_fd) == 0 ? 0 : errno;
	ret = file_sync_dir(fd);
	close(fd);
	return ret;
}

int
file_each_name(int dir_fd, file_name_fn *fn, void *ctx)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	int ret = 0;

	if (dir == NULL) {
		ret = errno;
		if (fd >= 0)
			close(fd);
		return ret;
	}
	while (ret == 0) {
		const struct dirent *entry;

		errno = 0;
		entry = readdir(dir);
		if (entry == NULL) {
			ret = errno;
			break;
		}
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			ret = fn(ctx, entry->d_name);
	}
	closedir(dir);
	return ret;
}
