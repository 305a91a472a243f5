#include <config.h>

#include "base/timestamp.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* clang-format off */
static const struct {
	int64_t us;
	const char *text;
} prints[] = {
	{ 0,				"1970-01-01T00:00:00.000Z" },
	{ 1,				"1970-01-01T00:00:00.000001Z" },
	{ -1,				"1969-12-31T23:59:59.999999Z" },
	{ 1000,				"1970-01-01T00:00:00.001Z" },
	{ 1100,				"1970-01-01T00:00:00.0011Z" },
	{ 100000,			"1970-01-01T00:00:00.100Z" },
	{ 1701679550567149,		"2023-12-04T08:45:50.567149Z" },
	{ 1701679550560000,		"2023-12-04T08:45:50.560Z" },
	{ 951782400000000,		"2000-02-29T00:00:00.000Z" },
	{ -62167219200000000,		"0000-01-01T00:00:00.000Z" },
	{ 253402300799999999,		"9999-12-31T23:59:59.999999Z" },
	{ 253402300800000000,		"+10000-01-01T00:00:00.000Z" },
	{ -62167219200000001,		"-0001-12-31T23:59:59.999999Z" },
	{ INT64_MAX,			"+294247-01-10T04:00:54.775807Z" },
	{ INT64_MIN,			"-290308-12-21T19:59:05.224192Z" },
};

