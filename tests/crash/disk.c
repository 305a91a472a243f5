#include <config.h>

#include "disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, BLOCK = 4096, NAME = 256, SYNCS = 64, ENTRIES = 256 };

/* One change of the bytes of a file, or of the names in a directory. */
struct change {
	struct change *next;
	uint64_t serial;
	enum journal_op op;
	int64_t offset;
	size_t n;
	unsigned char *bytes;
	char name[NAME], to[NAME];
	struct node *node; /* of a new name */
};

struct changes {
	struct change *first, **last;
	size_t n;
};

/* A file. bytes: what is on stable storage of it. */
struct node {
	struct node *next;
	uint64_t inode;
	bool dir;
	unsigned char *bytes;
	size_t n, room;
	struct changes pending;
	bool lost;          /* some of what cache has is nowhere else, and never will be … */
	struct node *cache; /* … unless it is written again: the file as the system shows it */
};

struct names {
	struct {
		char name[NAME];
		struct node *node;
	} entries[ENTRIES];
	size_t n;
};

struct disk {
	struct node *nodes;     /* the latest first: inode numbers are used again */
	struct names live;      /* as the program sees them */
	struct names durable;   /* on stable storage */
	struct changes pending; /* of names */
	uint64_t serial;
	struct {
		uint64_t number, serial;
		struct node *node; /* NULL: names in dir */
		char dir[NAME];
	} syncs[SYNCS];
};

static void
die(const char *what)
{
	fprintf(stderr, "disk: %s\n", what);
	abort();
}

static void *
get(size_t n)
{
	void *p = calloc(1, n);

	if (p == NULL)
		die("no memory");
	return p;
}

const char *
disk_fate_name(enum disk_fate fate)
{
	static const char *const names[] = {
	    "nothing", "all", "some files", "some blocks", "first parts", "torn blocks"};

	return names[fate];
}

/* ---- bytes ---- */

static void
bytes_size(struct node *f, size_t n)
{
	if (n > f->room) {
		f->room = n * 2;
		f->bytes = realloc(f->bytes, f->room);
		if (f->bytes == NULL)
			die("no memory");
	}
	if (n > f->n)
		memset(f->bytes + f->n, 0, n - f->n);
	f->n = n;
}

static void
bytes_put(struct node *f, size_t at, const unsigned char *p, size_t n)
{
	if (n == 0)
		return;
	if (at + n > f->n)
		bytes_size(f, at + n);
	memcpy(f->bytes + at, p, n);
}

static void
bytes_change(struct node *f, const struct change *c)
{
	if (c->op == JOURNAL_WRITE)
		bytes_put(f, (size_t)c->offset, c->bytes, c->n);
	else
		bytes_size(f, (size_t)c->offset);
}

/* ---- names ---- */

static size_t
names_find(const struct names *names, const char *name)
{
	size_t i = 0;

	while (i < names->n && strcmp(names->entries[i].name, name) != 0)
		i++;
	return i;
}

static void
names_set(struct names *names, const char *name, struct node *node)
{
	size_t i = names_find(names, name);

	if (i == ENTRIES)
		die("too many names");
	if (i == names->n)
		names->n++;
	strcpy(names->entries[i].name, name);
	names->entries[i].node = node;
}

static void
names_drop(struct names *names, const char *name)
{
	size_t i = names_find(names, name);

	if (i < names->n) {
		memmove(&names->entries[i], &names->entries[i + 1],
		    (names->n - i - 1) * sizeof(names->entries[0]));
		names->n--;
	}
}

/* In this order a name is never lost: the new one first. */
static void
names_change(struct names *names, const struct change *c)
{
	switch (c->op) {
	case JOURNAL_CREATE:
	case JOURNAL_MKDIR:
		names_set(names, c->name, c->node);
		break;
	case JOURNAL_LINK:
		names_set(names, c->to, c->node);
		break;
	case JOURNAL_RENAME:
		names_set(names, c->to, c->node);
		names_drop(names, c->name);
		break;
	case JOURNAL_UNLINK:
		names_drop(names, c->name);
		break;
	default:
		die("not about names");
	}
}

static void
parent_of(const char *name, char parent[NAME])
{
	const char *slash = strrchr(name, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - name);

	memcpy(parent, name, n);
	parent[n] = '\0';
}

static bool
is_in(const char *name, const char *dir)
{
	char parent[NAME];

	parent_of(name, parent);
	return strcmp(parent, dir) == 0;
}

/* ---- lists of changes ---- */

