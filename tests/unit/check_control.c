/* The control socket: requests, answers, connections that are held, peers that do as they like. */
#include <config.h>

#include "control/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "harness.h"

enum { SOON_MS = 1000 };

static struct {
	char dir[512];
	struct arena *arena;
	struct control *control;
	_Atomic unsigned held, dropped, ticks, fds, slow_began;
	atomic_bool slow_may_end, slow_saw_stop;
} world;

/* ---- verbs ---- */

static void
verb_echo(void *ctx, struct control_request *q, struct control_answer *answer)
{
	ck_assert_ptr_eq(ctx, &world);
	for (unsigned i = 0; i < q->n; i++)
		buf_printf(&answer->text, "[%s]", q->words[i]);
	atomic_fetch_add(&world.fds, q->fd_count);
	answer->code = (int)q->n;
}

static void
verb_hold(void *ctx, struct control_request *q, struct control_answer *answer)
{
	(void)ctx;
	(void)q;
	atomic_fetch_add(&world.held, 1);
	answer->held = &world;
}

static void
drop(void *ctx, void *held)
{
	ck_assert_ptr_eq(ctx, held);
	atomic_fetch_add(&world.dropped, 1);
}

static void
verb_slow(void *ctx, struct control_request *q, struct control_answer *answer)
{
	(void)ctx;
	atomic_fetch_add(&world.slow_began, 1);
	while (!atomic_load(&world.slow_may_end) && !atomic_load(q->stopping))
		poll(NULL, 0, 5);
	atomic_store(&world.slow_saw_stop, atomic_load(q->stopping));
	buf_printf(&answer->text, "slow %s", q->words[0]);
}

static void
verb_large(void *ctx, struct control_request *q, struct control_answer *answer)
{
	(void)ctx;
	(void)q;
	for (int i = 0; i < 2 * CONTROL_ANSWER_MAX; i++)
		buf_char(&answer->text, 'x');
}

static void
tick(void *ctx)
{
	(void)ctx;
	atomic_fetch_add(&world.ticks, 1);
}

static const struct control_verb verbs[] = {
    {"echo", 0, 5, 0, verb_echo, NULL},
    {"hold", 0, 0, 0, verb_hold, drop},
    {"large", 0, 0, 0, verb_large, NULL},
    {"slow", 1, 1, 1, verb_slow, NULL},
    {"slows", 1, 1, 3, verb_slow, NULL},
    {NULL, 0, 0, 0, NULL, NULL},
};

/* ---- life ---- */

static void
start(void)
{
	const struct control_options options = {
	    .dir = world.dir, .verbs = verbs, .ctx = &world, .tick = tick, .tick_ms = 60000};
	const char *why = "";

	world.control = control_new(&options, world.arena, &why);
	ck_assert_msg(world.control != NULL, "%s", why);
}

static void
setup(void)
{
	const char *tmp = getenv("TMPDIR");

	memset(&world, 0, sizeof(world));
	snprintf(world.dir, sizeof(world.dir), "%.40s/control-XXXXXX", tmp != NULL ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(world.dir));
	world.arena = arena_new();
	ck_assert_ptr_nonnull(world.arena);
}

static void
teardown(void)
{
	char path[600];

	control_free(world.control);
	snprintf(path, sizeof(path), "%s/owner.sock", world.dir);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(rmdir(world.dir), 0);
	arena_free(world.arena);
}

static int
dial(void)
{
	int fd = control_connect(world.dir);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static bool
reaches(_Atomic unsigned *n, unsigned want)
{
	for (int i = 0; i < SOON_MS && atomic_load(n) != want; i++)
		poll(NULL, 0, 1);
	return atomic_load(n) == want;
}

static enum control_got
receive(int fd, struct buf *text, int *code)
{
	enum control_got got;

	while ((got = control_receive(fd, text, code)) == CONTROL_LATER)
		if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 5 * SOON_MS) == 0)
			break;
	return got;
}

