/* Where the server listens: addresses, socket files, descriptors of others. */
#include <config.h>

#include <sys/socket.h>
#include <unistd.h>

/* The moment in which the new socket file looks as stale as the old one, made long. */
static unsigned before_listen_us;

static int
late_listen(int fd, int backlog)
{
	usleep(before_listen_us);
	return listen(fd, backlog);
}
#define listen late_listen
#include "fcgi/listen.c"
#undef listen

#include <check.h>
#include <stdio.h>
#include <sys/wait.h>

static char dir[64], path[96];
static struct arena *arena;
static struct listen_sockets sockets;
static const char *why;

static void
setup(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%.40s/listen-XXXXXX", tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sock", dir);
	arena = arena_new();
	ck_assert_ptr_nonnull(arena);
	sockets = (struct listen_sockets){0};
	why = NULL;
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
}

static void
teardown(void)
{
	listen_close(&sockets);
	unlink(path);
	rmdir(dir);
	arena_free(arena);
}

static int
open_path(unsigned mode)
{
	return listen_open(path, mode, NULL, arena, &sockets, &why);
}

static struct sockaddr_un
path_address(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	memcpy(a.sun_path, path, strlen(path) + 1);
	return a;
}

/* A listening socket as a launcher makes it; with listens false only bound. */
static int
launcher_socket(bool listens)
{
	struct sockaddr_un a = path_address();
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	if (listens)
		ck_assert_int_eq(listen(fd, 5), 0);
	return fd;
}

static bool
can_connect(void)
{
	struct sockaddr_un a = path_address();
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool ok = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	close(fd);
	return ok;
}

#define ck_assert_why(text)                                                                     \
	do {                                                                                    \
		ck_assert_ptr_nonnull(why);                                                     \
		ck_assert_msg(strstr(why, (text)) != NULL, "\"%s\" lacks \"%s\"", why, (text)); \
	} while (0)

/* ---- Unix sockets ---- */

START_TEST(socket_file_with_its_mode)
{
	static const unsigned modes[] = {0600, 0660, 0666, 0777};
	struct stat st;

	umask(_i % 2 ? 0 : 077);
	ck_assert_int_eq(open_path(modes[_i]), 0);
	ck_assert_uint_eq(sockets.n, 1);
	ck_assert_str_eq(sockets.unix_path, path);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode, S_IFSOCK | modes[_i]);
	ck_assert(can_connect());
	ck_assert_int_eq(fcntl(sockets.fds[0], F_GETFD), FD_CLOEXEC);
	ck_assert_uint_eq(umask(0), _i % 2 ? 0 : 077);
	listen_close(&sockets);
	ck_assert_int_eq(lstat(path, &st), -1);
	ck_assert_uint_eq(sockets.n, 0);
}
END_TEST

START_TEST(unix_prefix)
{
	ck_assert_int_eq(
	    listen_open(arena_printf(arena, "unix:%s", path), 0600, NULL, arena, &sockets, &why),
	    0);
	ck_assert_str_eq(sockets.unix_path, path);
	ck_assert(can_connect());
}
END_TEST

START_TEST(stale_socket_is_replaced)
{
	close(launcher_socket(true));
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_assert(!can_connect());
	ck_assert_int_eq(open_path(0600), 0);
	ck_assert(can_connect());
}
END_TEST

START_TEST(live_socket_is_left_alone)
{
	int fd = launcher_socket(true);

	ck_assert_int_eq(open_path(0600), -1);
	ck_assert_why("another program listens there");
	ck_assert_why(path);
	ck_assert(can_connect());
	close(fd);
}
END_TEST

