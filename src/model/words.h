/* Sets of words that a field may hold: matched without regard to case, kept in lower case (rest.md
 * 13). */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include "base/str.h"

struct words {
	const char *const *names; /* indexed by the enum they belong to */
	int n;
	const char *type; /* "ConnectorStatus": what an unknown word is none of */
	bool exact;       /* letter case matters */
};

/* The index of the word, or -1. */
int words_find(const struct words *, struct str word);

#endif
