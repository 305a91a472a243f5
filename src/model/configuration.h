/* The configuration of a connector (connector-document.md 3, connectors.md 9). */
#ifndef MODEL_CONFIGURATION_H
#define MODEL_CONFIGURATION_H

#include "model/update.h"

extern const struct update connector_configuration;

#endif
