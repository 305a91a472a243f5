#include <config.h>

#include "store/pack.h"

#include <stdint.h>
#include <string.h>

#include "base/timestamp.h"
#include "store/record.h"

enum { TIME_BYTES = 8, TIME_MIN = sizeof("YYYY-MM-DDThh:mm:ss.fffZ") - 1 };

/* ---- times ---- */

/* Negative numbers sort before others. */
static const uint64_t half = UINT64_C(1) << 63;

static size_t
print_time(const char *packed, char text[TIMESTAMP_SIZE])
{
	return timestamp_print(text, (int64_t)(number_get(packed, TIME_BYTES) - half));
}

/* How long the time is that begins here and would be written just so again; 0: none does. */
static size_t
time_here(struct str s, uint64_t *number)
{
	char text[TIMESTAMP_SIZE];
	const char *end;
	int64_t us;
	size_t n;

	if (s.n < TIME_MIN || s.p[4] != '-' || s.p[7] != '-' || s.p[10] != 'T')
		return 0;
	end = memchr(s.p, 'Z', s.n < TIMESTAMP_SIZE ? s.n : TIMESTAMP_SIZE);
	n = end == NULL ? 0 : (size_t)(end - s.p) + 1;
	if (n == 0 || !timestamp_read((struct str){s.p, n}, &us))
		return 0;
	*number = (uint64_t)us + half;
	return str_equal((struct str){s.p, n}, (struct str){text, timestamp_print(text, us)}) ? n
	                                                                                      : 0;
}

/* ---- packing ---- */

/* Words have at least as many, and differ in these from most of what is not the word. */
enum { FRONT = 4 };

static uint32_t
front_of(const char *p)
{
	uint32_t v;

	memcpy(&v, p, FRONT);
	return v;
}

/* The word that begins here; n when none does. */
static size_t
word_here(const struct pack_words *words, struct str s)
{
	uint32_t front;
	size_t i;

	if (s.n < FRONT)
		return words->n;
	front = front_of(s.p);
	for (i = 0; i < words->n; i++) {
		struct str w = words->words[i];

		if (front_of(w.p) == front && w.n <= s.n && memcmp(w.p, s.p, w.n) == 0)
			break;
	}
	return i;
}

static bool
is_code(char c)
{
	return c > 0 && c <= PACK_BYTE;
}

/* What words begin with; times begin with a digit. */
static bool
may_begin(char c)
{
	return c == '"' || c == ',' || c == '{' || c == '}';
}

size_t
pack_bytes(const struct pack_words *words, struct str in, char *out)
{
	char *to = out;

	while (in.n > 0) {
		size_t used = 1, word = words->n, time = 0;
		uint64_t number = 0;

		if (may_begin(in.p[0]))
			word = word_here(words, in);
		else if (in.p[0] >= '0' && in.p[0] <= '9')
			time = time_here(in, &number);
		if (word < words->n) {
			used = words->words[word].n;
			*to++ = (char)(word + 1);
		} else if (time > 0) {
			used = time;
			*to++ = PACK_TIME;
			number_put(to, TIME_BYTES, number);
			to += TIME_BYTES;
		} else {
			if (is_code(in.p[0]))
				*to++ = PACK_BYTE;
			*to++ = in.p[0];
		}
		in.p += used;
		in.n -= used;
	}
	return (size_t)(to - out);
}

/* ---- unpacking ---- */

/*
 * What the code that comes next stands for, and how many bytes it has; 0 when it is none. A time is
 * printed into text.
 */
static size_t
decode(const struct pack_words *words, struct str in, struct str *means, char text[TIMESTAMP_SIZE])
{
	unsigned char code = (unsigned char)in.p[0];

	if (code == PACK_TIME) {
		if (in.n < 1 + TIME_BYTES)
			return 0;
		*means = (struct str){text, print_time(in.p + 1, text)};
		return 1 + TIME_BYTES;
	}
	if (code == PACK_BYTE) {
		*means = (struct str){in.p + 1, 1};
		return in.n < 2 ? 0 : 2;
	}
	if (code == 0 || code > words->n)
		return 0;
	*means = words->words[code - 1];
	return 1;
}

/* Bytes that stand for themselves, up to the next code. */
static size_t
plain(struct str in)
{
	size_t n = 0;

	while (n < in.n && !is_code(in.p[n]))
		n++;
	return n;
}

bool
unpack_bytes(const struct pack_words *words, struct str in, char *out, size_t n)
{
	char text[TIMESTAMP_SIZE];

	while (in.n > 0) {
		struct str means = {in.p, plain(in)};
		size_t used = means.n > 0 ? means.n : decode(words, in, &means, text);

		if (used == 0 || means.n > n)
			return false;
		memcpy(out, means.p, means.n);
		out += means.n;
		n -= means.n;
		in.p += used;
		in.n -= used;
	}
	return n == 0;
}
