/*
 * What a backend gives, and what all backends share. Private to the room.
 */
#ifndef STORE_OPS_H
#define STORE_OPS_H

#include "store/store.h"

enum { STORE_UUID_LEN = 22, STORE_UUID_SIZE = STORE_UUID_LEN + 1 };

/* One row per backend. Arguments have been checked by store.c; what they mean is in store.h. */
struct store_ops {
	void (*close)(struct store *);
	enum store_rc (*get)(
	    struct store *, struct arena *, enum store_kind, struct str id, struct store_record *);
	enum store_rc (*list)(struct store *, struct arena *, const struct store_query *,
	    struct store_record **records, size_t *n, uint64_t *count);
	enum store_rc (*change)(
	    struct store *, struct arena *, store_change_fn *, void *ctx, uint64_t *ticket);
	enum store_rc (*sync)(struct store *, uint64_t *reached);
	enum store_rc (*ready)(struct store *);
	enum store_rc (*verify)(struct store *, struct store_problem_counts *);

	enum store_rc (*tx_get)(
	    struct store_tx *, enum store_kind, struct str id, struct store_record *);
	enum store_rc (*tx_insert)(struct store_tx *, enum store_kind, struct str id,
	    const struct store_keys *, struct str doc);
	enum store_rc (*tx_replace)(struct store_tx *, enum store_kind, struct str id,
	    const struct store_keys *, struct str doc);
	enum store_rc (*tx_delete)(struct store_tx *, enum store_kind, struct str id);
	enum store_rc (*tx_delete_owned)(
	    struct store_tx *, enum store_kind, struct str owner, uint64_t *n);
	enum store_rc (*tx_find)(struct store_tx *, enum store_kind, uint8_t group,
	    struct str order, struct str *ids, size_t max, size_t *n);
};

/* The first member of every backend's store. */
struct store {
	const struct store_ops *ops;
	char uuid[STORE_UUID_SIZE];
};

/* The first member of every backend's transaction. */
struct store_tx {
	const struct store_ops *ops;
	struct arena *arena;
	enum store_rc last;    /* the latest answer of a call other than STORE_OK */
	enum store_rc trouble; /* the first answer after which nothing may be kept */
};

/*
 * What comes of a change whose function gave that verdict: its result, and in *keep whether what it
 * wrote is to be committed. A function that overlooked a failed write does not get it committed.
 */
enum store_rc store_tx_settle(const struct store_tx *, enum store_verdict, bool *keep);

/* False when the system has no random bytes to give. */
bool store_uuid_new(char uuid[STORE_UUID_SIZE]);

#endif
