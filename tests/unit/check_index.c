/* The query language of the index view: what it takes, what it matches, where it looks. */
#include <config.h>

#include "index/inside.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

static struct arena *arena;

static const int64_t now = INT64_C(1795508970877342); /* 2026-11-24T08:29:30.877342Z */

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static json_object *
load(const char *text)
{
	bool damaged;
	json_object *doc = doc_load(str_of(text), &damaged);

	ck_assert_msg(doc != NULL, "not JSON: %s", text);
	return doc;
}

/* ---- a view: three statuses, and whether the job is a full one ---- */

static const char *const statuses[] = {"pending", "in_progress", "error"};

enum { STATUSES = 3, GROUPS = 2 * STATUSES };

static uint8_t
group_of(const json_object *doc)
{
	struct str status = STR_LIT(""), type = STR_LIT("");
	unsigned s = 0;

	doc_string(doc, "status", &status);
	doc_string(doc, "job_type", &type);
	while (s < STATUSES - 1 && !str_is(status, statuses[s]))
		s++;
	return (uint8_t)(2 * s + str_is(type, "full"));
}

/* That a job is not full does not tell what it is. */
static bool
groups_of(const char *path, struct str value, uint32_t *groups, bool *exact)
{
	*groups = 0;
	*exact = true;
	if (strcmp(path, "status") == 0) {
		for (unsigned s = 0; s < STATUSES; s++)
			if (str_is(value, statuses[s]))
				*groups |= 3u << 2 * s;
		return true;
	}
	if (strcmp(path, "job_type") != 0)
		return false;
	*exact = str_is(value, "full");
	*groups = *exact ? 0x2A : 0x15;
	return true;
}

static const struct index_view view = {
    .fields = index_sync_job_fields,
    .owner = "connector.id",
    .all_groups = (1u << GROUPS) - 1,
    .groups_of = groups_of,
};

static const struct index_view connectors = {.fields = index_connector_fields, .all_groups = 3};

static bool
matches(const struct index_query *q, const char *id, const json_object *doc)
{
	struct index_subject s = {.id = str_of(id), .group = group_of(doc)};
	json_object *connector = doc_object(doc, "connector");
	struct buf text = {0};
	bool yes;

	if (connector != NULL)
		doc_string(connector, "id", &s.owner);
	doc_write(&text, doc, DOC_COMPACT);
	s.text = buf_peek(&text);
	yes = index_query_matches(q, &s);
	ck_assert(!s.failed);
	buf_release(&text);
	return yes;
}

static const struct index_query *
read_for(const struct index_view *v, const char *text, const struct error **error)
{
	DOC_AUTO json_object *query = load(text);

	return index_query_read(arena, v, query, now, error);
}

static const struct index_query *
query_of(const char *text)
{
	const struct error *error;
	const struct index_query *q = read_for(&view, text, &error);

	ck_assert_msg(q != NULL, "%s: %.*s", text, error != NULL ? (int)error->reason.n : 0,
	    error != NULL ? error->reason.p : "");
	return q;
}

/* ---- matching ---- */

