/*
 * Updates as pure functions of (record, body, time), walked over their tables: every field of every
 * body against every kind of value, every state against every step.
 */
#include <config.h>

#include <string.h>

#include "base/timestamp.h"
#include "harness.h"
#include "model/configuration.h"
#include "model/connector.h"
#include "model/filtering.h"
#include "model/job_text.h"
#include "model/scheduling.h"
#include "model/sync_job.h"

static struct arena *arena;

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

/* ---- every field of every body ---- */

/* clang-format off */
static const struct {
	const char *name;
	const struct schema *schema;
	const struct update *update;	/* NULL: not an update */
} bodies[] = {
	{ "connector create", &connector_create_schema, NULL },
	{ "sync job create",  &sync_job_create_schema,	NULL },
	{ "_api_key_id",      NULL, &connector_api_key_id },
	{ "_configuration",   NULL, &connector_configuration },
	{ "connector _error", NULL, &connector_error },
	{ "_features",	      NULL, &connector_features },
	{ "_filtering",	      NULL, &connector_filtering },
	{ "_validation",      NULL, &connector_filtering_validation },
	{ "_index_name",      NULL, &connector_index_name },
	{ "_last_sync",	      NULL, &connector_last_sync },
	{ "_name",	      NULL, &connector_name },
	{ "_native",	      NULL, &connector_native },
	{ "_pipeline",	      NULL, &connector_pipeline },
	{ "_scheduling",      NULL, &connector_scheduling },
	{ "_service_type",    NULL, &connector_service_type },
	{ "_status",	      NULL, &connector_status },
	{ "_claim",	      NULL, &sync_job_claim },
	{ "_error",	      NULL, &sync_job_error },
	{ "_stats",	      NULL, &sync_job_stats },
};

/* A value of each JSON kind, and which kinds of field take it. */
static const struct {
	const char *json, *token;
	bool takes[FIELD_KIND__MAX];
} values[] = {
	{ "null",  "VALUE_NULL",    { [FIELD_SCALAR] = true, [FIELD_MEMBERS] = true } },
	{ "5",	   "VALUE_NUMBER",  { [FIELD_LONG] = true, [FIELD_INT] = true, [FIELD_SCALAR] = true, [FIELD_MEMBERS] = true } },
	{ "true",  "VALUE_BOOLEAN", { [FIELD_BOOL] = true, [FIELD_SCALAR] = true, [FIELD_MEMBERS] = true } },
	{ "false", "VALUE_BOOLEAN", { [FIELD_BOOL] = true, [FIELD_SCALAR] = true, [FIELD_MEMBERS] = true } },
	{ "\"t\"", "VALUE_STRING",  { [FIELD_STRING] = true, [FIELD_LONG] = true, [FIELD_INT] = true,
				      [FIELD_BOOL] = true, [FIELD_WORD] = true, [FIELD_TIMESTAMP] = true,
				      [FIELD_SCALAR] = true, [FIELD_MEMBERS] = true, [FIELD_STRINGS] = true } },
	{ "{}",	   "START_OBJECT",  { [FIELD_OBJECT] = true, [FIELD_OBJECT_OR_ARRAY] = true,
				      [FIELD_TIMESTAMP] = true, [FIELD_SCALAR] = true, [FIELD_MEMBERS] = true,
				      [FIELD_NESTED] = true, [FIELD_LIST] = true, [FIELD_MAP] = true } },
	{ "[]",	   "START_ARRAY",   { [FIELD_OBJECT_OR_ARRAY] = true, [FIELD_SCALAR] = true,
				      [FIELD_MEMBERS] = true, [FIELD_STRINGS] = true, [FIELD_LIST] = true } },
};
/* clang-format on */

static const struct schema *
schema_of(int i)
{
	return bodies[i].schema != NULL ? bodies[i].schema : bodies[i].update->body;
}

/* A place in a body where an object of a schema stands. */
struct place {
	const struct schema *top, *schema;
	const char *before, *after; /* the text around it */
};

typedef void place_fn(const struct place *);

