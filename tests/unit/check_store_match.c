/* Long lists with a match, which let a writer in now and then. */
#include <config.h>

#include "store/store.h"

#include <pthread.h>

#include "harness.h"
#include "store_util.h"

enum { MEM, BDB, BACKENDS };
enum { RECORDS = 5000, OWNERS = 7, GROUPS = 5 };

static char *dir;
static struct store *s;
static struct arena *a;

/* Order and owner and group of a record, spread by its number. */
static void
keys_of(unsigned i, char order[16], char owner[16], uint8_t *group)
{
	(void)snprintf(order, 16, "%05u", i * 7919 % RECORDS);
	(void)snprintf(owner, 16, "o%u", i % OWNERS);
	*group = (uint8_t)(i / 3 % GROUPS);
}

static enum store_verdict
fill_fn(struct store_tx *tx, void *ctx)
{
	(void)ctx;
	for (unsigned i = 0; i < RECORDS; i++) {
		char id[16], order[16], owner[16];
		struct store_keys keys = {.group = 0};

		keys_of(i, order, owner, &keys.group);
		(void)snprintf(id, sizeof(id), "%u", i);
		keys.owner = str_of(owner);
		keys.order = str_of(order);
		if (store_tx_insert(tx, STORE_SYNC_JOB, str_of(id), &keys, str_of(order)) !=
		    STORE_OK)
			return STORE_FAIL;
	}
	return STORE_WRITE;
}

static void
setup(int backend)
{
	uint64_t ticket;

	a = arena_new();
	dir = backend == BDB ? dir_new() : NULL;
	s = backend == BDB ? open_dir(dir) : store_open_mem();
	must(store_change(s, a, fill_fn, NULL, &ticket));
}

static void
teardown(uint64_t records)
{
	check_sound(s, records);
	store_close(s);
	if (dir != NULL)
		dir_free(dir);
	arena_free(a);
}

static bool
is_third(const struct store_record *r, void *ctx)
{
	++*(unsigned *)ctx;
	return (r->doc.p[r->doc.n - 1] - '0') % 3 == 0;
}

/* What a list must hold, by going through all orders. */
static size_t
expected(const struct store_query *q, unsigned want[RECORDS], unsigned *looks)
{
	static unsigned number[RECORDS]; /* of the record with that order */
	size_t n = 0;

	for (unsigned i = 0; i < RECORDS; i++)
		number[i * 7919 % RECORDS] = i;
	*looks = 0;
	for (unsigned k = 0; k < RECORDS; k++) {
		unsigned order = q->descending ? RECORDS - 1 - k : k;
		char text[16], owner[16];
		bool owned = q->owners == NULL;
		uint8_t group;

		keys_of(number[order], text, owner, &group);
		for (size_t i = 0; i < q->owners_n; i++)
			owned = owned || str_is(q->owners[i], owner);
		if (!owned || (q->groups >> group & 1) == 0)
			continue;
		++*looks;
		if (order % 10 % 3 == 0)
			want[n++] = order;
	}
	return n;
}

static void
check_list(struct store_query q)
{
	static unsigned want[RECORDS];
	struct store_record *records;
	unsigned looks, looked = 0;
	size_t all = expected(&q, want, &looks), n, page;
	uint64_t count;

	q.match = is_third;
	q.match_ctx = &looked;
	must(store_list(s, a, &q, &records, &n, &count));
	ck_assert_uint_eq(count, all);
	ck_assert_uint_eq(looked, looks);
	page = all > q.from ? all - (size_t)q.from : 0;
	page = page < q.size ? page : (size_t)q.size;
	ck_assert_uint_eq(n, page);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(strtoul(records[i].doc.p, NULL, 10), want[(size_t)q.from + i]);
}

