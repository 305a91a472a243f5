/* The scanner in front of libfcgi: what it lets through, answers itself, refuses and bounds. */
#include <config.h>

#include "fcgi/frame.c"

#include <check.h>

#include "fcgi_peer.h"

static const struct frame_limits limits = {4096, 10000, 77};

/* A frame, and what the connection round it would hold. */
static struct frame frame;
static struct buf sent, replies;

static void
setup(void)
{
	frame_init(&frame, &limits);
	sent = replies = (struct buf){0};
}

static void
teardown(void)
{
	frame_release(&frame);
	buf_release(&sent);
	buf_release(&replies);
}

/* The next round of a test that goes through many ways to cut the same bytes. */
static void
start_anew(void)
{
	teardown();
	setup();
}

/* Gives the frame what was put into sent, piece by piece, until it says something. */
static enum frame_verdict
scan(size_t piece)
{
	enum frame_verdict verdict = frame_scan(&frame, &replies);

	for (size_t at = 0; at < sent.n && verdict == FRAME_MORE;) {
		size_t n = sent.n - at < piece ? sent.n - at : piece;
		size_t room;
		char *to = frame_room(&frame, &room);

		if (to == NULL) {
			ck_assert(frame_grow(&frame));
			continue;
		}
		if (n > room)
			n = room;
		memcpy(to, sent.p + at, n);
		frame_added(&frame, n);
		at += n;
		verdict = frame_scan(&frame, &replies);
	}
	buf_clear(&sent);
	return verdict;
}

static void
put_simple(uint16_t id, int flags, struct str body)
{
	put_request(&sent, id, flags, "GET", "/a", body);
}

static void
put_head(uint16_t id, const char *content_length)
{
	char length[64];
	const char *params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/a", length, NULL};

	snprintf(length, sizeof(length), "CONTENT_LENGTH=%s", content_length);
	put_begin(&sent, id, ROLE_RESPONDER, KEEP);
	put_params(&sent, id, params);
}

/* The reply number n, and that it is of this type. */
static struct record
reply(size_t n, unsigned type)
{
	struct record r = {0};
	size_t at = 0;

	do {
		ck_assert_msg(record_read(replies.p + at, replies.n - at, &r) == RECORD_WHOLE,
		    "there is no reply %zu", n);
		at += r.size;
	} while (n-- > 0);
	ck_assert_uint_eq(r.type, type);
	return r;
}

static void
expect_end(size_t n, uint16_t id, enum end_status status)
{
	struct record r = reply(n, RECORD_END);

	ck_assert_uint_eq(r.id, id);
	ck_assert_uint_eq(r.n, 8);
	ck_assert_int_eq(r.p[4], status);
}

/* All the content of one type in the request that was kept, which holds no padding. */
static struct buf
kept_content(unsigned type)
{
	struct str kept = frame_request(&frame);
	struct buf all = {0};
	struct record r;

	for (size_t at = 0; at < kept.n; at += r.size) {
		ck_assert_int_eq(record_read(kept.p + at, kept.n - at, &r), RECORD_WHOLE);
		ck_assert_uint_eq(r.size, RECORD_HEADER + r.n);
		if (r.type == type)
			buf_add(&all, r.p, r.n);
	}
	return all;
}

static void
expect_kept(unsigned type, struct str expected)
{
	struct buf got = kept_content(type);

	ck_assert_uint_eq(got.n, expected.n);
	ck_assert(str_equal(buf_peek(&got), expected));
	buf_release(&got);
}

/* ---- one request ---- */

START_TEST(whole_request_in_pieces_of_any_size)
{
	for (size_t piece = 1; piece < 200; piece++) {
		start_anew();
		put_simple(9, KEEP, STR_LIT("body"));
		ck_assert_int_eq(scan(piece), FRAME_REQUEST);
		ck_assert(frame.keep_conn);
		ck_assert_uint_eq(replies.n, 0);
		expect_kept(RECORD_STDIN, STR_LIT("body"));
		expect_kept(RECORD_BEGIN, (struct str){"\0\1\1\0\0\0\0\0", 8});
		frame_next(&frame);
		ck_assert(frame_empty(&frame));
	}
}
END_TEST

START_TEST(without_keep_conn)
{
	put_simple(1, NO_KEEP, STR_LIT(""));
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	ck_assert(!frame.keep_conn);
}
END_TEST