static void
changes_init(struct changes *list)
{
	list->first = NULL;
	list->last = &list->first;
	list->n = 0;
}

static void
changes_add(struct changes *list, struct change *c)
{
	*list->last = c;
	list->last = &c->next;
	list->n++;
}

static void
change_free(struct change *c)
{
	free(c->bytes);
	free(c);
}

/* ---- feeding ---- */

struct disk *
disk_new(void)
{
	struct disk *d = get(sizeof(*d));

	changes_init(&d->pending);
	return d;
}

static void
changes_free(struct changes *list)
{
	struct change *c;

	while ((c = list->first) != NULL) {
		list->first = c->next;
		change_free(c);
	}
}

void
disk_free(struct disk *d)
{
	struct node *f;

	while ((f = d->nodes) != NULL) {
		d->nodes = f->next;
		changes_free(&f->pending);
		free(f->bytes);
		if (f->cache != NULL)
			free(f->cache->bytes);
		free(f->cache);
		free(f);
	}
	changes_free(&d->pending);
	free(d);
}

static struct node *
node_new(struct disk *d, uint64_t inode, bool dir)
{
	struct node *f = get(sizeof(*f));

	f->inode = inode;
	f->dir = dir;
	f->cache = get(sizeof(*f));
	changes_init(&f->pending);
	f->next = d->nodes;
	d->nodes = f;
	return f;
}

static struct node *
node_of(const struct disk *d, uint64_t inode)
{
	struct node *f = d->nodes;

	while (f != NULL && (f->dir || f->inode != inode))
		f = f->next;
	if (f == NULL)
		die("a file that was never made");
	return f;
}

static struct change *
change_new(struct disk *d, const struct journal_record *r)
{
	struct change *c = get(sizeof(*c));

	c->serial = ++d->serial;
	c->op = (enum journal_op)r->op;
	c->offset = r->offset;
	return c;
}

/* The system writes blocks as it has them, with what else is in them. */
static void
whole_blocks(const struct node *f, struct change *c)
{
	size_t from = (size_t)c->offset / BLOCK * BLOCK;
	size_t to = ((size_t)c->offset + c->n + BLOCK - 1) / BLOCK * BLOCK;

	if (to > f->cache->n)
		to = f->cache->n;
	free(c->bytes);
	c->offset = (int64_t)from;
	c->n = to - from;
	c->bytes = get(c->n + 1);
	memcpy(c->bytes, f->cache->bytes + from, c->n);
}

static void
feed_bytes(struct disk *d, const struct journal_record *r, const void *bytes)
{
	struct node *f = node_of(d, r->inode);
	struct change *c = change_new(d, r);

	c->n = r->n;
	c->bytes = get(r->n + 1);
	if (r->n > 0)
		memcpy(c->bytes, bytes, r->n);
	bytes_change(f->cache, c);
	if (f->lost && c->op == JOURNAL_WRITE)
		whole_blocks(f, c);
	changes_add(&f->pending, c);
}

/* A sync failed. What it was to write is taken for written. */
static void
feed_lost(struct disk *d, const struct journal_record *r)
{
	struct node *f = node_of(d, r->inode);

	changes_free(&f->pending);
	changes_init(&f->pending);
	f->lost = true;
}

static void
feed_name(struct disk *d, const struct journal_record *r, const char *names)
{
	struct change *c = change_new(d, r);
	size_t i;

	(void)snprintf(c->name, sizeof(c->name), "%s", names);
	if (c->op == JOURNAL_RENAME || c->op == JOURNAL_LINK) {
		char parent[NAME];

		(void)snprintf(c->to, sizeof(c->to), "%s", names + strlen(names) + 1);
		parent_of(c->name, parent);
		if (!is_in(c->to, parent))
			die("a name moves to another directory");
	}
	i = names_find(&d->live, c->name);
	if (c->op == JOURNAL_CREATE || c->op == JOURNAL_MKDIR)
		c->node = node_new(d, r->inode, c->op == JOURNAL_MKDIR);
	else if (i < d->live.n)
		c->node = d->live.entries[i].node;
	else
		die("a name that was never made");
	names_change(&d->live, c);
	changes_add(&d->pending, c);
}

static void
feed_sync(struct disk *d, const struct journal_record *r, const char *dir)
{
	size_t i = 0;

	while (i < SYNCS && d->syncs[i].number != 0)
		i++;
	if (i == SYNCS)
		die("too many syncs at a time");
	d->syncs[i].number = r->number;
	d->syncs[i].serial = d->serial;
	d->syncs[i].node = r->op == JOURNAL_SYNC ? node_of(d, r->inode) : NULL;
	if (r->op == JOURNAL_SYNC_DIR)
		(void)snprintf(d->syncs[i].dir, NAME, "%s", dir);
}

