/*
 * What a store holds after a fault: looked at in a process of its own, without the fault, through
 * the API. Only the store itself, not the program, has a say in what is right here.
 */
#ifndef CRASH_LOOK_H
#define CRASH_LOOK_H

#include <check.h>
#include <db.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/api.h"
#include "api/secret_keys.h"
#include "base/clock.h"
#include "base/id.h"
#include "seal/seal.h"
#include "store/store.h"
#include "tree.h"

enum verdict { GOOD, REFUSED, WRONG };

static struct {
	char why[1024];
} * told; /* shared with that process */

static struct {
	struct store *store;
	struct seal *seal;
	struct api api;
	struct arena *arena;
} look;

__attribute__((format(printf, 1, 2))) static inline bool
wrong(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(told->why, sizeof(told->why), format, ap);
	va_end(ap);
	return false;
}

static inline bool
look_open(const char *data)
{
	struct store_options o = {.dir = data,
	    .cache_bytes = 1 << 20,
	    .log_file_bytes = 4 << 20,
	    .checkpoint_kib = 64,
	    .checkpoint_s = 1};
	const char *why;

	look.arena = arena_new();
	if (store_open_bdb(&o, look.arena, &look.store, &why) != STORE_OPEN_OK)
		return wrong("%s", why);
	if (secret_keys_load(look.store, arena_printf(look.arena, "%s/secret.key", data),
	        look.arena, &look.seal, &why) != SECRET_KEYS_OK)
		return wrong("%s", why);
	look.api = (struct api){.store = look.store,
	    .open_as = "operator",
	    .seal = look.seal,
	    .now = clock_now,
	    .new_id = id_new,
	    .body_max = 1 << 20,
	    .version_number = "9.1.0",
	    .build_flavor = "default",
	    .node_name = "node-1",
	    .cluster_name = "elasticsearch"};
	return true;
}

/* The body of the answer; "" when it is not 200. Ends with NUL. */
static inline const char *
ask(const char *target)
{
	struct http_request q = {.method = STR_LIT("GET"), .target = str_of(target)};
	struct http_response r = {0};
	const char *body = "";

	http_response_reset(&r);
	api_handle(&look.api, look.arena, &q, &r);
	if (r.status == 200)
		body = arena_printf(look.arena, "%.*s", (int)r.body.n, r.body.p);
	http_response_release(&r);
	return body;
}

/* The number behind a word in a text; 0: none. */
static inline unsigned
number_behind(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at == NULL ? 0 : (unsigned)strtoul(at + strlen(word), NULL, 10);
}

static inline bool
store_is_sound(void)
{
	struct store_problem_counts c;

	if (store_verify(look.store, &c) != STORE_OK)
		return wrong("it cannot be verified");
	if (c.records_bad + c.shared_missing + c.shared_stray != 0)
		return wrong("records or their shared parts are damaged, lost or left over");
	return c.order_missing + c.order_stray + c.counts_wrong == 0 ||
	       wrong("lists and counts disagree with the records");
}

/* Pages and files, by Berkeley DB's own measure. */
static inline bool
files_are_sound(const char *data)
{
	DIR *dir = opendir(data);
	const struct dirent *entry;
	bool good = true;

	while (dir != NULL && good && (entry = readdir(dir)) != NULL) {
		size_t n = strlen(entry->d_name);
		char path[4096];
		DB *db;

		if (n < 4 || strcmp(entry->d_name + n - 3, ".db") != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", data, entry->d_name);
		good = db_create(&db, NULL, 0) == 0;
		if (good && db->verify(db, path, NULL, NULL, 0) != 0)
			good = wrong("%s is damaged", entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	return good;
}

/* What a damaged page does to a store: it is found out, and nothing more is answered. */
static inline enum verdict
after_wrong(void)
{
	return store_ready(look.store) == STORE_BROKEN ? REFUSED : WRONG;
}

static inline enum verdict
look_verdict(const char *data, bool (*is_right)(void))
{
	if (!look_open(data))
		return REFUSED;
	if (!is_right() || !store_is_sound())
		return after_wrong();
	seal_free(look.seal);
	store_close(look.store);
	return files_are_sound(data) ? GOOD : WRONG;
}

/* is_right: whether all is there; says wrong() otherwise. */
static inline enum verdict
look_at(const char *data, bool (*is_right)(void))
{
	int status;
	pid_t pid;

	told->why[0] = '\0';
	fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		(void)dup2(null, STDERR_FILENO);
		alarm(60);
		_exit((int)look_verdict(data, is_right));
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) <= WRONG)
		return (enum verdict)WEXITSTATUS(status);
	(void)wrong("looking at it ended with status %x", (unsigned)status);
	return WRONG;
}

static inline void
look_init(void)
{
	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(told, MAP_FAILED);
}

static inline void
look_end(void)
{
	munmap(told, sizeof(*told));
}

/* ---- directories ---- */

/* Of all tests of a program. Made in memory, where there is: none of it has to survive. */
static char dir_of_all[40];

/* A directory for one test. What tests leave when they fail goes with the one above. */
static inline void
dir_new_in(char *path, size_t n)
{
	(void)snprintf(path, n, "%s/XXXXXX", dir_of_all);
	ck_assert_ptr_nonnull(mkdtemp(path));
}

static inline int
run_in_dir(Suite *suite, const char *name)
{
	const char *tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	SRunner *sr = srunner_create(suite);
	int failed;

	(void)snprintf(dir_of_all, sizeof(dir_of_all), "%s/%s-XXXXXX", tmp, name);
	if (mkdtemp(dir_of_all) == NULL) {
		perror(dir_of_all);
		return EXIT_FAILURE;
	}
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	remove_tree(dir_of_all);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
