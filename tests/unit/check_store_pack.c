/* Own bytes made shorter, and back. */
#include <config.h>

#include "store/pack.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/kind.h"

static const struct pack_words *
words_of_jobs(void)
{
	return kind_files(STORE_SYNC_JOB)->words;
}

/* What is packed comes back; returns how long it was meanwhile. */
static size_t
there_and_back(const struct pack_words *words, struct str in)
{
	static char packed[1 << 17], back[1 << 16];
	size_t n = pack_bytes(words, in, packed);

	ck_assert_uint_le(n, PACK_ROOM(in.n));
	ck_assert_uint_le(in.n, n * PACK_GROWS_MAX);
	ck_assert(unpack_bytes(words, (struct str){packed, n}, back, in.n));
	ck_assert_mem_eq(back, in.p, in.n);
	/* Cut off or lengthened it is no longer the same, and nothing is written past the end. */
	if (n > 0) {
		ck_assert(!unpack_bytes(words, (struct str){packed, n - 1}, back, in.n));
		ck_assert(!unpack_bytes(words, (struct str){packed, n}, back, in.n + 1));
		ck_assert(!unpack_bytes(words, (struct str){packed, n}, back, in.n - 1));
	}
	return n;
}

START_TEST(words_can_be_found)
{
	const struct pack_words *words = words_of_jobs();
	char out[1024];

	ck_assert_uint_le(words->n, PACK_WORDS_MAX);
	for (size_t i = 0; i < words->n; i++) {
		ck_assert_uint_ge(words->words[i].n, 4);
		ck_assert_uint_le(words->words[i].n, PACK_GROWS_MAX);
		ck_assert_uint_eq(pack_bytes(words, words->words[i], out), 1);
		ck_assert_msg((size_t)out[0] == i + 1, "word %zu", i);
		there_and_back(words, words->words[i]);
	}
}
END_TEST

/* As with the_format_stays: these bytes are on everybody's disk. */
START_TEST(the_packed_form_stays)
{
	static const char job[] =
	    "{\"id\":\"j\",\"connector\":},\"created_at\":\"1970-01-01T00:00:00.000Z\","
	    "\"deleted_document_count\":0,\"indexed_document_count\":0,"
	    "\"indexed_document_volume\":0,\"job_type\":\"full\","
	    "\"last_seen\":\"1970-01-01T00:00:00.000001Z\",\"metadata\":{},\"status\":\"pending\","
	    "\"total_document_count\":0,\"trigger_method\":\"on_demand\"}";
	static const char started[] =
	    "{\"id\":\"j\",\"cancelation_requested_at\":\"1\",\"canceled_at\":\"2\","
	    "\"completed_at\":\"3\",\"connector\":,\"sync_cursor\":5},\"created_at\":\"x\","
	    "\"deleted_document_count\":1,\"error\":\"e\",\"indexed_document_count\":2,"
	    "\"indexed_document_count\":2,\"indexed_document_volume\":3,\"job_type\":\"full\","
	    "\"last_seen\":\"\",\"metadata\":{\"a\":1},\"started_at\":\"\",\"metadata\":{},"
	    "\"started_at\":\"\",\"status\":\"in_progress\",\"total_document_count\":4,"
	    "\"trigger_method\":\"scheduled\",\"worker_hostname\":\"w\"\1\36}";
	char out[1024];
	size_t n = pack_bytes(words_of_jobs(), str_of(job), out);

	ck_assert(str_equal((struct str){out, n},
	    STR_LIT("\1j\2\35\200\0\0\0\0\0\0\0\11full\20\35\200\0\0\0\0\0\0\1\21pending\26"
	            "0\27}")));
	n = pack_bytes(words_of_jobs(), str_of(started), out);
	ck_assert(
	    str_equal((struct str){out, n}, STR_LIT("\1j\0061\0072\0103\3\0055\4x\n1\13e\0142\0152"
	                                            "\0163\17full\20\23\"a\":1\24\22\25in_progress"
	                                            "\0264\30\31w\"\36\1\36\36}")));
	there_and_back(words_of_jobs(), str_of(job));
	there_and_back(words_of_jobs(), str_of(started));
}
END_TEST

