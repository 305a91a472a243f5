/*
 * The fields of an index: which can be asked for, and what kind of value each may hold
 * (connector-document.md 10). Other members of a document are kept, but not looked at.
 */
#ifndef INDEX_MAPPING_H
#define INDEX_MAPPING_H

#include "base/buf.h"
#include "base/error.h"
#include "json/doc.h"

enum index_type {
	INDEX_KEYWORD,
	INDEX_TEXT,
	INDEX_DATE,
	INDEX_LONG,
	INDEX_SHORT,
	INDEX_BOOLEAN,
	INDEX_OBJECT, /* free form */
	INDEX_LIST,   /* a list of objects whose fields have rows of their own */
	INDEX_TYPE__MAX
};

struct index_field {
	const char *path; /* names joined by dots */
	enum index_type type;
	bool many; /* a list of such values will do, too */
};

/* Both closed by path == NULL. */
extern const struct index_field index_connector_fields[];
extern const struct index_field index_sync_job_fields[];

/* NULL: there is no such field. */
const struct index_field *index_field_find(const struct index_field *, struct str path);

/*
 * Does every member of the document, or of a part that is to be merged into one, have the kind of
 * value its field holds? NULL: yes; null is always one. Else the error of a document that cannot be
 * indexed; id is for its text.
 */
const struct error *index_mapping_check(
    struct arena *, const struct index_field *, struct str id, const json_object *doc);

/* Appends {"name":{"type":"keyword"},"other":{"properties":{...}}}. */
void index_mapping_write(struct buf *, const struct index_field *);

#endif
