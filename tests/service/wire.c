#include <config.h>

#include "wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
give_up(const struct service *s, const char *what)
{
	printf("failed: %s: %s: %s\n  answered %ld %.*s\n", s->host, s->asked, what, s->status,
	    (int)(s->came.n < 2000 ? s->came.n : 2000), s->came.p);
	(void)fflush(stdout);
	_Exit(EXIT_FAILURE);
}

void
service_check(const struct service *s, bool holds, const char *what)
{
	if (!holds)
		give_up(s, what);
}

void
service_expect(const struct service *s, long status)
{
	char what[64];

	(void)snprintf(what, sizeof(what), "%ld was expected", status);
	service_check(s, s->status == status, what);
}

void
service_open(struct service *s, const char *host, const char *socket)
{
	*s = (struct service){.host = host, .socket = socket, .curl = curl_easy_init()};
	service_check(s, s->curl != NULL, "libcurl does not start");
}

void
service_close(struct service *s)
{
	curl_easy_cleanup(s->curl);
	doc_free(s->answer);
	buf_release(&s->sent);
	buf_release(&s->came);
}

static size_t
take_body(char *data, size_t size, size_t n, void *ctx)
{
	struct service *s = ctx;

	buf_add(&s->came, data, size * n);
	return buf_failed(&s->came) ? 0 : size * n;
}

static size_t
take_head(char *data, size_t size, size_t n, void *ctx)
{
	static const char name[] = "x-elastic-product: ";
	struct service *s = ctx;
	size_t length = sizeof(name) - 1;

	if (size * n > length && strncasecmp(data, name, length) == 0)
		(void)snprintf(s->product + strlen(s->product),
		    sizeof(s->product) - strlen(s->product), "%.*s",
		    (int)strcspn(data + length, "\r\n"), data + length);
	return size * n;
}

/* Without a body the service calls nothing a stream of octets (clients.md 0). */
static struct curl_slist *
headers_of(const char *type, bool put)
{
	static const char *const always[] = {
	    "Accept: application/vnd.elasticsearch+json; compatible-with=8",
	    "User-Agent: elastic-connectors-9.6.0/service",
	    "X-elastic-product-origin: connectors",
	    "Expect:",
	};
	const char *key = getenv("SERVICE_KEY");
	struct curl_slist *list = NULL;
	char line[512];

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		list = curl_slist_append(list, always[i]);
	if (key != NULL) {
		(void)snprintf(line, sizeof(line), "Authorization: ApiKey %s", key);
		list = curl_slist_append(list, line);
	}
	if (type != NULL) {
		(void)snprintf(line, sizeof(line),
		    "Content-Type: application/vnd.elasticsearch+%s; compatible-with=8", type);
		return curl_slist_append(list, line);
	}
	return put ? curl_slist_append(list, "Content-Type: application/octet-stream") : list;
}

static void
perform(struct service *s, const char *method, const char *target, const char *type)
{
	bool head = strcmp(method, "HEAD") == 0, get = strcmp(method, "GET") == 0;
	struct curl_slist *headers = headers_of(s->sent.n > 0 ? type : NULL, !head && !get);
	bool is_path = *s->socket == '/';
	char url[1024];

	(void)snprintf(url, sizeof(url), "http://%s%s", is_path ? "localhost" : s->socket, target);
	curl_easy_reset(s->curl);
	if (is_path)
		curl_easy_setopt(s->curl, CURLOPT_UNIX_SOCKET_PATH, s->socket);
	curl_easy_setopt(s->curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(s->curl, CURLOPT_URL, url);
	curl_easy_setopt(s->curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(s->curl, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(s->curl, CURLOPT_HEADERDATA, s);
	if (head) {
		curl_easy_setopt(s->curl, CURLOPT_NOBODY, 1L);
	} else if (!get || s->sent.n > 0) {
		curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, s->sent.n > 0 ? s->sent.p : "");
		curl_easy_setopt(s->curl, CURLOPT_POSTFIELDSIZE, (long)s->sent.n);
		curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, method);
	}
	if (curl_easy_perform(s->curl) != CURLE_OK)
		give_up(s, "no answer");
	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &s->status);
	curl_slist_free_all(headers);
}

/* Sends what is in s->sent. */
static json_object *
ask(struct service *s, const char *method, const char *target, const char *type)
{
	bool damaged;

	(void)snprintf(s->asked, sizeof(s->asked), "%s %s %.*s", method, target,
	    (int)(s->sent.n < 300 ? s->sent.n : 300), s->sent.p);
	buf_clear(&s->came);
	s->product[0] = '\0';
	perform(s, method, target, type);
	doc_free(s->answer);
	while (s->came.n > 0 && s->came.p[s->came.n - 1] == '\n')
		s->came.n--; /* of a pretty answer */
	s->answer = s->came.n > 0 ? doc_load(buf_peek(&s->came), &damaged) : NULL;
	service_check(s, s->came.n == 0 || s->answer != NULL, "the body is not JSON");
	if (s->status < 300)
		service_check(
		    s, strcmp(s->product, "Elasticsearch") == 0, "the product is not named once");
	return s->answer;
}

json_object *
service_ask(struct service *s, const char *method, const char *target, const char *format, ...)
{
	char *body = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&body, format, ap) < 0)
		abort();
	va_end(ap);
	buf_clear(&s->sent);
	buf_text(&s->sent, body);
	free(body);
	return ask(s, method, target, "json");
}

json_object *
service_ask_lines(struct service *s, const char *method, const char *target, struct str lines)
{
	buf_clear(&s->sent);
	buf_str(&s->sent, lines);
	return ask(s, method, target, "x-ndjson");
}

/* ---- reading answers ---- */

json_object *
value_at(const json_object *doc, const char *path)
{
	size_t n = strcspn(path, ".");
	json_object *value;
	char name[128];

	(void)snprintf(name, sizeof(name), "%.*s", (int)n, path);
	if (doc == NULL || doc_get(doc, name, &value) != DOC_PRESENT)
		return NULL;
	return path[n] == '.' ? value_at(value, path + n + 1) : value;
}

const char *
text_at(const json_object *doc, const char *path)
{
	json_object *value = value_at(doc, path);

	/* The text of a document ends with a NUL. */
	return json_object_is_type(value, json_type_string) ? doc_text(value).p : "";
}

int64_t
number_at(const json_object *doc, const char *path)
{
	json_object *value = value_at(doc, path);

	return json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : -1;
}
