/* The database files: made once, all or none; opened; found on stable storage before use. */
#include <config.h>

#include "store/bdb.h"

#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MODE = 0600, PAGE_SIZE = 4096, FILES = 1 + 2 * STORE_KIND__MAX };

/*
 * Pages of 4 KiB: what the system writes in one piece. Larger ones were seen torn after a power
 * cut. The names are part of the format.
 */
static const char *const names[FILES] = {
    BDB_META_FILE,
    "connector.db",
    "connector_order.db",
    "sync_job.db",
    "sync_job_order.db",
    "secret.db",
    "secret_order.db",
};

static const char unfinished[] = "unfinished";

/* Where the handle of names[i] is kept. */
static DB **
handle(struct bdb *b, unsigned i)
{
	assert(i < FILES);
	if (i == 0)
		return &b->meta;
	return i % 2 == 1 ? &b->records[(i - 1) / 2] : &b->order[(i - 1) / 2];
}

int
bdb_file_open(struct bdb *b, DB **db, DB_TXN *txn, const char *name, bool create)
{
	u_int32_t flags =
	    DB_THREAD | (create ? DB_CREATE | DB_EXCL : 0U) | (txn == NULL ? DB_AUTO_COMMIT : 0U);
	int ret = db_create(db, b->env, 0);

	if (ret != 0) {
		*db = NULL;
		return ret;
	}
	if (create) {
		ret = (*db)->set_flags(*db, DB_CHKSUM);
		if (ret == 0)
			ret = (*db)->set_pagesize(*db, PAGE_SIZE);
	}
	if (ret == 0)
		ret = (*db)->open(*db, txn, name, NULL, DB_BTREE, flags, FILE_MODE);
	return ret;
}

void
bdb_file_close(struct bdb *b, DB **db)
{
	/* Pages of a broken store stay where they are: recovery makes them from the log. */
	if (*db != NULL)
		(void)(*db)->close(*db, bdb_usable(b) == STORE_OK ? 0 : DB_NOSYNC);
	*db = NULL;
}

static bool
is_there(const struct bdb *b, const char *name)
{
	return faccessat(b->dir_fd, name, F_OK, 0) == 0;
}

