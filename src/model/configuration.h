/* The configuration of a connector (connector-document.md 3, connectors.md 9). */
#ifndef MODEL_CONFIGURATION_H
#define MODEL_CONFIGURATION_H

#include "model/update.h"

extern const struct update connector_configuration;

/*
 * Empties the values of sensitive fields in a configuration as records hold it; NULL is fine.
 * False: memory ran out.
 */
bool configuration_blank(json_object *configuration);

/*
 * Appends the names of the required fields that have no value to an array: of those that are asked
 * for at all, for what depends on another field's value is not where that has another. So the
 * connector service sees it. configuration may be NULL. False: memory ran out.
 */
bool configuration_unset(const json_object *configuration, json_object *names);

#endif