/* The place of the objects below a field; false when it has none. */
static bool
place_below(const struct place *p, const struct field *f, struct place *below)
{
	const char *open = f->kind == FIELD_MAP ? "{\"k\":" : "";
	const char *close = f->kind == FIELD_MAP ? "}" : "";

	if (f->sub == NULL)
		return false;
	*below = (struct place){.top = p->top,
	    .schema = f->sub,
	    .before = arena_printf(arena, "%s{\"%s\":%s", p->before, f->name, open),
	    .after = arena_printf(arena, "%s}%s", close, p->after)};
	return true;
}

static unsigned places;

static void
walk_places(const struct place *p, place_fn *fn)
{
	places++;
	fn(p);
	for (const struct field *f = p->schema->fields; f->name != NULL; f++) {
		struct place below;

		if (place_below(p, f, &below))
			walk_places(&below, fn);
	}
}

static void
walk_body(int i, place_fn *fn)
{
	const struct place top = {schema_of(i), schema_of(i), "", ""};

	walk_places(&top, fn);
}

static const struct error *
read_at(const struct place *p, const char *object)
{
	json_object *body;
	const char *text = arena_printf(arena, "%s%s%s", p->before, object, p->after);
	const struct error *error = schema_read(p->top, arena, str_of(text), 0, &body);

	ck_assert_int_eq(error == NULL, body != NULL);
	doc_free(body);
	return error;
}

/* Does one error of the chain have that reason? */
static bool
chain_says(const struct error *error, const char *reason)
{
	for (; error != NULL; error = error->cause)
		if (str_is(error->reason, reason))
			return true;
	return false;
}

static void
refuse_other_kinds(const struct place *p)
{
	for (const struct field *f = p->schema->fields; f->name != NULL; f++) {
		for (int v = 0; v < ROWS(values); v++) {
			const char *object =
			    arena_printf(arena, "{\"%s\":%s}", f->name, values[v].json);
			const char *refusal = arena_printf(arena,
			    "[1:%zu] [%s] %s doesn't support values of type: %s",
			    strlen(p->before) + strlen(f->name) + 5, p->schema->parser, f->name,
			    values[v].token);
			bool is_null = strcmp(values[v].json, "null") == 0;
			bool taken =
			    values[v].takes[f->kind] ||
			    (is_null && (f->flags & (FIELD_NULLABLE | FIELD_NULL_FAILS)) != 0);
			bool refused = chain_says(read_at(p, object), refusal);

			ck_assert_msg(refused == !taken, "%s%s%s", p->before, object, p->after);
		}
	}
}

START_TEST(every_field_refuses_other_kinds)
{
	walk_body(_i, refuse_other_kinds);
}
END_TEST

static void
miss_required(const struct place *p)
{
	const char *required = "";
	const struct error *error = read_at(p, "{}");

	for (const struct field *f = p->schema->fields; f->name != NULL; f++)
		if ((f->flags & FIELD_REQUIRED) != 0)
			required = arena_printf(
			    arena, "%s%s%s", required, *required != '\0' ? ", " : "", f->name);
	if (*required == '\0')
		return;
	ck_assert_msg(chain_says(error, arena_printf(arena, "Required [%s]", required)), "%s{}%s",
	    p->before, p->after);
	while (error->cause != NULL)
		error = error->cause;
	ck_assert_str_eq(error->type, "illegal_argument_exception");
}

START_TEST(every_required_field_is_missed)
{
	walk_body(_i, miss_required);
}
END_TEST

/* At the top level unknown fields are refused, with a suggestion for a slip; below they are
 * dropped. */
static void
meet_strangers(const struct place *p)
{
	const char *stranger = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";
	const char *object = arena_printf(arena, "{\"%s\":[{\"a\":1}]}", stranger);
	const char *refusal =
	    arena_printf(arena, "[1:2] [%s] unknown field [%s]", p->schema->parser, stranger);

	ck_assert_int_eq(p->schema->lenient, p->top != p->schema);
	ck_assert_int_eq(chain_says(read_at(p, object), refusal), !p->schema->lenient);
	if (p->schema->lenient)
		return;
	for (const struct field *f = p->schema->fields; f->name != NULL; f++) {
		const struct error *error = read_at(
		    p, arena_printf(arena, "{\"%s%c\":1}", f->name, f->name[strlen(f->name) - 1]));
		const char *reason = arena_copy(arena, error->reason).p;

		ck_assert_ptr_nonnull(strstr(reason, "did you mean"));
		ck_assert_ptr_nonnull(strstr(reason, f->name));
	}
}

