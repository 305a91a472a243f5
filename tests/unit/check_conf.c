#include "../../src/conf/conf.c"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"

static struct arena *arena;
static char dir[64];
static char path[96];

/* Every mistake, each with a newline behind it. */
static char mistakes[8192];

static void
note(void *ctx, const char *line)
{
	size_t n = strlen(mistakes);

	(void)ctx;
	snprintf(mistakes + n, sizeof(mistakes) - n, "%s\n", line);
}

static void
set_up(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%.40s/conf-XXXXXX", tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/c", dir);
	arena = arena_new();
	mistakes[0] = '\0';
}

static void
tear_down(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
	arena_free(arena);
}

static void
write_bytes(const char *p, size_t n)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(p, 1, n, file), n);
	ck_assert_int_eq(fclose(file), 0);
}

static bool
read_back(struct conf *conf)
{
	conf_init(conf);
	return conf_read(conf, arena, path, note, NULL);
}

static void
print_to_path(const struct conf *conf)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	conf_print(conf, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
assert_same(const struct conf *a, const struct conf *b)
{
	for (const struct setting *s = settings; s < settings + SETTINGS; s++) {
		const char *at_a = (const char *)a + s->offset, *at_b = (const char *)b + s->offset;

		if (value_is_text(s->rule.kind))
			ck_assert_msg(strcmp(*(const char *const *)(const void *)at_a,
			                  *(const char *const *)(const void *)at_b) == 0,
			    "%s differs", s->name);
		else
			ck_assert_msg(memcmp(at_a, at_b, sizeof(uint64_t)) == 0, "%s differs: %s",
			    s->name, mistakes);
	}
}

/* ---- the table ---- */

START_TEST(defaults_are_the_documented_ones)
{
	struct conf c;

	conf_init(&c);
	ck_assert_str_eq(c.listen, "");
	ck_assert_uint_eq(c.socket_mode, 0660);
	ck_assert_str_eq(c.data, LOCALSTATEDIR "/lib/connectord");
	ck_assert_str_eq(c.security, "on");
	ck_assert_str_eq(c.remote_user, "none");
	ck_assert_uint_eq(c.auth_failures_max, 10);
	ck_assert_uint_eq(c.workers, 0);
	ck_assert_uint_eq(c.connections_max, 4096);
	ck_assert_uint_eq(c.body_max, 104857600); /* rest.md 12 */
	ck_assert_uint_eq(c.params_max, 65536);
	ck_assert_uint_eq(c.headers_max, 16384);   /* rest.md 12 */
	ck_assert_uint_eq(c.json_depth_max, 1000); /* rest.md 7 */
	ck_assert_uint_eq(c.page_max, 10000);
	ck_assert_uint_eq(c.answer_max, 268435456);
	ck_assert_uint_eq(c.record_max, 67108864);
	ck_assert_uint_eq(c.sync_cursor_max, 1048576);
	ck_assert_uint_eq(c.metadata_max, 1048576);
	ck_assert_uint_eq(c.connector_count_max, 100000);
	ck_assert_uint_eq(c.sync_job_count_max, 100000000);
	ck_assert_uint_eq(c.buffer_max, 268435456);
	ck_assert_uint_eq(c.request_timeout_ms, 60000);
	ck_assert_uint_eq(c.send_timeout_ms, 60000);
	ck_assert_uint_eq(c.idle_timeout_ms, 0);
	ck_assert_uint_eq(c.stop_grace_ms, 5000);
	ck_assert_uint_eq(c.cache_bytes, 16777216);
	ck_assert_uint_eq(c.log_file_bytes, 4194304);
	ck_assert_uint_eq(c.checkpoint_kib, 1024);
	ck_assert_uint_eq(c.checkpoint_s, 60);
	ck_assert_str_eq(c.log, "stderr");
	ck_assert_str_eq(c.log_level, "info");
	ck_assert_str_eq(c.version_number, "9.1.0");
	ck_assert_str_eq(c.build_flavor, "default");
	ck_assert_str_eq(c.node_name, "node-1");
	ck_assert_str_eq(c.cluster_name, "elasticsearch");
	ck_assert(conf_check(&c, note, NULL));
}
END_TEST

START_TEST(rows_are_complete_and_every_field_has_one)
{
	bool taken[sizeof(struct conf)] = {false};
	size_t sum = 0, i;

	for (i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];

		ck_assert_str_eq(conf_name(i), s->name);
		ck_assert_uint_gt(strlen(conf_help(i)), 0);
		ck_assert_msg(!taken[s->offset], "%s has the field of another", s->name);
		taken[s->offset] = true;
		sum += value_is_text(s->rule.kind) ? sizeof(char *) : sizeof(uint64_t);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(s->name, settings[k].name);
	}
	ck_assert_uint_eq(sum, sizeof(struct conf));
	ck_assert_ptr_null(conf_name(i));
	ck_assert_ptr_null(conf_help(i));
}
END_TEST

