/* What the service manager is told, as it arrives there. */
#include <config.h>

#include "main/notify.c"

#include <fcntl.h>
#include <sys/stat.h>

#include "harness.h"

static char dir[64], path[80];
static int manager = -1;

static void
manager_listens(const char *name)
{
	struct sockaddr_un a = {0};
	socklen_t size = read_address(name, &a);

	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ck_assert_int_eq(bind(manager, (const struct sockaddr *)&a, size), 0);
	ck_assert_int_eq(setenv("NOTIFY_SOCKET", name, 1), 0);
}

static void
setup(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%.40s/notify-XXXXXX", tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sock", dir);
	manager_listens(path);
}

static void
teardown(void)
{
	close(manager);
	unlink(path);
	rmdir(dir);
}

/* The next message must be this; the descriptor that came with it, or -1. */
static int
expect_message(const char *expected)
{
	char text[MESSAGE_MAX + 1];
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec to = {text, MESSAGE_MAX};
	struct msghdr m = {.msg_iov = &to,
	    .msg_iovlen = 1,
	    .msg_control = control.space,
	    .msg_controllen = sizeof(control.space)};
	ssize_t n = recvmsg(manager, &m, MSG_CMSG_CLOEXEC);
	int fd = -1;

	ck_assert_int_gt(n, 0);
	text[n] = '\0';
	ck_assert_str_eq(text, expected);
	if (m.msg_controllen >= CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(&control.head), sizeof(int));
	return fd;
}

START_TEST(a_message_arrives)
{
	errno = EPIPE;
	notify("READY=1\nSTATUS=%s", "Serving");
	ck_assert_int_eq(errno, EPIPE);
	ck_assert_int_eq(expect_message("READY=1\nSTATUS=Serving"), -1);
}
END_TEST

START_TEST(a_name_in_no_directory)
{
	char name[80];

	close(manager);
	snprintf(name, sizeof(name), "@connectord-check-notify-%ld", (long)getpid());
	manager_listens(name);
	notify("STOPPING=1");
	ck_assert_int_eq(expect_message("STOPPING=1"), -1);
}
END_TEST

START_TEST(without_a_manager_nothing_happens)
{
	static const char *const names[] = {"", "/", "relative", "/nobody/is/here"};

	ck_assert_int_eq(setenv("FDSTORE", "8", 1), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		ck_assert_int_eq(setenv("NOTIFY_SOCKET", names[i], 1), 0);
		notify("READY=1");
		ck_assert(!notify_store(STDIN_FILENO, "connection"));
		ck_assert(!notify_store_forget("connection"));
	}
	ck_assert_int_eq(unsetenv("NOTIFY_SOCKET"), 0);
	notify("READY=1");
	ck_assert_uint_eq(notify_store_max(), 0);
}
END_TEST

START_TEST(a_descriptor_is_kept_and_forgotten)
{
	struct stat ours, theirs;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), kept;

	ck_assert(notify_store(fd, "connection"));
	kept = expect_message("FDSTORE=1\nFDNAME=connection");
	ck_assert_int_ge(kept, 0);
	ck_assert_int_eq(fstat(fd, &ours), 0);
	ck_assert_int_eq(fstat(kept, &theirs), 0);
	ck_assert_uint_eq(ours.st_ino, theirs.st_ino);
	ck_assert(notify_store_forget("connection"));
	ck_assert_int_eq(expect_message("FDSTOREREMOVE=1\nFDNAME=connection"), -1);
	close(fd);
	close(kept);
}
END_TEST

/* The queue of a manager that does not read is short: it is waited for, but not for long. */
START_TEST(a_manager_that_does_not_read)
{
	int n = 0;

	while (n < 100000 && notify_store(manager, "connection"))
		n++;
	ck_assert_int_gt(n, 0);
	ck_assert_int_lt(n, 100000);
	notify("WATCHDOG=1"); /* does not wait at all */
}
END_TEST

START_TEST(how_many_are_kept)
{
	static const struct {
		const char *text;
		unsigned n;
	} rows[] = {{"", 0}, {"0", 0}, {"4096", 4096}, {"x", 0}, {"60001", STORE_MAX},
	    {"99999999999999999999999", STORE_MAX}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_int_eq(setenv("FDSTORE", rows[i].text, 1), 0);
		ck_assert_uint_eq(notify_store_max(), rows[i].n);
	}
	ck_assert_int_eq(unsetenv("FDSTORE"), 0);
	ck_assert_uint_eq(notify_store_max(), 0);
}
END_TEST

START_TEST(how_often_the_watchdog_is_told)
{
	char pid[32];

	ck_assert_int_eq(unsetenv("WATCHDOG_USEC"), 0);
	ck_assert_int_eq(unsetenv("WATCHDOG_PID"), 0);
	ck_assert_int_eq(notify_watchdog_ms(), 0);
	ck_assert_int_eq(setenv("WATCHDOG_USEC", "60000000", 1), 0);
	ck_assert_int_eq(notify_watchdog_ms(), 60000);
	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	ck_assert_int_eq(setenv("WATCHDOG_PID", pid, 1), 0);
	ck_assert_int_eq(notify_watchdog_ms(), 60000);
	/* It is meant for another process. */
	ck_assert_int_eq(setenv("WATCHDOG_PID", "1", 1), 0);
	ck_assert_int_eq(notify_watchdog_ms(), 0);
	ck_assert_int_eq(unsetenv("WATCHDOG_PID"), 0);
	ck_assert_int_eq(setenv("WATCHDOG_USEC", "999", 1), 0);
	ck_assert_int_eq(notify_watchdog_ms(), 0);
	ck_assert_int_eq(setenv("WATCHDOG_USEC", "-1000000", 1), 0);
	ck_assert_int_eq(notify_watchdog_ms(), 0);
}
END_TEST

/* Never not at all, never in a loop without rest, and often enough that one may come late. */
START_TEST(how_often_it_is_told)
{
	static const struct {
		int64_t watchdog, most, every;
	} rows[] = {
	    {60000, INT64_MAX, 20000},
	    {60000, 1000, 1000},
	    {3000, 1000, 1000},
	    {2999, 1000, 499},
	    {2000, 1000, 333},
	    {300, 1000, 50},
	    {6, 1000, 1},
	    {5, 1000, 1},
	    {1, 1000, 1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_int_eq(notify_every_ms(rows[i].watchdog, rows[i].most), rows[i].every);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("main/notify");
	TCase *t = tcase_create("notify");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_message_arrives);
	tcase_add_test(t, a_name_in_no_directory);
	tcase_add_test(t, without_a_manager_nothing_happens);
	tcase_add_test(t, a_descriptor_is_kept_and_forgotten);
	tcase_add_test(t, a_manager_that_does_not_read);
	tcase_add_test(t, how_many_are_kept);
	tcase_add_test(t, how_often_the_watchdog_is_told);
	tcase_add_test(t, how_often_it_is_told);
	suite_add_tcase(s, t);
	return run_suite(s);
}
