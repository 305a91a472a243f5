/*
 * The store: records by id, the order they are listed in, exact counts.
 *
 * The promise: a change that was answered is there after any crash; a change that was not answered
 * is there wholly or not at all. "Answered" means: store_sync() reached the ticket of the change
 * and returned STORE_OK before the answer went out.
 *
 * A store never looks into a document. It keeps the bytes, and the keys it was told. No handle of
 * the database behind it crosses this line. All calls may be made from any thread.
 *
 * Values handed out live in the arena of the caller.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"

#include <stdint.h>

/* Told apart by what the caller does next. */
enum store_rc {
	STORE_OK,
	STORE_NOT_FOUND,
	STORE_EXISTS,    /* store_tx_insert: the id is taken */
	STORE_REFUSED,   /* the change function said no; its verdict is in its ctx */
	STORE_BUSY,      /* nothing was written; try again later: 503 */
	STORE_FULL,      /* no space left; nothing was acknowledged: 503, reads go on. Changes are
	                    declined while there is still room for what memory holds */
	STORE_NOMEM,     /* nothing was written */
	STORE_TOO_LARGE, /* a list holds more bytes than were asked for */
	STORE_BROKEN,    /* the store must be closed and recovered: stop the process */
	STORE_RC__MAX
};

const char *store_rc_name(enum store_rc);

/* A new one is a name here and a row in store/kind.c. */
enum store_kind {
	STORE_CONNECTOR,
	STORE_SYNC_JOB,
	STORE_SECRET,
	STORE_API_KEY,
	STORE_IDEMPOTENCY, /* answers to creates that may be sent again */
	STORE_HISTORY,
	STORE_SINK_INDEX,
	STORE_SINK_DOC,
	STORE_KIND__MAX
};

/* The name of a kind, as its files have it. */
const char *store_kind_name(enum store_kind);

enum {
	STORE_ID_MAX = 512,      /* bytes of an id or an owner */
	STORE_ORDER_MAX = 256,   /* bytes of an order key */
	STORE_DOC_MAX = 1 << 30, /* bytes of a document */
	STORE_GROUPS = 32,       /* groups a record can be in: 0 .. 31 */
	STORE_WINDOW = 10000     /* the most from + size of a list (sync-jobs.md 7.2) */
};

#define STORE_WHOLE SIZE_MAX /* the offset of a shared part that is not there */

/*
 * What lists and counts go by. owner: whom the record belongs to (a job's connector), empty: none.
 * group: a small number (a job's status and type; a connector's deleted flag). order: sorted by
 * bytes, then by id.
 */
struct store_keys {
	struct str owner;
	uint8_t group;
	struct str order;
};

struct store_record {
	struct str id;
	uint64_t seq; /* 1 at creation, one more with each change; kept by the store */
	struct store_keys keys;
	struct str doc; /* the bytes to send, whole */
};

/*
 * A document in two parts: bytes of its own, and bytes that many documents have in common, which
 * belong into the own ones at offset at. The store keeps one copy of what is shared, for as long
 * as a record has it; what is read is whole again.
 */
struct store_parts {
	struct str own;
	size_t at;
	struct str shared; /* n == 0: nothing is shared, own is the document */
};

/* ---- opening ---- */

struct store;

struct store_lock;

struct store_options {
	const char *dir;               /* made with mode 0700 when missing */
	uint64_t cache_bytes;          /* all that the page cache takes */
	uint64_t log_file_bytes;       /* size of one log file */
	unsigned checkpoint_kib;       /* write a checkpoint after so much log … */
	unsigned checkpoint_s;         /* … or after so many seconds, when anything was written */
	const struct store_lock *lock; /* of dir, and kept until behind store_close; NULL: the store
	                                  takes one of its own */
	bool restoring;                /* a backup is being put there (care.h) … */
	bool all_log; /* … and must be brought up to date from the first log file on */
};

/* Why a store did not open; each has its exit code in main. */
enum store_open_rc {
	STORE_OPEN_OK,
	STORE_OPEN_LOCKED,   /* another process owns the directory */
	STORE_OPEN_UNUSABLE, /* cannot be made, read or written */
	STORE_OPEN_TOO_NEW,  /* written by a later version of this program */
	STORE_OPEN_DAMAGED,  /* recovery failed */
	STORE_OPEN_NOMEM
};

