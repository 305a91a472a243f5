/* Waiting to own a directory that another process owns. */
#ifndef WAIT_H
#define WAIT_H

#include "fcgi/listen.h"
#include "main/reload.h"
#include "store/store.h"

/*
 * Takes the lock of the directory; when another process has it and the settings say so, hands it
 * our listening sockets and waits for its end, then tries again. SIGTERM and SIGINT, which the
 * caller has blocked, end the wait: EX_OK with *lock NULL. Else an exit code of sysexits.h.
 */
int wait_for_lock(const struct reload *, const struct listen_sockets *, struct store_lock **lock);

#endif
