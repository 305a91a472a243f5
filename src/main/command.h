/* The command line. */
#ifndef COMMAND_H
#define COMMAND_H

#include "conf/conf.h"
#include "http/message.h"

/* What the command line asks for. */
struct command {
	const char *config; /* NULL: none given */
	bool check, print, once, rotate;
	const char *describe;        /* "markdown", "openapi"; NULL: not asked for */
	const char *method, *target; /* of --once */
	struct http_header headers[32];
	size_t header_count;
	struct str content_type;
};

/*
 * Reads the arguments and the file they name into command and conf, which must hold the defaults.
 * Says on standard error what is wrong. An exit code of sysexits.h. -h and -V end the process.
 */
int command_read(int argc, char **argv, struct arena *, struct conf *conf, struct command *command);

#endif
