#include <config.h>

#include "model/api_key.h"

#include <string.h>

#include "model/duration.h"

/* ---- making one ---- */

/* clang-format off */
static const struct field create_fields[] = {
	{ "name",             FIELD_STRING, FIELD_REQUIRED },
	{ "expiration",       FIELD_STRING, FIELD_NULLABLE },
	{ "role_descriptors", FIELD_OBJECT, FIELD_NULLABLE },
	{ "metadata",         FIELD_OBJECT, FIELD_NULLABLE },
	{ NULL },
};
/* clang-format on */

const struct schema api_key_create_schema = {"api_key_request", create_fields};

bool
api_key_duration(struct str text, int64_t *us)
{
	return duration_read(text, us) && *us > 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void
api_key_create_check(struct problems *problems, const json_object *body)
{
	struct str text = {NULL, 0};
	json_object *metadata = doc_object(body, "metadata");
	int64_t us;

	doc_string(body, "name", &text);
	if (text.n == 0)
		problems_add(problems, "the name of the key cannot be empty");
	else if (is_blank(text.p[0]) || is_blank(text.p[text.n - 1]))
		problems_add(problems, "the name of the key cannot begin or end with a blank");
	else if (text.p[0] == '_')
		problems_add(problems, "the name of the key cannot begin with an underscore");
	if (text.n > API_KEY_NAME_MAX)
		problems_add(
		    problems, "the name of the key is longer than %d bytes", API_KEY_NAME_MAX);
	if (doc_string(body, "expiration", &text) && !api_key_duration(text, &us))
		problems_add(problems,
		    "[expiration] must be a duration such as 30d, 12h or 90m, but was [%.*s]",
		    STR_ARG(text));
	if (metadata == NULL)
		return;
	DOC_EACH(metadata, key, value)
	{
		(void)value;
		if (key[0] == '_')
			problems_add(problems, "a name in [metadata] begins with _: [%s]", key);
	}
}

static bool
set_list(json_object *doc, const char *key, const struct str *items, size_t n)
{
	DOC_AUTO json_object *list = doc_new_array();

	for (size_t i = 0; list != NULL && i < n; i++)
		if (!doc_add_take(list, json_object_new_string_len(items[i].p, (int)items[i].n)))
			return false;
	return list != NULL && doc_set_take(doc, key, doc_move(&list));
}

/* What is ours alone, apart from what Elasticsearch has. */
static json_object *
new_extra(const struct grant *grant)
{
	DOC_AUTO json_object *extra = doc_new();
	struct str roles[ROLES];
	size_t n = 0;

	for (int bit = 0; bit < ROLES; bit++)
		if ((grant->roles & 1u << bit) != 0)
			roles[n++] = str_of(role_words.names[bit]);
	if (extra == NULL || !set_list(extra, "roles", roles, n) ||
	    !set_list(extra, "connectors", grant->connectors, grant->n))
		return NULL;
	return doc_move(&extra);
}

static bool
set_object(json_object *doc, const char *key, const json_object *body)
{
	json_object *value = doc_object(body, key);

	return value != NULL ? doc_set_copy(doc, key, value) : doc_set_take(doc, key, doc_new());
}

/* Milliseconds, as all times of keys are shown. */
static bool
set_time(json_object *doc, const char *key, int64_t us)
{
	return doc_set_long(doc, key, us / 1000);
}

json_object *
api_key_new(struct str id, const json_object *body, const struct grant *grant,
    const struct owner *owner, const char *hash, int64_t now)
{
	DOC_AUTO json_object *doc = doc_new();
	struct str text = {"", 0};
	int64_t us;

	doc_string(body, "name", &text);
	if (doc == NULL || !doc_set_string(doc, "id", id) || !doc_set_string(doc, "name", text) ||
	    !doc_set_text(doc, "type", "rest") || !set_time(doc, "creation", now))
		return NULL;
	if (doc_string(body, "expiration", &text) && api_key_duration(text, &us) &&
	    !set_time(doc, "expiration", now + us))
		return NULL;
	if (!doc_set_bool(doc, "invalidated", false) ||
	    !doc_set_string(doc, "username", owner->username) ||
	    !doc_set_string(doc, "realm", owner->realm) || !set_object(doc, "metadata", body) ||
	    !set_object(doc, "role_descriptors", body) ||
	    !doc_set_take(doc, "connectord", new_extra(grant)) || !doc_set_text(doc, "hash", hash))
		return NULL;
	return doc_move(&doc);
}

/* ---- what is kept ---- */

static bool
read_grant(struct arena *a, const json_object *extra, struct grant *grant)
{
	json_object *roles = doc_array(extra, "roles");
	json_object *connectors = doc_array(extra, "connectors");
	struct str *list;

	*grant = (struct grant){0};
	if (roles == NULL || connectors == NULL)
		return false;
	for (size_t i = 0; i < doc_length(roles); i++) {
		int bit = words_find(&role_words, doc_text(doc_at(roles, i)));

		if (bit < 0)
			return false;
		grant->roles |= 1u << bit;
	}
	list = arena_alloc(a, doc_length(connectors) * sizeof(*list));
	if (list == NULL)
		return false;
	for (size_t i = 0; i < doc_length(connectors); i++)
		list[grant->n++] = doc_text(doc_at(connectors, i));
	grant->connectors = list;
	return true;
}

static int64_t
get_time(const json_object *doc, const char *key)
{
	int64_t ms;

	return doc_long(doc, key, &ms) ? ms * 1000 : 0;
}

bool
api_key_read(struct arena *a, const json_object *doc, struct api_key *key)
{
	json_object *extra = doc_object(doc, "connectord");

	*key = (struct api_key){.expiration = get_time(doc, "expiration")};
	if (extra == NULL || !doc_string(doc, "name", &key->name) ||
	    !doc_string(doc, "hash", &key->hash) ||
	    !doc_string(doc, "username", &key->owner.username) ||
	    !doc_string(doc, "realm", &key->owner.realm) ||
	    !doc_bool(doc, "invalidated", &key->invalidated))
		return false;
	key->last_used = get_time(extra, "last_used");
	return read_grant(a, extra, &key->grant);
}

int64_t
api_key_end(const json_object *doc)
{
	int64_t expiration = get_time(doc, "expiration");
	int64_t end = expiration > 0 ? expiration : INT64_MAX;
	bool invalidated = false;

	if (doc_bool(doc, "invalidated", &invalidated) && invalidated &&
	    get_time(doc, "invalidation") < end)
		end = get_time(doc, "invalidation");
	return end;
}

bool
api_key_invalidate(json_object *doc, int64_t now)
{
	return doc_set_bool(doc, "invalidated", true) && set_time(doc, "invalidation", now);
}

bool
api_key_used(json_object *doc, int64_t at)
{
	json_object *extra = doc_object(doc, "connectord");

	return extra == NULL || set_time(extra, "last_used", at);
}

/* clang-format off */
static const char *const shown[] = {
	"id", "name", "type", "creation", "expiration", "invalidated", "invalidation", "username", "realm",
	"metadata", "role_descriptors",
};
/* clang-format on */

static void
show_extra(struct buf *out, json_object *extra, int64_t last_used)
{
	const char *before = "";

	buf_text(out, ",\"connectord\":{");
	DOC_EACH(extra, key, value)
	{
		if (last_used > 0 && strcmp(key, "last_used") == 0)
			continue;
		buf_text(out, before);
		doc_quote(out, str_of(key));
		buf_char(out, ':');
		doc_write(out, value, DOC_COMPACT);
		before = ",";
	}
	if (last_used > 0)
		buf_printf(out, "%s\"last_used\":%lld", before, (long long)(last_used / 1000));
	buf_char(out, '}');
}

void
api_key_show(struct buf *out, const json_object *doc, int64_t last_used)
{
	json_object *extra = doc_object(doc, "connectord");
	const char *before = "{";

	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		json_object *value;

		if (doc_get(doc, shown[i], &value) == DOC_ABSENT)
			continue;
		buf_printf(out, "%s\"%s\":", before, shown[i]);
		doc_write(out, value, DOC_COMPACT);
		before = ",";
	}
	if (extra != NULL)
		show_extra(out, extra, last_used);
	buf_char(out, '}');
}

/* ---- asking for some ---- */

bool
api_key_name_matches(struct str pattern, struct str name)
{
	if (pattern.p == NULL)
		return true;
	if (pattern.n == 0 || pattern.p[pattern.n - 1] != '*')
		return str_equal(pattern, name);
	pattern.n--;
	return name.n >= pattern.n && (pattern.n == 0 || memcmp(name.p, pattern.p, pattern.n) == 0);
}

/* clang-format off */
static const struct field invalidate_fields[] = {
	{ "ids",        FIELD_STRINGS, 0 },
	{ "id",         FIELD_STRING,  FIELD_NULLABLE },
	{ "name",       FIELD_STRING,  FIELD_NULLABLE },
	{ "owner",      FIELD_BOOL,    0 },
	{ "realm_name", FIELD_STRING,  FIELD_NULLABLE },
	{ "username",   FIELD_STRING,  FIELD_NULLABLE },
	{ NULL },
};
/* clang-format on */

const struct schema api_key_invalidate_schema = {"invalidate_api_key", invalidate_fields};
