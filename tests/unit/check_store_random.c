/*
 * Thousands of random changes made to both stores: they must answer alike, hold the same, and the
 * one on the disk must be sound, now and after it was opened anew. CHECK_STORE_SEED and
 * CHECK_STORE_OPERATIONS change what is run.
 */
#include <config.h>

#include "store/store.h"

#include "store_util.h"

enum { IDS = 120, OWNERS = 6, ORDERS = 9, GROUPS = 5, BATCH_MAX = 6, DOC_MAX = 6000, SHARED = 6 };

static struct store *mem, *bdb;
static struct arena *a;
static uint64_t random_state;

/* xorshift: the same numbers everywhere. */
static unsigned
below(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state >> 33) % n;
}

static unsigned
number_env(const char *name, unsigned usual)
{
	const char *text = getenv(name);

	return text != NULL ? (unsigned)strtoul(text, NULL, 10) : usual;
}

static struct str
random_id(void)
{
	return str_of(arena_printf(a, "id%u", below(IDS)));
}

static struct str
random_owner(void)
{
	static const struct str owners[OWNERS] = {
	    {"", 0}, {"a", 1}, {"a\0", 2}, {"ab", 2}, {"\xff", 1}, {"\0", 1}};

	return owners[below(OWNERS)];
}

static struct str
random_order(void)
{
	static const struct str orders[ORDERS] = {{"", 0}, {"1", 1}, {"1\0", 2}, {"1\1", 2},
	    {"2", 1}, {"2222", 4}, {"\xff", 1}, {"\0\0", 2}, {"3", 1}};

	return orders[below(ORDERS)];
}

static struct str
random_doc(void)
{
	static char bytes[DOC_MAX];
	size_t n = below(8) == 0 ? below(DOC_MAX) : below(200);

	memset(bytes, (int)('a' + below(26)), n);
	return arena_copy(a, (struct str){bytes, n});
}

/* One of a few, so that they meet; some longer than a page. */
static struct str
random_shared(void)
{
	static char bytes[SHARED * 1500];
	unsigned which = below(2 * SHARED);

	if (which >= SHARED)
		return STR_LIT("");
	memset(bytes, (int)('A' + which), 1 + which * 1500);
	return arena_copy(a, (struct str){bytes, 1 + which * 1500});
}

/* ---- a change of several writes, the same for both ---- */

struct batch {
	struct put puts[BATCH_MAX];
	unsigned n;
	enum store_verdict verdict;
	bool stop; /* at the first write that does not work */
	/* what came of it */
	enum store_rc rcs[BATCH_MAX];
	uint64_t deleted[BATCH_MAX];
	char found[1024];
};

static void
note_find(struct store_tx *tx, const struct put *p, char *text, size_t size)
{
	struct str ids[5];
	size_t n, used = strlen(text);

	must(store_tx_find(tx, p->kind, p->keys.group, p->keys.order, ids, 5, &n));
	for (size_t i = 0; i < n && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, " %.*s", STR_ARG(ids[i]));
}

static enum store_verdict
batch_fn(struct store_tx *tx, void *ctx)
{
	struct batch *batch = ctx;

	batch->found[0] = '\0';
	for (unsigned i = 0; i < batch->n; i++) {
		struct put *p = &batch->puts[i];

		put_fn(tx, p);
		batch->rcs[i] = p->rc;
		batch->deleted[i] = p->n;
		note_find(tx, p, batch->found, sizeof(batch->found));
		if (p->rc != STORE_OK && batch->stop)
			return STORE_FAIL;
	}
	return batch->verdict;
}

static struct batch
random_batch(void)
{
	struct batch b = {.n = 1 + below(BATCH_MAX), .stop = below(4) == 0};
	unsigned verdict = below(10);

	b.verdict = verdict == 0 ? STORE_REFUSE : verdict == 1 ? STORE_NOTHING : STORE_WRITE;
	for (unsigned i = 0; i < b.n; i++) {
		unsigned what = below(100);
		struct put *p = &b.puts[i];

		*p = (struct put){what < 45   ? PUT_INSERT
		                  : what < 65 ? PUT_REPLACE
		                  : what < 75 ? PUT_REPLACE_OWN
		                  : what < 99 ? PUT_DELETE
		                              : PUT_DELETE_OWNED,
		    (enum store_kind)below(STORE_KIND__MAX), random_id(),
		    {random_owner(), (uint8_t)(below(GROUPS) * 7), random_order()}, random_doc(),
		    random_shared()};
		if (p->what == PUT_DELETE_OWNED)
			p->id = random_owner();
	}
	return b;
}

