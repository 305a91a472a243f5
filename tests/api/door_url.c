/* The API behind a web server. The target goes out exactly as the scenario has it. */
#include <config.h>

#include "door.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/buf.h"

static struct {
	const char *url;
	const char *unix_socket;
	bool post_has_length; /* lighttpd answers a POST without content-length with 411 */
	CURL *curl;
} door;

/* What is coming in. */
struct incoming {
	struct arena *arena;
	struct door_answer *answer;
	struct buf body;
	bool bad_head;
};

static bool
enter(struct arena *arena, struct door_way way, const char **why)
{
	(void)way;
	(void)arena;
	*why = "libcurl does not start";
	door.curl = curl_easy_init();
	return door.curl != NULL;
}

static bool
leave(struct arena *arena, const char **why)
{
	(void)arena;
	(void)why;
	curl_easy_cleanup(door.curl);
	door.curl = NULL;
	return true;
}

static size_t
take_body(char *data, size_t size, size_t n, void *ctx)
{
	struct incoming *in = ctx;

	buf_add(&in->body, data, size * n);
	return buf_failed(&in->body) ? 0 : size * n;
}

static size_t
take_head(char *data, size_t size, size_t n, void *ctx)
{
	struct incoming *in = ctx;
	struct str line = {data, size * n};

	while (line.n > 0 && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
		line.n--;
	if (line.n >= 5 && memcmp(line.p, "HTTP/", 5) == 0)
		in->answer->headers.n = 0; /* what came before was a 100 Continue */
	else if (line.n > 0 && !door_add_header(&in->answer->headers, arena_copy(in->arena, line)))
		in->bad_head = true;
	return size * n;
}

/* ---- the request ---- */

static bool
append(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*list, line);

	if (longer == NULL)
		return false;
	*list = longer;
	return true;
}

/* As curl wants it: "Name;" is a header without a value, "Name:" one that is not sent. */
static bool
add_header(struct arena *arena, struct curl_slist **list, const struct step_header *header)
{
	if (header->value.n > 0)
		return append(list, arena_printf(arena, "%.*s: %.*s", STR_ARG(header->name),
		                        STR_ARG(header->value)));
	if (str_is_nocase(header->name, "content-type"))
		return true;
	return append(list, arena_printf(arena, "%.*s;", STR_ARG(header->name)));
}

static bool
was_sent(const struct step_headers *headers, const char *name)
{
	for (size_t i = 0; i < headers->n; i++)
		if (str_is_nocase(headers->row[i].name, name) && headers->row[i].value.n > 0)
			return true;
	return false;
}

/* The headers of the scenario, and none that curl would add unasked. */
static struct curl_slist *
make_headers(struct arena *arena, const struct step_headers *headers)
{
	static const char *const unasked[] = {"Accept", "Content-Type", "Expect", "User-Agent"};
	struct curl_slist *list = NULL;
	bool ok = true;

	for (size_t i = 0; i < sizeof unasked / sizeof *unasked; i++)
		if (!was_sent(headers, unasked[i]))
			ok = ok && append(&list, arena_printf(arena, "%s:", unasked[i]));
	for (size_t i = 0; i < headers->n; i++)
		ok = ok && add_header(arena, &list, &headers->row[i]);
	if (ok)
		return list;
	curl_slist_free_all(list);
	return NULL;
}

static CURLcode
set_where(struct arena *arena, const struct door_request *request)
{
	static const struct {
		CURLoption option;
		long value;
	} fixed[] = {
	    {CURLOPT_NOSIGNAL, 1},
	    {CURLOPT_PATH_AS_IS, 1},
	    {CURLOPT_FOLLOWLOCATION, 0},
	    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
	    {CURLOPT_TIMEOUT, 120},
	};
	CURLcode rc = curl_easy_setopt(door.curl, CURLOPT_URL, door.url);

	for (size_t i = 0; rc == CURLE_OK && i < sizeof fixed / sizeof *fixed; i++)
		rc = curl_easy_setopt(door.curl, fixed[i].option, fixed[i].value);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_PROXY, "");
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_UNIX_SOCKET_PATH, door.unix_socket);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_REQUEST_TARGET,
		    arena_printf(arena, "%.*s", STR_ARG(request->target)));
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_CUSTOMREQUEST,
		    arena_printf(arena, "%.*s", STR_ARG(request->method)));
	return rc;
}

static CURLcode
set_body(const struct door_request *request)
{
	CURLcode rc;

	if (str_is(request->method, "HEAD"))
		return curl_easy_setopt(door.curl, CURLOPT_NOBODY, 1L);
	if (request->body.p == NULL && (!door.post_has_length || !str_is(request->method, "POST")))
		return CURLE_OK;
	rc = curl_easy_setopt(door.curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
	return rc != CURLE_OK ? rc
	                      : curl_easy_setopt(door.curl, CURLOPT_POSTFIELDS,
	                            request->body.p != NULL ? request->body.p : "");
}

static CURLcode
set_sinks(struct incoming *in, struct curl_slist *headers)
{
	CURLcode rc = curl_easy_setopt(door.curl, CURLOPT_HTTPHEADER, headers);

	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_WRITEFUNCTION, take_body);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_WRITEDATA, in);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_HEADERFUNCTION, take_head);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(door.curl, CURLOPT_HEADERDATA, in);
	return rc;
}

static CURLcode
perform(struct arena *arena, const struct door_request *request, struct incoming *in,
    struct curl_slist *headers)
{
	CURLcode rc;
	long status = 0;

	curl_easy_reset(door.curl);
	rc = set_where(arena, request);
	if (rc == CURLE_OK)
		rc = set_body(request);
	if (rc == CURLE_OK)
		rc = set_sinks(in, headers);
	if (rc == CURLE_OK)
		rc = curl_easy_perform(door.curl);
	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(door.curl, CURLINFO_RESPONSE_CODE, &status);
	in->answer->status = (int)status;
	return rc;
}

static bool
exchange(struct arena *arena, const struct door_request *request, struct door_answer *answer,
    const char **why)
{
	struct incoming in = {.arena = arena, .answer = answer};
	struct curl_slist *headers = make_headers(arena, request->headers);
	CURLcode rc = CURLE_OUT_OF_MEMORY;

	*why = NULL;
	if (str_is(request->method, "HEAD") && request->body.p != NULL)
		*why = "curl sends no HEAD with a body: make the block '? in-process'";
	else if (headers != NULL)
		rc = perform(arena, request, &in, headers);
	if (*why == NULL && rc != CURLE_OK)
		*why = curl_easy_strerror(rc);
	if (*why == NULL && in.bad_head)
		*why = "a line in the head of the answer is no header, or there are too many";
	if (*why == NULL)
		answer->body = arena_copy(arena, buf_peek(&in.body));
	buf_release(&in.body);
	curl_slist_free_all(headers);
	return *why == NULL;
}

const struct door *
door_url(const char *url, const char *unix_socket, bool post_has_length)
{
	static const struct door by_url = {enter, exchange, leave};

	door.url = url;
	door.unix_socket = unix_socket;
	door.post_has_length = post_has_length;
	return &by_url;
}
