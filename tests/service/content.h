/*
 * What the connector service and its command line do with content indices (clients.md 1 D). Each
 * ends the program when the answer is not what it needs.
 */
#ifndef TESTS_SERVICE_CONTENT_H
#define TESTS_SERVICE_CONTENT_H

#include "wire.h"

/* The index is there; made when it is not. True: it was made. */
bool content_prepare(struct service *, const char *index);

bool content_exists(struct service *, const char *index);

/* The ids and timestamps of all documents, by pages; how many. */
int content_walk(struct service *, const char *index);

/* Operations to be sent with one bulk. doc: JSON. */
struct bulk {
	struct buf lines;
	int n;
};

void bulk_index(struct bulk *, const char *index, const char *id, const char *doc);
void bulk_update(struct bulk *, const char *index, const char *id, const char *doc, bool upsert);
void bulk_delete(struct bulk *, const char *index, const char *id);

/* Sends and empties it. Each outcome is expected in order: "created", …, or the type of an error.
 */
void bulk_send(struct service *, struct bulk *, const char *const expected[]);

/* The same with all alike. */
void bulk_send_all(struct service *, struct bulk *, const char *expected);

/* What is found, once all that was written is. */
int content_count(struct service *, const char *index);

#endif