/*
 * The right to open the store in a directory: one process has it, and loses it only with
 * store_lock_free or its life. Makes the directory. Does not wait: STORE_OPEN_LOCKED. On failure
 * *why is set as by store_open_bdb.
 */
enum store_open_rc store_lock_new(
    const char *dir, struct arena *, struct store_lock **, const char **why);
void store_lock_free(struct store_lock *);

/*
 * Opens (making, recovering) the Berkeley DB store in options->dir. On failure one line saying what
 * and why is in *why (the arena's), and nothing is left open.
 */
enum store_open_rc store_open_bdb(
    const struct store_options *, struct arena *, struct store **, const char **why);

/* The twin that keeps everything in memory: for tests and trials. NULL when there is no memory. */
struct store *store_open_mem(void);

/* Flushes, writes a checkpoint, closes. NULL is fine. No call may be running. */
void store_close(struct store *);

/* 22 characters of URL-safe base64, made with the store and kept: rest.md 10. */
const char *store_uuid(const struct store *);

/* ---- reading ---- */

enum store_rc store_get(
    struct store *, struct arena *, enum store_kind, struct str id, struct store_record *);

/* Which records of a list are wanted beyond owner and groups; runs once per candidate. */
typedef bool store_match_fn(const struct store_record *, void *ctx);

struct store_query {
	enum store_kind kind;
	const struct str *owners; /* NULL: any. "" among them matches nothing */
	size_t owners_n;          /* how many; one named twice counts once */
	uint32_t groups;          /* bit g: group g is wanted */
	bool descending;          /* by order, then by id */
	/*
	 * id.n > 0: the page begins behind where that order and id stand, whether a record is there
	 * or not; count still says how many there are in all. So a long list is read in pages that
	 * cost no skipping. Not with descending, match or from.
	 */
	struct store_place {
		struct str order, id;
	} after;
	uint64_t from; /* from + size <= STORE_WINDOW is the caller's to check */
	uint64_t size;
	uint64_t bytes_max; /* of the page's documents, else STORE_TOO_LARGE; 0: no limit */
	bool cut; /* a page of more bytes ends before them instead, behind its first record at the
	             earliest. Not with match */
	store_match_fn *match; /* NULL: all. With it, every candidate is read */
	void *match_ctx;
};

/*
 * The page and the exact count of all matches. Without match they are from one moment, and the
 * count costs no scan. With it, a list of many candidates lets changes happen in between: each
 * record is seen as it was at some moment, one that changed its order key meanwhile perhaps twice
 * or not at all. *records is an array of *n in the arena.
 */
enum store_rc store_list(struct store *, struct arena *, const struct store_query *,
    struct store_record **records, size_t *n, uint64_t *count);

/* All records of the kind: as many reads as it has groups, whatever the number. */
enum store_rc store_count(struct store *, struct arena *, enum store_kind, uint64_t *n);

/* ---- changing ---- */

struct store_tx;

enum store_verdict {
	STORE_WRITE,   /* commit */
	STORE_NOTHING, /* commit nothing; the answer still waits for what it saw (noop) */
	STORE_REFUSE,  /* undo; STORE_REFUSED */
	STORE_FAIL     /* undo; the latest rc other than STORE_OK that a store_tx_ call returned
	                  comes out again */
};

/*
 * The change: looks at records through tx, writes through tx, and says what to do. It must be a
 * pure function of what it reads and of ctx, and may be run again from the start: clock readings
 * and new ids are made before. ctx may be written, as long as a second run overwrites what the
 * first wrote.
 */
typedef enum store_verdict store_change_fn(struct store_tx *tx, void *ctx);

