/* Paths, query strings, media types: rest.md 5, 6, 8. */
#include <config.h>

#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "http/encoding.h"
#include "http/media.h"
#include "http/path.h"
#include "http/query.h"
#include "harness.h"

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
	ck_assert_ptr_nonnull(arena);
}

static void
tear_down(void)
{
	arena_free(arena);
}

/* ---- paths ---- */

/* clang-format off */
static const struct {
	const char *target, *segments, *query;	/* segments joined with '|'; NULL: there are none */
	size_t n;
} splits[] = {
	{ "/",			"",		NULL,	0 },
	{ "//",			"",		NULL,	0 },
	{ "",			NULL,		NULL,	PATH_SEGMENTS + 1 },
	{ "*",			NULL,		NULL,	PATH_SEGMENTS + 1 },
	{ "x_connector?a",	NULL,		"a",	PATH_SEGMENTS + 1 },
	{ "/a",			"a",		NULL,	1 },
	{ "/a/",		"a",		NULL,	1 },
	{ "/a///?x",		"a",		"x",	1 },
	{ "/a//b",		"a||b",		NULL,	3 },
	{ "//a",		"|a",		NULL,	2 },
	{ "/a%2Fb/c?",		"a%2Fb|c",	"",	2 },
	{ "/a?b/c?d",		"a",		"b/c?d", 1 },
	{ "/1/2/3/4/5/6/7/8/9",	"1|2|3|4|5|6|7|8", NULL, 9 },
};
/* clang-format on */

START_TEST(path_splits)
{
	struct str query;
	struct http_path path = http_path_split(str_of(splits[_i].target), &query);
	const char *joined = "";

	ck_assert_uint_eq(path.n, splits[_i].n);
	ck_assert(splits[_i].query == NULL ? query.p == NULL : str_is(query, splits[_i].query));
	if (splits[_i].segments == NULL)
		return;
	for (size_t i = 0; i < path.n && i < PATH_SEGMENTS; i++)
		joined = arena_printf(
		    arena, "%s%s%.*s", joined, i > 0 ? "|" : "", STR_ARG(path.segments[i]));
	ck_assert_str_eq(joined, splits[_i].segments);
}
END_TEST

/* clang-format off */
static const struct {
	const char *mount, *target, *below;	/* NULL: not below it */
} mounts[] = {
	{ "/es",	"/es/a",		"/a" },
	{ "/es",	"/es",			"/" },
	{ "/es",	"/es/",			"/" },
	{ "/es",	"/es?a=/es",		"/?a=/es" },
	{ "/es",	"/es/?",		"/?" },
	{ "/es",	"/es//a",		"//a" },
	{ "/es",	"/es/es/a",		"/es/a" },
	{ "/es",	"/es/a%2Fb/../c",	"/a%2Fb/../c" },
	{ "/es/v1",	"/es/v1/a",		"/a" },
	{ "/es",	"/esa",			NULL },
	{ "/es",	"/es%2Fa",		NULL },
	{ "/es",	"/%65s/a",		NULL },
	{ "/es",	"/ES/a",		NULL },
	{ "/es",	"//es/a",		NULL },
	{ "/es",	"/a/../es/a",		NULL },
	{ "/es",	"es/a",			NULL },
	{ "/es",	"/e",			NULL },
	{ "/es",	"/",			NULL },
	{ "/es",	"",			NULL },
	{ "/es",	"*",			NULL },
};
/* clang-format on */

START_TEST(path_below_a_mount_point)
{
	struct str below = {NULL, 0};
	bool is = http_path_below(arena, str_of(mounts[_i].target), mounts[_i].mount, &below);

	ck_assert_int_eq(is, mounts[_i].below != NULL);
	ck_assert(is ? str_is(below, mounts[_i].below) : below.p == NULL);
}
END_TEST

