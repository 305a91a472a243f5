#include <config.h>

#include "main/command.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

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

int
command_read(int argc, char **argv, struct arena *a, struct conf *conf, struct command *command)
{
	struct option *options = make_options(a);
	bool good = true;
	int c, index;

	if (options == NULL)
		return EX_OSERR;
	/* The file is read before the flags that override it, wherever they stand. */
	while ((c = getopt_long(argc, argv, "c:tpH:Vh", options, NULL)) != -1) {
		if (c == '?')
			return EX_USAGE;
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
		case OPT_ONCE:
			command->once = true;
			break;
		case OPT_ROTATE:
			command->rotate = true;
			break;
		case 'H':
			if (!add_header(command, a, optarg)) {
				fprintf(stderr, "connectord: -H: not a header: %s\n", optarg);
				return EX_USAGE;
			}
			break;
		case OPT_SETTING:
			if (!conf_set(conf, a, arena_printf(a, "--%s", options[index].name),
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
	return good && conf_check(conf, print_mistake, NULL) ? EX_OK : EX_CONFIG;
}
