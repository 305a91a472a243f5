/*
 * Values of sensitive configuration fields are kept from who only monitors: a connector's own, and
 * those in the snapshot that a job has of its connector. What is not null becomes "".
 */
#ifndef API_BLANK_H
#define API_BLANK_H

#include "api/call.h"

/*
 * The document to answer with: the record's own, or one without what the caller may not see. Every
 * handler that answers with a connector or a job goes through here.
 */
const struct error *blank_record(
    struct call *, enum store_kind, const struct store_record *, struct str *doc);

#endif
