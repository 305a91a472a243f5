#include <config.h>

#include "seal/keys.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* What the fingerprint of a key is made for: with another context it would be another one. */
static const unsigned char fingerprint_of[] = "connectord secret key id";

struct seal *
keys_new(void)
{
	struct seal *seal;

	/* Also picks the fastest code for this machine; does nothing the second time. */
	if (sodium_init() < 0)
		return NULL;
	seal = sodium_malloc(sizeof(*seal));
	if (seal != NULL)
		sodium_memzero(seal, sizeof(*seal));
	return seal;
}

void
seal_free(struct seal *seal)
{
	sodium_free(seal); /* wipes */
}

struct str
seal_key_name(const struct seal *seal, size_t i)
{
	return i < seal->n ? str_of(seal->keys[i].name) : str_of("");
}

/* From the bytes: the id and its text. */
static void
name_key(struct key *key)
{
	unsigned char hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof(hash), key->bytes, sizeof(key->bytes), fingerprint_of,
	    sizeof(fingerprint_of) - 1);
	memcpy(key->id, hash, sizeof(key->id));
	sodium_bin2hex(key->name, sizeof(key->name), key->id, sizeof(key->id));
	sodium_memzero(hash, sizeof(hash));
}

void
keys_add(struct seal *seal)
{
	assert(seal->n < KEYS_MAX);
	memmove(seal->keys + 1, seal->keys, seal->n * sizeof(seal->keys[0]));
	randombytes_buf(seal->keys[0].bytes, sizeof(seal->keys[0].bytes));
	name_key(&seal->keys[0]);
	seal->n++;
}

void
keys_keep_newest(struct seal *seal)
{
	assert(seal->n > 0);
	sodium_memzero(seal->keys + 1, sizeof(seal->keys) - sizeof(seal->keys[0]));
	seal->n = 1;
}

struct seal *
seal_new(void)
{
	struct seal *seal = keys_new();

	if (seal != NULL)
		keys_add(seal);
	return seal;
}

/* ---- the text ---- */

static const char head[] = "connectord secret keys ";

/* Takes a line with its end off the text; a last line without an end is none. */
static bool
take_line(struct str *text, struct str *line)
{
	const char *end = text->n > 0 ? memchr(text->p, '\n', text->n) : NULL;

	if (end == NULL)
		return false;
	*line = (struct str){text->p, (size_t)(end - text->p)};
	text->p = end + 1;
	text->n -= line->n + 1;
	return true;
}

/* Takes the word off the line. */
static bool
take_word(struct str *line, const char *word)
{
	size_t n = strlen(word);

	if (line->n < n || memcmp(line->p, word, n) != 0)
		return false;
	line->p += n;
	line->n -= n;
	return true;
}

/* "ID HEX". */
static const char *
parse_key(struct seal *seal, struct str line)
{
	struct key *key = &seal->keys[seal->n];
	struct str id = {line.p, SEAL_KEY_NAME_LEN};
	size_t n = 0;

	if (seal->n == KEYS_MAX)
		return "there are too many keys in it";
	if (line.n != SEAL_KEY_NAME_LEN + 1 + 2 * KEY_BYTES || line.p[SEAL_KEY_NAME_LEN] != ' ')
		return "a key in it is damaged";
	if (sodium_hex2bin(key->bytes, sizeof(key->bytes), line.p + SEAL_KEY_NAME_LEN + 1,
	        2 * (size_t)KEY_BYTES, NULL, &n, NULL) != 0 ||
	    n != sizeof(key->bytes))
		return "a key in it is damaged";
	name_key(key);
	if (!str_is(id, key->name))
		return "a key in it is damaged";
	for (size_t i = 0; i < seal->n; i++)
		if (strcmp(seal->keys[i].name, key->name) == 0)
			return "a key is in it twice";
	seal->n++;
	return NULL;
}

/* The lines in their order: the format, the store, the keys. */
static const char *
parse_line(struct seal *seal, struct str line, unsigned at, const char *store)
{
	if (at == 0) {
		if (!take_word(&line, head))
			return "it is not a key file";
		return str_is(line, "1") ? NULL
		                         : "it was written by a later version of this program";
	}
	if (at == 1) {
		if (!take_word(&line, "store "))
			return "it is damaged";
		return str_is(line, store)
		           ? NULL
		           : "its keys belong to another store: name another file, or remove "
		             "this one if that store is gone for good";
	}
	return take_word(&line, "key ") ? parse_key(seal, line) : "it is damaged";
}

const char *
keys_parse(struct seal *seal, struct arena *a, struct str text, const char *store)
{
	const char *wrong = NULL;
	unsigned number = 0, at = 0;
	struct str line;

	seal->n = 0;
	while (wrong == NULL && take_line(&text, &line)) {
		number++;
		if (line.n > 0 && line.p[0] == '#')
			continue;
		wrong = parse_line(seal, line, at++, store);
	}
	if (wrong != NULL)
		return arena_printf(a, "line %u: %s", number, wrong);
	if (text.n > 0 || seal->n == 0)
		return number == 0 ? "it is not a key file" : "its end is missing";
	return NULL;
}

size_t
keys_print(const struct seal *seal, const char *store, char text[KEYS_TEXT_MAX])
{
	static const char comment[] =
	    "# Without this file the connector secrets cannot be read. Keep a copy of it, apart\n"
	    "# from copies of the store. \"connectord --rotate-secret-key\" makes a new key.\n";
	char hex[2 * KEY_BYTES + 1];
	int n =
	    snprintf(text, KEYS_TEXT_MAX, "%s%s%d\nstore %s\n", comment, head, KEYS_FORMAT, store);

	assert(strlen(store) <= KEYS_STORE_MAX);
	for (size_t i = 0; i < seal->n; i++) {
		sodium_bin2hex(hex, sizeof(hex), seal->keys[i].bytes, KEY_BYTES);
		n += snprintf(
		    text + n, (size_t)(KEYS_TEXT_MAX - n), "key %s %s\n", seal->keys[i].name, hex);
	}
	sodium_memzero(hex, sizeof(hex));
	assert(n > 0 && n < KEYS_TEXT_MAX);
	return (size_t)n;
}
