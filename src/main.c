/* Arguments, settings, start and stop in written order. Knows every room, is known by none. */
#include <config.h>

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "api/api.h"
#include "api/describe.h"
#include "api/secret_keys.h"
#include "base/clock.h"
#include "base/log.h"
#include "conf/conf.h"
#include "fcgi/listen.h"
#include "fcgi/server.h"
#include "http/message.h"
#include "store/store.h"

/* What the command line asks for. */
struct command {
	const char *config; /* NULL: none given */
	bool check, print, once, rotate;
	const char *describe;        /* "markdown", "openapi"; NULL: not asked for */
	const char *method, *target; /* of --once */
	struct http_header headers[32];
	size_t header_count;
	struct str content_type;
};

/* Everything that lives while the program serves. */
struct program {
	struct arena *arena;
	struct conf conf;
	struct api api;
	struct store *store;
	struct seal *seal;
	struct listen_sockets sockets;
	struct fcgi_server *server;
	bool broken; /* the store must be recovered: leave and be started again */
};

static struct fcgi_server *serving; /* for the signal handler */

/* ---- the command line ---- */

enum { OPT_ONCE = 256, OPT_DESCRIBE, OPT_ROTATE, OPT_SETTING };

static void
usage(FILE *to)
{
	fputs("usage: connectord [-c FILE] [-t] [-p] [--SETTING VALUE]...\n"
	      "       connectord [-c FILE] [--SETTING VALUE]... --once METHOD TARGET [-H "
	      "HEADER]... < BODY\n"
	      "       connectord [-c FILE] [--SETTING VALUE]... --rotate-secret-key\n"
	      "       connectord --describe markdown|openapi\n"
	      "       connectord -h | -V\n\n"
	      "  -c, --config FILE    read settings from FILE\n"
	      "  -t, --test           check the settings and stop\n"
	      "  -p, --print          print the settings in force and stop\n"
	      "      --once           answer one request from the command line and stop\n"
	      "      --describe FORM  print the description of the API and stop\n"
	      "  -H, --header LINE    a header of that request (\"Name: value\")\n"
	      "      --rotate-secret-key  seal all secrets with a new key and stop\n"
	      "  -V, --version        print the version\n"
	      "  -h, --help           print this\n\nsettings:\n",
	    to);
	for (size_t i = 0; conf_name(i) != NULL; i++) {
		char flag[64];

		snprintf(flag, sizeof(flag), "--%s", conf_name(i));
		for (char *c = flag; *c != '\0'; c++)
			if (*c == '_')
				*c = '-';
		fprintf(to, "  %-24s %s\n", flag, conf_help(i));
	}
}

static void
print_mistake(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "connectord: %s\n", line);
}

/* The fixed options, then one per setting (with dashes), then the end. NULL: no memory. */
static struct option *
make_options(struct arena *a)
{
	static const struct option fixed[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"test", no_argument, NULL, 't'},
	    {"print", no_argument, NULL, 'p'},
	    {"once", no_argument, NULL, OPT_ONCE},
	    {"describe", required_argument, NULL, OPT_DESCRIBE},
	    {"header", required_argument, NULL, 'H'},
	    {"rotate-secret-key", no_argument, NULL, OPT_ROTATE},
	    {"version", no_argument, NULL, 'V'},
	    {"help", no_argument, NULL, 'h'},
	};
	const size_t n = sizeof(fixed) / sizeof(fixed[0]);
	struct option *options;
	size_t settings = 0;

	while (conf_name(settings) != NULL)
		settings++;
	options = arena_zalloc(a, (n + settings + 1) * sizeof(*options));
	if (options == NULL)
		return NULL;
	memcpy(options, fixed, sizeof(fixed));
	for (size_t i = 0; i < settings; i++) {
		char *name = arena_printf(a, "%s", conf_name(i));

		for (char *c = name; *c != '\0'; c++)
			if (*c == '_')
				*c = '-';
		options[n + i] = (struct option){name, required_argument, NULL, OPT_SETTING};
	}
	return options;
}

