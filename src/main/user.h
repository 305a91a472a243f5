/* As whom we run, and whose the records are. */
#ifndef USER_H
#define USER_H

#include "conf/conf.h"

/*
 * Whether the records may be opened by this user: root may not open those of somebody else, for the
 * files it makes could not be opened by that one any more. An exit code; what to do is logged. A
 * directory that is not there yet is whose who makes it.
 */
int user_check(const struct conf *);

#endif