/* Its backlog is full: it does not answer, and lives. */
START_TEST(busy_socket_is_left_alone)
{
	int fd = launcher_socket(false);
	int waiting[3];

	ck_assert_int_eq(listen(fd, 0), 0);
	for (int i = 0; i < 3; i++) {
		struct sockaddr_un a = path_address();

		waiting[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(waiting[i], (struct sockaddr *)&a, sizeof(a)) != 0)
			ck_assert_int_eq(errno, EAGAIN);
	}
	ck_assert_int_eq(open_path(0600), -1);
	ck_assert_why("another program listens there");
	close(fd);
	for (int i = 0; i < 3; i++)
		close(waiting[i]);
}
END_TEST

START_TEST(a_file_is_never_removed)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs("precious", f);
	fclose(f);
	ck_assert_int_eq(open_path(0600), -1);
	ck_assert_why("is not a socket");
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_link_to_a_socket_is_not_followed)
{
	char other[128];

	snprintf(other, sizeof(other), "%s/other", dir);
	close(launcher_socket(true));
	ck_assert_int_eq(rename(path, other), 0);
	ck_assert_int_eq(symlink(other, path), 0);
	ck_assert_int_eq(open_path(0600), -1);
	ck_assert_why("is not a socket");
	ck_assert_int_eq(access(other, F_OK), 0);
	unlink(other);
}
END_TEST

START_TEST(what_took_our_place_is_not_removed)
{
	int fd;

	ck_assert_int_eq(open_path(0600), 0);
	unlink(path);
	fd = launcher_socket(true);
	listen_close(&sockets);
	ck_assert(can_connect());
	close(fd);
}
END_TEST

/* Eight start at once over a stale socket: one wins, and the others say so. */
START_TEST(only_one_of_many_gets_the_socket)
{
	enum { MANY = 8 };
	int ready[2], won[2];
	char byte;
	unsigned wins = 0;

	close(launcher_socket(true));
	before_listen_us = 20000;
	ck_assert_int_eq(pipe(ready), 0);
	ck_assert_int_eq(pipe(won), 0);
	for (int i = 0; i < MANY; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid != 0)
			continue;
		close(ready[1]);
		if (read(ready[0], &byte, 1) != 0)
			_exit(1);
		byte = open_path(0600) == 0 ? '1' : '0';
		if (write(won[1], &byte, 1) != 1)
			_exit(1);
		/* The winner listens until all have tried. */
		close(won[1]);
		while (byte == '1' && access(dir, F_OK) == 0 && getppid() != 1 &&
		       access(arena_printf(arena, "%s/done", dir), F_OK) != 0)
			usleep(1000);
		_exit(0);
	}
	close(ready[1]);
	close(ready[0]);
	close(won[1]);
	while (read(won[0], &byte, 1) == 1)
		wins += byte == '1';
	ck_assert_uint_eq(wins, 1);
	ck_assert_int_eq(mkdir(arena_printf(arena, "%s/done", dir), 0700), 0);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_gt(wait(NULL), 0);
	rmdir(arena_printf(arena, "%s/done", dir));
}
END_TEST

/* ---- addresses ---- */

/* clang-format off */
static const struct {
	const char *address;
	const char *why;
} bad_addresses[] = {
	{ "unix:relative",                   "must begin with /" },
	{ "unix:",                           "must begin with /" },
	{ "/nonexistent-dir/for/sure/sock",  "No such file" },
	{ "/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678", "107 bytes" },
	{ "0.0.0.0:9000",                    "loopback" },
	{ "192.0.2.1:9000",                  "loopback" },
	{ "128.0.0.1:9000",                  "loopback" },
	{ "[::]:9000",                       "loopback" },
	{ "[2001:db8::1]:9000",              "loopback" },
	{ "[::ffff:192.0.2.1]:9000",         "loopback" },
	{ "127.0.0.1",                       "is no address" },
	{ "127.0.0.1:",                      "is no address" },
	{ "127.0.0.1:0",                     "is no address" },
	{ "127.0.0.1:65536",                 "is no address" },
	{ "127.0.0.1:http",                  "is no address" },
	{ "127.0.0.1:+80",                   "is no address" },
	{ ":9000",                           "is no address" },
	{ "9000",                            "is no address" },
	{ "localhost:9000",                  "is no address" },
	{ "::1:9000",                        "is no address" },
	{ "[::1]",                           "is no address" },
	{ "[::1:9000",                       "is no address" },
	{ "[]:9000",                         "is no address" },
	{ "[127.0.0.1]:9000",                "is no address" },
	{ "relative/path",                   "is no address" },
};
/* clang-format on */

