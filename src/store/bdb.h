/*
 * The Berkeley DB backend, as its own files see it. Private to the room.
 *
 * On disk, in one directory of mode 0700:
 *
 *	owner.lock		held by the one process that has the store open; holds its number
 *	meta.db			format, uuid, time of making
 *	shared.db		parts that documents of any kind have in common (bdb_shared.c)
 *	connector.db		id -> record (record.h)
 *	connector_order.db	order keys and counters (key.h)
 *	…			two such files for each kind (kind.c)
 *	log.NNNNNNNNNN		the log: what a change is until the next checkpoint
 *	doublewrite		copies of pages that are not safe in their place (bdb_doublewrite.c)
 *	unsynced		there when the system refused to sync something
 *	unfinished		there only while a new store is being made
 *	kind.new		there only while the files of a new kind are being made
 *	restoring		there only while a backup is being put in place
 *
 * Locks, in the order they are taken:
 *
 *	checkpoint.writing	one checkpoint at a time
 *	gate.writer	one change at a time
 *	gate.turn	whoever waits for pages; so neither readers nor the writer starve
 *	gate.pages	readers share it; the writer has it alone from its first write to its end
 *	flush.lock, checkpoint.lock	short, never while waiting for the disk
 *	those of bdb_doublewrite.c	inside Berkeley DB's latches; none of these is taken there
 *
 * With this there is nothing for Berkeley DB's lock tables to do, and the environment has none: no
 * deadlocks, no limit on what a transaction may touch. Its own latches cover what goes on without
 * the gate: flushing the log, and writing pages in a checkpoint.
 */
#ifndef STORE_BDB_H
#define STORE_BDB_H

#include "store/care.h"
#include "store/key.h"
#include "store/ops.h"
#include "store/shared_cache.h"

#include <db.h>
#include <pthread.h>
#include <stdatomic.h>

struct gate {
	pthread_mutex_t writer;
	pthread_mutex_t turn;
	pthread_rwlock_t pages;
};

/* The shared flush of the log. */
struct flush {
	pthread_mutex_t lock;
	pthread_cond_t done;
	bool running;
	uint64_t reached;         /* ticket on stable storage */
	_Atomic uint64_t settled; /* the same, or what a flush had no room for */
	uint64_t rounds;          /* flushes finished */
	uint64_t missed;          /* ticket the latest failed flush was to reach … */
	uint64_t missed_round;    /* … which flush that was … */
	enum store_rc rc;         /* … and why it failed */
};

struct checkpoint {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_mutex_t writing; /* one at a time; taken before gate.writer and never inside lock */
	pthread_t thread;
	bool stop;
	atomic_bool dirty; /* something was committed since the last one */
	bool failing;      /* the last one failed, and that was logged */
	unsigned kib, s;
};

enum { BDB_WHY_MAX = 512 };

struct store_lock {
	int fd;
};

struct bdb {
	struct store base;
	const char *dir;
	int dir_fd, owner_fd;
	bool owner_lent; /* owner_fd is store_options.lock's */
	DB_ENV *env;
	bool recovered; /* env was opened */
	DB *meta;
	DB *shared;
	DB *records[STORE_KIND__MAX];
	DB *order[STORE_KIND__MAX];
	struct gate gate;
	struct shared_cache parts; /* of shared */
	struct flush flush;
	struct checkpoint checkpoint;
	struct bdb_doublewrite *doublewrite;
	atomic_bool copying;        /* one backup at a time */
	_Atomic uint64_t committed; /* the latest ticket; written under gate.writer */
	atomic_bool broken;         /* for good */
	uint64_t reserve;           /* bytes of the disk that changes must leave */
	int64_t plenty_until;       /* clock_monotonic_ms(); under gate.writer */
	unsigned sync_failures;     /* of the process, when this store was opened */
	_Atomic int64_t said_ms;    /* when a line of Berkeley DB was last logged */
	_Atomic unsigned unsaid;    /* lines kept back since */
	atomic_bool opening;
	char said[BDB_WHY_MAX]; /* its first line while opening */
	char why[BDB_WHY_MAX];  /* what store_open_bdb reports */
};

/* ---- bdb_rc.c: what Berkeley DB returns and says ---- */

