#include <config.h>

#include "api/describe.h"

#include <ctype.h>

#include "api/auth.h"
#include "api/call.h"
#include "model/schema.h"

/* clang-format off */
static const struct {
	const char *text;	/* in the manual */
	const char *openapi;	/* as a schema; NULL: put together from the field */
} kinds[FIELD_KIND__MAX] = {
	[FIELD_STRING]	  = { "string", "{\"type\":\"string\"" },
	[FIELD_LONG]	  = { "long", "{\"type\":[\"integer\",\"string\"],\"format\":\"int64\"" },
	[FIELD_INT]	  = { "int", "{\"type\":[\"integer\",\"string\"],\"format\":\"int32\"" },
	[FIELD_BOOL]	  = { "boolean", "{\"type\":[\"boolean\",\"string\"]" },
	[FIELD_WORD]	  = { "word", NULL },
	[FIELD_TIMESTAMP] = { "timestamp", "{\"type\":\"string\",\"format\":\"date-time\"" },
	[FIELD_OBJECT]	  = { "object", "{\"type\":\"object\"" },
	[FIELD_OBJECT_OR_ARRAY] = { "object or array", "{\"type\":[\"object\",\"array\"]" },
	[FIELD_SCALAR]	  = { "value", "{" },
	[FIELD_MEMBERS]	  = { "object of any values", "{\"type\":\"object\"" },
	[FIELD_STRINGS]	  = { "list of strings", "{\"type\":[\"array\",\"string\"],\"items\":{\"type\":\"string\"}" },
	[FIELD_NESTED]	  = { "object", NULL },
	[FIELD_LIST]	  = { "list of objects", NULL },
	[FIELD_MAP]	  = { "object of objects", NULL },
};

static const struct {
	const char *text, *openapi;
} param_kinds[] = {
	[PARAM_INT]  = { "int", "{\"type\":\"integer\",\"minimum\":0}" },
	[PARAM_BOOL] = { "boolean", "{\"type\":\"boolean\"}" },
	[PARAM_TEXT] = { "text", "{\"type\":\"string\"}" },
	[PARAM_LIST] = { "comma list", "{\"type\":\"string\"}" },
	[PARAM_DURATION] = { "duration", "{\"type\":\"string\"}" },
};

static const char *const common_params[][3] = {
	{ "pretty",	 "boolean", "Print the answer for people." },
	{ "human",	 "boolean", "Accepted; nothing in these answers depends on it." },
	{ "error_trace", "boolean", "Add stack_trace to errors." },
	{ "filter_path", "string",  "Which parts of a successful answer to send." },
	{ "format",	 "string",  "json or vnd_json: wins over Accept." },
};
/* clang-format on */

enum { COMMON = sizeof(common_params) / sizeof(common_params[0]) };

/* ---- markdown ---- */

static void
add_words(struct buf *out, const struct words *words)
{
	for (int i = 0; i < words->n; i++)
		buf_printf(out, "%s`%s`", i > 0 ? ", " : "", words->names[i]);
	if (words->exact)
		buf_text(out, " (letter case matters)");
}

/* A field and all below it, one row each; prefix is the path to it. */
static void
add_field_rows(struct buf *out, const struct schema *schema, const char *prefix)
{
	for (const struct field *f = schema->fields; f->name != NULL; f++) {
		struct buf below = {0};

		buf_printf(out, "| `%s%s` | ", prefix, f->name);
		if (f->kind == FIELD_WORD)
			add_words(out, f->words);
		else
			buf_text(out, kinds[f->kind].text);
		buf_printf(out, "%s | %s |\n", (f->flags & FIELD_NULLABLE) != 0 ? " or null" : "",
		    (f->flags & FIELD_REQUIRED) != 0 ? "yes" : "");
		if (f->sub == NULL)
			continue;
		buf_printf(&below, "%s%s%s.", prefix, f->name,
		    f->kind == FIELD_LIST  ? "[]"
		    : f->kind == FIELD_MAP ? ".*"
		                           : "");
		buf_char(&below, '\0');
		if (!buf_failed(&below))
			add_field_rows(out, f->sub, below.p);
		buf_release(&below);
	}
}

static void
add_roles(struct buf *out, enum privilege privilege)
{
	const char *before = "\nRoles: ";

	for (int bit = 0; bit < ROLES; bit++) {
		if ((privilege_roles(privilege) & 1u << bit) == 0)
			continue;
		buf_printf(out, "%s%s", before, role_words.names[bit]);
		before = ", ";
	}
	buf_text(out, ".\n");
}

