/*
 * After the system refused to put something on stable storage.
 *
 * The program ends then, and is started again. But the system may have taken what it could not
 * write for written: it shows it to whoever reads the file, and never writes it. Recovery would
 * read it, find nothing to do, and build on it; with the next loss of power it would be gone, and
 * what was acknowledged since with it. So a mark is left in the directory, and with the mark there
 * every file is written anew before it is used: what the system shows becomes something to write
 * again. The mark need not be synced: when the system itself starts anew, so does what it shows.
 */
#include <config.h>

#include "store/bdb.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

enum { FILE_MODE = 0600, PIECE = 256 * 1024, STORES_MAX = 16 };

static const char mark[] = BDB_UNSYNCED;

/* The directories of the stores that are open. The hooks know no store, only descriptors. */
static struct {
	pthread_mutex_t lock;
	struct bdb *open[STORES_MAX];
} stores = {.lock = PTHREAD_MUTEX_INITIALIZER};

void
bdb_unsynced_mark(void)
{
	pthread_mutex_lock(&stores.lock);
	for (unsigned i = 0; i < STORES_MAX; i++) {
		struct bdb *b = stores.open[i];
		int fd;

		if (b == NULL)
			continue;
		fd =
		    openat(b->dir_fd, mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
		if (fd >= 0)
			close(fd);
		else
			log_error("no mark of that could be left: restart the system before this "
			          "program dir=\"%s\" error=\"%s\"",
			    b->dir, strerror(errno));
	}
	pthread_mutex_unlock(&stores.lock);
}

static void
swap(const struct bdb *from, struct bdb *to)
{
	unsigned i = 0;

	pthread_mutex_lock(&stores.lock);
	while (i < STORES_MAX && stores.open[i] != from)
		i++;
	if (i < STORES_MAX)
		stores.open[i] = to;
	pthread_mutex_unlock(&stores.lock);
}

/* Each byte onto itself. */
static int
copy(int fd, char *piece)
{
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, piece, PIECE, at)) > 0) {
		ssize_t done = pwrite(fd, piece, (size_t)n, at);

		if (done < 0 && errno != EINTR)
			return errno;
		if (done > 0)
			at += done;
	}
	return n < 0 ? errno : 0;
}

static int
write_anew(int dir_fd, const char *name, void *piece)
{
	int fd = openat(dir_fd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	int ret;

	if (fd < 0)
		return errno;
	ret = copy(fd, piece);
	if (ret == 0 && fsync(fd) != 0)
		ret = errno;
	close(fd);
	return ret;
}

static int
settle(struct bdb *b)
{
	char *piece = malloc(PIECE);
	int ret = piece == NULL ? ENOMEM : bdb_each_file(b, write_anew, piece);

	free(piece);
	if (ret == 0)
		ret = file_sync_dir(b->dir_fd);
	if (ret == 0 && unlinkat(b->dir_fd, mark, 0) != 0)
		ret = errno;
	if (ret == 0)
		log_warn("all files were written anew, since some could not be synced before "
		         "dir=\"%s\"",
		    b->dir);
	return ret;
}

enum store_open_rc
bdb_unsynced_open(struct bdb *b, const struct store_options *options)
{
	int ret = 0;

	(void)options;
	if (faccessat(b->dir_fd, mark, F_OK, 0) == 0)
		ret = settle(b);
	if (ret != 0)
		return bdb_why_ret(b, ret, "the files cannot be written anew");
	swap(NULL, b);
	return STORE_OPEN_OK;
}

void
bdb_unsynced_close(struct bdb *b)
{
	swap(b, NULL);
}