/* clang-format off */
static const struct {
	const char *raw, *path, *query, *fault;
} decodings[] = {
	{ "abc",	"abc",		"abc",		NULL },
	{ "",		"",		"",		NULL },
	{ "a+b",	"a+b",		"a b",		NULL },
	{ "a%2Fb%2f",	"a/b/",		"a/b/",		NULL },
	{ "%c3%A4",	"\xC3\xA4",	"\xC3\xA4",	NULL },
	{ "%%",		"%",		"%",		NULL },
	{ "%%41",	"%41",		"%41",		NULL },
	{ "%ff",	"\xEF\xBF\xBD",	"\xEF\xBF\xBD",	NULL },
	{ "\xC3",	"\xEF\xBF\xBD",	"\xEF\xBF\xBD",	NULL },
	{ "a%ED%A0%80", "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", NULL },
	{ "%",		NULL,	NULL,	"unterminated escape sequence at end of string: %" },
	{ "1%",		NULL,	NULL,	"unterminated escape sequence at end of string: 1%" },
	{ "%a",		NULL,	NULL,	"partial escape sequence at end of string: %a" },
	{ "x%zz",	NULL,	NULL,	"invalid escape sequence `%zz' at index 1 of: x%zz" },
	{ "%4g1",	NULL,	NULL,	"invalid escape sequence `%4g' at index 0 of: %4g1" },
};
/* clang-format on */

START_TEST(escapes_decode)
{
	const char *fault = NULL;
	struct str out;

	for (int plus = 0; plus < 2; plus++) {
		bool ok = http_decode(arena, str_of(decodings[_i].raw), plus, &out, &fault);

		ck_assert_int_eq(ok, decodings[_i].fault == NULL);
		if (ok)
			ck_assert(str_is(out, plus ? decodings[_i].query : decodings[_i].path));
		else
			ck_assert_str_eq(fault, decodings[_i].fault);
	}
}
END_TEST

START_TEST(a_nul_is_a_byte_like_others)
{
	const char *fault;
	struct str out;

	ck_assert(http_decode(arena, str_of("a%00b"), false, &out, &fault));
	ck_assert(str_equal(out, (struct str){"a\0b", 3}));
}
END_TEST

/* ---- queries ---- */

/* clang-format off */
static const struct {
	const char *raw, *pairs;	/* "name=value," for each */
} queries[] = {
	{ "",			"" },
	{ "a=1&b=2",		"a=1,b=2," },
	{ "a=1;b",		"a=1,b=," },
	{ "a=1&a=2&b=&a=3",	"a=3,b=," },
	{ "&&;a&",		"a=," },
	{ "a=b=c",		"a=b=c," },
	{ "a%3Db=c%26+d",	"a=b=c& d," },
	{ "a=1#b=2&c",		"a=1," },
	{ "=v",			"v=," },
	{ "pretty",		"pretty=," },
};
/* clang-format on */

START_TEST(queries_parse)
{
	struct http_query query;
	const char *fault, *pairs = "";

	ck_assert(http_query_parse(arena, str_of(queries[_i].raw), &query, &fault));
	for (size_t i = 0; i < query.n; i++)
		pairs = arena_printf(arena, "%s%.*s=%.*s,", pairs, STR_ARG(query.params[i].name),
		    STR_ARG(query.params[i].value));
	ck_assert_str_eq(pairs, queries[_i].pairs);
}
END_TEST

START_TEST(a_broken_escape_is_a_fault)
{
	static const char *const raws[] = {"a=%", "%=1", "ok=1&x=%zz"};
	struct http_query query;
	const char *fault;

	for (size_t i = 0; i < 3; i++)
		ck_assert(!http_query_parse(arena, str_of(raws[i]), &query, &fault));
}
END_TEST

START_TEST(an_absent_query_is_empty)
{
	struct http_query query;
	const char *fault;

	ck_assert(http_query_parse(arena, (struct str){NULL, 0}, &query, &fault));
	ck_assert_uint_eq(query.n, 0);
	ck_assert_ptr_null(http_query_get(&query, "x").p);
}
END_TEST

