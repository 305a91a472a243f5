#include <config.h>

#include "answer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct answer
answer_with_take(int status, json_object *body)
{
	return (struct answer){status, body};
}

struct answer
answer_text(int status, const char *key, const char *value)
{
	json_object *body = json_object_new_object();

	value_set_text(body, key, value);
	return answer_with_take(status, body);
}

struct answer
answer_acknowledged(void)
{
	json_object *body = json_object_new_object();

	value_set_take(body, "acknowledged", json_object_new_boolean(true));
	return answer_with_take(200, body);
}

void
answer_release(struct answer *answer)
{
	json_object_put(answer->body);
	answer->body = NULL;
}

static json_object *
error_object(const struct level *level)
{
	json_object *error = json_object_new_object();

	value_set_text(error, "type", level->type);
	value_set_text(error, "reason", level->reason);
	return error;
}

/* The innermost parse error of those that follow each other, else the outermost error. */
static const struct level *
root_of(const struct level level[LEVELS])
{
	size_t i = 0;

	while (i + 1 < LEVELS && strcmp(level[i].type, PARSING) == 0 && level[i + 1].type != NULL &&
	       strcmp(level[i + 1].type, PARSING) == 0)
		i++;
	return &level[i];
}

struct answer
answer_error(int status, const struct level level[LEVELS])
{
	json_object *error = error_object(&level[0]), *outer = error;
	json_object *roots = json_object_new_array(), *body = json_object_new_object();

	(void)json_object_array_add(roots, error_object(root_of(level)));
	value_set_take(error, "root_cause", roots);
	for (size_t i = 1; i < LEVELS && level[i].type != NULL; i++) {
		json_object *cause = error_object(&level[i]);

		value_set_take(outer, "caused_by", cause);
		outer = cause;
	}
	value_set_take(body, "error", error);
	value_set_take(body, "status", json_object_new_int(status));
	return answer_with_take(status, body);
}

#define FORMAT_INTO(text, format)                              \
	do {                                                   \
		va_list ap;                                    \
		int n;                                         \
                                                               \
		va_start(ap, format);                          \
		n = vsnprintf(text, sizeof(text), format, ap); \
		va_end(ap);                                    \
		assert(n >= 0 && (size_t)n < sizeof(text));    \
	} while (0)

struct answer
answer_fail(int status, const char *type, const char *format, ...)
{
	char text[4096];

	FORMAT_INTO(text, format);
	return answer_error(status, (struct level[LEVELS]){{type, text}});
}

struct answer
answer_transition(const char *cause, const char *format, ...)
{
	char text[1024];

	FORMAT_INTO(text, format);
	return answer_error(400, (struct level[LEVELS]){{REFUSED, text}, {cause, text}});
}

static void
add_index(json_object *error)
{
	value_set_text(error, "index_uuid", ANSWER_UUID);
	value_set_text(error, "shard", "0");
	value_set_text(error, "index", ".elastic-connectors-v1");
}

struct answer
answer_document_missing(const char *id)
{
	struct answer answer =
	    answer_fail(404, "document_missing_exception", "[%s]: document missing", id);
	json_object *error = value_at(answer.body, "error");

	add_index(error);
	add_index(json_object_array_get_idx(value_at(error, "root_cause"), 0));
	return answer;
}

struct answer
answer_flat(int status, const char *text)
{
	struct answer answer = answer_text(status, "error", text);

	if (status != 400)
		value_set_take(answer.body, "status", json_object_new_int(status));
	return answer;
}
