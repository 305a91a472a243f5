#include <config.h>

#include "api/notice.h"

#include "api/change.h"
#include "api/index.h"
#include "api/sightings.h"
#include "api/sync_jobs.h"

/* Of a reason, bytes: escaped, six times as many still fit. */
enum { REASON_MAX = 300 };

void
notice_asking(const struct call *call, const struct str *connectors, size_t n)
{
	static const struct str nothing = {"", 0};

	/* Who could not claim one is no worker: a dashboard. */
	if ((call->caller.grant.roles & privilege_roles(PRIVILEGE_WORK)) == 0)
		return;
	if (connectors == NULL)
		sightings_note(call->api->sightings, SIGHTED_ASKING, nothing, call->now, nothing);
	for (size_t i = 0; connectors != NULL && i < n; i++)
		if (connectors[i].n > 0)
			sightings_note(call->api->sightings, SIGHTED_ASKING, connectors[i],
			    call->now, nothing);
}

/* The connector that a request is about. */
static struct str
connector_of(const struct call *call)
{
	const struct change *change = call->route->change;

	if (call->about.p != NULL)
		return call->about;
	return change != NULL && change->kind == STORE_CONNECTOR ? call->vars[0]
	                                                         : (struct str){NULL, 0};
}

/* ---- refusals ---- */

/* Whose refusals are kept, and for which record. False: of this one none is. */
static bool
find_refused(const struct call *call, enum sighted *kind, struct str *id)
{
	const struct route *route = call->route;
	bool job = false;

	if (route->change != NULL) {
		job = route->change->kind == STORE_SYNC_JOB;
		*id = call->vars[0];
	} else if (route->handle == index_doc_update) {
		job = index_of(call)->kind == STORE_SYNC_JOB;
		*id = call->vars[1];
	} else if (route->handle == sync_job_create) {
		*id = call->about;
	} else {
		return false;
	}
	*kind = job ? SIGHTED_REFUSAL_SYNC_JOB : SIGHTED_REFUSAL_CONNECTOR;
	return id->n > 0;
}

/*
 * A reason may quote what was sent. Where that may be the value of a sensitive field, only those
 * are kept that are about the record.
 */
static bool
may_tell(const struct call *call, const struct error *error, int status)
{
	const struct route *route = call->route;

	if (route->handle != index_doc_update && route->change != &change_connector_configuration)
		return true;
	return status == 409 || str_is(str_of(error->type), "status_exception");
}

static void
write_refusal(struct buf *out, const struct call *call, const struct error *error, int status)
{
	struct str reason = error->reason.p != NULL ? error->reason : str_of("");

	if (reason.n > REASON_MAX)
		reason.n = REASON_MAX;
	buf_printf(out, "{\"status\":%d,\"type\":\"%s\",\"request\":\"%s %s\"", status, error->type,
	    http_method_name(call->route->method), call->route->path);
	if (may_tell(call, error, status)) {
		buf_text(out, ",\"reason\":");
		doc_quote(out, reason);
	}
	buf_char(out, '}');
}

/* What is not there is not noted, but for a job of a connector that the caller may not see. */
static void
notice_refusal(const struct call *call, const struct error *error)
{
	int status = error->status != 0 ? error->status : error_status(error->type);
	struct buf out = {0};
	enum sighted kind;
	struct str id;

	if (status < 400 || status >= 500 || !find_refused(call, &kind, &id) ||
	    id.n > STORE_ID_MAX || (status == 404 && call->about.p == NULL))
		return;
	write_refusal(&out, call, error, status);
	if (!buf_failed(&out) && out.n <= SIGHTING_WHAT_MAX)
		sightings_note(call->api->sightings, kind, id, call->now, buf_peek(&out));
	buf_release(&out);
}

void
notice_outcome(const struct call *call, const struct error *error)
{
	struct str connector;

	if (call->api->sightings == NULL)
		return;
	if (error != NULL) {
		notice_refusal(call, error);
		return;
	}
	connector = connector_of(call);
	if (call->route->access.privilege == PRIVILEGE_WORK && connector.p != NULL)
		notice_asking(call, &connector, 1);
}
