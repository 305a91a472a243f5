/* Shared parts kept for the next reader: found while they hold, gone when dropped, bounded. */
#include <config.h>

#include "store/shared_cache.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "harness.h"

static struct shared_cache *cache;
static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
	cache = calloc(1, sizeof(*cache));
}

static void
tear_down(void)
{
	shared_cache_empty(cache);
	ck_assert_uint_eq(atomic_load(&cache->bytes), 0);
	free(cache);
	arena_free(arena);
}

static void
keep(uint64_t number, const char *text)
{
	shared_cache_keep(cache, number, str_of(text));
}

static const char *
found(uint64_t number)
{
	struct str bytes;

	return shared_cache_find(cache, number, &bytes)
	           ? arena_printf(arena, "%.*s", STR_ARG(bytes))
	           : "-";
}

START_TEST(what_is_kept_is_found_until_it_is_dropped)
{
	ck_assert_str_eq(found(7), "-");
	keep(7, "seven");
	keep(8, "");
	keep(7 + SHARED_CACHE_PLACES, "beside it");
	ck_assert_str_eq(found(7), "seven");
	ck_assert_str_eq(found(8), "");
	ck_assert_str_eq(found(7 + SHARED_CACHE_PLACES), "beside it");
	/* As when two readers came at once. */
	keep(7, "seven");
	shared_cache_drop(cache, 7);
	ck_assert_str_eq(found(7), "-");
	ck_assert_str_eq(found(7 + SHARED_CACHE_PLACES), "beside it");
	keep(7, "other bytes by now");
	ck_assert_str_eq(found(7), "other bytes by now");
	shared_cache_drop(cache, 99);
}
END_TEST

START_TEST(there_is_an_end_to_it)
{
	char *long_one = arena_alloc(arena, SHARED_CACHE_PART + 1);
	uint64_t kept = 0;

	memset(long_one, 'x', SHARED_CACHE_PART + 1);
	shared_cache_keep(cache, 1, (struct str){long_one, SHARED_CACHE_PART + 1});
	ck_assert_str_eq(found(1), "-");
	ck_assert(!atomic_load(&cache->full));
	for (uint64_t i = 0; i < 40; i++)
		shared_cache_keep(cache, i, (struct str){long_one, SHARED_CACHE_PART});
	ck_assert(atomic_load(&cache->full));
	ck_assert_uint_le(atomic_load(&cache->bytes), SHARED_CACHE_BYTES);
	for (uint64_t i = 0; i < 40; i++)
		kept += strcmp(found(i), "-") != 0;
	ck_assert_uint_ge(kept, SHARED_CACHE_BYTES / SHARED_CACHE_PART - 1);
	ck_assert_uint_lt(kept, 40);
	/* Small ones fill the places before the bytes. */
	shared_cache_empty(cache);
	ck_assert_uint_eq(atomic_load(&cache->bytes), 0);
	for (uint64_t i = 0; i < 2 * SHARED_CACHE_PLACES; i++)
		keep(i, "s");
	ck_assert(atomic_load(&cache->full));
	ck_assert_str_eq(found(0), "s");
	ck_assert_str_eq(found(2 * SHARED_CACHE_PLACES - 1), "-");
}
END_TEST

START_TEST(room_is_made_now_and_then)
{
	int64_t now = 5 * SHARED_CACHE_EMPTY_MS;

	keep(1, "one");
	shared_cache_make_room(cache, now);
	ck_assert_str_eq(found(1), "-");
	ck_assert(!atomic_load(&cache->full));
	keep(1, "one");
	shared_cache_make_room(cache, now + SHARED_CACHE_EMPTY_MS - 1);
	ck_assert_str_eq(found(1), "one");
	shared_cache_make_room(cache, now + SHARED_CACHE_EMPTY_MS);
	ck_assert_str_eq(found(1), "-");
}
END_TEST

/* ---- readers at once ---- */

static void *
read_often(void *unused)
{
	(void)unused;
	for (uint64_t i = 0; i < 200000; i++) {
		uint64_t number = i * 7919 % 3000;
		struct str bytes;

		if (!shared_cache_find(cache, number, &bytes))
			shared_cache_keep(
			    cache, number, (struct str){(const char *)&number, sizeof(number)});
		else if (bytes.n != sizeof(number) || memcmp(bytes.p, &number, bytes.n) != 0)
			return cache;
	}
	return NULL;
}

START_TEST(readers_keep_and_find_at_once)
{
	pthread_t threads[4];
	void *wrong;

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, read_often, NULL), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &wrong);
		ck_assert_ptr_null(wrong);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("store/shared_cache");
	TCase *t = tcase_create("shared_cache");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_is_kept_is_found_until_it_is_dropped);
	tcase_add_test(t, there_is_an_end_to_it);
	tcase_add_test(t, room_is_made_now_and_then);
	tcase_add_test(t, readers_keep_and_find_at_once);
	suite_add_tcase(s, t);
	return run_suite(s);
}