START_TEST(addresses_that_are_none)
{
	for (size_t i = 0; i < sizeof(bad_addresses) / sizeof(bad_addresses[0]); i++) {
		why = NULL;
		ck_assert_msg(
		    listen_open(bad_addresses[i].address, 0600, NULL, arena, &sockets, &why) == -1,
		    "%s", bad_addresses[i].address);
		ck_assert_why(bad_addresses[i].why);
		ck_assert_uint_eq(sockets.n, 0);
	}
}
END_TEST

/* A port that was free a moment ago. */
static unsigned
free_port(int family)
{
	union any_address a = {.any.sa_family = (sa_family_t)family};
	socklen_t size = sizeof(a);
	int fd = socket(family, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, &a.any, size) != 0 || getsockname(fd, &a.any, &size) != 0) {
		close(fd);
		return 0;
	}
	close(fd);
	return ntohs(family == AF_INET ? a.v4.sin_port : a.v6.sin6_port);
}

START_TEST(tcp_on_loopback)
{
	static const char *const hosts[] = {"127.0.0.1", "127.1.2.3", "[::1]"};
	int family = _i == 2 ? AF_INET6 : AF_INET;
	unsigned port = free_port(family);
	const char *address = arena_printf(arena, "%s:%u", hosts[_i], port);
	struct listen_sockets second = {0};

	if (port == 0 && family == AF_INET6)
		return; /* a machine without IPv6 */
	ck_assert_msg(listen_open(address, 0600, NULL, arena, &sockets, &why) == 0, "%s", why);
	ck_assert_uint_eq(sockets.n, 1);
	ck_assert_ptr_null(sockets.unix_path);
	ck_assert(listen_is_listening(sockets.fds[0]));
	ck_assert_int_eq(fcntl(sockets.fds[0], F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(listen_open(address, 0600, NULL, arena, &second, &why), -1);
	ck_assert_why("in use");
}
END_TEST

/* Every host's address, so that the machine need not have a particular one. */
START_TEST(tcp_for_named_web_servers)
{
	const char *address = arena_printf(arena, "0.0.0.0:%u", free_port(AF_INET));

	ck_assert_int_eq(listen_open(address, 0600, "", arena, &sockets, &why), -1);
	ck_assert_why("web_server_addrs");
	ck_assert_int_eq(listen_open(address, 0600, "10.0.0.300", arena, &sockets, &why), -1);
	ck_assert_why("IP addresses");
	ck_assert_msg(
	    listen_open(address, 0600, "10.0.0.0/8", arena, &sockets, &why) == 0, "%s", why);
	ck_assert(listen_is_listening(sockets.fds[0]));
	ck_assert(listen_is_public(sockets.fds[0]));
}
END_TEST

/* ---- descriptors of others ---- */

START_TEST(descriptor_0_for_other_hosts)
{
	union any_address any = {.v4 = {.sin_family = AF_INET}};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(bind(fd, &any.any, sizeof(any.v4)), 0);
	ck_assert_int_eq(listen(fd, 5), 0);
	ck_assert_int_eq(dup2(fd, 0), 0);
	close(fd);
	ck_assert_int_eq(listen_open(NULL, 0600, NULL, arena, &sockets, &why), -1);
	ck_assert_why("descriptor 0: is reached from other hosts");
	ck_assert_uint_eq(sockets.n, 0);
	ck_assert_msg(listen_open(NULL, 0600, "10.1.2.3", arena, &sockets, &why) == 0, "%s", why);
	ck_assert_uint_eq(sockets.n, 1);
}
END_TEST

START_TEST(which_sockets_are_public)
{
	static const struct {
		const char *host;
		bool public;
	} rows[] = {{"127.0.0.1", false}, {"127.9.9.9", false}, {"::1", false},
	    {"::ffff:127.0.0.1", false}, {"0.0.0.0", true}, {"::", true}};
	int unix_fd = launcher_socket(true);

	ck_assert(!listen_is_public(unix_fd));
	ck_assert(listen_is_public(-1));
	close(unix_fd);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		union any_address a = {0};
		bool is_v6 = strchr(rows[i].host, ':') != NULL;
		int fd = socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);

		a.any.sa_family = is_v6 ? AF_INET6 : AF_INET;
		ck_assert_int_eq(inet_pton(a.any.sa_family, rows[i].host,
		                     is_v6 ? (void *)&a.v6.sin6_addr : (void *)&a.v4.sin_addr),
		    1);
		if (fd >= 0 && bind(fd, &a.any, sizeof(a)) == 0)
			ck_assert_msg(listen_is_public(fd) == rows[i].public, "%s", rows[i].host);
		else
			ck_assert_msg(is_v6, "%s: %s", rows[i].host, strerror(errno));
		close(fd);
	}
}
END_TEST