/* clang-format off */
static const struct {
	const char *query, *doc;
	bool yes;
} rows[] = {
	{ "{\"match_all\":{}}", "{}", true },
	{ "{\"term\":{\"_id\":\"the id\"}}", "{}", true },
	{ "{\"term\":{\"_id\":\"other\"}}", "{}", false },
	{ "{\"terms\":{\"_id\":[]}}", "{}", false },
	{ "{\"terms\":{\"_id\":[\"b\",\"the id\",\"a\"]}}", "{}", true },
	{ "{\"term\":{\"connector.id\":\"c\"}}", "{\"connector\":{\"id\":\"c\"}}", true },
	{ "{\"term\":{\"connector.id\":{\"value\":\"c\"}}}", "{\"connector\":{\"id\":\"d\"}}", false },
	{ "{\"term\":{\"connector.index_name\":\"i\"}}", "{\"connector\":{\"index_name\":\"i\"}}", true },
	{ "{\"term\":{\"connector.index_name\":\"i\"}}", "{\"connector.index_name\":\"i\"}", true },
	{ "{\"term\":{\"connector.index_name\":\"i\"}}", "{\"connector\":{},\"connector.index_name\":\"i\"}", true },
	{ "{\"term\":{\"connector.index_name\":\"i\"}}", "{\"connector\":{\"index_name\":null}}", false },
	{ "{\"term\":{\"connector.index_name\":\"i\"}}", "{\"connector\":{\"index_name2\":\"i\"}}", false },
	{ "{\"term\":{\"connector.index_name\":\"i\"}}", "{\"connector\":{\"index_name\":{\"a\":\"i\"}}}", false },
	{ "{\"match\":{\"error\":\"Two words\"}}", "{\"error\":\"Two words\"}", true },
	{ "{\"match\":{\"error\":{\"query\":\"two\"}}}", "{\"error\":\"Two words\"}", false },
	{ "{\"term\":{\"error\":\"a\\\"b\\\\\\n\"}}", "{\"metadata\":{\"error\":\"x\"},\"error\":\"a\\\"b\\\\\\n\"}", true },
	{ "{\"term\":{\"error\":\"\\u00e4\"}}", "{\"error\":\"\xC3\xA4\"}", true },
	{ "{\"term\":{\"error\":\"ends\\\\\"}}", "{\"error\":\"ends\\\\\"}", true },
	{ "{\"term\":{\"error\":\"\"}}", "{\"error\":\"\"}", true },
	{ "{\"term\":{\"error\":5}}", "{\"error\":\"5\"}", true },
	{ "{\"term\":{\"error\":true}}", "{\"error\":\"true\"}", true },
	{ "{\"term\":{\"status\":\"pending\"}}", "{\"status\":\"pending\"}", true },
	{ "{\"term\":{\"status\":\"Pending\"}}", "{\"status\":\"pending\"}", false },
	{ "{\"term\":{\"connector.filtering.rules.id\":\"b\"}}",
	  "{\"connector\":{\"filtering\":{\"rules\":[{\"id\":\"a\"},{\"id\":\"b\"}]}}}", true },
	{ "{\"term\":{\"connector.filtering.rules.id\":\"b\"}}",
	  "{\"connector\":{\"filtering\":[{\"rules\":[]},{\"rules\":[[{\"id\":[\"a\",\"b\"]}]]}]}}", true },
	{ "{\"term\":{\"connector.pipeline.run_ml_inference\":true}}", "{\"connector\":{\"pipeline\":{\"run_ml_inference\":true}}}", true },
	{ "{\"term\":{\"connector.pipeline.run_ml_inference\":\"false\"}}", "{\"connector\":{\"pipeline\":{\"run_ml_inference\":true}}}", false },
	{ "{\"term\":{\"connector.pipeline.run_ml_inference\":false}}", "{}", false },
	{ "{\"range\":{\"last_seen\":{\"lte\":\"now-300s\"}}}", "{\"last_seen\":\"2026-11-24T08:24:30.877342+00:00\"}", true },
	{ "{\"range\":{\"last_seen\":{\"lte\":\"now-300s\"}}}", "{\"last_seen\":\"2026-11-24T08:24:30.878Z\"}", false },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"now-5m\"}}}", "{\"last_seen\":\"2026-11-24T08:24:30.877342+00:00\"}", false },
	{ "{\"range\":{\"last_seen\":{\"gt\":\"now-1h\",\"lt\":\"now+1d\"}}}", "{\"last_seen\":\"2026-11-24T07:29:30.878Z\"}", true },
	{ "{\"range\":{\"last_seen\":{\"gt\":\"now-1h\"}}}", "{\"last_seen\":\"2026-11-24T07:29:30.877Z\"}", false },
	{ "{\"range\":{\"last_seen\":{\"gte\":\"2026-11-24T09:24:30+01:00\"}}}", "{\"last_seen\":\"2026-11-24T08:24:30Z\"}", true },
	{ "{\"range\":{\"last_seen\":{\"gte\":1795508970000}}}", "{\"last_seen\":\"2026-11-24T08:29:30Z\"}", true },
	{ "{\"range\":{\"last_seen\":{\"lt\":0}}}", "{\"last_seen\":\"1969-12-31T23:59:59.9999Z\"}", true },
	{ "{\"range\":{\"last_seen\":{\"gte\":\"now\"}}}", "{\"last_seen\":null}", false },
	{ "{\"range\":{\"last_seen\":{}}}", "{\"last_seen\":\"2026-11-24T08:24:30Z\"}", true },
	{ "{\"range\":{\"last_seen\":{}}}", "{}", false },
	{ "{\"bool\":{}}", "{}", true },
	{ "{\"bool\":{\"must\":[],\"should\":[]}}", "{}", true },
	{ "{\"bool\":{\"should\":{\"term\":{\"status\":\"error\"}}}}", "{\"status\":\"pending\"}", false },
	/* Beside something that must be, should only ranks. */
	{ "{\"bool\":{\"filter\":{\"match_all\":{}},\"should\":{\"term\":{\"status\":\"error\"}}}}", "{\"status\":\"pending\"}", true },
	{ "{\"bool\":{\"must_not\":{\"term\":{\"status\":\"in_progress\"}},\"should\":{\"term\":{\"status\":\"error\"}}}}", "{\"status\":\"pending\"}", false },
	{ "{\"bool\":{\"must_not\":[{\"term\":{\"error\":\"x\"}}]}}", "{\"error\":\"x\"}", false },
	{ "{\"bool\":{\"must_not\":[{\"term\":{\"error\":\"x\"}}]}}", "{}", true },
	{ "{\"bool\":{\"must\":{\"term\":{\"error\":\"x\"}},\"filter\":[{\"term\":{\"status\":\"error\"}}]}}", "{\"error\":\"x\",\"status\":\"pending\"}", false },
};
/* clang-format on */

