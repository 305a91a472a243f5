/*
 * A search engine's ways with documents, as far as the connector service needs them (clients.md 1
 * D): indices in memory, bulk writes, scrolls, counts. What was written is found after a refresh.
 * One thread; out of memory ends the program.
 *
 * Written against json-c alone and not against the program's own code, which it is there to test.
 */
#ifndef TESTS_SERVICE_ENGINE_H
#define TESTS_SERVICE_ENGINE_H

#include <json.h>
#include <stdbool.h>
#include <stddef.h>

struct engine {
	json_object *indices; /* name -> {"docs", "shown"}: id -> document */
	json_object *pipelines;
	json_object *scrolls; /* id -> {"hits", "at", "size"} */
	unsigned long made;   /* scrolls */
	unsigned long strays; /* writes to indices of the control side, which were refused */
};

struct question {
	const char *method;
	const char *path; /* as it came: not decoded, without the query */
	const char *(*param)(void *ctx, const char *name); /* NULL: not given */
	void *ctx;
	const char *body;
	size_t n;
};

struct answer {
	unsigned status;
	json_object *body; /* the caller's; NULL: none */
};

void engine_open(struct engine *);
void engine_close(struct engine *);
struct answer engine_ask(struct engine *, const struct question *);

/* The envelope of an error. */
struct answer engine_error(unsigned status, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- between engine.c, engine_bulk.c and engine_search.c ---- */

#define ENGINE_SHARDS "'_shards':{'total':1,'successful':1,'skipped':0,'failed':0}"

/* From text that is JSON but for its quotes: ' stands for ". */
struct answer engine_say(unsigned status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct answer engine_no_index(const char *name);
bool engine_param_is(const struct question *, const char *name, const char *value);

/* NULL: there is none; with make one is made, unless the name is one of the control side. */
json_object *engine_index(struct engine *, const char *name, bool make);

struct answer engine_bulk(struct engine *, const struct question *, const char *index);
struct answer engine_search(
    struct engine *, const struct question *, const char *name, json_object *body);
struct answer engine_scroll(struct engine *, const struct question *, json_object *body);
struct answer engine_count(
    json_object *index, const struct question *, const char *name, json_object *body);
struct answer engine_delete_all(json_object *index, const char *name, json_object *body);

json_object *member(json_object *, const char *name);
const char *string_of(json_object *, const char *name); /* "" when it is none */
json_object *parsed(const char *text, size_t n);        /* NULL: not JSON */

#endif
