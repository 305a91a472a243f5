/*
 * A web server's side of FastCGI, for tests: records are put together by hand, good ones and bad.
 * What must hold is asserted and not ck_asserted: libcheck does not count for several threads at
 * once, and not all who use this are suites.
 */
#ifndef FCGI_PEER_H
#define FCGI_PEER_H

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "fcgi/record.h"

enum { KEEP = 1, NO_KEEP = 0 };

/* ---- requests ---- */

static inline void
put_padded(struct buf *b, unsigned type, uint16_t id, const void *content, size_t n, unsigned pad)
{
	char header[RECORD_HEADER];
	static const char zeros[255];

	record_header(header, type, id, n);
	header[6] = (char)pad;
	buf_add(b, header, sizeof(header));
	buf_add(b, content, n);
	buf_add(b, zeros, pad);
}

static inline void
put_begin(struct buf *b, uint16_t id, int role, int flags)
{
	char content[8] = {(char)(role >> 8), (char)role, (char)flags};

	record_add(b, RECORD_BEGIN, id, content, sizeof(content));
}

static inline void
put_length(struct buf *b, size_t n)
{
	if (n >= 128) {
		buf_char(b, (char)(0x80 | n >> 24));
		buf_char(b, (char)(n >> 16));
		buf_char(b, (char)(n >> 8));
	}
	buf_char(b, (char)n);
}

static inline void
put_pair(struct buf *b, const char *name, const char *value)
{
	put_length(b, strlen(name));
	put_length(b, strlen(value));
	buf_text(b, name);
	buf_text(b, value);
}

/* A stream in records of at most piece bytes, closed by an empty one. */
static inline void
put_stream(struct buf *b, unsigned type, uint16_t id, struct str s, size_t piece)
{
	while (s.n > 0) {
		size_t n = s.n < piece ? s.n : piece;

		record_add(b, type, id, s.p, n);
		s.p += n;
		s.n -= n;
	}
	record_add(b, type, id, "", 0);
}

/* params: "NAME=value" texts, closed by NULL. */
static inline void
put_params(struct buf *b, uint16_t id, const char *const *params)
{
	struct buf stream = {0};

	for (; *params != NULL; params++) {
		const char *equals = strchr(*params, '=');
		char name[128] = {0};

		memcpy(name, *params, (size_t)(equals - *params));
		put_pair(&stream, name, equals + 1);
	}
	put_stream(b, RECORD_PARAMS, id, buf_peek(&stream), RECORD_CONTENT_MAX);
	buf_release(&stream);
}

/* A whole request, as web servers send it. */
static inline void
put_request(
    struct buf *b, uint16_t id, int flags, const char *method, const char *uri, struct str body)
{
	char m[64], u[256], l[64];
	const char *params[] = {m, u, l, "SERVER_PROTOCOL=HTTP/1.1", NULL};

	snprintf(m, sizeof(m), "REQUEST_METHOD=%s", method);
	snprintf(u, sizeof(u), "REQUEST_URI=%s", uri);
	if (body.n > 0)
		snprintf(l, sizeof(l), "CONTENT_LENGTH=%zu", body.n);
	else
		snprintf(l, sizeof(l), "CONTENT_LENGTH=");
	put_begin(b, id, ROLE_RESPONDER, flags);
	put_params(b, id, params);
	put_stream(b, RECORD_STDIN, id, body, RECORD_CONTENT_MAX);
}

/* ---- sockets ---- */

static inline int
connect_unix(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert(fd >= 0);
	assert(strlen(path) < sizeof(a.sun_path));
	strcpy(a.sun_path, path);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static inline int
connect_tcp(in_port_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert(fd >= 0);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static inline void
sleep_ms(int ms)
{
	poll(NULL, 0, ms);
}

/* False when the peer is gone. */
static inline bool
send_bytes(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent < 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

/* Sends and empties the buffer. */
static inline bool
send_buf(int fd, struct buf *b)
{
	bool ok = !buf_failed(b) && send_bytes(fd, b->p, b->n);

	buf_clear(b);
	return ok;
}

/* ---- answers ---- */

enum got { GOT_END, GOT_CLOSED, GOT_NOTHING };

struct answer {
	struct buf out;       /* STDOUT so far */
	struct buf raw;       /* bytes not looked at yet */
	struct record record; /* the record seen last; it lies at the front of raw */
	unsigned end_status;
	uint16_t id;
};

static inline void
answer_release(struct answer *a)
{
	buf_release(&a->out);
	buf_release(&a->raw);
}

/* Waits for the next record, of any type. */
static inline enum got
read_record(int fd, struct answer *a, int timeout_ms)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;

	buf_drop(&a->raw, a->record.size);
	a->record = (struct record){0};
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left = end - clock_monotonic_ms();
		ssize_t n;

		switch (record_read(a->raw.p, a->raw.n, &a->record)) {
		case RECORD_WHOLE:
			return GOT_END;
		case RECORD_BAD:
			fputs("the server sent no record\n", stderr);
			abort();
		case RECORD_PART:
			a->record.size = 0;
		}
		if (poll(&p, 1, left > 0 ? (int)left : 0) == 0)
			return GOT_NOTHING;
		if (!buf_reserve(&a->raw, 65536))
			abort();
		n = recv(fd, a->raw.p + a->raw.n, 65536, 0);
		if (n <= 0)
			return GOT_CLOSED;
		a->raw.n += (size_t)n;
	}
}

/* Waits for the end of one answer. */
static inline enum got
read_answer(int fd, struct answer *a, int timeout_ms)
{
	enum got got;

	buf_clear(&a->out);
	while ((got = read_record(fd, a, timeout_ms)) == GOT_END) {
		if (a->record.type == RECORD_STDOUT)
			buf_add(&a->out, a->record.p, a->record.n);
		if (a->record.type != RECORD_END)
			continue;
		assert(a->record.n == 8);
		a->end_status = (unsigned char)a->record.p[4];
		a->id = a->record.id;
		return GOT_END;
	}
	return got;
}

/* The status of the answer: "Status: 200 OK"; 0 when there is none. */
static inline int
answer_status(const struct answer *a)
{
	return a->out.n > 11 && memcmp(a->out.p, "Status: ", 8) == 0 ? atoi(a->out.p + 8) : 0;
}

static inline struct str
answer_body(const struct answer *a)
{
	const char *p = a->out.n > 0 ? memmem(a->out.p, a->out.n, "\r\n\r\n", 4) : NULL;

	assert(p != NULL);
	p += 4;
	return (struct str){p, (size_t)(a->out.p + a->out.n - p)};
}

/* Whether the server closes within the time; what it sends before is thrown away. */
static inline bool
is_closed_within(int fd, int timeout_ms)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;
	char piece[4096];

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left = end - clock_monotonic_ms();

		if (poll(&p, 1, left > 0 ? (int)left : 0) == 0)
			return false;
		if (recv(fd, piece, sizeof(piece), 0) <= 0)
			return true;
	}
}

#endif