/* Sends bytes as they are; the answer must have this code and text, and then the end. */
static void
expect(const char *bytes, size_t n, int code, const char *text)
{
	struct buf got = {0};
	int fd = dial(), got_code = -1;

	ck_assert_int_eq(send(fd, bytes, n, MSG_NOSIGNAL), (ssize_t)n);
	ck_assert_int_eq(receive(fd, &got, &got_code), CONTROL_ANSWER);
	ck_assert_int_eq(got_code, code);
	buf_char(&got, '\0');
	ck_assert_str_eq(got.p, text);
	ck_assert_int_eq(receive(fd, &got, &got_code), CONTROL_END);
	buf_release(&got);
	close(fd);
}

static void
expect_alive(void)
{
	expect("1\0echo\0a", 9, 1, "[a]");
}

/* ---- one question ---- */

#define EIGHT "\0a\0a\0a\0a\0a\0a\0a\0a"

/* clang-format off */
static const struct {
	const char *bytes;
	size_t n;
	int code;
	const char *text;
} rows[] = {
#define BYTES(s) s, sizeof(s)	/* with the NUL at the end */
	{ BYTES("1\0echo"),                        0, "" },
	{ BYTES("1\0echo\0a b\0\0c"),              3, "[a b][][c]" },
	{ BYTES("1\0echo\0a\0b\0c\0d\0e"),         5, "[a][b][c][d][e]" },
	{ BYTES("1\0echo\0a\0b\0c\0d\0e\0f"),      EX_USAGE, "this verb takes another number of words" },
	{ BYTES("1\0echo\0a" EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT "\0b\0c\0d\0e\0f\0g"), EX_PROTOCOL, "too many words" },
	{ BYTES("1\0slow"),                        EX_USAGE, "this verb takes another number of words" },
	{ BYTES("1\0nothing"),                     EX_USAGE, "no such verb" },
	{ BYTES("1\0"),                            EX_USAGE, "no such verb" },
	{ BYTES("1"),                              EX_PROTOCOL, "no verb" },
	{ BYTES("2\0echo"),                        EX_PROTOCOL, "this process speaks version 1 of the protocol" },
	{ BYTES(""),                               EX_PROTOCOL, "this process speaks version 1 of the protocol" },
	{ "1\0echo", 6,                            EX_PROTOCOL, "not a request" },
#undef BYTES
};
/* clang-format on */

START_TEST(questions)
{
	start();
	expect(rows[_i].bytes, rows[_i].n, rows[_i].code, rows[_i].text);
}
END_TEST

START_TEST(asked_from_the_command_line)
{
	static const char *const words[] = {"echo", "x", "y"};
	struct buf text = {0};

	ck_assert_int_eq(control_ask(world.dir, words, 3, &text), EX_UNAVAILABLE);
	buf_clear(&text);
	start();
	ck_assert_int_eq(control_ask(world.dir, words, 3, &text), 2);
	ck_assert(str_is(buf_peek(&text), "[x][y]"));
	buf_release(&text);
}
END_TEST

START_TEST(an_answer_that_is_too_long_is_cut)
{
	static const char *const words[] = {"large"};
	struct buf text = {0};

	start();
	ck_assert_int_eq(control_ask(world.dir, words, 1, &text), EX_OK);
	ck_assert_uint_gt(text.n, CONTROL_ANSWER_MAX / 2);
	buf_release(&text);
}
END_TEST

