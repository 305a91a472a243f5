/*
 * A copy of a store that is being used.
 *
 * First the databases are read, page by page, while they are written: their pages are of different
 * moments. Then the log is flushed and read. Brought up to date with that log, from its first byte
 * on, the pages are those of one moment, where the log that was read ends: at the flush or a little
 * later. For that the log must reach back to a checkpoint before the first page was read;
 * bdb_log_keep() sees to it.
 */
#include <config.h>

#include "store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/bdb.h"
#include "store/file.h"
#include "store/manifest.h"

enum { DIR_MODE = 0700 };

struct backup {
	struct bdb *b;
	struct arena *a;
	const char *dir, *tmp;
	int tmp_fd;
	struct copy copy;
	struct manifest manifest;
	const char *why;
};

static enum store_open_rc __attribute__((format(printf, 3, 4)))
fail(struct backup *k, enum store_open_rc rc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	k->why = arena_printf(k->a, "%s: %s", k->dir, arena_vprintf(k->a, format, ap));
	va_end(ap);
	return rc;
}

static enum store_open_rc
fail_errno(struct backup *k, int error, const char *what)
{
	return fail(k, error == ENOMEM ? STORE_OPEN_NOMEM : STORE_OPEN_UNUSABLE, "%s: %s", what,
	    strerror(error));
}

/* ---- the directory ---- */

static bool
is_ours(const char *name)
{
	return manifest_is_data(name) || strcmp(name, MANIFEST_FILE) == 0;
}

static int
find_foreign(void *ctx, const char *name)
{
	(void)ctx;
	return is_ours(name) ? 0 : ENOTEMPTY;
}

static int
remove_ours(void *ctx, const char *name)
{
	const int *dir_fd = ctx;

	return !is_ours(name) || unlinkat(*dir_fd, name, 0) == 0 ? 0 : errno;
}

static int
clear(int dir_fd)
{
	int ret = file_each_name(dir_fd, find_foreign, NULL);

	return ret == 0 ? file_each_name(dir_fd, remove_ours, &dir_fd) : ret;
}

