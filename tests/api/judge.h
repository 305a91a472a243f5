/* An answer against what a step expects. */
#ifndef TESTS_API_JUDGE_H
#define TESTS_API_JUDGE_H

#include "door.h"
#include "expect.h"
#include "scenario.h"

/* False with expect->why set. What holds for every answer (rest.md 2) is looked at too. */
bool judge_answer(struct expect *, const struct step *, const struct door_answer *);

bool judge_names_header(const struct step_headers *, const char *name);

#endif
