/*
 * Documents as clients write them to the indices: whole, or a part to merge (clients.md 1 B). The
 * rules of connectors and jobs hold for them as for what the API writes; kinds of values are the
 * mapping's to check, and have been.
 */
#ifndef MODEL_RAW_H
#define MODEL_RAW_H

#include "model/update.h"

/*
 * Does the document (whole) or the part of one hold what its record needs and the API can read? A
 * part leaves alone what it does not name. The member "id" must have been taken out.
 */
const struct error *raw_connector_check(struct arena *, const json_object *doc, bool whole);
const struct error *raw_sync_job_check(struct arena *, const json_object *doc, bool whole);

/* Merging a part, and replacing all but the id. The body is the document. */
extern const struct update raw_update;
extern const struct update raw_replace;

/*
 * The same for jobs by the rules of their life: the steps that the connector service makes, no
 * change of a job that has ended, and no taking over from another worker.
 */
extern const struct update raw_sync_job_update;
extern const struct update raw_sync_job_replace;

/* May a job begin its life as this document? */
const struct error *raw_sync_job_create_guard(struct arena *, const json_object *doc);

#endif