START_TEST(matches_what_it_says)
{
	DOC_AUTO json_object *doc = load(rows[_i].doc);

	ck_assert_msg(matches(query_of(rows[_i].query), "the id", doc) == rows[_i].yes, "%s on %s",
	    rows[_i].query, rows[_i].doc);
}
END_TEST

/* Damage is told apart from no match. */
START_TEST(a_damaged_text_is_no_document)
{
	static const char *const texts[] = {"", "[]", "{", "{\"error\"",
	    "{\"error\":", "{\"error\":\"x", "{\"a\":{\"b\":1}", "{\"a\":\"\\\"}", "{,}", "{a:1}",
	    "{\"error\":\"\\q\"}"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct index_subject s = {.text = str_of(texts[i])};

		ck_assert(!index_query_matches(query_of("{\"term\":{\"error\":\"y\"}}"), &s));
		ck_assert_msg(s.failed, "%s", texts[i]);
	}
}
END_TEST

/* ---- refusing ---- */

/* clang-format off */
static const struct {
	const char *query, *type, *reason;
} refusals[] = {
	{ "[]", "parsing_exception", "[query] must be an object" },
	{ "{}", "parsing_exception", "a query must be an object with exactly one name in it" },
	{ "{\"match_all\":{},\"bool\":{}}", "parsing_exception", "exactly one name" },
	{ "{\"match_all\":[]}", "parsing_exception", "[match_all] query must be an object" },
	{ "{\"match_all\":{\"boost\":1}}", "illegal_argument_exception", "[match_all] query does not support [boost]" },
	{ "{\"wildcard\":{\"error\":\"*\"}}", "illegal_argument_exception", "query [wildcard] is not supported here" },
	{ "{\"exists\":{\"field\":\"error\"}}", "illegal_argument_exception", "query [exists]" },
	{ "{\"term\":{}}", "parsing_exception", "[term] query needs exactly one field" },
	{ "{\"term\":[]}", "parsing_exception", "[term] query needs exactly one field" },
	{ "{\"term\":{\"error\":\"a\",\"status\":\"b\"}}", "parsing_exception", "exactly one field" },
	{ "{\"term\":{\"nothing\":\"a\"}}", "illegal_argument_exception", "field [nothing] is not supported in a [term] query" },
	{ "{\"term\":{\"last_seen\":\"2026-11-24T08:24:30Z\"}}", "illegal_argument_exception", "field [last_seen] is not supported in a [term]" },
	{ "{\"term\":{\"total_document_count\":1}}", "illegal_argument_exception", "field [total_document_count]" },
	{ "{\"term\":{\"error\":null}}", "illegal_argument_exception", "only strings, booleans and integers" },
	{ "{\"term\":{\"error\":1.5}}", "illegal_argument_exception", "only strings, booleans and integers" },
	{ "{\"term\":{\"error\":[\"a\"]}}", "illegal_argument_exception", "only strings, booleans and integers" },
	{ "{\"term\":{\"error\":{}}}", "illegal_argument_exception", "only strings, booleans and integers" },
	{ "{\"term\":{\"error\":{\"value\":\"a\",\"case_insensitive\":true}}}", "illegal_argument_exception", "[term] query does not support [case_insensitive]" },
	{ "{\"match\":{\"error\":{\"value\":\"a\"}}}", "illegal_argument_exception", "[match] query does not support [value]" },
	{ "{\"term\":{\"connector.pipeline.run_ml_inference\":\"yes\"}}", "illegal_argument_exception", "Can't parse boolean value [yes]" },
	{ "{\"terms\":{\"error\":\"a\"}}", "parsing_exception", "[terms] query needs a list of values for [error]" },
	{ "{\"terms\":{\"error\":[\"a\"],\"boost\":2}}", "parsing_exception", "exactly one field" },
	{ "{\"terms\":{\"error\":[{}]}}", "illegal_argument_exception", "only strings" },
	{ "{\"range\":{\"error\":{\"gt\":\"a\"}}}", "illegal_argument_exception", "field [error] is not supported in a [range]" },
	{ "{\"range\":{\"_id\":{\"gt\":\"a\"}}}", "illegal_argument_exception", "field [_id] is not supported in a [range]" },
	{ "{\"range\":{\"last_seen\":\"now\"}}", "parsing_exception", "[range] query needs an object of bounds" },
	{ "{\"range\":{\"last_seen\":{\"from\":\"now\"}}}", "illegal_argument_exception", "[range] query does not support [from]" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"now\",\"format\":\"x\"}}}", "illegal_argument_exception", "does not support [format]" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"2026-11-24\"}}}", "illegal_argument_exception", "[lt] of a [range] must be a date" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"2026-11-24T08:24\"}}}", "illegal_argument_exception", "must be a date" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"now/d\"}}}", "illegal_argument_exception", "must be a date" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"now-1M\"}}}", "illegal_argument_exception", "must be a date" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"now-s\"}}}", "illegal_argument_exception", "must be a date" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"now-99999999999999999999s\"}}}", "illegal_argument_exception", "must be a date" },
	{ "{\"range\":{\"last_seen\":{\"lt\":\"now-300s||/d\"}}}", "illegal_argument_exception", "must be a date" },
	{ "{\"range\":{\"last_seen\":{\"lt\":null}}}", "illegal_argument_exception", "must be a date" },
	{ "{\"range\":{\"last_seen\":{\"gt\":9223372036854775807}}}", "illegal_argument_exception", "too large" },
	{ "{\"bool\":[]}", "parsing_exception", "[bool] query must be an object" },
	{ "{\"bool\":{\"must\":\"x\"}}", "parsing_exception", "[must] needs queries" },
	{ "{\"bool\":{\"must\":[null]}}", "parsing_exception", "[must] needs queries" },
	{ "{\"bool\":{\"boost\":1}}", "illegal_argument_exception", "[bool] query does not support [boost]" },
	{ "{\"bool\":{\"should\":[{\"match_all\":{}},{\"fuzzy\":{}}]}}", "illegal_argument_exception", "query [fuzzy]" },
};
/* clang-format on */

