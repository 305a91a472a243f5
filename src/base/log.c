#include <config.h>

#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/timestamp.h"
#include "base/utf8.h"

/*
 * A line with its end is no longer than PIPE_BUF on Linux, so that lines of several threads and
 * processes that share a pipe do not mix.
 */
enum { LINE_SIZE = 4096, REQUEST_MAX = 128 };

static const char cut_mark[] = "\xe2\x80\xa6"; /* U+2026, … */
enum { CUT_LEN = sizeof(cut_mark) - 1 };

/* clang-format off */
static const struct {
	const char *word;
	int priority;
} levels[] = {
	[LOG_LEVEL_ERROR] = { "error", LOG_ERR },
	[LOG_LEVEL_WARN]  = { "warn",  LOG_WARNING },
	[LOG_LEVEL_INFO]  = { "info",  LOG_INFO },
	[LOG_LEVEL_DEBUG] = { "debug", LOG_DEBUG },
};
/* clang-format on */

static atomic_bool use_syslog;
static _Atomic enum log_level most_wanted = LOG_LEVEL_INFO;
static _Thread_local const char *request;

void
log_open(bool to_syslog, enum log_level most)
{
	if (to_syslog)
		openlog("connectord", LOG_PID | LOG_NDELAY, LOG_DAEMON);
	atomic_store(&most_wanted, most);
	atomic_store(&use_syslog, to_syslog);
}

void
log_request(const char *id)
{
	request = id;
}

bool
log_wants(enum log_level level)
{
	return level <= atomic_load(&most_wanted);
}

/* ---- one line ---- */

struct line {
	char p[LINE_SIZE];
	size_t n;
	bool cut;
};

/* Leaves room for the mark and the end of the line. Nothing is added behind a cut. */
static void
line_add(struct line *line, const char *p, size_t n)
{
	if (line->cut || n > LINE_SIZE - CUT_LEN - 1 - line->n) {
		line->cut = true;
		return;
	}
	memcpy(line->p + line->n, p, n);
	line->n += n;
}

/*
 * What would forge or hide a line on some screen: control characters of ASCII and Unicode, the
 * other line ends, and marks that turn the direction of writing. A backslash, so that \xNN is never
 * the value's own.
 */
static bool
must_escape(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == '\\' || code == 0x2028 ||
	       code == 0x2029 || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

static void
line_escape(struct line *line, const char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		line_add(line, (const char[]){'\\', 'x', digits[c >> 4], digits[c & 15]}, 4);
	}
}

/* Unsafe runs come out escaped, the rest as it is. */
static void
line_text(struct line *line, struct str s)
{
	while (s.n > 0 && !line->cut) {
		uint32_t code = 0;
		size_t len = utf8_first(s, &code);

		if (len == 0)
			line_escape(line, s.p, len = 1);
		else if (must_escape(code))
			line_escape(line, s.p, len);
		else
			line_add(line, s.p, len);
		s.p += len;
		s.n -= len;
	}
}

static void __attribute__((format(printf, 2, 0)))
line_vprintf(struct line *line, const char *format, va_list ap)
{
	char text[LINE_SIZE];
	int n = vsnprintf(text, sizeof(text), format, ap);

	if (n < 0)
		line_text(line, str_of("(a message that could not be formatted)"));
	else /* What text has no room for, the line, which is shorter, cuts off. */
		line_text(line, (struct str){text, strlen(text)});
}

static void
line_request(struct line *line)
{
	const char *id = request;

	if (id == NULL)
		return;
	line_add(line, "request=", strlen("request="));
	line_text(line, (struct str){id, strnlen(id, REQUEST_MAX)});
	line_add(line, " ", 1);
}

static void
line_head(struct line *line, enum log_level level)
{
	char time[TIMESTAMP_SIZE];
	struct timespec now;
	int64_t ms;

	clock_gettime(CLOCK_REALTIME, &now);
	ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	timestamp_print(time, ms * 1000);
	line_add(line, time, strlen(time));
	line_add(line, " ", 1);
	line_add(line, levels[level].word, strlen(levels[level].word));
	line_add(line, " ", 1);
}

/* There is nobody to tell when the log itself cannot be written: the line is dropped. */
static void
line_write(const struct line *line)
{
	size_t done = 0;

	while (done < line->n) {
		ssize_t n = write(STDERR_FILENO, line->p + done, line->n - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			return;
	}
}

static void __attribute__((format(printf, 2, 0)))
log_line(enum log_level level, const char *format, va_list ap)
{
	struct line line;
	bool away = atomic_load(&use_syslog);
	int saved = errno;

	if (!log_wants(level))
		return;
	line.n = 0;
	line.cut = false;
	if (!away)
		line_head(&line, level);
	line_request(&line);
	line_vprintf(&line, format, ap);
	if (line.cut) {
		memcpy(line.p + line.n, cut_mark, CUT_LEN);
		line.n += CUT_LEN;
	}
	if (away) {
		syslog(levels[level].priority, "%.*s", (int)line.n, line.p);
	} else {
		line.p[line.n++] = '\n';
		line_write(&line);
	}
	errno = saved;
}

void
log_error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_ERROR, format, ap);
	va_end(ap);
}

void
log_warn(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_WARN, format, ap);
	va_end(ap);
}

void
log_info(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_INFO, format, ap);
	va_end(ap);
}

void
log_debug(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_DEBUG, format, ap);
	va_end(ap);
}