/* A directory among the records would be lost with them. */
static bool
is_in_store(const struct backup *k)
{
	const char *slash = strrchr(k->dir, '/');
	const char *parent = slash == NULL ? "."
	                     : slash == k->dir
	                         ? "/"
	                         : arena_printf(k->a, "%.*s", (int)(slash - k->dir), k->dir);
	struct stat ours, theirs;

	return fstat(k->b->dir_fd, &ours) == 0 && stat(parent, &theirs) == 0 &&
	       ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static enum store_open_rc
dir_make(struct backup *k)
{
	struct stat st;
	int ret;

	if (lstat(k->dir, &st) == 0)
		return fail(k, STORE_OPEN_UNUSABLE, "is there already");
	if (is_in_store(k))
		return fail(k, STORE_OPEN_UNUSABLE, "lies in the directory of the records");
	if (mkdir(k->tmp, DIR_MODE) != 0 && errno != EEXIST)
		return fail_errno(k, errno, "cannot be made");
	k->tmp_fd = open(k->tmp, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (k->tmp_fd < 0)
		return fail_errno(k, errno, "its .tmp cannot be opened");
	if (flock(k->tmp_fd, LOCK_EX | LOCK_NB) != 0) {
		close(k->tmp_fd); /* it is not ours to remove */
		k->tmp_fd = -1;
		return fail(k, STORE_OPEN_LOCKED, "another backup is being written there");
	}
	ret = clear(k->tmp_fd);
	if (ret == ENOTEMPTY) {
		close(k->tmp_fd);
		k->tmp_fd = -1;
		return fail(k, STORE_OPEN_UNUSABLE, "its .tmp holds other files");
	}
	return ret == 0 ? STORE_OPEN_OK : fail_errno(k, ret, "its .tmp cannot be cleared");
}

/* Renaming never replaces a directory that holds something. */
static enum store_open_rc
dir_name(struct backup *k)
{
	int fd = k->tmp_fd, ret = file_sync_dir(fd);

	if (ret == 0 && rename(k->tmp, k->dir) != 0)
		ret = errno;
	if (ret != 0)
		return fail_errno(k, ret, "cannot be named");
	k->tmp_fd = -1; /* nothing is dropped any more */
	ret = file_sync_parent(fd);
	close(fd);
	return ret == 0 ? STORE_OPEN_OK : fail_errno(k, ret, "its parent cannot be synced");
}

static void
dir_drop(struct backup *k)
{
	if (k->tmp_fd < 0)
		return;
	(void)clear(k->tmp_fd);
	(void)rmdir(k->tmp);
	close(k->tmp_fd);
	k->tmp_fd = -1;
}

/* ---- the files ---- */

struct names {
	bool (*wanted)(const char *name);
	struct arena *a;
	char **p;
	size_t n, room;
};

static int
gather(void *ctx, const char *name)
{
	struct names *names = ctx;

	if (!names->wanted(name))
		return 0;
	if (names->n == names->room) {
		size_t room = names->room == 0 ? 64 : 2 * names->room;
		char **p = arena_alloc(names->a, room * sizeof(*p));

		if (p == NULL)
			return ENOMEM;
		if (names->n > 0)
			memcpy(p, names->p, names->n * sizeof(*p));
		names->p = p;
		names->room = room;
	}
	names->p[names->n++] = arena_printf(names->a, "%s", name);
	return arena_failed(names->a) ? ENOMEM : 0;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * The log goes on while its files are listed, and of two that are new a listing may show only the
 * second. What was there at the flush has no gap, and is all that is needed.
 */
static void
cut_at_gap(struct names *names)
{
	for (size_t i = 1; i < names->n; i++)
		if (strtoul(names->p[i] + 4, NULL, 10) !=
		    strtoul(names->p[i - 1] + 4, NULL, 10) + 1) {
			names->n = i;
			return;
		}
}

static enum store_open_rc
list_names(struct backup *k, struct names *names)
{
	int ret = file_each_name(k->b->dir_fd, gather, names);

	if (ret != 0)
		return fail_errno(k, ret, "the records cannot be listed");
	if (names->n == 0)
		return fail(k, STORE_OPEN_DAMAGED, "the records have lost their files");
	qsort(names->p, names->n, sizeof(*names->p), compare);
	if (names->wanted == manifest_is_log)
		cut_at_gap(names);
	return STORE_OPEN_OK;
}

static enum store_open_rc
copy_one(struct backup *k, const char *name)
{
	unsigned failures = bdb_page_failures();
	uint64_t bytes = 0;
	uint32_t crc = 0;
	int ret = copy_file(&k->copy, name, &bytes, &crc);

	if (ret == ECANCELED)
		return fail(k, STORE_OPEN_UNUSABLE, "stopped before it was done");
	if (ret != 0)
		return fail(k, ret == ENOMEM ? STORE_OPEN_NOMEM : STORE_OPEN_UNUSABLE, "%s %s: %s",
		    k->copy.what, name, strerror(ret));
	if (bdb_page_failures() != failures)
		return fail(k, STORE_OPEN_UNUSABLE,
		    "%s could not be written while it was copied: try again", name);
	if (!manifest_add(&k->manifest, name, bytes, crc))
		return fail_errno(k, ENOMEM, "list of files");
	return STORE_OPEN_OK;
}

static enum store_open_rc
copy_files(struct backup *k, bool (*wanted)(const char *name), bool live)
{
	struct names names = {.wanted = wanted, .a = k->a};
	enum store_open_rc rc = list_names(k, &names);

	k->copy.live = live;
	for (size_t i = 0; i < names.n && rc == STORE_OPEN_OK; i++)
		rc = copy_one(k, names.p[i]);
	return rc;
}

static enum store_open_rc
flush(struct backup *k)
{
	uint64_t reached;
	enum store_rc rc = bdb_sync(&k->b->base, &reached);

	if (rc == STORE_OK)
		return STORE_OPEN_OK;
	return fail(k, rc == STORE_BROKEN ? STORE_OPEN_DAMAGED : STORE_OPEN_UNUSABLE,
	    "the store cannot be flushed: %s", store_rc_name(rc));
}

static enum store_open_rc
copy_all(struct backup *k)
{
	struct store_backup *about = &k->manifest.about;
	enum store_open_rc rc;
	int ret = bdb_log_keep(k->b);

	if (ret != 0)
		return fail_errno(k, ret, "the log cannot be kept");
	about->began = clock_now();
	rc = copy_files(k, manifest_is_database, true);
	if (rc == STORE_OPEN_OK)
		rc = flush(k);
	if (rc == STORE_OPEN_OK)
		rc = copy_files(k, manifest_is_log, false);
	/* What is written to the log while it is read may be in it. */
	about->ended = clock_now();
	bdb_log_keep_end(k->b);
	return rc;
}

static enum store_open_rc
work(struct backup *k)
{
	enum store_open_rc rc = dir_make(k);
	int ret;

	if (rc == STORE_OPEN_OK) {
		k->copy.to_dir = k->tmp_fd;
		rc = copy_all(k);
	}
	if (rc == STORE_OPEN_OK) {
		ret = manifest_write(&k->manifest, k->tmp_fd);
		if (ret != 0)
			rc = fail_errno(k, ret, "writing " MANIFEST_FILE);
	}
	if (rc == STORE_OPEN_OK)
		rc = dir_name(k);
	dir_drop(k);
	return rc;
}

static void
trim(char *dir)
{
	size_t n = strlen(dir);

	while (n > 1 && dir[n - 1] == '/')
		dir[--n] = '\0';
}

enum store_open_rc
bdb_backup(struct store *s, const char *dir, struct store_progress progress, struct arena *a,
    struct store_backup *about, const char **why)
{
	struct bdb *b = (struct bdb *)s;
	char *name = arena_printf(a, "%s", dir);
	struct backup k = {.b = b, .a = a, .dir = name, .tmp_fd = -1, .why = "out of memory"};
	enum store_open_rc rc = STORE_OPEN_NOMEM;

	trim(name);
	k.tmp = arena_printf(a, "%s.tmp", name);
	k.copy = (struct copy){.from_dir = b->dir_fd, .progress = progress};
	(void)snprintf(k.manifest.about.uuid, sizeof(k.manifest.about.uuid), "%s", b->base.uuid);
	if (atomic_exchange(&b->copying, true)) {
		*why = "a backup is under way";
		return STORE_OPEN_LOCKED;
	}
	if (copy_init(&k.copy) && !arena_failed(a))
		rc = work(&k);
	atomic_store(&b->copying, false);
	copy_release(&k.copy);
	*about = k.manifest.about;
	manifest_release(&k.manifest);
	*why = rc == STORE_OPEN_OK ? "" : k.why;
	return rc;
}