START_TEST(refuses_by_name)
{
	const struct error *error;

	ck_assert_ptr_null(read_for(&view, refusals[_i].query, &error));
	ck_assert_str_eq(error->type, refusals[_i].type);
	ck_assert_int_eq(error_status(error->type), 400);
	ck_assert_msg(memmem(error->reason.p, error->reason.n, refusals[_i].reason,
	                  strlen(refusals[_i].reason)) != NULL,
	    "%s: %.*s", refusals[_i].query, STR_ARG(error->reason));
}
END_TEST

/* depth times {"bool":{"must": around {"match_all":{}} */
static const struct index_query *
nested(int depth, const struct error **error)
{
	struct buf text = {0};
	const struct index_query *q;

	for (int i = 0; i < depth; i++)
		buf_text(&text, "{\"bool\":{\"must\":");
	buf_text(&text, "{\"match_all\":{}}");
	for (int i = 0; i < depth; i++)
		buf_text(&text, "}}");
	buf_char(&text, '\0');
	q = read_for(&view, text.p, error);
	buf_release(&text);
	return q;
}

static const struct index_query *
wide(int clauses, const struct error **error)
{
	struct buf text = {0};
	const struct index_query *q;

	buf_text(&text, "{\"bool\":{\"must\":[");
	for (int i = 0; i < clauses; i++)
		buf_printf(&text, "%s{\"match_all\":{}}", i > 0 ? "," : "");
	buf_text(&text, "]}}");
	buf_char(&text, '\0');
	q = read_for(&view, text.p, error);
	buf_release(&text);
	return q;
}

START_TEST(a_query_has_limits)
{
	const struct error *error;

	ck_assert_ptr_nonnull(nested(INDEX_DEPTH_MAX - 1, &error));
	ck_assert_ptr_null(nested(INDEX_DEPTH_MAX, &error));
	ck_assert_ptr_nonnull(strstr(error->reason.p, "deeper than 30"));
	ck_assert_ptr_nonnull(wide(INDEX_CLAUSES_MAX - 1, &error));
	ck_assert_ptr_null(wide(INDEX_CLAUSES_MAX, &error));
	ck_assert_ptr_nonnull(strstr(error->reason.p, "more than 1024 clauses"));
}
END_TEST

/* ---- planning ---- */