static void
settle_bytes(struct node *f, uint64_t upto)
{
	struct change *c;

	while ((c = f->pending.first) != NULL && c->serial <= upto) {
		bytes_change(f, c);
		f->pending.first = c->next;
		f->pending.n--;
		change_free(c);
	}
	if (c == NULL)
		f->pending.last = &f->pending.first;
}

static void
settle_names(struct disk *d, const char *dir, uint64_t upto)
{
	struct changes left;
	struct change *c, *next;

	changes_init(&left);
	for (c = d->pending.first; c != NULL; c = next) {
		next = c->next;
		c->next = NULL;
		if (c->serial <= upto && is_in(c->name, dir)) {
			names_change(&d->durable, c);
			change_free(c);
		} else
			changes_add(&left, c);
	}
	changes_init(&d->pending);
	while ((c = left.first) != NULL) {
		left.first = c->next;
		c->next = NULL;
		changes_add(&d->pending, c);
	}
}

static void
feed_synced(struct disk *d, const struct journal_record *r)
{
	size_t i = 0;

	while (i < SYNCS && d->syncs[i].number != r->number)
		i++;
	if (i == SYNCS)
		die("a sync that never began");
	if (d->syncs[i].node != NULL)
		settle_bytes(d->syncs[i].node, d->syncs[i].serial);
	else
		settle_names(d, d->syncs[i].dir, d->syncs[i].serial);
	d->syncs[i].number = 0;
}

void
disk_feed(struct disk *d, const struct journal_record *r, const void *bytes)
{
	switch ((enum journal_op)r->op) {
	case JOURNAL_CREATE:
	case JOURNAL_MKDIR:
	case JOURNAL_UNLINK:
	case JOURNAL_RENAME:
	case JOURNAL_LINK:
		feed_name(d, r, bytes);
		break;
	case JOURNAL_WRITE:
	case JOURNAL_TRUNCATE:
		feed_bytes(d, r, bytes);
		break;
	case JOURNAL_SYNC:
	case JOURNAL_SYNC_DIR:
		feed_sync(d, r, bytes);
		break;
	case JOURNAL_SYNCED:
		feed_synced(d, r);
		break;
	case JOURNAL_LOST:
		feed_lost(d, r);
		break;
	case JOURNAL_NOTE:
		break;
	default:
		die("not a journal");
	}
}

size_t
disk_pending(const struct disk *d)
{
	size_t n = d->pending.n;

	for (const struct node *f = d->nodes; f != NULL; f = f->next)
		n += f->pending.n;
	return n;
}

static void
load_file(struct node *f, const char *path, size_t n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	bytes_size(f, n);
	if (fd < 0 || read(fd, f->bytes, n) != (ssize_t)n || close(fd) != 0)
		die("a file cannot be read");
	bytes_put(f->cache, 0, f->bytes, n);
}

/* below: the name of dir, empty for the root. */
static void
load_dir(struct disk *d, const char *dir, const char *below)
{
	DIR *open_dir = opendir(dir);
	const struct dirent *entry;

	while (open_dir != NULL && (entry = readdir(open_dir)) != NULL) {
		char path[4096], name[NAME];
		struct node *f;
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (snprintf(name, sizeof(name), "%s%s%s", below, below[0] != '\0' ? "/" : "",
		        entry->d_name) >= NAME ||
		    lstat(path, &st) != 0)
			die("a file cannot be read");
		f = node_new(d, st.st_ino, S_ISDIR(st.st_mode));
		names_set(&d->live, name, f);
		names_set(&d->durable, name, f);
		if (f->dir)
			load_dir(d, path, name);
		else
			load_file(f, path, (size_t)st.st_size);
	}
	if (open_dir != NULL)
		closedir(open_dir);
}

void
disk_load(struct disk *d, const char *dir)
{
	load_dir(d, dir, "");
}

/* ---- images ---- */

static unsigned
below(unsigned *random, unsigned n)
{
	*random = *random * 1103515245u + 12345u;
	return (*random >> 8) % n;
}

static bool
coin(unsigned *random)
{
	return below(random, 2) == 0;
}

