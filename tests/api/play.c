/*
 * Plays scenarios (README.md) through one of the doors of the API, and says which did not come out
 * as written. The first difference ends a scenario; the run goes on with the next one.
 */
#include <config.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#include "door.h"
#include "expect.h"
#include "judge.h"
#include "scenario.h"

enum { EXIT_FAILED = 1, EXIT_USAGE = 64 };

/* A long answer is cut in messages. */
enum { SHOWN_MAX = 2000 };

struct play {
	const struct door *door;
	unsigned here;     /* one of enum step_door */
	bool compat;       /* lifecycle = compat for every file */
	const char *mount; /* stands before every target; "": nothing */
	bool verbose;
	unsigned passed, failed;
};

/* One file while it is played. */
struct scene {
	const char *path;
	struct arena *arena;
	struct expect expect;
	unsigned here; /* bits of enum step_door */
	unsigned requests, left_out;
};

/* ---- the request ---- */

static bool
fill_headers(struct expect *x, const struct step_headers *from, struct step_headers *to)
{
	*to = *from;
	for (size_t i = 0; i < to->n; i++)
		if (!expect_fill(x, from->row[i].value, false, &to->row[i].value))
			return false;
	return true;
}

static bool
fill_body(struct expect *x, const struct step *step, struct str *body)
{
	struct buf padded = {0};

	if (step->body.p == NULL)
		return true;
	if (!expect_fill(x, step->body, true, body))
		return false;
	if (step->newline)
		*body = arena_text(x->arena, "%.*s\n", STR_ARG(*body));
	if (step->pad <= body->n)
		return true;
	if (buf_reserve(&padded, step->pad)) {
		buf_str(&padded, *body);
		memset(padded.p + padded.n, ' ', step->pad - padded.n);
		padded.n = step->pad;
	}
	*body = arena_copy(x->arena, buf_peek(&padded));
	buf_release(&padded);
	return body->n == step->pad || expect_fail(x, "out of memory");
}

static bool
make_request(const struct play *play, struct expect *x, const struct step *step,
    struct door_request *request)
{
	static const struct step_header json = {{"Content-Type", 12}, {"application/json", 16}};
	struct step_headers *headers = arena_alloc(x->arena, sizeof *headers);

	*request = (struct door_request){.method = step->method, .headers = headers};
	if (headers == NULL)
		return expect_fail(x, "out of memory");
	if (!expect_fill(x, step->target, false, &request->target) ||
	    !fill_headers(x, &step->headers, headers) || !fill_body(x, step, &request->body))
		return false;
	if (*play->mount != '\0')
		request->target =
		    str_of(arena_printf(x->arena, "%s%.*s", play->mount, STR_ARG(request->target)));
	if (request->body.p == NULL || judge_names_header(headers, "content-type"))
		return true;
	if (headers->n == STEP_HEADERS_MAX)
		return expect_fail(x, "too many headers");
	headers->row[headers->n++] = json;
	return true;
}

/* ---- a step, a file, all files ---- */

static void
print_answer(const struct door_answer *answer)
{
	printf("    the answer was: %d\n", answer->status);
	for (size_t i = 0; i < answer->headers.n; i++)
		printf("    : %.*s: %.*s\n", STR_ARG(answer->headers.row[i].name),
		    STR_ARG(answer->headers.row[i].value));
	if (answer->body.n > SHOWN_MAX)
		printf("    %.*s... (%zu bytes)\n", SHOWN_MAX, answer->body.p, answer->body.n);
	else
		printf("    %.*s\n", STR_ARG(answer->body));
}

static bool
play_step(const struct play *play, struct scene *scene, const struct step *step)
{
	struct expect *x = &scene->expect;
	struct door_request request;
	struct door_answer answer = {0};
	const char *why = NULL;
	bool ok = make_request(play, x, step, &request);

	if (ok && !play->door->exchange(scene->arena, &request, &answer, &why))
		ok = expect_fail(x, "no answer: %s", why);
	ok = ok && judge_answer(x, step, &answer);
	if (ok && arena_failed(scene->arena))
		ok = expect_fail(x, "out of memory");
	if (ok && play->verbose)
		printf("   %s:%u: %.*s %.*s: %d\n", scene->path, step->line, STR_ARG(step->method),
		    STR_ARG(step->target), answer.status);
	if (ok)
		return true;
	printf("not ok %s:%u: %.*s %.*s\n    %s\n", scene->path, step->line, STR_ARG(step->method),
	    STR_ARG(request.target.p != NULL ? request.target : step->target), x->why);
	if (answer.status != 0)
		print_answer(&answer);
	return false;
}

static bool
play_steps(const struct play *play, struct scene *scene, const struct step *first)
{
	for (const struct step *step = first; step != NULL; step = step->next) {
		if (step->doors != 0 && (step->doors & scene->here) == 0) {
			scene->left_out++;
			continue;
		}
		if (!play_step(play, scene, step))
			return false;
		scene->requests++;
	}
	return true;
}