START_TEST(every_prefix_is_incomplete)
{
	struct buf whole = {0};

	put_simple(1, KEEP, STR_LIT("body"));
	whole = sent;
	sent = (struct buf){0};
	for (size_t n = 0; n < whole.n; n++) {
		buf_add(&sent, whole.p, n);
		ck_assert_int_eq(scan(65536), FRAME_MORE);
		ck_assert(n == 0 || !frame_empty(&frame));
		frame_release(&frame);
		frame_init(&frame, &limits);
	}
	buf_release(&whole);
}
END_TEST

/* 264 bytes are sent for one of body; what is kept must not grow like that. */
START_TEST(single_byte_records_with_padding_are_joined)
{
	char body[3000];

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)('a' + i % 26);
	put_head(1, "3000");
	for (size_t i = 0; i < sizeof(body); i++)
		put_padded(&sent, RECORD_STDIN, 1, &body[i], 1, 255);
	record_add(&sent, RECORD_STDIN, 1, "", 0);
	ck_assert_int_eq(scan((size_t)_i), FRAME_REQUEST);
	expect_kept(RECORD_STDIN, (struct str){body, sizeof(body)});
	ck_assert_uint_lt(frame_request(&frame).n, 3200);
	ck_assert_uint_le(frame.in.room, 16384);
}
END_TEST

START_TEST(params_split_anywhere)
{
	struct buf stream = {0};

	put_pair(&stream, "REQUEST_METHOD", "GET");
	for (int i = 0; i < 3; i++)
		put_pair(&stream, "HTTP_LONG",
		    "0123456789012345678901234567890123456789"
		    "0123456789012345678901234567890123456789"
		    "0123456789012345678901234567890123456789"
		    "0123456789012345678901234567890123456789");
	put_pair(&stream, "", "");
	for (size_t piece = 1; piece <= stream.n; piece++) {
		start_anew();
		put_begin(&sent, 1, ROLE_RESPONDER, KEEP);
		put_stream(&sent, RECORD_PARAMS, 1, buf_peek(&stream), piece);
		record_add(&sent, RECORD_STDIN, 1, "", 0);
		ck_assert_int_eq(scan(65536), FRAME_REQUEST);
		expect_kept(RECORD_PARAMS, buf_peek(&stream));
	}
	buf_release(&stream);
}
END_TEST

/* Joining fills a record to its limit and begins another. */
START_TEST(body_larger_than_a_record)
{
	static const struct frame_limits large = {4096, 1000000, 1};
	static char body[200001];

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)(i * 7 + i / 251);
	frame.limits = &large;
	put_head(1, "200001");
	put_stream(&sent, RECORD_STDIN, 1, (struct str){body, sizeof(body)}, (size_t)_i);
	ck_assert_int_eq(scan(5000), FRAME_REQUEST);
	expect_kept(RECORD_STDIN, (struct str){body, sizeof(body)});
	ck_assert_uint_lt(frame_request(&frame).n, sizeof(body) + 200);
}
END_TEST

/* ---- several requests ---- */

START_TEST(pipelined_requests_are_served_in_turn)
{
	put_simple(1, KEEP, STR_LIT("one"));
	put_simple(1, KEEP, STR_LIT("two"));
	put_simple(2, NO_KEEP, STR_LIT("three"));
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	expect_kept(RECORD_STDIN, STR_LIT("one"));
	frame_next(&frame);
	ck_assert(!frame_empty(&frame));
	ck_assert_int_eq(frame_scan(&frame, &replies), FRAME_REQUEST);
	expect_kept(RECORD_STDIN, STR_LIT("two"));
	frame_next(&frame);
	ck_assert_int_eq(frame_scan(&frame, &replies), FRAME_REQUEST);
	expect_kept(RECORD_STDIN, STR_LIT("three"));
	ck_assert(!frame.keep_conn);
	frame_next(&frame);
	ck_assert(frame_empty(&frame));
	ck_assert_uint_eq(replies.n, 0);
}
END_TEST

static bool
holds(const char *text)
{
	return memmem(frame.in.p, frame.in.room, text, strlen(text)) != NULL;
}

