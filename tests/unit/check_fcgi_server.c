/* The server over real sockets: hostile and unlucky peers, parked answers, limits, stopping. */
#include <config.h>

#include "fcgi/server.h"

#include <inttypes.h>
#include <sys/resource.h>

#include "fcgi_world.h"

/* ---- plain service ---- */

START_TEST(kept_connection_serves_many)
{
	int fd;

	world_start();
	fd = dial();
	for (int i = 0; i < 100; i++) {
		send_request(fd, KEEP, "PUT", "/a?b", STR_LIT("body"));
		expect_answer(fd, 200, "PUT /a?b body");
	}
	ck_assert_uint_eq(world_stats().connections, 1);
	ck_assert_uint_eq(world_stats().requests, 100);
	close(fd);
}
END_TEST

START_TEST(without_keep_conn_closed_behind_the_answer)
{
	int fd;

	world_start_tcp();
	fd = connect_tcp(world.port);
	send_request(fd, NO_KEEP, "GET", "/big", STR_LIT(""));
	expect_answer(fd, 200, NULL);
	ck_assert(is_closed_within(fd, SOON));
	close(fd);
}
END_TEST

/* Without care closing would reset the connection, and the reset eat the answer. */
START_TEST(unread_input_does_not_eat_the_answer)
{
	static char rubbish[50000];
	struct buf b = {0};
	int fd;

	world_start_tcp();
	fd = connect_tcp(world.port);
	put_request(&b, 1, NO_KEEP, "GET", "/big", STR_LIT(""));
	buf_add(&b, rubbish, sizeof(rubbish));
	ck_assert(send_buf(fd, &b));
	sleep_ms(200);
	ck_assert(send_bytes(fd, rubbish, sizeof(rubbish)));
	expect_answer(fd, 200, NULL);
	close(fd);
	buf_release(&b);
}
END_TEST

START_TEST(half_closed_peer_gets_its_answer)
{
	int fd;

	world_start();
	fd = dial();
	send_request(fd, KEEP, "GET", "/slow", STR_LIT(""));
	shutdown(fd, SHUT_WR);
	expect_answer(fd, 200, "GET /slow ");
	ck_assert(is_closed_within(fd, SOON));
	close(fd);
}
END_TEST

START_TEST(ignored_body_leaves_the_connection_usable)
{
	static char body[200000];
	int fd;

	world_start();
	fd = dial();
	memset(body, 'b', sizeof(body));
	send_request(fd, KEEP, "GET", "/ignore", (struct str){body, sizeof(body)});
	expect_answer(fd, 200, "ignored");
	send_request(fd, KEEP, "GET", "/next", STR_LIT(""));
	expect_answer(fd, 200, "GET /next ");
	close(fd);
}
END_TEST

START_TEST(body_in_single_byte_records)
{
	struct buf b = {0}, body = {0};
	const char *params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=5000", NULL};
	struct answer a = {0};
	int fd;

	for (int i = 0; i < 5000; i++)
		buf_char(&body, (char)('a' + i % 26));
	world_start();
	fd = dial();
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	put_params(&b, 1, params);
	put_stream(&b, RECORD_STDIN, 1, buf_peek(&body), 1);
	ck_assert(send_buf(fd, &b));
	ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
	ck_assert_uint_eq(answer_body(&a).n, 6 + 5000);
	ck_assert(memcmp(answer_body(&a).p + 6, body.p, body.n) == 0);
	answer_release(&a);
	buf_release(&b);
	buf_release(&body);
	close(fd);
}
END_TEST

/* clang-format off */
static const struct {
	const char *params[4];
	struct str body;
	int status;
} rows[] = {
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/" },                     STR_LIT("abc"), 200 },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=4" }, STR_LIT("abc"), 400 },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=2" }, STR_LIT("abc"), 400 },
	{ { "REQUEST_METHOD=PUT" },                                      STR_LIT(""),    400 },
	{ { "REQUEST_URI=/" },                                           STR_LIT(""),    400 },
};
/* clang-format on */

START_TEST(requests_that_are_none_leave_the_connection_usable)
{
	const char *params[5] = {0};
	struct buf b = {0};
	int fd;

	memcpy(params, rows[_i].params, sizeof(rows[_i].params));
	world_start();
	fd = dial();
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	put_params(&b, 1, params);
	put_stream(&b, RECORD_STDIN, 1, rows[_i].body, 100);
	ck_assert(send_buf(fd, &b));
	expect_answer(fd, rows[_i].status, NULL);
	send_request(fd, KEEP, "GET", "/next", STR_LIT(""));
	expect_answer(fd, 200, "GET /next ");
	close(fd);
	buf_release(&b);
}
END_TEST

/* ---- the protocol's corners ---- */

START_TEST(pipelined_requests_are_answered_in_turn)
{
	struct buf b = {0};
	struct answer a = {0};
	int fd;

	world_start();
	fd = dial();
	for (uint16_t id = 1; id <= 200; id++)
		put_request(&b, id, KEEP, "PUT", id % 3 ? "/a" : "/write", STR_LIT("body"));
	ck_assert(send_buf(fd, &b));
	for (uint16_t id = 1; id <= 200; id++) {
		ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
		ck_assert_uint_eq(a.id, id);
		ck_assert_int_eq(answer_status(&a), id % 3 ? 200 : 201);
	}
	answer_release(&a);
	buf_release(&b);
	close(fd);
}
END_TEST

START_TEST(multiplexed_request_is_refused_at_once_and_the_first_goes_on)
{
	const char *params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/", NULL};
	struct answer a = {0};
	struct buf b = {0};
	int fd;

	world_start();
	fd = dial();
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	put_params(&b, 1, params);
	put_request(&b, 2, KEEP, "GET", "/other", STR_LIT("other"));
	ck_assert(send_buf(fd, &b));
	ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
	ck_assert_uint_eq(a.id, 2);
	ck_assert_uint_eq(a.end_status, END_CANT_MULTIPLEX);
	put_stream(&b, RECORD_STDIN, 1, STR_LIT("mine"), 2);
	ck_assert(send_buf(fd, &b));
	expect_answer(fd, 200, "PUT / mine");
	ck_assert_uint_eq(atomic_load(&world.handled), 1);
	answer_release(&a);
	buf_release(&b);
	close(fd);
}
END_TEST

