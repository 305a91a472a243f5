/*
 * The functions that open files, in front of the C library (LD_PRELOAD): all of them come down to
 * open_at(), which whoever includes this defines.
 */
#ifndef CRASH_OPEN_H
#define CRASH_OPEN_H

#include <fcntl.h>
#include <stdarg.h>
#include <sys/types.h>

static int open_at(int dir_fd, const char *path, int flags, mode_t mode);

static mode_t
mode_of(int flags, va_list ap)
{
	return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(ap, mode_t) : 0;
}

#define OPEN(name)                                           \
	int name(const char *path, int flags, ...)           \
	{                                                    \
		va_list ap;                                  \
		mode_t mode;                                 \
                                                             \
		va_start(ap, flags);                         \
		mode = mode_of(flags, ap);                   \
		va_end(ap);                                  \
		return open_at(AT_FDCWD, path, flags, mode); \
	}
#define OPENAT(name)                                           \
	int name(int dir_fd, const char *path, int flags, ...) \
	{                                                      \
		va_list ap;                                    \
		mode_t mode;                                   \
                                                               \
		va_start(ap, flags);                           \
		mode = mode_of(flags, ap);                     \
		va_end(ap);                                    \
		return open_at(dir_fd, path, flags, mode);     \
	}

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

#endif
