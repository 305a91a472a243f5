/* From a backup to a directory of records, or to the word that it would become one. */
#include <config.h>

#include "store/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/file.h"
#include "store/manifest.h"

enum { FILE_MODE = 0600 };

struct restore {
	struct arena *a;
	const char *from, *to;
	int from_fd, to_fd;
	bool made;   /* the directory to was not there */
	bool marked; /* what is in it is ours to remove */
	const struct store_care *care;
	struct store_lock *lock;
	struct manifest manifest;
	const char *why;
};

/* Of the backup, or of the place where it goes. */
static enum store_open_rc __attribute__((format(printf, 4, 5)))
fail(struct restore *r, enum store_open_rc rc, const char *dir, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	r->why = arena_printf(r->a, "%s: %s", dir, arena_vprintf(r->a, format, ap));
	va_end(ap);
	return rc;
}

static enum store_open_rc
fail_errno(struct restore *r, const char *dir, int error, const char *what)
{
	return fail(r, error == ENOMEM ? STORE_OPEN_NOMEM : STORE_OPEN_UNUSABLE, dir, "%s: %s",
	    what, strerror(error));
}

/* ---- the backup ---- */

static enum store_open_rc
read_manifest(struct restore *r)
{
	int ret;

	r->from_fd = open(r->from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->from_fd < 0)
		return fail_errno(r, r->from, errno, "cannot be opened");
	ret = manifest_read(&r->manifest, r->from_fd);
	switch (ret) {
	case 0:
		return STORE_OPEN_OK;
	case ENOENT:
		return fail(r, STORE_OPEN_UNUSABLE, r->from,
		    "is no whole backup: there is no " MANIFEST_FILE);
	case EBADMSG:
		return fail(r, STORE_OPEN_DAMAGED, r->from, MANIFEST_FILE " is damaged");
	case EPROTO:
		return fail(r, STORE_OPEN_TOO_NEW, r->from, "was written by a later version");
	default:
		return fail_errno(r, r->from, ret, MANIFEST_FILE);
	}
}

static enum store_open_rc
copy_one(struct restore *r, struct copy *c, const struct manifest_file *f)
{
	uint64_t bytes = 0;
	uint32_t crc = 0;
	int ret = copy_file(c, f->name, &bytes, &crc);

	if (ret == ECANCELED)
		return fail(r, STORE_OPEN_UNUSABLE, r->to, "stopped before it was done");
	if (ret == ENOENT && strcmp(c->what, "reading") == 0)
		return fail(r, STORE_OPEN_DAMAGED, r->from, "%s is missing", f->name);
	if (ret != 0)
		return fail_errno(r, strcmp(c->what, "reading") == 0 ? r->from : r->to, ret,
		    arena_printf(r->a, "%s %s", c->what, f->name));
	if (bytes != f->bytes || crc != f->crc)
		return fail(r, STORE_OPEN_DAMAGED, r->from, "%s is not what was written", f->name);
	return STORE_OPEN_OK;
}

static enum store_open_rc
copy_all(struct restore *r)
{
	struct copy c = {.from_dir = r->from_fd, .to_dir = r->to_fd, .progress = r->care->progress};
	enum store_open_rc rc = STORE_OPEN_OK;

	if (!copy_init(&c))
		return STORE_OPEN_NOMEM;
	for (uint64_t i = 0; i < r->manifest.about.files && rc == STORE_OPEN_OK; i++)
		rc = copy_one(r, &c, &r->manifest.files[i]);
	copy_release(&c);
	return rc;
}

/* ---- the place ---- */

/* What a restore, or Berkeley DB on its behalf, puts there. */
static bool
is_put(const char *name)
{
	return manifest_is_data(name) || bdb_is_leftover(name) || strcmp(name, BDB_UNSYNCED) == 0;
}

