#include <config.h>

#include "api/key_command.h"

#include <string.h>

#include "json/doc.h"
#include "model/api_key.h"
#include "store/store.h"

static const char usage[] =
    "key create --name NAME --role monitor|worker|manage|admin "
    "[--connector ID]... [--expires DURATION] | key list | key revoke ID...";

/* What the words of "create" say. */
struct order {
	const char *name, *role, *expires;
	const char *const *words; /* the connectors are looked for in them again */
	size_t n;
	size_t connectors;
};

static bool
read_order(const char *const *words, size_t n, struct order *o)
{
	*o = (struct order){.words = words, .n = n};
	for (size_t i = 0; i + 1 < n; i += 2) {
		const char *value = words[i + 1];

		if (strcmp(words[i], "--name") == 0)
			o->name = value;
		else if (strcmp(words[i], "--role") == 0)
			o->role = value;
		else if (strcmp(words[i], "--expires") == 0)
			o->expires = value;
		else if (strcmp(words[i], "--connector") == 0)
			o->connectors++;
		else
			return false;
	}
	return n % 2 == 0 && o->name != NULL && o->role != NULL &&
	       words_find(&role_words, str_of(o->role)) >= 0 &&
	       (strcmp(o->role, role_words.names[1]) == 0) == (o->connectors > 0);
}

static void
add_quoted(struct buf *out, const char *before, const char *text)
{
	buf_text(out, before);
	doc_quote(out, str_of(text));
}

static void
create_body(const struct order *o, struct buf *body)
{
	const char *before = "";

	add_quoted(body, "{\"name\":", o->name);
	if (o->expires != NULL)
		add_quoted(body, ",\"expiration\":", o->expires);
	add_quoted(body, ",\"role_descriptors\":{", o->role);
	add_quoted(
	    body, ":{\"applications\":[{\"application\":\"connectord\",\"privileges\":[", o->role);
	buf_text(body, "],\"resources\":[");
	if (o->connectors == 0)
		buf_text(body, "\"*\"");
	for (size_t i = 0; i + 1 < o->n; i += 2) {
		if (strcmp(o->words[i], "--connector") != 0)
			continue;
		add_quoted(body, before, o->words[i + 1]);
		before = ",";
	}
	buf_text(body, "]}]}}}");
}

static void
revoke_body(const char *const *ids, size_t n, struct buf *body)
{
	buf_text(body, "{\"ids\":[");
	for (size_t i = 0; i < n; i++)
		add_quoted(body, i > 0 ? "," : "", ids[i]);
	buf_text(body, "]}");
}

/* The words as a request; false: they are wrong. */
static bool
make_request(const char *const *words, size_t n, struct http_request *request, struct buf *body)
{
	struct order order;

	*request = (struct http_request){
	    .target = STR_LIT("/_security/api_key?pretty"),
	    .content_type = STR_LIT("application/json"),
	};
	if (n > 0 && strcmp(words[0], "create") == 0 && read_order(words + 1, n - 1, &order)) {
		request->method = STR_LIT("POST");
		create_body(&order, body);
	} else if (n == 1 && strcmp(words[0], "list") == 0) {
		request->method = STR_LIT("GET");
	} else if (n > 1 && strcmp(words[0], "revoke") == 0) {
		request->method = STR_LIT("DELETE");
		revoke_body(words + 1, n - 1, body);
	} else {
		return false;
	}
	request->body = buf_peek(body);
	return true;
}

/* An answer made for people ends with a newline, which is no part of the document. */
static json_object *
load_answer(struct str answer)
{
	bool damaged;

	while (answer.n > 0 && answer.p[answer.n - 1] == '\n')
		answer.n--;
	return doc_load(answer, &damaged);
}

/* The reason alone: for people, in one line. */
static void
say_error(struct str answer, struct buf *out)
{
	DOC_AUTO json_object *doc = load_answer(answer);
	json_object *error = doc != NULL ? doc_object(doc, "error") : NULL;
	struct str reason = STR_LIT("it failed");

	if (error != NULL)
		doc_string(error, "reason", &reason);
	buf_str(out, reason);
}

static enum key_command_rc
answer(const struct api *api, struct arena *a, const struct http_request *request,
    struct http_response *response, struct buf *out)
{
	/* As the whole API sees it below its mount point. */
	struct api local = *api;
	uint64_t reached = 0;

	local.open_as = "operator";
	local.mount = NULL;
	api_handle(&local, a, request, response);
	if (response->ticket != 0 && (store_sync(api->store, &reached) != STORE_OK)) {
		buf_text(out, "the change could not be put on stable storage");
		return KEY_COMMAND_STORE;
	}
	if (response->status >= 300) {
		say_error(buf_peek(&response->body), out);
		return KEY_COMMAND_REFUSED;
	}
	buf_str(out, buf_peek(&response->body));
	return KEY_COMMAND_OK;
}

/* The answer to "revoke" names the keys that were found. */
static bool
names_all(struct str answer, size_t n)
{
	DOC_AUTO json_object *doc = load_answer(answer);
	json_object *now, *before;

	if (doc == NULL)
		return false;
	now = doc_array(doc, "invalidated_api_keys");
	before = doc_array(doc, "previously_invalidated_api_keys");

	return now != NULL && before != NULL && doc_length(now) + doc_length(before) == n;
}

enum key_command_rc
key_command(
    const struct api *api, struct arena *a, const char *const *words, size_t n, struct buf *out)
{
	struct http_response response = {.secret = true};
	enum key_command_rc rc = KEY_COMMAND_USAGE;
	struct http_request request;
	struct buf body = {0};

	arena_secret(a);
	if (!make_request(words, n, &request, &body))
		buf_text(out, usage);
	else
		rc = answer(api, a, &request, &response, out);
	if (rc == KEY_COMMAND_OK && strcmp(words[0], "revoke") == 0 &&
	    !names_all(buf_peek(out), n - 1)) {
		buf_clear(out);
		buf_text(out, "not all of these keys exist; those that do are revoked");
		rc = KEY_COMMAND_REFUSED;
	}
	http_response_release(&response);
	buf_release(&body);
	return rc;
}
