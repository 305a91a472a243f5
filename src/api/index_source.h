/* Which part of a document's source is asked for: _source and its kin. */
#ifndef API_INDEX_SOURCE_H
#define API_INDEX_SOURCE_H

#include "api/call.h"

struct index_source {
	bool wanted;
	struct str paths; /* as filter_path takes them; n == 0: all of it */
};

/* From the query string: _source, _source_includes, _source_excludes. */
const struct error *index_source_params(struct call *, struct index_source *);

/* From a body: true, false, a name, a list of names, {"includes":…,"excludes":…}. */
const struct error *index_source_read(
    struct call *, const json_object *value, struct index_source *);

/* Appends ,"_source":{…} of a record's document, when it is wanted. */
const struct error *index_source_write(struct call *, const struct index_source *, struct str doc);

/* The same of a text that is the source. */
const struct error *index_source_write_text(
    struct call *, const struct index_source *, struct str text);

/* Whether paths that come from elsewhere are no more than may be asked for. */
bool index_source_paths_ok(struct str paths);

#endif