/* What may be there before; the socket is one that a dead owner left. */
static bool
is_welcome(const char *name)
{
	static const char *const names[] = {"owner.lock", "owner.sock", "owner.sock.new",
	    "secret.key", "lost+found", BDB_RESTORING};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static int
find_other(void *ctx, const char *name)
{
	const bool *resumed = ctx;

	return is_welcome(name) || (*resumed && is_put(name)) ? 0 : ENOTEMPTY;
}

static int
remove_put(void *ctx, const char *name)
{
	const int *dir_fd = ctx;

	return !is_put(name) || unlinkat(*dir_fd, name, 0) == 0 ? 0 : errno;
}

/* The mark first: whatever comes, nobody takes what is there for a store. */
static int
mark(struct restore *r)
{
	int fd = openat(r->to_fd, BDB_RESTORING, O_WRONLY | O_CREAT | O_CLOEXEC, FILE_MODE);
	int ret;

	if (fd < 0)
		return errno;
	close(fd);
	ret = file_sync_dir(r->to_fd);
	return ret == 0 && r->made ? file_sync_parent(r->to_fd) : ret;
}

static enum store_open_rc
place_take(struct restore *r)
{
	bool resumed;
	enum store_open_rc rc;
	int ret;

	r->made = access(r->to, F_OK) != 0;
	rc = store_lock_new(r->to, r->a, &r->lock, &r->why);
	if (rc != STORE_OPEN_OK)
		return rc;
	r->to_fd = open(r->to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->to_fd < 0)
		return fail_errno(r, r->to, errno, "cannot be opened");
	resumed = faccessat(r->to_fd, BDB_RESTORING, F_OK, 0) == 0;
	ret = file_each_name(r->to_fd, find_other, &resumed);
	if (ret == ENOTEMPTY)
		return fail(r, STORE_OPEN_UNUSABLE, r->to, "is not empty");
	if (ret == 0) {
		ret = mark(r);
		r->marked = ret == 0;
	}
	if (ret == 0)
		ret = file_each_name(r->to_fd, remove_put, &r->to_fd);
	return ret == 0 ? STORE_OPEN_OK : fail_errno(r, r->to, ret, "cannot be prepared");
}

/* The mark last. */
static void
place_clear(struct restore *r)
{
	if (r->marked && file_each_name(r->to_fd, remove_put, &r->to_fd) != 0)
		return;
	(void)file_sync_dir(r->to_fd);
	if (r->marked || r->made)
		(void)unlinkat(r->to_fd, BDB_RESTORING, 0);
	if (!r->made)
		return;
	(void)unlinkat(r->to_fd, "owner.lock", 0);
	(void)rmdir(r->to);
}

static int
sync_name(void *ctx, const char *name)
{
	const int *dir_fd = ctx;
	int fd, ret;

	if (!is_put(name))
		return 0;
	fd = openat(*dir_fd, name, O_RDWR | O_CLOEXEC);
	ret = fd < 0 || fsync(fd) != 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	return ret;
}

struct ownership {
	int dir_fd;
	struct stat st;
};

static int
give_name(void *ctx, const char *name)
{
	const struct ownership *o = ctx;

	if (!is_put(name) && strcmp(name, "owner.lock") != 0)
		return 0;
	return fchownat(o->dir_fd, name, o->st.st_uid, o->st.st_gid, AT_SYMLINK_NOFOLLOW) == 0
	           ? 0
	           : errno;
}

/* What root restores belongs to whom the directory belongs to: that one will open it. */
static int
give_away(const struct restore *r)
{
	struct ownership o = {.dir_fd = r->to_fd};

	if (geteuid() != 0 || fstat(r->to_fd, &o.st) != 0 || o.st.st_uid == 0)
		return 0;
	return file_each_name(r->to_fd, give_name, &o);
}

static enum store_open_rc
place_finish(struct restore *r)
{
	int ret = give_away(r);

	if (ret == 0)
		ret = file_each_name(r->to_fd, sync_name, &r->to_fd);
	if (ret == 0)
		ret = file_sync_dir(r->to_fd);
	if (ret == 0 && unlinkat(r->to_fd, BDB_RESTORING, 0) != 0)
		ret = errno;
	if (ret == 0)
		ret = file_sync_dir(r->to_fd);
	return ret == 0 ? STORE_OPEN_OK : fail_errno(r, r->to, ret, "cannot be finished");
}

/* ---- the whole ---- */

static enum store_open_rc
judge(struct restore *r, const struct store_report *report)
{
	if (strcmp(report->uuid, r->manifest.about.uuid) != 0 && report->files_bad == 0)
		return fail(r, STORE_OPEN_DAMAGED, r->from, "is of another store than it says");
	if (report->sound)
		return STORE_OPEN_OK;
	return fail(r, STORE_OPEN_DAMAGED, r->from,
	    "is as it was written, but what it holds is "
	    "not sound%s",
	    r->care->mend || report->files_bad > 0 || report->found.records_bad > 0
	        ? ""
	        : "; --mend may help");
}

static enum store_open_rc
bring_back(struct restore *r, const struct store_options *options, struct store_report *report)
{
	struct store_options mine = *options;
	enum store_open_rc rc = copy_all(r);

	if (rc != STORE_OPEN_OK)
		return rc;
	mine.dir = r->to;
	mine.lock = r->lock;
	mine.restoring = mine.all_log = true;
	rc = bdb_check_locked(&mine, r->care, r->a, report, &r->why);
	return rc == STORE_OPEN_OK ? judge(r, report) : rc;
}

/* keep: else all is removed again, whatever came of it. */
static enum store_open_rc
restore(
    struct restore *r, const struct store_options *options, bool keep, struct store_report *report)
{
	enum store_open_rc rc = read_manifest(r);

	if (rc == STORE_OPEN_OK)
		rc = place_take(r);
	if (rc == STORE_OPEN_OK)
		rc = bring_back(r, options, report);
	if (rc == STORE_OPEN_OK && keep)
		rc = place_finish(r);
	if (r->to_fd >= 0 && (rc != STORE_OPEN_OK || !keep))
		place_clear(r);
	store_lock_free(r->lock);
	if (r->to_fd >= 0)
		close(r->to_fd);
	if (r->from_fd >= 0)
		close(r->from_fd);
	return rc;
}

static enum store_open_rc
run(const char *from, const char *to, const struct store_options *options, bool keep,
    const struct store_care *care, struct arena *a, struct store_backup *about,
    struct store_report *report, const char **why)
{
	struct restore r = {.a = a,
	    .from = from,
	    .to = to,
	    .from_fd = -1,
	    .to_fd = -1,
	    .care = care,
	    .why = "out of memory"};
	enum store_open_rc rc;

	*report = (struct store_report){.sound = false};
	rc = restore(&r, options, keep, report);
	*about = r.manifest.about;
	manifest_release(&r.manifest);
	*why = rc == STORE_OPEN_OK ? "" : r.why;
	return rc;
}

enum store_open_rc
store_restore(const char *backup, const struct store_options *options,
    const struct store_care *care, struct arena *a, struct store_backup *about,
    struct store_report *report, const char **why)
{
	return run(backup, options->dir, options, true, care, a, about, report, why);
}

enum store_open_rc
store_backup_check(const char *backup, const struct store_options *options,
    const struct store_care *care, struct arena *a, struct store_backup *about,
    struct store_report *report, const char **why)
{
	size_t n = strlen(backup);

	while (n > 1 && backup[n - 1] == '/')
		n--;
	return run(backup, arena_printf(a, "%.*s.check", (int)n, backup), options, false, care, a,
	    about, report, why);
}