/* Nothing of a request that was wiped is left, also of what was moved; all of the next one is. */
START_TEST(wiped_request_leaves_the_next_one_whole)
{
	for (size_t piece = 1; piece < 200; piece++) {
		put_simple(1, KEEP, str_of("the-first-secret"));
		put_simple(2, KEEP, str_of("the-second-one"));
		/* In room that is larger than both. */
		ck_assert(buf_reserve(&frame.in, 1024));
		memset(frame.in.p, 0, frame.in.room);
		for (size_t at = 0; at < sent.n; at += piece) {
			size_t room, n = sent.n - at < piece ? sent.n - at : piece;

			memcpy(frame_room(&frame, &room), sent.p + at, n);
			frame_added(&frame, n);
			(void)frame_scan(&frame, &replies);
		}
		ck_assert_int_eq(frame_scan(&frame, &replies), FRAME_REQUEST);
		ck_assert(holds("the-first-secret"));
		frame_wipe(&frame);
		ck_assert(!holds("the-first-secret"));
		frame_next(&frame);
		ck_assert_int_eq(frame_scan(&frame, &replies), FRAME_REQUEST);
		ck_assert_ptr_nonnull(
		    memmem(frame_request(&frame).p, frame_request(&frame).n, "the-second-one", 14));
		frame_wipe(&frame);
		ck_assert(!holds("the-second-one"));
		start_anew();
	}
}
END_TEST

START_TEST(multiplexed_request_is_refused_and_the_first_goes_on)
{
	for (size_t piece = 1; piece < 300; piece++) {
		start_anew();
		put_head(1, "4");
		put_simple(2, KEEP, STR_LIT("other"));
		record_add(&sent, RECORD_STDIN, 1, "bo", 2);
		put_begin(&sent, 3, ROLE_RESPONDER, KEEP);
		put_stream(&sent, RECORD_STDIN, 1, STR_LIT("dy"), 2);
		ck_assert_int_eq(scan(piece), FRAME_REQUEST);
		expect_kept(RECORD_STDIN, STR_LIT("body"));
		expect_end(0, 2, END_CANT_MULTIPLEX);
		expect_end(1, 3, END_CANT_MULTIPLEX);
	}
}
END_TEST

static const struct {
	int after; /* 0: BEGIN, 1: a part of PARAMS, 2: PARAMS, 3: a part of STDIN */
	int flags;
	enum frame_verdict verdict;
} aborts[] = {
    {0, KEEP, FRAME_MORE},
    {1, KEEP, FRAME_MORE},
    {2, KEEP, FRAME_MORE},
    {3, KEEP, FRAME_MORE},
    {0, NO_KEEP, FRAME_CLOSE},
    {3, NO_KEEP, FRAME_CLOSE},
};

START_TEST(aborted_request)
{
	put_begin(&sent, 5, ROLE_RESPONDER, aborts[_i].flags);
	if (aborts[_i].after >= 1)
		record_add(&sent, RECORD_PARAMS, 5, "\1", 1);
	if (aborts[_i].after >= 2)
		record_add(&sent, RECORD_PARAMS, 5, "\1ab", 3);
	if (aborts[_i].after >= 2)
		record_add(&sent, RECORD_PARAMS, 5, "", 0);
	if (aborts[_i].after >= 3)
		record_add(&sent, RECORD_STDIN, 5, "x", 1);
	record_add(&sent, RECORD_ABORT, 5, "", 0);
	ck_assert_int_eq(scan(65536), aborts[_i].verdict);
	expect_end(0, 5, END_COMPLETE);
	if (aborts[_i].verdict != FRAME_MORE)
		return;
	ck_assert(frame_empty(&frame));
	/* What was under way for it is dropped; the next request is untouched by it. */
	record_add(&sent, RECORD_STDIN, 5, "late", 4);
	put_simple(5, KEEP, STR_LIT("next"));
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	expect_kept(RECORD_STDIN, STR_LIT("next"));
}
END_TEST

START_TEST(role_is_not_responder)
{
	put_begin(&sent, 1, _i, KEEP);
	record_add(&sent, RECORD_PARAMS, 1, "", 0);
	record_add(&sent, RECORD_DATA, 1, "data", 4);
	record_add(&sent, RECORD_STDIN, 1, "", 0);
	put_simple(2, KEEP, STR_LIT("after"));
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	expect_end(0, 1, END_UNKNOWN_ROLE);
	expect_kept(RECORD_STDIN, STR_LIT("after"));
	frame_next(&frame);
	put_begin(&sent, 1, _i, NO_KEEP);
	ck_assert_int_eq(scan(65536), FRAME_CLOSE);
}
END_TEST

