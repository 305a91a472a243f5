#include <config.h>

#include "json/reader.h"

#include "json/doc.h"
#include "json/node.h"
#include "json/state.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A value being put together. */
struct tree {
	json_object *top;
	json_object **open; /* objects and arrays not closed yet; all belong to top */
	unsigned depth, room;
	unsigned values;
	struct buf key; /* of the field whose value comes next, with a NUL */
};

static bool
is_value_start(enum json_token token)
{
	switch (token) {
	case JSON_START_OBJECT:
	case JSON_START_ARRAY:
	case JSON_STRING:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		return true;
	default:
		return false;
	}
}

bool
json_skip(struct json_reader *r)
{
	unsigned outside = r->depth;

	if (json_token(r) == JSON_FAULT)
		return false;
	assert(is_value_start(json_token(r)));
	if (json_token(r) != JSON_START_OBJECT && json_token(r) != JSON_START_ARRAY)
		return true;
	while (r->depth >= outside)
		if (json_next(r) == JSON_FAULT)
			return false;
	return true;
}

static bool
tree_push(struct tree *t, json_object *value)
{
	unsigned room = t->room == 0 ? 16 : t->room * 2;
	json_object **open;

	if (t->depth == t->room) {
		open = realloc(t->open, room * sizeof(*open));
		if (open == NULL)
			return false;
		t->open = open;
		t->room = room;
	}
	t->open[t->depth++] = value;
	return true;
}

/* Puts value where it belongs, and owns it then. */
static bool
tree_attach(struct tree *t, json_object *value)
{
	json_object *parent = t->depth > 0 ? t->open[t->depth - 1] : NULL;

	if (parent == NULL) {
		t->top = value;
		return true;
	}
	if (json_object_is_type(parent, json_type_array))
		return node_append(parent, value);
	/* The reader has seen to it that the name is not there yet. */
	return node_add(parent, t->key.p, value, true);
}

static bool
tree_scalar(struct tree *t, const struct json_reader *r)
{
	json_object *value = NULL;
	enum json_token token = json_token(r);

	if (token == JSON_STRING)
		value = node_string(json_text(r));
	else if (token == JSON_NUMBER)
		value = node_number(json_text(r), json_is_integer(r));
	else if (token != JSON_NULL)
		value = json_object_new_boolean(token == JSON_TRUE);
	if (value == NULL && token != JSON_NULL)
		return false;
	if (tree_attach(t, value))
		return true;
	json_object_put(value);
	return false;
}

static bool
tree_open(struct tree *t, bool array)
{
	json_object *value = array ? node_array(4) : json_object_new_object();

	if (value == NULL)
		return false;
	if (!tree_attach(t, value)) {
		json_object_put(value);
		return false;
	}
	return tree_push(t, value);
}

static bool
tree_key(struct tree *t, struct str name)
{
	buf_clear(&t->key);
	buf_str(&t->key, name);
	buf_char(&t->key, '\0');
	return !buf_failed(&t->key);
}

/* Takes the token the reader stands on. False: no memory. */
static bool
tree_token(struct tree *t, const struct json_reader *r)
{
	switch (json_token(r)) {
	case JSON_START_OBJECT:
	case JSON_START_ARRAY:
		return tree_open(t, json_token(r) == JSON_START_ARRAY);
	case JSON_END_OBJECT:
	case JSON_END_ARRAY:
		assert(t->depth > 0);
		t->depth--;
		return true;
	case JSON_FIELD_NAME:
		return tree_key(t, json_text(r));
	default:
		return tree_scalar(t, r);
	}
}

/* A value costs json-c far more memory than it cost to send. */
static bool
tree_count(struct tree *t, struct json_reader *r)
{
	if (!is_value_start(json_token(r)) || ++t->values <= r->values_max)
		return true;
	return json_fail_limit(
	    r, r->at, "Document has more than the maximum of %u values", r->values_max);
}

bool
json_read_value(struct json_reader *r, json_object **value)
{
	struct tree t = {0};
	bool ok = json_token(r) != JSON_FAULT;

	assert(!ok || is_value_start(json_token(r)));
	while (ok) {
		ok = tree_count(&t, r) && (tree_token(&t, r) || json_fail_memory(r));
		if (!ok || t.depth == 0)
			break;
		ok = json_next(r) != JSON_FAULT;
	}
	if (!ok) {
		json_object_put(t.top);
		t.top = NULL;
	}
	free(t.open);
	buf_release(&t.key);
	*value = t.top;
	return ok;
}

json_object *
doc_load(struct str bytes, bool *damaged)
{
	/* More than strangers may send, for what they sent, more than once, stands inside a
	 * document. */
	enum { DEPTH_MAX = JSON_DEPTH_MAX + 200 };
	struct arena *a = arena_new();
	struct json_reader *r =
	    a != NULL ? json_reader_new_within(a, bytes, DEPTH_MAX, UINT_MAX) : NULL;
	json_object *doc = NULL;

	*damaged = false;
	if (r == NULL)
		goto out;
	if (is_value_start(json_next(r)) && json_read_value(r, &doc))
		*damaged = doc == NULL || r->at != r->end;
	else
		*damaged = !arena_failed(a);
	if (*damaged) {
		doc_free(doc);
		doc = NULL;
	}
out:
	json_reader_release(r);
	arena_free(a);
	return doc;
}
