/*
 * What the connector service does, step by step (the wire facts of its version 9.6). The names S1
 * to S7 and U1 to U10 are those of its searches and updates there.
 */
#ifndef TESTS_SERVICE_STEPS_H
#define TESTS_SERVICE_STEPS_H

#include "wire.h"

#define CONNECTORS "/.elastic-connectors"
#define JOBS       "/.elastic-connectors-sync-jobs"

enum { ID_ROOM = 64 };

/* A document as it was read, for a write on condition that it is still so. */
struct version {
	int64_t seq_no, primary_term;
};

/* "2026-11-24T08:29:30.877342+00:00", so many seconds from now. */
const char *service_time(char out[64], int seconds);

/* Start-up: version, both indices. */
void service_start(struct service *);

/* Its document; ends the program when there is none. */
json_object *service_connector(struct service *, const char *id, struct version *);
json_object *service_job(struct service *, const char *id);

/* Merges a part; the status is in the service. version == NULL: whatever it is by now. */
void service_update(struct service *, const char *index, const char *id, const struct version *,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* S5: how many pending jobs the connector has, the id of the first one. */
int64_t service_pending(struct service *, const char *connector, char id[ID_ROOM]);

/* U5: the lock between services. False: another one was first, or is at work. */
bool service_lock(struct service *, const char *connector);

/* _claim; the status is in the service. */
void service_claim(struct service *, const char *job);

/* U6, U7: the end of a job in that status, and what the connector shows of it. */
void service_end(struct service *, const char *job, const char *status, const char *error);
void service_unlock(struct service *, const char *connector, const char *status, const char *error);

/* A new job by the API, as the scheduler makes it. */
void service_schedule(struct service *, const char *connector, char id[ID_ROOM]);

#endif
