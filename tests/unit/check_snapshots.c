/* Snapshots that are kept: the right one or none. */
#include <config.h>

#include "api/snapshots.h"

#include <string.h>

#include "harness.h"

enum { BYTES = 16 * 1024 };

static struct arena *arena;
static struct snapshots *s;

static void
set_up(void)
{
	arena = arena_new();
	s = snapshots_new(BYTES);
}

static void
tear_down(void)
{
	snapshots_free(s);
	arena_free(arena);
}

static const char *
found(const char *id, const char *record, unsigned variant)
{
	struct str text = snapshots_find(s, arena, str_of(id), str_of(record), variant);

	return text.p != NULL ? text.p : "none";
}

START_TEST(the_same_bytes_give_what_was_kept)
{
	ck_assert_str_eq(found("a", "record", 0), "none");
	snapshots_keep(s, str_of("a"), str_of("record"), 0, str_of("text"));
	ck_assert_str_eq(found("a", "record", 0), "text");
	ck_assert_str_eq(found("a", "record", 1), "none");
	ck_assert_str_eq(found("a", "recorD", 0), "none");
	ck_assert_str_eq(found("a", "recor", 0), "none");
	ck_assert_str_eq(found("b", "record", 0), "none");
	snapshots_keep(s, str_of("a"), str_of("record"), 1, str_of("other"));
	snapshots_keep(s, str_of("a"), str_of("later"), 0, str_of("new"));
	ck_assert_str_eq(found("a", "record", 1), "other");
	ck_assert_str_eq(found("a", "record", 0), "none");
	ck_assert_str_eq(found("a", "later", 0), "new");
}
END_TEST

/* Whatever had to go: what is found is right, and the latest is found. */
START_TEST(many_come_and_go)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < 5000; i++) {
		const char *id = arena_printf(arena, "%u", i);
		const char *record = arena_printf(arena, "%0100u", i);

		snapshots_keep(s, str_of(id), str_of(record), 0, str_of(id));
		ck_assert_str_eq(found(id, record, 0), id);
		id = arena_printf(arena, "%u", i / 2);
		record = arena_printf(arena, "%0100u", i / 2);
		if (strcmp(found(id, record, 0), "none") != 0) {
			ck_assert_str_eq(found(id, record, 0), id);
			kept++;
		}
	}
	ck_assert_uint_gt(kept, 0);
	ck_assert_uint_lt(kept, 2500);
}
END_TEST

START_TEST(what_is_too_large_is_not_kept)
{
	char *large = arena_printf(arena, "%01200u", 1u);

	snapshots_keep(s, str_of("a"), str_of(large), 0, str_of("text"));
	ck_assert_str_eq(found("a", large, 0), "none");
}
END_TEST

START_TEST(without_any_nothing_is_found)
{
	ck_assert_ptr_null(snapshots_find(NULL, arena, str_of("a"), str_of("r"), 0).p);
	snapshots_keep(NULL, str_of("a"), str_of("r"), 0, str_of("t"));
	snapshots_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("snapshots");
	TCase *tcase = tcase_create("snapshots");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, the_same_bytes_give_what_was_kept);
	tcase_add_test(tcase, many_come_and_go);
	tcase_add_test(tcase, what_is_too_large_is_not_kept);
	tcase_add_test(tcase, without_any_nothing_is_found);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
