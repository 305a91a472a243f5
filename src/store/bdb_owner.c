/* The directory, and who owns it. */
#include <config.h>

#include "store/bdb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIR_MODE = 0700, FILE_MODE = 0600 };

enum store_open_rc
bdb_dir_open(struct bdb *b, const struct store_options *options)
{
	(void)options;
	if (mkdir(b->dir, DIR_MODE) != 0 && errno != EEXIST)
		return bdb_why(b, STORE_OPEN_UNUSABLE, "cannot be made: %s", strerror(errno));
	b->dir_fd = open(b->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (b->dir_fd < 0)
		return bdb_why(b, STORE_OPEN_UNUSABLE, "cannot be opened: %s", strerror(errno));
	if (faccessat(b->dir_fd, ".", R_OK | W_OK | X_OK, AT_EACCESS) != 0)
		return bdb_why(b, STORE_OPEN_UNUSABLE, "cannot be written: %s", strerror(errno));
	return STORE_OPEN_OK;
}

void
bdb_dir_close(struct bdb *b)
{
	if (b->dir_fd >= 0)
		close(b->dir_fd);
	b->dir_fd = -1;
}

/* Who holds the lock, as far as it said so. */
static enum store_open_rc
locked(struct bdb *b)
{
	char text[32];
	ssize_t n = pread(b->owner_fd, text, sizeof(text) - 1, 0);
	long pid;

	text[n > 0 ? n : 0] = '\0';
	pid = strtol(text, NULL, 10);
	if (pid > 0)
		return bdb_why(b, STORE_OPEN_LOCKED, "in use by process %ld", pid);
	return bdb_why(b, STORE_OPEN_LOCKED, "in use by another process");
}

/* For people and for locked() only; the lock is what counts, so no room for it is no failure. */
static bool
write_pid(int fd)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n;
}

enum store_open_rc
bdb_owner_open(struct bdb *b, const struct store_options *options)
{
	int ret;

	if (options->lock != NULL) {
		b->owner_fd = options->lock->fd;
		b->owner_lent = true;
		return STORE_OPEN_OK;
	}
	b->owner_fd =
	    openat(b->dir_fd, "owner.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	if (b->owner_fd < 0)
		return bdb_why(b, STORE_OPEN_UNUSABLE, "owner.lock: %s", strerror(errno));
	do
		ret = flock(b->owner_fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
	while (ret == EINTR);
	if (ret == EWOULDBLOCK)
		return locked(b);
	if (ret != 0)
		return bdb_why(b, STORE_OPEN_UNUSABLE, "owner.lock: %s", strerror(ret));
	(void)write_pid(b->owner_fd);
	return STORE_OPEN_OK;
}

/* The file stays: removing it would let two processes hold locks on two files of one name. */
void
bdb_owner_close(struct bdb *b)
{
	if (b->owner_fd >= 0 && !b->owner_lent)
		close(b->owner_fd);
	b->owner_fd = -1;
}