/* Each default is a value that a file could hold. */
START_TEST(defaults_pass_their_own_rules)
{
	struct conf c, defaults;

	conf_init(&defaults);
	memset(&c, 0, sizeof(c));
	for (const struct setting *s = settings; s < settings + SETTINGS; s++)
		ck_assert_msg(
		    conf_set(&c, arena, "default", s->name, str_of(s->normal), note, NULL), "%s",
		    mistakes);
	assert_same(&c, &defaults);
}
END_TEST

static const char *
other_text(const struct setting *s, bool most)
{
	char *text;
	size_t n;

	switch (s->rule.kind) {
	case VALUE_WORD:
		return most ? s->rule.words[1] : s->rule.words[0];
	case VALUE_ADDRESS:
		return most ? "unix:/run/a b/\"x\" #1\\.sock" : "[::1]:9200";
	case VALUE_MOUNT:
		return most ? "/es/V1.0_a~b-c" : "/";
	case VALUE_VERSION:
		return most ? "12345.12345.12345-SNAPSHOT" : "0.0.0";
	default:
		n = strtoul(most ? s->rule.max : s->rule.min, NULL, 10);
		text = arena_alloc(arena, n + 1);
		for (size_t i = 0; i < n; i++)
			text[i] = " #\\\"= x"[i % 7];
		text[n] = '\0';
		return text;
	}
}

/* Both ends of what each setting may be, printed and read again. */
START_TEST(print_is_readable_at_both_ends)
{
	struct conf c, again;

	conf_init(&c);
	for (const struct setting *s = settings; s < settings + SETTINGS; s++) {
		const char *text = value_is_text(s->rule.kind) ? other_text(s, _i == 1)
		                   : _i == 1                   ? s->rule.max
		                                               : s->rule.min;

		ck_assert_msg(conf_set(&c, arena, s->name, s->name, str_of(text), note, NULL), "%s",
		    mistakes);
	}
	print_to_path(&c);
	ck_assert_msg(read_back(&again), "%s", mistakes);
	assert_same(&c, &again);
}
END_TEST

START_TEST(print_is_readable_for_the_defaults)
{
	struct conf c, again;

	conf_init(&c);
	print_to_path(&c);
	memset(&again, 0, sizeof(again));
	ck_assert_msg(conf_read(&again, arena, path, note, NULL), "%s", mistakes);
	assert_same(&c, &again);
}
END_TEST

static const char *const tricky_texts[] = {"\"", "\"x", "\"x\"", "x\"y", "\\", "x\\", "\\\"", "#",
    "#x", "x#", "x #y", " x", "x ", " ", "=", "a = b", "\xc2\xa0"};

START_TEST(print_is_readable_for_tricky_texts)
{
	struct conf c, again;

	conf_init(&c);
	ck_assert(conf_set(&c, arena, "-", "node_name", str_of(tricky_texts[_i]), note, NULL));
	print_to_path(&c);
	ck_assert_msg(read_back(&again), "%s", mistakes);
	assert_same(&c, &again);
}
END_TEST

