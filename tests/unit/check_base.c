/* str, arena, buf, utf8, clock, id, error. Memory runs out where a test says so. */
#include <config.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>

static void *test_malloc(size_t n);
static void *test_calloc(size_t n, size_t size);
static void *test_realloc(void *p, size_t n);
static int test_clock_gettime(clockid_t clock, struct timespec *ts);
static ssize_t test_getrandom(void *p, size_t n, unsigned flags);

#include <sys/random.h>

#define malloc        test_malloc
#define calloc        test_calloc
#define realloc       test_realloc
#define clock_gettime test_clock_gettime
#define getrandom     test_getrandom
#include "../../src/base/arena.c"
#include "../../src/base/buf.c"
#include "../../src/base/clock.c"
#include "../../src/base/error.c"
#include "../../src/base/id.c"
#include "../../src/base/str.c"
#include "../../src/base/utf8.c"
#undef malloc
#undef calloc
#undef realloc
#undef clock_gettime
#undef getrandom

#include <check.h>
#include <pthread.h>
#include <signal.h>

/* ---- what is replaced ---- */

static int allocations_left = -1; /* -1: as many as wanted */

/* What no system has is refused here: a sanitizer would end the program. */
static bool
may_allocate(size_t n)
{
	if (allocations_left == 0 || n > SIZE_MAX / 4)
		return false;
	if (allocations_left > 0)
		allocations_left--;
	return true;
}

static void *
test_malloc(size_t n)
{
	return may_allocate(n) ? malloc(n) : NULL;
}

static void *
test_calloc(size_t n, size_t size)
{
	return may_allocate(n * size) ? calloc(n, size) : NULL;
}

static void *
test_realloc(void *p, size_t n)
{
	return may_allocate(n) ? realloc(p, n) : NULL;
}

static struct timespec fixed; /* tv_sec 0: the real clock */

static int
test_clock_gettime(clockid_t clock, struct timespec *ts)
{
	if (fixed.tv_sec == 0)
		return clock_gettime(clock, ts);
	*ts = fixed;
	return 0;
}

static int random_faults; /* so many calls are interrupted; < 0: all fail */
static unsigned char random_byte;
static bool random_fixed;

static ssize_t
test_getrandom(void *p, size_t n, unsigned flags)
{
	if (random_faults != 0) {
		errno = random_faults > 0 ? EINTR : ENOSYS;
		random_faults -= random_faults > 0;
		return -1;
	}
	if (!random_fixed)
		return getrandom(p, n, flags);
	memset(p, random_byte, n);
	return (ssize_t)n;
}

/* ---- str ---- */

/* clang-format off */
static const struct {
	struct str a, b;
	int order;
	bool nocase;	/* b holds no NUL here */
} pairs[] = {
	{ { "", 0 },        { "", 0 },        0,  true },
	{ { NULL, 0 },      { "", 0 },        0,  true },
	{ { "a", 1 },       { "", 0 },        1,  false },
	{ { "", 0 },        { "a", 1 },       -1, false },
	{ { "a", 1 },       { "a", 1 },       0,  true },
	{ { "A", 1 },       { "a", 1 },       -1, true },
	{ { "aBc-1", 5 },   { "AbC-1", 5 },   1,  true },
	{ { "ab", 2 },      { "abc", 3 },     -1, false },
	{ { "abc", 3 },     { "ab", 2 },      1,  false },
	{ { "b", 1 },       { "abc", 3 },     1,  false },
	{ { "\xff", 1 },    { "a", 1 },       1,  false },
	{ { "a\0b", 3 },    { "a", 1 },       1,  false },
	{ { "a\0b", 3 },    { "abc", 3 },     -1, false },
	{ { "[", 1 },       { "{", 1 },       -1, false },
};
/* clang-format on */

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static struct arena *
new_arena(void)
{
	struct arena *a = arena_new();

	ck_assert_ptr_nonnull(a);
	return a;
}

START_TEST(str_compares_bytes)
{
	struct str a = pairs[_i].a, b = pairs[_i].b;

	ck_assert_int_eq(sign(str_compare(a, b)), pairs[_i].order);
	ck_assert_int_eq(sign(str_compare(b, a)), -pairs[_i].order);
	ck_assert_int_eq(str_equal(a, b), pairs[_i].order == 0);
	ck_assert_int_eq(str_is(a, b.p), pairs[_i].order == 0);
	if (a.p != NULL)
		ck_assert_int_eq(str_is_nocase(a, b.p), pairs[_i].nocase);
}
END_TEST

