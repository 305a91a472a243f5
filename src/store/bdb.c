/* Opening and closing: the order of work, once forwards and once backwards. */
#include <config.h>

#include "store/bdb.h"

#include "base/log.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	KIB = 1024,
	MIB = 1024 * KIB,
	CACHE_MIN = MIB,
	LOG_FILE_MIN = 256 * KIB,
	LOG_FILE_MAX = 1024 * MIB,
	LOG_BUFFER = 512 * KIB, /* a commit never waits for the disk before so much has gathered */
	LOG_BUFFER_MIN_SHARE = 4, /* Berkeley DB wants a log file to hold four buffers */
	FILE_MODE = 0600
};

static uint64_t
between(uint64_t low, uint64_t v, uint64_t high)
{
	return v < low ? low : v > high ? high : v;
}

/*
 * What is asked for so that the cache takes so many bytes: below 500 MB Berkeley DB adds a quarter,
 * for what it needs beside the pages.
 */
static uint64_t
cache_to_ask(uint64_t bytes)
{
	const uint64_t quarter_below = UINT64_C(500) * MIB;

	return bytes < quarter_below ? between(CACHE_MIN, bytes / 5 * 4, bytes) : bytes;
}

static int
set_sizes(struct bdb *b, const struct store_options *options)
{
	const uint64_t gib = 1024 * (uint64_t)MIB;
	uint64_t cache = between(CACHE_MIN, options->cache_bytes, 1024 * gib);
	uint64_t file = between(LOG_FILE_MIN, options->log_file_bytes, LOG_FILE_MAX);
	uint64_t buffer = between(0, file / LOG_BUFFER_MIN_SHARE, LOG_BUFFER);
	DB_ENV *env = b->env;
	uint64_t ask = cache_to_ask(cache);
	int ret = env->set_cachesize(env, (u_int32_t)(ask / gib), (u_int32_t)(ask % gib), 1);

	bdb_room_reserve(b, cache);
	if (ret == 0)
		ret = env->set_lg_bsize(env, (u_int32_t)buffer);
	if (ret == 0)
		ret = env->set_lg_max(env, (u_int32_t)file);
	if (ret == 0)
		ret = env->set_lg_filemode(env, FILE_MODE);
	/* Goes with each checkpoint: files wholly before it are of no use any more. */
	if (ret == 0)
		ret = env->log_set_config(env, DB_LOG_AUTO_REMOVE, 1);
	return ret;
}

/* No DB_INIT_LOCK: see bdb.h. DB_PRIVATE: no file of shared memory, nothing to outlive a crash. */
enum store_open_rc
bdb_env_open(struct bdb *b, const struct store_options *options)
{
	const u_int32_t flags = DB_PRIVATE | DB_THREAD | DB_CREATE | DB_INIT_TXN | DB_INIT_LOG |
	                        DB_INIT_MPOOL | (options->all_log ? DB_RECOVER_FATAL : DB_RECOVER);
	int ret = db_env_create(&b->env, 0);

	if (ret != 0) {
		b->env = NULL;
		return bdb_why_ret(b, ret, "no database environment");
	}
	bdb_listen(b);
	ret = set_sizes(b, options);
	if (ret != 0)
		return bdb_why_ret(b, ret, "database sizes");
	ret = b->env->open(b->env, b->dir, flags, FILE_MODE);
	if (ret != 0)
		return bdb_why_ret(b, ret, "recovery failed");
	b->recovered = true;
	return STORE_OPEN_OK;
}

/*
 * Berkeley DB closes the log first, and then writes pages, whether the log could be written or not.
 * Pages that are ahead of the log make a store that does not open. So an environment whose log
 * cannot be written is not closed but given up: then nothing more is written.
 */
static void
give_up_unless_flushed(struct bdb *b)
{
	if (!b->recovered || (bdb_usable(b) == STORE_OK && b->env->log_flush(b->env, NULL) == 0 &&
	                         bdb_usable(b) == STORE_OK))
		return;
	(void)bdb_broken(b, "close", "the log cannot be written");
	(void)b->env->set_flags(b->env, DB_PANIC_ENVIRONMENT, 1);
}

void
bdb_env_close(struct bdb *b)
{
	int ret;

	if (b->env == NULL)
		return;
	give_up_unless_flushed(b);
	ret = b->env->close(b->env, 0);
	b->env = NULL;
	if (ret != 0 && ret != DB_RUNRECOVERY && !b->opening)
		log_error(
		    "closing the store failed dir=\"%s\" error=\"%s\"", b->dir, db_strerror(ret));
}

static enum store_open_rc
locks_open(struct bdb *b, const struct store_options *options)
{
	int ret = gate_init(&b->gate);

	(void)options;
	if (ret == 0) {
		ret = bdb_flush_init(b);
		if (ret != 0)
			gate_destroy(&b->gate);
	}
	return ret == 0 ? STORE_OPEN_OK : bdb_why_ret(b, ret, "locks");
}

