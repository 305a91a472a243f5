/* What the three schedules of a connector say. */
#include <config.h>

#include "model/explain_inside.h"

#include <string.h>

#include "model/cron.h"

enum { SECOND_US = 1000000 };

/* The end of the year 9999, in seconds: what is later is never. */
static const int64_t end_of_time = INT64_C(253402300799);

struct schedule {
	const char *name;
	struct str interval;
	const struct cron *cron;
};

/* A reason with what all of them have. */
static void
add(struct reasons *r, enum weight weight, const char *code, const struct schedule *s,
    const char *remedy, struct str sentence, int64_t next)
{
	json_object *reason = reasons_add(r, weight, code, 0, remedy, sentence);

	reason_text(r, reason, "job_type", str_of(s->name));
	reason_text(r, reason, "interval", s->interval);
	reason_time(r, reason, "next", next);
}

/* "… at pos [5]": -1 when the fault has no position. */
static int64_t
position_in(struct str fault)
{
	static const char before[] = "at pos [";
	const char *at = memmem(fault.p, fault.n, before, sizeof(before) - 1);
	int64_t pos = 0;

	if (at == NULL)
		return -1;
	for (at += sizeof(before) - 1; at < fault.p + fault.n && *at >= '0' && *at <= '9'; at++)
		if (pos < INT32_MAX)
			pos = pos * 10 + (*at - '0');
	return pos;
}

static void
explain_invalid(struct reasons *r, const struct schedule *s, const struct error *error)
{
	const struct error *innermost = error;
	struct str why;
	int64_t pos;
	json_object *reason;

	while (innermost->cause != NULL)
		innermost = innermost->cause;
	why = innermost->reason.p != NULL ? innermost->reason : str_of("");
	pos = position_in(why);
	reason = reasons_add(r, REASON_HINDERS, "schedule_invalid", 0,
	    "PUT _scheduling with a cron expression of six or seven fields.",
	    arena_text(
	        r->arena, "The schedule of %s jobs cannot be read: %.*s", s->name, STR_ARG(why)));
	reason_text(r, reason, "job_type", str_of(s->name));
	reason_text(r, reason, "interval", s->interval);
	reason_text(r, reason, "why", why);
	if (pos >= 0)
		reason_value(r, reason, "position", json_object_new_int64(pos));
	else
		r->failed = r->failed || !doc_set_null(reason, "position");
}

/* A field of the expression, counted from 0; empty when there are not so many. */
static struct str
field_of(struct str interval, int wanted)
{
	struct str field = {interval.p, 0};
	const char *end = interval.p + interval.n;

	for (int i = 0; i <= wanted; i++) {
		const char *p = field.p + field.n;

		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		field = (struct str){p, 0};
		while (p + field.n < end && p[field.n] != ' ' && p[field.n] != '\t')
			field.n++;
	}
	return field;
}

static bool
has_one_of(struct str field, const char *letters)
{
	for (size_t i = 0; i < field.n; i++)
		if (field.p[i] != '\0' && strchr(letters, field.p[i]) != NULL)
			return true;
	return false;
}

/* The service's scheduler knows no L, W and # (clients.md 1). WED has a W, and no day has an L. */
static bool
is_beyond_service(struct str interval)
{
	enum { DAY = 3, WEEKDAY = 5 };

	return has_one_of(field_of(interval, DAY), "LWlw") ||
	       has_one_of(field_of(interval, WEEKDAY), "Ll#");
}

static int64_t
explain_enabled(struct reasons *r, const struct schedule *s, int64_t now)
{
	int64_t next;

	if (is_beyond_service(s->interval))
		add(r, REASON_TOLD, "schedule_not_understood", s,
		    "PUT _scheduling with an expression without L, W and #.",
		    arena_text(r->arena,
		        "The schedule of %s jobs has L, W or # in it, which the connector service "
		        "does not know.",
		        s->name),
		    0);
	if (!cron_next(s->cron, now / SECOND_US, &next) || next > end_of_time) {
		add(r, REASON_HINDERS, "schedule_never", s,
		    "PUT _scheduling with an expression that has a time to come.",
		    arena_text(
		        r->arena, "The schedule of %s jobs is enabled and never fires.", s->name),
		    0);
		return 0;
	}
	next *= SECOND_US;
	add(r, REASON_TOLD, "schedule_next", s, NULL,
	    arena_text(r->arena, "The schedule of %s jobs fires next in %s, at %s.", s->name,
	        span_text(r->arena, next - now), time_text(r->arena, next)),
	    next);
	return next;
}

/* The first time to come; 0: none. */
static int64_t
explain_one(struct reasons *r, const json_object *scheduling, const char *name, int64_t now)
{
	const json_object *schedule = scheduling != NULL ? doc_object(scheduling, name) : NULL;
	struct schedule s = {name, text_in(schedule, "interval", ""), NULL};
	const struct error *error;
	bool enabled = false;

	doc_bool(schedule, "enabled", &enabled);
	if (!enabled) {
		add(r, REASON_TOLD, "schedule_disabled", &s,
		    "PUT _scheduling to enable it, or make a job by hand.",
		    arena_text(r->arena, "The schedule of %s jobs is disabled.", name), 0);
		return 0;
	}
	error = cron_parse(r->arena, s.interval, now, &s.cron);
	if (error == NULL)
		return explain_enabled(r, &s, now);
	explain_invalid(r, &s, error);
	return 0;
}

int64_t
explain_schedules(struct reasons *r, const json_object *connector, int64_t now)
{
	const json_object *scheduling = doc_object(connector, "scheduling");
	int64_t first = 0;

	for (int type = 0; type < JOB_TYPE__MAX; type++) {
		int64_t next = explain_one(r, scheduling, job_type_words.names[type], now);

		if (next != 0 && (first == 0 || next < first))
			first = next;
	}
	return first;
}
