/*
 * Memory of one request: taken in pieces, given back in one step. There is no free of a single
 * piece, nothing is initialised unless it says so, and an arena serves one thread.
 *
 * Running out of memory is sticky: the call that fails returns NULL (text calls return "" so that
 * a message can be put together without a check at every step), and arena_failed() tells it. Ask it
 * before anything is stored or answered.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena;

/* NULL when there is no memory. */
struct arena *arena_new(void);
void arena_free(struct arena *);

/* Gives back all pieces and forgets a failure. Keeps one modest block for the next request. */
void arena_reset(struct arena *);

/* From now until the next reset it holds secrets: what it gives back is wiped. */
void arena_secret(struct arena *);

bool arena_failed(const struct arena *);

/* Bytes held from the system, for tests and for the memory bound of a request. */
size_t arena_size(const struct arena *);

/* n bytes fit for any type, or NULL. n may be 0. */
void *arena_alloc(struct arena *, size_t n);
void *arena_zalloc(struct arena *, size_t n);

/* A copy with a NUL behind it; p == "" and n == 0 on failure. */
struct str arena_copy(struct arena *, struct str);

/*
 * Formatted text that may hold NUL bytes: "%.*s" takes as many bytes as it is told, whatever they
 * are. Besides it knows %s %c %d %u %x, and d, u, x with l, ll or z in front; no widths and no
 * flags.
 */
struct str arena_text(struct arena *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct str arena_vtext(struct arena *, const char *format, va_list)
    __attribute__((format(printf, 2, 0)));

char *arena_printf(struct arena *, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *, const char *format, va_list)
    __attribute__((format(printf, 2, 0)));

#endif