START_TEST(every_object_meets_strangers)
{
	walk_body(_i, meet_strangers);
}
END_TEST

/* Words: an unknown one and an empty one are named, and letter case matters where it says so. */
static void
refuse_other_words(const struct place *p)
{
	for (const struct field *f = p->schema->fields; f->name != NULL; f++) {
		const char *wrong[] = {"nonsense", "", "FULL VALID STR EQUALS"};

		if (f->kind != FIELD_WORD)
			continue;
		for (int w = 0; w < ROWS(wrong); w++)
			ck_assert_msg(
			    chain_says(read_at(p, arena_printf(
			                              arena, "{\"%s\":\"%s\"}", f->name, wrong[w])),
			        arena_printf(arena, "Unknown %s [%s].", f->words->type, wrong[w])),
			    "%s%s", p->before, f->name);
		for (int w = 0; w < f->words->n; w++)
			ck_assert(!chain_says(read_at(p, arena_printf(arena, "{\"%s\":\"%s\"}",
			                                     f->name, f->words->names[w])),
			    arena_printf(
			        arena, "Unknown %s [%s].", f->words->type, f->words->names[w])));
	}
}

START_TEST(every_word_is_one_of_its_set)
{
	walk_body(_i, refuse_other_words);
}
END_TEST

/* The same text, n times. */
static const char *
times(const char *text, size_t n)
{
	struct buf out = {0};
	const char *all;

	while (n-- > 0)
		buf_text(&out, text);
	all = arena_copy(arena, buf_peek(&out)).p;
	buf_release(&out);
	return all;
}

/* Where any value may stand, so may no abyss, no endless number and no endless name. */
static void
refuse_excess(const struct place *p)
{
	for (const struct field *f = p->schema->fields; f->name != NULL; f++) {
		const char *values_too_much[] = {
		    arena_printf(arena, "%s1%s", times("{\"a\":", 1001), times("}", 1001)),
		    arena_printf(arena, "{\"a\":%s}", times("1", JSON_NUMBER_MAX + 1)),
		    arena_printf(arena, "{\"%s\":1}", times("k", JSON_NAME_MAX + 1)),
		};

		if (f->kind != FIELD_OBJECT && f->kind != FIELD_OBJECT_OR_ARRAY &&
		    f->kind != FIELD_MEMBERS)
			continue;
		for (int v = 0; v < ROWS(values_too_much); v++) {
			const struct error *error = read_at(
			    p, arena_printf(arena, "{\"%s\":%s}", f->name, values_too_much[v]));

			ck_assert_ptr_nonnull(error);
			while (error->cause != NULL)
				error = error->cause;
			ck_assert_str_eq(error->type, "stream_constraints_exception");
		}
	}
}

START_TEST(every_free_value_has_an_end)
{
	walk_body(_i, refuse_excess);
}
END_TEST

/* A good value of each kind, for fields whose name comes twice. */
static const char *
good_value(const struct field *f)
{
	/* clang-format off */
	static const char *const good[FIELD_KIND__MAX] = {
		[FIELD_STRING] = "\"x\"", [FIELD_LONG] = "1", [FIELD_INT] = "1", [FIELD_BOOL] = "true",
		[FIELD_TIMESTAMP] = "\"2025-01-01T00:00:00Z\"", [FIELD_OBJECT] = "{}",
		[FIELD_OBJECT_OR_ARRAY] = "[]", [FIELD_SCALAR] = "1", [FIELD_MEMBERS] = "{}",
		[FIELD_STRINGS] = "[]", [FIELD_LIST] = "[]", [FIELD_MAP] = "{}",
	};
	/* clang-format on */

	if (f->kind == FIELD_WORD)
		return arena_printf(arena, "\"%s\"", f->words->names[0]);
	return good[f->kind];
}

