/*
 * A file of copies of pages: what is in it is as it was put there, or not there at all, whatever
 * part of it a cut of power left. Private to the room; bdb_doublewrite.c has what it is for.
 *
 * The file has two halves, whose slots lie in turn. Copies belong to an epoch, which goes up by one
 * when a half is used anew. Old ones are not removed from the file, and whoever reads it knows them
 * by their epoch. Not for several threads at a time, but that doublewrite_write() and _read() of
 * different slots need no lock.
 */
#ifndef STORE_DOUBLEWRITE_H
#define STORE_DOUBLEWRITE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	DOUBLEWRITE_PAGE = 4096, /* bytes */
	DOUBLEWRITE_HALVES = 2,
	DOUBLEWRITE_MAX = 8192, /* copies in a half: 33 MiB */
	DOUBLEWRITE_NAME = 36   /* bytes, with the 0 at the end */
};

/* Where a page belongs: a file, by a number of the caller's and by its name, and which page. */
struct doublewrite_place {
	unsigned file;
	const char *name;
	uint64_t page;
};

/* A half. */
struct doublewrite {
	int fd; /* the caller's; -1: none yet */
	unsigned half;
	uint64_t epoch;
	unsigned n; /* slots in use */
	uint64_t *keys;
	uint16_t *heads, *next;
};

/* False when there is no memory. Nothing else here fails for want of it. */
bool doublewrite_init(struct doublewrite *, unsigned half);
void doublewrite_release(struct doublewrite *);

/* Forgets all; what is put now is of that epoch. */
void doublewrite_begin(struct doublewrite *, uint64_t epoch);

/* The slot that a page has; -1: none. */
int doublewrite_find(const struct doublewrite *, unsigned file, uint64_t page);

/*
 * A new slot, which is no page's until it was written and linked; -1: all are taken. A page that
 * has one gets another: the copy that is there stays whole until the new one is.
 */
int doublewrite_take(struct doublewrite *);

/* The slot is that page's from here on. False: it had one, which is nobody's now. */
bool doublewrite_link(struct doublewrite *, int slot, unsigned file, uint64_t page);

/* A slot is nobody's any more. */
void doublewrite_unlink(struct doublewrite *, unsigned slot);

/* 0 or an error number; EBADMSG: what is read is not what was written. */
int doublewrite_write(
    struct doublewrite *, int slot, const struct doublewrite_place *, const void *page);
int doublewrite_read(const struct doublewrite *, int slot, void *page);

/* All slots that are a page's, by file and page. order: DOUBLEWRITE_MAX places. */
unsigned doublewrite_order(const struct doublewrite *, uint16_t *order);
/* False: the slot is no page's. */
bool doublewrite_place_of(
    const struct doublewrite *, unsigned slot, unsigned *file, uint64_t *page);

/*
 * What is in half a file, whoever wrote it: of copies that are whole those of its latest epoch, in
 * the order of their slots. *epoch: which that is; 0: there are none. fn may be NULL, and returns 0
 * or an error number, which ends it and is returned.
 */
typedef int doublewrite_fn(void *ctx, const char *name, uint64_t page, const void *bytes);
int doublewrite_each(int fd, unsigned half, uint64_t *epoch, doublewrite_fn *fn, void *ctx);

#endif
