#include <config.h>

#include "model/problems.h"

void
problems_add(struct problems *problems, const char *format, ...)
{
	va_list ap;
	struct str text;

	va_start(ap, format);
	text = arena_vtext(problems->arena, format, ap);
	va_end(ap);
	problems->text = arena_text(problems->arena, "%.*s%u: %.*s;", STR_ARG(problems->text),
	    problems->n + 1, STR_ARG(text));
	problems->n++;
}

const struct error *
problems_error(const struct problems *problems)
{
	if (problems->n == 0)
		return NULL;
	return error_new(problems->arena, "action_request_validation_exception", NULL,
	    "Validation Failed: %.*s", STR_ARG(problems->text));
}
