/*
 * A job as text, in two parts: what is its own, and the snapshot of its connector, which it has in
 * common with the other jobs made from that connector as it was.
 *
 *	own	{"id":"j","connector":}, … }                    at: just behind "connector":
 *	shared	{"id":"c", …                                    without the closing brace
 *
 * A cursor that came with a claim (sync-jobs.md 7.7) is the job's own, and stands last in the
 * snapshot: {"id":"j","connector":,"sync_cursor":{…}}, … }. So a claim does not touch the shared
 * part.
 */
#ifndef MODEL_JOB_TEXT_H
#define MODEL_JOB_TEXT_H

#include "base/arena.h"
#include "json/doc.h"

struct job_text {
	struct buf own;
	size_t at;
	struct buf shared; /* empty: the job has no snapshot, own is all of it */
};

/* Writes the record in the order it is sent; what runs out of memory says so in the buffers. */
void job_text_write(struct job_text *, const json_object *job);
bool job_text_failed(const struct job_text *);
void job_text_release(struct job_text *);

/* Writes a snapshot as the shared part. */
void job_text_write_snapshot(struct buf *, const json_object *snapshot);

/*
 * The own part as a document, with nothing in the snapshot but the cursor, and back. For updates
 * that touch nothing else there. NULL as doc_load() gives it; false when the document does hold
 * more.
 */
json_object *job_text_load_own(struct arena *, struct str own, size_t at, bool *damaged);
bool job_text_write_own(struct job_text *, const json_object *job);

#endif