/* clang-format off */
static const struct { const char *text; bool packed; } times[] = {
	{ "2025-06-02T09:20:11.503418Z",    true },
	{ "2025-06-02T09:20:11.503Z",	    true },
	{ "1969-12-31T23:59:59.999999Z",    true },
	{ "0000-01-01T00:00:00.000Z",	    true },
	{ "9999-12-31T23:59:59.999999Z",    true },
	/* what would not come back just so */
	{ "2025-06-02T09:20:11.5030Z",	    false },
	{ "2025-06-02T09:20:11.50Z",	    false },
	{ "2025-06-02T09:20:11Z",	    false },
	{ "2025-06-02T09:20:11.503418123Z", false },
	{ "2025-06-02T09:20:11.503+00:00",  false },
	{ "2025-02-30T09:20:11.503Z",	    false },
	{ "2025-06-02T24:20:11.503Z",	    false },
	{ "2025-06-02T09:20:11.503",	    false },
	{ "2025-06-02T",		    false },
};
/* clang-format on */

START_TEST(times_are_packed_when_they_come_back_the_same)
{
	char text[64];

	ck_assert_int_eq(
	    there_and_back(words_of_jobs(), str_of(times[_i].text)) == 9, times[_i].packed);
	(void)snprintf(text, sizeof(text), "12%s%s", times[_i].text, times[_i].text);
	there_and_back(words_of_jobs(), str_of(text));
}
END_TEST

/* Any bytes, and bits of words and times strewn among them. */
START_TEST(anything_can_be_packed)
{
	static const struct pack_words none = {0, {{NULL, 0}}};
	static char bytes[4000];
	unsigned state = 1;

	for (unsigned round = 0; round < 3000; round++) {
		size_t n = 0, max = round % 1000 * 3;

		while (n < max) {
			const struct pack_words *words = words_of_jobs();
			struct str piece = {(char[1]){0}, 1};
			size_t cut;

			state = state * 1103515245u + 12345u;
			if (state >> 30 == 0)
				piece = words->words[(state >> 8) % words->n];
			else if (state >> 30 == 1)
				piece = str_of(times[(state >> 8) % 14].text);
			else
				piece.p = &bytes[(state >> 8) % sizeof(bytes)];
			cut = (state >> 16) % (piece.n + 1);
			if (n + cut > sizeof(bytes))
				break;
			memmove(bytes + n, piece.p, cut);
			n += cut;
			if (n < sizeof(bytes))
				bytes[n++] = (char)(state >> 20);
		}
		there_and_back(words_of_jobs(), (struct str){bytes, n});
		there_and_back(&none, (struct str){bytes, n});
	}
}
END_TEST

START_TEST(what_was_not_packed)
{
	/* clang-format off */
	static const struct str rows[] = {
		STR_LIT("\33"), STR_LIT("\34"),		/* no such word */
		STR_LIT("\36"), STR_LIT("\35"),		/* cut off */
		STR_LIT("\35\1\1\1\1\1\1\1")
	};
	/* clang-format on */
	char out[1024];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t n = 0; n < sizeof(out); n++)
			ck_assert_msg(
			    !unpack_bytes(words_of_jobs(), rows[i], out, n), "row %zu", i);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_pack");
	TCase *packing = tcase_create("packing");
	SRunner *sr;
	int failed;

	tcase_set_timeout(packing, 60);
	tcase_add_test(packing, words_can_be_found);
	tcase_add_test(packing, the_packed_form_stays);
	tcase_add_loop_test(packing, times_are_packed_when_they_come_back_the_same, 0,
	    sizeof(times) / sizeof(times[0]));
	tcase_add_test(packing, anything_can_be_packed);
	tcase_add_test(packing, what_was_not_packed);
	suite_add_tcase(suite, packing);
	sr = srunner_create(suite);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