/* "Accept: x" as CGI spells it. */
static bool
add_header(struct command *command, struct arena *a, const char *line)
{
	const char *colon = strchr(line, ':');
	const char *value = colon != NULL ? colon + 1 : NULL;
	char *name;

	if (colon == NULL || colon == line ||
	    command->header_count == sizeof(command->headers) / sizeof(command->headers[0]))
		return false;
	name = arena_printf(a, "%.*s", (int)(colon - line), line);
	for (char *c = name; *c != '\0'; c++)
		*c = (char)(*c == '-' ? '_' : (*c >= 'a' && *c <= 'z') ? *c - 'a' + 'A' : *c);
	while (*value == ' ')
		value++;
	if (strcmp(name, "CONTENT_TYPE") == 0)
		command->content_type = str_of(value);
	else
		command->headers[command->header_count++] =
		    (struct http_header){str_of(name), str_of(value)};
	return true;
}

/*
 * Two passes over the arguments: the first finds the file, so that it is read before the flags that
 * override it, wherever they stand.
 */
static int
read_arguments(int argc, char **argv, struct program *p, struct command *command)
{
	struct option *options = make_options(p->arena);
	bool good = true;
	int c, index;

	if (options == NULL)
		return EX_OSERR;
	while ((c = getopt_long(argc, argv, "c:tpH:Vh", options, NULL)) != -1) {
		if (c == '?')
			return EX_USAGE;
		if (c == 'c')
			command->config = optarg;
	}
	if (command->config != NULL)
		good = conf_read(&p->conf, p->arena, command->config, print_mistake, NULL);
	optind = 0; /* start again */
	while ((c = getopt_long(argc, argv, "c:tpH:Vh", options, &index)) != -1) {
		switch (c) {
		case 't':
			command->check = true;
			break;
		case 'p':
			command->print = true;
			break;
		case OPT_DESCRIBE:
			command->describe = optarg;
			break;
		case OPT_ONCE:
			command->once = true;
			break;
		case OPT_ROTATE:
			command->rotate = true;
			break;
		case 'H':
			if (!add_header(command, p->arena, optarg)) {
				fprintf(stderr, "connectord: -H: not a header: %s\n", optarg);
				return EX_USAGE;
			}
			break;
		case OPT_SETTING:
			if (!conf_set(&p->conf, p->arena,
			        arena_printf(p->arena, "--%s", options[index].name),
			        options[index].name, str_of(optarg), print_mistake, NULL))
				good = false;
			break;
		case 'V':
			puts(PACKAGE_STRING);
			exit(EX_OK);
		case 'h':
			usage(stdout);
			exit(EX_OK);
		default:
			break;
		}
	}
	if (command->once && !command->rotate && argc - optind == 2) {
		command->method = argv[optind];
		command->target = argv[optind + 1];
	} else if (command->once || argc != optind) {
		usage(stderr);
		return EX_USAGE;
	}
	return good && conf_check(&p->conf, print_mistake, NULL) ? EX_OK : EX_CONFIG;
}

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

/* ---- one request from the command line ---- */

static bool
read_all(FILE *from, struct buf *to, uint64_t max)
{
	char block[8192];
	size_t n;

	while ((n = fread(block, 1, sizeof(block), from)) > 0) {
		buf_add(to, block, n);
		if (buf_failed(to) || to->n > max)
			return false;
	}
	return ferror(from) == 0;
}

