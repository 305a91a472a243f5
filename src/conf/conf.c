#include <config.h>

#include "conf/conf.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/suggest.h"
#include "conf/value.h"

#ifndef LOCALSTATEDIR
#define LOCALSTATEDIR "/var"
#endif

enum { FILE_MAX = 1024 * 1024 };

static const char *const log_words[] = {"stderr", "syslog", NULL};
static const char *const owned_words[] = {"auto", "wait", "fail", NULL};
static const char *const lifecycle_words[] = {"strict", "compat", NULL};
static const char *const switch_words[] = {"on", "off", NULL};
static const char *const sandbox_words[] = {"auto", "on", "off", NULL};
static const char *const role_words[] = {"none", "monitor", "manage", "admin", NULL};
static const char *const level_words[] = {"error", "warn", "info", "debug", NULL};

/* One row a line: tests/lint/settings.sh compares them with the manual and the example file. */
/* clang-format off */
static const struct setting {
	const char *name;
	size_t offset;
	struct value_rule rule;	/* kind, unit of the field, least, most */
	const char *normal;	/* the default */
	const char *help;
} settings[] = {
#define AT(field) offsetof(struct conf, field)
	{ "listen",              AT(listen),             { VALUE_ADDRESS,  0,    "0",    "255"     }, "",       "socket to listen on: /PATH or ADDRESS:PORT; empty: the one handed over" },
	{ "socket_mode",         AT(socket_mode),        { VALUE_MODE,     1,    "0600", "0777"    }, "0660",   "permission bits of the socket file" },
	{ "web_server_addrs",    AT(web_server_addrs),   { VALUE_TEXT,     0,    "0",    "1500"    }, "",       "IP addresses and networks that may connect over TCP; empty: loopback only" },
	{ "mount",               AT(mount),              { VALUE_MOUNT,    0,    "1",    "255"     }, "/",      "where the API begins in the web server's paths" },
	{ "data",                AT(data),               { VALUE_PATH,     0,    "1",    "1024"    }, LOCALSTATEDIR "/lib/connectord", "directory of the records" },
	{ "when_owned",          AT(when_owned),         { VALUE_WORD,     0, NULL, NULL, owned_words }, "auto", "when another process owns data: wait, fail, or auto: wait with a socket handed over" },
	{ "secret_key_file",     AT(secret_key_file),    { VALUE_PATH,     0,    "0",    "1024"    }, "",       "file of the keys that secrets are sealed with; empty: secret.key in data" },
	{ "security",            AT(security),           { VALUE_WORD,     0, NULL, NULL, switch_words }, "on", "whether requests need an API key: on or off" },
	{ "remote_user",         AT(remote_user),        { VALUE_WORD,     0, NULL, NULL, role_words  }, "none", "role of whom the web server let in (REMOTE_USER): none, monitor, manage or admin" },
	{ "auth_failures_max",   AT(auth_failures_max),  { VALUE_COUNT,    1,    "0",    "1000000" }, "10",     "failed authentications per second and address; 0: no limit" },
	{ "sandbox",             AT(sandbox),            { VALUE_WORD,     0, NULL, NULL, sandbox_words }, "auto", "whether system calls that are not needed are refused: auto, on or off" },
	{ "core_dumps",          AT(core_dumps),         { VALUE_WORD,     0, NULL, NULL, switch_words }, "off", "whether a crash may write memory to the disk, and debuggers attach: on or off" },
	{ "workers",             AT(workers),            { VALUE_COUNT,    1,    "0",    "256"     }, "0",      "threads that serve requests; 0: as many as processors, from 2 to 16" },
	{ "connections_max",     AT(connections_max),    { VALUE_COUNT,    1,    "1",    "1000000" }, "4096",   "open connections; more wait" },
	{ "body_max",            AT(body_max),           { VALUE_BYTES,    1,    "1K",   "1G"      }, "100M",   "largest request body; a larger one is answered 413" },
	{ "params_max",          AT(params_max),         { VALUE_BYTES,    1,    "4K",   "16M"     }, "64K",    "all parameters of a request, its headers among them" },
	{ "headers_max",         AT(headers_max),        { VALUE_BYTES,    1,    "1K",   "1M"      }, "16K",    "headers of a request; larger ones are answered 400" },
	{ "json_depth_max",      AT(json_depth_max),     { VALUE_COUNT,    1,    "20",   "1000"    }, "1000",   "how deep the objects and arrays of a body may be nested" },
	{ "page_max",            AT(page_max),           { VALUE_COUNT,    1,    "100",  "10000"   }, "10000",  "records of one page of a list or a search" },
	{ "answer_max",          AT(answer_max),         { VALUE_BYTES,    1,    "1M",   "4G"      }, "256M",   "records of one page, in bytes; a larger one is answered 413" },
	{ "record_max",          AT(record_max),         { VALUE_BYTES,    1,    "64K",  "1G"      }, "64M",    "one connector, sync job or API key; a larger one is answered 413" },
	{ "sync_cursor_max",     AT(sync_cursor_max),    { VALUE_BYTES,    1,    "1K",   "1G"      }, "1M",     "sync_cursor of one record; a larger one is answered 413" },
	{ "metadata_max",        AT(metadata_max),       { VALUE_BYTES,    1,    "1K",   "1G"      }, "1M",     "metadata of one sync job; a larger one is answered 413" },
	{ "connector_count_max", AT(connector_count_max), { VALUE_COUNT,   1,    "0",    "1000000000" }, "100000", "connectors, deleted ones too; more are answered 429; 0: no limit" },
	{ "sync_job_count_max",  AT(sync_job_count_max), { VALUE_COUNT,    1,    "0",    "1000000000000" }, "100000000", "sync jobs; more are answered 429; 0: no limit" },
	{ "buffer_max",          AT(buffer_max),         { VALUE_BYTES,    1,    "1M",   "64G"     }, "256M",   "memory for all requests together; beyond it they are answered 503" },
	{ "writes_max",          AT(writes_max),         { VALUE_COUNT,    1,    "1",    "1000000" }, "1024",   "changes that may wait for the disk; more are answered 503" },
	{ "waits_max",           AT(waits_max),          { VALUE_COUNT,    1,    "0",    "100000"  }, "256",    "requests that may wait for a sync job, at most half of connections_max; more are answered at once" },
	{ "wait_max",            AT(wait_max_ms),        { VALUE_DURATION, 1,    "0",    "24h"     }, "30s",    "how long a request may wait for a sync job; web servers must be as patient" },
	{ "request_timeout",     AT(request_timeout_ms), { VALUE_DURATION, 1,    "10ms", "24h"     }, "60s",    "from the first byte of a request to its last" },
	{ "send_timeout",        AT(send_timeout_ms),    { VALUE_DURATION, 1,    "10ms", "24h"     }, "60s",    "for the web server to take an answer" },
	{ "idle_timeout",        AT(idle_timeout_ms),    { VALUE_DURATION, 1,    "0",    "24h"     }, "0",      "for a connection without a request; 0: none" },
	{ "stop_grace",          AT(stop_grace_ms),      { VALUE_DURATION, 1,    "0",    "1h"      }, "5s",     "how long stopping waits for requests under way" },
	{ "cache_size",          AT(cache_bytes),        { VALUE_BYTES,    1,    "1M",   "64G"     }, "16M",    "memory for records and indexes" },
	{ "journal_size",        AT(log_file_bytes),     { VALUE_BYTES,    1,    "4M",   "1G"      }, "4M",    "size of one file of the journal" },
	{ "checkpoint_size",     AT(checkpoint_kib),     { VALUE_BYTES,    1024, "64K",  "1G"      }, "1M",     "a checkpoint after so much journal" },
	{ "checkpoint_interval", AT(checkpoint_s),       { VALUE_DURATION, 1000, "1s",   "24h"     }, "60s",    "a checkpoint at least so often while there are changes" },
	{ "log",                 AT(log),                { VALUE_WORD,     0, NULL, NULL, log_words   }, "stderr", "where the log goes: stderr or syslog" },
	{ "log_level",           AT(log_level),          { VALUE_WORD,     0, NULL, NULL, level_words }, "info",   "what is logged: error, warn, info or debug" },
	{ "version_number",      AT(version_number),     { VALUE_VERSION,  0,    "5",    "32"      }, "9.1.0",  "Elasticsearch version that clients are told" },
	{ "build_flavor",        AT(build_flavor),       { VALUE_TEXT,     0,    "1",    "64"      }, "default", "Elasticsearch build that clients are told" },
	{ "node_name",           AT(node_name),          { VALUE_TEXT,     0,    "1",    "255"     }, "node-1", "node name that clients are told" },
	{ "lifecycle",           AT(lifecycle),          { VALUE_WORD,     0, NULL, NULL, lifecycle_words }, "strict", "strict: one worker has a sync job until it ends; compat: as in Elasticsearch" },
	{ "idle_after",          AT(idle_after_ms),      { VALUE_DURATION, 1,    "0",    "24h"     }, "300s",   "a sync job nobody reported on for so long is ended; 0: never; never with lifecycle = compat" },
	{ "sink",                AT(sink),               { VALUE_WORD,     0, NULL, NULL, switch_words }, "off", "whether content indices are kept here too, for tests and first steps: on or off" },
	{ "cluster_name",        AT(cluster_name),       { VALUE_TEXT,     0,    "1",    "255"     }, "elasticsearch", "cluster name that clients are told" },
#undef AT
};
/* clang-format on */

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