static void
add_params(struct buf *out, const char *what, const struct param *params)
{
	if (params == NULL)
		return;
	buf_printf(out, "\n| %s | type |\n| --- | --- |\n", what);
	for (const struct param *p = params; p->name != NULL; p++)
		buf_printf(out, "| `%s` | %s |\n", p->name, param_kinds[p->kind].text);
}

static void
add_route(struct buf *out, const struct route *r)
{
	const struct schema *body = route_body(r);

	buf_printf(out, "\n### %s %s\n\n%s\n", http_method_name(r->method), r->path, r->summary);
	if (r->sink)
		buf_text(out, "\nOnly with `sink = on`.\n");
	add_roles(out, r->access.privilege);
	add_params(out, "parameter", r->params);
	add_params(out, "header", r->headers);
	if (body == NULL)
		return;
	buf_printf(out,
	    "\nBody (%s), `%s` in messages:\n\n| field | type | required |\n| --- | --- | --- |\n",
	    r->body_optional ? "optional" : "required", body->parser);
	add_field_rows(out, body, "");
}

void
describe_markdown(struct buf *out)
{
	buf_text(out,
	    "# The API\n\n"
	    "Made by `connectord --describe markdown` from the tables of routes and fields; do not "
	    "edit. The\nsame tables make `GET /_connectord/openapi.json`. What differs from "
	    "Elasticsearch on purpose is in\n`DEVIATIONS.md`.\n\n"
	    "Every endpoint takes these parameters:\n\n| parameter | type | |\n| --- | --- | --- "
	    "|\n");
	for (size_t i = 0; i < COMMON; i++)
		buf_printf(out, "| `%s` | %s | %s |\n", common_params[i][0], common_params[i][1],
		    common_params[i][2]);
	buf_text(out,
	    "\nA body is JSON (`application/json` or `application/vnd.elasticsearch+json`). "
	    "Unknown "
	    "fields are refused\nat the top of a body and dropped below. Errors are "
	    "`{\"error\":{\"root_cause\":[...],\"type\",\"reason\",\"caused_by\"},\"status\"}`:"
	    "\n400 for what is wrong with the request, 401 without good credentials, 403 for what "
	    "the caller may not,\n404 for a record that is not there, 405 for a wrong method, 406 "
	    "for a wrong media type, 409 for a conflict,\n413 for what is too large, 429 for too "
	    "many failures or records, 503 when a write could not be put on the\ndisk or there is "
	    "too much to do.\n\n## Endpoints\n");
	for (size_t i = 0; i < route_count; i++)
		add_route(out, &routes[i]);
}

/* ---- OpenAPI ---- */

static void add_object(struct buf *, const struct schema *);

static void
add_schema(struct buf *out, const struct field *f)
{
	if (f->kind == FIELD_WORD) {
		buf_text(out, "{\"type\":\"string\",\"enum\":[");
		for (int i = 0; i < f->words->n; i++)
			buf_printf(out, "%s\"%s\"", i > 0 ? "," : "", f->words->names[i]);
		buf_text(out, "]}");
	} else if (f->kind == FIELD_NESTED) {
		add_object(out, f->sub);
	} else if (f->kind == FIELD_LIST) {
		buf_text(out, "{\"type\":\"array\",\"items\":");
		add_object(out, f->sub);
		buf_char(out, '}');
	} else if (f->kind == FIELD_MAP) {
		buf_text(out, "{\"type\":\"object\",\"additionalProperties\":");
		add_object(out, f->sub);
		buf_char(out, '}');
	} else {
		buf_printf(out, "%s}", kinds[f->kind].openapi);
	}
}

static void
add_property(struct buf *out, const struct field *f)
{
	bool nullable = (f->flags & FIELD_NULLABLE) != 0;

	buf_printf(out, "\"%s\":%s", f->name, nullable ? "{\"anyOf\":[" : "");
	add_schema(out, f);
	if (nullable)
		buf_text(out, ",{\"type\":\"null\"}]}");
}

static void
add_object(struct buf *out, const struct schema *schema)
{
	unsigned required = 0;

	buf_text(out, "{\"type\":\"object\",\"properties\":{");
	for (const struct field *f = schema->fields; f->name != NULL; f++) {
		if (f != schema->fields)
			buf_char(out, ',');
		add_property(out, f);
	}
	buf_char(out, '}');
	for (const struct field *f = schema->fields; f->name != NULL; f++)
		if ((f->flags & FIELD_REQUIRED) != 0)
			buf_printf(
			    out, "%s\"%s\"", required++ == 0 ? ",\"required\":[" : ",", f->name);
	if (required > 0)
		buf_char(out, ']');
	buf_printf(out, "%s}", schema->lenient ? "" : ",\"additionalProperties\":false");
}

