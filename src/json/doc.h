/*
 * Documents: json-c objects behind calls that cannot be misread. Other rooms use these and not
 * json-c's own.
 *
 * A document has one owner at a time and never crosses threads. doc_get lends, valid as long as the
 * parent is unchanged. A "_take" eats its argument always, on failure too.
 *
 * A key is a C string, so a field name with a NUL inside cannot be kept: the reader refuses it.
 */
#ifndef JSON_DOC_H
#define JSON_DOC_H

#include "base/buf.h"
#include "base/str.h"

#include <json-c/json_object.h>
#include <json-c/linkhash.h>
#include <stdint.h>

enum doc_presence { DOC_ABSENT, DOC_NULL, DOC_PRESENT };

/* Absent and null differ in this API. *value is lent, and NULL unless PRESENT. */
enum doc_presence doc_get(const json_object *doc, const char *key, json_object **value);

/* The value of key when it is of that kind, else NULL / false. Lent. */
json_object *doc_object(const json_object *doc, const char *key);
json_object *doc_array(const json_object *doc, const char *key);
bool doc_string(const json_object *doc, const char *key, struct str *text);
bool doc_bool(const json_object *doc, const char *key, bool *value);
bool doc_long(const json_object *doc, const char *key, int64_t *value);

/* Text of a string value; "" for anything else. */
struct str doc_text(const json_object *value);

/* New documents; NULL when there is no memory. */
json_object *doc_new(void);
json_object *doc_new_array(void);
json_object *doc_copy(const json_object *value);

/*
 * Setting a member. All return false when memory ran out, and then the document must not be used
 * but for doc_free. NULL as the value of doc_set_take means "out of memory", not null.
 */
bool doc_set_take(json_object *doc, const char *key, json_object *value);
bool doc_set_null(json_object *doc, const char *key);
bool doc_set_string(json_object *doc, const char *key, struct str text);
bool doc_set_text(json_object *doc, const char *key, const char *text);
bool doc_set_long(json_object *doc, const char *key, int64_t value);
bool doc_set_bool(json_object *doc, const char *key, bool value);
/* A deep copy of value, which may be NULL for null. */
bool doc_set_copy(json_object *doc, const char *key, const json_object *value);

/* Appends to an array, as doc_set_take does to an object. */
bool doc_add_take(json_object *array, json_object *value);

/* The element at i (lent; NULL for null and past the end); the number of elements. */
json_object *doc_at(const json_object *array, size_t i);
size_t doc_length(const json_object *array);

void doc_remove(json_object *doc, const char *key);
void doc_remove_at(json_object *array, size_t i);
void doc_free(json_object *);

/*
 * Equal as the API sees it: 1 and 1.0 differ, 1.1 and 1.10 do not, integers beyond 64 bits go by
 * their digits; the order of keys does not matter.
 */
bool doc_equal(const json_object *a, const json_object *b);

/*
 * Merges patch into doc, both objects (sync-jobs.md 8): objects member by member, arrays and
 * scalars replaced, a null stored. *changed tells whether anything differs now. False: memory ran
 * out.
 */
bool doc_merge(json_object *doc, const json_object *patch, bool *changed);

/*
 * Reads bytes this program wrote. NULL when they are damaged or memory ran out; *damaged tells
 * which. Never for a stranger's bytes: those go through the reader.
 */
json_object *doc_load(struct str bytes, bool *damaged);

enum doc_style { DOC_COMPACT, DOC_PRETTY };

/* Appends the value as rest.md 2 (compact) or 9 (pretty) wants it; buf_failed() tells of memory. */
void doc_write(struct buf *, const json_object *value, enum doc_style);

/* Appends text as a JSON string with its quotes. Bytes that are no UTF-8 come out as U+FFFD. */
void doc_quote(struct buf *, struct str text);

/*
 * Walks the members in order: DOC_EACH(doc, key, value) statement. It declares key and value (NULL
 * for null), both lent; the document must not be changed meanwhile.
 */
#define DOC_EACH(doc, key, value) json_object_object_foreach(doc, key, value)

/* doc is released at the end of the scope: DOC_AUTO json_object *doc = NULL; */
static inline void
doc_cleanup(json_object **doc)
{
	doc_free(*doc);
}
#define DOC_AUTO __attribute__((cleanup(doc_cleanup)))

/* Hands the document on and forgets it. */
static inline json_object *
doc_move(json_object **doc)
{
	json_object *moved = *doc;

	*doc = NULL;
	return moved;
}

#endif
