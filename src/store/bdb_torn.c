/*
 * Pages that a cut of power may have torn are written anew, from the copies that are kept until
 * they are whole in their place (bdb_doublewrite.c).
 */
#include <config.h>

#include "store/bdb.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/doublewrite.h"
#include "store/file.h"
#include "store/manifest.h"

enum { FILES_MAX = 64 };

struct mend {
	const struct bdb *b;
	struct file {
		int fd;
		char name[DOUBLEWRITE_NAME];
	} files[FILES_MAX];
	unsigned files_n, pages;
};

/* 0, and *fd is -1 when there is no such file: then there was no page of it either. */
static int
open_file(struct mend *m, const char *name, int *fd)
{
	struct file *f = m->files;

	*fd = -1;
	while (f < m->files + m->files_n && strcmp(f->name, name) != 0)
		f++;
	if (f == m->files + FILES_MAX || strchr(name, '/') != NULL || !manifest_is_database(name))
		return EBADMSG;
	if (f == m->files + m->files_n) {
		f->fd = openat(m->b->dir_fd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		if (f->fd < 0)
			return errno == ENOENT ? 0 : errno;
		memcpy(f->name, name, strlen(name) + 1);
		m->files_n++;
	}
	*fd = f->fd;
	return 0;
}

static int
put_back(void *ctx, const char *name, uint64_t page, const void *bytes)
{
	struct mend *m = ctx;
	char there[DOUBLEWRITE_PAGE];
	off_t at = (off_t)page * DOUBLEWRITE_PAGE;
	int fd, ret = open_file(m, name, &fd);

	if (ret != 0 || fd < 0)
		return ret;
	if (file_read_at(fd, there, sizeof(there), at) == 0 &&
	    memcmp(there, bytes, sizeof(there)) == 0)
		return 0;
	m->pages++;
	return bdb_page_write(fd, bytes, DOUBLEWRITE_PAGE, at);
}

static int
sync_database(void *ctx, const char *name)
{
	const struct mend *m = ctx;
	int fd, ret;

	if (!manifest_is_database(name))
		return 0;
	fd = openat(m->b->dir_fd, name, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno;
	ret = bdb_sync_fd(fd);
	close(fd);
	return ret;
}

/*
 * A process that was killed may leave copies that are in memory only, and they must not come to
 * their places before they are safe.
 */
static int
sync_copies(const struct bdb *b, int fd)
{
	int ret = bdb_sync_fd(fd);

	return ret == 0 ? bdb_sync_dir_fd(b->dir_fd) : ret;
}

/* The older half first: the newer goes over it. */
static int
put_all_back(struct mend *m, int fd, const uint64_t *epochs)
{
	unsigned older = epochs[1] < epochs[0];
	uint64_t epoch;
	int ret = doublewrite_each(fd, older, &epoch, put_back, m);

	if (ret == 0)
		ret = doublewrite_each(fd, !older, &epoch, put_back, m);
	for (unsigned i = 0; i < m->files_n; i++)
		close(m->files[i].fd);
	return ret;
}

static int
mend(struct mend *m, int fd, uint64_t *epoch)
{
	uint64_t epochs[DOUBLEWRITE_HALVES];
	int ret = 0;

	for (unsigned i = 0; i < DOUBLEWRITE_HALVES && ret == 0; i++) {
		ret = doublewrite_each(fd, i, &epochs[i], NULL, NULL);
		if (epochs[i] > *epoch)
			*epoch = epochs[i];
	}
	if (ret != 0 || *epoch == 0)
		return ret;
	ret = sync_copies(m->b, fd);
	return ret == 0 ? put_all_back(m, fd, epochs) : ret;
}

int
bdb_torn_mend(struct bdb *b, uint64_t *epoch)
{
	struct mend m = {.b = b};
	int fd = openat(b->dir_fd, BDB_DOUBLEWRITE, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	int ret;

	*epoch = 0;
	if (fd < 0)
		return errno == ENOENT ? 0 : errno;
	ret = mend(&m, fd, epoch);
	close(fd);
	/* What is as it should be, or was cut off, may be so in memory only. */
	if (ret == 0)
		ret = file_each_name(b->dir_fd, sync_database, &m);
	if (ret == 0 && unlinkat(b->dir_fd, BDB_DOUBLEWRITE, 0) != 0)
		ret = errno;
	if (ret == 0)
		ret = bdb_sync_dir_fd(b->dir_fd);
	if (ret == 0 && m.pages > 0)
		log_info(
		    "pages were written from their copies dir=\"%s\" pages=%u", b->dir, m.pages);
	return ret;
}