/* Logs trouble; STORE_BROKEN sticks. what: the call, for the log. */
enum store_rc bdb_rc(struct bdb *, int ret, const char *what);

/* STORE_BROKEN, for good; the first time it is logged. */
enum store_rc bdb_broken(struct bdb *, const char *what, const char *why);

/* The same: the store contradicts itself. */
enum store_rc bdb_damaged(struct bdb *, const char *what);

/* STORE_OK or STORE_BROKEN. */
enum store_rc bdb_usable(struct bdb *);

/* Whether ret is about room, memory or permission, and not about what is in the files. */
enum store_open_rc bdb_open_rc(int ret);

/* Sets *why to a line naming the directory; returns rc. */
enum store_open_rc bdb_why(struct bdb *, enum store_open_rc rc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a call that returned ret. */
enum store_open_rc bdb_why_ret(struct bdb *, int ret, const char *what);

/* Makes the environment tell us and not standard error. */
void bdb_listen(struct bdb *);

/* ---- bdb_hook.c ---- */

/* Puts our hands between Berkeley DB and some calls of the system; for the whole process. */
void bdb_hooks(void);

/* How often the system refused to put something on stable storage since the process began. */
unsigned bdb_sync_failures(void);

/*
 * Between these no page of any store is being written. Short: whoever needs room in the cache
 * waits. How often one could not be written: a part of it may have been.
 */
void bdb_pages_hold(void);
void bdb_pages_let_go(void);
unsigned bdb_page_failures(void);

/* Writes a page to its place: all of it, or an error number. */
int bdb_page_write(int fd, const void *, size_t n, off_t at);

/* Puts a file, or a directory, on stable storage; an error breaks all stores that are open. */
int bdb_sync_fd(int fd);
int bdb_sync_dir_fd(int fd);

/* A lock whose writers are not passed by readers for ever. No thread may read it twice. */
int bdb_rwlock_init(pthread_rwlock_t *);

/* ---- bdb_doublewrite.c ---- */

#define BDB_DOUBLEWRITE "doublewrite"

/* What Berkeley DB calls instead of write, pread, ftruncate and fdatasync. */
ssize_t bdb_doublewrite_write(int fd, const void *, size_t n);
ssize_t bdb_doublewrite_read(int fd, void *, size_t n, off_t at);
int bdb_doublewrite_truncate(int fd, off_t size);
int bdb_doublewrite_sync(int fd);

/* A file was opened, by this path; what is in it is the latest then. 0 or an error number. */
int bdb_doublewrite_note(int fd, const char *path);

/* This thread begins to write a checkpoint, or ended. */
void bdb_doublewrite_checkpoint(struct bdb *, bool begins);

/* When there are many copies, they go to their places. For a thread that nobody waits for. */
int bdb_doublewrite_relieve(struct bdb *);

/* ---- bdb_torn.c ---- */

/*
 * Writes what copies there are to their places and removes them; before Berkeley DB looks at a
 * file. *epoch: the latest they had. 0 or an error number.
 */
int bdb_torn_mend(struct bdb *, uint64_t *epoch);

/* ---- bdb_gate.c ---- */

int gate_init(struct gate *);
void gate_destroy(struct gate *);
void gate_read(struct gate *);
void gate_read_end(struct gate *);
void gate_change(struct gate *);
/* Inside gate_change: alone from here on. */
void gate_alone(struct gate *);
void gate_alone_end(struct gate *);
void gate_change_end(struct gate *);

/* ---- the steps of opening and closing, each in its file; bdb.c has their order ---- */

enum store_open_rc bdb_dir_open(struct bdb *, const struct store_options *);
void bdb_dir_close(struct bdb *);
enum store_open_rc bdb_owner_open(struct bdb *, const struct store_options *);
void bdb_owner_close(struct bdb *);
enum store_open_rc bdb_unsynced_open(struct bdb *, const struct store_options *);
void bdb_unsynced_close(struct bdb *);
enum store_open_rc bdb_doublewrite_open(struct bdb *, const struct store_options *);
void bdb_doublewrite_close(struct bdb *);
enum store_open_rc bdb_env_open(struct bdb *, const struct store_options *);
void bdb_env_close(struct bdb *);
enum store_open_rc bdb_files_make(struct bdb *, const struct store_options *);
enum store_open_rc bdb_meta_open(struct bdb *, const struct store_options *);
void bdb_meta_close(struct bdb *);
enum store_open_rc bdb_files_open(struct bdb *, const struct store_options *);
void bdb_files_close(struct bdb *);
enum store_open_rc bdb_checkpoint_start(struct bdb *, const struct store_options *);
void bdb_checkpoint_stop(struct bdb *);

/* ---- bdb_files.c ---- */

/* Opens one database file; create: made when missing, inside txn. */
int bdb_file_open(struct bdb *, DB **, DB_TXN *, const char *name, bool create);
void bdb_file_close(struct bdb *, DB **);

/* Removes what an unfinished making of the store left; before the environment is opened. */
enum store_open_rc bdb_files_clear(struct bdb *, const struct store_options *);

/* Calls fn for each file of the store until it returns an error number; returns that. */
typedef int bdb_file_fn(int dir_fd, const char *name, void *ctx);
int bdb_each_file(const struct bdb *, bdb_file_fn *fn, void *ctx);

/* Whether a file of that name may be left of the work of Berkeley DB, or ours. */
bool bdb_is_leftover(const char *name);

/* ---- bdb_unsynced.c ---- */

#define BDB_UNSYNCED "unsynced"

/* A sync failed: leaves a mark in the directory of each store that is open. */
void bdb_unsynced_mark(void);

/* ---- bdb_restore.c ---- */

#define BDB_RESTORING "restoring"

/* ---- bdb_meta.c ---- */

#define BDB_META_FILE "meta.db"

int bdb_meta_write(struct bdb *, DB *meta, DB_TXN *);

/* Whether the files of a kind were made; notes that they are (now: on stable storage). */
int bdb_meta_has_kind(DB *meta, enum store_kind, bool *has);
int bdb_meta_note_kind(DB *meta, DB_TXN *, enum store_kind);

/* ---- bdb_sync.c ---- */

int bdb_flush_init(struct bdb *);
void bdb_flush_destroy(struct bdb *);
enum store_rc bdb_sync(struct store *, uint64_t *reached);
void bdb_tickets(struct store *, uint64_t *committed, uint64_t *flushed);

/* ---- bdb_room.c ---- */

void bdb_room_reserve(struct bdb *, uint64_t cache_bytes);
bool bdb_has_room(const struct bdb *);
/* The same for a change, inside gate_change: where there was plenty a moment ago it does not look.
 */
bool bdb_change_has_room(struct bdb *);
enum store_rc bdb_ready(struct store *);

/* ---- bdb_checkpoint.c ---- */

void bdb_checkpoint_wanted(struct bdb *);

/*
 * Between these no log file is removed: a copy of the files can be brought up to date with the log
 * from a checkpoint before bdb_log_keep() on. It writes one first, so that this log is short.
 */
int bdb_log_keep(struct bdb *);
void bdb_log_keep_end(struct bdb *);

/* ---- bdb_read.c, bdb_list.c, bdb_tx.c, bdb_verify.c: the calls ---- */

/* A DBT that lends bytes to Berkeley DB. */
DBT bdb_in(struct str);

/* A DBT that reads no bytes of the value. */
DBT bdb_nothing(void);

/* A value in the arena; what Berkeley DB returns, or ENOMEM. */
int bdb_read_bytes(DB *, DB_TXN *, struct arena *, struct str key, struct str *bytes);

/* The shared part that was read last: of a page many have one, and not all are kept. 0: none. */
struct read_part {
	uint64_t number;
	struct str bytes;
};

/* Reads a record, its document whole; txn may be NULL. The caller keeps writers out. */
enum store_rc bdb_record(
    struct bdb *, DB_TXN *, struct arena *, enum store_kind, struct str id, struct store_record *);

/*
 * Opens a cursor that need not stand where it stood when a step of it fails, "not found" among the
 * failures: other cursors are copied by Berkeley DB for each step, a third of its time. *cursor is
 * NULL when it fails.
 */
int bdb_cursor(DB *, DB_TXN *, DBC **);

/*
 * Moves a cursor (flags: DB_SET_RANGE from *key, DB_NEXT, DB_PREV …) and reads the key only.
 * STORE_NOT_FOUND past the end.
 */
enum store_rc bdb_step(struct bdb *, DBC *, struct key *, u_int32_t flags);
/* The same, reading a counter; what is no counter gives any number. */
enum store_rc bdb_step_count(struct bdb *, DBC *, struct key *, uint64_t *count, u_int32_t flags);

enum store_rc bdb_get(
    struct store *, struct arena *, enum store_kind, struct str id, struct store_record *);
enum store_rc bdb_list(struct store *, struct arena *, const struct store_query *,
    struct store_record **records, size_t *n, uint64_t *count);
enum store_rc bdb_verify(struct store *, struct store_problem_counts *);

enum store_open_rc bdb_backup(struct store *, const char *dir, struct store_progress,
    struct arena *, struct store_backup *, const char **why);

struct bdb_tx {
	struct store_tx base;
	struct bdb *b;
	DB_TXN *txn;   /* NULL until the first write */
	bool new_part; /* it has written a shared part, which may not stay */
};

enum store_rc bdb_change(
    struct store *, struct arena *, store_change_fn *, void *ctx, uint64_t *ticket);

/* Begins the transaction of Berkeley DB, when it has not begun yet: every write starts so. */
enum store_rc bdb_tx_begin(struct bdb_tx *);

/* bdb_counter.c: a counter goes up or down; *now is what it is then, and 0 is taken away. */
enum store_rc bdb_counter_change(
    struct bdb_tx *, DB *, struct str key, bool up, uint64_t by, uint64_t *now);

/* bdb_index.c: puts a record into its lists, takes it out; counts follow. */
enum store_rc bdb_index_add(
    struct bdb_tx *, enum store_kind, struct str id, const struct store_keys *);
enum store_rc bdb_index_remove(
    struct bdb_tx *, enum store_kind, struct str id, const struct store_keys *);

struct record;

/* A record from its bytes, its own bytes as they were; what was read of it into *out, whole. */
enum store_rc bdb_decode(
    struct bdb *, struct arena *, enum store_kind, struct str bytes, struct record *);
enum store_rc bdb_whole(struct bdb *, DB_TXN *, struct arena *, struct str id,
    const struct record *, struct read_part *last, struct store_record *out);

/* What the head of a record says; bytes is where it will point. */
enum store_rc bdb_head(
    struct bdb *, DB_TXN *, enum store_kind, struct str id, char bytes[], struct record *);

/* Gives a whole record its own bytes as they were, in the arena. */
enum store_rc bdb_unpack(struct bdb *, struct arena *, enum store_kind, struct record *);

/* The same; what cannot be unpacked is STORE_BROKEN, and the store goes on. */
enum store_rc bdb_try_unpack(struct arena *, enum store_kind, struct record *);

/* bdb_shared.c */

struct shared_key {
	char bytes[1 + 8];
};

enum { SHARED_BYTES = 'S', SHARED_COUNT = 'R' }; /* families */

void shared_key_of(struct shared_key *, char family, uint64_t number);
/* Inside the gate; the bytes are the arena's, or there as long as the caller is inside. */
enum store_rc bdb_shared_get(
    struct bdb *, DB_TXN *, struct arena *, uint64_t number, struct str *bytes);
/* One more record has these bytes; *number is what it keeps. One record less: 0 is none. */
enum store_rc bdb_shared_take(struct bdb_tx *, struct str bytes, uint64_t *number);
enum store_rc bdb_shared_drop(struct bdb_tx *, uint64_t number);

enum store_rc bdb_tx_get(struct store_tx *, enum store_kind, struct str id, struct store_record *);
enum store_rc bdb_tx_get_own(
    struct store_tx *, enum store_kind, struct str id, struct store_record *, size_t *at);
enum store_rc bdb_tx_insert(struct store_tx *, enum store_kind, struct str id,
    const struct store_keys *, const struct store_parts *);
enum store_rc bdb_tx_replace(struct store_tx *, enum store_kind, struct str id,
    const struct store_keys *, const struct store_parts *, bool keep);
enum store_rc bdb_tx_delete(struct store_tx *, enum store_kind, struct str id);
enum store_rc bdb_tx_delete_owned(
    struct store_tx *, enum store_kind, struct str owner, uint64_t *n);
enum store_rc bdb_tx_find(struct store_tx *, enum store_kind, uint8_t group, struct str order,
    struct str *ids, size_t max, size_t *n);

#endif