static bool
read_file(const char *path, struct buf *text)
{
	FILE *f = fopen(path, "rb");
	bool ok = f != NULL;

	while (ok && buf_reserve(text, 65536)) {
		size_t n = fread(text->p + text->n, 1, 65536, f);

		text->n += n;
		if (n == 0)
			break;
	}
	ok = ok && !ferror(f) && !buf_failed(text);
	if (f != NULL)
		(void)fclose(f);
	return ok;
}

/* Reads and plays; says itself what went wrong. */
static bool
play_text(const struct play *play, struct scene *scene, struct str text)
{
	const char *why = NULL;
	const struct step *first = scenario_read(scene->arena, text, &why);
	struct door_way way = {
	    .compat = play->compat || strstr(scene->path, ".compat.") != NULL,
	    .sink = strstr(scene->path, ".sink.") != NULL,
	};
	bool ok;

	if (first == NULL) {
		printf("not ok %s:%s\n", scene->path, why);
		return false;
	}
	if (!play->door->enter(scene->arena, way, &why)) {
		printf("not ok %s: the door does not open: %s\n", scene->path, why);
		return false;
	}
	scene->here = play->here | (way.compat ? STEP_COMPAT : STEP_STRICT);
	ok = play_steps(play, scene, first);
	if (!play->door->leave(scene->arena, &why)) {
		printf("not ok %s: %s\n", scene->path, why);
		return false;
	}
	return ok;
}

static bool
play_file(const struct play *play, const char *path)
{
	struct scene scene = {.path = path, .arena = arena_new()};
	struct buf text = {0};
	bool ok = false;

	scene.expect.arena = scene.arena;
	if (scene.arena == NULL || !read_file(path, &text))
		printf("not ok %s: cannot be read\n", path);
	else
		ok = play_text(play, &scene, buf_peek(&text));
	if (ok && scene.left_out > 0)
		printf(
		    "ok %s (%u requests, %u for others)\n", path, scene.requests, scene.left_out);
	else if (ok)
		printf("ok %s (%u requests)\n", path, scene.requests);
	buf_release(&text);
	arena_free(scene.arena);
	return ok;
}

static int
usage(void)
{
	fputs("usage: play --in-process [--bdb DIR] [--mount PATH] [--compat] [--verbose] "
	      "FILE...\n"
	      "       play --url URL [--unix-socket PATH] [--server NAME] [--mount PATH] "
	      "[--verbose] FILE...\n",
	    stderr);
	return EXIT_USAGE;
}

/* What the flags say; NULL door: they make no sense. */
static struct play
read_flags(int argc, char **argv)
{
	/* clang-format off */
	static const struct option options[] = {
		{ "in-process",  no_argument,       NULL, 'i' },
		{ "bdb",         required_argument, NULL, 'b' },
		{ "url",         required_argument, NULL, 'u' },
		{ "unix-socket", required_argument, NULL, 's' },
		{ "server",      required_argument, NULL, 'n' },
		{ "mount",       required_argument, NULL, 'm' },
		{ "compat",      no_argument,       NULL, 'c' },
		{ "verbose",     no_argument,       NULL, 'v' },
		{ NULL,          0,                 NULL, 0   },
	};
	/* clang-format on */
	const char *given['z' + 1] = {NULL};
	struct play play = {0};
	int flag;

	while ((flag = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (flag == '?')
			return play;
		given[flag] = optarg != NULL ? optarg : "";
	}
	play.verbose = given['v'] != NULL;
	play.compat = given['c'] != NULL;
	play.mount = given['m'] != NULL ? given['m'] : "";
	if (given['i'] != NULL && given['u'] == NULL && given['s'] == NULL && given['n'] == NULL) {
		play.door = door_in_process(given['b'], given['m']);
		play.here = STEP_IN_PROCESS;
	} else if (given['u'] != NULL && given['i'] == NULL && given['b'] == NULL &&
	           given['c'] == NULL) {
		play.here =
		    given['n'] != NULL ? scenario_door(str_of(given['n'])) : STEP_OTHER_SERVER;
		if ((play.here & STEP_SERVER) == 0 || play.here == STEP_SERVER)
			return play;
		play.door = door_url(given['u'], given['s'], play.here == STEP_LIGHTTPD);
		if (play.door == NULL)
			fputs("play: built without libcurl: no --url\n", stderr);
	}
	return play;
}

int
main(int argc, char **argv)
{
	struct play play = read_flags(argc, argv);

	if (play.door == NULL || optind == argc)
		return usage();
	for (int i = optind; i < argc; i++) {
		if (play_file(&play, argv[i]))
			play.passed++;
		else
			play.failed++;
		(void)fflush(stdout);
	}
	printf("%u passed, %u failed\n", play.passed, play.failed);
	return play.failed == 0 ? EXIT_SUCCESS : EXIT_FAILED;
}
