/*
 * The words of the FastCGI protocol, version 1. A record is eight bytes of header, content and
 * padding. Written down here as numbers because the scanner must work without libfcgi.
 */
#ifndef FCGI_RECORD_H
#define FCGI_RECORD_H

#include "base/buf.h"

#include <stdint.h>

enum {
	RECORD_VERSION = 1,
	RECORD_HEADER = 8,
	RECORD_CONTENT_MAX = 65535,
	RECORD_PADDING_MAX = 255,
	RECORD_MAX = RECORD_HEADER + RECORD_CONTENT_MAX + RECORD_PADDING_MAX,
	BEGIN_CONTENT = 8,
	BEGIN_KEEP_CONN = 1,
	ROLE_RESPONDER = 1,
};

enum record_type {
	RECORD_BEGIN = 1,
	RECORD_ABORT = 2,
	RECORD_END = 3,
	RECORD_PARAMS = 4,
	RECORD_STDIN = 5,
	RECORD_STDOUT = 6,
	RECORD_STDERR = 7,
	RECORD_DATA = 8,
	RECORD_GET_VALUES = 9,
	RECORD_GET_VALUES_RESULT = 10,
	RECORD_UNKNOWN_TYPE = 11,
};

enum end_status {
	END_COMPLETE = 0,
	END_CANT_MULTIPLEX = 1,
	END_OVERLOADED = 2,
	END_UNKNOWN_ROLE = 3,
};

/* A whole record as it lies in a buffer. */
struct record {
	unsigned type;
	uint16_t id; /* 0: about the connection, not about a request */
	const char *p;
	size_t n;
	size_t size; /* with header and padding */
};

enum record_state {
	RECORD_WHOLE,
	RECORD_PART, /* so far so good */
	RECORD_BAD,  /* not a record of this protocol */
};

/* Reads the record that begins at p. */
enum record_state record_read(const char *p, size_t n, struct record *);

/* Writes a header of RECORD_HEADER bytes, without padding. */
void record_header(char *p, unsigned type, uint16_t id, size_t n);

/* Appends a record, n <= RECORD_CONTENT_MAX. */
void record_add(struct buf *, unsigned type, uint16_t id, const void *content, size_t n);
void record_add_end(struct buf *, uint16_t id, enum end_status);

#endif
