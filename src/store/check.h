/* Private to the room. */
#ifndef STORE_CHECK_H
#define STORE_CHECK_H

#include "store/bdb.h"

/* store_check() of a directory whose lock is options->lock. */
enum store_open_rc bdb_check_locked(const struct store_options *, const struct store_care *,
    struct arena *, struct store_report *, const char **why);

#endif
