#include <config.h>

#include "fcgi/frame.h"

#include "fcgi/record.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ROOM_FIRST = 4096, ROOM_LEAST = 4096 };

void
frame_init(struct frame *f, const struct frame_limits *limits)
{
	*f = (struct frame){.limits = limits};
}

void
frame_release(struct frame *f)
{
	buf_release(&f->in);
}

/* ---- the buffer ---- */

char *
frame_room(struct frame *f, size_t *n)
{
	/* Little room is treated as none, else a large body would come in crumbs. */
	if (f->in.room - f->in.n < f->in.room / 4 && f->raw > f->kept) {
		memmove(f->in.p + f->kept, f->in.p + f->raw, f->in.n - f->raw);
		f->in.n -= f->raw - f->kept;
		f->raw = f->kept;
	}
	*n = f->in.room - f->in.n;
	return *n >= ROOM_LEAST || *n > f->in.room / 8 ? f->in.p + f->in.n : NULL;
}

size_t
frame_grown_size(const struct frame *f)
{
	return f->in.room < ROOM_FIRST ? ROOM_FIRST : f->in.room * 2;
}

bool
frame_grow(struct frame *f)
{
	return buf_reserve(&f->in, frame_grown_size(f) - f->in.n);
}

void
frame_added(struct frame *f, size_t n)
{
	assert(n <= f->in.room - f->in.n);
	f->in.n += n;
}

/*
 * Appends content to the request, written over bytes that were already looked at. There is room: a
 * record needs at most the header it came with, and one that is split needs the header of the
 * joined part for the rest.
 */
static void
keep(struct frame *f, unsigned type, const char *content, size_t n)
{
	char *last = f->in.p + f->last;
	size_t joined = 0;

	if (f->kept > 0 && n > 0 && (unsigned char)last[1] == type) {
		size_t held = f->kept - f->last - RECORD_HEADER;

		joined = n < RECORD_CONTENT_MAX - held ? n : RECORD_CONTENT_MAX - held;
		memmove(f->in.p + f->kept, content, joined);
		record_header(last, type, f->id, held + joined);
		f->kept += joined;
		if (joined == n)
			return;
	}
	assert(f->kept + RECORD_HEADER + (n - joined) <= f->raw);
	memmove(f->in.p + f->kept + RECORD_HEADER, content + joined, n - joined);
	record_header(f->in.p + f->kept, type, f->id, n - joined);
	f->last = f->kept;
	f->kept += RECORD_HEADER + (n - joined);
}

/* ---- management records ---- */

static const char *const value_names[] = {"FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS"};
enum { VALUE_MPXS = 2, VALUES = sizeof(value_names) / sizeof(value_names[0]) };

/* Notes which values are asked for; asking again changes nothing. */
static void
value_asked(void *arg, struct str name, struct str value)
{
	unsigned *asked = arg;

	(void)value;
	for (unsigned i = 0; i < VALUES; i++)
		if (name.p != NULL && str_is(name, value_names[i]))
			*asked |= 1u << i;
}

static enum frame_verdict
get_values(struct frame *f, const struct record *r, struct buf *replies)
{
	char content[256];
	struct pairs pairs;
	unsigned asked = 0;
	size_t n = 0;

	pairs_begin(&pairs, RECORD_CONTENT_MAX);
	if (!pairs_feed(&pairs, r->p, r->n, value_asked, &asked) || !pairs_whole(&pairs))
		return FRAME_BROKEN;
	for (unsigned i = 0; i < VALUES; i++) {
		char value[16];
		int len;

		if (!(asked & 1u << i))
			continue;
		len = snprintf(
		    value, sizeof(value), "%u", i == VALUE_MPXS ? 0 : f->limits->connections_max);
		n += (size_t)snprintf(content + n, sizeof(content) - n, "%c%c%s%s",
		    (char)strlen(value_names[i]), (char)len, value_names[i], value);
	}
	record_add(replies, RECORD_GET_VALUES_RESULT, 0, content, n);
	return FRAME_MORE;
}

static enum frame_verdict
management(struct frame *f, const struct record *r, struct buf *replies)
{
	char content[8] = {(char)r->type};

	if (r->type == RECORD_GET_VALUES)
		return get_values(f, r, replies);
	/* An id of 0 in a record about a request; and answers, which nobody asked a question for.
	 */
	if (r->type >= RECORD_BEGIN && r->type <= RECORD_UNKNOWN_TYPE)
		return FRAME_BROKEN;
	record_add(replies, RECORD_UNKNOWN_TYPE, 0, content, sizeof(content));
	return FRAME_MORE;
}

/* ---- records of requests ---- */

static enum frame_verdict
begin(struct frame *f, const struct record *r, struct buf *replies)
{
	const unsigned char *b = (const unsigned char *)r->p;
	bool keep_conn;

	if (r->n < BEGIN_CONTENT)
		return FRAME_BROKEN;
	if (f->phase != FRAME_NONE) {
		if (r->id == f->id)
			return FRAME_BROKEN;
		record_add_end(replies, r->id, END_CANT_MULTIPLEX);
		return FRAME_MORE;
	}
	f->begun = true;
	keep_conn = b[2] & BEGIN_KEEP_CONN;
	if ((b[0] << 8 | b[1]) != ROLE_RESPONDER) {
		record_add_end(replies, r->id, END_UNKNOWN_ROLE);
		return keep_conn ? FRAME_MORE : FRAME_CLOSE;
	}
	f->id = r->id;
	f->keep_conn = keep_conn;
	f->phase = FRAME_PARAMS;
	pairs_begin(&f->pairs, f->limits->params_max);
	keep(f, RECORD_BEGIN, r->p, BEGIN_CONTENT);
	return FRAME_MORE;
}

