/*
 * Plays the connector service against a server, at SOCKET, a path or ADDRESS:PORT:
 *
 *	service life SOCKET         all it does but for documents
 *	service sync SOCKET         whole syncs with their documents
 *	service indices SOCKET      behind sync: what its command line does with the index
 *	service race SOCKET TRIES
 *
 * The server's store must be fresh.
 */
#include <config.h>

#include "service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 64 };

static int
usage(void)
{
	fputs(
	    "usage: service life|sync|indices SOCKET\n       service race SOCKET TRIES\n", stderr);
	return EXIT_USAGE;
}

/* False: there is no such play. */
static bool
play(const char *what, struct service *one, struct service *two, int tries)
{
	if (strcmp(what, "life") == 0)
		play_life(one, two);
	else if (strcmp(what, "sync") == 0)
		play_sync(one, two);
	else if (strcmp(what, "indices") == 0)
		play_indices(one);
	else if (strcmp(what, "race") == 0 && tries > 0) {
		play_race(one, two, RACE_AS_SERVICE, tries);
		play_race(one, two, RACE_BY_CLAIM, tries);
	} else
		return false;
	return true;
}

int
main(int argc, char **argv)
{
	struct service one, two;
	bool played;

	if (argc < 3)
		return usage();
	curl_global_init(CURL_GLOBAL_DEFAULT);
	service_open(&one, "one", argv[2]);
	service_open(&two, "two", argv[2]);
	played = play(argv[1], &one, &two, argc > 3 ? atoi(argv[3]) : 0);
	service_close(&one);
	service_close(&two);
	curl_global_cleanup();
	if (!played)
		return usage();
	printf("%s: all as it should be\n", argv[1]);
	return EXIT_SUCCESS;
}
