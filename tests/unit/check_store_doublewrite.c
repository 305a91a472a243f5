/* A file of copies: what was put is found, and what is not whole, or of before, is not. */
#include <config.h>

#include "store/doublewrite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOT = 64 + DOUBLEWRITE_PAGE, EPOCH = 7 };

static struct doublewrite half[DOUBLEWRITE_HALVES];
static FILE *file;

static void
setup(void)
{
	file = tmpfile();
	ck_assert_ptr_nonnull(file);
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++) {
		ck_assert(doublewrite_init(&half[i], i));
		half[i].fd = fileno(file);
		doublewrite_begin(&half[i], EPOCH + i);
	}
}

static void
teardown(void)
{
	for (unsigned i = 0; i < DOUBLEWRITE_HALVES; i++)
		doublewrite_release(&half[i]);
	(void)fclose(file);
}

static int
put(struct doublewrite *d, unsigned number, uint64_t page, char fill)
{
	char name[16], bytes[DOUBLEWRITE_PAGE];
	struct doublewrite_place place = {number, name, page};
	int slot = doublewrite_take(d);

	(void)snprintf(name, sizeof(name), "file%u.db", number);
	memset(bytes, fill, sizeof(bytes));
	ck_assert_int_ge(slot, 0);
	ck_assert_int_eq(doublewrite_write(d, slot, &place, bytes), 0);
	(void)doublewrite_link(d, slot, number, page);
	return slot;
}

static void
expect(const struct doublewrite *d, unsigned number, uint64_t page, char fill)
{
	char want[DOUBLEWRITE_PAGE], bytes[DOUBLEWRITE_PAGE];
	int slot = doublewrite_find(d, number, page);

	memset(want, fill, sizeof(want));
	ck_assert_int_ge(slot, 0);
	ck_assert_int_eq(doublewrite_read(d, slot, bytes), 0);
	ck_assert_mem_eq(bytes, want, sizeof(want));
}

START_TEST(what_was_put_is_found)
{
	char bytes[DOUBLEWRITE_PAGE];
	int slot;

	put(&half[0], 1, 5, 'a');
	put(&half[0], 2, 5, 'b');
	put(&half[1], 1, 5, 'c');
	put(&half[0], 1, 6, 'd');
	/* Another copy is none before it is linked. */
	slot = doublewrite_take(&half[0]);
	expect(&half[0], 1, 5, 'a');
	ck_assert_int_eq(doublewrite_read(&half[0], slot, bytes), EBADMSG);
	put(&half[0], 1, 5, 'e');
	ck_assert_uint_eq(half[0].n, 5);
	expect(&half[0], 1, 5, 'e');
	expect(&half[0], 2, 5, 'b');
	expect(&half[1], 1, 5, 'c');
	expect(&half[0], 1, 6, 'd');
	ck_assert_int_eq(doublewrite_find(&half[1], 1, 6), -1);
	ck_assert_int_eq(doublewrite_find(&half[0], 3, 5), -1);
	doublewrite_begin(&half[0], EPOCH + 2);
	ck_assert_int_eq(doublewrite_find(&half[0], 1, 5), -1);
	expect(&half[1], 1, 5, 'c');
	/* What is in a slot is not what it will be for. */
	slot = doublewrite_take(&half[0]);
	ck_assert_int_eq(slot, 0);
	ck_assert_int_eq(doublewrite_read(&half[0], slot, bytes), EBADMSG);
}
END_TEST

START_TEST(a_half_has_its_end)
{
	for (unsigned i = 0; i < DOUBLEWRITE_MAX; i++) {
		ck_assert_int_eq(doublewrite_take(&half[0]), (int)i);
		ck_assert(doublewrite_link(&half[0], (int)i, i % 3, i * 97U));
	}
	ck_assert_int_eq(doublewrite_take(&half[0]), -1);
	for (unsigned i = 0; i < DOUBLEWRITE_MAX; i++)
		ck_assert_int_eq(doublewrite_find(&half[0], i % 3, i * 97U), (int)i);
	ck_assert_int_eq(doublewrite_take(&half[1]), 0);
	ck_assert(doublewrite_link(&half[1], 0, 0, 1));
	ck_assert_int_eq(doublewrite_take(&half[1]), 1);
	ck_assert(!doublewrite_link(&half[1], 1, 0, 1));
	ck_assert_int_eq(doublewrite_find(&half[1], 0, 1), 1);
}
END_TEST

