/* Listening sockets that come and go while the server runs. */
#include <config.h>

#include "fcgi/server.h"

#include <fcntl.h>

#include "fcgi_world.h"

/* A listening socket as another process hands it over; dials it by its path. */
struct door {
	char path[120];
	int fd;
};

static struct door
door_open(const char *name)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct door d;

	snprintf(d.path, sizeof(d.path), "%s/%s", world.dir, name);
	ck_assert_uint_lt(strlen(d.path), sizeof(a.sun_path));
	memcpy(a.sun_path, d.path, strlen(d.path) + 1);
	d.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(d.fd, 0);
	ck_assert_int_eq(bind(d.fd, (struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(d.fd, 200), 0);
	return d;
}

/* The other process goes on holding its own descriptor. */
static struct fcgi_listener *
hand_over(const struct door *d)
{
	int fd = fcntl(d->fd, F_DUPFD_CLOEXEC, 0);
	struct fcgi_listener *l = fcgi_server_listen_take(world.server, fd);

	if (l == NULL)
		close(fd);
	return l;
}

static void
door_close(struct door *d)
{
	close(d->fd);
	unlink(d->path);
}

static void
expect_served(const struct door *d)
{
	int fd = connect_unix(d->path);

	ck_assert_int_ge(fd, 0);
	send_request(fd, NO_KEEP, "GET", "/door", STR_LIT(""));
	expect_answer(fd, 200, "GET /door ");
	close(fd);
}

START_TEST(a_socket_added_is_served_with_its_backlog)
{
	struct door d = door_open("a");
	int early = connect_unix(d.path);
	struct fcgi_listener *l;

	send_request(early, KEEP, "GET", "/early", STR_LIT(""));
	world_start();
	expect_nothing(early, 50);
	l = hand_over(&d);
	ck_assert_ptr_nonnull(l);
	expect_answer(early, 200, "GET /early ");
	expect_served(&d);
	expect_alive();
	ck_assert_uint_eq(world_stats().listeners, 2);
	fcgi_server_unlisten(world.server, l);
	close(early);
	door_close(&d);
}
END_TEST

/* Its process goes on: connections stay, new ones wait for whoever serves next. */
START_TEST(a_socket_removed_is_left_alone)
{
	struct door d = door_open("a");
	struct fcgi_listener *l;
	int kept, late;

	world_start();
	l = hand_over(&d);
	kept = connect_unix(d.path);
	send_request(kept, KEEP, "GET", "/1", STR_LIT(""));
	expect_answer(kept, 200, "GET /1 ");
	fcgi_server_unlisten(world.server, l);
	ck_assert_uint_eq(world_stats().listeners, 1);
	late = connect_unix(d.path);
	ck_assert_int_ge(late, 0);
	send_request(late, KEEP, "GET", "/late", STR_LIT(""));
	expect_nothing(late, 100);
	send_request(kept, KEEP, "GET", "/2", STR_LIT(""));
	expect_answer(kept, 200, "GET /2 ");
	l = hand_over(&d);
	expect_answer(late, 200, "GET /late ");
	fcgi_server_unlisten(world.server, l);
	close(kept);
	close(late);
	door_close(&d);
}
END_TEST

/* At stop the backlog of an added socket belongs to the next owner, our own is served. */
START_TEST(stop_leaves_the_backlog_of_added_sockets)
{
	struct door d = door_open("a");
	struct fcgi_listener *l;
	struct pollfd p;
	int fd;

	world_start();
	l = hand_over(&d);
	ck_assert_int_eq(world_stop(), 0);
	ck_assert_ptr_null(hand_over(&d));
	ck_assert_int_eq(errno, ESHUTDOWN);
	fd = connect_unix(d.path);
	p = (struct pollfd){.fd = d.fd, .events = POLLIN};
	ck_assert_int_eq(poll(&p, 1, 0), 1);
	fcgi_server_unlisten(world.server, l); /* too late, and no harm */
	close(fd);
	door_close(&d);
}
END_TEST

START_TEST(there_is_a_limit)
{
	struct door d = door_open("a");
	struct fcgi_listener *l[FCGI_LISTENERS_MAX];
	struct fcgi_listener *one_more;

	world_start();
	for (int i = 0; i < FCGI_LISTENERS_MAX; i++) {
		l[i] = hand_over(&d);
		ck_assert_ptr_nonnull(l[i]);
	}
	for (int i = 0; (one_more = hand_over(&d)) != NULL; i++)
		ck_assert_int_lt(i, 16);
	ck_assert_int_eq(errno, ENOSPC);
	expect_served(&d);
	for (int i = 0; i < FCGI_LISTENERS_MAX; i++)
		fcgi_server_unlisten(world.server, l[i]);
	one_more = hand_over(&d);
	ck_assert_ptr_nonnull(one_more);
	expect_served(&d);
	door_close(&d);
}
END_TEST

START_TEST(what_is_no_descriptor_is_refused)
{
	world_start();
	ck_assert_ptr_null(fcgi_server_listen_take(world.server, 9999));
	ck_assert_uint_eq(world_stats().listeners, 1);
}
END_TEST

/* The check that is made of our own sockets at the start. */
START_TEST(a_public_socket_is_refused)
{
	struct sockaddr_in any = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	world_start();
	ck_assert_ptr_null(fcgi_server_listen_take(world.server, fd));
	ck_assert_int_eq(errno, EACCES);
	close(fd);
}
END_TEST

/* ---- under load ---- */

static _Atomic bool over;
static _Atomic unsigned answered, refused;

/* Every connection that got in is answered or, when its socket goes, told so at once. */
static void *
ask_on(void *path)
{
	while (!atomic_load(&over)) {
		struct answer a = {0};
		struct buf b = {0};
		int fd = connect_unix(path);

		ck_assert_int_ge(fd, 0);
		put_request(&b, 1, NO_KEEP, "GET", "/load", STR_LIT(""));
		if (send_buf(fd, &b) && read_answer(fd, &a, SOON) == GOT_END) {
			ck_assert_int_eq(answer_status(&a), 200);
			atomic_fetch_add(&answered, 1);
		} else {
			atomic_fetch_add(&refused, 1);
		}
		answer_release(&a);
		buf_release(&b);
		close(fd);
	}
	return NULL;
}

START_TEST(sockets_come_and_go_under_load)
{
	enum { DOORS = 4, ROUNDS = 150 };
	struct fcgi_listener *l[DOORS] = {NULL};
	struct door doors[DOORS];
	pthread_t askers[DOORS];

	world_start();
	for (int i = 0; i < DOORS; i++) {
		doors[i] = door_open((char[]){(char)('a' + i), '\0'});
		l[i] = hand_over(&doors[i]);
		pthread_create(&askers[i], NULL, ask_on, doors[i].path);
	}
	for (int i = 0; i < ROUNDS; i++) {
		int k = i % DOORS;

		fcgi_server_unlisten(world.server, l[k]);
		if (i % 3 == 0)
			expect_alive();
		l[k] = hand_over(&doors[k]);
		ck_assert_ptr_nonnull(l[k]);
	}
	atomic_store(&over, true);
	for (int i = 0; i < DOORS; i++)
		pthread_join(askers[i], NULL);
	/* The sockets were open all the time, so nobody was refused. */
	ck_assert_uint_eq(atomic_load(&refused), 0);
	ck_assert_uint_gt(atomic_load(&answered), ROUNDS);
	for (int i = 0; i < DOORS; i++) {
		fcgi_server_unlisten(world.server, l[i]);
		door_close(&doors[i]);
	}
}
END_TEST

/* ---- is it alive? ---- */

START_TEST(what_hangs_is_seen)
{
	int64_t busy;
	int fd;

	world_start();
	sleep_ms(50);
	fd = dial();
	send_request(fd, KEEP, "GET", "/slow", STR_LIT("")); /* 300 ms */
	sleep_ms(200);
	busy = fcgi_server_busy_ms(world.server);
	ck_assert_int_ge(busy, 100);
	expect_answer(fd, 200, NULL);
	disk(true, false);
	send_request(fd, KEEP, "PUT", "/write", STR_LIT(""));
	sleep_ms(2500); /* longer than the housekeeper sleeps */
	busy = fcgi_server_busy_ms(world.server);
	ck_assert_int_ge(busy, 2300);
	disk(false, false);
	expect_answer(fd, 201, NULL);
	sleep_ms(20);
	ck_assert_int_lt(fcgi_server_busy_ms(world.server), 2300);
	close(fd);
	world_stop();
	ck_assert_int_eq(fcgi_server_busy_ms(world.server), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fcgi/listeners");
	TCase *t = tcase_create("listeners");
	SRunner *sr;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, world_setup, world_teardown);
	tcase_add_test(t, a_socket_added_is_served_with_its_backlog);
	tcase_add_test(t, a_socket_removed_is_left_alone);
	tcase_add_test(t, stop_leaves_the_backlog_of_added_sockets);
	tcase_add_test(t, there_is_a_limit);
	tcase_add_test(t, what_is_no_descriptor_is_refused);
	tcase_add_test(t, a_public_socket_is_refused);
	tcase_add_test(t, sockets_come_and_go_under_load);
	tcase_add_test(t, what_hangs_is_seen);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