/* A write, in pieces that are there or not. Returns how many are not. */
static size_t
put_pieces(struct node *to, const struct change *c, size_t piece, unsigned *random)
{
	size_t at = (size_t)c->offset, end = at + c->n, dropped = 0;

	while (at < end) {
		size_t stop = (at / piece + 1) * piece;

		if (stop > end)
			stop = end;
		if (coin(random))
			bytes_put(to, at, c->bytes + (at - (size_t)c->offset), stop - at);
		else
			dropped++;
		at = stop;
	}
	return dropped;
}

/* The first changes, and of the next a first part: of pages the whole. */
static size_t
put_tail(struct node *to, const struct changes *list, bool is_log, unsigned *random)
{
	size_t whole = list->n == 0 ? 0 : below(random, (unsigned)list->n + 1), i = 0;

	for (const struct change *c = list->first; c != NULL; c = c->next, i++) {
		if (i < whole)
			bytes_change(to, c);
		else if (i == whole && is_log && c->op == JOURNAL_WRITE)
			bytes_put(
			    to, (size_t)c->offset, c->bytes, below(random, (unsigned)c->n + 1));
	}
	return list->n - whole;
}

static size_t
put_some(struct node *to, const struct changes *list, size_t piece, unsigned *random)
{
	size_t dropped = 0;

	for (const struct change *c = list->first; c != NULL; c = c->next)
		if (c->op == JOURNAL_WRITE)
			dropped += put_pieces(to, c, piece, random);
		else if (coin(random))
			bytes_change(to, c);
		else
			dropped++;
	return dropped;
}

/* What a file holds in the image. */
static size_t
file_image(
    const struct node *f, struct node *to, enum disk_fate fate, bool is_log, unsigned *random)
{
	bytes_put(to, 0, f->bytes, f->n);
	switch (fate) {
	case DISK_FILES:
		if (coin(random))
			break;
		__attribute__((fallthrough));
	case DISK_ALL:
		for (const struct change *c = f->pending.first; c != NULL; c = c->next)
			bytes_change(to, c);
		return 0;
	case DISK_BLOCKS:
		return put_some(to, &f->pending, is_log ? SECTOR : BLOCK, random);
	case DISK_TORN:
		return put_some(to, &f->pending, SECTOR, random);
	case DISK_TAIL:
		return put_tail(to, &f->pending, is_log, random);
	case DISK_NOTHING:
	case DISK_FATE__MAX:
		break;
	}
	return f->pending.n;
}

static size_t
names_image(const struct disk *d, struct names *names, enum disk_fate fate, unsigned *random)
{
	size_t first = below(random, (unsigned)d->pending.n + 1), i = 0, dropped = 0;

	*names = d->durable;
	for (const struct change *c = d->pending.first; c != NULL; c = c->next, i++) {
		bool there = fate == DISK_ALL || (fate == DISK_TAIL && i < first);

		if (fate == DISK_FILES || fate == DISK_BLOCKS || fate == DISK_TORN)
			there = coin(random);
		if (there)
			names_change(names, c);
		else
			dropped++;
	}
	return dropped;
}

static void
write_file(const char *path, const struct node *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || (f->n > 0 && write(fd, f->bytes, f->n) != (ssize_t)f->n) || close(fd) != 0)
		die("the image cannot be written");
}

static bool
is_log(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strncmp(slash == NULL ? name : slash + 1, "log.", 4) == 0;
}

/* One entry of the image; with dirs only directories are made, otherwise only files. */
static size_t
entry_image(const struct names *names, size_t i, bool dirs, enum disk_fate fate, unsigned *random,
    const char *dir)
{
	const char *name = names->entries[i].name;
	const struct node *node = names->entries[i].node;
	char path[4096], parent[NAME];
	struct node to = {.next = NULL};
	size_t dropped;

	parent_of(name, parent);
	if (node->dir != dirs || (parent[0] != '\0' && names_find(names, parent) == names->n))
		return 0;
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (dirs) {
		if (mkdir(path, 0700) != 0)
			die("the image cannot be written");
		return 0;
	}
	dropped = file_image(node, &to, fate, is_log(name), random);
	write_file(path, &to);
	free(to.bytes);
	return dropped;
}

size_t
disk_image(struct disk *d, enum disk_fate fate, unsigned *random, const char *dir)
{
	struct names *names = get(sizeof(*names));
	size_t dropped = names_image(d, names, fate, random);

	for (size_t i = 0; i < names->n; i++)
		(void)entry_image(names, i, true, fate, random, dir);
	for (size_t i = 0; i < names->n; i++)
		dropped += entry_image(names, i, false, fate, random, dir);
	free(names);
	return dropped;
}
