/* The calls that leave the program are replaced: what would have been written is looked at. */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

static ssize_t test_write(int fd, const void *p, size_t n);
static void test_openlog(const char *name, int options, int facility);
static void test_syslog(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#define write   test_write
#define openlog test_openlog
#define syslog  test_syslog
#include "../../src/base/log.c"
#undef write
#undef openlog
#undef syslog

#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>

/* ---- what was written ---- */

static char written[3 * LINE_SIZE];
static size_t written_n;
static unsigned writes;
static int write_faults; /* so many calls fail with EINTR */
static size_t write_most = SIZE_MAX;
static bool to_real; /* thread test: really write, to a pipe */

static ssize_t
test_write(int fd, const void *p, size_t n)
{
	if (to_real)
		return write(fd, p, n);
	ck_assert_int_eq(fd, STDERR_FILENO);
	writes++;
	if (write_faults > 0) {
		write_faults--;
		errno = EINTR;
		return -1;
	}
	if (write_faults < 0) {
		errno = EIO;
		return -1;
	}
	if (n > write_most)
		n = write_most;
	ck_assert_uint_lt(written_n + n, sizeof(written));
	memcpy(written + written_n, p, n);
	written_n += n;
	written[written_n] = '\0';
	return (ssize_t)n;
}

static char sent[LINE_SIZE + 1];
static int sent_priority;
static unsigned opened;

static void
test_openlog(const char *name, int options, int facility)
{
	ck_assert_str_eq(name, "connectord");
	ck_assert_int_eq(options, LOG_PID | LOG_NDELAY);
	ck_assert_int_eq(facility, LOG_DAEMON);
	opened++;
}

static void
test_syslog(int priority, const char *format, ...)
{
	va_list ap;

	sent_priority = priority;
	va_start(ap, format);
	ck_assert_int_lt(vsnprintf(sent, sizeof(sent), format, ap), (int)sizeof(sent));
	va_end(ap);
}

/* The line behind "2026-11-24T11:02:03.123Z ". */
static const char *
behind_time(void)
{
	static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ ";

	ck_assert_uint_gt(written_n, sizeof(form) - 1);
	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		bool ok =
		    form[i] == 'd' ? written[i] >= '0' && written[i] <= '9' : written[i] == form[i];
		ck_assert_msg(ok, "%s", written);
	}
	return written + sizeof(form) - 1;
}

/* ---- one line ---- */

static int64_t
seconds_of(const char *line)
{
	struct tm tm = {0};

	ck_assert_ptr_nonnull(strptime(line, "%Y-%m-%dT%H:%M:%S", &tm));
	return (int64_t)timegm(&tm);
}

START_TEST(a_line_has_time_level_and_message)
{
	int64_t before = time(NULL);

	log_error("store failed rc=%s n=%d", "full", 3);
	ck_assert_str_eq(behind_time(), "error store failed rc=full n=3\n");
	ck_assert_uint_eq(writes, 1);
	/* time() may be a tick behind the clock of the line. */
	ck_assert_int_ge(seconds_of(written), before);
	ck_assert_int_le(seconds_of(written), (int64_t)time(NULL) + 1);
}
END_TEST

START_TEST(levels_below_the_wanted_are_silent)
{
	static const char *const words[] = {"error", "warn", "info", "debug"};
	enum log_level most = (enum log_level)_i;
	char expected[64];

	log_open(false, most);
	for (int level = 0; level < 4; level++) {
		written_n = 0;
		writes = 0;
		ck_assert_int_eq(log_wants((enum log_level)level), level <= _i);
		level == 0   ? log_error("x")
		: level == 1 ? log_warn("x")
		: level == 2 ? log_info("x")
		             : log_debug("x");
		ck_assert_uint_eq(writes, level <= _i);
		if (level > _i)
			continue;
		snprintf(expected, sizeof(expected), "%s x\n", words[level]);
		ck_assert_str_eq(behind_time(), expected);
	}
	ck_assert_uint_eq(opened, 0);
}
END_TEST

START_TEST(info_is_wanted_before_anything_was_said)
{
	ck_assert(log_wants(LOG_LEVEL_INFO));
	ck_assert(!log_wants(LOG_LEVEL_DEBUG));
}
END_TEST

