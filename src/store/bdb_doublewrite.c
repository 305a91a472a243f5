/*
 * No page is torn.
 *
 * A cut of power in the middle of writing a page leaves some sectors of the new one and some of the
 * old, and the log, which has changes and not pages, cannot put that right. So a page goes first
 * into a file of copies (doublewrite.h), and to its place only when the copy is on stable storage.
 * It need not go there at once: whoever reads it in the meantime gets the copy. When the place is
 * to be synced, which is when a checkpoint ends, copies are synced, all at once, then written to
 * their places, and those synced. Pages go on being written meanwhile, so the file has two halves:
 * one takes them, while those of the other settle. When a store is opened, before Berkeley DB looks
 * at it, bdb_torn.c writes what copies there are to their places again.
 *
 * That does no harm to what has come there before, for nothing newer is in a place than what copies
 * there are: of two epochs that follow each other, the later has nothing in its place before all of
 * the earlier is there for good. It is one file, so that its halves come and go together.
 */
#include <config.h>

#include "store/bdb.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/doublewrite.h"
#include "store/file.h"
#include "store/manifest.h"

enum { FILE_MODE = 0600, PLACES_MAX = 64, STORES_MAX = 16, MARKS = 1 << 14 };

/* A database that is open. Berkeley DB's descriptors come and go, and this one stays. */
struct place {
	dev_t dev;
	ino_t ino;
	int fd;
	char name[DOUBLEWRITE_NAME];
};

struct bdb_doublewrite {
	struct bdb *b;
	/* Who writes or reads a copy shares it; who gives the halves other roles is alone. */
	pthread_rwlock_t turn;
	pthread_mutex_t lock;     /* what is in the halves, but not the bytes, and which takes */
	pthread_mutex_t settling; /* one at a time; taken before the others */
	struct doublewrite halves[DOUBLEWRITE_HALVES];
	unsigned taking; /* the half that takes pages; from the other they go to their places */
	bool made;       /* the file; under lock */
	bool empty;      /* and nothing was ever in it; under lock */
	bool named;      /* and its name is on stable storage; under settling */
	bool synced;     /* the other half; under settling */
	bool failed;     /* a sync, so nothing goes to its place any more; under settling */
	uint16_t *order; /* under settling */
	struct place places[PLACES_MAX];
	unsigned places_n;
};

/* The stores that are open. The hooks know no store, only descriptors. */
static struct {
	pthread_rwlock_t lock;
	struct bdb_doublewrite *open[STORES_MAX];
} stores = {.lock = PTHREAD_RWLOCK_INITIALIZER};

/*
 * Copies, of all stores, that have not come to their place: by their page, whatever the file. Where
 * there is none a reader need not ask whose file it is.
 */
static atomic_ushort waiting[MARKS];

static atomic_ushort *
mark_of(uint64_t page)
{
	return &waiting[page % MARKS];
}

/* The checkpoint that this thread is writing. */
static _Thread_local struct {
	struct bdb_doublewrite *w;
	bool settled;
} checkpoint;

/* All that are in a half. */
static void
unmark(const struct doublewrite *d)
{
	for (unsigned i = 0; i < d->n; i++) {
		unsigned place;
		uint64_t page;

		if (doublewrite_place_of(d, i, &place, &page))
			atomic_fetch_sub(mark_of(page), 1);
	}
}

/* ---- which file is it ---- */

struct page_file {
	struct bdb_doublewrite *w;
	unsigned place;
};

static bool
find_place(struct bdb_doublewrite *w, const struct stat *st, struct page_file *f)
{
	for (unsigned i = 0; i < w->places_n; i++)
		if (w->places[i].ino == st->st_ino && w->places[i].dev == st->st_dev) {
			*f = (struct page_file){w, i};
			return true;
		}
	return false;
}

/* False: none of ours, or there is no telling. */
static bool
page_file_of(int fd, struct page_file *f)
{
	struct stat st;
	bool found = false;

	if (fstat(fd, &st) != 0)
		return false;
	(void)pthread_rwlock_rdlock(&stores.lock);
	for (unsigned i = 0; i < STORES_MAX && !found; i++)
		found = stores.open[i] != NULL && find_place(stores.open[i], &st, f);
	(void)pthread_rwlock_unlock(&stores.lock);
	return found;
}

/* False: there are too many. */
static bool
swap(const struct bdb_doublewrite *from, struct bdb_doublewrite *to)
{
	unsigned i = 0;

	(void)pthread_rwlock_wrlock(&stores.lock);
	while (i < STORES_MAX && stores.open[i] != from)
		i++;
	if (i < STORES_MAX)
		stores.open[i] = to;
	(void)pthread_rwlock_unlock(&stores.lock);
	return i < STORES_MAX;
}