/* ---- management records ---- */

/* What libfcgi's stack does not survive. */
START_TEST(get_values_repeated_is_answered_once)
{
	struct buf content = {0};
	struct record r;

	for (int i = 0; i < 200; i++) {
		put_pair(&content, "FCGI_MAX_REQS", "");
		put_pair(&content, "FCGI_MPXS_CONNS", i % 2 ? "x" : "");
		put_pair(&content, "FCGI_UNHEARD_OF", "");
	}
	put_pair(&content, "A_NAME_LONGER_THAN_ANYTHING_THAT_IS_KNOWN_TO_THE_SCANNER", "");
	record_add(&sent, RECORD_GET_VALUES, 0, content.p, content.n);
	ck_assert_int_eq(scan(65536), FRAME_MORE);
	r = reply(0, RECORD_GET_VALUES_RESULT);
	ck_assert_uint_eq(r.size, replies.n);
	ck_assert_uint_eq(r.id, 0);
	ck_assert(str_equal(
	    (struct str){r.p, r.n}, STR_LIT("\x0d\2FCGI_MAX_REQS77\x0f\1FCGI_MPXS_CONNS0")));
	buf_release(&content);
}
END_TEST

START_TEST(get_values_amid_a_request)
{
	struct buf content = {0};

	put_pair(&content, "FCGI_MAX_CONNS", "");
	for (size_t piece = 200; piece >= 1; piece--) {
		start_anew();
		put_head(1, "2");
		record_add(&sent, RECORD_STDIN, 1, "o", 1);
		put_padded(&sent, RECORD_GET_VALUES, 0, content.p, content.n, 7);
		put_padded(&sent, 200, 0, "what", 4, 3);
		put_stream(&sent, RECORD_STDIN, 1, STR_LIT("k"), 1);
		ck_assert_int_eq(scan(piece), FRAME_REQUEST);
		expect_kept(RECORD_STDIN, STR_LIT("ok"));
		ck_assert_int_eq((unsigned char)reply(1, RECORD_UNKNOWN_TYPE).p[0], 200);
	}
	ck_assert(str_equal((struct str){reply(0, RECORD_GET_VALUES_RESULT).p, 18},
	    STR_LIT("\x0e\2FCGI_MAX_CONNS77")));
	ck_assert_uint_eq(reply(1, RECORD_UNKNOWN_TYPE).n, 8);
	buf_release(&content);
}
END_TEST

/* ---- limits ---- */

/* clang-format off */
static const struct {
	const char *announced;
	enum frame_verdict verdict;
} announced[] = {
	{ "10000",                FRAME_MORE },
	{ "10001",                FRAME_TOO_LARGE },
	{ "99999999999",          FRAME_TOO_LARGE },
	{ "18446744073709551617", FRAME_TOO_LARGE },
	/* Nonsense is found out when the request is whole. */
	{ "",                     FRAME_MORE },
	{ "-1",                   FRAME_MORE },
	{ "99999x",               FRAME_MORE },
	{ "123456789012345678901234567890123", FRAME_MORE },
};
/* clang-format on */

START_TEST(announced_body)
{
	put_head(1, announced[_i].announced);
	ck_assert_int_eq(scan(65536), announced[_i].verdict);
	if (announced[_i].verdict != FRAME_TOO_LARGE)
		return;
	ck_assert(frame_cut(&frame));
	expect_kept(RECORD_STDIN, STR_LIT(""));
}
END_TEST

START_TEST(body_too_large_by_counting)
{
	static char body[10001];
	struct buf stream = {0};

	put_head(1, "");
	put_stream(&sent, RECORD_STDIN, 1, (struct str){body, 10000}, 100);
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	frame_next(&frame);
	put_head(1, "");
	put_stream(&sent, RECORD_STDIN, 1, (struct str){body, 10001}, 100);
	ck_assert_int_eq(scan(65536), FRAME_TOO_LARGE);
	ck_assert(frame_cut(&frame));
	expect_kept(RECORD_STDIN, STR_LIT(""));
	put_pair(&stream, "REQUEST_METHOD", "PUT");
	put_pair(&stream, "REQUEST_URI", "/a");
	put_pair(&stream, "CONTENT_LENGTH", "");
	expect_kept(RECORD_PARAMS, buf_peek(&stream));
	buf_release(&stream);
}
END_TEST

