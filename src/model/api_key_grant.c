/* What role descriptors come to. */
#include <config.h>

#include "model/api_key.h"

#include <string.h>

#define APPLICATION "connectord"

/* clang-format off */
static const struct {
	const char *privilege;
	unsigned roles;
} cluster_privileges[] = {
	{ "monitor",           ROLE_MONITOR },
	{ "monitor_connector", ROLE_MONITOR },
	{ "manage",            ROLE_MANAGE },
	{ "manage_connector",  ROLE_MANAGE },
	{ "manage_security",   ROLE_ADMIN },
	{ "all",               ROLE_ADMIN },
}, index_privileges[] = {
	{ "read",              ROLE_MONITOR },
	{ "write",             ROLE_MANAGE },
	{ "all",               ROLE_MANAGE },
};
/* clang-format on */

/* Descriptors on their way to a grant. */
struct reading {
	struct arena *arena;
	struct grant *grant;
	struct str *connectors; /* room for API_KEY_CONNECTORS_MAX */
};

static const struct error *
wrong(struct arena *a, const char *what, const char *must)
{
	return error_new(
	    a, "parse_exception", NULL, "role descriptors: [%s] must be %s", what, must);
}

/* An absent or null member is an empty list. */
static const struct error *
get_list(struct arena *a, const json_object *doc, const char *key, json_object **list)
{
	json_object *value;

	*list = doc_array(doc, key);
	if (*list != NULL || doc_get(doc, key, &value) != DOC_PRESENT)
		return NULL;
	return wrong(a, key, "an array");
}

static const struct error *
get_text(struct arena *a, const json_object *list, size_t i, const char *what, struct str *text)
{
	json_object *value = doc_at(list, i);

	if (value == NULL || !json_object_is_type(value, json_type_string))
		return wrong(a, what, "an array of strings");
	*text = doc_text(value);
	return NULL;
}

static const struct error *
read_cluster(struct reading *r, const json_object *descriptor)
{
	enum { ROWS = sizeof(cluster_privileges) / sizeof(cluster_privileges[0]) };
	json_object *list;
	struct str text = {NULL, 0};

	TRY(get_list(r->arena, descriptor, "cluster", &list));
	for (size_t i = 0; list != NULL && i < doc_length(list); i++) {
		TRY(get_text(r->arena, list, i, "cluster", &text));
		for (size_t k = 0; k < ROWS; k++)
			if (str_is(text, cluster_privileges[k].privilege))
				r->grant->roles |= cluster_privileges[k].roles;
	}
	return NULL;
}

/* ---- indices ---- */

/* Among the names is one of the two internal indices, or all. */
static const struct error *
names_ours(struct reading *r, const json_object *entry, bool *ours)
{
	static const char prefix[] = ".elastic-connectors";
	json_object *names;
	struct str name;

	*ours = false;
	TRY(get_list(r->arena, entry, "names", &names));
	for (size_t i = 0; names != NULL && i < doc_length(names); i++) {
		TRY(get_text(r->arena, names, i, "names", &name));
		*ours = *ours || str_is(name, "*") ||
		        (name.n >= sizeof(prefix) - 1 &&
		            memcmp(name.p, prefix, sizeof(prefix) - 1) == 0);
	}
	return NULL;
}

static const struct error *
read_index(struct reading *r, const json_object *entry)
{
	enum { ROWS = sizeof(index_privileges) / sizeof(index_privileges[0]) };
	json_object *list;
	struct str text = {NULL, 0};
	bool ours;

	TRY(names_ours(r, entry, &ours));
	TRY(get_list(r->arena, entry, "privileges", &list));
	for (size_t i = 0; list != NULL && i < doc_length(list); i++) {
		TRY(get_text(r->arena, list, i, "privileges", &text));
		for (size_t k = 0; ours && k < ROWS; k++)
			if (str_is(text, index_privileges[k].privilege))
				r->grant->roles |= index_privileges[k].roles;
	}
	return NULL;
}

