/* libfcgi in memory: records to a request, a response to records. */
#include <config.h>

#include "fcgi/codec.c"

#include <check.h>

#include "fcgi_peer.h"

static struct codec *codec;
static struct arena *arena;
static struct buf in, out;
static struct http_request request;
static const char *why;

static void
setup(void)
{
	codec = codec_new();
	arena = arena_new();
	in = out = (struct buf){0};
	ck_assert_ptr_nonnull(codec);
	ck_assert_ptr_nonnull(arena);
}

static void
teardown(void)
{
	codec_free(codec);
	arena_free(arena);
	buf_release(&in);
	buf_release(&out);
}

static enum codec_verdict
decode_params(const char *const *params, struct str body)
{
	buf_clear(&in);
	put_begin(&in, 7, ROLE_RESPONDER, KEEP);
	put_params(&in, 7, params);
	put_stream(&in, RECORD_STDIN, 7, body, RECORD_CONTENT_MAX);
	return codec_decode(codec, buf_peek(&in), arena, &request, &why);
}

#define ck_assert_str_is(s, text) \
	ck_assert_msg(str_is((s), (text)), "\"%.*s\" is not \"%s\"", STR_ARG(s), (text))

/* The answer in out: its CGI text, all STDOUT records joined, and that END closes it. */
static struct buf
answer_text(uint16_t id)
{
	struct buf text = {0};
	struct record r = {0};

	for (size_t at = 0; at < out.n; at += r.size) {
		ck_assert_uint_ne(r.type, RECORD_END);
		ck_assert_int_eq(record_read(out.p + at, out.n - at, &r), RECORD_WHOLE);
		ck_assert_uint_eq(r.id, id);
		if (r.type == RECORD_STDOUT)
			buf_add(&text, r.p, r.n);
		else
			ck_assert_uint_eq(r.type, RECORD_END);
	}
	ck_assert_uint_eq(r.type, RECORD_END);
	ck_assert(memcmp(r.p, "\0\0\0\0\0", 5) == 0);
	return text;
}

START_TEST(libfcgi_uses_our_input_and_output)
{
	ck_assert(codec_check(&why));
}
END_TEST

/* Before there is any other codec: libfcgi takes what it wants when it is first set up. */
START_TEST(signals_stay_as_they_are)
{
	static const int signals[] = {SIGTERM, SIGUSR1, SIGPIPE, SIGINT};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		ck_assert(signal(signals[i], SIG_DFL) != SIG_ERR);
	codec = codec_new();
	ck_assert_ptr_nonnull(codec);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction a;

		ck_assert_int_eq(sigaction(signals[i], NULL, &a), 0);
		ck_assert_msg(a.sa_handler == SIG_DFL, "signal %d", signals[i]);
	}
	codec_free(codec);
}
END_TEST

START_TEST(a_request_as_nginx_sends_it)
{
	static const char *const params[] = {"QUERY_STRING=pretty", "REQUEST_METHOD=PUT",
	    "CONTENT_TYPE=application/json", "CONTENT_LENGTH=2", "SCRIPT_NAME=/_connector/a b",
	    "REQUEST_URI=/_connector/a%20b?pretty", "DOCUMENT_URI=/_connector/a b",
	    "SERVER_PROTOCOL=HTTP/1.1", "REMOTE_ADDR=127.0.0.1", "HTTP_HOST=es:9200",
	    "HTTP_X_OPAQUE_ID=1", "HTTP_CONTENT_TYPE=text/evil", "HTTP_CONTENT_LENGTH=999",
	    "HTTP_PROXY=http://evil", "HTTP_X_OPAQUE_ID=2", "HTTP_EMPTY=", "HTTP_=odd",
	    "HTTP_EQUALS=a=b=c", NULL};
	static const char *const headers[][2] = {{"HOST", "es:9200"}, {"X_OPAQUE_ID", "1"},
	    {"X_OPAQUE_ID", "2"}, {"EMPTY", ""}, {"EQUALS", "a=b=c"}};

	ck_assert_int_eq(decode_params(params, STR_LIT("{}")), CODEC_OK);
	ck_assert_str_is(request.method, "PUT");
	ck_assert_str_is(request.target, "/_connector/a%20b?pretty");
	ck_assert_str_is(request.content_type, "application/json");
	ck_assert_str_is(request.body, "{}");
	ck_assert_uint_eq(request.header_count, 5);
	for (size_t i = 0; i < 5; i++) {
		ck_assert_str_is(request.headers[i].name, headers[i][0]);
		ck_assert_str_is(request.headers[i].value, headers[i][1]);
	}
}
END_TEST

START_TEST(empty_content_type_is_none)
{
	static const char *const params[] = {
	    "REQUEST_METHOD=GET", "REQUEST_URI=/", "CONTENT_TYPE=", "CONTENT_LENGTH=", NULL};

	ck_assert_int_eq(decode_params(params + _i, STR_LIT("")), _i == 0 ? CODEC_OK : CODEC_BAD);
	ck_assert_ptr_null(request.content_type.p);
	ck_assert_uint_eq(request.body.n, 0);
	ck_assert_uint_eq(request.header_count, 0);
}
END_TEST