static int
answer_once(struct program *p, const struct command *command)
{
	struct http_response response = {0};
	struct buf body = {0}, out = {0};
	struct http_request request = {
	    .method = str_of(command->method),
	    .target = str_of(command->target),
	    .content_type = command->content_type,
	    .headers = command->headers,
	    .header_count = command->header_count,
	};
	uint64_t reached;
	int code = EX_OK;

	if (isatty(STDIN_FILENO) == 0 && !read_all(stdin, &body, p->conf.body_max)) {
		fprintf(stderr, "connectord: the body cannot be read or is too large\n");
		buf_release(&body);
		return EX_NOINPUT;
	}
	request.body = buf_peek(&body);
	if (request.body.n > 0 && request.content_type.p == NULL)
		request.content_type = STR_LIT("application/json");
	api_handle(&p->api, p->arena, &request, &response);
	if (response.ticket != 0 && store_sync(p->store, &reached) != STORE_OK)
		api_answer_unavailable(p->arena, &request, &response);
	http_response_write(&response, &out);
	if (buf_failed(&out) || fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0)
		code = EX_IOERR;
	/* May hold a secret. A process that answers one request can afford to wipe always. */
	response.secret = true;
	http_response_release(&response);
	buf_wipe(&body);
	buf_release(&body);
	buf_wipe(&out);
	buf_release(&out);
	return code;
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

/* ---- serving ---- */

static void
handle(void *ctx, struct arena *arena, const struct http_request *request,
    struct http_response *response)
{
	struct program *p = ctx;

	api_handle(&p->api, arena, request, response);
}

static bool
sync_store(void *ctx, uint64_t *reached)
{
	struct program *p = ctx;
	enum store_rc rc = store_sync(p->store, reached);

	if (rc == STORE_BROKEN && !p->broken) {
		/* A flush that failed is never tried again: start anew, and recover what is on
		 * disk. */
		p->broken = true;
		log_error("the store cannot go on and must be recovered: stopping");
		fcgi_server_stop(p->server);
	}
	return rc == STORE_OK;
}

static void
unavailable(void *ctx, struct arena *arena, const struct http_request *request,
    struct http_response *response)
{
	(void)ctx;
	api_answer_unavailable(arena, request, response);
}

static void
too_large(void *ctx, struct http_response *response)
{
	(void)ctx;
	api_answer_too_large(response);
}

static void
bad_request(void *ctx, struct arena *arena, const struct http_request *request,
    struct http_response *response, const char *why)
{
	(void)ctx;
	api_answer_bad_request(arena, request, response, why);
}

static void
on_stop(int signal)
{
	(void)signal;
	fcgi_server_stop(serving);
}

/*
 * Signals that stop are for the main thread alone, and only while a server runs: blocked before any
 * other thread is made, let in while serving.
 */
static void
stop_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(how, &set, NULL);
}

static void
set_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

static int
serve(struct program *p)
{
	const struct fcgi_options options = {
	    .workers = (unsigned)p->conf.workers,
	    .connections_max = (unsigned)p->conf.connections_max,
	    .body_max = p->conf.body_max,
	    .params_max = p->conf.params_max,
	    .buffer_max = p->conf.buffer_max,
	    .request_timeout_ms = (unsigned)p->conf.request_timeout_ms,
	    .send_timeout_ms = (unsigned)p->conf.send_timeout_ms,
	    .idle_timeout_ms = (unsigned)p->conf.idle_timeout_ms,
	    .stop_grace_ms = (unsigned)p->conf.stop_grace_ms,
	    .server_addrs = getenv("FCGI_WEB_SERVER_ADDRS"),
	};
	const struct fcgi_handler handler = {
	    p, handle, sync_store, unavailable, too_large, bad_request};
	const char *why = "";
	int rc;

	p->server = fcgi_server_new(&options, &handler, p->sockets.fds, p->sockets.n, &why);
	if (p->server == NULL) {
		log_error("cannot serve: %s", why);
		return EX_OSERR;
	}
	serving = p->server;
	set_signals();
	if (seal_key_name(p->seal, 1).n > 0)
		log_warn("a rotation of the secrets' key was interrupted: it goes on with "
		         "--rotate-secret-key");
	log_info(
	    "serving version=%s pid=%ld data=%s", PACKAGE_VERSION, (long)getpid(), p->conf.data);
	stop_signals(SIG_UNBLOCK);
	rc = fcgi_server_run(p->server);
	stop_signals(SIG_BLOCK);
	log_info("stopped%s", rc != 0 ? ": not everything could be answered" : "");
	fcgi_server_free(p->server);
	return p->broken ? EX_IOERR : EX_OK;
}

/* What was asked for, with everything open that it needs. */
static int
work(struct program *p, const struct command *command)
{
	if (command->rotate)
		return rotate(p);
	return command->once ? answer_once(p, command) : serve(p);
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
		stop_signals(SIG_BLOCK);
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
	code = read_arguments(argc, argv, &p, &command);
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
