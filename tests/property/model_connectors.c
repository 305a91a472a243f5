/* Whole connectors (connectors.md 3 to 6). */
#include <config.h>

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

/* ---- index names ---- */

/* The first broken rule of connector-document.md 1, or NULL. */
static const char *
name_rule(const char *name)
{
	if (*name == '\0')
		return "must not be empty";
	if (strpbrk(name, "\\/*?\"<>| ,") != NULL)
		return "must not contain the following characters "
		       "['\\','/','*','?','\"','<','>','|',' ',',']";
	if (strchr(name, '#') != NULL)
		return "must not contain '#'";
	if (strchr(name, ':') != NULL)
		return "must not contain ':'";
	if (strchr("_-+", name[0]) != NULL)
		return "must not start with '_', '-', or '+'";
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return "must not be '.' or '..'";
	return NULL;
}

bool
model_index_refused(const char *name, bool managed, struct answer *answer)
{
	const char *broken = name != NULL ? name_rule(name) : NULL;
	char text[1024] = "";
	size_t n = 0;
	int problems = 0;

	if (broken != NULL)
		n += (size_t)snprintf(text, sizeof text,
		    "%d: [%s] org.elasticsearch.indices.InvalidIndexNameException: Invalid index "
		    "name "
		    "[%s], %s;",
		    ++problems, name, name, broken);
	if (managed && name != NULL && strncmp(name, "content-", 8) != 0)
		(void)snprintf(text + n, sizeof text - n,
		    "%d: Index [%s] is invalid. Index attached to an Elastic-managed connector "
		    "must start with the prefix: [content-];",
		    ++problems, name);
	if (problems > 0)
		*answer = answer_fail(400, INVALID, "Validation Failed: %s", text);
	return problems > 0;
}

bool
model_index_taken(struct model *m, const char *name, const char *own)
{
	for (size_t i = 0; i < m->connectors; i++) {
		struct record *r = &m->connector[i];

		if (!model_is_deleted(r) && value_is(r->doc, "index_name", name) &&
		    (own == NULL || strcmp(r->id, own) != 0))
			return true;
	}
	return false;
}

/* ---- create ---- */

static json_object *
new_connector(struct model *m, json_object *body, bool managed)
{
	static const char rest[] =
	    "{\"configuration\":{},\"custom_scheduling\":{},\"sync_now\":false,\"deleted\":false,"
	    "\"name\":\"\",\"scheduling\":{"
	    "\"access_control\":{\"enabled\":false,\"interval\":\"0 0 0 * * ?\"},"
	    "\"full\":{\"enabled\":false,\"interval\":\"0 0 0 * * ?\"},"
	    "\"incremental\":{\"enabled\":false,\"interval\":\"0 0 0 * * ?\"}}}";
	static const char *const texts[] = {
	    "description", "index_name", "language", "name", "service_type"};
	json_object *doc = json_tokener_parse(rest), *filtering = json_object_new_array();

	assert(doc != NULL);
	(void)json_object_array_add(filtering, model_default_element(m));
	value_set_take(doc, "filtering", filtering);
	value_set_take(doc, "is_native", json_object_new_boolean(managed));
	value_set_text(doc, "status", managed ? "needs_configuration" : "created");
	for (size_t i = 0; body != NULL && i < 5; i++)
		value_carry(doc, body, texts[i]);
	return doc;
}

static struct answer
created(int status, const char *id, const char *result)
{
	struct answer answer = answer_text(status, "id", id);

	value_set_text(answer.body, "result", result);
	return answer;
}

struct answer
model_create(struct model *m, const struct op *op)
{
	const char *index = op->body != NULL ? value_text_at(op->body, "index_name") : NULL;
	bool managed = op->body != NULL && value_as_bool(value_at(op->body, "is_native"));
	const char *id = op->kind == OP_PUT ? op->id : m->new_id;
	struct record *r = op->kind == OP_PUT ? model_connector(m, id) : NULL;
	struct answer answer;

	if (model_index_refused(index, managed, &answer))
		return answer;
	if (index != NULL && model_index_taken(m, index, op->kind == OP_PUT ? id : NULL))
		return answer_fail(
		    400, REFUSED, "Index name [%s] is used by another connector.", index);
	if (r != NULL) {
		json_object_put(r->doc);
		r->doc = new_connector(m, op->body, managed);
		return created(200, id, "updated");
	}
	assert(m->connectors < MODEL_CONNECTORS && id != NULL);
	r = &m->connector[m->connectors++];
	(void)snprintf(r->id, sizeof r->id, "%s", id);
	r->doc = new_connector(m, op->body, managed);
	return created(201, id, "created");
}

/* ---- list ---- */

