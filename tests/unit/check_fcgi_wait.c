/* Requests that were put off: woken, over, left, and never forgotten. */
#include <config.h>

#include "fcgi_world.h"
#include "harness.h"

/* What is waited for: /a and its like look at the first, /b at the second. */
static _Atomic unsigned words[2];

static void
put_off(struct http_response *response, const _Atomic unsigned *word, unsigned seen, unsigned ms,
    struct str resume)
{
	response->wait = (struct http_wait){true, word, seen, ms, resume};
}

/*
 * "/a/N", "/b/N", "/soon/N": until the word is at least N. "/create/N" writes first.
 */
static void
wait_handle(void *ctx, struct arena *a, const struct http_request *q, struct http_response *r)
{
	const char *target = arena_printf(a, "%.*s", STR_ARG(q->target));
	_Atomic unsigned *word = &words[target[1] == 'b'];
	bool creates = strncmp(target, "/create", 7) == 0;
	unsigned seen = atomic_load(word);
	unsigned want = (unsigned)atoi(strrchr(target, '/') + 1);
	struct str resume = q->resume.p == NULL ? STR_LIT("1st") : STR_LIT("again");

	(void)ctx;
	atomic_fetch_add(&world.handled, 1);
	ck_assert(q->resume.p == NULL || str_is(q->resume, "1st") || str_is(q->resume, "again"));
	if (creates && q->resume.p == NULL) {
		pthread_mutex_lock(&world.lock);
		r->ticket = ++world.committed;
		pthread_mutex_unlock(&world.lock);
		if (q->may_wait) {
			put_off(r, NULL, 0, 60000, resume);
			return;
		}
	}
	if (seen < want && q->may_wait) {
		put_off(r, word, seen, strncmp(target, "/soon", 5) == 0 ? 150 : 60000, resume);
		return;
	}
	r->status = creates ? 201 : 200;
	buf_text(&r->body, seen >= want ? "there" : "over");
}

static void
setup(void)
{
	world_setup();
	world.handle = wait_handle;
	atomic_store(&words[0], 0);
	atomic_store(&words[1], 0);
}

static void
count_up(int which)
{
	atomic_fetch_add(&words[which], 1);
	fcgi_server_wake_waiting(world.server, &words[which]);
}

static void
wait_for_waiting(unsigned n)
{
	for (int i = 0; world_stats().waiting != n; i++) {
		ck_assert_msg(i < 400, "%u wait, not %u", world_stats().waiting, n);
		sleep_ms(10);
	}
}

static int
ask(const char *target)
{
	int fd = dial();

	send_request(fd, KEEP, "GET", target, STR_LIT(""));
	return fd;
}

START_TEST(a_change_is_answered_at_once)
{
	int a, b;

	world_start();
	a = ask("/a/2");
	b = ask("/b/1");
	wait_for_waiting(2);
	/* Not what it waits for, and not the word of the other. */
	count_up(0);
	expect_nothing(a, 50);
	expect_nothing(b, 50);
	count_up(0);
	expect_answer(a, 200, "there");
	expect_nothing(b, 50);
	/* The connection goes on, for what waits and for what does not. */
	send_request(a, KEEP, "GET", "/a/1", STR_LIT(""));
	expect_answer(a, 200, "there");
	send_request(a, KEEP, "GET", "/a/3", STR_LIT(""));
	wait_for_waiting(2);
	atomic_fetch_add(&words[0], 1);
	atomic_fetch_add(&words[1], 1);
	fcgi_server_wake_waiting(world.server, NULL);
	expect_answer(a, 200, "there");
	expect_answer(b, 200, "there");
	ck_assert_uint_eq(world_stats().waiting, 0);
	ck_assert_uint_eq(world_stats().requests, 4);
	close(a);
	close(b);
}
END_TEST

START_TEST(time_runs_out)
{
	int64_t began;
	int fd;

	world_start();
	began = clock_monotonic_ms();
	fd = ask("/soon/9");
	expect_nothing(fd, 100);
	/* Woken in vain, it has no more time for that. */
	count_up(0);
	expect_answer(fd, 200, "over");
	ck_assert_int_ge(clock_monotonic_ms() - began, 150);
	send_request(fd, NO_KEEP, "GET", "/soon/9", STR_LIT(""));
	expect_answer(fd, 200, "over");
	ck_assert(is_closed_within(fd, SOON));
	close(fd);
}
END_TEST

/* Nobody is there any more to be told; the place is free soon. */
START_TEST(peers_leave)
{
	struct buf abort = {0};
	int fds[8];

	world.options.connections_max = 8;
	world_start();
	for (int i = 0; i < 8; i++)
		fds[i] = ask("/a/1");
	wait_for_waiting(8);
	for (int i = 0; i < 8; i++)
		close(fds[i]);
	wait_for_waiting(0);
	fds[0] = ask("/a/0");
	expect_answer(fds[0], 200, "there");
	/* One that goes on says that the answer is not wanted. */
	send_request(fds[0], KEEP, "GET", "/a/1", STR_LIT(""));
	wait_for_waiting(1);
	record_add(&abort, RECORD_ABORT, 1, "", 0);
	ck_assert(send_buf(fds[0], &abort));
	expect_answer_within(fds[0], 2 * SOON, 200, "over");
	buf_release(&abort);
	close(fds[0]);
}
END_TEST