/* Numbers a suffix does not divide come back too. */
START_TEST(print_is_readable_for_any_number)
{
	struct conf c, again;

	srandom(1);
	for (int round = 0; round < 100; round++) {
		conf_init(&c);
		for (const struct setting *s = settings; s < settings + SETTINGS; s++) {
			struct conf low = c, high = c;
			uint64_t *field = number_field(&c, s);

			if (value_is_text(s->rule.kind))
				continue;
			conf_set(&low, arena, "", s->name, str_of(s->rule.min), note, NULL);
			conf_set(&high, arena, "", s->name, str_of(s->rule.max), note, NULL);
			*field = *number_field(&low, s) +
			         (uint64_t)random() %
			             (*number_field(&high, s) - *number_field(&low, s) + 1);
		}
		print_to_path(&c);
		ck_assert_msg(read_back(&again), "%s", mistakes);
		assert_same(&c, &again);
	}
}
END_TEST

/* One below the least and one above the most are refused, and the range is named. */
START_TEST(out_of_range_names_the_range)
{
	const struct setting *s = &settings[_i];
	char range[64];

	if (value_is_text(s->rule.kind) || s->rule.kind == VALUE_MODE)
		return;
	snprintf(range, sizeof(range), "out of range: %s to %s\n", s->rule.min, s->rule.max);
	for (int above = 0; above < 2; above++) {
		struct conf c;
		uint64_t edge;
		char text[VALUE_SIZE];

		conf_init(&c);
		conf_set(
		    &c, arena, "", s->name, str_of(above ? s->rule.max : s->rule.min), note, NULL);
		edge = *number_field(&c, s);
		if (!above && edge == 0)
			continue;
		value_print_number(text, &s->rule, above ? edge + 1 : edge - 1);
		if (strcmp(text, "0") == 0 && s->rule.kind == VALUE_DURATION)
			strcpy(text, "0s");
		mistakes[0] = '\0';
		ck_assert_msg(!conf_set(&c, arena, "--x", s->name, str_of(text), note, NULL),
		    "%s=%s", s->name, text);
		ck_assert_msg(strstr(mistakes, range) != NULL, "%s: %s", range, mistakes);
		ck_assert_uint_eq(*number_field(&c, s), edge);
	}
}
END_TEST

/* ---- values ---- */

