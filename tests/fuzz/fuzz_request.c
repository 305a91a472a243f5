/*
 * Any bytes as a whole request: "METHOD TARGET\n", header lines, an empty line, the body. The
 * answer must be well formed, and a refused request must leave the store as it was.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "json/doc.h"
#include "seal/seal.h"
#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned ids_made;

/* Known beforehand, so that inputs can name them: "job-0000000000000000", … */
static void
count_id(char id[ID_SIZE])
{
	snprintf(id, ID_SIZE, "job-%016u", ids_made++);
}

static struct str
take_line(struct str *rest)
{
	const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	struct str line = *rest;

	line.n = end != NULL ? (size_t)(end - rest->p) : rest->n;
	rest->p += line.n + (end != NULL);
	rest->n -= line.n + (end != NULL);
	return line;
}

enum { HEADERS_MAX = 8 };

static struct http_request
request_of(struct str rest, struct http_header headers[HEADERS_MAX])
{
	struct http_request request = {.headers = headers};
	struct str line = take_line(&rest);
	const char *space = line.n > 0 ? memchr(line.p, ' ', line.n) : NULL;

	request.method = line;
	request.target = STR_LIT("/");
	if (space != NULL) {
		request.method.n = (size_t)(space - line.p);
		request.target = (struct str){space + 1, line.n - request.method.n - 1};
	}
	while ((line = take_line(&rest)).n > 0) {
		const char *colon = memchr(line.p, ':', line.n);
		struct http_header h = {line, STR_LIT("")};

		if (colon != NULL) {
			h.name.n = (size_t)(colon - line.p);
			h.value = (struct str){colon + 1, line.n - h.name.n - 1};
		}
		if (str_is(h.name, "CONTENT_TYPE"))
			request.content_type = h.value;
		else if (request.header_count < HEADERS_MAX)
			headers[request.header_count++] = h;
	}
	request.body = rest;
	return request;
}

static void
ask(const struct api *api, const char *method, const char *target, const char *body)
{
	struct arena *arena = arena_new();
	struct http_response response = {0};
	const struct http_request request = {
	    .method = str_of(method),
	    .target = str_of(target),
	    .content_type = STR_LIT("application/json"),
	    .body = str_of(body),
	};

	api_handle(api, arena, &request, &response);
	assert(response.status < 300);
	http_response_release(&response);
	arena_free(arena);
}

/* Everything in the store as one text. */
static void
dump(struct store *store, struct buf *out)
{
	struct arena *arena = arena_new();

	for (int kind = 0; kind < STORE_KIND__MAX; kind++) {
		const struct store_query all = {
		    .kind = (enum store_kind)kind, .groups = UINT32_MAX, .size = 1000};
		struct store_record *records;
		uint64_t count;
		size_t n;

		assert(store_list(store, arena, &all, &records, &n, &count) == STORE_OK);
		for (size_t i = 0; i < n; i++) {
			buf_printf(out, "%llu ", (unsigned long long)records[i].seq);
			buf_str(out, records[i].doc);
		}
	}
	arena_free(arena);
}

static void
check_answer(const struct http_response *response)
{
	struct str body = buf_peek(&response->body);
	bool damaged;

	assert(response->status >= 200 && response->status < 600);
	assert(*http_status_text(response->status) != '\0');
	assert(!buf_failed(&response->body));
	assert(utf8_valid(body));
	if (body.n > 0 && body.p[body.n - 1] == '\n')
		body.n--; /* of a pretty answer */
	if (body.n > 0) {
		DOC_AUTO json_object *doc = doc_load(body, &damaged);

		assert(doc != NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_header headers[HEADERS_MAX];
	struct arena *arena = arena_new();
	struct http_response response = {0};
	struct buf before = {0}, after = {0};
	struct seal *seal = seal_new();
	struct api api = {
	    .store = store_open_mem(),
	    .seal = seal,
	    .now = clock_now,
	    .new_id = count_id,
	    .open_as = "_anonymous",
	    .body_max = 1024 * 1024,
	    .version_number = "9.1.0",
	    .build_flavor = "default",
	    .node_name = "node",
	    .cluster_name = "cluster",
	};
	char *copy = malloc(size + 1); /* so that reading past the end is seen */
	struct http_request request;

	ids_made = 0;
	memcpy(copy, data, size);
	ask(&api, "PUT", "/_connector/c1", "{\"index_name\":\"i\",\"service_type\":\"s\"}");
	ask(&api, "POST", "/_connector/_sync_job", "{\"id\":\"c1\"}");
	ask(&api, "PUT", "/_connector/_secret/s1", "{\"value\":\"v\"}");
	dump(api.store, &before);
	request = request_of((struct str){copy, size}, headers);
	api_handle(&api, arena, &request, &response);
	check_answer(&response);
	dump(api.store, &after);
	if (response.status >= 300)
		assert(str_equal(buf_peek(&before), buf_peek(&after)));
	buf_release(&before);
	buf_release(&after);
	http_response_release(&response);
	store_close(api.store);
	seal_free(seal);
	arena_free(arena);
	free(copy);
	return 0;
}
