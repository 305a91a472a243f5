/* Private to the room. */
#ifndef STORE_MEND_H
#define STORE_MEND_H

#include "store/scan.h"

/* Puts right what follows from the records; *mended is how many faults. */
enum store_rc bdb_mend(struct bdb *, uint64_t *mended);

#endif
