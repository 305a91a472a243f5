#include <config.h>

#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

/* clang-format off */
static const struct {
	const char *type;
	int status;
	bool elastic;	/* a child of the server's own exception class: root_cause goes through it */
} types[] = {
	{ "action_request_validation_exception",	400, false },
	{ "bad_parameter_exception",			400, false },
	{ "document_parsing_exception",			400, false },
	{ "illegal_argument_exception",			400, false },
	{ "invalid_index_name_exception",		400, true },
	{ "media_type_header_exception",		400, false },
	{ "parse_exception",				400, true },
	{ "parsing_exception",				400, true },
	{ "resource_already_exists_exception",		400, true },
	{ "status_exception",				400, true },
	{ "too_long_http_line_exception",		400, false },
	{ "x_content_parse_exception",			400, false },
	{ "search_phase_execution_exception",		400, true },
	{ "security_exception",				401, true },
	{ "too_long_http_header_exception",		400, false },
	{ "es_rejected_execution_exception",		429, true },
	{ "document_missing_exception",			404, true },
	{ "index_not_found_exception",			404, true },
	{ "resource_not_found_exception",		404, true },
	{ "search_context_missing_exception",		404, true },
	{ "version_conflict_engine_exception",		409, true },
	{ "unavailable_shards_exception",		503, true },
};
/* clang-format on */

enum { TYPES = sizeof(types) / sizeof(types[0]) };

int
error_status(const char *type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(types[i].type, type) == 0)
			return types[i].status;
	return 500;
}

static bool
is_elastic(const struct error *e)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(types[i].type, e->type) == 0)
			return types[i].elastic;
	return false;
}

static bool
is_parse(const struct error *e)
{
	return strcmp(e->type, "x_content_parse_exception") == 0;
}

const struct error *
error_root(const struct error *e)
{
	/* All shards failed for one reason here: that of the shard (the cause). */
	if (strcmp(e->type, "search_phase_execution_exception") == 0)
		return e->cause != NULL ? e->cause : e;
	if (is_elastic(e))
		while (e->cause != NULL && is_elastic(e->cause))
			e = e->cause;
	else if (is_parse(e))
		while (e->cause != NULL && (is_parse(e->cause) || is_elastic(e->cause)))
			e = e->cause;
	return e;
}

const struct error error_no_memory = {
    .type = "exception",
    .reason = {"out of memory", sizeof("out of memory") - 1},
};

const struct error *
error_with(struct arena *a, const char *type, const struct error *cause, struct str reason,
    const struct error_extra *extra)
{
	struct error *e = arena_zalloc(a, sizeof(*e));

	if (e == NULL)
		return &error_no_memory;
	*e = (struct error){.type = type, .reason = reason, .cause = cause};
	for (size_t i = 0; extra[i].key != NULL; i++) {
		assert(i + 1 < ERROR_EXTRAS);
		e->extra[i] = extra[i];
	}
	return e;
}

const struct error *
error_text(struct arena *a, const char *type, const struct error *cause, struct str reason)
{
	static const struct error_extra none[1];

	return error_with(a, type, cause, reason, none);
}

const struct error *
error_new(struct arena *a, const char *type, const struct error *cause, const char *format, ...)
{
	va_list ap;
	struct str reason;

	va_start(ap, format);
	reason = arena_vtext(a, format, ap);
	va_end(ap);
	return error_text(a, type, cause, reason);
}

const struct error *
error_status_text(struct arena *a, const char *type, int status, struct str reason)
{
	static const struct error_extra none[1];

	return error_status_with(a, type, status, reason, none);
}

const struct error *
error_status_with(struct arena *a, const char *type, int status, struct str reason,
    const struct error_extra *extra)
{
	const struct error *made = error_with(a, type, NULL, reason, extra);
	struct error *error;

	if (made == &error_no_memory)
		return made;
	error = arena_alloc(a, sizeof(*error));
	if (error == NULL)
		return &error_no_memory;
	*error = *made;
	error->status = status;
	return error;
}
