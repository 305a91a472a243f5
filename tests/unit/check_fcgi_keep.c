/* Connections at rest live on from one server to the next. */
#include <config.h>

#include <fcntl.h>
#include <unistd.h>

#include "fcgi_world.h"

enum { KEPT_MAX = 64 };

/* The service manager. */
static struct {
	pthread_mutex_t lock;
	int fds[KEPT_MAX];
	unsigned n;
	bool refuses;
} manager = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool
manager_keep(void *ctx, int fd)
{
	bool taken;

	(void)ctx;
	pthread_mutex_lock(&manager.lock);
	taken = !manager.refuses && manager.n < KEPT_MAX;
	if (taken)
		manager.fds[manager.n++] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	pthread_mutex_unlock(&manager.lock);
	return taken;
}

/* The next process begins. How many connections it took over. */
static unsigned
serve_again(void)
{
	unsigned adopted = 0;

	fcgi_server_free(world.server);
	world.server = NULL;
	world_serve();
	for (unsigned i = 0; i < manager.n; i++)
		adopted += fcgi_server_adopt_take(world.server, manager.fds[i]);
	manager.n = 0;
	return adopted;
}

static void
setup(void)
{
	world_setup();
	world.keep = manager_keep;
	manager.n = 0;
	manager.refuses = false;
}

static void
teardown(void)
{
	world_teardown();
	for (unsigned i = 0; i < manager.n; i++)
		close(manager.fds[i]);
	manager.n = 0;
}

static void
ask(int fd, const char *uri)
{
	send_request(fd, KEEP, "GET", uri, STR_LIT(""));
	expect_answer(fd, 200, NULL);
}

START_TEST(connections_at_rest_are_kept_at_once)
{
	int64_t begin;
	int fds[3];

	world_start();
	for (int i = 0; i < 3; i++)
		ask(fds[i] = dial(), "/a");
	begin = clock_monotonic_ms();
	ck_assert_int_eq(world_stop(), 0);
	ck_assert_int_lt(clock_monotonic_ms() - begin, 900);
	ck_assert_uint_eq(manager.n, 3);
	/* Nobody serves, and nobody notices. */
	for (int i = 0; i < 3; i++)
		send_request(fds[i], KEEP, "PUT", "/between", STR_LIT("x"));
	expect_nothing(fds[0], 100);
	ck_assert_uint_eq(serve_again(), 3);
	for (int i = 0; i < 3; i++) {
		expect_answer(fds[i], 200, "PUT /between x");
		ask(fds[i], "/b");
		close(fds[i]);
	}
}
END_TEST

/* One that was never served, one that waits for the disk, one that is half read. */
START_TEST(what_is_owed_comes_first)
{
	struct buf b = {0};
	int fresh, parked, half;

	disk(true, false);
	world_start();
	fresh = dial();
	stop_while_owing(&parked, &half, &b);
	sleep_ms(100);
	ck_assert(send_buf(half, &b));
	expect_answer(half, 200, "GET /half ");
	disk(false, false);
	expect_answer(parked, 201, "");
	ck_assert_int_eq(world_join(), 0);
	ck_assert_uint_eq(manager.n, 3);
	ck_assert_uint_eq(serve_again(), 3);
	ask(fresh, "/a");
	ask(parked, "/b");
	ask(half, "/c");
	buf_release(&b);
	close(fresh);
	close(parked);
	close(half);
}
END_TEST

START_TEST(without_keep_conn_it_ends)
{
	int fd;

	disk(true, false);
	world_start();
	fd = dial();
	send_request(fd, NO_KEEP, "PUT", "/write", STR_LIT(""));
	sleep_ms(50);
	fcgi_server_stop(world.server);
	disk(false, false);
	expect_answer(fd, 201, "");
	ck_assert(is_closed_within(fd, SOON));
	ck_assert_int_eq(world_join(), 0);
	ck_assert_uint_eq(manager.n, 0);
	close(fd);
}
END_TEST

START_TEST(what_is_not_taken_is_ended)
{
	int resting, parked;

	manager.refuses = true;
	disk(true, false);
	world_start();
	ask(resting = dial(), "/a");
	parked = dial();
	send_request(parked, KEEP, "PUT", "/write", STR_LIT(""));
	sleep_ms(50);
	fcgi_server_stop(world.server);
	disk(false, false);
	expect_answer(parked, 201, "");
	ck_assert(is_closed_within(parked, SOON));
	ck_assert(is_closed_within(resting, SOON));
	ck_assert_int_eq(world_join(), 0);
	close(resting);
	close(parked);
}
END_TEST

