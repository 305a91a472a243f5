#include <config.h>

#include "store/record.h"

#include <string.h>

enum { AT_SEQ = 1, AT_GROUP = 9, AT_OWNER_N = 10, AT_ORDER_N = 12 };

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

size_t
record_head_size(const struct store_keys *keys)
{
	return RECORD_FIXED + keys->owner.n + keys->order.n;
}

static void
put(char *out, struct str s)
{
	if (s.n > 0)
		memcpy(out, s.p, s.n);
}

size_t
record_head(char *out, uint64_t seq, const struct store_keys *keys)
{
	out[0] = RECORD_FORMAT;
	number_put(out + AT_SEQ, 8, seq);
	out[AT_GROUP] = (char)keys->group;
	number_put(out + AT_OWNER_N, 2, keys->owner.n);
	number_put(out + AT_ORDER_N, 2, keys->order.n);
	put(out + RECORD_FIXED, keys->owner);
	put(out + RECORD_FIXED + keys->owner.n, keys->order);
	return record_head_size(keys);
}

bool
record_decode(struct str bytes, struct store_record *r)
{
	size_t owner_n, order_n, head;

	if (bytes.n < RECORD_FIXED || bytes.p[0] != RECORD_FORMAT)
		return false;
	owner_n = (size_t)number_get(bytes.p + AT_OWNER_N, 2);
	order_n = (size_t)number_get(bytes.p + AT_ORDER_N, 2);
	head = RECORD_FIXED + owner_n + order_n;
	if (owner_n > STORE_ID_MAX || order_n > STORE_ORDER_MAX || head > bytes.n)
		return false;
	*r = (struct store_record){
	    .seq = number_get(bytes.p + AT_SEQ, 8),
	    .keys =
	        {
	            .owner = {bytes.p + RECORD_FIXED, owner_n},
	            .group = (uint8_t)bytes.p[AT_GROUP],
	            .order = {bytes.p + RECORD_FIXED + owner_n, order_n},
	        },
	    .doc = {bytes.p + head, bytes.n - head},
	};
	return r->seq > 0 && r->keys.group < STORE_GROUPS;
}
