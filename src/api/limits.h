/*
 * What is too much. Beyond a limit nothing is stored; the answer is the contract's where it has
 * one, else 413 (too large) or 429 (too many). How large a request may be is the transport's
 * business too: fcgi/frame.h.
 */
#ifndef API_LIMITS_H
#define API_LIMITS_H

#include "api/call.h"

/* What holds where struct api_limits has a 0. */
enum {
	LIMIT_HEADERS = 16 * 1024, /* rest.md 12 */
	LIMIT_RECORD = 64 * 1024 * 1024,
	LIMIT_PART = 1024 * 1024, /* of a record: metadata, sync_cursor */
	LIMIT_ANSWER = 256 * 1024 * 1024
};

static inline uint64_t
limit_or(uint64_t set, uint64_t normal)
{
	return set != 0 ? set : normal;
}

/* 413: "<what> larger than <max> bytes". */
const struct error *limit_error(struct call *, const char *what, uint64_t max);

/* The headers of a request, as they came in lines. */
const struct error *limit_headers(struct call *);

/* The size of a page. */
const struct error *limit_page(struct call *, int64_t size);

/*
 * Before a record is made: 429 when there are as many of that kind as there may be. id: one that
 * may be there already, and then is none more; p == NULL: a new one. Creates under way at the same
 * time may go a little beyond.
 */
const struct error *limit_records(struct call *, enum store_kind, struct str id);

#endif
