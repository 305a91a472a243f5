/* Sealed bytes, and the key file in every state; what happens when its writing fails or is cut. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Calls of file.c that can fail, counted. */
static int step(void);
static int fails;   /* so many are left until one fails */
static bool kills;  /* … or ends the process */
static bool lasts;  /* all after it fail, too */
static int failure; /* its errno */
#define fsync(fd)        (step() ? -1 : fsync(fd))
#define write(fd, p, n)  (step() ? -1 : write(fd, p, n))
#define fchmod(fd, mode) (step() ? -1 : fchmod(fd, mode))
#define rename(from, to) (step() ? -1 : rename(from, to))
#define link(from, to)   (step() ? -1 : link(from, to))
#define unlink(path)     (step() ? -1 : unlink(path))
#include "../../src/seal/file.c"
#undef fsync
#undef write
#undef fchmod
#undef rename
#undef link
#undef unlink

#include "harness.h"

static int
step(void)
{
	if (fails == 0 || --fails > 0)
		return 0;
	if (kills)
		_exit(9);
	fails = lasts;
	errno = failure;
	return 1;
}

static struct arena *arena;
static char dir[64], path[96], fresh[128];
static const char store[] = "aaaaaaaaaaaaaaaaaaaaaa";
static const struct seal_file file = {path, store};
static const char *why;

static void
set_up(void)
{
	arena = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/check_seal.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/k", dir);
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	fails = 0;
	kills = false;
}

static void
tear_down(void)
{
	fails = 0;
	(void)unlink(path);
	(void)unlink(fresh);
	ck_assert_msg(rmdir(dir) == 0, "something is left in %s", dir);
	arena_free(arena);
}

static struct str
bytes(const void *p, size_t n)
{
	return (struct str){p, n};
}

/* The file as it is, or made. */
static struct seal *
load_keys(bool make)
{
	struct seal *seal;
	enum seal_rc rc = seal_load(&file, make, arena, &seal, &why);

	ck_assert_msg(rc == SEAL_OK, "%d: %s", rc, why);
	return seal;
}

