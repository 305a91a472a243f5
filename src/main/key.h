/* "connectord key ...": API keys from the command line. */
#ifndef MAIN_KEY_H
#define MAIN_KEY_H

#include "api/key_command.h"
#include "main/command.h"

/* Does what the words behind "key" say, on records that are open. An exit code of sysexits.h. */
int key_run(const struct command *, const struct api *, struct arena *);

/* That of sysexits.h for what came out. */
int key_exit_code(enum key_command_rc);

#endif
