/*
 * Telling the service manager how we are: the protocol of sd_notify(3), which is one datagram with
 * a few lines. Written here, because the library that does it is larger than this program.
 */
#ifndef NOTIFY_H
#define NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* "READY=1" and the like, lines joined by newlines. Nothing happens without a service manager. */
void notify(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * How many descriptors the service manager keeps for the next process; 0: none. From the variable
 * FDSTORE, which systemd sets from version 254 on, and connectord.service for the others.
 */
unsigned notify_store_max(void);

/* Gives it a copy of fd to keep, under that name. False: it could not be sent. */
bool notify_store(int fd, const char *name);

/*
 * Has it close its copies of all of that name. It does not do so by itself when it hands them to
 * the next process: whoever takes one must say so, or its end is not seen by the peer, and a
 * process that starts after a crash gets it in the middle of a request. False: as above.
 */
bool notify_store_forget(const char *name);

/* How often WATCHDOG=1 is expected at least, in ms; 0: it is not. */
int64_t notify_watchdog_ms(void);

/*
 * How often to say it, in ms, and at most most: a third of it, so that one that comes late is no
 * harm, and half of that for short ones, where a busy machine alone makes it late.
 */
int64_t notify_every_ms(int64_t watchdog_ms, int64_t most);

#endif
