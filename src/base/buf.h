/*
 * A byte buffer that grows. Running out of memory is sticky: later additions do nothing, and
 * buf_failed() tells it; ask it before the bytes are used.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
	char *p;
	size_t n;
	size_t room;
	bool failed;
};

/* {0} is an empty buffer. */
void buf_release(struct buf *);

/* Keeps the memory. */
void buf_clear(struct buf *);

/* The same, with nothing left in that memory. What it had before it grew is not reached. */
void buf_wipe(struct buf *);

bool buf_failed(const struct buf *);

/* Room for n more bytes; false (and failed) when there is none. */
bool buf_reserve(struct buf *, size_t n);

void buf_add(struct buf *, const void *p, size_t n);
void buf_str(struct buf *, struct str);
void buf_text(struct buf *, const char *text);
void buf_char(struct buf *, char);
void buf_printf(struct buf *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* In decimal; for where it is done so often that printf would show. */
void buf_number(struct buf *, uint64_t);

/* Drops the first n bytes. */
void buf_drop(struct buf *, size_t n);

/* What it holds; valid until the next addition. */
struct str buf_peek(const struct buf *);

#endif