static void
refuse_twice(const struct place *p)
{
	for (const struct field *f = p->schema->fields; f->name != NULL; f++) {
		const char *value = good_value(f);
		const struct error *error;

		if (value == NULL)
			continue; /* an object by a table: what is in it is walked by itself */
		error = read_at(p,
		    arena_printf(arena, "{\"%s\":%s,\"%s\":%s}", f->name, value, f->name, value));
		ck_assert_ptr_nonnull(error);
		while (error->cause != NULL)
			error = error->cause;
		/* Or the object was whole and wrong before the name came again. */
		if (p->schema->build == NULL)
			ck_assert_str_eq(error->type, "json_parse_exception");
	}
}

START_TEST(every_field_is_refused_twice)
{
	walk_body(_i, refuse_twice);
}
END_TEST

static void
refuse_twice_below(const struct place *p)
{
	for (const struct field *f = p->schema->fields; f->name != NULL; f++) {
		const struct error *error = read_at(p, arena_printf(arena, "{\"%s\":", f->name));
		const char *twice;

		/* Whatever the values are: the name is refused when it comes again in a free place.
		 */
		twice = arena_printf(arena, "{\"junk\":{\"%s\":1,\"%s\":2}}", f->name, f->name);
		ck_assert_ptr_nonnull(error);
		if (!p->schema->lenient)
			continue;
		error = read_at(p, twice);
		ck_assert_ptr_nonnull(error);
		while (error->cause != NULL)
			error = error->cause;
		ck_assert_str_eq(error->type, "json_parse_exception");
		ck_assert_ptr_nonnull(
		    strstr(arena_copy(arena, error->reason).p, "Duplicate field"));
	}
}

START_TEST(a_name_twice_is_refused_where_it_is_dropped)
{
	walk_body(_i, refuse_twice_below);
}
END_TEST

START_TEST(no_object_is_forgotten)
{
	places = 0;
	for (int i = 0; i < ROWS(bodies); i++)
		walk_body(i, refuse_other_kinds);
	ck_assert_uint_eq(places, 50); /* change it with the tables, knowingly */
}
END_TEST

/* ---- every state, every step ---- */

static json_object *
load(const char *text)
{
	bool damaged;
	json_object *doc = doc_load(str_of(text), &damaged);

	ck_assert_ptr_nonnull(doc);
	return doc;
}

static json_object *
job_in(enum job_status status)
{
	return load(arena_printf(arena,
	    "{\"id\":\"j\",\"status\":\"%s\",\"job_type\":\"full\",\"connector\":{\"id\":\"c\"},"
	    "\"created_at\":\"2025-01-01T00:00:00.000Z\","
	    "\"last_seen\":\"2025-01-01T00:00:00.000Z\"}",
	    job_status_words.names[status]));
}

/* What the table of sync-jobs.md 4 says of each state: the state after it, or JOB_STATUS__MAX:
 * refused. */
#define NO JOB_STATUS__MAX