static const struct {
	const char *in;
	enum timestamp_verdict verdict;
	const char *out;
} reads[] = {
	/* sync-jobs.md 7.9 */
	{ "2023-12-04T10:45:50+02:00",		TIMESTAMP_OK, "2023-12-04T08:45:50.000Z" },
	{ "2023-12-04T08:45:50.567149Z",	TIMESTAMP_OK, "2023-12-04T08:45:50.567149Z" },
	{ "2023",				TIMESTAMP_NO_ZONE, NULL },
	{ "2023-12-04",				TIMESTAMP_NO_ZONE, NULL },
	{ "2023-12-04T08:45:50",		TIMESTAMP_NO_ZONE, NULL },
	/* parts that may be missing */
	{ "2023-12",				TIMESTAMP_NO_ZONE, NULL },
	{ "2023-12-04T",			TIMESTAMP_NO_ZONE, NULL },
	{ "2023-12-04T10",			TIMESTAMP_NO_ZONE, NULL },
	{ "2023-12-04T10:45",			TIMESTAMP_NO_ZONE, NULL },
	{ "2023-12-04T10:45:50.1",		TIMESTAMP_NO_ZONE, NULL },
	{ "2023-12-04T10:45Z",			TIMESTAMP_OK, "2023-12-04T10:45:00.000Z" },
	{ "2023-12-04T10Z",			TIMESTAMP_OK, "2023-12-04T10:00:00.000Z" },
	{ "2023-12-04T10+01",			TIMESTAMP_OK, "2023-12-04T09:00:00.000Z" },
	/* fractions */
	{ "2023-12-04T10:45:50.5Z",		TIMESTAMP_OK, "2023-12-04T10:45:50.500Z" },
	{ "2023-12-04T10:45:50,5Z",		TIMESTAMP_OK, "2023-12-04T10:45:50.500Z" },
	{ "2023-12-04T10:45:50.123456789Z",	TIMESTAMP_OK, "2023-12-04T10:45:50.123456789Z" },
	{ "2023-12-04T10:45:50.100000000Z",	TIMESTAMP_OK, "2023-12-04T10:45:50.100Z" },
	{ "2023-12-04T10:45:50.000000001Z",	TIMESTAMP_OK, "2023-12-04T10:45:50.000000001Z" },
	{ "2023-12-04T10:45:50.1234567891Z",	TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50.Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45.5Z",		TIMESTAMP_BAD, NULL },
	/* offsets */
	{ "2023-12-04T10:45:50+0200",		TIMESTAMP_OK, "2023-12-04T08:45:50.000Z" },
	{ "2023-12-04T10:45:50+02",		TIMESTAMP_OK, "2023-12-04T08:45:50.000Z" },
	{ "2023-12-04T10:45:50-02:30",		TIMESTAMP_OK, "2023-12-04T13:15:50.000Z" },
	{ "2023-12-04T10:45:50+00:00",		TIMESTAMP_OK, "2023-12-04T10:45:50.000Z" },
	{ "2023-12-04T10:45:50-00:00",		TIMESTAMP_OK, "2023-12-04T10:45:50.000Z" },
	{ "2023-12-04T10:45:50+18:00",		TIMESTAMP_OK, "2023-12-03T16:45:50.000Z" },
	{ "2023-12-31T23:00:00-02:00",		TIMESTAMP_OK, "2024-01-01T01:00:00.000Z" },
	{ "2024-03-01T00:30:00+01:00",		TIMESTAMP_OK, "2024-02-29T23:30:00.000Z" },
	{ "2023-12-04T10:45:50+18:01",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50+19:00",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50+02:60",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50+2",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50+02:",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50+020",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50+02:000",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50 Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:50ZZ",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04Z",			TIMESTAMP_BAD, NULL },
	{ "2023-12-04TZ",			TIMESTAMP_BAD, NULL },
	{ "2023-12T10:00:00Z",			TIMESTAMP_BAD, NULL },
	{ "2023T10:00:00Z",			TIMESTAMP_BAD, NULL },
	/* the calendar */
	{ "2023-02-28T00:00:00Z",		TIMESTAMP_OK, "2023-02-28T00:00:00.000Z" },
	{ "2023-02-29T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-02-30T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2024-02-29T00:00:00Z",		TIMESTAMP_OK, "2024-02-29T00:00:00.000Z" },
	{ "2000-02-29T00:00:00Z",		TIMESTAMP_OK, "2000-02-29T00:00:00.000Z" },
	{ "1900-02-29T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-04-31T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-13-01T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-00-01T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-01-00T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-01-32T00:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-02-30",				TIMESTAMP_BAD, NULL },
	{ "2023-13",				TIMESTAMP_BAD, NULL },
	{ "2023-12-04T23:59:59Z",		TIMESTAMP_OK, "2023-12-04T23:59:59.000Z" },
	{ "2023-12-04T24:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:60:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:45:60Z",		TIMESTAMP_BAD, NULL },
	/* the form */
	{ "",					TIMESTAMP_BAD, NULL },
	{ "soon",				TIMESTAMP_BAD, NULL },
	{ "2023-12-4T10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-1-04T10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-1204T10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "20231204T100000Z",			TIMESTAMP_BAD, NULL },
	{ "2023-12-04 10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04t10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T1:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:0:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:00:0Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:00:Z",			TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:Z",			TIMESTAMP_BAD, NULL },
	{ "2023-",				TIMESTAMP_BAD, NULL },
	{ "2023-12-",				TIMESTAMP_BAD, NULL },
	{ " 2023-12-04T10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "2023-12-04T10:00:00Z ",		TIMESTAMP_BAD, NULL },
	{ "+2023-12-04T10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "-2023-12-04T10:00:00Z",		TIMESTAMP_BAD, NULL },
	{ "10000-01-01T00:00:00Z",		TIMESTAMP_BAD, NULL },
	/* the years there are */
	{ "0000-01-01T00:00:00Z",		TIMESTAMP_OK, "0000-01-01T00:00:00.000Z" },
	{ "9999-12-31T23:59:59.999999999Z",	TIMESTAMP_OK, "9999-12-31T23:59:59.999999999Z" },
	{ "0000-01-01T00:00:00+00:01",		TIMESTAMP_BAD, NULL },
	{ "9999-12-31T23:59:59-00:01",		TIMESTAMP_BAD, NULL },
	/* milliseconds */
	{ "0",					TIMESTAMP_OK, "1970-01-01T00:00:00.000Z" },
	{ "1701679550567",			TIMESTAMP_OK, "2023-12-04T08:45:50.567Z" },
	{ "999",				TIMESTAMP_OK, "1970-01-01T00:00:00.999Z" },
	{ "10000",				TIMESTAMP_OK, "1970-01-01T00:00:10.000Z" },
	{ "02023",				TIMESTAMP_OK, "1970-01-01T00:00:02.023Z" },
	{ "-1",					TIMESTAMP_OK, "1969-12-31T23:59:59.999Z" },
	{ "-1000",				TIMESTAMP_OK, "1969-12-31T23:59:59.000Z" },
	{ "-2023",				TIMESTAMP_OK, "1969-12-31T23:59:57.977Z" },
	{ "-0",					TIMESTAMP_OK, "1970-01-01T00:00:00.000Z" },
	{ "1701679550567.149",			TIMESTAMP_OK, "2023-12-04T08:45:50.567149Z" },
	{ "1.000001",				TIMESTAMP_OK, "1970-01-01T00:00:00.001000001Z" },
	{ "-1.5",				TIMESTAMP_OK, "1969-12-31T23:59:59.9985Z" },
	{ "2023.5",				TIMESTAMP_OK, "1970-01-01T00:00:02.0235Z" },
	{ "1.0000001",				TIMESTAMP_BAD, NULL },
	{ "1.",					TIMESTAMP_BAD, NULL },
	{ ".5",					TIMESTAMP_BAD, NULL },
	{ "1,5",				TIMESTAMP_BAD, NULL },
	{ "-",					TIMESTAMP_BAD, NULL },
	{ "+1",					TIMESTAMP_BAD, NULL },
	{ "1e3",				TIMESTAMP_BAD, NULL },
	{ "12 ",				TIMESTAMP_BAD, NULL },
	{ "0x10",				TIMESTAMP_BAD, NULL },
	{ "253402300799999",			TIMESTAMP_OK, "9999-12-31T23:59:59.999Z" },
	{ "253402300800000",			TIMESTAMP_BAD, NULL },
	{ "-62167219200000",			TIMESTAMP_OK, "0000-01-01T00:00:00.000Z" },
	{ "-62167219200001",			TIMESTAMP_BAD, NULL },
	{ "99999999999999999999999999",		TIMESTAMP_BAD, NULL },
	{ "-99999999999999999999999999",	TIMESTAMP_BAD, NULL },
};

static const struct {
	const char *in;
	bool ok;
	int64_t us;
} micros[] = {
	{ "1970-01-01T00:00:00.000Z",		true, 0 },
	{ "2023-12-04T08:45:50.567149Z",	true, 1701679550567149 },
	{ "2023-12-04T08:45:50.567149+00:00",	true, 1701679550567149 },
	{ "2023-12-04T10:45:50.567149+02:00",	true, 1701679550567149 },
	{ "2023-12-04T08:45:50.567149999Z",	true, 1701679550567149 },
	{ "1969-12-31T23:59:59.9999999Z",	true, -1 },
	{ "2023-12-04T08:45:50",		true, 1701679550000000 },
	{ "2023-12-04",				true, 1701648000000000 },
	{ "1701679550567",			true, 1701679550567000 },
	{ "0000-01-01T00:00:00.000Z",		true, -62167219200000000 },
	{ "9999-12-31T23:59:59.999999Z",	true, 253402300799999999 },
	{ "",					false, 0 },
	{ "yesterday",				false, 0 },
	{ "2023-02-30T00:00:00Z",		false, 0 },
};
/* clang-format on */

START_TEST(test_print)
{
	char out[TIMESTAMP_SIZE];

	timestamp_print(out, prints[_i].us);
	ck_assert_str_eq(out, prints[_i].text);
}
END_TEST

START_TEST(test_normalise)
{
	char out[TIMESTAMP_SIZE] = "untouched", again[TIMESTAMP_SIZE];

	ck_assert_msg(timestamp_normalise(str_of(reads[_i].in), out) == reads[_i].verdict, "%s",
	    reads[_i].in);
	if (reads[_i].verdict != TIMESTAMP_OK)
		return;
	ck_assert_str_eq(out, reads[_i].out);
	ck_assert_int_eq(timestamp_normalise(str_of(out), again), TIMESTAMP_OK);
	ck_assert_str_eq(out, again);
}
END_TEST

START_TEST(test_read)
{
	int64_t us = -7;

	ck_assert_msg(
	    timestamp_read(str_of(micros[_i].in), &us) == micros[_i].ok, "%s", micros[_i].in);
	ck_assert_int_eq(us, micros[_i].ok ? micros[_i].us : -7);
}
END_TEST

/* The text ends where its length says: no NUL is looked for, nothing behind it is read. */
START_TEST(test_borrowed)
{
	const char *text = "2023-12-04T10:45:50.567Z";
	char out[TIMESTAMP_SIZE];

	for (size_t n = 0; n <= strlen(text); n++) {
		char *copy = malloc(n > 0 ? n : 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text, n);
		/* The first three are milliseconds, the whole is a time, the rest is neither. */
		ck_assert_int_eq(timestamp_normalise((struct str){copy, n}, out) == TIMESTAMP_OK,
		    (n > 0 && n < 4) || n == strlen(text));
		free(copy);
	}
	ck_assert_int_eq(timestamp_normalise((struct str){NULL, 0}, out), TIMESTAMP_BAD);
	ck_assert_int_eq(timestamp_normalise((struct str){"1\0", 2}, out), TIMESTAMP_BAD);
}
END_TEST

static int64_t
random_seconds(void)
{
	uint64_t bits = (uint64_t)random() << 31 ^ (uint64_t)random();

	return (int64_t)(bits % (253402300799 + 62167219200 + 1)) - 62167219200;
}

/* Any time there is, against the C library's calendar. */
START_TEST(test_calendar)
{
	srandom(11);
	for (int round = 0; round < 200000; round++) {
		time_t seconds = random_seconds();
		int64_t us = random() % 1000000, back;
		char out[TIMESTAMP_SIZE], want[80];
		struct tm tm;

		ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
		snprintf(want, sizeof(want), "%04d-%02d-%02dT%02d:%02d:%02d.%06d",
		    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		    (int)us);
		timestamp_print(out, seconds * 1000000 + us);
		if (strncmp(out, want, 23) != 0)
			ck_abort_msg("%lld: %s, not %s", (long long)seconds, out, want);
		if (!timestamp_read(str_of(out), &back) || back != seconds * 1000000 + us)
			ck_abort_msg("%s does not read back", out);
	}
}
END_TEST

/* Every day of a full cycle of leap years, and the day before and behind it. */
START_TEST(test_days)
{
	struct tm tm = {.tm_year = 1600 - 1900, .tm_mday = 1};
	int64_t day = timegm(&tm) / 86400, last = day + 146097 + 366;

	for (; day <= last; day++) {
		char out[TIMESTAMP_SIZE];
		int year, month, mday;
		struct tm back = {0};

		timestamp_print(out, day * 86400 * 1000000);
		ck_assert_int_eq(sscanf(out, "%4d-%2d-%2dT", &year, &month, &mday), 3);
		back.tm_year = year - 1900;
		back.tm_mon = month - 1;
		back.tm_mday = mday;
		if (timegm(&back) != day * 86400)
			ck_abort_msg("day %" PRId64 ": %s", day, out);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("timestamp");
	TCase *t = tcase_create("timestamp");
	SRunner *sr;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_print, 0, sizeof(prints) / sizeof(prints[0]));
	tcase_add_loop_test(t, test_normalise, 0, sizeof(reads) / sizeof(reads[0]));
	tcase_add_loop_test(t, test_read, 0, sizeof(micros) / sizeof(micros[0]));
	tcase_add_test(t, test_borrowed);
	tcase_add_test(t, test_calendar);
	tcase_add_test(t, test_days);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
