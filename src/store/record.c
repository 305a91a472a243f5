#include <config.h>

#include "store/record.h"

#include <string.h>

enum { SHARED = 0x80, PACKED = 0x40, MORE = 0x80, SEVEN = 7 };

void
number_put(char *out, unsigned bytes, uint64_t v)
{
	for (unsigned i = bytes; i-- > 0; v >>= 8)
		out[i] = (char)(unsigned char)(v & 0xFF);
}

uint64_t
number_get(const char *in, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)in[i];
	return v;
}

static char *
put_varying(char *out, uint64_t v)
{
	for (; v >= MORE; v >>= SEVEN)
		*out++ = (char)(unsigned char)(v | MORE);
	*out++ = (char)v;
	return out;
}

static char *
put(char *out, struct str s)
{
	if (s.n > 0)
		memcpy(out, s.p, s.n);
	return out + s.n;
}

size_t
record_head(char *out, const struct record *r)
{
	char *at = out;

	*at++ = RECORD_FORMAT;
	*at++ = (char)(unsigned char)(r->keys.group | (r->shared != 0 ? SHARED : 0) |
	                              (r->size != 0 ? PACKED : 0));
	at = put_varying(at, r->seq);
	at = put_varying(at, r->keys.owner.n);
	at = put_varying(at, r->keys.order.n);
	if (r->shared != 0) {
		number_put(at, 8, r->shared);
		at = put_varying(at + 8, r->at);
	}
	if (r->size != 0)
		at = put_varying(at, r->size);
	at = put(at, r->keys.owner);
	at = put(at, r->keys.order);
	return (size_t)(at - out);
}

/* What is left to read. */
struct rest {
	const char *p;
	size_t n;
	bool short_of;
};

static const char *
take(struct rest *r, size_t n)
{
	const char *p = r->p;

	if (r->short_of || r->n < n) {
		r->short_of = true;
		return NULL;
	}
	r->p += n;
	r->n -= n;
	return p;
}

static uint64_t
take_varying(struct rest *r, uint64_t max)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64; shift += SEVEN) {
		const char *p = take(r, 1);
		uint64_t bits = p == NULL ? 0 : (unsigned char)*p & (MORE - 1u);

		if (p == NULL || bits << shift >> shift != bits)
			break;
		v |= bits << shift;
		if (((unsigned char)*p & MORE) == 0 && v <= max)
			return v;
	}
	r->short_of = true;
	return 0;
}

static struct str
take_str(struct rest *r, size_t n)
{
	const char *p = take(r, n);

	return (struct str){p, p == NULL ? 0 : n};
}

bool
record_decode(struct str bytes, struct record *out)
{
	struct rest rest = {bytes.p, bytes.n, false};
	const char *fixed = take(&rest, 2);
	unsigned char group;
	size_t owner_n, order_n;

	if (fixed == NULL || fixed[0] != RECORD_FORMAT)
		return false;
	group = (unsigned char)fixed[1];
	*out = (struct record){.keys.group = group & (PACKED - 1u)};
	out->seq = take_varying(&rest, UINT64_MAX);
	owner_n = (size_t)take_varying(&rest, STORE_ID_MAX);
	order_n = (size_t)take_varying(&rest, STORE_ORDER_MAX);
	if ((group & SHARED) != 0) {
		const char *number = take(&rest, 8);

		out->shared = number == NULL ? 0 : number_get(number, 8);
		out->at = (size_t)take_varying(&rest, STORE_DOC_MAX);
	}
	if ((group & PACKED) != 0)
		out->size = (size_t)take_varying(&rest, STORE_DOC_MAX);
	out->keys.owner = take_str(&rest, owner_n);
	out->keys.order = take_str(&rest, order_n);
	out->own = (struct str){rest.p, rest.n};
	return !rest.short_of && out->seq > 0 && out->keys.group < STORE_GROUPS &&
	       (out->shared != 0) == ((group & SHARED) != 0) &&
	       (out->size != 0) == ((group & PACKED) != 0);
}