/* clang-format off */
static const struct {
	const struct update *update;
	const char *body;
	enum job_status after[JOB_STATUS__MAX];
	const char *named;	/* the state in the refusal */
} steps[] = {
	{ &sync_job_cancel, NULL, {
		[JOB_PENDING] = JOB_CANCELED, [JOB_SUSPENDED] = JOB_CANCELED,
		[JOB_IN_PROGRESS] = JOB_CANCELING, [JOB_CANCELING] = NO, [JOB_CANCELED] = NO,
		[JOB_COMPLETED] = NO, [JOB_ERROR] = NO }, "canceling" },
	{ &sync_job_error, "{\"error\":\"e\"}", {
		[JOB_PENDING] = NO, [JOB_SUSPENDED] = NO,
		[JOB_IN_PROGRESS] = JOB_ERROR, [JOB_CANCELING] = JOB_ERROR, [JOB_CANCELED] = NO,
		[JOB_COMPLETED] = NO, [JOB_ERROR] = NO }, "error" },
	{ &sync_job_claim, "{\"worker_hostname\":\"w\"}", {
		[JOB_PENDING] = JOB_IN_PROGRESS, [JOB_SUSPENDED] = JOB_IN_PROGRESS,
		[JOB_IN_PROGRESS] = JOB_IN_PROGRESS, [JOB_CANCELING] = JOB_CANCELING,
		[JOB_CANCELED] = NO, [JOB_COMPLETED] = NO, [JOB_ERROR] = NO }, "in_progress" },
	{ &sync_job_claim_compat, "{\"worker_hostname\":\"w\"}", {
		[JOB_PENDING] = JOB_IN_PROGRESS, [JOB_SUSPENDED] = JOB_IN_PROGRESS,
		[JOB_IN_PROGRESS] = JOB_IN_PROGRESS, [JOB_CANCELING] = JOB_IN_PROGRESS,
		[JOB_CANCELED] = JOB_IN_PROGRESS, [JOB_COMPLETED] = JOB_IN_PROGRESS,
		[JOB_ERROR] = JOB_IN_PROGRESS }, NULL },
	{ &sync_job_check_in, NULL, {
		[JOB_PENDING] = JOB_PENDING, [JOB_SUSPENDED] = JOB_SUSPENDED,
		[JOB_IN_PROGRESS] = JOB_IN_PROGRESS, [JOB_CANCELING] = JOB_CANCELING,
		[JOB_CANCELED] = JOB_CANCELED, [JOB_COMPLETED] = JOB_COMPLETED,
		[JOB_ERROR] = JOB_ERROR }, NULL },
	{ &sync_job_stats,
	  "{\"deleted_document_count\":1,\"indexed_document_count\":1,\"indexed_document_volume\":1}", {
		[JOB_PENDING] = JOB_PENDING, [JOB_SUSPENDED] = JOB_SUSPENDED,
		[JOB_IN_PROGRESS] = JOB_IN_PROGRESS, [JOB_CANCELING] = JOB_CANCELING,
		[JOB_CANCELED] = JOB_CANCELED, [JOB_COMPLETED] = JOB_COMPLETED,
		[JOB_ERROR] = JOB_ERROR }, NULL },
};
/* clang-format on */

static void
take_step(int step, enum job_status from)
{
	const struct update *update = steps[step].update;
	DOC_AUTO json_object *job = job_in(from);
	DOC_AUTO json_object *body = steps[step].body != NULL ? load(steps[step].body) : NULL;
	DOC_AUTO json_object *patch = NULL;
	enum job_status to = steps[step].after[from];
	const struct error *refusal =
	    update->guard != NULL ? update->guard(arena, job, body) : NULL;
	bool changed = false;

	ck_assert_msg((refusal != NULL) == (to == NO), "step %d from %d", step, from);
	if (refusal != NULL) {
		ck_assert_str_eq(refusal->type, "status_exception");
		ck_assert(str_is(refusal->reason,
		    arena_printf(arena,
		        "Invalid transition attempt from [%s] to [%s]. Such a "
		        "ConnectorSyncStatus transition is not supported by the Connector "
		        "Protocol.",
		        job_status_words.names[from], steps[step].named)));
		ck_assert_str_eq(
		    refusal->cause->type, "connector_sync_job_invalid_status_transition_exception");
		return;
	}
	patch = update->patch(job, body, INT64_C(1750000000000000));
	ck_assert(doc_merge(job, patch, &changed));
	ck_assert(changed);
	ck_assert_int_eq(job_status_of(job), to);
}

START_TEST(every_state_takes_every_step)
{
	for (int from = 0; from < JOB_STATUS__MAX; from++)
		take_step(_i, (enum job_status)from);
}
END_TEST

START_TEST(a_check_in_is_always_later)
{
	DOC_AUTO json_object *doc = load("{\"last_seen\":\"2025-01-01T00:00:00.000500Z\"}");
	int64_t clock = INT64_C(1735689600000100); /* 400 us before the stored one */
	DOC_AUTO json_object *patch = update_patch_last_seen(doc, NULL, clock);
	struct str seen;

	ck_assert(doc_string(patch, "last_seen", &seen));
	ck_assert(str_is(seen, "2025-01-01T00:00:00.000501Z"));
}
END_TEST

