/* "connectord backup", "restore", "verify": the records as a whole. */
#ifndef MAIN_CARE_H
#define MAIN_CARE_H

#include "base/buf.h"
#include "conf/conf.h"
#include "store/care.h"

#include <stdatomic.h>

enum care { CARE_NONE, CARE_BACKUP, CARE_RESTORE, CARE_VERIFY };

/* The command of that name, with so many words behind it; CARE_NONE: there is none such. */
enum care care_find(const char *name, unsigned words);

struct care_order {
	enum care what;
	const char *dir; /* of the backup; NULL: verify the records themselves */
	bool mend, json;
};

/*
 * Carries it out. A process that owns the records is asked for a backup; else the records are
 * opened here. An exit code of sysexits.h.
 */
int care_run(const struct care_order *, const struct conf *, struct arena *);

/*
 * A backup of open records: what is to be said comes in *text, and in the log. It gives up when
 * *stopping is set (NULL: it never is). An exit code.
 */
int care_backup(struct store *, const struct conf *, const char *dir, const atomic_bool *stopping,
    struct buf *text);

#endif
