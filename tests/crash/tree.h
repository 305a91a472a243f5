/* Taking away what a test made. */
#ifndef CRASH_TREE_H
#define CRASH_TREE_H

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

static inline int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* A directory with all that is in it, if it is there. */
static inline void
remove_tree(const char *path)
{
	int rc = access(path, F_OK) != 0 ? 0 : nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);

	assert(rc == 0);
}

#endif