/* ---- a job as text ---- */

static const char *
whole_text(const struct job_text *t)
{
	struct str own = buf_peek(&t->own), shared = buf_peek(&t->shared);
	struct str front = {own.p, t->at}, back = {own.p + t->at, own.n - t->at};

	ck_assert(!job_text_failed(t));
	return arena_printf(arena, "%.*s%.*s%.*s", STR_ARG(front), STR_ARG(shared), STR_ARG(back));
}

/* clang-format off */
static const struct { const char *job, *own, *shared, *claimed; } job_texts[] = {
	{ "{'id':'j','connector':{'id':'c','a':[1]},'status':'x','z':1}",
	  "{'id':'j','connector':|},'status':'x','z':1}", "{'id':'c','a':[1]",
	  "{'id':'j','connector':|,'sync_cursor':{'p':2}},'status':'y','z':1}" },
	{ "{'z':{'a':1},'connector':{'sync_cursor':{'p':1},'id':'c'},'id':'j'}",
	  "{'id':'j','connector':|,'sync_cursor':{'p':1}},'z':{'a':1}}", "{'id':'c'",
	  "{'id':'j','connector':|,'sync_cursor':{'p':2}},'status':'y','z':{'a':1}}" },
	{ "{'connector':{'id':'c','sync_cursor':null}}",
	  "{'connector':|,'sync_cursor':null}}", "{'id':'c'",
	  "{'connector':|,'sync_cursor':{'p':2}},'status':'y'}" },
	/* nothing to share */
	{ "{'id':'j','connector':{}}", "{'id':'j','connector':{}}", "", NULL },
	{ "{'id':'j','connector':{'sync_cursor':1}}", "{'id':'j','connector':{'sync_cursor':1}}", "", NULL },
	{ "{'id':'j','connector':null}", "{'id':'j','connector':null}", "", NULL },
	{ "{'id':'j','connector':[{'id':1}]}", "{'id':'j','connector':[{'id':1}]}", "", NULL },
	{ "{'id':'j'}", "{'id':'j'}", "", NULL },
	{ "{}", "{}", "", NULL },
};
/* clang-format on */

/* With double quotes, and without the bar. */
static char *
spelled(const char *text)
{
	char *copy = arena_printf(arena, "%s", text), *to = copy;

	for (const char *from = text; *from != '\0'; from++)
		if (*from != '|')
			*to++ = *from == '\'' ? '"' : *from;
	*to = '\0';
	return copy;
}

START_TEST(a_job_is_written_in_two_parts)
{
	const char *bar = strchr(job_texts[_i].own, '|');
	DOC_AUTO json_object *job = load(spelled(job_texts[_i].job));
	DOC_AUTO json_object *back = NULL;
	struct job_text text;

	job_text_write(&text, job);
	ck_assert(str_is(buf_peek(&text.own), spelled(job_texts[_i].own)));
	ck_assert(str_is(buf_peek(&text.shared), spelled(job_texts[_i].shared)));
	if (bar != NULL)
		ck_assert_uint_eq(text.at, (size_t)(bar - job_texts[_i].own));
	back = load(whole_text(&text));
	ck_assert(doc_equal(job, back));
	job_text_release(&text);
}
END_TEST

/* What a claim changes is in the own part, whether there was a cursor before or not. */
START_TEST(a_job_is_changed_without_its_snapshot)
{
	DOC_AUTO json_object *job = load(spelled(job_texts[_i].job));
	DOC_AUTO json_object *own = NULL;
	DOC_AUTO json_object *patch =
	    load(spelled("{'connector':{'sync_cursor':{'p':2}},'status':'y'}"));
	struct job_text text, after;
	bool damaged, changed;

	if (job_texts[_i].claimed == NULL)
		return;
	job_text_write(&text, job);
	own = job_text_load_own(arena, buf_peek(&text.own), text.at, &damaged);
	ck_assert_ptr_nonnull(own);
	ck_assert(doc_merge(own, patch, &changed));
	ck_assert(job_text_write_own(&after, own));
	ck_assert(str_is(buf_peek(&after.own), spelled(job_texts[_i].claimed)));
	job_text_release(&after);
	/* What would be lost is declined. */
	ck_assert(!job_text_write_own(&after, job));
	job_text_release(&text);
}
END_TEST

