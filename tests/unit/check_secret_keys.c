/* The keys together with a store: loading, and rotation from every state it can be stopped in. */
#include <config.h>

#include <stdbool.h>

/* Changes and flushes of the store, counted: one of them can fail. */
static bool fails_now(void);
static int fails; /* so many are left until one fails; 0: none will */
#include "store/store.h"
#define store_change(s, a, fn, ctx, ticket) \
	(fails_now() ? STORE_FULL : store_change(s, a, fn, ctx, ticket))
#define store_sync(s, reached) (fails_now() ? STORE_FULL : store_sync(s, reached))
#include "../../src/api/secret_store.c"
#undef store_change
#undef store_sync
#include "../../src/api/secret_keys.c"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

static bool
fails_now(void)
{
	return fails > 0 && --fails == 0;
}

static struct arena *arena;
static struct store *store;
static char dir[64], path[96], other[96];
static const char *why;

static void
set_up(void)
{
	arena = arena_new();
	store = store_open_mem();
	snprintf(dir, sizeof(dir), "/tmp/check_secret_keys.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/k", dir);
	snprintf(other, sizeof(other), "%s/other", dir);
	fails = 0;
}

static void
tear_down(void)
{
	(void)unlink(path);
	(void)unlink(other);
	ck_assert_msg(rmdir(dir) == 0, "something is left in %s", dir);
	store_close(store);
	arena_free(arena);
}

static struct seal *
load_keys(void)
{
	struct seal *seal;
	enum secret_keys_rc rc = secret_keys_load(store, path, arena, &seal, &why);

	ck_assert_msg(rc == SECRET_KEYS_OK, "%d: %s", rc, why);
	return seal;
}

static size_t
key_count(const struct seal *seal)
{
	size_t n = 0;

	while (seal_key_name(seal, n).n > 0)
		n++;
	return n;
}

/* ---- secrets "0", "1", …: each has its id as its text ---- */

struct insertion {
	struct str id, doc;
	struct store_keys keys;
};

static enum store_verdict
insert(struct store_tx *tx, void *ctx)
{
	const struct insertion *i = ctx;

	ck_assert_int_eq(store_tx_insert(tx, STORE_SECRET, i->id, &i->keys, i->doc), STORE_OK);
	return STORE_WRITE;
}

static enum store_verdict delete (struct store_tx *tx, void *ctx) {
	ck_assert_int_eq(store_tx_delete(tx, STORE_SECRET, str_of(ctx)), STORE_OK);
	return STORE_WRITE;
}

static void
put_bytes(const struct seal *seal, struct str id, struct str doc)
{
	struct insertion i = {id, doc, secret_store_keys(seal)};
	uint64_t ticket;

	ck_assert_int_eq(store_change(store, arena, insert, &i, &ticket), STORE_OK);
}

static void
put_secrets(const struct seal *seal, unsigned from, unsigned to)
{
	for (unsigned n = from; n < to; n++) {
		struct str id = str_of(arena_printf(arena, "%u", n));

		put_bytes(seal, id, seal_close(seal, arena, id, id));
	}
}

/* All of them open with the newest key. */
static void
check_secrets(const struct seal *seal, unsigned n)
{
	uint64_t count = 0;

	ck_assert_int_eq(store_count(store, arena, STORE_SECRET, &count), STORE_OK);
	ck_assert_uint_eq(count, n);
	for (unsigned i = 0; i < n; i++) {
		struct str id = str_of(arena_printf(arena, "%u", i)), text;
		struct store_record r;

		ck_assert_int_eq(store_get(store, arena, STORE_SECRET, id, &r), STORE_OK);
		ck_assert_int_eq(seal_open(seal, arena, id, r.doc, &text), SEAL_OPENED);
		ck_assert(str_equal(text, id));
		ck_assert(str_equal(r.keys.owner, seal_key_name(seal, 0)));
	}
}

/* ---- loading ---- */

