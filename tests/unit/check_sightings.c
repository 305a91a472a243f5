/* What was seen of workers: found again, bounded, honest about what it forgot. */
#include <config.h>

#include "api/sightings.h"

#include <pthread.h>
#include <string.h>

#include "harness.h"

static struct arena *arena;
static struct sightings *s;

static void
set_up(void)
{
	arena = arena_new();
	s = sightings_new(100);
}

static void
tear_down(void)
{
	sightings_free(s);
	arena_free(arena);
}

static int64_t
seen(enum sighted kind, const char *id)
{
	struct str what;
	int64_t at;

	return sightings_find(s, arena, kind, str_of(id), &at, &what) ? at : -1;
}

static const char *
what_of(enum sighted kind, const char *id)
{
	struct str what;
	int64_t at;

	sightings_find(s, arena, kind, str_of(id), &at, &what);
	return arena_printf(arena, "%.*s", STR_ARG(what));
}

START_TEST(the_latest_is_found)
{
	ck_assert_int_eq(seen(SIGHTED_ASKING, "a"), -1);
	sightings_note(s, SIGHTED_ASKING, str_of("a"), 200, str_of(""));
	ck_assert_int_eq(seen(SIGHTED_ASKING, "a"), 200);
	ck_assert_int_eq(seen(SIGHTED_ASKING, "b"), -1);
	ck_assert_int_eq(seen(SIGHTED_ASKING, ""), -1);
	ck_assert_int_eq(seen(SIGHTED_REFUSAL_CONNECTOR, "a"), -1);
	sightings_note(s, SIGHTED_ASKING, str_of("a"), 300, str_of(""));
	ck_assert_int_eq(seen(SIGHTED_ASKING, "a"), 300);
	sightings_note(s, SIGHTED_ASKING, str_of("a"), 250, str_of(""));
	ck_assert_int_eq(seen(SIGHTED_ASKING, "a"), 300);
	sightings_note(s, SIGHTED_ASKING, str_of(""), 310, str_of(""));
	ck_assert_int_eq(seen(SIGHTED_ASKING, ""), 310);
	ck_assert_int_eq(sightings_since(s, SIGHTED_ASKING), 100);
}
END_TEST

START_TEST(what_is_known_of_it_is_kept)
{
	char *large = arena_printf(arena, "%03000u", 1u);

	sightings_note(s, SIGHTED_REFUSAL_SYNC_JOB, str_of("j"), 200, str_of("first"));
	sightings_note(s, SIGHTED_REFUSAL_SYNC_JOB, str_of("j"), 300, str_of("second"));
	ck_assert_str_eq(what_of(SIGHTED_REFUSAL_SYNC_JOB, "j"), "second");
	sightings_note(s, SIGHTED_REFUSAL_SYNC_JOB, str_of("j"), 250, str_of("between"));
	ck_assert_str_eq(what_of(SIGHTED_REFUSAL_SYNC_JOB, "j"), "second");
	sightings_note(s, SIGHTED_REFUSAL_SYNC_JOB, str_of("j"), 400, str_of(large));
	ck_assert_uint_eq(strlen(what_of(SIGHTED_REFUSAL_SYNC_JOB, "j")), SIGHTING_WHAT_MAX);
}
END_TEST

/* Of what came after sightings_since() every one is there; of all others at most as many as fit. */
START_TEST(what_it_forgets_it_admits)
{
	enum { MANY = 3 * SIGHTINGS_MAX };
	unsigned there = 0;
	int64_t since;

	for (int i = 0; i < MANY; i++)
		sightings_note(s, SIGHTED_ASKING, str_of(arena_printf(arena, "c%d", i)), 1000 + i,
		    str_of("x"));
	since = sightings_since(s, SIGHTED_ASKING);
	ck_assert_int_ge(since, 1000);
	ck_assert_int_lt(since, 1000 + MANY - 1);
	for (int i = 0; i < MANY; i++) {
		int64_t at = seen(SIGHTED_ASKING, arena_printf(arena, "c%d", i));

		ck_assert(at == -1 || at == 1000 + i);
		ck_assert_msg(at != -1 || 1000 + i <= since, "c%d was forgotten unsaid", i);
		there += at != -1;
	}
	ck_assert_uint_le(there, SIGHTINGS_MAX);
	ck_assert_uint_gt(there, SIGHTINGS_MAX / 2);
	ck_assert_int_eq(sightings_since(s, SIGHTED_REFUSAL_CONNECTOR), 100);
}
END_TEST

START_TEST(without_any_nothing_is_found)
{
	struct str what;
	int64_t at;

	sightings_note(NULL, SIGHTED_ASKING, str_of("a"), 200, str_of(""));
	ck_assert(!sightings_find(NULL, arena, SIGHTED_ASKING, str_of("a"), &at, &what));
	ck_assert_int_eq(sightings_since(NULL, SIGHTED_ASKING), 0);
	sightings_free(NULL);
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 4, ROUNDS = 5000, IDS = 64 };

static void *
work(void *ctx)
{
	const int *number = ctx;
	struct arena *own = arena_new();

	for (int i = 0; i < ROUNDS; i++) {
		int id = (i * 7 + *number) % IDS;
		struct str name = str_of(arena_printf(own, "c%d", id)), what;
		struct str said = str_of(arena_printf(own, "%d by %d", id, *number));
		int64_t at;

		sightings_note(s, SIGHTED_REFUSAL_CONNECTOR, name, 1000 + i, said);
		ck_assert(sightings_find(s, own, SIGHTED_REFUSAL_CONNECTOR, name, &at, &what));
		/* Somebody's, and of this id. */
		ck_assert(at >= 1000 + i && at < 1000 + ROUNDS);
		ck_assert_int_eq(atoi(what.p), id);
		ck_assert_int_eq(sightings_since(s, SIGHTED_REFUSAL_CONNECTOR), 100);
		if (i % 100 == 0)
			arena_reset(own);
	}
	arena_free(own);
	return NULL;
}

START_TEST(many_threads_at_once)
{
	pthread_t threads[THREADS];
	int numbers[THREADS];

	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &numbers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sightings");
	TCase *tcase = tcase_create("sightings");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, the_latest_is_found);
	tcase_add_test(tcase, what_is_known_of_it_is_kept);
	tcase_add_test(tcase, what_it_forgets_it_admits);
	tcase_add_test(tcase, without_any_nothing_is_found);
	tcase_add_test(tcase, many_threads_at_once);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
