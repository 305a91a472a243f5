/*
 * The log: one line per event, key=value behind the sentence, on standard error or syslog. Never a
 * body, never a secret: callers hand over ids, codes and lengths. Control characters and bytes that
 * are not printable ASCII or UTF-8 come out as \xNN, so no value can forge a line.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Before this, lines of level info and worse go to standard error. */
void log_open(bool to_syslog, enum log_level most);

/* The id put on every line of this thread until it is changed; NULL: none. Not copied. */
void log_request(const char *id);

bool log_wants(enum log_level);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
