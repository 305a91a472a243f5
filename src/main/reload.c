#include <config.h>

#include "main/reload.h"

#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/log.h"
#include "main/command.h"
#include "main/notify.h"

static enum log_level
log_level_of(const struct conf *conf)
{
	static const char *const names[] = {
	    [LOG_LEVEL_ERROR] = "error",
	    [LOG_LEVEL_WARN] = "warn",
	    [LOG_LEVEL_INFO] = "info",
	    [LOG_LEVEL_DEBUG] = "debug",
	};
	enum log_level level = LOG_LEVEL_ERROR;

	while (level < LOG_LEVEL_DEBUG && strcmp(conf->log_level, names[level]) != 0)
		level++;
	return level;
}

void
reload_log(const struct conf *conf)
{
	log_open(strcmp(conf->log, "syslog") == 0, log_level_of(conf));
}

static bool
is_reloaded(const char *name)
{
	return strcmp(name, "log") == 0 || strcmp(name, "log_level") == 0;
}

static void
name_the_others(const struct reload *r, const struct conf *now)
{
	for (size_t i = 0; conf_name(i) != NULL; i++)
		if (!is_reloaded(conf_name(i)) && conf_differs(r->conf, now, i))
			log_warn("a changed setting needs a restart name=%s", conf_name(i));
}

/* The service manager wants to know when a reload began, so as to tell two of them apart. */
static void
tell_begin(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	notify(
	    "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

void
reload(const struct reload *r)
{
	struct arena *a = arena_new();
	struct command command = {.config = NULL};
	struct conf now;

	tell_begin();
	conf_init(&now);
	if (a != NULL && command_read(r->argc, r->argv, a, &now, &command) == EX_OK) {
		reload_log(&now);
		name_the_others(r, &now);
		log_info("the settings were read again");
	} else {
		log_error("the settings cannot be read again: those in force stay");
	}
	notify("READY=1");
	arena_free(a);
}
