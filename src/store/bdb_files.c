/* The database files: made once, all or none; opened; found on stable storage before use. */
#include <config.h>

#include "store/bdb.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/doublewrite.h"
#include "store/file.h"
#include "store/kind.h"
#include "store/manifest.h"

enum { FILE_MODE = 0600 };

/* First two files, then two for each kind. */
enum { META, SHARED, FIRST, FILES = FIRST + 2 * STORE_KIND__MAX };

static const char unfinished[] = "unfinished";

/* A file of a new kind, until it is whole. */
static const char halfway[] = "kind.new";

/* The names are part of the format. */
static const char *
name_of(unsigned i)
{
	const struct kind_files *kind;

	assert(i < FILES);
	if (i < FIRST)
		return i == META ? BDB_META_FILE : "shared.db";
	kind = kind_files((enum store_kind)((i - FIRST) / 2));
	return (i - FIRST) % 2 == 0 ? kind->records : kind->order;
}

/* Where its handle is kept. */
static DB **
handle(struct bdb *b, unsigned i)
{
	assert(i < FILES);
	if (i < FIRST)
		return i == META ? &b->meta : &b->shared;
	i -= FIRST;
	return i % 2 == 0 ? &b->records[i / 2] : &b->order[i / 2];
}

/* Pages of 4 KiB: those of the system. doublewrite.h knows their size. */
static int
set_form(DB *db)
{
	int ret = db->set_flags(db, DB_CHKSUM);

	return ret == 0 ? db->set_pagesize(db, DOUBLEWRITE_PAGE) : ret;
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
	if (create)
		ret = set_form(*db);
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

bool
bdb_is_leftover(const char *name)
{
	return strcmp(name, halfway) == 0 || strncmp(name, "__db", 4) == 0 ||
	       strcmp(name, BDB_DOUBLEWRITE) == 0;
}

/* Names Berkeley DB or we gave: databases, and no others that end like those, logs, leftovers. */
static bool
is_ours(const char *name)
{
	for (unsigned i = 0; i < FILES; i++)
		if (strcmp(name, name_of(i)) == 0)
			return true;
	return bdb_is_leftover(name) || manifest_is_log(name);
}

struct ours {
	int dir_fd;
	bdb_file_fn *fn;
	void *ctx;
};

static int
if_ours(void *ctx, const char *name)
{
	const struct ours *ours = ctx;

	return is_ours(name) ? ours->fn(ours->dir_fd, name, ours->ctx) : 0;
}

int
bdb_each_file(const struct bdb *b, bdb_file_fn *fn, void *ctx)
{
	struct ours ours = {b->dir_fd, fn, ctx};

	return file_each_name(b->dir_fd, if_ours, &ours);
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
	else if (!bdb_is_leftover(name))
		found->database = true;
	return 0;
}

static int
mark_unfinished(const struct bdb *b)
{
	int fd = openat(b->dir_fd, unfinished, O_WRONLY | O_CREAT | O_CLOEXEC, FILE_MODE);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
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

	if (!options->restoring && is_there(b, BDB_RESTORING))
		return bdb_why(b, STORE_OPEN_UNUSABLE,
		    "a backup was being restored into it, and that was not finished: restore it "
		    "again");
	if (is_there(b, unfinished))
		ret = bdb_each_file(b, remove_file, NULL);
	if (ret == 0)
		ret = bdb_each_file(b, note_file, &found);
	if (ret != 0)
		return bdb_why_ret(b, ret, "cannot read or clear the directory");
	if (found.log != is_there(b, BDB_META_FILE) || found.database != found.log)
		return bdb_why(b, STORE_OPEN_DAMAGED, "%s missing: restore the whole directory",
		    found.log ? "database files are" : "log files are");
	if (!found.log) {
		ret = mark_unfinished(b);
		if (ret != 0)
			return bdb_why_ret(b, ret, "cannot write in it");
		ret = file_sync_dir(b->dir_fd);
		/* The name of the directory itself, when we may have made it. */
		if (ret == 0)
			ret = file_sync_parent(b->dir_fd);
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
		int ret = sync_file(b, name_of(i));

		if (ret != 0)
			return ret;
	}
	return file_sync_dir(b->dir_fd);
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
		ret = bdb_file_open(b, &made[i], txn, name_of(i), true);
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
	if (ret == 0) {
		ret = file_sync_dir(b->dir_fd);
		/* It may come back by itself, and must not when there is something to lose. */
		if (ret != 0)
			(void)mark_unfinished(b);
	}
	return ret == 0 ? STORE_OPEN_OK : bdb_why_ret(b, ret, "cannot make the database files");
}

/* ---- a kind that came with a later version ---- */

static void
say_nothing(const DB_ENV *env, const char *prefix, const char *message)
{
	(void)env;
	(void)prefix;
	(void)message;
}

/*
 * An empty database, whole and on stable storage before it gets its name. It is made outside the
 * environment, so that recovery need not know how files are made.
 */
static int
make_file(struct bdb *b, const char *name)
{
	char path[PATH_MAX];
	DB *db;
	int n = snprintf(path, sizeof(path), "%s/%s", b->dir, halfway), ret, closed;

	if (n < 0 || (size_t)n >= sizeof(path))
		return ENAMETOOLONG;
	if (unlinkat(b->dir_fd, halfway, 0) != 0 && errno != ENOENT)
		return errno;
	ret = db_create(&db, NULL, 0);
	if (ret != 0)
		return ret;
	db->set_errcall(db, say_nothing);
	ret = set_form(db);
	if (ret == 0)
		ret = db->open(db, NULL, path, NULL, DB_BTREE, DB_CREATE | DB_EXCL, FILE_MODE);
	closed = db->close(db, 0);
	ret = ret != 0 ? ret : closed;
	if (ret == 0)
		ret = sync_file(b, halfway);
	if (ret == 0 && renameat(b->dir_fd, halfway, b->dir_fd, name) != 0)
		ret = errno;
	return ret == 0 ? file_sync_dir(b->dir_fd) : ret;
}

static int
note_kind(struct bdb *b, enum store_kind kind)
{
	DB_TXN *txn;
	int ret = b->env->txn_begin(b->env, NULL, &txn, 0);

	if (ret != 0)
		return ret;
	ret = bdb_meta_note_kind(b->meta, txn, kind);
	if (ret == 0)
		return txn->commit(txn, DB_TXN_SYNC);
	(void)txn->abort(txn);
	return ret;
}

/*
 * A kind is noted once its files are there for good, so until then nothing can be in them: what a
 * crash left is made anew. After that a missing file is damage.
 */
static int
make_kind(struct bdb *b, enum store_kind kind)
{
	const struct kind_files *files = kind_files(kind);
	bool made;
	int ret = bdb_meta_has_kind(b->meta, kind, &made);

	if (ret != 0 || made)
		return ret;
	ret = make_file(b, files->records);
	if (ret == 0)
		ret = make_file(b, files->order);
	return ret == 0 ? note_kind(b, kind) : ret;
}

/* The one named meta.db is open already. */
enum store_open_rc
bdb_files_open(struct bdb *b, const struct store_options *options)
{
	(void)options;
	for (unsigned kind = 0; kind < STORE_KIND__MAX; kind++) {
		int ret = make_kind(b, (enum store_kind)kind);

		if (ret == 0 && bdb_usable(b) != STORE_OK)
			ret = EIO;
		if (ret != 0)
			return bdb_why_ret(b, ret, "cannot make the files of a new kind");
	}
	for (unsigned i = META + 1; i < FILES; i++) {
		int ret = bdb_file_open(b, handle(b, i), NULL, name_of(i), false);

		if (ret != 0)
			return bdb_why_ret(b, ret, name_of(i));
	}
	return STORE_OPEN_OK;
}

void
bdb_files_close(struct bdb *b)
{
	for (unsigned i = FILES; i-- > META + 1;)
		bdb_file_close(b, handle(b, i));
}
