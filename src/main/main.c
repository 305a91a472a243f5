/* Start and stop in written order. Knows every room, is known by none. */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "api/api.h"
#include "api/describe.h"
#include "api/secret_keys.h"
#include "base/clock.h"
#include "base/log.h"
#include "conf/conf.h"
#include "fcgi/listen.h"
#include "main/command.h"
#include "main/once.h"
#include "main/serve.h"
#include "store/store.h"

/* Everything that lives while the program serves. */
struct program {
	struct arena *arena;
	struct conf conf;
	struct api api;
	struct store *store;
	struct seal *seal;
	struct listen_sockets sockets;
};

static enum log_level
log_level_of(const struct conf *conf)
{
	static const char *const names[] = {
	    [LOG_LEVEL_ERROR] = "error",
	    [LOG_LEVEL_WARN] = "warn",
	    [LOG_LEVEL_INFO] = "info",
	    [LOG_LEVEL_DEBUG] = "debug",
	};
	enum log_level level = LOG_LEVEL_ERROR;

	while (level < LOG_LEVEL_DEBUG && strcmp(conf->log_level, names[level]) != 0)
		level++;
	return level;
}

/* ---- the store ---- */

static const int open_exit_codes[] = {
    [STORE_OPEN_OK] = EX_OK,
    [STORE_OPEN_LOCKED] = EX_TEMPFAIL,
    [STORE_OPEN_UNUSABLE] = EX_CANTCREAT,
    [STORE_OPEN_TOO_NEW] = EX_DATAERR,
    [STORE_OPEN_DAMAGED] = EX_DATAERR,
    [STORE_OPEN_NOMEM] = EX_OSERR,
};

static int
open_store(struct program *p)
{
	const struct store_options options = {
	    .dir = p->conf.data,
	    .cache_bytes = p->conf.cache_bytes,
	    .log_file_bytes = p->conf.log_file_bytes,
	    .checkpoint_kib = (unsigned)p->conf.checkpoint_kib,
	    .checkpoint_s = (unsigned)p->conf.checkpoint_s,
	};
	const char *why = "";
	enum store_open_rc rc = store_open_bdb(&options, p->arena, &p->store, &why);

	if (rc != STORE_OPEN_OK) {
		log_error("cannot open the store: %s", why);
		return open_exit_codes[rc];
	}
	p->api = (struct api){
	    .store = p->store,
	    .now = clock_now,
	    .new_id = id_new,
	    .body_max = p->conf.body_max,
	    .version_number = p->conf.version_number,
	    .build_flavor = p->conf.build_flavor,
	    .node_name = p->conf.node_name,
	    .cluster_name = p->conf.cluster_name,
	};
	return EX_OK;
}

/* ---- the keys of the secrets ---- */

static const int key_exit_codes[SECRET_KEYS_RC__MAX] = {
    [SECRET_KEYS_OK] = EX_OK,
    [SECRET_KEYS_WRONG] = EX_CONFIG,
    [SECRET_KEYS_UNUSABLE] = EX_CANTCREAT,
    [SECRET_KEYS_STORE] = EX_IOERR,
    [SECRET_KEYS_DAMAGED] = EX_DATAERR,
    [SECRET_KEYS_NOMEM] = EX_OSERR,
};

/* Plain secrets pass through memory: it is not left behind, and not shown to other processes. */
static void
forbid_core_dumps(void)
{
	const struct rlimit none = {0, 0};

	if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
		log_warn("core dumps cannot be turned off: %s", strerror(errno));
}

static const char *
key_path(const struct program *p)
{
	if (p->conf.secret_key_file[0] != '\0')
		return p->conf.secret_key_file;
	return arena_printf(p->arena, "%s/secret.key", p->conf.data);
}

static int
open_seal(struct program *p)
{
	const char *why = "";
	enum secret_keys_rc rc = secret_keys_load(p->store, key_path(p), p->arena, &p->seal, &why);

	if (rc != SECRET_KEYS_OK) {
		log_error("cannot use the keys of the secrets: %s", why);
		return key_exit_codes[rc];
	}
	p->api.seal = p->seal;
	return EX_OK;
}

static int
rotate(struct program *p)
{
	struct secret_keys_rotated sum;
	const char *why = "";
	enum secret_keys_rc rc =
	    secret_keys_rotate(p->store, key_path(p), p->arena, p->seal, &sum, &why);

	if (rc != SECRET_KEYS_OK) {
		log_error("the rotation is not finished: %s", why);
		return key_exit_codes[rc];
	}
	log_info("%s secrets=%" PRIu64 " key=%.*s",
	    sum.resumed ? "an interrupted rotation was finished" : "the key was renewed",
	    sum.secrets.done, STR_ARG(seal_key_name(p->seal, 0)));
	return EX_OK;
}

/* ---- the description of the API ---- */

static int
describe(const char *form)
{
	struct buf text = {0};
	int code = EX_OK;

	if (strcmp(form, "markdown") == 0) {
		describe_markdown(&text);
	} else if (strcmp(form, "openapi") == 0) {
		describe_openapi(&text);
		buf_char(&text, '\n');
	} else {
		fprintf(stderr, "connectord: --describe: markdown or openapi\n");
		return EX_USAGE;
	}
	if (buf_failed(&text) || fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout) != 0)
		code = EX_IOERR;
	buf_release(&text);
	return code;
}

/* What was asked for, with everything open that it needs. */
static int
work(struct program *p, const struct command *command)
{
	if (command->rotate)
		return rotate(p);
	if (command->once)
		return once(command, p->conf.body_max, &p->api, p->arena);
	if (seal_key_name(p->seal, 1).n > 0)
		log_warn("a rotation of the secrets' key was interrupted: it goes on with "
		         "--rotate-secret-key");
	return serve(&p->conf, &p->api, &p->sockets);
}

/* Start in this order; stop in the reverse. */
static int
run(struct program *p, const struct command *command)
{
	const bool serves = !command->once && !command->rotate;
	const char *why = "";
	int code;

	log_open(strcmp(p->conf.log, "syslog") == 0, log_level_of(&p->conf));
	forbid_core_dumps();
	if (serves && listen_open(p->conf.listen[0] != '\0' ? p->conf.listen : NULL,
	                  (unsigned)p->conf.socket_mode, p->arena, &p->sockets, &why) != 0) {
		log_error("cannot listen: %s", why);
		return EX_UNAVAILABLE;
	}
	if (serves)
		serve_signals(SIG_BLOCK);
	code = open_store(p);
	if (code == EX_OK)
		code = open_seal(p);
	if (code == EX_OK)
		code = work(p, command);
	seal_free(p->seal);
	store_close(p->store);
	if (serves)
		listen_close(&p->sockets);
	return code;
}

int
main(int argc, char **argv)
{
	struct program p = {.arena = arena_new()};
	struct command command = {.config = NULL};
	int code;

	if (p.arena == NULL)
		return EX_OSERR;
	conf_init(&p.conf);
	code = command_read(argc, argv, p.arena, &p.conf, &command);
	if (code == EX_OK && command.describe != NULL) {
		code = describe(command.describe);
		goto out;
	}
	if (code == EX_OK && command.print)
		conf_print(&p.conf, stdout);
	if (code == EX_OK && command.check && !command.print)
		fprintf(stderr, "connectord: the settings are fine\n");
	if (code == EX_OK && !command.check && !command.print)
		code = run(&p, &command);
out:
	arena_free(p.arena);
	return code;
}