START_TEST(str_of_takes_null)
{
	ck_assert_uint_eq(str_of(NULL).n, 0);
	ck_assert_ptr_nonnull(str_of(NULL).p);
	ck_assert_uint_eq(str_of("abc").n, 3);
	ck_assert_uint_eq((STR_LIT("a\0b")).n, 3);
	ck_assert(!str_is(STR_LIT("a\0b"), "a"));
}
END_TEST

/* ---- arena ---- */

static bool
is_filled(const unsigned char *p, size_t n, unsigned char byte)
{
	return n == 0 || (p[0] == byte && memcmp(p, p + 1, n - 1) == 0);
}

START_TEST(arena_pieces_are_aligned_and_apart)
{
	static const size_t sizes[] = {0, 1, 15, 16, 17, 100, 4096, 4097, 16384, 16385, 100000};
	enum { SIZES = sizeof(sizes) / sizeof(sizes[0]), PIECES = 500 };
	struct arena *a = new_arena();
	unsigned char *pieces[PIECES];

	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < PIECES; i++) {
			size_t n = sizes[i * 7 % SIZES];

			pieces[i] = arena_alloc(a, n);
			ck_assert_ptr_nonnull(pieces[i]);
			ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
			memset(pieces[i], (int)i, n);
		}
		for (size_t i = 0; i < PIECES; i++)
			ck_assert(is_filled(pieces[i], sizes[i * 7 % SIZES], (unsigned char)i));
		arena_reset(a);
	}
	ck_assert(!arena_failed(a));
	arena_free(a);
}
END_TEST

START_TEST(arena_reset_keeps_one_modest_block)
{
	struct arena *a = new_arena();

	ck_assert_ptr_nonnull(a);
	ck_assert_uint_eq(arena_size(a), 0);
	arena_alloc(a, 1000000);
	for (int i = 0; i < 100; i++)
		arena_alloc(a, 1000);
	ck_assert_uint_ge(arena_size(a), 1100000);
	arena_reset(a);
	ck_assert_uint_eq(arena_size(a), BLOCK_SIZE);
	allocations_left = 0;
	ck_assert_ptr_nonnull(arena_alloc(a, 1000));
	allocations_left = -1;
	arena_reset(a);
	arena_reset(a);
	ck_assert_uint_eq(arena_size(a), BLOCK_SIZE);
	arena_free(a);
}
END_TEST

/* A large piece leaves the block that small ones are taken from in use. */
/* The block that a reset keeps is ours to look into; what it gives back goes the same way before.
 */
START_TEST(arena_with_secrets_is_wiped)
{
	struct arena *a = arena_new();
	const char *p;

	ck_assert_ptr_nonnull(a);
	p = arena_copy(a, STR_LIT("secret")).p;
	arena_reset(a);
	ck_assert_mem_eq(p, "secret", 6); /* not without being told */
	arena_secret(a);
	ck_assert_ptr_eq(arena_copy(a, STR_LIT("secret")).p, p);
	arena_reset(a);
	ck_assert_mem_eq(p, "\0\0\0\0\0\0", 6);
	/* Told for one request, not for those behind it. */
	ck_assert_ptr_eq(arena_copy(a, STR_LIT("secret")).p, p);
	arena_reset(a);
	ck_assert_mem_eq(p, "secret", 6);
	arena_secret(a);
	arena_free(a);
}
END_TEST

START_TEST(buf_wipe_leaves_nothing)
{
	struct buf b = {0};

	buf_wipe(&b);
	buf_text(&b, "a longer secret");
	buf_clear(&b);
	buf_text(&b, "short");
	buf_wipe(&b);
	ck_assert_uint_eq(b.n, 0);
	for (size_t i = 0; i < b.room; i++)
		ck_assert_int_eq(i < 15 ? b.p[i] : 0, 0);
	buf_text(&b, "again");
	ck_assert(str_is(buf_peek(&b), "again"));
	buf_release(&b);
}
END_TEST

