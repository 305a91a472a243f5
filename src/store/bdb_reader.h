/*
 * Reading many records of one kind whose ids are often neighbours, as those of a list by time are:
 * one cursor, which tries the next record in the direction of the ids before it searches. Private
 * to the room.
 */
#ifndef STORE_BDB_READER_H
#define STORE_BDB_READER_H

#include "store/bdb.h"

struct reader {
	DBC *cursor; /* NULL: none yet */
	enum store_kind kind;
	u_int32_t next;  /* DB_NEXT or DB_PREV */
	unsigned misses; /* in a row: the neighbour was not the one */
	bool standing;   /* the cursor is somewhere */
	struct read_part part;
};

void reader_init(struct reader *, enum store_kind, bool descending);

/* Before writers are let in; it may read again afterwards. */
void reader_close(struct reader *);

/* Before an arena that was read into goes: the part read last may be in it. */
void reader_forget(struct reader *);

/* Reads a record, its document whole. The caller keeps writers out. */
enum store_rc reader_record(
    struct reader *, struct bdb *, struct arena *, struct str id, struct store_record *);

#endif