/* Names Berkeley DB or we gave: databases, logs, leftovers of making a file. */
static bool
is_ours(const char *name)
{
	for (unsigned i = 0; i < FILES; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strncmp(name, "__db.", 5) == 0 ||
	       (strncmp(name, "log.", 4) == 0 && isdigit((unsigned char)name[4]));
}

typedef int file_fn(int dir_fd, const char *name, void *ctx);

static int
each_entry(const struct bdb *b, DIR *dir, file_fn *fn, void *ctx)
{
	int ret = 0;

	while (ret == 0) {
		const struct dirent *entry;

		errno = 0;
		entry = readdir(dir);
		if (entry == NULL)
			return errno;
		if (is_ours(entry->d_name))
			ret = fn(b->dir_fd, entry->d_name, ctx);
	}
	return ret;
}

/* Calls fn for each of our files until it returns an error number. */
static int
each_file(const struct bdb *b, file_fn *fn, void *ctx)
{
	int fd = openat(b->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;
	int ret;

	if (fd < 0)
		return errno;
	dir = fdopendir(fd);
	if (dir == NULL) {
		ret = errno;
		close(fd);
		return ret;
	}
	ret = each_entry(b, dir, fn, ctx);
	closedir(dir);
	return ret;
}

static int
remove_file(int dir_fd, const char *name, void *ctx)
{
	(void)ctx;
	return unlinkat(dir_fd, name, 0) == 0 ? 0 : errno;
}

struct found {
	bool database, log;
};

static int
note_file(int dir_fd, const char *name, void *ctx)
{
	struct found *found = ctx;

	(void)dir_fd;
	if (strncmp(name, "log.", 4) == 0)
		found->log = true;
	else if (strncmp(name, "__db.", 5) != 0)
		found->database = true;
	return 0;
}

static int
sync_dir(const struct bdb *b)
{
	return fsync(b->dir_fd) == 0 || errno == EINVAL ? 0 : errno;
}

/*
 * "unfinished" is there from before the first file of a store until all are on stable storage.
 * While it is there nothing has been acknowledged, so what a crash left half made can go.
 */
enum store_open_rc
bdb_files_clear(struct bdb *b, const struct store_options *options)
{
	struct found found = {0};
	int ret = 0;

	(void)options;
	if (is_there(b, unfinished))
		ret = each_file(b, remove_file, NULL);
	if (ret == 0)
		ret = each_file(b, note_file, &found);
	if (ret != 0)
		return bdb_why_ret(b, ret, "cannot read or clear the directory");
	if (found.log != is_there(b, BDB_META_FILE) || found.database != found.log)
		return bdb_why(b, STORE_OPEN_DAMAGED, "%s missing: restore the whole directory",
		    found.log ? "database files are" : "log files are");
	if (!found.log) {
		int fd = openat(b->dir_fd, unfinished, O_WRONLY | O_CREAT | O_CLOEXEC, FILE_MODE);

		if (fd < 0)
			return bdb_why_ret(b, errno, "cannot write in it");
		close(fd);
		ret = sync_dir(b);
	}
	return ret == 0 ? STORE_OPEN_OK : bdb_why_ret(b, ret, "cannot sync it");
}

static int
sync_file(const struct bdb *b, const char *name)
{
	int fd = openat(b->dir_fd, name, O_RDWR | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return errno;
	ret = fsync(fd) == 0 ? 0 : errno;
	close(fd);
	return ret;
}

/* Berkeley DB does not sync a file it made; recovery after a power cut would not find it. */
static int
sync_all(const struct bdb *b)
{
	for (unsigned i = 0; i < FILES; i++) {
		int ret = sync_file(b, names[i]);

		if (ret != 0)
			return ret;
	}
	return sync_dir(b);
}

/* All in one transaction. A handle must outlive the transaction it was opened in. */
static int
make(struct bdb *b)
{
	DB *made[FILES] = {NULL};
	DB_TXN *txn;
	int ret = b->env->txn_begin(b->env, NULL, &txn, 0);

	if (ret != 0)
		return ret;
	for (unsigned i = 0; i < FILES && ret == 0; i++)
		ret = bdb_file_open(b, &made[i], txn, names[i], true);
	if (ret == 0)
		ret = bdb_meta_write(b, made[0], txn);
	if (ret == 0)
		ret = txn->commit(txn, DB_TXN_SYNC);
	else
		(void)txn->abort(txn);
	for (unsigned i = 0; i < FILES; i++)
		bdb_file_close(b, &made[i]);
	if (ret == 0)
		ret = b->env->txn_checkpoint(b->env, 0, 0, DB_FORCE);
	return ret;
}

enum store_open_rc
bdb_files_make(struct bdb *b, const struct store_options *options)
{
	int ret;

	(void)options;
	if (!is_there(b, unfinished))
		return STORE_OPEN_OK;
	ret = make(b);
	if (ret == 0)
		ret = sync_all(b);
	if (ret == 0 && bdb_usable(b) != STORE_OK)
		ret = EIO;
	if (ret == 0 && unlinkat(b->dir_fd, unfinished, 0) != 0)
		ret = errno;
	if (ret == 0)
		ret = sync_dir(b);
	return ret == 0 ? STORE_OPEN_OK : bdb_why_ret(b, ret, "cannot make the database files");
}

/* The one named meta.db is open already. */
enum store_open_rc
bdb_files_open(struct bdb *b, const struct store_options *options)
{
	(void)options;
	for (unsigned i = 1; i < FILES; i++) {
		int ret = bdb_file_open(b, handle(b, i), NULL, names[i], false);

		if (ret != 0)
			return bdb_why_ret(b, ret, names[i]);
	}
	return STORE_OPEN_OK;
}

void
bdb_files_close(struct bdb *b)
{
	for (unsigned i = FILES; i-- > 1;)
		bdb_file_close(b, handle(b, i));
}
