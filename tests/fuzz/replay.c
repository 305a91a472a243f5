/*
 * Stands in for the fuzzer: gives a driver each file named on the command line, and each file of a
 * directory. Without arguments fuzz_<name> takes tests/fuzz/corpus/<name> below $top_srcdir.
 */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
/* Drivers that need a start have one. */
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static size_t played;

static bool
complain(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return false;
}

/* A block of exactly the file's size, so that a sanitizer sees a look behind its end. */
static bool
play_file(const char *path, size_t n)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(n > 0 ? n : 1);
	bool ok = file != NULL && data != NULL && fread(data, 1, n, file) == n;

	if (!ok)
		complain(path);
	if (file != NULL)
		fclose(file);
	if (ok) {
		LLVMFuzzerTestOneInput(data, n);
		played++;
	}
	free(data);
	return ok;
}

static bool play(const char *path);

static bool
play_directory(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	bool ok = true;

	if (n < 0)
		return complain(path);
	for (int i = 0; i < n; i++) {
		char *inner = NULL;

		if (entries[i]->d_name[0] != '.') {
			if (asprintf(&inner, "%s/%s", path, entries[i]->d_name) < 0)
				abort();
			ok = play(inner) && ok;
			free(inner);
		}
		free(entries[i]);
	}
	free(entries);
	return ok;
}

static bool
play(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return complain(path);
	return S_ISDIR(st.st_mode) ? play_directory(path) : play_file(path, (size_t)st.st_size);
}

/* Where the corpus of a driver of that name is. */
static bool
play_own(const char *program)
{
	const char *top = getenv("top_srcdir");
	const char *name = strstr(program, "fuzz_");
	char *path;
	bool ok;

	/* The last one: directories above may be called so too. */
	for (const char *more = name; more != NULL; more = strstr(more + 1, "fuzz_"))
		name = more;
	if (name == NULL) {
		fprintf(stderr, "%s: not named fuzz_<name>, so say what to play\n", program);
		return false;
	}
	if (asprintf(&path, "%s/tests/fuzz/corpus/%s", top != NULL ? top : ".",
	        name + strlen("fuzz_")) < 0)
		abort();
	ok = play(path);
	free(path);
	return ok;
}

int
main(int argc, char **argv)
{
	bool ok = true;

	if (LLVMFuzzerInitialize != NULL)
		LLVMFuzzerInitialize(&argc, &argv);
	if (argc < 2)
		ok = play_own(argv[0]);
	for (int i = 1; i < argc; i++)
		ok = play(argv[i]) && ok;
	printf("%zu files played\n", played);
	return ok && played > 0 ? 0 : 1;
}
