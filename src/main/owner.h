/*
 * What the owner of a directory is asked by other processes: to serve their listening sockets too,
 * and how it is. doc/ARCHITECTURE.md, "Processes".
 */
#ifndef OWNER_H
#define OWNER_H

#include "api/api.h"
#include "base/arena.h"
#include "fcgi/server.h"
#include "main/reload.h"
#include "store/store.h"

struct owner;

/*
 * From here on others can hand over their sockets; they wait until owner_serve. The lock of the
 * directory is the caller's. NULL with *why set on failure.
 */
struct owner *owner_new(const struct reload *, struct arena *, const char **why);

/* The server runs: it gets the sockets that were handed over, and all that will be. */
void owner_serve(struct owner *, struct fcgi_server *, const struct api *);

/* The server runs no more: it is not touched again. */
void owner_unserve(struct owner *);

/* The settings are read again soon. Safe in a signal handler. */
void owner_reload(struct owner *);

/* No more requests, while the lock is still held; who waits for our end goes on waiting. */
void owner_stop(struct owner *);

/* Those who wait are told. Call it when the lock is free. NULL is fine. */
void owner_free(struct owner *);

#endif