/* clang-format off */
static const struct {
	const char *query;
	int ids, owners;	/* how many; -1: all */
	uint32_t groups;
	bool exact;
} plans[] = {
	{ "{\"match_all\":{}}", -1, -1, 0x3F, true },
	/* S1, S5, S6, S7 of clients.md */
	{ "{\"bool\":{\"must_not\":[{\"term\":{\"status\":\"error\"}}],\"filter\":[{\"terms\":{\"_id\":[\"a\",\"b\",\"a\"]}}]}}", 2, -1, 0x0F, true },
	{ "{\"bool\":{\"must\":[{\"terms\":{\"status\":[\"pending\",\"error\"]}},{\"terms\":{\"connector.id\":[\"a\",\"b\"]}},{\"terms\":{\"job_type\":[\"full\"]}}]}}", -1, 2, 0x22, true },
	{ "{\"bool\":{\"must_not\":{\"terms\":{\"connector.id\":[\"a\"]}},\"filter\":[{\"terms\":{\"status\":[\"in_progress\"]}}]}}", -1, -1, 0x0C, false },
	{ "{\"bool\":{\"filter\":[{\"terms\":{\"connector.id\":[\"a\"]}},{\"terms\":{\"status\":[\"in_progress\"]}},{\"range\":{\"last_seen\":{\"lte\":\"now-300s\"}}}]}}", -1, 1, 0x0C, false },

	{ "{\"term\":{\"job_type\":\"incremental\"}}", -1, -1, 0x15, false },
	{ "{\"term\":{\"status\":\"unknown\"}}", -1, -1, 0, true },
	{ "{\"bool\":{\"must_not\":{\"term\":{\"status\":\"unknown\"}}}}", -1, -1, 0x3F, true },
	{ "{\"bool\":{\"must_not\":{\"match_all\":{}}}}", -1, -1, 0, true },
	{ "{\"bool\":{\"must\":[{\"term\":{\"_id\":\"a\"}},{\"term\":{\"_id\":\"b\"}}]}}", 0, -1, 0x3F, true },
	{ "{\"bool\":{\"should\":[{\"term\":{\"_id\":\"a\"}},{\"term\":{\"_id\":\"b\"}}]}}", 2, -1, 0x3F, true },
	{ "{\"bool\":{\"should\":[{\"term\":{\"_id\":\"a\"}},{\"term\":{\"connector.id\":\"b\"}}]}}", -1, -1, 0x3F, false },
	{ "{\"bool\":{\"should\":[{\"term\":{\"status\":\"pending\"}},{\"term\":{\"status\":\"error\"}}]}}", -1, -1, 0x33, true },
	{ "{\"bool\":{\"should\":[{\"term\":{\"status\":\"nothing\"}},{\"term\":{\"_id\":\"a\"}}]}}", 1, -1, 0x3F, true },
	{ "{\"bool\":{\"must\":{\"term\":{\"error\":\"x\"}},\"should\":{\"term\":{\"_id\":\"a\"}}}}", -1, -1, 0x3F, false },
};
/* clang-format on */

static int
size_of(const struct index_set *set)
{
	return set->all ? -1 : (int)set->n;
}

START_TEST(plans_narrow)
{
	struct index_plan p;

	ck_assert(index_query_plan(arena, &view, query_of(plans[_i].query), &p));
	ck_assert_int_eq(size_of(&p.ids), plans[_i].ids);
	ck_assert_int_eq(size_of(&p.owners), plans[_i].owners);
	ck_assert_uint_eq(p.groups, plans[_i].groups);
	ck_assert_int_eq(p.exact, plans[_i].exact);
}
END_TEST

/* What a plan takes grows with the words of a query, not with their square. */
START_TEST(many_clauses_take_little_memory)
{
	enum { CLAUSES = 1000, WORDS = 100 };
	const struct index_query *q;
	struct index_plan p;
	struct buf text = {0};
	size_t before;

	buf_text(&text, "{\"bool\":{\"should\":[");
	for (int i = 0; i < CLAUSES; i++) {
		buf_printf(&text, "%s{\"terms\":{\"_id\":[", i > 0 ? "," : "");
		for (int j = 0; j < WORDS; j++)
			buf_printf(&text, "%s\"%d\"", j > 0 ? "," : "", i * WORDS + j);
		buf_text(&text, "]}}");
	}
	buf_text(&text, "]}}");
	buf_char(&text, '\0');
	q = query_of(text.p);
	before = arena_size(arena);
	ck_assert(index_query_plan(arena, &view, q, &p));
	ck_assert_uint_eq(p.ids.n, CLAUSES * WORDS);
	ck_assert(p.exact);
	ck_assert_uint_lt(arena_size(arena) - before, CLAUSES * WORDS * sizeof(struct str) * 16);
	buf_release(&text);
}
END_TEST

/* ---- by chance, against a naive reading of the query and the document ---- */

static uint64_t state;

static unsigned
below(unsigned n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % n;
}

static const char *const ids[] = {"i0", "i1", "i2", "i3"};
static const char *const types[] = {"full", "incremental", "access_control"};
static const char *const errors[] = {"e0", "\\\"e\\\"", "e2"};

static void
random_doc(struct buf *out)
{
	buf_printf(out, "{\"connector\":{\"id\":\"o%u\",\"index_name\":\"n%u\"},\"status\":\"%s\"",
	    below(3), below(3), statuses[below(STATUSES)]);
	if (below(4) > 0)
		buf_printf(out, ",\"job_type\":\"%s\"", types[below(3)]);
	if (below(3) > 0)
		buf_printf(out, ",\"error\":\"%s\"", errors[below(3)]);
	if (below(3) > 0)
		buf_printf(out, ",\"last_seen\":\"2026-11-24T08:%02u:00.000Z\"", below(60));
	buf_text(out, "}");
}

static void random_query(struct buf *out, unsigned depth);

