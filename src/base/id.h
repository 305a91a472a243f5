/* Generated ids: 20 characters of A-Z a-z 0-9 - _ (sync-jobs.md 2). */
#ifndef BASE_ID_H
#define BASE_ID_H

enum { ID_LEN = 20, ID_SIZE = ID_LEN + 1 };

/*
 * Unique: 56 bits of time in microseconds in front, and 64 random bits behind. Within a process
 * each sorts after those before it, by bytes, so a store that sorts by id only ever grows at its
 * end. Ends the process when the system has no random bytes to give.
 */
void id_new(char id[ID_SIZE]);

#endif