static void
locks_close(struct bdb *b)
{
	bdb_flush_destroy(b);
	shared_cache_empty(&b->parts);
	gate_destroy(&b->gate);
}

/*
 * A step that fails may have done a part: its own close is called too, unless undone is set, which
 * says that it leaves nothing behind when it fails.
 */
static const struct step {
	enum store_open_rc (*open)(struct bdb *, const struct store_options *);
	void (*close)(struct bdb *);
	bool undone;
} steps[] = {
    {locks_open, locks_close, true},
    {bdb_dir_open, bdb_dir_close},
    {bdb_owner_open, bdb_owner_close},
    {bdb_files_clear, NULL},
    {bdb_unsynced_open, bdb_unsynced_close},
    {bdb_doublewrite_open, bdb_doublewrite_close, true},
    {bdb_env_open, bdb_env_close},
    {bdb_files_make, NULL},
    {bdb_meta_open, bdb_meta_close},
    {bdb_files_open, bdb_files_close},
    {bdb_checkpoint_start, bdb_checkpoint_stop, true},
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

static void
go_back(struct bdb *b, unsigned opened)
{
	while (opened-- > 0)
		if (steps[opened].close != NULL)
			steps[opened].close(b);
}

static void
bdb_close(struct store *s)
{
	struct bdb *b = (struct bdb *)s;

	go_back(b, STEPS);
	free(b);
}

static const struct store_ops bdb_ops = {
    .close = bdb_close,
    .get = bdb_get,
    .list = bdb_list,
    .change = bdb_change,
    .sync = bdb_sync,
    .tickets = bdb_tickets,
    .ready = bdb_ready,
    .verify = bdb_verify,
    .backup = bdb_backup,
    .tx_get = bdb_tx_get,
    .tx_get_own = bdb_tx_get_own,
    .tx_insert = bdb_tx_insert,
    .tx_replace = bdb_tx_replace,
    .tx_delete = bdb_tx_delete,
    .tx_delete_owned = bdb_tx_delete_owned,
    .tx_find = bdb_tx_find,
};

static struct bdb *
bdb_new(const char *dir)
{
	size_t n = strlen(dir) + 1;
	struct bdb *b = calloc(1, sizeof(*b) + n);

	if (b == NULL)
		return NULL;
	b->base.ops = &bdb_ops;
	b->dir = memcpy(b + 1, dir, n);
	b->dir_fd = -1;
	b->owner_fd = -1;
	b->opening = true;
	b->sync_failures = bdb_sync_failures();
	return b;
}

enum store_open_rc
store_open_bdb(
    const struct store_options *options, struct arena *a, struct store **s, const char **why)
{
	struct bdb *b = bdb_new(options->dir);
	enum store_open_rc rc = b == NULL ? STORE_OPEN_NOMEM : STORE_OPEN_OK;
	unsigned done = 0;

	*s = NULL;
	*why = "out of memory";
	bdb_hooks();
	while (rc == STORE_OPEN_OK && done < STEPS) {
		rc = steps[done].open(b, options);
		if (rc == STORE_OPEN_OK || !steps[done].undone)
			done++;
	}
	if (rc == STORE_OPEN_OK) {
		b->opening = false;
		*s = &b->base;
		*why = "";
	} else if (b != NULL) {
		*why = arena_printf(a, "%s", b->why);
		go_back(b, done);
		free(b);
	}
	return rc;
}

/* ---- the lock alone ---- */

enum store_open_rc
store_lock_new(const char *dir, struct arena *a, struct store_lock **lock, const char **why)
{
	const struct store_options options = {.dir = dir};
	struct store_lock *l = calloc(1, sizeof(*l));
	struct bdb *b = bdb_new(dir);
	enum store_open_rc rc = b == NULL || l == NULL ? STORE_OPEN_NOMEM : STORE_OPEN_OK;

	*lock = NULL;
	*why = "out of memory";
	if (rc == STORE_OPEN_OK)
		rc = bdb_dir_open(b, &options);
	if (rc == STORE_OPEN_OK)
		rc = bdb_owner_open(b, &options);
	if (rc == STORE_OPEN_OK) {
		*why = "";
		l->fd = b->owner_fd;
		b->owner_fd = -1;
		*lock = l;
		l = NULL;
	} else if (b != NULL && l != NULL) {
		*why = arena_printf(a, "%s", b->why);
	}
	if (b != NULL) {
		bdb_owner_close(b);
		bdb_dir_close(b);
	}
	free(b);
	free(l);
	return rc;
}

void
store_lock_free(struct store_lock *l)
{
	if (l == NULL)
		return;
	close(l->fd);
	free(l);
}
