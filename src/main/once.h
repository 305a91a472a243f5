/* One request from the command line. */
#ifndef ONCE_H
#define ONCE_H

#include "api/api.h"
#include "main/command.h"

/*
 * Answers command's request: the body from standard input unless that is a terminal, the answer
 * with its headers to standard output, when the write behind it is on disk. An exit code of
 * sysexits.h.
 */
int once(const struct command *command, uint64_t body_max, const struct api *, struct arena *);

#endif
