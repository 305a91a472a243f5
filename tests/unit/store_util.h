/* What the tests of the store share: a directory of their own, and changes in one call each. */
#ifndef STORE_UTIL_H
#define STORE_UTIL_H

#include "store/store.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Berkeley DB frees nothing of an environment that it gave up. A program leaves then; a test goes
 * on, and a leak checker need not hear of it. STORE_GIVES_UP is set by the tests that bring
 * it to that.
 */
#ifdef STORE_GIVES_UP
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:__os_malloc\nleak:__os_calloc\nleak:__os_realloc\nleak:__os_umalloc\nleak:"
	       "malloc_or_fail\n";
}
#endif

static inline void
must(enum store_rc rc)
{
	ck_assert_msg(rc == STORE_OK, "rc is %s", store_rc_name(rc));
}

/* ---- a directory ---- */

static inline char *
dir_new(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path = malloc(4096);

	ck_assert_ptr_nonnull(path);
	(void)snprintf(
	    path, 4096, "%s/store-test-XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(path));
	return path;
}

/* Runs a shell line about it; path is one of ours, made of harmless characters. */
static inline void
dir_sh(const char *format, const char *path)
{
	char line[8192];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)snprintf(line, sizeof(line), format, path, path, path);
#pragma GCC diagnostic pop
	ck_assert_int_eq(system(line), 0);
}

static inline void
dir_free(char *path)
{
	dir_sh("rm -rf '%s'", path);
	free(path);
}

/* ---- opening ---- */

static inline struct store_options
small_options(const char *dir)
{
	return (struct store_options){.dir = dir,
	    .cache_bytes = 4 << 20,
	    .log_file_bytes = 1 << 20,
	    .checkpoint_kib = 256,
	    .checkpoint_s = 1};
}

static inline struct store *
open_dir(const char *dir)
{
	struct store_options options = small_options(dir);
	struct arena *a = arena_new();
	struct store *s;
	const char *why;
	enum store_open_rc rc = store_open_bdb(&options, a, &s, &why);

	ck_assert_msg(rc == STORE_OPEN_OK, "open: %d %s", (int)rc, why);
	arena_free(a);
	return s;
}

/* ---- one change ---- */

struct put {
	enum { PUT_INSERT, PUT_REPLACE, PUT_DELETE, PUT_DELETE_OWNED, PUT_REPLACE_OWN } what;
	enum store_kind kind;
	struct str id;
	struct store_keys keys;
	struct str doc;    /* of PUT_REPLACE_OWN: new own bytes, in front of what is shared */
	struct str shared; /* behind doc */
	enum store_verdict verdict;
	enum store_rc rc; /* of the call */
	uint64_t n;       /* of delete_owned: id is the owner */
};

static inline enum store_rc
put_own(struct store_tx *tx, const struct put *p)
{
	struct store_record r;
	size_t at;
	enum store_rc rc = store_tx_get_own(tx, p->kind, p->id, &r, &at);

	if (rc != STORE_OK)
		return rc;
	if (at != STORE_WHOLE)
		at = p->doc.n;
	return store_tx_replace_own(tx, p->kind, p->id, &p->keys, p->doc, at);
}

static inline enum store_verdict
put_fn(struct store_tx *tx, void *ctx)
{
	struct put *p = ctx;
	struct store_parts parts = {p->doc, p->doc.n, p->shared};

	switch (p->what) {
	case PUT_INSERT:
		p->rc = p->shared.n == 0
		            ? store_tx_insert(tx, p->kind, p->id, &p->keys, p->doc)
		            : store_tx_insert_parts(tx, p->kind, p->id, &p->keys, &parts);
		break;
	case PUT_REPLACE:
		p->rc = p->shared.n == 0
		            ? store_tx_replace(tx, p->kind, p->id, &p->keys, p->doc)
		            : store_tx_replace_parts(tx, p->kind, p->id, &p->keys, &parts);
		break;
	case PUT_REPLACE_OWN:
		p->rc = put_own(tx, p);
		break;
	case PUT_DELETE:
		p->rc = store_tx_delete(tx, p->kind, p->id);
		break;
	case PUT_DELETE_OWNED:
		p->rc = store_tx_delete_owned(tx, p->kind, p->id, &p->n);
		break;
	}
	return p->rc == STORE_OK ? p->verdict : STORE_FAIL;
}

static inline enum store_rc
put(struct store *s, struct put *p)
{
	struct arena *a = arena_new();
	uint64_t ticket;
	enum store_rc rc = store_change(s, a, put_fn, p, &ticket);

	arena_free(a);
	return rc;
}

static inline enum store_rc
insert(struct store *s, enum store_kind kind, const char *id, const char *owner, uint8_t group,
    const char *order, const char *doc)
{
	struct put p = {
	    PUT_INSERT, kind, str_of(id), {str_of(owner), group, str_of(order)}, str_of(doc)};

	return put(s, &p);
}

static inline enum store_rc
replace(struct store *s, enum store_kind kind, const char *id, const char *owner, uint8_t group,
    const char *order, const char *doc)
{
	struct put p = {
	    PUT_REPLACE, kind, str_of(id), {str_of(owner), group, str_of(order)}, str_of(doc)};

	return put(s, &p);
}

static inline enum store_rc delete (struct store *s, enum store_kind kind, const char *id) {
	struct put p = {PUT_DELETE, kind, str_of(id)};

	return put(s, &p);
}

/* ---- looking ---- */

static inline void
check_sound(struct store *s, uint64_t records)
{
	struct store_problem_counts c;

	must(store_verify(s, &c));
	ck_assert_uint_eq(c.records, records);
	ck_assert_uint_eq(c.records_bad, 0);
	ck_assert_uint_eq(c.order_missing, 0);
	ck_assert_uint_eq(c.order_stray, 0);
	ck_assert_uint_eq(c.counts_wrong, 0);
	ck_assert_uint_eq(c.shared_missing, 0);
	ck_assert_uint_eq(c.shared_stray, 0);
}

#endif
