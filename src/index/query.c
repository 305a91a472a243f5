/* Reading a query. */
#include <config.h>

#include "index/query.h"

#include <stdlib.h>

#include "base/timestamp.h"
#include "index/inside.h"

struct reading {
	struct arena *arena;
	const struct index_view *view;
	int64_t now;
	size_t clauses;
	unsigned depth;
	const struct error *error; /* the first one */
};

/* ---- refusing ---- */

static void __attribute__((format(printf, 3, 4)))
refuse(struct reading *r, const char *type, const char *format, ...)
{
	va_list ap;

	if (r->error != NULL)
		return;
	va_start(ap, format);
	r->error = error_text(r->arena, type, NULL, arena_vtext(r->arena, format, ap));
	va_end(ap);
}

#define MALFORMED   "parsing_exception"
#define UNSUPPORTED "illegal_argument_exception"

static void *
take(struct reading *r, size_t size)
{
	void *p = arena_zalloc(r->arena, size);

	if (p == NULL && r->error == NULL)
		r->error = &error_no_memory;
	return p;
}

static bool
is_object(const json_object *value)
{
	return json_object_is_type(value, json_type_object);
}

/* ---- values ---- */

bool
index_millis(struct str text, int64_t *ms)
{
	int64_t us;

	if (!timestamp_read(text, &us))
		return false;
	*ms = (us >= 0 ? us : us - 999) / 1000;
	return true;
}

/* Milliseconds of "300s" behind "now-"; false: it is not of that form. */
static bool
read_span(struct str text, int64_t *ms)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'H', 3600000}, {'d', 86400000},
	    {'w', 604800000}};
	enum { SPAN_MAX = 1000000000 }; /* times a week: far from overflowing */
	int64_t n = 0;
	size_t i = 0;

	for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && n <= SPAN_MAX; i++)
		n = n * 10 + (text.p[i] - '0');
	if (i == 0 || i + 1 != text.n || n > SPAN_MAX)
		return false;
	for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++)
		if (units[u].unit == text.p[i]) {
			*ms = n * units[u].ms;
			return true;
		}
	return false;
}

/* "now", "now-300s", "now+1h" */
static bool
read_now(int64_t now, struct str text, int64_t *ms)
{
	struct str rest = {text.p + 3, text.n - 3};
	int64_t span = 0;
	bool back = rest.n > 0 && rest.p[0] == '-';

	*ms = now / 1000;
	if (rest.n == 0)
		return true;
	if (!back && rest.p[0] != '+')
		return false;
	if (!read_span((struct str){rest.p + 1, rest.n - 1}, &span))
		return false;
	*ms += back ? -span : span;
	return true;
}

/* A part of a date would be rounded in a way that hangs on the bound; only whole ones are taken. */
static bool
is_whole_time(struct str text)
{
	return text.n >= sizeof("2026-11-24T08:29:30") - 1 && text.p[10] == 'T';
}

static bool
read_bound(struct reading *r, const json_object *value, const char *bound, int64_t *ms)
{
	struct str text = doc_text(value);
	bool ok;

	if (json_object_is_type(value, json_type_int)) {
		*ms = json_object_get_int64(value);
		return true;
	}
	if (text.n >= 3 && str_is((struct str){text.p, 3}, "now"))
		ok = read_now(r->now, text, ms);
	else
		ok = is_whole_time(text) && index_millis(text, ms);
	if (!ok)
		refuse(r, UNSUPPORTED,
		    "[%s] of a [range] must be a date with its time, or now-300s with one of the "
		    "units s, m, h, d, w",
		    bound);
	return ok;
}

/* A value to look for as the text it is compared by. */
static bool
read_word(
    struct reading *r, const struct index_field *field, const json_object *value, struct str *word)
{
	bool is_flag = field != NULL && field->type == INDEX_BOOLEAN;

