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

#include "base/clock.h"

enum {
	MIB = 1024 * 1024,
	PAGES_MAX = 64 * MIB,
	LOG_SHARE = 4 * MIB,
	PLENTY = 4,    /* times the reserve: then room holds … */
	PLENTY_MS = 10 /* … for so long without another look */
};

void
bdb_room_reserve(struct bdb *b, uint64_t cache_bytes)
{
	/*
	 * Of a large cache only a part is new since the last checkpoint. Pages are written twice.
	 */
	b->reserve = 2 * (cache_bytes < PAGES_MAX ? cache_bytes : PAGES_MAX) + LOG_SHARE;
}

/* Bytes free; not to know is no reason to decline: a write that fails will say so. */
static uint64_t
free_bytes(const struct bdb *b)
{
	struct statvfs v;
	int ret;

	do
		ret = fstatvfs(b->dir_fd, &v) == 0 ? 0 : errno;
	while (ret == EINTR);
	return ret != 0 ? UINT64_MAX : (uint64_t)v.f_bavail * v.f_frsize;
}

bool
bdb_has_room(const struct bdb *b)
{
	return free_bytes(b) >= b->reserve;
}

bool
bdb_change_has_room(struct bdb *b)
{
	int64_t now = clock_monotonic_ms();
	uint64_t bytes;

	if (now < b->plenty_until)
		return true;
	bytes = free_bytes(b);
	if (bytes / PLENTY >= b->reserve)
		b->plenty_until = now + PLENTY_MS;
	return bytes >= b->reserve;
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