static unsigned
open_descriptors(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

START_TEST(descriptors_that_nobody_takes_are_closed)
{
	static const char *const words[] = {"echo"}, *const wrong[] = {"nothing"};
	int fds[CONTROL_FDS_MAX], code;
	struct buf text = {0};
	unsigned before;

	start();
	expect_alive();
	for (unsigned i = 0; i < CONTROL_FDS_MAX; i++)
		fds[i] = STDERR_FILENO;
	before = open_descriptors();
	for (unsigned i = 0; i < 4; i++) {
		int fd = dial();

		ck_assert(control_send(fd, i % 2 == 0 ? words : wrong, 1, fds, CONTROL_FDS_MAX));
		ck_assert_int_eq(receive(fd, &text, &code), CONTROL_ANSWER);
		ck_assert_int_eq(receive(fd, &text, &code), CONTROL_END);
		close(fd);
	}
	ck_assert_uint_eq(atomic_load(&world.fds), 2 * CONTROL_FDS_MAX);
	expect_alive();
	ck_assert_uint_eq(open_descriptors(), before);
	buf_release(&text);
}
END_TEST

START_TEST(the_place_is_for_its_owner_alone)
{
	char path[600];
	struct stat st;

	start();
	snprintf(path, sizeof(path), "%s/owner.sock", world.dir);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

/* What a process of another user gets: 0 when it is turned away. */
static int
ask_as_stranger(void)
{
	char byte;
	int fd;

	if (setuid(65534) != 0)
		return 1;
	fd = control_connect(world.dir);
	if (fd < 0)
		return 2;
	(void)!send(fd, "1\0echo", 7, MSG_NOSIGNAL);
	if (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 5 * SOON_MS) != 1)
		return 3;
	return recv(fd, &byte, 1, 0) > 0 ? 4 : 0;
}

/* Permissions of the file keep strangers out; should they be changed, the owner does. */
START_TEST(a_stranger_is_turned_away)
{
	char path[600];
	int status;
	pid_t child;

	if (geteuid() != 0)
		return; /* only root can be somebody else */
	start();
	snprintf(path, sizeof(path), "%s/owner.sock", world.dir);
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(chmod(world.dir, 0755), 0);
	child = fork();
	if (child == 0)
		_exit(ask_as_stranger());
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	expect_alive();
}
END_TEST

START_TEST(a_directory_with_a_long_name)
{
	char base[512];

	memcpy(base, world.dir, sizeof(base));
	snprintf(world.dir + strlen(world.dir), 256, "/%0200d", 7);
	ck_assert_int_eq(mkdir(world.dir, 0700), 0);
	start();
	expect_alive();
	control_free(world.control);
	world.control = NULL;
	ck_assert_int_eq(rmdir(world.dir), 0);
	memcpy(world.dir, base, sizeof(base));
}
END_TEST

START_TEST(a_socket_left_behind_is_replaced)
{
	char path[600];
	int fd = control_listen(world.dir);

	ck_assert_int_ge(fd, 0);
	close(fd);
	snprintf(path, sizeof(path), "%s/owner.sock", world.dir);
	ck_assert_int_eq(access(path, F_OK), 0);
	ck_assert_int_eq(control_connect(world.dir), -1);
	ck_assert_int_eq(errno, ECONNREFUSED);
	start();
	expect_alive();
}
END_TEST

/* The records are served all the same. */
START_TEST(without_a_place_for_the_socket_it_goes_on)
{
	char base[512];

	memcpy(base, world.dir, sizeof(base));
	snprintf(world.dir, sizeof(world.dir), "/dev/null/none");
	start();
	ck_assert(reaches(&world.ticks, 1)); /* the first comes by itself */
	control_wake(world.control);
	ck_assert(reaches(&world.ticks, 2));
	control_free(world.control);
	world.control = NULL;
	memcpy(world.dir, base, sizeof(base));
}
END_TEST

/* ---- held ---- */

START_TEST(held_until_the_peer_ends)
{
	static const char *const words[] = {"hold"};
	struct buf text = {0};
	int fds[3], code = -1;

	start();
	for (int i = 0; i < 3; i++) {
		fds[i] = dial();
		ck_assert(control_send(fds[i], words, 1, NULL, 0));
		ck_assert_int_eq(receive(fds[i], &text, &code), CONTROL_ANSWER);
		ck_assert_int_eq(code, EX_OK);
	}
	expect_alive();
	ck_assert_uint_eq(atomic_load(&world.dropped), 0);
	close(fds[1]);
	ck_assert(reaches(&world.dropped, 1));
	/* Who is held and speaks breaks the rules. */
	ck_assert_int_eq(send(fds[0], "1\0echo", 7, MSG_NOSIGNAL), 7);
	ck_assert(reaches(&world.dropped, 2));
	ck_assert_int_eq(receive(fds[0], &text, &code), CONTROL_END);
	/* Stopping lets nobody go; the end does. */
	control_stop(world.control);
	ck_assert_int_eq(control_receive(fds[2], &text, &code), CONTROL_LATER);
	ck_assert_int_eq(control_connect(world.dir), -1);
	control_free(world.control);
	world.control = NULL;
	ck_assert_uint_eq(atomic_load(&world.dropped), 3);
	ck_assert_int_eq(control_receive(fds[2], &text, &code), CONTROL_END);
	close(fds[0]);
	close(fds[2]);
	buf_release(&text);
}
END_TEST

/* ---- peers that hold nobody up ---- */

START_TEST(who_says_nothing_is_cut)
{
	int fd, half;
	char byte;

	start();
	fd = dial();
	half = dial();
	expect_alive();
	ck_assert_int_eq(poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 200), 0);
	ck_assert_int_eq(poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 4000), 1);
	ck_assert_int_eq(recv(fd, &byte, 1, 0), 0);
	close(fd);
	close(half);
}
END_TEST

