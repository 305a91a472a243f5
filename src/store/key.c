#include <config.h>

#include "store/key.h"

#include <assert.h>
#include <string.h>

enum { ESCAPED = '\xFF', END = '\x01' };

static void
add(struct key *k, const void *p, size_t n)
{
	assert(n <= sizeof(k->p) - k->n);
	if (n > 0)
		memcpy(k->p + k->n, p, n);
	k->n += n;
}

static void
add_byte(struct key *k, char c)
{
	add(k, &c, 1);
}

static void
add_escaped(struct key *k, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		add_byte(k, s.p[i]);
		if (s.p[i] == '\0')
			add_byte(k, ESCAPED);
	}
	add_byte(k, '\0');
	add_byte(k, END);
}

void
key_prefix_owner(struct key *k, char family, struct str owner)
{
	k->n = 0;
	add_byte(k, family);
	add_escaped(k, owner);
}

static void
start(struct key *k, char family, bool owned, struct str owner, uint8_t group)
{
	if (owned)
		key_prefix_owner(k, family, owner);
	else {
		k->n = 0;
		add_byte(k, family);
	}
	add_byte(k, (char)group);
}

void
key_prefix_group(struct key *k, struct str owner, uint8_t group)
{
	bool owned = owner.p != NULL;

	start(k, owned ? KEY_OWNED : KEY_ALL, owned, owner, group);
}

void
key_of_count(struct key *k, struct str owner, uint8_t group)
{
	bool owned = owner.p != NULL;

	start(k, owned ? KEY_COUNT_OWNED : KEY_COUNT_ALL, owned, owner, group);
}

void
key_prefix_counts(struct key *k, struct str owner)
{
	k->n = 0;
	if (owner.p != NULL)
		key_prefix_owner(k, KEY_COUNT_OWNED, owner);
	else
		add_byte(k, KEY_COUNT_ALL);
}

void
key_prefix_order(struct key *k, uint8_t group, struct str order)
{
	start(k, KEY_ALL, false, (struct str){0}, group);
	add_escaped(k, order);
}

void
key_of_record(struct key *k, char family, const struct store_keys *keys, struct str id)
{
	assert(family == KEY_ALL || family == KEY_OWNED);
	start(k, family, family == KEY_OWNED, keys->owner, keys->group);
	add_escaped(k, keys->order);
	add(k, id.p, id.n);
}

void
key_past(struct key *k)
{
	assert(k->n > 0 && (unsigned char)k->p[k->n - 1] < 0xFF);
	k->p[k->n - 1]++;
}

bool
key_begins(struct str key, const struct key *prefix)
{
	return key.n >= prefix->n && memcmp(key.p, prefix->p, prefix->n) == 0;
}

/* Unescapes from byte *at on, to behind the end mark. */
static bool
take_escaped(struct str key, size_t *at, char *out, size_t max, struct str *s)
{
	size_t n = 0;

	for (size_t i = *at; i < key.n; i++) {
		if (key.p[i] == '\0') {
			char mark = i + 1 < key.n ? key.p[i + 1] : '\0';

			if (mark == END) {
				*s = (struct str){out, n};
				*at = i + 2;
				return true;
			}
			if (mark != ESCAPED)
				return false;
		}
		if (n == max)
			return false;
		out[n++] = key.p[i];
		if (key.p[i] == '\0')
			i++;
	}
	return false;
}

bool
key_parse(struct key_parts *parts, struct str key)
{
	size_t at = 1;
	bool owned, counter;

	if (key.n == 0 || key.p[0] < KEY_ALL || key.p[0] > KEY_COUNT_OWNED)
		return false;
	parts->family = key.p[0];
	parts->keys = (struct store_keys){0};
	parts->id = (struct str){0};
	owned = parts->family == KEY_OWNED || parts->family == KEY_COUNT_OWNED;
	counter = parts->family == KEY_COUNT_ALL || parts->family == KEY_COUNT_OWNED;
	if (owned &&
	    !take_escaped(key, &at, parts->owner, sizeof(parts->owner), &parts->keys.owner))
		return false;
	if (at == key.n || (unsigned char)key.p[at] >= STORE_GROUPS)
		return false;
	parts->keys.group = (uint8_t)key.p[at++];
	if (counter)
		return at == key.n;
	if (!take_escaped(key, &at, parts->order, sizeof(parts->order), &parts->keys.order))
		return false;
	parts->id = (struct str){key.p + at, key.n - at};
	return parts->id.n > 0 && parts->id.n <= STORE_ID_MAX;
}

size_t
key_id_offset(struct str key, size_t at)
{
	while (at + 2 < key.n) {
		if (key.p[at] != '\0')
			at++;
		else if (key.p[at + 1] == END)
			return at + 2;
		else
			at += 2;
	}
	return 0;
}