/* libfcgi alone answers only after further bytes came, and dies of a name repeated. */
START_TEST(get_values_is_answered_at_once)
{
	struct buf content = {0}, b = {0};
	struct answer a = {0};
	int fd;

	world_start();
	fd = dial();
	for (int i = 0; i < (_i == 0 ? 1 : 200); i++)
		put_pair(&content, "FCGI_MAX_CONNS", "");
	record_add(&b, RECORD_GET_VALUES, 0, content.p, content.n);
	ck_assert(send_buf(fd, &b));
	ck_assert_int_eq(read_record(fd, &a, SOON), GOT_END);
	ck_assert_uint_eq(a.record.type, RECORD_GET_VALUES_RESULT);
	ck_assert(
	    str_equal((struct str){a.record.p, a.record.n}, STR_LIT("\x0e\4FCGI_MAX_CONNS2000")));
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, "GET /a ");
	expect_alive();
	answer_release(&a);
	buf_release(&content);
	buf_release(&b);
	close(fd);
}
END_TEST

/* It keeps asking and never listens: that costs it the connection, and us no memory. */
START_TEST(flood_of_get_values_without_reading)
{
	struct buf content = {0}, b = {0};
	struct rusage before, after;
	int fd;

	world.options.send_timeout_ms = 300;
	world_start();
	fd = dial();
	for (int i = 0; i < 3; i++)
		put_pair(&content, "FCGI_MAX_CONNS", "");
	for (int i = 0; i < 1000; i++)
		record_add(&b, RECORD_GET_VALUES, 0, content.p, content.n);
	getrusage(RUSAGE_SELF, &before);
	for (int i = 0; i < 400 && send_bytes(fd, b.p, b.n); i++)
		;
	getrusage(RUSAGE_SELF, &after);
	ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 16 * 1024);
	ck_assert_uint_eq(world_stats().cut_late, 1);
	expect_alive();
	buf_release(&content);
	buf_release(&b);
	close(fd);
}
END_TEST

START_TEST(abort_while_reading)
{
	const char *params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/", NULL};
	struct answer a = {0};
	struct buf b = {0};
	int fd;

	world_start();
	fd = dial();
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	if (_i == 1) {
		put_params(&b, 1, params);
		record_add(&b, RECORD_STDIN, 1, "part", 4);
	} else {
		record_add(&b, RECORD_PARAMS, 1, "\x0e\3REQ", 5);
	}
	ck_assert(send_buf(fd, &b));
	sleep_ms(20);
	record_add(&b, RECORD_ABORT, 1, "", 0);
	ck_assert(send_buf(fd, &b));
	ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
	ck_assert_uint_eq(a.end_status, END_COMPLETE);
	ck_assert_uint_eq(a.out.n, 0);
	ck_assert_uint_eq(atomic_load(&world.handled), 0);
	send_request(fd, KEEP, "GET", "/next", STR_LIT(""));
	expect_answer(fd, 200, "GET /next ");
	answer_release(&a);
	buf_release(&b);
	close(fd);
}
END_TEST

START_TEST(abort_while_parked)
{
	struct buf b = {0};
	int fd;

	disk(true, false);
	world_start();
	fd = dial();
	send_request(fd, KEEP, "PUT", "/write", STR_LIT(""));
	sleep_ms(50);
	record_add(&b, RECORD_ABORT, 1, "", 0);
	ck_assert(send_buf(fd, &b));
	expect_nothing(fd, 100);
	disk(false, false);
	expect_answer(fd, 201, "");
	send_request(fd, KEEP, "GET", "/next", STR_LIT(""));
	expect_answer(fd, 200, "GET /next ");
	buf_release(&b);
	close(fd);
}
END_TEST

START_TEST(other_roles_are_told_so)
{
	struct answer a = {0};
	struct buf b = {0};
	int fd;

	world_start();
	fd = dial();
	put_begin(&b, 1, 2, _i);
	record_add(&b, RECORD_PARAMS, 1, "", 0);
	ck_assert(send_buf(fd, &b));
	ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
	ck_assert_uint_eq(a.end_status, END_UNKNOWN_ROLE);
	if (_i == KEEP) {
		send_request(fd, KEEP, "GET", "/next", STR_LIT(""));
		expect_answer(fd, 200, "GET /next ");
	} else {
		ck_assert(is_closed_within(fd, SOON));
	}
	answer_release(&a);
	buf_release(&b);
	close(fd);
}
END_TEST

/* clang-format off */
static const struct str garbage[] = {
	STR_LIT("GET / HTTP/1.1\r\n\r\n"),
	STR_LIT("\0"),
	STR_LIT("\2\1\0\1\0\x08\0\0"),
	STR_LIT("\x16\3\1\2\0\1\0\1\xfc\3\3"),
	STR_LIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
	STR_LIT("\1\1\0\0\0\x08\0\0\0\1\1\0\0\0\0\0"),
	STR_LIT("\1\4\0\1\0\0\0\0"),
	STR_LIT("\1\5\0\1\0\1\0\0x"),
	STR_LIT("\1\6\0\1\0\0\0\0"),
	STR_LIT("\1\1\0\1\0\1\0\0\0"),
	STR_LIT("\1\1\0\1\0\x08\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\5\0\0\xff\xff\xff\xff\0"),
	STR_LIT("\1\1\0\1\0\x08\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\4\0\0\1\2a\0"),
	STR_LIT("\1\x63\0\1\0\0\0\0"),
};
/* clang-format on */