/* ---- creating ---- */

START_TEST(a_snapshot_holds_what_the_table_says)
{
	DOC_AUTO json_object *connector =
	    load("{\"id\":\"c\",\"api_key_id\":\"k\",\"configuration\":{\"p\":{\"value\":\"s\"}},"
	         "\"custom_scheduling\":{},\"description\":\"d\",\"error\":null,\"features\":{},"
	         "\"filtering\":[{\"active\":{\"rules\":[]},\"draft\":{\"x\":1}},{\"active\":2}],"
	         "\"index_name\":\"i\",\"is_native\":true,\"language\":null,\"name\":\"n\","
	         "\"pipeline\":{\"name\":\"p\"},\"scheduling\":{},\"service_type\":\"s\","
	         "\"status\":\"x\",\"sync_cursor\":{\"c\":1},\"sync_now\":true}");
	DOC_AUTO json_object *body = load("{\"id\":\"c\"}");
	DOC_AUTO json_object *snapshot = sync_job_snapshot(connector, body, 0);
	struct job_text text;

	sync_job_write_new(&text, str_of("j"), body, 0);
	job_text_write_snapshot(&text.shared, snapshot);
	ck_assert_str_eq(whole_text(&text),
	    "{\"id\":\"j\",\"connector\":{\"id\":\"c\",\"filtering\":{\"rules\":[]},"
	    "\"index_name\":\"i\",\"pipeline\":{\"name\":\"p\"},\"service_type\":\"s\","
	    "\"configuration\":{\"p\":{\"value\":\"s\",\"default_value\":null,\"label\":\"\","
	    "\"required\":false,\"sensitive\":false}}},"
	    "\"created_at\":\"1970-01-01T00:00:00.000Z\",\"deleted_document_count\":0,"
	    "\"indexed_document_count\":0,\"indexed_document_volume\":0,\"job_type\":\"full\","
	    "\"last_seen\":\"1970-01-01T00:00:00.000Z\",\"metadata\":{},\"status\":\"pending\","
	    "\"total_document_count\":0,\"trigger_method\":\"on_demand\"}");
	job_text_release(&text);
}
END_TEST

/* A connector that was written through the indices can lack the typed form (sync-jobs.md 3). */
START_TEST(a_snapshot_has_the_typed_form)
{
	DOC_AUTO json_object *connector = load(
	    "{\"id\":\"c\",\"configuration\":{\"a\":{\"label\":\"A\",\"type\":null,\"ui\":1,"
	    "\"order\":1,\"value\":5,\"required\":true},\"b\":null},\"filtering\":[{\"active\":{"
	    "\"advanced_snippet\":{\"value\":{\"x\":1},\"created_at\":"
	    "\"2026-11-24T10:29:30.877342+02:00\",\"more\":1},\"more\":1,\"rules\":[{\"id\":\"r\","
	    "\"updated_at\":\"2026-11-24T08:29:30\",\"more\":1},7],\"validation\":{\"state\":"
	    "\"valid\",\"errors\":[],\"more\":1}}}],\"service_type\":\"s\"}");
	DOC_AUTO json_object *want = load(
	    "{\"id\":\"c\",\"index_name\":\".search-acl-filter-null\",\"service_type\":\"s\","
	    "\"configuration\":{\"a\":{\"label\":\"A\",\"order\":1,\"value\":5,\"required\":true,"
	    "\"default_value\":null,\"sensitive\":false},\"b\":null},\"filtering\":{"
	    "\"advanced_snippet\":{\"value\":{\"x\":1},\"created_at\":"
	    "\"2026-11-24T08:29:30.877342Z\",\"updated_at\":\"1970-01-01T00:00:00.000Z\"},"
	    "\"rules\":[{\"id\":\"r\",\"created_at\":\"1970-01-01T00:00:00.000Z\","
	    "\"updated_at\":\"2026-11-24T08:29:30.000Z\"},7],\"validation\":{\"state\":\"valid\","
	    "\"errors\":[]}}}");
	DOC_AUTO json_object *body = load("{\"id\":\"c\",\"job_type\":\"access_control\"}");
	DOC_AUTO json_object *snapshot = sync_job_snapshot(connector, body, 0);

	ck_assert_msg(doc_equal(snapshot, want), "%s", json_object_to_json_string(snapshot));
}
END_TEST

