/* Copying files, with their sums. Private to the room. */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/care.h"

struct copy {
	int from_dir, to_dir;
	bool live; /* pages are written meanwhile: read between bdb_pages_hold() and _let_go() */
	struct store_progress progress;
	uint64_t bytes;   /* so far, of all files */
	const char *what; /* was being done when it failed: "reading", "writing" */
	char *piece;
};

/* The rest of *copy must be set. False when there is no memory. */
bool copy_init(struct copy *);
void copy_release(struct copy *);

/*
 * Copies a file into a new one, on stable storage. 0 or an error number: ECANCELED
 * when progress said stop, EIO also when what is there are not whole pages.
 */
int copy_file(struct copy *, const char *name, uint64_t *bytes, uint32_t *crc);

#endif