START_TEST(garbage_costs_the_connection_and_nothing_else)
{
	size_t n = sizeof(garbage) / sizeof(garbage[0]);

	world_start();
	for (size_t i = 0; i < n; i++) {
		int fd = dial();

		ck_assert(send_bytes(fd, garbage[i].p, garbage[i].n));
		ck_assert_msg(is_closed_within(fd, SOON), "row %zu", i);
		close(fd);
	}
	ck_assert_uint_eq(world_stats().protocol_errors, n);
	ck_assert_uint_eq(atomic_load(&world.handled), 0);
	expect_alive();
}
END_TEST

/* ---- limits ---- */

START_TEST(parameters_of_12_mb)
{
	static char piece[65535];
	struct buf b = {0};
	int fd;

	world_start();
	fd = dial();
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	memset(piece, 'n', sizeof(piece));
	piece[0] = 100;
	piece[1] = (char)0x80;
	for (int i = 0; i < 192; i++)
		record_add(&b, RECORD_PARAMS, 1, piece, sizeof(piece));
	send_buf(fd, &b);
	ck_assert(is_closed_within(fd, SOON));
	ck_assert_uint_eq(world_stats().protocol_errors, 1);
	expect_alive();
	buf_release(&b);
	close(fd);
}
END_TEST

/* The answer comes although the web server is still sending, and is not lost to a reset. */
START_TEST(too_large_body_is_answered)
{
	const char *announced[] = {
	    "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=104857600", NULL};
	const char *not_announced[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/", NULL};
	static char piece[65535];
	struct buf b = {0};
	int fd;

	if (_i / 2 == 0)
		world_start();
	else
		world_start_tcp();
	fd = _i / 2 == 0 ? dial() : connect_tcp(world.port);
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	put_params(&b, 1, _i % 2 == 0 ? announced : not_announced);
	ck_assert(send_buf(fd, &b));
	for (int i = 0; i < 40; i++) {
		record_add(&b, RECORD_STDIN, 1, piece, sizeof(piece));
		ck_assert_msg(send_buf(fd, &b), "reset after %d pieces", i);
	}
	expect_answer(fd, 413, "too large");
	ck_assert_uint_eq(atomic_load(&world.handled), 0);
	shutdown(fd, SHUT_WR);
	ck_assert(is_closed_within(fd, SOON));
	close(fd);
	buf_release(&b);
}
END_TEST

/* One that goes on sending for ever is not listened to for ever. */
START_TEST(too_large_body_without_end_is_cut)
{
	const char *params[] = {
	    "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=104857600", NULL};
	struct buf b = {0};
	int64_t begin = clock_monotonic_ms();
	int fd;

	world_start();
	fd = dial();
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	put_params(&b, 1, params);
	while (send_buf(fd, &b)) {
		ck_assert_int_lt(clock_monotonic_ms() - begin, 5000);
		sleep_ms(20);
		record_add(&b, RECORD_STDIN, 1, "more", 4);
	}
	close(fd);
	buf_release(&b);
}
END_TEST

/* Sends all of a large request but its end. */
static void
send_most(int fd, char *body, size_t n)
{
	char length[64];
	const char *params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/large", length, NULL};
	struct buf b = {0};

	snprintf(length, sizeof(length), "CONTENT_LENGTH=%zu", n);
	put_begin(&b, 1, ROLE_RESPONDER, KEEP);
	put_params(&b, 1, params);
	put_stream(&b, RECORD_STDIN, 1, (struct str){body, n}, 60000);
	send_bytes(fd, b.p, b.n - RECORD_HEADER);
	buf_release(&b);
}

START_TEST(buffers_of_all_requests_are_bounded)
{
	static char body[900 * 1024];
	struct buf b = {0};
	int one, two;

	world.options.buffer_max = 1200 * 1024;
	world_start();
	one = dial();
	two = dial();
	memset(body, 'x', sizeof(body));
	send_most(one, body, sizeof(body));
	sleep_ms(100);
	send_most(two, body, sizeof(body));
	expect_answer(two, 503, "unavailable /large");
	ck_assert_uint_eq(world_stats().refused_busy, 1);
	/* Small requests have their allowance. */
	expect_alive();
	record_add(&b, RECORD_STDIN, 1, "", 0);
	ck_assert(send_buf(one, &b));
	expect_answer(one, 200, NULL);
	close(two);
	/* What was counted is given back. */
	send_most(one, body, sizeof(body));
	record_add(&b, RECORD_STDIN, 1, "", 0);
	ck_assert(send_buf(one, &b));
	expect_answer(one, 200, NULL);
	close(one);
	buf_release(&b);
}
END_TEST

START_TEST(connections_beyond_the_maximum_wait)
{
	int fds[3];

	world.options.connections_max = 2;
	world_start();
	for (int i = 0; i < 3; i++) {
		fds[i] = dial();
		send_request(fds[i], KEEP, "GET", "/a", STR_LIT(""));
	}
	expect_answer(fds[0], 200, "GET /a ");
	expect_answer(fds[1], 200, "GET /a ");
	expect_nothing(fds[2], 100);
	close(fds[0]);
	expect_answer(fds[2], 200, "GET /a ");
	close(fds[1]);
	close(fds[2]);
}
END_TEST

/* Places held by peers at rest are given up for one that has something to say. */
START_TEST(rest_gives_way_when_all_places_are_taken)
{
	int rest[2], waiting;

	world.options.connections_max = 2;
	world_start();
	for (int i = 0; i < 2; i++) {
		rest[i] = dial();
		send_request(rest[i], KEEP, "GET", "/a", STR_LIT(""));
		expect_answer(rest[i], 200, "GET /a ");
	}
	sleep_ms(200); /* they are at rest a moment behind their answers */
	waiting = dial();
	send_request(waiting, KEEP, "GET", "/b", STR_LIT(""));
	expect_nothing(waiting, 200);
	expect_answer_within(waiting, 3000, 200, "GET /b ");
	close(waiting);
	close(rest[0]);
	close(rest[1]);
}
END_TEST

/* Peers that stall in the middle of a request hold all places: others are told so. */
START_TEST(a_crowd_is_told_503_until_there_are_places)
{
	int stalled[2], fd;

	world.options.connections_max = 2;
	world_start();
	for (int i = 0; i < 2; i++) {
		stalled[i] = dial();
		ck_assert_int_eq(write(stalled[i], "\1\1\0\1", 4), 4);
	}
	for (int i = 0; i < 40; i++) {
		fd = dial();
		send_request(fd, KEEP, i % 2 == 0 ? "GET" : "PUT", "/b", STR_LIT("body"));
		expect_answer_within(fd, 3000, 503, NULL);
		ck_assert(is_closed_within(fd, SOON));
		close(fd);
	}
	ck_assert_uint_eq(atomic_load(&world.handled), 0);
	close(stalled[0]);
	/* Who comes while its end is still to be seen may be told 503. */
	expect_open(1);
	fd = dial();
	send_request(fd, KEEP, "GET", "/b", STR_LIT(""));
	expect_answer_within(fd, 3000, 200, "GET /b ");
	close(fd);
	close(stalled[1]);
}
END_TEST

/* Nor do those who only connect hold the extra places for long. */
START_TEST(silent_peers_do_not_hold_the_extra_places)
{
	int stalled, silent[FCGI_EXTRA_MAX + 4], fd;

	world.options.connections_max = 1;
	world_start();
	stalled = dial();
	ck_assert_int_eq(write(stalled, "\1\1\0\1", 4), 4);
	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		silent[i] = dial();
	fd = dial();
	send_request(fd, KEEP, "GET", "/b", STR_LIT(""));
	expect_answer_within(fd, 8000, 503, NULL);
	close(fd);
	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		close(silent[i]);
	close(stalled);
}
END_TEST

static void
limit_descriptors(rlim_t n)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = n < limit.rlim_max ? n : limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

START_TEST(out_of_descriptors)
{
	int kept, waiting;
	struct timespec before, after;

	world_start();
	kept = dial();
	send_request(kept, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(kept, 200, NULL);
	waiting = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	limit_descriptors((rlim_t)waiting + 1);
	close(waiting);
	waiting = dial();
	send_request(waiting, KEEP, "GET", "/b", STR_LIT(""));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	expect_nothing(waiting, 300);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	/* It waits, and does not try and try again. */
	ck_assert_int_lt(
	    (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000,
	    100);
	send_request(kept, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(kept, 200, NULL);
	if (_i == 0) /* the end of a connection makes room ... */
		close(kept);
	else /* ... or somebody else does, and it is seen within a second */
		limit_descriptors(1024);
	expect_answer_within(waiting, _i == 0 ? 500 : 1500, 200, "GET /b ");
	close(waiting);
}
END_TEST

START_TEST(web_server_addresses)
{
	static const struct {
		const char *list;
		bool served;
	} lists[] = {
	    {NULL, true},
	    {"", true},
	    {"127.0.0.1", true},
	    {"10.1.1.1, ::ffff:127.0.0.1", true},
	    {"127.0.0.2,::1", false},
	    {"127.0.0.0/31", true},
	    {"10.0.0.0/8,127.0.0.128/25", false},
	    {"0.0.0.0/0", true},
	    {"::/0", true},
	    {"::ffff:126.0.0.0/103", true},
	    {"::ffff:128.0.0.0/97", false},
	    {"127.0.0.3/30", true},
	    {"127.0.0.4/30", false},
	    {"127.0.0.1/32", true},
	    {"127.0.0.0/32", false},
	};
	int fd;

	world.options.server_addrs = lists[_i].list;
	world_start_tcp();
	fd = connect_tcp(world.port);
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	if (lists[_i].served)
		expect_answer(fd, 200, "GET /a ");
	else
		ck_assert(is_closed_within(fd, SOON));
	ck_assert_uint_eq(atomic_load(&world.handled), lists[_i].served);
	close(fd);
}
END_TEST

START_TEST(web_server_addresses_that_are_none)
{
	static const char *const lists[] = {"localhost", "127.0.0.1;::1", ",", "127.0.0.1,",
	    "127.0.0.1 ::1", "127.0.0.1,1.2.3", "10.0.0.0/33", "10.0.0.0/", "::1/129",
	    "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.0/0008",
	    "1234567890123456789012345678901234567890123456"};
	const char *why = NULL;

	ck_assert_int_eq(listen_open(world.path, 0600, NULL, world.arena, &world.sockets, &why), 0);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		why = NULL;
		world.options.server_addrs = lists[i];
		ck_assert_ptr_null(
		    fcgi_server_new(&world.options, &world_handler, world.sockets.fds, 1, &why));
		ck_assert_ptr_nonnull(why);
	}
}
END_TEST

/* ---- slow and silent peers ---- */

START_TEST(stalled_half_requests_hold_nobody_up)
{
	int stalled[20], fd;
	int64_t begin = clock_monotonic_ms();

	world.options.request_timeout_ms = 800;
	world_start();
	for (int i = 0; i < 20; i++) {
		stalled[i] = dial();
		ck_assert(
		    send_bytes(stalled[i], "\1\1\0\1\0\x08\0\0\0\1\1\0\0\0\0\0\1\4", (size_t)i));
	}
	fd = dial();
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, "GET /a ");
	ck_assert_uint_eq(world_stats().cut_late, 0);
	for (int i = 0; i < 20; i++) {
		ck_assert_msg(is_closed_within(stalled[i], SOON), "with %d bytes", i);
		close(stalled[i]);
	}
	ck_assert_int_ge(clock_monotonic_ms() - begin, 790);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 3000);
	ck_assert_uint_eq(world_stats().cut_late, 19); /* one of them had sent nothing */
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, "GET /a ");
	close(fd);
}
END_TEST

