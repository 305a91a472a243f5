/* The key file: read, made once, replaced. */
#include <config.h>

#include "seal/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "seal/keys.h"

enum { FILE_MODE = 0600, FILE_BITS = 07777 };

/* One line for the log; its beginning names the file. */
static enum seal_rc __attribute__((format(printf, 5, 6))) why_not(struct arena *a,
    const struct seal_file *file, enum seal_rc rc, const char **why, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	*why = arena_printf(a, "%s: %s", file->path, arena_vprintf(a, format, ap));
	va_end(ap);
	if (arena_failed(a)) {
		*why = "out of memory";
		return SEAL_NOMEM;
	}
	return rc;
}

/* ---- reading ---- */

/* All of it; -1 with errno, or more than KEYS_TEXT_MAX when there is more. */
static ssize_t
read_all(int fd, char text[KEYS_TEXT_MAX + 1])
{
	size_t n = 0;

	while (n <= KEYS_TEXT_MAX) {
		ssize_t got = read(fd, text + n, KEYS_TEXT_MAX + 1 - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static enum seal_rc
read_keys(
    struct seal *seal, int fd, const struct seal_file *file, struct arena *a, const char **why)
{
	char text[KEYS_TEXT_MAX + 1];
	ssize_t n = read_all(fd, text);
	int error = errno;
	const char *wrong;

	if (n < 0)
		return why_not(a, file, SEAL_UNUSABLE, why, "cannot be read: %s", strerror(error));
	wrong = n > KEYS_TEXT_MAX ? "it is not a key file"
	                          : keys_parse(seal, a, (struct str){text, (size_t)n}, file->store);
	sodium_memzero(text, sizeof(text));
	return wrong == NULL ? SEAL_OK : why_not(a, file, SEAL_WRONG, why, "%s", wrong);
}

/* Nobody but the owner may do anything with it. */
static enum seal_rc
check_file(int fd, const struct seal_file *file, struct arena *a, const char **why)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return why_not(a, file, SEAL_UNUSABLE, why, "cannot be read: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return why_not(a, file, SEAL_WRONG, why, "it is not a file");
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return why_not(a, file, SEAL_WRONG, why,
		    "others than its owner may use it (mode %04o): chmod 0600",
		    (unsigned)(st.st_mode & FILE_BITS));
	return SEAL_OK;
}

/* ---- writing; these return 0 or an errno ---- */

static int
write_all(int fd, const char *text, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, text, n);

		if (done < 0 && errno != EINTR)
			return errno;
		if (done > 0) {
			text += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

/* The new file gets the owner of the old one, when root does this for a user. */
static int
give(int fd, const char *old)
{
	struct stat was, is;

	if (stat(old, &was) != 0)
		return errno == ENOENT ? 0 : errno;
	if (fstat(fd, &is) != 0)
		return errno;
	if (is.st_uid == was.st_uid && is.st_gid == was.st_gid)
		return 0;
	return fchown(fd, was.st_uid, was.st_gid) == 0 ? 0 : errno;
}

/* Makes path, whatever was there, with the keys in it, on stable storage. */
static int
write_new(const char *path, const char *old, const struct seal *seal, const char *store)
{
	char text[KEYS_TEXT_MAX];
	size_t n;
	int fd, error;

	if (unlink(path) != 0 && errno != ENOENT)
		return errno;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return errno;
	n = keys_print(seal, store, text);
	error = fchmod(fd, FILE_MODE) == 0 ? give(fd, old) : errno;
	if (error == 0)
		error = write_all(fd, text, n);
	sodium_memzero(text, sizeof(text));
	if (error == 0 && fsync(fd) != 0)
		error = errno;
	if (close(fd) != 0 && error == 0)
		error = errno;
	if (error != 0)
		(void)unlink(path);
	return error;
}

static int
sync_dir_of(struct arena *a, const char *path)
{
	char *copy = arena_printf(a, "%s", path);
	int fd, error;

	if (arena_failed(a))
		return ENOMEM;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	error = fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
	close(fd);
	return error;
}

/* make: the file must not be there yet. */
static int
write_file(struct arena *a, const char *path, bool make, const struct seal *seal, const char *store)
{
	char *fresh = arena_printf(a, "%s.new", path);
	int error = arena_failed(a) ? ENOMEM : write_new(fresh, path, seal, store);

	if (error != 0)
		return error;
	if (make ? link(fresh, path) != 0 : rename(fresh, path) != 0)
		error = errno;
	if ((make || error != 0) && unlink(fresh) != 0 && error == 0)
		error = errno;
	return error != 0 ? error : sync_dir_of(a, path);
}

/* ---- the calls ---- */

/*
 * Who wrote the file may have been killed before it was synced, and from here on things are sealed
 * with what it holds. Where a sync is not possible nothing of ours was written.
 */
static enum seal_rc
settle(int fd, const struct seal_file *file, struct arena *a, const char **why)
{
	int error = fsync(fd) == 0 ? 0 : errno;

	if (error == 0)
		error = sync_dir_of(a, file->path);
	if (error == EIO)
		return why_not(
		    a, file, SEAL_UNUSABLE, why, "cannot be synced: %s", strerror(error));
	return SEAL_OK;
}

/* What is behind links is replaced, not the link. */
static enum seal_rc
replace_keys(
    const struct seal *seal, const struct seal_file *file, struct arena *a, const char **why)
{
	char *path = realpath(file->path, NULL);
	int error = path == NULL ? errno : write_file(a, path, false, seal, file->store);

	free(path);
	if (error == ENOMEM)
		return SEAL_NOMEM;
	return error == 0 ? SEAL_OK
	                  : why_not(a, file, SEAL_UNUSABLE, why, "cannot be replaced: %s",
	                        strerror(error));
}

/* fd is closed. */
static enum seal_rc
load_take(
    struct seal *seal, int fd, const struct seal_file *file, struct arena *a, const char **why)
{
	enum seal_rc rc = check_file(fd, file, a, why);

	if (rc == SEAL_OK)
		rc = read_keys(seal, fd, file, a, why);
	/*
	 * What the system could not write it may take for written, so a second sync would prove
	 * nothing. A new file does.
	 */
	if (rc == SEAL_OK && settle(fd, file, a, why) != SEAL_OK)
		rc = replace_keys(seal, file, a, why);
	close(fd);
	return rc;
}

static enum seal_rc
make_keys(struct seal *seal, const struct seal_file *file, struct arena *a, const char **why)
{
	int error;

	keys_add(seal);
	error = write_file(a, file->path, true, seal, file->store);
	if (error == 0)
		return SEAL_OK;
	return why_not(a, file, SEAL_UNUSABLE, why, "cannot be made: %s", strerror(error));
}

static enum seal_rc
load(struct seal *seal, const struct seal_file *file, bool make, struct arena *a, const char **why)
{
	/* O_NONBLOCK: should it be a pipe, nobody waits for its other end. */
	int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd >= 0)
		return load_take(seal, fd, file, a, why);
	if (errno != ENOENT)
		return why_not(a, file, SEAL_UNUSABLE, why, "cannot be read: %s", strerror(errno));
	if (make)
		return make_keys(seal, file, a, why);
	return why_not(a, file, SEAL_WRONG, why,
	    "it is missing, and the store holds secrets that only its keys open: put it back");
}

enum seal_rc
seal_load(
    const struct seal_file *file, bool make, struct arena *a, struct seal **seal, const char **why)
{
	struct seal *loading = keys_new();
	enum seal_rc rc = SEAL_NOMEM;

	*seal = NULL;
	*why = "out of memory";
	if (loading != NULL)
		rc = load(loading, file, make, a, why);
	if (rc != SEAL_OK) {
		seal_free(loading);
		return rc;
	}
	(void)sodium_mprotect_readonly(loading);
	*why = "";
	*seal = loading;
	return SEAL_OK;
}

/* Changes the keys in a copy, writes that, and then it is ours. */
static enum seal_rc
change_keys(struct seal *seal, const struct seal_file *file, void (*change)(struct seal *),
    struct arena *a, const char **why)
{
	struct seal *changed = keys_new();
	enum seal_rc rc;

	*why = "out of memory";
	if (changed == NULL)
		return SEAL_NOMEM;
	*changed = *seal;
	change(changed);
	rc = replace_keys(changed, file, a, why);
	if (rc == SEAL_OK) {
		(void)sodium_mprotect_readwrite(seal);
		*seal = *changed;
		(void)sodium_mprotect_readonly(seal);
	}
	seal_free(changed);
	return rc;
}

enum seal_rc
seal_rotation_begin(
    struct seal *seal, const struct seal_file *file, struct arena *a, const char **why)
{
	return change_keys(seal, file, keys_add, a, why);
}

enum seal_rc
seal_rotation_end(
    struct seal *seal, const struct seal_file *file, struct arena *a, const char **why)
{
	return change_keys(seal, file, keys_keep_newest, a, why);
}
