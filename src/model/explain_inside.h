/* The parts of explain.h. */
#ifndef MODEL_EXPLAIN_INSIDE_H
#define MODEL_EXPLAIN_INSIDE_H

#include "model/explain.h"

/* ---- reasons (explain_reason.c) ---- */

/* They gather in two lists, and hindrances come first. Running out of memory is sticky. */
struct reasons {
	struct arena *arena;
	json_object *hindering, *other;
	bool failed;
};

enum weight { REASON_HINDERS, REASON_TOLD };

void reasons_begin(struct reasons *, struct arena *);
void reasons_release(struct reasons *);

/*
 * Adds one, and lends it for details. since: 0 when it is not known. The remedy: NULL when there is
 * nothing to do.
 */
json_object *reasons_add(struct reasons *, enum weight, const char *code, int64_t since,
    const char *remedy, struct str sentence);

/* Details; a time of 0 is null, value is taken. */
void reason_text(struct reasons *, json_object *reason, const char *key, struct str text);
void reason_time(struct reasons *, json_object *reason, const char *key, int64_t us);
void reason_value(struct reasons *, json_object *reason, const char *key, json_object *value);

/* "12 s", "5 min", "3 h", "4 days". */
const char *span_text(struct arena *, int64_t us);

/* "2026-11-24T08:00:00.000Z"; in the arena. */
const char *time_text(struct arena *, int64_t us);

/* The time in a member; 0: there is none. */
int64_t time_in(const json_object *doc, const char *key);

/* The text in a member that is not empty; or else. */
struct str text_in(const json_object *doc, const char *key, const char *otherwise);

/*
 * The answer, made of a head that is taken (NULL: memory ran out). Its summary is the first
 * hindrance, of what runs the first of the others, or else otherwise. Takes reasons out of the
 * lists; NULL when memory ran out.
 */
json_object *reasons_answer(struct reasons *, json_object *head, bool running, const char *state,
    const char *otherwise, int64_t now);

/* ---- what is in the way of every job of a connector (explain_state.c) ---- */

/* type: JOB_TYPE__MAX for the connector itself. */
void explain_state(struct reasons *, const struct explain_facts *, enum job_type);

/* The slot is taken, or is said to be; true: it is. */
bool explain_slot(struct reasons *, const struct explain_facts *, enum job_slot, enum weight);

/* Whether somebody has reported on a job within the time that is given to it. */
bool explain_is_live(const struct explain_facts *, const json_object *job);

/* When the job's worker was last heard; 0: not known. */
int64_t explain_heard(const json_object *job);

/* The job that somebody works on: how long it is believed. */
void explain_lease(struct reasons *, const struct explain_facts *, const json_object *job);

void explain_refusal(struct reasons *, const struct explain_facts *);

/* ---- schedules (explain_schedule.c) ---- */

/* A reason for each of the three. The first time one fires; 0: none ever does. */
int64_t explain_schedules(struct reasons *, const json_object *connector, int64_t now);

#endif