static void
put_file(const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static const char *
get_file(void)
{
	char *text = arena_zalloc(arena, KEYS_TEXT_MAX + 1);
	int fd = open(path, O_RDONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(read(fd, text, KEYS_TEXT_MAX), 0);
	close(fd);
	return text;
}

/* ---- sealed bytes ---- */

/* clang-format off */
static const struct {
	struct str name;
	size_t n;
} texts[] = {
	{ STR_LIT("a"),			0 },
	{ STR_LIT("a"),			1 },
	{ STR_LIT(""),			15 },
	{ STR_LIT("a\0b"),		16 },
	{ STR_LIT("my-secret"),		4096 },
	{ STR_LIT("\xff\xfe"),		1000000 },
};
/* clang-format on */

static struct str
text_of(size_t n)
{
	char *p = arena_alloc(arena, n);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i * 7 + i / 256);
	return bytes(p, n);
}

START_TEST(what_is_sealed_opens)
{
	struct seal *seal = seal_new();
	struct str text = text_of(texts[_i].n), again = {NULL, 0};
	struct str sealed = seal_close(seal, arena, texts[_i].name, text);

	ck_assert_uint_eq(sealed.n, text.n + SEAL_OVERHEAD);
	if (text.n >= 15)
		ck_assert_ptr_null(memmem(sealed.p, sealed.n, text.p, 15));
	ck_assert_int_eq(seal_open(seal, arena, texts[_i].name, sealed, &again), SEAL_OPENED);
	ck_assert(str_equal(text, again));
	/* With another nonce each time. */
	ck_assert(!str_equal(sealed, seal_close(seal, arena, texts[_i].name, text)));
	seal_free(seal);
}
END_TEST

START_TEST(no_byte_can_be_changed)
{
	struct seal *seal = seal_new();
	struct str sealed = seal_close(seal, arena, STR_LIT("id"), STR_LIT("a secret"));
	struct str text = {NULL, 0};
	char *copy = arena_alloc(arena, sealed.n);

	for (size_t i = 0; i < 8 * sealed.n; i++) {
		memcpy(copy, sealed.p, sealed.n);
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
		ck_assert_int_ne(
		    seal_open(seal, arena, STR_LIT("id"), bytes(copy, sealed.n), &text),
		    SEAL_OPENED);
	}
	ck_assert_ptr_null(text.p);
	seal_free(seal);
}
END_TEST

START_TEST(no_byte_can_be_missing_or_more)
{
	struct seal *seal = seal_new();
	struct str sealed = seal_close(seal, arena, STR_LIT("id"), STR_LIT("a secret"));
	struct str text = {NULL, 0};

	for (size_t n = 0; n < sealed.n; n++) {
		/* A piece of its own, so that reading past its end is seen. */
		char *copy = malloc(n + 1);

		memcpy(copy, sealed.p, n);
		ck_assert_int_eq(
		    seal_open(seal, arena, STR_LIT("id"), bytes(copy, n), &text), SEAL_DAMAGED);
		free(copy);
	}
	sealed = bytes(arena_copy(arena, sealed).p, sealed.n + 1);
	ck_assert_int_eq(seal_open(seal, arena, STR_LIT("id"), sealed, &text), SEAL_DAMAGED);
	seal_free(seal);
}
END_TEST

START_TEST(sealed_bytes_belong_to_one_name)
{
	static const struct str others[] = {
	    STR_LIT(""), STR_LIT("i"), STR_LIT("id2"), STR_LIT("ie"), STR_LIT("id\0")};
	struct seal *seal = seal_new();
	struct str sealed = seal_close(seal, arena, STR_LIT("id"), STR_LIT("a secret"));
	struct str text = {NULL, 0};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_int_eq(seal_open(seal, arena, others[i], sealed, &text), SEAL_DAMAGED);
	seal_free(seal);
}
END_TEST

START_TEST(another_key_does_not_open)
{
	struct seal *one = seal_new(), *two = seal_new();
	struct str sealed = seal_close(one, arena, STR_LIT("id"), STR_LIT("a secret"));
	struct str text = {NULL, 0};
	char *forged = arena_alloc(arena, sealed.n);

	ck_assert_int_eq(seal_open(two, arena, STR_LIT("id"), sealed, &text), SEAL_NO_KEY);
	/* Nor when it is said to be the one. */
	memcpy(forged, sealed.p, sealed.n);
	memcpy(forged + 1, two->keys[0].id, KEY_ID_BYTES);
	ck_assert_int_eq(
	    seal_open(two, arena, STR_LIT("id"), bytes(forged, sealed.n), &text), SEAL_DAMAGED);
	seal_free(one);
	seal_free(two);
}
END_TEST

#define GOOD_HEAD "connectord secret keys 1\nstore aaaaaaaaaaaaaaaaaaaaaa\n"
#define KEY_A \
	"key 3d3f6a06bbca7ebf 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
#define KEY_B \
	"key 52b4dac30ab89ee7 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

/* What was sealed by an earlier build opens: the format, the fingerprint, the file. */
START_TEST(old_bytes_open)
{
	static const char sealed[] = "\x01\x3d\x3f\x6a\x06\xbb\xca\x7e\xbf\x0d\x19\xe6\x77\x3a"
	                             "\xfe\x39\xbc\x90\x10\x20\xb3\x54\x97\x4b\x18\xa6\x3f\x4f"
	                             "\xe6\x4c\xac\xe4\xd9\x4d\xe6\x75\xa7\x83\xe6\x08\x5a\x5e"
	                             "\xc7\xf8\xfa\x55\x3a\xc3\xc4\xf3\x98\xf7\xbb\xcf\x0e";
	struct str text = {NULL, 0};
	struct seal *seal;

	put_file("# a comment\n" GOOD_HEAD KEY_A, 0600);
	seal = load_keys(false);
	ck_assert_int_eq(
	    seal_open(seal, arena, STR_LIT("my-secret"), STR_LIT(sealed), &text), SEAL_OPENED);
	ck_assert(str_is(text, "s3cret"));
	seal_free(seal);
}
END_TEST

/* ---- the key file ---- */

/* clang-format off */
static const struct {
	const char *text;	/* NULL: no file */
	mode_t mode;
	bool make;
	enum seal_rc rc;
	const char *why;	/* is in the line */
} states[] = {
	{ NULL,							0,    false, SEAL_WRONG, "it is missing" },
	{ NULL,							0,    true,  SEAL_OK, "" },
	{ GOOD_HEAD KEY_A,					0600, false, SEAL_OK, "" },
	{ GOOD_HEAD KEY_A,					0400, true,  SEAL_OK, "" },
	{ GOOD_HEAD KEY_B KEY_A,				0600, false, SEAL_OK, "" },
	{ "#\n" GOOD_HEAD "# x\n" KEY_A "#\n",			0600, false, SEAL_OK, "" },
	{ GOOD_HEAD KEY_A,					0640, false, SEAL_WRONG, "(mode 0640): chmod 0600" },
	{ GOOD_HEAD KEY_A,					0604, true,  SEAL_WRONG, "(mode 0604): chmod 0600" },
	{ GOOD_HEAD KEY_A,					0620, false, SEAL_WRONG, "(mode 0620)" },
	{ GOOD_HEAD KEY_A,					0601, false, SEAL_WRONG, "(mode 0601)" },
	/* A damaged file is never replaced. */
	{ "",							0600, true,  SEAL_WRONG, "it is not a key file" },
	{ "\n",							0600, true,  SEAL_WRONG, "line 1: it is not a key file" },
	{ "hello",						0600, true,  SEAL_WRONG, "it is not a key file" },
	{ "connectord secret keys 1",				0600, true,  SEAL_WRONG, "it is not a key file" },
	{ "connectord secret keys 1\n",				0600, true,  SEAL_WRONG, "its end is missing" },
	{ "connectord secret keys 2\n",				0600, true,  SEAL_WRONG, "line 1: it was written by a later version" },
	{ "connectord secret keys 1\nkey\n",			0600, true,  SEAL_WRONG, "line 2: it is damaged" },
	{ "connectord secret keys 1\nstore b\n" KEY_A,		0600, true,  SEAL_WRONG, "line 2: its keys belong to another store" },
	{ GOOD_HEAD,						0600, true,  SEAL_WRONG, "its end is missing" },
	{ GOOD_HEAD "key 3d3f",					0600, true,  SEAL_WRONG, "its end is missing" },
	{ GOOD_HEAD KEY_A "key 3d3f",				0600, true,  SEAL_WRONG, "its end is missing" },
	{ GOOD_HEAD "key 3d3f\n",				0600, true,  SEAL_WRONG, "line 3: a key in it is damaged" },
	{ GOOD_HEAD "\n" KEY_A,					0600, true,  SEAL_WRONG, "line 3: it is damaged" },
	{ GOOD_HEAD "key 3d3f6a06bbca7ebf 10112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
								0600, true,  SEAL_WRONG, "line 3: a key in it is damaged" },
	{ GOOD_HEAD "key 3d3f6a06bbca7ebe 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
								0600, true,  SEAL_WRONG, "line 3: a key in it is damaged" },
	{ GOOD_HEAD "key 3d3f6a06bbca7ebf x0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
								0600, true,  SEAL_WRONG, "line 3: a key in it is damaged" },
	{ GOOD_HEAD "key 3d3f6a06bbca7ebf 00112233445566778899aabbccddeeff00112233445566778899aabbccddeef\n",
								0600, true,  SEAL_WRONG, "line 3: a key in it is damaged" },
	{ GOOD_HEAD KEY_A KEY_A,				0600, true,  SEAL_WRONG, "line 4: a key is in it twice" },
	{ GOOD_HEAD KEY_A KEY_B KEY_A,				0600, true,  SEAL_WRONG, "line 5: there are too many keys" },
};
/* clang-format on */

START_TEST(each_state_of_the_file_is_told)
{
	const char *text = states[_i].text;
	struct seal *seal;
	enum seal_rc rc;

	if (text != NULL)
		put_file(text, states[_i].mode);
	rc = seal_load(&file, states[_i].make, arena, &seal, &why);
	ck_assert_msg(rc == states[_i].rc, "%d: %s", rc, why);
	ck_assert_ptr_nonnull(strstr(why, states[_i].why));
	ck_assert_int_eq(seal == NULL, rc != SEAL_OK);
	if (rc != SEAL_OK) {
		ck_assert_ptr_eq(strstr(why, path), why);
		ck_assert_ptr_null(strchr(why, '\n'));
	}
	/* Whatever it said, it changed nothing. */
	if (text != NULL && *text != '\0')
		ck_assert_str_eq(get_file(), text);
	else if (text == NULL)
		ck_assert_int_eq(access(path, F_OK) == 0, rc == SEAL_OK);
	seal_free(seal);
}
END_TEST

START_TEST(what_is_no_file_is_told)
{
	struct seal_file odd = {dir, store};
	char deep[128];
	struct seal *seal;

	ck_assert_int_eq(seal_load(&odd, true, arena, &seal, &why), SEAL_WRONG);
	ck_assert_ptr_nonnull(strstr(why, "it is not a file"));
	/* A pipe that nobody writes: no waiting. */
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(seal_load(&file, true, arena, &seal, &why), SEAL_WRONG);
	ck_assert_ptr_nonnull(strstr(why, "it is not a file"));
	snprintf(deep, sizeof(deep), "%s/none/k", dir);
	odd.path = deep;
	ck_assert_int_eq(seal_load(&odd, true, arena, &seal, &why), SEAL_UNUSABLE);
	ck_assert_ptr_nonnull(strstr(why, "cannot be made: No such file or directory"));
	ck_assert_int_eq(seal_load(&odd, false, arena, &seal, &why), SEAL_WRONG);
	snprintf(deep, sizeof(deep), "%s/k", path);
	ck_assert_int_eq(seal_load(&odd, true, arena, &seal, &why), SEAL_UNUSABLE);
	ck_assert_ptr_nonnull(strstr(why, "cannot be read: Not a directory"));
}
END_TEST

START_TEST(a_file_too_long_is_no_key_file)
{
	char *text = arena_zalloc(arena, KEYS_TEXT_MAX + 2);
	struct seal *seal;

	memset(text, '#', KEYS_TEXT_MAX + 1);
	memcpy(text + 1, "\n" GOOD_HEAD KEY_A, sizeof("\n" GOOD_HEAD KEY_A) - 1);
	put_file(text, 0600);
	ck_assert_int_eq(seal_load(&file, true, arena, &seal, &why), SEAL_WRONG);
	ck_assert_ptr_nonnull(strstr(why, "it is not a key file"));
}
END_TEST

START_TEST(a_made_file_is_the_owners_alone)
{
	static const mode_t masks[] = {0, 022, 077, 0777};
	mode_t mask = umask(masks[_i]);
	struct seal *one = load_keys(true), *two;
	struct stat st;

	umask(mask);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_int_ne(access(fresh, F_OK), 0);
	/* It is read again as it was made, also where it could be made. */
	two = load_keys(true);
	ck_assert_uint_eq(one->n, 1);
	ck_assert_mem_eq(one, two, sizeof(*one));
	seal_free(one);
	seal_free(two);
}
END_TEST

START_TEST(two_files_have_two_keys)
{
	struct seal *one = load_keys(true), *two;

	ck_assert_int_eq(unlink(path), 0);
	two = load_keys(true);
	ck_assert_mem_ne(one->keys[0].bytes, two->keys[0].bytes, KEY_BYTES);
	ck_assert_str_ne(one->keys[0].name, two->keys[0].name);
	seal_free(one);
	seal_free(two);
}
END_TEST

/* ---- rotation ---- */

START_TEST(a_rotation_opens_old_and_new)
{
	struct seal *seal = load_keys(true), *again;
	struct str old = seal_close(seal, arena, STR_LIT("id"), STR_LIT("old")), new, text;
	struct stat st;

	ck_assert_int_eq(seal_rotation_begin(seal, &file, arena, &why), SEAL_OK);
	new = seal_close(seal, arena, STR_LIT("id"), STR_LIT("new"));
	again = load_keys(false);
	ck_assert_mem_eq(seal, again, sizeof(*seal));
	ck_assert_int_eq(seal_open(again, arena, STR_LIT("id"), old, &text), SEAL_OPENED);
	ck_assert(str_is(text, "old"));
	ck_assert_int_eq(seal_open(again, arena, STR_LIT("id"), new, &text), SEAL_OPENED);
	ck_assert(str_is(text, "new"));
	seal_free(again);

	ck_assert_int_eq(seal_rotation_end(seal, &file, arena, &why), SEAL_OK);
	again = load_keys(false);
	ck_assert_mem_eq(seal, again, sizeof(*seal));
	ck_assert_int_eq(seal_open(again, arena, STR_LIT("id"), old, &text), SEAL_NO_KEY);
	ck_assert_int_eq(seal_open(again, arena, STR_LIT("id"), new, &text), SEAL_OPENED);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	ck_assert_int_ne(access(fresh, F_OK), 0);
	seal_free(again);
	seal_free(seal);
}
END_TEST

/* The keys may lie elsewhere, behind a link; what a crash left beside them is in nobody's way. */
START_TEST(a_rotation_replaces_what_a_link_points_to)
{
	char behind[128], behind_fresh[160];
	struct seal *seal;
	struct stat st;
	int fd;

	snprintf(behind, sizeof(behind), "%s/behind", dir);
	snprintf(behind_fresh, sizeof(behind_fresh), "%s.new", behind);
	put_file(GOOD_HEAD KEY_A, 0600);
	ck_assert_int_eq(rename(path, behind), 0);
	ck_assert_int_eq(symlink(behind, path), 0);
	fd = open(behind_fresh, O_WRONLY | O_CREAT, 0644);
	ck_assert_int_ge(fd, 0);
	close(fd);
	seal = load_keys(false);
	ck_assert_int_eq(seal_rotation_begin(seal, &file, arena, &why), SEAL_OK);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(stat(behind, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0600);
	seal_free(seal);
	seal = load_keys(false);
	ck_assert_uint_eq(seal->n, 2);
	ck_assert_str_eq(seal->keys[1].name, "3d3f6a06bbca7ebf");
	seal_free(seal);
	ck_assert_int_eq(unlink(behind), 0);
	ck_assert_int_ne(access(behind_fresh, F_OK), 0);
}
END_TEST

/* ---- failures ---- */

enum { STEPS_MAX = 16 };

/* Who wrote the file may have died before it was synced, so reading it is no proof that it stays.
 */
START_TEST(a_file_is_synced_before_it_is_used)
{
	static const struct {
		int failure;
		bool lasts;
		enum seal_rc rc;
		bool anew; /* the file was written a second time */
	} rows[] = {{EIO, true, SEAL_UNUSABLE, false}, {EIO, false, SEAL_OK, true},
	    {EROFS, true, SEAL_OK, false}};
	struct seal *seal;
	struct stat before, after;

	put_file(GOOD_HEAD KEY_A, 0600);
	for (int at = 1; at <= 2; at++) {                  /* the file, the directory */
		int fd = open(path, O_RDONLY | O_CLOEXEC); /* keeps its number */

		ck_assert_int_eq(fstat(fd, &before), 0);
		fails = at;
		failure = rows[_i].failure;
		lasts = rows[_i].lasts;
		ck_assert_int_eq(seal_load(&file, false, arena, &seal, &why), rows[_i].rc);
		ck_assert_int_eq(fails, lasts);
		fails = 0;
		lasts = false;
		seal_free(seal);
		ck_assert_int_eq(stat(path, &after), 0);
		ck_assert_int_eq(before.st_ino != after.st_ino, rows[_i].anew);
		close(fd);
		seal = load_keys(false);
		ck_assert_uint_eq(seal->n, 1);
		seal_free(seal);
	}
}
END_TEST

/* Whether the n-th call was reached, and so failed. */
static bool
make_fails_at(int n)
{
	struct seal *seal;
	enum seal_rc rc;

	fails = n;
	rc = seal_load(&file, true, arena, &seal, &why);
	if (fails > 0) {
		ck_assert_int_eq(rc, SEAL_OK);
		fails = 0;
		seal_free(seal);
		return false;
	}
	ck_assert_msg(rc == SEAL_UNUSABLE && seal == NULL, "step %d: %d", n, rc);
	ck_assert_ptr_nonnull(strstr(why, strerror(failure)));
	/* Nothing, or a whole file. */
	seal = load_keys(true);
	ck_assert_uint_eq(seal->n, 1);
	seal_free(seal);
	ck_assert_int_eq(unlink(path), 0);
	return true;
}

START_TEST(a_file_that_cannot_be_made_can_be_made_later)
{
	int n = 1;

	failure = _i == 0 ? ENOSPC : EIO;
	while (make_fails_at(n))
		ck_assert_int_lt(++n, STEPS_MAX);
	ck_assert_int_ge(n, 6); /* all of them were met */
}
END_TEST

static bool
rotation_fails_at(int n)
{
	struct seal *seal = load_keys(false), *again;
	struct seal before = *seal;
	enum seal_rc rc;

	fails = n;
	rc = seal_rotation_begin(seal, &file, arena, &why);
	again = fails > 0 ? NULL : load_keys(false);
	if (again == NULL) {
		ck_assert_int_eq(rc, SEAL_OK);
		fails = 0;
		seal_free(seal);
		return false;
	}
	ck_assert_msg(rc == SEAL_UNUSABLE, "step %d: %d", n, rc);
	/* The old key is there; what is sealed now is sealed with it. */
	ck_assert_mem_eq(seal, &before, sizeof(before));
	ck_assert_mem_eq(&again->keys[again->n - 1], &before.keys[0], sizeof(struct key));
	/* Back to one key. */
	if (again->n == 2) {
		ck_assert_int_eq(seal_rotation_end(again, &file, arena, &why), SEAL_OK);
	}
	seal_free(again);
	seal_free(seal);
	return true;
}

START_TEST(a_rotation_that_fails_changes_nothing)
{
	int n = 1;

	failure = _i == 0 ? ENOSPC : EIO;
	seal_free(load_keys(true));
	while (rotation_fails_at(n))
		ck_assert_int_lt(++n, STEPS_MAX);
	ck_assert_int_ge(n, 5);
}
END_TEST

/* Killed before the n-th call; whether it came that far. */
static bool
dies_at(int n, struct seal *seal, enum seal_rc (*call)(struct seal *))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		fails = n;
		kills = true;
		_exit(call(seal) == SEAL_OK ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_ne(WEXITSTATUS(status), 1);
	return WEXITSTATUS(status) == 9;
}

static enum seal_rc
make_it(struct seal *seal)
{
	return seal_load(&file, true, arena, &seal, &why);
}

static enum seal_rc
begin_it(struct seal *seal)
{
	return seal_rotation_begin(seal, &file, arena, &why);
}

static enum seal_rc
end_it(struct seal *seal)
{
	return seal_rotation_end(seal, &file, arena, &why);
}

START_TEST(killed_at_any_step_of_making)
{
	int n = 1;

	while (dies_at(n, NULL, make_it)) {
		seal_free(load_keys(true));
		ck_assert_int_eq(unlink(path), 0);
		ck_assert_int_lt(++n, STEPS_MAX);
	}
	ck_assert_int_ge(n, 6);
}
END_TEST

START_TEST(killed_at_any_step_of_a_rotation)
{
	bool ending = _i == 1;
	int n = 1;

	for (;; n++) {
		struct seal *seal = load_keys(true), *again;
		struct key needed;
		bool died;

		ck_assert_int_lt(n, STEPS_MAX);
		if (ending)
			ck_assert_int_eq(begin_it(seal), SEAL_OK);
		/* When it begins everything is sealed with the old one, when it ends with the
		 * new. */
		needed = seal->keys[0];
		died = dies_at(n, seal, ending ? end_it : begin_it);
		again = load_keys(false);
		ck_assert_mem_eq(&again->keys[ending ? 0 : again->n - 1], &needed, sizeof(needed));
		seal_free(seal);
		/* And it can be finished. */
		ck_assert_int_eq(end_it(again), SEAL_OK);
		seal_free(again);
		if (!died)
			break;
	}
	ck_assert_int_ge(n, 5);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("seal");
	TCase *tcase = tcase_create("seal");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, what_is_sealed_opens, 0, ROWS(texts));
	tcase_add_test(tcase, no_byte_can_be_changed);
	tcase_add_test(tcase, no_byte_can_be_missing_or_more);
	tcase_add_test(tcase, sealed_bytes_belong_to_one_name);
	tcase_add_test(tcase, another_key_does_not_open);
	tcase_add_test(tcase, old_bytes_open);
	tcase_add_loop_test(tcase, each_state_of_the_file_is_told, 0, ROWS(states));
	tcase_add_test(tcase, what_is_no_file_is_told);
	tcase_add_test(tcase, a_file_too_long_is_no_key_file);
	tcase_add_loop_test(tcase, a_made_file_is_the_owners_alone, 0, 4);
	tcase_add_test(tcase, two_files_have_two_keys);
	tcase_add_test(tcase, a_rotation_opens_old_and_new);
	tcase_add_test(tcase, a_rotation_replaces_what_a_link_points_to);
	tcase_add_loop_test(tcase, a_file_is_synced_before_it_is_used, 0, 3);
	tcase_add_loop_test(tcase, a_file_that_cannot_be_made_can_be_made_later, 0, 2);
	tcase_add_loop_test(tcase, a_rotation_that_fails_changes_nothing, 0, 2);
	tcase_add_test(tcase, killed_at_any_step_of_making);
	tcase_add_loop_test(tcase, killed_at_any_step_of_a_rotation, 0, 2);
	suite_add_tcase(s, tcase);
	return s;
}

int
main(void)
{
	return run_suite(suite());
}