/* The name of a database directly in the directory; NULL: it is none. */
static const char *
name_in(const char *dir, const char *path)
{
	size_t n = strlen(dir);

	while (n > 0 && dir[n - 1] == '/')
		n--;
	if (strncmp(path, dir, n) != 0 || path[n] != '/')
		return NULL;
	path += n + strspn(path + n, "/");
	return strchr(path, '/') == NULL && strlen(path) < DOUBLEWRITE_NAME &&
	               manifest_is_database(path)
	           ? path
	           : NULL;
}

static int
note(struct bdb_doublewrite *w, int fd, const char *name)
{
	struct page_file known;
	struct place *p = &w->places[w->places_n];
	struct stat st;

	if (fstat(fd, &st) != 0)
		return errno;
	if (find_place(w, &st, &known))
		return 0;
	if (w->places_n == PLACES_MAX)
		return EMFILE;
	p->fd = openat(w->b->dir_fd, name, O_RDWR | O_CLOEXEC);
	if (p->fd < 0)
		return errno;
	p->dev = st.st_dev;
	p->ino = st.st_ino;
	memcpy(p->name, name, strlen(name) + 1);
	w->places_n++;
	return 0;
}

static int
note_path(int fd, const char *path)
{
	int ret = 0;

	(void)pthread_rwlock_wrlock(&stores.lock);
	for (unsigned i = 0; i < STORES_MAX && ret == 0; i++) {
		const char *name =
		    stores.open[i] == NULL ? NULL : name_in(stores.open[i]->b->dir, path);

		if (name != NULL)
			ret = note(stores.open[i], fd, name);
	}
	(void)pthread_rwlock_unlock(&stores.lock);
	return ret;
}

/* ---- from copies to places ---- */

static int
sync_copies(struct bdb_doublewrite *w, const struct doublewrite *d)
{
	int ret = bdb_sync_fd(d->fd);

	if (ret == 0 && !w->named) {
		ret = bdb_sync_dir_fd(w->b->dir_fd);
		w->named = ret == 0;
	}
	w->synced = ret == 0;
	w->failed = ret != 0;
	return ret;
}

/* Those of a file follow each other. touched: each of these files. */
static int
write_places(struct bdb_doublewrite *w, const struct doublewrite *d, bool *touched)
{
	unsigned n = doublewrite_order(d, w->order);
	char page[DOUBLEWRITE_PAGE];

	for (unsigned i = 0; i < n; i++) {
		unsigned place;
		uint64_t number;
		int ret = doublewrite_read(d, w->order[i], page);

		if (ret != 0) {
			(void)bdb_broken(w->b, "a copy of a page", strerror(ret));
			w->failed = true;
			return ret;
		}
		(void)doublewrite_place_of(d, w->order[i], &place, &number);
		touched[place] = true;
		ret = bdb_page_write(
		    w->places[place].fd, page, sizeof(page), (off_t)number * DOUBLEWRITE_PAGE);
		if (ret != 0)
			return ret;
	}
	return 0;
}

static int
sync_places(struct bdb_doublewrite *w, const bool *touched)
{
	for (unsigned i = 0; i < PLACES_MAX; i++) {
		int ret = touched[i] ? bdb_sync_fd(w->places[i].fd) : 0;

		if (ret != 0) {
			w->failed = true;
			return ret;
		}
	}
	return 0;
}

static unsigned
count(struct bdb_doublewrite *w, unsigned half)
{
	unsigned n;

	pthread_mutex_lock(&w->lock);
	n = w->halves[half].n;
	pthread_mutex_unlock(&w->lock);
	return n;
}

/* Under settling: a half is used anew. taking: the one that takes pages from here on. */
static void
begin(struct bdb_doublewrite *w, struct doublewrite *d, uint64_t epoch, unsigned taking)
{
	(void)pthread_rwlock_wrlock(&w->turn);
	pthread_mutex_lock(&w->lock);
	doublewrite_begin(d, epoch);
	w->taking = taking;
	pthread_mutex_unlock(&w->lock);
	(void)pthread_rwlock_unlock(&w->turn);
}

