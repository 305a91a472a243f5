/*
 * Secrets on disk: sealed with XChaCha20-Poly1305 (libsodium), under keys that are kept in a file
 * of their own. The only room that includes sodium.h.
 *
 * The key file is text, of mode 0600:
 *
 *	# comments
 *	connectord secret keys 1
 *	store UUID
 *	key ID HEX
 *
 * The number is that of the format. UUID is the store that the keys belong to: a rotation looks
 * through that store, and drops keys that nothing in it needs, so a file never serves two. There is
 * a line per key, the newest first, and more than one only while a rotation is under way. HEX is 32
 * random bytes, ID a fingerprint of them (16 hex digits): a digit that got lost is noticed.
 *
 * The file is replaced as a whole: written beside it under FILE.new, synced, renamed, and the
 * directory synced. A crash leaves the old one or the new one.
 *
 * Sealed bytes:
 *
 *	1	format: 1
 *	8	id of the key
 *	24	nonce, random
 *		the text, encrypted
 *	16	authenticator, also of the format, the key's id and the secret's name
 *
 * So they open only under the name they were sealed for. To change them: give the new form the next
 * number, write only that one, keep the reading of the old numbers, and add old bytes to
 * check_seal.c.
 */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include "base/arena.h"

#include <stdint.h>

/* The keys. Constant while serving, so any number of threads may use them. */
struct seal;

enum { SEAL_KEY_NAME_LEN = 16 };

/* ---- the key file ---- */

/* Told apart by the exit code in main. */
enum seal_rc {
	SEAL_OK,
	SEAL_WRONG,    /* not there though it must be, open to others, not a key file, another's */
	SEAL_UNUSABLE, /* cannot be made, read or written */
	SEAL_NOMEM,
	SEAL_RC__MAX
};

struct seal_file {
	const char *path;
	const char *store; /* the uuid of the store that the keys are for */
};

/*
 * Reads the keys; make: a file that is missing is made, with one new key. On failure *why is one
 * line (the arena's) that names the file. *seal is the caller's: seal_free().
 */
enum seal_rc seal_load(
    const struct seal_file *, bool make, struct arena *, struct seal **, const char **why);

/* A key that is in no file: for tests and trials. NULL: no memory. */
struct seal *seal_new(void);

/* Wipes them. NULL is fine. */
void seal_free(struct seal *);

/* The id of a key as text, newest first; the empty run past the last. */
struct str seal_key_name(const struct seal *, size_t i);

/*
 * Rotation. Begin puts a new key in front, end drops all but the newest; both write the file first,
 * and change nothing when that fails. Between the two everything must be sealed anew. Begin must
 * not be called while there are several keys: that rotation has begun already.
 */
enum seal_rc seal_rotation_begin(
    struct seal *, const struct seal_file *, struct arena *, const char **why);
enum seal_rc seal_rotation_end(
    struct seal *, const struct seal_file *, struct arena *, const char **why);

/* ---- sealing ---- */

/* How many bytes longer than the text the sealed bytes are. */
enum { SEAL_OVERHEAD = 1 + 8 + 24 + 16 };

/*
 * The text sealed with the newest key under that name, in the arena; p == NULL: no memory. Twice
 * the same text gives different bytes.
 */
struct str seal_close(const struct seal *, struct arena *, struct str name, struct str text);

enum seal_verdict {
	SEAL_OPENED,
	SEAL_NO_KEY,  /* sealed with a key that is not among ours */
	SEAL_DAMAGED, /* not what was sealed, or sealed under another name */
	SEAL_OPEN_NOMEM
};

/* *text lives in the arena: see arena_secret(). It is set only when SEAL_OPENED. */
enum seal_verdict seal_open(
    const struct seal *, struct arena *, struct str name, struct str sealed, struct str *text);

#endif
