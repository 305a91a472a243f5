/*
 * Readers, writers, syncers and checkpoints at once. The data says by itself whether a reader saw
 * half a change: every change moves a pair of jobs between owners and groups together.
 * CHECK_STORE_SECONDS: how long (2).
 */
#include <config.h>

#include "store/store.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>

#include "store_util.h"

enum { READERS = 4, WRITERS = 2, SYNCERS = 2, PAIRS = 40, GROUPS = 8 };

static struct store *s;
static atomic_bool stop;
static atomic_ulong read_n, written_n, synced_n, refused_n;
static _Atomic uint64_t last_ticket;

static unsigned
below(unsigned *state, unsigned n)
{
	*state = *state * 1103515245u + 12345u;
	return (*state >> 16) % n;
}

static struct str
name(struct arena *a, const char *what, unsigned i)
{
	return str_of(arena_printf(a, "%s%03u", what, i));
}

/* ---- writers ---- */

struct move {
	struct arena *a;
	unsigned pair, to, value;
	bool refuse;
};

/* Both of a pair get the same owner, group and document; made when missing, at times deleted. */
static enum store_verdict
move_fn(struct store_tx *tx, void *ctx)
{
	const struct move *m = ctx;
	struct store_keys keys = {
	    name(m->a, "o", m->to), (uint8_t)(m->to % GROUPS), name(m->a, "", m->pair)};
	struct str doc = str_of(arena_printf(m->a, "%0*u", 20 + (int)(m->value % 2000), m->value));

	for (unsigned half = 0; half < 2; half++) {
		struct str id = name(m->a, half == 0 ? "a" : "b", m->pair);
		enum store_rc rc;

		if (m->value % 16 == 0)
			rc = store_tx_delete(tx, STORE_SYNC_JOB, id);
		else {
			rc = store_tx_replace(tx, STORE_SYNC_JOB, id, &keys, doc);
			if (rc == STORE_NOT_FOUND)
				rc = store_tx_insert(tx, STORE_SYNC_JOB, id, &keys, doc);
		}
		if (rc != STORE_OK && rc != STORE_NOT_FOUND)
			return STORE_FAIL;
	}
	return m->refuse ? STORE_REFUSE : STORE_WRITE;
}

