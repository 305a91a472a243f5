/* JSON values as the model uses them. _take: the value is eaten. */
#ifndef PROPERTY_VALUE_H
#define PROPERTY_VALUE_H

#include <json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

json_object *value_copy(json_object *);
json_object *value_text(const char *);
json_object *value_lower(const char *);

/* Formats a text value. */
json_object *value_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "2025-06-02T09:15:04.120413Z": three digits at least, no zeros beyond (rest.md 13). */
json_object *value_time(int64_t us);

/* Lends a member; NULL when it is absent or null. */
json_object *value_at(json_object *object, const char *key);

/* Lends the text of a member; NULL when it is absent or no text. */
const char *value_text_at(json_object *object, const char *key);

bool value_has(json_object *object, const char *key);
bool value_is(json_object *object, const char *key, const char *text);

/* Sets a member; NULL is null. */
void value_set_take(json_object *object, const char *key, json_object *);
void value_set_text(json_object *object, const char *key, const char *);

/* Copies a member that is present and not null. */
void value_carry(json_object *to, json_object *from, const char *key);

/* Objects recursively, the rest replaced (connectors.md 2). */
void value_merge(json_object *into, json_object *from);

/* What the declared types of rest.md 7 accept beside their own. */
bool value_as_bool(json_object *);
int64_t value_as_long(json_object *);
json_object *value_as_array(json_object *);

#endif