static void
random_terms(struct buf *out)
{
	unsigned n = below(4);

	switch (below(5)) {
	case 0:
		buf_text(out, "{\"terms\":{\"_id\":[");
		for (unsigned i = 0; i < n; i++)
			buf_printf(out, "%s\"i%u\"", i > 0 ? "," : "", below(5));
		break;
	case 1:
		buf_text(out, "{\"terms\":{\"connector.id\":[");
		for (unsigned i = 0; i < n; i++)
			buf_printf(out, "%s\"o%u\"", i > 0 ? "," : "", below(4));
		break;
	case 2:
		buf_text(out, "{\"terms\":{\"status\":[");
		for (unsigned i = 0; i < n; i++)
			buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", statuses[below(STATUSES)]);
		break;
	case 3:
		buf_text(out, "{\"terms\":{\"job_type\":[");
		for (unsigned i = 0; i < n; i++)
			buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", types[below(3)]);
		break;
	default:
		buf_text(out, "{\"terms\":{\"error\":[");
		for (unsigned i = 0; i < n; i++)
			buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", errors[below(3)]);
		break;
	}
	buf_text(out, "]}}");
}

static void
random_bool(struct buf *out, unsigned depth)
{
	static const char *const occurs[] = {"must", "filter", "should", "must_not"};
	unsigned used = 0;

	buf_text(out, "{\"bool\":{");
	for (unsigned o = 0; o < 4; o++) {
		unsigned n = below(3);

		if (below(2) == 0)
			continue;
		buf_printf(out, "%s\"%s\":[", used++ > 0 ? "," : "", occurs[o]);
		for (unsigned i = 0; i < n; i++) {
			buf_text(out, i > 0 ? "," : "");
			random_query(out, depth - 1);
		}
		buf_text(out, "]");
	}
	buf_text(out, "}}");
}

static void
random_query(struct buf *out, unsigned depth)
{
	static const char *const bounds[] = {"lt", "lte", "gt", "gte"};
	unsigned kind = below(depth > 0 ? 8 : 4);

	if (kind == 0)
		buf_printf(out,
		    "{\"range\":{\"last_seen\":{\"%s\":\"2026-11-24T08:%02u:00.000Z\"}}}",
		    bounds[below(4)], below(60));
	else if (kind == 1 && below(4) == 0)
		buf_text(out, "{\"match_all\":{}}");
	else if (kind < 4)
		random_terms(out);
	else
		random_bool(out, depth);
}

/* The value at one of the paths above; NULL: none. */
static json_object *
naive_value(const json_object *doc, const char *path)
{
	json_object *value;

	if (strncmp(path, "connector.", 10) == 0)
		return naive_value(doc_object(doc, "connector"), path + 10);
	return doc_get(doc, path, &value) == DOC_PRESENT ? value : NULL;
}

static bool naive(const json_object *query, const char *id, const json_object *doc);

static bool
naive_terms(const json_object *body, const char *id, const json_object *doc)
{
	DOC_EACH(body, path, list)
	{
		json_object *value = naive_value(doc, path);
		struct str text = strcmp(path, "_id") == 0 ? str_of(id) : doc_text(value);

		if (value == NULL && strcmp(path, "_id") != 0)
			return false;
		for (size_t i = 0; i < doc_length(list); i++)
			if (str_equal(text, doc_text(doc_at(list, i))))
				return true;
	}
	return false;
}

/* All times are written alike: they compare as texts. */
static bool
naive_range(const json_object *body, const json_object *doc)
{
	struct str seen;

	if (!doc_string(doc, "last_seen", &seen))
		return false;
	DOC_EACH(doc_object(body, "last_seen"), bound, value)
	{
		int order = str_compare(seen, doc_text(value));

		if ((order < 0 && bound[0] == 'g') || (order > 0 && bound[0] == 'l') ||
		    (order == 0 && bound[2] == '\0'))
			return false;
	}
	return true;
}

static size_t
naive_count(const json_object *body, const char *occur, const char *id, const json_object *doc)
{
	json_object *list = doc_array(body, occur);
	size_t n = 0;

	for (size_t i = 0; list != NULL && i < doc_length(list); i++)
		n += naive(doc_at(list, i), id, doc);
	return n;
}

static size_t
naive_size(const json_object *body, const char *occur)
{
	json_object *list = doc_array(body, occur);

	return list != NULL ? doc_length(list) : 0;
}

static bool
naive_bool(const json_object *body, const char *id, const json_object *doc)
{
	size_t musts = naive_size(body, "must") + naive_size(body, "filter");
	size_t met = naive_count(body, "must", id, doc) + naive_count(body, "filter", id, doc);
	size_t should = naive_count(body, "should", id, doc);

	if (met != musts || naive_count(body, "must_not", id, doc) > 0)
		return false;
	return musts > 0 || naive_size(body, "should") == 0 || should > 0;
}

static bool
naive(const json_object *query, const char *id, const json_object *doc)
{
	if (doc_object(query, "terms") != NULL)
		return naive_terms(doc_object(query, "terms"), id, doc);
	if (doc_object(query, "range") != NULL)
		return naive_range(doc_object(query, "range"), doc);
	if (doc_object(query, "bool") != NULL)
		return naive_bool(doc_object(query, "bool"), id, doc);
	return true;
}