START_TEST(cut_before_the_parameters_are_whole)
{
	ck_assert(!frame_cut(&frame));
	put_begin(&sent, 1, ROLE_RESPONDER, KEEP);
	record_add(&sent, RECORD_PARAMS, 1, "\1\1a", 3);
	ck_assert_int_eq(scan(65536), FRAME_MORE);
	ck_assert(frame_cut(&frame));
	ck_assert_uint_eq(frame_request(&frame).n, 16 + 8 + 8);
	expect_kept(RECORD_PARAMS, STR_LIT(""));
}
END_TEST

START_TEST(params_beyond_the_limit)
{
	static char value[4097];
	struct buf stream = {0};
	size_t fits = 4096 - 1 - 4 - 1;

	memset(value, 'v', sizeof(value));
	value[fits + (size_t)_i] = '\0';
	put_pair(&stream, "N", value);
	put_begin(&sent, 1, ROLE_RESPONDER, KEEP);
	put_stream(&sent, RECORD_PARAMS, 1, buf_peek(&stream), 1000);
	ck_assert_int_eq(scan(65536), _i == 0 ? FRAME_MORE : FRAME_BROKEN);
	buf_release(&stream);
}
END_TEST

/* ---- what is no FastCGI ---- */

/* clang-format off */
#define REC(type, id, len, pad) "\1" type "\0" id "\0" len pad "\0"
#define BEGIN(id) REC("\1", id, "\x08", "\0") "\0\1\1\0\0\0\0\0"
static const struct {
	const char *name;
	struct str bytes;
} broken[] = {
	{ "HTTP",                       STR_LIT("G") },
	{ "version 0",                  STR_LIT("\0") },
	{ "version 2",                  STR_LIT("\2\1\0\1\0\x08\0\0") },
	{ "BEGIN with id 0",            STR_LIT(BEGIN("\0")) },
	{ "PARAMS with id 0",           STR_LIT(BEGIN("\1") REC("\4", "\0", "\0", "\0")) },
	{ "short BEGIN",                STR_LIT(REC("\1", "\1", "\2", "\0") "\0\1") },
	{ "empty BEGIN",                STR_LIT(REC("\1", "\1", "\0", "\0")) },
	{ "PARAMS before BEGIN",        STR_LIT(REC("\4", "\1", "\0", "\0")) },
	{ "STDIN before BEGIN",         STR_LIT(REC("\5", "\1", "\0", "\0")) },
	{ "ABORT before BEGIN",         STR_LIT(REC("\2", "\1", "\0", "\0")) },
	{ "the same BEGIN twice",       STR_LIT(BEGIN("\1") BEGIN("\1")) },
	{ "STDIN before PARAMS ended",  STR_LIT(BEGIN("\1") REC("\5", "\1", "\0", "\0")) },
	{ "PARAMS after they ended",    STR_LIT(BEGIN("\1") REC("\4", "\1", "\0", "\0") REC("\4", "\1", "\0", "\0")) },
	{ "DATA to a responder",        STR_LIT(BEGIN("\1") REC("\4", "\1", "\0", "\0") REC("\x08", "\1", "\0", "\0")) },
	{ "END from the web server",    STR_LIT(BEGIN("\1") REC("\3", "\1", "\0", "\0")) },
	{ "STDOUT from the web server", STR_LIT(BEGIN("\1") REC("\6", "\2", "\0", "\0")) },
	{ "type 0",                     STR_LIT(BEGIN("\1") REC("\0", "\1", "\0", "\0")) },
	{ "unknown type with an id",    STR_LIT(BEGIN("\1") REC("\x63", "\1", "\0", "\0")) },
	{ "GET_VALUES with an id",      STR_LIT(BEGIN("\1") REC("\x09", "\1", "\0", "\0")) },
	{ "a result nobody asked for",  STR_LIT(REC("\x0a", "\0", "\0", "\0")) },
	{ "UNKNOWN_TYPE to us",         STR_LIT(REC("\x0b", "\0", "\0", "\0")) },
	{ "GET_VALUES cut off",         STR_LIT(REC("\x09", "\0", "\3", "\0") "\x0d\0F") },
	{ "name of 2 GB",               STR_LIT(BEGIN("\1") REC("\4", "\1", "\5", "\0") "\xff\xff\xff\xff\0") },
	{ "value of 2 GB",              STR_LIT(BEGIN("\1") REC("\4", "\1", "\5", "\0") "\0\xff\xff\xff\xff") },
	{ "value beyond the limit",     STR_LIT(BEGIN("\1") REC("\4", "\1", "\5", "\0") "\1\x80\0\x10\0") },
	{ "pair cut off in the value",  STR_LIT(BEGIN("\1") REC("\4", "\1", "\3", "\0") "\1\1a" REC("\4", "\1", "\0", "\0")) },
	{ "pair cut off in the lengths", STR_LIT(BEGIN("\1") REC("\4", "\1", "\1", "\0") "\1" REC("\4", "\1", "\0", "\0")) },
	{ "NUL in a name",              STR_LIT(BEGIN("\1") REC("\4", "\1", "\4", "\0") "\2\0a\0") },
	{ "NUL in a value",             STR_LIT(BEGIN("\1") REC("\4", "\1", "\5", "\0") "\1\2ab\0") },
};
/* clang-format on */

