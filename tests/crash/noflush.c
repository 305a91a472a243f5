/*
 * In front of Berkeley DB (LD_PRELOAD): a flush of the log that does nothing and says it did. What
 * is answered then lies in the memory of the process, and a test that kills it must find that out.
 */
#include <config.h>

#include <db.h>
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

static int
say_done(DB_ENV *env, const DB_LSN *upto)
{
	(void)env;
	(void)upto;
	return 0;
}

int
db_env_create(DB_ENV **env, u_int32_t flags)
{
	int (*real)(DB_ENV **, u_int32_t);
	void *symbol = dlsym(RTLD_NEXT, "db_env_create");
	int ret;

	if (symbol == NULL)
		return DB_RUNRECOVERY;
	memcpy(&real, &symbol, sizeof(real)); /* ISO C has no such cast */
	ret = real(env, flags);
	if (ret == 0)
		(*env)->log_flush = say_done;
	return ret;
}