START_TEST(a_crowd_is_bounded)
{
	enum { CROWD = 200 };
	int fds[CROWD];

	start();
	for (int i = 0; i < CROWD; i++)
		fds[i] = dial();
	expect_alive();
	for (int i = 0; i < CROWD; i++)
		close(fds[i]);
	expect_alive();
}
END_TEST

START_TEST(a_slow_verb_holds_nobody_up)
{
	static const char *const words[] = {"slow", "w"};
	struct buf text = {0};
	int code = -1, fd;

	start();
	fd = dial();
	ck_assert(control_send(fd, words, 2, NULL, 0));
	ck_assert(reaches(&world.slow_began, 1));
	expect_alive();
	expect("1\0slow\0x", 9, EX_TEMPFAIL, "busy with another request of this kind");
	atomic_store(&world.slow_may_end, true);
	ck_assert_int_eq(receive(fd, &text, &code), CONTROL_ANSWER);
	ck_assert(str_is(buf_peek(&text), "slow w"));
	close(fd);
	expect("1\0slow\0x", 9, 0, "slow x");
	buf_release(&text);
}
END_TEST

/* One kind does not wait for another, nor for its like while there is room. */
START_TEST(slow_verbs_run_side_by_side)
{
	static const char *const words[] = {"slows", "w"}, *const other[] = {"slow", "o"};
	int fds[4];

	start();
	for (unsigned i = 0; i < 4; i++) {
		fds[i] = dial();
		ck_assert(control_send(fds[i], i < 3 ? words : other, 2, NULL, 0));
		ck_assert(reaches(&world.slow_began, i + 1));
	}
	expect_alive();
	expect("1\0slows\0x", 10, EX_TEMPFAIL, "busy with another request of this kind");
	expect("1\0slow\0x", 9, EX_TEMPFAIL, "busy with another request of this kind");
	atomic_store(&world.slow_may_end, true);
	for (int i = 0; i < 4; i++) {
		struct buf text = {0};
		int code = -1;

		ck_assert_int_eq(receive(fds[i], &text, &code), CONTROL_ANSWER);
		ck_assert_int_eq(code, 0);
		ck_assert(str_is(buf_peek(&text), i < 3 ? "slow w" : "slow o"));
		buf_release(&text);
		close(fds[i]);
	}
	expect("1\0slows\0x", 10, 0, "slow x");
}
END_TEST