START_TEST(dripping_request_is_cut)
{
	struct buf b = {0};
	int64_t begin = clock_monotonic_ms();
	size_t n = 0;
	int fd;

	world.options.request_timeout_ms = 400;
	world_start();
	fd = dial();
	put_request(&b, 1, KEEP, "GET", "/a", STR_LIT(""));
	for (; n < b.n && send_bytes(fd, b.p + n, 1); n++)
		sleep_ms(50);
	ck_assert_uint_lt(n, b.n);
	ck_assert_int_ge(clock_monotonic_ms() - begin, 390);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 4000);
	ck_assert_uint_eq(world_stats().cut_late, 1);
	buf_release(&b);
	close(fd);
}
END_TEST

START_TEST(idle_connections_are_closed_in_time)
{
	int64_t begin;
	int fd;

	world.options.idle_timeout_ms = 300;
	world_start();
	fd = dial();
	for (int i = 0; i < 3; i++) {
		sleep_ms(200);
		send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
		expect_answer(fd, 200, NULL);
	}
	begin = clock_monotonic_ms();
	ck_assert(is_closed_within(fd, SOON));
	ck_assert_int_ge(clock_monotonic_ms() - begin, 250);
	ck_assert_uint_eq(world_stats().cut_late, 0);
	close(fd);
}
END_TEST

