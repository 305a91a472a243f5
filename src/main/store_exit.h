/* How main opens a store, and the exit codes when it does not open. */
#ifndef STORE_EXIT_H
#define STORE_EXIT_H

#include "conf/conf.h"
#include "store/store.h"

/* What the settings say; they must live on. */
struct store_options store_options_of(const struct conf *);

/* Of sysexits.h; EX_TEMPFAIL: another process owns it. */
int store_exit_code(enum store_open_rc);

#endif