START_TEST(descriptor_0)
{
	int fd = launcher_socket(true);

	ck_assert_int_eq(dup2(fd, 0), 0);
	close(fd);
	ck_assert_int_eq(listen_open(_i == 0 ? NULL : "", 0600, NULL, arena, &sockets, &why), 0);
	ck_assert_uint_eq(sockets.n, 1);
	ck_assert_int_eq(sockets.fds[0], 0);
	ck_assert_ptr_null(sockets.unix_path);
	listen_close(&sockets);
	/* It was not ours to remove. */
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(descriptor_0_is_something_else)
{
	int pair[2];
	int fd = -1;

	switch (_i) {
	case 0:
		fd = open("/dev/null", O_RDONLY);
		break;
	case 1:
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		fd = pair[0];
		break;
	case 2:
		fd = launcher_socket(false);
		break;
	default:
		close(0);
	}
	if (fd >= 0)
		ck_assert_int_eq(dup2(fd, 0), 0);
	ck_assert_int_eq(listen_open(NULL, 0600, NULL, arena, &sockets, &why), -1);
	ck_assert_why("nowhere to listen");
}
END_TEST

/* In a child: the descriptors that systemd hands over have fixed numbers. */
static int
with_systemd(const char *count, int listening, bool our_pid)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char text[32];
		int fd = launcher_socket(true);
		int spare = fcntl(fd, F_DUPFD, 60);
		int rc;

		snprintf(text, sizeof(text), "%d", (int)getpid() + (our_pid ? 0 : 1));
		setenv("LISTEN_PID", text, 1);
		setenv("LISTEN_FDS", count, 1);
		setenv("LISTEN_FDNAMES", "x", 1);
		close(0);
		for (int i = 0; i < 20; i++)
			close(3 + i);
		for (int i = 0; i < listening; i++)
			dup2(spare, 3 + i);
		rc = listen_open(NULL, 0600, NULL, arena, &sockets, &why);
		if (rc != 0)
			_exit(100);
		if (getenv("LISTEN_PID") != NULL || getenv("LISTEN_FDS") != NULL ||
		    getenv("LISTEN_FDNAMES") != NULL)
			_exit(101);
		for (unsigned i = 0; i < sockets.n; i++)
			if (sockets.fds[i] != 3 + (int)i ||
			    fcntl(sockets.fds[i], F_GETFD) != FD_CLOEXEC)
				_exit(102);
		_exit((int)sockets.n);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	unlink(path);
	return WEXITSTATUS(status);
}