START_TEST(in_the_order_of_their_places)
{
	static uint16_t order[DOUBLEWRITE_MAX];
	static const uint64_t want[][2] = {{1, 0}, {1, 70000}, {2, 3}, {2, 1ULL << 40}};
	int dropped;

	put(&half[0], 2, 1ULL << 40, 'a');
	put(&half[0], 1, 70000, 'b');
	dropped = put(&half[0], 1, 7, 'x');
	put(&half[0], 2, 3, 'c');
	put(&half[0], 1, 0, 'd');
	doublewrite_unlink(&half[0], (unsigned)dropped);
	ck_assert_int_eq(doublewrite_find(&half[0], 1, 7), -1);
	ck_assert_uint_eq(doublewrite_order(&half[0], order), 4);
	for (unsigned i = 0; i < 4; i++) {
		unsigned number;
		uint64_t page;

		ck_assert(doublewrite_place_of(&half[0], order[i], &number, &page));
		ck_assert_uint_eq(number, want[i][0]);
		ck_assert_uint_eq(page, want[i][1]);
		expect(&half[0], number, page, "dbca"[i]);
	}
}
END_TEST

/* ---- reading what another left ---- */

static struct {
	char text[256];
	int stop; /* at which call, with an error */
} seen;

static int
see(void *ctx, const char *name, uint64_t page, const void *bytes)
{
	size_t n = strlen(seen.text);

	(void)ctx;
	(void)snprintf(seen.text + n, sizeof(seen.text) - n, "%s %u %c, ", name, (unsigned)page,
	    *(const char *)bytes);
	return --seen.stop == 0 ? ENOSPC : 0;
}

/* text: what is to be seen. */
static void
expect_left(unsigned in, uint64_t epoch, const char *text)
{
	uint64_t found;

	seen.text[0] = '\0';
	ck_assert_int_eq(doublewrite_each(fileno(file), in, &found, see, NULL), 0);
	ck_assert_str_eq(seen.text, text);
	ck_assert_uint_eq(found, epoch);
}

START_TEST(the_latest_epoch_is_read)
{
	uint64_t found;

	expect_left(0, 0, "");
	put(&half[0], 1, 1, 'a');
	put(&half[0], 1, 2, 'b');
	put(&half[0], 1, 3, 'c');
	put(&half[1], 2, 1, 'd');
	expect_left(0, EPOCH, "file1.db 1 a, file1.db 2 b, file1.db 3 c, ");
	expect_left(1, EPOCH + 1, "file2.db 1 d, ");
	doublewrite_begin(&half[0], EPOCH + 2);
	put(&half[0], 1, 3, 'e');
	expect_left(0, EPOCH + 2, "file1.db 3 e, ");
	seen.stop = 1;
	ck_assert_int_eq(doublewrite_each(fileno(file), 0, &found, see, NULL), ENOSPC);
	ck_assert_int_eq(doublewrite_each(-1, 0, &found, see, NULL), EBADF);
}
END_TEST

/* Any byte of a copy, another. */
START_TEST(what_is_not_whole_is_not_there)
{
	char byte;

	put(&half[0], 1, 1, 'a');
	put(&half[0], 1, 2, 'b');
	for (off_t at = 0; at < SLOT; at += at < 64 ? 1 : 61) {
		ck_assert_int_eq(pread(fileno(file), &byte, 1, at), 1);
		byte ^= 0x20;
		ck_assert_int_eq(pwrite(fileno(file), &byte, 1, at), 1);
		expect_left(0, EPOCH, "file1.db 2 b, ");
		byte ^= 0x20;
		ck_assert_int_eq(pwrite(fileno(file), &byte, 1, at), 1);
	}
	expect_left(0, EPOCH, "file1.db 1 a, file1.db 2 b, ");
	/* And one that ends in the middle. */
	ck_assert_int_eq(ftruncate(fileno(file), 2 * SLOT + 100), 0);
	expect_left(0, EPOCH, "file1.db 1 a, ");
}
END_TEST

static Suite *
doublewrite_suite(void)
{
	Suite *suite = suite_create("store_doublewrite");
	TCase *copies = tcase_create("copies");

	tcase_add_checked_fixture(copies, setup, teardown);
	tcase_add_test(copies, what_was_put_is_found);
	tcase_add_test(copies, a_half_has_its_end);
	tcase_add_test(copies, in_the_order_of_their_places);
	tcase_add_test(copies, the_latest_epoch_is_read);
	tcase_add_test(copies, what_is_not_whole_is_not_there);
	suite_add_tcase(suite, copies);
	return suite;
}

int
main(void)
{
	SRunner *runner = srunner_create(doublewrite_suite());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
