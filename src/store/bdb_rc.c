#include <config.h>

#include "store/bdb.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SAID_EVERY_MS = 1000 };

/* clang-format off */
static const struct {
	int ret;
	enum store_rc rc;
	enum store_open_rc open;
} meanings[] = {
	{ 0,			STORE_OK,	 STORE_OPEN_OK },
	{ DB_NOTFOUND,		STORE_NOT_FOUND, STORE_OPEN_DAMAGED },
	{ DB_KEYEMPTY,		STORE_NOT_FOUND, STORE_OPEN_DAMAGED },
	{ DB_KEYEXIST,		STORE_EXISTS,	 STORE_OPEN_DAMAGED },
	{ DB_LOCK_DEADLOCK,	STORE_BUSY,	 STORE_OPEN_DAMAGED },
	{ DB_LOCK_NOTGRANTED,	STORE_BUSY,	 STORE_OPEN_DAMAGED },
	{ EMFILE,		STORE_BUSY,	 STORE_OPEN_UNUSABLE },
	{ ENFILE,		STORE_BUSY,	 STORE_OPEN_UNUSABLE },
	{ ENOSPC,		STORE_FULL,	 STORE_OPEN_UNUSABLE },
	{ EDQUOT,		STORE_FULL,	 STORE_OPEN_UNUSABLE },
	{ EFBIG,		STORE_FULL,	 STORE_OPEN_UNUSABLE },
	{ ENOMEM,		STORE_NOMEM,	 STORE_OPEN_NOMEM },
	{ EACCES,		STORE_BROKEN,	 STORE_OPEN_UNUSABLE },
	{ EPERM,		STORE_BROKEN,	 STORE_OPEN_UNUSABLE },
	{ EROFS,		STORE_BROKEN,	 STORE_OPEN_UNUSABLE },
	{ EIO,			STORE_BROKEN,	 STORE_OPEN_UNUSABLE },
	{ EAGAIN,		STORE_BROKEN,	 STORE_OPEN_UNUSABLE },
};
/* clang-format on */

enum { MEANINGS = sizeof(meanings) / sizeof(meanings[0]) };

/* All else (a panic, a bad checksum, an argument that makes no sense) is past mending here. */
static enum store_rc
rc_of(int ret)
{
	for (size_t i = 0; i < MEANINGS; i++)
		if (meanings[i].ret == ret)
			return meanings[i].rc;
	return STORE_BROKEN;
}

enum store_open_rc
bdb_open_rc(int ret)
{
	for (size_t i = 0; i < MEANINGS; i++)
		if (meanings[i].ret == ret)
			return meanings[i].open;
	return STORE_OPEN_DAMAGED;
}

enum store_rc
bdb_broken(struct bdb *b, const char *what, const char *why)
{
	/* While opening, *why says it. */
	if (!atomic_exchange(&b->broken, true) && !b->opening)
		log_error(
		    "the store is broken, it must be opened anew dir=\"%s\" call=%s error=\"%s\"",
		    b->dir, what, why);
	return STORE_BROKEN;
}

enum store_rc
bdb_usable(struct bdb *b)
{
	if (atomic_load(&b->broken))
		return STORE_BROKEN;
	if (bdb_sync_failures() != b->sync_failures)
		return bdb_broken(b, "fdatasync", "failed before");
	return STORE_OK;
}

enum store_rc
bdb_rc(struct bdb *b, int ret, const char *what)
{
	enum store_rc rc = rc_of(ret);

	if (rc == STORE_OK || rc == STORE_NOT_FOUND || rc == STORE_EXISTS)
		return rc;
	if (rc == STORE_BROKEN)
		return bdb_broken(b, what, db_strerror(ret));
	/* Pages that cannot be written for want of room are memory that cannot be had. */
	if (rc == STORE_NOMEM && !b->opening && !bdb_has_room(b))
		rc = STORE_FULL;
	/* Trouble that came with a failed sync is no passing trouble. */
	return bdb_usable(b) == STORE_OK ? rc : STORE_BROKEN;
}

enum store_rc
bdb_damaged(struct bdb *b, const char *what)
{
	return bdb_broken(b, what, "the files contradict each other");
}

enum store_open_rc
bdb_why(struct bdb *b, enum store_open_rc rc, const char *format, ...)
{
	va_list ap;
	int n = snprintf(b->why, sizeof(b->why), "%s: ", b->dir);

	if (n < 0 || (size_t)n >= sizeof(b->why))
		return rc;
	va_start(ap, format);
	(void)vsnprintf(b->why + n, sizeof(b->why) - (size_t)n, format, ap);
	va_end(ap);
	return rc;
}

/*
 * When recovery fails Berkeley DB gives up, and returns that and not the cause. Its first line ends
 * with the cause, in the words of db_strerror().
 */
static enum store_open_rc
cause(const struct bdb *b)
{
	for (size_t i = 0; i < MEANINGS; i++)
		if (meanings[i].ret > 0 && strstr(b->said, db_strerror(meanings[i].ret)) != NULL)
			return meanings[i].open;
	return STORE_OPEN_DAMAGED;
}

enum store_open_rc
bdb_why_ret(struct bdb *b, int ret, const char *what)
{
	enum store_open_rc rc = ret == DB_RUNRECOVERY ? cause(b) : bdb_open_rc(ret);

	if (b->said[0] != '\0')
		return bdb_why(b, rc, "%s: %s (%s)", what, db_strerror(ret), b->said);
	return bdb_why(b, rc, "%s: %s", what, db_strerror(ret));
}

/*
 * While opening, the first line is kept for the reason: those that follow tell what came of it.
 * Later it is logged, but not more than a line in a while: a full disk makes one at every try.
 */
static void
said(const DB_ENV *env, const char *prefix, const char *line)
{
	struct bdb *b = env->app_private;
	int64_t now = clock_monotonic_ms(), last;
	unsigned unsaid;

	(void)prefix;
	if (b->opening) {
		if (b->said[0] == '\0')
			(void)snprintf(b->said, sizeof(b->said), "%s", line);
		return;
	}
	last = atomic_load(&b->said_ms);
	if ((last != 0 && now - last < SAID_EVERY_MS) ||
	    !atomic_compare_exchange_strong(&b->said_ms, &last, now)) {
		atomic_fetch_add(&b->unsaid, 1);
		return;
	}
	unsaid = atomic_exchange(&b->unsaid, 0);
	log_error("berkeley db: %s dir=\"%s\" unsaid=%u", line, b->dir, unsaid);
}

static void
noted(const DB_ENV *env, const char *line)
{
	(void)env;
	log_debug("berkeley db: %s", line);
}

static void
happened(DB_ENV *env, u_int32_t event, void *info)
{
	(void)info;
	if (event == DB_EVENT_PANIC)
		(void)bdb_broken(env->app_private, "panic", "Berkeley DB gave up");
}

void
bdb_listen(struct bdb *b)
{
	b->env->app_private = b;
	b->env->set_errcall(b->env, said);
	b->env->set_msgcall(b->env, noted);
	(void)b->env->set_event_notify(b->env, happened);
}
