/*
 * Asking as the connector service asks: its headers, its bodies. An answer that is not what was
 * expected ends the program with what was asked and what came.
 */
#ifndef TESTS_SERVICE_WIRE_H
#define TESTS_SERVICE_WIRE_H

#include "base/buf.h"
#include "json/doc.h"

#include <curl/curl.h>

/*
 * One service; used by one thread. With SERVICE_KEY in the environment it sends that API key, as an
 * encoded one.
 */
struct service {
	const char *host;   /* its worker_hostname */
	const char *socket; /* a path, or ADDRESS:PORT */
	CURL *curl;
	struct buf sent, came;
	char asked[512];
	char product[64]; /* of X-elastic-product; "": there was none */
	long status;
	json_object *answer; /* of the latest request; NULL: no body */
};

void service_open(struct service *, const char *host, const char *socket);
void service_close(struct service *);

/*
 * One request. The body is made as by printf, "" sends none. The answer is lent until the next one.
 * Any status will do, but a 2xx must bear the product's name, and a body must be JSON.
 */
json_object *service_ask(struct service *, const char *method, const char *target,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same with lines of JSON as a body, which must end with a newline. */
json_object *service_ask_lines(
    struct service *, const char *method, const char *target, struct str lines);

/* Ends the program unless the latest answer had that status. */
void service_expect(const struct service *, long status);

/* Ends the program unless it holds. */
void service_check(const struct service *, bool holds, const char *what);

/* The text of a member, "" when there is none; a member at a path of names joined by dots. */
const char *text_at(const json_object *, const char *path);
json_object *value_at(const json_object *, const char *path);
int64_t number_at(const json_object *, const char *path);

#endif