/* ---- media types ---- */

#define VND "application/vnd.elasticsearch+json"
#define BOTH                                                                                      \
	"A compatible version is required on both Content-Type and Accept headers if either one " \
	"has requested a compatible version"

/* clang-format off */
static const struct {
	const char *accept, *content, *format;
	bool body;
	const char *answer;
	enum media_body allowed;
	const char *cause;	/* NULL: no error */
} medias[] = {
	{ NULL, NULL, NULL, false, "application/json", MEDIA_BODY_NO_TYPE, NULL },
	{ NULL, NULL, NULL, true, "application/json", MEDIA_BODY_NO_TYPE, NULL },
	{ NULL, "application/json", NULL, true, "application/json", MEDIA_BODY_OK, NULL },
	{ NULL, "text/plain", NULL, true, "application/json", MEDIA_BODY_UNSUPPORTED, NULL },
	{ NULL, "*/*", NULL, true, "application/json", MEDIA_BODY_NO_TYPE, NULL },
	{ VND "; compatible-with=9", VND ";compatible-with=9", NULL, true, VND ";compatible-with=9", MEDIA_BODY_OK, NULL },
	{ VND ";compatible-with=8", NULL, NULL, false, VND ";compatible-with=8", MEDIA_BODY_NO_TYPE, NULL },
	{ VND ";compatible-with=9", NULL, "json", false, "application/json", MEDIA_BODY_NO_TYPE, NULL },
	{ NULL, NULL, "vnd_json", false, VND, MEDIA_BODY_NO_TYPE, NULL },
	{ NULL, NULL, "yaml", false, "application/json", MEDIA_BODY_NO_TYPE, NULL },
	{ VND ";compatible-with=9,text/plain", VND ";compatible-with=9", NULL, false, VND ";compatible-with=9", MEDIA_BODY_OK, NULL },
	{ "application/json; charset=UTF-8;", NULL, NULL, false, "application/json;charset=utf-8", MEDIA_BODY_NO_TYPE, NULL },
	{ "foo", NULL, NULL, false, "application/json", MEDIA_BODY_NO_TYPE, "invalid media-type [foo]" },
	{ "a/b/c", NULL, NULL, false, "application/json", MEDIA_BODY_NO_TYPE, "invalid media-type [a/b/c]" },
	{ "", NULL, NULL, false, "application/json", MEDIA_BODY_NO_TYPE, "Header [Accept] cannot be empty." },
	{ "application/json;x", NULL, NULL, false, "application/json", MEDIA_BODY_NO_TYPE, "invalid parameters for header [application/json;x]" },
	{ "application/json; charset =x", NULL, NULL, false, "application/json", MEDIA_BODY_NO_TYPE, "invalid parameters for header [application/json; charset =x]" },
	{ VND ";compatible-with=7", NULL, NULL, false, "application/json", MEDIA_BODY_NO_TYPE,
	  "Accept version must be either version 9 or 8, but found 7. Accept=" VND ";compatible-with=7" },
	{ NULL, VND ";compatible-with=10", NULL, true, "application/json", MEDIA_BODY_OK,
	  "Content-Type version must be either version 9 or 8, but found 10. Content-Type=" VND ";compatible-with=10" },
	{ NULL, VND ";compatible-with=10", NULL, false, VND ";compatible-with=10", MEDIA_BODY_OK, NULL },
	{ NULL, VND ";compatible-with=8", NULL, true, "application/json", MEDIA_BODY_OK,
	  BOTH " and the compatible versions must match. Accept=null, Content-Type=" VND ";compatible-with=8" },
	{ NULL, VND ";compatible-with=9", NULL, true, "application/json", MEDIA_BODY_OK,
	  BOTH ". Accept=null, Content-Type=" VND ";compatible-with=9" },
	{ VND ";compatible-with=8", "application/json", NULL, true, "application/json", MEDIA_BODY_OK,
	  BOTH " and the compatible versions must match. Accept=" VND ";compatible-with=8, Content-Type=application/json" },
};
/* clang-format on */

