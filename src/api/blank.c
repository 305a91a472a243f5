#include <config.h>

#include "api/blank.h"

#include "api/auth.h"
#include "api/change.h"
#include "model/configuration.h"

const struct error *
blank_record(
    struct call *call, enum store_kind kind, const struct store_record *record, struct str *text)
{
	struct str connector_id = kind == STORE_CONNECTOR ? record->id : record->keys.owner;
	DOC_AUTO json_object *doc = NULL;
	struct buf out = {0};
	json_object *holder;
	bool failed;

	*text = record->doc;
	if (!auth_is_blanked(call, connector_id))
		return NULL;
	TRY(load_bytes(call, record->doc, &doc));
	holder = kind == STORE_CONNECTOR ? doc : doc_object(doc, "connector");
	if (holder != NULL && !configuration_blank(doc_object(holder, "configuration")))
		return &error_no_memory;
	doc_write(&out, doc, DOC_COMPACT);
	*text = arena_copy(call->arena, buf_peek(&out));
	failed = buf_failed(&out);
	buf_release(&out);
	return failed ? &error_no_memory : NULL;
}