const char *
conf_name(size_t i)
{
	return i < SETTINGS ? settings[i].name : NULL;
}

const char *
conf_help(size_t i)
{
	return i < SETTINGS ? settings[i].help : NULL;
}

static const char **
text_field(struct conf *conf, const struct setting *s)
{
	return (const char **)(void *)((char *)conf + s->offset);
}

static uint64_t *
number_field(struct conf *conf, const struct setting *s)
{
	return (uint64_t *)(void *)((char *)conf + s->offset);
}

void
conf_init(struct conf *conf)
{
	for (const struct setting *s = settings; s < settings + SETTINGS; s++) {
		const char *wrong;

		if (value_is_text(s->rule.kind)) {
			*text_field(conf, s) = s->normal;
			continue;
		}
		/* A default that is in order needs no arena; a test walks them all. */
		wrong = value_read_number(NULL, &s->rule, str_of(s->normal), number_field(conf, s));
		assert(wrong == NULL);
		(void)wrong;
	}
}

bool
conf_differs(const struct conf *a, const struct conf *b, size_t i)
{
	const struct setting *s = &settings[i];
	/* They are only read here. */
	struct conf *x = (struct conf *)(uintptr_t)a, *y = (struct conf *)(uintptr_t)b;

	if (value_is_text(s->rule.kind))
		return strcmp(*text_field(x, s), *text_field(y, s)) != 0;
	return *number_field(x, s) != *number_field(y, s);
}

