/*
 * What the process may do to the system from some moment on: no more than it needs. New privileges
 * are given up always; which calls the system still takes is a list in sandbox.c. What is not in it
 * fails with EPERM: no other program is run, no process made or looked into, nothing connected to
 * but Unix sockets, no memory made executable.
 *
 * It holds for this process and threads made later, and cannot be taken back.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base/arena.h"

#include <stdbool.h>

/* Whether this build can: one with sanitizers cannot, for they do most of what is forbidden. */
bool sandbox_is_built(void);

/*
 * False with *why set: the system does not do it. Call it while there is one thread. *landlock: the
 * version of Landlock that holds too, 0: none. A filter of calls does not see whom connect() on a
 * TCP socket that is there is for (version 4 refuses it), nor what is opened below /proc (1), nor
 * whom a descriptor sends signals to (6).
 */
bool sandbox_enter(struct arena *, int *landlock, const char **why);

/* No new privileges by running a program that has some (suid). False with errno set. */
bool sandbox_drop_privileges(void);

#endif