/* Ends that come close together: each is told, also one that comes while another is looked at. */
START_TEST(the_end_of_each_slow_verb_is_told)
{
	static const char *const words[] = {"slows", "w"};

	start();
	for (int round = 0; round < 300; round++) {
		int fds[3];

		atomic_store(&world.slow_began, 0);
		atomic_store(&world.slow_may_end, false);
		for (unsigned i = 0; i < 3; i++) {
			fds[i] = dial();
			ck_assert(control_send(fds[i], words, 2, NULL, 0));
		}
		ck_assert(reaches(&world.slow_began, 3));
		atomic_store(&world.slow_may_end, true);
		for (int i = 0; i < 3; i++) {
			struct buf text = {0};
			int code = -1;

			ck_assert_int_eq(receive(fds[i], &text, &code), CONTROL_ANSWER);
			buf_release(&text);
			close(fds[i]);
		}
	}
}
END_TEST

START_TEST(stopping_ends_all_slow_verbs)
{
	static const char *const words[] = {"slows", "w"};
	int fds[3];

	start();
	for (unsigned i = 0; i < 3; i++) {
		fds[i] = dial();
		ck_assert(control_send(fds[i], words, 2, NULL, 0));
		ck_assert(reaches(&world.slow_began, i + 1));
	}
	control_stop(world.control);
	ck_assert(atomic_load(&world.slow_saw_stop));
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}
END_TEST

START_TEST(a_slow_verb_whose_peer_leaves_ends_by_itself)
{
	static const char *const words[] = {"slow", "w"};
	int fd;

	start();
	fd = dial();
	ck_assert(control_send(fd, words, 2, NULL, 0));
	ck_assert(reaches(&world.slow_began, 1));
	close(fd);
	expect_alive();
	atomic_store(&world.slow_may_end, true);
	for (int i = 0; i < SOON_MS; i++) {
		struct buf text = {0};
		int code = control_ask(world.dir, words, 2, &text);

		buf_release(&text);
		if (code == EX_OK)
			return;
		poll(NULL, 0, 1);
	}
	ck_abort_msg("the next slow verb does not get its turn");
}
END_TEST

START_TEST(stopping_ends_a_slow_verb)
{
	static const char *const words[] = {"slow", "w"};
	int fd;

	start();
	fd = dial();
	ck_assert(control_send(fd, words, 2, NULL, 0));
	ck_assert(reaches(&world.slow_began, 1));
	control_stop(world.control);
	ck_assert(atomic_load(&world.slow_saw_stop));
	close(fd);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("control");
	TCase *t = tcase_create("control");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, questions, 0, ROWS(rows));
	tcase_add_test(t, asked_from_the_command_line);
	tcase_add_test(t, an_answer_that_is_too_long_is_cut);
	tcase_add_test(t, descriptors_that_nobody_takes_are_closed);
	tcase_add_test(t, the_place_is_for_its_owner_alone);
	tcase_add_test(t, a_stranger_is_turned_away);
	tcase_add_test(t, a_directory_with_a_long_name);
	tcase_add_test(t, a_socket_left_behind_is_replaced);
	tcase_add_test(t, without_a_place_for_the_socket_it_goes_on);
	tcase_add_test(t, held_until_the_peer_ends);
	tcase_add_test(t, who_says_nothing_is_cut);
	tcase_add_test(t, a_crowd_is_bounded);
	tcase_add_test(t, a_slow_verb_holds_nobody_up);
	tcase_add_test(t, slow_verbs_run_side_by_side);
	tcase_add_test(t, the_end_of_each_slow_verb_is_told);
	tcase_add_test(t, stopping_ends_all_slow_verbs);
	tcase_add_test(t, a_slow_verb_whose_peer_leaves_ends_by_itself);
	tcase_add_test(t, stopping_ends_a_slow_verb);
	suite_add_tcase(s, t);
	return run_suite(s);
}
