/* A store that nobody has open, checked as thoroughly as can be. */
#include <config.h>

#include "store/check.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/kind.h"
#include "store/manifest.h"
#include "store/mend.h"
#include "store/record.h"

enum { EXAMPLES = 5, EXAMPLE_MAX = 80, PAGE_LINES = 3, VERIFY_CACHE = 16 << 20 };

static void __attribute__((format(printf, 2, 3)))
say(const struct store_care *care, const char *format, ...)
{
	char line[1024];
	va_list ap;

	if (care->say == NULL)
		return;
	va_start(ap, format);
	(void)vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	care->say(care->ctx, line);
}

/* ---- pages ---- */

/* Berkeley DB hands its lines to a function that is told nothing of ours. */
static _Thread_local struct {
	const struct store_care *care;
	const char *file;
	unsigned lines;
} listening;

static void
page_line(const DB_ENV *env, const char *prefix, const char *line)
{
	(void)env;
	(void)prefix;
	if (listening.lines++ < PAGE_LINES)
		say(listening.care, "%s: %s", listening.file, line);
}

/* Without an environment: the pages as they lie on the disk. 0, or what is wrong. */
static int
verify_file(const char *path)
{
	DB *db;
	int ret = db_create(&db, NULL, 0);

	if (ret != 0)
		return ret;
	db->set_errcall(db, page_line);
	ret = db->set_cachesize(db, 0, VERIFY_CACHE, 1);
	if (ret != 0) {
		(void)db->close(db, 0);
		return ret;
	}
	return db->verify(db, path, NULL, NULL, 0); /* whatever it says, the handle is gone */
}

struct pages {
	const char *dir;
	const struct store_care *care;
	struct store_report *report;
};

static int
check_pages_of(void *ctx, const char *name)
{
	struct pages *p = ctx;
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/%s", p->dir, name), ret;

	if (!manifest_is_database(name))
		return 0;
	if (n < 0 || (size_t)n >= sizeof(path))
		return ENAMETOOLONG;
	listening.care = p->care;
	listening.file = name;
	listening.lines = 0;
	ret = verify_file(path);
	if (ret == ENOMEM || ret == EMFILE || ret == ENFILE || ret == EACCES || ret == ENOSPC)
		return ret;
	if (ret != 0) {
		p->report->files_bad++;
		if (listening.lines == 0)
			say(p->care, "%s: %s", name, db_strerror(ret));
		say(p->care, "%s: its pages are damaged: restore a backup", name);
	}
	return 0;
}

static enum store_open_rc
check_pages(const struct store_options *options, const struct store_care *care, struct arena *a,
    struct store_report *report, const char **why)
{
	struct pages p = {options->dir, care, report};
	int fd = open(options->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Closing could not bring all pages to their places. */
	bool left = fd >= 0 && faccessat(fd, BDB_DOUBLEWRITE, F_OK, 0) == 0;
	int ret = fd < 0 ? errno : left ? 0 : file_each_name(fd, check_pages_of, &p);

	if (fd >= 0)
		close(fd);
	if (left) {
		*why = arena_printf(
		    a, "%s: its pages cannot be checked: some could not be written", options->dir);
		return STORE_OPEN_UNUSABLE;
	}
	if (ret == 0)
		return STORE_OPEN_OK;
	*why =
	    arena_printf(a, "%s: its pages cannot be checked: %s", options->dir, db_strerror(ret));
	return ret == ENOMEM ? STORE_OPEN_NOMEM : STORE_OPEN_UNUSABLE;
}

/* ---- what a scan finds, in words ---- */

/* clang-format off */
static const char *const words[] = {
	[BDB_RECORD_BAD]	 = "records that cannot be read",
	[BDB_ORDER_MISSING]	 = "records missing in a list",
	[BDB_ORDER_STRAY]	 = "places in a list that no record has",
	[BDB_COUNT_WRONG]	 = "wrong counts",
	[BDB_SHARED_MISSING]	 = "shared parts that are gone",
	[BDB_SHARED_STRAY]	 = "shared parts that no record has",
	[BDB_SHARED_COUNT_WRONG] = "wrong counts of shared parts",
};
/* clang-format on */

_Static_assert(sizeof(words) / sizeof(words[0]) == BDB_FAULT__MAX, "every fault has words");

struct tale {
	uint64_t n[STORE_KIND__MAX][BDB_FAULT__MAX];
	unsigned shown[STORE_KIND__MAX][BDB_FAULT__MAX];
	char last[EXAMPLE_MAX]; /* one record may be missing in two lists */
	char examples[STORE_KIND__MAX][BDB_FAULT__MAX][EXAMPLES * EXAMPLE_MAX];
};

/* Bytes of strangers, for a terminal. */
static void
print_safely(char out[EXAMPLE_MAX], struct str s)
{
	size_t at = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (at + sizeof("\\xNN...") > EXAMPLE_MAX) {
			at += (size_t)snprintf(out + at, EXAMPLE_MAX - at, "...");
			break;
		}
		if (c > ' ' && c < 0x7f && c != '\\')
			out[at++] = (char)c;
		else
			at += (size_t)snprintf(out + at, EXAMPLE_MAX - at, "\\x%02x", c);
	}
	out[at] = '\0';
}