static bool
is_in(const struct index_set *set, struct str text)
{
	for (size_t i = 0; i < set->n; i++)
		if (str_equal(set->items[i], text))
			return true;
	return set->all;
}

static bool
is_planned(const struct index_plan *p, const char *id, const json_object *doc)
{
	struct str owner = doc_text(naive_value(doc, "connector.id"));

	return is_in(&p->ids, str_of(id)) && is_in(&p->owners, owner) &&
	       (p->groups >> group_of(doc) & 1) != 0;
}

enum { DOCS = 24 };

/* How often things came out either way: a run in which nothing happened has compared nothing. */
static unsigned hits, misses, exact_plans, narrow_plans;

static void
compare_query(const char *text, json_object *const docs[DOCS])
{
	DOC_AUTO json_object *query = load(text);
	const struct index_query *q = query_of(text);
	struct index_plan p;

	ck_assert(index_query_plan(arena, &view, q, &p));
	exact_plans += p.exact;
	narrow_plans += !p.ids.all || !p.owners.all || p.groups != view.all_groups;
	for (unsigned i = 0; i < DOCS; i++) {
		const char *id = ids[i % 4];
		bool yes = naive(query, id, docs[i]);
		bool planned = is_planned(&p, id, docs[i]);

		hits += yes;
		misses += !yes;
		ck_assert_msg(matches(q, id, docs[i]) == yes, "match: %s on %s %s", text, id,
		    json_object_to_json_string(docs[i]));
		ck_assert_msg(planned || !yes, "plan misses: %s on %s", text, id);
		ck_assert_msg(!p.exact || planned == yes, "plan is not exact: %s on %s %s", text,
		    id, json_object_to_json_string(docs[i]));
	}
}

START_TEST(plans_and_matches_are_right_by_chance)
{
	const char *more = getenv("CONNECTORD_QUERY_RUNS");
	unsigned long runs = more != NULL ? strtoul(more, NULL, 10) : 300;

	state = (uint64_t)_i + 1;
	hits = misses = exact_plans = narrow_plans = 0;
	for (unsigned long run = 0; run < runs; run++) {
		json_object *docs[DOCS];
		struct buf text = {0};

		arena_reset(arena);
		for (unsigned i = 0; i < DOCS; i++) {
			buf_clear(&text);
			random_doc(&text);
			buf_char(&text, '\0');
			docs[i] = load(text.p);
		}
		for (unsigned i = 0; i < 4; i++) {
			buf_clear(&text);
			random_query(&text, 3);
			buf_char(&text, '\0');
			compare_query(text.p, docs);
		}
		for (unsigned i = 0; i < DOCS; i++)
			doc_free(docs[i]);
		buf_release(&text);
	}
	ck_assert_uint_gt(hits, runs * DOCS / 4);
	ck_assert_uint_gt(misses, runs * DOCS / 4);
	ck_assert_uint_gt(exact_plans, runs / 4);
	ck_assert_uint_gt(narrow_plans, runs / 4);
}
END_TEST

/* ---- mappings ---- */

