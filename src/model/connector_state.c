/* States of connectors. */
#include <config.h>

#include "model/connector.h"

#define TO(status) (1u << (status))

/* clang-format off */
static const char *const status_names[] = {
	[CONNECTOR_CREATED]		= "created",
	[CONNECTOR_NEEDS_CONFIGURATION] = "needs_configuration",
	[CONNECTOR_CONFIGURED]		= "configured",
	[CONNECTOR_CONNECTED]		= "connected",
	[CONNECTOR_ERROR]		= "error",
};

static const unsigned may_become[] = {	/* connector-document.md 8 */
	[CONNECTOR_CREATED]		= TO(CONNECTOR_NEEDS_CONFIGURATION) | TO(CONNECTOR_ERROR),
	[CONNECTOR_NEEDS_CONFIGURATION] = TO(CONNECTOR_CONFIGURED) | TO(CONNECTOR_ERROR),
	[CONNECTOR_CONFIGURED]		= TO(CONNECTOR_NEEDS_CONFIGURATION) | TO(CONNECTOR_CONFIGURED)
					| TO(CONNECTOR_CONNECTED) | TO(CONNECTOR_ERROR),
	[CONNECTOR_CONNECTED]		= TO(CONNECTOR_CONFIGURED) | TO(CONNECTOR_CONNECTED) | TO(CONNECTOR_ERROR),
	[CONNECTOR_ERROR]		= TO(CONNECTOR_CONFIGURED) | TO(CONNECTOR_CONNECTED) | TO(CONNECTOR_ERROR),
};
/* clang-format on */

_Static_assert(
    sizeof(status_names) / sizeof(status_names[0]) == CONNECTOR_STATUS__MAX, "a name each");
_Static_assert(sizeof(may_become) / sizeof(may_become[0]) == CONNECTOR_STATUS__MAX, "a row each");

const struct words connector_status_words = {
    status_names, CONNECTOR_STATUS__MAX, "ConnectorStatus"};

bool
connector_may_become(enum connector_status from, enum connector_status to)
{
	return from < CONNECTOR_STATUS__MAX && (may_become[from] & TO(to)) != 0;
}

enum connector_status
connector_status_of(const json_object *doc)
{
	struct str text;
	int status =
	    doc_string(doc, "status", &text) ? words_find(&connector_status_words, text) : -1;

	return status < 0 ? CONNECTOR_STATUS__MAX : (enum connector_status)status;
}

bool
connector_set_status(json_object *doc, enum connector_status status)
{
	return doc_set_text(doc, "status", status_names[status]);
}
