/*
 * The API without a transport: a request in, a response out. The same call serves FastCGI, unit
 * tests, the fuzzer and the command line.
 */
#ifndef API_API_H
#define API_API_H

#include "base/id.h"
#include "http/message.h"

#include <stdint.h>

struct auth;
struct job_watch;
struct seal;
struct sightings;
struct snapshots;
struct store;

/* What has happened since the start; shared by all threads. */
struct api_counts {
	_Atomic uint64_t late_writes;                   /* refused: to a sync job that had ended */
	_Atomic uint64_t reaped_error, reaped_canceled; /* jobs nobody reported on: api/reaper.h */
};

/* What is too much: api/limits.h, which has what holds where a 0 is. */
struct api_limits {
	uint64_t headers_max;    /* bytes of a request's headers */
	unsigned json_depth_max; /* of a body */
	uint64_t page_max;       /* records */
	uint64_t answer_max;     /* bytes of the records in one answer */
	uint64_t record_max;     /* bytes */
	uint64_t cursor_max, metadata_max;
	uint64_t connectors_max, sync_jobs_max; /* 0: no limit */
};

/* How many records may be made until they must be counted again, by kind. Zeros to begin with. */
struct api_room {
	_Atomic int64_t left[8];
};

/* Everything handlers take from outside. Shared by all threads, constant while serving. */
struct api {
	struct store *store;
	const struct seal *seal;     /* for secrets */
	struct snapshots *snapshots; /* kept from job to job; NULL: none are */
	struct sightings *sightings; /* what was seen of workers; NULL: nothing is noted */
	struct job_watch *watch;     /* told of changes of jobs; NULL: nobody can wait for one */
	struct auth *auth;           /* who may ask: api/auth.h */
	/* Not NULL: everybody may do everything, under this name. Else, without auth, nobody
	 * anything. */
	const char *open_as;
	int64_t (*now)(void); /* microseconds since 1970, later at each call */
	void (*new_id)(char id[ID_SIZE]);
	const char *mount;         /* prefix of our paths; NULL or "/": none */
	struct api_counts *counts; /* NULL: nobody wants to know */
	bool sandbox;         /* for the status: system calls that are not needed are refused */
	bool sink;            /* content indices are kept here too: api/sink.h */
	bool compat;          /* lifecycle = compat: the original's rules for sync jobs */
	int64_t started;      /* microseconds since 1970; 0: unknown */
	int64_t idle_after;   /* microseconds, after which the reaper ends a job; 0: never */
	uint64_t wait_max_ms; /* the longest a request may wait for a job */
	uint64_t body_max;    /* bytes of a body, unpacked */
	struct api_limits limits;
	struct api_room *room;      /* NULL: records are not counted */
	const char *version_number; /* rest.md 10 */
	const char *build_flavor;
	const char *node_name;
	const char *cluster_name;
};

/*
 * Answers one request, or puts it off (response->wait). Never fails: what goes wrong inside becomes
 * an answer. The response must have been reset before; it must not go out before store_sync()
 * reached response->ticket.
 */
void api_handle(
    const struct api *, struct arena *, const struct http_request *, struct http_response *);

/* Whether the request may change records: a search is none that does, though it is a POST. */
bool api_may_change(const struct api *, struct arena *, const struct http_request *);

/*
 * The answer for a write whose store_sync() failed, or for a server that cannot take the request
 * now: 503 with Retry-After. Replaces what is in the response.
 */
void api_answer_unavailable(struct arena *, const struct http_request *, struct http_response *);

/* 413 with an empty body (rest.md 12), for a transport that has not read the body. */
void api_answer_too_large(struct http_response *);

/* 400: what the web server handed over is not a request (say why). */
void api_answer_bad_request(
    struct arena *, const struct http_request *, struct http_response *, const char *why);

#endif
