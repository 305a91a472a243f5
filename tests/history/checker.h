/*
 * Judges a history: what clients asked of records, when, and what they were told. Knows nothing of
 * how the history was made.
 *
 * A record starts at sequence number 0 and each change of it adds one. What must hold, whatever was
 * restarted in between:
 *
 *   a number shows one content, and no more than one change was told that it made it;
 *   who reads after a change was acknowledged sees a number that counts it (else: a lost update),
 * and no more changes than were asked for (else: one was made twice); later reads show no smaller
 * numbers; a mark (a value that one change alone writes) is not shown any more when another change
 * that wrote the same field both began and ended after it; what was deleted is not seen again, what
 * was not deleted is there; states follow each other as the rules allow, and only one claim of a
 * job succeeds.
 */
#ifndef HISTORY_CHECKER_H
#define HISTORY_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum op_kind {
	OP_CREATE, /* acknowledged: the record exists, with number 0 */
	OP_READ,   /* acknowledged: absent, or number, state, marks, content */
	OP_MARK,   /* a change that cannot be without effect: writes mark to field */
	OP_CLAIM,  /* the same, of which one alone may succeed */
	OP_TOUCH,  /* a change that may be without effect */
	OP_CAS,    /* a mark, only if the number is expected; told: the number it made */
	OP_DELETE
};

enum op_outcome {
	OP_REFUSED, /* told that nothing was changed */
	OP_DONE,
	OP_UNKNOWN /* no answer, or one that leaves it open */
};

enum { FIELDS = 2, NO_MARK = 0 };

/* In the order in which a job may go through them; what may follow what is in checker.c. */
enum state {
	STATE_PENDING,
	STATE_IN_PROGRESS,
	STATE_CANCELING,
	STATE_CANCELED,
	STATE_ERROR,
	STATE_COMPLETED,
	STATE_SUSPENDED,
	STATE__MAX,
	STATE_NONE = STATE__MAX /* a record without states */
};

struct op {
	unsigned record;
	enum op_kind kind;
	enum op_outcome outcome;
	int64_t asked, told; /* ns of one clock; of an unknown outcome told is INT64_MAX */
	int field;           /* of a mark */
	uint32_t mark;
	int64_t number; /* read: what was seen; CAS: what it made */
	int64_t expected;
	bool absent;
	enum state state;
	uint32_t marks[FIELDS];
	uint64_t content; /* a fingerprint */
};

/*
 * The operations of one record, in any order (they are sorted here). True: nothing is wrong.
 * Otherwise what is in why.
 */
bool history_check(struct op *ops, size_t n, char why[static 300]);

#endif
