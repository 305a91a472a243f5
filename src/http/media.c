#include <config.h>

#include "http/media.h"

#include <ctype.h>
#include <string.h>

enum { VERSION_NONE = -1 };

enum family { FAMILY_OTHER, FAMILY_JSON, FAMILY_VENDORED };

/* clang-format off */
static const struct known_type {
	const char *name;
	enum family family;
	const char *answer;	/* the type of a response to somebody who asked for this one */
} known_types[] = {
	{ "application/json",				FAMILY_JSON,	 "application/json" },
	{ "application/*",				FAMILY_JSON,	 "application/json" },
	{ "application/x-ndjson",			FAMILY_JSON,	 "application/json" },
	{ "application/vnd.elasticsearch+json",		FAMILY_VENDORED, "application/vnd.elasticsearch+json" },
	{ "application/vnd.elasticsearch+x-ndjson",	FAMILY_VENDORED, "application/vnd.elasticsearch+json" },
};
/* clang-format on */

/* One header, taken apart. */
struct media_header {
	const char *name;
	struct str sent;   /* p == NULL: counts as not provided */
	struct str params; /* ";name=value" for each, lower case, no blanks */
	const struct known_type *type;
	int version; /* of compatible-with */
};

static struct str
trim(struct str s)
{
	while (s.n > 0 && isspace((unsigned char)s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && isspace((unsigned char)s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Cuts s at the first separator; the part before it, and *rest behind it (p == NULL: no more). */
static struct str
cut(struct str s, char separator, struct str *rest)
{
	const char *at = s.n > 0 ? memchr(s.p, separator, s.n) : NULL;

	*rest = (struct str){NULL, 0};
	if (at == NULL)
		return s;
	*rest = (struct str){at + 1, s.n - (size_t)(at - s.p) - 1};
	s.n = (size_t)(at - s.p);
	return s;
}

static bool
is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) && strchr("!#$%&'*+-.^_`|~", s.p[i]) == NULL)
			return false;
	return s.n > 0 && memchr(s.p, '\0', s.n) == NULL;
}

static struct str
lower_copy(struct arena *a, struct str s)
{
	struct str copy = arena_copy(a, s);
	char *p = arena_alloc(a, copy.n + 1);

	if (p == NULL)
		return copy;
	for (size_t i = 0; i < copy.n; i++)
		p[i] = (char)tolower((unsigned char)copy.p[i]);
	p[copy.n] = '\0';
	return (struct str){p, copy.n};
}

static int
number(struct str s)
{
	int n = 0;

	if (s.n == 0 || s.n > 4)
		return VERSION_NONE;
	for (size_t i = 0; i < s.n; i++) {
		if (!isdigit((unsigned char)s.p[i]))
			return VERSION_NONE;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

/* They are sent back in our Content-Type, which must stay one line. */
static bool
has_control_character(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (iscntrl((unsigned char)s.p[i]))
			return true;
	return false;
}

/* The parameters of a media type; false when one is not name=value. */
static bool
read_params(struct arena *a, struct str rest, struct media_header *h)
{
	h->params = str_of("");
	while (rest.p != NULL) {
		struct str param = trim(cut(rest, ';', &rest));
		struct str value;
		struct str name = cut(param, '=', &value);

		if (param.n == 0)
			continue;
		if (!is_token(name) || value.p == NULL || value.n == 0 ||
		    isspace((unsigned char)value.p[0]) || memchr(value.p, '=', value.n) != NULL ||
		    has_control_character(value))
			return false;
		if (str_is(name, "compatible-with") && h->type != NULL &&
		    h->type->family == FAMILY_VENDORED)
			h->version = number(value);
		h->params =
		    str_of(arena_printf(a, "%.*s;%.*s", STR_ARG(h->params), STR_ARG(param)));
	}
	return true;
}

static const struct error *
header_error(struct arena *a, const char *names, const struct error *cause)
{
	return error_new(a, "media_type_header_exception", cause,
	    "Invalid media-type value on headers [%s]", names);
}

/* Reads one header into *h; a wrong one is left as not provided. */
static const struct error *
read_header(
    struct arena *a, const char *name, struct str sent, size_t count, struct media_header *h)
{
	const char *fault = NULL;
	struct str lower, type, subtype, rest;

	*h = (struct media_header){.name = name, .version = VERSION_NONE};
	if (count == 0)
		return NULL;
	if (count > 1) {
		fault = arena_printf(
		    a, "Incorrect header [%s]. Only one value should be provided", name);
		goto wrong;
	}
	if (trim(sent).n == 0) {
		fault = arena_printf(a, "Header [%s] cannot be empty.", name);
		goto wrong;
	}
	if (memchr(sent.p, ',', sent.n) != NULL || str_is(trim(sent), "*/*"))
		return NULL;
	lower = lower_copy(a, sent);
	type = trim(cut(lower, ';', &rest));
	for (size_t i = 0; i < sizeof(known_types) / sizeof(known_types[0]); i++)
		if (str_is(type, known_types[i].name))
			h->type = &known_types[i];
	if (!is_token(cut(type, '/', &subtype)) || !is_token(subtype)) {
		fault = arena_printf(a, "invalid media-type [%.*s]", STR_ARG(sent));
		goto wrong;
	}
	if (!read_params(a, rest, h)) {
		fault = arena_printf(a, "invalid parameters for header [%.*s]", STR_ARG(sent));
		goto wrong;
	}
	h->sent = sent;
	return NULL;
wrong:
	*h = (struct media_header){.name = name, .version = VERSION_NONE};
	return header_error(
	    a, name, error_text(a, "illegal_argument_exception", NULL, str_of(fault)));
}

static struct str
sent_or_null(const struct media_header *h)
{
	return h->sent.p != NULL ? h->sent : str_of("null");
}

/* The table "Version negotiation" of rest.md 8, row by row. */
static const struct error *
check_versions(struct arena *a, const struct media_header *accept,
    const struct media_header *content, bool has_body, int major)
{
	int wanted = accept->version == VERSION_NONE ? major : accept->version;
	int given = content->version == VERSION_NONE ? major : content->version;
	const char *text = NULL;

	if (wanted > major || wanted < major - 1)
		text = arena_printf(a,
		    "Accept version must be either version %d or %d, but found %d. Accept=%.*s",
		    major, major - 1, wanted, STR_ARG(sent_or_null(accept)));
	else if (has_body && (given > major || given < major - 1))
		text = arena_printf(a,
		    "Content-Type version must be either version %d or %d, but found %d. "
		    "Content-Type=%.*s",
		    major, major - 1, given, STR_ARG(sent_or_null(content)));
	else if (has_body && (given != wanted || (accept->version == VERSION_NONE) !=
	                                             (content->version == VERSION_NONE)))
		text = arena_printf(a,
		    "A compatible version is required on both Content-Type and Accept headers if "
		    "either one has requested a compatible version%s. Accept=%.*s, "
		    "Content-Type=%.*s",
		    given != wanted ? " and the compatible versions must match" : "",
		    STR_ARG(sent_or_null(accept)), STR_ARG(sent_or_null(content)));
	if (text == NULL)
		return NULL;
	return header_error(
	    a, "Accept, Content-Type", error_text(a, "status_exception", NULL, str_of(text)));
}

static struct str
response_type(struct arena *a, const struct media_header *accept,
    const struct media_header *content, struct str format)
{
	const struct media_header *asked = accept->type != NULL ? accept : content;

	if (format.p != NULL && str_is_nocase(format, "json"))
		return STR_LIT("application/json");
	if (format.p != NULL && str_is_nocase(format, "vnd_json"))
		return STR_LIT("application/vnd.elasticsearch+json");
	if (asked->type == NULL)
		return STR_LIT("application/json");
	if (asked == content && content->type->family == FAMILY_JSON)
		return str_of(content->type->answer);
	return str_of(arena_printf(a, "%s%.*s", asked->type->answer, STR_ARG(asked->params)));
}

const struct error *
media_negotiate(struct arena *a, const struct http_request *request, struct str format, int major,
    struct media *media)
{
	struct media_header accept, content;
	const struct error *accept_error, *content_error, *error;
	bool has_body = request->body.n > 0;
	size_t count;
	struct str sent = http_header(request, "ACCEPT", &count);

	accept_error = read_header(a, "Accept", sent, count, &accept);
	content_error = read_header(
	    a, "Content-Type", request->content_type, request->content_type.p != NULL, &content);
	error = accept_error != NULL ? accept_error : content_error;
	if (error == NULL)
		error = check_versions(a, &accept, &content, has_body, major);
	if (content.type != NULL)
		media->body = MEDIA_BODY_OK;
	else
		media->body = content.sent.p != NULL ? MEDIA_BODY_UNSUPPORTED : MEDIA_BODY_NO_TYPE;
	if (error != NULL && accept_error == NULL && content_error == NULL)
		accept = content = (struct media_header){.version = VERSION_NONE};
	media->content_type = response_type(a, &accept, &content, format);
	return error;
}
