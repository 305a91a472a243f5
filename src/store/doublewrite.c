#include <config.h>

#include "store/doublewrite.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "store/file.h"

enum {
	HEADS = 2 * DOUBLEWRITE_MAX, /* a power of two */
	FILE_SHIFT = 48,             /* of a key: the number of the file above, the page below */
	NONE = UINT16_MAX
};

static const char magic[8] = "cdpage1";

#define PAGE_MASK ((UINT64_C(1) << FILE_SHIFT) - 1)

/* The key of a slot that is no page's. */
#define NO_PAGE UINT64_MAX

/* One copy, as it lies in the file, in the byte order of the machine: as the pages themselves. */
struct slot {
	char magic[8];
	uint64_t epoch;
	uint64_t page;
	char name[DOUBLEWRITE_NAME];
	uint32_t crc; /* of all else */
	unsigned char bytes[DOUBLEWRITE_PAGE];
};

_Static_assert(sizeof(struct slot) == 64 + DOUBLEWRITE_PAGE, "no gaps");
_Static_assert((int)DOUBLEWRITE_MAX < (int)NONE, "a slot fits");

static uint32_t
crc_of(const struct slot *s)
{
	uLong crc = crc32(0, (const Bytef *)s, offsetof(struct slot, crc));

	return (uint32_t)crc32(crc, s->bytes, sizeof(s->bytes));
}

static bool
is_whole(const struct slot *s)
{
	return memcmp(s->magic, magic, sizeof(magic)) == 0 && s->epoch != 0 &&
	       memchr(s->name, '\0', sizeof(s->name)) != NULL && s->crc == crc_of(s);
}

static off_t
offset_of(unsigned half, unsigned slot)
{
	return ((off_t)slot * DOUBLEWRITE_HALVES + (off_t)half) * (off_t)sizeof(struct slot);
}

static uint64_t
key_of(unsigned file, uint64_t page)
{
	assert(page < UINT64_C(1) << FILE_SHIFT);
	return (uint64_t)file << FILE_SHIFT | page;
}

static uint16_t *
head_of(const struct doublewrite *d, uint64_t key)
{
	const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);

	return &d->heads[(key * golden >> 32) % HEADS];
}

bool
doublewrite_init(struct doublewrite *d, unsigned half)
{
	*d = (struct doublewrite){.fd = -1, .half = half};
	d->keys = calloc(DOUBLEWRITE_MAX, sizeof(*d->keys));
	d->heads = calloc(HEADS, sizeof(*d->heads));
	d->next = calloc(DOUBLEWRITE_MAX, sizeof(*d->next));
	if (d->keys == NULL || d->heads == NULL || d->next == NULL) {
		doublewrite_release(d);
		return false;
	}
	doublewrite_begin(d, 1);
	return true;
}

void
doublewrite_release(struct doublewrite *d)
{
	free(d->keys);
	free(d->heads);
	free(d->next);
	*d = (struct doublewrite){.fd = -1};
}

void
doublewrite_begin(struct doublewrite *d, uint64_t epoch)
{
	d->epoch = epoch;
	d->n = 0;
	for (unsigned i = 0; i < HEADS; i++)
		d->heads[i] = NONE;
}

int
doublewrite_find(const struct doublewrite *d, unsigned file, uint64_t page)
{
	uint64_t key = key_of(file, page);
	uint16_t slot = *head_of(d, key);

	while (slot != NONE && d->keys[slot] != key)
		slot = d->next[slot];
	return slot == NONE ? -1 : slot;
}

int
doublewrite_take(struct doublewrite *d)
{
	if (d->n == DOUBLEWRITE_MAX)
		return -1;
	d->keys[d->n] = NO_PAGE;
	return (int)d->n++;
}

bool
doublewrite_link(struct doublewrite *d, int slot, unsigned file, uint64_t page)
{
	uint64_t key = key_of(file, page);
	int before = doublewrite_find(d, file, page);
	uint16_t *head = head_of(d, key);

	if (before >= 0)
		doublewrite_unlink(d, (unsigned)before);
	d->keys[slot] = key;
	d->next[slot] = *head;
	*head = (uint16_t)slot;
	return before < 0;
}

void
doublewrite_unlink(struct doublewrite *d, unsigned slot)
{
	uint16_t *link = head_of(d, d->keys[slot]);

	while (*link != slot)
		link = &d->next[*link];
	*link = d->next[slot];
	d->keys[slot] = NO_PAGE;
}

int
doublewrite_write(
    struct doublewrite *d, int slot, const struct doublewrite_place *place, const void *page)
{
	struct slot s = {.epoch = d->epoch, .page = place->page};
	size_t n = strlen(place->name);

	if (n >= sizeof(s.name))
		return ENAMETOOLONG;
	memcpy(s.magic, magic, sizeof(magic));
	memcpy(s.name, place->name, n);
	memcpy(s.bytes, page, sizeof(s.bytes));
	s.crc = crc_of(&s);
	return file_write_at(d->fd, &s, sizeof(s), offset_of(d->half, (unsigned)slot));
}

/* ENODATA: the file has no more. */
static int
read_slot(int fd, unsigned half, unsigned slot, struct slot *s)
{
	return file_read_at(fd, s, sizeof(*s), offset_of(half, slot));
}

int
doublewrite_read(const struct doublewrite *d, int slot, void *page)
{
	struct slot s;
	int ret = read_slot(d->fd, d->half, (unsigned)slot, &s);

	if (ret != 0)
		return ret == ENODATA ? EBADMSG : ret;
	if (!is_whole(&s) || s.epoch != d->epoch)
		return EBADMSG;
	memcpy(page, s.bytes, sizeof(s.bytes));
	return 0;
}

static int
by_key(const void *p, const void *q, void *ctx)
{
	const uint64_t *keys = ctx;
	uint64_t a = keys[*(const uint16_t *)p], b = keys[*(const uint16_t *)q];

	return a < b ? -1 : a > b;
}

unsigned
doublewrite_order(const struct doublewrite *d, uint16_t *order)
{
	unsigned n = 0;

	for (unsigned i = 0; i < d->n; i++)
		if (d->keys[i] != NO_PAGE)
			order[n++] = (uint16_t)i;
	qsort_r(order, n, sizeof(*order), by_key, d->keys);
	return n;
}

bool
doublewrite_place_of(const struct doublewrite *d, unsigned slot, unsigned *file, uint64_t *page)
{
	*file = (unsigned)(d->keys[slot] >> FILE_SHIFT);
	*page = d->keys[slot] & PAGE_MASK;
	return d->keys[slot] != NO_PAGE;
}

static int
scan(int fd, unsigned half, uint64_t *latest, bool only_latest, doublewrite_fn *fn, void *ctx)
{
	struct slot s;
	int ret = 0;

	for (unsigned i = 0; i < DOUBLEWRITE_MAX && ret == 0; i++) {
		ret = read_slot(fd, half, i, &s);
		if (ret != 0 || !is_whole(&s))
			continue;
		if (!only_latest)
			*latest = s.epoch > *latest ? s.epoch : *latest;
		else if (s.epoch == *latest)
			ret = fn(ctx, s.name, s.page, s.bytes);
	}
	return ret == ENODATA ? 0 : ret;
}

int
doublewrite_each(int fd, unsigned half, uint64_t *epoch, doublewrite_fn *fn, void *ctx)
{
	int ret;

	*epoch = 0;
	ret = scan(fd, half, epoch, false, NULL, NULL);
	return ret == 0 && fn != NULL && *epoch != 0 ? scan(fd, half, epoch, true, fn, ctx) : ret;
}
