/* Start and stop in written order. Knows every room, is known by none. */
#include <config.h>

#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "api/api.h"
#include "api/auth.h"
#include "api/describe.h"
#include "api/job_watch.h"
#include "api/secret_keys.h"
#include "api/sightings.h"
#include "api/snapshots.h"
#include "base/clock.h"
#include "base/log.h"
#include "conf/conf.h"
#include "control/control.h"
#include "fcgi/listen.h"
#include "main/care.h"
#include "main/command.h"
#include "main/key.h"
#include "main/once.h"
#include "main/owner.h"
#include "main/reload.h"
#include "main/sandbox.h"
#include "main/serve.h"
#include "main/store_exit.h"
#include "main/user.h"
#include "main/wait.h"
#include "store/store.h"

/* Of hundreds of connectors the snapshots that jobs get. */
enum { SNAPSHOT_BYTES = 2 * 1024 * 1024 };

/* Bytes, of each of malloc's arenas: asked for at once, kept at most, mapped for itself. */
enum { TOP_PAD = 256 * 1024, TRIM_THRESHOLD = 2 * 1024 * 1024, MMAP_THRESHOLD = 1024 * 1024 };

/* Everything that lives while the program serves. */
struct program {
	struct arena *arena;
	struct conf conf;
	struct api api;
	struct api_room room;
	struct api_counts counts;
	struct job_watch watch;
	struct store *store;
	struct seal *seal;
	struct auth *auth;
	struct listen_sockets sockets;
	struct reload reload;
	bool shut_in;            /* the sandbox holds */
	int landlock;            /* its version, 0: none */
	const char *open_why;    /* when not: what is wrong; "": nothing is */
	struct store_lock *lock; /* only when it serves, as the next two */
	struct owner *owner;
};

/* ---- the store ---- */

static struct api_limits
limits_of(const struct conf *conf)
{
	return (struct api_limits){
	    .headers_max = conf->headers_max,
	    .json_depth_max = (unsigned)conf->json_depth_max,
	    .page_max = conf->page_max,
	    .answer_max = conf->answer_max,
	    .record_max = conf->record_max,
	    .cursor_max = conf->sync_cursor_max,
	    .metadata_max = conf->metadata_max,
	    .connectors_max = conf->connector_count_max,
	    .sync_jobs_max = conf->sync_job_count_max,
	};
}