START_TEST(broken_input)
{
	buf_str(&sent, broken[_i].bytes);
	ck_assert_msg(scan(_i % 2 ? 1 : 65536) == FRAME_BROKEN, "%s", broken[_i].name);
	/* It stays so, whatever comes. */
	put_simple(1, KEEP, STR_LIT(""));
	ck_assert_int_eq(scan(65536), FRAME_BROKEN);
}
END_TEST

/* A connection may live long on records that are dropped; its buffer does not grow. */
START_TEST(dropped_records_take_no_room)
{
	put_simple(1, KEEP, STR_LIT(""));
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	frame_next(&frame);
	for (int i = 0; i < 10000; i++) {
		put_padded(&sent, RECORD_STDIN, 1, "stray", 5, 200);
		ck_assert_int_eq(scan(213), FRAME_MORE);
	}
	ck_assert_uint_le(frame.in.room, 4096);
	ck_assert(frame_empty(&frame));
	ck_assert_uint_eq(replies.n, 0);
}
END_TEST

START_TEST(buffer_is_given_back_at_rest)
{
	static char body[9000];

	put_head(1, "9000");
	put_stream(&sent, RECORD_STDIN, 1, (struct str){body, sizeof(body)}, 9000);
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	frame_shrink(&frame, 4096);
	ck_assert_uint_ge(frame.in.room, 9000);
	frame_next(&frame);
	frame_shrink(&frame, 4096);
	ck_assert_uint_eq(frame.in.room, 0);
	put_simple(1, KEEP, STR_LIT("again"));
	ck_assert_int_eq(scan(65536), FRAME_REQUEST);
	expect_kept(RECORD_STDIN, STR_LIT("again"));
}
END_TEST

#define LAST(table) (int)(sizeof(table) / sizeof((table)[0]))

int
main(void)
{
	Suite *s = suite_create("fcgi/frame");
	TCase *t = tcase_create("frame");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, whole_request_in_pieces_of_any_size);
	tcase_add_test(t, without_keep_conn);
	tcase_add_test(t, every_prefix_is_incomplete);
	tcase_add_loop_test(t, single_byte_records_with_padding_are_joined, 9, 12);
	tcase_add_test(t, params_split_anywhere);
	tcase_add_loop_test(t, body_larger_than_a_record, 65530, 65536);
	tcase_add_loop_test(t, body_larger_than_a_record, 7, 9);
	tcase_add_test(t, pipelined_requests_are_served_in_turn);
	tcase_add_test(t, wiped_request_leaves_the_next_one_whole);
	tcase_add_test(t, multiplexed_request_is_refused_and_the_first_goes_on);
	tcase_add_loop_test(t, aborted_request, 0, LAST(aborts));
	tcase_add_loop_test(t, role_is_not_responder, 2, 4);
	tcase_add_loop_test(t, role_is_not_responder, 0, 1);
	tcase_add_test(t, get_values_repeated_is_answered_once);
	tcase_add_test(t, get_values_amid_a_request);
	tcase_add_loop_test(t, announced_body, 0, LAST(announced));
	tcase_add_test(t, body_too_large_by_counting);
	tcase_add_test(t, cut_before_the_parameters_are_whole);
	tcase_add_loop_test(t, params_beyond_the_limit, 0, 2);
	tcase_add_loop_test(t, broken_input, 0, LAST(broken));
	tcase_add_test(t, dropped_records_take_no_room);
	tcase_add_test(t, buffer_is_given_back_at_rest);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
