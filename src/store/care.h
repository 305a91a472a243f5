/*
 * Looking after a store as a whole: a copy of it while it is used, the way back, and a check of
 * what nobody has open.
 *
 * A backup is a directory with the files of a store as they were read, one after the other, the log
 * that brings them to one moment, and a list of them with sums, backup.info. It is read only here.
 */
#ifndef STORE_CARE_H
#define STORE_CARE_H

#include "store/store.h"

/*
 * Called between pieces, with the bytes copied so far. False: stop. It runs in the thread of the
 * call.
 */
typedef bool store_progress_fn(void *ctx, uint64_t bytes);

struct store_progress {
	store_progress_fn *fn; /* NULL: nobody looks */
	void *ctx;
};

/* What is known of a backup. */
struct store_backup {
	char uuid[32];  /* of the store */
	int64_t began;  /* microseconds since 1970: what was acknowledged before is in it … */
	int64_t ended;  /* … and what was changed in between is there wholly or not at all */
	uint64_t files; /* how many … */
	uint64_t bytes; /* … and how large together */
};

/*
 * Copies the store into the new directory dir, while others read and write. It works in dir with
 * ".tmp" behind its name, and names it dir when all is on stable storage; so what has the name is
 * whole. What a call that was killed left in ".tmp" is cleared by the next. Nothing is ever
 * overwritten. One backup at a time.
 *
 * The store goes on whatever comes of it. On failure *why (the arena's) is one line, and ".tmp" is
 * removed: STORE_OPEN_LOCKED: there is a backup under way. STORE_OPEN_UNUSABLE: the directory is
 * there already, cannot be made, written, has no room, or progress said stop. STORE_OPEN_DAMAGED:
 * the store cannot be read or flushed.
 *
 * No key of secrets is in it: see connectord(8).
 */
enum store_open_rc store_backup(struct store *, const char *dir, struct store_progress,
    struct arena *, struct store_backup *, const char **why);

/* ---- checking ---- */

/* One line for people, about something that is wrong or was mended. No line break in it. */
typedef void store_say_fn(void *ctx, const char *line);

struct store_report {
	char uuid[32];
	uint64_t records[STORE_KIND__MAX];
	struct store_problem_counts found; /* before anything was mended */
	uint64_t files_bad; /* databases with damaged pages; then the rest is not known */
	uint64_t mended;    /* faults that were put right */
	bool sound;         /* now */
};

struct store_care {
	bool mend; /* put right what follows from the records: order keys, counters, unused parts */
	store_say_fn *say; /* NULL: nobody listens */
	void *ctx;
	struct store_progress progress; /* of copying */
};

/*
 * Checks a store that nobody has open, as thoroughly as can be: recovers it as any opening does,
 * then looks at every page, every record, order key, shared part and counter. What is mended is
 * mended by transactions: stopped at any moment, the store is as it was or better, and another call
 * goes on. When records themselves cannot be read nothing is mended.
 *
 * STORE_OPEN_OK: it could be checked; what came of it is in the report. Else as store_open_bdb();
 * STORE_OPEN_UNUSABLE too when there is no store.
 */
enum store_open_rc store_check(const struct store_options *, const struct store_care *,
    struct arena *, struct store_report *, const char **why);

/* ---- the way back ---- */

/*
 * Puts a backup in the place options->dir, which must not hold a store: it may be missing, or hold
 * nothing but the files of the lock and of the keys. Each file is compared with its sum, brought up
 * to date with the log, and then all is checked as by store_check().
 *
 * Until all of that is done a file "restoring" in the directory keeps everybody from opening it;
 * when a call was killed, the next starts anew. On failure everything is removed that was put
 * there. STORE_OPEN_UNUSABLE: one of the two directories cannot be used, *why says which and why.
 * STORE_OPEN_DAMAGED: the backup is not what was written, or not sound; care->mend may help then.
 */
enum store_open_rc store_restore(const char *backup, const struct store_options *,
    const struct store_care *, struct arena *, struct store_backup *, struct store_report *,
    const char **why);

/*
 * Checks a backup all the way: restores it into a directory beside it, its name with ".check"
 * behind it, and removes that again. options->dir is not looked at, care->mend must be false.
 */
enum store_open_rc store_backup_check(const char *backup, const struct store_options *,
    const struct store_care *, struct arena *, struct store_backup *, struct store_report *,
    const char **why);

#endif
