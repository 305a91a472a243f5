#include <config.h>

#include "http/message.h"

#include <assert.h>

struct str
http_header(const struct http_request *request, const char *name, size_t *count)
{
	struct str first = {NULL, 0};
	size_t n = 0;

	for (size_t i = 0; i < request->header_count; i++) {
		if (!str_is(request->headers[i].name, name))
			continue;
		if (n++ == 0)
			first = request->headers[i].value;
	}
	if (count != NULL)
		*count = n;
	return first;
}

void
http_response_header(struct http_response *response, const char *name, struct str value)
{
	assert(response->header_count < HTTP_RESPONSE_HEADERS);
	response->headers[response->header_count].name = name;
	response->headers[response->header_count].value = value;
	response->header_count++;
}

void
http_response_reset(struct http_response *response)
{
	struct buf body = response->body;

	if (response->secret)
		buf_wipe(&body);
	buf_clear(&body);
	*response = (struct http_response){.body = body};
}

void
http_response_release(struct http_response *response)
{
	if (response->secret)
		buf_wipe(&response->body);
	buf_release(&response->body);
}

/* clang-format off */
static const struct {
	int status;
	const char *text;
} texts[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 413, "Request Entity Too Large" },
	{ 422, "Unprocessable Entity" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};
/* clang-format on */

const char *
http_status_text(int status)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return "";
}

/* A value that could end the line is cut there: no request can add headers to its answer. */
static void
add_value(struct buf *out, struct str value)
{
	size_t n = 0;

	while (n < value.n && value.p[n] != '\r' && value.p[n] != '\n' && value.p[n] != '\0')
		n++;
	buf_add(out, value.p, n);
}

void
http_response_write(const struct http_response *response, struct buf *out)
{
	buf_text(out, "Status: ");
	buf_number(out, (uint64_t)response->status);
	buf_char(out, ' ');
	buf_text(out, http_status_text(response->status));
	buf_text(out, "\r\n");
	for (size_t i = 0; i < response->header_count; i++) {
		buf_text(out, response->headers[i].name);
		buf_text(out, ": ");
		add_value(out, response->headers[i].value);
		buf_text(out, "\r\n");
	}
	buf_text(out, "content-length: ");
	buf_number(out, response->body.n);
	buf_text(out, "\r\n\r\n");
	if (!response->head)
		buf_str(out, buf_peek(&response->body));
}
