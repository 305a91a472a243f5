#include <config.h>

#include "judge.h"

#include <string.h>
#include <strings.h>

bool
judge_names_header(const struct step_headers *headers, const char *name)
{
	for (size_t i = 0; i < headers->n; i++)
		if (str_is_nocase(headers->row[i].name, name))
			return true;
	return false;
}

/* The nth header of that name; NULL: there are not so many. */
static const struct step_header *
find_header(const struct step_headers *headers, struct str name, size_t nth)
{
	for (size_t i = 0; i < headers->n; i++) {
		const struct step_header *row = &headers->row[i];

		if (row->name.n == name.n && strncasecmp(row->name.p, name.p, name.n) == 0 &&
		    nth-- == 0)
			return row;
	}
	return NULL;
}

/* Takes the next item off a comma separated list; false when it is empty. */
static bool
next_item(struct str *list, struct str *item)
{
	const char *comma;
	size_t n;

	if (list->n == 0)
		return false;
	comma = memchr(list->p, ',', list->n);
	n = comma != NULL ? (size_t)(comma - list->p) : list->n;
	*item = (struct str){list->p, n};
	n += comma != NULL;
	*list = (struct str){list->p + n, list->n - n};
	while (item->n > 0 && item->p[0] == ' ')
		*item = (struct str){item->p + 1, item->n - 1};
	while (item->n > 0 && item->p[item->n - 1] == ' ')
		item->n--;
	return true;
}

static size_t
count_items(struct str list)
{
	struct str item;
	size_t n = 0;

	while (next_item(&list, &item))
		n++;
	return n;
}

static bool
holds_item(struct str list, struct str wanted)
{
	struct str item;

	while (next_item(&list, &item))
		if (str_equal(item, wanted))
			return true;
	return false;
}

/* "{GET, POST}" against "POST,GET" */
static bool
same_set(struct str want, struct str got)
{
	struct str rest = {want.p + 1, want.n - 2};
	struct str item;

	if (count_items(rest) != count_items(got))
		return false;
	while (next_item(&rest, &item))
		if (!holds_item(got, item))
			return false;
	return true;
}

static bool
check_header(struct expect *x, const struct step_header *want, const struct step_header *got)
{
	const char *what = arena_printf(x->arena, "header %.*s", STR_ARG(want->name));

	if (str_is(want->value, "-"))
		return got == NULL ||
		       expect_fail(x, "%s: expected none, got [%.*s]", what, STR_ARG(got->value));
	if (got == NULL)
		return expect_fail(x, "%s: not there", what);
	if (want->value.n >= 2 && want->value.p[0] == '{')
		return same_set(want->value, got->value) ||
		       expect_fail(x, "%s: expected the set %.*s, got [%.*s]", what,
		           STR_ARG(want->value), STR_ARG(got->value));
	return expect_text(x, what, want->value, got->value);
}

/* A header that is expected k times must be there k times, in that order. */
static bool
check_headers(struct expect *x, const struct step_headers *want, const struct step_headers *got)
{
	for (size_t i = 0; i < want->n; i++) {
		const struct step_header *row = &want->row[i];
		size_t nth = 0;

		for (size_t j = 0; j < i; j++)
			nth += row->name.n == want->row[j].name.n &&
			       strncasecmp(row->name.p, want->row[j].name.p, row->name.n) == 0;
		if (!check_header(x, row, find_header(got, row->name, nth)))
			return false;
		if (find_header(want, row->name, nth + 1) == NULL &&
		    find_header(got, row->name, nth + 1) != NULL)
			return expect_fail(x, "header %.*s: sent more often than %zu times",
			    STR_ARG(row->name), nth + 1);
	}
	return true;
}

/* What holds for every answer unless a block says otherwise (rest.md 2). */
static bool
check_common(struct expect *x, const struct step *step, const struct door_answer *answer)
{
	static const struct step_headers product = {
	    .row = {{{"X-elastic-product", 17}, {"Elasticsearch", 13}}}, .n = 1};
	static const struct step_headers no_product = {
	    .row = {{{"X-elastic-product", 17}, {"-", 1}}}, .n = 1};
	bool denied = answer->status == 401 || answer->status == 403;
	const char *length = arena_printf(x->arena, "%zu", answer->body.n);
	const struct step_headers content_length = {
	    .row = {{{"content-length", 14}, str_of(length)}}, .n = 1};

	if (!judge_names_header(&step->want_headers, "x-elastic-product") &&
	    !check_headers(x, denied ? &no_product : &product, &answer->headers))
		return false;
	if (str_is(step->method, "HEAD"))
		return answer->body.n == 0 || expect_fail(x, "a body behind HEAD");
	return judge_names_header(&step->want_headers, "content-length") ||
	       check_headers(x, &content_length, &answer->headers);
}

static bool
check_body(struct expect *x, const struct step *step, const struct door_answer *answer)
{
	const struct value *got;
	const char *why = NULL;

	switch (step->want_body) {
	case WANT_ANY:
		return true;
	case WANT_EMPTY:
		return answer->body.n == 0 || expect_fail(x, "body: expected none");
	case WANT_TEXT:
		return expect_text(x, "body", step->want_text, answer->body);
	default:
		got = value_parse(x->arena, answer->body, &why);
		if (got == NULL)
			return expect_fail(x, "body: not JSON: %s", why);
		return expect_value(x, step->want_value, got, step->want_body == WANT_SUBSET);
	}
}

bool
judge_answer(struct expect *x, const struct step *step, const struct door_answer *answer)
{
	if (answer->status != step->want_status)
		return expect_fail(
		    x, "status: expected %d, got %d", step->want_status, answer->status);
	return check_headers(x, &step->want_headers, &answer->headers) &&
	       check_common(x, step, answer) && check_body(x, step, answer);
}