/* Under settling: the half that takes none is empty after this, or an error number. */
static int
settle_other(struct bdb_doublewrite *w)
{
	struct doublewrite *d = &w->halves[!w->taking];
	bool touched[PLACES_MAX] = {false};
	int ret = 0;

	if (count(w, !w->taking) == 0)
		return 0;
	if (!w->synced)
		ret = sync_copies(w, d);
	if (ret == 0)
		ret = write_places(w, d, touched);
	if (ret == 0)
		ret = sync_places(w, touched);
	if (ret != 0)
		return ret;
	unmark(d);
	begin(w, d, d->epoch, w->taking);
	w->synced = false;
	return 0;
}

/* Under settling: what was put until now goes to its place. An error: some of it may still wait. */
static int
settle_both(struct bdb_doublewrite *w)
{
	int ret = w->failed ? EIO : settle_other(w);

	if (ret == 0 && count(w, w->taking) > 0) {
		unsigned other = !w->taking;

		begin(w, &w->halves[other], w->halves[w->taking].epoch + 1, other);
		ret = settle_other(w);
	}
	return ret;
}

static int
settle(struct bdb_doublewrite *w)
{
	int ret;

	pthread_mutex_lock(&w->settling);
	ret = settle_both(w);
	pthread_mutex_unlock(&w->settling);
	return ret;
}

/* ---- writing ---- */

static int
make_file(struct bdb_doublewrite *w)
{
	int fd = openat(w->b->dir_fd, BDB_DOUBLEWRITE,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);

	if (fd < 0)
		return errno;
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++)
		w->halves[i].fd = fd;
	w->made = true;
	return 0;
}

/* A slot, or -1 when all are taken; ret: why there is none. */
static int
take(struct bdb_doublewrite *w, int *ret)
{
	int slot = -1;

	pthread_mutex_lock(&w->lock);
	*ret = w->made ? 0 : make_file(w);
	if (*ret == 0)
		slot = doublewrite_take(&w->halves[w->taking]);
	w->empty = w->empty && slot < 0;
	pthread_mutex_unlock(&w->lock);
	return slot;
}

static void
link_slot(struct bdb_doublewrite *w, int slot, unsigned place, uint64_t page)
{
	pthread_mutex_lock(&w->lock);
	if (doublewrite_link(&w->halves[w->taking], slot, place, page))
		atomic_fetch_add(mark_of(page), 1);
	pthread_mutex_unlock(&w->lock);
}

/* EAGAIN: there is no room before some are settled. */
static int
put(const struct page_file *f, uint64_t page, const void *bytes)
{
	struct bdb_doublewrite *w = f->w;
	const struct doublewrite_place place = {f->place, w->places[f->place].name, page};
	int slot, ret;

	(void)pthread_rwlock_rdlock(&w->turn);
	slot = take(w, &ret);
	if (slot >= 0)
		ret = doublewrite_write(&w->halves[w->taking], slot, &place, bytes);
	else if (ret == 0)
		ret = EAGAIN;
	if (ret == 0)
		link_slot(w, slot, f->place, page);
	(void)pthread_rwlock_unlock(&w->turn);
	return ret;
}

static int
put_or_settle(const struct page_file *f, uint64_t page, const void *bytes)
{
	int ret;

	while ((ret = put(f, page, bytes)) == EAGAIN) {
		ret = settle(f->w);
		if (ret != 0)
			break;
	}
	return ret;
}

/* Not a page alone, or not at its place: what was put of the file goes before it. */
static int
write_past(const struct page_file *f, int fd, const void *p, size_t n, off_t at)
{
	int ret = settle(f->w);

	if (ret == 0)
		ret = bdb_page_write(fd, p, n, at);
	return ret == 0 ? bdb_sync_fd(fd) : ret;
}

ssize_t
bdb_doublewrite_write(int fd, const void *p, size_t n)
{
	struct page_file f;
	off_t at;
	int ret;

	if (!page_file_of(fd, &f)) {
		ret = file_write(fd, p, n);
	} else if ((at = lseek(fd, 0, SEEK_CUR)) < 0) {
		ret = errno;
	} else {
		ret = n == DOUBLEWRITE_PAGE && at % DOUBLEWRITE_PAGE == 0
		          ? put_or_settle(&f, (uint64_t)at / DOUBLEWRITE_PAGE, p)
		          : write_past(&f, fd, p, n, at);
		if (ret == 0 && lseek(fd, at + (off_t)n, SEEK_SET) < 0)
			ret = errno;
	}
	errno = ret;
	return ret == 0 ? (ssize_t)n : -1;
}

/* ---- reading ---- */

