/* What the clients of a load do: sequences of calls, chosen by weight. */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { JOB_ID_SIZE = 20, UNCLAIMED_MAX = 1024 };

/* What all clients share. */
struct world {
	const struct workload *workload;
	const char *headers;          /* further lines of each request, with CR LF; or "" */
	char (*ids)[JOB_ID_SIZE + 1]; /* jobs that are there */
	size_t id_count;
	unsigned connectors; /* there are c0 to c(n - 1) */
	uint64_t random;     /* not 0 */
	uint64_t begun;      /* sequences, ever */
	char unclaimed[UNCLAIMED_MAX]
	              [JOB_ID_SIZE + 1]; /* of the jobs made, the latest to be left */
	unsigned unclaimed_count;
	struct buf body; /* of the request being made */
};

/* Where one client is. {0} is before everything. */
struct walk {
	const struct sequence *sequence; /* NULL: the next call begins one */
	unsigned step;
	char own[JOB_ID_SIZE + 1]; /* the job this sequence has made */
};

/* NULL when there is none of this name. */
const struct workload *workload_find(const char *name);

/* For the usage text: NULL behind the last. */
const char *workload_name(size_t i);

bool workload_needs_ids(const struct workload *);

/* The body of its first request. */
void workload_body(struct world *, struct buf *out);

/* The request that comes next. */
void walk_request(struct walk *, struct world *, struct buf *out);

/* What it was answered; false: not as it should be, and the sequence ends there. */
bool walk_answer(struct walk *, struct world *, int status, struct str body);

/* Whether the client is between two sequences. */
bool walk_rests(const struct walk *);

#endif