	*word = doc_text(value);
	if (json_object_is_type(value, json_type_boolean))
		*word = str_of(json_object_get_boolean(value) ? "true" : "false");
	else if (json_object_is_type(value, json_type_int))
		*word = arena_text(r->arena, "%lld", (long long)json_object_get_int64(value));
	else if (!json_object_is_type(value, json_type_string)) {
		refuse(r, UNSUPPORTED, "only strings, booleans and integers can be searched for");
		return false;
	}
	*word = arena_copy(r->arena, *word);
	if (!is_flag || str_is(*word, "true") || str_is(*word, "false"))
		return true;
	refuse(r, UNSUPPORTED, "Can't parse boolean value [%.*s], expected [true] or [false]",
	    STR_ARG(*word));
	return false;
}

int
index_words_compare(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void
sort_words(struct index_set *set, struct str *words, size_t n)
{
	size_t kept = 0;

	if (n > 1)
		qsort(words, n, sizeof(*words), index_words_compare);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !str_equal(words[kept - 1], words[i]))
			words[kept++] = words[i];
	*set = (struct index_set){false, words, kept};
}

/* ---- fields ---- */

/* The field of that name when it can be searched by. *field is NULL for _id. */
static bool
find_field(struct reading *r, const char *kind, const char *name, const struct index_field **field)
{
	bool range = str_is(str_of(kind), "range");

	*field = NULL;
	if (!range && str_is(str_of(name), "_id"))
		return true;
	*field = index_field_find(r->view->fields, str_of(name));
	if (*field != NULL && range && (*field)->type == INDEX_DATE)
		return true;
	if (*field != NULL && !range &&
	    ((*field)->type == INDEX_KEYWORD || (*field)->type == INDEX_BOOLEAN))
		return true;
	refuse(r, UNSUPPORTED, "field [%s] is not supported in a [%s] query of this index", name,
	    kind);
	return false;
}

/* {"field": value}: exactly one member. */
static bool
only_member(struct reading *r, const char *kind, const json_object *body, const char **name,
    const json_object **value)
{
	size_t n = 0;

	*name = "";
	*value = NULL;
	if (is_object(body)) {
		DOC_EACH(body, key, member)
		{
			*name = key;
			*value = member;
			n++;
		}
	}
	if (n != 1)
		refuse(r, MALFORMED, "[%s] query needs exactly one field", kind);
	return n == 1;
}

/* The value itself, or what stands under its one name in an object. */
static const json_object *
unwrap(struct reading *r, const char *kind, const json_object *value, const char *under)
{
	json_object *inner = NULL;

	if (!is_object(value))
		return value;
	DOC_EACH(value, key, member)
	{
		if (!str_is(str_of(key), under))
			refuse(r, UNSUPPORTED, "[%s] query does not support [%s]", kind, key);
		inner = member;
	}
	return inner;
}

/* ---- clauses ---- */

/* How a clause of terms is answered: by what the store's keys tell, if they tell it. */
static void
settle_terms(struct reading *r, struct index_query *q)
{
	const struct index_view *view = r->view;
	uint32_t groups = 0;
	bool all_exact = true;

	q->groups = view->all_groups;
	q->by = q->field == NULL ? BY_ID : BY_DOCUMENT;
	q->cheap = true;
	if (q->field == NULL)
		return;
	if (view->owner != NULL && str_is(str_of(view->owner), q->field->path)) {
		q->by = BY_OWNER;
		return;
	}
	q->cheap = false;
	for (size_t i = 0; i < q->words.n; i++) {
		uint32_t some;
		bool exact;

		if (view->groups_of == NULL ||
		    !view->groups_of(q->field->path, q->words.items[i], &some, &exact))
			return;
		groups |= some;
		all_exact = all_exact && exact;
	}
	q->groups = groups;
	q->by = all_exact ? BY_GROUP : BY_DOCUMENT;
	q->cheap = all_exact;
}

static void
read_term(struct reading *r, const char *kind, const char *under, const json_object *body,
    struct index_query *q)
{
	const json_object *value;
	const char *name;
	struct str *word;