static void
name_of(char out[EXAMPLE_MAX], const struct bdb_finding *f)
{
	struct key_parts parts;

	if (f->id.n > 0)
		print_safely(out, f->id);
	else if (f->what == BDB_COUNT_WRONG && key_parse(&parts, f->key) && parts.keys.owner.n > 0)
		print_safely(out, parts.keys.owner);
	else if (f->what == BDB_COUNT_WRONG)
		(void)snprintf(out, EXAMPLE_MAX, "all");
	else
		print_safely(out, f->key);
}

static enum store_rc
note(void *ctx, const struct bdb_finding *f)
{
	struct tale *t = ctx;
	bool of_kind = f->what < BDB_SHARED_MISSING;
	enum store_kind kind = of_kind ? f->kind : (enum store_kind)0;
	char name[EXAMPLE_MAX], *list = t->examples[kind][f->what];
	size_t at;

	t->n[kind][f->what]++;
	if (t->shown[kind][f->what] == EXAMPLES)
		return STORE_OK;
	name_of(name, f);
	if (list[0] != '\0' && strcmp(name, t->last) == 0)
		return STORE_OK;
	t->shown[kind][f->what]++;
	(void)snprintf(t->last, sizeof(t->last), "%s", name);
	at = strlen(list);
	(void)snprintf(list + at, EXAMPLES * EXAMPLE_MAX - at, "%s%s", at > 0 ? " " : "", name);
	return STORE_OK;
}

static void
tell(const struct store_care *care, const struct tale *t)
{
	for (unsigned kind = 0; kind < STORE_KIND__MAX; kind++)
		for (unsigned what = 0; what < BDB_FAULT__MAX; what++) {
			uint64_t n = t->n[kind][what];

			if (n == 0)
				continue;
			say(care, "%s: %" PRIu64 " %s: %s%s",
			    what < BDB_SHARED_MISSING ? store_kind_name((enum store_kind)kind)
			                              : "shared",
			    n, words[what], t->examples[kind][what], n > EXAMPLES ? " ..." : "");
		}
}

/* ---- the open store ---- */

static bool
is_clean(const struct store_problem_counts *c)
{
	return c->records_bad == 0 && c->order_missing == 0 && c->order_stray == 0 &&
	       c->counts_wrong == 0 && c->shared_missing == 0 && c->shared_stray == 0;
}

static enum store_rc
count_records(struct store *s, struct arena *a, struct store_report *report)
{
	enum store_rc rc = STORE_OK;

	for (unsigned kind = 0; kind < STORE_KIND__MAX && rc == STORE_OK; kind++) {
		const struct store_query q = {.kind = (enum store_kind)kind, .groups = ~0U};
		struct store_record *records;
		size_t n;

		rc = store_list(s, a, &q, &records, &n, &report->records[kind]);
	}
	return rc;
}