START_TEST(a_long_list_is_whole_and_in_order)
{
	static const struct str some[] = {{"o1", 2}, {"o5", 2}, {"none", 4}, {"o0", 2}};

	setup(_i);
	for (int way = 0; way < 2; way++) {
		struct store_query q = {
		    STORE_SYNC_JOB, .groups = ~0u, .size = RECORDS, .descending = way == 1};

		check_list(q);
		q.groups = 0x16;
		check_list(q);
		q.owners = some;
		q.owners_n = 4;
		check_list(q);
		q.from = 700;
		q.size = 50;
		check_list(q);
		q.size = 0;
		check_list(q);
	}
	teardown(RECORDS);
}
END_TEST

/* ---- a writer beside a list ---- */

struct beside {
	pthread_mutex_t lock;
	pthread_cond_t turn;
	bool go, begun;
	unsigned looks;
	unsigned seen_new; /* times a new record was looked at */
};

static enum store_rc
put_new(struct store_tx *tx, const char *id, const char *order)
{
	struct store_keys keys = {str_of("o1"), 6, str_of(order)};

	return store_tx_insert(tx, STORE_SYNC_JOB, str_of(id), &keys, str_of("new"));
}

/* Two new records, one at either end; and one goes to a group that nothing was in. */
static enum store_verdict
write_fn(struct store_tx *tx, void *ctx)
{
	struct store_keys keys = {str_of("o1"), 9, str_of("00000")};

	(void)ctx;
	if (put_new(tx, "new first", "!") != STORE_OK || put_new(tx, "new last", "~") != STORE_OK ||
	    store_tx_replace(tx, STORE_SYNC_JOB, str_of("0"), &keys, str_of("00000")) != STORE_OK)
		return STORE_FAIL;
	return STORE_WRITE;
}

static void *
write_beside(void *ctx)
{
	struct arena *arena = arena_new();
	struct beside *b = ctx;
	uint64_t ticket;

	pthread_mutex_lock(&b->lock);
	while (!b->go)
		pthread_cond_wait(&b->turn, &b->lock);
	b->begun = true;
	pthread_cond_broadcast(&b->turn);
	pthread_mutex_unlock(&b->lock);
	must(store_change(s, arena, write_fn, NULL, &ticket));
	arena_free(arena);
	return NULL;
}

/* The first look lets the writer begin, and gives it the time to come to where it must wait. */
static bool
look_beside(const struct store_record *r, void *ctx)
{
	struct beside *b = ctx;

	b->seen_new += str_is(r->doc, "new");
	if (b->looks++ > 0)
		return true;
	pthread_mutex_lock(&b->lock);
	b->go = true;
	pthread_cond_broadcast(&b->turn);
	while (!b->begun)
		pthread_cond_wait(&b->turn, &b->lock);
	pthread_mutex_unlock(&b->lock);
	usleep(300000);
	return true;
}

START_TEST(a_writer_need_not_wait_for_a_long_list)
{
	for (int way = 0; way < 2; way++) {
		struct beside b = {
		    .lock = PTHREAD_MUTEX_INITIALIZER, .turn = PTHREAD_COND_INITIALIZER};
		struct store_query q = {STORE_SYNC_JOB, .groups = ~0u, .size = STORE_WINDOW,
		    .descending = way == 1, .match = look_beside, .match_ctx = &b};
		struct store_record *records;
		pthread_t writer;
		uint64_t count;
		size_t n;

		setup(BDB);
		ck_assert_int_eq(pthread_create(&writer, NULL, write_beside, &b), 0);
		must(store_list(s, a, &q, &records, &n, &count));
		pthread_join(writer, NULL);
		/* Its record at the far end is found, the one at the near end came too late. */
		ck_assert_uint_eq(b.seen_new, 1);
		ck_assert_uint_eq(count, RECORDS + 1);
		ck_assert_uint_eq(n, count);
		teardown(RECORDS + 2);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store match");
	TCase *tc = tcase_create("match");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_long_list_is_whole_and_in_order, 0, BACKENDS);
	tcase_add_test(tc, a_writer_need_not_wait_for_a_long_list);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
