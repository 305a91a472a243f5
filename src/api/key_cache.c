#include <config.h>

#include "api/key_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024 };

/* How often the time of the last use is written down. */
static const int64_t write_every_us = INT64_C(60) * 1000000;

struct key_cache {
	pthread_mutex_t lock;
	uint64_t moment; /* grows with each forgetting */
	struct known_key *slots[SLOTS];
	struct known_key *shown[SLOTS]; /* by fingerprint; good while the key has its slot */
	unsigned char fingerprint_key[TOKEN_FINGERPRINT_KEY];
};

/* ---- one key ---- */

static struct str
put_text(char **at, struct str text)
{
	struct str copy = {*at, text.n};

	if (text.n > 0)
		memcpy(*at, text.p, text.n);
	*at += text.n;
	return copy;
}

static size_t
text_size(struct str id, const struct api_key *key)
{
	size_t n = id.n + key->name.n + key->hash.n + key->owner.username.n + key->owner.realm.n;

	for (size_t i = 0; i < key->grant.n; i++)
		n += key->grant.connectors[i].n;
	return n;
}

struct known_key *
known_key_new(struct str id, const struct api_key *key)
{
	size_t list = key->grant.n * sizeof(struct str);
	struct known_key *k = malloc(sizeof(*k) + list + text_size(id, key));
	struct str *connectors;
	char *at;

	if (k == NULL)
		return NULL;
	connectors = (struct str *)(k + 1);
	at = (char *)connectors + list;
	k->id = put_text(&at, id);
	k->key = *key;
	k->key.name = put_text(&at, key->name);
	k->key.hash = put_text(&at, key->hash);
	k->key.owner.username = put_text(&at, key->owner.username);
	k->key.owner.realm = put_text(&at, key->owner.realm);
	for (size_t i = 0; i < key->grant.n; i++)
		connectors[i] = put_text(&at, key->grant.connectors[i]);
	k->key.grant.connectors = connectors;
	memset(k->fingerprint, 0, sizeof(k->fingerprint));
	atomic_init(&k->holders, 1);
	atomic_init(&k->used, key->last_used);
	atomic_init(&k->written, key->last_used);
	return k;
}

struct known_key *
known_key_hold(struct known_key *k)
{
	atomic_fetch_add(&k->holders, 1);
	return k;
}

void
known_key_release(struct known_key *k)
{
	if (k != NULL && atomic_fetch_sub(&k->holders, 1) == 1)
		free(k);
}

bool
known_key_use(struct known_key *k, int64_t now)
{
	int64_t written = atomic_load(&k->written);

	atomic_store(&k->used, now);
	return now - written >= write_every_us &&
	       atomic_compare_exchange_strong(&k->written, &written, now);
}

/* ---- all of them ---- */

struct key_cache *
key_cache_new(void)
{
	struct key_cache *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	pthread_mutex_init(&c->lock, NULL);
	token_fingerprint_key(c->fingerprint_key);
	return c;
}

void
key_cache_free(struct key_cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		known_key_release(c->slots[i]);
		known_key_release(c->shown[i]);
	}
	pthread_mutex_destroy(&c->lock);
	token_wipe(c->fingerprint_key, sizeof(c->fingerprint_key));
	free(c);
}

/* Only ids that exist get in, and who makes keys has all rights anyway: a plain hash will do. */
static struct known_key **
slot_of(struct key_cache *c, struct str id)
{
	return &c->slots[str_hash(id, 0) % SLOTS];
}

struct known_key *
key_cache_get(struct key_cache *c, struct str id)
{
	struct known_key *k;

	pthread_mutex_lock(&c->lock);
	k = *slot_of(c, id);
	k = k != NULL && str_equal(k->id, id) ? known_key_hold(k) : NULL;
	pthread_mutex_unlock(&c->lock);
	return k;
}

static struct known_key **
slot_of_fingerprint(struct key_cache *c, const unsigned char fingerprint[TOKEN_FINGERPRINT])
{
	return &c->shown[(fingerprint[0] | (unsigned)fingerprint[1] << 8) % SLOTS];
}

struct known_key *
key_cache_get_shown(struct key_cache *c, struct str credential)
{
	unsigned char fingerprint[TOKEN_FINGERPRINT];
	struct known_key *k;

	token_fingerprint(credential, c->fingerprint_key, fingerprint);
	pthread_mutex_lock(&c->lock);
	k = *slot_of_fingerprint(c, fingerprint);
	k = k != NULL && token_same_fingerprint(k->fingerprint, fingerprint) &&
	            *slot_of(c, k->id) == k
	        ? known_key_hold(k)
	        : NULL;
	pthread_mutex_unlock(&c->lock);
	return k;
}

void
key_cache_shown(struct key_cache *c, struct known_key *k, struct str credential)
{
	unsigned char fingerprint[TOKEN_FINGERPRINT];
	struct known_key **slot, *old;

	token_fingerprint(credential, c->fingerprint_key, fingerprint);
	slot = slot_of_fingerprint(c, fingerprint);
	pthread_mutex_lock(&c->lock);
	memcpy(k->fingerprint, fingerprint, sizeof(fingerprint));
	old = *slot;
	*slot = known_key_hold(k);
	pthread_mutex_unlock(&c->lock);
	known_key_release(old);
}

uint64_t
key_cache_moment(struct key_cache *c)
{
	uint64_t moment;

	pthread_mutex_lock(&c->lock);
	moment = c->moment;
	pthread_mutex_unlock(&c->lock);
	return moment;
}

/* With the lock held. */
static struct known_key *
replace(struct key_cache *c, struct str id, struct known_key *k)
{
	struct known_key **slot = slot_of(c, id);
	struct known_key *old = *slot;

	*slot = k;
	return old;
}

void
key_cache_put(struct key_cache *c, struct known_key *k, uint64_t moment)
{
	struct known_key *old = NULL;

	pthread_mutex_lock(&c->lock);
	if (c->moment == moment)
		old = replace(c, k->id, known_key_hold(k));
	pthread_mutex_unlock(&c->lock);
	known_key_release(old);
}

void
key_cache_forget(struct key_cache *c, struct str id)
{
	struct known_key *old;

	pthread_mutex_lock(&c->lock);
	c->moment++;
	/* Another key may stand there: it will be read again. */
	old = replace(c, id, NULL);
	pthread_mutex_unlock(&c->lock);
	known_key_release(old);
}