/* clang-format off */
static const struct {
	const char *uri;
	const char *target;
} targets[] = {
	{ "/a%2Fb?x=%00#f",                "/a%2Fb?x=%00#f" },
	{ "//a",                           "//a" },
	{ "*",                             "*" },
	{ "http://host:9200/_connector?p", "/_connector?p" },
	{ "HTTPS://h/",                    "/" },
	{ "http://host",                   "/" },
	{ "http://host?q=/x",              "/?q=/x" },
	{ "http://",                       "/" },
	{ "/a?u=http://host/b",            "/a?u=http://host/b" },
	{ "?u=http://host/b",              "?u=http://host/b" },
	{ "http:/a",                       "http:/a" },
	{ "a:b",                           "a:b" },
	{ ":",                             ":" },
};
/* clang-format on */

START_TEST(target_of_the_request)
{
	char uri[128];
	const char *params[] = {"REQUEST_METHOD=GET", uri, NULL};

	snprintf(uri, sizeof(uri), "REQUEST_URI=%s", targets[_i].uri);
	ck_assert_int_eq(decode_params(params, STR_LIT("")), CODEC_OK);
	ck_assert_str_is(request.target, targets[_i].target);
}
END_TEST

/* clang-format off */
static const struct {
	const char *params[4];
	const char *body;
	const char *why; /* NULL: a good request */
} rows[] = {
	{ { "REQUEST_METHOD=GET" },                                             "",    "the web server sent no REQUEST_URI" },
	{ { "REQUEST_METHOD=GET", "REQUEST_URI=" },                             "",    "the web server sent no REQUEST_URI" },
	{ { "REQUEST_URI=/" },                                                  "",    "the web server sent no REQUEST_METHOD" },
	{ { "REQUEST_METHOD=", "REQUEST_URI=/" },                               "",    "the web server sent no REQUEST_METHOD" },
	{ { "SCRIPT_NAME=/" },                                                  "",    "the web server sent no REQUEST_METHOD" },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/" },                            "abc", NULL },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=" },         "abc", NULL },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=3" },        "abc", NULL },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=003" },      "abc", NULL },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=0" },        "",    NULL },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=4" },        "abc", "the body is shorter than its announced length" },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=4" },        "",    "the body is shorter than its announced length" },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=2" },        "abc", "the body is longer than its announced length" },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=0" },        "abc", "the body is longer than its announced length" },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=-3" },       "abc", "the length of the body is not a number" },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH= 3" },       "abc", "the length of the body is not a number" },
	{ { "REQUEST_METHOD=PUT", "REQUEST_URI=/", "CONTENT_LENGTH=18446744073709551619" }, "abc", "the length of the body is not a number" },
	/* The later line of a web server's configuration overrides the earlier. */
	{ { "REQUEST_METHOD=", "REQUEST_METHOD=PUT", "REQUEST_URI=/" },         "abc", NULL },
};
/* clang-format on */

START_TEST(requests_that_are_none)
{
	const char *params[5] = {0};

	memcpy(params, rows[_i].params, sizeof(rows[_i].params));
	why = NULL;
	ck_assert_int_eq(decode_params(params, str_of(rows[_i].body)),
	    rows[_i].why == NULL ? CODEC_OK : CODEC_BAD);
	if (rows[_i].why != NULL)
		ck_assert_str_eq(why, rows[_i].why);
	ck_assert_ptr_nonnull(request.method.p);
	ck_assert_ptr_nonnull(request.target.p);
	ck_assert_str_is(request.body, rows[_i].body);
}
END_TEST

START_TEST(cut_request_is_not_asked_for_its_body)
{
	static const char *const params[] = {
	    "REQUEST_METHOD=PUT", "REQUEST_URI=/big", "CONTENT_LENGTH=1000000", NULL};

	ck_assert_int_eq(decode_params(params, STR_LIT("")), CODEC_BAD);
	ck_assert_int_eq(codec_decode_cut(codec, buf_peek(&in), arena, &request), CODEC_OK);
	ck_assert_str_is(request.target, "/big");
	/* Without any parameter: still something to answer to. */
	buf_clear(&in);
	put_begin(&in, 1, ROLE_RESPONDER, KEEP);
	record_add(&in, RECORD_PARAMS, 1, "", 0);
	record_add(&in, RECORD_STDIN, 1, "", 0);
	ck_assert_int_eq(codec_decode_cut(codec, buf_peek(&in), arena, &request), CODEC_BAD);
	ck_assert_str_is(request.method, "");
	ck_assert_str_is(request.target, "");
}
END_TEST