START_TEST(arena_text_takes_nul_bytes)
{
	struct arena *a = new_arena();
	struct str odd = {"a\0b", 3};
	struct str text = arena_text(a, "[%.*s] %s %c%% %d %u %x %zu %lld %llu %ld", STR_ARG(odd),
	    "s", 'c', -1, 2u, 255u, (size_t)3, -4ll, 5ull, -6l);

	ck_assert(str_equal(text, STR_LIT("[a\0b] s c% -1 2 ff 3 -4 5 -6")));
	ck_assert(str_is(arena_text(a, "%s", ""), ""));
	ck_assert(str_is(arena_text(a, "plain"), "plain"));
	arena_free(a);
}
END_TEST

START_TEST(arena_large_pieces_waste_no_block)
{
	struct arena *a = new_arena();
	size_t before;

	ck_assert_ptr_nonnull(a);
	arena_alloc(a, 16);
	arena_alloc(a, 100000);
	before = arena_size(a);
	for (int i = 0; i < 100; i++)
		arena_alloc(a, 16);
	ck_assert_uint_eq(arena_size(a), before);
	arena_free(a);
}
END_TEST

START_TEST(arena_zalloc_clears_used_memory)
{
	struct arena *a = new_arena();
	char *p = arena_alloc(a, 1000);

	memset(p, 0xff, 1000);
	arena_reset(a);
	p = arena_zalloc(a, 1000);
	for (size_t i = 0; i < 1000; i++)
		ck_assert_int_eq(p[i], 0);
	arena_free(a);
}
END_TEST

START_TEST(arena_texts)
{
	struct arena *a = new_arena();
	struct str copy = arena_copy(a, STR_LIT("a\0b"));
	char *text = arena_printf(a, "%s-%d-%5000s", "x", 7, "y");

	ck_assert_uint_eq(copy.n, 3);
	ck_assert_int_eq(memcmp(copy.p, "a\0b", 4), 0);
	ck_assert_uint_eq(arena_copy(a, (struct str){NULL, 0}).n, 0);
	ck_assert_int_eq(arena_copy(a, (struct str){NULL, 0}).p[0], '\0');
	ck_assert_uint_eq(strlen(text), 4 + 5000);
	ck_assert_int_eq(strncmp(text, "x-7- ", 5), 0);
	ck_assert_str_eq(arena_printf(a, "%s", ""), "");
	ck_assert(!arena_failed(a));
	arena_free(a);
}
END_TEST

START_TEST(arena_without_memory_says_so_until_reset)
{
	struct arena *a;

	allocations_left = 0;
	ck_assert_ptr_null(arena_new());
	allocations_left = 1;
	a = arena_new();
	ck_assert(!arena_failed(a));
	ck_assert_ptr_null(arena_alloc(a, 1));
	ck_assert(arena_failed(a));
	ck_assert_ptr_null(arena_zalloc(a, 1));
	ck_assert_str_eq(arena_printf(a, "x"), "");
	ck_assert_str_eq(arena_copy(a, STR_LIT("x")).p, "");
	ck_assert_uint_eq(arena_copy(a, STR_LIT("x")).n, 0);
	allocations_left = -1;
	ck_assert_ptr_nonnull(arena_alloc(a, 1));
	ck_assert_msg(arena_failed(a), "a failure is remembered");
	arena_reset(a);
	ck_assert(!arena_failed(a));
	arena_free(a);
	arena_free(NULL);
}
END_TEST

START_TEST(arena_refuses_impossible_sizes)
{
	static const size_t sizes[] = {
	    SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 14, SIZE_MAX - 15, SIZE_MAX - 40, SIZE_MAX / 2};
	struct arena *a = new_arena();

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		arena_reset(a);
		/* An impossible size must not come back as a small piece. */
		ck_assert_ptr_null(arena_alloc(a, sizes[i]));
		ck_assert(arena_failed(a));
	}
	arena_reset(a);
	ck_assert_str_eq(arena_copy(a, (struct str){"x", SIZE_MAX}).p, "");
	ck_assert(arena_failed(a));
	arena_free(a);
}
END_TEST

/* ---- buf ---- */

