/* For tests of the store on disk: each has a directory of its own, and an arena. */
#ifndef STORE_DIR_H
#define STORE_DIR_H

#include "store_util.h"

static char *dir;
static struct arena *a;

static void
setup(void)
{
	dir = dir_new();
	a = arena_new();
}

static void
teardown(void)
{
	arena_free(a);
	dir_free(dir);
}

#endif