/* Its request came in time; that the workers were busy is not its fault. */
START_TEST(request_that_waits_for_a_worker_keeps_its_connection)
{
	int fd, slow;

	world.options.workers = 1;
	world.options.relief = 0;
	world.options.idle_timeout_ms = 150;
	world_start();
	fd = dial();
	slow = dial();
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, NULL);
	send_request(slow, KEEP, "GET", "/slow", STR_LIT(""));
	sleep_ms(50);
	send_request(fd, KEEP, "GET", "/b", STR_LIT(""));
	expect_answer(fd, 200, "GET /b ");
	expect_answer(slow, 200, "GET /slow ");
	close(fd);
	close(slow);
}
END_TEST

/* Three slow ones: two that hold up all workers, and one that holds up who relieves them first. */
START_TEST(slow_requests_do_not_keep_others_waiting)
{
	bool relieved = _i == 0;
	int slow[3], fd;
	int64_t begin, took;

	world.options.workers = 2;
	world.options.relief = relieved ? 2 : 0;
	world_start();
	fd = dial();
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, NULL);
	begin = clock_monotonic_ms();
	for (int i = 0; i < 3; i++) {
		slow[i] = dial();
		send_request(slow[i], KEEP, "GET", "/slow", STR_LIT(""));
	}
	sleep_ms(100); /* relief comes one by one */
	send_request(fd, KEEP, "GET", "/b", STR_LIT(""));
	expect_answer(fd, 200, "GET /b ");
	took = clock_monotonic_ms() - begin;
	ck_assert_msg(
	    relieved == (took < 290), "it took %" PRId64 " ms; a slow one takes 300", took);
	for (int i = 0; i < 3; i++) {
		expect_answer(slow[i], 200, "GET /slow ");
		close(slow[i]);
	}
	close(fd);
}
END_TEST

/* Who relieves sleeps most of the time, and is woken each time anew. */
START_TEST(relief_comes_again_and_again)
{
	int fds[3];

	world.options.workers = 1;
	world.options.relief = 1;
	world_start();
	for (int i = 0; i < 3; i++)
		fds[i] = dial();
	for (int round = 0; round < 4; round++) {
		int64_t begin = clock_monotonic_ms();

		send_request(fds[0], KEEP, "GET", "/slow", STR_LIT(""));
		sleep_ms(20 * round); /* asleep, or looking on */
		for (int i = 1; i < 3; i++) {
			send_request(fds[i], KEEP, "GET", "/a", STR_LIT(""));
			expect_answer(fds[i], 200, NULL);
		}
		ck_assert_int_lt(clock_monotonic_ms() - begin, 290);
		expect_answer(fds[0], 200, NULL);
	}
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}
END_TEST

START_TEST(peer_that_does_not_read_is_cut)
{
	int64_t begin = clock_monotonic_ms();
	int deaf, fd;

	world.options.workers = 1;
	world.options.relief = 0;
	world.options.send_timeout_ms = 1500;
	world_start();
	deaf = dial();
	send_request(deaf, KEEP, "GET", "/big", STR_LIT(""));
	fd = dial();
	for (int i = 0; i < 5; i++) {
		send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
		expect_answer(fd, 200, "GET /a ");
	}
	/* They were answered beside it and not after it. */
	ck_assert_uint_eq(world_stats().cut_late, 0);
	while (world_stats().cut_late == 0 && clock_monotonic_ms() - begin < 5000)
		sleep_ms(10);
	ck_assert_uint_eq(world_stats().cut_late, 1);
	ck_assert(is_closed_within(deaf, SOON));
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, "GET /a ");
	close(fd);
	close(deaf);
}
END_TEST

/* Taking it in crumbs does not win time for ever. */
START_TEST(peer_that_reads_in_crumbs_is_cut)
{
	static char crumb[20000];
	int64_t begin = clock_monotonic_ms();
	ssize_t n;
	size_t sum = 0;
	int fd;

	world.options.send_timeout_ms = 400;
	world_start();
	fd = dial();
	send_request(fd, KEEP, "GET", "/big", STR_LIT(""));
	while ((n = recv(fd, crumb, sizeof(crumb), 0)) > 0) {
		sum += (size_t)n;
		ck_assert_int_lt(clock_monotonic_ms() - begin, 2000);
		sleep_ms(20);
	}
	ck_assert_uint_lt(sum, BIG);
	ck_assert_uint_eq(world_stats().cut_late, 1);
	close(fd);
}
END_TEST

START_TEST(slow_reader_gets_all_of_a_large_answer)
{
	struct answer a = {0};
	int fd;

	world_start();
	fd = dial();
	send_request(fd, KEEP, "GET", "/big", STR_LIT(""));
	sleep_ms(100);
	ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
	ck_assert_uint_eq(answer_body(&a).n, BIG);
	answer_release(&a);
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, "GET /a ");
	close(fd);
}
END_TEST

