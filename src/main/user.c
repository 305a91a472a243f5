#include <config.h>

#include "main/user.h"

#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"

int
user_check(const struct conf *conf)
{
	const struct passwd *user;
	char name[64];
	struct stat st;

	if (geteuid() != 0 || stat(conf->data, &st) != 0 || st.st_uid == 0)
		return EX_OK;
	user = getpwuid(st.st_uid);
	if (user != NULL)
		snprintf(name, sizeof(name), "%s", user->pw_name);
	else
		snprintf(name, sizeof(name), "'#%lu'", (unsigned long)st.st_uid);
	log_error(
	    "%s belongs to another user: run this as that one, with sudo -u %s", conf->data, name);
	return EX_CANTCREAT;
}
