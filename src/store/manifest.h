/*
 * backup.info: the files of a backup and their sums. Private to the room. Lines of text:
 *
 *	connectord-backup 1
 *	uuid UUID
 *	began TIME
 *	ended TIME
 *	file NAME BYTES CRC32		one per file
 *	sum CRC32			of all lines before
 */
#ifndef STORE_MANIFEST_H
#define STORE_MANIFEST_H

#include "store/care.h"

#define MANIFEST_FILE "backup.info"

enum { MANIFEST_NAME_MAX = 64 };

struct manifest_file {
	char name[MANIFEST_NAME_MAX];
	uint64_t bytes;
	uint32_t crc;
};

struct manifest {
	struct store_backup about;
	struct manifest_file *files; /* about.files of them */
};

/* {0} is an empty one. */
void manifest_release(struct manifest *);

/* False when there is no memory, or the name is too long. */
bool manifest_add(struct manifest *, const char *name, uint64_t bytes, uint32_t crc);

/* Writes it and syncs it. 0 or an error number. */
int manifest_write(const struct manifest *, int dir_fd);

/*
 * Reads and checks it. 0, ENOENT and others of the system, or EBADMSG: it is not what was written;
 * EPROTO: it is of a later version.
 */
int manifest_read(struct manifest *, int dir_fd);

/* Whether a file of that name belongs to a store: a database or a log file. */
bool manifest_is_database(const char *name);
bool manifest_is_log(const char *name);
bool manifest_is_data(const char *name); /* one of the two */

#endif
