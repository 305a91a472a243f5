#include <config.h>

#include "main/store_exit.h"

#include <sysexits.h>

static const int codes[] = {
    [STORE_OPEN_OK] = EX_OK,
    [STORE_OPEN_LOCKED] = EX_TEMPFAIL,
    [STORE_OPEN_UNUSABLE] = EX_CANTCREAT,
    [STORE_OPEN_TOO_NEW] = EX_DATAERR,
    [STORE_OPEN_DAMAGED] = EX_DATAERR,
    [STORE_OPEN_NOMEM] = EX_OSERR,
};

int
store_exit_code(enum store_open_rc rc)
{
	return codes[rc];
}

struct store_options
store_options_of(const struct conf *conf)
{
	return (struct store_options){
	    .dir = conf->data,
	    .cache_bytes = conf->cache_bytes,
	    .log_file_bytes = conf->log_file_bytes,
	    .checkpoint_kib = (unsigned)conf->checkpoint_kib,
	    .checkpoint_s = (unsigned)conf->checkpoint_s,
	};
}
