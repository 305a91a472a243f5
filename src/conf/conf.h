/* The settings: one table, from which reading, checking, printing and the flags are made. */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>

/* Named as in the file, but for a unit at the end of some. */
struct conf {
	const char *listen;
	uint64_t socket_mode;
	const char *web_server_addrs; /* "": those of the environment, if any */
	const char *mount;            /* "/", or a prefix without a slash at its end */
	const char *data;
	const char *when_owned;      /* "auto", "wait", "fail" */
	const char *secret_key_file; /* "": secret.key in data */
	const char *security;        /* "on", "off" */
	const char *remote_user;     /* "none", or the role of whom the web server let in */
	uint64_t auth_failures_max;
	const char *sandbox;    /* "auto", "on", "off" */
	const char *core_dumps; /* "on", "off" */
	uint64_t headers_max;
	uint64_t json_depth_max;
	uint64_t page_max;
	uint64_t answer_max;
	uint64_t record_max;
	uint64_t sync_cursor_max;
	uint64_t metadata_max;
	uint64_t connector_count_max;
	uint64_t sync_job_count_max;
	uint64_t workers;
	uint64_t connections_max;
	uint64_t writes_max;
	uint64_t waits_max;
	uint64_t wait_max_ms;
	uint64_t body_max;
	uint64_t params_max;
	uint64_t buffer_max;
	uint64_t request_timeout_ms;
	uint64_t send_timeout_ms;
	uint64_t idle_timeout_ms;
	uint64_t stop_grace_ms;
	uint64_t cache_bytes;    /* cache_size */
	uint64_t log_file_bytes; /* journal_size */
	uint64_t checkpoint_kib; /* checkpoint_size */
	uint64_t checkpoint_s;   /* checkpoint_interval */
	const char *log;         /* "stderr" or "syslog" */
	const char *log_level;   /* "error", "warn", "info", "debug" */
	const char *version_number;
	const char *build_flavor;
	const char *node_name;
	const char *lifecycle;  /* "strict" or "compat" */
	uint64_t idle_after_ms; /* 0: never */
	const char *sink;       /* "on", "off" */
	const char *cluster_name;
};

/* A mistake in the settings: "file:line: name: what is wrong". */
typedef void conf_mistake_fn(void *ctx, const char *line);

/* Fills in the defaults. */
void conf_init(struct conf *);

/*
 * Reads a file: "name = value" a line; # at the start or behind a blank begins a comment; a value
 * in double quotes may hold anything, with \" and \\ for the two. All mistakes are reported, not
 * just the first; false when there was one. Texts live in the arena.
 */
bool conf_read(struct conf *, struct arena *, const char *path, conf_mistake_fn *, void *ctx);

/*
 * Sets one by name, as a flag does ("body-max" is body_max); where says where it came from
 * ("--body-max") and begins the mistake.
 */
bool conf_set(struct conf *, struct arena *, const char *where, const char *name, struct str value,
    conf_mistake_fn *, void *ctx);

/* What no single setting shows: whether they go together. Ask it when all are set. */
bool conf_check(const struct conf *, conf_mistake_fn *, void *ctx);

/* Prints all that is in force as a file conf_read would take. */
void conf_print(const struct conf *, FILE *);

/* Whether the i-th setting differs. */
bool conf_differs(const struct conf *, const struct conf *, size_t i);

/* The names, in the order of the table; NULL past the end. */
const char *conf_name(size_t i);
/* One line of what it is for. */
const char *conf_help(size_t i);

#endif
