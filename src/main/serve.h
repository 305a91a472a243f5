/* Serving: the API behind FastCGI, until a signal stops it. */
#ifndef SERVE_H
#define SERVE_H

#include "api/api.h"
#include "conf/conf.h"
#include "fcgi/listen.h"
#include "main/owner.h"

/*
 * The signals that stop, and SIGHUP, are for the main thread alone, and only while a server runs:
 * SIG_BLOCK them before any other thread is made; serve() lets them in meanwhile.
 */
void serve_signals(int how);

/* Who may connect over TCP: the setting, or else FCGI_WEB_SERVER_ADDRS. NULL: nobody is named. */
const char *serve_web_servers(const struct conf *);

/* Returns when it was stopped and all is answered. An exit code of sysexits.h. */
int serve(const struct conf *, const struct api *, struct listen_sockets *, struct owner *);

#endif