/* ---- applications ---- */

static bool
is_known(const struct grant *grant, struct str id)
{
	for (size_t i = 0; i < grant->n; i++)
		if (str_equal(grant->connectors[i], id))
			return true;
	return false;
}

static const struct error *
add_connectors(struct reading *r, const json_object *entry)
{
	json_object *list;
	struct str id = STR_LIT("");

	TRY(get_list(r->arena, entry, "resources", &list));
	if (list == NULL || doc_length(list) == 0)
		return wrong(r->arena, "resources", "the ids of the worker's connectors");
	for (size_t i = 0; i < doc_length(list); i++) {
		TRY(get_text(r->arena, list, i, "resources", &id));
		if (id.n == 0 || str_is(id, "*"))
			return wrong(r->arena, "resources",
			    "the ids of the worker's connectors, each named");
		if (is_known(r->grant, id))
			continue;
		if (r->grant->n == API_KEY_CONNECTORS_MAX)
			return error_new(r->arena, "parse_exception", NULL,
			    "role descriptors: a worker has at most %d connectors",
			    API_KEY_CONNECTORS_MAX);
		r->connectors[r->grant->n++] = id;
	}
	return NULL;
}

static const struct error *
read_application(struct reading *r, const json_object *entry)
{
	struct str name = {NULL, 0}, text = {NULL, 0};
	json_object *list;

	if (!doc_string(entry, "application", &name))
		return wrong(r->arena, "application", "a string");
	TRY(get_list(r->arena, entry, "privileges", &list));
	for (size_t i = 0; list != NULL && i < doc_length(list); i++) {
		int role;

		TRY(get_text(r->arena, list, i, "privileges", &text));
		if (!str_is(name, APPLICATION))
			continue;
		role = words_find(&role_words, text);
		if (role < 0)
			return wrong(r->arena, "privileges", "monitor, worker, manage or admin");
		r->grant->roles |= 1u << role;
		if (1 << role == ROLE_WORKER)
			TRY(add_connectors(r, entry));
	}
	return NULL;
}

/* ---- all of it ---- */

typedef const struct error *entry_fn(struct reading *, const json_object *entry);

static const struct error *
read_entries(struct reading *r, const json_object *descriptor, const char *key, entry_fn *read)
{
	json_object *list;

	TRY(get_list(r->arena, descriptor, key, &list));
	for (size_t i = 0; list != NULL && i < doc_length(list); i++) {
		json_object *entry = doc_at(list, i);

		if (entry == NULL || !json_object_is_type(entry, json_type_object))
			return wrong(r->arena, key, "an array of objects");
		TRY(read(r, entry));
	}
	return NULL;
}

static const struct error *
read_descriptor(struct reading *r, const json_object *descriptor)
{
	TRY(read_cluster(r, descriptor));
	TRY(read_entries(r, descriptor, "indices", read_index));
	TRY(read_entries(r, descriptor, "index", read_index));
	return read_entries(r, descriptor, "applications", read_application);
}

const struct error *
api_key_grant_of(
    struct arena *a, const json_object *body, const struct grant *otherwise, struct grant *grant)
{
	json_object *descriptors = doc_object(body, "role_descriptors");
	struct reading r = {.arena = a, .grant = grant};

	*grant = (struct grant){0};
	if (descriptors == NULL || json_object_object_length(descriptors) == 0) {
		*grant = *otherwise;
		return NULL;
	}
	r.connectors = arena_alloc(a, API_KEY_CONNECTORS_MAX * sizeof(*r.connectors));
	if (r.connectors == NULL)
		return &error_no_memory;
	grant->connectors = r.connectors;
	DOC_EACH(descriptors, key, value)
	{
		if (value == NULL || !json_object_is_type(value, json_type_object))
			return wrong(a, key, "an object");
		TRY(read_descriptor(&r, value));
	}
	return NULL;
}
