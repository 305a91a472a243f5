#include <config.h>

#include "store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "store/bdb.h"
#include "store/file.h"

enum {
	PAGE = 4096,
	PIECE = 64 * PAGE,
	SYNC_EVERY = 32 << 20, /* bytes; what is not written yet takes the memory of others */
	FILE_MODE = 0600
};

bool
copy_init(struct copy *c)
{
	c->bytes = 0;
	c->what = "reading";
	c->piece = malloc(PIECE);
	return c->piece != NULL;
}

void
copy_release(struct copy *c)
{
	free(c->piece);
	c->piece = NULL;
}

static ssize_t
read_at(int fd, char *p, size_t n, off_t at)
{
	ssize_t got;

	do
		got = pread(fd, p, n, at);
	while (got < 0 && errno == EINTR);
	return got;
}

/*
 * The next piece. Of a live file whole pages only, each as it was at one moment: a page that comes
 * in two reads could be two halves.
 */
static int
read_piece(const struct copy *c, int fd, off_t at, size_t *n)
{
	ssize_t got;
	int error;

	if (c->live)
		bdb_pages_hold();
	got = read_at(fd, c->piece, PIECE, at);
	error = errno;
	if (c->live)
		bdb_pages_let_go();
	if (got < 0)
		return error;
	*n = (size_t)got;
	if (c->live && *n % PAGE != 0) {
		if (*n < PAGE)
			return EIO;
		*n -= *n % PAGE;
	}
	return 0;
}

static int
put_piece(struct copy *c, int out, uint64_t done, size_t n)
{
	int ret = file_write(out, c->piece, n);

	if (ret == 0 && (done + n) / SYNC_EVERY != done / SYNC_EVERY) {
		ret = fdatasync(out) == 0 ? 0 : errno;
		(void)posix_fadvise(out, 0, 0, POSIX_FADV_DONTNEED);
	}
	return ret;
}

static int
copy_bytes(struct copy *c, int in, int out, uint64_t *bytes, uint32_t *crc)
{
	*bytes = 0;
	*crc = 0;
	for (;;) {
		size_t n = 0;
		int ret;

		if (c->progress.fn != NULL && !c->progress.fn(c->progress.ctx, c->bytes))
			return ECANCELED;
		c->what = "reading";
		ret = read_piece(c, in, (off_t)*bytes, &n);
		if (ret != 0 || n == 0)
			return ret;
		c->what = "writing";
		*crc = (uint32_t)crc32_z(*crc, (const unsigned char *)c->piece, n);
		ret = put_piece(c, out, *bytes, n);
		if (ret != 0)
			return ret;
		*bytes += n;
		c->bytes += n;
	}
}

static int
finish(int fd, int ret)
{
	if (ret == 0 && fsync(fd) != 0)
		ret = errno;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	if (close(fd) != 0 && ret == 0)
		ret = errno;
	return ret;
}

int
copy_file(struct copy *c, const char *name, uint64_t *bytes, uint32_t *crc)
{
	int in, out, copied, ret;

	c->what = "reading";
	in = openat(c->from_dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (in < 0)
		return errno;
	out = openat(c->to_dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	if (out < 0) {
		c->what = "writing";
		ret = errno;
	} else {
		copied = copy_bytes(c, in, out, bytes, crc);
		ret = finish(out, copied);
		if (ret != copied)
			c->what = "writing";
	}
	close(in);
	return ret;
}