START_TEST(a_thousand_idle_connections_cost_no_time)
{
	enum { IDLE = 1000 };
	static int fds[IDLE];
	int64_t begin;
	int fd;

	limit_descriptors(2 * IDLE + 100);
	world_start();
	for (int i = 0; i < IDLE; i++) {
		fds[i] = dial();
		send_request(fds[i], KEEP, "GET", "/a", STR_LIT(""));
		expect_answer(fds[i], 200, NULL);
	}
	begin = clock_monotonic_ms();
	fd = dial();
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fd, 200, NULL);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 200);
	for (int i = 0; i < IDLE; i++)
		close(fds[i]);
	close(fd);
}
END_TEST

/* ---- answers that wait for the disk ---- */

enum { PARKED = 50 };

static void
park(int fds[PARKED])
{
	for (int i = 0; i < PARKED; i++) {
		fds[i] = dial();
		send_request(fds[i], KEEP, "PUT", "/write", STR_LIT(""));
	}
	for (int i = 0; i < SOON && atomic_load(&world.handled) < PARKED; i++)
		sleep_ms(1);
	ck_assert_uint_eq(atomic_load(&world.handled), PARKED);
}

START_TEST(parked_answers_need_no_thread)
{
	int fds[PARKED], fd;

	world.options.workers = 1;
	world.options.relief = 0;
	disk(true, false);
	world_start();
	park(fds);
	fd = dial();
	for (int i = 0; i < 20; i++) {
		send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
		expect_answer(fd, 200, "GET /a ");
	}
	for (int i = 0; i < PARKED; i++)
		expect_nothing(fds[i], 0);
	disk(false, false);
	for (int i = 0; i < PARKED; i++)
		expect_answer(fds[i], 201, "");
	/* One wait was under way; the next was for all the others. */
	ck_assert_uint_le(atomic_load(&world.syncs), 2 + 1);
	ck_assert_uint_eq(world_stats().parked, PARKED);
	for (int i = 0; i < PARKED; i++) {
		send_request(fds[i], KEEP, "GET", "/next", STR_LIT(""));
		expect_answer(fds[i], 200, "GET /next ");
		close(fds[i]);
	}
	close(fd);
}
END_TEST

START_TEST(failed_sync_withdraws_all_answers)
{
	int fds[PARKED];

	disk(true, false);
	world_start();
	park(fds);
	disk(false, true);
	for (int i = 0; i < PARKED; i++)
		expect_answer(fds[i], 503, "unavailable /write");
	disk(false, false);
	for (int i = 0; i < PARKED; i++) {
		send_request(fds[i], KEEP, "PUT", "/write", STR_LIT(""));
		expect_answer(fds[i], 201, "");
		close(fds[i]);
	}
}
END_TEST

START_TEST(peers_leave_while_parked)
{
	int fds[PARKED];

	disk(true, false);
	world_start();
	park(fds);
	for (int i = 0; i < PARKED; i++)
		close(fds[i]);
	disk(false, false);
	expect_alive();
	ck_assert_int_eq(world_stop(), 0);
}
END_TEST

/* With a disk that stands still: no more than so many wait, and nothing else does. */
START_TEST(waiting_changes_have_an_end)
{
	int fds[3];

	world.options.writes_max = 2;
	world_start();
	disk(true, false);
	for (int i = 0; i < 3; i++)
		fds[i] = dial();
	for (int i = 0; i < 2; i++) {
		send_request(fds[i], KEEP, "POST", "/write", STR_LIT("x"));
		expect_nothing(fds[i], 50);
	}
	send_request(fds[2], KEEP, "POST", "/write", STR_LIT("x"));
	expect_answer(fds[2], 503, "unavailable /write");
	ck_assert_uint_eq(world_stats().refused_busy, 1);
	ck_assert_uint_eq(world.committed, 2);
	/* Reads are no changes, and a change that changes nothing gives its place back. */
	send_request(fds[2], KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(fds[2], 200, "GET /a ");
	disk(false, false);
	expect_answer(fds[0], 201, NULL);
	expect_answer(fds[1], 201, NULL);
	for (int i = 0; i < 8; i++) {
		send_request(fds[2], KEEP, "POST", i % 2 == 0 ? "/a" : "/write", STR_LIT("x"));
		expect_answer(fds[2], i % 2 == 0 ? 200 : 201, NULL);
	}
	/* So does one that fails. */
	disk(false, true);
	for (int i = 0; i < 4; i++) {
		send_request(fds[2], KEEP, "POST", "/write", STR_LIT("x"));
		expect_answer(fds[2], 503, "unavailable /write");
	}
	disk(false, false);
	send_request(fds[2], KEEP, "POST", "/write", STR_LIT("x"));
	expect_answer(fds[2], 201, NULL);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}
END_TEST

/* A committer that sends only what it was told is on disk. */
static bool
sync_one_at_a_time(void *ctx, uint64_t *reached)
{
	static uint64_t disk_at;

	(void)ctx;
	atomic_fetch_add(&world.syncs, 1);
	pthread_mutex_lock(&world.lock);
	while (world.disk_holds)
		pthread_cond_wait(&world.turn, &world.lock);
	if (disk_at < 10)
		disk_at++;
	*reached = disk_at;
	pthread_mutex_unlock(&world.lock);
	return true;
}

START_TEST(only_reached_tickets_are_answered)
{
	struct fcgi_handler handler = world_handler;
	const char *why;
	int fds[PARKED];
	int written = 0, unavailable = 0;

	handler.sync = sync_one_at_a_time;
	disk(true, false);
	ck_assert_int_eq(listen_open(world.path, 0600, NULL, world.arena, &world.sockets, &why), 0);
	world.server = fcgi_server_new(&world.options, &handler, world.sockets.fds, 1, &why);
	ck_assert_ptr_nonnull(world.server);
	ck_assert_int_eq(pthread_create(&world.thread, NULL, world_thread, NULL), 0);
	world.running = true;
	park(fds);
	disk(false, false);
	for (int i = 0; i < PARKED; i++) {
		struct answer a = {0};

		ck_assert_int_eq(read_answer(fds[i], &a, SOON), GOT_END);
		written += answer_status(&a) == 201;
		unavailable += answer_status(&a) == 503;
		answer_release(&a);
		close(fds[i]);
	}
	ck_assert_int_eq(written, 10);
	ck_assert_int_eq(unavailable, PARKED - 10);
}
END_TEST

/* ---- stopping ---- */

START_TEST(stop_with_nothing_to_do_is_quick)
{
	int64_t begin;

	world_start();
	expect_alive();
	begin = clock_monotonic_ms();
	ck_assert_int_eq(world_stop(), 0);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 800);
}
END_TEST