/* ---- setting one ---- */

/* Where mistakes go. */
struct report {
	struct arena *arena;
	conf_mistake_fn *mistake;
	void *ctx;
	bool any;
};

static void __attribute__((format(printf, 2, 3))) report(struct report *r, const char *format, ...)
{
	va_list ap;
	const char *line;

	va_start(ap, format);
	line = arena_vprintf(r->arena, format, ap);
	va_end(ap);
	r->any = true;
	r->mistake(r->ctx, arena_failed(r->arena) ? "out of memory" : line);
}

static bool
finish(struct report *r)
{
	if (!r->any && arena_failed(r->arena))
		report(r, "out of memory");
	return !r->any;
}

static const struct setting *
find_setting(struct str name)
{
	for (const struct setting *s = settings; s < settings + SETTINGS; s++)
		if (str_is(name, s->name))
			return s;
	return NULL;
}

static void
report_unknown(struct report *r, const char *where, struct str name)
{
	const char *names[SETTINGS];
	const char *like;

	for (size_t i = 0; i < SETTINGS; i++)
		names[i] = settings[i].name;
	like = suggest(r->arena, name, names, SETTINGS);
	report(r, "%s: unknown setting%s%s", where, *like != '\0' ? "," : "", like);
}

static void
set_one(struct conf *conf, struct report *r, const char *where, const struct setting *s,
    struct str value)
{
	const char *wrong =
	    value_is_text(s->rule.kind)
	        ? value_read_text(r->arena, &s->rule, value, text_field(conf, s))
	        : value_read_number(r->arena, &s->rule, value, number_field(conf, s));

	if (wrong != NULL)
		report(r, "%s: %s", where, wrong);
}

bool
conf_set(struct conf *conf, struct arena *a, const char *where, const char *name, struct str value,
    conf_mistake_fn *mistake, void *ctx)
{
	struct report r = {a, mistake, ctx, false};
	char *plain = arena_printf(a, "%s", name);
	const struct setting *s;

	for (char *p = plain; *p != '\0'; p++)
		if (*p == '-')
			*p = '_';
	s = find_setting(str_of(plain));
	if (s == NULL)
		report_unknown(&r, where, str_of(plain));
	else
		set_one(conf, &r, where, s, value);
	return finish(&r);
}

bool
conf_check(const struct conf *conf, conf_mistake_fn *mistake, void *ctx)
{
	if (conf->buffer_max >= conf->body_max + conf->params_max)
		return true;
	mistake(ctx, "buffer_max: holds no request of the largest size: "
	             "must be at least body_max and params_max together");
	return false;
}

/* ---- a file ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct str
trim(struct str s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = (struct str){s.p + 1, s.n - 1};
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* A comment begins with a # that stands first or behind a blank. */
static struct str
without_comment(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '#' && (i == 0 || is_blank(s.p[i - 1])))
			return trim((struct str){s.p, i});
	return s;
}

