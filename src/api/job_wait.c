#include <config.h>

#include "api/job_wait.h"

#include <inttypes.h>
#include <stdatomic.h>

#include "api/change.h"
#include "api/job_watch.h"
#include "api/params.h"
#include "model/duration.h"

/* clang-format off */
const struct param job_wait_create_params[] = {
	{ "wait_for_completion", PARAM_BOOL }, { "timeout", PARAM_DURATION }, { NULL },
};
const struct param job_wait_get_params[] = {
	{ "wait_for_status", PARAM_LIST }, { "timeout", PARAM_DURATION }, { NULL },
};
/* clang-format on */

/* ---- what is asked ---- */

static const struct error *
param_timeout(struct call *call, struct job_wait *wait, const char *what)
{
	struct str text = http_query_get(&call->query, "timeout");
	uint64_t most = call->api->wait_max_ms;
	int64_t us;

	wait->ms = (unsigned)(most < JOB_WAIT_MS ? most : JOB_WAIT_MS);
	if (text.p == NULL)
		return NULL;
	if (!wait->asked)
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "[timeout] is how long to wait for what [%s] says, and that says nothing",
		    what);
	if (!duration_read(text, &us))
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "[timeout] must be a duration such as 500ms, 10s or 1m, but was [%.*s]",
		    STR_ARG(text));
	if ((uint64_t)us > most * 1000)
		return error_new(call->arena, "illegal_argument_exception", NULL,
		    "[timeout] may be at most [%" PRIu64 "ms] here, but was [%.*s]", most,
		    STR_ARG(text));
	wait->ms = (unsigned)(us / 1000);
	return NULL;
}

static unsigned
ended_states(void)
{
	unsigned states = 0;

	for (int s = 0; s < JOB_STATUS__MAX; s++)
		if (job_has_ended((enum job_status)s))
			states |= 1u << s;
	return states;
}

const struct error *
job_wait_for_completion(struct call *call, struct job_wait *wait)
{
	*wait = (struct job_wait){.states = ended_states()};
	TRY(param_bool(call, "wait_for_completion", false, &wait->asked));
	return param_timeout(call, wait, "wait_for_completion");
}

const struct error *
job_wait_for_status(struct call *call, struct job_wait *wait)
{
	struct str *items;
	size_t n;

	*wait = (struct job_wait){.states = ended_states()};
	TRY(param_list(call, "wait_for_status", &items, &n));
	wait->asked = n > 0;
	for (size_t i = 0; i < n; i++) {
		int status;

		TRY(param_word(call, &job_status_words, items[i], &status));
		wait->states |= 1u << status;
	}
	return param_timeout(call, wait, "wait_for_status");
}

/* ---- waiting ---- */

void
job_wait_look(const struct call *call, struct job_wait *wait, struct str id)
{
	if (!wait->asked || call->api->watch == NULL)
		return;
	wait->word = job_watch_word(call->api->watch, id);
	wait->seen = atomic_load(wait->word);
}

static bool
put_off(struct call *call, const struct job_wait *wait, struct str resume)
{
	if (!call->request->may_wait || call->api->watch == NULL || wait->ms == 0)
		return false;
	call->response->wait = (struct http_wait){true, wait->word, wait->seen, wait->ms, resume};
	return true;
}

bool
job_wait_put_off(struct call *call, const struct job_wait *wait, enum job_status status,
    struct str resume, bool *late)
{
	*late = wait->asked && (wait->states & 1u << status) == 0;
	return *late && put_off(call, wait, resume);
}

/* ---- the create: what is handed on is a letter, and the id of the job ---- */

enum { MADE = 'm', REPLAYED = 'r' };

struct str
job_wait_created(const struct call *call, bool *replayed)
{
	struct str resume = call->request->resume;

	if (resume.p == NULL || resume.n == 0)
		return (struct str){NULL, 0};
	*replayed = resume.p[0] == REPLAYED;
	return (struct str){resume.p + 1, resume.n - 1};
}

static void
write_created(
    struct buf *out, struct str id, bool late, enum job_status status, const json_object *job)
{
	struct str error;

	buf_text(out, "{\"id\":");
	doc_quote(out, id);
	buf_printf(out, ",\"timed_out\":%s,\"status\":", late ? "true" : "false");
	if (job == NULL)
		buf_text(out, "null"); /* it was deleted, or, when late, cannot be read */
	else
		doc_quote(out, str_of(job_status_words.names[status]));
	if (job != NULL && doc_string(job, "error", &error)) {
		buf_text(out, ",\"error\":");
		doc_quote(out, error);
	}
	buf_char(out, '}');
}

const struct error *
job_wait_answer_created(struct call *call, struct job_wait *wait, struct str id, bool replayed)
{
	struct str resume =
	    str_of(arena_printf(call->arena, "%c%.*s", replayed ? REPLAYED : MADE, STR_ARG(id)));
	DOC_AUTO json_object *job = NULL;
	struct store_record record;
	enum job_status status = JOB_STATUS__MAX;
	enum store_rc rc;
	bool late = false;

	if (arena_failed(call->arena))
		return &error_no_memory;
	/* First it is to be on the disk. */
	if (call->request->resume.p == NULL && put_off(call, wait, resume))
		return NULL;
	job_wait_look(call, wait, id);
	rc = call_get(call, STORE_SYNC_JOB, id, &record);
	if (rc == STORE_OK)
		status = job_status_of_group(record.keys.group);
	if (rc == STORE_OK && job_wait_put_off(call, wait, status, resume, &late))
		return NULL;
	/* The job is made, whatever goes wrong now: who is told otherwise makes another. */
	if (rc != STORE_NOT_FOUND && (rc != STORE_OK || load_bytes(call, record.doc, &job) != NULL))
		late = true;
	call->response->status = 201;
	write_created(&call->response->body, id, late, status, job);
	return NULL;
}
