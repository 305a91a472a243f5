/*
 * Keys of the order database of a kind: where a record stands in its lists, and how many there are.
 * Pure: bytes in, bytes out.
 *
 *	'A' group order id		every record
 *	'B' owner group order id	records that have an owner
 *	'C' group			how many 'A' of that group
 *	'D' owner group			how many 'B' of that owner and group
 *
 * A counter is 8 bytes, the high one first, and there is none for nothing.
 *
 * Berkeley DB sorts keys by bytes. owner and order may be of any length and hold any byte, so they
 * are written with 00 as 00 FF and closed by 00 01: then the keys sort as (owner, group, order, id)
 * do. group is one byte; id comes last and stands as it is.
 */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include "store/store.h"

enum {
	KEY_ALL = 'A',
	KEY_OWNED = 'B',
	KEY_COUNT_ALL = 'C',
	KEY_COUNT_OWNED = 'D',
	/* Every byte of owner and order escaped. */
	KEY_MAX = 1 + (2 * STORE_ID_MAX + 2) + 1 + (2 * STORE_ORDER_MAX + 2) + STORE_ID_MAX
};

struct key {
	size_t n;
	char p[KEY_MAX];
};

/* The key a record has in a family, 'A' or 'B'. */
void key_of_record(struct key *, char family, const struct store_keys *, struct str id);

/* The key of a counter: owner.p == NULL: 'C', else 'D'. */
void key_of_count(struct key *, struct str owner, uint8_t group);

/* What all counters begin with: owner.p == NULL: in 'C', else of the owner in 'D'. */
void key_prefix_counts(struct key *, struct str owner);

/* What all keys of a group begin with: owner.p == NULL: in 'A', else in 'B'. */
void key_prefix_group(struct key *, struct str owner, uint8_t group);

/* What all keys in 'A' with that group and order begin with; the id is the rest. */
void key_prefix_order(struct key *, uint8_t group, struct str order);

/* What all keys in 'B' (or counters in 'D') of an owner begin with. */
void key_prefix_owner(struct key *, char family, struct str owner);

/* The first key that is past all keys beginning so. The last byte must be less than 255. */
void key_past(struct key *);

bool key_begins(struct str key, const struct key *prefix);

/* A key taken apart. */
struct key_parts {
	char family;
	struct store_keys keys;
	struct str id; /* lent by the key; empty for a counter */
	char owner[STORE_ID_MAX];
	char order[STORE_ORDER_MAX];
};

/* False when it is none of the four. keys point into the parts themselves. */
bool key_parse(struct key_parts *, struct str key);

/* Where the id begins in a key whose order begins at byte at; 0 when it is no such key. */
size_t key_id_offset(struct str key, size_t at);

#endif