/* clang-format off */
static const struct {
	const char *name, *text, *wrong; /* wrong: how the mistake goes on; NULL: none */
	uint64_t number;
	const char *kept;
} values[] = {
	{ "workers", "1", NULL, 1 },
	{ "workers", "007", NULL, 7 },
	{ "workers", "", "\"\" is not a number" },
	{ "workers", "0", NULL, 0 },
	{ "workers", "257", "\"257\" is out of range: 0 to 256" },
	{ "workers", "-1", "\"-1\" is not a number" },
	{ "workers", "+1", "\"+1\" is not a number" },
	{ "workers", "1.5", "\"1.5\" is not a number" },
	{ "workers", "4K", "\"4K\" is not a number" },
	{ "workers", "0x10", "\"0x10\" is not a number" },
	{ "workers", "18446744073709551616", "\"18446744073709551616\" is not a number" },
	{ "workers", "18446744073709551617", "\"18446744073709551617\" is not a number" },
	{ "mount", "/", NULL, .kept = "/" },
	{ "mount", "/es", NULL, .kept = "/es" },
	{ "mount", "/es/v1.0_x~-", NULL, .kept = "/es/v1.0_x~-" },
	{ "mount", "", "must not be empty" },
	{ "mount", "es", "is not / or a path such as /es" },
	{ "mount", "//", "is not / or a path" },
	{ "mount", "/es/", "is not / or a path" },
	{ "mount", "//es", "is not / or a path" },
	{ "mount", "/es//a", "is not / or a path" },
	{ "mount", "/../es", "is not / or a path" },
	{ "mount", "/es/.", "is not / or a path" },
	{ "mount", "/e%73", "is not / or a path" },
	{ "mount", "/es?a", "is not / or a path" },
	{ "mount", "/e s", "is not / or a path" },
	{ "mount", "/\xC3\xA9s", "is not / or a path" },
	{ "body_max", "1024", NULL, 1024 },
	{ "body_max", "1K", NULL, 1024 },
	{ "body_max", "3M", NULL, 3145728 },
	{ "body_max", "1G", NULL, 1073741824 },
	{ "body_max", "1k", "\"1k\" is not a number of bytes such as 4096, 64K, 100M or 1G" },
	{ "body_max", "1 M", "\"1 M\" is not a number of bytes" },
	{ "body_max", "1MB", "\"1MB\" is not a number of bytes" },
	{ "body_max", "K", "\"K\" is not a number of bytes" },
	{ "body_max", "17179869184G", "\"17179869184G\" is not a number of bytes" },
	{ "checkpoint_size", "64K", NULL, 64 },
	{ "checkpoint_size", "65536", NULL, 64 },
	{ "checkpoint_size", "65537", "\"65537\" is not a multiple of 1K" },
	{ "request_timeout", "500ms", NULL, 500 },
	{ "request_timeout", "2s", NULL, 2000 },
	{ "request_timeout", "2m", NULL, 120000 },
	{ "request_timeout", "2h", NULL, 7200000 },
	{ "request_timeout", "2", "\"2\" is not a duration such as 500ms, 60s, 5m or 1h" },
	{ "request_timeout", "0", "\"0\" is out of range: 10ms to 24h" },
	{ "request_timeout", "2d", "\"2d\" is not a duration" },
	{ "request_timeout", "s", "\"s\" is not a duration" },
	{ "idle_timeout", "0", NULL, 0 },
	{ "idle_timeout", "0s", NULL, 0 },
	{ "checkpoint_interval", "2m", NULL, 120 },
	{ "checkpoint_interval", "2000ms", NULL, 2 },
	{ "checkpoint_interval", "1500ms", "\"1500ms\" is not a multiple of 1s" },
	{ "socket_mode", "0660", NULL, 0660 },
	{ "socket_mode", "777", NULL, 0777 },
	{ "socket_mode", "0060", "\"0060\" is out of range: 0600 to 0777" },
	{ "socket_mode", "1777", "\"1777\" is out of range: 0600 to 0777" },
	{ "socket_mode", "0680", "\"0680\" is not an octal mode such as 0660" },
	{ "log", "syslog", NULL, 0, "syslog" },
	{ "log", "Syslog", "\"Syslog\" is not one of: stderr, syslog" },
	{ "log", "", "\"\" is not one of: stderr, syslog" },
	{ "log_level", "debug", NULL, 0, "debug" },
	{ "log_level", "trace", "\"trace\" is not one of: error, warn, info, debug" },
	{ "log_level", "a\nb", "\"a?b\" is not one of" },
	{ "data", "/x y", NULL, 0, "/x y" },
	{ "data", "/\xff", NULL, 0, "/\xff" },
	{ "data", "", "must not be empty" },
	{ "data", "/a\nb", "holds a control character" },
	{ "data", "/a\x7f", "holds a control character" },
	{ "node_name", "n\xc3\xb6", NULL, 0, "n\xc3\xb6" },
	{ "node_name", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", NULL, 0, "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
	{ "node_name", "\xed\x9f\xbf\xee\x80\x80", NULL, 0, "\xed\x9f\xbf\xee\x80\x80" },
	{ "node_name", "\xff", "is not UTF-8" },
	{ "node_name", "a\x80", "is not UTF-8" },
	{ "node_name", "a\xc2", "is not UTF-8" },
	{ "node_name", "a\xc2z", "is not UTF-8" },
	{ "node_name", "\xc1\xbf", "is not UTF-8" },
	{ "node_name", "\xe0\x9f\xbf", "is not UTF-8" },
	{ "node_name", "\xed\xa0\x80", "is not UTF-8" },
	{ "node_name", "\xe2\x82z", "is not UTF-8" },
	{ "node_name", "\xf0\x8f\xbf\xbf", "is not UTF-8" },
	{ "node_name", "\xf4\x90\x80\x80", "is not UTF-8" },
	{ "node_name", "\xf5\x80\x80\x80", "is not UTF-8" },
	{ "node_name", "", "must not be empty" },
	{ "listen", "", NULL, 0, "" },
	{ "listen", "/run/x.sock", NULL, 0, "/run/x.sock" },
	{ "listen", "unix:/x", NULL, 0, "unix:/x" },
	{ "listen", "127.0.0.1:9000", NULL, 0, "127.0.0.1:9000" },
	{ "listen", "[::1]:65535", NULL, 0, "[::1]:65535" },
	{ "listen", "x.sock", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", "unix:x", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", "unix:", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", ":9000", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", "127.0.0.1:", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", "127.0.0.1:0", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", "127.0.0.1:65536", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", "127.0.0.1:99999999999999999999", "is neither /PATH nor ADDRESS:PORT" },
	{ "listen", "127.0.0.1:90x", "is neither /PATH nor ADDRESS:PORT" },
	{ "version_number", "8.19.0", NULL, 0, "8.19.0" },
	{ "version_number", "9.7.1-SNAPSHOT", NULL, 0, "9.7.1-SNAPSHOT" },
	{ "version_number", "9.1", "has 3 bytes, out of range: 5 to 32 bytes" },
	{ "version_number", "9.1.0.1", "is not a version such as 9.1.0" },
	{ "version_number", "9.1.0-", "is not a version such as 9.1.0" },
	{ "version_number", "9.1.0x", "is not a version such as 9.1.0" },
	{ "version_number", ".9.1.0", "is not a version such as 9.1.0" },
	{ "version_number", "9..1.0", "is not a version such as 9.1.0" },
	{ "version_number", "v9.1.0", "is not a version such as 9.1.0" },
	{ "version_number", "123456.1.0", "is not a version such as 9.1.0" },
	{ "version_number", "9.1.", "has 4 bytes" },
	{ "version_number", "99.1.", "is not a version such as 9.1.0" },
};
/* clang-format on */

enum { VALUES = sizeof(values) / sizeof(values[0]) };

START_TEST(a_value)
{
	const struct setting *s = find_setting(str_of(values[_i].name));
	struct conf c, before;
	bool ok;

	conf_init(&c);
	before = c;
	ok = conf_set(&c, arena, "--flag", values[_i].name, str_of(values[_i].text), note, NULL);
	if (values[_i].wrong != NULL) {
		char start[256];

		snprintf(start, sizeof(start), "--flag: %s", values[_i].wrong);
		ck_assert_msg(!ok, "%s=%s was taken", values[_i].name, values[_i].text);
		ck_assert_msg(strncmp(mistakes, start, strlen(start)) == 0, "%s", mistakes);
		assert_same(&c, &before);
		return;
	}
	ck_assert_msg(ok, "%s", mistakes);
	if (values[_i].kept != NULL)
		ck_assert_str_eq(*text_field(&c, s), values[_i].kept);
	else
		ck_assert_uint_eq(*number_field(&c, s), values[_i].number);
}
END_TEST

START_TEST(long_values_are_refused)
{
	struct conf c;
	char text[2000];

	conf_init(&c);
	memset(text, 'x', sizeof(text));
	ck_assert(!conf_set(&c, arena, "--data", "data", (struct str){text, 1025}, note, NULL));
	ck_assert_str_eq(mistakes, "--data: has 1025 bytes, out of range: 1 to 1024 bytes\n");
	mistakes[0] = '\0';
	ck_assert(!conf_set(&c, arena, "-", "workers", (struct str){text, 2000}, note, NULL));
	ck_assert_msg(strstr(mistakes, "xxx...\" is not a number") != NULL, "%s", mistakes);
	ck_assert_uint_lt(strlen(mistakes), 120);
	mistakes[0] = '\0';
	text[0] = '/';
	ck_assert(conf_set(&c, arena, "-", "listen", (struct str){text, 107}, note, NULL));
	ck_assert(!conf_set(&c, arena, "-", "listen", (struct str){text, 108}, note, NULL));
	ck_assert_str_eq(mistakes, "-: is too long for a socket: 107 bytes at most\n");
}
END_TEST

START_TEST(a_nul_in_a_value_is_a_control_character)
{
	struct conf c;

	conf_init(&c);
	ck_assert(!conf_set(&c, arena, "-", "node_name", STR_LIT("a\0b"), note, NULL));
	ck_assert_str_eq(mistakes, "-: holds a control character\n");
}
END_TEST

START_TEST(flags_are_spelt_with_a_dash)
{
	struct conf c;

	conf_init(&c);
	ck_assert(conf_set(&c, arena, "--body-max", "body-max", STR_LIT("2K"), note, NULL));
	ck_assert_uint_eq(c.body_max, 2048);
	ck_assert(!conf_set(&c, arena, "--body-mx", "body-mx", STR_LIT("2K"), note, NULL));
	ck_assert_str_eq(mistakes, "--body-mx: unknown setting, did you mean [body_max]?\n");
	mistakes[0] = '\0';
	ck_assert(!conf_set(&c, arena, "--zzz", "zzz", STR_LIT("2K"), note, NULL));
	ck_assert_str_eq(mistakes, "--zzz: unknown setting\n");
}
END_TEST

START_TEST(a_buffer_too_small_for_one_request_is_a_mistake)
{
	struct conf c;

	conf_init(&c);
	c.buffer_max = c.body_max + c.params_max;
	ck_assert(conf_check(&c, note, NULL));
	c.buffer_max--;
	ck_assert(!conf_check(&c, note, NULL));
	ck_assert_msg(strncmp(mistakes, "buffer_max: ", 12) == 0, "%s", mistakes);
}
END_TEST

/* ---- files ---- */

/* clang-format off */
static const struct {
	const char *text;
	const char *mistakes;	/* "@" stands for the path; "" : none */
	uint64_t workers;
	const char *node_name;
} files[] = {
	{ "", "", 0, "node-1" },
	{ "# only a comment", "", 0, "node-1" },
	{ "\n\n  # x\n\t\n", "", 0, "node-1" },
	{ "workers=5", "", 5, "node-1" },
	{ "workers = 5\n", "", 5, "node-1" },
	{ "\tworkers\t=\t5\t\r\n", "", 5, "node-1" },
	{ "workers = 5 # five\nnode_name = a#b #c\n", "", 5, "a#b" },
	{ "workers = 5# five\n", "@:1: workers: \"5# five\" is not a number\n", 0, "node-1" },
	{ "node_name = a = b\n", "", 0, "a = b" },
	{ "node_name = a\\b\"c\n", "", 0, "a\\b\"c" },
	{ "node_name = \" # \\\" \\\\ \" # c\n", "", 0, " # \" \\ " },
	{ "node_name = \"a\"\n", "", 0, "a" },
	{ "node_name = \"\"\n", "@:1: node_name: must not be empty\n", 0, "node-1" },
	{ "node_name = \"a\" b\n", "@:1: node_name: there is something behind the closing quote\n", 0, "node-1" },
	{ "node_name = \"a\n", "@:1: node_name: the closing quote is missing\n", 0, "node-1" },
	{ "node_name = \"\n", "@:1: node_name: the closing quote is missing\n", 0, "node-1" },
	{ "node_name = \"a\\\"\n", "@:1: node_name: the closing quote is missing\n", 0, "node-1" },
	{ "node_name = \"a\\", "@:1: node_name: only \\\" and \\\\ may follow a backslash in quotes\n", 0, "node-1" },
	{ "node_name = \"a\\n\"\n", "@:1: node_name: only \\\" and \\\\ may follow a backslash in quotes\n", 0, "node-1" },
	{ "workers =\n", "@:1: workers: \"\" is not a number\n", 0, "node-1" },
	{ "listen = # none\n", "", 0, "node-1" },
	{ "workers\n", "@:1: workers: there is no \"=\"\n", 0, "node-1" },
	{ "= 5\n", "@:1: : unknown setting\n", 0, "node-1" },
	{ "Workers = 5\n", "@:1: Workers: unknown setting, did you mean [workers]?\n", 0, "node-1" },
	{ "body-max = 5M\n", "@:1: body-max: unknown setting, did you mean [body_max]?\n", 0, "node-1" },
	{ "wo\033[2J = 5\n", "@:1: wo?[2J: unknown setting\n", 0, "node-1" },
	{ "\nworkers = 5\nworkers = 6\nworkers = 7\n",
	    "@:3: workers: set twice, first in line 2\n@:4: workers: set twice, first in line 2\n", 7, "node-1" },
	{ "workers = x\nnope = 1\n\nlog = 3\nnode_name = ok\nbody_max = 7\n",
	    "@:1: workers: \"x\" is not a number\n@:2: nope: unknown setting\n"
	    "@:4: log: \"3\" is not one of: stderr, syslog\n"
	    "@:6: body_max: \"7\" is out of range: 1K to 1G\n", 0, "ok" },
};
/* clang-format on */

enum { FILES = sizeof(files) / sizeof(files[0]) };

/* The expected mistakes with the path in them. */
static const char *
with_path(const char *text)
{
	const char *all = "";

	for (; *text != '\0'; text++)
		all = *text == '@' ? arena_printf(arena, "%s%s", all, path)
		                   : arena_printf(arena, "%s%c", all, *text);
	return all;
}

START_TEST(a_file)
{
	struct conf c;
	bool ok;

	write_bytes(files[_i].text, strlen(files[_i].text));
	ok = read_back(&c);
	ck_assert_str_eq(mistakes, with_path(files[_i].mistakes));
	ck_assert_int_eq(ok, *files[_i].mistakes == '\0');
	ck_assert_uint_eq(c.workers, files[_i].workers);
	ck_assert_str_eq(c.node_name, files[_i].node_name);
}
END_TEST

START_TEST(a_nul_in_a_file_is_a_mistake)
{
	static const char text[] = "node_name = a\0b\nworkers = 5\n";
	struct conf c;

	write_bytes(text, sizeof(text) - 1);
	ck_assert(!read_back(&c));
	ck_assert_str_eq(mistakes, with_path("@:1: node_name: holds a control character\n"));
	ck_assert_uint_eq(c.workers, 5);
}
END_TEST

START_TEST(a_missing_file_is_a_mistake)
{
	struct conf c;

	ck_assert(!read_back(&c));
	ck_assert_str_eq(mistakes, with_path("@: cannot be read: No such file or directory\n"));
}
END_TEST

START_TEST(a_directory_is_a_mistake)
{
	struct conf c;

	conf_init(&c);
	ck_assert(!conf_read(&c, arena, dir, note, NULL));
	ck_assert_msg(
	    strstr(mistakes, ": cannot be read: Is a directory\n") != NULL, "%s", mistakes);
}
END_TEST

START_TEST(a_huge_file_is_a_mistake)
{
	struct conf c;
	char *text = malloc(FILE_MAX + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, '\n', FILE_MAX + 1);
	write_bytes(text, FILE_MAX);
	ck_assert_msg(read_back(&c), "%s", mistakes);
	write_bytes(text, FILE_MAX + 1);
	ck_assert(!read_back(&c));
	ck_assert_msg(strstr(mistakes, "larger than") != NULL, "%s", mistakes);
	free(text);
}
END_TEST

/* Bytes without sense are answered with mistakes and nothing else. */
START_TEST(garbage_is_survived)
{
	static const char bytes[] = "workers=\"\\# \n\r\t\0\x7f\xff"
	                            "5Kms_:/.";
	struct conf c;

	srandom((unsigned)_i + 1);
	for (int round = 0; round < 200; round++) {
		char text[200];
		size_t n = (size_t)random() % sizeof(text);

		for (size_t i = 0; i < n; i++)
			text[i] = bytes[(size_t)random() % (sizeof(bytes) - 1)];
		write_bytes(text, n);
		mistakes[0] = '\0';
		ck_assert_int_eq(read_back(&c), mistakes[0] == '\0');
		arena_reset(arena);
	}
}
END_TEST

/* ---- what we publish ---- */

static FILE *
open_source(const char *name)
{
	const char *top = getenv("top_srcdir");
	char full[4096];
	FILE *file;

	snprintf(full, sizeof(full), "%s/%s", top != NULL ? top : ".", name);
	file = fopen(full, "r");
	ck_assert_msg(file != NULL, "cannot open %s", full);
	return file;
}

/* The example file says what the defaults are: with its settings made live, nothing changes. */
START_TEST(the_example_file_shows_the_defaults)
{
	FILE *in = open_source("conf/connectord.conf");
	FILE *out = fopen(path, "w");
	char line[1024];
	struct conf c, defaults;
	unsigned n = 0;

	while (fgets(line, sizeof(line), in) != NULL) {
		bool live = line[0] == '#' && line[1] >= 'a' && line[1] <= 'z';

		n += live;
		fputs(live ? line + 1 : line, out);
	}
	fclose(in);
	fclose(out);
	ck_assert_uint_eq(n, SETTINGS);
	conf_init(&defaults);
	ck_assert_msg(read_back(&c), "%s", mistakes);
	ck_assert_str_eq(c.data, "/var/lib/connectord");
	c.data = defaults.data; /* depends on --localstatedir */
	assert_same(&c, &defaults);
}
END_TEST

/* The working file at the end of the manual works. */
START_TEST(the_file_in_the_manual_is_readable)
{
	FILE *in = open_source("man/connectord.conf.5");
	FILE *out = fopen(path, "w");
	char line[1024];
	struct conf c, defaults;
	bool examples = false, inside = false;
	unsigned n = 0;

	while (fgets(line, sizeof(line), in) != NULL) {
		examples = examples || strcmp(line, ".Sh EXAMPLES\n") == 0;
		if (strcmp(line, ".Ed\n") == 0)
			inside = false;
		if (inside)
			fputs(line, out);
		n += inside;
		if (examples && strncmp(line, ".Bd ", 4) == 0)
			inside = true;
	}
	fclose(in);
	fclose(out);
	ck_assert_uint_gt(n, 5);
	conf_init(&defaults);
	ck_assert_msg(read_back(&c), "%s", mistakes);
	ck_assert(conf_check(&c, note, NULL));
	ck_assert_str_ne(c.listen, defaults.listen);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("conf");
	TCase *t = tcase_create("conf");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, defaults_are_the_documented_ones);
	tcase_add_test(t, rows_are_complete_and_every_field_has_one);
	tcase_add_test(t, defaults_pass_their_own_rules);
	tcase_add_loop_test(t, print_is_readable_at_both_ends, 0, 2);
	tcase_add_test(t, print_is_readable_for_the_defaults);
	tcase_add_loop_test(t, print_is_readable_for_tricky_texts, 0,
	    sizeof(tricky_texts) / sizeof(tricky_texts[0]));
	tcase_add_test(t, print_is_readable_for_any_number);
	tcase_add_loop_test(t, out_of_range_names_the_range, 0, SETTINGS);
	tcase_add_loop_test(t, a_value, 0, VALUES);
	tcase_add_test(t, long_values_are_refused);
	tcase_add_test(t, a_nul_in_a_value_is_a_control_character);
	tcase_add_test(t, flags_are_spelt_with_a_dash);
	tcase_add_test(t, a_buffer_too_small_for_one_request_is_a_mistake);
	tcase_add_loop_test(t, a_file, 0, FILES);
	tcase_add_test(t, a_nul_in_a_file_is_a_mistake);
	tcase_add_test(t, a_missing_file_is_a_mistake);
	tcase_add_test(t, a_directory_is_a_mistake);
	tcase_add_test(t, a_huge_file_is_a_mistake);
	tcase_add_loop_test(t, garbage_is_survived, 0, 4);
	tcase_add_test(t, the_example_file_shows_the_defaults);
	tcase_add_test(t, the_file_in_the_manual_is_readable);
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