static void *
writer(void *arg)
{
	unsigned state = (unsigned)(uintptr_t)arg;
	struct arena *a = arena_new();

	while (!atomic_load(&stop)) {
		struct move m = {a, below(&state, PAIRS), below(&state, 20),
		    1 + below(&state, 100000), below(&state, 10) == 0};
		uint64_t ticket, seen;
		enum store_rc rc = store_change(s, a, move_fn, &m, &ticket);

		if (m.refuse) {
			ck_assert_int_eq(rc, STORE_REFUSED);
			atomic_fetch_add(&refused_n, 1);
		} else {
			must(rc);
			atomic_fetch_add(&written_n, 1);
			seen = atomic_load(&last_ticket);
			while (seen < ticket &&
			       !atomic_compare_exchange_weak(&last_ticket, &seen, ticket))
				;
		}
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

/* ---- syncers ---- */

static void *
syncer(void *arg)
{
	(void)arg;
	while (!atomic_load(&stop)) {
		uint64_t want = atomic_load(&last_ticket), reached;

		must(store_sync(s, &reached));
		ck_assert_uint_ge(reached, want);
		atomic_fetch_add(&synced_n, 1);
	}
	return NULL;
}

/* ---- readers ---- */

/* Pairs lie side by side in every list: same order key, ids a… and b…. */
static void
check_page(const struct store_record *r, size_t n)
{
	ck_assert_uint_eq(n % 2, 0);
	for (size_t i = 0; i < n; i += 2) {
		const struct store_record *x = &r[i], *y = &r[i + 1];

		ck_assert_int_eq(memcmp(x->id.p + 1, y->id.p + 1, 3), 0);
		ck_assert_int_ne(x->id.p[0], y->id.p[0]);
		ck_assert_uint_eq(x->keys.group, y->keys.group);
		ck_assert(str_equal(x->keys.owner, y->keys.owner));
		ck_assert(str_equal(x->doc, y->doc));
	}
}

static bool
has_even_length(const struct store_record *r, void *ctx)
{
	(void)ctx;
	return r->doc.n % 2 == 0;
}

static void *
reader(void *arg)
{
	unsigned state = (unsigned)(uintptr_t)arg;
	struct arena *a = arena_new();

	while (!atomic_load(&stop)) {
		struct store_query q = {STORE_SYNC_JOB, .groups = ~0u, .size = STORE_WINDOW};
		struct store_record *records, r;
		size_t n;
		uint64_t count;
		struct str owner = name(a, "o", below(&state, 20));
		enum store_rc rc;

		if (below(&state, 2) == 0) {
			q.owners = &owner;
			q.owners_n = 1;
		}
		if (below(&state, 2) == 0)
			q.groups = below(&state, 1u << GROUPS);
		if (below(&state, 4) == 0)
			q.match = has_even_length;
		q.descending = below(&state, 2) == 0;
		must(store_list(s, a, &q, &records, &n, &count));
		ck_assert_uint_eq(n, count);
		check_page(records, n);
		rc = store_get(s, a, STORE_SYNC_JOB, name(a, "a", below(&state, PAIRS)), &r);
		ck_assert(rc == STORE_OK || rc == STORE_NOT_FOUND);
		atomic_fetch_add(&read_n, 1);
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static void
run_all(double seconds)
{
	static const struct {
		void *(*run)(void *);
		unsigned n;
	} kinds[] = {{reader, READERS}, {writer, WRITERS}, {syncer, SYNCERS}};
	pthread_t threads[READERS + WRITERS + SYNCERS];
	unsigned n = 0;
	int64_t end = clock_monotonic_ms() + (int64_t)(seconds * 1000);

	for (unsigned kind = 0; kind < 3; kind++)
		for (unsigned i = 0; i < kinds[kind].n; i++, n++)
			ck_assert_int_eq(pthread_create(&threads[n], NULL, kinds[kind].run,
			                     (void *)(uintptr_t)(n + 1)),
			    0);
	while (clock_monotonic_ms() < end)
		usleep(10000);
	atomic_store(&stop, true);
	while (n-- > 0)
		pthread_join(threads[n], NULL);
}

START_TEST(all_at_once)
{
	const char *text = getenv("CHECK_STORE_SECONDS");
	char *dir = dir_new();
	struct store_options options = small_options(dir);
	struct arena *a = arena_new();
	struct store_problem_counts c;
	const char *why;

	/* Small enough that pages are written and read again all the time. */
	options.cache_bytes = 0;
	options.log_file_bytes = 256 << 10;
	options.checkpoint_kib = 64;
	if (_i == 0)
		s = store_open_mem();
	else
		ck_assert_int_eq(store_open_bdb(&options, a, &s, &why), STORE_OPEN_OK);
	run_all(text != NULL ? strtod(text, NULL) : 2);
	if (getenv("CHECK_STORE_TELL") != NULL)
		printf("reads %lu writes %lu refused %lu syncs %lu\n", read_n, written_n, refused_n,
		    synced_n);
	/* No side was starved. */
	ck_assert_uint_gt(read_n, 20);
	ck_assert_uint_gt(written_n, 20);
	ck_assert_uint_gt(refused_n, 0);
	ck_assert_uint_gt(synced_n, 5);
	must(store_verify(s, &c));
	check_sound(s, c.records);
	store_close(s);
	if (_i == 1) {
		s = open_dir(dir);
		check_sound(s, c.records);
		store_close(s);
	}
	arena_free(a);
	dir_free(dir);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_threads");
	TCase *threads = tcase_create("threads");
	SRunner *sr;
	int failed;

	tcase_set_timeout(threads, 600);
	tcase_add_loop_test(threads, all_at_once, 0, 2);
	suite_add_tcase(suite, threads);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