/* in begins with a double quote. NULL or what is wrong. */
static const char *
unquote(struct arena *a, struct str in, struct str *out)
{
	char *text = arena_alloc(a, in.n);
	size_t n = 0, i = 1;

	if (text == NULL)
		return "";
	while (i < in.n && in.p[i] != '"') {
		if (in.p[i] == '\\') {
			i++;
			if (i == in.n || (in.p[i] != '"' && in.p[i] != '\\'))
				return "only \\\" and \\\\ may follow a backslash in quotes";
		}
		text[n++] = in.p[i++];
	}
	if (i == in.n)
		return "the closing quote is missing";
	if (without_comment(trim((struct str){in.p + i + 1, in.n - i - 1})).n > 0)
		return "there is something behind the closing quote";
	*out = (struct str){text, n};
	return NULL;
}

struct file {
	struct report report;
	const char *path;
	unsigned line;
	unsigned seen[SETTINGS]; /* line that had it; 0: none yet */
};

static void
read_setting(struct file *f, struct conf *conf, struct str name, struct str value)
{
	struct report *r = &f->report;
	const struct setting *s = find_setting(name);
	const char *where =
	    arena_printf(r->arena, "%s:%u: %s", f->path, f->line, value_shown(r->arena, name));
	const char *wrong = NULL;

	if (s == NULL) {
		report_unknown(r, where, name);
		return;
	}
	if (f->seen[s - settings] != 0)
		report(r, "%s: set twice, first in line %u", where, f->seen[s - settings]);
	else
		f->seen[s - settings] = f->line;
	if (value.n > 0 && value.p[0] == '"')
		wrong = unquote(r->arena, value, &value);
	else
		value = without_comment(value);
	if (wrong != NULL)
		report(r, "%s: %s", where, wrong);
	else
		set_one(conf, r, where, s, value);
}

static void
read_line(struct file *f, struct conf *conf, struct str line)
{
	const char *equals;
	struct str name;

	line = trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return;
	equals = memchr(line.p, '=', line.n);
	name = trim((struct str){line.p, equals != NULL ? (size_t)(equals - line.p) : line.n});
	if (equals == NULL)
		report(&f->report, "%s:%u: %s: there is no \"=\"", f->path, f->line,
		    value_shown(f->report.arena, name));
	else
		read_setting(f, conf, name,
		    trim((struct str){equals + 1, line.n - (size_t)(equals + 1 - line.p)}));
}

static void
read_text(struct file *f, struct conf *conf, struct str text)
{
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		size_t used = end != NULL ? n + 1 : n;

		f->line++;
		read_line(f, conf, (struct str){text.p, n});
		text = (struct str){text.p + used, text.n - used};
	}
}

/* NULL, or why not. */
static const char *
load(const char *path, struct buf *text)
{
	FILE *file = fopen(path, "re");
	const char *why = NULL;

	if (file == NULL)
		return strerror(errno);
	while (why == NULL && !feof(file)) {
		char piece[4096];
		size_t n = fread(piece, 1, sizeof(piece), file);

		if (ferror(file))
			why = strerror(errno);
		buf_add(text, piece, n);
		if (buf_failed(text))
			why = strerror(ENOMEM);
		else if (text->n > FILE_MAX)
			why = "larger than a settings file can be (1M)";
	}
	fclose(file);
	return why;
}

bool
conf_read(struct conf *conf, struct arena *a, const char *path, conf_mistake_fn *mistake, void *ctx)
{
	struct file f = {.report = {a, mistake, ctx, false}, .path = path};
	struct buf text = {0};
	const char *why = load(path, &text);

	if (why != NULL)
		report(&f.report, "%s: cannot be read: %s", path, why);
	else
		read_text(&f, conf, buf_peek(&text));
	buf_release(&text);
	return finish(&f.report);
}

/* ---- printing ---- */

static bool
needs_quotes(const char *text)
{
	size_t n = strlen(text);

	return n == 0 || is_blank(text[0]) || is_blank(text[n - 1]) || strpbrk(text, "\"#") != NULL;
}

static void
print_text(const char *text, FILE *out)
{
	if (!needs_quotes(text)) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', out);
		putc(*text, out);
	}
	putc('"', out);
}

static void
print_one(const struct conf *conf, const struct setting *s, FILE *out)
{
	const char *at = (const char *)conf + s->offset;
	char number[VALUE_SIZE];

	fprintf(out, "%s = ", s->name);
	if (value_is_text(s->rule.kind)) {
		print_text(*(const char *const *)(const void *)at, out);
	} else {
		value_print_number(number, &s->rule, *(const uint64_t *)(const void *)at);
		fputs(number, out);
	}
	putc('\n', out);
}

void
conf_print(const struct conf *conf, FILE *out)
{
	for (size_t i = 0; i < SETTINGS; i++)
		print_one(conf, &settings[i], out);
}
