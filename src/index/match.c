/* Does a record match a query? */
#include <config.h>

#include "index/inside.h"

#include <stdlib.h>
#include <string.h>

#include "json/doc.h"

static bool
is_in(const struct index_set *set, struct str text)
{
	return set->n > 0 &&
	       bsearch(&text, set->items, set->n, sizeof(text), index_words_compare) != NULL;
}

/* A clause while it looks into a document. */
struct looking {
	const struct index_query *q;
	bool failed; /* a value could not be read */
};

/* value is a JSON string with its quotes; few have escapes in them. */
static bool
is_string_in(struct looking *l, struct str value)
{
	const struct index_set *set = &l->q->words;
	struct str text = {value.p + 1, value.n - 2};
	DOC_AUTO json_object *decoded = NULL;
	bool damaged;

	if (memchr(text.p, '\\', text.n) == NULL)
		return is_in(set, text);
	decoded = doc_load(value, &damaged);
	l->failed = l->failed || decoded == NULL;
	return decoded != NULL && is_in(set, doc_text(decoded));
}

static bool
word_matches(struct str value, void *ctx)
{
	struct looking *l = ctx;

	if (value.p[0] == '"')
		return is_string_in(l, value);
	return l->q->field->type == INDEX_BOOLEAN && is_in(&l->q->words, value);
}

static bool
date_matches(struct str value, void *ctx)
{
	const struct index_query *q = ((const struct looking *)ctx)->q;
	int64_t ms;

	return value.p[0] == '"' && index_millis((struct str){value.p + 1, value.n - 2}, &ms) &&
	       ms >= q->least && ms <= q->most;
}

static bool
value_matches(const struct index_query *q, struct index_subject *s, index_visit_fn *visit)
{
	struct looking l = {.q = q};
	bool yes = index_each_value(s->text, q->field->path, visit, &l, &s->failed);

	s->failed = s->failed || l.failed;
	return yes;
}

static bool
terms_match(const struct index_query *q, struct index_subject *s)
{
	switch (q->by) {
	case BY_ID:
		return is_in(&q->words, s->id);
	case BY_OWNER:
		return is_in(&q->words, s->owner);
	case BY_GROUP:
		return (q->groups >> s->group & 1) != 0;
	case BY_DOCUMENT:
		break;
	}
	return value_matches(q, s, word_matches);
}

static bool
any_matches(const struct query_list *list, struct index_subject *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (index_query_matches(list->items[i], s))
			return true;
	return false;
}

/* First what needs no document: most records end there. */
static bool
bool_matches(const struct index_query *q, struct index_subject *s)
{
	for (int cheap = 1; cheap >= 0; cheap--) {
		for (size_t i = 0; i < q->must.n; i++)
			if (q->must.items[i]->cheap == (bool)cheap &&
			    !index_query_matches(q->must.items[i], s))
				return false;
		for (size_t i = 0; i < q->must_not.n; i++)
			if (q->must_not.items[i]->cheap == (bool)cheap &&
			    index_query_matches(q->must_not.items[i], s))
				return false;
	}
	return !q->any || any_matches(&q->should, s);
}

bool
index_query_matches(const struct index_query *q, struct index_subject *s)
{
	switch (q->op) {
	case QUERY_ALL:
		return true;
	case QUERY_TERMS:
		return terms_match(q, s);
	case QUERY_RANGE:
		return value_matches(q, s, date_matches);
	case QUERY_BOOL:
		break;
	}
	return bool_matches(q, s);
}
