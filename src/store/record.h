/*
 * How a record lies in its database: a head with what lists go by, then the document. Pure.
 *
 *	1	format: RECORD_FORMAT
 *	8	seq, high byte first, as all numbers
 *	1	group
 *	2	bytes of owner
 *	2	bytes of order
 *		owner, order, document
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
	RECORD_FIXED = 1 + 8 + 1 + 2 + 2,
	RECORD_HEAD_MAX = RECORD_FIXED + STORE_ID_MAX + STORE_ORDER_MAX
};

/* Bytes before the document. */
size_t record_head_size(const struct store_keys *);

/* Writes these bytes; returns how many. */
size_t record_head(char *out, uint64_t seq, const struct store_keys *);

/* All but the id; it points into bytes. False when the bytes are no record. */
bool record_decode(struct str bytes, struct store_record *);

/* Numbers of a file. */
void number_put(char *out, unsigned bytes, uint64_t);
uint64_t number_get(const char *in, unsigned bytes);

#endif