START_TEST(buf_grows_and_keeps_what_it_has)
{
	struct buf b = {0};
	struct str s;

	ck_assert_uint_eq(buf_peek(&b).n, 0);
	ck_assert_ptr_nonnull(buf_peek(&b).p);
	for (int i = 0; i < 20000; i++)
		buf_char(&b, (char)(i % 251));
	buf_str(&b, STR_LIT("a\0b"));
	buf_text(&b, "cd");
	buf_printf(&b, "%d%s", 7, "");
	buf_printf(&b, "%s", "");
	buf_add(&b, NULL, 0);
	s = buf_peek(&b);
	ck_assert(!buf_failed(&b));
	ck_assert_uint_eq(s.n, 20006);
	for (int i = 0; i < 20000; i++)
		ck_assert_int_eq(s.p[i], (char)(i % 251));
	ck_assert_int_eq(memcmp(s.p + 20000, "a\0bcd7", 6), 0);
	buf_release(&b);
	ck_assert_ptr_null(b.p);
}
END_TEST

START_TEST(buf_formats_whatever_room_there_is)
{
	static const char text[] =
	    "0123456789012345678901234567890123456789012345678901234567890123456789";

	for (int width = 0; width < 600; width++) {
		struct buf b = {0};
		char wanted[sizeof(text) + 600];
		int n = snprintf(wanted, sizeof(wanted), "%*d%s", width, 7, text);

		buf_printf(&b, "%*d%s", width, 7, text);
		buf_printf(&b, "%*d%s", width, 7, text);
		ck_assert(!buf_failed(&b));
		ck_assert_uint_eq(b.n, 2 * (size_t)n);
		ck_assert_int_eq(memcmp(b.p, wanted, (size_t)n), 0);
		ck_assert_int_eq(memcmp(b.p + n, wanted, (size_t)n), 0);
		buf_release(&b);
	}
}
END_TEST

START_TEST(buf_writes_numbers)
{
	struct buf b = {0};

	buf_number(&b, 0);
	buf_char(&b, ' ');
	buf_number(&b, 10);
	buf_char(&b, ' ');
	buf_number(&b, UINT64_MAX);
	ck_assert(str_is(buf_peek(&b), "0 10 18446744073709551615"));
	buf_release(&b);
}
END_TEST

START_TEST(buf_drops_from_the_front)
{
	struct buf b = {0};

	buf_drop(&b, 0);
	buf_text(&b, "abcdef");
	buf_drop(&b, 0);
	buf_drop(&b, 2);
	ck_assert(str_is(buf_peek(&b), "cdef"));
	buf_text(&b, "gh");
	ck_assert(str_is(buf_peek(&b), "cdefgh"));
	buf_drop(&b, 6);
	ck_assert_uint_eq(buf_peek(&b).n, 0);
	buf_release(&b);
}
END_TEST

START_TEST(buf_drop_of_more_than_there_is_is_a_bug)
{
	struct buf b = {0};

	buf_text(&b, "abc");
	buf_drop(&b, 4);
}
END_TEST

START_TEST(buf_clear_keeps_the_memory)
{
	struct buf b = {0};

	buf_text(&b, "abc");
	buf_clear(&b);
	ck_assert_uint_eq(buf_peek(&b).n, 0);
	allocations_left = 0;
	buf_text(&b, "defg");
	ck_assert(str_is(buf_peek(&b), "defg"));
	ck_assert(!buf_failed(&b));
	buf_release(&b);
}
END_TEST

START_TEST(buf_without_memory_says_so_until_cleared)
{
	struct buf b = {0};

	buf_text(&b, "abc");
	allocations_left = 0;
	ck_assert(!buf_reserve(&b, 1000));
	ck_assert(buf_failed(&b));
	allocations_left = -1;
	buf_text(&b, "d");
	buf_printf(&b, "%d", 5);
	ck_assert_msg(str_is(buf_peek(&b), "abc"), "nothing is added behind a gap");
	buf_clear(&b);
	ck_assert(!buf_failed(&b));
	buf_text(&b, "e");
	ck_assert(str_is(buf_peek(&b), "e"));
	ck_assert(!buf_reserve(&b, SIZE_MAX));
	ck_assert(buf_failed(&b));
	buf_release(&b);
}
END_TEST

/* ---- utf8 ---- */