START_TEST(media_types_are_negotiated)
{
	struct http_header accept = {STR_LIT("ACCEPT"), {NULL, 0}};
	struct http_request request = {.headers = &accept};
	struct str format = {NULL, 0};
	const struct error *error;
	struct media media;

	if (medias[_i].accept != NULL) {
		accept.value = str_of(medias[_i].accept);
		request.header_count = 1;
	}
	if (medias[_i].content != NULL)
		request.content_type = str_of(medias[_i].content);
	if (medias[_i].format != NULL)
		format = str_of(medias[_i].format);
	if (medias[_i].body)
		request.body = str_of("{}");
	error = media_negotiate(arena, &request, format, 9, &media);
	ck_assert(str_is(media.content_type, medias[_i].answer));
	ck_assert_int_eq(media.body, medias[_i].allowed);
	ck_assert_int_eq(error != NULL, medias[_i].cause != NULL);
	if (error != NULL) {
		ck_assert_str_eq(error->type, "media_type_header_exception");
		ck_assert(str_is(error->cause->reason, medias[_i].cause));
	}
}
END_TEST

START_TEST(a_header_sent_twice_is_refused)
{
	const struct http_header headers[] = {
	    {STR_LIT("ACCEPT"), STR_LIT("application/json")},
	    {STR_LIT("ACCEPT"), STR_LIT("application/json")},
	};
	const struct http_request request = {.headers = headers, .header_count = 2};
	struct media media;
	const struct error *error =
	    media_negotiate(arena, &request, (struct str){NULL, 0}, 9, &media);

	ck_assert(str_is(
	    error->cause->reason, "Incorrect header [Accept]. Only one value should be provided"));
}
END_TEST

/* ---- compressed bodies ---- */

static struct str
packed(const char *text, int window_bits)
{
	z_stream z = {.next_in = (const Bytef *)text, .avail_in = (uInt)strlen(text)};
	char *out = arena_alloc(arena, 1024 * 1024);

	ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = (Bytef *)out;
	z.avail_out = 1024 * 1024;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return (struct str){out, z.total_out};
}

static enum http_encoding_verdict
unpacked(const char *encoding, struct str body, uint64_t max, struct str *out)
{
	const struct http_header header = {STR_LIT("CONTENT_ENCODING"), str_of(encoding)};
	const struct http_request request = {.headers = &header, .header_count = 1, .body = body};

	return http_decode_body(arena, &request, max, out);
}

START_TEST(bodies_are_unpacked)
{
	struct str gzip = packed("{\"id\":\"c1\"}", 15 + 16), deflate = packed("{}", 15), out;
	struct str longer = {gzip.p, gzip.n + 1}, shorter = {gzip.p, gzip.n - 1};
	char *many = arena_zalloc(arena, 300001);

	ck_assert_int_eq(unpacked("gzip", gzip, 100, &out), HTTP_ENCODING_OK);
	ck_assert(str_is(out, "{\"id\":\"c1\"}"));
	ck_assert_int_eq(unpacked("GZip", gzip, 11, &out), HTTP_ENCODING_OK);
	ck_assert_int_eq(unpacked("gzip", gzip, 10, &out), HTTP_ENCODING_TOO_LARGE);
	ck_assert_int_eq(unpacked("deflate", deflate, 100, &out), HTTP_ENCODING_OK);
	ck_assert(str_is(out, "{}"));
	ck_assert_int_eq(unpacked("gzip", deflate, 100, &out), HTTP_ENCODING_BAD);
	ck_assert_int_eq(unpacked("gzip", longer, 100, &out), HTTP_ENCODING_BAD);
	ck_assert_int_eq(unpacked("gzip", shorter, 100, &out), HTTP_ENCODING_BAD);
	ck_assert_int_eq(unpacked("br", gzip, 100, &out), HTTP_ENCODING_BAD);
	ck_assert_int_eq(unpacked("identity", gzip, 100, &out), HTTP_ENCODING_NONE);
	ck_assert_int_eq(unpacked("gzip", str_of(""), 100, &out), HTTP_ENCODING_NONE);
	/* A small body must not grow without bound. */
	memset(many, 'a', 300000);
	ck_assert_int_eq(
	    unpacked("gzip", packed(many, 15 + 16), 299999, &out), HTTP_ENCODING_TOO_LARGE);
	ck_assert_int_eq(unpacked("gzip", packed(many, 15 + 16), 300000, &out), HTTP_ENCODING_OK);
	ck_assert_uint_eq(out.n, 300000);
}
END_TEST