START_TEST(stop_before_run_still_serves_the_backlog)
{
	const char *why;
	int fd;

	ck_assert_int_eq(listen_open(world.path, 0600, NULL, world.arena, &world.sockets, &why), 0);
	fd = dial();
	send_request(fd, KEEP, "GET", "/a", STR_LIT(""));
	world.server = fcgi_server_new(
	    &world.options, &world_handler, world.sockets.fds, world.sockets.n, &why);
	ck_assert_ptr_nonnull(world.server);
	fcgi_server_stop(world.server);
	ck_assert_int_eq(fcgi_server_run(world.server), 0);
	expect_answer(fd, 200, "GET /a ");
	ck_assert(is_closed_within(fd, SOON));
	close(fd);
}
END_TEST

/* It waits in the backlog because the one connection allowed is taken. */
START_TEST(stop_serves_what_waits_in_the_backlog)
{
	int kept, waiting;

	world.options.connections_max = 1;
	world_start();
	kept = dial();
	send_request(kept, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(kept, 200, NULL);
	waiting = dial();
	send_request(waiting, KEEP, "GET", "/b", STR_LIT(""));
	expect_nothing(waiting, 50);
	ck_assert_int_eq(world_stop(), 0);
	expect_answer(waiting, 200, "GET /b ");
	ck_assert(is_closed_within(waiting, 0));
	ck_assert(is_closed_within(kept, 0));
	close(kept);
	close(waiting);
}
END_TEST

START_TEST(stop_closes_kept_connections_behind_their_answer)
{
	int idle, late;
	int64_t begin;

	world.options.stop_grace_ms = 60000;
	world_start();
	idle = dial();
	late = dial();
	send_request(idle, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(idle, 200, NULL);
	send_request(late, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(late, 200, NULL);
	begin = clock_monotonic_ms();
	fcgi_server_stop(world.server);
	sleep_ms(300);
	/* One had a request on its way ... */
	send_request(late, KEEP, "GET", "/late", STR_LIT(""));
	expect_answer(late, 200, "GET /late ");
	ck_assert(is_closed_within(late, SOON));
	expect_nothing(idle, 0);
	/* ... the other has its second, and no more. */
	ck_assert(is_closed_within(idle, SOON));
	ck_assert_int_ge(clock_monotonic_ms() - begin, 900);
	ck_assert_int_eq(world_join(), 0);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 10000);
	close(idle);
	close(late);
}
END_TEST

/* The web server did not know that we stop, and sent the next request behind the first. */
START_TEST(stop_answers_what_came_behind_the_last_request)
{
	struct buf b = {0};
	struct answer a = {0};
	int fd;

	world_start();
	fd = dial();
	put_request(&b, 1, KEEP, "GET", "/slow", STR_LIT(""));
	if (_i == 0) /* in one piece with it: we have read it */
		put_request(&b, 1, KEEP, "PUT", "/write", STR_LIT(""));
	ck_assert(send_buf(fd, &b));
	sleep_ms(50);
	fcgi_server_stop(world.server);
	sleep_ms(50);
	if (_i == 1) /* while it is served: it waits in the socket */
		send_request(fd, KEEP, "PUT", "/write", STR_LIT(""));
	ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
	ck_assert_int_eq(answer_status(&a), 200);
	ck_assert_int_eq(read_answer(fd, &a, SOON), GOT_END);
	ck_assert_int_eq(answer_status(&a), 201);
	ck_assert(is_closed_within(fd, 500));
	ck_assert_int_eq(world_join(), 0);
	answer_release(&a);
	buf_release(&b);
	close(fd);
}
END_TEST

START_TEST(stop_answers_what_is_parked_and_what_is_half_read)
{
	struct buf b = {0};
	int parked, half;

	disk(true, false);
	world_start();
	stop_while_owing(&parked, &half, &b);
	sleep_ms(1200);
	ck_assert(send_buf(half, &b));
	expect_answer(half, 200, "GET /half ");
	expect_nothing(parked, 0);
	disk(false, false);
	expect_answer(parked, 201, "");
	ck_assert(is_closed_within(parked, SOON));
	ck_assert(is_closed_within(half, SOON));
	ck_assert_int_eq(world_join(), 0);
	buf_release(&b);
	close(parked);
	close(half);
}
END_TEST

START_TEST(stop_gives_up_after_its_grace)
{
	int64_t begin;
	int fd;

	world.options.stop_grace_ms = 300;
	world.options.request_timeout_ms = 60000;
	world_start();
	fd = dial();
	ck_assert(send_bytes(fd, "\1\1\0", 3));
	sleep_ms(50);
	begin = clock_monotonic_ms();
	ck_assert_int_eq(world_stop(), -1);
	ck_assert_int_ge(clock_monotonic_ms() - begin, 290);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 10000);
	ck_assert(is_closed_within(fd, 0));
	close(fd);
}
END_TEST

START_TEST(second_stop_means_now)
{
	int64_t begin;
	int half, idle;

	world.options.stop_grace_ms = 60000;
	world.options.request_timeout_ms = 60000;
	world_start();
	half = dial();
	idle = dial();
	ck_assert(send_bytes(half, "\1\1\0", 3));
	send_request(idle, KEEP, "GET", "/a", STR_LIT(""));
	expect_answer(idle, 200, NULL);
	begin = clock_monotonic_ms();
	fcgi_server_stop(world.server);
	sleep_ms(100);
	expect_nothing(half, 0);
	fcgi_server_stop(world.server);
	ck_assert_int_eq(world_join(), -1);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 10000);
	close(half);
	close(idle);
}
END_TEST

