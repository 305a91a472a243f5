/*
 * What each kind of record is called, and its files. Private to the room.
 *
 * A new kind is a row: a directory that lacks its files gets them when it is opened (bdb_files.c).
 */
#ifndef STORE_KIND_H
#define STORE_KIND_H

#include "store/pack.h"
#include "store/store.h"

struct kind_files {
	const char *name;
	const char *records;            /* id -> record */
	const char *order;              /* order keys and counters */
	const struct pack_words *words; /* by which own bytes are packed; NULL: they are not */
};

/* clang-format off */
#define KIND_FILES(name) name, name ".db", name "_order.db"
/* clang-format on */

const struct kind_files *kind_files(enum store_kind);

#endif
