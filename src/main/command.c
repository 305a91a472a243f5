#include <config.h>

#include "main/command.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { OPT_ONCE = 256, OPT_DESCRIBE, OPT_ROTATE, OPT_CONTROL, OPT_MEND, OPT_JSON, OPT_SETTING };

static void
usage(FILE *to)
{
	fputs(
	    "usage: connectord [-c FILE] [-t] [-p] [--SETTING VALUE]...\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... --once METHOD TARGET [-H "
	    "HEADER]... < BODY\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... --rotate-secret-key\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... --control VERB [WORD]...\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... key create --name NAME --role ROLE\n"
	    "                  [--connector ID]... [--expires DURATION]\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... key list | key revoke ID...\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... backup DIR\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... restore [--mend] [--json] DIR\n"
	    "       connectord [-c FILE] [--SETTING VALUE]... verify [--mend] [--json] [DIR]\n"
	    "       connectord --describe markdown|openapi\n"
	    "       connectord -h | -V\n\n"
	    "  -c, --config FILE    read settings from FILE\n"
	    "  -t, --test           check the settings and stop\n"
	    "  -p, --print          print the settings in force and stop\n"
	    "      --once           answer one request from the command line and stop\n"
	    "      --control        ask the process that owns the records, and stop\n"
	    "      --describe FORM  print the description of the API and stop\n"
	    "  -H, --header LINE    a header of that request (\"Name: value\")\n"
	    "      --rotate-secret-key  seal all secrets with a new key and stop\n"
	    "      --mend           verify, restore: put right what follows from the records\n"
	    "      --json           verify, restore: say what was found in JSON\n"
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

/* A switch that may stand alone, and is turned on then. */
static bool
is_switch(const char *name)
{
	return strcmp(name, "sink") == 0;
}

/*
 * The value behind a switch: getopt takes none that is a word of its own, so it is taken here. In
 * both readings of the arguments, for the first one puts words that nobody took behind the others.
 */
static const char *
switch_value(int argc, char **argv)
{
	if (optarg != NULL)
		return optarg;
	if (optind < argc && (strcmp(argv[optind], "on") == 0 || strcmp(argv[optind], "off") == 0))
		return argv[optind++];
	return "on";
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
	    {"control", no_argument, NULL, OPT_CONTROL},
	    {"describe", required_argument, NULL, OPT_DESCRIBE},
	    {"header", required_argument, NULL, 'H'},
	    {"rotate-secret-key", no_argument, NULL, OPT_ROTATE},
	    {"mend", no_argument, NULL, OPT_MEND},
	    {"json", no_argument, NULL, OPT_JSON},
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
		options[n + i] = (struct option){name,
		    is_switch(name) ? optional_argument : required_argument, NULL, OPT_SETTING};
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
 * "key create ..." ends the options: the words behind it are read in api/key_command.c. How many
 * arguments are left in front of it.
 */
static int
take_key_words(int argc, char **argv, struct command *command)
{
	for (int i = 1; i < argc; i++) {
		/* Behind an option it is that option's value. */
		if (strcmp(argv[i], "key") != 0 || argv[i - 1][0] == '-')
			continue;
		command->key = true;
		command->words = (const char *const *)argv + i;
		command->word_count = (unsigned)(argc - i);
		return i;
	}
	return argc;
}

/* "backup DIR" and the like. */
static bool
take_care(struct command *command, char **words, int n)
{
	struct care_order *care = &command->care;

	if (n < 1 || command->once || command->control || command->key || command->rotate)
		return false;
	care->what = care_find(words[0], (unsigned)n - 1);
	care->dir = n > 1 ? words[1] : NULL;
	/* A copy stays as it was written. */
	if (care->what == CARE_BACKUP
	        ? care->mend || care->json
	        : care->what == CARE_VERIFY && care->mend && care->dir != NULL)
		care->what = CARE_NONE;
	return care->what != CARE_NONE;
}

int
command_read(int argc, char **argv, struct arena *a, struct conf *conf, struct command *command)
{
	struct option *options = make_options(a);
	const char *value;
	bool good = true;
	int c, index;

	if (options == NULL)
		return EX_OSERR;
	argc = take_key_words(argc, argv, command);
	/* The file is read before the flags that override it, wherever they stand. */
	while ((c = getopt_long(argc, argv, "c:tpH:Vh", options, &index)) != -1) {
		if (c == '?')
			return EX_USAGE;
		if (c == OPT_SETTING && is_switch(options[index].name))
			(void)switch_value(argc, argv);
		if (c == 'c')
			command->config = optarg;
	}
	if (command->config != NULL)
		good = conf_read(conf, a, command->config, print_mistake, NULL);
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
		case OPT_CONTROL:
			command->control = true;
			break;
		case OPT_ONCE:
			command->once = true;
			break;
		case OPT_ROTATE:
			command->rotate = true;
			break;
		case OPT_MEND:
			command->care.mend = true;
			break;
		case OPT_JSON:
			command->care.json = true;
			break;
		case 'H':
			if (!add_header(command, a, optarg)) {
				fprintf(stderr, "connectord: -H: not a header: %s\n", optarg);
				return EX_USAGE;
			}
			break;
		case OPT_SETTING:
			value = is_switch(options[index].name) ? switch_value(argc, argv) : optarg;
			if (!conf_set(conf, a, arena_printf(a, "--%s", options[index].name),
			        options[index].name, str_of(value), print_mistake, NULL))
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
	if (take_care(command, argv + optind, argc - optind)) {
		/* No more words. */
	} else if (command->control && !command->once && !command->rotate && argc > optind) {
		command->words = (const char *const *)argv + optind;
		command->word_count = (unsigned)(argc - optind);
	} else if (command->once && !command->rotate && !command->control && argc - optind == 2) {
		command->method = argv[optind];
		command->target = argv[optind + 1];
	} else if (command->once || command->control || argc != optind || command->care.mend ||
	           command->care.json || (command->key && command->rotate)) {
		usage(stderr);
		return EX_USAGE;
	}
	return good && conf_check(conf, print_mistake, NULL) ? EX_OK : EX_CONFIG;
}

int
command_say_take(int code, struct buf *text)
{
	FILE *to = code == EX_OK ? stdout : stderr;

	if (code != EX_OK)
		fputs("connectord: ", to);
	if (buf_failed(text) || fwrite(text->p, 1, text->n, to) != text->n ||
	    fputs(code == EX_OK ? "" : "\n", to) < 0 || fflush(to) != 0)
		code = EX_IOERR;
	buf_wipe(text);
	buf_release(text);
	return code;
}