/* Connections come, ask and go while it stops: each that got in is answered. */
static void *
keep_asking(void *unused)
{
	(void)unused;
	for (;;) {
		struct answer a = {0};
		struct buf b = {0};
		int fd = connect_unix(world.path);
		bool answered;

		if (fd < 0)
			return NULL;
		put_request(&b, 1, NO_KEEP, "GET", "/a", STR_LIT(""));
		answered = send_buf(fd, &b) && read_answer(fd, &a, SOON) == GOT_END;
		answer_release(&a);
		buf_release(&b);
		close(fd);
		if (!answered)
			return &world;
	}
}

START_TEST(stop_under_load_loses_nobody)
{
	pthread_t threads[8];
	void *lost;

	world_start();
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, keep_asking, NULL), 0);
	sleep_ms(200);
	/* First nobody new can connect, as when a web server was pointed elsewhere. */
	unlink(world.path);
	ck_assert_int_eq(world_stop(), 0);
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], &lost);
		ck_assert_ptr_null(lost);
	}
	ck_assert_uint_gt(world_stats().requests, 8);
}
END_TEST

#define LAST(table) (int)(sizeof(table) / sizeof((table)[0]))

static TCase *
with_world(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);

	tcase_add_checked_fixture(t, world_setup, world_teardown);
	tcase_set_timeout(t, 20);
	suite_add_tcase(s, t);
	return t;
}

static void
add_service(TCase *t)
{
	tcase_add_test(t, kept_connection_serves_many);
	tcase_add_test(t, without_keep_conn_closed_behind_the_answer);
	tcase_add_test(t, unread_input_does_not_eat_the_answer);
	tcase_add_test(t, half_closed_peer_gets_its_answer);
	tcase_add_test(t, ignored_body_leaves_the_connection_usable);
	tcase_add_test(t, body_in_single_byte_records);
	tcase_add_loop_test(t, requests_that_are_none_leave_the_connection_usable, 0, LAST(rows));
}

static void
add_protocol(TCase *t)
{
	tcase_add_test(t, pipelined_requests_are_answered_in_turn);
	tcase_add_test(t, multiplexed_request_is_refused_at_once_and_the_first_goes_on);
	tcase_add_loop_test(t, get_values_is_answered_at_once, 0, 2);
	tcase_add_test(t, flood_of_get_values_without_reading);
	tcase_add_loop_test(t, abort_while_reading, 0, 2);
	tcase_add_test(t, abort_while_parked);
	tcase_add_loop_test(t, other_roles_are_told_so, 0, 2);
	tcase_add_test(t, garbage_costs_the_connection_and_nothing_else);
}

static void
add_limits(TCase *t)
{
	tcase_add_test(t, parameters_of_12_mb);
	tcase_add_loop_test(t, too_large_body_is_answered, 0, 4);
	tcase_add_test(t, too_large_body_without_end_is_cut);
	tcase_add_test(t, buffers_of_all_requests_are_bounded);
	tcase_add_test(t, connections_beyond_the_maximum_wait);
	tcase_add_test(t, rest_gives_way_when_all_places_are_taken);
	tcase_add_test(t, a_crowd_is_told_503_until_there_are_places);
	tcase_add_test(t, silent_peers_do_not_hold_the_extra_places);
#ifndef WITH_TSAN /* which needs descriptors of its own to look up what is suppressed */
	tcase_add_loop_test(t, out_of_descriptors, 0, 2);
#else
	(void)out_of_descriptors;
#endif
	tcase_add_loop_test(t, web_server_addresses, 0, 15);
	tcase_add_test(t, web_server_addresses_that_are_none);
}

static void
add_time(TCase *t)
{
	tcase_add_test(t, stalled_half_requests_hold_nobody_up);
	tcase_add_test(t, dripping_request_is_cut);
	tcase_add_test(t, idle_connections_are_closed_in_time);
	tcase_add_test(t, request_that_waits_for_a_worker_keeps_its_connection);
	tcase_add_loop_test(t, slow_requests_do_not_keep_others_waiting, 0, 2);
	tcase_add_test(t, relief_comes_again_and_again);
	tcase_add_test(t, peer_that_does_not_read_is_cut);
	tcase_add_test(t, peer_that_reads_in_crumbs_is_cut);
	tcase_add_test(t, slow_reader_gets_all_of_a_large_answer);
	tcase_add_test(t, a_thousand_idle_connections_cost_no_time);
}

static void
add_disk(TCase *t)
{
	tcase_add_test(t, parked_answers_need_no_thread);
	tcase_add_test(t, failed_sync_withdraws_all_answers);
	tcase_add_test(t, peers_leave_while_parked);
	tcase_add_test(t, waiting_changes_have_an_end);
	tcase_add_test(t, only_reached_tickets_are_answered);
}

static void
add_stop(TCase *t)
{
	tcase_add_test(t, stop_with_nothing_to_do_is_quick);
	tcase_add_test(t, stop_before_run_still_serves_the_backlog);
	tcase_add_test(t, stop_serves_what_waits_in_the_backlog);
	tcase_add_test(t, stop_closes_kept_connections_behind_their_answer);
	tcase_add_loop_test(t, stop_answers_what_came_behind_the_last_request, 0, 2);
	tcase_add_test(t, stop_answers_what_is_parked_and_what_is_half_read);
	tcase_add_test(t, stop_gives_up_after_its_grace);
	tcase_add_test(t, second_stop_means_now);
	tcase_add_test(t, stop_under_load_loses_nobody);
}

int
main(void)
{
	Suite *s = suite_create("fcgi/server");
	SRunner *sr;
	int failed;

	add_service(with_world(s, "service"));
	add_protocol(with_world(s, "protocol"));
	add_limits(with_world(s, "limits"));
	add_time(with_world(s, "time"));
	add_disk(with_world(s, "disk"));
	add_stop(with_world(s, "stop"));
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