START_TEST(the_request_is_on_every_line_until_changed)
{
	char id[REQUEST_MAX + 20];

	log_request("r\n1");
	log_info("a");
	ck_assert_str_eq(behind_time(), "info request=r\\x0a1 a\n");
	written_n = 0;
	log_info("b");
	ck_assert_str_eq(behind_time(), "info request=r\\x0a1 b\n");
	written_n = 0;
	memset(id, 'i', sizeof(id));
	log_request(id); /* without an end within the bound */
	log_info("c");
	ck_assert_uint_eq(strlen(behind_time()), strlen("info request= c\n") + REQUEST_MAX);
	written_n = 0;
	log_request(NULL);
	log_info("d");
	ck_assert_str_eq(behind_time(), "info d\n");
}
END_TEST

/* clang-format off */
static const struct {
	const char *in, *out;
} values[] = {
	{ "", "" },
	{ "plain key=value ~!@", "plain key=value ~!@" },
	{ "a\nb", "a\\x0ab" },
	{ "a\r\n2026 error forged", "a\\x0d\\x0a2026 error forged" },
	{ "\x01\x1f\x7f\t", "\\x01\\x1f\\x7f\\x09" },
	{ "\033[2J", "\\x1b[2J" },
	{ "\\x0a", "\\x5cx0a" },
	{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ "\xc2\x85", "\\xc2\\x85" },			/* NEL, a control character */
	{ "\xc2\x9b", "\\xc2\\x9b" },
	{ "\xc2\xa0", "\xc2\xa0" },
	{ "\xe2\x80\xa8\xe2\x80\xa9", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9" },	/* line ends */
	{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },		/* right-to-left override */
	{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
	{ "\xff\xfe", "\\xff\\xfe" },
	{ "\x80", "\\x80" },
	{ "\xc3", "\\xc3" },
	{ "\xc3(", "\\xc3(" },
	{ "\xc0\xaf", "\\xc0\\xaf" },			/* overlong / */
	{ "\xe0\x80\xaf", "\\xe0\\x80\\xaf" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },		/* surrogate */
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },	/* past the last */
	{ "\xe2\x82", "\\xe2\\x82" },
};
/* clang-format on */

START_TEST(no_value_forges_a_line)
{
	char expected[256];

	snprintf(expected, sizeof(expected), "info v=%s.\n", values[_i].out);
	log_info("v=%s.", values[_i].in);
	ck_assert_str_eq(behind_time(), expected);
	ck_assert_uint_eq(writes, 1);
}
END_TEST

/* ---- long lines ---- */

/* unit, repeated, behind so many other characters */
/* clang-format off */
static const struct {
	const char *unit, *printed;
} long_values[] = {
	{ "a", "a" },
	{ "\n", "\\x0a" },
	{ "\xe2\x82\xac", "\xe2\x82\xac" },
	{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
	{ "\xff", "\\xff" },
};
/* clang-format on */

static void
assert_cut(const char *unit, const char *printed, int shift)
{
	static char value[8 * LINE_SIZE];
	const char *at;
	size_t n = 0;

	for (int i = 0; i < shift; i++)
		value[n++] = '.';
	while (n < sizeof(value) - 8) {
		memcpy(value + n, unit, strlen(unit));
		n += strlen(unit);
	}
	value[n] = '\0';
	written_n = 0;
	log_info("%s", value);
	ck_assert_uint_le(written_n, LINE_SIZE);
	ck_assert_uint_gt(written_n, LINE_SIZE - 64);
	at = behind_time() + strlen("info ") + shift;
	while (strncmp(at, printed, strlen(printed)) == 0)
		at += strlen(printed);
	ck_assert_str_eq(at, "\xe2\x80\xa6\n");
}

START_TEST(a_long_line_is_cut_between_characters)
{
	for (int shift = 0; shift < 8; shift++)
		assert_cut(long_values[_i].unit, long_values[_i].printed, shift);
}
END_TEST

/* The longest line that is not cut, and the first that is. */
START_TEST(the_cut_comes_exactly_at_the_end)
{
	static char value[LINE_SIZE];
	size_t head, most;

	log_info("%s", "");
	head = written_n;
	most = LINE_SIZE - CUT_LEN - head;
	memset(value, 'a', sizeof(value) - 1);
	for (int over = 0; over < 2; over++) {
		value[most] = 'a';
		value[most + (size_t)over] = '\0';
		written_n = 0;
		log_info("%s", value);
		ck_assert_uint_eq(written_n, head + most + (over ? (size_t)CUT_LEN : 0));
		ck_assert_int_eq(strstr(written, "\xe2\x80\xa6") != NULL, over);
	}
}
END_TEST

/* ---- writing ---- */

START_TEST(an_interrupted_write_is_done_again)
{
	write_faults = 2;
	write_most = 7;
	log_info("%s", "0123456789");
	ck_assert_str_eq(behind_time(), "info 0123456789\n");
}
END_TEST

START_TEST(a_log_that_cannot_be_written_is_given_up)
{
	write_faults = -1;
	log_info("x");
	ck_assert_uint_eq(writes, 1);
}
END_TEST

START_TEST(errno_is_left_alone)
{
	write_faults = -1;
	errno = ENOSPC;
	log_info("%m");
	ck_assert_int_eq(errno, ENOSPC);
	write_faults = 0;
	log_info("%m");
	ck_assert_str_eq(behind_time(), "info No space left on device\n");
}
END_TEST

START_TEST(syslog_gets_priority_and_the_line_without_time)
{
	static char value[2 * LINE_SIZE];

	log_open(true, LOG_LEVEL_DEBUG);
	ck_assert_uint_eq(opened, 1);
	log_request("7");
	log_error("a=%s", "%s%n\n");
	ck_assert_str_eq(sent, "request=7 a=%s%n\\x0a");
	ck_assert_int_eq(sent_priority, LOG_ERR);
	log_request(NULL);
	log_warn("b");
	ck_assert_str_eq(sent, "b");
	ck_assert_int_eq(sent_priority, LOG_WARNING);
	log_info("c");
	ck_assert_int_eq(sent_priority, LOG_INFO);
	log_debug("d");
	ck_assert_int_eq(sent_priority, LOG_DEBUG);
	memset(value, 'a', sizeof(value) - 1);
	log_debug("%s", value);
	ck_assert_uint_eq(strlen(sent), LINE_SIZE - 1);
	ck_assert_str_eq(sent + LINE_SIZE - 1 - CUT_LEN - 1, "a\xe2\x80\xa6");
	ck_assert_uint_eq(writes, 0);
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 4, LINES = 200 };

static void *
talk(void *arg)
{
	char id[2] = {*(const char *)arg, '\0'};
	char value[500];

	memset(value, id[0], sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	log_request(id);
	for (int i = 0; i < LINES; i++)
		log_info("%s", value);
	log_request(NULL);
	return NULL;
}

/* A whole line of one thread: its id, then the same letter 499 times. */
static void
assert_whole(const char *line)
{
	const char *at = strstr(line, " info request=");
	char id;

	ck_assert_msg(at == line + 24, "%s", line);
	id = at[14];
	ck_assert_msg(at[15] == ' ' && at[16] == id, "%s", line);
	ck_assert_uint_eq(strspn(at + 16, (const char[]){id, '\0'}), 499);
	ck_assert_str_eq(at + 16 + 499, "\n");
}

START_TEST(lines_of_threads_do_not_mix)
{
	static char names[] = "abcd";
	pthread_t threads[THREADS];
	FILE *out = tmpfile();
	int saved = dup(STDERR_FILENO);
	char line[LINE_SIZE];
	int n = 0;

	to_real = true;
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(fcntl(fileno(out), F_SETFL, O_APPEND), 0);
	ck_assert_int_ge(dup2(fileno(out), STDERR_FILENO), 0);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, talk, &names[i]), 0);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(out);
	for (; fgets(line, sizeof(line), out) != NULL; n++)
		assert_whole(line);
	ck_assert_int_eq(n, THREADS * LINES);
	fclose(out);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("log");
	TCase *t = tcase_create("log");

	tcase_add_test(t, a_line_has_time_level_and_message);
	tcase_add_loop_test(t, levels_below_the_wanted_are_silent, 0, 4);
	tcase_add_test(t, info_is_wanted_before_anything_was_said);
	tcase_add_test(t, the_request_is_on_every_line_until_changed);
	tcase_add_loop_test(t, no_value_forges_a_line, 0, sizeof(values) / sizeof(values[0]));
	tcase_add_loop_test(t, a_long_line_is_cut_between_characters, 0,
	    sizeof(long_values) / sizeof(long_values[0]));
	tcase_add_test(t, the_cut_comes_exactly_at_the_end);
	tcase_add_test(t, an_interrupted_write_is_done_again);
	tcase_add_test(t, a_log_that_cannot_be_written_is_given_up);
	tcase_add_test(t, errno_is_left_alone);
	tcase_add_test(t, syslog_gets_priority_and_the_line_without_time);
	tcase_add_test(t, lines_of_threads_do_not_mix);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *sr = srunner_create(suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