/* As it is written later, when something of it changes. */
START_TEST(a_new_job_is_written_as_an_old_one)
{
	static const char *const types[] = {"full", "INCREMENTAL", "access_control"};
	const char *trigger = _i % 2 == 0 ? "on_demand" : "Scheduled";
	DOC_AUTO json_object *body =
	    load(_i == 6 ? "{\"id\":\"c\"}"
	                 : arena_printf(arena,
	                       "{\"id\":\"c\","
	                       "\"job_type\":\"%s\",\"trigger_method\":\"%s\"}",
	                       types[_i % 3], trigger));
	DOC_AUTO json_object *own = NULL;
	char at[JOB_ORDER_SIZE], of[JOB_ORDER_SIZE];
	const int64_t now = 1748855000000007 - _i;
	struct job_text text, again;
	bool damaged;

	sync_job_write_new(&text, str_of("a-\"b"), body, now);
	own = job_text_load_own(arena, buf_peek(&text.own), text.at, &damaged);
	ck_assert_ptr_nonnull(own);
	ck_assert(job_text_write_own(&again, own));
	ck_assert_uint_eq(text.at, again.at);
	ck_assert(str_equal(buf_peek(&text.own), buf_peek(&again.own)));
	ck_assert_int_eq(job_group_of(own), sync_job_new_group(body));
	job_order_at(now, at);
	ck_assert(job_order_of(own, of));
	ck_assert_mem_eq(at, of, sizeof(at));
	job_text_release(&text);
	job_text_release(&again);
}
END_TEST

START_TEST(a_connector_without_filtering_gives_none)
{
	DOC_AUTO json_object *connector =
	    load("{\"id\":\"c\",\"filtering\":[],\"service_type\":\"s\"}");
	DOC_AUTO json_object *body = load("{\"id\":\"c\",\"job_type\":\"access_control\"}");
	DOC_AUTO json_object *snapshot = sync_job_snapshot(connector, body, 0);
	json_object *value;

	ck_assert_int_eq(doc_get(snapshot, "filtering", &value), DOC_ABSENT);
	ck_assert_ptr_null(sync_job_create_guard(arena, connector, body));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("update");
	TCase *tcase = tcase_create("update");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, every_field_refuses_other_kinds, 0, ROWS(bodies));
	tcase_add_loop_test(tcase, every_required_field_is_missed, 0, ROWS(bodies));
	tcase_add_loop_test(tcase, every_object_meets_strangers, 0, ROWS(bodies));
	tcase_add_loop_test(tcase, every_word_is_one_of_its_set, 0, ROWS(bodies));
	tcase_add_loop_test(tcase, every_free_value_has_an_end, 0, ROWS(bodies));
	tcase_add_loop_test(tcase, every_field_is_refused_twice, 0, ROWS(bodies));
	tcase_add_loop_test(tcase, a_name_twice_is_refused_where_it_is_dropped, 0, ROWS(bodies));
	tcase_add_test(tcase, no_object_is_forgotten);
	tcase_add_loop_test(tcase, every_state_takes_every_step, 0, ROWS(steps));
	tcase_add_test(tcase, a_check_in_is_always_later);
	tcase_add_loop_test(tcase, a_job_is_written_in_two_parts, 0, ROWS(job_texts));
	tcase_add_loop_test(tcase, a_job_is_changed_without_its_snapshot, 0, ROWS(job_texts));
	tcase_add_test(tcase, a_snapshot_holds_what_the_table_says);
	tcase_add_test(tcase, a_snapshot_has_the_typed_form);
	tcase_add_loop_test(tcase, a_new_job_is_written_as_an_old_one, 0, 7);
	tcase_add_test(tcase, a_connector_without_filtering_gives_none);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