static void
add_own_parameters(struct buf *out, const char *where, const struct param *params)
{
	for (const struct param *p = params; p != NULL && p->name != NULL; p++)
		buf_printf(out, "{\"name\":\"%s\",\"in\":\"%s\",\"schema\":%s},", p->name, where,
		    param_kinds[p->kind].openapi);
}

static void
add_parameters(struct buf *out, const struct route *r)
{
	struct str vars[ROUTE_VARS];
	size_t n = route_var_names(r, vars);

	buf_text(out, "\"parameters\":[");
	for (size_t i = 0; i < n; i++)
		buf_printf(out,
		    "{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,"
		    "\"schema\":{\"type\":\"string\"}},",
		    STR_ARG(vars[i]));
	add_own_parameters(out, "query", r->params);
	add_own_parameters(out, "header", r->headers);
	for (size_t i = 0; i < COMMON; i++)
		buf_printf(out, "{\"$ref\":\"#/components/parameters/%s\"}%s", common_params[i][0],
		    i + 1 < COMMON ? "," : "]");
}

static void
add_operation(struct buf *out, const struct route *r)
{
	const struct schema *body = route_body(r);

	buf_char(out, '"');
	for (const char *c = http_method_name(r->method); *c != '\0'; c++)
		buf_char(out, (char)tolower((unsigned char)*c));
	buf_text(out, "\":{\"summary\":");
	doc_quote(out, str_of(r->summary));
	buf_char(out, ',');
	add_parameters(out, r);
	if (body != NULL) {
		buf_printf(out,
		    ",\"requestBody\":{\"required\":%s,\"content\":{\"application/"
		    "json\":{\"schema\":",
		    r->body_optional ? "false" : "true");
		add_object(out, body);
		buf_text(out, "}}}");
	}
	buf_text(out, ",\"responses\":{\"2XX\":{\"description\":\"done\"},"
	              "\"default\":{\"$ref\":\"#/components/responses/error\"}}}");
}

static bool
is_first_of_path(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_is(str_of(routes[k].path), routes[i].path))
			return false;
	return true;
}

static void
add_path(struct buf *out, size_t first)
{
	bool more = false;

	doc_quote(out, str_of(routes[first].path));
	buf_text(out, ":{");
	for (size_t i = first; i < route_count; i++) {
		if (!str_is(str_of(routes[i].path), routes[first].path))
			continue;
		if (more)
			buf_char(out, ',');
		add_operation(out, &routes[i]);
		more = true;
	}
	buf_char(out, '}');
}

static void
add_components(struct buf *out)
{
	buf_text(out, ",\"components\":{\"parameters\":{");
	for (size_t i = 0; i < COMMON; i++) {
		buf_printf(out,
		    "%s\"%s\":{\"name\":\"%s\",\"in\":\"query\",\"schema\":{\"type\":\"%s\"},"
		    "\"description\":",
		    i > 0 ? "," : "", common_params[i][0], common_params[i][0],
		    common_params[i][1]);
		doc_quote(out, str_of(common_params[i][2]));
		buf_char(out, '}');
	}
	buf_text(out,
	    "},\"securitySchemes\":{"
	    "\"apiKey\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"Authorization\","
	    "\"description\":\"ApiKey and the base64 form of id:secret\"},"
	    "\"basic\":{\"type\":\"http\",\"scheme\":\"basic\","
	    "\"description\":\"id and secret of an API key as user and password\"}}");
	buf_text(out, ",\"responses\":{\"error\":{\"description\":\"what is wrong\",\"content\":"
	              "{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":"
	              "{\"error\":{\"type\":[\"object\",\"string\"]},\"status\":{\"type\":"
	              "\"integer\"}}}}}}}}");
}

void
describe_openapi(struct buf *out)
{
	buf_text(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"connectord\",\"version\":"
	              "\"" PACKAGE_VERSION "\"},\"paths\":{");
	for (size_t i = 0; i < route_count; i++) {
		/* The sink is off as a rule, and its paths would hide those of the two indices. */
		if (routes[i].sink || !is_first_of_path(i))
			continue;
		if (i > 0)
			buf_char(out, ',');
		add_path(out, i);
	}
	buf_text(out, "},\"security\":[{\"apiKey\":[]},{\"basic\":[]}]");
	add_components(out);
	buf_char(out, '}');
}

const struct error *
openapi_get(struct call *call)
{
	TRY(call_check_rest(call));
	TRY(auth_check(call));
	call->response->status = 200;
	describe_openapi(&call->response->body);
	return NULL;
}
