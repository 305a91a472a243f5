/* Durations as Elasticsearch spells them. */
#ifndef MODEL_DURATION_H
#define MODEL_DURATION_H

#include "base/str.h"

#include <stdint.h>

/* "30d", "12h", "90m", "5s", "200ms", "0s": microseconds, at most a thousand years. */
bool duration_read(struct str text, int64_t *us);

#endif