/* With turn: the newer copy. ENOENT: it has none that waits. */
static int
get(struct bdb_doublewrite *w, unsigned place, uint64_t page, void *bytes)
{
	const struct doublewrite *halves[] = {&w->halves[w->taking], &w->halves[!w->taking]};
	int slot = -1;
	unsigned i = 0;

	pthread_mutex_lock(&w->lock);
	while (slot < 0 && i < DOUBLEWRITE_HALVES)
		slot = doublewrite_find(halves[i++], place, page);
	pthread_mutex_unlock(&w->lock);
	return slot < 0 ? ENOENT : doublewrite_read(halves[i - 1], slot, bytes);
}

ssize_t
bdb_doublewrite_read(int fd, void *p, size_t n, off_t at)
{
	struct page_file f;
	int ret;

	if (n != DOUBLEWRITE_PAGE || at % DOUBLEWRITE_PAGE != 0 ||
	    atomic_load(mark_of((uint64_t)at / DOUBLEWRITE_PAGE)) == 0 || !page_file_of(fd, &f))
		return pread(fd, p, n, at);
	(void)pthread_rwlock_rdlock(&f.w->turn);
	ret = get(f.w, f.place, (uint64_t)at / DOUBLEWRITE_PAGE, p);
	(void)pthread_rwlock_unlock(&f.w->turn);
	/* Nobody writes a page that is being read, so what has no copy gets none meanwhile. */
	if (ret == ENOENT)
		return pread(fd, p, n, at);
	/*
	 * For an error Berkeley DB would read what is in the place, in another way, and find it
	 * good. What is no page at all it does not take.
	 */
	if (ret != 0) {
		(void)bdb_broken(f.w->b, "a copy of a page", strerror(ret));
		memset(p, 0xff, n);
	}
	return (ssize_t)n;
}

/* ---- cutting ---- */

/* Under settling. Pages of a file from one on have no copies. */
static void
forget_from(struct bdb_doublewrite *w, unsigned place, uint64_t first)
{
	pthread_mutex_lock(&w->lock);
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++)
		for (unsigned slot = 0; slot < w->halves[i].n; slot++) {
			unsigned whose;
			uint64_t page;

			if (!doublewrite_place_of(&w->halves[i], slot, &whose, &page) ||
			    whose != place || page < first)
				continue;
			doublewrite_unlink(&w->halves[i], slot);
			atomic_fetch_sub(mark_of(page), 1);
		}
	pthread_mutex_unlock(&w->lock);
}

/* Under settling. With turn, alone, when it is 0: then there are no copies, not even of before. */
static int
forget_all(struct bdb_doublewrite *w)
{
	int ret;

	for (;;) {
		ret = settle_both(w);
		if (ret != 0)
			return ret;
		(void)pthread_rwlock_wrlock(&w->turn);
		if (w->halves[w->taking].n == 0)
			break;
		(void)pthread_rwlock_unlock(&w->turn);
	}
	if (!w->empty && w->made) {
		ret = ftruncate(w->halves[0].fd, 0) == 0 ? 0 : errno;
		if (ret == 0)
			ret = bdb_sync_fd(w->halves[0].fd);
	}
	w->empty = ret == 0;
	if (ret != 0)
		(void)pthread_rwlock_unlock(&w->turn);
	return ret;
}

/*
 * Pages that Berkeley DB cuts off, one by one, when what it appended is undone, must not come back
 * from a copy: a page made anew has not been there before, says the log. The first page of the file
 * changes with it, so the next checkpoint syncs the file.
 */
int
bdb_doublewrite_truncate(int fd, off_t size)
{
	struct page_file f;
	int ret;

	if (!page_file_of(fd, &f))
		return ftruncate(fd, size) == 0 ? 0 : errno;
	pthread_mutex_lock(&f.w->settling);
	forget_from(f.w, f.place, ((uint64_t)size + DOUBLEWRITE_PAGE - 1) / DOUBLEWRITE_PAGE);
	ret = forget_all(f.w);
	if (ret == 0) {
		ret = ftruncate(fd, size) == 0 ? 0 : errno;
		(void)pthread_rwlock_unlock(&f.w->turn);
	}
	pthread_mutex_unlock(&f.w->settling);
	return ret;
}

/* ---- opening a database ---- */

/*
 * Berkeley DB looks at the size of a database that it opens, and into its first page, by a call
 * that cannot be taken over: with a function of ours in its place, the end of a file is an error.
 */
int
bdb_doublewrite_note(int fd, const char *path)
{
	struct page_file f;
	int ret = note_path(fd, path);

	if (ret != 0 || !page_file_of(fd, &f))
		return ret;
	return settle(f.w);
}

/* ---- syncing ---- */