/* Whether the comma list has the text; a list that was not sent has everything. */
static bool
in_list(const char *list, const char *text)
{
	size_t n = text != NULL ? strlen(text) : 0;

	if (list == NULL || *list == '\0')
		return true;
	while (text != NULL) {
		size_t part = strcspn(list, ",");

		if (part == n && memcmp(list, text, n) == 0)
			return true;
		/* Nothing behind the last comma is no element. */
		if (list[part] == '\0' || list[part + 1] == '\0')
			return false;
		list += part + 1;
	}
	return false;
}

/* Whether the whole text of n bytes is as the pattern says. */
static bool
like(const char *pattern, const char *text, size_t n)
{
	if (*pattern == '\0')
		return n == 0;
	if (*pattern == '*')
		return like(pattern + 1, text, n) || (n > 0 && like(pattern, text + 1, n - 1));
	if (n == 0)
		return false;
	return (*pattern == '?' || *pattern == *text) && like(pattern + 1, text + 1, n - 1);
}

static bool
word_like(const char *pattern, const char *text)
{
	char lower[256];
	size_t n = 0;

	for (size_t i = 0; pattern[i] != '\0' && n + 1 < sizeof lower; i++)
		lower[n++] = (char)tolower((unsigned char)pattern[i]);
	lower[n] = '\0';
	while (*text != '\0') {
		char word[64];
		size_t k = 0;

		while (isalnum((unsigned char)*text) && k < sizeof word)
			word[k++] = (char)tolower((unsigned char)*text++);
		if (k > 0 && like(lower, word, k))
			return true;
		if (k == 0)
			text++;
	}
	return false;
}

static bool
query_finds(const char *query, json_object *doc)
{
	const char *index = value_text_at(doc, "index_name"), *name = value_text_at(doc, "name");
	const char *description = value_text_at(doc, "description");
	char pattern[128];

	if (query == NULL || *query == '\0')
		return true;
	(void)snprintf(pattern, sizeof pattern, "*%s*", query);
	return (index != NULL && like(pattern, index, strlen(index))) ||
	       (name != NULL && like(pattern, name, strlen(name))) ||
	       (description != NULL && word_like(pattern, description));
}

/* By index name, those without one last; then by id. */
static int
compare_connectors(const void *a, const void *b)
{
	const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;
	const char *i = value_text_at(x->doc, "index_name"),
	           *j = value_text_at(y->doc, "index_name");
	int order = 0;

	if ((i == NULL) != (j == NULL))
		return i == NULL ? 1 : -1;
	if (i != NULL && j != NULL)
		order = strcmp(i, j);
	return order != 0 ? order : strcmp(x->id, y->id);
}

struct answer
model_list(struct model *m, const struct op *op)
{
	struct record *found[MODEL_CONNECTORS];
	const struct op_query *q = &op->query;
	size_t n = 0;

	for (size_t i = 0; i < m->connectors; i++) {
		struct record *r = &m->connector[i];

		if ((q->include_deleted || !model_is_deleted(r)) &&
		    in_list(q->index_name, value_text_at(r->doc, "index_name")) &&
		    in_list(q->connector_name, value_text_at(r->doc, "name")) &&
		    in_list(q->service_type, value_text_at(r->doc, "service_type")) &&
		    query_finds(q->query, r->doc))
			found[n++] = r;
	}
	if (n > 0)
		qsort(found, n, sizeof(struct record *), compare_connectors);
	return model_page(found, n, q);
}

/* ---- get, delete ---- */

static struct answer
not_found(const char *id)
{
	return answer_fail(404, MISSING, "connector [%s] not found", id);
}

struct answer
model_get(struct model *m, const struct op *op)
{
	struct record *r = model_connector(m, op->id);

	if (r == NULL || (model_is_deleted(r) && !op->query.include_deleted))
		return not_found(op->id);
	return answer_with_take(200, model_output(r));
}

static void
delete_jobs_of(struct model *m, const char *connector_id)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->jobs; i++) {
		struct record *job = &m->job[i];

		if (value_is(value_at(job->doc, "connector"), "id", connector_id))
			json_object_put(job->doc);
		else
			m->job[kept++] = *job;
	}
	m->jobs = kept;
}

struct answer
model_delete(struct model *m, const struct op *op)
{
	struct record *r = model_connector(m, op->id);

	if (r == NULL || (model_is_deleted(r) && !op->query.hard))
		return not_found(op->id);
	if (op->query.delete_sync_jobs)
		delete_jobs_of(m, op->id);
	if (op->query.hard) {
		json_object_put(r->doc);
		*r = m->connector[--m->connectors];
	} else {
		value_set_take(r->doc, "deleted", json_object_new_boolean(true));
	}
	return answer_acknowledged();
}
