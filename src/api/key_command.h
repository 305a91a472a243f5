/*
 * API keys from the command line of the machine:
 *
 *	create --name NAME --role ROLE [--connector ID]... [--expires DURATION]
 *	list
 *	revoke ID...
 *
 * Made into requests that are answered as those over HTTP are, but for the question who may: who
 * can open the records may do everything.
 */
#ifndef API_KEY_COMMAND_H
#define API_KEY_COMMAND_H

#include "api/api.h"

enum key_command_rc {
	KEY_COMMAND_OK,
	KEY_COMMAND_USAGE,   /* the words are wrong */
	KEY_COMMAND_REFUSED, /* what was asked for cannot be done */
	KEY_COMMAND_STORE    /* it is not on stable storage */
};

/*
 * Does it, and appends the answer, or one line that says what is wrong. When KEY_COMMAND_OK it is
 * on stable storage. The answer may hold a secret, and so may the arena: both are the caller's to
 * wipe.
 */
enum key_command_rc key_command(
    const struct api *, struct arena *, const char *const *words, size_t n, struct buf *out);

#endif
