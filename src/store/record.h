/*
 * How a record lies in its database: a head with what lists go by, then the document's own bytes.
 * Pure.
 *
 *	1	format: RECORD_FORMAT
 *	1	group; 128 more when a part of the document is shared,
 *		64 more when its own bytes are packed
 *	1-10	seq
 *	1-2	bytes of owner
 *	1-2	bytes of order
 *	8	the shared part's number: only when there is one …
 *	1-5	… and where in the own bytes it belongs, before they were packed
 *	1-5	how many the own bytes were before: only when they are packed (pack.h)
 *		owner, order, own bytes
 *
 * seq, the lengths and the offset are written seven bits a byte, the low ones first, with 128
 * in all bytes but the last. The shared part's number has its high byte first.
 *
 * To change it: give the new form the next number, write only that one, keep the reading of the old
 * numbers in record_decode(), and add the old bytes to its test. A form that older programs cannot
 * read also raises FORMAT in bdb_meta.c.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "store/store.h"

enum {
	RECORD_FORMAT = 1,
	RECORD_HEAD_MAX = 1 + 1 + 10 + 2 + 2 + 8 + 5 + 5 + STORE_ID_MAX + STORE_ORDER_MAX
};

struct record {
	uint64_t seq;
	struct store_keys keys;
	uint64_t shared; /* the number of the shared part; 0: none */
	size_t at;       /* where it belongs; not checked against own, which may be cut off */
	struct str own;  /* as it lies there */
	size_t size;     /* before it was packed; 0: it was not */
};

/* Writes the head: all but the own bytes. Returns how many bytes; out has RECORD_HEAD_MAX. */
size_t record_head(char *out, const struct record *);

/* All of it; it points into bytes. False when the bytes are no record. */
bool record_decode(struct str bytes, struct record *);

/* Numbers of a file. */
void number_put(char *out, unsigned bytes, uint64_t);
uint64_t number_get(const char *in, unsigned bytes);

#endif
