/*
 * What a backend gives, and what all backends share. Private to the room.
 */
#ifndef STORE_OPS_H
#define STORE_OPS_H

#include "store/care.h"
#include "store/store.h"

#include <stdatomic.h>

enum { STORE_UUID_LEN = 22, STORE_UUID_SIZE = STORE_UUID_LEN + 1 };

/* Adds a document to a page that may hold so many bytes: false when it does not fit. */
static inline bool
store_page_takes(const struct store_query *q, uint64_t *bytes, struct str doc)
{
	*bytes += doc.n;
	return q->bytes_max == 0 || *bytes <= q->bytes_max;
}

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
	/* The latest ticket, and up to which one a flush has succeeded or was refused. */
	void (*tickets)(struct store *, uint64_t *committed, uint64_t *flushed);
	enum store_rc (*ready)(struct store *);
	enum store_rc (*verify)(struct store *, struct store_problem_counts *);
	/* NULL: there is nothing on disk */
	enum store_open_rc (*backup)(struct store *, const char *dir, struct store_progress,
	    struct arena *, struct store_backup *, const char **why);

	enum store_rc (*tx_get)(
	    struct store_tx *, enum store_kind, struct str id, struct store_record *);
	enum store_rc (*tx_get_own)(
	    struct store_tx *, enum store_kind, struct str id, struct store_record *, size_t *at);
	enum store_rc (*tx_insert)(struct store_tx *, enum store_kind, struct str id,
	    const struct store_keys *, const struct store_parts *);
	/* keep: the record has a shared part and it stays; the parts have none. */
	enum store_rc (*tx_replace)(struct store_tx *, enum store_kind, struct str id,
	    const struct store_keys *, const struct store_parts *, bool keep);
	enum store_rc (*tx_delete)(struct store_tx *, enum store_kind, struct str id);
	enum store_rc (*tx_delete_owned)(
	    struct store_tx *, enum store_kind, struct str owner, uint64_t *n);
	enum store_rc (*tx_find)(struct store_tx *, enum store_kind, uint8_t group,
	    struct str order, struct str *ids, size_t max, size_t *n);
};

enum { STORE_FRESH_SLOTS = 4096 };

/*
 * The ticket of the latest change: of the ids that share a slot, of a kind, of many records of a
 * kind at once. Written before the change can be seen, so of one under way or undone there may be a
 * ticket that nobody has yet.
 */
struct store_fresh {
	_Atomic uint64_t ids[STORE_FRESH_SLOTS];
	_Atomic uint64_t kinds[STORE_KIND__MAX], many[STORE_KIND__MAX];
};

/* The first member of every backend's store. */
struct store {
	const struct store_ops *ops;
	char uuid[STORE_UUID_SIZE];
	struct store_fresh fresh;
};

/* The first member of every backend's transaction. */
struct store_tx {
	const struct store_ops *ops;
	struct store *store;
	struct arena *arena;
	enum store_rc last;    /* the latest answer of a call other than STORE_OK */
	enum store_rc trouble; /* the first answer after which nothing may be kept */
};

/*
 * What comes of a change whose function gave that verdict: its result, and in *keep whether what it
 * wrote is to be committed. A function that overlooked a failed write does not get it committed.
 */
enum store_rc store_tx_settle(const struct store_tx *, enum store_verdict, bool *keep);

/* The whole document in the arena; what has nothing shared is lent as it is. */
struct str store_parts_join(struct arena *, const struct store_parts *);

/* The owners in the order of their bytes, each once, in the arena; NULL: no memory. */
struct str *store_owners_sort(struct arena *, const struct store_query *, size_t *n);

/* False when the system has no random bytes to give. */
bool store_uuid_new(char uuid[STORE_UUID_SIZE]);

#endif