START_TEST(a_file_is_made_only_while_there_is_no_secret)
{
	struct seal *seal = load_keys();

	seal_free(seal);
	ck_assert_int_eq(unlink(path), 0);
	seal = load_keys();
	put_secrets(seal, 0, 1);
	seal_free(seal);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(secret_keys_load(store, path, arena, &seal, &why), SECRET_KEYS_WRONG);
	ck_assert_ptr_null(seal);
	ck_assert_ptr_nonnull(strstr(why, "it is missing, and the store holds secrets"));
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(keys_that_do_not_open_everything_are_refused)
{
	struct seal *seal = load_keys();

	put_secrets(seal, 0, 3);
	seal_free(seal);
	ck_assert_int_eq(rename(path, other), 0);
	/* Another file for the same store, as only an old backup could be. */
	{
		const struct seal_file file = {path, store_uuid(store)};

		ck_assert_int_eq(seal_load(&file, true, arena, &seal, &why), SEAL_OK);
		put_secrets(seal, 3, 4);
		seal_free(seal);
	}
	ck_assert_int_eq(secret_keys_load(store, path, arena, &seal, &why), SECRET_KEYS_WRONG);
	ck_assert_ptr_nonnull(
	    strstr(why, "3 of the secrets are sealed with a key that is not in it"));
	ck_assert_int_eq(rename(other, path), 0);
	ck_assert_int_eq(secret_keys_load(store, path, arena, &seal, &why), SECRET_KEYS_WRONG);
	ck_assert_ptr_nonnull(
	    strstr(why, "1 of the secrets are sealed with a key that is not in it"));
}
END_TEST

START_TEST(keys_of_another_store_are_refused)
{
	struct seal *seal = load_keys();

	seal_free(seal);
	store_close(store);
	store = store_open_mem();
	ck_assert_int_eq(secret_keys_load(store, path, arena, &seal, &why), SECRET_KEYS_WRONG);
	ck_assert_ptr_nonnull(strstr(why, "its keys belong to another store"));
}
END_TEST

/* ---- rotation ---- */

/* clang-format off */
static const struct {
	bool begun;		/* the file has the new key too */
	unsigned old, new;	/* how many are sealed with which */
} states[] = {
	{ false, 0, 0 },
	{ false, 1, 0 },
	{ false, 250, 0 },
	{ true,  0, 0 },
	{ true,  3, 0 },
	{ true,  3, 2 },
	{ true,  0, 5 },
};
/* clang-format on */

START_TEST(a_rotation_finishes_from_every_state)
{
	const unsigned old = states[_i].old, all = old + states[_i].new;
	const struct seal_file file = {path, store_uuid(store)};
	struct secret_keys_rotated sum;
	struct seal *seal = load_keys();
	struct str first = arena_copy(arena, seal_key_name(seal, 0));

	put_secrets(seal, 0, old);
	if (states[_i].begun)
		ck_assert_int_eq(seal_rotation_begin(seal, &file, arena, &why), SEAL_OK);
	put_secrets(seal, old, all);
	seal_free(seal);
	seal = load_keys();
	ck_assert_int_eq(secret_keys_rotate(store, path, arena, seal, &sum, &why), SECRET_KEYS_OK);
	ck_assert_int_eq(sum.resumed, states[_i].begun);
	ck_assert_uint_eq(sum.secrets.done, old);
	ck_assert_uint_eq(sum.secrets.failed, 0);
	seal_free(seal);
	seal = load_keys();
	ck_assert_uint_eq(key_count(seal), 1);
	ck_assert(!str_equal(first, seal_key_name(seal, 0)));
	check_secrets(seal, all);
	seal_free(seal);
}
END_TEST

/* Each change of the store in its turn, and the flush behind them. */
START_TEST(a_rotation_that_fails_anywhere_is_finished_by_the_next)
{
	enum { SECRETS = 5 };
	struct secret_keys_rotated sum;
	struct seal *seal = load_keys();

	put_secrets(seal, 0, SECRETS);
	for (int at = 1; at <= SECRETS + 1; at++) {
		fails = at;
		ck_assert_int_eq(
		    secret_keys_rotate(store, path, arena, seal, &sum, &why), SECRET_KEYS_STORE);
		ck_assert_int_eq(fails, 0);
		ck_assert_str_eq(why, "the store answered full");
		seal_free(seal);
		seal = load_keys();
		ck_assert_uint_eq(key_count(seal), 2);
		ck_assert_int_eq(
		    secret_keys_rotate(store, path, arena, seal, &sum, &why), SECRET_KEYS_OK);
		ck_assert(sum.resumed);
		ck_assert_uint_eq(sum.secrets.done, (unsigned)(SECRETS + 1 - at));
		seal_free(seal);
		seal = load_keys();
		ck_assert_uint_eq(key_count(seal), 1);
		check_secrets(seal, SECRETS);
	}
	seal_free(seal);
}
END_TEST

START_TEST(a_secret_that_does_not_open_keeps_the_old_key)
{
	struct secret_keys_rotated sum;
	struct seal *seal = load_keys();
	char first[] = "!", last[] = "~"; /* by id before and behind the good ones */
	uint64_t ticket;

	put_secrets(seal, 0, 4);
	put_bytes(seal, str_of(first), STR_LIT("damaged"));
	put_bytes(seal, str_of(last), seal_close(seal, arena, STR_LIT("x"), STR_LIT("y")));
	for (int again = 0; again < 2; again++) {
		ck_assert_int_eq(
		    secret_keys_rotate(store, path, arena, seal, &sum, &why), SECRET_KEYS_DAMAGED);
		ck_assert_uint_eq(sum.secrets.done, again == 0 ? 4 : 0);
		ck_assert_uint_eq(sum.secrets.failed, 2);
		ck_assert_int_eq(sum.resumed, again == 1);
		ck_assert_ptr_eq(strstr(why, "2 secrets do not open: the old key is kept"), why);
		seal_free(seal);
		seal = load_keys();
		ck_assert_uint_eq(key_count(seal), 2);
	}
	ck_assert_int_eq(store_change(store, arena, delete, first, &ticket), STORE_OK);
	ck_assert_int_eq(store_change(store, arena, delete, last, &ticket), STORE_OK);
	ck_assert_int_eq(secret_keys_rotate(store, path, arena, seal, &sum, &why), SECRET_KEYS_OK);
	ck_assert_uint_eq(key_count(seal), 1);
	check_secrets(seal, 4);
	seal_free(seal);
}
END_TEST

/* The file cannot be written: nothing has begun. */
START_TEST(a_rotation_without_a_file_to_write_does_nothing)
{
	struct secret_keys_rotated sum;
	struct seal *seal = load_keys();

	put_secrets(seal, 0, 2);
	ck_assert_int_eq(rename(path, other), 0);
	ck_assert_int_eq(
	    secret_keys_rotate(store, path, arena, seal, &sum, &why), SECRET_KEYS_UNUSABLE);
	ck_assert_ptr_nonnull(strstr(why, "cannot be replaced: No such file or directory"));
	ck_assert_uint_eq(key_count(seal), 1);
	check_secrets(seal, 2);
	seal_free(seal);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("secret_keys");
	TCase *tcase = tcase_create("secret_keys");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_file_is_made_only_while_there_is_no_secret);
	tcase_add_test(tcase, keys_that_do_not_open_everything_are_refused);
	tcase_add_test(tcase, keys_of_another_store_are_refused);
	tcase_add_loop_test(tcase, a_rotation_finishes_from_every_state, 0, ROWS(states));
	tcase_add_test(tcase, a_rotation_that_fails_anywhere_is_finished_by_the_next);
	tcase_add_test(tcase, a_secret_that_does_not_open_keeps_the_old_key);
	tcase_add_test(tcase, a_rotation_without_a_file_to_write_does_nothing);
	suite_add_tcase(s, tcase);
	return s;
}

int
main(void)
{
	return run_suite(suite());
}