static int
open_store(struct program *p)
{
	struct store_options options = store_options_of(&p->conf);
	const char *why = "";
	enum store_open_rc rc;

	options.lock = p->lock;
	rc = store_open_bdb(&options, p->arena, &p->store, &why);
	if (rc != STORE_OPEN_OK) {
		log_error("cannot open the store: %s", why);
		return store_exit_code(rc);
	}
	p->api = (struct api){
	    .store = p->store,
	    .now = clock_now,
	    .new_id = id_new,
	    .mount = p->conf.mount,
	    .snapshots = snapshots_new(SNAPSHOT_BYTES),
	    .sightings = sightings_new(clock_now()),
	    .watch = &p->watch,
	    .wait_max_ms = p->conf.wait_max_ms,
	    .counts = &p->counts,
	    .compat = strcmp(p->conf.lifecycle, "compat") == 0,
	    .sandbox = p->shut_in,
	    .sink = strcmp(p->conf.sink, "on") == 0,
	    .open_as = strcmp(p->conf.security, "off") == 0 ? "_anonymous" : NULL,
	    .started = clock_now(),
	    .limits = limits_of(&p->conf),
	    .room = &p->room,
	    .body_max = p->conf.body_max,
	    .version_number = p->conf.version_number,
	    .build_flavor = p->conf.build_flavor,
	    .node_name = p->conf.node_name,
	    .cluster_name = p->conf.cluster_name,
	};
	if (!p->api.compat)
		p->api.idle_after = (int64_t)p->conf.idle_after_ms * 1000;
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
forbid_core_dumps(const struct conf *conf)
{
	const struct rlimit none = {0, 0};

	if (strcmp(conf->core_dumps, "on") == 0)
		log_warn("core dumps are on: what a crash leaves behind may hold secrets");
	else if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
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

/* ---- who may ask ---- */

static int
open_auth(struct program *p)
{
	struct auth_options options = {.failures_per_s = p->conf.auth_failures_max};

	for (int bit = 0; bit < ROLES; bit++)
		if (strcmp(p->conf.remote_user, role_words.names[bit]) == 0)
			options.remote_user_roles = 1u << bit;
	p->auth = auth_new(&options);
	p->api.auth = p->auth;
	return p->auth != NULL ? EX_OK : EX_OSERR;
}

/* ---- what the process may do ---- */

/*
 * All rights that are not needed are given up before a byte from outside is read, and while there
 * is one thread.
 */
static int
shut_in(struct program *p)
{
	const char *why = "", *wanted = p->conf.sandbox;

	forbid_core_dumps(&p->conf);
	if (!sandbox_drop_privileges())
		log_warn("new privileges cannot be given up: %s", strerror(errno));
	if (strcmp(wanted, "off") == 0)
		return EX_OK;
	p->shut_in = sandbox_enter(p->arena, &p->landlock, &why);
	if (p->shut_in || strcmp(wanted, "auto") == 0) {
		p->open_why = why;
		return EX_OK;
	}
	log_error("the sandbox is asked for and cannot be had: %s", why);
	return EX_CONFIG;
}

static void
say_sandbox(const struct program *p)
{
	if (p->shut_in)
		log_info("system calls that are not needed are refused: sandbox=on landlock=%d",
		    p->landlock);
	else if (sandbox_is_built() || p->open_why[0] == '\0')
		log_warn("system calls that are not needed are not refused: sandbox=off%s%s",
		    p->open_why[0] != '\0' ? ": " : "", p->open_why);
	else
		log_info("sandbox=off: %s", p->open_why);
}

/* Whoever reads the log must see how the door stands. */
static void
say_security(struct program *p)
{
	uint64_t n = 0;

	if (p->api.open_as != NULL) {
		log_warn("security is off: whoever can connect can do everything");
		return;
	}
	if (strcmp(p->conf.remote_user, "none") != 0)
		log_warn(
		    "whom the web server calls REMOTE_USER has the role %s", p->conf.remote_user);
	if (store_count(p->store, p->arena, STORE_API_KEY, &n) == STORE_OK && n == 0)
		log_warn(
		    "security is on and there is no API key yet; to make one: connectord --data "
		    "%s key create --name first --role admin",
		    p->conf.data);
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

/* ---- a question to the owner ---- */

static int
ask(const struct program *p, const struct command *command)
{
	struct buf text = {0};
	int code = control_ask(p->conf.data, command->words, command->word_count, &text);

	return command_say_take(code, &text);
}

/* What was asked for, with everything open that it needs. */
static int
work(struct program *p, const struct command *command)
{
	if (command->rotate)
		return rotate(p);
	if (command->key)
		return key_run(command, &p->api, p->arena);
	if (command->once)
		return once(command, p->conf.body_max, &p->api, p->arena);
	if (seal_key_name(p->seal, 1).n > 0)
		log_warn("a rotation of the secrets' key was interrupted: it goes on with "
		         "--rotate-secret-key");
	say_security(p);
	say_sandbox(p);
	return serve(&p->conf, &p->api, &p->sockets, p->owner);
}

/* Opens the records, does the work, closes them. */
static int
work_on_store(struct program *p, const struct command *command)
{
	int code = user_check(&p->conf);

	if (code == EX_OK)
		code = open_store(p);
	if (code == EX_OK)
		code = open_seal(p);
	if (code == EX_OK)
		code = open_auth(p);
	if (code == EX_OK)
		code = work(p, command);
	owner_stop(p->owner);
	auth_free(p->auth);
	seal_free(p->seal);
	snapshots_free(p->api.snapshots);
	sightings_free(p->api.sightings);
	store_close(p->store);
	return code;
}

/*
 * The lock first, then the socket by which others follow us, then the records: while those are
 * being recovered the others have somebody to wait for.
 */
static int
own_and_work(struct program *p, const struct command *command)
{
	const char *why = "";
	int code = user_check(&p->conf);

	if (code == EX_OK)
		code = wait_for_lock(&p->reload, &p->sockets, &p->lock);
	if (code != EX_OK || p->lock == NULL)
		return code;
	p->owner = owner_new(&p->reload, p->arena, &why);
	if (p->owner != NULL) {
		code = work_on_store(p, command);
	} else {
		log_error("cannot own the records: %s", why);
		code = EX_OSERR;
	}
	/* In this order: who follows us finds the lock free. */
	store_lock_free(p->lock);
	owner_free(p->owner);
	return code;
}

/* The process that owns the records knows keys by heart: where there is one, it is asked. */
static int
run_key(struct program *p, const struct command *command)
{
	int fd = control_connect(p->conf.data);

	if (fd < 0)
		return work_on_store(p, command);
	close(fd);
	return ask(p, command);
}

/* Verbs that serve nobody. */
static int
run_verb(struct program *p, const struct command *command)
{
	int code = shut_in(p);

	if (code != EX_OK)
		return code;
	if (command->care.what != CARE_NONE)
		return care_run(&command->care, &p->conf, p->arena);
	if (command->key)
		return run_key(p, command);
	return work_on_store(p, command);
}

/* Start in this order; stop in the reverse. */
static int
run(struct program *p, const struct command *command)
{
	const char *why = "";
	int code;

	reload_log(&p->conf);
	if (command->care.what != CARE_NONE || command->key || command->once || command->rotate)
		return run_verb(p, command);
	if (listen_open(p->conf.listen[0] != '\0' ? p->conf.listen : NULL,
	        (unsigned)p->conf.socket_mode, serve_web_servers(&p->conf), p->arena, &p->sockets,
	        &why) != 0) {
		log_error("cannot listen: %s", why);
		return EX_UNAVAILABLE;
	}
	code = shut_in(p);
	serve_signals(SIG_BLOCK);
	if (code == EX_OK)
		code = own_and_work(p, command);
	listen_close(&p->sockets);
	return code;
}

/*
 * A thread that is given memory by each request and gives it all back would have its pages taken
 * and brought again by the system for each. What stays is bounded by what is trimmed then.
 */
static void
keep_some_memory(void)
{
	(void)mallopt(M_TOP_PAD, TOP_PAD);
	(void)mallopt(M_TRIM_THRESHOLD, TRIM_THRESHOLD);
	(void)mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD); /* pages of lists are below */
}

int
main(int argc, char **argv)
{
	struct program p = {.arena = arena_new(), .reload = {argc, argv, &p.conf}, .open_why = ""};
	struct command command = {.config = NULL};
	int code;

	if (p.arena == NULL)
		return EX_OSERR;
	keep_some_memory();
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
		code = command.control ? ask(&p, &command) : run(&p, &command);
out:
	arena_free(p.arena);
	return code;
}
