/*
 * The keys of the secrets, opened with the store they are for, and renewed. For main and the
 * command line; nothing here is asked by HTTP.
 */
#ifndef API_SECRET_KEYS_H
#define API_SECRET_KEYS_H

#include "api/secret_store.h"

/* Each has its exit code in main. */
enum secret_keys_rc {
	SECRET_KEYS_OK,
	SECRET_KEYS_WRONG, /* missing, open to others, no key file, or not the one of this store */
	SECRET_KEYS_UNUSABLE, /* the file cannot be made, read or written */
	SECRET_KEYS_STORE,    /* the store failed */
	SECRET_KEYS_DAMAGED,  /* rotation: some secrets do not open */
	SECRET_KEYS_NOMEM,
	SECRET_KEYS_RC__MAX
};

/*
 * Loads the key file and makes sure that it opens everything the store holds. A file that is
 * missing is made, but only while there is no secret in the store. On failure *why is one line. The
 * seal is the caller's.
 */
enum secret_keys_rc secret_keys_load(
    struct store *, const char *path, struct arena *, struct seal **, const char **why);

struct secret_keys_rotated {
	bool resumed; /* one that had been interrupted was finished: no key was made */
	struct secret_store_resealed secrets;
};

/*
 * Makes a new key, seals all secrets with it, drops the old one. Stopped at any moment everything
 * can be read, and the next call finishes. With secrets that do not open the old key stays.
 */
enum secret_keys_rc secret_keys_rotate(struct store *, const char *path, struct arena *,
    struct seal *, struct secret_keys_rotated *, const char **why);

#endif
