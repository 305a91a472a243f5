#include <config.h>

#include "main/care.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "control/control.h"
#include "main/store_exit.h"
#include "main/user.h"

enum { TELL_EVERY_MS = 10 * 1000 };

/* ---- in words ---- */

static void
print_records(struct buf *to, const struct store_report *report)
{
	for (unsigned kind = 0; kind < STORE_KIND__MAX; kind++)
		buf_printf(to, "%s%" PRIu64 " %s", kind == 0 ? "" : ", ", report->records[kind],
		    store_kind_name((enum store_kind)kind));
}

static void
print_times(struct buf *to, const struct store_backup *about)
{
	char began[TIMESTAMP_SIZE], ended[TIMESTAMP_SIZE];

	timestamp_print(began, about->began);
	timestamp_print(ended, about->ended);
	buf_printf(
	    to, "everything answered before %s is in it, nothing of after %s\n", began, ended);
}

static const char *
key_path(const struct conf *conf, struct arena *a)
{
	return conf->secret_key_file[0] != '\0' ? conf->secret_key_file
	                                        : arena_printf(a, "%s/secret.key", conf->data);
}

/* ---- backup ---- */

struct watch {
	const atomic_bool *stopping;
	const char *dir;
	int64_t next; /* when to say how far it is */
};

static bool
watch(void *ctx, uint64_t bytes)
{
	struct watch *w = ctx;
	int64_t now = clock_monotonic_ms();

	if (now >= w->next) {
		log_info("a backup is being written dir=\"%s\" bytes=%" PRIu64, w->dir, bytes);
		w->next = now + TELL_EVERY_MS;
	}
	return w->stopping == NULL || !atomic_load(w->stopping);
}

/* Without its key a secret is lost, and who restores will want to have been told before. */
static void
tell_of_keys(struct store *s, const struct conf *conf, struct arena *a, struct buf *text)
{
	const struct store_query q = {.kind = STORE_SECRET, .groups = ~0U};
	struct store_record *records;
	uint64_t count;
	size_t n;

	if (store_list(s, a, &q, &records, &n, &count) == STORE_OK && count > 0)
		buf_printf(text,
		    "it holds %" PRIu64
		    " secrets, and not their key: keep a copy of %s elsewhere\n",
		    count, key_path(conf, a));
}

int
care_backup(struct store *s, const struct conf *conf, const char *dir, const atomic_bool *stopping,
    struct buf *text)
{
	struct watch w = {stopping, dir, clock_monotonic_ms() + TELL_EVERY_MS};
	struct store_progress progress = {watch, &w};
	struct arena *a = arena_new();
	struct store_backup about;
	const char *why = "out of memory";
	enum store_open_rc rc = STORE_OPEN_NOMEM;

	if (a != NULL)
		rc = store_backup(s, dir, progress, a, &about, &why);
	if (rc == STORE_OPEN_OK) {
		log_info("a backup was written dir=\"%s\" files=%" PRIu64 " bytes=%" PRIu64, dir,
		    about.files, about.bytes);
		buf_printf(text, "%s: %" PRIu64 " files, %" PRIu64 " bytes\n", dir, about.files,
		    about.bytes);
		print_times(text, &about);
		tell_of_keys(s, conf, a, text);
	} else {
		log_error("no backup was written: %s", why);
		buf_printf(text, "no backup was written: %s", why);
	}
	arena_free(a);
	return store_exit_code(rc);
}

/* The directory as another process finds it. NULL: too long. */
static const char *
absolute(const char *dir, struct arena *a)
{
	char here[4096];

	if (dir[0] == '/')
		return dir;
	return getcwd(here, sizeof(here)) != NULL ? arena_printf(a, "%s/%s", here, dir) : NULL;
}

static int
say_and(struct buf *text, int code)
{
	if (code == EX_OK)
		fwrite(text->p, 1, text->n, stdout);
	else
		fprintf(stderr, "connectord: %.*s\n", (int)text->n, text->p != NULL ? text->p : "");
	if (buf_failed(text) || fflush(stdout) != 0)
		code = EX_IOERR;
	buf_release(text);
	return code;
}

static int
back_up_closed(
    const struct store_options *options, const struct conf *conf, const char *dir, struct arena *a)
{
	struct buf text = {0};
	struct store *s;
	const char *why;
	enum store_open_rc rc;
	int code;

	if (access(arena_printf(a, "%s/meta.db", conf->data), F_OK) != 0) {
		buf_printf(&text, "%s: there are no records", conf->data);
		return say_and(&text, EX_NOINPUT);
	}
	code = user_check(conf);
	if (code != EX_OK)
		return code;
	rc = store_open_bdb(options, a, &s, &why);
	if (rc != STORE_OPEN_OK) {
		buf_printf(&text, "cannot open the store: %s", why);
		return say_and(&text, store_exit_code(rc));
	}
	code = care_backup(s, conf, dir, NULL, &text);
	store_close(s);
	return say_and(&text, code);
}

static int
back_up(const struct care_order *order, const struct store_options *options,
    const struct conf *conf, struct arena *a)
{
	const char *words[] = {"backup", absolute(order->dir, a)};
	struct buf text = {0};
	int fd, code;

	if (words[1] == NULL)
		return EX_OSERR;
	fd = control_connect(conf->data);
	if (fd < 0)
		return back_up_closed(options, conf, words[1], a);
	close(fd);
	code = control_ask(conf->data, words, 2, &text);
	return say_and(&text, code);
}