/* clang-format off */
static const struct {
	struct str in;
	size_t len;
	uint32_t code;
} characters[] = {
	{ { "", 0 },                 0, 0 },
	{ { "\0", 1 },               1, 0 },
	{ { "a", 1 },                1, 'a' },
	{ { "ab", 2 },               1, 'a' },
	{ { "\x7f", 1 },             1, 0x7f },
	{ { "\x80", 1 },             0, 0 },
	{ { "\xbf", 1 },             0, 0 },
	{ { "\xc1\xbf", 2 },         0, 0 },		/* overlong */
	{ { "\xc2\x80", 2 },         2, 0x80 },
	{ { "\xdf\xbf", 2 },         2, 0x7ff },
	{ { "\xc2", 1 },             0, 0 },
	{ { "\xc2\x80", 1 },         0, 0 },		/* the rest is past the end */
	{ { "\xc2\x41", 2 },         0, 0 },
	{ { "\xc2\xc2", 2 },         0, 0 },
	{ { "\xe0\x9f\xbf", 3 },     0, 0 },		/* overlong */
	{ { "\xe0\xa0\x80", 3 },     3, 0x800 },
	{ { "\xed\x9f\xbf", 3 },     3, 0xd7ff },
	{ { "\xed\xa0\x80", 3 },     0, 0 },		/* surrogates */
	{ { "\xed\xbf\xbf", 3 },     0, 0 },
	{ { "\xee\x80\x80", 3 },     3, 0xe000 },
	{ { "\xef\xbf\xbf", 3 },     3, 0xffff },
	{ { "\xe2\x82\xac", 2 },     0, 0 },
	{ { "\xf0\x8f\xbf\xbf", 4 }, 0, 0 },		/* overlong */
	{ { "\xf0\x90\x80\x80", 4 }, 4, 0x10000 },
	{ { "\xf4\x8f\xbf\xbf", 4 }, 4, 0x10ffff },
	{ { "\xf4\x90\x80\x80", 4 }, 0, 0 },
	{ { "\xf8\x88\x80\x80\x80", 5 }, 0, 0 },
	{ { "\xff", 1 },             0, 0 },
};
/* clang-format on */

START_TEST(utf8_knows_its_characters)
{
	uint32_t code = 0;

	ck_assert_uint_eq(utf8_first(characters[_i].in, &code), characters[_i].len);
	ck_assert_uint_eq(code, characters[_i].code);
}
END_TEST

START_TEST(utf8_valid_looks_at_all)
{
	ck_assert(utf8_valid(STR_LIT("")));
	ck_assert(utf8_valid(STR_LIT("a\xc3\xa9\xf0\x9f\x98\x80\0z")));
	ck_assert(!utf8_valid(STR_LIT("a\xc3\xa9\xf0\x9f\x98")));
	ck_assert(!utf8_valid(STR_LIT("aaaa\xff")));
	for (size_t n = 1; n < 40; n++)
		for (size_t at = 0; at < n; at++) {
			char text[40];

			memset(text, 'a', n);
			text[at] = '\xff';
			ck_assert(!utf8_valid((struct str){text, n}));
			ck_assert(utf8_valid((struct str){text, at}));
			if (at + 1 == n)
				continue;
			memcpy(text + at, "\xc3\xa9", 2);
			ck_assert(utf8_valid((struct str){text, n}));
			ck_assert(!utf8_valid((struct str){text, at + 1}));
		}
}
END_TEST

/* ---- clock ---- */

START_TEST(clock_is_the_time_of_day)
{
	int64_t now = clock_now(), real = (int64_t)time(NULL) * 1000000;

	ck_assert_int_ge(now, real - 1000000);
	ck_assert_int_le(now, real + 2000000);
}
END_TEST

START_TEST(clock_goes_on_when_the_system_stands_or_goes_back)
{
	int64_t first;

	fixed = (struct timespec){2000000000, 123456789};
	first = clock_now();
	ck_assert_int_eq(first, 2000000000123456);
	ck_assert_int_eq(clock_now(), first + 1);
	fixed.tv_sec -= 100;
	ck_assert_int_eq(clock_now(), first + 2);
	fixed.tv_sec += 200;
	ck_assert_int_eq(clock_now(), first + 100 * 1000000);
}
END_TEST

START_TEST(clock_monotonic_is_in_milliseconds)
{
	fixed = (struct timespec){12, 345678901};
	ck_assert_int_eq(clock_monotonic_ms(), 12345);
}
END_TEST

enum { THREADS = 4, READINGS = 5000 };

static void *
read_clock(void *arg)
{
	int64_t *out = arg;

	for (int i = 0; i < READINGS; i++)
		out[i] = clock_now();
	return NULL;
}

static int
by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