/* A peer's records never reach libfcgi unchecked; still it must survive them. */
START_TEST(records_cut_off_anywhere_fail_and_do_no_harm)
{
	static const char *const params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/", NULL};
	size_t whole;

	ck_assert_int_eq(decode_params(params, STR_LIT("abc")), CODEC_OK);
	whole = in.n;
	for (size_t n = 0; n < whole; n++) {
		enum codec_verdict v =
		    codec_decode(codec, (struct str){in.p, n}, arena, &request, &why);

		ck_assert_msg(v == CODEC_FAILED || n >= whole - 8, "%zu of %zu bytes", n, whole);
	}
	ck_assert_int_eq(decode_params(params, STR_LIT("abc")), CODEC_OK);
	ck_assert_str_is(request.body, "abc");
}
END_TEST

START_TEST(large_body_is_read_whole)
{
	static const char *const params[] = {"REQUEST_METHOD=PUT", "REQUEST_URI=/", NULL};
	static char body[300000];

	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)(i * 31 + i / 255);
	ck_assert_int_eq(decode_params(params, (struct str){body, sizeof(body)}), CODEC_OK);
	ck_assert(str_equal(request.body, (struct str){body, sizeof(body)}));
}
END_TEST

/* Around 8 KB libfcgi's own buffer is full and a record begins anew. */
START_TEST(response_of_any_size)
{
	static const char *const params[] = {"REQUEST_METHOD=GET", "REQUEST_URI=/", NULL};
	static const int sizes[][2] = {{0, 3}, {8050, 8200}, {16300, 16400}, {200000, 200001}};
	struct http_response response = {.status = 201};
	struct buf text, expected = {0};

	http_response_header(&response, "x-test", STR_LIT("yes"));
	for (int n = sizes[_i][0]; n < sizes[_i][1]; n++) {
		buf_clear(&response.body);
		for (int i = 0; i < n; i++)
			buf_char(&response.body, (char)(i % 251));
		buf_clear(&expected);
		http_response_write(&response, &expected);
		buf_clear(&out);
		ck_assert_int_eq(decode_params(params, STR_LIT("unread")), CODEC_OK);
		ck_assert(codec_encode(codec, &response, &out));
		text = answer_text(7);
		ck_assert(str_equal(buf_peek(&text), buf_peek(&expected)));
		buf_release(&text);
	}
	buf_release(&expected);
	http_response_release(&response);
}
END_TEST

START_TEST(one_codec_serves_many_requests)
{
	static const char *const params[] = {
	    "REQUEST_METHOD=GET", "REQUEST_URI=/", "HTTP_A=b", NULL};
	struct http_response response = {.status = 200};

	for (int i = 0; i < 1000; i++) {
		struct buf text;

		arena_reset(arena);
		buf_clear(&out);
		ck_assert_int_eq(decode_params(params, STR_LIT("x")), CODEC_OK);
		if (i % 3 == 0) /* an answer may also never be given */
			continue;
		ck_assert(codec_encode(codec, &response, &out));
		text = answer_text(7);
		ck_assert(memcmp(text.p, "Status: 200 OK\r\n", 16) == 0);
		buf_release(&text);
	}
}
END_TEST

START_TEST(no_memory_for_the_answer_is_told)
{
	static const char *const params[] = {"REQUEST_METHOD=GET", "REQUEST_URI=/", NULL};
	struct http_response response = {.status = 200};

	ck_assert_int_eq(decode_params(params, STR_LIT("")), CODEC_OK);
	out.failed = true;
	ck_assert(!codec_encode(codec, &response, &out));
	out.failed = false;
	ck_assert_int_eq(decode_params(params, STR_LIT("")), CODEC_OK);
	response.body.failed = true;
	ck_assert(!codec_encode(codec, &response, &out));
	response.body.failed = false;
	buf_clear(&out);
	ck_assert_int_eq(decode_params(params, STR_LIT("")), CODEC_OK);
	ck_assert(codec_encode(codec, &response, &out));
}
END_TEST

#define LAST(table) (int)(sizeof(table) / sizeof((table)[0]))

int
main(void)
{
	Suite *s = suite_create("fcgi/codec");
	TCase *start = tcase_create("start");
	TCase *t = tcase_create("codec");
	SRunner *sr;
	int failed;

	tcase_add_test(start, signals_stay_as_they_are);
	suite_add_tcase(s, start);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, libfcgi_uses_our_input_and_output);
	tcase_add_test(t, a_request_as_nginx_sends_it);
	tcase_add_loop_test(t, empty_content_type_is_none, 0, 2);
	tcase_add_loop_test(t, target_of_the_request, 0, LAST(targets));
	tcase_add_loop_test(t, requests_that_are_none, 0, LAST(rows));
	tcase_add_test(t, cut_request_is_not_asked_for_its_body);
	tcase_add_test(t, records_cut_off_anywhere_fail_and_do_no_harm);
	tcase_add_test(t, large_body_is_read_whole);
	tcase_add_loop_test(t, response_of_any_size, 0, 4);
	tcase_add_test(t, one_codec_serves_many_requests);
	tcase_add_test(t, no_memory_for_the_answer_is_told);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
