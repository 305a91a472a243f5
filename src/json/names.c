#include <config.h>

#include "json/names.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

void
names_init(struct names *names)
{
	names->stack = names->few_stack;
	names->buckets = names->few_buckets;
	names->room = NAMES_FEW;
	names->n = 0;
	memset(names->few_buckets, 0, sizeof(names->few_buckets));
	/* While there are few names, collisions cost nothing and the key need not be secret. */
	names->key[0] = names->key[1] = 0;
}

void
names_release(struct names *names)
{
	if (names->stack != names->few_stack)
		free(names->stack);
	if (names->buckets != names->few_buckets)
		free(names->buckets);
	names_init(names);
}

static uint64_t
turned(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = turned(v[1], 13) ^ v[0];
	v[0] = turned(v[0], 32);
	v[2] += v[3];
	v[3] = turned(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = turned(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = turned(v[1], 17) ^ v[2];
	v[2] = turned(v[2], 32);
}

/* SipHash-1-3: whoever does not know the key cannot choose names that collide. */
static uint64_t
hash_of(const uint64_t key[2], struct str text)
{
	uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
	    key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};

	for (size_t at = 0;; at += 8) {
		size_t n = text.n - at < 8 ? text.n - at : 8;
		uint64_t word = 0;

		if (n > 0)
			memcpy(&word, text.p + at, n);
		if (n < 8)
			word |= (uint64_t)text.n << 56;
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
		if (n < 8)
			break;
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void
draw_key(uint64_t key[2])
{
	struct timespec ts;

	if (getrandom(key, 2 * sizeof(key[0]), GRND_NONBLOCK) == 2 * sizeof(key[0]))
		return;
	/* Early at boot: the time and where memory lies is still more than a stranger knows. */
	clock_gettime(CLOCK_MONOTONIC, &ts);
	key[0] = (uint64_t)ts.tv_nsec << 32 ^ (uint64_t)(uintptr_t)key;
	key[1] = (uint64_t)ts.tv_sec ^ (uint64_t)(uintptr_t)&ts << 20;
}

static void
link_name(struct names *names, uint32_t i)
{
	uint32_t *bucket = &names->buckets[names->stack[i].hash & (names->room - 1)];

	names->stack[i].below = *bucket;
	*bucket = i + 1;
}

/* Twice the room. */
static bool
grow(struct names *names)
{
	uint32_t room = names->room * 2;
	struct name *stack;
	uint32_t *buckets;

	if (room > UINT32_MAX / 4)
		return false;
	stack = malloc(room * sizeof(*stack));
	buckets = calloc(room, sizeof(*buckets));
	if (stack == NULL || buckets == NULL) {
		free(stack);
		free(buckets);
		return false;
	}
	memcpy(stack, names->stack, names->n * sizeof(*stack));
	if (names->stack == names->few_stack) {
		draw_key(names->key);
		for (uint32_t i = 0; i < names->n; i++)
			stack[i].hash = hash_of(names->key, stack[i].text);
	} else {
		free(names->stack);
		free(names->buckets);
	}
	names->stack = stack;
	names->buckets = buckets;
	names->room = room;
	for (uint32_t i = 0; i < names->n; i++)
		link_name(names, i);
	return true;
}

enum names_verdict
names_add(struct names *names, uint32_t mark, struct str text)
{
	uint64_t hash;
	uint32_t i;

	if (names->n == names->room && !grow(names))
		return NAMES_NOMEM;
	hash = hash_of(names->key, text);
	/* What lies below the mark belongs to objects further out, and so does all that follows it.
	 */
	for (i = names->buckets[hash & (names->room - 1)]; i > mark; i = names->stack[i - 1].below)
		if (names->stack[i - 1].hash == hash && str_equal(names->stack[i - 1].text, text))
			return NAMES_TAKEN;
	names->stack[names->n] = (struct name){.text = text, .hash = hash};
	link_name(names, names->n++);
	return NAMES_ADDED;
}

void
names_cut(struct names *names, uint32_t mark)
{
	/* The newest name of all is the newest of its bucket. */
	while (names->n > mark) {
		const struct name *last = &names->stack[--names->n];

		names->buckets[last->hash & (names->room - 1)] = last->below;
	}
}