START_TEST(a_stop_is_no_reason_to_wait)
{
	int fds[8];

	world_start();
	for (int i = 0; i < 8; i++)
		fds[i] = ask("/a/1");
	wait_for_waiting(8);
	ck_assert_int_eq(world_stop(), 0);
	for (int i = 0; i < 8; i++) {
		expect_answer(fds[i], 200, "over");
		close(fds[i]);
	}
}
END_TEST

START_TEST(so_many_may_wait)
{
	int fds[3];

	world.options.waits_max = 2;
	world_start();
	for (int i = 0; i < 2; i++)
		fds[i] = ask("/a/1");
	wait_for_waiting(2);
	fds[2] = ask("/a/1");
	expect_answer(fds[2], 200, "over");
	count_up(0);
	expect_answer(fds[0], 200, "there");
	expect_answer(fds[1], 200, "there");
	send_request(fds[2], KEEP, "GET", "/a/2", STR_LIT(""));
	wait_for_waiting(1);
	count_up(0);
	expect_answer(fds[2], 200, "there");
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}
END_TEST

/* What was written is on the disk before anything is waited for, and is written once. */
START_TEST(a_write_is_flushed_first)
{
	int fd, other;

	world.options.writes_max = 1;
	world_start();
	disk(true, false);
	fd = dial();
	send_request(fd, KEEP, "POST", "/create/1", STR_LIT("x"));
	expect_nothing(fd, 50);
	ck_assert_uint_eq(world_stats().waiting, 0);
	count_up(0);
	expect_nothing(fd, 50);
	disk(false, false);
	expect_answer(fd, 201, "there");
	ck_assert_uint_eq(world.committed, 1);
	/* While it waits it holds none of the places of writes. */
	send_request(fd, KEEP, "POST", "/create/2", STR_LIT("x"));
	wait_for_waiting(1);
	close(ask("/a/0"));
	for (int i = 0; i < 3; i++) {
		other = dial();
		send_request(other, KEEP, "POST", "/create/1", STR_LIT("x"));
		expect_answer(other, 201, "there");
		close(other);
	}
	count_up(0);
	expect_answer(fd, 201, "there");
	ck_assert_uint_eq(world.committed, 5);
	/* And a flush that fails is told at once, and no connection stays that was not to. */
	disk(false, true);
	send_request(fd, KEEP, "POST", "/create/9", STR_LIT("x"));
	expect_answer(fd, 503, "unavailable /create/9");
	other = dial();
	send_request(other, NO_KEEP, "POST", "/create/9", STR_LIT("x"));
	expect_answer(other, 503, "unavailable /create/9");
	ck_assert(is_closed_within(other, SOON));
	close(other);
	disk(false, false);
	send_request(fd, KEEP, "GET", "/a/3", STR_LIT(""));
	wait_for_waiting(1);
	count_up(0);
	expect_answer(fd, 200, "there");
	close(fd);
}
END_TEST

/* Each change meets its waiters elsewhere on their way; one that is missed costs them a minute. */
START_TEST(no_change_is_missed)
{
	enum { ROUNDS = 1500, WAITERS = 3 };
	int fds[WAITERS];
	char target[32];

	world_start();
	for (int i = 0; i < WAITERS; i++)
		fds[i] = dial();
	for (unsigned round = 1; round <= ROUNDS; round++) {
		snprintf(target, sizeof(target), "/a/%u", round);
		for (int i = 0; i < WAITERS; i++)
			send_request(fds[i], KEEP, "GET", target, STR_LIT(""));
		for (volatile unsigned spin = round % 97 * 200; spin > 0; spin--)
			;
		count_up(0);
		for (int i = 0; i < WAITERS; i++)
			expect_answer(fds[i], 200, "there");
	}
	for (int i = 0; i < WAITERS; i++)
		close(fds[i]);
	ck_assert_int_eq(world_stop(), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fcgi/wait");
	TCase *t = tcase_create("wait");

	tcase_add_checked_fixture(t, setup, world_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_change_is_answered_at_once);
	tcase_add_test(t, time_runs_out);
	tcase_add_test(t, peers_leave);
	tcase_add_test(t, a_stop_is_no_reason_to_wait);
	tcase_add_test(t, so_many_may_wait);
	tcase_add_test(t, a_write_is_flushed_first);
	tcase_add_test(t, no_change_is_missed);
	suite_add_tcase(s, t);
	return run_suite(s);
}