/* ---- answers ---- */

START_TEST(no_value_can_add_a_header)
{
	struct http_response response = {.status = 200};
	struct buf out = {0};

	http_response_header(&response, "X-Opaque-Id", str_of("a\r\nSet-Cookie: b"));
	buf_text(&response.body, "{}");
	http_response_write(&response, &out);
	buf_char(&out, '\0');
	ck_assert_str_eq(out.p, "Status: 200 OK\r\nX-Opaque-Id: a\r\ncontent-length: 2\r\n\r\n{}");
	buf_release(&out);
	http_response_release(&response);
}
END_TEST

START_TEST(a_secret_answer_is_wiped)
{
	struct http_response response = {.status = 200};

	for (int secret = 0; secret < 2; secret++) {
		response.secret = secret == 1;
		buf_text(&response.body, "12345");
		http_response_reset(&response);
		ck_assert_int_eq(response.body.p[0], secret == 1 ? '\0' : '1');
		ck_assert(!response.secret);
	}
	http_response_release(&response);
}
END_TEST

/* All that src/ answers with; 408: GET /_cluster/health?wait_for_status. */
START_TEST(each_status_has_its_text)
{
	static const int statuses[] = {
	    200, 201, 400, 401, 403, 404, 405, 406, 408, 409, 413, 429, 500, 503};

	for (int i = 0; i < ROWS(statuses); i++)
		ck_assert_msg(*http_status_text(statuses[i]) != '\0', "%d", statuses[i]);
}
END_TEST

START_TEST(head_has_the_length_but_not_the_body)
{
	struct http_response response = {.status = 405, .head = true};
	struct buf out = {0};

	buf_text(&response.body, "12345");
	http_response_write(&response, &out);
	buf_char(&out, '\0');
	ck_assert_str_eq(out.p, "Status: 405 Method Not Allowed\r\ncontent-length: 5\r\n\r\n");
	buf_release(&out);
	http_response_release(&response);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("http");
	TCase *tcase = tcase_create("http");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, path_below_a_mount_point, 0, ROWS(mounts));
	tcase_add_loop_test(tcase, path_splits, 0, ROWS(splits));
	tcase_add_loop_test(tcase, escapes_decode, 0, ROWS(decodings));
	tcase_add_test(tcase, a_nul_is_a_byte_like_others);
	tcase_add_loop_test(tcase, queries_parse, 0, ROWS(queries));
	tcase_add_test(tcase, a_broken_escape_is_a_fault);
	tcase_add_test(tcase, an_absent_query_is_empty);
	tcase_add_loop_test(tcase, media_types_are_negotiated, 0, ROWS(medias));
	tcase_add_test(tcase, a_header_sent_twice_is_refused);
	tcase_add_test(tcase, bodies_are_unpacked);
	tcase_add_test(tcase, no_value_can_add_a_header);
	tcase_add_test(tcase, a_secret_answer_is_wiped);
	tcase_add_test(tcase, each_status_has_its_text);
	tcase_add_test(tcase, head_has_the_length_but_not_the_body);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