START_TEST(sockets_of_systemd)
{
	ck_assert_int_eq(with_systemd("1", 1, true), 1);
	ck_assert_int_eq(with_systemd("3", 3, true), 3);
	ck_assert_int_eq(with_systemd("16", 16, true), 16);
	/* Not all of them are what they should be. */
	ck_assert_int_eq(with_systemd("3", 2, true), 100);
	ck_assert_int_eq(with_systemd("17", 17, true), 100);
	ck_assert_int_eq(with_systemd("0", 1, true), 100);
	ck_assert_int_eq(with_systemd("x", 1, true), 100);
	ck_assert_int_eq(with_systemd("1x", 1, true), 100);
	ck_assert_int_eq(with_systemd("", 1, true), 100);
	/* Meant for somebody else, who started us. */
	ck_assert_int_eq(with_systemd("1", 1, false), 100);
}
END_TEST

/* The descriptors 3, 4, ... have these names, and are what they say. */
START_TEST(connections_that_were_kept)
{
	static const struct {
		const char *names;
		int rc; /* sockets * 16 + connections; 100: refused */
	} rows[] = {{"listener:connection:connection", 0x12}, {"connection:a:connection", 0x12},
	    {"a:connection", 0x11}, {"listener:listener", 0x20}, {"a:connections", 0x20},
	    {"connection", 100}, {"connection:connection", 100}};
	const char *names = rows[_i].names;
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int listener = fcntl(launcher_socket(true), F_DUPFD, 60);
		int pair[2], count = 0;
		char text[32];

		if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
			_exit(99);
		for (const char *name = names; name != NULL; count++) {
			bool is_conn = strncmp(name, "connection", 10) == 0 && name[10] != 's';

			dup2(is_conn ? fcntl(pair[0], F_DUPFD, 60) : listener, 3 + count);
			name = strchr(name, ':');
			if (name != NULL)
				name++;
		}
		snprintf(text, sizeof(text), "%d", (int)getpid());
		setenv("LISTEN_PID", text, 1);
		snprintf(text, sizeof(text), "%d", count);
		setenv("LISTEN_FDS", text, 1);
		setenv("LISTEN_FDNAMES", names, 1);
		if (listen_open(NULL, 0600, NULL, arena, &sockets, &why) != 0)
			_exit(100);
		_exit((int)(sockets.n * 16 + sockets.conn_count));
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), rows[_i].rc);
}
END_TEST

START_TEST(an_address_given_comes_first)
{
	char pid[32];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	ck_assert_int_eq(open_path(0600), 0);
	ck_assert_uint_eq(sockets.n, 1);
	ck_assert_ptr_nonnull(sockets.unix_path);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fcgi/listen");
	TCase *t = tcase_create("listen");
	SRunner *sr;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 20);
	tcase_add_loop_test(t, socket_file_with_its_mode, 0, 4);
	tcase_add_test(t, unix_prefix);
	tcase_add_test(t, stale_socket_is_replaced);
	tcase_add_test(t, live_socket_is_left_alone);
	tcase_add_test(t, busy_socket_is_left_alone);
	tcase_add_test(t, a_file_is_never_removed);
	tcase_add_test(t, a_link_to_a_socket_is_not_followed);
	tcase_add_test(t, what_took_our_place_is_not_removed);
	tcase_add_test(t, only_one_of_many_gets_the_socket);
	tcase_add_test(t, addresses_that_are_none);
	tcase_add_loop_test(t, tcp_on_loopback, 0, 3);
	tcase_add_test(t, tcp_for_named_web_servers);
	tcase_add_test(t, which_sockets_are_public);
	tcase_add_test(t, descriptor_0_for_other_hosts);
	tcase_add_loop_test(t, descriptor_0, 0, 2);
	tcase_add_loop_test(t, descriptor_0_is_something_else, 0, 4);
	tcase_add_test(t, sockets_of_systemd);
	tcase_add_loop_test(t, connections_that_were_kept, 0, 7);
	tcase_add_test(t, an_address_given_comes_first);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
