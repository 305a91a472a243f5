/*
 * What a program asked of its disk, in the order it asked: written by journal.c inside the program,
 * read by disk.c. Others may add notes. A file of records; each is appended in one write.
 */
#ifndef CRASH_JOURNAL_H
#define CRASH_JOURNAL_H

#include <stdint.h>

enum journal_op {
	JOURNAL_CREATE = 1, /* name; inode: of the new file */
	JOURNAL_MKDIR,      /* name */
	JOURNAL_UNLINK,     /* name */
	JOURNAL_RENAME,     /* name, then the new name */
	JOURNAL_LINK,       /* name, then the new name */
	JOURNAL_WRITE,      /* inode, offset, bytes */
	JOURNAL_TRUNCATE,   /* inode; offset: the new size */
	JOURNAL_SYNC,       /* inode: what came before is being synced; number */
	JOURNAL_SYNC_DIR,   /* the same for the names in a directory: name; number */
	JOURNAL_SYNCED,     /* that has been done; number */
	JOURNAL_LOST, /* inode: a sync failed, and the system forgot that there is something to
	                 write */
	JOURNAL_NOTE  /* bytes of somebody else */
};

/* Behind it: n bytes. Names are relative to the root and end with NUL; the root is "". */
struct journal_record {
	uint32_t op;
	uint32_t n;
	uint64_t inode;
	int64_t offset;
	uint64_t number;
};

/* Environment of the program under watch: the file of records, and the directory to watch. */
#define JOURNAL_FILE "CRASH_JOURNAL"
#define JOURNAL_ROOT "CRASH_ROOT"

/* The test of the test: which syncs are forgotten: "log", "data", "dir". */
#define JOURNAL_FORGET "CRASH_FORGET"

/* The so-many-th sync fails. */
#define JOURNAL_FAIL "CRASH_FAIL_SYNC"

#endif
