/*
 * A change of a part of one record, as a row: what the body may hold, what must hold first, what is
 * written. Everything in it is a pure function of (record, body, time) and may be run again.
 */
#ifndef MODEL_UPDATE_H
#define MODEL_UPDATE_H

#include "model/problems.h"
#include "model/schema.h"

#include <stdint.h>

/* Values of the body that are wrong by themselves: 400 before the record is looked at. */
typedef void update_check_fn(struct problems *, const json_object *body);

/* May this happen to this record now? NULL: yes. body is NULL for an update without one. */
typedef const struct error *update_guard_fn(
    struct arena *, const json_object *doc, const json_object *body);

/* What is to be merged into the record; owned, NULL when memory ran out. */
typedef json_object *update_patch_fn(const json_object *doc, const json_object *body, int64_t now);

/* Changes the record by itself, where merging a patch will not do. False: memory ran out. */
typedef bool update_apply_fn(json_object *doc, const json_object *body, int64_t now, bool *changed);

struct update {
	const struct schema *body; /* NULL: takes none */
	update_check_fn *check;    /* NULL: nothing to check */
	update_guard_fn *guard;    /* NULL: always */
	update_patch_fn *patch;    /* one of these two */
	update_apply_fn *apply;
};

/* A patch that is the body itself. */
json_object *update_patch_body(const json_object *doc, const json_object *body, int64_t now);

/* The body without its nulls, where null means "not sent". */
json_object *update_patch_sent(const json_object *doc, const json_object *body, int64_t now);

/* Does the update to the record. *changed tells whether anything differs. False: memory ran out. */
bool update_run(
    const struct update *, json_object *doc, const json_object *body, int64_t now, bool *changed);

/*
 * last_seen = now, raised when the record already shows one up to a second later: a check-in is
 * always seen to come after the one before (connectors.md 8, sync-jobs.md 2).
 */
json_object *update_patch_last_seen(const json_object *doc, const json_object *body, int64_t now);

/* Sets key to the timestamp. False: memory ran out. */
bool update_set_time(json_object *patch, const char *key, int64_t us);

/*
 * Pieces of text: "key": and "key":value, with a comma before it unless a brace was opened just
 * before; those members of order that doc has; whether a key is in an order.
 */
void update_write_key(struct buf *, const char *key);
void update_write_member(struct buf *, const char *key, const json_object *value);
void update_write_members(struct buf *, const json_object *doc, const char *const *order);
bool update_is_listed(const char *key, const char *const *order);

/* Appends doc as text: the keys of order first and in that order, then the others. */
void update_write_ordered(struct buf *, const json_object *doc, const char *const *order);

#endif
