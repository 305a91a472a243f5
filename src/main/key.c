#include <config.h>

#include "main/key.h"

#include <sysexits.h>

static const int exit_codes[] = {
    [KEY_COMMAND_OK] = EX_OK,
    [KEY_COMMAND_USAGE] = EX_USAGE,
    [KEY_COMMAND_REFUSED] = EX_UNAVAILABLE,
    [KEY_COMMAND_STORE] = EX_IOERR,
};

int
key_exit_code(enum key_command_rc rc)
{
	return exit_codes[rc];
}

int
key_run(const struct command *command, const struct api *api, struct arena *a)
{
	struct buf text = {0};
	int code =
	    exit_codes[key_command(api, a, command->words + 1, command->word_count - 1, &text)];

	return command_say_take(code, &text);
}
