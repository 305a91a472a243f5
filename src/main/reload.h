/* Reading the settings again while the program runs. */
#ifndef RELOAD_H
#define RELOAD_H

#include "conf/conf.h"

/* What log and log_level say. */
void reload_log(const struct conf *);

/* What the program was started with; the settings in force are not changed. */
struct reload {
	int argc;
	char **argv;
	const struct conf *conf;
};

/*
 * Reads the command line and the file it names once more. log and log_level are put in force; what
 * else differs from the settings in force is named in the log: it needs a restart. With a mistake
 * nothing changes. One thread at a time.
 */
void reload(const struct reload *);

#endif
