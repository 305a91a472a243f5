/* Generated ids: 20 characters of A-Z a-z 0-9 - _ (sync-jobs.md 2). */
#ifndef BASE_ID_H
#define BASE_ID_H

enum { ID_LEN = 20, ID_SIZE = ID_LEN + 1 };

/*
 * Unique: 48 bits of time in front, so that ids made together lie together in a store, and 72
 * random bits behind. Ends the process when the system has no random bytes to give.
 */
void id_new(char id[ID_SIZE]);

#endif