static enum store_rc
mend(struct bdb *b, const struct store_care *care, struct store_report *report)
{
	struct store_problem_counts left = {0};
	enum store_rc rc;

	if (report->found.records_bad > 0) {
		say(care, "nothing was mended, for records cannot be read: restore a backup");
		return STORE_OK;
	}
	rc = bdb_mend(b, &report->mended);
	if (rc == STORE_OK)
		rc = bdb_scan(b, &left, NULL, NULL);
	report->sound = rc == STORE_OK && is_clean(&left);
	return rc;
}

static enum store_rc
look(struct bdb *b, const struct store_care *care, struct arena *a, struct store_report *report)
{
	struct tale *t = calloc(1, sizeof(*t));
	enum store_rc rc = t == NULL ? STORE_NOMEM : bdb_scan(b, &report->found, note, t);

	(void)snprintf(report->uuid, sizeof(report->uuid), "%s", b->base.uuid);
	if (rc == STORE_OK) {
		tell(care, t);
		report->sound = is_clean(&report->found);
		if (!report->sound && care->mend)
			rc = mend(b, care, report);
	}
	/* What the counters say; of an unsound store they are no answer. */
	if (rc == STORE_OK && report->sound)
		rc = count_records(&b->base, a, report);
	free(t);
	return rc;
}

static bool
has_store(const struct store_options *options, struct arena *a)
{
	return access(arena_printf(a, "%s/" BDB_META_FILE, options->dir), F_OK) == 0;
}

static enum store_open_rc
look_at(const struct store_options *options, const struct store_care *care, struct arena *a,
    struct store_report *report, const char **why)
{
	struct store *s;
	enum store_open_rc rc = store_open_bdb(options, a, &s, why);
	enum store_rc looked;

	if (rc != STORE_OPEN_OK)
		return rc;
	looked = look((struct bdb *)s, care, a, report);
	store_close(s);
	if (looked == STORE_OK)
		return STORE_OPEN_OK;
	*why = arena_printf(
	    a, "%s: the check did not come to its end: %s", options->dir, store_rc_name(looked));
	return looked == STORE_NOMEM    ? STORE_OPEN_NOMEM
	       : looked == STORE_BROKEN ? STORE_OPEN_DAMAGED
	                                : STORE_OPEN_UNUSABLE;
}

/* Opening recovers, and closing writes all pages: then they are checked, then what is on them. */
enum store_open_rc
bdb_check_locked(const struct store_options *options, const struct store_care *care,
    struct arena *a, struct store_report *report, const char **why)
{
	struct store_options again = *options;
	struct store *s;
	enum store_open_rc rc = store_open_bdb(options, a, &s, why);

	*report = (struct store_report){.sound = false};
	if (rc != STORE_OPEN_OK)
		return rc;
	store_close(s);
	again.all_log = false;
	rc = check_pages(&again, care, a, report, why);
	if (rc != STORE_OPEN_OK || report->files_bad > 0)
		return rc;
	return look_at(&again, care, a, report, why);
}

enum store_open_rc
store_check(const struct store_options *options, const struct store_care *care, struct arena *a,
    struct store_report *report, const char **why)
{
	struct store_options mine = *options;
	struct store_lock *lock = NULL;
	enum store_open_rc rc;

	*report = (struct store_report){.sound = false};
	if (!has_store(options, a)) {
		*why = arena_printf(a, "%s: there are no records", options->dir);
		return STORE_OPEN_UNUSABLE;
	}
	rc = store_lock_new(options->dir, a, &lock, why);
	if (rc != STORE_OPEN_OK)
		return rc;
	mine.lock = lock;
	rc = bdb_check_locked(&mine, care, a, report, why);
	store_lock_free(lock);
	return rc;
}