int
bdb_doublewrite_sync(int fd)
{
	struct page_file f;
	int ret;

	if (!page_file_of(fd, &f))
		return bdb_sync_fd(fd);
	/*
	 * A checkpoint writes all pages and then syncs their files, one by one. With the first all
	 * of it is in its place; what came since belongs to the next.
	 */
	if (checkpoint.w == f.w && checkpoint.settled)
		return 0;
	ret = settle(f.w);
	checkpoint.settled = ret == 0;
	return ret != 0 || checkpoint.w == f.w ? ret : bdb_sync_fd(fd);
}

void
bdb_doublewrite_checkpoint(struct bdb *b, bool begins)
{
	checkpoint.w = begins ? b->doublewrite : NULL;
	checkpoint.settled = false;
}

int
bdb_doublewrite_relieve(struct bdb *b)
{
	struct bdb_doublewrite *w = b->doublewrite;
	bool half_full;

	pthread_mutex_lock(&w->lock);
	half_full = w->halves[w->taking].n >= DOUBLEWRITE_MAX / 2;
	pthread_mutex_unlock(&w->lock);
	return half_full ? settle(w) : 0;
}

/* ---- opening and closing ---- */

static void
release(struct bdb_doublewrite *w)
{
	if (w->made)
		close(w->halves[0].fd);
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++)
		doublewrite_release(&w->halves[i]);
	for (unsigned i = 0; i < w->places_n; i++)
		close(w->places[i].fd);
	free(w->order);
	free(w);
}

static struct bdb_doublewrite *
make(struct bdb *b)
{
	struct bdb_doublewrite *w = calloc(1, sizeof(*w));
	bool good = true;

	if (w == NULL)
		return NULL;
	w->b = b;
	w->order = calloc(DOUBLEWRITE_MAX, sizeof(*w->order));
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++)
		good = doublewrite_init(&w->halves[i], i) && good;
	if (good && w->order != NULL)
		return w;
	release(w);
	return NULL;
}

static int
init_locks(struct bdb_doublewrite *w)
{
	int ret = bdb_rwlock_init(&w->turn);

	if (ret != 0)
		return ret;
	ret = pthread_mutex_init(&w->lock, NULL);
	if (ret == 0) {
		ret = pthread_mutex_init(&w->settling, NULL);
		if (ret != 0)
			pthread_mutex_destroy(&w->lock);
	}
	if (ret != 0)
		pthread_rwlock_destroy(&w->turn);
	return ret;
}

static void
destroy_locks(struct bdb_doublewrite *w)
{
	pthread_mutex_destroy(&w->settling);
	pthread_mutex_destroy(&w->lock);
	pthread_rwlock_destroy(&w->turn);
}

enum store_open_rc
bdb_doublewrite_open(struct bdb *b, const struct store_options *options)
{
	struct bdb_doublewrite *w;
	uint64_t epoch;
	int ret = bdb_torn_mend(b, &epoch);

	(void)options;
	if (ret != 0)
		return bdb_why_ret(b, ret, "pages cannot be written from their copies");
	w = make(b);
	if (w == NULL)
		return bdb_why_ret(b, ENOMEM, "copies of pages");
	ret = init_locks(w);
	if (ret != 0) {
		release(w);
		return bdb_why_ret(b, ret, "copies of pages");
	}
	doublewrite_begin(&w->halves[w->taking], epoch + 1);
	w->empty = true;
	(void)make_file(w); /* else later: with luck nothing is written before there is room */
	if (!swap(NULL, w)) {
		destroy_locks(w);
		release(w);
		return bdb_why_ret(b, EMFILE, "copies of pages");
	}
	b->doublewrite = w;
	return STORE_OPEN_OK;
}

/*
 * Behind Berkeley DB's own end. The file goes when nothing is left in it; that of a store that is
 * broken is for the next to open it.
 */
void
bdb_doublewrite_close(struct bdb *b)
{
	struct bdb_doublewrite *w = b->doublewrite;
	bool usable = bdb_usable(b) == STORE_OK;
	int ret = usable ? settle(w) : 0;

	if (ret != 0 && !b->opening)
		log_error(
		    "pages are left in copies dir=\"%s\" error=\"%s\"", b->dir, strerror(ret));
	(void)swap(w, NULL);
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++)
		unmark(&w->halves[i]);
	if (w->made && usable && ret == 0 && unlinkat(b->dir_fd, BDB_DOUBLEWRITE, 0) == 0)
		(void)bdb_sync_dir_fd(b->dir_fd);
	b->doublewrite = NULL;
	destroy_locks(w);
	release(w);
}