/*
 * Runs fn in one serializable transaction. On STORE_OK *ticket is what store_sync() must reach
 * before anyone is told. From here on others may see the change, also before it is on stable
 * storage, and also when a later store_sync() says STORE_FULL: then it becomes durable with the
 * next one that succeeds. So an answer of 503 does not mean that nothing was stored.
 *
 * Whatever fn says, nothing is kept and the rc comes out when a store_tx_ call returned STORE_BUSY,
 * STORE_FULL, STORE_NOMEM or STORE_BROKEN, or when the arena ran out of memory. fn must not use the
 * store but through tx.
 */
enum store_rc store_change(
    struct store *, struct arena *, store_change_fn *fn, void *ctx, uint64_t *ticket);

/*
 * Inside a change only. The record lives in the arena of the store_change call. Ids, owners and
 * order keys longer than their limits, and empty ids, are bugs of the caller when written; looked
 * for, they are simply not there.
 */
enum store_rc store_tx_get(
    struct store_tx *, enum store_kind, struct str id, struct store_record *);
/* STORE_EXISTS when the id is taken. */
enum store_rc store_tx_insert(
    struct store_tx *, enum store_kind, struct str id, const struct store_keys *, struct str doc);
/* Replaces an existing record: STORE_NOT_FOUND when there is none. seq grows by one. */
enum store_rc store_tx_replace(
    struct store_tx *, enum store_kind, struct str id, const struct store_keys *, struct str doc);
/* The same two with a document in parts. */
enum store_rc store_tx_insert_parts(struct store_tx *, enum store_kind, struct str id,
    const struct store_keys *, const struct store_parts *);
enum store_rc store_tx_replace_parts(struct store_tx *, enum store_kind, struct str id,
    const struct store_keys *, const struct store_parts *);
/*
 * For a change that leaves the shared part alone: it is neither read nor written. record->doc is
 * the own part. *at is where the shared part belongs, STORE_WHOLE when the record has none.
 */
enum store_rc store_tx_get_own(
    struct store_tx *, enum store_kind, struct str id, struct store_record *, size_t *at);
/* at: within own, or STORE_WHOLE, as store_tx_get_own() said it. */
enum store_rc store_tx_replace_own(struct store_tx *, enum store_kind, struct str id,
    const struct store_keys *, struct str own, size_t at);
enum store_rc store_tx_delete(struct store_tx *, enum store_kind, struct str id);
/* Deletes all records of an owner; *n is how many. */
enum store_rc store_tx_delete_owned(
    struct store_tx *, enum store_kind, struct str owner, uint64_t *n);
/*
 * The first ids (at most max, by id) of records in that group with exactly that order key. This is
 * how a rule such as "no two live connectors have the same index name" is kept inside a change.
 */
enum store_rc store_tx_find(struct store_tx *, enum store_kind, uint8_t group, struct str order,
    struct str *ids, size_t max, size_t *n);

/*
 * Puts everything committed so far on stable storage. *reached is the ticket reached. One caller at
 * a time does the work for all that came before it. *reached is set whatever comes out.
 *
 * STORE_FULL: nothing new is safe; a later call may succeed. STORE_BROKEN: the system refused to
 * put something on stable storage, or worse. That is final: what it refused once it may have
 * forgotten, so a second try that succeeds proves nothing.
 */
enum store_rc store_sync(struct store *, uint64_t *reached);

/*
 * What store_sync() must reach before anyone is told of that record, as it was read or not found
 * just before; 0: nothing. id.p == NULL: of the lists and counts of that kind. So nobody is told of
 * a change that a crash may still undo. What a flush was refused for (STORE_FULL) is not waited
 * for.
 */
uint64_t store_unsynced(struct store *, enum store_kind, struct str id);

/* ---- looking after ---- */

/* Tries whether a write could be made now, without making one: for the health of the service. */
enum store_rc store_ready(struct store *);

struct store_problem_counts {
	uint64_t records;
	uint64_t records_bad; /* whose bytes are no record */
	uint64_t order_missing,
	    order_stray; /* order keys that should be there; that belong to nothing */
	uint64_t counts_wrong;
	uint64_t shared_missing,
	    shared_stray; /* shared parts that records name and are not there; that none names */
};

/* Full scan: records against order keys and shared parts against counts. For tests and offline use.
 */
enum store_rc store_verify(struct store *, struct store_problem_counts *);

#endif