static void
change_both(void)
{
	struct batch of_mem = random_batch(), of_bdb = of_mem;
	uint64_t ticket;
	enum store_rc rc = store_change(mem, a, batch_fn, &of_mem, &ticket);

	ck_assert_int_eq(store_change(bdb, a, batch_fn, &of_bdb, &ticket), rc);
	ck_assert_mem_eq(of_mem.rcs, of_bdb.rcs, sizeof(of_mem.rcs));
	ck_assert_mem_eq(of_mem.deleted, of_bdb.deleted, sizeof(of_mem.deleted));
	ck_assert_str_eq(of_mem.found, of_bdb.found);
}

/* ---- looking at both ---- */

static bool
is_short(const struct store_record *r, void *ctx)
{
	(void)ctx;
	return r->doc.n < 100;
}

static void
check_same(const struct store_record *x, const struct store_record *y)
{
	ck_assert(str_equal(x->id, y->id));
	ck_assert_uint_eq(x->seq, y->seq);
	ck_assert(str_equal(x->keys.owner, y->keys.owner));
	ck_assert_uint_eq(x->keys.group, y->keys.group);
	ck_assert(str_equal(x->keys.order, y->keys.order));
	ck_assert(str_equal(x->doc, y->doc));
}

static void
list_both(struct store_query q)
{
	struct store_record *of_mem, *of_bdb;
	uint64_t count_mem, count_bdb;
	size_t n_mem, n_bdb;

	must(store_list(mem, a, &q, &of_mem, &n_mem, &count_mem));
	must(store_list(bdb, a, &q, &of_bdb, &n_bdb, &count_bdb));
	ck_assert_uint_eq(count_mem, count_bdb);
	ck_assert_uint_eq(n_mem, n_bdb);
	for (size_t i = 0; i < n_mem; i++)
		check_same(&of_mem[i], &of_bdb[i]);
}

/* Behind a record, or behind where none is. */
static void
list_random_after(void)
{
	struct str owner = random_owner();

	list_both((struct store_query){.kind = (enum store_kind)below(STORE_KIND__MAX),
	    .owners = below(3) == 0 ? NULL : &owner,
	    .owners_n = 1,
	    .groups = below(2) == 0 ? ~0u : below(1u << 30),
	    .after = {random_order(), below(9) == 0 ? STR_LIT("a\0b") : random_id()},
	    .size = below(3) == 0 ? 1000 : below(20),
	    .bytes_max = below(2) == 0 ? 0 : 1 + below(2000),
	    .cut = true});
}

static void
list_random(void)
{
	struct str owners[4];

	for (unsigned i = 0; i < 4; i++)
		owners[i] = random_owner();
	list_both((struct store_query){.kind = (enum store_kind)below(STORE_KIND__MAX),
	    .owners = below(3) == 0 ? NULL : owners,
	    .owners_n = below(5),
	    .groups = below(2) == 0 ? ~0u : below(1u << 30),
	    .descending = below(2) == 0,
	    .from = below(20),
	    .size = below(3) == 0 ? 1000 : below(20),
	    .match = below(4) == 0 ? is_short : NULL});
}

static void
compare_all(void)
{
	struct store_problem_counts c;

	for (unsigned kind = 0; kind < STORE_KIND__MAX; kind++)
		list_both((struct store_query){
		    .kind = (enum store_kind)kind, .groups = ~0u, .size = STORE_WINDOW});
	must(store_verify(mem, &c));
	check_sound(bdb, c.records);
}

START_TEST(both_do_the_same)
{
	unsigned seed = number_env("CHECK_STORE_SEED", 1) + (unsigned)_i;
	unsigned operations = number_env("CHECK_STORE_OPERATIONS", 2000);
	char *dir = dir_new();

	random_state = 88172645463325252u + seed * 2654435761u;
	a = arena_new();
	mem = store_open_mem();
	bdb = open_dir(dir);
	for (unsigned i = 1; i <= operations; i++) {
		change_both();
		if (i % 4 == 0) {
			list_random();
			list_random_after();
		}
		if (i % 500 == 0)
			compare_all();
		if (i % 1000 == 0) {
			store_close(bdb);
			bdb = open_dir(dir);
			compare_all();
		}
		arena_reset(a);
	}
	compare_all();
	store_close(bdb);
	store_close(mem);
	arena_free(a);
	dir_free(dir);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_random");
	TCase *random = tcase_create("random");
	SRunner *sr;
	int failed;

	tcase_set_timeout(random, 600);
	tcase_add_loop_test(random, both_do_the_same, 0, 3);
	suite_add_tcase(suite, random);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
