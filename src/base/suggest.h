/* "did you mean": which names are like a wrong one (rest.md 6). */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/arena.h"

/*
 * " did you mean [a]?", " did you mean any of [a, b]?" or "": the names of candidates with
 * 1 - levenshtein/longest > 0.5, best first, then by name. Lives in the arena.
 */
const char *suggest(struct arena *, struct str wrong, const char *const *candidates, size_t n);

#endif
