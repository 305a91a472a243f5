/* Serving: the API behind FastCGI, until a signal stops it. */
#ifndef SERVE_H
#define SERVE_H

#include "api/api.h"
#include "conf/conf.h"
#include "fcgi/listen.h"

/*
 * The signals that stop are for the main thread alone, and only while a server runs: SIG_BLOCK them
 * before any other thread is made; serve() lets them in meanwhile.
 */
void serve_signals(int how);

/* Returns when it was stopped and all is answered. An exit code of sysexits.h. */
int serve(const struct conf *, const struct api *, const struct listen_sockets *);

#endif