/* ---- verify, restore ---- */

static void
hear(void *ctx, const char *line)
{
	const struct care_order *order = ctx;

	/* Where a program reads the answer, people read beside it. */
	fprintf(order->json ? stderr : stdout, "%s\n", line);
}

static void
print_json(const struct store_report *r)
{
	const struct store_problem_counts *f = &r->found;
	const struct {
		const char *name;
		uint64_t n;
	} found[] = {{"records_bad", f->records_bad}, {"order_missing", f->order_missing},
	    {"order_stray", f->order_stray}, {"counts_wrong", f->counts_wrong},
	    {"shared_missing", f->shared_missing}, {"shared_stray", f->shared_stray},
	    {"files_bad", r->files_bad}};

	printf("{\"sound\":%s,\"mended\":%" PRIu64 ",\"found\":{", r->sound ? "true" : "false",
	    r->mended);
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++)
		printf("%s\"%s\":%" PRIu64, i == 0 ? "" : ",", found[i].name, found[i].n);
	printf("},\"records\":");
	for (unsigned kind = 0; kind < STORE_KIND__MAX && r->sound; kind++)
		printf("%c\"%s\":%" PRIu64, kind == 0 ? '{' : ',',
		    store_kind_name((enum store_kind)kind), r->records[kind]);
	printf("%s}\n", r->sound ? "}" : "null");
}

static void
print_report(const char *dir, const struct store_report *report)
{
	struct buf text = {0};

	buf_printf(&text, "%s: ", dir);
	if (report->mended > 0)
		buf_printf(&text, "%" PRIu64 " faults mended; ", report->mended);
	if (report->sound) {
		buf_text(&text, "sound: ");
		print_records(&text, report);
	} else
		buf_text(&text, "NOT sound");
	buf_char(&text, '\n');
	fwrite(text.p, 1, text.n, stdout);
	buf_release(&text);
}

static int
end(enum store_open_rc rc, const char *why, int code)
{
	if (rc != STORE_OPEN_OK) {
		fprintf(stderr, "connectord: %s\n", why);
		code = store_exit_code(rc);
	}
	return fflush(stdout) == 0 ? code : EX_IOERR;
}

static int
verify(const struct care_order *order, const struct store_options *options, struct arena *a)
{
	struct care_order mine = *order;
	const struct store_care care = {.mend = order->mend, .say = hear, .ctx = &mine};
	struct store_backup about;
	struct store_report report;
	const char *why = "";
	const char *dir = order->dir != NULL ? order->dir : options->dir;
	enum store_open_rc rc = order->dir != NULL ? store_backup_check(order->dir, options, &care,
	                                                 a, &about, &report, &why)
	                                           : store_check(options, &care, a, &report, &why);

	if (order->json)
		print_json(&report);
	else if (rc == STORE_OPEN_OK)
		print_report(dir, &report);
	return end(rc, why, report.sound ? EX_OK : EX_DATAERR);
}

static void
print_restored(const struct store_backup *about, const struct store_report *report, const char *key)
{
	struct buf text = {0};

	print_times(&text, about);
	if (report->records[STORE_SECRET] > 0 && access(key, F_OK) != 0)
		buf_printf(
		    &text, "put the key file of the secrets in place before the start: %s\n", key);
	fwrite(text.p, 1, text.n, stdout);
	buf_release(&text);
}

static int
restore(const struct care_order *order, const struct store_options *options,
    const struct conf *conf, struct arena *a)
{
	struct care_order mine = *order;
	const struct store_care care = {.mend = order->mend, .say = hear, .ctx = &mine};
	struct store_backup about;
	struct store_report report;
	const char *why = "";
	enum store_open_rc rc = store_restore(order->dir, options, &care, a, &about, &report, &why);

	if (order->json)
		print_json(&report);
	else if (rc == STORE_OPEN_OK) {
		print_report(options->dir, &report);
		print_restored(&about, &report, key_path(conf, a));
	}
	return end(rc, why, EX_OK);
}

/* ---- which ---- */

static const struct {
	const char *name;
	enum care what;
	unsigned words_min, words_max;
} commands[] = {
    {"backup", CARE_BACKUP, 1, 1},
    {"restore", CARE_RESTORE, 1, 1},
    {"verify", CARE_VERIFY, 0, 1},
};

enum care
care_find(const char *name, unsigned words)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, name) == 0 && words >= commands[i].words_min &&
		    words <= commands[i].words_max)
			return commands[i].what;
	return CARE_NONE;
}

int
care_run(const struct care_order *order, const struct conf *conf, struct arena *a)
{
	const struct store_options options = store_options_of(conf);
	int code;

	switch (order->what) {
	case CARE_BACKUP:
		return back_up(order, &options, conf, a);
	case CARE_RESTORE:
		return restore(order, &options, conf, a);
	case CARE_VERIFY:
		/* It brings them up to date with the log first; a backup it looks at in a copy. */
		code = order->dir == NULL ? user_check(conf) : EX_OK;
		return code == EX_OK ? verify(order, &options, a) : code;
	case CARE_NONE:
		break;
	}
	return EX_USAGE;
}
