#include <config.h>

#include "main/once.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "store/store.h"

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

int
once(const struct command *command, uint64_t body_max, const struct api *api, struct arena *a)
{
	struct http_response response = {0};
	struct buf body = {0}, out = {0};
	struct api local = *api;
	struct http_request request = {
	    .method = str_of(command->method),
	    .target = str_of(command->target),
	    .content_type = command->content_type,
	    .headers = command->headers,
	    .header_count = command->header_count,
	};
	uint64_t reached;
	int code = EX_OK;

	if (isatty(STDIN_FILENO) == 0 && !read_all(stdin, &body, body_max)) {
		fprintf(stderr, "connectord: the body cannot be read or is too large\n");
		buf_release(&body);
		return EX_NOINPUT;
	}
	request.body = buf_peek(&body);
	if (request.body.n > 0 && request.content_type.p == NULL)
		request.content_type = STR_LIT("application/json");
	/* Who can open the records may do everything; a key that is sent is looked at all the same.
	 */
	if (http_header(&request, "AUTHORIZATION", NULL).p == NULL)
		local.open_as = "operator";
	api_handle(&local, a, &request, &response);
	if (response.ticket != 0 && store_sync(api->store, &reached) != STORE_OK)
		api_answer_unavailable(a, &request, &response);
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