/* The one of them that ends first; -1: none does. */
static int
first_closed(const int fds[4])
{
	struct pollfd p[4];

	for (int i = 0; i < 4; i++)
		p[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
	if (poll(p, 4, SOON) < 1)
		return -1;
	for (int i = 0; i < 4; i++)
		if (p[i].revents != 0)
			return i;
	return -1;
}

/* What is sent just after the stop is lost on one of them at most: the one that was refused. */
START_TEST(behind_a_refusal_they_end_with_care)
{
	int fds[4], refused;

	manager.refuses = true;
	world_start();
	for (int i = 0; i < 4; i++)
		ask(fds[i] = dial(), "/a");
	fcgi_server_stop(world.server);
	refused = first_closed(fds);
	ck_assert_int_ge(refused, 0);
	ck_assert(is_closed_within(fds[refused], SOON));
	for (int i = 0; i < 4; i++)
		if (i != refused)
			ask(fds[i], "/late");
	ck_assert_int_eq(world_join(), 0);
	for (int i = 0; i < 4; i++)
		close(fds[i]);
}
END_TEST

START_TEST(not_all_are_taken_over)
{
	int unconnected = socket(AF_INET, SOCK_STREAM, 0);
	int stranger, pair[2];

	world.options.server_addrs = "127.0.0.9";
	world_start_tcp();
	stranger = connect_tcp(world.port);
	ck_assert(!fcgi_server_adopt_take(world.server, stranger));
	ck_assert(!fcgi_server_adopt_take(world.server, unconnected));
	ck_assert(!fcgi_server_adopt_take(world.server, open("/dev/null", O_RDONLY)));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ck_assert(fcgi_server_adopt_take(world.server, pair[1]));
	ask(pair[0], "/a");
	close(pair[0]);
	ck_assert_int_eq(world_stop(), 0);
}
END_TEST

/* ---- under load ---- */

static _Atomic bool enough;

static void *
keep_asking(void *fd)
{
	const int *to = fd;
	uintptr_t answered = 0;

	for (; !atomic_load(&enough); answered++) {
		struct answer a = {0};
		struct buf b = {0};
		bool ok;

		put_request(&b, 1, KEEP, "PUT", answered % 3 == 0 ? "/write" : "/a", STR_LIT("x"));
		ok = send_buf(*to, &b) && read_answer(*to, &a, 10000) == GOT_END;
		answer_release(&a);
		buf_release(&b);
		if (!ok)
			return NULL;
	}
	/* Never 0 when all went well. */
	return (void *)(answered + 1); // NOLINT(performance-no-int-to-ptr)
}

START_TEST(none_is_lost_in_many_restarts)
{
	enum { PEERS = 8, RESTARTS = 20 };
	pthread_t threads[PEERS];
	int fds[PEERS];
	void *answered;

	atomic_store(&enough, false);
	world_start();
	for (int i = 0; i < PEERS; i++) {
		fds[i] = dial();
		ck_assert_int_eq(pthread_create(&threads[i], NULL, keep_asking, &fds[i]), 0);
	}
	for (int i = 0; i < RESTARTS; i++) {
		sleep_ms(10 + i % 5);
		ck_assert_int_eq(world_stop(), 0);
		ck_assert_uint_eq(manager.n, PEERS);
		ck_assert_uint_eq(serve_again(), PEERS);
	}
	atomic_store(&enough, true);
	for (int i = 0; i < PEERS; i++) {
		pthread_join(threads[i], &answered);
		ck_assert_msg(answered != NULL, "connection %d lost a request", i);
		close(fds[i]);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fcgi/keep");
	TCase *t = tcase_create("keep");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, connections_at_rest_are_kept_at_once);
	tcase_add_test(t, what_is_owed_comes_first);
	tcase_add_test(t, without_keep_conn_it_ends);
	tcase_add_test(t, what_is_not_taken_is_ended);
	tcase_add_test(t, behind_a_refusal_they_end_with_care);
	tcase_add_test(t, not_all_are_taken_over);
	tcase_add_test(t, none_is_lost_in_many_restarts);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