	if (!only_member(r, kind, body, &name, &value) || !find_field(r, kind, name, &q->field))
		return;
	value = unwrap(r, kind, value, under);
	word = take(r, sizeof(*word));
	if (word == NULL || !read_word(r, q->field, value, word))
		return;
	q->words = (struct index_set){false, word, 1};
	settle_terms(r, q);
}

static void
read_terms(struct reading *r, const json_object *body, struct index_query *q)
{
	const json_object *value;
	const char *name;
	struct str *words;
	size_t n;

	if (!only_member(r, "terms", body, &name, &value) ||
	    !find_field(r, "terms", name, &q->field))
		return;
	if (!json_object_is_type(value, json_type_array)) {
		refuse(r, MALFORMED, "[terms] query needs a list of values for [%s]", name);
		return;
	}
	n = doc_length(value);
	if (n > INDEX_TERMS_MAX) {
		refuse(r, UNSUPPORTED, "[terms] query has more than %d values", INDEX_TERMS_MAX);
		return;
	}
	words = take(r, n * sizeof(*words));
	for (size_t i = 0; words != NULL && i < n; i++)
		if (!read_word(r, q->field, doc_at(value, i), &words[i]))
			return;
	if (words == NULL)
		return;
	sort_words(&q->words, words, n);
	settle_terms(r, q);
}

static void
read_range(struct reading *r, const json_object *body, struct index_query *q)
{
	const json_object *bounds;
	const char *name;

	q->least = INT64_MIN;
	q->most = INT64_MAX;
	if (!only_member(r, "range", body, &name, &bounds) ||
	    !find_field(r, "range", name, &q->field))
		return;
	if (!is_object(bounds)) {
		refuse(r, MALFORMED, "[range] query needs an object of bounds for [%s]", name);
		return;
	}
	DOC_EACH(bounds, key, value)
	{
		struct str bound = str_of(key);
		bool low = str_is(bound, "gt") || str_is(bound, "gte");
		int64_t ms;

		if (!low && !str_is(bound, "lt") && !str_is(bound, "lte")) {
			refuse(r, UNSUPPORTED, "[range] query does not support [%s]", key);
			return;
		}
		if (!read_bound(r, value, key, &ms))
			return;
		if (bound.n == 2 && ms == (low ? INT64_MAX : INT64_MIN)) {
			refuse(r, UNSUPPORTED, "[%s] of a [range] is too large", key);
			return;
		}
		if (low)
			q->least = bound.n == 2 ? ms + 1 : ms;
		else
			q->most = bound.n == 2 ? ms - 1 : ms;
	}
}

static const struct index_query *read_query(struct reading *, const json_object *);

/* The clauses of one occurrence, behind those that are in the list already. */
static void
read_list(struct reading *r, const char *occur, const json_object *value, struct query_list *list)
{
	bool many = json_object_is_type(value, json_type_array);
	size_t n = many ? doc_length(value) : 1;
	const struct index_query **items;

	if (n > INDEX_CLAUSES_MAX) {
		refuse(r, UNSUPPORTED, "the query has more than %d clauses", INDEX_CLAUSES_MAX);
		return;
	}
	items = take(r, (list->n + n) * sizeof(struct index_query *));
	if (items == NULL)
		return;
	for (size_t i = 0; i < list->n; i++)
		items[i] = list->items[i];
	list->items = items;
	for (size_t i = 0; i < n && r->error == NULL; i++) {
		const json_object *clause = many ? doc_at(value, i) : value;

		if (!is_object(clause)) {
			refuse(r, MALFORMED, "[%s] needs queries", occur);
			return;
		}
		items[list->n] = read_query(r, clause);
		list->n += items[list->n] != NULL;
	}
}

static bool
all_cheap(const struct query_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (!list->items[i]->cheap)
			return false;
	return true;
}