/*
 * The last CONTENT_LENGTH counts, as the codec has it. Only to refuse early what will be too large:
 * anything odd is 0 here and is found when the request is whole.
 */
static void
note_announced(void *arg, struct str name, struct str value)
{
	struct frame *f = arg;
	uint64_t n = 0;

	if (name.p == NULL || !str_is(name, "CONTENT_LENGTH"))
		return;
	for (size_t i = 0; value.p != NULL && i < value.n && i < 19; i++) {
		if (value.p[i] < '0' || value.p[i] > '9') {
			n = 0;
			break;
		}
		n = n * 10 + (uint64_t)(value.p[i] - '0');
	}
	f->announced = n;
}

static enum frame_verdict
params(struct frame *f, const struct record *r)
{
	if (f->phase != FRAME_PARAMS)
		return FRAME_BROKEN;
	if (r->n > 0) {
		f->params += r->n;
		if (f->params > f->limits->params_max ||
		    !pairs_feed(&f->pairs, r->p, r->n, note_announced, f))
			return FRAME_BROKEN;
		keep(f, RECORD_PARAMS, r->p, r->n);
		return FRAME_MORE;
	}
	if (!pairs_whole(&f->pairs))
		return FRAME_BROKEN;
	keep(f, RECORD_PARAMS, r->p, 0);
	f->body_at = f->kept;
	f->phase = FRAME_STDIN;
	return f->announced > f->limits->body_max ? FRAME_TOO_LARGE : FRAME_MORE;
}

static enum frame_verdict
body(struct frame *f, const struct record *r)
{
	if (f->phase != FRAME_STDIN)
		return FRAME_BROKEN;
	f->body += r->n;
	if (f->body > f->limits->body_max)
		return FRAME_TOO_LARGE;
	keep(f, RECORD_STDIN, r->p, r->n);
	return r->n == 0 ? FRAME_REQUEST : FRAME_MORE;
}

/* What belongs to the request is forgotten; what arrived behind it stays. */
static void
forget(struct frame *f)
{
	f->kept = f->last = f->body_at = 0;
	f->phase = FRAME_NONE;
	f->params = f->body = f->announced = 0;
}

static bool
is_from_web_server(unsigned type)
{
	return type == RECORD_BEGIN || type == RECORD_ABORT || type == RECORD_PARAMS ||
	       type == RECORD_STDIN || type == RECORD_DATA;
}

static enum frame_verdict
take(struct frame *f, const struct record *r, struct buf *replies)
{
	if (r->id == 0)
		return management(f, r, replies);
	if (!is_from_web_server(r->type))
		return FRAME_BROKEN;
	if (r->type == RECORD_BEGIN)
		return begin(f, r, replies);
	/*
	 * The rest of a request that was refused, aborted or already answered is dropped, as the
	 * protocol wants it; but who never began a request does not speak the protocol.
	 */
	if (f->phase == FRAME_NONE || r->id != f->id)
		return f->begun ? FRAME_MORE : FRAME_BROKEN;
	switch (r->type) {
	case RECORD_PARAMS:
		return params(f, r);
	case RECORD_STDIN:
		return body(f, r);
	case RECORD_ABORT:
		record_add_end(replies, f->id, END_COMPLETE);
		forget(f);
		return f->keep_conn ? FRAME_MORE : FRAME_CLOSE;
	default: /* DATA is for filters */
		return FRAME_BROKEN;
	}
}

enum frame_verdict
frame_scan(struct frame *f, struct buf *replies)
{
	while (f->verdict == FRAME_MORE && f->raw < f->in.n) {
		struct record r;

		switch (record_read(f->in.p + f->raw, f->in.n - f->raw, &r)) {
		case RECORD_PART:
			return FRAME_MORE;
		case RECORD_BAD:
			f->verdict = FRAME_BROKEN;
			break;
		case RECORD_WHOLE:
			f->raw += r.size;
			f->verdict = take(f, &r, replies);
			break;
		}
	}
	return f->verdict;
}

struct str
frame_request(const struct frame *f)
{
	return (struct str){f->in.p, f->kept};
}

bool
frame_has_params(const struct frame *f)
{
	return f->phase != FRAME_NONE && f->phase != FRAME_PARAMS;
}

bool
frame_cut(struct frame *f)
{
	char end[RECORD_HEADER];

	if (f->phase == FRAME_NONE)
		return false;
	if (f->phase == FRAME_PARAMS) {
		f->in.n = RECORD_HEADER + BEGIN_CONTENT;
		record_header(end, RECORD_PARAMS, f->id, 0);
		buf_add(&f->in, end, sizeof(end));
	} else {
		f->in.n = f->body_at;
	}
	record_header(end, RECORD_STDIN, f->id, 0);
	buf_add(&f->in, end, sizeof(end));
	f->kept = f->raw = f->in.n;
	return !buf_failed(&f->in);
}

/* Behind the bytes that wait there may be some that were moved to the front. */
void
frame_wipe(struct frame *f)
{
	if (f->in.p == NULL)
		return;
	explicit_bzero(f->in.p, f->raw);
	explicit_bzero(f->in.p + f->in.n, f->in.room - f->in.n);
}

void
frame_next(struct frame *f)
{
	forget(f);
	f->verdict = FRAME_MORE;
	if (f->raw == f->in.n)
		f->raw = f->in.n = 0;
}

bool
frame_empty(const struct frame *f)
{
	return f->phase == FRAME_NONE && f->raw == f->in.n;
}

void
frame_shrink(struct frame *f, size_t size_max)
{
	if (!frame_empty(f))
		return;
	f->raw = f->in.n = 0;
	if (f->in.room > size_max)
		buf_release(&f->in);
}
