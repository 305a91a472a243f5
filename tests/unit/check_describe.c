/* The description of the API against the tables it is made from, read back independently. */
#include <config.h>

#include <ctype.h>
#include <string.h>

#include "api/describe.h"
#include "harness.h"
#include "json/doc.h"
#include "model/schema.h"

static struct arena *arena;
static json_object *document;

static void
set_up(void)
{
	struct buf text = {0};
	bool damaged;

	arena = arena_new();
	describe_openapi(&text);
	document = doc_load(buf_peek(&text), &damaged);
	ck_assert_msg(document != NULL, "the document is not JSON");
	buf_release(&text);
}

static void
tear_down(void)
{
	doc_free(document);
	arena_free(arena);
}

static json_object *
operation_of(const struct route *r)
{
	char method[16] = "";
	json_object *path = doc_object(doc_object(document, "paths"), r->path);

	for (size_t i = 0; http_method_name(r->method)[i] != '\0'; i++)
		method[i] = (char)tolower((unsigned char)http_method_name(r->method)[i]);
	ck_assert_msg(path != NULL, "%s", r->path);
	return doc_object(path, method);
}

static bool
has_parameter(const json_object *operation, struct str name, const char *in)
{
	json_object *list = doc_array(operation, "parameters");
	struct str text;

	for (size_t i = 0; i < doc_length(list); i++)
		if (doc_string(doc_at(list, i), "name", &text) && str_equal(text, name) &&
		    doc_string(doc_at(list, i), "in", &text) && str_is(text, in))
			return true;
	return false;
}

/* Whether every field of the schema is in the JSON schema, with what is below it. */
static void
check_object(const json_object *object, const struct schema *schema)
{
	json_object *properties = doc_object(object, "properties");
	json_object *required = doc_array(object, "required");
	size_t fields = 0, musts = 0;

	ck_assert_ptr_nonnull(properties);
	for (const struct field *f = schema->fields; f->name != NULL; f++, fields++) {
		json_object *property = doc_object(properties, f->name);
		bool listed = false;

		ck_assert_msg(property != NULL, "%s", f->name);
		for (size_t i = 0; required != NULL && i < doc_length(required); i++)
			listed = listed || str_is(doc_text(doc_at(required, i)), f->name);
		ck_assert_int_eq(listed, (f->flags & FIELD_REQUIRED) != 0);
		musts += listed;
		if (f->kind == FIELD_NESTED)
			check_object(property, f->sub);
		else if (f->kind == FIELD_LIST)
			check_object(doc_object(property, "items"), f->sub);
		else if (f->kind == FIELD_MAP)
			check_object(doc_object(property, "additionalProperties"), f->sub);
		else if (f->kind == FIELD_WORD && (f->flags & FIELD_NULLABLE) == 0)
			ck_assert_uint_eq(
			    doc_length(doc_array(property, "enum")), (size_t)f->words->n);
	}
	ck_assert_int_eq(json_object_object_length(properties), (int)fields);
	ck_assert_uint_eq(required != NULL ? doc_length(required) : 0, musts);
}

/* Rows of the sink are not: their paths would be those of the two indices, with other names. */
START_TEST(every_row_is_described)
{
	for (size_t i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];
		if (r->sink)
			continue;

		json_object *operation = operation_of(r);
		const struct schema *body = route_body(r);
		struct str vars[ROUTE_VARS], summary;
		size_t n = route_var_names(r, vars);

		ck_assert_msg(operation != NULL, "%s %s", http_method_name(r->method), r->path);
		ck_assert(doc_string(operation, "summary", &summary));
		for (size_t v = 0; v < n; v++)
			ck_assert(has_parameter(operation, vars[v], "path"));
		for (const struct param *p = r->params; p != NULL && p->name != NULL; p++)
			ck_assert(has_parameter(operation, str_of(p->name), "query"));
		ck_assert_int_eq(body != NULL, doc_object(operation, "requestBody") != NULL);
		if (body != NULL)
			check_object(
			    doc_object(doc_object(doc_object(doc_object(operation, "requestBody"),
			                              "content"),
			                   "application/json"),
			        "schema"),
			    body);
	}
}
END_TEST

START_TEST(nothing_is_described_that_is_no_row)
{
	size_t operations = 0, rows = 0;

	for (size_t i = 0; i < route_count; i++)
		rows += !routes[i].sink;
	DOC_EACH(doc_object(document, "paths"), path, methods)
	{
		(void)path;
		operations += (size_t)json_object_object_length(methods);
	}
	ck_assert_uint_eq(operations, rows);
}
END_TEST

/* Each way in that is named is one that is described, and the two that there are. */
START_TEST(the_ways_in_are_described)
{
	json_object *ways = doc_array(document, "security");
	json_object *schemes = doc_object(doc_object(document, "components"), "securitySchemes");
	struct str text;

	ck_assert_uint_eq(doc_length(ways), 2);
	for (size_t i = 0; i < doc_length(ways); i++) {
		json_object *way = doc_at(ways, i);

		DOC_EACH(way, name, scopes)
		{
			(void)scopes;
			ck_assert_ptr_nonnull(doc_object(schemes, name));
		}
	}
	ck_assert(doc_string(doc_object(schemes, "apiKey"), "name", &text));
	ck_assert(str_is(text, "Authorization"));
	ck_assert(doc_string(doc_object(schemes, "apiKey"), "in", &text));
	ck_assert(str_is(text, "header"));
	ck_assert(doc_string(doc_object(schemes, "basic"), "scheme", &text));
	ck_assert(str_is(text, "basic"));
}
END_TEST

START_TEST(the_manual_names_every_row_and_field)
{
	struct buf text = {0};

	describe_markdown(&text);
	buf_char(&text, '\0');
	ck_assert(!buf_failed(&text));
	for (size_t i = 0; i < route_count; i++) {
		const struct schema *body = route_body(&routes[i]);

		ck_assert_ptr_nonnull(strstr(text.p,
		    arena_printf(arena, "\n### %s %s\n\n%s\n", http_method_name(routes[i].method),
		        routes[i].path, routes[i].summary)));
		for (const struct field *f = body != NULL ? body->fields : NULL;
		     f != NULL && f->name != NULL; f++)
			ck_assert_ptr_nonnull(
			    strstr(text.p, arena_printf(arena, "\n| `%s` | ", f->name)));
	}
	buf_release(&text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("describe");
	TCase *tcase = tcase_create("describe");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, every_row_is_described);
	tcase_add_test(tcase, nothing_is_described_that_is_no_row);
	tcase_add_test(tcase, the_ways_in_are_described);
	tcase_add_test(tcase, the_manual_names_every_row_and_field);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