/* clang-format off */
static const struct {
	const char *doc;
	const char *reason;	/* NULL: it is in order */
} mapped[] = {
	{ "{}", NULL },
	{ "{\"anything\":[1,{\"a\":\"b\"}],\"scheduling2\":5}", NULL },
	{ "{\"status\":null,\"filtering\":null,\"pipeline\":null,\"last_seen\":null,\"deleted\":null}", NULL },
	{ "{\"status\":\"x\",\"description\":\"x\",\"last_seen\":\"2026-11-24T08:29:30.877342+00:00\",\"deleted\":true,\"last_indexed_document_count\":5}", NULL },
	{ "{\"status\":5}", "failed to parse field [status] of type [keyword] in document with id 'x'. Preview of field's value: '5'" },
	{ "{\"status\":[\"a\"]}", "field [status] of type [keyword]" },
	{ "{\"status\":{\"a\":1}}", "Preview of field's value: '{\"a\":1}'" },
	{ "{\"description\":true}", "field [description] of type [text]" },
	{ "{\"last_seen\":5}", "field [last_seen] of type [date]" },
	{ "{\"last_seen\":\"soon\"}", "field [last_seen] of type [date]" },
	{ "{\"deleted\":\"true\"}", "field [deleted] of type [boolean]" },
	{ "{\"last_indexed_document_count\":\"5\"}", "field [last_indexed_document_count] of type [long]" },
	{ "{\"last_indexed_document_count\":1.5}", "of type [long]" },
	{ "{\"configuration\":[]}", "field [configuration] of type [object]" },
	{ "{\"configuration\":{\"a\":{\"value\":[1]}}}", NULL },
	{ "{\"scheduling\":5}", "object mapping for [scheduling] tried to parse field [scheduling] as object" },
	{ "{\"scheduling\":{\"full\":[]}}", "object mapping for [scheduling.full]" },
	{ "{\"scheduling\":{\"full\":{\"enabled\":1}}}", "field [scheduling.full.enabled] of type [boolean]" },
	{ "{\"scheduling.full\":{\"enabled\":1}}", "field [scheduling.full.enabled] of type [boolean]" },
	{ "{\"scheduling.full.interval\":1}", "field [scheduling.full.interval] of type [text]" },
	{ "{\"filtering\":{}}", "field [filtering] of type [object]" },
	{ "{\"filtering\":[]}", NULL },
	{ "{\"filtering\":[null]}", "object mapping for [filtering]" },
	{ "{\"filtering\":[{\"draft\":{\"rules\":[{\"order\":32767,\"id\":\"a\"}]}}]}", NULL },
	{ "{\"filtering\":[{\"draft\":{\"rules\":[{\"order\":32768}]}}]}", "field [filtering.draft.rules.order] of type [short]" },
	{ "{\"filtering\":[{\"draft\":{\"rules\":{}}}]}", "field [filtering.draft.rules]" },
	{ "{\"filtering\":[{\"draft\":5}]}", "object mapping for [filtering.draft]" },
	{ "{\"filtering\":[{\"active\":{\"advanced_snippet\":{\"value\":[{}]}}}]}", NULL },
	{ "{\"filtering\":[{\"active\":{\"advanced_snippet\":{\"value\":\"x\"}}}]}", "field [filtering.active.advanced_snippet.value]" },
	{ "{\"filtering\":[{\"active\":{\"validation\":{\"errors\":[{\"ids\":[\"a\"],\"messages\":\"m\"}]}}}]}", NULL },
	{ "{\"filtering\":[{\"active\":{\"validation\":{\"errors\":[{\"ids\":[1]}]}}}]}", "field [filtering.active.validation.errors.ids]" },
};
/* clang-format on */

START_TEST(documents_are_checked)
{
	DOC_AUTO json_object *doc = load(mapped[_i].doc);
	const struct error *e =
	    index_mapping_check(arena, index_connector_fields, str_of("x"), doc);

	ck_assert_msg((e == NULL) == (mapped[_i].reason == NULL), "%s", mapped[_i].doc);
	if (e == NULL)
		return;
	ck_assert_str_eq(e->type, "document_parsing_exception");
	ck_assert_int_eq(error_status(e->type), 400);
	ck_assert_msg(strstr(e->reason.p, mapped[_i].reason) != NULL, "%.*s", STR_ARG(e->reason));
}
END_TEST

/* Every field is in what is told of the mapping, at its path and with its type. */
static void
check_written(const struct index_field *fields)
{
	struct buf text = {0};
	DOC_AUTO json_object *mapping = NULL;

	index_mapping_write(&text, fields);
	buf_char(&text, '\0');
	mapping = load(text.p);
	for (const struct index_field *f = fields; f->path != NULL; f++) {
		const json_object *at = mapping;
		char path[128];
		char *save = NULL;

		(void)snprintf(path, sizeof(path), "%s", f->path);
		for (char *name = strtok_r(path, ".", &save); name != NULL;
		     name = strtok_r(NULL, ".", &save)) {
			if (at != mapping)
				at = doc_object(at, "properties");
			at = doc_object(at, name);
			ck_assert_msg(at != NULL, "%s", f->path);
		}
		ck_assert_msg((doc_object(at, "properties") != NULL) == (f->type == INDEX_LIST),
		    "%s", f->path);
	}
	buf_release(&text);
}

START_TEST(mappings_are_told)
{
	check_written(index_connector_fields);
	check_written(index_sync_job_fields);
}
END_TEST

START_TEST(no_view_needs_groups)
{
	const struct error *error;
	const struct index_query *q =
	    read_for(&connectors, "{\"term\":{\"deleted\":true}}", &error);
	DOC_AUTO json_object *doc = load("{\"deleted\":true}");

	ck_assert_ptr_nonnull(q);
	ck_assert(matches(q, "x", doc));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("index");
	TCase *tc = tcase_create("query");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, matches_what_it_says, 0, ROWS(rows));
	tcase_add_test(tc, a_damaged_text_is_no_document);
	tcase_add_loop_test(tc, refuses_by_name, 0, ROWS(refusals));
	tcase_add_test(tc, a_query_has_limits);
	tcase_add_loop_test(tc, plans_narrow, 0, ROWS(plans));
	tcase_add_test(tc, many_clauses_take_little_memory);
	tcase_add_loop_test(tc, plans_and_matches_are_right_by_chance, 0, 4);
	tcase_add_loop_test(tc, documents_are_checked, 0, ROWS(mapped));
	tcase_add_test(tc, mappings_are_told);
	tcase_add_test(tc, no_view_needs_groups);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