static void
read_bool(struct reading *r, const json_object *body, struct index_query *q)
{
	if (!is_object(body)) {
		refuse(r, MALFORMED, "[bool] query must be an object");
		return;
	}
	DOC_EACH(body, key, value)
	{
		struct str occur = str_of(key);

		if (str_is(occur, "must") || str_is(occur, "filter"))
			read_list(r, key, value, &q->must);
		else if (str_is(occur, "should"))
			read_list(r, key, value, &q->should);
		else if (str_is(occur, "must_not"))
			read_list(r, key, value, &q->must_not);
		else
			refuse(r, UNSUPPORTED, "[bool] query does not support [%s]", key);
		if (r->error != NULL)
			return;
	}
	q->any = q->must.n == 0 && q->should.n > 0;
	q->cheap =
	    all_cheap(&q->must) && all_cheap(&q->must_not) && (!q->any || all_cheap(&q->should));
}

static void
read_match_all(struct reading *r, const json_object *body, struct index_query *q)
{
	if (!is_object(body)) {
		refuse(r, MALFORMED, "[match_all] query must be an object");
		return;
	}
	DOC_EACH(body, key, value)
	{
		(void)value;
		refuse(r, UNSUPPORTED, "[match_all] query does not support [%s]", key);
		return;
	}
	q->cheap = true;
}

static void
read_clause(struct reading *r, const char *name, const json_object *body, struct index_query *q)
{
	struct str kind = str_of(name);

	if (str_is(kind, "match_all")) {
		q->op = QUERY_ALL;
		read_match_all(r, body, q);
	} else if (str_is(kind, "bool")) {
		q->op = QUERY_BOOL;
		read_bool(r, body, q);
	} else if (str_is(kind, "term") || str_is(kind, "match")) {
		q->op = QUERY_TERMS;
		read_term(r, name, str_is(kind, "term") ? "value" : "query", body, q);
	} else if (str_is(kind, "terms")) {
		q->op = QUERY_TERMS;
		read_terms(r, body, q);
	} else if (str_is(kind, "range")) {
		q->op = QUERY_RANGE;
		read_range(r, body, q);
	} else {
		refuse(r, UNSUPPORTED,
		    "query [%s] is not supported here: match_all, bool, term, terms, match and "
		    "range are",
		    name);
	}
}

/* NULL when it is refused. */
static const struct index_query *
read_query(struct reading *r, const json_object *query)
{
	struct index_query *q = take(r, sizeof(*q));
	const json_object *body = NULL;
	const char *name = "";
	size_t n = 0;

	DOC_EACH(query, key, value)
	{
		name = key;
		body = value;
		n++;
	}
	if (q == NULL)
		return NULL;
	if (n != 1) {
		refuse(r, MALFORMED, "a query must be an object with exactly one name in it");
		return NULL;
	}
	if (++r->clauses > INDEX_CLAUSES_MAX) {
		refuse(r, UNSUPPORTED, "the query has more than %d clauses", INDEX_CLAUSES_MAX);
		return NULL;
	}
	if (++r->depth > INDEX_DEPTH_MAX)
		refuse(r, UNSUPPORTED, "the query is nested deeper than %d", INDEX_DEPTH_MAX);
	else
		read_clause(r, name, body, q);
	r->depth--;
	return r->error == NULL ? q : NULL;
}

const struct index_query *
index_query_read(struct arena *a, const struct index_view *view, const json_object *query,
    int64_t now, const struct error **error)
{
	struct reading r = {.arena = a, .view = view, .now = now};
	struct index_query *all;
	const struct index_query *q;

	if (query == NULL) {
		all = take(&r, sizeof(*all));
		if (all != NULL)
			*all = (struct index_query){.op = QUERY_ALL, .cheap = true};
		q = all;
	} else if (is_object(query)) {
		q = read_query(&r, query);
	} else {
		q = NULL;
		refuse(&r, MALFORMED, "[query] must be an object");
	}
	if (r.error == NULL && arena_failed(a))
		r.error = &error_no_memory;
	*error = r.error;
	return r.error == NULL ? q : NULL;
}
