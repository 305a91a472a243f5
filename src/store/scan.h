/* A full scan of a store and what it finds. Private to the room. */
#ifndef STORE_SCAN_H
#define STORE_SCAN_H

#include "store/bdb.h"

/* What is not as it must be. */
enum bdb_fault {
	BDB_RECORD_BAD,
	BDB_ORDER_MISSING,
	BDB_ORDER_STRAY,
	BDB_COUNT_WRONG,
	BDB_SHARED_MISSING,
	BDB_SHARED_STRAY,
	BDB_SHARED_COUNT_WRONG,
	BDB_FAULT__MAX
};

struct bdb_finding {
	enum bdb_fault what;
	enum store_kind kind; /* but for the last three */
	struct str
	    key; /* in the order database, or in that of shared parts; of a bad record: its id */
	struct str id;  /* of the record it is about; empty: none */
	uint64_t count; /* what a wrong counter must say; 0: it must go */
};

/* Anything but STORE_OK ends the scan, and comes out of it. */
typedef enum store_rc bdb_finding_fn(void *ctx, const struct bdb_finding *);

/* bdb_verify() with a word on everything it counts; fn must not touch the store. */
enum store_rc bdb_scan(struct bdb *, struct store_problem_counts *, bdb_finding_fn *, void *ctx);

/* ---- between the files of the scan ---- */

/* How many records were seen to have a shared part; open addressing, at most half full. */
struct uses {
	struct use {
		uint64_t number, count;
		bool counted, kept; /* its counter was seen; its bytes were */
	} * slots;
	size_t n, room;
};

struct scan {
	struct bdb *b;
	struct uses uses;
	struct arena *arena; /* given back with each record */
	enum store_kind kind;
	struct store_problem_counts *found;
	bdb_finding_fn *fn; /* NULL: nobody wants to know */
	void *ctx;
};

/* Hands it to whoever wants to know. */
enum store_rc scan_tell(const struct scan *, struct bdb_finding);

/* Whether the counter under key in db says n; none is as good as 0. what: the fault, if it does
 * not. */
enum store_rc scan_count(struct scan *, DB *db, struct str key, uint64_t n, enum bdb_fault what);

/* A record has that shared part. */
enum store_rc scan_use(struct scan *, uint64_t number);

/* When all records were seen: shared parts and their counters against what was used. */
enum store_rc scan_shared(struct scan *);

#endif
