/* The command line. */
#ifndef COMMAND_H
#define COMMAND_H

#include "conf/conf.h"
#include "http/message.h"
#include "main/care.h"

/* What the command line asks for. */
struct command {
	const char *config; /* NULL: none given */
	bool check, print, once, rotate, control, key;
	const char *describe;        /* "markdown", "openapi"; NULL: not asked for */
	const char *method, *target; /* of --once */
	const char *const *words;    /* of --control and key: the verb and what belongs to it */
	unsigned word_count;
	struct http_header headers[32];
	size_t header_count;
	struct str content_type;
	struct care_order care; /* backup, restore, verify */
};

/*
 * Reads the arguments and the file they name into command and conf, which must hold the defaults.
 * Says on standard error what is wrong. An exit code of sysexits.h. -h and -V end the process.
 */
int command_read(int argc, char **argv, struct arena *, struct conf *conf, struct command *command);

/*
 * Says what came of it: to standard output, or with another code than EX_OK as a line to standard
 * error. The text may be a new key: it is wiped. The exit code.
 */
int command_say_take(int code, struct buf *text);

#endif
