/*
 * A disk as it may be after a cut of power: what was synced is there, of all else any part may be.
 * Fed with the records of a journal; at any point an image can be taken.
 */
#ifndef CRASH_DISK_H
#define CRASH_DISK_H

#include "journal.h"

#include <stdbool.h>
#include <stddef.h>

struct disk;

/* What became of that which was not synced. */
enum disk_fate {
	DISK_NOTHING, /* none of it is there */
	DISK_ALL,     /* all of it */
	DISK_FILES,   /* of some files all, of others nothing; names at random */
	DISK_BLOCKS,  /* 4 KiB blocks at random; the log in sectors; names at random */
	DISK_TAIL,    /* of each file a random first part, in bytes; names in order */
	DISK_TORN,    /* sectors of 512 bytes at random, also inside pages */
	DISK_FATE__MAX
};

const char *disk_fate_name(enum disk_fate);

struct disk *disk_new(void);
void disk_free(struct disk *);

/* Takes what is in a directory as being on stable storage; for a journal that begins there. */
void disk_load(struct disk *, const char *dir);

/* Notes are ignored. Aborts on a record that makes no sense. */
void disk_feed(struct disk *, const struct journal_record *, const void *bytes);

/* Writes an image into dir (which is there and empty). random: changed. Returns changes dropped. */
size_t disk_image(struct disk *, enum disk_fate, unsigned *random, const char *dir);

/* How many changes are not synced. */
size_t disk_pending(const struct disk *);

#endif
