/*
 * Room on the disk, kept for what is already promised.
 *
 * Committed changes may still be in memory, in the log's buffer and in pages of the cache. When
 * these cannot be written for want of room, the cache fills with pages that cannot leave it, and
 * then even reading fails. So changes are declined while there is still room for what memory may
 * hold.
 */
#include <config.h>

#include "store/bdb.h"

#include <errno.h>
#include <sys/statvfs.h>

enum { MIB = 1024 * 1024, PAGES_MAX = 64 * MIB, LOG_SHARE = 4 * MIB };

void
bdb_room_reserve(struct bdb *b, uint64_t cache_bytes)
{
	/* Of a large cache only a part is new since the last checkpoint. */
	b->reserve = (cache_bytes < PAGES_MAX ? cache_bytes : PAGES_MAX) + LOG_SHARE;
}

bool
bdb_has_room(const struct bdb *b)
{
	struct statvfs v;
	int ret;

	do
		ret = fstatvfs(b->dir_fd, &v) == 0 ? 0 : errno;
	while (ret == EINTR);
	/* Not to know is no reason to decline: a write that fails will say so. */
	return ret != 0 || (uint64_t)v.f_bavail * v.f_frsize >= b->reserve;
}

enum store_rc
bdb_ready(struct store *s)
{
	struct bdb *b = (struct bdb *)s;
	uint64_t reached;
	enum store_rc rc = bdb_sync(s, &reached);

	if (rc == STORE_OK && !bdb_has_room(b))
		rc = STORE_FULL;
	return rc;
}
