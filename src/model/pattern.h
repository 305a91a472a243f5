/* The wildcard rules of the connector list's query parameter (connectors.md 4). */
#ifndef MODEL_PATTERN_H
#define MODEL_PATTERN_H

#include "base/str.h"

/*
 * Does "*query*" match the whole text? In query "*" is any run, "?" any one character, and a
 * backslash takes the next one literally. Case matters.
 */
bool pattern_in_text(struct str query, struct str text);

/*
 * Does it match one word of the text, both without regard to case? Words are runs of letters,
 * digits and underscores; what is not ASCII counts as a letter.
 */
bool pattern_in_words(struct str query, struct str text);

#endif