START_TEST(clock_never_gives_two_threads_the_same)
{
	static int64_t all[THREADS * READINGS];
	pthread_t threads[THREADS];

	fixed = (struct timespec){2000000000, 0};
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, read_clock, all + i * READINGS), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < THREADS; i++)
		for (int k = 1; k < READINGS; k++)
			ck_assert_int_gt(all[i * READINGS + k], all[i * READINGS + k - 1]);
	qsort(all, THREADS * READINGS, sizeof(all[0]), by_number);
	for (int i = 1; i < THREADS * READINGS; i++)
		ck_assert_int_gt(all[i], all[i - 1]);
}
END_TEST

/* ---- id ---- */

START_TEST(id_has_twenty_characters_of_the_alphabet)
{
	static char ids[5000][ID_SIZE];
	bool seen[256] = {false};
	int letters = 0;

	for (int i = 0; i < 5000; i++) {
		id_new(ids[i]);
		ck_assert_uint_eq(strlen(ids[i]), ID_LEN);
		for (int k = 0; k < ID_LEN; k++) {
			unsigned char c = (unsigned char)ids[i][k];

			ck_assert((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			          (c >= '0' && c <= '9') || c == '-' || c == '_');
			letters += !seen[c];
			seen[c] = true;
		}
	}
	ck_assert_int_eq(letters, 64);
	/* Each after those before it. */
	for (int i = 1; i < 5000; i++)
		ck_assert_str_gt(ids[i], ids[i - 1]);
}
END_TEST

/* The 60 bits of chance that are characters of their own. */
static const char *
chance(const char *id)
{
	return id + ID_LEN - 10;
}

/* 56 bits of microseconds, then 64 of chance, in characters that sort as the bytes do. */
START_TEST(id_is_time_then_chance)
{
	unsigned drawn = 0;
	char id[ID_SIZE];

	fixed = (struct timespec){4000000000, 0}; /* 4e15 us = 0x000e35fa931a0000 */
	random_fixed = true;
	random_byte = 0xff;
	random_faults = 3;
	while (random_faults > 0) { /* what was asked for before */
		id_new(id);
		ck_assert_mem_eq(id, "2YMuZlc-", 8);
		ck_assert_uint_lt(drawn++, 64);
	}
	ck_assert_str_eq(chance(id), "zzzzzzzzzz");
	random_byte = 0;
	for (drawn = 0; strcmp(chance(id), "zzzzzzzzzz") == 0; id_new(id))
		ck_assert_uint_lt(drawn++, 64);
	ck_assert_str_eq(chance(id), "----------");
}
END_TEST

START_TEST(id_without_random_bytes_ends_the_process)
{
	char id[ID_SIZE];

	random_faults = -1;
	id_new(id);
}
END_TEST

/* ---- error ---- */

/* rest.md 3, second table, and what other sections add. */
/* clang-format off */
static const struct {
	const char *type;
	int status;
} statuses[] = {
	{ "illegal_argument_exception",          400 },
	{ "x_content_parse_exception",           400 },
	{ "action_request_validation_exception", 400 },
	{ "parse_exception",                     400 },
	{ "status_exception",                    400 },
	{ "media_type_header_exception",         400 },
	{ "bad_parameter_exception",             400 },
	{ "security_exception",                  401 },
	{ "too_long_http_header_exception",      400 },
	{ "document_parsing_exception",          400 },
	{ "invalid_index_name_exception",        400 },
	{ "parsing_exception",                   400 },
	{ "resource_already_exists_exception",   400 },
	{ "search_context_missing_exception",    404 },
	{ "es_rejected_execution_exception",     429 },
	{ "resource_not_found_exception",        404 },
	{ "index_not_found_exception",           404 },
	{ "document_missing_exception",          404 },
	{ "search_phase_execution_exception",    400 },
	{ "version_conflict_engine_exception",   409 },
	/* rest.md 12 */
	{ "too_long_http_line_exception",        400 },
	/* ours: the store is busy or full */
	{ "unavailable_shards_exception",        503 },
	/* any other */
	{ "null_pointer_exception",              500 },
	{ "illegal_state_exception",             500 },
	{ "class_cast_exception",                500 },
	{ "exception",                           500 },
	{ "",                                    500 },
};

/* rest.md 3, first table: a chain, outermost first, and which of it is the root cause. */
static const struct {
	const char *chain[4];
	int root;
} chains[] = {
	/* an Elasticsearch error whose cause is not one: itself */
	{ { "status_exception" }, 0 },
	{ { "resource_not_found_exception" }, 0 },
	{ { "parse_exception", "illegal_argument_exception" }, 0 },
	{ { "security_exception", "illegal_state_exception", "status_exception" }, 0 },
	{ { "status_exception", "x_content_parse_exception" }, 0 },
	/* caused by another one: the innermost of those that follow each other */
	{ { "status_exception", "parse_exception" }, 1 },
	{ { "status_exception", "parse_exception", "resource_not_found_exception" }, 2 },
	{ { "status_exception", "parse_exception", "illegal_argument_exception" }, 1 },
	{ { "status_exception", "parse_exception", "illegal_argument_exception", "status_exception" }, 1 },
	{ { "document_missing_exception", "index_not_found_exception" }, 1 },
	{ { "version_conflict_engine_exception", "status_exception" }, 1 },
	/* a parse error caused by another or by an Elasticsearch error: the innermost such */
	{ { "x_content_parse_exception", "x_content_parse_exception" }, 1 },
	{ { "x_content_parse_exception", "parse_exception" }, 1 },
	{ { "x_content_parse_exception", "x_content_parse_exception", "x_content_parse_exception" }, 2 },
	{ { "x_content_parse_exception", "x_content_parse_exception", "status_exception" }, 2 },
	{ { "x_content_parse_exception", "x_content_parse_exception", "illegal_argument_exception" }, 1 },
	/* caused by something else, or by nothing: itself */
	{ { "x_content_parse_exception" }, 0 },
	{ { "x_content_parse_exception", "illegal_argument_exception" }, 0 },
	{ { "x_content_parse_exception", "json_parse_exception" }, 0 },
	{ { "x_content_parse_exception", "illegal_argument_exception", "x_content_parse_exception" }, 0 },
	/* that of the failed shard */
	{ { "search_phase_execution_exception", "illegal_argument_exception" }, 1 },
	{ { "search_phase_execution_exception", "parse_exception" }, 1 },
	{ { "search_phase_execution_exception" }, 0 },
	/* anything else: itself */
	{ { "illegal_argument_exception" }, 0 },
	{ { "illegal_argument_exception", "number_format_exception" }, 0 },
	{ { "illegal_argument_exception", "parse_exception" }, 0 },
	{ { "action_request_validation_exception", "status_exception" }, 0 },
	{ { "bad_parameter_exception", "illegal_argument_exception" }, 0 },
	{ { "media_type_header_exception", "status_exception" }, 0 },
	{ { "exception" }, 0 },
};
/* clang-format on */

START_TEST(error_status_is_that_of_the_table)
{
	ck_assert_int_eq(error_status(statuses[_i].type), statuses[_i].status);
}
END_TEST

/* The program knows no type that the table above does not. */
START_TEST(error_types_are_all_in_the_table)
{
	for (size_t i = 0; i < TYPES; i++) {
		size_t k = 0;

		while (k < sizeof(statuses) / sizeof(statuses[0]) &&
		       strcmp(statuses[k].type, types[i].type) != 0)
			k++;
		ck_assert_msg(k < sizeof(statuses) / sizeof(statuses[0]), "%s", types[i].type);
	}
}
END_TEST

START_TEST(error_root_is_that_of_the_table)
{
	struct arena *a = new_arena();
	const struct error *made[4] = {NULL};
	int n = 0;

	while (n < 4 && chains[_i].chain[n] != NULL)
		n++;
	for (int i = n - 1; i >= 0; i--)
		made[i] =
		    error_new(a, chains[_i].chain[i], i + 1 < n ? made[i + 1] : NULL, "r%d", i);
	ck_assert_ptr_eq(error_root(made[0]), made[chains[_i].root]);
	arena_free(a);
}
END_TEST

START_TEST(error_holds_what_it_was_given)
{
	static const struct error_extra extra[] = {
	    {"a", {"1", 1}}, {"b", {"2", 1}}, {"c", {"3", 1}}, {"d", {"4", 1}}, {NULL}};
	struct arena *a = new_arena();
	const struct error *cause = error_new(a, "parse_exception", NULL, "%s [%d]", "x", 5);
	const struct error *e = error_with(a, "status_exception", cause, STR_LIT("r"), extra);
	const struct error *none = error_text(a, "t", NULL, (struct str){NULL, 0});

	ck_assert(str_is(cause->reason, "x [5]"));
	ck_assert_ptr_null(cause->cause);
	ck_assert_ptr_null(cause->extra[0].key);
	ck_assert_str_eq(e->type, "status_exception");
	ck_assert_ptr_eq(e->cause, cause);
	ck_assert_str_eq(e->extra[3].key, "d");
	ck_assert(str_is(e->extra[3].json, "4"));
	ck_assert_ptr_null(e->extra[4].key);
	ck_assert_ptr_null(none->reason.p);
	arena_free(a);
}
END_TEST

START_TEST(error_without_memory_is_an_error_too)
{
	struct arena *a = new_arena();
	const struct error *e;

	allocations_left = 0;
	e = error_new(a, "parse_exception", NULL, "x");
	ck_assert_ptr_eq(e, &error_no_memory);
	ck_assert(arena_failed(a));
	ck_assert_int_eq(error_status(e->type), 500);
	ck_assert_ptr_eq(error_root(e), e);
	ck_assert_ptr_eq(error_text(a, "t", NULL, STR_LIT("r")), e);
	arena_free(a);
}
END_TEST

/* ---- the suite ---- */

#define ROWS(table) (int)(sizeof(table) / sizeof(table[0]))

static TCase *
memory_case(void)
{
	TCase *t = tcase_create("memory");

	tcase_add_loop_test(t, str_compares_bytes, 0, ROWS(pairs));
	tcase_add_test(t, str_of_takes_null);
	tcase_add_test(t, arena_pieces_are_aligned_and_apart);
	tcase_add_test(t, arena_reset_keeps_one_modest_block);
	tcase_add_test(t, arena_with_secrets_is_wiped);
	tcase_add_test(t, buf_wipe_leaves_nothing);
	tcase_add_test(t, arena_text_takes_nul_bytes);
	tcase_add_test(t, arena_large_pieces_waste_no_block);
	tcase_add_test(t, arena_zalloc_clears_used_memory);
	tcase_add_test(t, arena_texts);
	tcase_add_test(t, arena_without_memory_says_so_until_reset);
	tcase_add_test(t, arena_refuses_impossible_sizes);
	tcase_add_test(t, buf_grows_and_keeps_what_it_has);
	tcase_add_test(t, buf_formats_whatever_room_there_is);
	tcase_add_test(t, buf_writes_numbers);
	tcase_add_test(t, buf_drops_from_the_front);
	tcase_add_test_raise_signal(t, buf_drop_of_more_than_there_is_is_a_bug, SIGABRT);
	tcase_add_test(t, buf_clear_keeps_the_memory);
	tcase_add_test(t, buf_without_memory_says_so_until_cleared);
	tcase_add_loop_test(t, utf8_knows_its_characters, 0, ROWS(characters));
	tcase_add_test(t, utf8_valid_looks_at_all);
	return t;
}

static TCase *
system_case(void)
{
	TCase *t = tcase_create("system");

	tcase_add_test(t, clock_is_the_time_of_day);
	tcase_add_test(t, clock_goes_on_when_the_system_stands_or_goes_back);
	tcase_add_test(t, clock_monotonic_is_in_milliseconds);
	tcase_add_test(t, clock_never_gives_two_threads_the_same);
	tcase_add_test(t, id_has_twenty_characters_of_the_alphabet);
	tcase_add_test(t, id_is_time_then_chance);
	tcase_add_test_raise_signal(t, id_without_random_bytes_ends_the_process, SIGABRT);
	return t;
}

static TCase *
error_case(void)
{
	TCase *t = tcase_create("error");

	tcase_add_loop_test(t, error_status_is_that_of_the_table, 0, ROWS(statuses));
	tcase_add_test(t, error_types_are_all_in_the_table);
	tcase_add_loop_test(t, error_root_is_that_of_the_table, 0, ROWS(chains));
	tcase_add_test(t, error_holds_what_it_was_given);
	tcase_add_test(t, error_without_memory_is_an_error_too);
	return t;
}

int
main(void)
{
	Suite *s = suite_create("base");
	SRunner *sr;
	int failed;

	suite_add_tcase(s, memory_case());
	suite_add_tcase(s, system_case());
	suite_add_tcase(s, error_case());
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
